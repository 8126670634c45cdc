//! The other half of the conversation: connects, sends what it is given, prints what comes back.
//!
//! `client [ADDR] [TEXT...]`; without a text it sends what it reads from standard input.

use std::io::{self, Write};
use std::net::{Shutdown, TcpStream};
use std::process::ExitCode;
use std::thread;

use anyhow::{Context, anyhow};
use lexopt::{Arg, ValueExt};

const ADDRESS: &str = "127.0.0.1:4221";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "client: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let mut words = Vec::new();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Value(word) => words.push(word.string()?),
            unknown => return Err(unknown.unexpected().into()),
        }
    }
    let has_address = words.first().is_some_and(|word| word.contains(':'));
    let address = if has_address { words.remove(0) } else { ADDRESS.to_string() };
    let stream = TcpStream::connect(&address)
        .with_context(|| format!("cannot connect to {address}: is the server running?"))?;
    converse(&stream, &words.join(" "))
}

/// Sends and receives at the same time: who only sends, while the other does too, gets stuck.
fn converse(stream: &TcpStream, text: &str) -> anyhow::Result<()> {
    thread::scope(|scope| {
        let sender = scope.spawn(|| send(stream, text));
        io::copy(&mut &*stream, &mut io::stdout()).context("the connection broke")?;
        sender.join().map_err(|_| anyhow!("the sender panicked"))?.context("cannot send")
    })
}

/// Sends the text, or else standard input, and says that there is no more.
fn send(mut stream: &TcpStream, text: &str) -> io::Result<()> {
    if text.is_empty() {
        io::copy(&mut io::stdin(), &mut stream)?;
    } else {
        stream.write_all(format!("{text}\n").as_bytes())?;
    }
    stream.shutdown(Shutdown::Write)
}
