//! Stage 6: many clients at once, and many requests on each connection.

mod connection;
mod files;
mod headers;
mod request;
mod response;
mod routes;
mod workers;

use std::io::{self, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use anyhow::{Context, ensure};
use lexopt::{Arg, ValueExt};

use crate::connection::QUIET;
use crate::files::Folder;
use crate::routes::Routes;
use crate::workers::Crew;

const USAGE: &str = concat!(
    "usage: ",
    env!("CARGO_PKG_NAME"),
    " [ADDR] [--site DIR] [--directory DIR] [--quiet] [--threads N]"
);
const ADDRESS: &str = "127.0.0.1:4221";
/// The site of all stages that serve files.
const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../stage05-files/public");
/// The most threads, unless `--threads` says otherwise.
const THREADS: usize = 1024;
/// After a signal the server waits this long for what is under way.
const GRACE: Duration = Duration::from_secs(9);

/// What the command line says.
struct Options {
    address: Option<String>,
    site: PathBuf,
    directory: Option<PathBuf>,
    threads: usize,
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
    let stop = hear_signals()?;
    let listener = listen(options.address.as_deref().unwrap_or(ADDRESS))?;
    Crew::new(&listener, &routes, options.threads).run(stop);
    Ok(())
}

/// Ctrl-C and SIGTERM ask the server to stop; if it takes too long, they stop it.
fn hear_signals() -> anyhow::Result<Receiver<()>> {
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
        thread::sleep(GRACE);
        process::exit(0);
    })?;
    Ok(stopped)
}

/// Listens, and says where: with port 0 only the system knows.
fn listen(address: &str) -> anyhow::Result<TcpListener> {
    let listener =
        TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    workers::prepare(&listener)?;
    let _ = writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?);
    Ok(listener)
}

fn open_folder(path: &Path) -> anyhow::Result<Folder> {
    Folder::open(path).with_context(|| format!("cannot serve {}", path.display()))
}

/// The options, or nothing if the user asked for help.
fn parse_options() -> anyhow::Result<Option<Options>> {
    let mut options =
        Options { address: None, site: SITE.into(), directory: None, threads: THREADS };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Value(address) if options.address.is_none() => {
                options.address = Some(address.string()?);
            }
            Arg::Long("site") => options.site = arguments.value()?.into(),
            Arg::Long("directory") => options.directory = Some(arguments.value()?.into()),
            Arg::Long("quiet") => QUIET.store(true, Ordering::Relaxed),
            Arg::Long("threads") => options.threads = arguments.value()?.parse()?,
            Arg::Short('h') | Arg::Long("help") => return Ok(None),
            unknown => return Err(unknown.unexpected().into()),
        }
    }
    ensure!(options.threads > 0, "--threads 0: somebody has to work");
    Ok(Some(options))
}
