//! The steps of a lesson.

use super::layout::{Steps, wrap};
use super::style::paint;
use super::{Place, Telling, book, command, wire};
use crate::broken;
use crate::catalogue::{COURSE, Check, Text, catalogue};
use crate::failure::{Failure, Piece, event, problem};

const STAGE: Text = Text { en: "stage", es: "etapa" };
const EXERCISE: Text = Text { en: "exercise ", es: "ejercicio " };
const GOAL: Text = Text { en: "Goal", es: "Objetivo" };
const CONNECTED: Text = Text { en: "The tester connected to", es: "El tester se conectó a" };
const TRIED: Text =
    Text { en: "The tester tried to connect to", es: "El tester intentó conectarse a" };
const SENT: Text = Text { en: "The tester sent:", es: "El tester envió:" };
const ANSWERED: Text = Text { en: "The server answered:", es: "El servidor respondió:" };
const SO_ON: Text =
    Text { en: "The conversation went on like this.", es: "La conversación siguió así." };
const WRONG: Text = Text { en: "What is wrong", es: "Qué está mal" };
const SPOT: Text = Text { en: "at the ^ in step", es: "donde está el ^ del paso" };
const BEHIND: Text = Text { en: "at the end of step", es: "al final del paso" };
const LINE: Text = Text { en: "line", es: "línea" };
const LAST_WORDS: Text =
    Text { en: "The last lines that it printed:", es: "Las últimas líneas que escribió:" };
const SILENT: Text = Text { en: "It printed nothing.", es: "No escribió nada." };
const RULE: Text = Text { en: "The rule:", es: "La regla:" };
const GO_ON: Text = Text {
    en: "Whatever a client does, the server goes on to the next one.",
    es: "Haga lo que haga un cliente, el servidor sigue con el siguiente.",
};
const SOURCE: Text = Text { en: "Source", es: "Fuente" };
const OURS: Text = Text { en: "a rule of this course", es: "una regla de este curso" };
const HINT: Text = Text { en: "Hint", es: "Pista" };
const OF: Text = Text { en: "of", es: "de" };
const NEXT_HINT: Text = Text {
    en: "There is another hint: run it again with",
    es: "Hay otra pista: ejecútalo otra vez con",
};
const TRY: Text = Text { en: "To see it yourself:", es: "Para verlo por tu cuenta:" };
const START: Text = Text {
    en: "To see it yourself, start the server:",
    es: "Para verlo por tu cuenta, arranca el servidor:",
};
const THEN: Text = Text {
    en: "and then, in another terminal, say the same to it:",
    es: "y después, en otra terminal, dile lo mismo:",
};
const TOO_LONG: Text = Text {
    en: "(send the bytes above: they are too many for a command line)",
    es: "(envía los bytes de arriba: son demasiados para una línea de comandos)",
};
const RETURNS: Text =
    Text { en: "There, ^M stands for the byte \\r.", es: "Ahí, ^M representa el byte \\r." };
const STOP: Text = Text {
    en: "It will wait as the tester did; Ctrl-C ends it.",
    es: "Esperará como esperó el tester; Ctrl-C lo termina.",
};
const ALONE: Text = Text {
    en: "By itself this may well be answered: the fault shows while the others are open.",
    es: "Por sí sola quizá reciba respuesta: el fallo se ve mientras las otras están abiertas.",
};
const AGAIN: Text = Text {
    en: "When you have mended it, run this check again:",
    es: "Cuando lo hayas arreglado, repite esta comprobación:",
};

/// The faults that keep a client waiting.
const WAITS: [Text; 5] = [
    problem::NO_ANSWER,
    problem::STALLED,
    problem::NO_LENGTH,
    problem::NOT_READING,
    problem::STILL_OPEN,
];

/// Where in the steps it went wrong.
struct Spot {
    step: usize,
    place: wire::Place,
}

pub(super) fn tell(check: &Check, failure: &Failure, place: &Place, telling: Telling) -> String {
    let (subject, steps) = (subject(check, failure), begin(check, telling));
    let mut teacher = Teacher { subject, failure, place, telling, steps };
    let spot = teacher.conversation();
    teacher.problem(spot);
    teacher.rule();
    teacher.hints();
    teacher.see();
    teacher.again();
    teacher.steps.end()
}

fn begin(check: &Check, telling: Telling) -> Steps {
    let language = telling.language;
    let kind = if check.is_exercise() { language.of(EXERCISE) } else { "" };
    let name = paint(telling.style.heading, &format!("{kind}{}", check.id));
    let heading = format!("{name} ({} {})", language.of(STAGE), check.since);
    let goal = format!("{}: {}", language.of(GOAL), language.of(check.title));
    Steps::new(telling.style, format!("{heading}\n{}\n", wrap(&goal, 0)))
}

struct Teacher<'a> {
    /// The check with the rule and the hints.
    subject: &'a Check,
    failure: &'a Failure,
    place: &'a Place,
    telling: Telling,
    steps: Steps,
}

/// The check that is about this problem: a fault in the form of an answer shows in whatever
/// check comes first.
fn subject<'a>(check: &'a Check, failure: &Failure) -> &'a Check {
    let id = match failure.problem.text {
        problem::BARE_LF | problem::BARE_CR => "hello-line-ends",
        problem::VERSION | problem::STATUS_CODE | problem::REASON => "hello-status-line",
        problem::LENGTH_DIGITS | problem::LENGTH_NOT_REACHED => "hello-content-length",
        problem::NO_DATE => "headers-date",
        problem::DATE => "headers-date-format",
        _ => return check,
    };
    catalogue().find(|subject| subject.id == id).unwrap_or(check)
}

/// How many steps at the beginning and at the end of a conversation are told, and around the spot.
const FIRST: usize = 4;
const LAST: usize = 4;
const AROUND: usize = 1;

impl Teacher<'_> {
    fn of(&self, text: Text) -> &'static str {
        self.telling.language.of(text)
    }

    /// What happened, in order; and where the spot is, if it is in any of it.
    fn conversation(&mut self) -> Option<Spot> {
        self.connection();
        let pieces = worth_telling(&self.failure.pieces);
        let carets = carets(pieces, self.failure.at);
        let count = pieces.len();
        let spot = carets.iter().position(Option::is_some).unwrap_or(count);
        let (mut hidden, mut found) = (0, None);
        for (number, piece) in pieces.iter().enumerate() {
            let near = spot.abs_diff(number) <= AROUND;
            // One step alone takes no more room than the words for it.
            if number < FIRST || number + LAST >= count || near || count <= FIRST + LAST + 1 {
                self.so_on(std::mem::take(&mut hidden));
                found = found.or(self.piece(piece, carets[number]));
            } else {
                hidden += 1;
            }
        }
        found
    }

    fn connection(&mut self) {
        let what = if self.before() { TRIED } else { CONNECTED };
        if !self.place.tested.is_empty() && !self.over_udp() {
            self.steps.next(&format!("{} {}.", self.of(what), self.place.tested));
        }
    }

    fn so_on(&mut self, hidden: usize) {
        if hidden > 0 {
            self.steps.skip(hidden, self.of(SO_ON));
        }
    }

    fn piece(&mut self, piece: &Piece, caret: Option<usize>) -> Option<Spot> {
        let (text, bytes) = match piece {
            Piece::Event(text) => (self.of(*text), None),
            Piece::Sent(bytes) => (self.of(SENT), Some(bytes)),
            Piece::Received(bytes) => (self.of(ANSWERED), Some(bytes)),
        };
        self.steps.next(text);
        let bytes = bytes?;
        self.steps.lines(wire::show(bytes, caret, self.telling));
        caret.map(|at| Spot { step: self.steps.number(), place: wire::place(bytes, at) })
    }

    fn problem(&mut self, spot: Option<Spot>) {
        let failure = self.failure;
        let at = spot.map(|spot| self.spot(&spot)).unwrap_or_default();
        self.steps.apart(&format!("{}{at}:", self.of(WRONG)));
        self.steps.more(&failure.problem.say(self.telling.language.is_spanish()));
        self.last_words();
        if let Some(advice) = problem::advice(failure.problem.text) {
            self.steps.more(self.of(advice));
        }
    }

    fn last_words(&mut self) {
        let failure = self.failure;
        if !failure.last_words.is_empty() {
            self.steps.more(self.of(LAST_WORDS));
            self.steps.lines(failure.last_words.iter().flat_map(|line| wire::harmless(line)));
        } else if failure.problem.text == problem::DIED {
            self.steps.more(self.of(SILENT));
        }
    }

    fn spot(&self, spot: &Spot) -> String {
        let (step, line) = (spot.step, self.of(LINE));
        match spot.place {
            wire::Place::End => format!(", {} {step}", self.of(BEHIND)),
            wire::Place::Byte { line: number, byte } => {
                format!(", {} {step} ({line} {number}, byte {byte})", self.of(SPOT))
            }
        }
    }

    /// Whether the check passed, and it was what came after that went wrong.
    fn afterwards(&self) -> bool {
        let gone = self.failure.pieces.contains(&Piece::Event(event::GONE));
        gone || self.failure.problem.text == problem::NOT_ANSWERING
    }

    /// Whether the check did not even get so far as to talk.
    fn before(&self) -> bool {
        let cut =
            [problem::REFUSED, problem::NO_CONNECTION, problem::TESTER, problem::NO_DIRECTORY];
        self.failure.pieces.is_empty() && cut.contains(&self.failure.problem.text)
    }

    fn over_udp(&self) -> bool {
        self.failure.pieces.contains(&Piece::Event(event::DATAGRAMS))
    }

    fn rule(&mut self) {
        let check = self.subject;
        if self.before() {
            return;
        }
        let (rule, rfc) = match self.afterwards() {
            true => (GO_ON, COURSE),
            false => (check.rule, check.rfc),
        };
        self.steps.apart(&format!("{} {}", self.of(RULE), self.of(rule)));
        let source = if rfc == COURSE { self.of(OURS) } else { rfc };
        self.steps.more(&format!("{}: {source}.", self.of(SOURCE)));
        if let Some(book) = book::mention(check, self.telling.language) {
            self.steps.more(&book);
        }
    }

    fn hints(&mut self) {
        let hints = if self.afterwards() || self.before() { &[] } else { self.subject.hints };
        let shown = self.telling.hints;
        for (number, hint) in hints.iter().enumerate().take(shown) {
            let label = match hints.len() {
                1 => self.of(HINT).to_string(),
                all => format!("{} {} {} {all}", self.of(HINT), number + 1, self.of(OF)),
            };
            self.steps.apart(&format!("{label}: {}", self.of(*hint)));
        }
        if let Some(next) = self.place.next_hint.as_ref().filter(|_| shown < hints.len()) {
            self.steps.more(&format!("{} {next}.", self.of(NEXT_HINT)));
        }
    }

    fn see(&mut self) {
        let Some(command) = self.command() else { return };
        match &self.place.start {
            Some(start) => {
                self.steps.apart(self.of(START));
                self.type_in(start);
                self.steps.more(self.of(THEN));
            }
            None => self.steps.apart(self.of(TRY)),
        }
        self.type_in(&command);
        if command.ends_with(command::VISIBLE) {
            self.steps.more(self.of(RETURNS));
        }
        if self.failure.pieces.contains(&Piece::Event(event::BESIDE)) {
            self.steps.more(self.of(ALONE));
        } else if WAITS.contains(&self.failure.problem.text) {
            self.steps.more(self.of(STOP));
        }
    }

    /// What says the same to the server; `None` if there was no conversation.
    fn command(&self) -> Option<String> {
        let next_client = |piece: &Piece| *piece == Piece::Event(event::AGAIN);
        let talks = self.failure.pieces.split(next_client);
        let commands = talks.map(|talk| self.command_for(talk)).collect::<Vec<_>>();
        (!self.place.tested.is_empty()).then(|| commands.join("\n"))
    }

    fn command_for(&self, talk: &[Piece]) -> String {
        let sent = talk.iter().filter_map(Piece::as_sent).collect::<Vec<_>>().concat();
        let sent = broken::replace(&sent, &self.place.tested, &self.place.addr);
        let command = command::of(&sent, &self.place.addr, self.failure.problem.text);
        let command = command.unwrap_or_else(|| self.of(TOO_LONG).to_string());
        if self.over_udp() { command.replace("nc ", "nc -u -w 1 ") } else { command }
    }

    fn again(&mut self) {
        if let Some(again) = &self.place.again {
            self.steps.apart(self.of(AGAIN));
            self.type_in(again);
        }
    }

    fn type_in(&mut self, command: &str) {
        let colour = self.telling.style.command;
        self.steps.lines(command.lines().map(|line| paint(colour, line)));
    }
}

/// All but that the tester went in the end, as it always does.
fn worth_telling(pieces: &[Piece]) -> &[Piece] {
    match pieces {
        [pieces @ .., Piece::Event(event::LEFT)] => pieces,
        pieces => pieces,
    }
}

/// For each piece, at which of its bytes the caret goes; the last one received takes a caret
/// behind all that came.
fn carets(pieces: &[Piece], at: Option<usize>) -> Vec<Option<usize>> {
    let total = pieces.iter().filter_map(Piece::as_received).map(<[u8]>::len).sum::<usize>();
    let mut start = 0;
    let caret = |piece: &Piece| {
        let length = piece.as_received()?.len();
        let here = at?.checked_sub(start);
        start += length;
        here.filter(|here| *here < length || *here == length && start == total)
    };
    pieces.iter().map(caret).collect()
}
