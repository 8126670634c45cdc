//! The students: this very test program, when it is started as `… pupil HOW STAGE ADDR ROLL`.
//!
//! Each of its processes first calls the roll: a connection to ROLL that it keeps open, so that the
//! test sees when it is gone, on every system.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio, exit};
use std::thread;
use std::time::Duration;

/// Plays the student if the command line says so.
pub fn play() {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let [word, how, stage, addr, roll] = arguments.as_slice() else { return };
    if word != "pupil" {
        return;
    }
    let roll = TcpStream::connect(roll).unwrap();
    act(how, stage, addr, &arguments);
    drop(roll);
    exit(0);
}

fn act(how: &str, stage: &str, addr: &str, arguments: &[String]) {
    match how {
        "good" => serve(stage, addr),
        "spams" => spam(stage, addr),
        "leaves" => drop(start_child(arguments, "heir")),
        "forks" => fork(arguments),
        "child" => serve(stage, addr),
        "heir" => inherit(stage, addr),
        "deaf" => {
            let _listens = TcpListener::bind(addr).unwrap();
            hang();
        }
        "mortal" => mortal(addr),
        "wrong-once" => wrong_once(stage, addr),
        "hangs" => hang(),
        how => exit(how.trim_start_matches("exits-").parse().unwrap()),
    }
}

/// Serves once the process that started this one has ended, and its pipe with it.
fn inherit(stage: &str, addr: &str) {
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    serve(stage, addr);
}

#[expect(clippy::zombie_processes, reason = "a student who forgets the child is what is played")]
fn fork(arguments: &[String]) {
    let _child = start_child(arguments, "child");
    hang();
}

fn hang() {
    loop {
        thread::park();
    }
}

/// One that slips out of its process group, where the tester can still find it.
fn start_child(arguments: &[String], how: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["pupil", how]).args(&arguments[2..]).stdin(Stdio::piped());
    #[cfg(target_os = "linux")]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().unwrap()
}

fn spam(stage: &str, addr: &str) {
    thread::spawn(|| {
        let line = [b'x'; 4096];
        while std::io::stdout().write_all(&line).is_ok() {}
    });
    serve(stage, addr);
}

/// Says something, serves one client, and dies.
fn mortal(addr: &str) {
    println!("I shall serve one client");
    let (stream, _) = TcpListener::bind(addr).unwrap().accept().unwrap();
    echo(stream);
    println!("that was enough");
    exit(7);
}

/// The first process hangs up on everybody; the next ones are good.
fn wrong_once(stage: &str, addr: &str) {
    let marked = std::fs::File::create_new(format!("was-wrong-{stage}"));
    if marked.is_err() {
        serve(stage, addr);
    }
    TcpListener::bind(addr).unwrap().incoming().for_each(drop);
}

fn serve(stage: &str, addr: &str) {
    let answer = if stage == "1" { echo } else { hello };
    for stream in TcpListener::bind(addr).unwrap().incoming().flatten() {
        answer(stream);
    }
}

fn echo(mut stream: TcpStream) {
    let mut reader = stream.try_clone().unwrap();
    let _ = stream.set_nodelay(true);
    let _ = stream.set_write_timeout(Some(Duration::from_secs(5)));
    let _ = std::io::copy(&mut reader, &mut stream);
}

/// How much of a head it keeps, in bytes.
const MAX_HEAD: usize = 32 << 10;

const HELLO: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\
    Connection: close\r\n\r\nHello, World!";

fn hello(mut stream: TcpStream) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && head.len() < MAX_HEAD {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let _ = stream.write_all(HELLO).and_then(|()| stream.shutdown(std::net::Shutdown::Write));
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
}
