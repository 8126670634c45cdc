//! Stage 5: files, a site of them and a folder for downloads.

mod connection;
mod files;
mod headers;
mod request;
mod response;
mod routes;

use std::io::{self, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use lexopt::{Arg, ValueExt};

use crate::connection::{QUIET, say};
use crate::files::Folder;
use crate::routes::Routes;

const USAGE: &str =
    concat!("usage: ", env!("CARGO_PKG_NAME"), " [ADDR] [--site DIR] [--directory DIR] [--quiet]");
const ADDRESS: &str = "127.0.0.1:4221";
/// The site of all stages that serve files.
const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../stage05-files/public");
/// How long to wait after `accept` has failed: without a pause it would fail again at once.
const PAUSE: Duration = Duration::from_millis(100);

/// What the command line says.
struct Options {
    address: Option<String>,
    site: PathBuf,
    directory: Option<PathBuf>,
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
    let routes = Routes {
        site: open_folder(&options.site)?,
        files: options.directory.as_deref().map(open_folder).transpose()?,
    };
    let listener = listen(options.address.as_deref().unwrap_or(ADDRESS))?;
    serve_all(&listener, &routes)
}

/// Takes one client after the other, for ever.
fn serve_all(listener: &TcpListener, routes: &Routes) -> ! {
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                if let Err(error) = connection::serve(stream, routes) {
                    say(format_args!("connection lost: {error}"));
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

fn open_folder(path: &Path) -> anyhow::Result<Folder> {
    Folder::open(path).with_context(|| format!("cannot serve {}", path.display()))
}

/// The options, or nothing if the user asked for help.
fn parse_options() -> anyhow::Result<Option<Options>> {
    let mut options = Options { address: None, site: SITE.into(), directory: None };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Value(address) if options.address.is_none() => {
                options.address = Some(address.string()?);
            }
            Arg::Long("site") => options.site = arguments.value()?.into(),
            Arg::Long("directory") => options.directory = Some(arguments.value()?.into()),
            Arg::Long("quiet") => QUIET.store(true, Ordering::Relaxed),
            Arg::Short('h') | Arg::Long("help") => return Ok(None),
            unknown => return Err(unknown.unexpected().into()),
        }
    }
    Ok(Some(options))
}
