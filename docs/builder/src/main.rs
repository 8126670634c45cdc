//! `cargo book`: builds the book in both languages, and has a stage serve it.

use anyhow::Result;
use book::build::build_all;
use book::language::{Language, code};
use book::options::{Order, read};
use book::{preprocess, serve, transcript, workspace};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, io};

fn main() -> ExitCode {
    let (language, order) = read(env::args_os(), Language::current());
    let order = match order {
        Ok(order) => order,
        Err(misuse) => {
            eprintln!("{}", misuse.say(language));
            return ExitCode::from(2);
        }
    };
    match run(order, language) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(order: Order, language: Language) -> Result<ExitCode> {
    let tell = |book, took| tell(book, took, language);
    match order {
        Order::Help => print!("{}", if language.is_spanish() { HELP.1 } else { HELP.0 }),
        Order::Supports(renderer) if renderer != "html" => return Ok(ExitCode::FAILURE),
        Order::Supports(_) => {}
        Order::Preprocess => preprocess::run(io::stdin().lock(), io::stdout().lock())?,
        Order::Build => build_all(&workspace::root()?, tell)?,
        Order::Check(pages) => return transcript::check(&workspace::root()?, &pages),
        Order::Serve(serving) => {
            let root = workspace::root()?;
            build_all(&root, tell)?;
            serve::serve(&root, &serving, language)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

const HELP: (&str, &str) = (include_str!("help.en.txt"), include_str!("help.es.txt"));

/// How long a book took, told in the reader's language.
fn tell(book: Language, took: Duration, language: Language) {
    let seconds = format!("{:.1}", took.as_secs_f64());
    match language {
        Language::English => println!("docs/{}: built in {seconds} s", code(book)),
        Language::Spanish => {
            println!("docs/{}: construido en {} s", code(book), seconds.replace('.', ","));
        }
    }
}
