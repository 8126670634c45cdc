//! System calls and instructions for each request: what more requests cost more.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use tempfile::TempDir;

use crate::load;
use crate::servers::{Ground, How, Server};
use crate::works::Load;

/// How long a watched server may take to end: stage 7 gives its clients 9 seconds.
const ENDING: Duration = Duration::from_secs(20);
/// The second run has this many times the requests of the first.
const MORE: u64 = 5;

/// Counts by name, of one run or for each request.
pub type Counts = BTreeMap<String, f64>;

/// A program that counts while a server works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// System calls.
    Strace,
    /// Instructions outside of the kernel.
    Callgrind,
}

impl Counter {
    pub fn program(self) -> &'static str {
        match self {
            Counter::Strace => "strace",
            Counter::Callgrind => "valgrind",
        }
    }

    fn command(self, output: &Path) -> Vec<OsString> {
        match self {
            Counter::Strace => ["strace", "-f", "-c", "-o"]
                .map(OsString::from)
                .into_iter()
                .chain([output.into()])
                .collect(),
            Counter::Callgrind => {
                let mut file = OsString::from("--callgrind-out-file=");
                file.push(output);
                ["valgrind".into(), "--tool=callgrind".into(), file].into()
            }
        }
    }

    fn parse(self, written: &str) -> Option<Counts> {
        match self {
            Counter::Strace => parse_strace(written),
            Counter::Callgrind => {
                Some(Counts::from([("instructions".into(), parse_callgrind(written)?)]))
            }
        }
    }
}

/// What one request costs: the difference of two runs, so that the start of the server and of
/// its connections is not counted.
///
/// # Errors
/// The server, the load or the counting program fail.
pub fn for_each(
    counter: Counter,
    server: Server,
    load: &Load,
    requests: u64,
    ground: &Ground,
) -> anyhow::Result<Counts> {
    let run =
        |requests| run(counter, server, load, requests, ground).with_context(|| counter.program());
    let (few, before) = run(requests)?;
    let (many, after) = run(requests * MORE)?;
    ensure!(many > few, "{many} requests are not more than {few}");
    Ok(difference(&before, &after, (many - few) as f64))
}

fn difference(before: &Counts, after: &Counts, requests: f64) -> Counts {
    let more = |(name, count): (&String, &f64)| {
        (name.clone(), (count - before.get(name).unwrap_or(&0.0)) / requests)
    };
    after.iter().map(more).collect()
}

/// How many requests were answered, and what was counted.
fn run(
    counter: Counter,
    server: Server,
    load: &Load,
    requests: u64,
    ground: &Ground,
) -> anyhow::Result<(u64, Counts)> {
    let folder = TempDir::new()?;
    let output = folder.path().join("counted");
    let single = counter == Counter::Callgrind;
    let how = How { under: counter.command(&output), single, ..How::default() }.to_bear(load);
    let started = server.start(ground, &how)?;
    let done = load::count(load, server == Server::Nginx, started.address, requests)?;
    let errors: Vec<&str> = done.errors.keys().map(String::as_str).collect();
    ensure!(errors.is_empty(), "{} requests had errors: {}", done.complaints(), errors.join(", "));
    // strace ends by itself when the server has, and then writes its table.
    let spared = (counter == Counter::Strace).then(|| started.running.id());
    started.running.end(spared, ENDING)?;
    let written = fs::read_to_string(&output).context("nothing was counted")?;
    let counts = counter.parse(&written).context("what was counted cannot be read")?;
    Ok((done.good, counts))
}

/// The calls column of `strace -c`: the fourth; the fifth, errors, may be empty.
fn parse_strace(table: &str) -> Option<Counts> {
    let rows =
        table.lines().filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let mut counts = Counts::new();
    for row in rows {
        let fields: Vec<&str> = row.split_whitespace().collect();
        let name = *fields.get(4..)?.last()?;
        *counts.entry(name.to_string()).or_default() += fields[3].parse::<f64>().ok()?;
    }
    let total = counts.remove("total")?;
    (counts.values().sum::<f64>() == total).then_some(counts)
}

/// `totals: 123` or, from older versions, `summary: 123`.
fn parse_callgrind(written: &str) -> Option<f64> {
    let value = |line: &str| {
        let value = line.strip_prefix("totals:").or(line.strip_prefix("summary:"))?;
        value.trim().parse().ok()
    };
    written.lines().rev().find_map(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRACE: &str = "\
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 61.54    0.000221           1       123           read
 38.46    0.000138           2        69        12 sendto
  0.00    0.000000           0         8         8 access
------ ----------- ----------- --------- --------- ----------------
100.00    0.000359           1       200        20 total
";

    #[test]
    fn calls_are_read_with_and_without_errors() {
        let counts = parse_strace(STRACE).unwrap();
        let expected = [("access", 8.0), ("read", 123.0), ("sendto", 69.0)];
        assert_eq!(counts, expected.map(|(name, count)| (name.to_string(), count)).into());
    }

    #[test]
    fn a_table_that_does_not_add_up_is_refused() {
        assert_eq!(parse_strace(&STRACE.replace(" 200 ", " 201 ")), None);
        assert_eq!(parse_strace(""), None);
    }

    #[test]
    fn instructions_are_the_total() {
        let written = "events: Ir\nfn=(1) main\n12 400\nsummary: 9999\n\ntotals: 123456789\n";
        assert_eq!(parse_callgrind(written), Some(123_456_789.0));
        assert_eq!(parse_callgrind("events: Ir\nsummary: 42\n"), Some(42.0));
        assert_eq!(parse_callgrind("events: Ir\n"), None);
    }

    #[test]
    fn what_the_start_costs_is_not_counted() {
        let counts = |read, open| Counts::from([("read".into(), read), ("open".into(), open)]);
        let each = difference(&counts(1_010.0, 30.0), &counts(5_010.0, 30.0), 2_000.0);
        assert_eq!(each, counts(2.0, 0.0));
        let new = difference(&Counts::new(), &counts(4.0, 2.0), 2.0);
        assert_eq!(new, counts(2.0, 1.0));
    }
}
