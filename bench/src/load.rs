//! Load from wrk and oha, and what they report.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use tempfile::TempDir;

use crate::process::Running;
use crate::works::{Load, RATE};

/// Stands before what our script makes wrk print.
const MARK: &str = "measured: ";
/// An answer that takes longer than this is an error; wrk and oha get the same.
const PATIENCE: &str = "30s";
/// Where wrk counts it lasts this long, in seconds, though its client may be done before.
const COUNTING: u64 = 2;
/// Not an error: a client that was still waiting when the time was over.
const CUT_OFF: &str = "aborted due to deadline";

/// What a load generator did.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// Answers with a status of success.
    pub good: u64,
    pub bytes: u64,
    pub seconds: f64,
    /// Of the open loop, in milliseconds.
    pub p50: f64,
    pub p99: f64,
    pub errors: BTreeMap<String, u64>,
}

impl Done {
    /// How many errors there were, of all kinds.
    pub fn complaints(&self) -> u64 {
        self.errors.values().sum()
    }
}

/// What our script prints.
#[derive(Deserialize)]
struct Printed {
    requests: u64,
    bytes: u64,
    microseconds: u64,
    errors: BTreeMap<String, u64>,
}

/// Keeps a server busy for some seconds.
///
/// # Errors
/// wrk does not run, or says something unexpected.
pub fn wrk(
    load: &Load,
    puts: bool,
    address: SocketAddr,
    seconds: u64,
    threads: usize,
) -> anyhow::Result<Done> {
    run_wrk(&script(load, puts, None), load, puts, address, seconds, threads)
}

/// So many requests; with pipelining the next whole batch, or fewer if the time is over before.
///
/// # Errors
/// As for `wrk` and `oha`.
pub fn count(load: &Load, puts: bool, address: SocketAddr, requests: u64) -> anyhow::Result<Done> {
    if load.pipelined > 1 {
        let one = Load { connections: 1, ..load.clone() };
        return run_wrk(&script(&one, puts, Some(requests)), &one, puts, address, COUNTING, 1);
    }
    let folder = TempDir::new()?;
    let (method, target, content) = load.request_line(puts);
    let mut command = oha(load.connections.min(usize::try_from(requests)?));
    command.args(["-n", &requests.to_string(), "-m", method, "-t", PATIENCE]);
    if load.closes {
        command.args(["--disable-keepalive", "-H", "Connection: close"]);
    }
    if content > 0 {
        let path = folder.path().join("content");
        fs::write(&path, "x".repeat(usize::try_from(content)?))?;
        command.arg("-D").arg(path);
    }
    parse_oha(&run(command.arg(format!("http://{address}{target}")))?)
}

/// The open loop: [`RATE`] requests a second, each timed from when it should have been sent.
///
/// # Errors
/// oha does not run, or says something unexpected.
pub fn rate(address: SocketAddr, connections: usize, seconds: u64) -> anyhow::Result<Done> {
    let mut command = oha(connections);
    command.args(["-z", &format!("{seconds}s"), "-q", &RATE.to_string(), "--latency-correction"]);
    parse_oha(&run(command.arg(format!("http://{address}/hello")))?)
}

fn oha(connections: usize) -> Command {
    let mut command = Command::new("oha");
    command.args(["--no-tui", "--output-format", "json", "-c", &connections.to_string()]);
    command
}

fn run_wrk(
    script: &str,
    load: &Load,
    puts: bool,
    address: SocketAddr,
    seconds: u64,
    threads: usize,
) -> anyhow::Result<Done> {
    let folder = TempDir::new()?;
    let path = folder.path().join("work.lua");
    fs::write(&path, script)?;
    let threads = threads.min(load.connections).to_string();
    let mut command = Command::new("wrk");
    command.args(["-t", &threads, "-c", &load.connections.to_string(), "--timeout", PATIENCE]);
    command.args(["-d", &format!("{seconds}s"), "-s"]).arg(&path);
    let (_, target, _) = load.request_line(puts);
    parse_wrk(&run(command.arg(format!("http://{address}{target}")))?)
}

/// Runs a load generator to its end; where we end first, it does too.
fn run(command: &mut Command) -> anyhow::Result<String> {
    let name = Path::new(command.get_program()).display().to_string();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = Running::start(command, &[])?;
    let stdout = running.child().stdout.take().context("no output")?;
    let mut stderr = running.child().stderr.take().context("no output")?;
    let said = std::io::read_to_string(stdout)?;
    let status = running.child().wait()?;
    let mut error = String::new();
    std::io::Read::read_to_string(&mut stderr, &mut error)?;
    ensure!(status.success(), "{name}: {status} {}", error.trim());
    Ok(said)
}

/// What wrk shall send, and that it shall report in a way that programs can read.
fn script(load: &Load, puts: bool, stop_after: Option<u64>) -> String {
    let (method, _, content) = load.request_line(puts);
    let mut script = format!("wrk.method = \"{method}\"\n");
    if content > 0 {
        let _ = writeln!(script, "wrk.body = string.rep(\"x\", {content})");
    }
    if load.closes {
        script.push_str("wrk.headers[\"Connection\"] = \"close\"\n");
    }
    if load.pipelined > 1 {
        script += &PIPELINE.replace("{many}", &load.pipelined.to_string());
    }
    script +=
        &stop_after.map_or(String::new(), |count| STOP.replace("{count}", &count.to_string()));
    script + REPORT
}

const PIPELINE: &str = "\
init = function() batch = string.rep(wrk.format(), {many}) end
request = function() return batch end
";

const STOP: &str = "\
local left = {count}
response = function()
  left = left - 1
  if left == 0 then wrk.thread:stop() end
end
";

const REPORT: &str = r#"done = function(summary)
  local e = summary.errors
  io.write(string.format('measured: {"requests":%d,"bytes":%d,"microseconds":%d,"errors":' ..
    '{"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d}}\n', summary.requests,
    summary.bytes, summary.duration, e.connect, e.read, e.write, e.timeout, e.status))
end
"#;

fn parse_wrk(said: &str) -> anyhow::Result<Done> {
    let Some(printed) = said.lines().find_map(|line| line.strip_prefix(MARK)) else {
        bail!("wrk has measured nothing: {}", said.trim());
    };
    let Printed { requests, bytes, microseconds, mut errors } = serde_json::from_str(printed)?;
    errors.retain(|_, count| *count > 0);
    let refused = errors.get("status").copied().unwrap_or(0);
    let seconds = microseconds as f64 / 1e6;
    ensure!(seconds > 0.0, "wrk has measured no time");
    let good = requests.saturating_sub(refused);
    Ok(Done { good, bytes, seconds, p50: 0.0, p99: 0.0, errors })
}

/// The parts of oha's report that are of use.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    summary: Summary,
    latency_percentiles: BTreeMap<String, Option<f64>>,
    status_code_distribution: BTreeMap<String, u64>,
    error_distribution: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    total: f64,
    total_data: u64,
}

fn parse_oha(said: &str) -> anyhow::Result<Done> {
    let report: Report = serde_json::from_str(said).context("oha says something unexpected")?;
    let success = |status: &str| status.starts_with('2');
    let statuses = &report.status_code_distribution;
    let good = statuses.iter().filter(|(status, _)| success(status)).map(|(_, count)| count).sum();
    let mut errors = report.error_distribution;
    errors.retain(|what, _| what != CUT_OFF);
    for (status, count) in statuses.iter().filter(|(status, _)| !success(status)) {
        errors.insert(format!("status {status}"), *count);
    }
    let percentile = |name| report.latency_percentiles.get(name).copied().flatten();
    let milliseconds = |name| percentile(name).map_or(f64::NAN, |seconds| seconds * 1e3);
    ensure!(report.summary.total > 0.0, "oha has measured no time");
    Ok(Done {
        good,
        bytes: report.summary.total_data,
        seconds: report.summary.total,
        p50: milliseconds("p50"),
        p99: milliseconds("p99"),
        errors,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::works::{Kind, Work};

    fn load(id: &str) -> Load {
        match &Work::named(id).unwrap().kind {
            Kind::Load(load) => load.clone(),
            other => panic!("{id} is {other:?}"),
        }
    }

    #[test]
    fn what_wrk_prints_is_read() {
        let said = "Running 2s test @ http://127.0.0.1:1/hello\n  1 threads\nmeasured: \
            {\"requests\":120,\"bytes\":9000000000,\"microseconds\":2000000,\"errors\":\
            {\"connect\":0,\"read\":0,\"write\":0,\"timeout\":0,\"status\":0}}\n";
        let done = parse_wrk(said).unwrap();
        assert_eq!((done.good, done.bytes, done.seconds), (120, 9_000_000_000, 2.0));
        assert!(done.errors.is_empty(), "{done:?}");
    }

    #[test]
    fn an_answer_with_an_error_is_no_success() {
        let said = "measured: {\"requests\":120,\"bytes\":9,\"microseconds\":1000000,\"errors\":\
            {\"connect\":0,\"read\":3,\"write\":0,\"timeout\":0,\"status\":100}}";
        let done = parse_wrk(said).unwrap();
        assert_eq!(done.good, 20);
        assert_eq!(done.errors, BTreeMap::from([("read".into(), 3), ("status".into(), 100)]));
    }

    #[test]
    fn no_figures_are_an_error() {
        assert!(parse_wrk("unable to connect to 127.0.0.1:1 Connection refused").is_err());
        assert!(parse_oha("{}").is_err());
    }

    const OHA: &str = r#"{"summary":{"successRate":1.0,"total":2.0,"totalData":650,"fastest":1.0},
        "latencyPercentiles":{"p50":0.0005,"p99":0.0125,"p99.9":null},
        "statusCodeDistribution":{"200":90,"204":1,"404":7},
        "errorDistribution":{"aborted due to deadline":4,"connection closed":2}}"#;

    #[test]
    fn what_oha_prints_is_read() {
        let done = parse_oha(OHA).unwrap();
        assert_eq!((done.good, done.bytes, done.seconds), (91, 650, 2.0));
        assert_eq!((done.p50, done.p99), (0.5, 12.5));
        let errors = [("connection closed".to_string(), 2), ("status 404".to_string(), 7)];
        assert_eq!(done.errors, BTreeMap::from(errors));
    }

    #[test]
    fn without_an_answer_there_is_no_percentile() {
        let done = parse_oha(&OHA.replace("0.0125", "null")).unwrap();
        assert!(done.p99.is_nan(), "{done:?}");
    }

    #[test]
    fn the_script_says_what_the_work_is() {
        let pipelined = script(&load("pipelined"), false, Some(32));
        assert!(pipelined.contains("string.rep(wrk.format(), 16)"), "{pipelined}");
        assert!(pipelined.contains("local left = 32"), "{pipelined}");
        let closing = script(&load("connect"), false, None);
        assert!(closing.contains("[\"Connection\"] = \"close\""), "{closing}");
        let put = script(&load("post-file"), true, None);
        assert!(put.contains("wrk.method = \"PUT\"") && put.contains("1048576"), "{put}");
    }
}
