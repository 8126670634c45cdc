//! Stage 5: the site, the folder behind `/files/`, and nothing else of the disk.

use crate::failure::{Problem, problem};
use crate::prelude::*;
use crate::response::is_imf_fixdate;
use std::fs::{self, File};
use std::io::{self, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::NamedTempFile;

pub const CHECKS: &[Check] = &[
    // The site.
    Check {
        id: "files-index",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text { en: "/ is the index page", es: "/ es la página índice" },
        rule: Text {
            en: "The path of a folder leads to the `index.html` in it: `/` is that of the site.",
            es: "La ruta de una carpeta lleva al `index.html` que contiene: `/` es el del sitio.",
        },
        hints: &[
            Text {
                en: "If the path ends with `/`, add `index.html` before you open the file.",
                es: "Si la ruta termina en `/`, añade `index.html` antes de abrir el archivo.",
            },
            Text {
                en: "From this stage on `/` no longer says Hello: that is left to `/hello`.",
                es: "Desde esta etapa `/` ya no saluda: de eso se encarga `/hello`.",
            },
        ],
        waits: false,
        run: |server| {
            let answer = ask(server, "/", "files-index")?;
            is_page(&answer)?.body_contains("<")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-index\r\n") {
                    true => broken::plain("200 OK", "Hello, World!"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-index-links",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "The index page links to every page of the site",
            es: "La página índice enlaza a todas las páginas del sitio",
        },
        rule: Text {
            en: "From the index one click leads to each page, each image and the big file.",
            es: "Desde el índice se llega con un clic a cada página, a cada imagen y al archivo grande.",
        },
        hints: &[Text {
            en: "A link is `<a href=\"/page_one\">…</a>`: one for each of the seven.",
            es: "Un enlace es `<a href=\"/page_one\">…</a>`: uno para cada una de las siete.",
        }],
        waits: false,
        run: |server| {
            let answer = ask(server, "/", "files-index-links")?;
            let links = attributes(&is_page(&answer)?.text(), "a", "href");
            let missing =
                SITE.iter().find(|target| !links.iter().any(|link| leads_to(link, target)));
            match missing {
                None => Ok(()),
                Some(target) => Err(answer.fail(Problem::with(NO_LINK, target, ""))),
            }
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-index-links\r\n") {
                    true => broken::replace(&answer, "href=\"/bigfile\"", "href=\"/bigfilm\""),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-page-one",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text { en: "/page_one has one image", es: "/page_one tiene una imagen" },
        rule: Text {
            en: "`/page_one`, under this very path, is a page in HTML with exactly one image.",
            es: "`/page_one`, con esa misma ruta, es una página HTML con exactamente una imagen.",
        },
        hints: &[
            Text {
                en: "The file may be called `page_one.html`: the link does not need to know.",
                es: "El archivo puede llamarse `page_one.html`: el enlace no tiene por qué saberlo.",
            },
            Text {
                en: "Images are counted by their `<img>`.",
                es: "Las imágenes se cuentan por sus `<img>`.",
            },
        ],
        waits: false,
        run: |server| {
            let answer = ask(server, "/page_one", "files-page-one")?;
            let images = attributes(&is_page(&answer)?.text(), "img", "src");
            answer.that(images.len() == 1, ONE_IMAGE)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-page-one\r\n") {
                    true => broken::replace(&answer, "<img", "<bmg"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-page-two",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text { en: "/page_two has several images", es: "/page_two tiene varias imágenes" },
        rule: Text {
            en: "`/page_two` is a page in HTML with two images or more, each of which the browser asks for by itself.",
            es: "`/page_two` es una página HTML con dos imágenes o más, y el navegador pide cada una por separado.",
        },
        hints: &[Text {
            en: "Each `<img src>` is a request of its own: watch your log while a browser opens the page.",
            es: "Cada `<img src>` es otra petición: mira tu registro mientras un navegador abre la página.",
        }],
        waits: false,
        run: |server| {
            let answer = ask(server, "/page_two", "files-page-two")?;
            let images = attributes(&is_page(&answer)?.text(), "img", "src");
            answer.that(images.len() >= 2, SEVERAL_IMAGES)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-page-two\r\n") {
                    true => broken::replace(&answer, "<img", "<bmg"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-page-three",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "/page_three leads to a large download",
            es: "/page_three lleva a una descarga grande",
        },
        rule: Text {
            en: "`/page_three` is a page in HTML with a link to `/bigfile`.",
            es: "`/page_three` es una página HTML con un enlace a `/bigfile`.",
        },
        hints: &[Text {
            en: "`<a href=\"/bigfile\" download>` asks the browser to save it instead of showing it.",
            es: "`<a href=\"/bigfile\" download>` le pide al navegador que lo guarde en vez de mostrarlo.",
        }],
        waits: false,
        run: |server| {
            let answer = ask(server, "/page_three", "files-page-three")?;
            let links = attributes(&is_page(&answer)?.text(), "a", "href");
            answer.that(links.iter().any(|link| leads_to(link, "/bigfile")), NO_DOWNLOAD)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-page-three\r\n") {
                    true => broken::replace(&answer, "href=\"/bigfile\"", "href=\"/bigfilm\""),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-page-four",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "/page_four has images and the download",
            es: "/page_four tiene imágenes y la descarga",
        },
        rule: Text {
            en: "`/page_four` is a page in HTML with both: images, and a link to `/bigfile`.",
            es: "`/page_four` es una página HTML con las dos cosas: imágenes y un enlace a `/bigfile`.",
        },
        hints: &[Text {
            en: "Take what is in pages two and three, and put it together.",
            es: "Toma lo que hay en las páginas dos y tres y júntalo.",
        }],
        waits: false,
        run: |server| {
            let answer = ask(server, "/page_four", "files-page-four")?;
            let html = is_page(&answer)?.text();
            let links = attributes(&html, "a", "href");
            answer.that(links.iter().any(|link| leads_to(link, "/bigfile")), NO_DOWNLOAD)?;
            answer.that(!attributes(&html, "img", "src").is_empty(), NO_IMAGE)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-page-four\r\n") {
                    true => broken::replace(&answer, "href=\"/bigfile\"", "href=\"/bigfilm\""),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-image-one",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text { en: "/image_user_one is an image", es: "/image_user_one es una imagen" },
        rule: Text {
            en: "`/image_user_one`, under this very path, is an image, byte for byte, and its type says of which kind.",
            es: "`/image_user_one`, con esa misma ruta, es una imagen byte a byte, y su tipo dice de qué clase.",
        },
        hints: &[
            Text {
                en: "An image is no text: read the file as bytes and send them unchanged.",
                es: "Una imagen no es texto: lee el archivo como bytes y envíalos sin cambiarlos.",
            },
            Text {
                en: "The type follows from the ending of the file's name: `image/png`, `image/jpeg`, `image/svg+xml`.",
                es: "El tipo sale de la extensión del archivo: `image/png`, `image/jpeg`, `image/svg+xml`.",
            },
        ],
        waits: false,
        run: |server| is_image(&ask(server, "/image_user_one", "files-image-one")?),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-image-one\r\n") {
                    true => broken::with_field(answer, "Content-Type", "text/plain"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-image-two",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text { en: "/image_user_two is an image", es: "/image_user_two es una imagen" },
        rule: Text {
            en: "`/image_user_two`, under this very path, is an image, byte for byte, and its type says of which kind.",
            es: "`/image_user_two`, con esa misma ruta, es una imagen byte a byte, y su tipo dice de qué clase.",
        },
        hints: &[
            Text {
                en: "An image is no text: read the file as bytes and send them unchanged.",
                es: "Una imagen no es texto: lee el archivo como bytes y envíalos sin cambiarlos.",
            },
            Text {
                en: "The type follows from the ending of the file's name: `image/png`, `image/jpeg`, `image/svg+xml`.",
                es: "El tipo sale de la extensión del archivo: `image/png`, `image/jpeg`, `image/svg+xml`.",
            },
        ],
        waits: false,
        run: |server| is_image(&ask(server, "/image_user_two", "files-image-two")?),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-image-two\r\n") {
                    true => as_text(answer),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-image-sources",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "Every image of the pages is there",
            es: "Todas las imágenes de las páginas existen",
        },
        rule: Text {
            en: "What a page names in `<img src>` is answered with 200 and an image type.",
            es: "Lo que una página nombra en `<img src>` se responde con 200 y un tipo de imagen.",
        },
        hints: &[Text {
            en: "A relative `src` is counted from the folder of the page; one with a leading `/` from the root of the site.",
            es: "Un `src` relativo parte de la carpeta de la página; uno que empieza por `/`, de la raíz del sitio.",
        }],
        waits: false,
        run: |server| {
            let images = site_links(server, "img", "src")?;
            images
                .iter()
                .try_for_each(|target| is_image(&ask(server, target, "files-image-sources")?))
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-image-sources\r\n") {
                    true => broken::plain("404 Not Found", "not here"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-style-type",
        since: 5,
        until: None,
        rfc: "RFC 9110 §8.3",
        title: Text { en: "Style sheets are text/css", es: "Las hojas de estilo son text/css" },
        rule: Text {
            en: "`Content-Type` says what a file is; a browser ignores a style sheet that is not `text/css`.",
            es: "`Content-Type` dice qué es un archivo; un navegador ignora una hoja de estilo que no sea `text/css`.",
        },
        hints: &[Text {
            en: "Choose the type by the ending of the name, `.css` here.",
            es: "Elige el tipo según la extensión del nombre, aquí `.css`.",
        }],
        waits: false,
        run: |server| types(server, "link", "href", ".css", &["text/css"], "files-style-type"),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-style-type\r\n") {
                    true => broken::with_field(answer, "Content-Type", "text/plain"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-script-type",
        since: 5,
        until: None,
        rfc: "RFC 9110 §8.3",
        title: Text { en: "Scripts are text/javascript", es: "Los scripts son text/javascript" },
        rule: Text {
            en: "A script is sent as `text/javascript`; under a type of its own invention a browser does not run it.",
            es: "Un script se envía como `text/javascript`; con un tipo inventado, el navegador no lo ejecuta.",
        },
        hints: &[Text {
            en: "Choose the type by the ending of the name, `.js` here.",
            es: "Elige el tipo según la extensión del nombre, aquí `.js`.",
        }],
        waits: false,
        run: |server| {
            let known = ["text/javascript", "application/javascript"];
            types(server, "script", "src", ".js", &known, "files-script-type")
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-script-type\r\n") {
                    true => broken::with_field(answer, "Content-Type", "application/octet-stream"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-svg-type",
        since: 5,
        until: None,
        rfc: "RFC 9110 §8.3",
        title: Text {
            en: "SVG images are image/svg+xml",
            es: "Las imágenes SVG son image/svg+xml",
        },
        rule: Text {
            en: "An SVG drawing is text, but an image to the browser: its type is `image/svg+xml`.",
            es: "Un dibujo SVG es texto, pero para el navegador es una imagen: su tipo es `image/svg+xml`.",
        },
        hints: &[Text {
            en: "As `text/html` or `text/plain` an `<img>` shows nothing.",
            es: "Con `text/html` o `text/plain`, un `<img>` no muestra nada.",
        }],
        waits: false,
        run: |server| types(server, "img", "src", ".svg", &["image/svg+xml"], "files-svg-type"),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-svg-type\r\n") {
                    true => broken::with_field(answer, "Content-Type", "text/xml"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-bigfile",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "/bigfile is a text of over 1 MiB and arrives whole",
            es: "/bigfile es un texto de más de 1 MiB y llega entero",
        },
        rule: Text {
            en: "`/bigfile` is plain text of more than 1 MiB, and exactly as many bytes come as were announced.",
            es: "`/bigfile` es texto plano de más de 1 MiB, y llegan exactamente los bytes anunciados.",
        },
        hints: &[
            Text {
                en: "One write may take only a part: go on until all is written (Rust: `write_all`; Python: `sendall`).",
                es: "Una escritura puede aceptar solo una parte: sigue hasta escribirlo todo (Rust: `write_all`; Python: `sendall`).",
            },
            Text {
                en: "One read gives at most a buffer full: go on until the file ends.",
                es: "Una lectura da como mucho lo que cabe en el búfer: sigue hasta el final del archivo.",
            },
        ],
        waits: false,
        run: |server| {
            let answer = ask(server, "/bigfile", "files-bigfile")?;
            answer.status(200)?.field_contains("Content-Type", "text/plain")?;
            answer.that(answer.content().len() > 1 << 20, TOO_SMALL)?;
            answer.that(!answer.content().contains(&0), NO_TEXT)?.done()
        },
        broken: Breakage {
            // Sends the first buffer full, and takes that for all.
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-bigfile\r\n") {
                    true => {
                        if broken::is_head(&answer) {
                            answer
                        } else {
                            Vec::new()
                        }
                    }
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-bigfile-same",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "/bigfile is the same every time",
            es: "/bigfile es igual todas las veces",
        },
        rule: Text {
            en: "The same file gives the same bytes, asked for once or twice.",
            es: "El mismo archivo da los mismos bytes, se pida una vez o dos.",
        },
        hints: &[
            Text {
                en: "The last block is shorter than the buffer: write only what this read gave (Rust: `&buffer[..count]`; Python: `buffer[:count]`).",
                es: "El último bloque es más corto que el búfer: escribe solo lo que dio esa lectura (Rust: `&buffer[..count]`; Python: `buffer[:count]`).",
            },
            Text {
                en: "If blocks overtake each other, look at who else writes to this connection.",
                es: "Si los bloques se adelantan, mira quién más escribe en esta conexión.",
            },
        ],
        waits: false,
        run: |server| {
            let first = ask(server, "/bigfile", "files-bigfile-first")?;
            let second = ask(server, "/bigfile", "files-bigfile-same")?;
            second.status(200)?.body(first.content())?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-bigfile-same\r\n") {
                    true => {
                        if broken::is_head(&answer) {
                            answer
                        } else {
                            answer.into_iter().rev().collect()
                        }
                    }
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-missing",
        since: 5,
        until: None,
        rfc: "RFC 9110 §15.5.5",
        title: Text {
            en: "A page that does not exist gets 404",
            es: "Una página que no existe recibe 404",
        },
        rule: Text {
            en: "Where there is no file of that path the answer is 404, with one line that says so; the RFC would let a server hide behind a 403, but this course hides nothing.",
            es: "Donde no hay ningún archivo con esa ruta la respuesta es 404, con una línea que lo dice; el RFC permitiría ocultarlo tras un 403, pero este curso no oculta nada.",
        },
        hints: &[
            Text {
                en: "That the file system finds no such file (Rust: `NotFound`; Python: `FileNotFoundError`) becomes a 404.",
                es: "Que el sistema de archivos no encuentre el archivo (Rust: `NotFound`; Python: `FileNotFoundError`) se convierte en un 404.",
            },
            Text {
                en: "Also if a part of the path is a file: `/page_one/x` is nowhere.",
                es: "También si una parte de la ruta es un archivo: `/page_one/x` no está en ninguna parte.",
            },
        ],
        waits: false,
        run: |server| {
            ["/no_such_page", "/no/such/page.html", "/page_one/x"]
                .iter()
                .try_for_each(|target| ask(server, target, "files-missing")?.refusal(404)?.done())
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-missing\r\n") {
                    true => broken::with_status(answer, "500 Internal Server Error"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-query",
        since: 5,
        until: None,
        rfc: "RFC 3986 §3.4",
        title: Text {
            en: "The query is not part of a file's name",
            es: "La consulta no forma parte del nombre del archivo",
        },
        rule: Text {
            en: "What follows the `?` is not looked for on the disk: `/page_one?a=b` is the file of `/page_one`.",
            es: "Lo que sigue a `?` no se busca en el disco: `/page_one?a=b` es el archivo de `/page_one`.",
        },
        hints: &[Text {
            en: "Cut the target at the first `?` before you turn the path into a file name.",
            es: "Corta el destino en el primer `?` antes de convertir la ruta en un nombre de archivo.",
        }],
        waits: false,
        run: |server| {
            let plain = ask(server, "/page_one", "files-query")?;
            let query = ask(server, "/page_one?file=../a/b.png", "files-query")?;
            query.status(200)?.body(plain.content())?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "/page_one?file=", "/page_one%3Ffile=")
            }),
            also: &[],
        },
    },
    Check {
        id: "files-percent",
        since: 5,
        until: None,
        rfc: "RFC 3986 §6.2.2.2",
        title: Text { en: "/page%5Fone is /page_one", es: "/page%5Fone es /page_one" },
        rule: Text {
            en: "An escape of a letter that needs none is the same path: decode before you look for the file.",
            es: "Escapar un carácter que no lo necesita no cambia la ruta: decodifica antes de buscar el archivo.",
        },
        hints: &[
            Text {
                en: "Decode each segment of the path, after you have split it at `/`.",
                es: "Decodifica cada segmento de la ruta, después de partirla por `/`.",
            },
            Text {
                en: "The digits may be of either case: `%5f` and `%5F`.",
                es: "Los dígitos pueden ir en mayúscula o minúscula: `%5f` y `%5F`.",
            },
        ],
        waits: false,
        run: |server| {
            let plain = ask(server, "/page_one", "files-percent")?;
            ["/page%5Fone", "/p%61ge%5fone"].iter().try_for_each(|target| {
                ask(server, target, "files-percent")?.status(200)?.body(plain.content())?.done()
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "%5Fone", "%255Fone")),
            also: &[],
        },
    },
    Check {
        id: "files-slash-on-file",
        since: 5,
        until: None,
        rfc: "RFC 3986 §6.2.2.3",
        title: Text {
            en: "A file with a slash behind it is not that file",
            es: "Un archivo con una barra detrás no es ese archivo",
        },
        rule: Text {
            en: "`/page_one/` is another path than `/page_one`, and is not answered with 200; the RFC leaves it to the server what a path leads to, but one page under two paths breaks its relative links.",
            es: "`/page_one/` no es la misma ruta que `/page_one`, y no se responde con 200; el RFC deja al servidor decidir adónde lleva una ruta, pero una página con dos rutas rompe sus enlaces relativos.",
        },
        hints: &[
            Text {
                en: "Relative links of the page would be counted from a folder that does not exist.",
                es: "Los enlaces relativos de la página partirían de una carpeta que no existe.",
            },
            Text {
                en: "404 is right, and so is a redirect to the path without the slash.",
                es: "Vale un 404, y también una redirección a la ruta sin la barra.",
            },
        ],
        waits: false,
        run: |server| {
            ["/page_one/", "/bigfile/"].iter().try_for_each(|target| {
                let answer = ask(server, target, "files-slash-on-file")?;
                answer.status_within(300..500, NOT_THIS_PATH)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "GET /page_one/ ", "GET /page_one ")
            }),
            also: &[],
        },
    },
    Check {
        id: "files-folder-redirect",
        since: 5,
        until: None,
        rfc: "RFC 9110 §15.4.2",
        title: Text {
            en: "A folder without its last slash is redirected",
            es: "Una carpeta sin su barra final se redirige",
        },
        rule: Text {
            en: "The path of a folder ends with `/`; without it the client is sent on with 301 (or 308, 302, 307) and `Location`.",
            es: "La ruta de una carpeta termina en `/`; sin ella se redirige al cliente con 301 (o 308, 302, 307) y `Location`.",
        },
        hints: &[
            Text {
                en: "Do not serve `index.html` at once: its relative links would lead to the folder above.",
                es: "No sirvas `index.html` directamente: sus enlaces relativos llevarían a la carpeta de arriba.",
            },
            Text {
                en: "301 or 308, and in `Location` the path with the slash.",
                es: "301 o 308, y en `Location` la ruta con la barra.",
            },
        ],
        waits: false,
        run: |server| {
            let Some(folder) = a_folder(server)? else { return Ok(()) };
            let answer = ask(server, &folder, "files-folder-redirect")?;
            answer.status_in(&[301, 302, 307, 308])?.has_field("Location")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-folder-redirect\r\n") {
                    true => broken::plain("200 OK", "an index, though the path is no folder's"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-folder-location",
        since: 5,
        until: None,
        rfc: "RFC 9110 §10.2.2",
        title: Text {
            en: "The redirect of a folder leads to the path with the slash",
            es: "La redirección de una carpeta lleva a la ruta con la barra",
        },
        rule: Text {
            en: "`Location` is the same path and a slash, whole or relative.",
            es: "`Location` es la misma ruta más una barra, completa o relativa.",
        },
        hints: &[
            Text {
                en: "If the slash is missing there too, a browser goes round in circles and gives up.",
                es: "Si ahí también falta la barra, el navegador da vueltas y se rinde.",
            },
            Text { en: "For `/images` it is `/images/`.", es: "Para `/images` es `/images/`." },
        ],
        waits: false,
        run: |server| {
            let Some(folder) = a_folder(server)? else { return Ok(()) };
            let answer = ask(server, &folder, "files-folder-location")?;
            let name = folder.rsplit('/').next().unwrap_or_default();
            let same = |location: &str| {
                leads_to(location, &format!("{folder}/")) || location == format!("{name}/")
            };
            answer.field_that("Location", same, NO_SLASH)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-folder-location\r\n") {
                    true => broken::with_field(answer, "Location", "/images"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-folder-stays-here",
        since: 5,
        until: None,
        rfc: "RFC 3986 §4.2",
        title: Text {
            en: "A path with two slashes is not redirected to another host",
            es: "Una ruta con dos barras no redirige a otro host",
        },
        rule: Text {
            en: "A `Location` that begins with `//` names a host: a target such as `//example.com` is never sent there; no RFC forbids it, but a link to your site would lead to another.",
            es: "Un `Location` que empieza por `//` nombra un host: un destino como `//example.com` nunca se envía allí; ningún RFC lo prohíbe, pero un enlace a tu sitio llevaría a otro.",
        },
        hints: &[
            Text {
                en: "Refuse empty segments in a path, or join several slashes into one, before you write `Location`.",
                es: "Rechaza los segmentos vacíos de la ruta, o junta varias barras en una, antes de escribir `Location`.",
            },
            Text {
                en: "An attacker's link to your server would lead your visitors to the attacker's.",
                es: "El enlace de un atacante a tu servidor llevaría a tus visitantes al del atacante.",
            },
        ],
        waits: false,
        run: |server| {
            let folder = a_folder(server)?.unwrap_or("/example.com".into());
            ["/", "//"].iter().try_for_each(|more| {
                let answer = ask(server, &format!("{more}{folder}"), "files-folder-stays-here")?;
                if answer.value("Location").is_some() {
                    let here = |location: &str| !location.starts_with("//");
                    answer.field_that("Location", here, OTHER_HOST)?;
                }
                Ok(())
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-folder-stays-here\r\n") {
                    true => broken::with_field(
                        broken::with_status(answer, "301 Moved Permanently"),
                        "Location",
                        "//images/",
                    ),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    // When a file was last changed.
    Check {
        id: "files-last-modified",
        since: 5,
        until: None,
        rfc: "RFC 9110 §8.8.2",
        title: Text { en: "A page has Last-Modified", es: "Una página lleva Last-Modified" },
        rule: Text {
            en: "The answer with a file of the site says when the file was last changed.",
            es: "La respuesta con un archivo del sitio dice cuándo cambió por última vez.",
        },
        hints: &[Text {
            en: "The file system knows when it was written (Rust: `fs::metadata`; Python: `os.stat`).",
            es: "El sistema de archivos sabe cuándo se escribió (Rust: `fs::metadata`; Python: `os.stat`).",
        }],
        waits: false,
        run: |server| {
            SITE.iter().try_for_each(|target| {
                ask(server, target, "files-last-modified")?
                    .status(200)?
                    .has_field("Last-Modified")?
                    .done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-last-modified\r\n") {
                    true => broken::without_field(answer, "Last-Modified"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-last-modified-format",
        since: 5,
        until: None,
        rfc: "RFC 9110 §5.6.7",
        title: Text {
            en: "Last-Modified is written like Date",
            es: "Last-Modified se escribe como Date",
        },
        rule: Text {
            en: "It has the one form of dates, as in `Sun, 06 Nov 1994 08:49:37 GMT`, with the right day of the week.",
            es: "Se escribe en la única forma que tienen las fechas, como `Sun, 06 Nov 1994 08:49:37 GMT`, y con el día de la semana correcto.",
        },
        hints: &[Text {
            en: "Use for it what already writes your `Date`.",
            es: "Usa el mismo código que ya escribe tu `Date`.",
        }],
        waits: false,
        run: |server| {
            let answer = ask(server, "/page_one", "files-last-modified-format")?;
            answer.field_that("Last-Modified", is_imf_fixdate, NO_DATE)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-last-modified-format\r\n") {
                    true => broken::with_field(answer, "Last-Modified", "Sun Nov  6 08:49:37 1994"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-last-modified-past",
        since: 5,
        until: None,
        rfc: "RFC 9110 §8.8.2.1",
        title: Text {
            en: "Last-Modified is never later than Date",
            es: "Last-Modified nunca es posterior a Date",
        },
        rule: Text {
            en: "A file dated in the future is said to have changed now: `Last-Modified` is at most `Date`.",
            es: "De un archivo con fecha futura se dice que cambió ahora: `Last-Modified` es como mucho `Date`.",
        },
        hints: &[Text {
            en: "Clocks go wrong and files come from elsewhere: take the earlier of the file's date and now.",
            es: "Los relojes fallan y los archivos vienen de otros sitios: toma la fecha más temprana entre la del archivo y ahora.",
        }],
        waits: false,
        run: |server| {
            let _file = put_dated(server, "files-future.txt", SystemTime::now() + DAY)?;
            let answer = server.get("/files/files-future.txt")?;
            let date = |value: &str| httpdate::parse_http_date(value).ok();
            let past = |modified: &str| match date(modified) {
                Some(modified) => Some(modified) <= answer.value("Date").and_then(date),
                None => true,
            };
            answer.status(200)?;
            match answer.value("Last-Modified") {
                Some(_) => answer.field_that("Last-Modified", past, FUTURE)?.done(),
                None => Ok(()),
            }
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-future.txt") {
                    true => {
                        broken::with_field(answer, "Last-Modified", "Fri, 31 Dec 9999 23:59:59 GMT")
                    }
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-last-modified-ancient",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A file dated before 1970 is served too",
            es: "Un archivo con fecha anterior a 1970 también se sirve",
        },
        rule: Text {
            en: "Whatever date the file system gives, the file is served and the server goes on; no RFC speaks of such dates, but disks have them.",
            es: "Sea cual sea la fecha que dé el sistema de archivos, el archivo se sirve y el servidor sigue; ningún RFC habla de esas fechas, pero en los discos las hay.",
        },
        hints: &[
            Text {
                en: "A time before 1970 is negative in seconds since then: many functions fail on that, and some end the program.",
                es: "Una hora anterior a 1970 son segundos negativos: muchas funciones fallan con eso, y algunas terminan el programa.",
            },
            Text {
                en: "A file whose date you cannot write may go out without `Last-Modified`.",
                es: "Un archivo cuya fecha no puedes escribir puede ir sin `Last-Modified`.",
            },
        ],
        waits: false,
        run: |server| {
            let _file = put_dated(server, "files-ancient.txt", SystemTime::UNIX_EPOCH - DAY)?;
            server.get("/files/files-ancient.txt")?.status(200)?.body("dated")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-ancient.txt") {
                    true => broken::plain("500 Internal Server Error", "before the epoch"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    // The folder behind /files/.
    Check {
        id: "files-octet-stream",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "/files/{name} is application/octet-stream",
            es: "/files/{nombre} es application/octet-stream",
        },
        rule: Text {
            en: "Whatever its ending, a file of the directory is sent as bytes to save: `application/octet-stream`.",
            es: "Sea cual sea su extensión, un archivo del directorio se envía como bytes para guardar: `application/octet-stream`.",
        },
        hints: &[
            Text {
                en: "Somebody else's page must not run as if it were yours: that is why `.html` is no exception.",
                es: "Una página ajena no debe ejecutarse como si fuera tuya: por eso `.html` no es una excepción.",
            },
            Text {
                en: "Here the type does not depend on the ending of the name: it is the same for all.",
                es: "Aquí el tipo no depende de la terminación del nombre: es el mismo para todos.",
            },
        ],
        waits: false,
        run: |server| {
            let _file = put(server, "files-page.html", b"<script>alert(1)</script>")?;
            let answer = server.get("/files/files-page.html")?;
            answer.status(200)?.field("Content-Type", "application/octet-stream")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-page.html") {
                    true => broken::with_field(answer, "Content-Type", "text/html"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-bytes",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text { en: "A file arrives byte for byte", es: "Un archivo llega byte a byte" },
        rule: Text {
            en: "All 256 byte values come out of a file as they are in it, line ends among them.",
            es: "Los 256 valores de un byte salen de un archivo tal como están en él, también los fines de línea.",
        },
        hints: &[
            Text {
                en: "Read the file as bytes, never as text.",
                es: "Lee el archivo como bytes, nunca como texto.",
            },
            Text {
                en: "Text mode changes line ends, or fails: open the file as binary (Python: `open(path, 'rb')`; C: `fopen(path, \"rb\")`).",
                es: "El modo texto cambia los fines de línea, o falla: abre el archivo como binario (Python: `open(path, 'rb')`; C: `fopen(path, \"rb\")`).",
            },
        ],
        waits: false,
        run: |server| {
            let bytes: Vec<u8> = (0..=255).rev().chain(0..=255).collect();
            let _file = put(server, "files-bytes.bin", &bytes)?;
            server.get("/files/files-bytes.bin")?.status(200)?.body(bytes)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-bytes.bin") {
                    true => as_text(answer),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-empty",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text { en: "An empty file is a file", es: "Un archivo vacío es un archivo" },
        rule: Text {
            en: "A file of no bytes is answered with 200 and no content.",
            es: "Un archivo de cero bytes se responde con 200 y sin contenido.",
        },
        hints: &[Text {
            en: "If the very first read finds the end, the file is empty: here that is no error.",
            es: "Si la primera lectura ya encuentra el final, el archivo está vacío: aquí no es un error.",
        }],
        waits: false,
        run: |server| {
            let _file = put(server, "files-empty.txt", b"")?;
            server.get("/files/files-empty.txt")?.status(200)?.body("")?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-empty.txt") {
                    true => broken::plain("404 Not Found", "not here"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-missing-name",
        since: 5,
        until: None,
        rfc: "RFC 9110 §15.5.5",
        title: Text {
            en: "A file that is not there gets 404",
            es: "Un archivo que no está recibe 404",
        },
        rule: Text {
            en: "Where the directory has no file of that name the answer is 404, with one line that says so.",
            es: "Si en el directorio no hay un archivo con ese nombre, la respuesta es 404, con una línea que lo dice.",
        },
        hints: &[Text {
            en: "The name alone decides: do not fall back on a page of the site.",
            es: "Solo decide el nombre: no recurras a una página del sitio.",
        }],
        waits: false,
        run: |server| server.get("/files/files-missing.txt")?.refusal(404)?.done(),
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-missing.txt") {
                    true => broken::plain("200 OK", "nothing"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-name-site",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "The site and the directory are kept apart",
            es: "El sitio y el directorio no se mezclan",
        },
        rule: Text {
            en: "A file of the directory has no path but `/files/{name}`, and a page of the site none under `/files/`.",
            es: "Un archivo del directorio solo tiene la ruta `/files/{nombre}`, y una página del sitio ninguna bajo `/files/`.",
        },
        hints: &[Text {
            en: "Two folders, two routes: join the name to one of them only.",
            es: "Dos carpetas, dos rutas: une el nombre a una sola de ellas.",
        }],
        waits: false,
        run: |server| {
            let _file = put(server, "files-apart.txt", b"not of the site")?;
            ask(server, "/files-apart.txt", "files-name-site")?.status(404)?;
            ask(server, "/files/page_one", "files-name-site")?.status(404)?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "GET /files-apart.txt", "GET /files/files-apart.txt")
            }),
            also: &[],
        },
    },
    Check {
        id: "files-name-space",
        since: 5,
        until: None,
        rfc: "RFC 3986 §2.1",
        title: Text { en: "A name may have spaces", es: "Un nombre puede llevar espacios" },
        rule: Text {
            en: "`%20` in a path is a space in the file's name.",
            es: "`%20` en una ruta es un espacio en el nombre del archivo.",
        },
        hints: &[Text {
            en: "Decode the name before you open the file.",
            es: "Decodifica el nombre antes de abrir el archivo.",
        }],
        waits: false,
        run: |server| {
            let _file = put(server, "files two words.txt", b"spaced")?;
            server.get("/files/files%20two%20words.txt")?.status(200)?.body("spaced")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "files%20two%20words", "files%2520two%2520words")
            }),
            also: &[],
        },
    },
    Check {
        id: "files-name-plus",
        since: 5,
        until: None,
        rfc: "RFC 3986 §2.2",
        title: Text {
            en: "A plus in a name is a plus",
            es: "Un signo más en un nombre es un signo más",
        },
        rule: Text {
            en: "Only in forms is `+` a space; in a path it is itself.",
            es: "Solo en los formularios `+` es un espacio; en una ruta es él mismo.",
        },
        hints: &[Text {
            en: "Decode `%` and nothing else: a function for forms decodes too much.",
            es: "Decodifica `%` y nada más: una función para formularios decodifica de más.",
        }],
        waits: false,
        run: |server| {
            let _file = put(server, "files-a+b.txt", b"plus")?;
            server.get("/files/files-a+b.txt")?.status(200)?.body("plus")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| {
                broken::replace(request, "files-a+b.txt", "files-a%20b.txt")
            }),
            also: &[],
        },
    },
    Check {
        id: "files-name-utf8",
        since: 5,
        until: None,
        rfc: "RFC 3986 §2.5",
        title: Text {
            en: "A name may have letters beyond ASCII",
            es: "Un nombre puede llevar letras que no son ASCII",
        },
        rule: Text {
            en: "Letters beyond ASCII come as the escaped bytes of their UTF-8: `%C3%B1` is `ñ`.",
            es: "Las letras que no son ASCII llegan como los bytes escapados de su UTF-8: `%C3%B1` es `ñ`.",
        },
        hints: &[Text {
            en: "Gather all bytes first, then read them as UTF-8: a letter may be several escapes.",
            es: "Reúne primero todos los bytes y luego léelos como UTF-8: una letra puede ocupar varios escapes.",
        }],
        waits: false,
        run: |server| {
            let _file = put(server, "files-mañana.txt", b"utf-8")?;
            server.get("/files/files-ma%C3%B1ana.txt")?.status(200)?.body("utf-8")?.done()
        },
        broken: Breakage {
            // Takes each byte for a letter of its own.
            how: Broken::Request(|request| {
                broken::replace(request, "files-ma%C3%B1ana", "files-ma%C3%83%C2%B1ana")
            }),
            also: &[],
        },
    },
    Check {
        id: "files-name-decoded-once",
        since: 5,
        until: None,
        rfc: "RFC 3986 §2.4",
        title: Text {
            en: "A name is decoded once only",
            es: "Un nombre se decodifica una sola vez",
        },
        rule: Text {
            en: "`%2541` is `%41`, not `A`: the same text must not be decoded twice.",
            es: "`%2541` es `%41`, no `A`: el mismo texto no se debe decodificar dos veces.",
        },
        hints: &[
            Text {
                en: "Decode at one place, and pass the result on as what it is.",
                es: "Decodifica en un solo lugar y pasa el resultado tal cual.",
            },
            Text {
                en: "Whoever decodes twice lets `%252e%252e` through as `..`.",
                es: "Quien decodifica dos veces deja pasar `%252e%252e` como `..`.",
            },
        ],
        waits: false,
        run: |server| {
            let _file = put(server, "files-%41.txt", b"once")?;
            server.get("/files/files-%2541.txt")?.status(200)?.body("once")?.done()
        },
        broken: Breakage {
            how: Broken::Request(|request| broken::replace(request, "files-%2541", "files-%41")),
            also: &[],
        },
    },
    Check {
        id: "files-name-not-utf8",
        since: 5,
        until: None,
        rfc: "RFC 3986 §2.5",
        title: Text {
            en: "A name that is not UTF-8 does no harm",
            es: "Un nombre que no es UTF-8 no hace daño",
        },
        rule: Text {
            en: "Escapes that give no text name no file that is there: a 4xx, and the server goes on.",
            es: "Unos escapes que no forman texto no nombran ningún archivo: un 4xx, y el servidor sigue.",
        },
        hints: &[Text {
            en: "Reading bytes as UTF-8 may fail (Rust: `from_utf8`; Python: `decode`): make a 404 of that, not a crash.",
            es: "Leer bytes como UTF-8 puede fallar (Rust: `from_utf8`; Python: `decode`): conviértelo en un 404, no en una caída.",
        }],
        waits: false,
        run: |server| {
            ["/files/files-%FF%FE.txt", "/files-%C3.html"].iter().try_for_each(|target| {
                let answer = server.get(target)?;
                answer.status_within(400..500, CLIENT_ERROR)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-%FF%FE.txt") {
                    true => broken::plain("500 Internal Server Error", "not UTF-8"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-name-too-long",
        since: 5,
        until: None,
        rfc: "RFC 9110 §15.5.5",
        title: Text {
            en: "A name too long for the disk does no harm",
            es: "Un nombre demasiado largo para el disco no hace daño",
        },
        rule: Text {
            en: "A name longer than the file system takes cannot exist: a 4xx, and no error of the server; the RFC does not speak of it, but a 500 says that the fault is yours.",
            es: "Un nombre más largo de lo que admite el sistema de archivos no puede existir: un 4xx, y no un error del servidor; el RFC no habla de ello, pero un 500 dice que la culpa es tuya.",
        },
        hints: &[Text {
            en: "The file system has more errors than “not found”; which of them mean the same to a client?",
            es: "El sistema de archivos tiene más errores que «no existe»; ¿cuáles significan lo mismo para un cliente?",
        }],
        waits: false,
        run: |server| {
            ["/files/", "/"].iter().try_for_each(|folder| {
                let answer = server.get(&format!("{folder}{}", "long".repeat(100)))?;
                answer.status_within(400..500, CLIENT_ERROR)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "/files/longlonglong") {
                true => broken::plain("500 Internal Server Error", "name too long"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "files-large",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A file of several MiB arrives byte for byte",
            es: "Un archivo de varios MiB llega byte a byte",
        },
        rule: Text {
            en: "A file larger than any buffer comes in many pieces, in order, none missing and none twice.",
            es: "Un archivo mayor que cualquier búfer llega en muchos trozos, en orden, sin que falte ni se repita ninguno.",
        },
        hints: &[
            Text {
                en: "Read and write in turns with one buffer, and write only the part that was read.",
                es: "Lee y escribe por turnos con un solo búfer, y escribe solo la parte leída.",
            },
            Text {
                en: "A write may stop halfway: go on with what is left (Rust: `write_all`; Python: `sendall`).",
                es: "Una escritura puede quedarse a medias: sigue con lo que falta (Rust: `write_all`; Python: `sendall`).",
            },
        ],
        waits: false,
        run: |server| {
            // The number of each word of four bytes: no two blocks are the same.
            let bytes: Vec<u8> = (0..(3 << 18) + 7_u32).flat_map(u32::to_be_bytes).collect();
            let _file = put(server, "files-large.bin", &bytes)?;
            server.get("/files/files-large.bin")?.status(200)?.body(bytes)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-large.bin") && !broken::is_head(&answer) {
                    true => vec![0; answer.len()],
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-huge",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A file far larger than memory begins to arrive at once",
            es: "Un archivo mucho mayor que la memoria empieza a llegar enseguida",
        },
        rule: Text {
            en: "A file goes out in constant memory, whatever its size: never all of it at once.",
            es: "Un archivo sale usando una memoria constante, sea cual sea su tamaño: nunca entero de una vez.",
        },
        hints: &[
            Text {
                en: "To read a whole file (Rust: `fs::read`; Python: `read()`) takes as much memory as it has bytes: use a buffer of fixed size.",
                es: "Leer un archivo entero (Rust: `fs::read`; Python: `read()`) ocupa tanta memoria como bytes tiene: usa un búfer de tamaño fijo.",
            },
            Text {
                en: "The size comes from the file's metadata, as 64 bits, before the first byte is read.",
                es: "El tamaño sale de los metadatos del archivo, en 64 bits, antes de leer el primer byte.",
            },
        ],
        waits: false,
        run: |server| {
            let _file = put_sparse(server, "files-huge.bin", HUGE)?;
            let mut client = server.connect()?;
            client.write_request("GET", "/files/files-huge.bin", &[], b"", true)?;
            client.expect_bytes(b"HTTP/1.1 200 ")?;
            client.reset();
            server.get("/hello")?.status(200)?.done()
        },
        broken: Breakage {
            how: Broken::Server(|front| {
                front.each(|client, stage| {
                    treat(client, stage, "/files/files-huge.bin", |client| {
                        broken::answer(
                            client,
                            broken::plain("500 Internal Server Error", "out of memory"),
                        );
                    });
                });
            }),
            also: &[],
        },
    },
    Check {
        id: "files-grows",
        since: 5,
        until: None,
        rfc: "RFC 9112 §6.2",
        title: Text {
            en: "Of a file that grows no more comes than was announced",
            es: "De un archivo que crece no llega más de lo anunciado",
        },
        rule: Text {
            en: "`Content-Length` is said before the content: what is added to the file later does not belong to this answer.",
            es: "`Content-Length` se dice antes del contenido: lo que se añada después al archivo no es de esta respuesta.",
        },
        hints: &[Text {
            en: "Send as many bytes as you announced and then stop, even if the file goes on.",
            es: "Envía tantos bytes como anunciaste y para ahí, aunque el archivo siga.",
        }],
        waits: true,
        run: |server| {
            let file = put_sparse(server, "files-grows.bin", WIDE)?;
            let mut client = server.connect()?;
            client.write_request("GET", "/files/files-grows.bin", &[], b"", true)?;
            // By now the server has said how long it is, and cannot have sent it all.
            client.expect_bytes(b"HTTP/1.1 200 ")?;
            file.resize(WIDE + 4096)?;
            let rest = client.read_to_end()?;
            let body = rest
                .windows(4)
                .position(|four| four == b"\r\n\r\n")
                .map(|end| rest.len() - end - 4);
            client.that(body == Some(WIDE as usize), NOT_AS_ANNOUNCED)
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-grows.bin") {
                    true => broken::with_more(answer, [0; 4096]),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-shrinks",
        since: 5,
        until: None,
        rfc: "RFC 9112 §8",
        title: Text {
            en: "A file that shrinks while it is sent ends only its own answer",
            es: "Un archivo que encoge al enviarse solo corta su respuesta",
        },
        rule: Text {
            en: "If the announced bytes are no longer there, the server ends the connection, and goes on with the next.",
            es: "Si los bytes anunciados ya no están, el servidor termina la conexión y sigue con la siguiente.",
        },
        hints: &[
            Text {
                en: "The file may end before the announced length is reached: stop there, do not wait for more.",
                es: "El archivo puede acabar antes de la longitud anunciada: para ahí, no esperes más.",
            },
            Text {
                en: "A file mapped into memory that shrinks kills the whole program.",
                es: "Un archivo proyectado en memoria (mmap) que encoge mata el programa entero.",
            },
        ],
        waits: true,
        run: |server| {
            let file = put_sparse(server, "files-shrinks.bin", WIDE)?;
            let mut client = server.connect()?;
            client.write_request("GET", "/files/files-shrinks.bin", &[], b"", true)?;
            client.expect_bytes(b"HTTP/1.1 200 ")?;
            file.resize(0)?;
            match client.read_to_end() {
                // Breaking off says as well that something is missing.
                Err(failure) if failure.problem.text != problem::RESET => Err(failure),
                _ => server.get("/hello")?.status(200)?.done(),
            }
        },
        broken: Breakage {
            // Ends as a program does whose mapped file has shrunk.
            how: Broken::Server(|front| {
                while let Some(client) = front.accept() {
                    let Ok(stage) = front.stage() else { return };
                    let asked = asks_for(&client, "/files/files-shrinks.bin");
                    Relay::FAITHFUL.run(client, stage);
                    if asked {
                        return;
                    }
                }
            }),
            also: &[],
        },
    },
    // What is no file, and what cannot be read.
    Check {
        id: "files-folder-name",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A folder under /files/ is no file",
            es: "Una carpeta bajo /files/ no es un archivo",
        },
        rule: Text {
            en: "`/files/` serves files only: a folder, and the directory itself, gets 403 or 404.",
            es: "`/files/` solo sirve archivos: una carpeta, y el propio directorio, reciben 403 o 404.",
        },
        hints: &[Text {
            en: "On some systems a folder can be opened, and only reading it fails: ask first what it is (Rust: `metadata`; Python: `os.stat`).",
            es: "En algunos sistemas una carpeta se puede abrir y solo falla al leerla: pregunta antes qué es (Rust: `metadata`; Python: `os.stat`).",
        }],
        waits: false,
        run: |server| {
            let _folder = Published::folder(server, "files-folder")?;
            ["/files/files-folder", "/files/files-folder/", "/files/"].iter().try_for_each(
                |target| server.get(target)?.status_in(&[403, 404])?.one_plain_line()?.done(),
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| match broken::has(sent, "/files/files-folder") {
                true => broken::plain("200 OK", "a list of what is in it"),
                false => answer,
            }),
            also: &[],
        },
    },
    Check {
        id: "files-unreadable",
        since: 5,
        until: None,
        rfc: "RFC 9110 §15.5.4",
        title: Text {
            en: "A file that may not be read gets 403 or 404",
            es: "Un archivo que no se puede leer recibe 403 o 404",
        },
        rule: Text {
            en: "If the system refuses the file, so does the server, with 403 or 404, and goes on.",
            es: "Si el sistema niega el archivo, el servidor también, con 403 o 404, y sigue.",
        },
        hints: &[Text {
            en: "That the system forbids it (Rust: `PermissionDenied`; Python: `PermissionError`) is no fault of your program: no 500, and no crash.",
            es: "Que el sistema lo prohíba (Rust: `PermissionDenied`; Python: `PermissionError`) no es culpa de tu programa: ni 500 ni caída.",
        }],
        waits: false,
        run: |server| {
            let file = put(server, "files-unreadable.txt", b"not for you")?;
            close_to_all(&file.path)?;
            // To the administrator nothing is closed.
            let open = File::open(&file.path).is_ok();
            let allowed: &[u16] = if open { &[200, 403, 404] } else { &[403, 404] };
            server.get("/files/files-unreadable.txt")?.status_in(allowed)?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-unreadable.txt") {
                    true => broken::plain("500 Internal Server Error", "permission denied"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-link-loop",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A link that leads round in circles gets 403 or 404",
            es: "Un enlace que da vueltas recibe 403 o 404",
        },
        rule: Text {
            en: "A symbolic link to itself is a file that cannot be read, not even by an administrator: 403 or 404; no RFC speaks of links, but a 500 says that the fault is yours.",
            es: "Un enlace simbólico a sí mismo es un archivo que nadie puede leer, ni un administrador: 403 o 404; ningún RFC habla de enlaces, pero un 500 dice que la culpa es tuya.",
        },
        hints: &[Text {
            en: "The system gives up with an error of its own kind: treat what you do not know like a missing file.",
            es: "El sistema se rinde con un error propio: trata lo que no conoces como un archivo que falta.",
        }],
        waits: false,
        run: |server| {
            let place = Published::at(server, "files-loop.txt")?;
            link(&place.path, &place.path)?;
            server.get("/files/files-loop.txt")?.status_in(&[403, 404])?.done()
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-loop.txt") {
                    true => broken::plain("500 Internal Server Error", "too many links"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-pipe",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "A named pipe is refused at once",
            es: "Una tubería con nombre se rechaza enseguida",
        },
        rule: Text {
            en: "What is no regular file, such as a pipe, gets 403 or 404, and does not keep the server waiting; the RFC only says that names with a special meaning are to be avoided, but this course says how.",
            es: "Lo que no es un archivo normal, como una tubería, recibe 403 o 404 y no deja esperando al servidor; el RFC solo dice que hay que evitar los nombres con un sentido especial, pero este curso dice cómo.",
        },
        hints: &[Text {
            en: "Opening a pipe that nobody writes to blocks for ever: look at its kind before you open it.",
            es: "Abrir una tubería en la que nadie escribe bloquea para siempre: mira de qué clase es antes de abrirla.",
        }],
        waits: false,
        run: |server| {
            let place = Published::at(server, "files-pipe")?;
            make_pipe(&place.path)?;
            server.get("/files/files-pipe")?.status_in(&[403, 404])?.done()
        },
        broken: Breakage {
            // Gives up in the end, without a word.
            how: Broken::Server(|front| {
                front.each(|client, stage| treat(client, stage, "/files/files-pipe", drop));
            }),
            also: &[],
        },
    },
    // Nothing outside the two folders.
    Check {
        id: "files-dotdot",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "`..` does not lead out of the directory",
            es: "`..` no lleva fuera del directorio",
        },
        rule: Text {
            en: "A path with `..` never reaches a file outside the folder: a 4xx, or a redirect to a clean path.",
            es: "Una ruta con `..` nunca alcanza un archivo de fuera de la carpeta: un 4xx, o una redirección a una ruta limpia.",
        },
        hints: &[
            Text {
                en: "Refuse every segment that is `..` before you touch the disk.",
                es: "Rechaza todo segmento que sea `..` antes de tocar el disco.",
            },
            Text {
                en: "A browser and most libraries clean the path before they send it: an attacker does not.",
                es: "Un navegador y casi todas las bibliotecas limpian la ruta antes de enviarla: un atacante no.",
            },
        ],
        waits: false,
        run: |server| {
            let secret = Secret::beside(server, "dotdot")?;
            let name = secret.name();
            hidden(server, &[format!("/files/../{name}"), format!("/files/../../files/../{name}")])
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/../secret-dotdot") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-dotdot-deeper",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "`..` behind a folder does not lead out either",
            es: "`..` tras una carpeta tampoco lleva fuera",
        },
        rule: Text {
            en: "It is no use to go down first: `folder/../../file` is outside all the same.",
            es: "No sirve bajar primero: `carpeta/../../archivo` queda fuera igualmente.",
        },
        hints: &[
            Text {
                en: "Looking only at the beginning of the path is not enough.",
                es: "No basta con mirar el principio de la ruta.",
            },
            Text {
                en: "Look at every segment, and refuse the path if one is `..`, even where it would stay inside.",
                es: "Mira cada segmento y rechaza la ruta si alguno es `..`, aunque se quedara dentro.",
            },
        ],
        waits: false,
        run: |server| {
            let secret = Secret::beside(server, "deeper")?;
            let _folder = Published::folder(server, "files-deep")?;
            let name = secret.name();
            hidden(
                server,
                &[
                    format!("/files/files-deep/../../{name}"),
                    format!("/files/./files-deep/./.././../{name}"),
                ],
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-deep/../../") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-dotdot-encoded",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "%2e%2e does not lead out of the directory",
            es: "%2e%2e no lleva fuera del directorio",
        },
        rule: Text {
            en: "`%2e` is a dot: what is refused as `..` is refused in this disguise too.",
            es: "`%2e` es un punto: lo que se rechaza como `..` se rechaza también con ese disfraz.",
        },
        hints: &[
            Text {
                en: "Decode first, then judge the segment.",
                es: "Decodifica primero y luego juzga el segmento.",
            },
            Text {
                en: "One dot may be escaped and the other not, with digits of either case.",
                es: "Puede ir escapado un punto y el otro no, con dígitos en mayúscula o en minúscula.",
            },
        ],
        waits: false,
        run: |server| {
            let secret = Secret::beside(server, "encoded")?;
            let name = secret.name();
            hidden(
                server,
                &[
                    format!("/files/%2e%2e/{name}"),
                    format!("/files/.%2E/{name}"),
                    format!("/files/%2e./{name}"),
                ],
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/%2e%2e/secret-encoded") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-dotdot-double",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "%252e%252e does not lead out of the directory",
            es: "%252e%252e no lleva fuera del directorio",
        },
        rule: Text {
            en: "Twice escaped, `..` is the odd name `%2e%2e`, and no way out.",
            es: "Escapado dos veces, `..` es el extraño nombre `%2e%2e`, y no una salida.",
        },
        hints: &[Text {
            en: "This bites whoever decodes a second time after the test.",
            es: "Esto afecta a quien decodifica otra vez después de comprobar.",
        }],
        waits: false,
        run: |server| {
            let secret = Secret::beside(server, "double")?;
            let name = secret.name();
            hidden(
                server,
                &[format!("/files/%252e%252e/{name}"), format!("/files/%252e%252e%252f{name}")],
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/%252e%252e/secret-double") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-slash-encoded",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "..%2f does not lead out of the directory",
            es: "..%2f no lleva fuera del directorio",
        },
        rule: Text {
            en: "An escaped slash separates nothing in a URI, but it does on the disk: it belongs in no name.",
            es: "Una barra escapada no separa nada en una URI, pero en el disco sí: no cabe en ningún nombre.",
        },
        hints: &[Text {
            en: "Split at `/`, decode each segment, and refuse those that then hold a `/`.",
            es: "Corta por `/`, decodifica cada segmento y rechaza los que después contengan una `/`.",
        }],
        waits: false,
        run: |server| {
            let secret = Secret::beside(server, "slash")?;
            let name = secret.name();
            hidden(
                server,
                &[
                    format!("/files/..%2f{name}"),
                    format!("/files/..%2F{name}"),
                    format!("/files/%2e%2e%2f{name}"),
                ],
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/..%2fsecret-slash") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-backslash",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "A backslash does not lead out of the directory",
            es: "Una barra invertida no lleva fuera del directorio",
        },
        rule: Text {
            en: "Windows separates folders with `\\` as well: as it is or as `%5c`, it opens no way out.",
            es: "Windows separa las carpetas también con `\\`: tal cual o como `%5c`, no abre ninguna salida.",
        },
        hints: &[
            Text {
                en: "Some systems take it for a separator: ask their functions for paths (Rust: `Path`; Python: `pathlib`), or refuse it yourself.",
                es: "Algunos sistemas la toman por un separador: pregunta a sus funciones de rutas (Rust: `Path`; Python: `pathlib`), o recházala tú.",
            },
            Text {
                en: "A raw backslash is not even allowed in a target: 400 is fine too.",
                es: "Una barra invertida sin escapar ni siquiera cabe en un destino: un 400 también vale.",
            },
        ],
        waits: false,
        run: |server| {
            let secret = Secret::beside(server, "backslash")?;
            let name = secret.name();
            hidden(
                server,
                &[
                    format!("/files/..%5c{name}"),
                    format!("/files/..%5C{name}"),
                    format!("/files/..\\{name}"),
                    format!("/files/%2e%2e%5c{name}"),
                ],
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/..%5csecret-backslash") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-nul",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "%00 in a name does not cut it short",
            es: "%00 en un nombre no lo corta",
        },
        rule: Text {
            en: "A name with a NUL names no file, not even the one that it would name up to there, and gets a 4xx; the RFC does not say which answer, but none at all leaves the client guessing.",
            es: "Un nombre con un NUL no nombra ningún archivo, ni siquiera el que nombraría hasta ahí, y recibe un 4xx; el RFC no dice qué responder, pero no responder nada deja al cliente en la duda.",
        },
        hints: &[
            Text {
                en: "To the system a NUL is the end of a name, to your program it is not: refuse it after decoding.",
                es: "Para el sistema un NUL es el final del nombre, para tu programa no: recházalo tras decodificar.",
            },
            Text {
                en: "Some functions raise an error for such a name: make a 400 or 404 of that.",
                es: "Algunas funciones dan un error con un nombre así: conviértelo en un 400 o un 404.",
            },
        ],
        waits: false,
        run: |server| {
            let _file = put(server, "files-nul.txt", b"cut short")?;
            let targets = [
                "/files/files-nul.txt%00",
                "/files/files-nul.txt%00.png",
                "/files/%00",
                "/page_one%00.html",
            ];
            targets.iter().try_for_each(|target| {
                let answer = server.get(target)?;
                answer.status_within(400..500, CLIENT_ERROR)?.done()
            })
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-nul.txt%00.png") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-absolute",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "A whole path of the disk is not served",
            es: "Una ruta completa del disco no se sirve",
        },
        rule: Text {
            en: "`/files//etc/passwd` is not the file `/etc/passwd`: a name never replaces the folder.",
            es: "`/files//etc/passwd` no es el archivo `/etc/passwd`: un nombre nunca sustituye a la carpeta.",
        },
        hints: &[Text {
            en: "A folder joined with `/etc/passwd` is `/etc/passwd` (Rust: `join`; Python: `os.path.join`): refuse a leading slash, escaped or not.",
            es: "Unir una carpeta con `/etc/passwd` da `/etc/passwd` (Rust: `join`; Python: `os.path.join`): rechaza la barra inicial, escapada o no.",
        }],
        waits: false,
        run: |server| {
            let secret = Secret::beside(server, "absolute")?;
            let path = secret.target();
            let escaped = path.replace('/', "%2f");
            hidden(
                server,
                &[format!("/files/{path}"), format!("/files/{escaped}"), format!("/files//{path}")],
            )
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                let absolute =
                    broken::has(sent, "GET /files//") && broken::has(sent, "/secret-absolute");
                if absolute { broken::plain("200 OK", "secret") } else { answer }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-link-file",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "A symbolic link to a file outside is not followed",
            es: "No se sigue un enlace simbólico a un archivo de fuera",
        },
        rule: Text {
            en: "A link that leads out of the folder is no way out either; the RFC does not speak of links, and some servers follow them on purpose, but this course never.",
            es: "Un enlace que lleva fuera de la carpeta tampoco es una salida; el RFC no habla de enlaces, y hay servidores que los siguen a propósito, pero este curso nunca.",
        },
        hints: &[
            Text {
                en: "Resolve all links first (Rust: `canonicalize`; Python: `os.path.realpath`): then see whether the result is still below the folder.",
                es: "Resuelve antes todos los enlaces (Rust: `canonicalize`; Python: `os.path.realpath`): luego mira si sigues dentro de la carpeta.",
            },
            Text {
                en: "Resolve the folder too, or the two will not compare.",
                es: "Resuelve también la carpeta, o no podrás comparar las dos rutas.",
            },
        ],
        waits: false,
        run: |server| {
            let secret = Secret::beside(server, "link")?;
            let place = Published::at(server, "files-link.txt")?;
            link(secret.0.path(), &place.path)?;
            hidden(server, &["/files/files-link.txt".into()])
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-link.txt") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-link-folder",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "A symbolic link to a folder outside is not followed",
            es: "No se sigue un enlace simbólico a una carpeta de fuera",
        },
        rule: Text {
            en: "A link may stand anywhere in the path, not only at its end, and leads out from nowhere; the RFC does not speak of links, and some servers follow them on purpose, but this course never.",
            es: "Un enlace puede estar en cualquier parte de la ruta, no solo al final, y desde ninguna lleva fuera; el RFC no habla de enlaces, y hay servidores que los siguen a propósito, pero este curso nunca.",
        },
        hints: &[Text {
            en: "To ask whether the last part is a link is not enough: resolve the whole path.",
            es: "No basta con preguntar si la última parte es un enlace: resuelve la ruta entera.",
        }],
        waits: false,
        run: |server| {
            let secret = Secret::beside(server, "folder")?;
            let place = Published::at(server, "files-link-folder")?;
            let outside = secret.0.path().parent().unwrap_or(Path::new("/"));
            link(outside, &place.path)?;
            hidden(server, &[format!("/files/files-link-folder/{}", secret.name())])
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "/files/files-link-folder/") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-site-dotdot",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "`..` does not lead out of the site",
            es: "`..` no lleva fuera del sitio",
        },
        rule: Text {
            en: "The pages are kept in by the same rule as the files of the directory.",
            es: "Para las páginas vale la misma regla que para los archivos del directorio.",
        },
        hints: &[Text {
            en: "Let both folders go through the same function.",
            es: "Haz que las dos carpetas pasen por la misma función.",
        }],
        waits: false,
        run: |server| {
            let targets = [
                "/../../../../../../../../../../etc/passwd",
                "/images/../../../../../../../../../../etc/passwd",
                "/../../../../../../../../../../Windows/win.ini",
                "/../Cargo.toml",
            ];
            targets
                .iter()
                .try_for_each(|target| is_hidden(&ask(server, target, "files-site-dotdot")?))
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-site-dotdot\r\n") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-site-encoded",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "%2e%2e and %2f do not lead out of the site",
            es: "%2e%2e y %2f no llevan fuera del sitio",
        },
        rule: Text {
            en: "Escaped dots and slashes are what they stand for once they are decoded, on the site too.",
            es: "Los puntos y barras escapados son lo que representan una vez decodificados, también en el sitio.",
        },
        hints: &[Text {
            en: "Decode, then judge: as for `/files/`.",
            es: "Decodifica y luego juzga: igual que para `/files/`.",
        }],
        waits: false,
        run: |server| {
            let targets = [
                "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
                "/%2e%2e/Cargo.toml",
            ];
            targets
                .iter()
                .try_for_each(|target| is_hidden(&ask(server, target, "files-site-encoded")?))
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-site-encoded\r\n") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-site-backslash",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "A backslash does not lead out of the site",
            es: "Una barra invertida no lleva fuera del sitio",
        },
        rule: Text {
            en: "`\\` and `%5c` open no way out of the site.",
            es: "`\\` y `%5c` no abren ninguna salida del sitio.",
        },
        hints: &[Text {
            en: "Judge each segment as the system would read it.",
            es: "Juzga cada segmento como lo leería el sistema.",
        }],
        waits: false,
        run: |server| {
            let targets = [
                "/..%5c..%5c..%5c..%5c..%5c..%5cWindows%5cwin.ini",
                "/..\\..\\..\\..\\Windows\\win.ini",
                "/..%5cCargo.toml",
            ];
            targets
                .iter()
                .try_for_each(|target| is_hidden(&ask(server, target, "files-site-backslash")?))
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-site-backslash\r\n") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-site-absolute",
        since: 5,
        until: None,
        rfc: "RFC 9110 §17.3",
        title: Text {
            en: "`//etc/passwd` is no file of the site",
            es: "`//etc/passwd` no es un archivo del sitio",
        },
        rule: Text {
            en: "A path that begins with two slashes is not a path of the disk.",
            es: "Una ruta que empieza por dos barras no es una ruta del disco.",
        },
        hints: &[Text {
            en: "If you take off one slash and join the rest, a second slash makes it a path of the disk.",
            es: "Si quitas una barra y unes el resto, una segunda barra la convierte en una ruta del disco.",
        }],
        waits: false,
        run: |server| {
            let targets = [
                "//etc/passwd",
                "/%2fetc/passwd",
                "/%2Fetc%2Fpasswd",
                "//C:/Windows/win.ini",
                "/C:/Windows/win.ini",
                "/file:///etc/passwd",
            ];
            targets
                .iter()
                .try_for_each(|target| is_hidden(&ask(server, target, "files-site-absolute")?))
        },
        broken: Breakage {
            how: Broken::Response(|sent, answer| {
                match broken::has(sent, "tester: files-site-absolute\r\n") {
                    true => broken::plain("200 OK", "root:x:0:0:root:/root:/bin/sh"),
                    false => answer,
                }
            }),
            also: &[],
        },
    },
    // Clients that behave badly.
    Check {
        id: "files-client-leaves",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A client that leaves in the middle costs nobody anything",
            es: "Un cliente que se va a medias no perjudica a nadie",
        },
        rule: Text {
            en: "When a client breaks off a download, that connection ends and the next client is served.",
            es: "Si un cliente corta una descarga, termina esa conexión y se atiende al siguiente.",
        },
        hints: &[Text {
            en: "Writing fails then (Rust: `BrokenPipe`, `ConnectionReset`; Python: `ConnectionError`): that ends this answer, not your program.",
            es: "Escribir falla (Rust: `BrokenPipe`, `ConnectionReset`; Python: `ConnectionError`): eso acaba la respuesta, no tu programa.",
        }],
        waits: false,
        run: |server| {
            let mut client = server.connect()?;
            client.write_request(
                "GET",
                "/bigfile",
                &[("User-Agent", "tester: files-client-leaves")],
                b"",
                true,
            )?;
            client.expect_bytes(b"HTTP/1.1 200 ")?;
            client.reset();
            server.get("/hello")?.status(200)?.done()
        },
        broken: Breakage {
            // Its `main` returns the first error.
            how: Broken::Server(|front| {
                while let Some(client) = front.accept() {
                    let Ok(stage) = front.stage() else { return };
                    let asked = asks_for(&client, "files-client-leaves");
                    if Relay::FAITHFUL.run(client, stage) == Ending::Reset && asked {
                        return;
                    }
                }
            }),
            also: &[],
        },
    },
    Check {
        id: "files-client-never-reads",
        since: 5,
        until: None,
        rfc: "WIRE.md",
        title: Text {
            en: "A client that never reads does not hold up the others for ever",
            es: "Un cliente que nunca lee no detiene a los demás para siempre",
        },
        rule: Text {
            en: "An answer that its client does not take is given up after a while, and the next client gets its turn.",
            es: "Una respuesta que su cliente no recoge se abandona al cabo de un rato, y le toca al siguiente.",
        },
        hints: &[
            Text {
                en: "A write waits until the other side reads: give it a time limit (Rust: `set_write_timeout`; Python: `settimeout`).",
                es: "Una escritura espera a que el otro lado lea: ponle un límite de tiempo (Rust: `set_write_timeout`; Python: `settimeout`).",
            },
            Text {
                en: "A server of one thread may make the next wait, but not without end.",
                es: "Un servidor de un solo hilo puede hacer esperar al siguiente, pero no sin fin.",
            },
        ],
        waits: true,
        run: |server| {
            let _file = put_sparse(server, "files-never-read.bin", WIDE)?;
            let mut lazy = server.connect()?;
            lazy.write_request("GET", "/files/files-never-read.bin", &[], b"", true)?;
            let next = server.patience(seconds(15)).get("/hello")?;
            next.status(200)?;
            drop(lazy);
            Ok(())
        },
        broken: Breakage {
            // One after the other, and without a time limit.
            how: Broken::Server(|front| {
                while let Some(client) = front.accept() {
                    let Ok(stage) = front.stage() else { return };
                    if asks_for(&client, "/files/files-never-read.bin") {
                        broken::hang(client);
                    } else {
                        Relay::FAITHFUL.run(client, stage);
                    }
                }
            }),
            also: &[],
        },
    },
];

/// What the site has under these very paths.
const SITE: [&str; 7] = [
    "/page_one",
    "/page_two",
    "/page_three",
    "/page_four",
    "/image_user_one",
    "/image_user_two",
    "/bigfile",
];

/// Larger than any memory; most file systems keep such a file of nothing in no space.
const HUGE: u64 = if cfg!(windows) { 1 << 30 } else { 1 << 40 };

/// More than two systems keep on the way between two programs.
const WIDE: u64 = 48 << 20;

const DAY: Duration = seconds(24 * 60 * 60);

/// What nobody outside may read.
const SECRET: &str = "I am outside of the folder.";

const NO_LINK: Text = Text {
    en: "The page should have a link to {expected}.",
    es: "En la página debería haber un enlace a {expected}.",
};
const NO_DOWNLOAD: Text = Text {
    en: "The page should have a link to /bigfile.",
    es: "En la página debería haber un enlace a /bigfile.",
};
const NO_IMAGE: Text =
    Text { en: "The page should have an <img>.", es: "En la página debería haber un <img>." };
const ONE_IMAGE: Text = Text {
    en: "The page should have exactly one <img>.",
    es: "En la página debería haber exactamente un <img>.",
};
const SEVERAL_IMAGES: Text = Text {
    en: "The page should have two <img> or more.",
    es: "En la página debería haber dos <img> o más.",
};
const NOT_ITS_TYPE: Text = Text {
    en: "The Content-Type is {got}, but the content does not begin as such a file does.",
    es: "El Content-Type es {got}, pero el contenido no empieza como un archivo de ese tipo.",
};
const WRONG_TYPE: Text = Text {
    en: "The Content-Type should be {expected}, but it is {got}.",
    es: "El Content-Type debería ser {expected}, pero es {got}.",
};
const TOO_SMALL: Text = Text {
    en: "/bigfile should be larger than 1 MiB (1048576 bytes).",
    es: "/bigfile debería tener más de 1 MiB (1048576 bytes).",
};
const NO_TEXT: Text = Text {
    en: "/bigfile should be text, and text has no NUL bytes; this has.",
    es: "/bigfile debería ser texto, y un texto no lleva bytes NUL; este sí.",
};
const NOT_THIS_PATH: Text = Text {
    en: "No file has this path, so the answer should be 404 or a redirect; it is {got}.",
    es: "Ningún archivo tiene esta ruta, así que la respuesta debería ser 404 o una redirección; es {got}.",
};
const NO_SLASH: Text = Text {
    en: "Location should be the same path with a slash at its end, but it is `{got}`.",
    es: "Location debería ser la misma ruta con una barra al final, pero es `{got}`.",
};
const OTHER_HOST: Text = Text {
    en: "What follows two slashes is a host: `{got}` leads away from this server.",
    es: "Lo que sigue a dos barras es un host: `{got}` lleva fuera de este servidor.",
};
const NO_DATE: Text = Text {
    en: "Last-Modified is written like `Sun, 06 Nov 1994 08:49:37 GMT`; `{got}` is not.",
    es: "Last-Modified se escribe como `Sun, 06 Nov 1994 08:49:37 GMT`; `{got}` no.",
};
const FUTURE: Text = Text {
    en: "This is later than Date: the file would change in the future.",
    es: "Esto es posterior a Date: el archivo cambiaría en el futuro.",
};
const CLIENT_ERROR: Text = Text {
    en: "The status should be one from 400 to 499, but it is {got}.",
    es: "El estado debería ser uno de 400 a 499, pero es {got}.",
};
const NOT_AS_ANNOUNCED: Text = Text {
    en: "The file changed while it was sent, and the content is not as long as the head had announced.",
    es: "El archivo cambió mientras se enviaba, y el contenido no mide lo que había anunciado la cabecera.",
};
const GOT_OUT: Text = Text {
    en: "This path leads out of the folder, so the server should refuse it, with 403 or 404 for instance; but it answers {got}.",
    es: "Esta ruta lleva fuera de la carpeta, así que el servidor debería rechazarla, con 403 o 404 por ejemplo; pero responde {got}.",
};

/// `GET target`, with the check's name for the broken server to recognise.
fn ask(server: &Server, target: &str, check: &str) -> Verdict<Response> {
    server.get_with(target, &[("User-Agent", &format!("tester: {check}"))])
}

/// 200 and HTML.
fn is_page(answer: &Response) -> Verdict<&Response> {
    answer.status(200)?;
    has_type(answer, &["text/html"])?;
    Ok(answer)
}

/// One of these media types, whatever the parameters.
fn has_type(answer: &Response, types: &[&str]) -> Verdict {
    let fits = |value: &str| {
        let media = value.split(';').next().unwrap_or_default().trim();
        types.iter().any(|own| own.eq_ignore_ascii_case(media))
    };
    let wrong = |mut failure: Box<Failure>| {
        if failure.problem.text == WRONG_TYPE {
            failure.problem.expected = types.join(" / ");
        }
        failure
    };
    answer.field_that("Content-Type", fits, WRONG_TYPE).map(drop).map_err(wrong)
}

/// 200, an image type, and the bytes with which an image of this type begins.
fn is_image(answer: &Response) -> Verdict {
    answer.status(200)?.field_contains("Content-Type", "image/")?;
    let media = answer.value("Content-Type").unwrap_or_default().to_ascii_lowercase();
    let begins = |start: &[u8]| answer.content().starts_with(start);
    let fits = match media.split(';').next().unwrap_or_default().trim() {
        "image/png" => begins(b"\x89PNG\r\n\x1a\n"),
        "image/jpeg" => begins(b"\xff\xd8\xff"),
        "image/gif" => begins(b"GIF8"),
        "image/webp" => begins(b"RIFF"),
        "image/svg+xml" => answer.text().contains("<svg"),
        _ => !answer.content().is_empty(),
    };
    if fits { Ok(()) } else { Err(answer.fail(Problem::with(NOT_ITS_TYPE, "", media))) }
}

/// The files with this ending that the site's elements name have one of these types.
fn types(
    server: &Server,
    element: &str,
    attribute: &str,
    ending: &str,
    types: &[&str],
    check: &str,
) -> Verdict {
    let targets = site_links(server, element, attribute)?;
    targets.iter().filter(|target| target.ends_with(ending)).try_for_each(|target| {
        let answer = ask(server, target, check)?;
        has_type(answer.status(200)?, types)
    })
}

/// The targets on this server that the index and the four pages name, each once.
fn site_links(server: &Server, element: &str, attribute: &str) -> Verdict<Vec<String>> {
    let mut targets = Vec::new();
    for page in ["/", "/page_one", "/page_two", "/page_three", "/page_four"] {
        let html = ask(server, page, "files-links")?.text();
        for link in attributes(&html, element, attribute) {
            targets.extend(local_path(&link));
        }
    }
    targets.sort();
    targets.dedup();
    Ok(targets)
}

/// The path of a link from a page in the root of the site; `None` if it leads elsewhere.
fn local_path(link: &str) -> Option<String> {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let elsewhere = path.is_empty() || path.contains(':') || path.starts_with("//");
    let path = path.trim_start_matches("./").trim_start_matches('/');
    (!elsewhere).then(|| format!("/{path}"))
}

/// Whether a link from a page in the root of the site leads to this path.
fn leads_to(link: &str, target: &str) -> bool {
    let origin =
        link.split_once("://").map(|(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    local_path(origin.unwrap_or(link)).is_some_and(|path| path == target)
}

/// A folder of the site without its last slash, found where an image or a style sheet lies in one.
fn a_folder(server: &Server) -> Verdict<Option<String>> {
    let mut targets = site_links(server, "img", "src")?;
    targets.extend(site_links(server, "link", "href")?);
    let folders = targets.iter().filter_map(|target| target.rsplit_once('/'));
    Ok(folders.map(|(folder, _)| folder.to_string()).find(|folder| !folder.is_empty()))
}

/// The values of an attribute in all elements of this name, for pages as people write them.
fn attributes(html: &str, element: &str, attribute: &str) -> Vec<String> {
    // In ASCII, letters of either case take the same room.
    let (lower, opening) = (html.to_ascii_lowercase(), format!("<{element}"));
    let openings = lower.match_indices(&opening).map(|(at, _)| at + opening.len());
    let tags = openings.map(|at| html[at..].split('>').next().unwrap_or_default());
    tags.filter(|tag| tag.starts_with(char::is_whitespace))
        .filter_map(|tag| attribute_of(tag, attribute))
        .collect()
}

fn attribute_of(tag: &str, attribute: &str) -> Option<String> {
    let (lower, equals) = (tag.to_ascii_lowercase(), format!("{attribute}="));
    let mut places = lower.match_indices(&equals);
    let (at, _) = places.find(|(at, _)| tag[..*at].ends_with(char::is_whitespace))?;
    let value = &tag[at + equals.len()..];
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next().map(str::to_string),
        _ => value.split(char::is_whitespace).next().map(str::to_string),
    }
}

/// Something in the folder behind `/files/`, taken away when it is dropped.
struct Published {
    path: PathBuf,
}

impl Published {
    /// A place where nothing is.
    fn at(server: &Server, name: &str) -> Verdict<Published> {
        let place = Published { path: server.directory()?.join(name) };
        place.clear();
        Ok(place)
    }

    fn folder(server: &Server, name: &str) -> Verdict<Published> {
        let place = Published::at(server, name)?;
        fs::create_dir_all(&place.path)?;
        Ok(place)
    }

    fn resize(&self, length: u64) -> io::Result<()> {
        File::options().write(true).open(&self.path)?.set_len(length)
    }

    /// That nothing is there to be removed is as good.
    fn clear(&self) {
        let _ = fs::remove_file(&self.path).or_else(|_| fs::remove_dir_all(&self.path));
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        self.clear();
    }
}

/// A file with this content behind `/files/`.
fn put(server: &Server, name: &str, content: &[u8]) -> Verdict<Published> {
    let place = Published::at(server, name)?;
    fs::write(&place.path, content)?;
    Ok(place)
}

/// A file of so many zeros, which take no space where the file system knows better.
fn put_sparse(server: &Server, name: &str, length: u64) -> Verdict<Published> {
    let place = put(server, name, b"")?;
    // Not every file system takes a file of any size.
    place.resize(length).or_else(|_| place.resize(WIDE))?;
    Ok(place)
}

/// A file that was last changed then.
fn put_dated(server: &Server, name: &str, modified: SystemTime) -> Verdict<Published> {
    let place = put(server, name, b"dated")?;
    File::options().write(true).open(&place.path)?.set_modified(modified)?;
    Ok(place)
}

/// A file next to the folder behind `/files/`.
struct Secret(NamedTempFile);

impl Secret {
    fn beside(server: &Server, name: &str) -> Verdict<Secret> {
        let directory = server.directory()?.canonicalize()?;
        let outside = directory.parent().unwrap_or(&directory);
        let prefix = format!("secret-{name}-");
        let mut file = tempfile::Builder::new().prefix(&prefix).tempfile_in(outside)?;
        file.write_all(SECRET.as_bytes())?;
        Ok(Secret(file))
    }

    fn name(&self) -> String {
        self.0.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The whole path, as a target writes it: with slashes, without what Windows puts in front.
    fn target(&self) -> String {
        let path = self.0.path().to_string_lossy().replace('\\', "/");
        path.trim_start_matches("//?/").replace(' ', "%20")
    }
}

/// None of these targets is answered with anything but a refusal or a redirect.
fn hidden(server: &Server, targets: &[String]) -> Verdict {
    targets.iter().try_for_each(|target| is_hidden(&server.get(target)?))
}

fn is_hidden(answer: &Response) -> Verdict {
    answer.body_lacks(SECRET)?.status_within(300..500, GOT_OUT)?.done()
}

/// A symbolic link. Where this user may not make one, nothing is there: not to be served either.
#[cfg(unix)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(windows)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    use std::os::windows::fs::{symlink_dir, symlink_file};
    let made = if to.is_dir() { symlink_dir(to, at) } else { symlink_file(to, at) };
    made.or(Ok(()))
}

/// A pipe with a name. Where there are none, a folder is no file either.
fn make_pipe(at: &Path) -> io::Result<()> {
    if cfg!(unix) {
        std::process::Command::new("mkfifo").arg(at).status().map(drop)
    } else {
        fs::create_dir(at)
    }
}

/// Nobody may read this file any more, where the system knows such a thing.
#[cfg(unix)]
fn close_to_all(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o000))
}

#[cfg(not(unix))]
fn close_to_all(_: &Path) -> io::Result<()> {
    Ok(())
}

/// An answer whose content was read as text: what is not UTF-8 is lost.
fn as_text(answer: Vec<u8>) -> Vec<u8> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |end| end + 4);
    let text = String::from_utf8_lossy(&answer[head..]).into_owned();
    broken::with_body(answer, text)
}

/// Whether the first that a client says has this part; it is left to be read.
fn asks_for(client: &TcpStream, part: &str) -> bool {
    let mut start = [0; 1024];
    client.peek(&mut start).is_ok_and(|count| broken::has(&start[..count], part))
}

/// Treats the clients whose request has this part in a way of its own.
fn treat(client: TcpStream, stage: TcpStream, part: &str, way: fn(TcpStream)) {
    if asks_for(&client, part) {
        way(client);
    } else {
        Relay::FAITHFUL.run(client, stage);
    }
}
