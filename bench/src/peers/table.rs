//! What came out, as a table of rules by servers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use tester::catalogue::{COURSE, Check, Text, catalogue};
use tester::checks::AREAS;
use tester::failure::{Failure, Piece, Problem, problem};
use tester::report::Language;

use super::rules::{Kind, Rule, Says, Target, Why};
use super::run::Found;
use super::who::Peer;
use crate::text;

/// The file that the tables are made from.
pub const RESULTS: &str = "peers.json";

/// All that a run has found.
#[derive(Debug, Serialize, Deserialize)]
pub struct Outcome {
    pub versions: BTreeMap<String, String>,
    pub peers: Vec<String>,
    /// Peers that are not installed here.
    pub missing: Vec<String>,
    pub rows: Vec<Row>,
}

/// One check.
#[derive(Debug, Serialize, Deserialize)]
pub struct Row {
    pub check: String,
    /// How strong the rule is, or why it is ours alone.
    pub says: Option<Says>,
    pub course: Option<Why>,
    /// By peer; empty for a rule that is ours alone.
    pub cells: BTreeMap<String, Cell>,
}

/// A check and a peer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cell {
    Passes,
    Fails(Seen),
    /// It has not what the check asks for.
    Lacks(Target),
    /// It does not apply to this peer for a reason of its own.
    Except(Seen),
    Course,
}

/// The same words in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub en: String,
    pub es: String,
}

impl Seen {
    /// What was wrong, without what is different in every run: a server that took what it should
    /// have refused may or may not get to answer what came behind it.
    pub fn of(failure: &Failure, address: SocketAddr) -> Seen {
        let problem = failure.problem.text;
        let cut = [problem::RESET, problem::CLOSED_EARLY].contains(&problem);
        let status = || status(failure).unwrap_or_default();
        let problem = match problem {
            problem::STATUS => Problem::with(ANSWERED, "", status()),
            problem::TRAILING if status().starts_with('2') => Problem::with(ANSWERED, "", status()),
            problem::TRAILING => Problem::with(WENT_ON, "", status()),
            _ if cut => NOT_ANSWERED.into(),
            _ => failure.problem.clone(),
        };
        let say = |spanish| problem.say(spanish).replace(&address.to_string(), "{addr}");
        Seen { en: say(false), es: say(true) }
    }

    fn say(&self, language: Language) -> &str {
        if language.is_spanish() { &self.es } else { &self.en }
    }
}

const ANSWERED: Text = text("the answer was {got}", "la respuesta fue {got}");
const WENT_ON: Text = text(
    "the answer was {got}, but then it went on with what came behind",
    "la respuesta fue {got}, pero luego siguió con lo que venía detrás",
);
const NOT_ANSWERED: Text = text(
    "the connection ended without a whole answer",
    "la conexión terminó sin una respuesta completa",
);

/// The status of the first answer to what was sent last.
fn status(failure: &Failure) -> Option<String> {
    let pieces = &failure.pieces;
    let sent = pieces.iter().rposition(|piece| piece.as_sent().is_some())?;
    let received = pieces.iter().skip(sent).find_map(|piece| match piece {
        Piece::Received(bytes) => Some(bytes),
        _ => None,
    })?;
    let line = received.split(|&byte| byte == b'\r').next()?;
    String::from_utf8_lossy(line).split(' ').nth(1).map(str::to_string)
}

impl From<Text> for Seen {
    fn from(text: Text) -> Seen {
        Seen { en: text.en.into(), es: text.es.into() }
    }
}

impl Row {
    pub(super) fn new(
        rule: &Rule,
        check: &Check,
        cells: Vec<(Peer, Option<Cell>)>,
        found: &Found,
    ) -> Row {
        let (says, course) = match rule.kind {
            Kind::Http(says, _) => (Some(says), None),
            Kind::Course(why) => (None, Some(why)),
        };
        let cells = cells.into_iter().filter_map(|(peer, cell)| {
            let cell = cell.or_else(|| found.get(&(peer, check.id)).cloned())?;
            (cell != Cell::Course).then(|| (peer.id().to_string(), cell))
        });
        Row { check: check.id.into(), says, course, cells: cells.collect() }
    }

    fn check(&self) -> Option<&'static Check> {
        catalogue().find(|check| check.id == self.check)
    }

    /// Whether some peer does otherwise, as the RFC lets it.
    pub fn is_free_and_broken(&self) -> bool {
        let fails = |cell: &Cell| matches!(cell, Cell::Fails(_));
        self.says == Some(Says::Free) && self.cells.values().any(fails)
    }

    fn sign(&self, peer: &str) -> &'static str {
        match (self.cells.get(peer), self.says) {
            (Some(Cell::Passes), _) => "✓",
            (Some(Cell::Fails(_)), Some(Says::Free)) => "○",
            (Some(Cell::Fails(_)), _) => "✗",
            _ => "–",
        }
    }
}

/// The whole page.
pub fn render(outcome: &Outcome, language: Language) -> String {
    let mut page = format!("# {}\n", language.of(TITLE));
    page.push_str(language.of(READING));
    page.push_str(&who(outcome, language));
    page.push_str(&sums(outcome, language));
    for area in AREAS {
        page.push_str(&section(outcome, area.name, language));
    }
    page.push_str(&ours(outcome, language));
    page
}

const TITLE: Text = text(
    "Rules of HTTP and servers that we did not write",
    "Las reglas de HTTP y servidores que no escribimos nosotros",
);

const READING: Text = text(
    "
Made by `cargo peers`. The checks of this course were run against servers that many people trust. “The
RFC” says how strong a rule is: *must* (MUST, or it follows from a definition), *should* (SHOULD,
“ought to”), *free* (the RFC allows other ways too, or is silent, and the choice is this course's).

- ✓ the server does as the check asks
- ✗ it does not, and the RFC says that it must or should
- ○ it does otherwise, as the RFC allows
- – the check does not apply: the server has nothing of the kind, and need not

Under each table stands what was seen instead.
",
    "
Tabla hecha con `cargo peers`. Las comprobaciones de este curso se ejecutaron contra servidores en los que
confía mucha gente. «El RFC» dice qué fuerza tiene cada regla: *obliga* (MUST, o se sigue de una
definición), *aconseja* (SHOULD, «ought to»), *deja libre* (el RFC admite también otras maneras, o calla, y
quien elige es este curso).

- ✓ el servidor hace lo que pide la comprobación
- ✗ no lo hace, y el RFC obliga a ello o lo aconseja
- ○ lo hace de otra manera, que el RFC admite
- – la comprobación no procede: el servidor no tiene nada parecido, ni falta que hace

Debajo de cada tabla está lo que se vio en su lugar.
",
);

fn who(outcome: &Outcome, language: Language) -> String {
    let head = [SERVER, VERSION, LACKS].map(|text| language.of(text)).join(" | ");
    let mut page = format!("\n| {head} |\n|---|---|---|\n");
    for peer in outcome.peers.iter().filter_map(|id| Peer::named(id)) {
        let parts = peer
            .parts()
            .iter()
            .filter_map(|part| Some(format!("{part} {}", outcome.versions.get(*part)?)));
        let parts = parts.collect::<Vec<_>>().join(", ");
        let lacks = lacks(outcome, peer, language);
        let _ = writeln!(page, "| {} | {parts} | {lacks} |", peer.id());
    }
    if !outcome.missing.is_empty() {
        let _ = writeln!(page, "\n{} {}", language.of(MISSING), outcome.missing.join(", "));
    }
    page
}

/// Why it is not asked for all.
fn lacks(outcome: &Outcome, peer: Peer, language: Language) -> String {
    let cells = outcome.rows.iter().filter_map(|row| row.cells.get(peer.id()));
    let lacks = cells.filter_map(|cell| match cell {
        Cell::Lacks(target) => Some(*target),
        _ => None,
    });
    let lacks = BTreeSet::from_iter(lacks);
    lacks.iter().map(|target| language.of(target.lacking())).collect::<Vec<_>>().join("; ")
}

const LACKS: Text = text("why it is not asked for all", "por qué no se le pide todo");
const SERVER: Text = text("server", "servidor");
const VERSION: Text = text("version", "versión");
const MISSING: Text = text("Not installed here, so left out:", "No instalados aquí, y omitidos:");

/// How many of the rules that apply each server keeps.
fn sums(outcome: &Outcome, language: Language) -> String {
    let mut page = format!("\n## {}\n\n| {} |", language.of(SUMS), language.of(RFC_SAYS));
    page.push_str(&header(outcome));
    for says in [Says::Must, Says::Should, Says::Free] {
        let _ = write!(page, "\n| {} |", language.of(says.word()));
        for peer in &outcome.peers {
            let _ = write!(page, " {} |", sum(outcome, says, peer, language));
        }
    }
    page + "\n"
}

const SUMS: Text = text("In short", "En resumen");
const RFC_SAYS: Text = text("the RFC", "el RFC");

fn sum(outcome: &Outcome, says: Says, peer: &str, language: Language) -> String {
    let rows = outcome.rows.iter().filter(|row| row.says == Some(says));
    let signs: Vec<&str> = rows.map(|row| row.sign(peer)).filter(|sign| *sign != "–").collect();
    let kept = signs.iter().filter(|sign| **sign == "✓").count();
    format!("{kept} {} {}", language.of(OF), signs.len())
}

const OF: Text = text("of", "de");

/// The names of the peers as the rest of a table's head, and the line under it.
fn header(outcome: &Outcome) -> String {
    let names: String = outcome.peers.iter().map(|peer| format!(" {peer} |")).collect();
    format!("{names}\n|---|{}", ":-:|".repeat(outcome.peers.len()))
}

fn section(outcome: &Outcome, area: &str, language: Language) -> String {
    let rows = outcome.rows.iter().filter(|row| row.says.is_some());
    let rows = rows.filter_map(|row| Some((row, row.check()?)));
    let rows: Vec<(&Row, &Check)> = rows.filter(|(_, check)| check.area() == area).collect();
    if rows.is_empty() {
        return String::new();
    }
    let (rule, says) = (language.of(RULE), language.of(RFC_SAYS));
    let names: String = outcome.peers.iter().map(|peer| format!(" {peer} |")).collect();
    let columns = ":-:|".repeat(outcome.peers.len());
    let mut page =
        format!("\n## {area}\n\n| {rule} | RFC | {says} |{names}\n|---|---|---|{columns}");
    for (row, check) in &rows {
        page.push_str(&line(outcome, row, check, language));
    }
    page.push('\n');
    rows.iter().for_each(|(row, _)| page.push_str(&seen(outcome, row, language)));
    page
}

const RULE: Text = text("rule", "regla");

fn line(outcome: &Outcome, row: &Row, check: &Check, language: Language) -> String {
    let title = language.of(check.title).replace('|', "\\|");
    let rfc = if check.rfc == COURSE { "" } else { check.rfc };
    let says = row.says.map(|says| language.of(says.word())).unwrap_or_default();
    let signs = outcome.peers.iter().map(|peer| format!(" {} |", row.sign(peer)));
    let signs = signs.collect::<String>();
    format!("\n| {title} (`{}`) | {rfc} | {says} |{signs}", check.id)
}

/// What was seen where a check did not pass.
fn seen(outcome: &Outcome, row: &Row, language: Language) -> String {
    let mut page = String::new();
    for peer in &outcome.peers {
        let (sign, why) = match row.cells.get(peer) {
            Some(Cell::Fails(seen)) => (row.sign(peer), seen.say(language)),
            Some(Cell::Except(why)) => ("–", why.say(language)),
            _ => continue,
        };
        let _ = write!(page, "\n- {sign} `{}`, {peer}: {why}", row.check);
    }
    page
}

fn ours(outcome: &Outcome, language: Language) -> String {
    let mut page = format!("\n\n## {}\n", language.of(OURS));
    for why in Why::ALL {
        let count = outcome.rows.iter().filter(|row| row.course == Some(why)).count();
        let _ = write!(page, "\n- {count}: {}", language.of(why.reason()));
    }
    page + "\n"
}

const OURS: Text = text(
    "Checks that are asked of no other server",
    "Comprobaciones que no se piden a ningún otro servidor",
);
