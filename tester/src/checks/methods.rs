//! Stage 7: every method, and files that clients may write.

use crate::prelude::*;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

/// A date before any file here was written.
const LONG_AGO: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
/// A date after all of them.
const FAR_AHEAD: &str = "Fri, 01 Jan 2100 00:00:00 GMT";

/// What HEAD and GET must agree on where GET says it.
const METADATA: [&str; 5] =
    ["Content-Type", "Content-Language", "Last-Modified", "ETag", "Cache-Control"];

/// What a 304 repeats of the 200 that it stands for (RFC 9110 §15.4.5).
const REPEATED: [&str; 5] = ["Content-Location", "ETag", "Vary", "Cache-Control", "Expires"];

const UNCHANGED: Text = Text {
    en: "The server refused the request, so the file should still be what it was; but it has changed.",
    es: "El servidor rechazó la petición, así que el archivo debería seguir como estaba; pero cambió.",
};

const ESCAPED: Text = Text {
    en: "This request reached a file outside the served folder.",
    es: "Esta petición alcanzó un archivo fuera de la carpeta servida.",
};

const REFUSE_FOLDER: Text = Text {
    en: "A folder should be refused with a status from 400 to 499, but this is {got}.",
    es: "Una carpeta debería rechazarse con un estado de 400 a 499, pero este es {got}.",
};

fn head(line: &str, lines: &str) -> String {
    format!("{line} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n")
}

/// The target of a file that is not there: a run before this one may have left it.
fn absent(server: &Server, name: &str) -> Verdict<String> {
    let target = format!("/files/{name}");
    server.request("DELETE", &target, &[], b"")?.status_in(&[200, 204, 404])?;
    Ok(target)
}

/// The target of a file with this content.
fn stored(server: &Server, name: &str, content: &[u8]) -> Verdict<String> {
    let target = format!("/files/{name}");
    server
        .request("PUT", &target, &[("Content-Length", &content.len().to_string())], content)?
        .status_in(&[200, 201, 204])?;
    Ok(target)
}

/// PUT with one condition.
fn put_if(server: &Server, target: &str, field: (&str, &str)) -> Verdict<Response> {
    server.request("PUT", target, &[field], b"new")
}

/// The path of a Location, which may be a whole URI.
fn path_of(location: &str) -> &str {
    match location.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => location,
    }
}

/// Compares the answers to GET and HEAD, as far as HEAD has to say the same.
fn same_metadata(server: &Server, target: &str) -> Verdict {
    let got = server.get(target)?;
    let told = server.request("HEAD", target, &[], b"")?;
    told.status(got.code())?;
    for name in METADATA {
        if let Some(value) = got.value(name) {
            told.field(name, value)?;
        }
    }
    Ok(())
}

/// The names in the folder behind `/files/`.
fn listing(server: &Server) -> Verdict<BTreeSet<OsString>> {
    let entries = fs::read_dir(server.directory()?)?;
    Ok(entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?)
}

/// Stores a part of an upload, as a server does that writes straight into the folder.
fn leave_part(stage: &TcpStream) -> io::Result<()> {
    let mut other = TcpStream::connect(stage.peer_addr()?)?;
    let fields = "Content-Length: 4\r\nConnection: close\r\n";
    other.write_all(head("PUT /files/methods-upload-hidden.part", fields).as_bytes())?;
    other.write_all(b"half")?;
    other.read_to_end(&mut Vec::new()).map(drop)
}

/// A path next to the served folder that is no business of any client.
fn outside(server: &Server, name: &str) -> Verdict<PathBuf> {
    let folder = server.directory()?.canonicalize()?;
    let parent = folder.parent().unwrap_or(&folder);
    Ok(parent.join(format!("{name}-{}", server.addr().port())))
}

/// Names that lead to a file beside the folder, or would if somebody let them.
fn ways_out(path: &Path) -> [String; 7] {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    [
        format!("/files/../{name}"),
        format!("/files/%2e%2e/{name}"),
        format!("/files/..%2f{name}"),
        format!("/files/%2e%2e%2f{name}"),
        format!("/files/a/../../{name}"),
        format!("/files/{}", path.display()),
        format!("/files/{}", path.display().to_string().replace('/', "%2f")),
    ]
}

/// Tries to reach a path outside by each way that is known to have worked somewhere.
fn try_to_escape(
    server: &Server,
    method: &str,
    path: &Path,
    left_alone: fn(&Path) -> bool,
) -> Verdict {
    for way in ways_out(path) {
        let response = server.request(method, &way, &[], b"outside")?;
        response.that(left_alone(path), ESCAPED)?;
        response.status_within(
            300..600,
            Text {
                en: "A name that leads out of the folder should get 403 or 404, but it got {got}.",
                es: "Un nombre que sale de la carpeta debería recibir 403 o 404, pero recibió {got}.",
            },
        )?;
    }
    Ok(())
}

/// Sends the beginning of an upload and ends the client's side; waits until the server has too.
fn cut_off(server: &Server, target: &str) -> Verdict {
    let mut client = server.connect()?;
    let head = head(&format!("PUT {target}"), "Content-Length: 1000\r\n");
    client.send(head + "I am not whole.")?;
    client.finish();
    client.read_to_end()?;
    Ok(())
}

/// A symbolic link, where making one needs no privileges.
#[cfg(unix)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    // One may be left from a run that was broken off.
    let _ = fs::remove_file(at);
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

// Parts of the broken servers, which treat only who says `mark`.

fn swap(request: &[u8], mark: &str, from: &str, to: &str) -> Vec<u8> {
    if broken::has(request, mark) { broken::replace(request, from, to) } else { request.to_vec() }
}

/// Does not see a field.
fn overlook(request: &[u8], mark: &str, field: &str) -> Vec<u8> {
    swap(request, mark, field, "X-Overlooked")
}

/// Takes the request for one that asks to close.
fn closing(request: &[u8], mark: &str) -> Vec<u8> {
    swap(request, mark, " HTTP/1.1\r\n", " HTTP/1.1\r\nConnection: close\r\n")
}

fn instead(sent: &[u8], answer: Vec<u8>, mark: &str, status: &str) -> Vec<u8> {
    if broken::has(sent, mark) { broken::plain(status, "No.\n") } else { answer }
}

fn with_content(sent: &[u8], answer: Vec<u8>, mark: &str, content: &str) -> Vec<u8> {
    if broken::has(sent, mark) { broken::with_body(answer, content) } else { answer }
}

fn without(sent: &[u8], answer: Vec<u8>, mark: &str, field: &str) -> Vec<u8> {
    if broken::has(sent, mark) { broken::without_field(answer, field) } else { answer }
}

fn saying(sent: &[u8], answer: Vec<u8>, mark: &str, field: &str, value: &str) -> Vec<u8> {
    if broken::has(sent, mark) { broken::with_field(answer, field, value) } else { answer }
}

pub const CHECKS: &[Check] = &[
    Check {
        id: "methods-head",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.2",
        title: Text {
            en: "HEAD is answered without content",
            es: "HEAD se responde sin contenido",
        },
        rule: Text {
            en: "An answer to HEAD is the one to GET without its content: none of it may be sent.",
            es: "HEAD es como GET, salvo que el servidor no debe enviar contenido en la respuesta.",
        },
        hints: &[
            Text {
                en: "Prepare the answer as for GET, and stop writing after the empty line.",
                es: "Prepara la respuesta como para GET y deja de escribir tras la línea vacía.",
            },
            Text {
                en: "Do it in the one place that writes answers; then it holds for errors too.",
                es: "Hazlo en el único lugar que escribe respuestas; así vale también para los errores.",
            },
        ],
        waits: false,
        run: |server| server.request("HEAD", "/hello?methods-head", &[], b"")?.status(200)?.done(),
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "/hello?methods-head ", "HEAD /", "GET /")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-head-fields",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.2",
        title: Text {
            en: "HEAD has the fields that GET would have",
            es: "HEAD lleva los campos que llevaría GET",
        },
        rule: Text {
            en: "HEAD tells what GET would: same status, same type, same language, same date of change.",
            es: "HEAD cuenta lo mismo que GET: el mismo estado, tipo, idioma y fecha de cambio.",
        },
        hints: &[Text {
            en: "Do not write a handler for HEAD: call the one for GET.",
            es: "No escribas un caso aparte para HEAD: usa el de GET.",
        }],
        waits: false,
        run: |server| same_metadata(server, "/hello?methods-head-fields"),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                without(sent, answer, "HEAD /hello?methods-head-fields", "Content-Type")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-head-file",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.2",
        title: Text {
            en: "HEAD of a page of the site agrees with GET",
            es: "HEAD de una página del sitio coincide con GET",
        },
        rule: Text {
            en: "A client can ask with HEAD for the type and the date of a file without downloading it.",
            es: "Un cliente puede pedir con HEAD el tipo y la fecha de un archivo sin descargarlo.",
        },
        hints: &[Text {
            en: "Type and date are known before the first byte of the file is read.",
            es: "El tipo y la fecha se conocen antes de leer el primer byte del archivo.",
        }],
        waits: false,
        run: |server| same_metadata(server, "/page_one?methods-head-file"),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                without(sent, answer, "HEAD /page_one?methods-head-file", "Last-Modified")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-head-length",
        since: 7,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text {
            en: "The Content-Length of HEAD is that of GET",
            es: "El Content-Length de HEAD es el de GET",
        },
        rule: Text {
            en: "Content-Length in an answer to HEAD is the number of bytes that GET would send, or it is left out.",
            es: "El Content-Length de una respuesta a HEAD es el número de bytes que enviaría GET, o no aparece.",
        },
        hints: &[
            Text {
                en: "0 is wrong: the field speaks of what GET would send, not of what this answer carries.",
                es: "0 está mal: el campo habla de lo que enviaría GET, no de lo que lleva esta respuesta.",
            },
            Text {
                en: "Compute the field before you drop the content.",
                es: "Calcula el campo antes de quitar el contenido.",
            },
        ],
        waits: false,
        run: |server| {
            let length = server.get("/bigfile")?.content().len().to_string();
            let told = server.request("HEAD", "/bigfile?methods-head-length", &[], b"")?;
            told.status(200)?;
            match told.value("Content-Length") {
                Some(_) => told.field("Content-Length", &length)?.done(),
                None => Ok(()),
            }
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                saying(sent, answer, "/bigfile?methods-head-length", "Content-Length", "0")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-head-users",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.1",
        title: Text {
            en: "HEAD works wherever GET does: on /users too",
            es: "HEAD funciona donde funciona GET: también en /users",
        },
        rule: Text {
            en: "Every general-purpose server supports GET and HEAD: where there is the one there is the other.",
            es: "Todo servidor de uso general admite GET y HEAD: donde está uno, está el otro.",
        },
        hints: &[Text {
            en: "Let HEAD take the same branch as GET where you choose what to do.",
            es: "Que HEAD entre por la misma rama que GET donde eliges qué hacer.",
        }],
        waits: false,
        run: |server| same_metadata(server, "/users?methods-head-users"),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "HEAD /users?methods-head-users") {
                    true => broken::with_status(answer, "405 Method Not Allowed"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-head-404",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.2",
        title: Text {
            en: "A 404 to HEAD has no content either",
            es: "Un 404 a HEAD tampoco lleva contenido",
        },
        rule: Text {
            en: "No content follows an answer to HEAD, whatever its status is.",
            es: "Ninguna respuesta a HEAD lleva contenido, sea cual sea su estado.",
        },
        hints: &[Text {
            en: "Errors often take another way out of the program: does that way know the method?",
            es: "Los errores suelen salir por otro camino del programa: ¿ese camino conoce el método?",
        }],
        waits: false,
        run: |server| server.request("HEAD", "/methods-head-404", &[], b"")?.status(404)?.done(),
        broken: Breakage {
            how: Broken::Request(|request| swap(request, "/methods-head-404 ", "HEAD /", "GET /")),
            also: &[],
        },
    },
    Check {
        id: "methods-head-in-step",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "After HEAD the next answer begins at once",
            es: "Tras HEAD, la siguiente respuesta empieza enseguida",
        },
        rule: Text {
            en: "An answer to HEAD ends with its empty line; on a kept connection the next bytes are the next answer.",
            es: "Una respuesta a HEAD acaba en su línea vacía; en una conexión persistente, lo que sigue es la próxima respuesta.",
        },
        hints: &[Text {
            en: "One stray byte of content and the client reads nonsense from here on.",
            es: "Con un solo byte de contenido de más, el cliente lee disparates a partir de ahí.",
        }],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.request("HEAD", "/page_one?methods-head-in-step", &[], b"")?.status(200)?;
            client.request("HEAD", "/hello", &[], b"")?.status(200)?;
            client.get("/echo/in-step")?.status(200)?.body("in-step")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "?methods-head-in-step ", "HEAD /", "GET /")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-options",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.7",
        title: Text {
            en: "OPTIONS gets 204 and the methods of the target",
            es: "OPTIONS recibe 204 y los métodos del destino",
        },
        rule: Text {
            en: "OPTIONS asks what can be done with a target; the RFC asks no server to have it, and would let it answer 200 as well, but this course answers 204 with Allow, for there is no content.",
            es: "OPTIONS pregunta qué se puede hacer con un destino; el RFC no obliga a tenerlo, y permitiría responder también 200, pero este curso responde 204 con Allow, porque no hay contenido.",
        },
        hints: &[
            Text {
                en: "There is no content to send: 204, a line `Allow: …`, and that is all.",
                es: "No hay contenido que enviar: 204, una línea `Allow: …` y nada más.",
            },
            Text {
                en: "For `/hello` the line is `Allow: GET, HEAD, OPTIONS`.",
                es: "Para `/hello` la línea es `Allow: GET, HEAD, OPTIONS`.",
            },
        ],
        waits: false,
        run: |server| {
            server
                .request("OPTIONS", "/hello?methods-options", &[], b"")?
                .status(204)?
                .has_field("Allow")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                without(sent, answer, "OPTIONS /hello?methods-options ", "Allow")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-options-empty",
        since: 7,
        until: None,
        rfc: "RFC 9110 §8.6",
        title: Text { en: "A 204 has no Content-Length", es: "Un 204 no lleva Content-Length" },
        rule: Text {
            en: "In an answer with status 204 there must be no Content-Length, not even 0.",
            es: "Un servidor no debe enviar Content-Length en una respuesta 204, ni siquiera 0.",
        },
        hints: &[Text {
            en: "204 ends with its empty line by definition; there is nothing to measure.",
            es: "Un 204 acaba en su línea vacía por definición: no hay nada que medir.",
        }],
        waits: false,
        run: |server| {
            let answer = server.request("OPTIONS", "/users?methods-options-empty", &[], b"")?;
            answer.status(204)?.no_field("Content-Length")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                saying(sent, answer, "?methods-options-empty", "Content-Length", "0")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-options-table",
        since: 7,
        until: None,
        rfc: "RFC 9110 §10.2.1",
        title: Text {
            en: "Allow lists what each target really can do",
            es: "Allow enumera lo que cada destino sabe hacer",
        },
        rule: Text {
            en: "Allow lists the methods of this target, which are not the same for all.",
            es: "Allow enumera los métodos de este destino, que no son los mismos para todos.",
        },
        hints: &[Text {
            en: "Keep one table from targets to methods, and let OPTIONS and 405 both read it.",
            es: "Ten una sola tabla de destinos y métodos, y que OPTIONS y 405 la lean.",
        }],
        waits: false,
        run: |server| {
            let table: [(&str, &[&str], &str); 6] = [
                ("/hello?methods-options-table", &["GET", "HEAD", "OPTIONS"], "PUT"),
                ("/echo", &["POST", "TRACE", "OPTIONS"], "GET"),
                ("/files/any", &["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"], "PATCH"),
                ("/createUser", &["POST", "OPTIONS"], "GET"),
                ("/users", &["GET", "HEAD", "OPTIONS"], "DELETE"),
                ("/sentence", &["GET", "HEAD", "POST", "DELETE", "OPTIONS"], "PUT"),
            ];
            for (target, methods, never) in table {
                let answer = server.request("OPTIONS", target, &[], b"")?;
                answer.status(204)?.lists_no("Allow", never)?;
                for method in methods {
                    answer.lists("Allow", method)?;
                }
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                saying(sent, answer, "?methods-options-table", "Allow", "GET, POST, PUT, DELETE")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-options-star",
        since: 7,
        until: None,
        rfc: "RFC 9112 §3.2.4",
        title: Text {
            en: "OPTIONS * asks about the server as a whole",
            es: "OPTIONS * pregunta por el servidor entero",
        },
        rule: Text {
            en: "`*` in place of a path is the server itself; the RFC asks no server to have OPTIONS, and would let it answer 200 as well, but this course answers 204 and names in Allow every method that some target has.",
            es: "`*` en lugar de una ruta es el servidor mismo; el RFC no obliga a tener OPTIONS, y permitiría responder también 200, pero este curso responde 204 y enumera en Allow todos los métodos que admite algún destino.",
        },
        hints: &[
            Text {
                en: "`*` does not begin with `/`: let it through before you look for a path.",
                es: "`*` no empieza por `/`: déjalo pasar antes de buscar una ruta.",
            },
            Text {
                en: "Whoever asks wants to know which methods this server has at all: GET, POST, DELETE and the rest.",
                es: "Quien pregunta quiere saber qué métodos admite este servidor en total: GET, POST, DELETE y los demás.",
            },
        ],
        waits: false,
        run: |server| {
            let mark = [("X-Mark", "methods-options-star")];
            let answer = server.request("OPTIONS", "*", &mark, b"")?;
            let answer = answer.status(204)?.lists("Allow", "GET")?;
            answer.lists("Allow", "POST")?.lists("Allow", "DELETE")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "X-Mark: methods-options-star", "OPTIONS *", "GET *")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-star-others",
        since: 7,
        until: None,
        rfc: "RFC 9112 §3.2.4",
        title: Text {
            en: "* is a target for OPTIONS only, and without a query",
            es: "* es un destino solo para OPTIONS, y sin consulta",
        },
        rule: Text {
            en: "The form `*` is only used with OPTIONS; with any other method, or with a query behind it, it is a 400.",
            es: "La forma `*` solo se usa con OPTIONS; con cualquier otro método, o seguida de una consulta, es un 400.",
        },
        hints: &[Text {
            en: "Look at method and target together when you read the target.",
            es: "Mira juntos el método y el destino cuando leas el destino.",
        }],
        waits: false,
        run: |server| {
            let mark = [("X-Mark", "methods-star-others")];
            for method in ["GET", "POST", "PUT", "DELETE", "TRACE"] {
                server.request(method, "*", &mark, b"")?.refusal(400)?;
            }
            server.request("OPTIONS", "*?a=b", &mark, b"")?.refusal(400)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "X-Mark: methods-star-others", "DELETE *", "OPTIONS *")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-405",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.6",
        title: Text {
            en: "POST /hello gets 405: this target has no POST",
            es: "POST /hello recibe 405: ese destino no tiene POST",
        },
        rule: Text {
            en: "405 says that the method is known, and the target too, but the two do not go together.",
            es: "405 dice que se conoce el método, y el destino también, pero que no van juntos.",
        },
        hints: &[
            Text {
                en: "501 is for a method that the server knows nowhere, 404 for a target that is not there.",
                es: "501 es para un método que el servidor no conoce para ningún destino; 404, para un destino que no existe.",
            },
            Text {
                en: "Find the target first; then look whether it has this method.",
                es: "Busca primero el destino; después mira si tiene este método.",
            },
        ],
        waits: false,
        run: |server| {
            let empty = [("Content-Length", "0")];
            server.request("POST", "/hello?methods-405", &empty, b"")?.refusal(405)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| swap(request, "/hello?methods-405 ", "POST", "GET")),
            also: &[],
        },
    },
    Check {
        id: "methods-405-allow",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.6",
        title: Text {
            en: "A 405 says in Allow what would have worked",
            es: "Un 405 dice en Allow qué habría funcionado",
        },
        rule: Text {
            en: "A server must send Allow with a 405, listing the methods that the target has.",
            es: "Con un 405 el servidor debe enviar Allow, con los métodos que tiene el destino.",
        },
        hints: &[
            Text {
                en: "The same list that OPTIONS gets for this target.",
                es: "La misma lista que recibe OPTIONS para ese destino.",
            },
            Text {
                en: "For `/hello` that is `Allow: GET, HEAD, OPTIONS`: names with commas between.",
                es: "Para `/hello` es `Allow: GET, HEAD, OPTIONS`: nombres separados por comas.",
            },
        ],
        waits: false,
        run: |server| {
            let answer = server.request("DELETE", "/hello?methods-405-allow", &[], b"")?;
            answer.status(405)?.lists("Allow", "GET")?.lists("Allow", "HEAD")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                without(sent, answer, "/hello?methods-405-allow", "Allow")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-405-site",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.6",
        title: Text {
            en: "The pages of the site can neither be written nor deleted",
            es: "Las páginas del sitio ni se escriben ni se borran",
        },
        rule: Text {
            en: "Files of the site have GET and HEAD only: PUT and DELETE get 405 and change nothing.",
            es: "Los archivos del sitio solo tienen GET y HEAD: PUT y DELETE reciben 405 y no cambian nada.",
        },
        hints: &[Text {
            en: "Writing belongs to `/files/` alone, even if both are folders to you.",
            es: "Escribir es solo cosa de `/files/`, aunque para ti ambas sean carpetas.",
        }],
        waits: false,
        run: |server| {
            let before = server.get("/page_one")?;
            server.request("DELETE", "/page_one?methods-405-site", &[], b"")?.status(405)?;
            server.request("PUT", "/page_one", &[], b"gone")?.status(405)?;
            server.get("/page_one")?.status(200)?.body(before.content())?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "/page_one?methods-405-site", "DELETE", "OPTIONS")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-405-table",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.6",
        title: Text {
            en: "Each target refuses the methods that it has not",
            es: "Cada destino rechaza los métodos que no tiene",
        },
        rule: Text {
            en: "A method that other targets have is still a 405 where this one has not, GET included.",
            es: "Un método que tienen otros destinos es igualmente un 405 donde este no lo tiene, incluido GET.",
        },
        hints: &[Text {
            en: "`/createUser` and `/echo` exist, but there is nothing to GET there.",
            es: "`/createUser` y `/echo` existen, pero ahí no hay nada que pedir con GET.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-405-table", b"x")?;
            let table = [
                ("GET", "/createUser?methods-405-table", "POST"),
                ("GET", "/echo", "POST"),
                ("PUT", "/users", "GET"),
                ("PUT", "/sentence", "POST"),
                ("POST", "/headers", "GET"),
                ("PATCH", &*file, "PUT"),
            ];
            for (method, target, allowed) in table {
                let answer = server.request(method, target, &[], b"")?;
                answer.status(405)?.lists("Allow", allowed)?.lists_no("Allow", method)?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "GET /createUser?methods-405-table", "GET /hello")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-405-in-step",
        since: 7,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "After a 405 without content the connection stays",
            es: "Tras un 405 sin contenido la conexión sigue",
        },
        rule: Text {
            en: "A method that a target has not is a clear request with a clear end: the next one can be read.",
            es: "Un método que el destino no tiene es una petición clara con un final claro: se puede leer la siguiente.",
        },
        hints: &[Text {
            en: "Close only if content was announced and nobody read it.",
            es: "Cierra solo si se anunció contenido y nadie lo leyó.",
        }],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.request("DELETE", "/hello?methods-405-in-step", &[], b"")?.status(405)?;
            client.get("/echo/next")?.status(200)?.body("next")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| closing(request, "?methods-405-in-step")),
            also: &[],
        },
    },
    Check {
        id: "methods-404-first",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "Where nothing is, every method gets 404, not 405",
            es: "Donde no hay nada, todo método recibe 404, no 405",
        },
        rule: Text {
            en: "405 speaks of a target that exists, and where there is none the answer is 404; the RFC sets no order between them, but this one tells the client more.",
            es: "405 habla de un destino que existe, y donde no hay ninguno la respuesta es 404; el RFC no fija un orden entre los dos, pero este le dice más al cliente.",
        },
        hints: &[Text {
            en: "Find the target first, and only then ask what it can do.",
            es: "Primero encuentra el destino, y solo después pregunta qué sabe hacer.",
        }],
        waits: false,
        run: |server| {
            for method in ["DELETE", "PUT", "POST", "PATCH"] {
                server.request(method, "/methods-404-first", &[], b"")?.refusal(404)?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "DELETE /methods-404-first", "DELETE /hello")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-501",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.6.2",
        title: Text {
            en: "A method that nobody knows gets 501",
            es: "Un método que nadie conoce recibe 501",
        },
        rule: Text {
            en: "501 is for a method that the server does not know for any target.",
            es: "501 es para un método que el servidor no conoce para ningún destino.",
        },
        hints: &[Text {
            en: "Any token may stand where the method stands, so an unknown one is no 400.",
            es: "Donde va el método puede ir cualquier token: uno desconocido no es un 400.",
        }],
        waits: false,
        run: |server| server.request("BREW", "/hello?methods-501", &[], b"")?.refusal(501)?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "/hello?methods-501 ", "405 Method Not Allowed")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-501-lowercase",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.1",
        title: Text { en: "delete is not DELETE", es: "delete no es DELETE" },
        rule: Text {
            en: "Methods are case-sensitive: `get` and `delete` are unknown methods.",
            es: "En los métodos importan las mayúsculas: `get` y `delete` son métodos desconocidos.",
        },
        hints: &[Text {
            en: "Compare methods byte for byte; only field names and options ignore case.",
            es: "Compara los métodos byte a byte; solo en los nombres de campo y las opciones dan igual las mayúsculas.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-lowercase", b"still here")?;
            server.request("delete", &file, &[], b"")?.status(501)?;
            server.request("get", &file, &[], b"")?.status(501)?;
            server.get(&file)?.status(200)?.body("still here")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "/files/methods-lowercase ", "get /", "GET /")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-501-connect",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.6",
        title: Text {
            en: "CONNECT gets 501: this server is no proxy",
            es: "CONNECT recibe 501: este servidor no es un proxy",
        },
        rule: Text {
            en: "CONNECT asks for a tunnel to another host; a server that builds none answers 501.",
            es: "CONNECT pide un túnel hacia otro host; un servidor que no los construye responde 501.",
        },
        hints: &[Text {
            en: "Its target is `host:port`, without a path: judge the method before the target.",
            es: "Su destino es `host:puerto`, sin ruta: juzga el método antes que el destino.",
        }],
        waits: false,
        run: |server| {
            let target = "methods-connect.example:80";
            server.request("CONNECT", target, &[], b"")?.status(501)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "methods-connect.example", "400 Bad Request")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-trace",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.8",
        title: Text {
            en: "TRACE /echo sends the request itself back",
            es: "TRACE /echo devuelve la propia petición",
        },
        rule: Text {
            en: "The content of the answer to TRACE is the request as it arrived: its line, its fields, its empty line.",
            es: "El contenido de la respuesta a TRACE es la petición tal como llegó: su línea, sus campos y su línea vacía.",
        },
        hints: &[
            Text {
                en: "Keep the request line as it was sent, with its query.",
                es: "Conserva la línea de petición tal como se envió, con su consulta (query).",
            },
            Text {
                en: "Each line ends in `\\r\\n`, and so does the empty one at the end.",
                es: "Cada línea acaba en `\\r\\n`, y la vacía del final también.",
            },
        ],
        waits: false,
        run: |server| {
            let fields = [("X-Lantern", "one, two")];
            let answer = server.request("TRACE", "/echo?methods-trace", &fields, b"")?;
            let text = answer.text();
            answer.status(200)?.that(
                text.starts_with("TRACE /echo?methods-trace HTTP/1.1\r\n")
                    && text.to_ascii_lowercase().contains("\r\nx-lantern: one, two\r\n")
                    && text.ends_with("\r\n\r\n"),
                Text {
                    en: "The content should be the request itself: its first line, the field X-Lantern, and an empty line at the end.",
                    es: "El contenido debería ser la propia petición: su primera línea, el campo X-Lantern y una línea vacía al final.",
                },
            )?;
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                with_content(sent, answer, "/echo?methods-trace ", "TRACE /echo HTTP/1.1\r\n\r\n")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-trace-type",
        since: 7,
        until: None,
        rfc: "RFC 9112 §10.1",
        title: Text {
            en: "The content of TRACE is message/http",
            es: "El contenido de TRACE es message/http",
        },
        rule: Text {
            en: "A whole HTTP message as content has a media type of its own: message/http.",
            es: "Un mensaje HTTP entero como contenido tiene su propio tipo: message/http.",
        },
        hints: &[Text {
            en: "Not text/plain, and never text/html: a browser must not run what was sent.",
            es: "Ni text/plain ni, sobre todo, text/html: un navegador no debe ejecutar lo enviado.",
        }],
        waits: false,
        run: |server| {
            let answer = server.request("TRACE", "/echo?methods-trace-type", &[], b"")?;
            answer.status(200)?.field_contains("Content-Type", "message/http")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                saying(sent, answer, "?methods-trace-type", "Content-Type", "text/html")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-trace-secrets",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.8",
        title: Text {
            en: "TRACE keeps Authorization and Cookie to itself",
            es: "TRACE no devuelve Authorization ni Cookie",
        },
        rule: Text {
            en: "The answer to TRACE leaves out the fields that hold secrets.",
            es: "La respuesta a TRACE omite los campos que contienen secretos.",
        },
        hints: &[Text {
            en: "A script could otherwise read from a TRACE the cookies that the browser hides from it.",
            es: "Si no, un script podría leer con TRACE las cookies que el navegador le esconde.",
        }],
        waits: false,
        run: |server| {
            let fields = [("Authorization", "Basic tres"), ("Cookie", "id=tristes")];
            let answer = server.request("TRACE", "/echo?methods-trace-secrets", &fields, b"")?;
            answer.status(200)?.body_lacks("Basic tres")?.body_lacks("id=tristes")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "?methods-trace-secrets ") {
                    true => broken::with_body(answer, sent),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-trace-case",
        since: 7,
        until: None,
        rfc: "RFC 9110 §5.1",
        title: Text {
            en: "TRACE keeps them to itself in any letter case",
            es: "TRACE no los devuelve, se escriban como se escriban",
        },
        rule: Text {
            en: "Field names are case-insensitive, so `cookie` and `AUTHORIZATION` are secrets as well.",
            es: "En los nombres de campo no importan las mayúsculas: `cookie` y `AUTHORIZATION` también son secretos.",
        },
        hints: &[Text {
            en: "Compare the names without regard to case, like those of all fields.",
            es: "Compara los nombres sin distinguir mayúsculas, como los de todos los campos.",
        }],
        waits: false,
        run: |server| {
            let fields = [("AUTHORIZATION", "Basic tigres"), ("cookie", "id=trigo")];
            let answer = server.request("TRACE", "/echo?methods-trace-case", &fields, b"")?;
            answer.status(200)?.body_lacks("Basic tigres")?.body_lacks("id=trigo")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "?methods-trace-case ") {
                true => broken::with_body(answer, sent),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-trace-elsewhere",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.6",
        title: Text {
            en: "TRACE works at /echo only; elsewhere it is a 405",
            es: "TRACE solo funciona en /echo; en otro lugar es 405",
        },
        rule: Text {
            en: "TRACE is a known method, so a target without it answers 405 with Allow.",
            es: "TRACE es un método conocido, así que un destino que no lo tiene responde 405 con Allow.",
        },
        hints: &[Text {
            en: "Put TRACE into your table of targets and methods, like any other.",
            es: "Pon TRACE en tu tabla de destinos y métodos, como cualquier otro.",
        }],
        waits: false,
        run: |server| {
            let answer = server.request("TRACE", "/hello?methods-trace-elsewhere", &[], b"")?;
            answer.status(405)?.lists("Allow", "GET")?.lists_no("Allow", "TRACE")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "/hello?methods-trace-elsewhere", "/echo")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-get",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.4",
        title: Text {
            en: "What PUT stores, GET gives back",
            es: "Lo que PUT guarda, GET lo devuelve",
        },
        rule: Text {
            en: "After a successful PUT, GET on the same target gives the same bytes.",
            es: "Tras un PUT con éxito, GET sobre el mismo destino da los mismos bytes.",
        },
        hints: &[
            Text {
                en: "Write content as bytes; it need not be text.",
                es: "Escribe el contenido como bytes; no tiene por qué ser texto.",
            },
            Text {
                en: "The content begins behind the empty line; its first bytes may be in your buffer already.",
                es: "El contenido empieza tras la línea vacía; sus primeros bytes pueden estar ya en tu búfer.",
            },
        ],
        waits: false,
        run: |server| {
            let bytes: Vec<u8> = (0..=255).collect();
            let file = stored(server, "methods-put-get", &bytes)?;
            server.get(&file)?.status(200)?.body(&bytes)?.done()
        },
        broken: Breakage {
            // Takes content for text.
            how: Broken::Request(|request| {
                match broken::has(request, "PUT /files/methods-put-get ") {
                    true => {
                        request.iter().map(|&byte| if byte < 0x80 { byte } else { b'?' }).collect()
                    }
                    false => request.to_vec(),
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-201",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.4",
        title: Text { en: "PUT of a new file gets 201", es: "PUT de un archivo nuevo recibe 201" },
        rule: Text {
            en: "When PUT creates what was not there, the server must answer 201 (Created).",
            es: "Cuando PUT crea lo que no había, el servidor debe responder 201 (Created).",
        },
        hints: &[
            Text {
                en: "Look whether the file exists before you put the new one in its place.",
                es: "Mira si el archivo existe antes de poner el nuevo en su lugar.",
            },
            Text {
                en: "From the same look decide between 201 and 204.",
                es: "De esa misma consulta sale la elección entre 201 y 204.",
            },
        ],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-put-201")?;
            server.request("PUT", &file, &[], b"new")?.status(201)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "PUT /files/methods-put-201 ", "200 OK")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-204",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.4",
        title: Text {
            en: "PUT over a file that is there gets 204",
            es: "PUT sobre un archivo que ya está recibe 204",
        },
        rule: Text {
            en: "When PUT replaces what was there, the server must answer 200 or 204, not 201.",
            es: "Cuando PUT reemplaza lo que había, el servidor debe responder 200 o 204, no 201.",
        },
        hints: &[Text {
            en: "201 means that something new exists now; here only its content is new.",
            es: "201 significa que ahora existe algo nuevo; aquí solo es nuevo el contenido.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-put-204", b"old")?;
            server.request("PUT", &format!("{file}?again"), &[], b"new")?.status_in(&[200, 204])?;
            server.get(&file)?.status(200)?.body("new")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "PUT /files/methods-put-204?again", "201 Created")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-shorter",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.4",
        title: Text {
            en: "A shorter file replaces a longer one wholly",
            es: "Un archivo más corto reemplaza del todo a uno más largo",
        },
        rule: Text {
            en: "PUT replaces the whole state of the target: nothing of the old content is left.",
            es: "PUT reemplaza el estado completo del destino: no queda nada del contenido anterior.",
        },
        hints: &[Text {
            en: "Written over the old bytes, the new file keeps the old one's tail: write another file, and rename it over the first.",
            es: "Si escribes sobre los bytes viejos, queda el final del archivo anterior: escribe otro archivo y renómbralo encima.",
        }],
        waits: false,
        run: |server| {
            stored(server, "methods-put-shorter", b"a long story")?;
            let file = stored(server, "methods-put-shorter", b"short")?;
            server.get(&file)?.status(200)?.body("short")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                with_content(sent, answer, "GET /files/methods-put-shorter ", "short story")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-empty",
        since: 7,
        until: None,
        rfc: "RFC 9112 §6.3",
        title: Text {
            en: "An empty upload makes an empty file",
            es: "Una subida vacía crea un archivo vacío",
        },
        rule: Text {
            en: "Content of length 0 is content all the same: the file exists, and holds nothing.",
            es: "Un contenido de longitud 0 también es contenido: el archivo existe y no contiene nada.",
        },
        hints: &[Text {
            en: "Do not wait for a first byte when the length says that there is none.",
            es: "No esperes un primer byte cuando la longitud dice que no hay ninguno.",
        }],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-put-empty")?;
            server.request("PUT", &file, &[("Content-Length", "0")], b"")?.status(201)?;
            server.get(&file)?.status(200)?.body("")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "PUT /files/methods-put-empty ", "411 Length Required")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-chunked",
        since: 7,
        until: None,
        rfc: "RFC 9112 §7.1",
        title: Text {
            en: "A chunked upload is stored without its chunk sizes",
            es: "Una subida en fragmentos (chunks) se guarda sin los tamaños",
        },
        rule: Text {
            en: "Transfer codings belong to the way; what arrives and is stored is the content.",
            es: "Las codificaciones de transferencia son cosa del viaje; lo que llega y se guarda es el contenido.",
        },
        hints: &[Text {
            en: "Let one reader undo both kinds of framing, and the upload read from it.",
            es: "Haz que un solo lector deshaga los dos tipos de delimitación, y que la subida lea de él.",
        }],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-put-chunked")?;
            let lines = "Transfer-Encoding: chunked\r\nConnection: close\r\n";
            let chunks = "6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n";
            server.raw(head(&format!("PUT {file}"), lines) + chunks)?.status(201)?;
            server.get(&file)?.status(200)?.body("hello world")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                let raw = "6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n";
                with_content(sent, answer, "GET /files/methods-put-chunked ", raw)
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-5-mib",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.4",
        title: Text {
            en: "5 MiB arrive without a byte changed",
            es: "5 MiB llegan sin que cambie un solo byte",
        },
        rule: Text {
            en: "An upload of any size is stored byte for byte.",
            es: "Una subida de cualquier tamaño se guarda byte a byte.",
        },
        hints: &[
            Text {
                en: "Content comes in many reads; write exactly as many bytes as each one gave you.",
                es: "El contenido llega en muchas lecturas; escribe justo los bytes que te dio cada una.",
            },
            Text {
                en: "One write may take only a part: go on until all is written (Rust: `write_all`; C: a loop around `write`).",
                es: "Una escritura puede aceptar solo una parte: sigue hasta escribirlo todo (Rust: `write_all`; C: un bucle con `write`).",
            },
        ],
        waits: true,
        run: |server| {
            let bytes: Vec<u8> = (0_u32..5 << 18).flat_map(u32::to_le_bytes).collect();
            let file = stored(server, "methods-put-5-mib", &bytes)?;
            let back = server.get(&file)?;
            let same = back.content() == bytes;
            back.status(200)?.that(
                same,
                Text {
                    en: "The file that came back is not the one that was sent.",
                    es: "El archivo que volvió no es el que se envió.",
                },
            )?;
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, mut answer| {
                if broken::has(sent, "GET /files/methods-put-5-mib ") {
                    answer.last_mut().into_iter().for_each(|byte| *byte ^= 1);
                }
                answer
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-name",
        since: 7,
        until: None,
        rfc: "RFC 3986 §2.1",
        title: Text {
            en: "The file is called what the target means",
            es: "El archivo se llama como dice el destino",
        },
        rule: Text {
            en: "The name is percent-decoded before the file is made: `%c3%b1` and `%C3%B1` are the same ñ.",
            es: "El nombre se decodifica antes de crear el archivo: `%c3%b1` y `%C3%B1` son la misma ñ.",
        },
        hints: &[Text {
            en: "GET and PUT should turn a target into a path with the same function.",
            es: "GET y PUT deberían convertir el destino en una ruta con la misma función.",
        }],
        waits: false,
        run: |server| {
            stored(server, "methods%20ma%c3%b1ana", b"tomorrow")?;
            server.get("/files/methods%20ma%C3%B1ana")?.status(200)?.body("tomorrow")?;
            let on_disk = fs::read(server.directory()?.join("methods mañana")).unwrap_or_default();
            let answer = server.get("/files/methods%20ma%c3%b1ana")?;
            answer.that(
                on_disk == b"tomorrow",
                Text {
                    en: "In the folder this file should be called `methods mañana`, but there is none of that name.",
                    es: "En la carpeta este archivo debería llamarse `methods mañana`, pero no hay ninguno con ese nombre.",
                },
            )?;
            Ok(())
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "/methods%20ma%c3%b1ana", "/methods%2520ma%25c3%25b1ana")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-in-step",
        since: 7,
        until: None,
        rfc: "RFC 9112 §9.3",
        title: Text {
            en: "Two uploads and a download fit one connection",
            es: "Dos subidas y una descarga caben en una conexión",
        },
        rule: Text {
            en: "Content that was read to its end leaves the connection ready for the next request.",
            es: "Un contenido leído hasta el final deja la conexión lista para la siguiente petición.",
        },
        hints: &[Text {
            en: "Read exactly as many bytes as announced: not one of the next request's.",
            es: "Lee exactamente los bytes anunciados: ni uno de la siguiente petición.",
        }],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            let target = "/files/methods-put-in-step";
            client.write_request("PUT", target, &[], b"GET / HTTP/1.1\r\n\r\n", false)?;
            client.write_request("PUT", target, &[], b"in step", false)?;
            client.read_response("PUT")?.status_in(&[200, 201, 204])?;
            client.read_response("PUT")?.status_in(&[200, 204])?;
            client.get(target)?.status(200)?.body("in step")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| closing(request, "PUT /files/methods-put-in-step ")),
            also: &[],
        },
    },
    Check {
        id: "methods-put-part",
        since: 7,
        until: None,
        rfc: "RFC 9110 §14.5",
        title: Text {
            en: "A PUT of a part does not replace the whole",
            es: "Un PUT de una parte no reemplaza el todo",
        },
        rule: Text {
            en: "Content-Range on PUT means part of a file: a server that cannot do that answers 400.",
            es: "Content-Range en un PUT anuncia solo una parte del archivo: un servidor que no sabe tratarla responde 400.",
        },
        hints: &[Text {
            en: "To store three bytes of ten as the whole file destroys the other seven.",
            es: "Guardar tres bytes de diez como si fueran el archivo entero destruye los otros siete.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-put-part", b"0123456789")?;
            let range = [("Content-Range", "bytes 0-2/10")];
            server.request("PUT", &file, &range, b"abc")?;
            let now = server.get(&file)?;
            let good = [&b"0123456789"[..], b"abc3456789"].contains(&now.content());
            now.status(200)?.that(
                good,
                Text {
                    en: "Three bytes of ten were sent, as a part; they should not become the whole file.",
                    es: "Se enviaron tres bytes de diez, como una parte; no deberían convertirse en el archivo entero.",
                },
            )?;
            Ok(())
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                overlook(request, "PUT /files/methods-put-part ", "Content-Range")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-head-upload",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.2",
        title: Text {
            en: "HEAD tells about an uploaded file",
            es: "HEAD informa sobre un archivo subido",
        },
        rule: Text {
            en: "Files that clients wrote have HEAD as well, with the type and date that GET says.",
            es: "Los archivos que escriben los clientes también tienen HEAD, con el tipo y la fecha que dice GET.",
        },
        hints: &[Text {
            en: "Serve `/files/` and the site with one function: it cannot forget one of the two.",
            es: "Sirve `/files/` y el sitio con una misma función: así no olvida uno de los dos.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-head-upload", b"seven by")?;
            same_metadata(server, &file)?;
            let told = server.request("HEAD", &file, &[], b"")?;
            told.status(200)?.field("Content-Type", "application/octet-stream")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                let mark = "HEAD /files/methods-head-upload ";
                saying(sent, answer, mark, "Content-Type", "text/html")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-post-201",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.3",
        title: Text {
            en: "POST of a file gets 201 and a Location",
            es: "POST de un archivo recibe 201 y un Location",
        },
        rule: Text {
            en: "When POST has created something, 201 says so and Location says where it is.",
            es: "Cuando POST ha creado algo, 201 lo dice y Location dice dónde está.",
        },
        hints: &[Text {
            en: "`Location: /files/…`, with the name escaped as in the target.",
            es: "`Location: /files/…`, con el nombre codificado igual que en el destino.",
        }],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-post-201")?;
            server
                .request("POST", &file, &[], b"posted")?
                .status(201)?
                .has_field("Location")?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                without(sent, answer, "POST /files/methods-post-201 ", "Location")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-post-location",
        since: 7,
        until: None,
        rfc: "RFC 9110 §10.2.2",
        title: Text {
            en: "Location leads to the file that POST has made",
            es: "Location lleva al archivo que creó POST",
        },
        rule: Text {
            en: "A client that follows the Location of a 201 finds what it has sent.",
            es: "Un cliente que sigue el Location de un 201 encuentra lo que envió.",
        },
        hints: &[
            Text {
                en: "Location is a URI, not a path on your disk: it begins with `/files/`.",
                es: "Location es una URI, no una ruta de tu disco: empieza por `/files/`.",
            },
            Text {
                en: "A space in the name must stay `%20` in Location.",
                es: "Un espacio en el nombre debe seguir siendo `%20` en Location.",
            },
        ],
        waits: false,
        run: |server| {
            let file = absent(server, "methods%20post-location")?;
            let made = server.request("POST", &file, &[], b"follow me")?;
            let location = made.status(201)?.value("Location").unwrap_or_default();
            server.get(path_of(location))?.status(200)?.body("follow me")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                let mark = "POST /files/methods%20post-location ";
                saying(sent, answer, mark, "Location", "/methods%20post-location")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-delete",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.5",
        title: Text { en: "DELETE of a file gets 204", es: "DELETE de un archivo recibe 204" },
        rule: Text {
            en: "204 says that it is done and that there is nothing more to tell; the RFC would let a server answer 200 with content, or 202, but this course has nothing to add.",
            es: "204 dice que ya está hecho y que no hay nada más que contar; el RFC permitiría responder 200 con contenido, o 202, pero este curso no tiene nada que añadir.",
        },
        hints: &[Text {
            en: "Like every 204, without content and without Content-Length.",
            es: "Como todo 204, sin contenido y sin Content-Length.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-delete", b"bye")?;
            server.request("DELETE", &file, &[], b"")?.status(204)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "DELETE /files/methods-delete ", "202 Accepted")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-delete-gone",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.5",
        title: Text { en: "What was deleted is gone: 404", es: "Lo borrado ya no está: 404" },
        rule: Text {
            en: "After a successful DELETE the target leads to nothing.",
            es: "Tras un DELETE con éxito, el destino no lleva a nada.",
        },
        hints: &[Text {
            en: "Do you remove the file before you answer?",
            es: "¿Quitas el archivo antes de responder?",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-delete-gone", b"bye")?;
            server.request("DELETE", &file, &[], b"")?.status_in(&[200, 204])?;
            server.get(&file)?.refusal(404)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "/files/methods-delete-gone ", "DELETE", "OPTIONS")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-delete-404",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.5.5",
        title: Text {
            en: "DELETE of a file that is not there gets 404",
            es: "DELETE de un archivo que no está recibe 404",
        },
        rule: Text {
            en: "What does not exist cannot be deleted: 404, also the second time.",
            es: "Lo que no existe no se puede borrar: 404, también la segunda vez.",
        },
        hints: &[Text {
            en: "The system tells you when you remove it (Rust: `NotFound`; Python: `FileNotFoundError`).",
            es: "El sistema te lo dice al borrarlo (Rust: `NotFound`; Python: `FileNotFoundError`).",
        }],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-delete-404")? + "?again";
            server.request("DELETE", &file, &[], b"")?.refusal(404)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "/files/methods-delete-404?again", "200 OK")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-outside",
        since: 7,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "No upload leads out of the folder",
            es: "Ninguna subida sale de la carpeta",
        },
        rule: Text {
            en: "PUT and POST write below the folder only: not by `..`, by its escapes, nor by an absolute path.",
            es: "PUT y POST solo escriben dentro de la carpeta: ni con `..`, ni codificado, ni con una ruta absoluta.",
        },
        hints: &[
            Text {
                en: "Decode the name first, then look at each of its parts, and refuse `..` and separators.",
                es: "Primero decodifica el nombre, luego mira cada parte y rechaza `..` y los separadores.",
            },
            Text {
                en: "To join a folder with an absolute path throws the folder away, in Rust as in Python.",
                es: "Unir una carpeta con una ruta absoluta descarta la carpeta, tanto en Rust como en Python.",
            },
        ],
        waits: false,
        run: |server| {
            let path = outside(server, "methods-put-outside")?;
            let tried = ["PUT", "POST"]
                .into_iter()
                .try_for_each(|method| try_to_escape(server, method, &path, |path| !path.exists()));
            // It should not be there; if it is, it must not stay.
            let _ = fs::remove_file(&path);
            tried
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "PUT /files/..%2fmethods-put-outside", "201 Created")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-delete-outside",
        since: 7,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "No DELETE leads out of the folder",
            es: "Ningún DELETE sale de la carpeta",
        },
        rule: Text {
            en: "DELETE removes files of the folder only, whatever its target looks like.",
            es: "DELETE solo quita archivos de la carpeta, tenga el aspecto que tenga su destino.",
        },
        hints: &[Text {
            en: "The same function should find the path for GET, PUT and DELETE.",
            es: "La misma función debería encontrar la ruta para GET, PUT y DELETE.",
        }],
        waits: false,
        run: |server| {
            let path = outside(server, "methods-delete-outside")?;
            fs::write(&path, "Delete me if you can.")?;
            let tried = try_to_escape(server, "DELETE", &path, Path::exists);
            // If it is gone the check has failed already.
            let _ = fs::remove_file(&path);
            tried
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "DELETE /files/%2e%2e/methods-delete-outside", "200 OK")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-link",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "No upload goes through a symbolic link to elsewhere",
            es: "Ninguna subida sale por un enlace simbólico",
        },
        rule: Text {
            en: "A link inside the folder that points out of it is no way to write there; the RFC does not speak of links, but who writes through one can change any file.",
            es: "Un enlace dentro de la carpeta que apunta fuera de ella no permite escribir allí; el RFC no habla de enlaces, pero quien escribe a través de uno puede cambiar cualquier archivo.",
        },
        hints: &[Text {
            en: "Resolve the links of the parent folder (Rust: `canonicalize`; Python: `os.path.realpath`), and see whether it is still below your root.",
            es: "Resuelve los enlaces de la carpeta contenedora (Rust: `canonicalize`; Python: `os.path.realpath`) y mira si sigue bajo tu raíz.",
        }],
        waits: false,
        run: |server| {
            let folder = tempfile::tempdir()?;
            let secret = folder.path().join("secret");
            fs::write(&secret, "Change me if you can.")?;
            let links = ["methods-link", "methods-link-file"];
            let [to_folder, to_file] =
                links.map(|name| server.directory().map(|dir| dir.join(name)));
            let (to_folder, to_file) = (to_folder?, to_file?);
            link(folder.path(), &to_folder)?;
            link(&secret, &to_file)?;
            let through = server.request("PUT", "/files/methods-link/new", &[], b"outside");
            let over = server.request("PUT", "/files/methods-link-file", &[], b"outside");
            for link in [&to_folder, &to_file] {
                // A server may have put a file in the place of a link.
                let _ = fs::remove_file(link);
            }
            let untouched = fs::read(&secret)? == b"Change me if you can.";
            over?.that(untouched, ESCAPED)?;
            let through = through?;
            through.status_within(400..500, ESCAPED)?;
            through.that(!folder.path().join("new").exists(), ESCAPED)?;
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "PUT /files/methods-link/new", "201 Created")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-put-folder",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.4",
        title: Text {
            en: "A folder cannot be overwritten with a file",
            es: "Una carpeta no se puede sobrescribir con un archivo",
        },
        rule: Text {
            en: "PUT on a folder is an error of the client, 4xx, and leaves the folder as it was.",
            es: "PUT sobre una carpeta es un error del cliente, 4xx, y deja la carpeta como estaba.",
        },
        hints: &[Text {
            en: "Your disk refuses it too, but as an error that must not become a 500.",
            es: "Tu disco también lo rechaza, pero con un error que no debe convertirse en un 500.",
        }],
        waits: false,
        run: |server| {
            let folder = server.directory()?.join("methods-put-folder");
            fs::create_dir_all(&folder)?;
            for target in ["/files/methods-put-folder", "/files/methods-put-folder/", "/files/"] {
                let answer = server.request("PUT", target, &[], b"flat")?;
                answer.status_within(400..500, REFUSE_FOLDER)?;
                answer.that(folder.is_dir(), UNCHANGED)?;
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "PUT /files/methods-put-folder ", "500 Internal Server Error")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-delete-folder",
        since: 7,
        until: None,
        rfc: "RFC 9110 §9.3.5",
        title: Text { en: "A folder cannot be deleted", es: "Una carpeta no se puede borrar" },
        rule: Text {
            en: "DELETE removes single files: on a folder it is a 4xx, and all that it holds stays.",
            es: "DELETE quita archivos sueltos: sobre una carpeta es un 4xx, y todo lo que contiene se queda.",
        },
        hints: &[Text {
            en: "The function that removes a file is enough; nothing here needs one that removes folders.",
            es: "Basta la función que borra un archivo; aquí nada necesita la que borra carpetas.",
        }],
        waits: false,
        run: |server| {
            let folder = server.directory()?.join("methods-delete-folder");
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("inside"), "I stay.")?;
            let answer = server.request("DELETE", "/files/methods-delete-folder", &[], b"")?;
            answer.status_within(400..500, REFUSE_FOLDER)?;
            answer.that(folder.join("inside").exists(), UNCHANGED)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "DELETE /files/methods-delete-folder", "200 OK")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-upload-cut",
        since: 7,
        until: None,
        rfc: "RFC 9112 §8",
        title: Text {
            en: "An upload that breaks off leaves nothing behind",
            es: "Una subida que se interrumpe no deja nada",
        },
        rule: Text {
            en: "Content shorter than announced is incomplete: the file does not appear, not even in part.",
            es: "Un contenido más corto de lo anunciado está incompleto: el archivo no aparece, ni siquiera a medias.",
        },
        hints: &[
            Text {
                en: "When the connection ends before the length is reached, the client is gone: throw away what you have.",
                es: "Si la conexión acaba antes de llegar a la longitud, el cliente se fue: descarta lo que tengas.",
            },
            Text {
                en: "Write beside the target, and rename only when all is there.",
                es: "Escribe al lado del destino y renombra solo cuando esté todo.",
            },
        ],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-upload-cut")?;
            cut_off(server, &file)?;
            server.get(&file)?.status(404)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "PUT /files/methods-upload-cut ", "Length: 1000", "Length: 15")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-upload-cut-old",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "An upload that breaks off keeps the old file",
            es: "Una subida que se interrumpe conserva el archivo anterior",
        },
        rule: Text {
            en: "As long as the new content is not complete, the old one stays in its place.",
            es: "Mientras el contenido nuevo no esté completo, el anterior sigue en su lugar.",
        },
        hints: &[Text {
            en: "To open the target for writing empties it at once (Rust: `File::create`; Python: `open(path, 'wb')`): too early.",
            es: "Abrir el destino para escribir lo vacía en el acto (Rust: `File::create`; Python: `open(path, 'wb')`): demasiado pronto.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-upload-cut-old", b"old and whole")?;
            cut_off(server, &file)?;
            server.get(&file)?.status(200)?.body("old and whole")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "PUT /files/methods-upload-cut-old ", "Length: 1000", "Length: 15")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-upload-cut-chunk",
        since: 7,
        until: None,
        rfc: "RFC 9112 §8",
        title: Text {
            en: "A chunked upload without its last chunk leaves nothing",
            es: "Una subida en fragmentos sin el último no deja nada",
        },
        rule: Text {
            en: "Chunked content is complete with the chunk of size 0; without it the upload broke off.",
            es: "Un contenido en fragmentos se completa con el fragmento de tamaño 0; sin él, la subida se interrumpió.",
        },
        hints: &[Text {
            en: "The end of the connection is no end of the content: it is an error.",
            es: "El fin de la conexión no es el fin del contenido: es un error.",
        }],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-upload-cut-chunk")?;
            let mut client = server.connect()?;
            let head = head(&format!("PUT {file}"), "Transfer-Encoding: chunked\r\n");
            client.send(head + "4\r\nhalf\r\n")?;
            client.finish();
            client.read_to_end()?;
            server.get(&file)?.status(404)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(
                    request,
                    "PUT /files/methods-upload-cut-chunk ",
                    "half\r\n",
                    "half\r\n0\r\n\r\n",
                )
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-upload-atomic",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "During an upload readers see the old file, whole",
            es: "Durante una subida, quien lee ve el archivo anterior, entero",
        },
        rule: Text {
            en: "A reader sees the old file or the new one, never a half of either.",
            es: "Quien lee ve el archivo anterior o el nuevo, nunca la mitad de uno de ellos.",
        },
        hints: &[
            Text {
                en: "Renaming a file over another is one step for everybody who looks.",
                es: "Renombrar un archivo sobre otro es un solo paso para cualquiera que mire.",
            },
            Text {
                en: "Write into another file of the same folder until the last byte is there.",
                es: "Escribe en otro archivo de la misma carpeta hasta que esté el último byte.",
            },
        ],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-upload-atomic", b"old and whole")?;
            let mut client = server.connect()?;
            let head = head(&format!("PUT {file}"), "Content-Length: 8\r\n");
            client.send(head + "new ")?;
            client.expect_open()?;
            server.get(&format!("{file}?during"))?.status(200)?.body("old and whole")?;
            client.send("data")?;
            client.read_response("PUT")?.status_in(&[200, 204])?;
            server.get(&file)?.status(200)?.body("new data")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                with_content(sent, answer, "/files/methods-upload-atomic?during", "new ")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-upload-hidden",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "Nobody can fetch the file of an upload under way",
            es: "Nadie puede descargar el archivo de una subida en curso",
        },
        rule: Text {
            en: "Where an upload waits for its end is no file of the folder to a client.",
            es: "El lugar donde una subida espera su final no es, para un cliente, un archivo de la carpeta.",
        },
        hints: &[Text {
            en: "Give it a name that you never serve, such as one that begins with a dot.",
            es: "Dale un nombre que nunca sirvas, como uno que empiece por un punto.",
        }],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-upload-hidden")?;
            let before = listing(server)?;
            let mut client = server.connect()?;
            let fields = "Content-Length: 8\r\nExpect: 100-continue\r\n";
            client.send(head(&format!("PUT {file}"), fields))?;
            // Now the server is known to be at it.
            client.read_interim(100)?;
            client.send("half")?;
            for name in listing(server)?.difference(&before) {
                let target = format!("/files/{}?methods-upload-hidden", name.to_string_lossy());
                server.get(&target)?.status_in(&[403, 404])?;
            }
            client.send("half")?;
            client.read_response("PUT")?.status(201)?.done()
        },
        broken: Breakage {
            // What has come of the upload so far lies in the folder under a name of its own.
            how: Broken::Server(|front| {
                front.each(|client, stage| {
                    let mut start = [0; 33];
                    let _ = client.peek(&mut start);
                    if start == *b"PUT /files/methods-upload-hidden " {
                        let _ = leave_part(&stage);
                    }
                    Relay::FAITHFUL.run(client, stage);
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-upload-clean",
        since: 7,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "Uploads leave no other files in the folder",
            es: "Las subidas no dejan otros archivos en la carpeta",
        },
        rule: Text {
            en: "After an upload, whole or broken off, nothing is in the folder but the files that clients named.",
            es: "Tras una subida, completa o interrumpida, en la carpeta solo están los archivos que nombraron los clientes.",
        },
        hints: &[Text {
            en: "Remove the temporary file on every way out, errors included (Rust: a value with `Drop`; Python: `finally`).",
            es: "Quita el archivo temporal en toda salida, también con errores (Rust: un valor con `Drop`; Python: `finally`).",
        }],
        waits: false,
        run: |server| {
            let cut = absent(server, "methods-upload-clean-cut")?;
            let file = absent(server, "methods-upload-clean")?;
            let mut expected = listing(server)?;
            server.request("PUT", &file, &[], b"whole")?.status(201)?;
            cut_off(server, &cut)?;
            expected.insert("methods-upload-clean".into());
            let answer = server.get(&file)?;
            answer.status(200)?.that(
                listing(server)? == expected,
                Text {
                    en: "The folder should hold this file and what was there before, but something else is in it too.",
                    es: "La carpeta debería tener este archivo y lo que ya había, pero hay algo más.",
                },
            )?;
            Ok(())
        },
        broken: Breakage {
            // Keeps what came of the upload that broke off.
            how: Broken::Request(|request| {
                swap(request, "PUT /files/methods-upload-clean-cut ", "Length: 1000", "Length: 15")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-since",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.3",
        title: Text {
            en: "If-Modified-Since: what has not changed gets 304",
            es: "If-Modified-Since: lo que no cambió recibe 304",
        },
        rule: Text {
            en: "A GET for a file that has not changed since the given date is answered 304, without content.",
            es: "Un GET de un archivo que no ha cambiado desde la fecha dada se responde 304, sin contenido.",
        },
        hints: &[
            Text {
                en: "The date is the one that you sent as Last-Modified; equal counts as unchanged.",
                es: "La fecha es la que tú enviaste en Last-Modified; si es igual, no cambió.",
            },
            Text {
                en: "Files know fractions of a second, HTTP dates do not: compare whole seconds.",
                es: "Los archivos conocen fracciones de segundo, las fechas de HTTP no: compara segundos enteros.",
            },
        ],
        waits: false,
        run: |server| {
            let page = server.get("/page_one")?;
            let date = page.has_field("Last-Modified")?.value("Last-Modified").unwrap_or_default();
            let fields = [("If-Modified-Since", date)];
            server.get_with("/page_one?methods-since", &fields)?.status(304)?.body("")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                overlook(request, "?methods-since ", "If-Modified-Since")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-since-changed",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.3",
        title: Text {
            en: "If-Modified-Since: what has changed gets 200",
            es: "If-Modified-Since: lo que cambió recibe 200",
        },
        rule: Text {
            en: "A file changed after the given date is sent as if there had been no condition.",
            es: "Un archivo que cambió después de la fecha dada se envía como si no hubiera condición.",
        },
        hints: &[
            Text {
                en: "Compare dates as times, not as text.",
                es: "Compara las fechas como momentos, no como texto.",
            },
            Text {
                en: "Turn both into seconds since 1970, and compare numbers.",
                es: "Convierte ambas en segundos desde 1970 y compara números.",
            },
        ],
        waits: false,
        run: |server| {
            let fields = [("If-Modified-Since", LONG_AGO)];
            let answer = server.get_with("/page_one?methods-since-changed", &fields)?;
            answer.status(200)?.body_contains("<")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "?methods-since-changed", LONG_AGO, FAR_AHEAD)
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-since-no-date",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.3",
        title: Text {
            en: "If-Modified-Since without a valid date is ignored",
            es: "If-Modified-Since sin una fecha válida se ignora",
        },
        rule: Text {
            en: "A server must ignore If-Modified-Since if its value is not a valid date.",
            es: "Un servidor debe ignorar If-Modified-Since si su valor no es una fecha válida.",
        },
        hints: &[Text {
            en: "Neither a 400 nor a 304: as if the field were not there.",
            es: "Ni un 400 ni un 304: como si el campo no estuviera.",
        }],
        waits: false,
        run: |server| {
            let fields = [("If-Modified-Since", "yesterday")];
            server.get_with("/page_one?methods-since-no-date", &fields)?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "?methods-since-no-date", "400 Bad Request")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-since-put",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.3",
        title: Text {
            en: "If-Modified-Since means nothing to PUT",
            es: "If-Modified-Since no significa nada para PUT",
        },
        rule: Text {
            en: "A server must ignore If-Modified-Since unless the method is GET or HEAD.",
            es: "Un servidor debe ignorar If-Modified-Since si el método no es GET ni HEAD.",
        },
        hints: &[Text {
            en: "It is there to save downloads; the field that protects writing is If-Unmodified-Since.",
            es: "Sirve para ahorrar descargas; el campo que protege al escribir es If-Unmodified-Since.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-since-put", b"old")?;
            let target = format!("{file}?now");
            put_if(server, &target, ("If-Modified-Since", FAR_AHEAD))?.status_in(&[200, 204])?;
            server.get(&file)?.status(200)?.body("new")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "/methods-since-put?now", "412 Precondition Failed")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-since-and-none",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.3",
        title: Text {
            en: "If-None-Match overrules If-Modified-Since",
            es: "If-None-Match manda sobre If-Modified-Since",
        },
        rule: Text {
            en: "A server must ignore If-Modified-Since when the request has If-None-Match.",
            es: "Un servidor debe ignorar If-Modified-Since cuando la petición trae If-None-Match.",
        },
        hints: &[Text {
            en: "The tag is one that this server never gave, so the client does not have the file: 200.",
            es: "Esa etiqueta nunca la dio este servidor, así que el cliente no tiene el archivo: 200.",
        }],
        waits: false,
        run: |server| {
            let fields = [("If-None-Match", "\"never-given\""), ("If-Modified-Since", FAR_AHEAD)];
            server.get_with("/page_one?methods-since-and-none", &fields)?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                overlook(request, "?methods-since-and-none", "If-None-Match")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-none-get",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.2",
        title: Text {
            en: "GET with If-None-Match: * gets 304 if there is a file",
            es: "GET con If-None-Match: * recibe 304 si hay archivo",
        },
        rule: Text {
            en: "If-None-Match: * is false where anything is; to GET and HEAD the answer is then 304.",
            es: "If-None-Match: * es falso donde haya algo; a GET y HEAD se responde entonces 304.",
        },
        hints: &[Text {
            en: "`*` needs no entity tags: it asks only whether something is there.",
            es: "`*` no necesita etiquetas (ETag): solo pregunta si hay algo.",
        }],
        waits: false,
        run: |server| {
            let fields = [("If-None-Match", "*")];
            server.get_with("/page_one?methods-none-get", &fields)?.status(304)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| overlook(request, "?methods-none-get", "If-None-Match")),
            also: &[],
        },
    },
    Check {
        id: "methods-none-put",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.2",
        title: Text {
            en: "PUT with If-None-Match: * spares a file that is there",
            es: "PUT con If-None-Match: * respeta lo que ya está",
        },
        rule: Text {
            en: "If-None-Match: * asks to write only what does not exist yet; otherwise the answer is 412.",
            es: "If-None-Match: * pide escribir solo lo que aún no existe; si no, la respuesta es 412.",
        },
        hints: &[Text {
            en: "Two people create the same file: the second learns that it is too late.",
            es: "Dos personas crean el mismo archivo: la segunda se entera de que llegó tarde.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-none-put", b"old")?;
            put_if(server, &file, ("If-None-Match", "*"))?.status(412)?;
            let now = server.get(&file)?;
            now.that(now.content() == b"old", UNCHANGED)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                overlook(request, "PUT /files/methods-none-put ", "If-None-Match")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-none-new",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.2",
        title: Text {
            en: "PUT with If-None-Match: * creates what is not there",
            es: "PUT con If-None-Match: * crea lo que no está",
        },
        rule: Text {
            en: "Where nothing is, If-None-Match: * is true and the method is performed.",
            es: "Donde no hay nada, If-None-Match: * es verdadero y el método se ejecuta.",
        },
        hints: &[Text {
            en: "This is the very case that the field is for: 201.",
            es: "Es justo el caso para el que existe el campo: 201.",
        }],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-none-new")?;
            put_if(server, &file, ("If-None-Match", "*"))?.status(201)?;
            server.get(&file)?.status(200)?.body("new")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "PUT /files/methods-none-new ", "412 Precondition Failed")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-match-put",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.1",
        title: Text {
            en: "PUT with If-Match: * replaces a file that is there",
            es: "PUT con If-Match: * reemplaza un archivo que está",
        },
        rule: Text {
            en: "If-Match: * is true where anything is: the method is performed.",
            es: "If-Match: * es verdadero donde haya algo: el método se ejecuta.",
        },
        hints: &[Text {
            en: "No entity tag is needed for `*`.",
            es: "Para `*` no hace falta ninguna etiqueta (ETag).",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-match-put", b"old")?;
            let target = format!("{file}?now");
            put_if(server, &target, ("If-Match", "*"))?.status_in(&[200, 204])?;
            server.get(&file)?.status(200)?.body("new")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "/methods-match-put?now", "412 Precondition Failed")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-match-new",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.1",
        title: Text {
            en: "PUT with If-Match: * creates nothing new",
            es: "PUT con If-Match: * no crea nada nuevo",
        },
        rule: Text {
            en: "If-Match: * is false where nothing is; then the server must not perform the method: 412.",
            es: "If-Match: * es falso donde no hay nada; entonces el servidor no debe ejecutar el método: 412.",
        },
        hints: &[Text {
            en: "The client wants to change a file, not to bring back one that somebody has deleted.",
            es: "El cliente quiere cambiar un archivo, no resucitar uno que alguien borró.",
        }],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-match-new")?;
            put_if(server, &file, ("If-Match", "*"))?.status(412)?;
            server.get(&file)?.status(404)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                overlook(request, "PUT /files/methods-match-new ", "If-Match")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-match-tag",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.1",
        title: Text {
            en: "If-Match with a tag never given stops the method",
            es: "If-Match con una etiqueta que nunca se dio frena el método",
        },
        rule: Text {
            en: "Where none of the tags in If-Match is the current one, the server must not perform the method: 412.",
            es: "Si ninguna etiqueta de If-Match es la actual, el servidor no debe ejecutar el método: 412.",
        },
        hints: &[Text {
            en: "A server that gives no entity tags can say at once that none of them matches.",
            es: "Un servidor que no da etiquetas (ETag) puede decir enseguida que ninguna coincide.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-match-tag", b"old")?;
            put_if(server, &file, ("If-Match", "\"never-given\""))?.status(412)?;
            let now = server.get(&file)?;
            now.that(now.content() == b"old", UNCHANGED)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                overlook(request, "PUT /files/methods-match-tag ", "If-Match")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-unmodified-put",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.4",
        title: Text {
            en: "If-Unmodified-Since spares a file that has changed",
            es: "If-Unmodified-Since respeta un archivo que cambió",
        },
        rule: Text {
            en: "If the file has changed since the given date, the server must not perform the method: 412.",
            es: "Si el archivo cambió desde la fecha dada, el servidor no debe ejecutar el método: 412.",
        },
        hints: &[Text {
            en: "Somebody else has written in the meantime: overwriting would lose their work.",
            es: "Otra persona escribió entretanto: sobrescribir perdería su trabajo.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-unmodified-put", b"old")?;
            put_if(server, &file, ("If-Unmodified-Since", LONG_AGO))?.status(412)?;
            let now = server.get(&file)?;
            now.that(now.content() == b"old", UNCHANGED)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                overlook(request, "PUT /files/methods-unmodified-put ", "If-Unmodified-Since")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-unmodified-delete",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.4",
        title: Text {
            en: "If-Unmodified-Since also holds for DELETE",
            es: "If-Unmodified-Since vale también para DELETE",
        },
        rule: Text {
            en: "A file that has changed since the given date is not deleted: 412.",
            es: "Un archivo que cambió desde la fecha dada no se borra: 412.",
        },
        hints: &[Text {
            en: "Check conditions in one place, before any method acts.",
            es: "Comprueba las condiciones en un solo lugar, antes de que actúe ningún método.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-unmodified-delete", b"old")?;
            let fields = [("If-Unmodified-Since", LONG_AGO)];
            server.request("DELETE", &file, &fields, b"")?.status(412)?;
            let now = server.get(&file)?;
            now.that(now.content() == b"old", UNCHANGED)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                overlook(request, "DELETE /files/methods-unmodified-delete ", "If-Unmodified-Since")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-unmodified-true",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.4",
        title: Text {
            en: "If-Unmodified-Since with the file's own date lets PUT through",
            es: "If-Unmodified-Since con la fecha del archivo deja pasar PUT",
        },
        rule: Text {
            en: "A file last changed at the given date or before it is unmodified: the method is performed.",
            es: "Un archivo cambiado por última vez en esa fecha o antes está sin modificar: el método se ejecuta.",
        },
        hints: &[Text {
            en: "The date in the field has whole seconds; cut the fractions off before you compare.",
            es: "La fecha del campo tiene segundos enteros; quita las fracciones antes de comparar.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-unmodified-true", b"old")?;
            let old = server.get(&file)?;
            let date = old.has_field("Last-Modified")?.value("Last-Modified").unwrap_or_default();
            let target = format!("{file}?now");
            put_if(server, &target, ("If-Unmodified-Since", date))?.status_in(&[200, 204])?;
            server.get(&file)?.status(200)?.body("new")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "/methods-unmodified-true?now", "412 Precondition Failed")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-unmodified-match",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.4",
        title: Text {
            en: "If-Match overrules If-Unmodified-Since",
            es: "If-Match manda sobre If-Unmodified-Since",
        },
        rule: Text {
            en: "A server must ignore If-Unmodified-Since when the request has If-Match.",
            es: "Un servidor debe ignorar If-Unmodified-Since cuando la petición trae If-Match.",
        },
        hints: &[Text {
            en: "The order is fixed in RFC 9110 §13.2.2: first If-Match, and the date only without it.",
            es: "El orden está fijado en RFC 9110 §13.2.2: primero If-Match, y la fecha solo si aquel no está.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-unmodified-match", b"old")?;
            let fields = [("If-Match", "*"), ("If-Unmodified-Since", LONG_AGO)];
            let target = format!("{file}?now");
            server.request("PUT", &target, &fields, b"new")?.status_in(&[200, 204])?;
            server.get(&file)?.status(200)?.body("new")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                overlook(request, "/methods-unmodified-match?now", "If-Match")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-unmodified-no-date",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.1.4",
        title: Text {
            en: "If-Unmodified-Since without a valid date is ignored",
            es: "If-Unmodified-Since sin una fecha válida se ignora",
        },
        rule: Text {
            en: "A server must ignore If-Unmodified-Since if its value is not a valid date.",
            es: "Un servidor debe ignorar If-Unmodified-Since si su valor no es una fecha válida.",
        },
        hints: &[Text {
            en: "A condition that cannot be understood stops nothing here.",
            es: "Aquí, una condición que no se entiende no frena nada.",
        }],
        waits: false,
        run: |server| {
            let file = stored(server, "methods-unmodified-no-date", b"old")?;
            let target = format!("{file}?now");
            put_if(server, &target, ("If-Unmodified-Since", "yesterday"))?
                .status_in(&[200, 204])?
                .done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                swap(request, "/methods-unmodified-no-date?now", "yesterday", LONG_AGO)
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-condition-404",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.2.1",
        title: Text {
            en: "Conditions do not turn a 404 into a 412",
            es: "Las condiciones no convierten un 404 en un 412",
        },
        rule: Text {
            en: "Conditions are ignored where the answer without them would be an error, such as 404 or 405.",
            es: "Las condiciones se ignoran donde la respuesta sin ellas sería un error, como 404 o 405.",
        },
        hints: &[Text {
            en: "First see whether the request could succeed at all; only then look at its conditions.",
            es: "Primero mira si la petición podría tener éxito; solo entonces fíjate en sus condiciones.",
        }],
        waits: false,
        run: |server| {
            let file = absent(server, "methods-condition-404")? + "?now";
            let fields = [("If-Match", "*")];
            server.get_with(&file, &fields)?.status(404)?;
            server.request("DELETE", &file, &fields, b"")?.status(404)?;
            server.request("DELETE", "/hello", &fields, b"")?.status(405)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                let mark = "GET /files/methods-condition-404?now";
                instead(sent, answer, mark, "412 Precondition Failed")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-condition-trace",
        since: 7,
        until: None,
        rfc: "RFC 9110 §13.2.1",
        title: Text {
            en: "OPTIONS and TRACE ignore conditions",
            es: "OPTIONS y TRACE ignoran las condiciones",
        },
        rule: Text {
            en: "Conditions must be ignored with methods that neither read nor change a file, such as OPTIONS and TRACE.",
            es: "Las condiciones deben ignorarse con métodos que ni leen ni cambian un archivo, como OPTIONS y TRACE.",
        },
        hints: &[Text {
            en: "They ask about the way of talking, not about what is at the target.",
            es: "Preguntan por la forma de hablar, no por lo que hay en el destino.",
        }],
        waits: false,
        run: |server| {
            let fields = [("If-Match", "\"never-given\"")];
            server.request("OPTIONS", "/hello", &fields, b"")?.status(204)?;
            server
                .request("TRACE", "/echo?methods-condition-trace", &fields, b"")?
                .status(200)?
                .done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                instead(sent, answer, "?methods-condition-trace", "412 Precondition Failed")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-304-fields",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.4.5",
        title: Text {
            en: "A 304 repeats Vary and its like",
            es: "Un 304 repite Vary y otros campos del 200",
        },
        rule: Text {
            en: "A 304 must carry Date, Content-Location, ETag, Vary, Cache-Control and Expires if the 200 would have.",
            es: "Un 304 debe llevar Content-Location, ETag, Vary, Cache-Control y Expires si el 200 los llevaría.",
        },
        hints: &[
            Text {
                en: "The client's cache needs them to find the answer that it has kept.",
                es: "La caché del cliente los necesita para encontrar la respuesta que guardó.",
            },
            Text {
                en: "Make the 304 out of the 200: drop the content, keep these fields.",
                es: "Haz el 304 a partir del 200: quita el contenido y conserva estos campos.",
            },
        ],
        waits: false,
        run: |server| {
            let whole = server.get("/hello")?;
            let told = server.get_with("/hello?methods-304-fields", &[("If-None-Match", "*")])?;
            told.status(304)?;
            for name in REPEATED {
                if let Some(value) = whole.value(name) {
                    told.field(name, value)?;
                }
            }
            Ok(())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                without(sent, answer, "?methods-304-fields", "Vary")
            }),
            also: &[],
        },
    },
    Check {
        id: "methods-304-content-fields",
        since: 7,
        until: None,
        rfc: "RFC 9110 §15.4.5",
        title: Text {
            en: "A 304 does not describe the content that it leaves out",
            es: "Un 304 no describe el contenido que no lleva",
        },
        rule: Text {
            en: "A 304 should not carry fields that describe the content, such as Content-Type, unless they guide the cache.",
            es: "Un 304 no debería llevar campos que describen el contenido, como Content-Type, salvo los que guían a la caché.",
        },
        hints: &[Text {
            en: "Where the 304 is made out of the 200, drop Content-Type and Content-Language together with the content.",
            es: "Al hacer el 304 a partir del 200, quita Content-Type y Content-Language junto con el contenido.",
        }],
        waits: false,
        run: |server| {
            let fields = [("If-None-Match", "*")];
            let told = server.get_with("/hello?methods-304-content-fields", &fields)?;
            told.status(304)?.no_field("Content-Type")?.no_field("Content-Language")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                saying(sent, answer, "?methods-304-content-fields", "Content-Type", "text/plain")
            }),
            also: &[],
        },
    },
];
