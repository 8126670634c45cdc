//! The throughput of good clients, by `wrk`.

use std::io::ErrorKind;
use std::io::Write;
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use tempfile::NamedTempFile;
use tester::report::Language;

/// Connections of good clients; with 1,000 slow ones they fit into 1,024 threads.
pub const CONNECTIONS: usize = 16;
const SCRIPT: &str = include_str!("wrk.lua");

/// What one run of `wrk` saw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    pub requests: f64,
    /// Requests per second.
    pub rate: f64,
    /// Answers that did not come, or came with a status that is no success.
    pub errors: u64,
    /// 99 of 100 answers came within this time.
    pub p99: Duration,
}

/// `wrk`, found and ready.
pub struct Wrk {
    script: NamedTempFile,
    language: Language,
}

impl Wrk {
    /// # Errors
    /// If it is not installed.
    pub fn find(language: Language) -> anyhow::Result<Wrk> {
        match Command::new("wrk").arg("--version").output() {
            Err(error) if error.kind() == ErrorKind::NotFound => bail!(tr!(
                language,
                "there is no wrk, which makes the load; Debian has it: sudo apt-get install wrk",
                "falta wrk, que genera la carga; está en Debian: sudo apt-get install wrk"
            )),
            found => found.context("wrk")?,
        };
        let mut script = tempfile::Builder::new().suffix(".lua").tempfile()?;
        script.write_all(SCRIPT.as_bytes())?;
        Ok(Wrk { script, language })
    }

    /// Asks for `/hello` as fast as answers come, for so long.
    ///
    /// # Errors
    /// If wrk fails.
    pub fn run(&self, addr: SocketAddr, time: Duration) -> anyhow::Result<Load> {
        let mut command = Command::new("wrk");
        command.args(["-t", "1", "-c", &CONNECTIONS.to_string(), "--timeout", "20s"]);
        command.args(["-d", &format!("{}s", time.as_secs()), "-s"]).arg(self.script.path());
        let output = command.arg(format!("http://{addr}/hello")).output().context("wrk")?;
        let said = String::from_utf8_lossy(&output.stdout);
        parse(&said).ok_or_else(|| {
            let words = String::from_utf8_lossy(&output.stderr);
            let words = format!("{}\n{}", said.trim(), words.trim());
            anyhow!(tr!(self.language, "wrk did not finish: {words}", "wrk no terminó: {words}"))
        })
    }
}

impl Load {
    pub fn p99_ms(&self) -> f64 {
        self.p99.as_secs_f64() * 1e3
    }
}

/// Finds the line of wrk.lua in what wrk said.
fn parse(said: &str) -> Option<Load> {
    let line = said.lines().find_map(|line| line.strip_prefix("siege "))?;
    let numbers: Option<Vec<u64>> = line.split(' ').map(|number| number.parse().ok()).collect();
    let [requests, micros, errors, p99] = numbers?[..] else { return None };
    let rate = requests as f64 / Duration::from_micros(micros).as_secs_f64();
    Some(Load { requests: requests as f64, rate, errors, p99: Duration::from_micros(p99) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found_and_nothing_else() {
        let said =
            "Running 1s test\n  16 connections\nsiege 5000 2000000 3 1500\nRequests/sec: 1\n";
        let p99 = Duration::from_micros(1500);
        let load = Load { requests: 5000.0, rate: 2500.0, errors: 3, p99 };
        assert_eq!(parse(said), Some(load));
        assert_eq!(parse("siege 5000 2000000 3\n"), None);
        assert_eq!(parse("unable to connect\n"), None);
    }
}
