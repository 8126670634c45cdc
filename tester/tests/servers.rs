//! The examples in other languages, and the stages themselves, pass what `httpcourse` asks of them.

use libtest_mimic::{Arguments, Failed, Trial};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::OnceLock;
use tester::catalogue::for_stage;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// Most of the time is spent waiting for the time limits of servers: more threads than processors.
const THREADS: usize = 18;

const PYTHON: Tool = Tool {
    names: &["python3", "python"],
    install: "Python 3.9 or later is missing: `apt-get install python3`, `brew install python`, \
              or https://www.python.org",
};
const NODE: Tool = Tool {
    names: &["node"],
    install: "Node.js 18.15 or later is missing: `apt-get install nodejs`, `brew install node`, \
              or https://nodejs.org",
};

/// A program that the examples need and Cargo does not bring.
struct Tool {
    names: &'static [&'static str],
    install: &'static str,
}

impl Tool {
    fn find(&self) -> Result<OsString, Failed> {
        let runs = |name: &&&str| {
            let mut command = Command::new(name);
            command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        self.names.iter().find(runs).map(OsString::from).ok_or_else(|| self.install.into())
    }
}

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let python = (1..=7).map(|stage| trial("python", stage, example(PYTHON, "python/server.py")));
    let javascript =
        (1..=4).map(|stage| trial("javascript", stage, example(NODE, "javascript/server.js")));
    let rust = (1..=7).map(|stage| trial("rust", stage, course));
    libtest_mimic::run(&arguments, python.chain(javascript).chain(rust).collect()).exit_code()
}

/// A test that a server passes every check of a stage; `command` tells how the server is started.
fn trial(
    language: &str,
    stage: u8,
    command: impl FnOnce(u8) -> Result<Vec<OsString>, Failed> + Send + 'static,
) -> Trial {
    Trial::test(format!("{language}::stage{stage}"), move || passes(stage, command(stage)?))
}

fn example(tool: Tool, file: &'static str) -> impl FnOnce(u8) -> Result<Vec<OsString>, Failed> {
    move |stage| {
        let file = Path::new(ROOT).join("examples").join(file);
        let arguments = ["{addr}".into(), "--stage".into(), stage.to_string().into()];
        Ok([tool.find()?, file.into()].into_iter().chain(arguments).collect())
    }
}

fn course(stage: u8) -> Result<Vec<OsString>, Failed> {
    let begin = format!("stage{stage:02}-");
    let is_it = |binary: &&PathBuf| {
        binary.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&begin))
    };
    let binary = stages()?.iter().find(is_it).ok_or(format!("Cargo built no {begin}…"))?;
    Ok(vec![binary.into(), "{addr}".into()])
}

/// The programs of all stages. Tests see only those of their own package, so Cargo is asked.
fn stages() -> Result<&'static [PathBuf], Failed> {
    static BUILT: OnceLock<Result<Vec<PathBuf>, String>> = OnceLock::new();
    let built = BUILT.get_or_init(build);
    built.as_deref().map_err(Failed::from)
}

fn build() -> Result<Vec<PathBuf>, String> {
    let cargo = std::env::var_os("CARGO").ok_or("run this with `cargo test -p tester`")?;
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--package", "stage0*", "--bins", "--message-format=json"]);
    let built = command.current_dir(ROOT).output().map_err(|error| error.to_string())?;
    if !built.status.success() {
        return Err(String::from_utf8_lossy(&built.stderr).into_owned());
    }
    let messages = built.stdout.split(|&byte| byte == b'\n');
    let executable = |message: &[u8]| {
        let message: serde_json::Value = serde_json::from_slice(message).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    };
    Ok(messages.filter_map(executable).collect())
}

fn passes(stage: u8, server: Vec<OsString>) -> Result<(), Failed> {
    // Where a student stands is kept in the folder.
    let folder = tempfile::tempdir()?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_httpcourse"));
    command.args([&stage.to_string(), "--all", "--lang", "en", "--plain", "--"]).args(server);
    let run = command.current_dir(folder.path()).output()?;
    let said = String::from_utf8_lossy(&run.stdout);
    let all = format!("{} checks", for_stage(stage).count());
    if run.status.success() && said.contains(&all) {
        return Ok(());
    }
    let complained = String::from_utf8_lossy(&run.stderr);
    Err(format!("{}, expected {all} to pass:\n{said}{complained}", run.status).into())
}
