//! Has stage 7 serve the built book, until somebody ends it.

use crate::build::{BUILT, build_all};
use crate::language::{Language, code, text};
use crate::options::Serving;
use crate::watch;
use anyhow::{Context, Result};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use tester::catalogue::Text;
use tester::report::book::ADDRESS;

/// The stage that serves the book.
const STAGE: &str = "stage07-methods";

/// What happens while the book is served.
#[derive(Debug)]
pub enum Event {
    /// Ctrl-C, or whatever asks a program to end.
    Interrupted,
    /// The server has ended by itself.
    Ended,
    /// Somebody has saved a file.
    Changed,
}

/// Serves it until Ctrl-C, or until the server ends.
///
/// # Errors
/// If the stage cannot be built or started.
pub fn serve(root: &Path, serving: &Serving, language: Language) -> Result<()> {
    let program = program(root)?;
    let (sender, events) = channel();
    let interrupted = sender.clone();
    ctrlc::set_handler(move || drop(interrupted.send(Event::Interrupted)))?;
    let server = Server::start(command(&program, root, serving), sender.clone())?;
    let mut server = server.with_context(|| language.of(NOT_SERVED))?;
    say(language, SERVED, &[&server.address, STAGE])?;
    if serving.open {
        let page = format!("{}/{}/", server.address, code(language));
        if let Err(error) = opener::open(&page) {
            say(language, NOT_OPENED, &[&page, &error.to_string()])?;
        }
    }
    let _watcher = serving.watch.then(|| watch::start(root, sender)).transpose()?;
    follow(root, &events, language)?;
    server.stop()
}

/// Until the end.
fn follow(root: &Path, events: &Receiver<Event>, language: Language) -> Result<()> {
    while let Ok(Event::Changed) = events.recv() {
        if watch::settle(events) {
            return Ok(());
        }
        match build_all(root, |_, _| {}) {
            Ok(()) => say(language, AGAIN, &[])?,
            Err(error) => eprintln!("{error:#}"),
        }
    }
    Ok(())
}

/// The stage's program, built if need be.
fn program(root: &Path) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--package", STAGE, "--message-format=json-render-diagnostics"])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .context("cargo")?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let mut programs = messages.lines().filter_map(executable);
    programs
        .next_back()
        .filter(|_| output.status.success())
        .with_context(|| format!("cargo build {STAGE}"))
}

/// The program that a message of cargo names.
fn executable(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    message.get("executable")?.as_str().map(PathBuf::from)
}

/// The stage while it runs; it ends with this.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// `None` if it has ended at once: then it has said why.
    fn start(mut command: Command, events: Sender<Event>) -> Result<Option<Server>> {
        let child = command.spawn();
        let mut child = child.with_context(|| command.get_program().display().to_string())?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?);
        let mut first = String::new();
        lines.read_line(&mut first)?;
        let Some(address) = first.trim().strip_prefix("listening on ") else {
            child.wait()?;
            return Ok(None);
        };
        thread::spawn(move || {
            let _ = io::copy(&mut lines, &mut io::sink());
            let _ = events.send(Event::Ended);
        });
        Ok(Some(Server { child, address: address.into() }))
    }

    fn stop(&mut self) -> Result<()> {
        let _ = self.child.kill(); // it may have ended
        self.child.wait()?;
        Ok(())
    }
}

fn command(program: &Path, root: &Path, serving: &Serving) -> Command {
    let address = serving.address.map_or(ADDRESS.into(), |address| address.to_string());
    let mut command = Command::new(program);
    command.args([&address, "--quiet", "--site"]).arg(root.join(BUILT));
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.stop();
    }
}

fn say(language: Language, text: Text, values: &[&str]) -> io::Result<()> {
    let mut said = language.of(text).to_string();
    for value in values {
        said = said.replacen("{}", value, 1);
    }
    writeln!(io::stdout(), "{said}")
}

const SERVED: Text = text(
    "The book is at {}/, served by {}. Ctrl-C ends it.",
    "El libro está en {}/; lo sirve {}. Ctrl-C lo detiene.",
);
const NOT_SERVED: Text = text(
    "The book is in target/book. To have it served elsewhere: cargo book 127.0.0.1:8080",
    "El libro está en target/book. Para servirlo en otra dirección: cargo book 127.0.0.1:8080",
);
const NOT_OPENED: Text =
    text("No browser could be opened at {}: {}", "No se pudo abrir el navegador en {}: {}");
const AGAIN: Text = text("Built again.", "Construido de nuevo.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_named_in_a_message_of_cargo() {
        let message = r#"{"reason":"compiler-artifact","executable":"/t/stage07-methods"}"#;
        assert_eq!(executable(message), Some("/t/stage07-methods".into()));
        for other in [r#"{"executable":null}"#, r#"{"reason":"build-finished"}"#, "no json"] {
            assert_eq!(executable(other), None);
        }
    }
}
