//! Where and with what it was measured.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::time::SystemTime;

use anyhow::Context;

use crate::results::Machine;
use crate::tools::{self, TOOLS};
use crate::works::KIB;

/// This machine, now.
///
/// # Errors
/// `/proc` cannot be read.
pub fn describe() -> anyhow::Result<Machine> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let load = fs::read_to_string("/proc/loadavg")?;
    Ok(Machine {
        date: httpdate::fmt_http_date(SystemTime::now()),
        command: format!("cargo compare {}", arguments.join(" ")).trim().to_string(),
        processor: value_in("/proc/cpuinfo", "model name")?,
        system: system(),
        memory_bytes: memory(&value_in("/proc/meminfo", "MemTotal")?),
        load_average: load.split(' ').next().unwrap_or_default().parse().unwrap_or_default(),
        ..Machine::default()
    })
}

/// Time of all processors since the system started, in ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticks {
    all: u64,
    /// What other machines on the same hardware took.
    stolen: u64,
}

impl Ticks {
    /// # Errors
    /// `/proc/stat` cannot be read.
    pub fn now() -> anyhow::Result<Ticks> {
        Ticks::parse(&fs::read_to_string("/proc/stat")?).context("/proc/stat has no cpu line")
    }

    /// `cpu user nice system idle iowait irq softirq steal …` (proc_stat(5)).
    fn parse(stat: &str) -> Option<Ticks> {
        let line = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
        let times: Vec<u64> =
            line.split_whitespace().take(8).map(str::parse).collect::<Result<_, _>>().ok()?;
        Some(Ticks { all: times.iter().sum(), stolen: *times.get(7)? })
    }

    /// The part of the time since then that was taken, 0 to 1.
    pub fn stolen_since(self, before: Ticks) -> f64 {
        let all = self.all.saturating_sub(before.all).max(1);
        self.stolen.saturating_sub(before.stolen) as f64 / all as f64
    }
}

/// Of everything that takes part.
pub fn versions() -> BTreeMap<String, String> {
    let known = |tool: &tools::Tool| Some((tool.program.to_string(), tool.version()?));
    let mut versions: BTreeMap<_, _> = TOOLS.iter().filter_map(known).collect();
    versions.extend(tools::crates());
    let rustc = said("rustc", &["--version"]).and_then(|said| tools::version_in(&said));
    versions.extend(rustc.map(|version| ("rustc".to_string(), version)));
    let commit = said("git", &["describe", "--always", "--dirty"]);
    versions.extend(commit.map(|commit| ("commit".to_string(), commit)));
    versions
}

/// The kernel, and who made the system around it.
fn system() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let kernel = said("uname", &["-srm"]).unwrap_or_default();
    format!("{}, {kernel}", name.unwrap_or("Linux").trim_matches('"'))
}

fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    let output = command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?.trim().to_string();
    (output.status.success() && !said.is_empty()).then_some(said)
}

/// The value in a line such as `model name : …`.
fn value_in(file: &str, name: &str) -> anyhow::Result<String> {
    let lines = fs::read_to_string(file).with_context(|| file.to_string())?;
    let value = lines.lines().find_map(|line| line.strip_prefix(name)?.split_once(':'));
    Ok(value.map(|(_, value)| value.trim().to_string()).unwrap_or_default())
}

fn memory(kilobytes: &str) -> u64 {
    kilobytes.trim_end_matches("kB").trim().parse().unwrap_or(0) * KIB
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_took_is_a_part_of_all() {
        let before = Ticks::parse("cpu  10 20 30 40 0 0 0 5 0 0\ncpu0 1 1 1 1 1 1 1 1\n").unwrap();
        let after = Ticks::parse("cpu  60 20 30 65 0 0 0 30 9 9\n").unwrap();
        assert_eq!(before, Ticks { all: 105, stolen: 5 });
        assert_eq!(after.stolen_since(before), 0.25);
        assert_eq!(before.stolen_since(before), 0.0);
        assert_eq!(Ticks::parse("cpu0 1 2 3 4 5 6 7 8\n"), None);
    }
}
