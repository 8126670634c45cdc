//! Where a student is: a small file in their own folder.

use super::options::Options;
use crate::catalogue::Check;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Its name: plain to see, and a kind of file that every editor knows.
pub const FILE: &str = "httpcourse.toml";

const INTRODUCTION: &str = "\
# Where you are in the course, written by httpcourse each time you run it.
# Dónde estás en el curso; lo escribe httpcourse cada vez que lo ejecutas.
# stage: the last stage tested as a whole / la última etapa probada entera
# server: how your server is started / cómo se arranca
# passed: how many checks of a stage passed / cuántas comprobaciones pasaron
# hints: how many hints of a check you have seen / cuántas pistas has visto
# Delete the file to begin afresh. / Borra el archivo para empezar de cero.

";

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Progress {
    /// The last stage that was tested as a whole; 0 before the first.
    pub stage: u8,
    pub server: ServerWas,
    /// By the number of the stage, which TOML wants to be text.
    pub stages: BTreeMap<String, Mark>,
    /// How many hints were shown, by the id of a check that failed.
    pub hints: BTreeMap<String, usize>,
}

/// How the server was started, or where it ran.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerWas {
    pub command: Vec<String>,
    pub addr: Option<SocketAddr>,
    pub site: Option<PathBuf>,
    pub directory: Option<PathBuf>,
}

/// What came of a stage when all of it was last tested.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// How many checks passed.
    pub passed: usize,
    /// Whether these were all.
    pub done: bool,
}

impl Progress {
    pub fn mark(&self, stage: u8) -> Option<Mark> {
        self.stages.get(&stage.to_string()).copied()
    }

    pub fn set_mark(&mut self, stage: u8, mark: Mark) {
        self.stages.insert(stage.to_string(), mark);
    }

    /// The stage to go on with: the last one, or the first after it that was not passed.
    pub fn next(&self) -> u8 {
        let done = |stage: &u8| self.mark(*stage).is_some_and(|mark| mark.done);
        (self.stage.max(1)..=7).find(|stage| !done(stage)).unwrap_or(7)
    }

    /// How many hints of a check to show, the next one if `more` are wanted.
    pub fn hint(&mut self, check: &Check, more: bool) -> usize {
        let before = self.hints.get(check.id).copied().unwrap_or_default();
        let shown = (before + usize::from(more)).clamp(1, check.hints.len().max(1));
        self.hints.insert(check.id.to_string(), shown);
        shown
    }

    /// Fills in how the server was started the last time, if the options do not say it.
    pub fn complete(&self, options: &mut Options) {
        if options.command.is_empty() && options.addr.is_none() {
            options.command = self.server.command.iter().map(OsString::from).collect();
            options.addr = self.server.addr;
            options.site = options.site.take().or_else(|| self.server.site.clone());
            let directory = || self.server.directory.clone();
            options.directory = options.directory.take().or_else(directory);
        }
    }

    /// Keeps how the server is started, for the next time.
    pub fn keep_server(&mut self, options: &Options) {
        let words = options.command.iter().map(|word| word.to_str().map(String::from));
        // A word that is no Unicode cannot be kept, and half a command is none.
        let command = words.collect::<Option<Vec<_>>>().unwrap_or_default();
        let (site, directory) = (options.site.clone(), options.directory.clone());
        self.server = ServerWas { command, addr: options.addr, site, directory };
    }
}

/// The progress and its file.
#[derive(Debug)]
pub struct Store {
    pub progress: Progress,
    path: PathBuf,
    /// Why the file that is there cannot be read; it is then left as it is.
    pub broken: Option<String>,
}

impl Store {
    /// The file of this folder. One that is not there is a beginning.
    pub fn load(folder: &Path) -> Store {
        let path = folder.join(FILE);
        match fs::read_to_string(&path).map_err(Unread::from).and_then(|text| read(&text)) {
            Ok(progress) => Store { progress, path, broken: None },
            Err(Unread::Nothing) => Store { progress: Progress::default(), path, broken: None },
            Err(Unread::Broken(why)) => {
                Store { progress: Progress::default(), path, broken: Some(why) }
            }
        }
    }

    /// Writes the file beside and renames it: it is whole whatever happens.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save(&self) -> io::Result<()> {
        if self.broken.is_some() {
            return Ok(());
        }
        let text = toml::to_string(&self.progress).map_err(io::Error::other)?;
        let folder = self.path.parent().filter(|folder| *folder != Path::new(""));
        let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        file.write_all(INTRODUCTION.as_bytes())?;
        file.write_all(text.as_bytes())?;
        file.persist(&self.path)?;
        Ok(())
    }
}

enum Unread {
    Nothing,
    Broken(String),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Unread {
        match error.kind() {
            ErrorKind::NotFound => Unread::Nothing,
            _ => Unread::Broken(error.to_string()),
        }
    }
}

fn read(text: &str) -> Result<Progress, Unread> {
    let progress: Progress =
        toml::from_str(text).map_err(|error| Unread::Broken(error.to_string()))?;
    match progress.stage {
        0..=7 => Ok(progress),
        stage => Err(Unread::Broken(format!("stage = {stage}"))),
    }
}
