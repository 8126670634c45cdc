//! What grading says to people.

use crate::catalogue::Text;
use std::fmt::Display;

/// Puts values where the text says `{name}`. What a student chose comes last, so that nothing is
/// looked for in it.
pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    values.iter().fold(text.into(), |text: String, (name, value)| {
        text.replace(&format!("{{{name}}}"), &value.to_string())
    })
}

pub const HELP: Text = Text { en: include_str!("help.en.txt"), es: include_str!("help.es.txt") };

pub const RIGHTS: Text = Text {
    en: "Attention: this runs the programs of {count} submissions with your rights: they can read, \
         change and send what you can. How to confine them: httpcourse grade --help",
    es: "Atención: esto ejecuta los programas de {count} entregas con tus permisos: pueden leer, \
         cambiar y enviar lo mismo que tú. Cómo aislarlos: httpcourse grade --help",
};

pub const NO_RUN_FILE: Text = Text {
    en: "the folder has no file start-server.txt",
    es: "la carpeta no tiene el archivo start-server.txt",
};
pub const UNREADABLE: Text =
    Text { en: "start-server.txt cannot be read", es: "no se puede leer start-server.txt" };
pub const NOT_TEXT: Text = Text {
    en: "start-server.txt is no text in UTF-8",
    es: "start-server.txt no es un texto en UTF-8",
};
pub const NO_COMMAND: Text = Text {
    en: "start-server.txt has no command",
    es: "start-server.txt no contiene ningún comando",
};
pub const MANY_LINES: Text = Text {
    en: "start-server.txt has more than one line; where one is not enough, it can name a script",
    es: "start-server.txt tiene más de una línea; si con una no basta, puede nombrar un script",
};
pub const OPEN_QUOTE: Text = Text {
    en: "in start-server.txt a quotation mark is not closed",
    es: "en start-server.txt hay unas comillas sin cerrar",
};
pub const NO_ADDRESS: Text = Text {
    en: "the command in start-server.txt has neither {addr} nor {port}, so the server cannot be \
         told where to listen",
    es: "el comando de start-server.txt no lleva {addr} ni {port}, así que no se le puede decir al \
         servidor dónde escuchar",
};

pub const NO_PROGRAM: Text = Text {
    en: "the program in start-server.txt cannot be run",
    es: "no se puede ejecutar el programa de start-server.txt",
};
pub const ENDED_AT_START: Text = Text {
    en: "the server ended before it listened",
    es: "el servidor terminó antes de escuchar",
};
pub const LISTENS_ELSEWHERE: Text = Text {
    en: "the server listens, but not at the address that it was given",
    es: "el servidor escucha, pero no en la dirección que se le dio",
};
pub const NEVER_LISTENED: Text = Text {
    en: "the server runs, but did not begin to listen in time",
    es: "el servidor está en marcha, pero no empezó a escuchar a tiempo",
};
pub const PORT_TAKEN: Text = Text {
    en: "no free port was left for the server",
    es: "no quedó ningún puerto libre para el servidor",
};
pub const NOT_STARTED: Text = Text {
    en: "the tester could not start the server",
    es: "el tester no pudo arrancar el servidor",
};
pub const SILENT: Text = Text {
    en: "too many checks waited in vain for an answer; the rest were not run",
    es: "demasiadas comprobaciones esperaron en vano una respuesta; las demás no se ejecutaron",
};
pub const TIME_LIMIT: Text = Text {
    en: "stopped at the time limit; the rest of the checks were not run",
    es: "se detuvo al llegar al límite de tiempo; las demás comprobaciones no se ejecutaron",
};
pub const TESTER_LOST: Text = Text {
    en: "the process that ran the checks was ended by something else",
    es: "algo terminó el proceso que ejecutaba las comprobaciones",
};

pub const STUDENT: Text = Text { en: "Student", es: "Estudiante" };
pub const STAGE: Text = Text { en: "stage {stage}", es: "etapa {stage}" };
pub const STAGES: Text = Text { en: "stages {stages}", es: "etapas {stages}" };
pub const WHOLE: Text = Text { en: "whole", es: "entera" };
pub const CHECKS: Text = Text { en: "checks", es: "comprobaciones" };
pub const REMARKS: Text = Text { en: "Remarks", es: "Observaciones" };
pub const LEGEND: Text = Text {
    en: "How many checks passed in each stage, and the highest stage passed whole.",
    es: "Cuántas comprobaciones pasaron en cada etapa, y la etapa más alta superada entera.",
};
pub const NOBODY: Text =
    Text { en: "No submission is in this share.", es: "En esta parte no hay ninguna entrega." };
pub const HIGHEST: Text = Text { en: "highest stage", es: "etapa más alta" };
pub const PASSED: Text = Text { en: "stage {stage} passed", es: "etapa {stage} superadas" };
pub const OF: Text = Text { en: "stage {stage} of", es: "etapa {stage} de" };
pub const FAILING: Text = Text {
    en: "{passed} of {total} checks passed",
    es: "pasaron {passed} de {total} comprobaciones",
};
pub const NOT_RUN: Text = Text { en: "not run: {count}", es: "sin ejecutar: {count}" };
pub const WRITTEN: Text = Text { en: "Written to {path}", es: "Guardado en {path}" };
pub const STEP: Text =
    Text { en: "stage {stage}: {passed}/{total}", es: "etapa {stage}: {passed}/{total}" };

pub const NO_CLASS: Text = Text {
    en: "the folder of submissions {path} cannot be read: {error}",
    es: "no se puede leer la carpeta de entregas {path}: {error}",
};
pub const NO_SUBMISSION: Text = Text {
    en: "{path} has no sub-folders: each submission is one, with a file start-server.txt in it",
    es: "{path} no tiene subcarpetas: cada entrega es una, con un archivo start-server.txt dentro",
};
pub const BAD_NAME: Text = Text {
    en: "the name of this folder is no Unicode text; please rename it: {path}",
    es: "el nombre de esta carpeta no es texto Unicode; cámbialo, por favor: {path}",
};
pub const OUT_INSIDE: Text = Text {
    en: "the results would look like a submission: choose an --out that is not inside {path}",
    es: "los resultados parecerían una entrega: elige un --out que no esté dentro de {path}",
};
pub const CANNOT_WRITE: Text = Text {
    en: "the results cannot be written to {path}: {error}",
    es: "no se pueden guardar los resultados en {path}: {error}",
};
pub const CANNOT_READ: Text =
    Text { en: "{path} cannot be read: {error}", es: "no se puede leer {path}: {error}" };
pub const NOT_GRADES: Text = Text {
    en: "{path} is no result that grade has written: {error}",
    es: "{path} no es un resultado escrito por grade: {error}",
};
pub const INCONSISTENT: Text =
    Text { en: "its numbers contradict one another", es: "sus números se contradicen" };
pub const CANNOT_START: Text = Text {
    en: "the tester cannot start itself again: {error}",
    es: "el tester no puede arrancarse a sí mismo otra vez: {error}",
};

pub const USAGE: Text =
    Text { en: "Try httpcourse grade --help", es: "Prueba con httpcourse grade --help" };
pub const NO_FOLDER: Text = Text {
    en: "which folder holds the submissions? httpcourse grade FOLDER",
    es: "¿en qué carpeta están las entregas? httpcourse grade CARPETA",
};
pub const NO_FILES: Text = Text {
    en: "which results should be joined? httpcourse grade merge FILE...",
    es: "¿qué resultados hay que unir? httpcourse grade merge ARCHIVO...",
};
pub const BAD_VALUE: Text = Text {
    en: "{option} needs {needs}, not `{value}`",
    es: "{option} necesita {needs}, no `{value}`",
};
pub const ONE_FOLDER: Text = Text {
    en: "only one folder can be graded at a time",
    es: "solo se puede evaluar una carpeta a la vez",
};
pub const UNKNOWN: Text =
    Text { en: "there is no option {option}", es: "no existe la opción {option}" };
pub const NO_VALUE: Text = Text { en: "{option} needs a value", es: "{option} necesita un valor" };
pub const NEEDS_LANGUAGE: Text = Text { en: "en or es", es: "en o es" };
pub const NEEDS_SHARD: Text =
    Text { en: "a share such as 3/8 (from 1/8 to 8/8)", es: "una parte como 3/8 (de 1/8 a 8/8)" };
pub const NEEDS_STAGES: Text = Text {
    en: "a stage such as 3 or a range such as 1-4 (from 1 to 7)",
    es: "una etapa como 3 o un rango como 1-4 (de 1 a 7)",
};
pub const NEEDS_SECONDS: Text = Text {
    en: "a number of seconds from 1 to 86400",
    es: "un número de segundos entre 1 y 86400",
};
pub const NEEDS_FOLDER: Text = Text { en: "a folder", es: "una carpeta" };
pub const NEEDS_JOBS: Text = Text { en: "a number from 1 to 512", es: "un número entre 1 y 512" };
pub const NEEDS_SEPARATOR: Text = Text {
    en: "a comma, a semicolon or the word tab",
    es: "una coma, un punto y coma o la palabra tab",
};

pub const OTHER_TESTER: Text = Text {
    en: "{other} comes from another tester than {first}: grade both with the same version",
    es: "{other} viene de otro tester que {first}: evalúa ambos con la misma versión",
};
pub const OTHER_STAGES: Text = Text {
    en: "{other} has other stages than {first}",
    es: "{other} tiene otras etapas que {first}",
};
pub const OTHER_CLASS: Text = Text {
    en: "{other} was made of another list of submissions than {first}: all shares need the very \
         same folder",
    es: "{other} se hizo con otra lista de entregas que {first}: todas las partes necesitan \
         exactamente la misma carpeta",
};
pub const OTHER_SHARDS: Text = Text {
    en: "{other} is one of {others} shares, {first} one of {of}",
    es: "{other} es una de {others} partes y {first}, una de {of}",
};
pub const SHARD_TWICE: Text = Text {
    en: "share {number}/{of} is there twice: {first}, {other}",
    es: "la parte {number}/{of} está dos veces: {first}, {other}",
};
pub const SHARD_MISSING: Text =
    Text { en: "share {number}/{of} is missing", es: "falta la parte {number}/{of}" };
pub const STUDENT_TWICE: Text = Text {
    en: "this submission is there twice: {name}",
    es: "esta entrega está dos veces: {name}",
};
pub const STUDENTS_MISSING: Text = Text {
    en: "the shares hold {found} submissions, the class had {expected}, and not under the same names",
    es: "las partes contienen {found} entregas, la clase tenía {expected} y los nombres no coinciden",
};
