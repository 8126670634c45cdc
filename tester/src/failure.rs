//! What went wrong, and the conversation in which it did.

use crate::catalogue::Text;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a check comes to. `Err` is boxed because failures are large and rare.
pub type Verdict<T = ()> = Result<T, Box<Failure>>;

/// A check that did not pass.
#[derive(Debug, Clone)]
pub struct Failure {
    pub problem: Problem,
    /// The conversation up to the failure, in order.
    pub pieces: Vec<Piece>,
    /// Where it went wrong: an offset in bytes into all that was received.
    pub at: Option<usize>,
    /// The last lines the server wrote to standard error, if it is ours and has died.
    pub last_words: Vec<String>,
}

/// What is wrong, in both languages.
///
/// `{expected}` and `{got}` in the text stand for the two strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub text: Text,
    pub expected: String,
    pub got: String,
}

impl Problem {
    /// A problem whose text has no blanks to fill.
    pub fn new(text: Text) -> Problem {
        Problem::with(text, "", "")
    }

    /// A problem whose text says `{expected}`, `{got}` or both.
    pub fn with(text: Text, expected: impl ToString, got: impl ToString) -> Problem {
        Problem { text, expected: expected.to_string(), got: got.to_string() }
    }

    /// The problem in words, English or Spanish.
    pub fn say(&self, spanish: bool) -> String {
        let template = if spanish { self.text.es } else { self.text.en };
        template.replace("{expected}", &self.expected).replace("{got}", &self.got)
    }
}

impl From<Text> for Problem {
    fn from(text: Text) -> Problem {
        Problem::new(text)
    }
}

impl Failure {
    /// A failure outside any conversation.
    pub fn new(problem: impl Into<Problem>) -> Box<Failure> {
        let problem = problem.into();
        Box::new(Failure { problem, pieces: Vec::new(), at: None, last_words: Vec::new() })
    }
}

/// For a check's own doings with files and sockets: never the server's fault.
impl From<io::Error> for Box<Failure> {
    fn from(error: io::Error) -> Box<Failure> {
        Failure::new(Problem::with(problem::TESTER, "", error))
    }
}

/// One step of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Sent(Vec<u8>),
    Received(Vec<u8>),
    Event(Text),
}

impl Piece {
    /// The bytes, if they were sent.
    pub fn as_sent(&self) -> Option<&[u8]> {
        match self {
            Piece::Sent(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// The steps of a conversation so far. Clones share one record.
#[derive(Debug, Clone, Default)]
pub struct Transcript(Arc<Mutex<Vec<Piece>>>);

impl Transcript {
    /// The failure of this conversation, with its record up to now.
    pub fn failure(&self, problem: impl Into<Problem>, at: Option<usize>) -> Box<Failure> {
        let mut failure = Failure::new(problem);
        failure.pieces = self.lock().clone();
        failure.at = at;
        failure
    }

    pub fn sent(&self, bytes: &[u8]) {
        let mut pieces = self.lock();
        match pieces.last_mut() {
            Some(Piece::Sent(before)) => before.extend_from_slice(bytes),
            _ => pieces.push(Piece::Sent(bytes.to_vec())),
        }
    }

    pub fn received(&self, bytes: &[u8]) {
        let mut pieces = self.lock();
        match pieces.last_mut() {
            Some(Piece::Received(before)) => before.extend_from_slice(bytes),
            _ => pieces.push(Piece::Received(bytes.to_vec())),
        }
    }

    pub fn event(&self, event: Text) {
        self.lock().push(Piece::Event(event));
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Piece>> {
        // A record that another thread left in a panic is still worth showing.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Things that happen in a conversation besides bytes.
pub mod event {
    use crate::catalogue::Text;

    pub const FINISHED: Text =
        Text { en: "the client ended its side", es: "el cliente cerró su lado" };
    pub const SERVER_ENDED: Text =
        Text { en: "the server ended its side", es: "el servidor cerró su lado" };
    pub const WAS_RESET: Text =
        Text { en: "the connection was reset", es: "la conexión se cortó de golpe (reset)" };
    pub const NOT_SENT: Text = Text {
        en: "the server had closed: the rest could not be sent",
        es: "el servidor ya había cerrado: el resto no se pudo enviar",
    };
    pub const SILENCE: Text =
        Text { en: "… and then nothing more came", es: "… y luego no llegó nada más" };
}

/// What can be wrong with a server, as far as the tester itself can tell.
pub mod problem {
    use crate::catalogue::Text;

    pub const TESTER: Text = Text {
        en: "the tester could not do its part: {got}",
        es: "el tester no pudo hacer su parte: {got}",
    };
    pub const NOT_STARTED: Text = Text {
        en: "the server did not start: its first line should be `{expected}`, but was `{got}`",
        es: "el servidor no arrancó: su primera línea debería ser `{expected}`, pero fue `{got}`",
    };
    pub const NO_DIRECTORY: Text = Text {
        en: "this check needs to know the server's --directory",
        es: "esta comprobación necesita conocer el --directory del servidor",
    };
    pub const DIED: Text = Text {
        en: "the server's process ended ({got}); it must go on whatever a client does",
        es: "el proceso del servidor terminó ({got}); debe seguir, haga lo que haga un cliente",
    };
    pub const NOT_ANSWERING: Text = Text {
        en: "afterwards the server no longer answers the next client",
        es: "después, el servidor ya no responde al siguiente cliente",
    };
    pub const REFUSED: Text = Text {
        en: "no connection to {expected} could be made: {got}",
        es: "no se pudo abrir una conexión con {expected}: {got}",
    };
    pub const RESET: Text = Text {
        en: "the connection was reset; the server must end it in good order",
        es: "la conexión se cortó de golpe (reset); el servidor debe terminarla en orden",
    };
    pub const CLOSED_EARLY: Text = Text {
        en: "the server ended the connection before its answer was complete",
        es: "el servidor terminó la conexión antes de completar su respuesta",
    };
    pub const NO_ANSWER: Text = Text {
        en: "no complete answer within {expected} s",
        es: "no hubo respuesta completa en {expected} s",
    };
    pub const NOT_READING: Text = Text {
        en: "the server did not read what was sent within {expected} s",
        es: "el servidor no leyó lo enviado en {expected} s",
    };
    pub const STILL_OPEN: Text = Text {
        en: "the connection is still open after {expected} s; the server should have ended it",
        es: "la conexión sigue abierta tras {expected} s; el servidor debería haberla terminado",
    };
    pub const NOT_OPEN: Text = Text {
        en: "the server ended the connection; it should have kept it open",
        es: "el servidor terminó la conexión; debería haberla dejado abierta",
    };
    pub const TRAILING: Text = Text {
        en: "nothing more should come after the answer, but these bytes did",
        es: "después de la respuesta no debería llegar nada más, pero llegaron estos bytes",
    };
    pub const TOO_MUCH: Text = Text {
        en: "the answer does not end: more than {expected} MiB came",
        es: "la respuesta no termina: llegaron más de {expected} MiB",
    };

    pub const BARE_LF: Text = Text {
        en: "a line ends in \\n alone; every line of a head ends in \\r\\n",
        es: "una línea termina solo en \\n; en una cabecera toda línea termina en \\r\\n",
    };
    pub const BARE_CR: Text = Text {
        en: "a \\r stands alone; in a head it is always followed by \\n",
        es: "hay un \\r suelto; en una cabecera siempre lo sigue un \\n",
    };
    pub const VERSION: Text = Text {
        en: "the answer should begin with `HTTP/1.1 `, with one space after it",
        es: "la respuesta debería empezar por `HTTP/1.1 `, con un espacio después",
    };
    pub const STATUS_CODE: Text = Text {
        en: "after `HTTP/1.1 ` come three digits (100 to 599) and a space",
        es: "tras `HTTP/1.1 ` van tres dígitos (de 100 a 599) y un espacio",
    };
    pub const REASON: Text = Text {
        en: "the status line should end with a reason, such as `{expected}`",
        es: "la línea de estado debería acabar con un motivo, como `{expected}`",
    };
    pub const FIELD_NAME: Text = Text {
        en: "a field line is `Name: value`, and the name is a token: no spaces, no other signs",
        es: "una línea de campo es `Nombre: valor`, y el nombre es un token: sin espacios ni otros signos",
    };
    pub const FIELD_VALUE: Text = Text {
        en: "a field's value holds no control bytes",
        es: "el valor de un campo no lleva bytes de control",
    };
    pub const REPEATED: Text = Text {
        en: "the field {expected} appears twice",
        es: "el campo {expected} aparece dos veces",
    };
    pub const LENGTH_DIGITS: Text = Text {
        en: "Content-Length is a number in digits, not `{got}`",
        es: "Content-Length es un número escrito con dígitos, no `{got}`",
    };
    pub const LENGTH_FORBIDDEN: Text = Text {
        en: "a {got} answer carries no Content-Length and no Transfer-Encoding",
        es: "una respuesta {got} no lleva Content-Length ni Transfer-Encoding",
    };
    pub const LENGTH_AND_CODING: Text = Text {
        en: "Content-Length and Transfer-Encoding never go together",
        es: "Content-Length y Transfer-Encoding nunca van juntos",
    };
    pub const CODING: Text = Text {
        en: "the only Transfer-Encoding here is `chunked`, not `{got}`",
        es: "aquí el único Transfer-Encoding es `chunked`, no `{got}`",
    };
    pub const CHUNK: Text = Text {
        en: "a chunk is: size in hexadecimal, \\r\\n, that many bytes, \\r\\n",
        es: "un fragmento (chunk) es: tamaño en hexadecimal, \\r\\n, esos bytes, \\r\\n",
    };
    pub const NO_DATE: Text =
        Text { en: "the answer has no Date", es: "la respuesta no tiene Date" };
    pub const DATE: Text = Text {
        en: "a Date looks like `Sun, 06 Nov 1994 08:49:37 GMT`, not `{got}`",
        es: "una fecha (Date) es como `Sun, 06 Nov 1994 08:49:37 GMT`, no `{got}`",
    };
    pub const INTERIM: Text = Text {
        en: "expected the interim answer {expected}, got {got}",
        es: "se esperaba la respuesta provisional {expected}, llegó {got}",
    };

    pub const STATUS: Text = Text {
        en: "expected status {expected}, got {got}",
        es: "se esperaba el estado {expected}, llegó {got}",
    };
    pub const FIELD_MISSING: Text =
        Text { en: "the answer has no {expected}", es: "a la respuesta le falta {expected}" };
    pub const FIELD_UNEXPECTED: Text = Text {
        en: "the answer should have no {expected}, but it says `{got}`",
        es: "la respuesta no debería llevar {expected}, pero dice `{got}`",
    };
    pub const FIELD: Text = Text {
        en: "expected `{expected}`, got `{got}`",
        es: "se esperaba `{expected}`, llegó `{got}`",
    };
    pub const BODY: Text = Text {
        en: "expected the content {expected}, got {got}",
        es: "se esperaba el contenido {expected}, llegó {got}",
    };
    pub const BYTES: Text = Text {
        en: "expected the bytes {expected}, got {got}",
        es: "se esperaban los bytes {expected}, llegaron {got}",
    };
    pub const BODY_LACKS: Text = Text {
        en: "the content should contain {expected}",
        es: "el contenido debería incluir {expected}",
    };
    pub const BODY_HAS: Text = Text {
        en: "the content should not contain {expected}",
        es: "el contenido no debería incluir {expected}",
    };
    pub const NOT_ONE_LINE: Text = Text {
        en: "the content should be one line of plain text that says what was wrong",
        es: "el contenido debería ser una sola línea de texto que diga qué estaba mal",
    };
}
