//! Tells a learner why the checks cannot even begin, and what to do about it.

use super::layout::Steps;
use super::style::paint;
use super::{Language, Telling, wire};
use crate::catalogue::Text;
use crate::command::trouble::Trouble;
use crate::failure::ending;
use std::io::ErrorKind::PermissionDenied;
use std::net::SocketAddr;
use std::process::ExitStatus;

const HEADING: Text =
    Text { en: "The checks cannot begin yet", es: "Las comprobaciones aún no pueden empezar" };
const WRONG: Text = Text { en: "What is wrong:", es: "Qué está mal:" };
const LAST_LINES: Text =
    Text { en: "The last lines that it printed:", es: "Las últimas líneas que escribió:" };
const SILENT: Text = Text { en: "It printed nothing.", es: "No escribió nada." };
const TO_DO: Text = Text { en: "What to do:", es: "Qué hacer:" };

/// The trouble in steps, without a line feed at its end.
pub fn tell(trouble: &Trouble, telling: Telling) -> String {
    let language = telling.language;
    let heading = paint(telling.style.heading, language.of(HEADING));
    let mut steps = Steps::new(telling.style, heading);
    steps.apart(&format!("{} {}", language.of(WRONG), say(trouble, language)));
    let words = trouble.output();
    if !words.is_empty() {
        steps.more(language.of(LAST_LINES));
        steps.lines(words.iter().flat_map(|line| wire::harmless(line)));
    } else if ran(trouble) {
        steps.more(language.of(SILENT));
    }
    steps.apart(&format!("{} {}", language.of(TO_DO), advise(trouble, language)));
    steps.end()
}

fn ran(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Ended { .. } | Trouble::Elsewhere { .. } | Trouble::Nowhere { .. })
}

/// What is wrong, in a sentence or two.
pub fn say(trouble: &Trouble, language: Language) -> String {
    match trouble {
        Trouble::NoSuchCommand { program } => fill(language, NO_SUCH_COMMAND, &[program]),
        Trouble::CannotStart { program, error } => match error.kind() {
            PermissionDenied => fill(language, NOT_ALLOWED, &[program]),
            _ => fill(language, CANNOT_START, &[program, error]),
        },
        Trouble::Taken { addr, by: Some(by) } => fill(language, TAKEN_BY, &[addr, by]),
        Trouble::Taken { addr, by: None } => fill(language, TAKEN, &[addr]),
        Trouble::Ended { addr, status, .. } => {
            fill(language, ENDED, &[addr, &ending(&status.to_string(), language.is_spanish())])
        }
        Trouble::Elsewhere { addr, found, .. } => {
            fill(language, ELSEWHERE, &[addr, &list(found, language)])
        }
        Trouble::Nowhere { addr, waited, .. } => {
            fill(language, NOWHERE, &[addr, &waited.as_secs()])
        }
        Trouble::NobodyThere { addr } => fill(language, NOBODY_THERE, &[addr]),
        Trouble::Tester(error) => fill(language, TESTER, &[error]),
    }
}

fn advise(trouble: &Trouble, language: Language) -> String {
    match trouble {
        Trouble::NoSuchCommand { program } if program.contains(['/', '\\']) => {
            language.of(FIND_PATH).into()
        }
        Trouble::NoSuchCommand { program } => fill(language, FIND_COMMAND, &[program]),
        Trouble::CannotStart { program, .. } => fill(language, ALLOW_COMMAND, &[program]),
        Trouble::Taken { addr, .. } => fill(language, FREE_PORT, &[addr]),
        Trouble::Ended { lingers: true, .. } => fill(language, REUSE, &[]),
        Trouble::Ended { status, .. } => language.of(ended(*status)).into(),
        Trouble::Elsewhere { addr, found, .. } => elsewhere(*addr, found, language),
        Trouble::Nowhere { addr, .. } => fill(language, LISTEN, &[addr]),
        Trouble::NobodyThere { addr } => fill(language, START, &[addr]),
        Trouble::Tester(_) => language.of(LOOK).into(),
    }
}

fn ended(status: ExitStatus) -> Text {
    if status.success() { STAY } else { MEND }
}

fn elsewhere(addr: SocketAddr, found: &[SocketAddr], language: Language) -> String {
    if found.iter().any(|found| found.port() == addr.port()) {
        return fill(language, OTHER_ADDRESS, &[&addr]);
    }
    let other = found.first().map(|found| reachable(*found)).unwrap_or(addr);
    fill(language, OTHER_PORT, &[&addr, &other])
}

/// Where a client reaches a server that listens everywhere.
fn reachable(addr: SocketAddr) -> SocketAddr {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    let local = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(local, addr.port())
}

fn list(addresses: &[SocketAddr], language: Language) -> String {
    let and = if language.is_spanish() { " y " } else { " and " };
    addresses.iter().map(SocketAddr::to_string).collect::<Vec<_>>().join(and)
}

/// The text with `{0}`, `{1}` … filled in. `{{` and `}}` are not special: a text may speak of
/// `{addr}`.
fn fill(language: Language, text: Text, values: &[&dyn std::fmt::Display]) -> String {
    let mut filled = language.of(text).to_string();
    for (number, value) in values.iter().enumerate() {
        filled = filled.replace(&format!("{{{number}}}"), &value.to_string());
    }
    filled
}

const NO_SUCH_COMMAND: Text = Text {
    en: "There is no program `{0}` on this machine, or it is not where the command says.",
    es: "En esta máquina no hay ningún programa `{0}`, o no está donde dice el comando.",
};
const FIND_COMMAND: Text = Text {
    en: "Look whether the name is spelled right and the program installed: typed by itself, the \
         command should start your server. A program in this very folder is called `./{0}`.",
    es: "Mira si el nombre está bien escrito y el programa instalado: el comando, escrito a mano, \
         debería arrancar tu servidor. Un programa de esta misma carpeta se llama `./{0}`.",
};
const FIND_PATH: Text = Text {
    en: "Look whether the path is spelled right. A path that does not begin with `/` is looked up \
         from the folder in which you call the tester.",
    es: "Mira si la ruta está bien escrita. Una ruta que no empieza por `/` se busca desde la \
         carpeta en la que llamas al tester.",
};
const NOT_ALLOWED: Text = Text {
    en: "`{0}` is there, but the system does not let you run it.",
    es: "`{0}` existe, pero el sistema no te deja ejecutarlo.",
};
const CANNOT_START: Text = Text {
    en: "`{0}` is there, but the system does not start it: {1}.",
    es: "`{0}` existe, pero el sistema no lo arranca: {1}.",
};
const ALLOW_COMMAND: Text = Text {
    en: "If it is a script, put its language in front, as in `python3 server.py`. Otherwise it \
         may lack the right to run: `chmod +x {0}` gives it.",
    es: "Si es un script, pon delante su lenguaje, como en `python3 server.py`. Si no, quizá le \
         falta el permiso de ejecución: `chmod +x {0}` se lo da.",
};
const TAKEN: Text = Text {
    en: "Before your server was started, another program was listening at {0} already.",
    es: "Antes de arrancar tu servidor, otro programa ya escuchaba en {0}.",
};
const TAKEN_BY: Text = Text {
    en: "Before your server was started, another program was listening at {0} already: {1}.",
    es: "Antes de arrancar tu servidor, otro programa ya escuchaba en {0}: {1}.",
};
const FREE_PORT: Text = Text {
    en: "Perhaps it is your own server, still running in another terminal: end it there with \
         Ctrl-C. If that is the one you want to test, leave the command away and say `--addr {0}`. \
         Or let the tester choose a free address: write {addr} in the command where your server \
         takes its address.",
    es: "Quizá es tu propio servidor, que sigue en otra terminal: termínalo allí con Ctrl-C. Si es \
         ese el que quieres probar, omite el comando y escribe `--addr {0}`. O deja que el tester \
         elija una dirección libre: escribe {addr} en el comando, donde tu servidor recibe su \
         dirección.",
};
const ENDED: Text = Text {
    en: "The server ended ({1}) before it listened at {0}.",
    es: "El servidor terminó ({1}) antes de escuchar en {0}.",
};
const MEND: Text = Text {
    en: "Type the same command yourself: you should see the same error. The last lines usually \
         name the file and the line of your code where it happened.",
    es: "Escribe tú el mismo comando: deberías ver el mismo error. Las últimas líneas suelen \
         nombrar el archivo y la línea de tu código donde ocurrió.",
};
const STAY: Text = Text {
    en: "It ended without an error: it came to the end of the program. A server stays: it listens, \
         and then accepts one client after the other in a loop without end.",
    es: "Terminó sin error: llegó al final del programa. Un servidor se queda: escucha y después \
         acepta un cliente tras otro en un bucle sin fin.",
};
const REUSE: Text = Text {
    en: "Connections to the server that ran before still hold the port, for about a minute. Servers \
         ask for it all the same: set the option `SO_REUSEADDR` on the socket before `bind`. If \
         that is not it, the last lines say more.",
    es: "Las conexiones con el servidor anterior aún retienen el puerto, más o menos un minuto. Los \
         servidores lo piden igualmente: pon la opción `SO_REUSEADDR` al socket antes de `bind`. \
         Si no es eso, las últimas líneas dicen más.",
};
const ELSEWHERE: Text = Text {
    en: "The server runs, but it listens at {1}, and not at {0}, where the tester expects it.",
    es: "El servidor funciona, pero escucha en {1} y no en {0}, donde lo espera el tester.",
};
const OTHER_PORT: Text = Text {
    en: "Let your server listen at {0}. Or tell the tester where it listens: `--addr {1}`. Or let \
         the tester choose: write {addr} in the command where your server takes its address.",
    es: "Haz que tu servidor escuche en {0}. O dile al tester dónde escucha: `--addr {1}`. O deja \
         que el tester elija: escribe {addr} en el comando, donde tu servidor recibe su dirección.",
};
const OTHER_ADDRESS: Text = Text {
    en: "The port is right, the address is not: a machine has several, one for each of its networks \
         and 127.0.0.1 for itself, with IPv6 also [::1]. Let your server listen at {0}.",
    es: "El puerto está bien, la dirección no: una máquina tiene varias, una por cada red y \
         127.0.0.1 para sí misma, con IPv6 también [::1]. Haz que tu servidor escuche en {0}.",
};
const NOWHERE: Text = Text {
    en: "The server runs, but after {1} seconds it still listened nowhere. The tester expected it \
         at {0}.",
    es: "El servidor funciona, pero tras {1} segundos aún no escuchaba en ninguna parte. El tester \
         lo esperaba en {0}.",
};
const LISTEN: Text = Text {
    en: "A server first takes an address (`bind`), then listens (`listen`; some libraries do both at \
         once), then accepts. Does yours get there, or does it wait for something before: for \
         input, a file, the network? If it is compiled first, do that before you test.",
    es: "Un servidor primero toma una dirección (`bind`), luego escucha (`listen`; algunas \
         bibliotecas hacen las dos cosas a la vez) y después acepta. ¿Llega ahí el tuyo, o antes \
         espera algo: una entrada, un archivo, la red? Si primero se compila, hazlo antes de \
         probarlo.",
};
const NOBODY_THERE: Text = Text {
    en: "At {0} no server accepts a connection.",
    es: "En {0} ningún servidor acepta una conexión.",
};
const START: Text = Text {
    en: "Start your server in another terminal and look at which address it listens. Or let the \
         tester start it: put the command behind two dashes, as in `-- python3 server.py`.",
    es: "Arranca tu servidor en otra terminal y mira en qué dirección escucha. O deja que lo \
         arranque el tester: pon el comando tras dos guiones, como en `-- python3 server.py`.",
};
const TESTER: Text = Text {
    en: "The tester could not do its own part: {0}.",
    es: "El tester no pudo hacer su parte: {0}.",
};
const LOOK: Text = Text {
    en: "Your server is not at fault. Is there room on the disk, and may the tester write to the \
         folder for temporary files?",
    es: "No es culpa de tu servidor. ¿Queda sitio en el disco, y puede el tester escribir en la \
         carpeta de archivos temporales?",
};
