//! Stage 2: one answer to every request.

mod connection;
mod response;

use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use lexopt::{Arg, ValueExt};

const USAGE: &str = concat!("usage: ", env!("CARGO_PKG_NAME"), " [ADDR]");
const ADDRESS: &str = "127.0.0.1:4221";
/// How long to wait after `accept` has failed: without a pause it would fail again at once.
const PAUSE: Duration = Duration::from_millis(100);

/// What the command line says.
struct Options {
    address: Option<String>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{}: {error:#}", env!("CARGO_PKG_NAME"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let Some(options) = parse_options()? else {
        let _ = writeln!(io::stdout(), "{USAGE}");
        return Ok(());
    };
    let listener = listen(options.address.as_deref().unwrap_or(ADDRESS))?;
    serve_all(&listener)
}

/// Takes one client after the other, for ever.
fn serve_all(listener: &TcpListener) -> ! {
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                if let Err(error) = connection::serve(stream) {
                    let _ = writeln!(io::stderr(), "connection lost: {error}");
                }
            }
            Err(error) => {
                let _ = writeln!(io::stderr(), "cannot accept: {error}");
                thread::sleep(PAUSE);
            }
        }
    }
}

/// Listens, and says where: with port 0 only the system knows.
fn listen(address: &str) -> anyhow::Result<TcpListener> {
    let listener =
        TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    let _ = writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?);
    Ok(listener)
}

/// The options, or nothing if the user asked for help.
fn parse_options() -> anyhow::Result<Option<Options>> {
    let mut options = Options { address: None };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Value(address) if options.address.is_none() => {
                options.address = Some(address.string()?);
            }
            Arg::Short('h') | Arg::Long("help") => return Ok(None),
            unknown => return Err(unknown.unexpected().into()),
        }
    }
    Ok(Some(options))
}
