//! A student's run: one stage of one server, and where they are in the course.

use super::launch::{ADDRESS, Launch};
use super::options::{Misuse, Options, belong, no_server};
use super::progress::{FILE, Mark, Store};
use super::run::{Outcome, Target, run};
use super::screen::{BAD, GOOD, HEADING, PLAIN, Screen};
use super::trouble::Trouble;
use super::watch::Watch;
use super::words::{self, concept};
use crate::catalogue::{Check, for_stage};
use crate::exercises::{Exercise, exercises};
use crate::failure::Failure;
use crate::report::{Language, Place, Telling, render};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::path::Path;

/// Why nothing could be tested.
#[derive(Debug)]
pub enum Stop {
    Misuse(Misuse),
    Trouble(Trouble),
    /// The folder cannot be watched.
    Watch(notify::Error),
}

impl From<notify::Error> for Stop {
    fn from(error: notify::Error) -> Stop {
        Stop::Watch(error)
    }
}

impl From<Misuse> for Stop {
    fn from(misuse: Misuse) -> Stop {
        Stop::Misuse(misuse)
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Stop {
        Stop::Trouble(trouble)
    }
}

/// What is tested, and where.
struct Plan {
    stage: u8,
    checks: Vec<&'static Check>,
    scope: Scope,
    /// How the server is started; `None` if it runs already.
    launch: Option<Launch>,
    addr: SocketAddr,
}

/// What the checks are, taken together.
#[derive(Clone, Copy)]
enum Scope {
    /// All of the stage.
    Stage,
    /// Those that were named.
    Named,
    Exercise(&'static Exercise),
}

impl Scope {
    fn of(options: &Options) -> Scope {
        match options.exercise {
            Some(exercise) => Scope::Exercise(exercise),
            None if options.checks.is_empty() => Scope::Stage,
            None => Scope::Named,
        }
    }

    fn checks(self, stage: u8, named: &[&'static Check]) -> Vec<&'static Check> {
        match self {
            Scope::Stage => for_stage(stage).collect(),
            Scope::Named => {
                let named = named.iter().map(|check| check.id).collect::<BTreeSet<_>>();
                for_stage(stage).filter(|check| named.contains(check.id)).collect()
            }
            Scope::Exercise(exercise) => vec![&exercise.check],
        }
    }

    /// The words of a command line that ask for it.
    fn words(self, stage: u8) -> String {
        match self {
            Scope::Exercise(exercise) => format!("exercise {}", exercise.id()),
            Scope::Stage | Scope::Named => stage.to_string(),
        }
    }

    /// The command that runs one of its checks once more.
    fn again(self, check: &Check) -> String {
        match self {
            Scope::Exercise(exercise) => format!("httpcourse exercise {}", exercise.id()),
            Scope::Stage | Scope::Named => format!("httpcourse --check {}", check.id),
        }
    }
}

impl Plan {
    /// The check with this number.
    fn id(&self, number: usize) -> &'static str {
        self.checks.get(number).map_or("", |check| check.id)
    }
}

/// What came of it.
#[derive(Default)]
struct Round {
    passed: Vec<&'static Check>,
    failed: Vec<(&'static Check, Box<Failure>)>,
    /// Where the server listened.
    tested: Option<SocketAddr>,
    /// Why it could not go on.
    trouble: Option<Trouble>,
}

impl Round {
    fn has_passed(&self, check: &Check) -> bool {
        self.passed.iter().any(|other| other.id == check.id)
    }

    fn has_failed(&self, check: &Check) -> bool {
        self.failed.iter().any(|(other, _)| other.id == check.id)
    }

    fn take(&mut self, outcome: &Outcome) {
        match &outcome.verdict {
            Ok(()) => self.passed.push(outcome.check),
            Err(failure) => self.failed.push((outcome.check, failure.clone())),
        }
    }
}

struct Student {
    options: Options,
    screen: Screen,
    store: Store,
}

/// Tests a server as the options say; whether all passed.
///
/// # Errors
/// Nothing could be tested.
pub fn test(options: Options, language: Language) -> Result<bool, Stop> {
    let screen = Screen::new(language, options.plain);
    let store = Store::load(Path::new("."));
    if let Some(why) = &store.broken {
        screen.warn(words::BROKEN_FILE, &[("{file}", &FILE), ("{why}", &why.trim())]);
    }
    let mut student = Student { options, screen, store };
    student.store.progress.complete(&mut student.options);
    student.test()
}

impl Student {
    fn test(&mut self) -> Result<bool, Stop> {
        let begins = self.options.command.is_empty() && self.options.addr.is_none();
        let options = &self.options;
        if options.stage.is_none() && matches!(Scope::of(options), Scope::Stage) && !options.hint {
            self.map();
            if begins && !options.all && !options.watch && self.store.progress.stage == 0 {
                self.screen.say(PLAIN, words::BEGIN, &[]);
                return Ok(true);
            }
        }
        let plan = self.plan()?;
        if self.options.watch {
            return self.watch(&plan);
        }
        let round = self.once(&plan)?;
        Ok(round.passed.len() == plan.checks.len())
    }

    /// Again after each change, until Ctrl-C.
    fn watch(&mut self, plan: &Plan) -> Result<bool, Stop> {
        let mut watch = Watch::new(Path::new("."), self.options.directory.as_deref())?;
        let mut before = None;
        loop {
            let round = self.round_or_trouble(plan)?;
            watch.has_run();
            if let Some(round) = round {
                self.difference(before.as_ref(), &round);
                before = Some(round);
            }
            self.options.hint = false; // one hint more, not one at each change
            self.screen.say(PLAIN, words::WATCHING, &[]);
            let changed = watch.wait();
            self.screen.clear();
            self.screen.show(&words::changed(self.screen.language, &changed));
        }
    }

    /// A server that cannot be started now may start after the next change.
    fn round_or_trouble(&mut self, plan: &Plan) -> Result<Option<Round>, Stop> {
        match self.once(plan) {
            Ok(round) => Ok(Some(round)),
            Err(Stop::Trouble(trouble)) => {
                self.screen.show(&super::explained(&trouble, self.screen.language));
                Ok(None)
            }
            Err(stop) => Err(stop),
        }
    }

    /// What the last change has changed.
    fn difference(&self, before: Option<&Round>, now: &Round) {
        let Some(before) = before else { return };
        let passes = now.passed.iter().filter(|check| before.has_failed(check));
        let fails = now.failed.iter().map(|(check, _)| check);
        let fails = fails.filter(|check| before.has_passed(check));
        let passes = passes.map(|check| check.id).collect::<Vec<_>>().join(", ");
        let fails = fails.map(|check| check.id).collect::<Vec<_>>().join(", ");
        if passes.is_empty() && fails.is_empty() {
            self.screen.say(PLAIN, words::AS_BEFORE, &[]);
        }
        if !passes.is_empty() {
            self.screen.say(GOOD, words::NOW_PASS, &[("{checks}", &passes)]);
        }
        if !fails.is_empty() {
            self.screen.say(BAD, words::NOW_FAIL, &[("{checks}", &fails)]);
        }
    }

    fn plan(&self) -> Result<Plan, Misuse> {
        let options = &self.options;
        let stage = self.stage();
        belong(&options.checks, stage)?;
        let scope = Scope::of(options);
        let checks = scope.checks(stage, &options.checks);
        let starts = !options.command.is_empty();
        let addr = options.addr.filter(|_| !starts);
        let launch = starts.then(|| self.launch(stage));
        if launch.is_none() && addr.is_none() {
            return Err(no_server(scope.words(stage)));
        }
        Ok(Plan { stage, checks, scope, launch, addr: options.addr.unwrap_or(ADDRESS) })
    }

    /// The one named; else the one where the student is, if the wanted checks belong there.
    fn stage(&self) -> u8 {
        let next = self.store.progress.next();
        let checks = &self.options.checks;
        let fits = checks.iter().all(|check| check.holds_at(next));
        let last = checks.iter().map(|check| check.since).max();
        let exercise = self.options.exercise.map(Exercise::stage);
        exercise.or(self.options.stage).or(last.filter(|_| !fits)).unwrap_or(next)
    }

    fn launch(&self, stage: u8) -> Launch {
        let options = &self.options;
        let mut launch = Launch::new(options.command.clone(), stage);
        launch.addr = options.addr;
        launch.site.clone_from(&options.site);
        launch.directory.clone_from(&options.directory);
        launch.wait = options.wait.unwrap_or(launch.wait);
        launch
    }

    /// One run from the start of the server to the summary.
    fn once(&mut self, plan: &Plan) -> Result<Round, Stop> {
        self.heading(plan);
        let round = self.checked(plan);
        super::unless_ending();
        super::end_strays();
        self.screen.rest();
        let round = round?;
        self.told(plan, &round);
        self.kept(plan, &round);
        Ok(round)
    }

    fn heading(&self, plan: &Plan) {
        let text = match plan.scope {
            Scope::Exercise(_) => words::EXERCISE,
            Scope::Stage | Scope::Named => words::STAGE,
        };
        let title = self.screen.language.of(concept(plan.stage));
        let blanks: &[(&str, &dyn Display)] =
            &[("{stage}", &plan.stage), ("{concept}", &title), ("{exercise}", &plan.id(0))];
        self.screen.say(HEADING, text, blanks);
    }

    fn checked(&self, plan: &Plan) -> Result<Round, Trouble> {
        let (screen, count) = (&self.screen, plan.checks.len());
        screen.progress(0, count, screen.language.of(words::STARTING));
        let mut target = match &plan.launch {
            Some(launch) => Target::start(launch.clone())?,
            None => Target::running(plan.addr, plan.stage, self.options.directory.clone())?,
        };
        let mut round = Round::default();
        screen.progress(0, count, plan.id(0));
        let ran = run(&mut target, &plan.checks, &mut |outcome| {
            round.take(outcome);
            let done = round.passed.len() + round.failed.len();
            screen.progress(done, count, plan.id(done));
            let stop = outcome.verdict.is_err() && !self.options.all;
            if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        round.trouble = ran.err();
        round.tested = Some(target.server().addr());
        Ok(round)
    }

    /// The first failure as a lesson, the others as a list, and the figures.
    fn told(&mut self, plan: &Plan, round: &Round) {
        if let Some((check, failure)) = round.failed.first() {
            self.screen.show("");
            self.lesson(plan, round, check, failure);
            self.screen.show("");
        }
        self.others(plan, round);
        if let Some(trouble) = &round.trouble {
            self.screen.show(&super::explained(trouble, self.screen.language));
            self.screen.show("");
        }
        self.figures(plan, round);
        self.next(plan, round);
    }

    fn lesson(&mut self, plan: &Plan, round: &Round, check: &Check, failure: &Failure) {
        let more = self.options.hint;
        let hints = self.store.progress.hint(check, more);
        let place = Place {
            tested: round.tested.map(|addr| addr.to_string()).unwrap_or_default(),
            addr: plan.addr.to_string(),
            start: plan.launch.as_ref().map(Launch::by_hand),
            again: Some(plan.scope.again(check)),
            next_hint: Some("--hint".into()),
        };
        let telling = Telling { hints, ..Telling::coloured(self.screen.language) };
        self.screen.show(&render(check, failure, &place, telling));
    }

    fn others(&self, plan: &Plan, round: &Round) {
        let others = round.failed.iter().skip(1).collect::<Vec<_>>();
        if others.is_empty() {
            return;
        }
        self.screen.say(HEADING, words::OTHERS, &[]);
        for (check, _) in others {
            self.screen.show(&words::entry(self.screen.language, check));
        }
        self.screen.say(PLAIN, words::ONE_ALONE, &[("{stage}", &plan.stage)]);
        self.screen.show("");
    }

    fn figures(&self, plan: &Plan, round: &Round) {
        let (passed, failed) = (round.passed.len(), round.failed.len());
        let left = plan.checks.len() - passed - failed;
        let (text, style) = match (failed, left, plan.scope) {
            (0, 0, Scope::Stage) => (words::PASSED, GOOD),
            (0, 0, Scope::Named) => (words::THESE_PASSED, GOOD),
            (0, 0, Scope::Exercise(_)) => (words::SOLVED, GOOD),
            (_, _, Scope::Exercise(_)) => (words::UNSOLVED, BAD),
            (_, 0, _) => (words::FAILED, BAD),
            _ => (words::STOPPED, BAD),
        };
        let passed = words::checks(self.screen.language, passed);
        let blanks: &[(&str, &dyn Display)] =
            &[("{stage}", &plan.stage), ("{passed}", &passed), ("{failed}", &failed)];
        let more: &[(&str, &dyn Display)] = &[("{left}", &left), ("{exercise}", &plan.id(0))];
        self.screen.say(style, text, &[blanks, more].concat());
    }

    fn next(&self, plan: &Plan, round: &Round) {
        match (plan.stage, plan.scope) {
            _ if round.passed.len() < plan.checks.len() => {}
            (stage, Scope::Exercise(_)) => {
                self.screen.say(PLAIN, words::STILL_PASSES, &[("{stage}", &stage)]);
            }
            (_, Scope::Named) => {}
            (7, _) => self.screen.say(PLAIN, words::FINISHED, &[]),
            (stage, _) => {
                let title = self.screen.language.of(concept(stage + 1));
                let blanks: &[(&str, &dyn Display)] =
                    &[("{stage}", &(stage + 1)), ("{concept}", &title)];
                self.screen.say(PLAIN, words::NEXT, blanks);
            }
        }
    }

    /// Remembers where the student is.
    fn kept(&mut self, plan: &Plan, round: &Round) {
        let progress = &mut self.store.progress;
        progress.keep_server(&self.options);
        for check in &round.passed {
            progress.hints.remove(check.id);
        }
        if matches!(plan.scope, Scope::Stage) {
            let passed = round.passed.len();
            let done = passed == plan.checks.len();
            progress.stage = plan.stage;
            progress.set_mark(plan.stage, Mark { passed, done });
        }
        if let Err(error) = self.store.save() {
            self.screen.warn(words::NOT_SAVED, &[("{file}", &FILE), ("{why}", &error)]);
        }
    }

    /// The seven stages: what was passed, where the student is, how many checks.
    fn map(&self) {
        let language = self.screen.language;
        self.screen.say(HEADING, words::MAP, &[]);
        let here = self.store.progress.next();
        for stage in 1..=7 {
            let mark = self.store.progress.mark(stage).unwrap_or_default();
            let all = for_stage(stage).count();
            let style = match mark.done {
                true => GOOD,
                false if stage == here => HEADING,
                false => PLAIN,
            };
            let line = words::map_line(language, stage, (mark, all), stage == here);
            self.screen.show(&format!("{style}{line}{style:#}"));
        }
        self.screen.show("");
    }
}

/// The checks of a stage; of each stage those that begin there, if none is named.
pub fn list(options: &Options, language: Language) {
    let (stage, screen) = (options.stage, Screen::new(language, options.plain));
    let stages = stage.map_or(1..=7, |stage| stage..=stage);
    for number in stages {
        let checks = for_stage(number);
        let checks = checks.filter(|check| stage.is_some() || check.since == number);
        let checks = checks.collect::<Vec<_>>();
        let title = language.of(concept(number));
        screen.say(
            HEADING,
            words::LISTED,
            &[
                ("{stage}", &number),
                ("{concept}", &title),
                ("{checks}", &words::checks(language, checks.len())),
            ],
        );
        checks.iter().for_each(|check| screen.show(&words::entry(language, check)));
    }
}

/// All exercises, by the stage that they change.
pub fn list_exercises(options: &Options, language: Language) {
    let screen = Screen::new(language, options.plain);
    for stage in 1..=7 {
        let title = language.of(concept(stage));
        screen.say(HEADING, words::STAGE, &[("{stage}", &stage), ("{concept}", &title)]);
        let here = exercises().filter(|exercise| exercise.stage() == stage);
        here.for_each(|exercise| screen.show(&words::exercise(language, exercise)));
    }
    screen.say(PLAIN, words::TRY_EXERCISE, &[]);
}
