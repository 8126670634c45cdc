//! What a reader of one page has: a terminal in a folder, and servers in others.

use super::block::{Block, Kind, Step};
use super::fault::Fault;
use super::pattern::{Expected, regex};
use super::ports::{DEFAULT, Ports};
use super::process::Process;
use super::programs::Programs;
use super::wire;
use anyhow::Context;
use regex::Regex;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;
use tempfile::TempDir;

/// How long a server may take to listen: a loaded machine is slow.
const START: Duration = Duration::from_secs(20);

/// How long a command may take. The longest wait of a stage for a silent client is 10 s.
const COMMAND: Duration = Duration::from_secs(40);

/// How long a server's line may take to appear on its terminal.
const TERMINAL: Duration = Duration::from_secs(5);

/// How often is looked whether a server listens.
const TICK: Duration = Duration::from_millis(50);

/// The line that stands for pressing these keys.
const CTRL_C: &str = "^C";

/// `cargo run`, as transcripts have it.
const CARGO: &str = include_str!("cargo.sh");

/// `curl` shows its progress where it does not write to a terminal.
const CURL: &str = "no-progress-meter\n";

/// The repository's folders that a command may name; each session gets copies.
const FOLDERS: &str = r"\b(examples|stage\d\d-\w+)/";

#[derive(Debug)]
pub struct Session {
    folder: TempDir,
    /// Goes before all others in `PATH`.
    _tools: TempDir,
    environment: Vec<(&'static str, OsString)>,
    ports: Ports,
    servers: Vec<Server>,
    colored: bool,
}

/// A program that stays, on a terminal of its own.
#[derive(Debug)]
struct Server {
    shown: u16,
    process: Process,
    /// How much of what it printed the page has shown.
    told: usize,
}

/// How the session of a page is set up.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    pub workspace: &'a Path,
    pub programs: &'a Programs,
    /// `en` or `es`: what `httpcourse` speaks.
    pub language: &'a str,
    /// Whether differences are shown in colours.
    pub colored: bool,
}

impl Session {
    /// # Errors
    /// If there is no folder for it.
    pub fn begin(setting: Setting, blocks: &[Block]) -> anyhow::Result<Session> {
        let (folder, tools) = (tempfile::tempdir()?, tempfile::tempdir()?);
        copy_named(setting.workspace, blocks, folder.path())?;
        tool(&tools.path().join("cargo"), CARGO)?;
        fs::write(tools.path().join(".curlrc"), CURL)?;
        let mut ports = Ports::default();
        let shown = blocks.iter().filter_map(shown_port).chain([DEFAULT]);
        let port = shown.map(|shown| ports.real(shown)).last().unwrap_or(DEFAULT);
        let environment = environment(setting, tools.path(), port)?;
        let (servers, colored) = (Vec::new(), setting.colored);
        Ok(Session { folder, _tools: tools, environment, ports, servers, colored })
    }

    /// Does what the block says.
    ///
    /// # Errors
    /// Each difference to what the block shows.
    pub fn run(&mut self, block: &Block) -> Result<(), Vec<Fault>> {
        match block.kind().map_err(|fault| vec![fault])? {
            Kind::NotRun => Ok(()),
            Kind::Commands(steps) => {
                let faults = steps.iter().filter_map(|step| self.command(step).err());
                let faults = faults.collect::<Vec<_>>();
                if faults.is_empty() { Ok(()) } else { Err(faults) }
            }
            Kind::Server(step) => {
                let shown = shown_port(block).unwrap_or(DEFAULT);
                self.serve(shown, &step).map_err(|fault| vec![fault])
            }
            Kind::Terminal(lines) => self.terminal(block.line, &lines).map_err(|fault| vec![fault]),
            Kind::Wire { stage, arguments, lines } => {
                self.wire(block.line, &stage, &arguments, &lines).map_err(|fault| vec![fault])
            }
        }
    }

    fn command(&self, step: &Step) -> Result<(), Fault> {
        let cannot = |error| Fault::new(step.line, format!("bash: {error}"));
        let mut process = Process::start(self.bash(&step.command, &self.ports)).map_err(cannot)?;
        let ended = process.ends(COMMAND);
        let found = self.ports.take_out(&process.printed());
        if !ended {
            let message = format!("`{}` still runs after {COMMAND:?}", step.command);
            return Err(Fault::new(step.line, format!("{message}. It has printed:\n{found}")));
        }
        self.compare(step.line, &step.command, &step.prints, &found)
    }

    /// Starts a server; one that had its port is stopped.
    fn serve(&mut self, shown: u16, step: &Step) -> Result<(), Fault> {
        self.servers.retain(|server| server.shown != shown);
        let real = self.ports.real(shown);
        let cannot = |error| Fault::new(step.line, format!("bash: {error}"));
        let mut process = Process::start(self.bash(&step.command, &self.ports)).map_err(cannot)?;
        let listens = listens(&mut process, &step.command, real);
        let expected = Expected::new(&step.prints);
        let enough = |printed: &str| expected.matches(&self.ports.take_out(printed));
        let shows = listens && process.prints(TERMINAL, enough);
        let printed = process.printed();
        let found = self.ports.take_out(&printed);
        self.servers.push(Server { shown, process, told: printed.len() });
        match (listens, shows) {
            (true, true) => Ok(()),
            (true, false) => self.compare(step.line, &step.command, &step.prints, &found),
            (false, _) => {
                let message = format!("`{}` does not listen on port {shown}", step.command);
                Err(Fault::new(step.line, format!("{message}. It has printed:\n{found}")))
            }
        }
    }

    /// What appeared on the terminal of the server that was started last.
    fn terminal(&mut self, line: usize, lines: &[String]) -> Result<(), Fault> {
        let Some(server) = self.servers.last_mut() else {
            return Err(Fault::new(line, "no server runs: start one by `console server=NAME`"));
        };
        let mut parts = lines.split(|line| line == CTRL_C);
        let first = parts.next().unwrap_or_default();
        server.shows(&self.ports, line, first, self.colored)?;
        for part in parts {
            server.process.interrupt();
            if !server.process.ends(COMMAND) {
                return Err(Fault::new(line, "the server goes on after Ctrl-C"));
            }
            server.shows(&self.ports, line, part, self.colored)?;
        }
        Ok(())
    }

    fn wire(
        &self,
        line: usize,
        stage: &str,
        arguments: &str,
        lines: &[(usize, String)],
    ) -> Result<(), Fault> {
        let mut ports = Ports::default();
        let real = ports.real(DEFAULT);
        let command = format!("cargo run -q -p {stage} -- 127.0.0.1:{DEFAULT} {arguments}");
        let cannot = |error| Fault::new(line, format!("bash: {error}"));
        let mut process = Process::start(self.bash(&command, &ports)).map_err(cannot)?;
        if !listens(&mut process, &command, real) {
            let message = format!("{stage} does not listen. It has printed:\n");
            return Err(Fault::new(line, message + &process.printed()));
        }
        wire::converse(real, &ports, lines, self.colored)
    }

    fn bash(&self, command: &str, ports: &Ports) -> Command {
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-c", &ports.put_in(command)]);
        bash.current_dir(self.folder.path()).envs(self.environment.iter().cloned());
        bash
    }

    fn compare(
        &self,
        line: usize,
        what: &str,
        expected: &[String],
        found: &str,
    ) -> Result<(), Fault> {
        let expected = Expected::new(expected);
        if expected.matches(found) {
            return Ok(());
        }
        let difference = expected.difference(found, self.colored);
        let message = format!("`{what}` prints something else (- the page, + the program):\n");
        Err(Fault::new(line, message + &difference))
    }
}

impl Server {
    /// Whether these lines, and no others, are new on its terminal.
    fn shows(
        &mut self,
        ports: &Ports,
        line: usize,
        lines: &[String],
        colored: bool,
    ) -> Result<(), Fault> {
        let (expected, told) = (Expected::new(lines), self.told);
        let news = |printed: &str| ports.take_out(printed.get(told..).unwrap_or_default());
        let shows = self.process.prints(TERMINAL, |printed| expected.matches(&news(printed)));
        let printed = self.process.printed();
        self.told = printed.len();
        if shows {
            return Ok(());
        }
        let message = "the server's terminal shows something else (- the page, + the server):\n";
        let difference = expected.difference(&news(&printed), colored);
        Err(Fault::new(line, message.to_string() + &difference))
    }
}

/// The port that a block's server has on the page: of a stage behind a colon, of another program
/// the last number that can be one.
fn shown_port(block: &Block) -> Option<u16> {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| regex(r":(\d{4,5})\b"));
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(\d{4,5})\b"));
    let Ok(Kind::Server(step)) = block.kind() else { return None };
    let pattern = if is_stage(&step.command) { &ADDRESS } else { &NUMBER };
    let last = pattern.captures_iter(&step.command).last();
    Some(last.and_then(|found| found[1].parse().ok()).unwrap_or(DEFAULT))
}

fn is_stage(command: &str) -> bool {
    command.starts_with("cargo run ")
}

/// Whether it comes to listen on that port.
fn listens(process: &mut Process, command: &str, real: u16) -> bool {
    if is_stage(command) {
        return process.prints(START, |printed| printed.contains("listening on "));
    }
    // Others may say it or not, before or after they do it: ask the system.
    let tries = START.as_millis() / TICK.as_millis();
    (0..tries).any(|_| {
        let all = listeners::get_all().unwrap_or_default();
        let there = all.iter().any(|one| one.socket.port() == real);
        there || (process.runs() && process.prints(TICK, |_| false))
    })
}

/// What the programs of a session find around them.
fn environment(
    setting: Setting,
    tools: &Path,
    port: u16,
) -> anyhow::Result<Vec<(&'static str, OsString)>> {
    let programs = setting.programs.folder();
    let before = [tools.to_path_buf(), programs.to_path_buf()].into_iter();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(before.chain(std::env::split_paths(&path)))?;
    Ok(vec![
        ("PATH", path),
        ("BOOK_PROGRAMS", programs.into()),
        ("BOOK_PORT", port.to_string().into()),
        ("CURL_HOME", tools.into()),
        ("TESTER_LANG", setting.language.into()),
        ("LC_ALL", "C.UTF-8".into()),
        ("NO_COLOR", "1".into()),
        ("no_proxy", "*".into()),
        ("RUST_BACKTRACE", "0".into()),
        ("PYTHONUNBUFFERED", "1".into()),
        ("PYTHONDONTWRITEBYTECODE", "1".into()),
    ])
}

/// Writes a script that can be run.
fn tool(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Copies the folders of the repository that the page's commands name.
fn copy_named(workspace: &Path, blocks: &[Block], to: &Path) -> anyhow::Result<()> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| regex(FOLDERS));
    let texts = blocks.iter().map(|block| &block.text);
    let found = texts.flat_map(|text| NAMED.captures_iter(text));
    let mut names = found.map(|found| found[1].to_string()).collect::<Vec<_>>();
    names.sort();
    names.dedup();
    let there = names.iter().filter(|name| workspace.join(name).is_dir());
    there.map(|name| copy(&workspace.join(name), &to.join(name))).collect()
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let (from, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name())))?;
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}
