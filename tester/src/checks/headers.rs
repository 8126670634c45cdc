//! Stage 4: the fields of a request, and what they change in the answer.

use crate::failure::Problem;
use crate::prelude::*;
use crate::response::is_imf_fixdate;
use std::time::{Duration, SystemTime};

pub const CHECKS: &[Check] = &[
    // The syntax of a field line.
    Check {
        id: "headers-space-before-colon",
        since: 4,
        until: None,
        rfc: "RFC 9112 §5.1",
        title: Text {
            en: "A space before the colon is refused",
            es: "Un espacio antes de los dos puntos se rechaza",
        },
        rule: Text {
            en: "No whitespace may stand between a field's name and its colon; a server answers 400.",
            es: "Entre el nombre de un campo y sus dos puntos no puede haber espacios; el servidor responde 400.",
        },
        hints: &[
            Text {
                en: "Split at the first colon and do not trim the name: a name with a space or tab in it is wrong.",
                es: "Corta en los primeros dos puntos y no recortes el nombre: si contiene un espacio o un tabulador, está mal.",
            },
            Text {
                en: "If one server trims the name and another does not, the two see different requests: attacks are made of that.",
                es: "Si un servidor recorta el nombre y otro no, ven peticiones distintas: de eso viven algunos ataques.",
            },
        ],
        waits: false,
        run: |server| refused(server, &[b"X-Loose : 1\r\n", b"X-Tabbed\t: 1\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "X-Loose : 1", "X-Loose: 1")),
            also: &[],
        },
    },
    Check {
        id: "headers-obs-fold",
        since: 4,
        until: None,
        rfc: "RFC 9112 §5.2",
        title: Text {
            en: "A value folded over two lines is refused",
            es: "Un valor partido en dos líneas se rechaza",
        },
        rule: Text {
            en: "A line that begins with a space once continued the value before it; this is obsolete, and of the two ways that the RFC leaves, 400 or a space in its place, this course takes the plain one: 400.",
            es: "Antes, una línea que empezaba por un espacio continuaba el valor anterior; hoy eso es obsoleto y, de las dos salidas que deja el RFC, 400 o poner un espacio en su lugar, este curso toma la más clara: 400.",
        },
        hints: &[
            Text {
                en: "Look at the first byte of each field line: neither a space nor a tab can begin a name.",
                es: "Mira el primer byte de cada línea: un nombre no puede empezar por un espacio ni por un tabulador.",
            },
            Text {
                en: "If you trim a line before you look at it, you no longer see that it was indented.",
                es: "Si recortas la línea antes de mirarla, ya no ves que estaba sangrada.",
            },
        ],
        waits: false,
        run: |server| {
            refused(server, &[b"X-Folded: one\r\n two\r\n", b"X-Folded: one\r\n\tthree\r\n"])
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "one\r\n two", "one two")),
            also: &[],
        },
    },
    Check {
        id: "headers-indented-first-line",
        since: 4,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "An indented first field line is not taken for a field",
            es: "Una primera línea sangrada no se toma por un campo",
        },
        rule: Text {
            en: "A field line right after the request line that begins with whitespace is refused, or ignored entirely.",
            es: "Si la línea que sigue a la línea de petición empieza por un espacio, se rechaza o se ignora por completo.",
        },
        hints: &[Text {
            en: "Refusing with 400 is the simplest: the same test catches folded values.",
            es: "Lo más sencillo es rechazar con 400: la misma comprobación detecta los valores partidos.",
        }],
        waits: false,
        run: |server| {
            let host = server.addr();
            let request = format!(
                "GET /headers HTTP/1.1\r\n X-Indented: 1\r\nHost: {host}\r\n\
                 Connection: close\r\n\r\n"
            );
            let answer = server.raw(request)?;
            answer
                .status_in(&[200, 400])?
                .body_lacks("X-Indented")?
                .body_lacks("x-indented")?
                .done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\n X-Indented", "\r\nX-Indented")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-empty-name",
        since: 4,
        until: None,
        rfc: "RFC 9112 §5",
        title: Text {
            en: "A field without a name is refused",
            es: "Un campo sin nombre se rechaza",
        },
        rule: Text {
            en: "A field's name has at least one character; a line that begins with its colon gets 400.",
            es: "El nombre de un campo tiene al menos un carácter; una línea que empieza por los dos puntos recibe 400.",
        },
        hints: &[
            Text {
                en: "A name is a token, `1*tchar`: the 1 says that it cannot be empty.",
                es: "Un nombre es un token, `1*tchar`: el 1 dice que no puede estar vacío.",
            },
            Text {
                en: "To ask whether all its bytes belong to a token says yes to an empty name too.",
                es: "Preguntar si todos sus bytes son de un token dice que sí también a un nombre vacío.",
            },
        ],
        waits: false,
        run: |server| refused(server, &[b": nameless\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, ": nameless\r\n", "")),
            also: &[],
        },
    },
    Check {
        id: "headers-name-token",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.1",
        title: Text {
            en: "A name with other signs than a token's is refused",
            es: "Un nombre con signos que no son de un token se rechaza",
        },
        rule: Text {
            en: "A field's name is a token: letters, digits and !#$%&'*+-.^_`|~, nothing else; otherwise 400.",
            es: "El nombre de un campo es un token: letras, dígitos y !#$%&'*+-.^_`|~, nada más; si no, 400.",
        },
        hints: &[
            Text {
                en: "Section 5.6.2 lists the characters of a token; test each byte of the name against that list.",
                es: "La sección 5.6.2 enumera los caracteres de un token; comprueba con esa lista cada byte del nombre.",
            },
            Text {
                en: "Letters here are those of ASCII: many tests (Rust: `char::is_alphanumeric`; Python: `str.isalnum`) say yes to `ñ` too.",
                es: "Aquí las letras son las de ASCII: muchas funciones (Rust: `char::is_alphanumeric`; Python: `str.isalnum`) aceptan la `ñ`.",
            },
        ],
        waits: false,
        run: |server| {
            let names: [&[u8]; 4] =
                [b"X@Sign: 1\r\n", b"X Space: 1\r\n", b"{X}: 1\r\n", b"X-A\xc3\xb1o: 1\r\n"];
            refused(server, &names)
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "X@Sign", "X-Sign")),
            also: &[],
        },
    },
    Check {
        id: "headers-name-every-sign",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.6.2",
        title: Text {
            en: "A name may have every sign of a token",
            es: "Un nombre admite todos los signos de un token",
        },
        rule: Text {
            en: "Besides letters and digits a token may have any of !#$%&'*+-.^_`|~, and such a field is as good as any other.",
            es: "Además de letras y dígitos, un token admite cualquiera de !#$%&'*+-.^_`|~, y un campo así vale como cualquier otro.",
        },
        hints: &[Text {
            en: "Compare your list of signs with that of section 5.6.2: there are fifteen.",
            es: "Compara tu lista de signos con la de la sección 5.6.2: son quince.",
        }],
        waits: false,
        run: |server| {
            send(server, "/hello", "!#$%&'*+-.^_`|~: 1\r\n")?
                .status(200)?
                .body("Hello, World!")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "^_`|~: 1\r\n") {
                true => broken::plain("400 Bad Request", "hi"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-no-colon",
        since: 4,
        until: None,
        rfc: "RFC 9112 §5",
        title: Text {
            en: "A line without a colon is refused",
            es: "Una línea sin dos puntos se rechaza",
        },
        rule: Text {
            en: "A field line is a name, a colon and a value; a line without a colon gets 400.",
            es: "Una línea de campo es un nombre, dos puntos y un valor; una línea sin dos puntos recibe 400.",
        },
        hints: &[
            Text {
                en: "Looking for the colon may find nothing: treat that as an error, do not skip the line.",
                es: "Si buscas los dos puntos y no están, es un error: no te saltes la línea.",
            },
            Text {
                en: "A line that you skip may be one that another server understands.",
                es: "Una línea que tú te saltas puede ser una que otro servidor sí entiende.",
            },
        ],
        waits: false,
        run: |server| refused(server, &[b"I have no colon\r\n", b"NoColon\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "I have no colon\r\n", "")),
            also: &[],
        },
    },
    Check {
        id: "headers-nul-in-value",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.5",
        title: Text { en: "A NUL in a value is refused", es: "Un NUL en un valor se rechaza" },
        rule: Text {
            en: "A value holds no NUL; the RFC would let a server put a space in its place, but this course refuses the request with 400, for who sends one means no good.",
            es: "Un valor no contiene ningún NUL; el RFC permitiría poner un espacio en su lugar, pero este curso rechaza la petición con 400, porque quien lo envía no trae buenas intenciones.",
        },
        hints: &[
            Text {
                en: "Where text ends at a NUL, as it does in C, two programs read two different values: refuse it.",
                es: "Donde el texto termina en un NUL, como en C, dos programas leen valores distintos: recházalo.",
            },
            Text {
                en: "Test every byte of the value, not only those at its ends.",
                es: "Comprueba todos los bytes del valor, no solo los de los extremos.",
            },
        ],
        waits: false,
        run: |server| refused(server, &[b"X-Nul: a\0b\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "X-Nul: a\0b", "X-Nul: a b")),
            also: &[],
        },
    },
    Check {
        id: "headers-cr-in-value",
        since: 4,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "A CR without LF in a value is refused",
            es: "Un CR sin LF en un valor se rechaza",
        },
        rule: Text {
            en: "A CR that no LF follows ends no line and belongs in no value; the RFC would let a server put a space in its place, but this course answers 400, which leaves no doubt.",
            es: "Un CR al que no sigue un LF no termina la línea ni cabe en un valor; el RFC permitiría poner un espacio en su lugar, pero este curso responde 400, que no deja dudas.",
        },
        hints: &[
            Text {
                en: "Cut lines at CRLF, the two together, and look whether a CR is left inside a line.",
                es: "Corta las líneas en CRLF, los dos juntos, y mira si dentro de la línea queda algún CR.",
            },
            Text {
                en: "Do not trim the value of every kind of whitespace: a CR at its end would vanish unseen.",
                es: "No recortes del valor cualquier tipo de espacio: un CR al final desaparecería sin que lo vieras.",
            },
        ],
        waits: false,
        run: |server| refused(server, &[b"X-Return: a\rb\r\n", b"X-Return: a\r\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "X-Return: a\rb", "X-Return: a b")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-control-in-value",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.5",
        title: Text {
            en: "Other control bytes in a value are refused",
            es: "Los demás bytes de control en un valor se rechazan",
        },
        rule: Text {
            en: "No control byte but the tab belongs in a value: not 1 to 31, not 127; the RFC would let a server keep them where they do no harm, but here the answer is 400, for nobody knows where a value ends up.",
            es: "En un valor no cabe ningún byte de control salvo el tabulador: ni del 1 al 31 ni el 127; el RFC permitiría conservarlos donde no hagan daño, pero aquí la respuesta es 400, porque nadie sabe adónde irá a parar un valor.",
        },
        hints: &[
            Text {
                en: "They are the bytes below 32, and 127; the tab (9) is the only one to let pass.",
                es: "Son los bytes menores que 32, y el 127; solo hay que dejar pasar el tabulador (9).",
            },
            Text { en: "Do not forget DEL, byte 127.", es: "No olvides DEL, el byte 127." },
        ],
        waits: false,
        run: |server| {
            refused(
                server,
                &[b"X-Bell: a\x07b\r\n", b"X-Escape: \x1b[31m\r\n", b"X-Del: a\x7fb\r\n"],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "X-Bell: a\x07b", "X-Bell: ab")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-tab-in-value",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.5",
        title: Text {
            en: "A tab within a value is allowed",
            es: "Un tabulador dentro de un valor se admite",
        },
        rule: Text {
            en: "Between the visible characters of a value there may be spaces and tabs, and they belong to it.",
            es: "Entre los caracteres visibles de un valor puede haber espacios y tabuladores, y forman parte de él.",
        },
        hints: &[Text {
            en: "The tab is a control byte to ASCII, but HTTP lets it stand in a value: make it the exception.",
            es: "Para ASCII el tabulador es un byte de control, pero HTTP lo admite en un valor: haz esa excepción.",
        }],
        waits: false,
        run: |server| {
            send(server, "/user-agent", "User-Agent: one\ttab\r\n")?
                .status(200)?
                .body("one\ttab")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "one\ttab") {
                true => broken::plain("400 Bad Request", "no tabs"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-bare-lf",
        since: 4,
        until: None,
        rfc: "RFC 9112 §2.2",
        title: Text {
            en: "A field line that ends in LF alone is refused",
            es: "Una línea de campo que termina solo en LF se rechaza",
        },
        rule: Text {
            en: "The lines of a head end in CRLF; the RFC would let a server take LF alone, but this course refuses it with 400.",
            es: "Las líneas de la cabecera terminan en CRLF; el RFC permitiría aceptar un LF solo; este curso lo rechaza con 400.",
        },
        hints: &[
            Text {
                en: "Find the LF, then look whether the byte before it is a CR.",
                es: "Busca el LF y mira si el byte anterior es un CR.",
            },
            Text {
                en: "Ready-made functions (Rust: `lines`; Python: `splitlines`) take both line ends: convenient, and too lenient here.",
                es: "Las funciones ya hechas (Rust: `lines`; Python: `splitlines`) aceptan los dos finales de línea: cómodo, pero aquí demasiado permisivo.",
            },
        ],
        waits: false,
        run: |server| refused(server, &[b"X-Bare: 1\nX-Other: 2\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "X-Bare: 1\n", "X-Bare: 1\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-bare-lf-end",
        since: 4,
        until: None,
        rfc: "RFC 9112 §2.1",
        title: Text {
            en: "An empty line of LF alone does not end the head",
            es: "Una línea vacía de solo LF no termina la cabecera",
        },
        rule: Text {
            en: "The head ends with an empty line that is CRLF; the RFC would let a server take LF alone, but this course answers 400, so that all agree where the head ends.",
            es: "La cabecera termina en una línea vacía que es CRLF; el RFC permitiría aceptar un LF solo, pero este curso responde 400, para que todos coincidan en dónde termina.",
        },
        hints: &[
            Text {
                en: "`\\r\\n\\n` is no end: three bytes where four are needed.",
                es: "`\\r\\n\\n` no es un final: tres bytes donde hacen falta cuatro.",
            },
            Text {
                en: "The empty line is a line like the others: hold it to the same rule.",
                es: "La línea vacía es una línea como las demás: aplícale la misma regla.",
            },
        ],
        waits: false,
        run: |server| refused(server, &[b"X-Before: 1\r\n\nX-After: 2\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "X-Before: 1\r\n\n", "X-Before: 1\r\n\r\n")
            }),
            also: &[],
        },
    },
    // What a value is.
    Check {
        id: "headers-whitespace-trimmed",
        since: 4,
        until: None,
        rfc: "RFC 9112 §5.1",
        title: Text {
            en: "Whitespace around a value is not part of it",
            es: "Los espacios alrededor de un valor no forman parte de él",
        },
        rule: Text {
            en: "Spaces and tabs before and after a value are excluded from it; those within it stay.",
            es: "Los espacios y tabuladores antes y después de un valor no cuentan; los de en medio se quedan.",
        },
        hints: &[
            Text {
                en: "Trim both ends, and of tabs as well as spaces.",
                es: "Recorta los dos extremos, y tanto tabuladores como espacios.",
            },
            Text {
                en: "`\": \"` is not what separates name and value: the colon is, and there may be much space after it.",
                es: "Lo que separa el nombre del valor no es `\": \"`, sino los dos puntos, y después puede haber mucho espacio.",
            },
        ],
        waits: false,
        run: |server| {
            send(server, "/user-agent", "User-Agent: \t wide  open \t \r\n")?
                .status(200)?
                .body("wide  open")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "wide  open") {
                true => broken::with_body(answer, "wide  open \t "),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-whitespace-optional",
        since: 4,
        until: None,
        rfc: "RFC 9112 §5",
        title: Text {
            en: "The space after the colon may be missing",
            es: "El espacio tras los dos puntos puede faltar",
        },
        rule: Text {
            en: "The whitespace between colon and value is optional: `Name:value` is a whole field.",
            es: "El espacio entre los dos puntos y el valor es opcional: `Nombre:valor` es un campo completo.",
        },
        hints: &[
            Text { en: "Split at `:` alone, then trim.", es: "Corta solo en `:` y luego recorta." },
            Text {
                en: "If you split at `\": \"`, this line has no separator at all.",
                es: "Si cortas en `\": \"`, esta línea no tiene ningún separador.",
            },
        ],
        waits: false,
        run: |server| {
            send(server, "/user-agent", "User-Agent:tight\r\n")?.status(200)?.body("tight")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "User-Agent:tight") {
                true => broken::plain("400 Bad Request", "no colon"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-colon-in-value",
        since: 4,
        until: None,
        rfc: "RFC 9112 §5",
        title: Text { en: "A value may have colons", es: "Un valor puede llevar dos puntos" },
        rule: Text {
            en: "The first colon of a line ends the name; all others belong to the value.",
            es: "Los primeros dos puntos de la línea terminan el nombre; los demás pertenecen al valor.",
        },
        hints: &[Text {
            en: "Split once only, at the first colon (Rust: `split_once(':')`; Python: `partition(':')`).",
            es: "Corta una sola vez, en los primeros dos puntos (Rust: `split_once(':')`; Python: `partition(':')`).",
        }],
        waits: false,
        run: |server| {
            send(server, "/user-agent", "User-Agent: a:b: c\r\n")?
                .status(200)?
                .body("a:b: c")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "a:b: c") {
                true => broken::with_body(answer, "a"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-value-empty",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.5",
        title: Text { en: "A value may be empty", es: "Un valor puede estar vacío" },
        rule: Text {
            en: "A field whose value is empty is well-formed: the request is answered as if nothing were amiss.",
            es: "Un campo con el valor vacío está bien formado: la petición se responde con toda normalidad.",
        },
        hints: &[Text {
            en: "After trimming, nothing may be left of a value: that is no error.",
            es: "Tras recortar puede que del valor no quede nada: no es un error.",
        }],
        waits: false,
        run: |server| {
            let answer = send(server, "/headers", "X-Empty:\r\nX-Blank: \r\n")?;
            answer.status(200)?;
            listed(&answer, "X-Empty", b"")?;
            listed(&answer, "X-Blank", b"")
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "X-Empty:\r\n") {
                true => broken::plain("400 Bad Request", "no value"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-name-case",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.1",
        title: Text {
            en: "Upper or lower case does not matter in a name",
            es: "En un nombre dan igual mayúsculas y minúsculas",
        },
        rule: Text {
            en: "Field names are case-insensitive: `uSER-aGENT` is `User-Agent`.",
            es: "En los nombres de campo no se distinguen mayúsculas y minúsculas: `uSER-aGENT` es `User-Agent`.",
        },
        hints: &[Text {
            en: "Compare without regard to case (Rust: `eq_ignore_ascii_case`), or keep all names in lower case (Python: `lower`).",
            es: "Compara sin distinguir mayúsculas (Rust: `eq_ignore_ascii_case`) o pasa los nombres a minúsculas (Python: `lower`).",
        }],
        waits: false,
        run: |server| {
            send(server, "/user-agent", "uSER-aGENT: mixed\r\n")?.status(200)?.body("mixed")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "uSER-aGENT", "X-Unknown")),
            also: &[],
        },
    },
    // Who the server is talked to as: Host.
    Check {
        id: "headers-host-missing",
        since: 4,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text { en: "HTTP/1.1 without Host is refused", es: "HTTP/1.1 sin Host se rechaza" },
        rule: Text {
            en: "A request in HTTP/1.1 says which host it is for; without `Host` it gets 400.",
            es: "Una petición en HTTP/1.1 dice para qué host es; sin `Host` recibe 400.",
        },
        hints: &[
            Text {
                en: "Look for `Host` once all fields are parsed, and remember which version was asked.",
                es: "Busca `Host` cuando tengas todos los campos, y recuerda qué versión se pidió.",
            },
            Text {
                en: "Refuse before you look at the target: what it asks for makes no difference.",
                es: "Rechaza antes de mirar el destino: lo que pide no cambia nada.",
            },
        ],
        waits: false,
        run: |server| {
            server.raw("GET /hello?no-host HTTP/1.1\r\nAccept: */*\r\n\r\n")?.refusal(400)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "?no-host HTTP/1.1\r\n",
                    "?no-host HTTP/1.1\r\nHost: a\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-host-missing-10",
        since: 4,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text { en: "HTTP/1.0 without Host is served", es: "HTTP/1.0 sin Host se atiende" },
        rule: Text {
            en: "Host came with HTTP/1.1: a request in HTTP/1.0 needs none.",
            es: "Host llegó con HTTP/1.1: una petición en HTTP/1.0 no lo necesita.",
        },
        hints: &[Text {
            en: "Ask for `Host` only if the version is 1.1 or a later 1.x.",
            es: "Exige `Host` solo si la versión es 1.1 o una 1.x posterior.",
        }],
        waits: false,
        run: |server| {
            server
                .raw("GET /hello?no-host HTTP/1.0\r\n\r\n")?
                .status(200)?
                .body("Hello, World!")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?no-host HTTP/1.0") {
                true => broken::plain("400 Bad Request", "no Host"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-host-twice",
        since: 4,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text { en: "Two Host fields are refused", es: "Dos campos Host se rechazan" },
        rule: Text {
            en: "A request has one `Host`; with two, even if they are the same, it gets 400.",
            es: "Una petición tiene un solo `Host`; con dos, aunque sean iguales, recibe 400.",
        },
        hints: &[
            Text {
                en: "If your fields live in a map, the second `Host` has replaced the first: count before it is lost.",
                es: "Si guardas los campos en un mapa, el segundo `Host` habrá pisado al primero: cuéntalos antes de perderlo.",
            },
            Text {
                en: "Names are compared without regard to case: `Host` and `HOST` are two of the same.",
                es: "Los nombres se comparan sin distinguir mayúsculas: `Host` y `HOST` son dos del mismo.",
            },
        ],
        waits: false,
        run: |server| {
            hosts_refused(server, &["Host: one\r\nHost: two\r\n", "Host: same\r\nHOST: same\r\n"])
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Host: one\r\nHost: two\r\n", "Host: one\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-host-empty",
        since: 4,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text { en: "An empty Host is refused", es: "Un Host vacío se rechaza" },
        rule: Text {
            en: "An http URI always names a host, so an empty `Host` gets 400; the RFC would also let a server put a name of its own in its place, which this course's server has not.",
            es: "Una URI http siempre nombra un host, así que un `Host` vacío recibe 400; el RFC permitiría también poner en su lugar un nombre propio, que el servidor de este curso no tiene.",
        },
        hints: &[
            Text {
                en: "That the field is there is not enough: look at its value, without the whitespace.",
                es: "No basta con que el campo esté: mira su valor, sin los espacios.",
            },
            Text {
                en: "`Host:` followed by spaces is empty too.",
                es: "`Host:` seguido de espacios también está vacío.",
            },
        ],
        waits: false,
        run: |server| hosts_refused(server, &["Host:\r\n", "Host:  \r\n", "Host: :80\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "Host:\r\n", "Host: a\r\n")),
            also: &[],
        },
    },
    Check {
        id: "headers-host-userinfo",
        since: 4,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text {
            en: "A Host with user information is refused",
            es: "Un Host con datos de usuario se rechaza",
        },
        rule: Text {
            en: "`Host` is host and port, without `user@` before them; with it the answer is 400.",
            es: "`Host` es host y puerto, sin `usuario@` delante; si lo lleva, la respuesta es 400.",
        },
        hints: &[Text {
            en: "An `@` has no place in a host: what stands before it could pass for a host that it is not.",
            es: "Una `@` no cabe en un host: lo que va delante podría hacerse pasar por un host que no es.",
        }],
        waits: false,
        run: |server| {
            hosts_refused(server, &["Host: user@localhost\r\n", "Host: user:secret@localhost\r\n"])
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Host: user@localhost", "Host: localhost")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-host-path",
        since: 4,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text { en: "A Host with a path is refused", es: "Un Host con una ruta se rechaza" },
        rule: Text {
            en: "`Host` ends with host or port: a `/`, `?` or `#` after them is no part of it, and gets 400.",
            es: "`Host` termina en el host o el puerto: `/`, `?` o `#` no forman parte de él y reciben 400.",
        },
        hints: &[Text {
            en: "Check the value against the characters that a host may have, rather than against a list of bad ones.",
            es: "Comprueba el valor con los caracteres que un host puede llevar, mejor que con una lista de prohibidos.",
        }],
        waits: false,
        run: |server| {
            hosts_refused(
                server,
                &[
                    "Host: localhost/path\r\n",
                    "Host: localhost?a=b\r\n",
                    "Host: http://localhost\r\n",
                ],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Host: localhost/path", "Host: localhost")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-host-brackets",
        since: 4,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text {
            en: "Brackets in a Host hold an IPv6 address, or it is refused",
            es: "Los corchetes de un Host llevan una dirección IPv6, o se rechaza",
        },
        rule: Text {
            en: "Between `[` and `]` stands an IPv6 address, and after them a port or nothing; any other value gets 400.",
            es: "Entre `[` y `]` va una dirección IPv6, y detrás un puerto o nada; cualquier otro valor recibe 400.",
        },
        hints: &[Text {
            en: "Take what is between the brackets and let a function for addresses read it (Rust: `parse::<Ipv6Addr>()`; Python: `ipaddress.IPv6Address`).",
            es: "Toma lo que hay entre los corchetes y que lo lea una función para direcciones (Rust: `parse::<Ipv6Addr>()`; Python: `ipaddress.IPv6Address`).",
        }],
        waits: false,
        run: |server| {
            hosts_refused(
                server,
                &["Host: [brackets]\r\n", "Host: [::1]x\r\n", "Host: [::1]:x\r\n"],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Host: [brackets]", "Host: localhost")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-host-comma",
        since: 4,
        until: None,
        rfc: "RFC 9112 §3.2",
        title: Text { en: "A Host with a comma is refused", es: "Un Host con una coma se rechaza" },
        rule: Text {
            en: "`Host` is one host, never a list: a comma would be two hosts in disguise, and gets 400; the RFC's grammar allows a comma without a space in a name, but no host has one.",
            es: "`Host` es un solo host, nunca una lista: una coma serían dos hosts disfrazados, y recibe 400; la gramática del RFC admite en un nombre una coma sin espacio, pero ningún host la lleva.",
        },
        hints: &[Text {
            en: "Two fields of one name can be joined with a comma on the way: this may be what is left of two `Host`.",
            es: "Dos campos del mismo nombre pueden acabar unidos con una coma por el camino: esto quizá fueron dos `Host`.",
        }],
        waits: false,
        run: |server| hosts_refused(server, &["Host: one, two\r\n", "Host: one,two\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "Host: one, two", "Host: one")),
            also: &[],
        },
    },
    Check {
        id: "headers-host-port",
        since: 4,
        until: None,
        rfc: "RFC 9110 §7.2",
        title: Text {
            en: "A Host whose port is no number is refused",
            es: "Un Host cuyo puerto no es un número se rechaza",
        },
        rule: Text {
            en: "What follows the colon in `Host` are digits; anything else is no port, and gets 400.",
            es: "Lo que sigue a los dos puntos en `Host` son dígitos; otra cosa no es un puerto y recibe 400.",
        },
        hints: &[Text {
            en: "Take apart host and port at the last colon; a colon within `[…]` belongs to the address.",
            es: "Separa host y puerto en los últimos dos puntos; los que van dentro de `[…]` son de la dirección.",
        }],
        waits: false,
        run: |server| {
            hosts_refused(server, &["Host: localhost:http\r\n", "Host: localhost:80x\r\n"])
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Host: localhost:http", "Host: localhost")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-host-forms",
        since: 4,
        until: None,
        rfc: "RFC 9110 §7.2",
        title: Text {
            en: "Names, IPv4 and IPv6 addresses, with and without port, are hosts",
            es: "Nombres y direcciones IPv4 e IPv6, con o sin puerto, son hosts",
        },
        rule: Text {
            en: "A host is a name, an IPv4 address or an IPv6 address in brackets, and a port may follow.",
            es: "Un host es un nombre, una dirección IPv4 o una IPv6 entre corchetes, y le puede seguir un puerto.",
        },
        hints: &[
            Text {
                en: "An IPv6 address is full of colons: that is why it stands in brackets.",
                es: "Una dirección IPv6 está llena de dos puntos: por eso va entre corchetes.",
            },
            Text {
                en: "You need not know the host; only its form is judged here.",
                es: "No hace falta que conozcas el host; aquí solo se juzga su forma.",
            },
        ],
        waits: false,
        run: |server| {
            let hosts =
                ["localhost", "sub-1.example.com:8080", "127.0.0.1", "[::1]:4221", "[2001:db8::7]"];
            hosts.iter().try_for_each(|host| {
                let answer = server.get_with("/hello", &[("Host", host)])?;
                answer.status(200)?.body("Hello, World!")?.done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "Host: [::1]:4221") {
                true => broken::plain("400 Bad Request", "too many colons"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-host-name-case",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.1",
        title: Text { en: "`hOsT` is Host too", es: "`hOsT` también es Host" },
        rule: Text {
            en: "The name of `Host` is case-insensitive like every other.",
            es: "En el nombre de `Host` tampoco se distinguen mayúsculas y minúsculas.",
        },
        hints: &[Text {
            en: "Look it up in the same way as every other field.",
            es: "Búscalo igual que cualquier otro campo.",
        }],
        waits: false,
        run: |server| {
            with_host(server, "hOsT: localhost\r\n")?.status(200)?.body("Hello, World!")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "hOsT: localhost", "X-Host: localhost")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-host-absolute-form",
        since: 4,
        until: None,
        rfc: "RFC 9112 §3.2.2",
        title: Text {
            en: "A full URI as target does not replace Host",
            es: "Una URI completa como destino no sustituye a Host",
        },
        rule: Text {
            en: "An HTTP/1.1 request carries `Host` even if its target is a whole URI; without it, 400.",
            es: "Una petición HTTP/1.1 lleva `Host` aunque su destino sea una URI completa; sin él, 400.",
        },
        hints: &[Text {
            en: "Check `Host` without looking at the form of the target.",
            es: "Comprueba `Host` sin fijarte en la forma del destino.",
        }],
        waits: false,
        run: |server| {
            server.raw("GET http://localhost/hello?absolute HTTP/1.1\r\n\r\n")?.refusal(400)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "/hello?absolute HTTP/1.1\r\n\r\n",
                    "/hello?absolute HTTP/1.1\r\nHost: localhost\r\n\r\n",
                )
            }),
            also: &[],
        },
    },
    // How much is too much.
    Check {
        id: "headers-limit-size",
        since: 4,
        until: None,
        rfc: "RFC 6585 §5",
        title: Text {
            en: "A head over 32 KiB gets 431",
            es: "Una cabecera de más de 32 KiB recibe 431",
        },
        rule: Text {
            en: "A head of more than 32 KiB is more than this server keeps, whether in one line or in many: 431; the RFC leaves the limit, and which 4xx, to the server.",
            es: "Una cabecera de más de 32 KiB es más de lo que este servidor guarda, en una línea o en muchas: 431; el RFC deja al servidor el límite y qué 4xx usar.",
        },
        hints: &[
            Text {
                en: "Without a limit, one client can fill your memory: stop reading when the limit is reached.",
                es: "Sin un límite, un solo cliente puede llenar tu memoria: deja de leer al alcanzarlo.",
            },
            Text {
                en: "Count the bytes of the whole head, not only of one line.",
                es: "Cuenta los bytes de toda la cabecera, no solo los de una línea.",
            },
        ],
        waits: false,
        run: |server| {
            let one = format!("X-Big: {}\r\n", "b".repeat(33 << 10));
            send(server, "/hello?over-size", one)?.refusal(431)?;
            let many = format!("X-Many: {}\r\n", "m".repeat(490)).repeat(67);
            send(server, "/hello?over-size", many)?.refusal(431)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?over-size") {
                true => broken::plain("200 OK", "hi"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-limit-size-within",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.4",
        title: Text {
            en: "A head of exactly 32 KiB is served",
            es: "Una cabecera de exactamente 32 KiB se atiende",
        },
        rule: Text {
            en: "A head within the limit, up to its last byte, is answered like any other; the limit of 32 KiB is this course's, for the RFC names none.",
            es: "Una cabecera dentro del límite, hasta el último byte, se responde como cualquier otra; el límite de 32 KiB es de este curso, porque el RFC no da ninguno.",
        },
        hints: &[
            Text {
                en: "32 KiB are 32 × 1024 bytes, the empty line included; `>` and `>=` are one byte apart.",
                es: "32 KiB son 32 × 1024 bytes, con la línea vacía incluida; `>` y `>=` se llevan un byte.",
            },
            Text {
                en: "It comes in several reads: keep reading until the empty line.",
                es: "Llega en varias lecturas: sigue leyendo hasta la línea vacía.",
            },
        ],
        waits: false,
        run: |server| {
            let mut head = format!(
                "GET /hello?exact-size HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nX-Big: ",
                server.addr()
            );
            let rest = (32 << 10) - head.len() - "\r\n\r\n".len();
            head += &"b".repeat(rest);
            server.raw(head + "\r\n\r\n")?.status(200)?.body("Hello, World!")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?exact-size") {
                true => broken::plain("431 Request Header Fields Too Large", "too large"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-limit-count",
        since: 4,
        until: None,
        rfc: "RFC 6585 §5",
        title: Text { en: "More than 100 fields get 431", es: "Más de 100 campos reciben 431" },
        rule: Text {
            en: "This server keeps 100 fields at most, and a head with 101 gets 431; the RFC leaves the limit to the server.",
            es: "Este servidor guarda 100 campos como mucho, y una cabecera con 101 recibe 431; el RFC deja el límite al servidor.",
        },
        hints: &[
            Text {
                en: "Each field costs memory and time, even a short one: count them while you parse.",
                es: "Cada campo cuesta memoria y tiempo, aunque sea corto: cuéntalos mientras los analizas.",
            },
            Text {
                en: "431 says that the fields are too many; then close, because the rest is unread.",
                es: "431 dice que hay demasiados campos; después cierra, porque queda el resto sin leer.",
            },
        ],
        waits: false,
        run: |server| send(server, "/hello?over-count", fields(99))?.refusal(431)?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?over-count") {
                true => broken::plain("200 OK", "hi"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-limit-count-within",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.4",
        title: Text {
            en: "Exactly 100 fields are served",
            es: "Una cabecera con exactamente 100 campos se atiende",
        },
        rule: Text {
            en: "A hundred fields are within the limit and the request is answered; the limit is this course's, for the RFC names none.",
            es: "Cien campos están dentro del límite y la petición se responde; el límite es de este curso, porque el RFC no da ninguno.",
        },
        hints: &[Text {
            en: "The hundredth is still allowed: compare before you add the next.",
            es: "El número cien todavía vale: compara antes de añadir el siguiente.",
        }],
        waits: false,
        run: |server| {
            send(server, "/hello?exact-count", fields(98))?
                .status(200)?
                .body("Hello, World!")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?exact-count") {
                true => broken::plain("431 Request Header Fields Too Large", "too many"),
                false => answer,
            }),
            also: &[],
        },
    },
    // How long the content is.
    Check {
        id: "headers-length-digits",
        since: 4,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text {
            en: "A Content-Length that is no number is refused",
            es: "Un Content-Length que no es un número se rechaza",
        },
        rule: Text {
            en: "`Content-Length` is digits and nothing else; anything else gets 400.",
            es: "`Content-Length` son dígitos y nada más; cualquier otra cosa recibe 400.",
        },
        hints: &[
            Text {
                en: "Look at every byte before you convert: 0 to 9, nothing else.",
                es: "Mira cada byte antes de convertir: del 0 al 9, nada más.",
            },
            Text {
                en: "Do not take 0 for what you cannot read: then the content passes for the next request.",
                es: "No tomes por 0 lo que no entiendas: el contenido pasaría por la siguiente petición.",
            },
        ],
        waits: false,
        run: |server| {
            refused(
                server,
                &[
                    b"Content-Length: five\r\n",
                    b"Content-Length: 5x\r\n",
                    b"Content-Length: 0x5\r\n",
                    b"Content-Length: 5 5\r\n",
                ],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Content-Length: five\r\n", "")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-length-plus",
        since: 4,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text {
            en: "A Content-Length of +5 is refused",
            es: "Un Content-Length de +5 se rechaza",
        },
        rule: Text {
            en: "A length has no plus sign: `+5` is not digits only, and gets 400.",
            es: "Una longitud no lleva signo más: `+5` no son solo dígitos y recibe 400.",
        },
        hints: &[Text {
            en: "Number parsers take a sign (Rust: `parse`; Python: `int`): check the digits yourself.",
            es: "Quien lee números acepta un signo (Rust: `parse`; Python: `int`): comprueba tú los dígitos.",
        }],
        waits: false,
        run: |server| refused(server, &[b"Content-Length: +5\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "Content-Length: +5\r\n", "")),
            also: &[],
        },
    },
    Check {
        id: "headers-length-minus",
        since: 4,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text {
            en: "A Content-Length below zero is refused",
            es: "Un Content-Length menor que cero se rechaza",
        },
        rule: Text {
            en: "No content has fewer than no bytes: `-1` is not digits only, and gets 400.",
            es: "Ningún contenido tiene menos de cero bytes: `-1` no son solo dígitos y recibe 400.",
        },
        hints: &[Text {
            en: "Refuse the sign before you convert: a negative length may turn into a huge one (C), or mean to read all (Python: `read(-1)`).",
            es: "Rechaza el signo antes de convertir: una longitud negativa puede volverse enorme (C) o pedir leerlo todo (Python: `read(-1)`).",
        }],
        waits: false,
        run: |server| refused(server, &[b"Content-Length: -1\r\n", b"Content-Length: -0\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "Content-Length: -1\r\n", "")),
            also: &[],
        },
    },
    Check {
        id: "headers-length-empty",
        since: 4,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text {
            en: "An empty Content-Length is refused",
            es: "Un Content-Length vacío se rechaza",
        },
        rule: Text {
            en: "A length has at least one digit; `Content-Length:` with no value gets 400.",
            es: "Una longitud tiene al menos un dígito; `Content-Length:` sin valor recibe 400.",
        },
        hints: &[Text {
            en: "To ask whether every byte is a digit says yes to no bytes at all: an empty value needs a look of its own.",
            es: "Preguntar si cada byte es un dígito dice que sí cuando no hay ninguno: comprueba aparte el valor vacío.",
        }],
        waits: false,
        run: |server| refused(server, &[b"Content-Length:\r\n", b"Content-Length: \t\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "Content-Length:\r\n", "")),
            also: &[],
        },
    },
    Check {
        id: "headers-length-overflow",
        since: 4,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text {
            en: "A Content-Length too large for the machine is refused",
            es: "Un Content-Length que no cabe en la máquina se rechaza",
        },
        rule: Text {
            en: "A length too large for 64 bits is never cut down to a small one; this course refuses it even where numbers have no end.",
            es: "Una longitud que no cabe en 64 bits nunca se recorta a una pequeña; este curso la rechaza incluso donde los números no tienen fin.",
        },
        hints: &[
            Text {
                en: "18446744073709551621 is 2⁶⁴ + 5: if you multiply and add without checks, you get 5.",
                es: "18446744073709551621 es 2⁶⁴ + 5: si multiplicas y sumas sin comprobar, te da 5.",
            },
            Text {
                en: "A parser that tells of the overflow helps, if you listen. Where numbers have no limit, as in Python, set one yourself.",
                es: "Ayuda un lector de números que avise del desbordamiento, si le haces caso. Donde los números no tienen límite, como en Python, ponlo tú.",
            },
            Text {
                en: "Python's numbers have no end, and JavaScript's lose digits: set a limit yourself, such as 19 or 15 digits.",
                es: "Los números de Python no tienen fin y los de JavaScript pierden dígitos: pon tú un límite, por ejemplo 19 o 15 dígitos.",
            },
        ],
        waits: false,
        run: |server| {
            ["18446744073709551621", "99999999999999999999999999999999"].iter().try_for_each(
                |length| {
                    let answer = send(server, "/hello", format!("Content-Length: {length}\r\n"))?;
                    answer.status_in(&[400, 413])?.one_plain_line()?.done()
                },
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Content-Length: 18446744073709551621\r\n", "")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-length-twice",
        since: 4,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "Two different Content-Length are refused",
            es: "Dos Content-Length distintos se rechazan",
        },
        rule: Text {
            en: "Of two lengths no one can say which is right: the request gets 400.",
            es: "Si hay dos longitudes, nadie puede saber cuál es la buena: la petición recibe 400.",
        },
        hints: &[Text {
            en: "One server takes the first and another the last: that is how one request is smuggled inside another.",
            es: "Un servidor toma la primera y otro la última: así se cuela una petición dentro de otra.",
        }],
        waits: false,
        run: |server| refused(server, &[b"Content-Length: 5\r\nContent-Length: 6\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Content-Length: 5\r\nContent-Length: 6\r\n", "")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-length-twice-same",
        since: 4,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "The same Content-Length twice is refused",
            es: "El mismo Content-Length dos veces se rechaza",
        },
        rule: Text {
            en: "One length is enough: given twice, even if both are the same, this course answers 400.",
            es: "Con una longitud basta: si viene dos veces, aunque sean iguales, este curso responde 400.",
        },
        hints: &[
            Text {
                en: "The RFC lets a server join equal ones; refusing is simpler and safer.",
                es: "El RFC permite unir las que son iguales; rechazar es más sencillo y más seguro.",
            },
            Text {
                en: "A map that keeps the last value of each name never sees that there were two.",
                es: "Un mapa que guarda el último valor de cada nombre no llega a ver que había dos.",
            },
        ],
        waits: false,
        run: |server| refused(server, &[b"Content-Length: 7\r\ncontent-length: 7\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Content-Length: 7\r\ncontent-length: 7\r\n", "")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-length-list",
        since: 4,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "A list as Content-Length is refused",
            es: "Una lista como Content-Length se rechaza",
        },
        rule: Text {
            en: "`5, 5` is not digits only; the RFC would let it pass for 5, but this course answers 400.",
            es: "`5, 5` no son solo dígitos; el RFC dejaría tomarlo por 5; este curso responde 400.",
        },
        hints: &[Text {
            en: "Convert the whole value, not what stands before the comma.",
            es: "Convierte el valor entero, no lo que hay antes de la coma.",
        }],
        waits: false,
        run: |server| refused(server, &[b"Content-Length: 5, 5\r\n", b"Content-Length: 5,6\r\n"]),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Content-Length: 5, 5\r\n", "")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-length-zero",
        since: 4,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text {
            en: "Content-Length: 0 is a valid length",
            es: "Content-Length: 0 es una longitud válida",
        },
        rule: Text {
            en: "Zero is a number of bytes like any other: a GET that announces no content is served.",
            es: "Cero es un número de bytes como cualquier otro: un GET que no anuncia contenido se atiende.",
        },
        hints: &[Text {
            en: "Zero and absent both mean that no content follows.",
            es: "Cero y ausente quieren decir lo mismo: no viene contenido.",
        }],
        waits: false,
        run: |server| {
            send(server, "/hello?length-zero", "Content-Length: 0\r\n")?
                .status(200)?
                .body("Hello, World!")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?length-zero") {
                true => broken::plain("400 Bad Request", "no content"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-length-and-coding",
        since: 4,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "Content-Length beside Transfer-Encoding is refused",
            es: "Content-Length junto a Transfer-Encoding se rechaza",
        },
        rule: Text {
            en: "A request that gives its length in two ways, `Content-Length` and `Transfer-Encoding`, gets 400; the RFC would let a server go by the coding and then close, but two lengths are the oldest way to smuggle a request.",
            es: "Una petición que da su longitud de dos maneras, `Content-Length` y `Transfer-Encoding`, recibe 400; el RFC permitiría seguir la codificación y luego cerrar, pero dos longitudes son el modo más viejo de colar una petición.",
        },
        hints: &[
            Text {
                en: "You need not understand `chunked` to see that both fields are there.",
                es: "No hace falta entender `chunked` para ver que están los dos campos.",
            },
            Text {
                en: "It is the classic way to smuggle a request: one server believes the one field, the next the other.",
                es: "Es la forma clásica de colar una petición: un servidor cree a un campo y el siguiente al otro.",
            },
        ],
        waits: false,
        run: |server| {
            refused(
                server,
                &[
                    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                    b"Transfer-Encoding: chunked\r\nContent-Length: 8\r\n",
                ],
            )
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-length-and-coding-end",
        since: 4,
        until: None,
        rfc: "RFC 9112 §6.1",
        title: Text {
            en: "After both lengths the connection is closed",
            es: "Tras las dos longitudes se cierra la conexión",
        },
        rule: Text {
            en: "After a request of two lengths the server closes, whatever it has answered, for it cannot know where the next one begins.",
            es: "Tras una petición con dos longitudes el servidor cierra, responda lo que responda, pues no sabe dónde empieza la siguiente.",
        },
        hints: &[Text {
            en: "The 400 alone is not enough: what follows must never be answered as a request.",
            es: "El 400 no basta: lo que sigue no debe responderse nunca como una petición.",
        }],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let host = server.addr();
            client.send(format!(
                "GET /hello?both-lengths HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\n\
                 Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n\
                 GET /echo/I-was-smuggled HTTP/1.1\r\nHost: {host}\r\n\r\n"
            ))?;
            client.read_response("GET")?;
            client.expect_end()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?both-lengths") {
                true => broken::with_more(answer, broken::plain("200 OK", "I-was-smuggled")),
                false => answer,
            }),
            also: &[],
        },
    },
    // Two targets that show the fields.
    Check {
        id: "headers-user-agent",
        since: 4,
        until: None,
        rfc: "RFC 9110 §10.1.5",
        title: Text {
            en: "/user-agent gives the value of User-Agent",
            es: "/user-agent da el valor de User-Agent",
        },
        rule: Text {
            en: "The answer of `/user-agent` is the value of the client's `User-Agent`, and not a byte more.",
            es: "La respuesta de `/user-agent` es el valor del `User-Agent` del cliente, ni un byte más.",
        },
        hints: &[
            Text {
                en: "No line end after it: `Content-Length` is that of the value.",
                es: "Sin fin de línea al final: `Content-Length` es el del valor.",
            },
            Text {
                en: "The value begins after the colon and its whitespace.",
                es: "El valor empieza después de los dos puntos y de los espacios.",
            },
        ],
        waits: false,
        run: |server| {
            let agent = "Mozilla/5.0 (X11; Linux) tester/1.0";
            server
                .get_with("/user-agent", &[("User-Agent", agent)])?
                .status(200)?
                .body(agent)?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "(X11; Linux) tester/1.0\r\n") {
                    true => broken::with_body(answer, "Mozilla/5.0"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-user-agent-plain",
        since: 4,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "/user-agent answers in plain text",
            es: "/user-agent responde en texto plano",
        },
        rule: Text {
            en: "The answer of `/user-agent` is `text/plain`, without a charset where all of it is ASCII.",
            es: "La respuesta de `/user-agent` es `text/plain`, sin charset si todo es ASCII.",
        },
        hints: &[Text {
            en: "Without the right `Content-Type` a browser might take the value for HTML, and run what is in it.",
            es: "Sin el `Content-Type` correcto un navegador podría tomar el valor por HTML y ejecutar lo que lleve.",
        }],
        waits: false,
        run: |server| {
            let answer = server.get_with("/user-agent", &[("User-Agent", "plain <b>text</b>")])?;
            answer.status(200)?.field("Content-Type", "text/plain")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "plain <b>text</b>") {
                true => broken::with_field(answer, "Content-Type", "text/html"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-user-agent-bytes",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.5",
        title: Text {
            en: "/user-agent keeps bytes beyond ASCII",
            es: "/user-agent conserva los bytes que no son ASCII",
        },
        rule: Text {
            en: "Bytes from 128 on are allowed in a value, and come back as they were, whatever their encoding.",
            es: "Los bytes a partir de 128 están permitidos en un valor y vuelven tal cual, sea cual sea su codificación.",
        },
        hints: &[
            Text {
                en: "Keep values as bytes: a lenient decoding (Rust: `from_utf8_lossy`; Python: `errors='replace'`) loses what is not UTF-8.",
                es: "Guarda los valores como bytes: decodificar sin rigor (Rust: `from_utf8_lossy`; Python: `errors='replace'`) pierde lo que no es UTF-8.",
            },
            Text {
                en: "Around a value only spaces and tabs go away: a `trim` for text takes the byte A0 or 85 as well.",
                es: "Alrededor de un valor solo se quitan espacios y tabuladores: un `trim` para texto se lleva también el byte A0 u 85.",
            },
        ],
        waits: false,
        run: |server| {
            // In Latin-1 the bytes at the ends of the last are spaces, but to HTTP they are not.
            let agents: [&[u8]; 3] =
                ["Señal/1.0 (¿qué?)".as_bytes(), b"Se\xf1al/1.0", b"\xa0Se\xf1al/1.1\x85"];
            agents.iter().try_for_each(|agent| {
                let line = [b"User-Agent: ", *agent, b"\r\n"].concat();
                send(server, "/user-agent", line)?.status(200)?.body(agent)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, b"Se\xf1al/1.0") {
                true => broken::with_body(answer, "Se\u{fffd}al/1.0"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-user-agent-absent",
        since: 4,
        until: None,
        rfc: "RFC 9110 §10.1.5",
        title: Text {
            en: "A client without User-Agent gets an answer too",
            es: "Un cliente sin User-Agent también recibe respuesta",
        },
        rule: Text {
            en: "No client is obliged to send `User-Agent`: without it `/user-agent` answers something, and goes on.",
            es: "Ningún cliente está obligado a enviar `User-Agent`: sin él `/user-agent` responde algo y sigue.",
        },
        hints: &[
            Text {
                en: "The search for a field may find nothing: decide what you say then, an empty text or a 4xx.",
                es: "Al buscar un campo puede no haber nada: decide qué dices entonces, un texto vacío o un 4xx.",
            },
            Text {
                en: "If you take it for granted (Rust: `unwrap`; Python: `fields['user-agent']`), any client can stop your server.",
                es: "Si das por hecho que está (Rust: `unwrap`; Python: `fields['user-agent']`), cualquier cliente puede detener tu servidor.",
            },
        ],
        waits: false,
        run: |server| {
            let answer = server.get_with("/user-agent", &[("X-Agent", "none")])?;
            answer.status_within(200..500, SERVER_AT_FAULT)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "X-Agent: none") {
                true => broken::plain("500 Internal Server Error", "None"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-list",
        since: 4,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "/headers lists every field, a line each",
            es: "/headers enumera todos los campos, uno por línea",
        },
        rule: Text {
            en: "The answer of `/headers` has a line `Name: value` for each field of the request.",
            es: "La respuesta de `/headers` tiene una línea `Nombre: valor` por cada campo de la petición.",
        },
        hints: &[
            Text {
                en: "Go through the fields as you have parsed them, and end each line.",
                es: "Recorre los campos tal como los analizaste y termina cada línea.",
            },
            Text {
                en: "`Name: value`, with one space after the colon, whatever was there when it came.",
                es: "`Nombre: valor`, con un espacio tras los dos puntos, hubiera lo que hubiera al llegar.",
            },
        ],
        waits: false,
        run: |server| {
            let fields = [("X-One", "1"), ("Accept", "text/*, */*;q=0.1"), ("X-Last", "a: b")];
            let answer = server.get_with("/headers", &fields)?;
            answer.status(200)?;
            fields.iter().try_for_each(|(name, value)| listed(&answer, name, value.as_bytes()))
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "X-Last: a: b\r\n", "")),
            also: &[],
        },
    },
    Check {
        id: "headers-list-host",
        since: 4,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "/headers lists Host and Connection as well",
            es: "/headers enumera también Host y Connection",
        },
        rule: Text {
            en: "Every field is listed, those too that the server itself acts upon.",
            es: "Se enumeran todos los campos, también aquellos que el propio servidor usa.",
        },
        hints: &[Text {
            en: "If you take a field out of the list in order to use it, put it back.",
            es: "Si sacas un campo de la lista para usarlo, devuélvelo a su sitio.",
        }],
        waits: false,
        run: |server| {
            let answer = server.get_with("/headers", &[("Host", "list.example:80")])?;
            answer.status(200)?;
            listed(&answer, "Host", b"list.example:80")?;
            listed(&answer, "Connection", b"close")
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "Host: list.example:80") {
                    true => broken::with_body(answer, "Connection: close\n"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-list-repeated",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.2",
        title: Text {
            en: "/headers lists repeated fields too",
            es: "/headers enumera también los campos repetidos",
        },
        rule: Text {
            en: "A name may come on several lines, and each of them is a field of the request.",
            es: "Un nombre puede venir en varias líneas, y cada una es un campo de la petición.",
        },
        hints: &[Text {
            en: "A map from name to value keeps one of them only: use a list of pairs.",
            es: "Un mapa de nombre a valor solo guarda uno: usa una lista de pares.",
        }],
        waits: false,
        run: |server| {
            let answer =
                send(server, "/headers", "X-Twice: first\r\nX-Between: 0\r\nX-Twice: second\r\n")?;
            answer.status(200)?;
            listed(&answer, "X-Twice", b"first")?;
            listed(&answer, "X-Twice", b"second")
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "X-Twice: first\r\n", "")),
            also: &[],
        },
    },
    Check {
        id: "headers-list-order",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.3",
        title: Text {
            en: "/headers keeps the order of repeated fields",
            es: "/headers conserva el orden de los campos repetidos",
        },
        rule: Text {
            en: "The lines of one name have an order that means something: it must not be changed.",
            es: "Las líneas de un mismo nombre tienen un orden con significado: no se puede cambiar.",
        },
        hints: &[Text {
            en: "Append each field at the end of a list, and go through it from the beginning.",
            es: "Añade cada campo al final de una lista y recórrela desde el principio.",
        }],
        waits: false,
        run: |server| {
            let answer = send(server, "/headers", "X-Order: b\r\nX-Order: c\r\nX-Order: a\r\n")?;
            let order = values(answer.status(200)?, "X-Order");
            answer.that(order == [b"b", b"c", b"a"], ORDER)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "X-Order: b\r\nX-Order: c\r\nX-Order: a\r\n",
                    "X-Order: a\r\nX-Order: b\r\nX-Order: c\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-list-bytes",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.5",
        title: Text {
            en: "/headers keeps bytes beyond ASCII",
            es: "/headers conserva los bytes que no son ASCII",
        },
        rule: Text {
            en: "Bytes from 128 on are opaque to the server: they are listed as they came.",
            es: "Los bytes a partir de 128 son opacos para el servidor: se enumeran tal como llegaron.",
        },
        hints: &[Text {
            en: "Write the value's bytes, not a text made of them.",
            es: "Escribe los bytes del valor, no un texto hecho con ellos.",
        }],
        waits: false,
        run: |server| {
            let answer = send(server, "/headers", b"X-Bytes: \x80a\xf1\xff\r\n")?;
            listed(answer.status(200)?, "X-Bytes", b"\x80a\xf1\xff")
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, b"X-Bytes: \x80a") {
                true => broken::with_body(answer, "X-Bytes: \u{fffd}a\u{fffd}\u{fffd}\n"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-list-plain",
        since: 4,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "/headers answers in plain text",
            es: "/headers responde en texto plano",
        },
        rule: Text {
            en: "What a client sent is shown as `text/plain`, never as a page.",
            es: "Lo que envió un cliente se muestra como `text/plain`, nunca como una página.",
        },
        hints: &[Text {
            en: "A value can hold `<script>`: as plain text it is harmless.",
            es: "Un valor puede llevar `<script>`: como texto plano es inofensivo.",
        }],
        waits: false,
        run: |server| {
            let answer = server.get_with("/headers", &[("X-Page", "<script>alert(1)</script>")])?;
            answer.status(200)?.field("Content-Type", "text/plain")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "X-Page: <script>") {
                true => broken::with_field(answer, "Content-Type", "text/html"),
                false => answer,
            }),
            also: &[],
        },
    },
    // Which language the client would rather read.
    Check {
        id: "headers-language-spanish",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.5.4",
        title: Text {
            en: "Who prefers Spanish is greeted in Spanish",
            es: "A quien prefiere el español se le saluda en español",
        },
        rule: Text {
            en: "`/hello` says `¡Hola, mundo!` to a client with `Accept-Language: es`.",
            es: "`/hello` dice `¡Hola, mundo!` a un cliente con `Accept-Language: es`.",
        },
        hints: &[
            Text {
                en: "Look for the field in every request to `/hello`, and choose between two texts.",
                es: "Busca el campo en cada petición a `/hello` y elige entre dos textos.",
            },
            Text {
                en: "`¡` is two bytes in UTF-8: `Content-Length` counts bytes.",
                es: "`¡` son dos bytes en UTF-8: `Content-Length` cuenta bytes.",
            },
        ],
        waits: false,
        run: |server| greets(server, &["es"], HOLA),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Accept-Language: es\r\n", "Accept-Language: en\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-english",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.5.4",
        title: Text {
            en: "Who prefers English is greeted in English",
            es: "A quien prefiere el inglés se le saluda en inglés",
        },
        rule: Text {
            en: "`/hello` says `Hello, World!` to a client whose `Accept-Language` does not prefer Spanish.",
            es: "`/hello` dice `Hello, World!` a un cliente cuyo `Accept-Language` no prefiere el español.",
        },
        hints: &[Text {
            en: "English is also for those who ask for a language that you do not speak.",
            es: "El inglés es también para quien pide un idioma que no hablas.",
        }],
        waits: false,
        run: |server| greets(server, &["en-GB", "fr, de;q=0.5"], HELLO),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Accept-Language: en-GB\r\n", "Accept-Language: es\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-region",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.5.4",
        title: Text { en: "es-CO and es-ES are Spanish", es: "es-CO y es-ES son español" },
        rule: Text {
            en: "A tag such as `es-CO` is a language and a region: who prefers it prefers Spanish.",
            es: "Una etiqueta como `es-CO` es un idioma y una región: quien la prefiere, prefiere el español.",
        },
        hints: &[Text {
            en: "Compare what stands before the first hyphen.",
            es: "Compara lo que va antes del primer guion.",
        }],
        waits: false,
        run: |server| greets(server, &["es-CO", "es-ES, en;q=0.7"], HOLA),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Accept-Language: es-CO\r\n", "Accept-Language: fr\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-prefix",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.5.4",
        title: Text { en: "est is Estonian, not Spanish", es: "est es estonio, no español" },
        rule: Text {
            en: "A tag names Spanish if its first part is `es`, not if it merely begins with these letters.",
            es: "Una etiqueta nombra el español si su primera parte es `es`, no si solo empieza con esas letras.",
        },
        hints: &[Text {
            en: "`est` begins with `es` too: after `es` there must be a hyphen or nothing.",
            es: "`est` también empieza por `es`: tras `es` va un guion o nada.",
        }],
        waits: false,
        run: |server| greets(server, &["est, en;q=0.5"], HELLO),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Accept-Language: est, en;q=0.5\r\n",
                    "Accept-Language: es\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-case",
        since: 4,
        until: None,
        rfc: "RFC 9110 §8.5.1",
        title: Text { en: "ES-co is es-CO", es: "ES-co es es-CO" },
        rule: Text {
            en: "Language tags are case-insensitive.",
            es: "En las etiquetas de idioma no se distinguen mayúsculas y minúsculas.",
        },
        hints: &[Text {
            en: "Language tags know no case: compare without regard to it.",
            es: "Las etiquetas de idioma no distinguen mayúsculas: compáralas sin distinguirlas.",
        }],
        waits: false,
        run: |server| greets(server, &["ES-co"], HOLA),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Accept-Language: ES-co\r\n", "Accept-Language: fr\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-weight",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.4.2",
        title: Text {
            en: "The greater weight wins, wherever it stands",
            es: "Gana el peso mayor, esté donde esté",
        },
        rule: Text {
            en: "`q` weighs each language from 0 to 1, and 1 is meant where it is missing; the order does not decide.",
            es: "`q` da a cada idioma un peso de 0 a 1, y si falta vale 1; el orden no decide.",
        },
        hints: &[
            Text {
                en: "Read the weight of each range, then compare Spanish with English.",
                es: "Lee el peso de cada idioma y luego compara el español con el inglés.",
            },
            Text {
                en: "Weights are fractions: as texts, `0.9` and `0.10` compare wrongly too.",
                es: "Los pesos son fracciones: como textos, `0.9` y `0.10` tampoco se comparan bien.",
            },
        ],
        waits: false,
        run: |server| greets(server, &["en;q=0.3, es;q=0.9", "en;q=0.5, es"], HOLA),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Accept-Language: en;q=0.3, es;q=0.9\r\n",
                    "Accept-Language: en\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-weight-less",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.4.2",
        title: Text {
            en: "Spanish of lesser weight does not win by coming first",
            es: "El español de menor peso no gana por ir primero",
        },
        rule: Text {
            en: "A client that likes English better is greeted in English, though it names Spanish first.",
            es: "A un cliente que prefiere el inglés se le saluda en inglés, aunque nombre antes el español.",
        },
        hints: &[Text {
            en: "That `es` occurs in the value is not enough.",
            es: "No basta con que `es` aparezca en el valor.",
        }],
        waits: false,
        run: |server| greets(server, &["es;q=0.2, en;q=0.9", "es-CO;q=0.5, en-US"], HELLO),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Accept-Language: es;q=0.2, en;q=0.9\r\n",
                    "Accept-Language: es\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-weight-spaces",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.4.2",
        title: Text {
            en: "Spaces around the weight do not matter",
            es: "Los espacios alrededor del peso no importan",
        },
        rule: Text {
            en: "There may be whitespace before and after the semicolon and the comma, and none at all.",
            es: "Antes y después del punto y coma y de la coma puede haber espacios, o ninguno.",
        },
        hints: &[
            Text {
                en: "Split at `,`, then at `;`, and trim every part.",
                es: "Corta en `,`, luego en `;`, y recorta cada parte.",
            },
            Text {
                en: "The name `q` is case-insensitive: `Q=0.9` is a weight too.",
                es: "En el nombre `q` no se distinguen mayúsculas: `Q=0.9` también es un peso.",
            },
        ],
        waits: false,
        run: |server| greets(server, &["en ; q=0.3 ,es ; q=0.9", "en;Q=0.3,es;Q=0.8"], HOLA),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Accept-Language: en ; q=0.3 ,es ; q=0.9\r\n",
                    "Accept-Language: en\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-zero",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.4.2",
        title: Text { en: "q=0 means: not this one", es: "q=0 quiere decir: este no" },
        rule: Text {
            en: "A weight of 0 says that the language is not acceptable.",
            es: "Un peso de 0 dice que el idioma no se acepta.",
        },
        hints: &[Text {
            en: "It is no preference: a client that names Spanish so does not want it, even if nothing else is named.",
            es: "No es una preferencia: quien nombra así el español no lo quiere, aunque no nombre nada más.",
        }],
        waits: false,
        run: |server| greets(server, &["es;q=0", "es;q=0.000, *"], HELLO),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "Accept-Language: es;q=0\r\n", "Accept-Language: es\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-star",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.4.3",
        title: Text {
            en: "* stands for every language not named",
            es: "* representa todo idioma no nombrado",
        },
        rule: Text {
            en: "`*` gives its weight to every language that no other range names, so also to Spanish.",
            es: "`*` da su peso a todo idioma que no se nombra aparte, así que también al español.",
        },
        hints: &[Text {
            en: "Look for a range that names the language; only without one does the star count.",
            es: "Busca primero un rango que nombre el idioma; el asterisco solo cuenta si no lo hay.",
        }],
        waits: false,
        run: |server| greets(server, &["en;q=0.1, *", "*, en;q=0"], HOLA),
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(
                    request,
                    "Accept-Language: en;q=0.1, *\r\n",
                    "Accept-Language: en\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-lines",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.3",
        title: Text {
            en: "Accept-Language on two lines is one list",
            es: "Accept-Language en dos líneas es una sola lista",
        },
        rule: Text {
            en: "The lines of a list field are read as one, joined by commas.",
            es: "Las líneas de un campo de lista se leen como una sola, unidas por comas.",
        },
        hints: &[Text {
            en: "Gather the values of all lines of that name before you choose.",
            es: "Reúne los valores de todas las líneas de ese nombre antes de elegir.",
        }],
        waits: false,
        run: |server| {
            let lines = "Accept-Language: en;q=0.4\r\nAccept-Language: es;q=0.6\r\n";
            send(server, "/hello", lines)?.status(200)?.body(HOLA)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "\r\nAccept-Language: es;q=0.6", "")
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-language-garbage",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.5.4",
        title: Text {
            en: "A senseless Accept-Language does no harm",
            es: "Un Accept-Language sin sentido no hace daño",
        },
        rule: Text {
            en: "A value that is no list of languages may be ignored or refused; it is never the server's own error.",
            es: "Un valor que no es una lista de idiomas se puede ignorar o rechazar; nunca es un error del propio servidor.",
        },
        hints: &[
            Text {
                en: "Every part can be missing or be no number: decide what you do then.",
                es: "Cualquier parte puede faltar o no ser un número: decide qué haces entonces.",
            },
            Text {
                en: "Many number parsers take `NaN`, which is neither less nor more than any number: expect it when you compare.",
                es: "Muchas funciones que leen números aceptan `NaN`, que no es menor ni mayor que ninguno: cuenta con ello al comparar.",
            },
        ],
        waits: false,
        run: |server| {
            [",;q=,*;q=9,;;", "es;q=NaN, en;q=NaN", "es;q=", ";q=1"].iter().try_for_each(|value| {
                let answer = server.get_with("/hello", &[("Accept-Language", value)])?;
                answer.status_within(200..500, SERVER_AT_FAULT)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "q=NaN") {
                true => broken::plain("500 Internal Server Error", "not a number"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-content-language",
        since: 4,
        until: None,
        rfc: "RFC 9110 §8.5",
        title: Text {
            en: "Content-Language names the language chosen",
            es: "Content-Language nombra el idioma elegido",
        },
        rule: Text {
            en: "An answer in Spanish says `Content-Language: es`, so that a reader knows how to read it aloud.",
            es: "Una respuesta en español dice `Content-Language: es`, para que quien la lea sepa cómo pronunciarla.",
        },
        hints: &[
            Text {
                en: "It goes into the answer next to `Content-Type`.",
                es: "Va en la respuesta, junto a `Content-Type`.",
            },
            Text {
                en: "Its value is a language tag: `es` or `en`.",
                es: "Su valor es una etiqueta de idioma: `es` o `en`.",
            },
        ],
        waits: false,
        run: |server| {
            let answer = server
                .get_with("/hello?content-language", &[("Accept-Language", "es, en;q=0.1")])?;
            let listed = answer.list("Content-Language");
            let spanish = matches!(listed[..], [tag] if language(tag).eq_ignore_ascii_case("es"));
            answer.field_that("Content-Language", |_| spanish, NOT_SPANISH)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?content-language") {
                true => broken::with_field(answer, "Content-Language", "en"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-vary",
        since: 4,
        until: None,
        rfc: "RFC 9110 §12.5.5",
        title: Text { en: "Vary names Accept-Language", es: "Vary nombra Accept-Language" },
        rule: Text {
            en: "An answer that was chosen by a field of the request names it in `Vary`, whichever was chosen.",
            es: "Una respuesta elegida según un campo de la petición lo nombra en `Vary`, sea cual sea la elegida.",
        },
        hints: &[
            Text {
                en: "Without it a cache would give the Spanish greeting to everybody.",
                es: "Sin él, una caché daría el saludo en español a todo el mundo.",
            },
            Text {
                en: "The English answer was chosen as well: it needs `Vary` just as much.",
                es: "La respuesta en inglés también se eligió: necesita `Vary` igualmente.",
            },
        ],
        waits: false,
        run: |server| {
            ["es, fr;q=0.1", "en"].iter().try_for_each(|language| {
                let answer = server.get_with("/hello?vary", &[("Accept-Language", language)])?;
                if answer.list("Vary") == ["*"] {
                    return Ok(());
                }
                answer.lists("Vary", "Accept-Language")?.done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?vary") {
                true => broken::without_field(answer, "Vary"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-charset",
        since: 4,
        until: None,
        rfc: "RFC 9110 §8.3.2",
        title: Text {
            en: "The Spanish greeting says that it is UTF-8",
            es: "El saludo en español dice que es UTF-8",
        },
        rule: Text {
            en: "Text that is not ASCII is `text/plain; charset=utf-8`, or its accents may turn into other signs.",
            es: "Un texto que no es ASCII va como `text/plain; charset=utf-8`; si no, sus tildes pueden volverse otros signos.",
        },
        hints: &[Text {
            en: "Browsers guess the encoding of plain text where it is not said, and guess wrongly.",
            es: "Los navegadores adivinan la codificación del texto plano si no se dice, y fallan.",
        }],
        waits: false,
        run: |server| {
            let answer =
                server.get_with("/hello?charset", &[("Accept-Language", "es, en;q=0.1")])?;
            answer.field_contains("Content-Type", "text/plain")?;
            let value = answer.value("Content-Type").unwrap_or_default().to_ascii_lowercase();
            let mut parameters = value.split(';').skip(1).map(|part| part.trim().replace('"', ""));
            if parameters.any(|part| part == "charset=utf-8") {
                return Ok(());
            }
            answer.field("Content-Type", "text/plain; charset=utf-8")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?charset") {
                true => {
                    broken::with_field(answer, "Content-Type", "text/plain; charset=iso-8859-1")
                }
                false => answer,
            }),
            also: &[],
        },
    },
    // When it was answered.
    Check {
        id: "headers-date",
        since: 4,
        until: None,
        rfc: "RFC 9110 §6.6.1",
        title: Text { en: "An answer has a Date", es: "Una respuesta lleva Date" },
        rule: Text {
            en: "A server that has a clock says in every answer when it made it.",
            es: "Un servidor que tiene reloj dice en cada respuesta cuándo la hizo.",
        },
        hints: &[
            Text {
                en: "Add `Date` where all answers pass, not in each place that makes one.",
                es: "Añade `Date` donde pasan todas las respuestas, no en cada lugar que hace una.",
            },
            Text {
                en: "Libraries write it: `httpdate` in Rust, `email.utils.formatdate(usegmt=True)` in Python, `toUTCString()` in JavaScript.",
                es: "Hay bibliotecas que lo escriben: `httpdate` en Rust, `email.utils.formatdate(usegmt=True)` en Python, `toUTCString()` en JavaScript.",
            },
        ],
        waits: false,
        run: |server| server.get("/hello?date")?.status(200)?.has_field("Date")?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?date ") {
                true => broken::without_field(answer, "Date"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-date-on-errors",
        since: 4,
        until: None,
        rfc: "RFC 9110 §6.6.1",
        title: Text { en: "Errors have a Date too", es: "Los errores también llevan Date" },
        rule: Text {
            en: "All answers from 200 to 499 have a `Date`, refusals among them.",
            es: "Todas las respuestas de 200 a 499 llevan `Date`, también los rechazos.",
        },
        hints: &[Text {
            en: "An error that is found before the request is parsed takes another way through your program: `Date` must be there too.",
            es: "Un error que aparece antes de analizar la petición va por otro camino en tu programa: ahí también hace falta `Date`.",
        }],
        waits: false,
        run: |server| {
            server.get("/echo-nothing/date")?.status(404)?.has_field("Date")?;
            // Not every server takes this for an error.
            send(server, "/hello", "date-of-a-bad-line\r\n")?.has_field("Date")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "date-of-a-bad-line") {
                true => broken::without_field(answer, "Date"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-date-format",
        since: 4,
        until: None,
        rfc: "RFC 9110 §5.6.7",
        title: Text {
            en: "The Date is written as in Sun, 06 Nov 1994 08:49:37 GMT",
            es: "Date se escribe como Sun, 06 Nov 1994 08:49:37 GMT",
        },
        rule: Text {
            en: "A date is sent in one form only: day of the week, day in two digits, month, year, time, GMT, in English.",
            es: "Una fecha se envía de una sola forma: día de la semana, día con dos dígitos, mes, año, hora y GMT, en inglés.",
        },
        hints: &[Text {
            en: "The day has two digits, also from 1 to 9; and the zone is written `GMT`, never `UTC` or `+0000`.",
            es: "El día lleva dos dígitos, también del 1 al 9; y la zona se escribe `GMT`, nunca `UTC` ni `+0000`.",
        }],
        waits: false,
        run: |server| {
            let answer = server.get("/hello?date-format")?;
            answer.status(200)?.field_that("Date", is_imf_fixdate, NO_DATE)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?date-format") {
                true => broken::with_field(answer, "Date", "Sunday, 06-Nov-94 08:49:37 GMT"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "headers-date-now",
        since: 4,
        until: None,
        rfc: "RFC 9110 §6.6.1",
        title: Text {
            en: "The Date is now, by the clock of Greenwich",
            es: "Date es la hora actual, la de Greenwich",
        },
        rule: Text {
            en: "`Date` is the time of the answer as near as the server can tell, in GMT and not in local time.",
            es: "`Date` es la hora de la respuesta tan exacta como el servidor pueda, en GMT y no en hora local.",
        },
        hints: &[
            Text {
                en: "Local time with `GMT` written behind it is wrong by hours: convert first.",
                es: "La hora local con `GMT` detrás se equivoca en varias horas: conviértela antes.",
            },
            Text {
                en: "Ask the clock for every answer, not once when the server starts.",
                es: "Consulta el reloj en cada respuesta, no una sola vez al arrancar.",
            },
        ],
        waits: false,
        run: |server| {
            let answer = server.get("/hello?now")?;
            let now = SystemTime::now();
            let apart = |date| now.duration_since(date).unwrap_or_else(|error| error.duration());
            let is_now = |value: &str| {
                httpdate::parse_http_date(value).is_ok_and(|date| apart(date) < CLOCKS_APART)
            };
            answer.status(200)?.field_that("Date", is_now, NOT_NOW)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?now ") {
                true => broken::with_field(answer, "Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
                false => answer,
            }),
            also: &[],
        },
    },
];

const HELLO: &str = "Hello, World!";
const HOLA: &str = "¡Hola, mundo!";

/// How far the server's clock may be from the tester's: less than any time zone.
const CLOCKS_APART: Duration = seconds(10 * 60);

const SERVER_AT_FAULT: Text = Text {
    en: "With {got} the server says that it failed itself. Whatever a client sends here should not do that.",
    es: "Con {got} el servidor dice que falló él mismo. Lo que envía aquí un cliente no debería causarlo.",
};
const ORDER: Text = Text {
    en: "The lines of X-Order should be listed in the order in which they came: b, c, a.",
    es: "Las líneas de X-Order deberían salir en el orden en que llegaron: b, c, a.",
};
const NOT_LISTED: Text = Text {
    en: "The list should have the line `{expected}`, but it has not.",
    es: "En la lista debería estar la línea `{expected}`, pero no está.",
};
const NOT_SPANISH: Text = Text {
    en: "The answer is in Spanish, so its Content-Language should be `es`; it is `{got}`.",
    es: "La respuesta está en español, así que su Content-Language debería ser `es`; es `{got}`.",
};
const NO_DATE: Text = Text {
    en: "A Date is written like `Sun, 06 Nov 1994 08:49:37 GMT`; `{got}` is not.",
    es: "Un Date se escribe como `Sun, 06 Nov 1994 08:49:37 GMT`; `{got}` no.",
};
const NOT_NOW: Text = Text {
    en: "This Date is more than ten minutes away from the tester's clock.",
    es: "Este Date está a más de diez minutos del reloj del tester.",
};

/// `GET target`, with these lines after the usual ones, byte for byte.
fn send(server: &Server, target: &str, lines: impl AsRef<[u8]>) -> Verdict<Response> {
    let host = server.addr();
    let head = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    server.raw([head.as_bytes(), lines.as_ref(), b"\r\n"].concat())
}

/// Each of these lines, in a request of its own, gets 400.
fn refused(server: &Server, lines: &[&[u8]]) -> Verdict {
    lines.iter().try_for_each(|line| send(server, "/hello", line)?.refusal(400)?.done())
}

/// `GET /hello` with these lines in place of `Host`.
fn with_host(server: &Server, lines: &str) -> Verdict<Response> {
    server.raw(format!("GET /hello HTTP/1.1\r\n{lines}Connection: close\r\n\r\n"))
}

/// Each of these lines in place of `Host` gets 400.
fn hosts_refused(server: &Server, lines: &[&str]) -> Verdict {
    lines.iter().try_for_each(|line| with_host(server, line)?.refusal(400)?.done())
}

/// So many different fields.
fn fields(count: usize) -> String {
    (1..=count).map(|number| format!("X-{number}: {number}\r\n")).collect()
}

/// Each of these preferences gets this greeting.
fn greets(server: &Server, preferences: &[&str], greeting: &str) -> Verdict {
    preferences.iter().try_for_each(|preference| {
        let answer = server.get_with("/hello", &[("Accept-Language", preference)])?;
        answer.status(200)?.body(greeting)?.done()
    })
}

/// The language of a tag such as `es-CO`.
fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// The values that the list of `/headers` gives for a name, in any case.
fn values<'a>(answer: &'a Response, name: &str) -> Vec<&'a [u8]> {
    let lines = answer.content().split(|&byte| byte == b'\n');
    let fields = lines.filter_map(|line| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        Some((&line[..colon], line[colon + 1..].trim_ascii()))
    });
    fields
        .filter(|(own, _)| own.eq_ignore_ascii_case(name.as_bytes()))
        .map(|(_, value)| value)
        .collect()
}

/// The list of `/headers` has this field.
fn listed(answer: &Response, name: &str, value: &[u8]) -> Verdict {
    if values(answer, name).contains(&value) {
        return Ok(());
    }
    let line = format!("{name}: {}", value.escape_ascii());
    Err(answer.fail(Problem::with(NOT_LISTED, line, "")))
}
