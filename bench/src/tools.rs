//! Programs that the comparison uses but does not bring along.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::bail;
use tester::report::Language;

/// Where a program comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A package of Debian.
    Debian(&'static str),
    /// A crate with a program.
    Crate(&'static str),
}

#[derive(Debug)]
pub struct Tool {
    pub program: &'static str,
    pub source: Source,
    /// Nothing can be measured without it.
    pub needed: bool,
    /// How it is asked for its version.
    version: &'static [&'static str],
}

const fn debian(
    program: &'static str,
    package: &'static str,
    version: &'static [&'static str],
) -> Tool {
    Tool { program, source: Source::Debian(package), needed: false, version }
}

/// All of them; the READMEs name each.
pub const TOOLS: [Tool; 8] = [
    Tool { needed: true, ..debian("wrk", "wrk", &["--version"]) },
    Tool { program: "oha", source: Source::Crate("oha"), needed: true, version: &["--version"] },
    debian("nginx", "nginx-light", &["-v"]),
    debian("lighttpd", "lighttpd", &["-v"]),
    debian("python3", "python3", &["--version"]),
    debian("strace", "strace", &["--version"]),
    debian("valgrind", "valgrind", &["--version"]),
    debian("strip", "binutils", &["--version"]),
];

/// A module of nginx, from a package of its own, which sends content back.
pub const ECHO_MODULE: &str = "/usr/lib/nginx/modules/ngx_http_echo_module.so";
pub const ECHO_PACKAGE: &str = "libnginx-mod-http-echo";

impl Tool {
    /// Where it is installed, if it is.
    pub fn find(&self) -> Option<PathBuf> {
        find(self.program)
    }

    /// How to install it.
    pub fn install(&self) -> String {
        match self.source {
            Source::Debian(package) => format!("sudo apt-get install {package}"),
            Source::Crate(name) => format!("cargo install {name} --locked"),
        }
    }

    /// What it says of its version.
    pub fn version(&self) -> Option<String> {
        let output = Command::new(self.find()?).args(self.version).output().ok()?;
        let said = [output.stdout, output.stderr].concat();
        version_in(&String::from_utf8_lossy(&said))
    }
}

/// The first word with a point between digits, without what stands before its first digit.
pub fn version_in(said: &str) -> Option<String> {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut words = said.split_whitespace();
    words.find_map(|word| {
        let (number, rest) = word.split_once('.')?;
        let numbers = is_digit(number.chars().next_back()) && is_digit(rest.chars().next());
        let start = word.find(|c: char| c.is_ascii_digit()).filter(|_| numbers)?;
        Some(word[start..].to_string())
    })
}

/// A program in `PATH`, or where Debian keeps servers, which is not in everybody's `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path).collect::<Vec<_>>();
    folders.push(Path::new("/usr/sbin").into());
    folders.into_iter().map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Names of the programs that are not installed.
///
/// # Errors
/// Without a load generator there is nothing to do; the error says how to get it.
pub fn missing(language: Language) -> anyhow::Result<Vec<String>> {
    let missing: Vec<&Tool> = TOOLS.iter().filter(|tool| tool.find().is_none()).collect();
    let needed = missing.iter().filter(|tool| tool.needed);
    let install: Vec<String> = needed.map(|tool| format!("\n  {}", tool.install())).collect();
    match (install.concat(), language.is_spanish()) {
        (install, _) if install.is_empty() => {}
        (install, true) => bail!("falta con qué generar la carga. Instálalo con{install}"),
        (install, false) => bail!("there is nothing to make the load. Install it with{install}"),
    }
    Ok(missing.iter().map(|tool| tool.program.to_string()).collect())
}

/// The crates that our peers are made of, with the versions that `Cargo.lock` has.
pub fn crates() -> Vec<(String, String)> {
    let lock = include_str!("../../Cargo.lock");
    ["axum", "hyper", "tiny_http", "tokio", "tower-http"]
        .iter()
        .filter_map(|name| {
            let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
            Some((name.to_string(), rest.split('"').next()?.to_string()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_say() {
        let version = |said| version_in(said).unwrap_or_default();
        assert_eq!(version("wrk debian/4.1.0-3+b2 [epoll] Copyright (C) 2012"), "4.1.0-3+b2");
        assert_eq!(version("nginx version: nginx/1.22.1\n"), "1.22.1");
        assert_eq!(version("Python 3.11.7"), "3.11.7");
        assert_eq!(version("strace -- version 6.1\nCopyright (c) 1991-2022 The …"), "6.1");
        assert_eq!(version("valgrind-3.19.0"), "3.19.0");
        assert_eq!(version_in("no. version"), None);
    }

    #[test]
    fn the_lock_file_has_the_peers() {
        let names: Vec<String> = crates().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["axum", "hyper", "tiny_http", "tokio", "tower-http"]);
    }

    #[test]
    fn a_shell_is_found_and_nonsense_is_not() {
        assert!(find("sh").is_some());
        assert_eq!(find("no-such-program-anywhere"), None);
    }

    #[test]
    fn every_tool_says_how_to_install_it() {
        let install: Vec<String> = TOOLS.iter().map(Tool::install).collect();
        assert!(install.contains(&"cargo install oha --locked".to_string()), "{install:?}");
        assert!(install.contains(&"sudo apt-get install nginx-light".to_string()), "{install:?}");
    }
}
