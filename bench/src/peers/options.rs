//! The command line of `cargo peers`.

use std::path::{Path, PathBuf};

use anyhow::bail;
use lexopt::{Arg, ValueExt};
use tester::catalogue::{Check, catalogue};
use tester::report::Language;

use super::who::{PEERS, Peer};

#[derive(Debug)]
pub struct Options {
    pub peers: Vec<Peer>,
    /// Empty: all that apply.
    pub checks: Vec<&'static Check>,
    pub language: Language,
    /// Where the results go.
    pub out: PathBuf,
    /// Write the tables again from the results, and run nothing.
    pub redraw: bool,
}

const ENGLISH: &str = "\
Runs the catalogue against servers that nobody here wrote.

usage: cargo peers [OPTIONS]

  --only PEER,…    only these: {peers}
  --check ID,…     only these checks
                   With either, each failure is shown in full and nothing is written.
  --out DIR        where the results go (bench/results)
  --redraw         writes the tables again from peers.json in DIR, and runs nothing
  --lang en|es     the language of this command; the results are in both
  -h, --help       this text
";

const SPANISH: &str = "\
Ejecuta el catálogo contra servidores que no son obra nuestra.

uso: cargo peers [OPCIONES]

  --only SERVIDOR,… solo estos: {peers}
  --check ID,…      solo estas comprobaciones
                    Con cualquiera de las dos se muestra cada fallo entero y no se escribe nada.
  --out CARPETA     dónde quedan los resultados (bench/results)
  --redraw          vuelve a escribir las tablas desde peers.json de CARPETA, sin ejecutar nada
  --lang en|es      el idioma de este comando; los resultados salen en ambos
  -h, --help        este texto
";

/// What `--help` shows.
pub fn usage(language: Language) -> String {
    let text = if language.is_spanish() { SPANISH } else { ENGLISH };
    text.replace("{peers}", &ids())
}

fn ids() -> String {
    PEERS.map(Peer::id).join(", ")
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
            ("only", _) => self.peers = value.split(',').map(peer).collect::<Result<_, _>>()?,
            ("check", _) => self.checks = value.split(',').map(check).collect::<Result<_, _>>()?,
            ("lang", "en" | "es") => self.language = Language::named(value),
            ("lang", _) => bail!("--lang {value}: en, es"),
            ("out", _) => self.out = value.into(),
            _ => bail!("--{name}?"),
        }
        Ok(())
    }

    /// Whether some of the table would be missing.
    pub fn is_partial(&self) -> bool {
        !self.checks.is_empty() || self.peers != PEERS
    }
}

impl Default for Options {
    fn default() -> Options {
        Options {
            peers: PEERS.to_vec(),
            checks: Vec::new(),
            language: Language::current(),
            out: Path::new(env!("CARGO_MANIFEST_DIR")).join("results"),
            redraw: false,
        }
    }
}

fn peer(id: &str) -> anyhow::Result<Peer> {
    match Peer::named(id) {
        Some(peer) => Ok(peer),
        None => bail!("--only {id}: {}", ids()),
    }
}

fn check(id: &str) -> anyhow::Result<&'static Check> {
    match catalogue().find(|check| check.id == id) {
        Some(check) => Ok(check),
        None => bail!("--check {id}?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> anyhow::Result<Options> {
        let parsed = Options::parse(lexopt::Parser::from_args(line.split_whitespace()))?;
        Ok(parsed.unwrap_or_else(|language| panic!("help in {language:?}")))
    }

    #[test]
    fn options_are_read() {
        let options = parse("--only nginx,axum --check parse-tab --lang es --out /tmp/x").unwrap();
        assert_eq!(options.peers, [Peer::Nginx, Peer::Axum]);
        assert_eq!(options.checks.first().map(|check| check.id), Some("parse-tab"));
        assert!(options.language.is_spanish() && options.is_partial());
        assert!(!parse("--redraw").unwrap().is_partial(), "all of it");
    }

    #[test]
    fn nonsense_is_refused() {
        for line in ["--only apache", "--check parse-nothing", "--lang fr", "--bake 1", "surplus"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn help_names_every_peer_in_both_languages() {
        for language in [Language::English, Language::Spanish] {
            let usage = usage(language);
            assert!(PEERS.iter().all(|peer| usage.contains(peer.id())), "{usage}");
        }
    }
}
