//! The exercises bite, and can be solved: for each one the stage as it is fails its check, and
//! with `docs/exercises/ID.diff` applied it passes that, and still all the checks of its stage.
//!
//! The solutions are packages of a workspace of their own, below `target/`, so that one build
//! makes them all; what has not changed is not built again.

use std::collections::BTreeMap;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsStr;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::OnceLock;

use anyhow::{Context, bail, ensure};
use diffy::patch_set::{FileOperation, FilePatch, ParseOptions, PatchSet};
use libtest_mimic::{Arguments, Failed, Trial};
use tester::catalogue::{Check, for_stage};
use tester::command::launch::Launch;
use tester::command::run::{Outcome, Target, run};
use tester::command::trouble::Trouble;
use tester::exercises::{Exercise, exercises};
use tester::report::book::CHAPTERS;
use tester::report::{Language, Place, Telling, render};
use toml::{Table, Value};

/// Most of the time they wait for a server's limits.
const THREADS: usize = 16;

/// Descriptors that the checks with 200 clients need; macOS gives 256 unless asked.
#[cfg(unix)]
const DESCRIPTORS: u64 = 16_384;

/// What of a package has to do with its tests, which are not copied.
const TESTS: [&str; 2] = ["dev-dependencies", "test"];

fn main() -> ExitCode {
    #[cfg(unix)] // Windows knows no such limit
    let _ = rlimit::increase_nofile_limit(DESCRIPTORS);
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let all =
        Trial::test("no_solution_without_its_exercise", || no_more_than_needed().map_err(told));
    let mut trials = vec![all];
    for exercise in exercises() {
        let id = exercise.id();
        trials.push(Trial::test(format!("{id}::the_stage_fails"), || bites(exercise)));
        trials.push(Trial::test(format!("{id}::the_solution_passes"), || solved(exercise)));
        trials
            .push(Trial::test(format!("{id}::still_passes_its_stage"), || still_passes(exercise)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn told(error: anyhow::Error) -> Failed {
    format!("{error:#}").into()
}

fn no_more_than_needed() -> anyhow::Result<()> {
    for entry in fs::read_dir(root().join("docs/exercises"))? {
        let path = entry?.path();
        let named = |exercise: &Exercise| root().join(exercise.solution()) == path;
        let is_solution = path.extension() == Some(OsStr::new("diff"));
        ensure!(!is_solution || exercises().any(named), "{}: of no exercise", path.display());
    }
    Ok(())
}

fn bites(exercise: &'static Exercise) -> Result<(), Failed> {
    let outcomes = outcomes(stage(exercise), &[&exercise.check], exercise)?;
    match outcomes.iter().all(|outcome| outcome.verdict.is_err()) {
        true => Ok(()),
        false => Err(format!("{} passes as it is: nothing is left to do", stage(exercise)).into()),
    }
}

fn solved(exercise: &'static Exercise) -> Result<(), Failed> {
    pass(exercise, &[&exercise.check])
}

fn still_passes(exercise: &'static Exercise) -> Result<(), Failed> {
    pass(exercise, &for_stage(exercise.stage()).collect::<Vec<_>>())
}

fn pass(exercise: &'static Exercise, checks: &[&'static Check]) -> Result<(), Failed> {
    solution(exercise).map_err(told)?;
    let outcomes = outcomes(&package(exercise), checks, exercise)?;
    let lessons = outcomes.iter().filter_map(lesson).collect::<Vec<_>>();
    match lessons.is_empty() {
        true => Ok(()),
        false => Err(format!("{}:\n\n{}", exercise.solution(), lessons.join("\n\n")).into()),
    }
}

fn lesson(outcome: &Outcome) -> Option<String> {
    let failure = outcome.verdict.as_ref().err()?;
    let place = Place { tested: "127.0.0.1:4221".into(), ..Place::default() };
    Some(render(outcome.check, failure, &place, Telling::plain(Language::English)))
}

/// What comes of these checks, talking to the server of that package.
fn outcomes(
    package: &str,
    checks: &[&'static Check],
    exercise: &Exercise,
) -> Result<Vec<Outcome>, Failed> {
    let binary = binary(package)?;
    let launch = Launch::new(vec![binary.into(), "{addr}".into()], exercise.stage());
    let trouble = |trouble: Trouble| Failed::from(trouble.say(Language::English));
    let mut target = Target::start(launch).map_err(trouble)?;
    let mut outcomes = Vec::new();
    let keep = &mut |outcome: &Outcome| {
        outcomes.push(outcome.clone());
        ControlFlow::Continue(())
    };
    run(&mut target, checks, keep).map_err(trouble)?;
    Ok(outcomes)
}

/// The program of a package, built if need be, with all the others.
fn binary(package: &str) -> Result<PathBuf, Failed> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = BUILT.get_or_init(|| build().map_err(|error| format!("{error:#}")));
    Ok(built.as_ref()?.join(format!("{package}{EXE_SUFFIX}")))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn stage(exercise: &Exercise) -> &'static str {
    CHAPTERS[usize::from(exercise.stage()) - 1]
}

/// The name of the package with the solution: that of a program has no dot.
fn package(exercise: &Exercise) -> String {
    format!("exercise-{}", exercise.id().replace('.', "-"))
}

/// Builds the stages and the solutions, and says in which folder the programs are.
fn build() -> anyhow::Result<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exercises");
    let mut members = Vec::new();
    for name in CHAPTERS {
        members.push(write_package(&home, name, sources(name)?, name)?);
    }
    for exercise in exercises() {
        // One that does not fit is told of in its own tests.
        if let Ok(sources) = solution(exercise) {
            members.push(write_package(&home, &package(exercise), sources, stage(exercise))?);
        }
    }
    write_workspace(&home, members)?;
    let target = home.join("target");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--offline", "--quiet", "--keep-going"]).current_dir(&home);
    let output = cargo.env("CARGO_TARGET_DIR", &target).env_remove("RUSTFLAGS").output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the solutions do not build:\n{said}");
    Ok(target.join("debug"))
}

/// The files below a stage's `src`, by their path from the root of the repository.
type Sources = BTreeMap<String, String>;

fn sources(stage: &str) -> anyhow::Result<Sources> {
    let folder = root().join(stage).join("src");
    let mut sources = Sources::new();
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let path = format!("{stage}/src/{}", entry.file_name().to_string_lossy());
        let text = fs::read_to_string(entry.path()).with_context(|| path.clone())?;
        sources.insert(path, text);
    }
    Ok(sources)
}

/// The stage's files with the solution applied.
fn solution(exercise: &Exercise) -> anyhow::Result<Sources> {
    let (path, stage) = (exercise.solution(), stage(exercise));
    let diff = fs::read_to_string(root().join(&path)).with_context(|| path.clone())?;
    let mut sources = sources(stage)?;
    for patch in PatchSet::parse(&diff, ParseOptions::unidiff()) {
        let applied =
            patch.map_err(Into::into).and_then(|patch| apply(&patch, stage, &mut sources));
        applied.with_context(|| format!("{path} does not fit any more; {}", mend(&path, stage)))?;
    }
    ensure!(sources != self::sources(stage)?, "{path} changes nothing");
    Ok(sources)
}

fn mend(path: &str, stage: &str) -> String {
    format!(
        "apply what does with `patch -p0 < {path}`, do the rest by hand, keep it with \
         `git add -N {stage}; git diff --no-prefix {stage} | grep -v -e ^diff -e ^index > {path}`, \
         and undo it in {stage}"
    )
}

fn apply(patch: &FilePatch<str>, stage: &str, sources: &mut Sources) -> anyhow::Result<()> {
    let path = match patch.operation() {
        FileOperation::Create(path) => path,
        FileOperation::Modify { original, modified } if original == modified => modified,
        other => bail!("{other:?}: a solution changes files or adds some"),
    };
    ensure!(path.starts_with(&format!("{stage}/src/")), "{path} is not below {stage}/src");
    let before = sources.get(path.as_ref()).map(String::as_str).unwrap_or_default();
    let hunks = patch.patch().as_text().context("no text")?;
    let after = diffy::apply(before, hunks).with_context(|| path.to_string())?;
    sources.insert(path.to_string(), after);
    Ok(())
}

/// Writes a package whose sources these are, with the dependencies of the stage; gives its name.
fn write_package(home: &Path, name: &str, sources: Sources, stage: &str) -> anyhow::Result<Value> {
    let folder = home.join(name);
    let mut manifest = manifest(&root().join(stage))?;
    for key in TESTS {
        manifest.remove(key);
    }
    if let Some(Value::Table(targets)) = manifest.get_mut("target") {
        for (_, target) in targets.iter_mut() {
            target.as_table_mut().and_then(|target| target.remove("dev-dependencies"));
        }
    }
    let package = manifest.get_mut("package").and_then(Value::as_table_mut);
    package.context("no [package]")?.insert("name".into(), name.into());
    write(&folder.join("Cargo.toml"), &manifest.to_string())?;
    for (path, text) in sources {
        write(&folder.join(path.strip_prefix(&format!("{stage}/")).unwrap_or(&path)), &text)?;
    }
    Ok(name.into())
}

/// The repository's own workspace with other members, which nobody will debug.
fn write_workspace(home: &Path, members: Vec<Value>) -> anyhow::Result<()> {
    let mut manifest = manifest(&root())?;
    let workspace = manifest.get_mut("workspace").and_then(Value::as_table_mut);
    let workspace = workspace.context("no [workspace]")?;
    workspace.remove("default-members");
    workspace.remove("exclude");
    workspace.insert("members".into(), Value::Array(members));
    manifest.insert("profile".into(), toml::toml! { dev = { debug = false } }.into());
    write(&home.join("Cargo.toml"), &manifest.to_string())?;
    fs::copy(root().join("Cargo.lock"), home.join("Cargo.lock"))?;
    Ok(())
}

fn manifest(folder: &Path) -> anyhow::Result<Table> {
    let path = folder.join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    Ok(text.parse()?)
}

/// Leaves a file alone that says this already: Cargo goes by the time it was written.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, text).with_context(|| path.display().to_string())
}
