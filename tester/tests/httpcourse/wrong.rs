//! Servers that go wrong in one way each. The test itself plays them: `httpcourse-… wrong WAY [ADDR]`.
//!
//! `@FILE` reads the way from a file. Each process connects to the address in `TELL`, says its
//! way when it is ready, and holds the connection: its end is that of
//! the process. One that listens elsewhere says where instead.

use std::env;
use std::io::{Read, Write};
use std::net::{Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio, exit};
use std::thread;

/// The word that makes the test a server.
pub const WRONG: &str = "wrong";

/// Goes wrong, if that is what this process was started for.
pub fn serve_if_asked() {
    let mut words = env::args().skip(1);
    if words.next().is_some_and(|word| word == WRONG) {
        let way = words.next().map(|way| named(&way)).unwrap_or_default();
        play(&way, &words.next().unwrap_or_default());
        exit(0);
    }
}

fn play(way: &str, addr: &str) {
    match way {
        "right" | "shouts" | "crashes" | "hangs" => serve(addr, way, change(way)),
        "many" => serve_many(addr, way),
        "deaf" => stay(way),
        "elsewhere" => {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            stay(&listener.local_addr().unwrap().to_string());
        }
        "six" => serve(&six(addr), way, |_| {}),
        "ends" => {
            println!("to standard output");
            eprintln!("to \x1b[31mstandard error");
            exit(3);
        }
        "parent" | "orphans" | "daemon" | "daemons" => play_family(way, addr),
        _ => serve_beside(way, addr),
    }
}

/// Those that start others.
fn play_family(way: &str, addr: &str) {
    match way {
        "parent" => {
            let _open = tell(way);
            child("right", addr).wait().unwrap();
        }
        "orphans" => {
            // It has the pipe, and keeps it open.
            child("deaf", addr);
            exit(4);
        }
        "daemons" => play_daemons(way, addr),
        _ => {
            #[cfg(unix)]
            rustix::process::setsid().unwrap();
            let _open = tell(way);
            println!("ready");
            wait_for_ever();
        }
    }
}

fn play_daemons(way: &str, addr: &str) {
    let mut daemon = child("daemon", addr);
    daemon.stdout.take().unwrap().read_exact(&mut [0]).unwrap(); // it is ready before this one is
    serve(addr, way, |_| {});
    daemon.wait().unwrap();
}

/// What happens to the bytes that a client sends.
fn change(way: &str) -> fn(&mut [u8]) {
    match way {
        "shouts" => <[u8]>::make_ascii_uppercase,
        "hangs" => |_| wait_for_ever(),
        "crashes" => |_| {
            eprintln!("I cannot bear this");
            exit(7);
        },
        _ => |_| {},
    }
}

/// Right, but for what it does besides.
fn serve_beside(way: &str, addr: &str) {
    match way {
        "logs" => std::fs::write("log.txt", "I was started").unwrap(),
        "talks" => drop(thread::spawn(|| {
            loop {
                println!("{}", "all the time ".repeat(100));
            }
        })),
        "once" => std::fs::write("way.txt", "ends").unwrap(),
        _ => exit(5),
    }
    let way = if way == "once" { "crashes" } else { way };
    serve(addr, way, change(way));
}

fn named(way: &str) -> String {
    let file = way.strip_prefix('@').map(std::fs::read_to_string);
    file.map_or(way.to_string(), |text| text.unwrap_or_default().trim().to_string())
}

/// Sends back what comes, changed; one client at a time.
fn serve(addr: &str, way: &str, change: fn(&mut [u8])) {
    let listener = TcpListener::bind(addr).unwrap();
    println!("listening on {}", listener.local_addr().unwrap());
    let _open = tell(way);
    for mut client in listener.incoming().flatten() {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = client.read(&mut buffer) {
            change(&mut buffer[..count]);
            if client.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
    }
}

/// Sends back what comes, to all clients at once.
fn serve_many(addr: &str, way: &str) {
    let listener = TcpListener::bind(addr).unwrap();
    let _open = tell(way);
    for client in listener.incoming().flatten() {
        thread::spawn(move || std::io::copy(&mut &client, &mut &client));
    }
}

fn six(addr: &str) -> String {
    let port = addr.parse::<SocketAddr>().unwrap().port();
    SocketAddr::from((Ipv6Addr::LOCALHOST, port)).to_string()
}

fn child(way: &str, addr: &str) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    if way == "daemon" {
        command.stdout(Stdio::piped());
    }
    command.args([WRONG, way, addr]).spawn().unwrap()
}

fn stay(way: &str) {
    let _open = tell(way);
    wait_for_ever();
}

fn wait_for_ever() {
    loop {
        thread::park();
    }
}

fn tell(way: &str) -> Option<TcpStream> {
    let mut test = TcpStream::connect(env::var("TELL").ok()?).ok()?;
    test.write_all(way.as_bytes()).ok()?;
    Some(test)
}
