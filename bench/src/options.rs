//! The command line of `cargo compare`.

use std::path::{Path, PathBuf};

use anyhow::bail;
use lexopt::{Arg, ValueExt};
use tester::report::Language;

use crate::servers::{SERVERS, Server};
use crate::works::{WORKS, Work};

#[derive(Debug)]
pub struct Options {
    /// How long each load lasts.
    pub seconds: u64,
    pub rounds: usize,
    pub works: Vec<&'static Work>,
    pub servers: Vec<Server>,
    /// Whether system calls and instructions are counted.
    pub counts: bool,
    pub language: Language,
    /// Where the results go.
    pub out: PathBuf,
    /// Draw again what `results.json` says, and measure nothing.
    pub redraw: bool,
}

const ENGLISH: &str = "\
Measures the stages beside servers that people know.

usage: cargo compare [OPTIONS]

  --only WORK,…     only this work:{works}
  --servers NAME,…  only these servers:{servers}
  --seconds N       how long each load lasts (2)
  --rounds N        how often each server has its turn; the median counts (3)
  --quick           one round of one second, and nothing is counted
  --out DIR         where the results go ({out})
  --redraw          writes tables and charts again from the results in DIR
  --lang en|es      the language of this command; the results are in both
  -h, --help        this text
";

const SPANISH: &str = "\
Mide las etapas junto a servidores conocidos.

uso: cargo compare [OPCIONES]

  --only TRABAJO,…   solo estos trabajos:{works}
  --servers NOMBRE,… solo estos servidores:{servers}
  --seconds N        cuántos segundos dura cada carga (2)
  --rounds N         cuántas veces le toca a cada servidor; cuenta la mediana (3)
  --quick            una ronda de un segundo, sin contar llamadas ni instrucciones
  --out CARPETA      dónde quedan los resultados ({out})
  --redraw           vuelve a escribir tablas y gráficos con los resultados de CARPETA
  --lang en|es       el idioma de este comando; los resultados salen en ambos
  -h, --help         este texto
";

/// What `--help` shows.
pub fn usage(language: Language) -> String {
    let text = if language.is_spanish() { SPANISH } else { ENGLISH };
    text.replace("{works}", &list(WORKS.iter().map(|work| work.id)))
        .replace("{servers}", &list(SERVERS.iter().map(|server| server.id())))
        .replace("{out}", "bench/results")
}

/// Several lines, so that none is too long for a terminal.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let lines: Vec<String> = names.chunks(6).map(|names| names.join(", ")).collect();
    format!("\n      {}", lines.join(",\n      "))
}

impl Options {
    /// The options, or nothing if the user asked for help in that language.
    ///
    /// # Errors
    /// An unknown option, or a value that makes no sense.
    pub fn parse(mut arguments: lexopt::Parser) -> anyhow::Result<Result<Options, Language>> {
        let mut options = Options::default();
        let mut help = false;
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Short('h') | Arg::Long("help") => help = true,
                Arg::Long("quick") => {
                    (options.seconds, options.rounds, options.counts) = (1, 1, false);
                }
                Arg::Long("redraw") => options.redraw = true,
                Arg::Long(name) => {
                    let name = name.to_string();
                    options.set(&name, &arguments.value()?.string()?)?;
                }
                unknown => return Err(unknown.unexpected().into()),
            }
        }
        Ok(if help { Err(options.language) } else { Ok(options) })
    }

    fn set(&mut self, name: &str, value: &str) -> anyhow::Result<()> {
        match (name, value) {
            ("seconds", _) => self.seconds = positive(name, value)?,
            ("rounds", _) => self.rounds = usize::try_from(positive(name, value)?)?,
            ("only", _) => self.works = value.split(',').map(work).collect::<Result<_, _>>()?,
            ("servers", _) => {
                self.servers = value.split(',').map(server).collect::<Result<_, _>>()?;
            }
            ("lang", "en" | "es") => self.language = Language::named(value),
            ("lang", _) => bail!("--lang {value}: en, es"),
            ("out", _) => self.out = value.into(),
            _ => bail!("--{name}?"),
        }
        Ok(())
    }
}

impl Default for Options {
    fn default() -> Options {
        Options {
            seconds: 2,
            rounds: 3,
            works: WORKS.iter().collect(),
            servers: SERVERS.to_vec(),
            counts: true,
            language: Language::current(),
            out: Path::new(env!("CARGO_MANIFEST_DIR")).join("results"),
            redraw: false,
        }
    }
}

fn positive(name: &str, value: &str) -> anyhow::Result<u64> {
    match value.parse() {
        Ok(number) if (1..=600).contains(&number) => Ok(number),
        _ => bail!("--{name} {value}: 1 … 600"),
    }
}

fn work(id: &str) -> anyhow::Result<&'static Work> {
    match Work::named(id) {
        Some(work) => Ok(work),
        None => bail!("--only {id}: {}", list(WORKS.iter().map(|work| work.id)).trim()),
    }
}

fn server(id: &str) -> anyhow::Result<Server> {
    match Server::named(id) {
        Some(server) => Ok(server),
        None => bail!("--servers {id}: {}", list(SERVERS.iter().map(|it| it.id())).trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> anyhow::Result<Options> {
        let parsed = Options::parse(lexopt::Parser::from_args(arguments))?;
        Ok(parsed.unwrap_or_else(|language| panic!("help in {language:?}")))
    }

    #[test]
    fn options_are_read() {
        let line = "--only connect,size --servers stage7,nginx --seconds 5 --lang es --quick";
        let options = parse(&line.split(' ').collect::<Vec<_>>()).unwrap();
        let works: Vec<&str> = options.works.iter().map(|work| work.id).collect();
        assert_eq!(works, ["connect", "size"]);
        assert_eq!(options.servers, [Server::Stage(7), Server::Nginx]);
        assert!(options.language.is_spanish() && !options.counts);
        assert_eq!((options.seconds, options.rounds), (1, 1), "--quick came last");
    }

    #[test]
    fn nonsense_is_refused() {
        for line in ["--rounds 0", "--seconds x", "--only bake", "--servers apache", "--lang fr"] {
            assert!(parse(&line.split(' ').collect::<Vec<_>>()).is_err(), "{line}");
        }
        assert!(parse(&["--frobnicate", "1"]).is_err());
        assert!(parse(&["surplus"]).is_err());
    }

    #[test]
    fn help_names_everything_in_both_languages() {
        for language in [Language::English, Language::Spanish] {
            let usage = usage(language);
            assert!(!usage.contains('{'), "{usage}");
            assert!(WORKS.iter().all(|work| usage.contains(work.id)), "{usage}");
            assert!(SERVERS.iter().all(|server| usage.contains(server.id())), "{usage}");
        }
    }
}
