//! Runs the catalogue against servers that nobody here wrote: `cargo peers`.
//!
//! * [`which`] says of each check whether it is a rule of HTTP, how strong, and what it needs;
//!   [`rules`] what these words mean.
//! * [`who`] are the peers, [`configuration`] makes them as like a stage as they can be.
//! * [`run`] does it, [`table`] shows what came out.

pub mod configuration;
pub mod options;
pub mod rules;
pub mod run;
pub mod table;
pub mod which;
pub mod who;

use std::fs;
use std::io::{self, Write};

use anyhow::Context;
use tester::report::Language;

use crate::compare::hear_signals;
use options::Options;
use table::{Outcome, RESULTS};

/// What the command does.
///
/// # Errors
/// Options that make no sense, peers that cannot be built, results that cannot be written.
pub fn main() -> anyhow::Result<()> {
    match Options::parse(lexopt::Parser::from_env())? {
        Err(language) => {
            let _ = write!(io::stdout(), "{}", options::usage(language));
            Ok(())
        }
        Ok(options) => {
            hear_signals()?; // so that servers and their folders are cleared away
            act(&options)
        }
    }
}

fn act(options: &Options) -> anyhow::Result<()> {
    if options.is_partial() {
        // A part of the table is for reading, not for the book.
        return run::run(options).map(drop);
    }
    let path = options.out.join(RESULTS);
    let outcome: Outcome = if options.redraw {
        let written = fs::read(&path).with_context(|| path.display().to_string())?;
        serde_json::from_slice(&written).with_context(|| path.display().to_string())?
    } else {
        run::run(options)?
    };
    fs::create_dir_all(&options.out)?;
    fs::write(&path, serde_json::to_string_pretty(&outcome)? + "\n")?;
    for (name, language) in [("peers.md", Language::English), ("peers.es.md", Language::Spanish)] {
        fs::write(options.out.join(name), table::render(&outcome, language))?;
    }
    let _ = writeln!(io::stdout(), "{}", options.out.display());
    Ok(())
}
