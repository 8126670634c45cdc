//! The figures as tables in Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

use tester::catalogue::Text;
use tester::report::Language;

use crate::numbers::{bytes, figure, number};
use crate::results::{Machine, Measured, Quantity, Reason, Results, Row};
use crate::servers::Server;
use crate::text;
use crate::works::Work;

/// Beside more than this the machine was busy with something else.
const BUSY: f64 = 0.5;
/// Where other machines took more than this part of the time, figures suffer.
const STOLEN: f64 = 0.01;
/// The server that the others are compared with.
const KNOWN: &str = "nginx";

/// Writes the tables in both languages.
///
/// # Errors
/// The folder cannot be written to.
pub fn write(results: &Results, folder: &Path) -> io::Result<()> {
    fs::write(folder.join("tables.md"), render(results, Language::English))?;
    fs::write(folder.join("tables.es.md"), render(results, Language::Spanish))
}

/// All tables, with what a reader must know.
pub fn render(results: &Results, language: Language) -> String {
    let mut page = format!("# {}\n\n", language.of(TITLE));
    page.push_str(&machine(results, language));
    page.push_str(language.of(READING));
    for measured in &results.works {
        if let Some(work) = Work::named(&measured.work) {
            page.push_str(&section(results, measured, work, language));
        }
    }
    page
}

const TITLE: Text = text("The stages beside other servers", "Las etapas junto a otros servidores");

const READING: Text = text(
    "
Each figure is the median of all rounds. Compare figures of one table with one another, never
with those of another run or machine. “CPU s” is a second of processor time that the server
itself used, program and kernel together; `× nginx` and `× before` compare exactly that, with nginx
and with the stage before. Peak memory is summed over the processes of a server. System calls and
instructions (those outside of the kernel) are counted in runs of their own; where one instruction
fills or copies memory, each step of it counts. Stages 2 to 4 write a
line for each request, to `/dev/null`; the other servers write none.
",
    "
Cada cifra es la mediana de todas las rondas. Compara entre sí las cifras de una misma tabla, nunca
con las de otra ejecución u otra máquina. «s de CPU» es un segundo de procesador que gastó el propio
servidor, sumados programa y kernel; `× nginx` y `× anterior` comparan justo eso, con nginx y con la
etapa anterior. La memoria máxima es la suma de los procesos de un servidor. Las llamadas al sistema
y las instrucciones (las de fuera del kernel) se cuentan en ejecuciones aparte; si una sola
instrucción rellena o copia memoria, se cuenta cada uno de sus pasos. Las etapas 2 a 4
escriben una línea por petición en `/dev/null`; los demás servidores no escriben ninguna.
",
);

fn machine(results: &Results, language: Language) -> String {
    let it = &results.machine;
    let mut page = language
        .of(MACHINE)
        .replace("{command}", &it.command)
        .replace("{date}", &it.date)
        .replace("{minutes}", &number(it.minutes, language))
        .replace("{rounds}", &it.rounds.to_string())
        .replace("{seconds}", &it.seconds.to_string())
        .replace("{processor}", &it.processor)
        .replace("{memory}", &bytes(it.memory_bytes as f64, language))
        .replace("{system}", &it.system)
        .replace("{server}", &it.server_cores.len().to_string())
        .replace("{load}", &it.load_cores.len().to_string());
    page += &disturbances(it, language);
    page + &versions(results, language)
}

/// What else the machine had to do, if anything.
fn disturbances(it: &Machine, language: Language) -> String {
    let mut page = String::new();
    if it.load_average > BUSY {
        page += &language.of(BUSY_MACHINE).replace("{load}", &number(it.load_average, language));
    }
    if it.stolen > STOLEN {
        let percent = number(it.stolen * 100.0, language);
        page += &language.of(STOLEN_TIME).replace("{percent}", &percent);
    }
    page
}

const MACHINE: Text = text(
    "`{command}`, {date}, {minutes} minutes; rounds: {rounds}, each of {seconds} s. {processor}, \
     {memory} of memory, {system}. Cores for the server: {server}; for the load: {load}.\n",
    "`{command}`, {date}, {minutes} minutos; rondas: {rounds}, cada una de {seconds} s. \
     {processor}, {memory} de memoria, {system}. Núcleos para el servidor: {server}; para la \
     carga: {load}.\n",
);
const BUSY_MACHINE: Text = text(
    "\n**The machine was busy with other things when this began (load average {load}): expect \
     noise.**\n",
    "\n**Al empezar, la máquina estaba ocupada con otras cosas (carga media {load}): habrá \
     ruido en las cifras.**\n",
);

const STOLEN_TIME: Text = text(
    "\n**It is a virtual machine, and others took {percent} % of its processors' time: expect \
     noise.**\n",
    "\n**Es una máquina virtual y otras le quitaron el {percent} % del tiempo de sus procesadores: \
     habrá ruido en las cifras.**\n",
);

fn versions(results: &Results, language: Language) -> String {
    let known: Vec<String> =
        results.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let mut page = format!("\n{}: {}.\n", language.of(VERSIONS), known.join(", "));
    if !results.missing.is_empty() {
        let _ = writeln!(page, "\n{}: {}.", language.of(MISSING), results.missing.join(", "));
    }
    page
}

const VERSIONS: Text = text("Versions", "Versiones");
const MISSING: Text =
    text("Not installed, and so left out", "No instalados y, por tanto, no incluidos");

fn section(results: &Results, measured: &Measured, work: &Work, language: Language) -> String {
    let rows: Vec<&Row> = measured.rows.iter().filter(|row| row.left_out.is_none()).collect();
    let columns: Vec<Quantity> = work
        .quantities()
        .into_iter()
        .filter(|quantity| rows.iter().any(|row| row.median.contains_key(quantity)))
        .collect();
    let mut page = format!("\n## {} (`{}`)\n\n", capital(language.of(work.title)), work.id);
    if !rows.is_empty() {
        page.push_str(&head(&columns, work, language));
        for row in &rows {
            page.push_str(&line(results, row, &columns, work, language));
        }
    }
    page + &notes(measured, work, language)
}

fn head(columns: &[Quantity], work: &Work, language: Language) -> String {
    let mut titles: Vec<&str> =
        columns.iter().map(|quantity| language.of(quantity.title())).collect();
    if work.compared().is_some() {
        titles.extend(["× nginx", language.of(BEFORE)]);
    }
    let rule = "--:|".repeat(titles.len());
    format!("| {} | {} |\n|---|{rule}\n", language.of(SERVER), titles.join(" | "))
}

const SERVER: Text = text("server", "servidor");
const BEFORE: Text = text("× before", "× anterior");

fn line(
    results: &Results,
    row: &Row,
    columns: &[Quantity],
    work: &Work,
    language: Language,
) -> String {
    let cell = |quantity: &Quantity| {
        let value = row.median.get(quantity);
        value.map_or("–".to_string(), |value| figure(*quantity, *value, language))
    };
    let mut cells: Vec<String> = columns.iter().map(cell).collect();
    if let Some(quantity) = work.compared() {
        for other in [Some(KNOWN), before(&row.server)] {
            let ratio = other.and_then(|other| ratio(results, row, other, work, quantity));
            cells.push(ratio.map_or("–".to_string(), |ratio| number(ratio, language)));
        }
    }
    let mark = match Server::named(&row.server) {
        Some(server) if server.always_closes(work) => " †",
        _ => "",
    };
    format!("| {}{mark} | {} |\n", title(&row.server, language), cells.join(" | "))
}

/// The stage before this one, if it is a stage.
fn before(server: &str) -> Option<&'static str> {
    match Server::named(server)? {
        Server::Stage(number) if number > 2 => Some(Server::Stage(number - 1).id()),
        _ => None,
    }
}

fn ratio(results: &Results, row: &Row, other: &str, work: &Work, of: Quantity) -> Option<f64> {
    let other = results.figure(work.id, other, of).filter(|figure| *figure > 0.0)?;
    Some(row.median.get(&of)? / other)
}

fn title(server: &str, language: Language) -> String {
    Server::named(server).map_or(server.to_string(), |it| language.of(it.title()).to_string())
}

/// What the table does not show: who is missing and why, errors, calls by name.
fn notes(measured: &Measured, work: &Work, language: Language) -> String {
    let mut page = String::new();
    let closes = |row: &Row| {
        row.left_out.is_none()
            && Server::named(&row.server).is_some_and(|server| server.always_closes(work))
    };
    if measured.rows.iter().any(closes) {
        let _ = write!(page, "\n† {}.\n", language.of(CLOSES));
    }
    for (reason, servers) in left_out(measured, language) {
        let _ = write!(page, "\n{}: {} ({reason}).\n", language.of(LEFT_OUT), servers.join(", "));
    }
    let took_part = |row: &&Row| row.left_out.is_none();
    for row in measured.rows.iter().filter(took_part).filter(|row| !row.errors.is_empty()) {
        let errors: Vec<String> =
            row.errors.iter().map(|(what, count)| format!("{what}: {count}")).collect();
        let server = title(&row.server, language);
        let _ = write!(page, "\n**{} {server}: {}.**\n", language.of(ERRORS), errors.join(", "));
    }
    page + &calls(measured, language)
}

const CLOSES: Text =
    text("closes the connection after each answer", "cierra la conexión tras cada respuesta");
const LEFT_OUT: Text = text("Left out", "No incluidos");
const ERRORS: Text = text("Errors with", "Errores con");

fn left_out(measured: &Measured, language: Language) -> BTreeMap<String, Vec<String>> {
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &measured.rows {
        let Some(reason) = &row.left_out else { continue };
        let said = match reason {
            Reason::Failed(error) => format!("{}: {error}", language.of(reason.text())),
            _ => language.of(reason.text()).to_string(),
        };
        reasons.entry(said).or_default().push(title(&row.server, language));
    }
    reasons
}

fn calls(measured: &Measured, language: Language) -> String {
    let known: Vec<&Row> = measured.rows.iter().filter(|row| !row.calls.is_empty()).collect();
    if known.is_empty() {
        return String::new();
    }
    let mut page = format!("\n{}:\n\n", language.of(CALLS));
    for row in known {
        let each: Vec<String> = row
            .calls
            .iter()
            .map(|(name, count)| format!("`{name}` {}", number(*count, language)))
            .collect();
        let _ = writeln!(page, "- {}: {}", title(&row.server, language), each.join(", "));
    }
    page
}

const CALLS: Text =
    text("System calls by name, for each request", "Llamadas al sistema por nombre, por petición");

fn capital(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Figures;

    fn row(server: &str, per_cpu: f64) -> Row {
        let median = Figures::from([(Quantity::PerSecond, 10.0), (Quantity::PerCpu, per_cpu)]);
        Row { median, ..Row::new(server) }
    }

    fn results() -> Results {
        let mut broken = row("stage7", 3_000.0);
        broken.errors.insert("read".into(), 3);
        broken.calls.insert("sendto".into(), 1.0);
        let absent = Row { left_out: Some(Reason::NotInstalled), ..Row::new("lighttpd") };
        let rows = vec![row("stage6", 1_000.0), broken, row("nginx", 2_000.0), absent];
        let works = vec![Measured { work: "get-32".into(), rows }];
        Results { works, ..Results::default() }
    }

    #[test]
    fn ratios_are_with_nginx_and_with_the_stage_before() {
        let page = render(&results(), Language::English);
        assert!(page.contains("| stage 6 | 10.0 | 1,000 | 0.50 | – |"), "{page}");
        assert!(page.contains("| stage 7 | 10.0 | 3,000 | 1.50 | 3.00 |"), "{page}");
        assert!(page.contains("| nginx | 10.0 | 2,000 | 1.00 | – |"), "{page}");
    }

    #[test]
    fn nothing_is_left_out_in_silence() {
        let page = render(&results(), Language::Spanish);
        assert!(page.contains("No incluidos: lighttpd (sin instalar)"), "{page}");
        assert!(page.contains("**Errores con etapa 7: read: 3.**"), "{page}");
        assert!(page.contains("- etapa 7: `sendto` 1"), "{page}");
    }

    #[test]
    fn a_busy_machine_is_mentioned() {
        let mut results = results();
        assert!(!render(&results, Language::English).contains("busy"));
        results.machine.load_average = 3.2;
        results.machine.stolen = 0.125;
        let page = render(&results, Language::English);
        assert!(page.contains("load average 3.20") && page.contains("took 12.5 %"), "{page}");
    }
}
