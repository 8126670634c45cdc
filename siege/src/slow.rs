//! `cargo siege slow`: what is left to good clients while slow ones fill the server.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::ensure;
use serde_json::{Value, json};
use tester::report::Language;

use crate::aftermath::{judge_end, judge_rest};
use crate::cli::{Options, Slow};
use crate::drip::{Drip, Kind, Outcome};
use crate::load::{Load, Wrk};
use crate::report::{Report, mib, thousands};
use crate::server::{Figures, LARGE, LARGE_ENOUGH, Server, say};
use crate::stats::{median, quantile};

/// The share of its throughput that must stay.
const SHARE: f64 = 0.9;
/// By how much a slow client may be gone too early, or too late: the server looks at its clock
/// twice a second, what it has in hand for a reader counts from when that moved, and whether a
/// reader is gone is looked up twice a second too.
const EARLY: Duration = Duration::from_millis(500);
const LATE: Duration = Duration::from_secs(3);
/// Who is gone so soon, and without an answer, was not dropped but never let in.
const TURNED_AWAY: Duration = Duration::from_secs(1);
/// How long the server may take to tell how large its large file is.
const PATIENCE: Duration = Duration::from_secs(15);

/// One measurement.
struct Window {
    load: Load,
    /// Processor time that the server used for it.
    cpu: Option<Duration>,
}

/// All that was seen of one number of slow clients.
struct Siege {
    clients: usize,
    stage: u8,
    alone: Vec<Window>,
    besieged: Vec<Window>,
    outcomes: Vec<Outcome>,
    /// Whether all clients were connected in time.
    gathered: bool,
    /// The most that the server took while they were there.
    peak: Option<Figures>,
    /// What the buffers of all sockets of the machine took then, in bytes.
    buffers: f64,
}

/// # Errors
/// What kept the siege from taking place.
pub fn run(options: &Options, slow: &Slow) -> anyhow::Result<Report> {
    let language = options.language;
    let wrk = Wrk::find(language)?;
    let mut server = Server::open(&options.choice, true, language)?;
    let before = server.figures();
    check_large(server.addr, language)?;
    wrk.run(server.addr, Duration::from_secs(1))?; // warms it up
    let mut report = Report::new(language);
    for &clients in &slow.clients {
        let siege = besiege(&server, &wrk, slow, clients)?;
        siege.report(&mut report, language);
    }
    judge_rest(&mut report, &server, before);
    judge_end(&mut report, &mut server);
    Ok(report)
}

/// The readers need something to read.
///
/// # Errors
/// If the server has no large file.
pub fn check_large(addr: SocketAddr, language: Language) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(addr)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "HEAD {LARGE} HTTP/1.1\r\nHost: siege\r\nConnection: close\r\n\r\n")?;
    let mut head = String::new();
    let _ = stream.take(4096).read_to_string(&mut head); // what came is looked at below
    // Stage 6 knows no HEAD, and says so; its own --directory has the file.
    let known = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse().ok());
    let fine = head.starts_with("HTTP/1.1 501") || known.is_some_and(|it: u64| it >= LARGE_ENOUGH);
    ensure!(
        fine,
        tr!(
            language,
            "slow readers need a file of 8 MiB or more at {LARGE}: truncate -s 64M in --directory",
            "los lectores lentos necesitan un archivo de 8 MiB o más en {LARGE}: truncate -s 64M en --directory"
        )
    );
    Ok(())
}

/// Measures alone, besieged, alone, besieged, …, alone.
fn besiege(server: &Server, wrk: &Wrk, slow: &Slow, clients: usize) -> anyhow::Result<Siege> {
    let mut siege = Siege::new(clients, server.stage);
    siege.alone.push(measure(server, wrk, slow.window)?);
    for round in 1..=slow.rounds {
        let drip = Drip::start(server.addr, &Kind::of_stage(server.stage), clients)?;
        siege.gathered &= drip.gather();
        let besieged = measure(server, wrk, slow.window);
        siege.look(server);
        siege.outcomes.extend(drip.drain());
        siege.besieged.push(besieged?);
        siege.alone.push(measure(server, wrk, slow.window)?);
        say(&siege.progress(round, slow.rounds, server.language));
    }
    Ok(siege)
}

fn measure(server: &Server, wrk: &Wrk, window: Duration) -> anyhow::Result<Window> {
    let before = server.figures();
    let load = wrk.run(server.addr, window)?;
    let cpu = before.zip(server.figures()).map(|(before, after)| after.cpu - before.cpu);
    Ok(Window { load, cpu })
}

impl Siege {
    fn new(clients: usize, stage: u8) -> Siege {
        let (alone, besieged, outcomes, peak, buffers) = Default::default();
        Siege { clients, stage, alone, besieged, outcomes, gathered: true, peak, buffers }
    }

    /// Takes down what server and system use at the height of the siege.
    fn look(&mut self, server: &Server) {
        let now = server.figures();
        let higher = now.filter(|now| self.peak.is_none_or(|peak| now.memory > peak.memory));
        self.peak = higher.or(self.peak);
        self.buffers = self.buffers.max(socket_buffers().unwrap_or_default());
    }

    /// What stayed of the throughput: each measurement under siege by the mean of those on
    /// either side of it.
    fn ratios(&self, of: impl Fn(&Window) -> f64) -> Vec<f64> {
        let around = self.alone.windows(2).map(|pair| (of(&pair[0]) + of(&pair[1])) / 2.0);
        self.besieged.iter().zip(around).map(|(besieged, alone)| of(besieged) / alone).collect()
    }

    fn progress(&self, round: usize, rounds: usize, language: Language) -> String {
        let clients = self.clients;
        let rate = |windows: &[Window]| {
            thousands(windows.last().map_or(0.0, |window| window.load.rate), language)
        };
        let (alone, besieged) = (rate(&self.alone), rate(&self.besieged));
        tr!(
            language,
            "{clients} slow clients, round {round} of {rounds}: {besieged}/s, alone {alone}/s",
            "{clients} clientes lentos, ronda {round} de {rounds}: {besieged}/s, en calma {alone}/s"
        )
    }

    fn report(&self, report: &mut Report, language: Language) {
        self.report_load(report, language);
        self.report_door(report, language);
        for kind in Kind::of_stage(self.stage) {
            self.report_kind(kind, report, language);
        }
        self.report_cost(report, language);
        self.report_peak(report, language);
        report.record(&format!("clients_{}", self.clients), self.json());
    }

    fn report_load(&self, report: &mut Report, language: Language) {
        let clients = self.clients;
        let ratio = median(&self.ratios(|window| window.load.rate));
        let rate = |windows| thousands(typical(windows, |it| it.load.rate), language);
        let (alone, besieged) = (rate(&self.alone), rate(&self.besieged));
        report.judge(
            tr!(language, "{clients}: throughput kept", "{clients}: rendimiento mantenido"),
            format!("{ratio:.3} ({besieged}/s : {alone}/s)"),
            format!("≥ {SHARE}"),
            ratio >= SHARE,
        );
        let errors: u64 = self.alone.iter().chain(&self.besieged).map(|it| it.load.errors).sum();
        report.judge(
            tr!(language, "{clients}: errors of good clients", "{clients}: errores de los buenos"),
            errors.to_string(),
            "0".to_string(),
            errors == 0,
        );
    }

    /// Who never got in cannot be dropped: the connection was reset at the door.
    fn report_door(&self, report: &mut Report, language: Language) {
        let clients = self.clients;
        let reset = self.outcomes.iter().filter(|outcome| is_turned_away(outcome)).count();
        let count = self.outcomes.len();
        report.judge(
            tr!(language, "{clients}: slow ones turned away", "{clients}: lentos rechazados"),
            tr!(language, "{reset} of {count}", "{reset} de {count}"),
            "0".to_string(),
            self.gathered && reset == 0 && count >= clients,
        );
    }

    fn report_kind(&self, kind: Kind, report: &mut Report, language: Language) {
        let of_kind = |it: &&Outcome| it.kind == kind && !is_turned_away(it);
        let outcomes: Vec<&Outcome> = self.outcomes.iter().filter(of_kind).collect();
        let (clients, name, count) = (self.clients, language.of(kind.name()), outcomes.len());
        let told = outcomes.iter().filter(|outcome| outcome.status == Some(408)).count();
        let told = if kind.hears() { format!(", 408: {told}") } else { String::new() };
        let (from, to) = (kind.deadline() - EARLY, kind.deadline() + LATE);
        let status = if kind.hears() { ", 408" } else { "" };
        let spread = spread(&outcomes);
        report.judge(
            tr!(language, "{clients}: {name}: gone after", "{clients}: {name}: desconexión"),
            tr!(language, "{spread} s (of {count}{told})", "{spread} s (de {count}{told})"),
            format!("{}–{} s{status}", from.as_secs_f64(), to.as_secs_f64()),
            count > 0 && outcomes.iter().all(|outcome| is_in_time(outcome)),
        );
    }

    fn report_cost(&self, report: &mut Report, language: Language) {
        let clients = self.clients;
        let per_cpu = median(&self.ratios(Window::per_cpu_second));
        let kept = tr!(language, "kept per CPU second", "mantenido por segundo de CPU");
        report.inform(format!("{clients}: {kept}"), format!("{per_cpu:.3}"));
        let p99 = |windows| format!("{:.2} ms", typical(windows, |it| it.load.p99_ms()));
        let (alone, besieged) = (p99(&self.alone), p99(&self.besieged));
        report.inform(
            tr!(language, "{clients}: p99 of good clients", "{clients}: p99 de los buenos"),
            tr!(language, "{besieged} (alone {alone})", "{besieged} (en calma {alone})"),
        );
    }

    fn report_peak(&self, report: &mut Report, language: Language) {
        let (clients, Some(peak)) = (self.clients, self.peak) else { return };
        let (memory, buffers) = (mib(peak.memory as f64), mib(self.buffers));
        let (threads, descriptors) = (peak.threads, peak.descriptors);
        report.inform(
            tr!(language, "{clients}: the server takes", "{clients}: el servidor ocupa"),
            tr!(
                language,
                "{memory}, {threads} threads, {descriptors} descriptors",
                "{memory}, {threads} hilos, {descriptors} descriptores"
            ),
        );
        let sockets = tr!(language, "buffers of all sockets", "búferes de todos los sockets");
        report.inform(format!("{clients}: {sockets}"), buffers);
    }

    fn json(&self) -> Value {
        let windows =
            |windows: &[Window]| -> Vec<Value> { windows.iter().map(Window::json).collect() };
        let outcome =
            |it: &Outcome| json!([it.kind.name().en, it.after.as_secs_f64(), it.status, it.stayed]);
        json!({
            "alone": windows(&self.alone),
            "besieged": windows(&self.besieged),
            "slow": self.outcomes.iter().map(outcome).collect::<Vec<_>>(),
        })
    }
}

impl Window {
    fn per_cpu_second(&self) -> f64 {
        self.load.requests / self.cpu.map_or(f64::NAN, |cpu| cpu.as_secs_f64())
    }

    fn json(&self) -> Value {
        json!({
            "requests_per_second": self.load.rate,
            "errors": self.load.errors,
            "p99_ms": self.load.p99_ms(),
            "server_cpu_seconds": self.cpu.map(|cpu| cpu.as_secs_f64()),
        })
    }
}

/// The median of something over several measurements.
fn typical(windows: &[Window], of: impl Fn(&Window) -> f64) -> f64 {
    median(&windows.iter().map(of).collect::<Vec<f64>>())
}

/// The first, the one after 5 of 100, the middle one, the one after 95 of 100, the last.
fn spread(outcomes: &[&Outcome]) -> String {
    let seconds: Vec<f64> = outcomes.iter().map(|it| it.after.as_secs_f64()).collect();
    [0.0, 0.05, 0.5, 0.95, 1.0].map(|share| format!("{:.2}", quantile(&seconds, share))).join(" ")
}

/// Whether the connection was reset as soon as it was there: it never came to a thread.
fn is_turned_away(outcome: &Outcome) -> bool {
    outcome.status.is_none() && outcome.after < TURNED_AWAY
}

/// Whether a slow client was dropped when it should be, and was told so where it listens.
pub fn is_in_time(outcome: &Outcome) -> bool {
    let deadline = outcome.kind.deadline();
    let in_time = (deadline - EARLY..=deadline + LATE).contains(&outcome.after);
    in_time && !outcome.stayed && (!outcome.kind.hears() || outcome.status == Some(408))
}

/// What all TCP sockets of this machine have in their buffers, in bytes.
fn socket_buffers() -> Option<f64> {
    const PAGE: f64 = 4096.0;
    let text = std::fs::read_to_string("/proc/net/sockstat").ok()?;
    let pages = text.lines().find(|line| line.starts_with("TCP:"))?.split(' ').next_back()?;
    Some(pages.parse::<f64>().ok()? * PAGE)
}
