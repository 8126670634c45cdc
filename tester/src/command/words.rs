//! What `httpcourse` says, in both languages.

use super::progress::Mark;
use crate::catalogue::{Check, Text};
use crate::exercises::Exercise;
use crate::report::{Language, wrap};
use std::fmt::Display;
use std::path::PathBuf;

/// The text in this language, its blanks such as `{stage}` filled in.
pub fn fill(language: Language, text: Text, blanks: &[(&str, &dyn Display)]) -> String {
    let template = language.of(text).to_string();
    blanks.iter().fold(template, |text, (blank, value)| text.replace(blank, &value.to_string()))
}

/// What each stage adds, as its Cargo.toml says it too.
pub const STAGES: [Text; 7] = [
    Text { en: "sockets", es: "los sockets" },
    Text { en: "one request, one response", es: "una petición, una respuesta" },
    Text { en: "parsing the request line", es: "el análisis de la línea de petición" },
    Text { en: "header fields", es: "los campos de cabecera" },
    Text { en: "files", es: "los archivos" },
    Text {
        en: "threads and persistent connections",
        es: "los hilos y las conexiones persistentes",
    },
    Text { en: "methods and content", es: "los métodos y el contenido" },
];

/// What a stage adds.
pub fn concept(stage: u8) -> Text {
    STAGES[usize::from(stage.clamp(1, 7)) - 1]
}

pub const SEE_HELP: Text =
    Text { en: "`httpcourse --help` explains all", es: "`httpcourse --help` lo explica todo" };
pub const STAGE: Text = Text { en: "Stage {stage}: {concept}", es: "Etapa {stage}: {concept}" };
pub const LISTED: Text =
    Text { en: "Stage {stage}: {concept}, {checks}", es: "Etapa {stage}: {concept}, {checks}" };
pub const EXERCISE: Text = Text {
    en: "Exercise {exercise}, on stage {stage}: {concept}",
    es: "Ejercicio {exercise}, sobre la etapa {stage}: {concept}",
};
pub const TRY_EXERCISE: Text = Text {
    en: "The book says what each asks for. To see whether your server does it: \
         httpcourse exercise 3.2 -- python3 server.py",
    es: "El libro dice qué pide cada uno. Para ver si tu servidor lo hace: \
         httpcourse exercise 3.2 -- python3 server.py",
};
pub const SOLVED: Text =
    Text { en: "Exercise {exercise} is solved.", es: "Ejercicio {exercise}, resuelto." };
pub const UNSOLVED: Text = Text {
    en: "Exercise {exercise} is not solved yet.",
    es: "El ejercicio {exercise} aún no está resuelto.",
};
pub const STILL_PASSES: Text = Text {
    en: "Does your server still pass its stage? `httpcourse {stage}` tells you.",
    es: "¿Sigue superando su etapa tu servidor? Te lo dice `httpcourse {stage}`.",
};
pub const STARTING: Text =
    Text { en: "waiting for the server to listen", es: "esperando a que el servidor escuche" };
pub const PASSED: Text =
    Text { en: "Stage {stage} passed: {passed}.", es: "Etapa {stage} superada: {passed}." };
pub const THESE_PASSED: Text = Text { en: "Passed: {passed}.", es: "Superado: {passed}." };
pub const FAILED: Text = Text {
    en: "Stage {stage}: {passed} passed, {failed} failed.",
    es: "Etapa {stage}: {passed} bien, {failed} mal.",
};
pub const STOPPED: Text = Text {
    en: "Stage {stage}: {passed} passed, {failed} failed, {left} still to come.",
    es: "Etapa {stage}: {passed} bien, {failed} mal, {left} por delante.",
};
pub const NEXT: Text = Text {
    en: "Next comes stage {stage}, {concept}. When you have written it, run httpcourse again.",
    es: "Ahora viene la etapa {stage}, {concept}. Cuando la hayas escrito, ejecuta httpcourse \
         otra vez.",
};
pub const FINISHED: Text = Text {
    en: "That was the last one: your server does all that this course teaches.",
    es: "Era la última: tu servidor hace todo lo que enseña este curso.",
};
pub const OTHERS: Text = Text { en: "These failed too:", es: "También fallaron estas:" };
pub const ONE_ALONE: Text = Text {
    en: "To see one of them: httpcourse {stage} --check ID",
    es: "Para ver una de ellas: httpcourse {stage} --check ID",
};
pub const MAP: Text = Text { en: "The course", es: "El curso" };
pub const BEGIN: Text = Text {
    en: "To begin, write a server for stage 1 and say how it is started, for example: \
         httpcourse 1 -- python3 server.py (httpcourse --help says more)",
    es: "Para empezar, escribe un servidor para la etapa 1 y di cómo se arranca, por ejemplo: \
         httpcourse 1 -- python3 server.py (httpcourse --help te cuenta más)",
};
pub const BROKEN_FILE: Text = Text {
    en: "The file {file}, which says where you are, cannot be read. It stays as it is, and until \
         it is mended or deleted nothing is kept. What is wrong with it: {why}",
    es: "El archivo {file}, que dice dónde estás, no se puede leer. Se queda como está y, hasta \
         que lo arregles o lo borres, no se guarda nada. Qué tiene mal: {why}",
};
pub const NOT_SAVED: Text = Text {
    en: "Where you are could not be kept in {file}: {why}",
    es: "No se pudo guardar en {file} dónde estás: {why}",
};
pub const WATCHING: Text = Text {
    en: "Waiting for a file of this folder to change. Ctrl-C ends.",
    es: "Esperando a que cambie un archivo de esta carpeta. Ctrl-C para terminar.",
};
pub const NOT_WATCHED: Text = Text {
    en: "This folder cannot be watched for changes: {why}",
    es: "No se pueden vigilar los cambios de esta carpeta: {why}",
};
pub const AS_BEFORE: Text =
    Text { en: "Nothing has changed since the last run.", es: "Todo sigue como la última vez." };
pub const NOW_PASS: Text = Text {
    en: "Since the last run these pass: {checks}.",
    es: "Desde la última vez, ahora pasan: {checks}.",
};
pub const NOW_FAIL: Text = Text {
    en: "Since the last run these fail: {checks}.",
    es: "Desde la última vez, ahora fallan: {checks}.",
};
const CHANGED: Text = Text { en: "Changed: {files}", es: "Cambió: {files}" };
const MORE: Text = Text { en: "{files} and others", es: "{files} y otros" };
const HERE: Text = Text { en: "you are here", es: "estás aquí" };
const DONE: Text = Text { en: "passed", es: "superada" };
const OF_ALL: Text =
    Text { en: "{passed} of {all} checks", es: "{passed} de {all} comprobaciones" };

/// How many checks.
pub fn checks(language: Language, count: usize) -> String {
    let (one, many) = match language.is_spanish() {
        true => ("1 comprobación", "comprobaciones"),
        false => ("1 check", "checks"),
    };
    if count == 1 { one.to_string() } else { format!("{count} {many}") }
}

/// A line of the map.
pub fn map_line(language: Language, stage: u8, (mark, all): (Mark, usize), here: bool) -> String {
    let count = match mark.passed {
        0 => checks(language, all),
        passed => fill(language, OF_ALL, &[("{passed}", &passed), ("{all}", &all)]),
    };
    let state = match (mark.done, here) {
        (true, _) => language.of(DONE),
        (_, true) => language.of(HERE),
        _ => "",
    };
    format!("  {stage} {:40} {count:26} {state}", language.of(concept(stage)))
        .trim_end()
        .to_string()
}

/// A check in a list.
pub fn entry(language: Language, check: &Check) -> String {
    let line = format!("{}: {}", check.id, language.of(check.title));
    format!("    {}", wrap(&line, 4))
}

/// An exercise in a list.
pub fn exercise(language: Language, exercise: &Exercise) -> String {
    let (size, title) = (language.of(exercise.size.text()), language.of(exercise.check.title));
    format!("    {}", wrap(&format!("{}: {title} ({size})", exercise.id()), 4))
}

/// How many changed files are named.
const NAMED: usize = 3;

/// Which files have changed.
pub fn changed(language: Language, paths: &[PathBuf]) -> String {
    let names = paths.iter().take(NAMED).map(|path| path.display().to_string());
    let mut files = names.collect::<Vec<_>>().join(", ");
    if paths.len() > NAMED {
        files = fill(language, MORE, &[("{files}", &files)]);
    }
    wrap(&fill(language, CHANGED, &[("{files}", &files)]), 0)
}
