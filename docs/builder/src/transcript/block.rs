//! The blocks of a page that are run: ```` ```console ```` and ```` ```wire ````.

use super::fault::Fault;
use super::pattern::regex;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

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
    Wire { stage: String, arguments: String, lines: Vec<(usize, String)> },
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

/// All fenced blocks of a page, of whatever language.
pub fn fences(markdown: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let line = line_of(markdown, &range) + 1;
                blocks.push(Block { line, info: info.to_string(), text: String::new() });
                open = true;
            }
            Event::End(TagEnd::CodeBlock) => open = false,
            Event::Text(text) if open => blocks.last_mut().into_iter().for_each(|block| {
                block.text.push_str(&text);
            }),
            _ => {}
        }
    }
    blocks
}

fn line_of(text: &str, range: &Range<usize>) -> usize {
    text[..range.start].matches('\n').count() + 1
}

impl Block {
    /// Whether a session has anything to do with it.
    pub fn is_run(&self) -> bool {
        let mut words = self.info.split_whitespace();
        let first = words.next();
        first == Some("wire") || first == Some("console") && !words.any(|word| word == "not-run")
    }

    /// # Errors
    /// An unknown option, or no command where there must be one.
    pub fn kind(&self) -> Result<Option<Kind>, Fault> {
        let options = options(&self.info);
        let words = options.iter().map(|(key, value)| (key.as_str(), value.as_deref()));
        let words = words.collect::<Vec<_>>();
        match &words[..] {
            [("console", None), rest @ ..] => self.console(rest).map(Some),
            [("wire", None), (stage, None)] => Ok(Some(self.wire(stage, ""))),
            [("wire", None), (stage, None), ("args", Some(args))] => Ok(Some(self.wire(stage, args))),
            [("wire", None), ..] => Err(self.fault("it should be: wire stage03-parse [args=\"…\"]")),
            _ => Ok(None),
        }
    }

    fn console(&self, options: &[(&str, Option<&str>)]) -> Result<Kind, Fault> {
        match options {
            [] | [("try", None)] => Ok(Kind::Commands(self.steps()?)),
            [("not-run", None)] => self.not_run(),
            [("server", None)] => Ok(Kind::Terminal(lines(&self.text))),
            [("server", Some(_))] => match <[Step; 1]>::try_from(self.steps()?) {
                Ok([step]) => Ok(Kind::Server(step)),
                Err(_) => Err(self.fault("a server is one command")),
            },
            _ => Err(self.fault(
                "it should be: console, console try, console server=NAME, console server \
                 or console not-run",
            )),
        }
    }

    fn wire(&self, stage: &str, arguments: &str) -> Kind {
        let numbered = self.text.lines().enumerate();
        let lines = numbered.map(|(index, line)| (self.line + index, line.to_string()));
        let (stage, arguments) = (stage.to_string(), arguments.to_string());
        Kind::Wire { stage, arguments, lines: lines.collect() }
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
    fn steps(&self) -> Result<Vec<Step>, Fault> {
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

/// `console server=stage03-parse` as words, with the values that some of them have.
pub fn options(info: &str) -> Vec<(String, Option<String>)> {
    static OPTION: LazyLock<Regex> =
        LazyLock::new(|| regex(r#"([^\s=]+)(?:=(?:"([^"]*)"|(\S*)))?"#));
    let pair = |found: regex::Captures| {
        let value = found.get(2).or(found.get(3)).map(|value| value.as_str().to_string());
        (found[1].to_string(), value)
    };
    OPTION.captures_iter(info).map(pair).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_string).collect()
}

#[cfg(test)]
mod tests;
