//! `cargo siege soak`: good, slow and hostile clients for a long time, and what that leaves.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::{Value, json};
use tester::catalogue::Text;
use tester::report::Language;

use crate::aftermath::{judge_end, judge_rest};
use crate::cli::{Options, Soak};
use crate::drip::{Drip, Kind, Outcome};
use crate::good::{self, Guest, World};
use crate::hostile;
use crate::report::{Report, mib, thousands};
use crate::server::{Figures, SITE, Server, say};
use crate::slow::{check_large, is_in_time};
use crate::stats::{Growth, sparkline};

/// Threads of good clients, and of hostile ones.
const GOOD: usize = 4;
const HOSTILE: usize = 3;
/// How often the server is looked at.
const SAMPLE: Duration = Duration::from_secs(1);
/// How often a line of progress is written, in samples.
const PROGRESS: usize = 30;
/// Faults that are told in full.
const TOLD: usize = 20;
/// Columns of the line that shows a figure over time.
const WIDTH: usize = 60;

/// What may come and go without being growth: memory in bytes, threads (as many as the server
/// keeps in spare), descriptors.
const MEMORY: f64 = 512.0 * 1024.0;
const THREADS: f64 = 16.0;
const DESCRIPTORS: f64 = 16.0;

/// What all clients of one sort have done.
#[derive(Default)]
struct Tally {
    done: AtomicU64,
    wrong: AtomicU64,
    /// The first of those that went wrong.
    faults: Mutex<Vec<String>>,
}

impl Tally {
    fn count(&self, wrong: Option<String>) {
        self.done.fetch_add(1, Ordering::SeqCst);
        let Some(wrong) = wrong else { return };
        self.wrong.fetch_add(1, Ordering::SeqCst);
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        if faults.len() < TOLD {
            faults.push(wrong);
        }
    }

    fn done(&self) -> u64 {
        self.done.load(Ordering::SeqCst)
    }

    fn wrong(&self) -> u64 {
        self.wrong.load(Ordering::SeqCst)
    }
}

/// A soak under way.
struct Run<'a> {
    soak: Soak,
    language: Language,
    world: &'a World,
    addr: SocketAddr,
    start: Instant,
    over: AtomicBool,
    good: Tally,
    hostile: Tally,
}

/// # Errors
/// What kept the soak from taking place.
pub fn run(options: &Options, soak: &Soak) -> anyhow::Result<Report> {
    let language = options.language;
    let mut server = Server::open(&options.choice, false, language)?;
    let before = server.figures();
    check_large(server.addr, language)?;
    let world = World::new(server.addr, good::PATIENCE, Path::new(SITE))?;
    let run = Run::new(*soak, &server, &world);
    say(&run.announce());
    let drip = Drip::start(server.addr, &Kind::ALL, soak.slow)?;
    let samples = run.traffic(&mut server, &drip);
    let outcomes = drip.leave();
    let mut report = Report::new(language);
    run.report(&mut report, &outcomes, &samples);
    judge_rest(&mut report, &server, before);
    let late = Drip::start(server.addr, &Kind::ALL, soak.slow)?;
    late.gather();
    judge_end(&mut report, &mut server);
    late.leave();
    Ok(report)
}

impl<'a> Run<'a> {
    fn new(soak: Soak, server: &Server, world: &'a World) -> Run<'a> {
        let (over, good, hostile) = Default::default();
        let (language, addr) = (server.language, server.addr);
        Run { soak, language, world, addr, start: Instant::now(), over, good, hostile }
    }

    fn announce(&self) -> String {
        let (minutes, seed) = (minutes(self.soak.time), self.soak.seed);
        tr!(
            self.language,
            "for {minutes} min, seed {seed}",
            "durante {minutes} min, semilla {seed}"
        )
    }

    /// All clients at work, until the time is over; what the server took, second by second.
    fn traffic(&self, server: &mut Server, drip: &Drip) -> Vec<Figures> {
        thread::scope(|scope| {
            for number in 0..GOOD {
                self.send_good(scope, number);
            }
            for number in 0..HOSTILE {
                self.send_hostile(scope, number);
            }
            let samples = self.watch(server, drip);
            self.over.store(true, Ordering::SeqCst);
            samples
        })
    }

    /// Each thread has its own randomness, so that one that is late changes nothing for others.
    fn rng(&self, number: usize) -> Rng {
        Rng::with_seed(self.soak.seed.wrapping_mul(1_000).wrapping_add(number as u64))
    }

    fn send_good<'s>(&'s self, scope: &'s Scope<'s, '_>, number: usize) {
        let pace = pace(GOOD, self.soak.good);
        let mut guest = Guest::new(self.world, &format!("good-{number}"), self.rng(number));
        scope.spawn(move || {
            self.at_pace(pace, || {
                let conversation = guest.choose();
                let verdict = guest.talk(conversation);
                let wrong = verdict.err().map(|it| good::describe(&it, self.language));
                self.good.count(wrong.map(|wrong| self.dated(conversation.name, &wrong)));
            });
        });
    }

    fn send_hostile<'s>(&'s self, scope: &'s Scope<'s, '_>, number: usize) {
        let pace = pace(HOSTILE, self.soak.hostile);
        let mut rng = self.rng(GOOD + number);
        scope.spawn(move || {
            self.at_pace(pace, || {
                let attack = hostile::choose(&mut rng);
                let wrong = (attack.run)(self.addr, &mut rng).err();
                self.hostile.count(wrong.map(|wrong| self.dated(attack.name, &wrong)));
            });
        });
    }

    fn dated(&self, name: &str, wrong: &str) -> String {
        format!("{} {name}: {wrong}", minutes(self.start.elapsed()))
    }

    /// Does it again and again, not more often than the pace allows; never, without one.
    fn at_pace(&self, pace: Option<Duration>, mut act: impl FnMut()) {
        let Some(pace) = pace else { return };
        let mut next = Instant::now();
        while !self.over.load(Ordering::SeqCst) {
            act();
            // Who is late does not hurry afterwards.
            next = Instant::now().max(next + pace);
            thread::sleep(next.saturating_duration_since(Instant::now()));
        }
    }

    /// Looks at the server once a second.
    fn watch(&self, server: &mut Server, drip: &Drip) -> Vec<Figures> {
        let mut samples = Vec::new();
        let mut next = self.start;
        while self.start.elapsed() < self.soak.time && !server.has_ended() {
            next += SAMPLE.min(self.soak.time / 20);
            thread::sleep(next.saturating_duration_since(Instant::now()));
            samples.extend(server.figures());
            if samples.len() % PROGRESS == PROGRESS - 1 {
                say(&self.progress(samples.last(), drip));
            }
        }
        samples
    }

    fn progress(&self, now: Option<&Figures>, drip: &Drip) -> String {
        let count = |tally: &Tally| thousands(tally.done() as f64, self.language);
        let (good, hostile, slow) = (count(&self.good), count(&self.hostile), drip.present());
        let (time, wrong) =
            (minutes(self.start.elapsed()), self.good.wrong() + self.hostile.wrong());
        let now = now.copied().unwrap_or_default();
        let (memory, threads, descriptors) = (mib(now.memory as f64), now.threads, now.descriptors);
        tr!(
            self.language,
            "{time}  {good} good, {hostile} hostile ({wrong} wrong), {slow} slow; {memory}, {threads} threads, {descriptors} descriptors",
            "{time}  {good} buenos, {hostile} hostiles ({wrong} fallidos), {slow} lentos; {memory}, {threads} hilos, {descriptors} descriptores"
        )
    }

    fn report(&self, report: &mut Report, outcomes: &[Outcome], samples: &[Figures]) {
        let language = self.language;
        let (time, seed) = (minutes(self.start.elapsed()), self.soak.seed);
        report.inform(tr!(language, "time, seed", "tiempo, semilla"), format!("{time}, {seed}"));
        let good =
            tr!(language, "wrong answers to good clients", "respuestas erróneas a los buenos");
        self.judge_tally(good, &self.good, report);
        let hostile = tr!(language, "attacks that got too much", "ataques que lograron demasiado");
        self.judge_tally(hostile, &self.hostile, report);
        judge_slow(outcomes, report, language);
        for (name, least, of) in SERIES {
            let series: Vec<f64> = samples.iter().map(of).collect();
            judge_growth(language.of(*name), *least, &series, report, language);
        }
        self.record(report, outcomes, samples);
    }

    fn judge_tally(&self, what: String, tally: &Tally, report: &mut Report) {
        let (wrong, done) = (tally.wrong(), thousands(tally.done() as f64, self.language));
        let seen = tr!(self.language, "{wrong} of {done}", "{wrong} de {done}");
        report.judge(what, seen, "0".to_string(), wrong == 0);
        for fault in tally.faults.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            report.note(format!("  {fault}"));
        }
    }

    fn record(&self, report: &mut Report, outcomes: &[Outcome], samples: &[Figures]) {
        let sample = |now: &Figures| {
            json!([now.memory, now.threads, now.descriptors, now.cpu.as_secs_f64()])
        };
        report.record("seed", json!(self.soak.seed));
        report.record("good", json!([self.good.done(), self.good.wrong()]));
        report.record("hostile", json!([self.hostile.done(), self.hostile.wrong()]));
        report.record("slow", json!(outcomes.len()));
        let samples: Vec<Value> = samples.iter().map(sample).collect();
        report.record("samples_memory_threads_descriptors_cpu", json!(samples));
    }
}

/// How long each of so many threads waits between two of so many actions a second.
fn pace(threads: usize, rate: usize) -> Option<Duration> {
    (rate > 0).then(|| Duration::from_secs_f64(threads as f64 / rate as f64))
}

fn judge_slow(outcomes: &[Outcome], report: &mut Report, language: Language) {
    let late: Vec<&Outcome> = outcomes.iter().filter(|outcome| !is_in_time(outcome)).collect();
    let (wrong, all) = (late.len(), outcomes.len());
    report.judge(
        tr!(
            language,
            "slow clients not gone at their deadline",
            "lentos no desconectados a su hora"
        ),
        tr!(language, "{wrong} of {all}", "{wrong} de {all}"),
        "0".to_string(),
        wrong == 0,
    );
    for it in late.iter().take(TOLD) {
        let (name, seconds) = (language.of(it.kind.name()), it.after.as_secs_f64());
        report.note(format!("  {name}: {seconds:.2} s, {:?}", it.status));
    }
}

fn judge_growth(name: &str, least: f64, series: &[f64], report: &mut Report, language: Language) {
    let show = |value: f64| if least == MEMORY { mib(value) } else { format!("{value:.1}") };
    report.note(curve(name, show(series.iter().copied().fold(0.0, f64::max)), series, language));
    let what = tr!(language, "growth of {name}", "crecimiento de {name}");
    let Some(growth) = Growth::of(series, least) else {
        return report.inform(what, tr!(language, "too short to tell", "demasiado corta"));
    };
    let Growth { first, early, late, trend, .. } = growth;
    let [first, early, late, trend] = [first, early, late, trend].map(show);
    report.judge(
        what,
        tr!(
            language,
            "{first} → {early} → {late}, trend {trend}",
            "{first} → {early} → {late}, pendiente {trend}"
        ),
        format!("≤ {}", show(growth.margin)),
        !growth.is_growth(),
    );
}

/// The line of the report that shows how it went.
fn curve(name: &str, highest: String, series: &[f64], language: Language) -> String {
    let line = sparkline(series, WIDTH);
    tr!(language, "{name:>12} {line} up to {highest}", "{name:>12} {line} hasta {highest}")
}

/// Its name, what may come and go of it, and where it is found.
type Series = (Text, f64, fn(&Figures) -> f64);

/// What must not grow.
const SERIES: &[Series] = &[
    (Text { en: "memory", es: "memoria" }, MEMORY, |it| it.memory as f64),
    (Text { en: "threads", es: "hilos" }, THREADS, |it| it.threads as f64),
    (Text { en: "descriptors", es: "descriptores" }, DESCRIPTORS, |it| it.descriptors as f64),
];

fn minutes(time: Duration) -> String {
    format!("{:02}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}
