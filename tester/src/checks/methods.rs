//! Stage 7: every method, and files that clients may write.

use super::threads::opens_with;
use crate::prelude::*;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
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
    en: "the request was refused, so the file must still be what it was",
    es: "la petición se rechazó, así que el archivo debe seguir como estaba",
};

const ESCAPED: Text = Text {
    en: "this reached a file outside the served folder",
    es: "esto alcanzó un archivo fuera de la carpeta servida",
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

/// A path next to the served folder that is no business of any client.
fn outside(server: &Server, name: &str) -> Verdict<PathBuf> {
    let folder = server.directory()?.canonicalize()?;
    let parent = folder.parent().unwrap_or(&folder);
    Ok(parent.join(format!("{name}-{}", server.addr().port())))
}

/// Tries to reach a path outside by each way that is known to have worked somewhere.
fn try_to_escape(
    server: &Server,
    method: &str,
    path: &Path,
    left_alone: fn(&Path) -> bool,
) -> Verdict {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ways = [
        format!("/files/../{name}"),
        format!("/files/%2e%2e/{name}"),
        format!("/files/..%2f{name}"),
        format!("/files/%2e%2e%2f{name}"),
        format!("/files/a/../../{name}"),
        format!("/files/{}", path.display()),
        format!("/files/{}", path.display().to_string().replace('/', "%2f")),
    ];
    for way in ways {
        let response = server.request(method, &way, &[], b"outside")?;
        response.that(left_alone(path), ESCAPED)?;
        response.that(
            (300..500).contains(&response.code()),
            Text {
                en: "a name that leads out of the folder should get 403 or 404",
                es: "un nombre que sale de la carpeta debería recibir 403 o 404",
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
            en: "HEAD is GET except that the server must not send content in the answer.",
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
                en: "0 is wrong: the field speaks of the file, not of what this answer carries.",
                es: "0 es un error: el campo habla del archivo, no de lo que lleva esta respuesta.",
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
            en: "Match `\"GET\" | \"HEAD\"` together where you choose the handler.",
            es: "Trata `\"GET\" | \"HEAD\"` juntos donde eliges qué hacer.",
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
            es: "Una respuesta a HEAD acaba en su línea vacía; en una conexión conservada, lo que sigue es la próxima respuesta.",
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
            en: "OPTIONS asks what can be done with a target; the answer is 204 with Allow.",
            es: "OPTIONS pregunta qué se puede hacer con un destino; la respuesta es 204 con Allow.",
        },
        hints: &[Text {
            en: "There is no content to send: 204, a line `Allow: …`, and that is all.",
            es: "No hay contenido que enviar: 204, una línea `Allow: …` y nada más.",
        }],
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
            en: "A server must not send Content-Length in an answer with status 204, not even 0.",
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
            en: "`*` in place of a path is the server itself: 204 with Allow.",
            es: "`*` en lugar de una ruta es el servidor mismo: 204 con Allow.",
        },
        hints: &[Text {
            en: "`*` does not begin with `/`: let it through before you look for a path.",
            es: "`*` no empieza por `/`: déjalo pasar antes de buscar una ruta.",
        }],
        waits: false,
        run: |server| {
            let mark = [("X-Mark", "methods-options-star")];
            server.request("OPTIONS", "*", &mark, b"")?.status(204)?.has_field("Allow")?.done()
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
            en: "No other method may have * for a target",
            es: "Ningún otro método puede tener * como destino",
        },
        rule: Text {
            en: "The form `*` is only used with OPTIONS; with any other method it is a 400.",
            es: "La forma `*` solo se usa con OPTIONS; con cualquier otro método es un 400.",
        },
        hints: &[Text {
            en: "Look at method and target together when you read the target.",
            es: "Mira juntos el método y el destino cuando leas el destino.",
        }],
        waits: false,
        run: |server| {
            for method in ["GET", "POST", "PUT", "DELETE", "TRACE"] {
                let mark = [("X-Mark", "methods-star-others")];
                server.request(method, "*", &mark, b"")?.refusal(400)?;
            }
            Ok(())
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
        hints: &[Text {
            en: "501 is for a method that the server knows nowhere, 404 for a target that is not there.",
            es: "501 es para un método que el servidor no conoce en ningún lado; 404, para un destino que no existe.",
        }],
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
        hints: &[Text {
            en: "The same list that OPTIONS gets for this target.",
            es: "La misma lista que recibe OPTIONS para ese destino.",
        }],
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
            en: "405 speaks of a target that exists; where there is none the answer is 404.",
            es: "405 habla de un destino que existe; donde no hay ninguno, la respuesta es 404.",
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
            es: "Donde va el método puede ir cualquier palabra válida (token): una desconocida no es un 400.",
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
            es: "Compara los métodos byte a byte; solo en nombres de campos y opciones da igual.",
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
                    en: "the content should be the request: its first line, X-Lantern, an empty line at the end",
                    es: "el contenido debería ser la petición: su primera línea, X-Lantern y una línea vacía al final",
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
            es: "TRACE se guarda Authorization y Cookie",
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
            es: "TRACE se los guarda, con mayúsculas o sin ellas",
        },
        rule: Text {
            en: "Field names are case-insensitive, so `cookie` and `AUTHORIZATION` are secrets as well.",
            es: "En los nombres de campo no importan las mayúsculas: `cookie` y `AUTHORIZATION` también son secretos.",
        },
        hints: &[Text {
            en: "Compare the names with `eq_ignore_ascii_case`.",
            es: "Compara los nombres con `eq_ignore_ascii_case`.",
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
];
