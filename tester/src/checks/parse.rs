//! Stage 3: the request line, and which target does what.

use super::bind::marked;
use crate::failure::problem;
use crate::prelude::*;

pub const CHECKS: &[Check] = &[
    Check {
        id: "parse-root",
        since: 3,
        until: Some(5),
        rfc: "WIRE.md",
        title: Text { en: "`/` answers Hello, World!", es: "`/` responde Hello, World!" },
        rule: Text {
            en: "The target `/` names the root of the server, and greets at this stage.",
            es: "El destino `/` nombra la raíz del servidor, que en esta etapa saluda.",
        },
        hints: &[
            Text {
                en: "The second word of the request line is the target: compare it with `/`.",
                es: "La segunda palabra de la línea de petición es el destino: compárala con `/`.",
            },
            Text {
                en: "Compare, do not search: every path contains a `/`.",
                es: "Compara, no busques: toda ruta contiene una `/`.",
            },
        ],
        waits: false,
        run: |server| server.get("/")?.status(200)?.body("Hello, World!")?.done(),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "GET / ", "GET /index ")),
            also: &["parse-absolute-root"],
        },
    },
    Check {
        id: "parse-not-found",
        since: 3,
        until: None,
        rfc: "RFC 9110 §15.5.5",
        title: Text {
            en: "A target that leads nowhere gets 404",
            es: "Un destino que no lleva a nada recibe 404",
        },
        rule: Text {
            en: "Where there is nothing at a path, the answer is 404 Not Found.",
            es: "Si en una ruta no hay nada, la respuesta es 404 Not Found.",
        },
        hints: &[
            Text {
                en: "Where you choose by path, the last branch belongs to all that you do not know.",
                es: "Donde eliges por ruta, la última rama es para todo lo que no conoces.",
            },
            Text {
                en: "404 is a whole answer: status line, fields, empty line, a line of text.",
                es: "Un 404 es una respuesta entera: línea de estado, campos, línea vacía y una línea de texto.",
            },
        ],
        waits: false,
        run: |server| server.get("/parse-not-found")?.refusal(404)?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "/parse-not-found") {
                true => broken::plain("200 OK", "Not Found"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-whole-path",
        since: 3,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A path is compared whole: /hello-you is not /hello",
            es: "La ruta se compara entera: /hello-you no es /hello",
        },
        rule: Text {
            en: "A path that only begins like a known one is another path, and leads nowhere; some servers give the rest to a program, but this course has none.",
            es: "Una ruta que solo empieza como otra conocida es otra ruta, y no lleva a nada; hay servidores que pasan el resto a un programa, pero este curso no tiene ninguno.",
        },
        hints: &[
            Text {
                en: "To ask whether the path begins with `/hello` says yes to too much: compare it whole.",
                es: "Preguntar si la ruta empieza por `/hello` dice que sí a demasiado: compárala entera.",
            },
            Text {
                en: "A prefix is right only where something follows by design, as in `/echo/`.",
                es: "Un prefijo solo vale donde está previsto que siga algo, como en `/echo/`.",
            },
        ],
        waits: false,
        run: |server| {
            for target in ["/hello-you", "/hello/you", "/say/hello"] {
                server.get(target)?.refusal(404)?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "/hello-you", "/hello")),
            also: &[],
        },
    },
    Check {
        id: "parse-path-case",
        since: 3,
        until: None,
        rfc: "RFC 9110 §4.2.3",
        title: Text {
            en: "In a path, capital and small letters differ",
            es: "En una ruta, mayúsculas y minúsculas son distintas",
        },
        rule: Text {
            en: "Scheme and host know no case, but the path is compared letter by letter: /Hello is not /hello.",
            es: "El esquema y el host no distinguen mayúsculas, pero la ruta sí: /Hello no es /hello.",
        },
        hints: &[
            Text {
                en: "Do not turn the request line into lower case before you look at it.",
                es: "No pases la línea de petición a minúsculas antes de mirarla.",
            },
            Text {
                en: "A plain comparison of the bytes is all it takes (Rust, Python: `==`; Java: `equals`).",
                es: "Basta con comparar los bytes tal cual (Rust, Python: `==`; Java: `equals`).",
            },
        ],
        waits: false,
        run: |server| server.get("/Hello")?.refusal(404)?.done(),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "/Hello", "/hello")),
            also: &[],
        },
    },
    Check {
        id: "parse-echo",
        since: 3,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "/echo/{text} gives the text back",
            es: "/echo/{text} devuelve el texto",
        },
        rule: Text {
            en: "The content of the answer is what follows `/echo/` in the path, no more and no less.",
            es: "El contenido de la respuesta es lo que sigue a `/echo/` en la ruta, ni más ni menos.",
        },
        hints: &[
            Text {
                en: "The text is what follows `/echo/`: `strip_prefix` in Rust and `removeprefix` in Python give it.",
                es: "El texto es lo que sigue a `/echo/`: lo dan `strip_prefix` en Rust y `removeprefix` en Python.",
            },
            Text {
                en: "Cut the version off first: the target ends at its space.",
                es: "Antes quita la versión: el destino acaba en el espacio que la precede.",
            },
        ],
        waits: false,
        run: |server| {
            for text in ["parse-echo", "it's~a-fine_day.(really)!"] {
                server.get(&format!("/echo/{text}"))?.status(200)?.body(text)?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "/echo/parse-echo ") {
                true => broken::with_body(answer, "/parse-echo"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-echo-empty",
        since: 3,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text {
            en: "An empty text is an answer too, of length 0",
            es: "Un texto vacío también es una respuesta, de longitud 0",
        },
        rule: Text {
            en: "An answer without content says Content-Length: 0, and nothing follows its empty line.",
            es: "Una respuesta sin contenido dice Content-Length: 0, y nada sigue a su línea vacía.",
        },
        hints: &[
            Text {
                en: "`/echo/` has a text: the empty one.",
                es: "`/echo/` sí tiene un texto: el vacío.",
            },
            Text {
                en: "Without a Content-Length the client waits for the end of the connection.",
                es: "Sin Content-Length, el cliente espera el final de la conexión.",
            },
        ],
        waits: false,
        run: |server| {
            let response = server.get("/echo/")?;
            // Whether the empty text is a text is open; whether its length is true is not.
            match response.status_in(&[200, 404])?.code() {
                200 => response.field("Content-Length", "0")?.body("")?.done(),
                _ => Ok(()),
            }
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "GET /echo/ ") {
                true => broken::without_field(answer, "Content-Length"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-percent",
        since: 3,
        until: None,
        rfc: "RFC 3986 §2.1",
        title: Text { en: "%20 is a space", es: "%20 es un espacio" },
        rule: Text {
            en: "In a target a % and two hexadecimal digits stand for the byte of that number.",
            es: "En un destino, un % y dos dígitos hexadecimales representan el byte de ese número.",
        },
        hints: &[
            Text {
                en: "Two digits become one byte: `u8::from_str_radix(digits, 16)` in Rust, `int(digits, 16)` in Python.",
                es: "Dos dígitos se vuelven un byte: `u8::from_str_radix(digits, 16)` en Rust, `int(digits, 16)` en Python.",
            },
            Text {
                en: "Gather bytes first and make text of them afterwards: one letter may take several.",
                es: "Junta primero los bytes y haz de ellos texto después: una letra puede ocupar varios.",
            },
        ],
        waits: false,
        run: |server| server.get("/echo/a%20b%21")?.status(200)?.body("a b!")?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "/echo/a%20b%21") {
                true => broken::with_body(answer, "a%20b%21"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-percent-case",
        since: 3,
        until: None,
        rfc: "RFC 3986 §2.1",
        title: Text { en: "%6b and %6B are the same byte", es: "%6b y %6B son el mismo byte" },
        rule: Text {
            en: "The hexadecimal digits A to F may be written large or small.",
            es: "Los dígitos hexadecimales de la A a la F valen en mayúscula y en minúscula.",
        },
        hints: &[
            Text {
                en: "Hexadecimal digits above 9 are letters, capital or small; the number parsers of most languages know both.",
                es: "Los dígitos hexadecimales mayores que 9 son letras, mayúsculas o minúsculas; casi todos los lenguajes leen ambas.",
            },
            Text {
                en: "In a table of your own, do not forget `a` to `f`.",
                es: "Si haces tu propia tabla, no olvides de la `a` a la `f`.",
            },
        ],
        waits: false,
        run: |server| server.get("/echo/%6b%6B%4a%4A")?.status(200)?.body("kkJJ")?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "%6b%6B") {
                true => broken::plain("400 Bad Request", "bad digit"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-percent-plus",
        since: 3,
        until: None,
        rfc: "RFC 3986 §2.2",
        title: Text { en: "A + in a path stays a +", es: "Un + en una ruta sigue siendo un +" },
        rule: Text {
            en: "Only in forms does + stand for a space; in a path it stands for itself.",
            es: "Solo en los formularios el + es un espacio; en una ruta es un +.",
        },
        hints: &[
            Text {
                en: "Look whether your decoder is made for forms (`application/x-www-form-urlencoded`).",
                es: "Mira si tu decodificador es para formularios (`application/x-www-form-urlencoded`).",
            },
            Text { en: "Only `%` is special here.", es: "Aquí lo único especial es el `%`." },
        ],
        waits: false,
        run: |server| server.get("/echo/1+1")?.status(200)?.body("1+1")?.done(),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "/echo/1+1", "/echo/1%201")),
            also: &[],
        },
    },
    Check {
        id: "parse-percent-once",
        since: 3,
        until: None,
        rfc: "RFC 3986 §2.4",
        title: Text {
            en: "%2541 is %41, not A: decoded once only",
            es: "%2541 es %41, no A: se decodifica una sola vez",
        },
        rule: Text {
            en: "A target is decoded exactly once; what comes out of it is not decoded again.",
            es: "Un destino se decodifica exactamente una vez, y lo que sale no se vuelve a decodificar.",
        },
        hints: &[
            Text {
                en: "Go through the text from left to right once, and never look at what you have written.",
                es: "Recorre el texto una vez de izquierda a derecha, sin volver a mirar lo que ya escribiste.",
            },
            Text {
                en: "Are there two places that decode? One is too many.",
                es: "¿Decodificas en dos sitios? Sobra uno.",
            },
        ],
        waits: false,
        run: |server| server.get("/echo/%2541")?.status(200)?.body("%41")?.done(),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "%2541", "%41")),
            also: &[],
        },
    },
    Check {
        id: "parse-percent-late",
        since: 3,
        until: None,
        rfc: "RFC 3986 §2.4",
        title: Text {
            en: "%2F and %3F are text, not separators",
            es: "%2F y %3F son texto, no separadores",
        },
        rule: Text {
            en: "The target is first split at its / and ?, and only then are its parts decoded.",
            es: "Primero se parte el destino por sus / y ?, y solo después se decodifican sus partes.",
        },
        hints: &[
            Text {
                en: "Split first, decode afterwards: the other way round a `%3F` becomes the beginning of a query.",
                es: "Primero parte y luego decodifica: al revés, un `%3F` empezaría una consulta.",
            },
            Text {
                en: "Choose the route by the path as it was sent.",
                es: "Decide qué responder según la ruta tal como se envió.",
            },
        ],
        waits: false,
        run: |server| server.get("/echo/a%2Fb%3Fc")?.status(200)?.body("a/b?c")?.done(),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "/echo/a%2Fb%3Fc", "/echo/a%2Fb?c")
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-percent-bytes",
        since: 3,
        until: None,
        rfc: "RFC 3986 §2.1",
        title: Text {
            en: "%FF is the byte 255, whatever text it may make",
            es: "%FF es el byte 255, forme el texto que forme",
        },
        rule: Text {
            en: "Decoding yields bytes; those that are not UTF-8 come back unchanged or are refused, never replaced.",
            es: "Decodificar da bytes; los que no son UTF-8 vuelven sin cambios o se rechazan, pero nunca se reemplazan.",
        },
        hints: &[
            Text {
                en: "As text it turns into a replacement sign (Rust: `from_utf8_lossy`; Python: `errors='replace'`): three wrong bytes.",
                es: "Como texto se vuelve un signo de reemplazo (Rust: `from_utf8_lossy`; Python: `errors='replace'`): tres bytes falsos.",
            },
            Text {
                en: "Answer with the bytes themselves: they need not become text.",
                es: "Responde con los propios bytes: no hace falta que sean texto.",
            },
        ],
        waits: false,
        run: |server| {
            let response = server.get("/echo/%FF%00%FE")?;
            match response.code() {
                400 => Ok(()),
                _ => response.status(200)?.body(b"\xff\x00\xfe")?.done(),
            }
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "%FF%00%FE") {
                true => broken::with_body(answer, "\u{fffd}\0\u{fffd}"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-percent-bad",
        since: 3,
        until: None,
        rfc: "RFC 3986 §2.1",
        title: Text {
            en: "A % without two hexadecimal digits is refused",
            es: "Un % sin dos dígitos hexadecimales se rechaza",
        },
        rule: Text {
            en: "A % in a path is always followed by two hexadecimal digits; anything else is 400.",
            es: "En una ruta, al % le siguen siempre dos dígitos hexadecimales; lo demás es un 400.",
        },
        hints: &[
            Text {
                en: "Look out at the end of the text: `%` and `%4` have too few digits.",
                es: "Cuidado al final del texto: a `%` y `%4` les faltan dígitos.",
            },
            Text {
                en: "First see that two are left: Rust's `&text[at..at + 2]` panics there, a Python slice comes out short, C reads on.",
                es: "Mira antes si quedan dos: en Rust `&text[at..at + 2]` entra en pánico, en Python el trozo sale corto y C lee de más.",
            },
        ],
        waits: false,
        run: |server| {
            for target in ["/echo/%zz", "/echo/100%", "/echo/%4", "/echo/%%41", "/echo/%C3%B"] {
                server.get(target)?.refusal(400)?;
            }
            Ok(())
        },
        broken: Breakage {
            // Leaves alone what it cannot decode.
            how: Broken::Request(|request| broken::replace(request, "/echo/%zz", "/echo/%25zz")),
            also: &[],
        },
    },
    Check {
        id: "parse-percent-sign",
        since: 3,
        until: None,
        rfc: "RFC 3986 §2.1",
        title: Text { en: "%+1 is no hexadecimal number", es: "%+1 no es un número hexadecimal" },
        rule: Text {
            en: "Both characters behind a % are digits; a sign or a space is none.",
            es: "Los dos caracteres tras un % son dígitos; un signo o un espacio no lo son.",
        },
        hints: &[
            Text {
                en: "Number parsers take a sign: `from_str_radix(\"+1\", 16)` and `int(\"+1\", 16)` both give 1. Test the digits yourself first.",
                es: "Quien lee números acepta un signo: `from_str_radix(\"+1\", 16)` e `int(\"+1\", 16)` dan 1. Comprueba antes los dígitos.",
            },
            Text {
                en: "Each of the two is one of `0123456789abcdefABCDEF`: nothing else.",
                es: "Cada uno de los dos es uno de `0123456789abcdefABCDEF`, y nada más.",
            },
        ],
        waits: false,
        run: |server| server.get("/echo/%+1")?.refusal(400)?.done(),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "%+1", "%01")),
            also: &[],
        },
    },
    Check {
        id: "parse-charset",
        since: 3,
        until: None,
        rfc: "RFC 9110 §8.3.2",
        title: Text {
            en: "Text beyond ASCII names its charset",
            es: "El texto que no es ASCII nombra su charset",
        },
        rule: Text {
            en: "Where plain text holds more than ASCII, its type is text/plain; charset=utf-8.",
            es: "Cuando el texto tiene algo más que ASCII, su tipo es text/plain; charset=utf-8.",
        },
        hints: &[
            Text {
                en: "Without it some browsers show `Ã±` for `ñ`.",
                es: "Sin él, algunos navegadores muestran `Ã±` en vez de `ñ`.",
            },
            Text {
                en: "Look whether all bytes are ASCII, below 128 (Rust: `is_ascii`; Python: `isascii`).",
                es: "Mira si todos los bytes son ASCII, menores que 128 (Rust: `is_ascii`; Python: `isascii`).",
            },
        ],
        waits: false,
        run: |server| {
            let response = server.get("/echo/%C2%A1Hola%2C%20ni%C3%B1o%21")?;
            response.status(200)?.body("¡Hola, niño!")?;
            response.field_contains("Content-Type", "text/plain;")?;
            response
                .field_contains("Content-Type", "charset=")?
                .field_contains("Content-Type", "utf-8")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "ni%C3%B1o") {
                true => broken::with_field(answer, "Content-Type", "text/plain"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-charset-ascii",
        since: 3,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "Text in ASCII needs no charset",
            es: "El texto en ASCII no necesita charset",
        },
        rule: Text {
            en: "Where plain text is all ASCII, its type is text/plain and nothing more.",
            es: "Cuando el texto es todo ASCII, su tipo es text/plain y nada más.",
        },
        hints: &[
            Text {
                en: "ASCII reads the same in every charset a browser may guess.",
                es: "El ASCII se lee igual en cualquier charset que adivine un navegador.",
            },
            Text {
                en: "Decide by the content that you send, not by the target.",
                es: "Decide por el contenido que envías, no por el destino.",
            },
        ],
        waits: false,
        run: |server| {
            server
                .get("/echo/plain-ascii")?
                .status(200)?
                .field("Content-Type", "text/plain")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "/echo/plain-ascii") {
                true => broken::with_field(answer, "Content-Type", "text/plain; charset=utf-8"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-length-bytes",
        since: 3,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text {
            en: "Content-Length counts bytes: ñandú has seven",
            es: "Content-Length cuenta bytes: ñandú tiene siete",
        },
        rule: Text {
            en: "Content-Length counts the bytes of the content, and a letter beyond ASCII takes more than one.",
            es: "Content-Length cuenta los bytes del contenido, y una letra fuera de ASCII ocupa más de uno.",
        },
        hints: &[
            Text {
                en: "The length of the bytes, not of the text: `text.len()` in Rust, `len(text.encode())` in Python, `Buffer.byteLength(text)` in JavaScript.",
                es: "La longitud de los bytes, no del texto: `text.len()` en Rust, `len(text.encode())` en Python, `Buffer.byteLength(text)` en JavaScript.",
            },
            Text {
                en: "Count what you send, after decoding: `%C3%B1` is two bytes, not six.",
                es: "Cuenta lo que envías, ya decodificado: `%C3%B1` son dos bytes, no seis.",
            },
        ],
        waits: false,
        run: |server| {
            let response = server.get("/echo/%C3%B1and%C3%BA")?;
            response.status(200)?.field("Content-Length", "7")?.body("ñandú")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/echo/%C3%B1and%C3%BA") {
                    true => broken::with_field(answer, "Content-Length", "5"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-query",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3.2.1",
        title: Text {
            en: "The query is no part of the path",
            es: "La consulta no es parte de la ruta",
        },
        rule: Text {
            en: "The path ends at the first ?; what follows is the query, and chooses no other target here.",
            es: "La ruta acaba en el primer ?; lo que sigue es la consulta, que aquí no elige otro destino.",
        },
        hints: &[
            Text {
                en: "Cut the target in two at its first `?`: `split_once('?')` in Rust, `partition('?')` in Python.",
                es: "Corta el destino en dos por su primer `?`: `split_once('?')` en Rust, `partition('?')` en Python.",
            },
            Text {
                en: "Split before you compare the path, and before you decode it.",
                es: "Parte el destino antes de comparar la ruta y antes de decodificarla.",
            },
        ],
        waits: false,
        run: |server| {
            server.get("/hello?name=Ana&n=1")?.status(200)?.body("Hello, World!")?;
            server.get("/echo/query?a=b")?.status(200)?.body("query")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "/echo/query?a=b") {
                true => broken::with_body(answer, "query?a=b"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-query-first",
        since: 3,
        until: None,
        rfc: "RFC 3986 §3.4",
        title: Text {
            en: "The first ? begins the query; / and ? may follow in it",
            es: "El primer ? abre la consulta; en ella caben / y ?",
        },
        rule: Text {
            en: "Only the first ? divides; further ones, and slashes, belong to the query.",
            es: "Solo divide el primer ?; los demás, y las barras, pertenecen a la consulta.",
        },
        hints: &[
            Text {
                en: "To split at the last `?` (Rust: `rsplit_once`; Python: `rpartition`) is wrong: the first one counts.",
                es: "Cortar por el último `?` (Rust: `rsplit_once`; Python: `rpartition`) está mal: cuenta el primero.",
            },
            Text {
                en: "`split('?')` into exactly two parts fails here.",
                es: "Un `split('?')` en exactamente dos partes falla aquí.",
            },
        ],
        waits: false,
        run: |server| server.get("/echo/first?a/b?c=/d")?.status(200)?.body("first")?.done(),
        broken: Breakage {
            // Splits at the last one.
            how: Broken::Request(|request| {
                broken::replace(request, "/echo/first?a/b?c", "/echo/first%3Fa/b?c")
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-extra-space",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3",
        title: Text {
            en: "Two spaces where one belongs are refused",
            es: "Dos espacios donde va uno se rechazan",
        },
        rule: Text {
            en: "There is exactly one space between method, target and version; the RFC would let a server take several for one, but servers that differ in this can be played off against each other.",
            es: "Entre método, destino y versión hay exactamente un espacio; el RFC permitiría tomar varios por uno, pero si dos servidores no coinciden en esto se puede engañar a uno con el otro.",
        },
        hints: &[
            Text {
                en: "To split at any whitespace (Rust: `split_whitespace`; Python: `split()`) hides that: split at each space and count the words.",
                es: "Partir por cualquier espacio (Rust: `split_whitespace`; Python: `split()`) no lo ve: parte en cada espacio y cuenta las palabras.",
            },
            Text {
                en: "Where one server sees another request than the next, smuggling begins (RFC 9112 §11.2).",
                es: "Donde dos servidores entienden peticiones distintas empieza el contrabando (RFC 9112 §11.2).",
            },
        ],
        waits: false,
        run: |server| refuses(server, &[b"GET  /hello HTTP/1.1", b"GET /hello  HTTP/1.1"], &[400]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "GET  /hello", "GET /hello")),
            also: &[],
        },
    },
    Check {
        id: "parse-space-in-target",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text {
            en: "A target with a space in it is refused",
            es: "Un destino con un espacio dentro se rechaza",
        },
        rule: Text {
            en: "No whitespace is allowed in a target; a space is sent as %20.",
            es: "En un destino no se admiten espacios; un espacio se envía como %20.",
        },
        hints: &[
            Text {
                en: "Four words are one too many: do not take the first, the second and the last.",
                es: "Cuatro palabras son una de más: no tomes la primera, la segunda y la última.",
            },
            Text {
                en: "Do not mend what the client sent: you would guess what it meant.",
                es: "No arregles lo que envió el cliente: estarías adivinando qué quería.",
            },
        ],
        waits: false,
        run: |server| refuses(server, &[b"GET /echo/two words HTTP/1.1"], &[400]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "two words", "two%20words")),
            also: &[],
        },
    },
    Check {
        id: "parse-leading-space",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3",
        title: Text {
            en: "A space before the method is refused",
            es: "Un espacio antes del método se rechaza",
        },
        rule: Text {
            en: "The request line begins with the method, and no space comes before it; the RFC would let a server skip it, but this course takes a line in one way only.",
            es: "La línea de petición empieza por el método, sin ningún espacio antes; el RFC permitiría saltarlo, pero este curso admite una sola forma de escribir la línea.",
        },
        hints: &[
            Text {
                en: "Do not `trim` or `strip` the line.",
                es: "No le hagas `trim` ni `strip` a la línea.",
            },
            Text {
                en: "If you split at each single space, the first word is empty then, and no method.",
                es: "Si partes en cada espacio, la primera palabra queda vacía, y eso no es un método.",
            },
        ],
        waits: false,
        run: |server| refuses(server, &[b" GET /hello HTTP/1.1"], &[400]),
        broken: Breakage {
            how: Broken::Request(|request| request.strip_prefix(b" ").unwrap_or(request).to_vec()),
            also: &[],
        },
    },
    Check {
        id: "parse-trailing-space",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3",
        title: Text {
            en: "A space after the version is refused",
            es: "Un espacio después de la versión se rechaza",
        },
        rule: Text {
            en: "The request line ends with the version, and CRLF follows at once; the RFC would let a server overlook a space there, but this course takes a line in one way only.",
            es: "La línea de petición acaba con la versión, y enseguida viene CRLF; el RFC permitiría pasar por alto un espacio ahí, pero este curso admite una sola forma de escribir la línea.",
        },
        hints: &[
            Text {
                en: "Take the CRLF away and nothing else: to trim the line takes the space too (Rust: `trim_end`; Python: `strip()`).",
                es: "Quita el CRLF y nada más: recortar la línea quita también el espacio (Rust: `trim_end`; Python: `strip()`).",
            },
            Text {
                en: "`HTTP/1.1 ` with a space is not `HTTP/1.1`.",
                es: "`HTTP/1.1 ` con un espacio no es `HTTP/1.1`.",
            },
        ],
        waits: false,
        run: |server| refuses(server, &[b"GET /hello HTTP/1.1 "], &[400]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "1.1 \r\n", "1.1\r\n")),
            also: &[],
        },
    },
    Check {
        id: "parse-tab",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3",
        title: Text {
            en: "A tab is not the space that belongs there",
            es: "Un tabulador no es el espacio que toca",
        },
        rule: Text {
            en: "What separates the three words is the byte 32; the RFC would let a server take a tab, VT or FF for it, but servers that differ in this can be played off against each other.",
            es: "Lo que separa las tres palabras es el byte 32; el RFC permitiría aceptar en su lugar un tabulador, VT o FF, pero si dos servidores no coinciden en esto se puede engañar a uno con el otro.",
        },
        hints: &[
            Text {
                en: "What a language calls whitespace includes tabs and more: compare with the one byte that a space is, 32.",
                es: "Lo que un lenguaje llama espacio en blanco incluye tabuladores y más: compara con el único byte que es un espacio, el 32.",
            },
            Text {
                en: "Splitting at whitespace has the same fault.",
                es: "Partir por espacios en blanco tiene el mismo defecto.",
            },
        ],
        waits: false,
        run: |server| {
            let lines: [&[u8]; 3] =
                [b"GET\t/hello\tHTTP/1.1", b"GET /hello\tHTTP/1.1", b"GET\x0b/hello\x0cHTTP/1.1"];
            refuses(server, &lines, &[400])
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "\t", " ")),
            also: &[],
        },
    },
    Check {
        id: "parse-missing-word",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3",
        title: Text {
            en: "A request line of fewer than three words is refused",
            es: "Una línea de petición con menos de tres palabras se rechaza",
        },
        rule: Text {
            en: "Method, target and version are all three required.",
            es: "Método, destino y versión: los tres son obligatorios.",
        },
        hints: &[
            Text {
                en: "`GET /hello` alone is how HTTP/0.9 asked, long ago.",
                es: "`GET /hello` a secas es como preguntaba HTTP/0.9, hace mucho.",
            },
            Text {
                en: "To take the third word where there are two ends your program: count them first.",
                es: "Tomar la tercera palabra donde hay dos acaba con tu programa: cuéntalas antes.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(server, &[b"GET /hello", b"GET HTTP/1.1", b"/hello HTTP/1.1", b"GET"], &[400])
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "GET /hello\r\n", "GET /hello HTTP/1.1\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-bare-lf",
        since: 3,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "A request line that ends in LF without CR is refused",
            es: "Una línea de petición que acaba en LF sin CR se rechaza",
        },
        rule: Text {
            en: "Here a line ends in CR and LF, both; RFC 9112 lets a server accept LF alone, but this course does not.",
            es: "Aquí una línea acaba en CR y LF, los dos; RFC 9112 permite aceptar un LF solo; este curso, no.",
        },
        hints: &[
            Text {
                en: "Find the `\\n`, and demand that a `\\r` stands before it.",
                es: "Busca el `\\n` y exige que antes haya un `\\r`.",
            },
            Text {
                en: "Functions for lines (Rust: `lines`; Python: `splitlines`) take both kinds of line end: they hide the difference.",
                es: "Las funciones de líneas (Rust: `lines`; Python: `splitlines`) aceptan los dos fines de línea: esconden la diferencia.",
            },
        ],
        waits: false,
        run: |server| {
            for head in ["GET /hello HTTP/1.1\nHost: lf\r\n\r\n", "GET /hello HTTP/1.1\n\n"] {
                server.raw(head)?.refusal(400)?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "1.1\nHost", "1.1\r\nHost")),
            also: &[],
        },
    },
    Check {
        id: "parse-bare-cr",
        since: 3,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "A CR without LF does not end or divide a line",
            es: "Un CR sin LF no termina ni divide una línea",
        },
        rule: Text {
            en: "A CR that no LF follows makes the request line invalid; the RFC would also let a server read it as a space, but to refuse leaves no doubt.",
            es: "Un CR al que no sigue un LF hace inválida la línea de petición; el RFC permitiría también leerlo como un espacio, pero rechazarlo no deja dudas.",
        },
        hints: &[
            Text {
                en: "Look for the two bytes together, and let no `\\r` remain in the line.",
                es: "Busca los dos bytes juntos, y que no quede ningún `\\r` en la línea.",
            },
            Text {
                en: "Some servers took such a CR for a line end, others did not: that is how requests are smuggled.",
                es: "Unos servidores tomaban ese CR por un fin de línea y otros no: así se cuelan peticiones.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                &[
                    b"GET /echo/cr\rcr HTTP/1.1",
                    b"GET\r/hello HTTP/1.1",
                    b"GET /hello HTTP/1.1\r",
                    b"GET /hello HTTP/1.1\rX: y",
                ],
                &[400],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "cr\rcr", "cr%0Dcr")),
            also: &[],
        },
    },
    Check {
        id: "parse-control",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text {
            en: "Control bytes in the request line are refused",
            es: "Los bytes de control en la línea de petición se rechazan",
        },
        rule: Text {
            en: "A target is made of printable ASCII: NUL, DEL and other control bytes do not belong there.",
            es: "Un destino se compone de ASCII imprimible: NUL, DEL y demás bytes de control no caben en él.",
        },
        hints: &[
            Text {
                en: "Each byte of the target is a visible sign of ASCII, from 33 to 126: look at them one by one.",
                es: "Cada byte del destino es un signo visible de ASCII, del 33 al 126: míralos uno a uno.",
            },
            Text {
                en: "A terminal that shows your log obeys an ESC: keep control bytes out of it too.",
                es: "Una terminal que muestre tu registro obedece a un ESC: que tampoco lleguen ahí.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                &[
                    b"GET /echo/nul\x00nul HTTP/1.1",
                    b"GET /echo/\x1b[31m HTTP/1.1",
                    b"GET /echo/\x7f HTTP/1.1",
                    b"G\x01ET /hello HTTP/1.1",
                ],
                &[400],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "nul\0nul", "nulnul")),
            also: &[],
        },
    },
    Check {
        id: "parse-not-ascii",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text {
            en: "Bytes beyond ASCII in the request line are refused",
            es: "Los bytes fuera de ASCII en la línea de petición se rechazan",
        },
        rule: Text {
            en: "A target holds ASCII only, be the rest UTF-8 or not; other bytes are sent as %XX.",
            es: "Un destino solo lleva ASCII, sea o no UTF-8 lo demás; los otros bytes se envían como %XX.",
        },
        hints: &[
            Text {
                en: "Read bytes; turn the line into text only after you have found it, and let that fail with 400.",
                es: "Lee bytes; convierte la línea en texto cuando ya la tengas, y si falla responde 400.",
            },
            Text {
                en: "A conversion to text that nobody expects to fail lets any client stop your server.",
                es: "Una conversión a texto que nadie espera que falle deja que cualquier cliente pare tu servidor.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                &[
                    b"GET /echo/\xff\xfe HTTP/1.1",
                    "GET /echo/niño HTTP/1.1".as_bytes(),
                    b"\x80\x81 /hello HTTP/1.1",
                    b"GET /hello HTTP/1.\xb1",
                    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                ],
                &[400],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "ni\u{f1}o", "ni%C3%B1o")),
            also: &[],
        },
    },
    Check {
        id: "parse-fragment",
        since: 3,
        until: None,
        rfc: "RFC 9110 §7.1",
        title: Text { en: "A # in a target is refused", es: "Un # en un destino se rechaza" },
        rule: Text {
            en: "What follows a # is for the client alone and is never sent; a target that has one is invalid.",
            es: "Lo que sigue a un # es solo para el cliente y nunca se envía; un destino que lo lleva es inválido.",
        },
        hints: &[
            Text {
                en: "`#` is printable, but no character of a path or a query.",
                es: "`#` es imprimible, pero no es un carácter de ruta ni de consulta.",
            },
            Text { en: "As text it is sent as `%23`.", es: "Como texto se envía `%23`." },
        ],
        waits: false,
        run: |server| {
            refuses(server, &[b"GET /hello#top HTTP/1.1", b"GET /hello?a#top HTTP/1.1"], &[400])
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "/hello#top", "/hello")),
            also: &[],
        },
    },
    Check {
        id: "parse-relative",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text {
            en: "A target without its slash is refused",
            es: "Un destino sin su barra se rechaza",
        },
        rule: Text {
            en: "A target is a path that begins with /, or a whole URI; `hello` is neither.",
            es: "Un destino es una ruta que empieza por /, o una URI entera; `hello` no es ni una cosa ni la otra.",
        },
        hints: &[
            Text {
                en: "Do not add the slash that the client forgot.",
                es: "No añadas la barra que olvidó el cliente.",
            },
            Text {
                en: "`host:port` alone is for CONNECT only.",
                es: "`host:puerto` a secas es solo para CONNECT.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                &[
                    b"GET hello HTTP/1.1",
                    b"GET ?a=b HTTP/1.1",
                    b"GET ../hello HTTP/1.1",
                    b"GET localhost:80 HTTP/1.1",
                ],
                &[400],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "GET hello", "GET /hello")),
            also: &[],
        },
    },
    Check {
        id: "parse-asterisk",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3.2.4",
        title: Text {
            en: "GET * is refused: the asterisk is for OPTIONS",
            es: "GET * se rechaza: el asterisco es para OPTIONS",
        },
        rule: Text {
            en: "The target * stands for the whole server, and only OPTIONS may ask for it.",
            es: "El destino * representa a todo el servidor, y solo OPTIONS puede pedirlo.",
        },
        hints: &[
            Text {
                en: "With GET a `*` is no path: it does not begin with `/`.",
                es: "Con GET, un `*` no es una ruta: no empieza por `/`.",
            },
            Text {
                en: "400 tells the client that its request was wrong, 404 that the thing was not there.",
                es: "400 le dice al cliente que su petición está mal; 404, que no existe lo que pide.",
            },
        ],
        waits: false,
        run: |server| refuses(server, &[b"GET * HTTP/1.1"], &[400]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "GET * ", "GET /hello ")),
            also: &[],
        },
    },
    Check {
        id: "parse-http-case",
        since: 3,
        until: None,
        rfc: "RFC 9112 §2.3",
        title: Text {
            en: "http/1.1 in small letters is refused",
            es: "http/1.1 en minúsculas se rechaza",
        },
        rule: Text {
            en: "HTTP in the version is written in capitals: its letters count.",
            es: "HTTP va en mayúsculas en la versión: aquí sí se distinguen.",
        },
        hints: &[
            Text {
                en: "Compare letter by letter, and change neither to capitals nor to small letters before.",
                es: "Compara letra por letra, sin pasar antes a mayúsculas ni a minúsculas.",
            },
            Text {
                en: "Field names know no case, but the version and the method do.",
                es: "Los nombres de campo no distinguen mayúsculas; la versión y el método, sí.",
            },
        ],
        waits: false,
        run: |server| refuses(server, &[b"GET /hello http/1.1", b"GET /hello Http/1.1"], &[400]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "http/1.1", "HTTP/1.1")),
            also: &[],
        },
    },
    Check {
        id: "parse-version-malformed",
        since: 3,
        until: None,
        rfc: "RFC 9112 §2.3",
        title: Text {
            en: "A version is HTTP/, a digit, a dot, a digit",
            es: "Una versión es HTTP/, un dígito, un punto, un dígito",
        },
        rule: Text {
            en: "What does not have exactly the form HTTP/d.d is no version, and the request is refused.",
            es: "Lo que no tiene exactamente la forma HTTP/d.d no es una versión, y la petición se rechaza.",
        },
        hints: &[
            Text {
                en: "After `HTTP/` come exactly three bytes: a digit, a dot, a digit.",
                es: "Tras `HTTP/` van exactamente tres bytes: un dígito, un punto, un dígito.",
            },
            Text {
                en: "As a decimal number `1.1` would be the same as `1.10`; a version is no such number.",
                es: "Como número decimal, `1.1` sería igual que `1.10`; una versión no es un número así.",
            },
        ],
        waits: false,
        run: |server| {
            let versions = [
                "HTTP/1.1x",
                "HTTP/1",
                "HTTP/1.",
                "HTTP/11",
                "HTTP/1.10",
                "HTTP/01.1",
                "HTTP/+1.1",
                "HTTP1.1",
                "HTTQ/1.1",
                "1.1",
            ];
            for version in versions {
                // Some see a number too large (505) where others see no version at all (400).
                refuses(server, &[format!("GET /hello {version}").as_bytes()], &[400, 505])?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "HTTP/1.1x", "HTTP/1.1")),
            also: &[],
        },
    },
    Check {
        id: "parse-version-major",
        since: 3,
        until: None,
        rfc: "RFC 9110 §15.6.6",
        title: Text {
            en: "HTTP/2.0 in a request line gets 505",
            es: "HTTP/2.0 en la línea de petición recibe 505",
        },
        rule: Text {
            en: "A server that does not speak a major version says so with 505 HTTP Version Not Supported; the RFC says that it can, and this course that it does, for no other status tells the client why.",
            es: "Un servidor que no habla esa versión principal lo dice con 505 HTTP Version Not Supported; según el RFC puede hacerlo, y en este curso lo hace, porque ningún otro estado dice al cliente por qué.",
        },
        hints: &[
            Text {
                en: "The first digit is the major version: anything but 1 means other rules for the bytes.",
                es: "El primer dígito es la versión principal: si no es 1, los bytes siguen otras reglas.",
            },
            Text {
                en: "400 says `I do not understand`, 505 says `I understand, but I do not speak it`.",
                es: "400 dice «no entiendo»; 505 dice «entiendo, pero no hablo eso».",
            },
        ],
        waits: false,
        run: |server| {
            let lines: [&[u8]; 4] = [
                b"GET /hello HTTP/2.0",
                b"GET /hello HTTP/3.0",
                b"GET /hello HTTP/0.9",
                b"GET /hello HTTP/9.9",
            ];
            refuses(server, &lines, &[505])
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "/hello HTTP/2.0", "/hello HTTP/1.1")
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-version-1-0",
        since: 3,
        until: None,
        rfc: "RFC 9110 §2.5",
        title: Text {
            en: "HTTP/1.0 is served, without Host",
            es: "Una petición HTTP/1.0 se atiende aunque no lleve Host",
        },
        rule: Text {
            en: "A request in HTTP/1.0 gets its answer; it need not have any field.",
            es: "Una petición en HTTP/1.0 recibe su respuesta; no tiene por qué llevar ningún campo.",
        },
        hints: &[
            Text {
                en: "The answer's first line still says HTTP/1.1: the highest version that you speak.",
                es: "La primera línea de la respuesta sigue diciendo HTTP/1.1: la versión más alta que hablas.",
            },
            Text {
                en: "Only the major version decides whether you understand.",
                es: "Solo la versión principal decide si entiendes.",
            },
        ],
        waits: false,
        run: |server| {
            server.raw("GET /hello HTTP/1.0\r\n\r\n")?.status(200)?.body("Hello, World!")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "HTTP/1.0\r\n") {
                true => broken::plain("505 HTTP Version Not Supported", "RFC 9110 section 15.6.6"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-version-minor",
        since: 3,
        until: None,
        rfc: "RFC 9110 §2.5",
        title: Text {
            en: "HTTP/1.2 is served like HTTP/1.1",
            es: "HTTP/1.2 se atiende igual que HTTP/1.1",
        },
        rule: Text {
            en: "A higher minor version changes nothing that a server must understand: it answers as to HTTP/1.1.",
            es: "Una versión secundaria más alta no cambia nada que el servidor deba entender: responde igual que a HTTP/1.1.",
        },
        hints: &[
            Text {
                en: "Do not compare with `HTTP/1.1` as a whole: look at the two digits one by one.",
                es: "No compares con `HTTP/1.1` entero: mira los dos dígitos por separado.",
            },
            Text {
                en: "The answer says HTTP/1.1: your version, not the client's.",
                es: "La respuesta dice HTTP/1.1: tu versión, no la del cliente.",
            },
        ],
        waits: false,
        run: |server| {
            for version in ["HTTP/1.2", "HTTP/1.9"] {
                let line = format!("GET /hello {version}");
                ask(server, line.as_bytes())?.status(200)?.body("Hello, World!")?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "HTTP/1.2\r\n") {
                true => broken::plain("505 HTTP Version Not Supported", "RFC 9110 section 15.6.6"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-only-get",
        since: 3,
        until: Some(7),
        rfc: "RFC 9110 §15.6.2",
        title: Text {
            en: "Any method but GET gets 501 at this stage",
            es: "En esta etapa, todo método que no sea GET recibe 501",
        },
        rule: Text {
            en: "A method that the server has for no target at all is answered with 501 Not Implemented.",
            es: "A un método que el servidor no tiene para ningún destino se responde 501 Not Implemented.",
        },
        hints: &[
            Text {
                en: "Compare the first word with `GET`; every other token is 501, not 400 or 404.",
                es: "Compara la primera palabra con `GET`; cualquier otro token es 501, no 400 ni 404.",
            },
            Text {
                en: "The method comes before the target: `POST /nowhere` is 501 as well.",
                es: "El método va antes que el destino: `POST /nowhere` también es 501.",
            },
        ],
        waits: false,
        run: |server| {
            let lines: [&[u8]; 5] = [
                b"POST /hello HTTP/1.1",
                b"PUT /hello HTTP/1.1",
                b"DELETE /hello HTTP/1.1",
                b"OPTIONS /hello HTTP/1.1",
                b"POST /nowhere HTTP/1.1",
            ];
            refuses(server, &lines, &[501])
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "POST /hello", "GET /hello")),
            also: &[],
        },
    },
    Check {
        id: "parse-options-asterisk",
        since: 3,
        until: Some(7),
        rfc: "RFC 9112 §3.2.4",
        title: Text {
            en: "OPTIONS * is no malformed line",
            es: "OPTIONS * no es una línea mal formada",
        },
        rule: Text {
            en: "OPTIONS may ask for *, so the line is in order; until the server has the method, 501 is the answer.",
            es: "OPTIONS puede pedir *, así que la línea está bien; mientras falte el método, la respuesta es 501.",
        },
        hints: &[
            Text {
                en: "Look at the method before you ask what kind of target it is.",
                es: "Mira el método antes de preguntar qué clase de destino es.",
            },
            Text {
                en: "In stage 7 this very request gets 204.",
                es: "En la etapa 7, esta misma petición recibe 204.",
            },
        ],
        waits: false,
        run: |server| refuses(server, &[b"OPTIONS * HTTP/1.1"], &[501]),
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "OPTIONS * ") {
                true => broken::plain("400 Bad Request", "RFC 9112 section 3.2"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-head-only",
        since: 3,
        until: None,
        rfc: "RFC 9110 §9.3.2",
        title: Text {
            en: "An answer to HEAD has no content, not even an error",
            es: "Una respuesta a HEAD no lleva contenido, ni siquiera un error",
        },
        rule: Text {
            en: "The server never sends content in the answer to HEAD, also where it does not have that method.",
            es: "El servidor nunca envía contenido al responder a HEAD, tampoco si no tiene ese método.",
        },
        hints: &[
            Text {
                en: "Write the head of the answer, and stop at the empty line if the request said HEAD.",
                es: "Escribe la cabecera de la respuesta, y para en la línea vacía si la petición decía HEAD.",
            },
            Text {
                en: "Content-Length may stay: it tells what GET would have brought.",
                es: "Content-Length puede quedarse: dice cuánto habría traído GET.",
            },
        ],
        waits: false,
        run: |server| {
            // From stage 7 on HEAD is a method like GET; the RFC would have it so from the start.
            let expected: &[u16] = if server.stage() < 7 { &[200, 501] } else { &[200] };
            server
                .request("HEAD", "/hello", &[("X-Check", "head-only")], b"")?
                .status_in(expected)?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "X-Check: head-only") {
                true => broken::with_more(answer, "501 Not Implemented"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-unknown-method",
        since: 3,
        until: None,
        rfc: "RFC 9110 §15.6.2",
        title: Text {
            en: "A method that nobody knows gets 501",
            es: "Un método que nadie conoce recibe 501",
        },
        rule: Text {
            en: "A method is any token; one that the server does not know is answered with 501 Not Implemented.",
            es: "Un método es cualquier token; a uno que el servidor no conoce se responde 501 Not Implemented.",
        },
        hints: &[
            Text {
                en: "Where you choose by method, whatever is left over gets 501.",
                es: "Donde eliges por método, todo lo que sobra recibe 501.",
            },
            Text {
                en: "Tokens hold more than letters: `M-SEARCH` and `!` are methods too, in form.",
                es: "Un token admite más que letras: `M-SEARCH` y `!` también tienen forma de método.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                &[b"BREW /hello HTTP/1.1", b"M-SEARCH /hello HTTP/1.1", b"GETS /hello HTTP/1.1"],
                &[501],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "GETS /hello", "GET /hello")),
            also: &[],
        },
    },
    Check {
        id: "parse-connect",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3.2.3",
        title: Text {
            en: "CONNECT host:port is well formed, and gets 501",
            es: "CONNECT host:puerto está bien formado, y recibe 501",
        },
        rule: Text {
            en: "CONNECT asks a proxy for a tunnel to host:port; a server that is no proxy answers 501.",
            es: "CONNECT le pide a un proxy un túnel hacia host:puerto; un servidor que no es proxy responde 501.",
        },
        hints: &[
            Text {
                en: "Look at the method first: for this one alone a target may lack its slash.",
                es: "Mira primero el método: solo con este puede faltarle la barra al destino.",
            },
            Text {
                en: "Whatever you answer, let it not be 2xx: that would open a tunnel.",
                es: "Respondas lo que respondas, que no sea 2xx: eso abriría un túnel.",
            },
        ],
        waits: false,
        run: |server| refuses(server, &[b"CONNECT localhost:80 HTTP/1.1"], &[501]),
        broken: Breakage {
            // Looks at the target first.
            how: Broken::Response(|sent, answer| match sent.starts_with(b"CONNECT ") {
                true => broken::plain("400 Bad Request", "RFC 9112 section 3.2"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-method-case",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3.1",
        title: Text {
            en: "get in small letters is another method, and gets 501",
            es: "get en minúsculas es otro método, y recibe 501",
        },
        rule: Text {
            en: "The method is case-sensitive: `get` is a token, but not GET.",
            es: "El método distingue mayúsculas: `get` es un token, pero no es GET.",
        },
        hints: &[
            Text {
                en: "Compare as it stands: change neither side to capitals.",
                es: "Compáralo tal como viene: no pases nada a mayúsculas.",
            },
            Text {
                en: "The line is well formed, so it is not 400.",
                es: "La línea está bien formada, así que no es 400.",
            },
        ],
        waits: false,
        run: |server| refuses(server, &[b"get /hello HTTP/1.1", b"Get /hello HTTP/1.1"], &[501]),
        broken: Breakage {
            how: Broken::Request(|request| match request.starts_with(b"get ") {
                true => [b"GET", &request[3..]].concat(),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-method-token",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3.1",
        title: Text {
            en: "A method that is no token is refused",
            es: "Un método que no es un token se rechaza",
        },
        rule: Text {
            en: "A method consists of letters, digits and a few signs; brackets, quotes and colons are not among them.",
            es: "Un método se compone de letras, dígitos y unos pocos signos; no entran paréntesis, comillas ni dos puntos.",
        },
        hints: &[
            Text {
                en: "RFC 9110 §5.6.2 lists the characters of a token.",
                es: "RFC 9110 §5.6.2 enumera los caracteres de un token.",
            },
            Text {
                en: "To ask whether the line begins with `GET` says yes to `GET(` as well.",
                es: "Preguntar si la línea empieza por `GET` dice que sí también a `GET(`.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                &[b"GET( /hello HTTP/1.1", b"\"GET\" /hello HTTP/1.1", b"GET: /hello HTTP/1.1"],
                &[400, 501],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "GET( ", "GET ")),
            also: &[],
        },
    },
    Check {
        id: "parse-method-long",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3",
        title: Text {
            en: "A method of 9,000 letters is refused",
            es: "Un método de 9000 letras se rechaza",
        },
        rule: Text {
            en: "A method longer than any that the server has is answered with 501 Not Implemented.",
            es: "A un método más largo que todos los del servidor se responde 501 Not Implemented.",
        },
        hints: &[
            Text {
                en: "No special case: it is one more method that you do not have.",
                es: "No hace falta un caso especial: es un método más que no tienes.",
            },
            Text {
                en: "A fixed buffer that is full is no reason to stay silent.",
                es: "Que se llene un búfer fijo no es razón para callar.",
            },
        ],
        waits: false,
        run: |server| {
            let line = format!("{} /hello HTTP/1.1", "G".repeat(9000));
            // Whoever gives up before the end of the word cannot tell what it was going to be.
            refuses(server, &[line.as_bytes()], &[501, 400, 414, 431])
        },
        broken: Breakage {
            how: Broken::Request(|request| match request.starts_with(b"GGGG") {
                true => b"GET /hello HTTP/1.1\r\nHost: g\r\n\r\n".to_vec(),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-target-8000",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3",
        title: Text {
            en: "A request line of 8,000 bytes is served",
            es: "Una línea de petición de 8000 bytes se atiende",
        },
        rule: Text {
            en: "A server should take request lines of at least 8,000 bytes.",
            es: "Un servidor debería admitir líneas de petición de al menos 8000 bytes.",
        },
        hints: &[
            Text {
                en: "Your limit is 8 KiB for the target alone: 8,192 bytes.",
                es: "Tu límite son 8 KiB solo para el destino: 8192 bytes.",
            },
            Text {
                en: "One read may not bring all of it: read on.",
                es: "Puede que una lectura no lo traiga todo: sigue leyendo.",
            },
        ],
        waits: false,
        run: |server| {
            let line_without_text = "GET /echo/ HTTP/1.1".len();
            let text = "e".repeat(8000 - line_without_text);
            server.get(&format!("/echo/{text}"))?.status(200)?.body(text)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "/echo/eeee") {
                true => broken::plain("414 URI Too Long", "RFC 9110 section 15.5.15"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-target-longest",
        since: 3,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A target of exactly 8 KiB is not too long",
            es: "Un destino de 8 KiB justos no es demasiado largo",
        },
        rule: Text {
            en: "The limit is the longest target that is still served: 8,192 bytes, in this course.",
            es: "El límite es el destino más largo que aún se atiende: 8192 bytes, en este curso.",
        },
        hints: &[
            Text {
                en: "Refuse what is longer than the limit, not what is as long: `>`, not `>=`.",
                es: "Rechaza lo que pasa del límite, no lo que lo alcanza: `>`, no `>=`.",
            },
            Text {
                en: "What is measured is the target alone, with its first `/`, without the method and the version.",
                es: "Se mide solo el destino, con su primera `/`, sin el método ni la versión.",
            },
        ],
        waits: false,
        run: |server| {
            let text = "x".repeat(8192 - "/echo/".len());
            server.get(&format!("/echo/{text}"))?.status(200)?.body(text)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "/echo/xxxx") {
                true => broken::plain("414 URI Too Long", "RFC 9110 section 15.5.15"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-target-too-long",
        since: 3,
        until: None,
        rfc: "RFC 9110 §15.5.15",
        title: Text {
            en: "A target of over 8 KiB gets 414",
            es: "Un destino de más de 8 KiB recibe 414",
        },
        rule: Text {
            en: "A server that will not read a target that long says so with 414 URI Too Long; the RFC leaves the limit to the server, and this course sets it at 8 KiB.",
            es: "Un servidor que no quiere leer un destino tan largo lo dice con 414 URI Too Long; el RFC deja el límite al servidor, y este curso lo fija en 8 KiB.",
        },
        hints: &[
            Text {
                en: "Measure the target before you do anything with it.",
                es: "Mide el destino antes de hacer nada con él.",
            },
            Text {
                en: "What counts is the target as it was sent, with its query and its `%`.",
                es: "Cuenta el destino tal como se envió, con su consulta y sus `%`.",
            },
        ],
        waits: false,
        run: |server| {
            let long = "l".repeat(9000);
            let lines =
                [format!("GET /echo/{long} HTTP/1.1"), format!("GET /hello?{long} HTTP/1.1")];
            refuses(server, &lines.each_ref().map(|line| line.as_bytes()), &[414])
        },
        broken: Breakage {
            how: Broken::Request(|request| match broken::has(request, "/echo/llll") {
                true => b"GET /hello HTTP/1.1\r\nHost: l\r\n\r\n".to_vec(),
                false => request.to_vec(),
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-target-endless",
        since: 3,
        until: None,
        rfc: "RFC 9110 §2.3",
        title: Text {
            en: "A line that does not end is refused while it still comes",
            es: "Una línea que no acaba se rechaza mientras aún llega",
        },
        rule: Text {
            en: "A server keeps only so much of a line in memory, and then refuses it without waiting for its end; the RFC sets no limit, but memory does.",
            es: "Un servidor guarda en memoria una línea solo hasta cierto tamaño, y después la rechaza sin esperar a que acabe; el RFC no pone límite, pero la memoria sí.",
        },
        hints: &[
            Text {
                en: "Functions that read a whole line (Rust: `read_until`; Python: `readline`) go on for ever: limit them, or read in pieces and count.",
                es: "Las funciones que leen una línea entera (Rust: `read_until`; Python: `readline`) no paran: ponles un límite, o lee por partes y cuenta.",
            },
            Text {
                en: "Answer as soon as the limit is passed; the rest of the line changes nothing.",
                es: "Responde en cuanto se pase el límite: el resto de la línea no cambia nada.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send("GET /endless/")?;
            // A server that has had enough need not take all of this.
            let _ = client.send(vec![b'n'; 200_000]);
            match client.read_response("GET") {
                Ok(response) => response.status_in(&[414, 431])?.one_plain_line()?.done(),
                // Only in stage 6 do servers learn to end without losing their last words.
                Err(failure) if server.stage() < 6 && failure.problem.text == problem::RESET => {
                    Ok(())
                }
                Err(failure) => Err(failure),
            }
        },
        broken: Breakage {
            // Waits for the end of the line.
            how: Broken::Server(|front| {
                front.each(|client, stage| match marked(&client, "/endless/") {
                    true => broken::hang(client),
                    false => drop(Relay::FAITHFUL.run(client, stage)),
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-absolute",
        since: 3,
        until: None,
        rfc: "RFC 9112 §3.2.2",
        title: Text {
            en: "A whole URI is a target too",
            es: "Una URI entera también es un destino",
        },
        rule: Text {
            en: "A server accepts a target in absolute-form, and finds the path behind the host.",
            es: "Un servidor acepta un destino en forma absoluta (absolute-form), y encuentra la ruta detrás del host.",
        },
        hints: &[
            Text {
                en: "After `http://` comes the host, up to the next `/`; there the path begins.",
                es: "Tras `http://` viene el host, hasta la siguiente `/`; ahí empieza la ruta.",
            },
            Text {
                en: "A query may follow there as well.",
                es: "Ahí también puede seguir una consulta.",
            },
        ],
        waits: false,
        run: |server| {
            let addr = server.addr();
            server.get(&format!("http://{addr}/echo/absolute"))?.status(200)?.body("absolute")?;
            server
                .get(&format!("http://{addr}/echo/absolute?a=/b"))?
                .status(200)?
                .body("absolute")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "/echo/absolute ") {
                true => broken::plain("404 Not Found", "RFC 9110 section 15.5.5"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-absolute-case",
        since: 3,
        until: None,
        rfc: "RFC 9110 §4.2.3",
        title: Text {
            en: "HTTP:// begins a URI as well as http://",
            es: "HTTP:// empieza una URI igual que http://",
        },
        rule: Text {
            en: "Scheme and host of a URI know no case.",
            es: "El esquema y el host de una URI no distinguen mayúsculas.",
        },
        hints: &[
            Text {
                en: "A scheme means the same in capitals: compare it without regard to case.",
                es: "Un esquema vale igual en mayúsculas: compáralo sin distinguirlas.",
            },
            Text {
                en: "But the path behind it does: leave it as it is.",
                es: "Pero la ruta que sigue sí distingue: déjala como está.",
            },
        ],
        waits: false,
        run: |server| {
            let target = format!("HTTP://{}/echo/Case", server.addr());
            server.get(&target)?.status(200)?.body("Case")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "GET HTTP://") {
                true => broken::plain("400 Bad Request", "RFC 9112 section 3.2"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-absolute-root",
        since: 3,
        until: None,
        rfc: "RFC 9110 §4.2.3",
        title: Text { en: "A URI without a path means /", es: "Una URI sin ruta significa /" },
        rule: Text {
            en: "In `http://host` the path is empty, which is the same as `/`.",
            es: "En `http://host` la ruta está vacía, que es lo mismo que `/`.",
        },
        hints: &[
            Text {
                en: "Where no `/` follows the host, take `/` for the path.",
                es: "Si tras el host no hay `/`, toma `/` como ruta.",
            },
            Text {
                en: "The path may be missing and a query be there: `http://host?a=b`.",
                es: "Puede faltar la ruta y haber consulta: `http://host?a=b`.",
            },
        ],
        waits: false,
        run: |server| {
            let root = server.get("/")?;
            for uri in ["http://{}", "http://{}?a=/b"] {
                let target = uri.replace("{}", &server.addr().to_string());
                server.get(&target)?.status(200)?.body(root.content())?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "GET http://")
                    && broken::has(sent, "?a=/b")
                    && !broken::has(sent, "/echo")
                {
                    true => broken::plain("404 Not Found", "RFC 9110 section 15.5.5"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-absolute-host",
        since: 3,
        until: None,
        rfc: "RFC 9110 §4.2.1",
        title: Text { en: "A URI without a host is refused", es: "Una URI sin host se rechaza" },
        rule: Text {
            en: "An http URI names a host; where that is empty the URI is invalid and must be rejected.",
            es: "Una URI http nombra un host; si está vacío, la URI es inválida y debe rechazarse.",
        },
        hints: &[
            Text {
                en: "Between `//` and the next `/` something must stand.",
                es: "Entre `//` y la siguiente `/` tiene que haber algo.",
            },
            Text {
                en: "`http:/hello` has no `//`, so it names no host at all.",
                es: "`http:/hello` no tiene `//`, así que no nombra ningún host.",
            },
        ],
        waits: false,
        run: |server| {
            refuses(
                server,
                &[
                    b"GET http:///hello HTTP/1.1",
                    b"GET http:// HTTP/1.1",
                    b"GET http:/hello HTTP/1.1",
                ],
                &[400],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "http:///hello", "/hello")),
            also: &[],
        },
    },
    Check {
        id: "parse-https",
        since: 3,
        until: None,
        rfc: "RFC 9110 §7.4",
        title: Text {
            en: "An https URI over a plain connection is refused",
            es: "Una URI https por una conexión sin cifrar se rechaza",
        },
        rule: Text {
            en: "Who asks for an https resource over a connection without TLS must be refused.",
            es: "Una petición de un recurso https debe rechazarse si no llegó por una conexión segura.",
        },
        hints: &[
            Text {
                en: "The scheme counts: take `http://` away and nothing else.",
                es: "El esquema cuenta: quita `http://` y nada más.",
            },
            Text {
                en: "Any 4xx will do; 400 and 421 say it best.",
                es: "Sirve cualquier 4xx; 400 y 421 lo dicen mejor.",
            },
        ],
        waits: false,
        run: |server| {
            let line = format!("GET https://{}/hello HTTP/1.1", server.addr());
            let response = ask(server, line.as_bytes())?;
            response.status_within(400..500, SERVED)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "GET https://", "GET http://")),
            also: &[],
        },
    },
    Check {
        id: "parse-empty-line-first",
        since: 3,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "An empty line before the request line is passed over",
            es: "Una línea vacía antes de la línea de petición se pasa por alto",
        },
        rule: Text {
            en: "A server should ignore at least one empty line before the request line.",
            es: "Un servidor debería ignorar al menos una línea vacía antes de la línea de petición.",
        },
        hints: &[
            Text {
                en: "Some old clients sent a CRLF too many after their last request.",
                es: "Algunos clientes viejos enviaban un CRLF de más tras su última petición.",
            },
            Text {
                en: "An empty line ends a head only after something has come.",
                es: "Una línea vacía termina la cabecera solo si antes llegó algo.",
            },
        ],
        waits: false,
        run: |server| {
            ask(server, b"\r\nGET /hello HTTP/1.1")?.status(200)?.body("Hello, World!")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match sent.starts_with(b"\r\n") {
                true => broken::plain("400 Bad Request", "RFC 9112 section 3"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-split",
        since: 3,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "A request line cut anywhere means the same",
            es: "Una línea de petición cortada donde sea significa lo mismo",
        },
        rule: Text {
            en: "How a request line is cut into packets changes nothing, not even within a %41 or a CRLF.",
            es: "Cómo se corta en paquetes una línea de petición no cambia nada, ni dentro de un %41 o un CRLF.",
        },
        hints: &[
            Text {
                en: "Parse when the whole head is there, not what each read brings.",
                es: "Analiza cuando tengas toda la cabecera, no lo que trae cada lectura.",
            },
            Text {
                en: "Keep reading and parsing apart: then the one cannot spoil the other.",
                es: "Separa la lectura del análisis: así lo uno no estropea lo otro.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send_pieces(&[
                b"GE",
                b"T /echo/cut%4",
                b"1",
                b"%42 HTT",
                b"P/1.1\r",
                b"\nHost: cut\r\nConnection: close\r\n\r\n",
            ])?;
            client.read_response("GET")?.status(200)?.body("cutAB")?;
            client.expect_end()
        },
        broken: Breakage {
            // Decodes each read by itself.
            how: Broken::Request(|read| broken::replace(read, "cut%4", "cut%254")),
            also: &[],
        },
    },
    Check {
        id: "parse-error-line",
        since: 3,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "An error says in one line what was wrong, and where it is written",
            es: "Un error dice en una línea qué estaba mal y dónde está escrito",
        },
        rule: Text {
            en: "The content of an error is one line of plain text that cites the section of the broken rule.",
            es: "El contenido de un error es una línea de texto que cita la sección de la regla incumplida.",
        },
        hints: &[
            Text {
                en: "A line such as `404 Not Found: nothing is here (RFC 9110 section 15.5.5)`.",
                es: "Una línea como `404 Not Found: aquí no hay nada (RFC 9110 sección 15.5.5)`.",
            },
            Text {
                en: "Whoever reads it can look up the rule: for a person that is worth more than a bare number.",
                es: "Quien la lea podrá buscar la regla: para una persona vale más que un número a secas.",
            },
        ],
        waits: false,
        run: |server| {
            let lines: [&[u8]; 4] = [
                b"GET /error-line HTTP/1.1",
                b"GET /error-line%zz HTTP/1.1",
                b"BREW /error-line HTTP/1.1",
                b"GET /error-line HTTP/2.0",
            ];
            for line in lines {
                let response = ask(server, line)?;
                let text = response.one_plain_line()?.text().to_lowercase();
                let cites =
                    ["rfc", "§", "section", "sección"].iter().any(|sign| text.contains(sign));
                response.that(
                    cites && text.contains(|letter: char| letter.is_ascii_digit()),
                    NO_SECTION,
                )?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "GET /error-line%zz") {
                true => broken::with_body(answer, "400 Bad Request\n"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "parse-error-close",
        since: 3,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "After a malformed request line the connection ends",
            es: "Tras una línea de petición mal formada la conexión termina",
        },
        rule: Text {
            en: "After a 400 for what is no request the server closes: it cannot know where the next one begins.",
            es: "Tras un 400 por algo que no es una petición, el servidor cierra: no puede saber dónde empieza la siguiente.",
        },
        hints: &[
            Text {
                en: "Say `Connection: close` and end your side, though the client keeps its own open.",
                es: "Di `Connection: close` y cierra tu lado, aunque el cliente deje abierto el suyo.",
            },
            Text {
                en: "Nothing after the bad line can be trusted, least of all something that looks like a request.",
                es: "Nada de lo que sigue a la línea mala es de fiar, y menos si parece una petición.",
            },
        ],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.send(
                "I am no request line.\r\nHost: malformed\r\n\r\n\
                 GET /hello HTTP/1.1\r\nHost: smuggled\r\n\r\n",
            )?;
            // To some this is the method `I`, and what follows no version.
            let response = client.read_response("GET")?;
            response.status_in(&[400, 501, 505])?.lists("Connection", "close")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "Host: smuggled") {
                true => broken::with_more(answer, broken::plain("200 OK", "I should not be read.")),
                false => answer,
            }),
            also: &[],
        },
    },
];

const SERVED: Text = Text {
    en: "The server should refuse this request, with a status from 400 to 499; but it answers {got}.",
    es: "El servidor debería rechazar esta petición, con un estado de 400 a 499; pero responde {got}.",
};
const NO_SECTION: Text = Text {
    en: "The line should also cite the section that says so, such as `RFC 9112 section 3`.",
    es: "La línea debería citar también la sección que lo dice, como `RFC 9112 sección 3`.",
};

/// The answer to a head with exactly this request line and ordinary fields.
fn ask(server: &Server, line: &[u8]) -> Verdict<Response> {
    let fields = format!("\r\nHost: {}\r\nConnection: close\r\n\r\n", server.addr());
    server.raw([line, fields.as_bytes()].concat())
}

/// Each of these request lines gets one of these statuses, and a line that says why.
fn refuses(server: &Server, lines: &[&[u8]], statuses: &[u16]) -> Verdict {
    for line in lines {
        ask(server, line)?.status_in(statuses)?.one_plain_line()?;
    }
    Ok(())
}
