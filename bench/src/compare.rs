//! The whole comparison, step by step.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use tempfile::TempDir;

use crate::counts::{self, Counter};
use crate::load::{self, Done};
use crate::machine::Ticks;
use crate::options::{Options, usage};
use crate::process::{self, cpu_seconds, peak_memory};
use crate::results::{Figures, Machine, Measured, Quantity, Reason, Results, Row};
use crate::servers::{self, Ground, How, Server, Started};
use crate::tools;
use crate::works::{GIB, KIB, Kind, Load, MIB, Request, Work};
use crate::{chart, machine, numbers, others, report};

/// The file that all the rest is made from.
const RESULTS: &str = "results.json";
/// Set by Ctrl-C: no further step begins, and everything is cleared away.
static STOP: AtomicBool = AtomicBool::new(false);

/// A run under way.
struct Comparison<'o> {
    options: &'o Options,
    ground: Ground,
    server_cores: Vec<usize>,
    load_cores: Vec<usize>,
    missing: Vec<String>,
    begin: Instant,
}

/// What the command does.
///
/// # Errors
/// Options that make no sense, and those of `run`.
pub fn main() -> anyhow::Result<()> {
    match Options::parse(lexopt::Parser::from_env())? {
        Err(language) => {
            let _ = write!(io::stdout(), "{}", usage(language));
            Ok(())
        }
        Ok(options) => {
            hear_signals()?;
            run(&options)
        }
    }
}

/// Measures what the options ask for, and writes the results in both languages.
///
/// # Errors
/// There is no load generator, the stages cannot be built, or the results cannot be written.
fn run(options: &Options) -> anyhow::Result<()> {
    let path = options.out.join(RESULTS);
    let results = if options.redraw {
        let written = fs::read(&path).with_context(|| path.display().to_string())?;
        serde_json::from_slice(&written)?
    } else {
        let results = Comparison::prepare(options)?.measure()?;
        fs::create_dir_all(&options.out)?;
        fs::write(&path, serde_json::to_string_pretty(&results)? + "\n")?;
        results
    };
    report::write(&results, &options.out)?;
    chart::write(&results, &options.out)?;
    let _ = writeln!(io::stdout(), "{}", options.out.display());
    Ok(())
}

impl<'o> Comparison<'o> {
    fn prepare(options: &'o Options) -> anyhow::Result<Comparison<'o>> {
        let missing = tools::missing(options.language)?;
        say("cargo build --release");
        let mut programs = servers::build()?;
        programs.extend(servers::python().map(|python| ("python3".to_string(), python)));
        let ground = Ground { folder: files(&options.works)?, programs };
        let (server_cores, load_cores) = process::halves(&process::cores()?);
        let begin = Instant::now();
        Ok(Comparison { options, ground, server_cores, load_cores, missing, begin })
    }

    fn measure(self) -> anyhow::Result<Results> {
        let mut results = Results {
            machine: self.machine()?,
            versions: machine::versions(),
            missing: self.missing.clone(),
            works: Vec::new(),
        };
        let before = Ticks::now()?;
        process::pin(&self.load_cores)?; // wrk and oha inherit it, the servers are given theirs
        for work in &self.options.works {
            let rows = self.work(work)?;
            results.works.push(Measured { work: work.id.to_string(), rows });
        }
        results.machine.stolen = Ticks::now()?.stolen_since(before);
        results.machine.minutes = self.begin.elapsed().as_secs_f64() / 60.0;
        Ok(results)
    }

    fn machine(&self) -> anyhow::Result<Machine> {
        let server_cores = self.server_cores.clone();
        let load_cores = self.load_cores.clone();
        let (seconds, rounds) = (self.options.seconds, self.options.rounds);
        Ok(Machine { seconds, rounds, server_cores, load_cores, ..machine::describe()? })
    }

    /// Every server in every round, each time another one first.
    fn work(&self, work: &Work) -> anyhow::Result<Vec<Row>> {
        let mut rows: Vec<(Server, Row)> =
            self.options.servers.iter().map(|&server| (server, self.row(server, work))).collect();
        for round in 0..self.options.rounds {
            let count = rows.len();
            for place in 0..count {
                let (server, row) = &mut rows[(place + round) % count];
                self.turn(*server, work, round, row)?;
            }
        }
        for (server, row) in &mut rows {
            if row.rounds.is_empty()
                && let Some(error) = row.errors.keys().next()
            {
                row.left_out = Some(Reason::Failed(error.clone()));
            }
            self.count(*server, work, row)?;
            row.settle();
        }
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    fn row(&self, server: Server, work: &Work) -> Row {
        let few = matches!(work.kind, Kind::Idle(connections)
            if !others::allows(connections * server.descriptors()));
        let absent = server.program(&self.ground).is_none();
        let no_strip =
            matches!(work.kind, Kind::Size) && self.missing.iter().any(|it| it == "strip");
        let left_out = server
            .lacks(work)
            .or((absent || no_strip).then_some(Reason::NotInstalled))
            .or(few.then_some(Reason::TooFewDescriptors));
        Row { left_out, ..Row::new(server.id()) }
    }

    /// One server's turn in one round; what fails is named.
    fn turn(&self, server: Server, work: &Work, round: usize, row: &mut Row) -> anyhow::Result<()> {
        let once = matches!(work.kind, Kind::Size | Kind::Idle(_)) && round > 0;
        if row.left_out.is_some() || once {
            return Ok(());
        }
        check_stop()?;
        match self.once(server, work, row) {
            Ok(figures) => {
                self.progress(work, server, &figures);
                row.rounds.push(figures);
                Ok(())
            }
            Err(error) => failed(work, server, &error, row),
        }
    }

    fn once(&self, server: Server, work: &Work, row: &mut Row) -> anyhow::Result<Figures> {
        let how = How { cores: self.server_cores.clone(), ..How::default() };
        match &work.kind {
            Kind::Load(load) => self.load(server, load, how, row),
            Kind::Rate(connections) => self.rate(server, *connections, &how, row),
            Kind::Idle(connections) => others::idle(server, *connections, &self.ground, &how),
            Kind::Start => others::start(server, &self.ground, &how),
            Kind::Size => others::size(server, &self.ground),
        }
    }

    fn load(
        &self,
        server: Server,
        load: &Load,
        how: How,
        row: &mut Row,
    ) -> anyhow::Result<Figures> {
        let started = server.start(&self.ground, &how.to_bear(load))?;
        let puts = server == Server::Nginx;
        let wrk =
            || load::wrk(load, puts, started.address, self.options.seconds, self.load_cores.len());
        let (done, cpu, memory) = watch(&started, wrk)?;
        note(row, &done);
        ensure!(
            load.in_bytes && load.connections == 1 || done.bytes >= done.good * load.answer,
            "answers are too short: {} bytes for {} requests",
            done.bytes,
            done.good
        );
        let (amount, rate, per_cpu) = match load.in_bytes {
            true => (done.bytes, Quantity::BytesPerSecond, Quantity::BytesPerCpu),
            false => (done.good, Quantity::PerSecond, Quantity::PerCpu),
        };
        ensure!(amount > 0, "no request was answered: {:?}", done.errors);
        let amount = amount as f64;
        let figures = [(rate, amount / done.seconds), (per_cpu, amount / cpu)];
        Ok(figures.into_iter().chain([(Quantity::Memory, memory)]).collect())
    }

    fn rate(
        &self,
        server: Server,
        connections: usize,
        how: &How,
        row: &mut Row,
    ) -> anyhow::Result<Figures> {
        let started = server.start(&self.ground, how)?;
        let oha = || load::rate(started.address, connections, self.options.seconds);
        let (done, cpu, memory) = watch(&started, oha)?;
        note(row, &done);
        ensure!(done.p99.is_finite(), "no request was answered: {:?}", done.errors);
        Ok(Figures::from([
            (Quantity::Achieved, done.good as f64 / done.seconds),
            (Quantity::P50, done.p50),
            (Quantity::P99, done.p99),
            (Quantity::PerCpu, done.good as f64 / cpu),
            (Quantity::Memory, memory),
        ]))
    }

    /// System calls and instructions, where they are asked for and the programs are there.
    fn count(&self, server: Server, work: &Work, row: &mut Row) -> anyhow::Result<()> {
        let Kind::Load(load) = &work.kind else { return Ok(()) };
        let Some(requests) = load.counted.filter(|_| self.options.counts) else { return Ok(()) };
        for counter in [Counter::Strace, Counter::Callgrind] {
            if row.left_out.is_some() || self.missing.iter().any(|it| it == counter.program()) {
                continue;
            }
            check_stop()?;
            match counts::for_each(counter, server, load, requests, &self.ground) {
                Ok(counted) => self.counted(counter, work, server, counted, row),
                Err(error) => failed(work, server, &error, row)?,
            }
        }
        Ok(())
    }

    fn counted(
        &self,
        counter: Counter,
        work: &Work,
        server: Server,
        counted: counts::Counts,
        row: &mut Row,
    ) {
        let quantity = match counter {
            Counter::Strace => Quantity::Calls,
            Counter::Callgrind => Quantity::Instructions,
        };
        let figures = Figures::from([(quantity, counted.values().sum())]);
        self.progress(work, server, &figures);
        row.median.extend(figures);
        if counter == Counter::Strace {
            row.calls = counted.into_iter().filter(|(_, count)| *count >= 0.005).collect();
        }
    }

    fn progress(&self, work: &Work, server: Server, figures: &Figures) {
        let language = self.options.language;
        let figures: Vec<String> = figures
            .iter()
            .map(|(quantity, value)| {
                let figure = numbers::figure(*quantity, *value, language);
                format!("{} {figure}", language.of(quantity.title()))
            })
            .collect();
        let time = self.begin.elapsed().as_secs();
        let line = format!("{:2}:{:02} {} · {}: ", time / 60, time % 60, work.id, server.id());
        say(&(line + &figures.join(" · ")));
    }
}

/// What a load did, what it cost the server in seconds of CPU, and the server's peak memory.
fn watch(
    started: &Started,
    load: impl FnOnce() -> anyhow::Result<Done>,
) -> anyhow::Result<(Done, f64, f64)> {
    let tree = started.running.tree()?;
    let before = cpu_seconds(&tree)?;
    let done = load()?;
    let cpu = cpu_seconds(&tree).context("the server has ended under load")? - before;
    ensure!(cpu > 0.0, "too short to measure the time of the CPU");
    Ok((done, cpu, peak_memory(&tree)?))
}

/// Keeps what the load generator complained of.
fn note(row: &mut Row, done: &Done) {
    for (what, count) in &done.errors {
        *row.errors.entry(what.clone()).or_default() += count;
    }
}

/// Names what went wrong, unless it was we who ended it.
fn failed(work: &Work, server: Server, error: &anyhow::Error, row: &mut Row) -> anyhow::Result<()> {
    check_stop()?;
    say(&format!("{} · {}: {error:#}", work.id, server.id()));
    *row.errors.entry(format!("{error:#}")).or_default() += 1;
    Ok(())
}

/// # Errors
/// Somebody has pressed Ctrl-C.
pub fn check_stop() -> anyhow::Result<()> {
    if STOP.load(Ordering::SeqCst) { bail!("Ctrl-C") } else { Ok(()) }
}

/// Progress is no result: it goes to standard error.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// A folder with all that is served; the largest file only if it is needed.
fn files(works: &[&'static Work]) -> anyhow::Result<TempDir> {
    let folder = TempDir::new()?;
    fs::write(folder.path().join("hello"), "Hello, World!")?;
    let files = folder.path().join("files");
    fs::create_dir(&files)?;
    for (name, size) in [("1KiB", KIB), ("1MiB", MIB), ("1GiB", GIB)] {
        let needs = |work: &&Work| matches!(&work.kind, Kind::Load(load) if load.request == Request::File(name));
        if works.iter().any(needs) {
            fill(&files.join(name), size).with_context(|| format!("cannot write {name}"))?;
        }
    }
    Ok(folder)
}

fn fill(path: &Path, size: u64) -> io::Result<()> {
    let block: Vec<u8> = (0..KIB).map(|place| b'a' + (place % 26) as u8).collect();
    let block = block.repeat(KIB as usize);
    let mut file = fs::File::create(path)?;
    let mut left = size;
    while left > 0 {
        let now = left.min(MIB);
        file.write_all(&block[..now as usize])?;
        left -= now;
    }
    Ok(())
}

/// Ctrl-C and SIGTERM end the run after the step that is under way.
///
/// # Errors
/// The system refuses to tell of signals.
/// From now on Ctrl-C ends nothing by itself: see [`check_stop`].
///
/// # Errors
/// The system refuses.
pub fn hear_signals() -> anyhow::Result<()> {
    Ok(ctrlc::set_handler(|| STOP.store(true, Ordering::SeqCst))?)
}
