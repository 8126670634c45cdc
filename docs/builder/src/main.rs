//! `cargo book`: builds the book in both languages, and has a stage serve it.

use anyhow::{Result, bail};
use book::language::{BOTH, code};
use book::{build, preprocess, workspace};
use std::env;
use std::io;
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["preprocess", "supports", "html"] => Ok(()),
        ["preprocess", "supports", _] => bail!("html only"),
        ["preprocess"] => preprocess::run(io::stdin().lock(), io::stdout().lock()),
        ["build"] => build_both(),
        _ => bail!("book build"),
    }
}

fn build_both() -> Result<()> {
    let root = workspace::root()?;
    for language in BOTH {
        let start = Instant::now();
        build::build(&root, language, &root.join("target/book"))?;
        println!("{}: {:.1} s", code(language), start.elapsed().as_secs_f64());
    }
    Ok(())
}
