//! Servers that are wrong from the start: this test's own program, started once more.

use std::ffi::OsString;
use std::io::Read;
use std::net::TcpListener;
use std::process::ExitCode;
use tester::command::launch::Launch;

/// What the program does instead of testing: `--serve CRASH ADDRESS`.
const SERVE: &str = "--serve";

/// How to start this program as a server that is wrong in this way. Where the tester may choose
/// the address, it does.
pub fn launch(way: &str, stage: u8) -> Launch {
    let this = std::env::current_exe().expect("the path of this program");
    let words = [this.into_os_string(), SERVE.into(), way.into(), "{addr}".into()];
    Launch::new(words.map(OsString::from).into(), stage)
}

/// The exit code, if this program was started to be such a server.
pub fn serve_if_asked() -> Option<ExitCode> {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [SERVE, way, addr, ..] => Some(serve(way, addr)),
        _ => None,
    }
}

fn serve(way: &str, addr: &str) -> ExitCode {
    match way {
        "crash" => crash(addr),
        "ends" => {
            eprint!("{}", include_str!("ends.stderr"));
            ExitCode::FAILURE
        }
        "returns" => ExitCode::SUCCESS,
        "nowhere" => {
            println!("starting…");
            stay()
        }
        "elsewhere" => {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
            println!("Serving HTTP on port {} ...", listener.local_addr().expect("its own").port());
            stay()
        }
        _ => panic!("`{way}` is none of the ways to be wrong"),
    }
}

/// Until it is killed.
fn stay() -> ExitCode {
    loop {
        std::thread::park();
    }
}

/// Reads one request, and ends as a Python program does over an exception.
fn crash(addr: &str) -> ExitCode {
    let listener = TcpListener::bind(addr).expect("the address");
    for client in listener.incoming() {
        let mut client = client.expect("a client");
        let mut buffer = [0; 65536];
        // Whoever only looks whether somebody listens says nothing.
        if let Ok(1..) = client.read(&mut buffer) {
            eprint!("{}", include_str!("crash.stderr"));
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
