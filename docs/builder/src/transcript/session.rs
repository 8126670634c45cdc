//! What a reader of one page has: a terminal in a folder, and servers in others.

use super::block::{Block, Kind, Step};
use super::fault::Fault;
use super::pattern::{Expected, regex};
use super::ports::{DEFAULT, Ports};
use super::process::Process;
use super::programs::Programs;
use super::surroundings::Surroundings;
use super::wire;
use regex::Regex;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// How long a server may take to listen: a loaded machine is slow.
const START: Duration = Duration::from_secs(20);

/// How long a command, or a server's next words, may take: no stage but the first waits for more
/// than 10 s, and a loaded machine is slow.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// How long a server's line may take to appear on its terminal.
const TERMINAL: Duration = Duration::from_secs(5);

/// How often is looked whether a server listens.
const TICK: Duration = Duration::from_millis(50);

/// The line that stands for pressing these keys.
const CTRL_C: &str = "^C";

#[derive(Debug)]
pub struct Session {
    around: Surroundings,
    ports: Ports,
    servers: Vec<Server>,
    patience: Duration,
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
    /// How long a command, or a server's next words, may take.
    pub patience: Duration,
}

impl Session {
    /// # Errors
    /// If there is no folder for it.
    pub fn begin(setting: Setting, blocks: &[Block]) -> anyhow::Result<Session> {
        let mut ports = Ports::new(blocks.iter().map(|block| block.text.as_str()).collect());
        let shown = blocks.iter().filter_map(shown_port).chain([DEFAULT]);
        let port = shown.map(|shown| ports.real(shown)).last().unwrap_or(DEFAULT);
        let around = Surroundings::new(setting, blocks, port)?;
        Ok(Session { around, ports, servers: Vec::new(), patience: setting.patience })
    }

    /// Does what the block says.
    ///
    /// # Errors
    /// Each difference to what the block shows.
    pub fn run(&mut self, block: &Block) -> Result<(), Vec<Fault>> {
        let one = |fault| vec![fault];
        match block.kind().map_err(one)? {
            Kind::NotRun => Ok(()),
            Kind::Commands(steps) => {
                let faults = steps.iter().filter_map(|step| self.command(step).err());
                let faults = faults.collect::<Vec<_>>();
                if faults.is_empty() { Ok(()) } else { Err(faults) }
            }
            Kind::Server(step) => {
                self.serve(shown_port(block).unwrap_or(DEFAULT), &step).map_err(one)
            }
            Kind::Terminal(lines) => self.terminal(block.line, &lines).map_err(one),
            Kind::Wire { stage, arguments, lines } => {
                self.wire(block.line, &stage, &arguments, &lines).map_err(one)
            }
        }
    }

    fn command(&self, step: &Step) -> Result<(), Fault> {
        let mut process = self.start(step.line, &step.command, &self.ports)?;
        let ended = process.ends(self.patience);
        let found = self.ports.take_out(&process.printed());
        if !ended {
            let message = format!("`{}` still runs after {:?}", step.command, self.patience);
            return Err(Fault::new(step.line, format!("{message}. It has printed:\n{found}")));
        }
        compare(step, &found)
    }

    /// Starts a server; one that had its port is stopped.
    fn serve(&mut self, shown: u16, step: &Step) -> Result<(), Fault> {
        self.servers.retain(|server| server.shown != shown);
        let real = self.ports.real(shown);
        let mut process = self.start(step.line, &step.command, &self.ports)?;
        let listens = listens(&mut process, &step.command, real);
        let expected = Expected::new(&step.prints);
        let enough = |printed: &str| expected.matches(&self.ports.take_out(printed));
        // If it does not come, the comparison tells.
        let _ = listens && process.prints(self.patience.min(TERMINAL), enough);
        let printed = process.printed();
        let found = self.ports.take_out(&printed);
        self.servers.push(Server { shown, process, told: printed.len() });
        if !listens {
            let message = format!("`{}` does not listen on port {shown}", step.command);
            return Err(Fault::new(step.line, format!("{message}. It has printed:\n{found}")));
        }
        compare(step, &found)
    }

    /// What appeared on the terminal of the server that was started last.
    fn terminal(&mut self, line: usize, lines: &[String]) -> Result<(), Fault> {
        let within = self.patience.min(TERMINAL);
        let Some(server) = self.servers.last_mut() else {
            return Err(Fault::new(line, "no server runs: start one by `console server=NAME`"));
        };
        let mut parts = lines.split(|line| line == CTRL_C);
        let first = parts.next().unwrap_or_default();
        server.shows(&self.ports, line, first, within)?;
        for part in parts {
            server.process.interrupt();
            if !server.process.ends(self.patience) {
                return Err(Fault::new(line, "the server goes on after Ctrl-C"));
            }
            server.shows(&self.ports, line, part, within)?;
        }
        Ok(())
    }

    fn wire(
        &self,
        line: usize,
        stage: &str,
        arguments: &str,
        lines: &[String],
    ) -> Result<(), Fault> {
        let mut ports = Ports::new(lines.concat());
        let real = ports.real(DEFAULT);
        let command = format!("cargo run -q -p {stage} -- 127.0.0.1:{DEFAULT} {arguments}");
        let mut process = self.start(line, &command, &ports)?;
        if !listens(&mut process, &command, real) {
            let message = format!("{stage} does not listen. It has printed:\n");
            return Err(Fault::new(line, message + &process.printed()));
        }
        wire::converse(real, &ports, (line, lines), self.patience)
    }

    fn start(&self, line: usize, command: &str, ports: &Ports) -> Result<Process, Fault> {
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-c", &ports.put_in(command)]);
        bash.current_dir(self.around.folder.path()).envs(self.around.variables.iter().cloned());
        Process::start(bash).map_err(|error| Fault::new(line, format!("bash: {error}")))
    }
}

fn compare(step: &Step, found: &str) -> Result<(), Fault> {
    let expected = Expected::new(&step.prints);
    if expected.matches(found) {
        return Ok(());
    }
    let what = &step.command;
    let message = format!("`{what}` prints something else (- the page, + the program):\n");
    Err(Fault::new(step.line, message + &expected.difference(found)))
}

impl Server {
    /// Whether these lines, and no others, are new on its terminal.
    fn shows(
        &mut self,
        ports: &Ports,
        line: usize,
        lines: &[String],
        within: Duration,
    ) -> Result<(), Fault> {
        let (expected, told) = (Expected::new(lines), self.told);
        let news = |printed: &str| ports.take_out(printed.get(told..).unwrap_or_default());
        let shows = self.process.prints(within, |printed| expected.matches(&news(printed)));
        let printed = self.process.printed();
        self.told = printed.len();
        if shows {
            return Ok(());
        }
        let message = "the server's terminal shows something else (- the page, + the server):\n";
        let difference = expected.difference(&news(&printed));
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
    let end = Instant::now() + START;
    while process.runs() && Instant::now() < end {
        if listeners::get_all().unwrap_or_default().iter().any(|one| one.socket.port() == real) {
            return true;
        }
        process.prints(TICK, |_| false);
    }
    // Its last words tell why.
    process.ends(Duration::ZERO);
    false
}
