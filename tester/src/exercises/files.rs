//! Chapter 5: files.

use super::parse::plain;
use super::prelude::*;
use std::fs;

pub(super) const EXERCISES: &[Exercise] = &[
    Exercise {
        size: Size::Lines,
        check: Check {
            id: "5.1",
            since: 5,
            until: None,
            rfc: COURSE,
            title: Text {
                en: "Files tell the browser not to guess what they are",
                es: "Los archivos le dicen al navegador que no adivine qué son",
            },
            rule: Text {
                en: "With `X-Content-Type-Options: nosniff` a browser takes a file for what Content-Type says, and runs no upload as a script.",
                es: "Con `X-Content-Type-Options: nosniff` un navegador toma el archivo por lo que dice Content-Type, y no ejecuta como script algo que alguien subió.",
            },
            hints: &[
                Text {
                    en: "All files, those of the site and those behind `/files/`, pass through one place that gives them their Content-Type.",
                    es: "Todos los archivos, los del sitio y los de `/files/`, pasan por un mismo lugar que les pone su Content-Type.",
                },
                Text {
                    en: "Rust: one more `.field(…)` at the end of `respond` in files.rs. Python: one more field where you build the answer with a file; not in both of its callers.",
                    es: "Rust: un `.field(…)` más al final de `respond`, en files.rs. Python: un campo más donde construyes la respuesta con un archivo; no en cada sitio que la pide.",
                },
            ],
            waits: false,
            run: |server| {
                fs::write(server.directory()?.join("exercise-5.1.txt"), "<script>")?;
                for target in ["/", "/page_one", "/image_user_one", "/files/exercise-5.1.txt"] {
                    let nosniff = |value: &str| value.eq_ignore_ascii_case("nosniff");
                    let response = server.get(target)?;
                    response.status(200)?.field_that("X-Content-Type-Options", nosniff, SNIFFS)?;
                }
                Ok(())
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::HalfHour,
        check: Check {
            id: "5.2",
            since: 5,
            until: None,
            rfc: COURSE,
            title: Text {
                en: "GET /list gives the names of the files in the folder",
                es: "GET /list da los nombres de los archivos de la carpeta",
            },
            rule: Text {
                en: "A line for each file in the folder of `--directory`, sorted by name; what begins with a dot, and folders, are left out.",
                es: "Una línea por cada archivo de la carpeta de `--directory`, ordenadas por nombre; lo que empieza por un punto y las carpetas se quedan fuera.",
            },
            hints: &[
                Text {
                    en: "The system gives the names in no order, and gives all of them: collect, leave out, sort. List only what `/files/` would serve.",
                    es: "El sistema da los nombres sin orden, y los da todos: júntalos, descarta y ordena. Enseña solo lo que `/files/` entregaría.",
                },
                Text {
                    en: "Rust: `Dir::entries`, `file_type()?.is_file()` and `is_served`; then `sort` and `concat`. Python: `os.scandir` with `entry.is_file()`, `sorted`, `'\\n'.join`, encoded as UTF-8 before you count the length.",
                    es: "Rust: `Dir::entries`, `file_type()?.is_file()` e `is_served`; después `sort` y `concat`. Python: `os.scandir` con `entry.is_file()`, `sorted`, `'\\n'.join`, y codifícalo en UTF-8 antes de contar la longitud.",
                },
            ],
            waits: false,
            run: |server| {
                let folder = server.directory()?;
                fs::create_dir_all(folder.join("exercise-folder"))?;
                for name in
                    ["exercise-pear.txt", "exercise-zúñiga.txt", "exercise-fig", ".exercise-hidden"]
                {
                    fs::write(folder.join(name), "")?;
                }
                listed(server, &["exercise-fig", "exercise-pear.txt", "exercise-zúñiga.txt"])?;
                fs::remove_file(folder.join("exercise-zúñiga.txt"))?;
                fs::write(folder.join("exercise-melon.txt"), "")?;
                listed(server, &["exercise-fig", "exercise-melon.txt", "exercise-pear.txt"])
            },
            broken: UNTOUCHED,
        },
    },
    Exercise {
        size: Size::Evening,
        check: Check {
            id: "5.3",
            since: 5,
            until: None,
            rfc: "RFC 9110 §14.2",
            title: Text {
                en: "A client may ask for a part of a file",
                es: "Un cliente puede pedir una parte de un archivo",
            },
            rule: Text {
                en: "For `Range: bytes=0-99` the answer is 206 with these bytes and `Content-Range: bytes 0-99/SIZE`; where none of them is in the file, 416 with `bytes */SIZE`. What is not understood is ignored.",
                es: "A `Range: bytes=0-99` se responde 206 con esos bytes y `Content-Range: bytes 0-99/TAMAÑO`; si el archivo no tiene ninguno de ellos, 416 con `bytes */TAMAÑO`. Lo que no se entiende se ignora.",
            },
            hints: &[
                Text {
                    en: "Turn the three forms, `0-99`, `100-` and `-100`, into one: the first byte and the one behind the last, never past the end of the file. If nothing lies between, it is 416.",
                    es: "Convierte las tres formas, `0-99`, `100-` y `-100`, en una sola: el primer byte y el que sigue al último, sin pasar del final del archivo. Si en medio no queda nada, es un 416.",
                },
                Text {
                    en: "Then move to the first byte and send that many. Rust: `split_once('-')`, `saturating_sub`, `Range::is_empty`, `seek(SeekFrom::Start(first))`. Python: `partition('-')`, `isdigit`, `max`, `min`, `file.seek(first)`.",
                    es: "Después muévete al primer byte y envía esa cantidad. Rust: `split_once('-')`, `saturating_sub`, `Range::is_empty`, `seek(SeekFrom::Start(first))`. Python: `partition('-')`, `isdigit`, `max`, `min`, `file.seek(first)`.",
                },
            ],
            waits: false,
            run: |server| {
                let content: String = (0..250).map(|number| format!("{number:03} ")).collect();
                fs::write(server.directory()?.join("exercise-5.3.txt"), &content)?;
                ranges(server, "/files/exercise-5.3.txt", content.as_bytes())?;
                let whole = server.get("/bigfile")?;
                ranges(server, "/bigfile", whole.status(200)?.content())
            },
            broken: UNTOUCHED,
        },
    },
];

const SNIFFS: Text = Text {
    en: "X-Content-Type-Options should be `nosniff`, but it is `{got}`.",
    es: "X-Content-Type-Options debería ser `nosniff`, pero es `{got}`.",
};

/// All that is in the folder is listed, and nothing else, these names in this order.
fn listed(server: &Server, names: &[&str]) -> Verdict {
    let response = server.get("/list")?;
    let text = plain(&response)?.text();
    let mut expected = served(server)?;
    let mut got = text.lines().collect::<Vec<_>>();
    let ours = got.iter().copied().filter(|name| names.contains(name)).collect::<Vec<_>>();
    got.sort_unstable();
    expected.sort_unstable();
    response.that(got == expected, OTHER_NAMES)?.that(ours == names, NOT_SORTED)?.done()
}

fn served(server: &Server) -> Verdict<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(server.directory()?)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && !name.starts_with('.') {
            names.push(name);
        }
    }
    Ok(names)
}

const OTHER_NAMES: Text = Text {
    en: "These are not exactly the files in the folder: some are missing or some are too many. Hidden files and folders do not count.",
    es: "Estos no son exactamente los archivos de la carpeta: faltan o sobran. Los ocultos y las carpetas no cuentan.",
};
const NOT_SORTED: Text =
    Text { en: "The names are not in order.", es: "Los nombres no están en orden." };

/// Parts of a file that is at least 1,000 bytes long.
fn ranges(server: &Server, target: &str, content: &[u8]) -> Verdict {
    parts(server, target, content)?;
    outside(server, target, content.len())?;
    IGNORED.iter().try_for_each(|range| {
        let response = server.get_with(target, &[("Range", range)])?;
        response.status(200)?.no_field("Content-Range")?.body(content)?.done()
    })
}

fn parts(server: &Server, target: &str, content: &[u8]) -> Verdict {
    let size = content.len();
    let end = size - 1;
    let parts = [
        ("bytes=0-99".to_string(), 0..100),
        ("bytes=200-299".to_string(), 200..300),
        ("BYTES=7-7".to_string(), 7..8),
        ("bytes=100-".to_string(), 100..size),
        ("bytes=-100".to_string(), size - 100..size),
        (format!("bytes={end}-{end}"), end..size),
        (format!("bytes={}-{}", size - 10, size + 10), size - 10..size),
    ];
    parts.into_iter().try_for_each(|(range, bytes)| {
        let expected = format!("bytes {}-{}/{size}", bytes.start, bytes.end - 1);
        let response = server.get_with(target, &[("Range", &range)])?;
        response.status(206)?.field("Content-Range", &expected)?.has_field("Content-Type")?;
        response.body(&content[bytes])?.done()
    })
}

/// What begins behind the end of the file, and no bytes at all.
fn outside(server: &Server, target: &str, size: usize) -> Verdict {
    let behind = [format!("bytes={size}-"), format!("bytes={}-{}", size + 5, size + 9)];
    behind.iter().map(String::as_str).chain(["bytes=-0"]).try_for_each(|range| {
        let response = server.get_with(target, &[("Range", range)])?;
        response.status(416)?.field("Content-Range", &format!("bytes */{size}"))?.done()
    })
}

const IGNORED: [&str; 8] = [
    "bytes=0-1,4-5",
    "bytes=9-5",
    "bytes=a-b",
    "bytes=-",
    "bytes=+1-5",
    "bytes",
    "0-5",
    "lines=0-5",
];
