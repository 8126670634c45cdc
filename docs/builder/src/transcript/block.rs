//! The blocks of a page that are run: ```` ```console ```` and ```` ```wire ````.

use super::fault::Fault;
use super::pattern::regex;
use crate::fence::Info;
use crate::piece::{What, pieces};
use regex::Regex;
use std::sync::LazyLock;

/// What a `console` block may be.
const CONSOLE: &str = "it should be: console, console try, console server=NAME, console server or \
                       console not-run";

/// A fenced block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The line of its first line of text, counted from 1.
    pub line: usize,
    /// What stands behind the fence.
    pub info: String,
    pub text: String,
}

/// What a block asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// Commands, each with what it prints.
    Commands(Vec<Step>),
    /// A program that stays: the one before, on the same port, is stopped.
    Server(Step),
    /// What appeared on the server's terminal since the last such block.
    Terminal(Vec<String>),
    /// A conversation with a stage of its own.
    Wire { stage: String, arguments: String, lines: Vec<String> },
    /// Shown only.
    NotRun,
}

/// A command and what it prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub line: usize,
    pub command: String,
    pub prints: Vec<String>,
}

/// The `console` and `wire` blocks of a page.
pub fn blocks(markdown: &str) -> Vec<Block> {
    let fences = pieces(markdown).into_iter().filter_map(|piece| match piece.what {
        What::Fence(fence) => {
            let text = fence.body.iter().map(|line| format!("{line}\n")).collect();
            Some(Block { line: piece.line + 1, info: fence.info.to_string(), text })
        }
        _ => None,
    });
    let shown = |block: &Block| {
        ["console", "wire"].contains(&block.info.split_whitespace().next().unwrap_or_default())
    };
    fences.filter(shown).collect()
}

impl Block {
    /// # Errors
    /// An unknown option, or no command where there must be one.
    pub fn kind(&self) -> Result<Kind, Fault> {
        let info = Info::parse(&self.info).map_err(|message| self.fault(&message))?;
        let flags = info.flags.iter().map(String::as_str).collect::<Vec<_>>();
        match (info.kind.as_str(), &flags[..], &info.server) {
            ("console", [] | ["try"], None) => Ok(Kind::Commands(self.steps()?)),
            ("console", ["not-run"], None) => self.not_run(),
            ("console", ["server"], None) => Ok(Kind::Terminal(self.lines().collect())),
            ("console", [], Some(_)) => match <[Step; 1]>::try_from(self.steps()?) {
                Ok([step]) => Ok(Kind::Server(step)),
                Err(_) => Err(self.fault("a server is one command")),
            },
            ("wire", [stage], None) => {
                let (stage, arguments) = (stage.to_string(), info.args.join(" "));
                Ok(Kind::Wire { stage, arguments, lines: self.lines().collect() })
            }
            ("wire", ..) => Err(self.fault("it should be: wire stage03-parse [args=\"…\"]")),
            _ => Err(self.fault(CONSOLE)),
        }
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        self.text.lines().map(str::to_string)
    }

    /// Only commands: what nobody runs shows no output.
    fn not_run(&self) -> Result<Kind, Fault> {
        let (mut goes_on, mut here) = (false, None);
        for (index, line) in self.text.lines().enumerate() {
            let command = ["$ ", "PS> ", "# "].iter().any(|prompt| line.starts_with(prompt));
            if !(command || goes_on || here.is_some() || line.is_empty()) {
                let line = self.line + index;
                return Err(Fault::new(line, "`not-run` shows commands only, no output"));
            }
            if command {
                here = here_document(line);
            } else if here.as_deref() == Some(line.trim_end()) {
                here = None;
            }
            goes_on = line.ends_with('\\');
        }
        Ok(Kind::NotRun)
    }

    /// The commands with what they print.
    ///
    /// # Errors
    /// There is none, or something before the first.
    pub fn steps(&self) -> Result<Vec<Step>, Fault> {
        let mut steps: Vec<Step> = Vec::new();
        let mut numbered = self.text.lines().enumerate();
        while let Some((index, line)) = numbered.next() {
            let line_number = self.line + index;
            if let Some(command) = line.strip_prefix("$ ") {
                let command = whole(command, numbered.by_ref().map(|(_, line)| line));
                steps.push(Step { line: line_number, command, prints: Vec::new() });
            } else if let Some(step) = steps.last_mut() {
                step.prints.push(line.to_string());
            } else {
                return Err(Fault::new(line_number, "a transcript begins with `$ ` and a command"));
            }
        }
        if steps.is_empty() { Err(self.fault("there is no command in it")) } else { Ok(steps) }
    }

    fn fault(&self, message: &str) -> Fault {
        Fault::new(self.line - 1, message)
    }
}

/// The command that begins so, with its further lines: after a `\`, and of a here-document.
fn whole<'a>(first: &str, mut rest: impl Iterator<Item = &'a str>) -> String {
    let mut command = first.to_string();
    let mut last = first;
    let here = here_document(first);
    let goes_on = |last: &str| match &here {
        Some(end) => last.trim_end() != end,
        None => last.ends_with('\\'),
    };
    while goes_on(last) {
        let Some(next) = rest.next() else { break };
        command.push('\n');
        command.push_str(next);
        last = next;
    }
    command
}

/// The word that ends the here-document which a command opens.
fn here_document(command: &str) -> Option<String> {
    static OPEN: LazyLock<Regex> = LazyLock::new(|| regex(r#"<<\s*['"]?(\w+)"#));
    OPEN.captures(command).map(|found| found[1].to_string())
}

#[cfg(test)]
mod tests;
