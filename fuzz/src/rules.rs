//! The table of differences: each row is a rule with an example, and explains what follows from it.

use crate::case::{Case, has_bare_lf};
use crate::differences::Verdict::{Accepts, Rejects, Unseen};
use crate::differences::{Difference, Peer, Verdict, Verdicts};
use crate::reference::{are_extensions, is_host, trim};

/// The same in English and in Spanish.
pub struct Text {
    pub en: &'static str,
    pub es: &'static str,
}

/// Who does what the RFC wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    Ours,
    Theirs,
    /// The RFC leaves the choice.
    Both,
}

/// One way in which readers may differ.
pub struct Rule {
    /// A request that shows it. `{9000}` stands for so many letters `x`.
    pub example: &'static str,
    /// Ours, httparse, hyper.
    pub verdicts: [Verdict; 3],
    /// What the example has.
    pub what: Text,
    pub section: &'static str,
    pub right: Right,
    pub why: Text,
    /// Whether a message has it.
    pub applies: fn(&Case) -> bool,
}

/// The row that explains a difference, if there is one.
pub fn explains(difference: &Difference) -> Option<&'static Rule> {
    let case = Case::new(difference.bytes);
    RULES.iter().find(|rule| {
        let Verdicts { ours, httparse, hyper } = rule.verdicts();
        let theirs = match difference.peer {
            Peer::Httparse => httparse,
            Peer::Hyper => hyper,
        };
        (ours, theirs) == (difference.ours, difference.theirs) && (rule.applies)(&case)
    })
}

impl Rule {
    pub fn verdicts(&self) -> Verdicts {
        let [ours, httparse, hyper] = self.verdicts;
        Verdicts { ours, httparse, hyper }
    }

    /// The example as it goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let Some((before, rest)) = self.example.split_once('{') else {
            return self.example.as_bytes().to_vec();
        };
        let (count, after) = rest.split_once('}').expect("a closing brace");
        let letters = "x".repeat(count.parse().expect("a number"));
        format!("{before}{letters}{after}").into_bytes()
    }
}

macro_rules! rules {
    ($($example:literal $ours:ident $httparse:ident $hyper:ident $section:literal $right:ident
        $what_en:literal $what_es:literal $why_en:literal $why_es:literal $applies:expr;)*) => {
        &[$(Rule {
            example: $example,
            verdicts: [$ours, $httparse, $hyper],
            what: Text { en: $what_en, es: $what_es },
            section: $section,
            right: Right::$right,
            why: Text { en: $why_en, es: $why_es },
            applies: $applies,
        }),*]
    };
}

/// The table.
pub static RULES: &[Rule] = rules! {
    "GET / HTTP/1.1\nHost: x\n\n"
    Rejects Accepts Accepts "9112 §2.2" Both
    "a line that ends in LF alone" "una línea que termina en LF, sin CR"
    "a recipient may take LF for a line end; one that does not cannot disagree with a strict proxy before it about where the head ends"
    "quien recibe puede tomar LF por fin de línea; quien no lo hace no puede discrepar con un proxy estricto que tenga delante sobre dónde acaba la cabecera"
    |case| has_bare_lf(case.head);

    "BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n"
    Rejects Accepts Accepts "9110 §9.1, §15.6.2" Both
    "a method that this server does not have" "un método que este servidor no tiene"
    "501; httparse and hyper leave methods to the program that uses them"
    "501; httparse y hyper dejan los métodos en manos del programa que los usa"
    |case| case.has_unknown_method();

    "GET / HTTP/1.2\r\nHost: x\r\n\r\n"
    Accepts Rejects Rejects "9110 §6.2" Ours
    "a higher minor version" "una versión 1.x posterior a la 1.1"
    "should be served as the highest that is known, 1.1"
    "conviene tratarla como la más alta que se conoce, la 1.1"
    |case| matches!(case.version(), [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'2'..=b'9']);

    "GET / HTTP/1.1\r\n\r\n"
    Rejects Accepts Accepts "9112 §3.2" Ours
    "HTTP/1.1 without Host" "HTTP/1.1 sin Host"
    "must be answered with 400" "hay que responder con 400"
    |case| case.version() != b"HTTP/1.0" && case.values("Host").is_empty();

    "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"
    Rejects Accepts Accepts "9112 §3.2" Ours
    "two Host lines" "dos líneas Host"
    "must be answered with 400" "hay que responder con 400"
    |case| case.values("Host").len() > 1;

    "GET / HTTP/1.1\r\nHost: user@x\r\n\r\n"
    Rejects Accepts Accepts "9112 §3.2" Ours
    "a Host that is no host" "un Host que no es un host"
    "must be answered with 400" "hay que responder con 400"
    |case| case.has_bad_host();

    "GET * HTTP/1.1\r\nHost: x\r\n\r\n"
    Rejects Accepts Accepts "9112 §3.2.4" Ours
    "`*` with another method than OPTIONS" "`*` con un método que no es OPTIONS"
    "asterisk-form is for OPTIONS only" "asterisk-form es solo para OPTIONS"
    |case| case.target() == "*" && case.words[0] != b"OPTIONS";

    "OPTIONS *?x HTTP/1.1\r\nHost: x\r\n\r\n"
    Rejects Accepts Rejects "9112 §3.2.4" Ours
    "a query behind `*`" "una consulta tras `*`"
    "asterisk-form is `*` and nothing else; httparse does not look at forms"
    "asterisk-form es `*` y nada más; httparse no mira las formas"
    |case| case.target().starts_with("*?");

    "GET x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n"
    Rejects Accepts Accepts "9112 §3.2.3" Ours
    "a target in none of the four forms: here an authority" "un destino que no tiene ninguna de las cuatro formas: aquí, una autoridad"
    "authority-form is for CONNECT only" "authority-form es solo para CONNECT"
    |case| !case.target().starts_with('/') && case.target() != "*" && case.absolute().is_none();

    "GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n"
    Rejects Accepts Accepts "9110 §7.4" Both
    "a URI with another scheme" "una URI con otro esquema"
    "no resource of this server, which is not secured and no proxy"
    "no es un recurso de este servidor, que ni usa TLS ni es un proxy"
    |case| case.absolute().is_some_and(|(scheme, _)| !scheme.eq_ignore_ascii_case("http"));

    "GET http://user@x/ HTTP/1.1\r\nHost: x\r\n\r\n"
    Rejects Accepts Accepts "9110 §4.2.4" Ours
    "a user's name in the target" "un nombre de usuario en el destino"
    "should be treated as an error: it hides the host" "conviene tratarlo como error: oculta el host"
    |case| case.absolute().is_some_and(|(_, authority)| !is_host(authority));

    "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n"
    Rejects Accepts Accepts "9110 §7.1" Ours
    "a fragment in the target" "un fragmento (`#b`) en el destino"
    "a fragment is never sent; hyper drops it" "un fragmento nunca se envía; hyper lo quita"
    |case| case.target().contains('#');

    "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"
    Rejects Accepts Accepts "3986 §2.1, 9112 §3.2" Ours
    "a `%` without two digits" "un `%` sin dos dígitos"
    "no URI; should be answered with 400" "no es una URI; conviene responder con 400"
    |case| case.has_bad_escape();

    "GET /ñ HTTP/1.1\r\nHost: x\r\n\r\n"
    Rejects Accepts Accepts "3986 §2, 9112 §3.2" Ours
    "a target that is not ASCII" "un destino que no es ASCII"
    "no URI; should be answered with 400" "no es una URI; conviene responder con 400"
    |case| case.words.get(1).is_some_and(|target| !target.is_ascii());

    "GET /<b> HTTP/1.1\r\nHost: x\r\n\r\n"
    Accepts Accepts Rejects "3986 §2, 9112 §3.2" Theirs
    "an ASCII character that no URI has" "un carácter ASCII que no cabe en ninguna URI"
    "a 400 should answer it; but browsers send `|` and `[` as they are, and ours takes all such characters alike"
    "conviene responder con 400; pero los navegadores envían `|` y `[` tal cual, y el nuestro trata igual todos esos caracteres"
    |case| case.has_odd_target();

    "GET http://%78/ HTTP/1.1\r\nHost: x\r\n\r\n"
    Accepts Accepts Rejects "3986 §3.2.2" Ours
    "an escape in the host of the target" "un escape en el host del destino"
    "a registered name may have escapes" "un nombre registrado puede llevar escapes"
    |case| case.absolute().is_some_and(|(_, authority)| authority.contains('%'));

    "GET /{8192} HTTP/1.1\r\nHost: x\r\n\r\n"
    Rejects Accepts Accepts "9112 §3" Both
    "a target over 8 KiB" "un destino de más de 8 KiB"
    "414; 8,000 bytes of request line should be possible, more is the server's choice"
    "414; conviene que quepan 8000 bytes de línea de petición; si caben más, lo decide el servidor"
    |case| case.words.get(1).is_some_and(|target| target.len() > 8192);

    "GET / HTTP/1.1\r\nHost: x\r\nX: {33000}\r\n\r\n"
    Rejects Accepts Accepts "6585 §5" Both
    "a head over 32 KiB" "una cabecera de más de 32 KiB"
    "431; how much is too much is the server's choice" "431; cuánto es demasiado lo decide el servidor"
    |case| case.head.len() > 32 * 1024;

    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello"
    Rejects Accepts Rejects "9112 §6.3" Ours
    "a Content-Length that is no number" "un Content-Length que no es un número"
    "must be answered with 400; httparse does not look at lengths"
    "hay que responder con 400; httparse no mira las longitudes"
    |case| case.values("Content-Length").iter().any(|value| !is_number(value));

    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello"
    Rejects Accepts Accepts "9112 §6.3" Both
    "the same Content-Length twice" "el mismo Content-Length dos veces"
    "a recipient may refuse it or take it for one" "quien recibe puede rechazarlo o tomarlo por uno"
    |case| case.values("Content-Length").len() > 1;

    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX"
    Rejects Accepts Accepts "9112 §6.1, §6.3" Both
    "Content-Length beside Transfer-Encoding" "Content-Length junto a Transfer-Encoding"
    "may be refused, and ought to be handled as an error: this is how requests are smuggled"
    "se puede rechazar, y conviene tratarlo como error: así funciona el contrabando de peticiones (request smuggling)"
    |case| !case.values("Content-Length").is_empty() && !case.values("Transfer-Encoding").is_empty();

    "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    Rejects Accepts Rejects "9112 §6.1" Ours
    "Transfer-Encoding in HTTP/1.0" "Transfer-Encoding en HTTP/1.0"
    "faulty framing; httparse does not look at it" "la delimitación (framing) es defectuosa; httparse no la mira"
    |case| case.version() == b"HTTP/1.0" && !case.values("Transfer-Encoding").is_empty();

    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
    Rejects Accepts Accepts "9112 §6.1" Both
    "another coding before chunked" "otra codificación antes de chunked"
    "501 for what is not understood; hyper leaves decoding to its program"
    "501 para lo que no se entiende; hyper deja la decodificación en manos del programa que lo usa"
    |case| case.is_chunked() && case.list("Transfer-Encoding").len() > 1;

    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"
    Rejects Accepts Rejects "9112 §6.3" Ours
    "chunked is not the last coding" "chunked no es la última codificación"
    "must be answered with 400; httparse does not look at codings"
    "hay que responder con 400; httparse no mira las codificaciones"
    |case| !case.values("Transfer-Encoding").is_empty() && !is_last_chunked(case);

    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked,\r\n\r\n0\r\n\r\n"
    Accepts Accepts Rejects "9110 §5.6.1.2" Ours
    "an empty member behind chunked" "un miembro vacío tras chunked"
    "empty members of a list must be ignored" "hay que ignorar los miembros vacíos de una lista"
    |case| is_last_chunked(case) && has_empty_end(case);

    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"
    Rejects Accepts Accepts "9112 §6.1" Ours
    "chunked twice" "chunked dos veces"
    "must not be applied twice; a reader that unwraps both sees another end"
    "no se debe aplicar dos veces; quien decodifica las dos ve otro final"
    |case| case.list("Transfer-Encoding").len() > 1;

    "GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n"
    Rejects Accepts Accepts "9110 §10.1.1" Both
    "an expectation that is not 100-continue" "una expectativa que no es 100-continue"
    "417 may be the answer" "se puede responder con 417"
    |case| case.list("Expect").iter().any(|it| !it.eq_ignore_ascii_case(b"100-continue"));

    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n"
    Rejects Unseen Accepts "9112 §7.1, §7.1.1" Ours
    "space behind a chunk size" "un espacio tras el tamaño de un fragmento (chunk)"
    "the grammar has space only around what an extension brings"
    "la gramática solo admite espacios alrededor de lo que trae una extensión"
    |case| case.has_behind_size(|text| !text.is_empty() && trim(text).is_empty());

    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;=\"\r\nhello\r\n0\r\n\r\n"
    Rejects Unseen Accepts "9112 §7.1.1" Ours
    "a chunk extension without a name" "una extensión de fragmento sin nombre"
    "hyper skips extensions without reading them" "hyper se salta las extensiones sin leerlas"
    |case| case.has_behind_size(|text| !trim(text).is_empty() && !are_extensions(text));

    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0;x={17000}\r\n\r\n"
    Accepts Accepts Rejects "9112 §7.1.1" Both
    "chunk extensions over 16 KiB" "extensiones de fragmento que suman más de 16 KiB"
    "there ought to be a limit: hyper's is 16 KiB for all, ours 32 KiB a line"
    "conviene que haya un límite: el de hyper es de 16 KiB para todas; el nuestro, de 32 KiB por línea"
    |case| case.chunks().behind_sizes.concat().len() > 16_000;

    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\n\r\n\r\n"
    Rejects Unseen Accepts "9112 §2.2" Both
    "a trailer that ends in LF alone" "un campo final (tráiler) que termina en LF, sin CR"
    "as in the head" "como en la cabecera"
    |case| has_bare_lf(case.trailers());

    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: {17000}\r\n\r\n"
    Accepts Accepts Rejects "6585 §5" Both
    "trailers over 16 KiB" "campos finales que suman más de 16 KiB"
    "how much is too much is the server's choice; ours takes 32 KiB"
    "cuánto es demasiado lo decide el servidor; el nuestro acepta 32 KiB"
    |case| case.trailers().len() > 16 * 1024;
};

/// `1*DIGIT` that fits into 64 bits.
fn is_number(value: &[u8]) -> bool {
    let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    digits && str::from_utf8(value).is_ok_and(|text| text.parse::<u64>().is_ok())
}

fn is_last_chunked(case: &Case) -> bool {
    case.list("Transfer-Encoding").last().is_some_and(|last| last.eq_ignore_ascii_case(b"chunked"))
}

/// Whether the last line of `Transfer-Encoding` ends in an empty member, or is one.
fn has_empty_end(case: &Case) -> bool {
    let last = case.values("Transfer-Encoding").into_iter().next_back();
    last.and_then(|value| value.rsplit(|&byte| byte == b',').next())
        .is_some_and(|it| trim(it).is_empty())
}
