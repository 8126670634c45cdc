//! The command line, in the user's language.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, RangedU64ValueParser, TypedValueParser};
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use tester::report::Language;

/// What the user asked for.
pub struct Options {
    pub language: Language,
    pub choice: Choice,
    /// Where the figures are to be written, if anywhere.
    pub json: Option<PathBuf>,
    pub task: Task,
}

/// Which server.
pub struct Choice {
    /// One that runs already; else a stage is built and started.
    pub addr: Option<SocketAddr>,
    /// 6 or 7.
    pub stage: u8,
    /// The most threads that the started server may have.
    pub threads: usize,
    /// Build for debugging: quicker to build, slower to run.
    pub debug: bool,
}

/// What to do to it.
pub enum Task {
    Slow(Slow),
    Soak(Soak),
}

/// `slow`
pub struct Slow {
    /// How many slow clients; one siege for each number.
    pub clients: Vec<usize>,
    /// How often the good throughput is measured during each siege.
    pub rounds: usize,
    /// How long each measurement takes.
    pub window: Duration,
}

/// `soak`
#[derive(Debug, Clone, Copy)]
pub struct Soak {
    pub time: Duration,
    pub seed: u64,
    /// Slow clients at any time.
    pub slow: usize,
    /// Conversations of good clients a second.
    pub good: usize,
    /// Attacks a second.
    pub hostile: usize,
}

/// Reads the command line.
///
/// # Errors
/// The text to print and the exit code: for help 0, for what cannot be understood 2.
pub fn parse(arguments: Vec<OsString>) -> Result<Options, (String, u8)> {
    let language = language(&arguments);
    let matches =
        command(language).try_get_matches_from(arguments).map_err(|it| explain(&it, language))?;
    let (name, matches) = matches.subcommand().ok_or_else(|| (String::new(), 2))?;
    let options = Options {
        language,
        choice: choice(matches),
        json: matches.get_one("json").cloned(),
        task: if name == "slow" { Task::Slow(slow(matches)) } else { Task::Soak(soak(matches)) },
    };
    match (&options.task, options.choice.stage) {
        (Task::Soak(_), 6) => Err((
            tr!(
                language,
                "soak needs stage 7: its good clients use every method",
                "soak necesita la etapa 7: sus clientes buenos usan todos los métodos"
            ),
            2,
        )),
        _ => Ok(options),
    }
}

/// `--lang` is needed before the rest can be read: the help is in that language too.
fn language(arguments: &[OsString]) -> Language {
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let after = arguments.iter().skip_while(|argument| *argument != "--lang").nth(1).cloned();
    let joined = || arguments.iter().find_map(|it| Some(it.strip_prefix("--lang=")?.into()));
    after.or_else(joined).map_or_else(Language::current, |name| Language::named(&name))
}

fn choice(matches: &ArgMatches) -> Choice {
    Choice {
        addr: matches.get_one("addr").copied(),
        stage: number(matches, "stage") as u8,
        threads: number(matches, "threads") as usize,
        debug: matches.get_flag("debug"),
    }
}

fn slow(matches: &ArgMatches) -> Slow {
    let clients = matches.get_many::<u64>("clients").into_iter().flatten();
    Slow {
        clients: clients.map(|&count| count as usize).collect(),
        rounds: number(matches, "rounds") as usize,
        window: Duration::from_secs(number(matches, "window")),
    }
}

fn soak(matches: &ArgMatches) -> Soak {
    let minutes = matches.get_one::<f64>("minutes").copied().unwrap_or_default();
    Soak {
        time: Duration::from_secs_f64(minutes * 60.0),
        seed: number(matches, "seed"),
        slow: number(matches, "slow") as usize,
        good: number(matches, "good") as usize,
        hostile: number(matches, "hostile") as usize,
    }
}

fn number(matches: &ArgMatches, name: &str) -> u64 {
    matches.get_one(name).copied().unwrap_or_default()
}

const TEMPLATE_EN: &str = "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}\n";
const TEMPLATE_ES: &str = "{about}\n\nUso: {usage}\n\n{all-args}{after-help}\n";

fn command(language: Language) -> Command {
    let (t, options, commands, usage) = match language.is_spanish() {
        true => (TEMPLATE_ES, "Opciones", "Órdenes", "cargo siege <ORDEN> [OPCIONES]"),
        false => (TEMPLATE_EN, "Options", "Commands", "cargo siege <COMMAND> [OPTIONS]"),
    };
    let all = [slow_command(language), soak_command(language)];
    let all = all
        .map(|it| it.args(common_arguments(language)).help_template(t).next_help_heading(options));
    let all = all.map(|it| it.mut_args(|arg| arg.help_heading(options)));
    Command::new("siege")
        .about(text(
            language,
            "Besieges a stage of the course, and says whether it held.",
            "Asedia una etapa del curso y dice si resistió.",
        ))
        .override_usage(usage)
        .help_template(t)
        .subcommand_help_heading(commands)
        .subcommand_required(true)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .args([help(language).help_heading(options), lang(language).help_heading(options)])
        .subcommands(all)
}

fn text(language: Language, en: &'static str, es: &'static str) -> &'static str {
    if language.is_spanish() { es } else { en }
}

fn help(language: Language) -> Arg {
    Arg::new("help").short('h').long("help").action(ArgAction::Help).help(text(
        language,
        "Show this help",
        "Muestra esta ayuda",
    ))
}

fn lang(language: Language) -> Arg {
    Arg::new("lang")
        .long("lang")
        .value_name("en|es")
        .value_parser(PossibleValuesParser::new(["en", "es"]))
        .hide_possible_values(true)
        .help(text(
            language,
            "The language of all that is said; else the one of your system",
            "El idioma de todo lo que se dice; si no, el de tu sistema",
        ))
}

/// What both commands understand.
fn common_arguments(language: Language) -> [Arg; 7] {
    let t = |en, es| text(language, en, es);
    [
        Arg::new("addr")
            .long("addr")
            .value_name("IP:PORT")
            .value_parser(value_parser!(SocketAddr))
            .help(t(
                "A server that runs already on this machine; then nothing is known of its process, \
             and it must have a file of at least 8 MiB at /files/siege-large.bin",
                "Un servidor que ya corre en esta máquina; entonces no se sabe nada de su proceso, \
             y debe tener un archivo de al menos 8 MiB en /files/siege-large.bin",
            )),
        Arg::new("stage")
            .long("stage")
            .value_name("6|7")
            .default_value("7")
            .hide_default_value(true)
            .value_parser(PossibleValuesParser::new(["6", "7"]).map(|it| u64::from(it == "7") + 6))
            .hide_possible_values(true)
            .help(t(
                "The stage to build and start, or that --addr is [7]",
                "La etapa que se compila y arranca, o que es --addr [7]",
            )),
        Arg::new("threads")
            .long("threads")
            .value_name("N")
            .default_value("1024")
            .hide_default_value(true)
            .value_parser(RangedU64ValueParser::<u64>::new().range(1..))
            .help(t(
                "The most threads of the server that is started [1024]",
                "Cuántos hilos como mucho tiene el servidor que se arranca [1024]",
            )),
        Arg::new("debug").long("debug").action(ArgAction::SetTrue).help(t(
            "Build it for debugging: sooner ready, slower",
            "Lo compila para depurar: listo antes, más lento",
        )),
        Arg::new("json")
            .long("json")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help(t("Write all figures to this file", "Escribe todas las cifras en este archivo")),
        lang(language),
        help(language),
    ]
}

fn counts(name: &'static str, value: &'static str, least: u64) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("N")
        .default_value(value)
        .hide_default_value(true)
        .value_parser(RangedU64ValueParser::<u64>::new().range(least..=1_000_000))
}

fn slow_command(language: Language) -> Command {
    let t = |en, es| text(language, en, es);
    Command::new("slow")
        .override_usage(t("cargo siege slow [OPTIONS]", "cargo siege slow [OPCIONES]"))
        .disable_help_flag(true)
        .about(t(
            "Clients that move a byte a second, while good ones work",
            "Clientes que mueven un byte por segundo mientras otros trabajan",
        ))
        .after_help(t(SLOW_EN, SLOW_ES))
        .args([
            counts("clients", "200,1000", 1).value_delimiter(',').help(t(
                "How many slow clients, one siege each [200,1000]",
                "Cuántos clientes lentos, un asedio por número [200,1000]",
            )),
            counts("rounds", "5", 1).help(t(
                "How often to measure in each siege [5]",
                "Cuántas veces se mide en cada asedio [5]",
            )),
            counts("window", "8", 1).help(t(
                "How many seconds each measurement takes [8]",
                "Cuántos segundos dura cada medición [8]",
            )),
        ])
}

const SLOW_EN: &str = "
Five kinds of slow client take turns: a head, an upload and an echo whose bytes come one a
second, a reader that takes a byte a second of a large file, and one that never reads.
Whoever is dropped is replaced at once. Meanwhile `wrk` asks for /hello over 16 connections:
before, during and after each siege, so that each measurement under siege has one without
on either side. It holds if
  - the median of the ratios is at least 0.9, and wrk saw no error;
  - each slow client is gone at its deadline: a head after 10 s and with 408, however many
    bytes came; content and readers 8 s after they last earned time (a millisecond a byte);
  - afterwards nothing is left: no descriptor, no half upload, and the server ends with 0.";
const SLOW_ES: &str = "
Se turnan cinco clases de cliente lento: una cabecera, una subida y un eco cuyos bytes llegan
a uno por segundo, un lector que toma un byte por segundo de un archivo grande, y uno que
nunca lee. A quien el servidor despide lo reemplaza otro enseguida. Mientras tanto `wrk` pide
/hello por 16 conexiones: antes, durante y después de cada asedio, de modo que cada medición
bajo asedio tiene una en calma a cada lado. Resiste si
  - la mediana de los cocientes es al menos 0.9 y wrk no vio ningún error;
  - cada cliente lento se ha ido a su hora: una cabecera a los 10 s y con 408, lleguen los
    bytes que lleguen; contenido y lectores, 8 s después de lo último que ganaron (un
    milisegundo por byte);
  - después no queda nada: ni un descriptor, ni media subida, y el servidor termina con 0.";

fn soak_command(language: Language) -> Command {
    let t = |en, es| text(language, en, es);
    let minutes = Arg::new("minutes").long("minutes").value_name("N").default_value("20");
    let minutes = minutes.hide_default_value(true).value_parser(parse_minutes);
    Command::new("soak")
        .override_usage(t("cargo siege soak [OPTIONS]", "cargo siege soak [OPCIONES]"))
        .disable_help_flag(true)
        .about(t(
            "Good, slow and hostile clients together, for a long time",
            "Clientes buenos, lentos y hostiles a la vez, durante largo rato",
        ))
        .after_help(t(SOAK_EN, SOAK_ES))
        .args([
            minutes.help(t("For how long [20]", "Durante cuántos minutos [20]")),
            counts("seed", "9112", 0)
                .help(t("Where all randomness begins [9112]", "De dónde sale todo el azar [9112]")),
            counts("slow", "60", 0)
                .help(t("Slow clients at any time [60]", "Clientes lentos en todo momento [60]")),
            counts("good", "100", 1).help(t(
                "Conversations of good clients a second [100]",
                "Conversaciones de clientes buenos por segundo [100]",
            )),
            counts("hostile", "60", 0).help(t("Attacks a second [60]", "Ataques por segundo [60]")),
        ])
}

fn parse_minutes(text: &str) -> Result<f64, String> {
    let minutes = text.parse().ok().filter(|minutes| (0.05..=10_000.0).contains(minutes));
    minutes.ok_or_else(|| "0.05..10000".to_string())
}

const SOAK_EN: &str = "
It holds if every answer to a good client is right to the byte, no slow client stays, no
attack gets more than it should, the server neither dies nor complains, everything is given
back once all have gone, and the server ends with 0 within 10 s of SIGTERM; and if memory,
threads and descriptors, sampled once a second, do not grow. The first minute (of a short
run the first quarter) does not count; of ten samples the median counts. It has grown if the
highest of the last quarter is above the highest of the second quarter by more than the
margin, or if the slope (the median of the slopes of all pairs, Theil and Sen) times the
length of the run is more than the margin. The margin is 5 % of the second quarter, and 512
KiB, 16 threads (as many as the server keeps in spare) or 16 descriptors.";
const SOAK_ES: &str = "
Resiste si cada respuesta a un cliente bueno es correcta byte por byte, ningún cliente lento
se queda, ningún ataque obtiene más de lo debido, el servidor ni muere ni se queja, lo
devuelve todo cuando ya no hay nadie, y termina con 0 a menos de 10 s de SIGTERM; y si la
memoria, los hilos y los descriptores, medidos una vez por segundo, no crecen. El primer
minuto (en una prueba corta, el primer cuarto) no cuenta; de cada diez medidas cuenta la
mediana. Ha crecido si la más alta del último cuarto supera a la más alta del segundo cuarto
en más del margen, o si la pendiente (la mediana de las pendientes de todos los pares, Theil
y Sen) por la duración es más que el margen. El margen es un 5 % del segundo cuarto, y
512 KiB, 16 hilos (los que el servidor guarda de reserva) o 16 descriptores.";

/// What is wrong with the command line, or the help.
fn explain(error: &clap::Error, language: Language) -> (String, u8) {
    if error.kind() == ErrorKind::DisplayHelp {
        return (error.to_string().trim_end().to_string(), 0);
    }
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let name = context(error, ContextKind::InvalidSubcommand);
    let wrong = match error.kind() {
        ErrorKind::UnknownArgument => {
            tr!(language, "unknown option: {argument}", "opción desconocida: {argument}")
        }
        ErrorKind::InvalidSubcommand => {
            tr!(language, "unknown command: {name}", "orden desconocida: {name}")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => tr!(
            language,
            "`{value}` is no value for {argument}",
            "`{value}` no es un valor para {argument}"
        ),
        _ => tr!(
            language,
            "say what to do: cargo siege slow, or cargo siege soak",
            "di qué hacer: cargo siege slow, o cargo siege soak"
        ),
    };
    (wrong + text(language, "; --help shows what there is", "; --help muestra lo que hay"), 2)
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    error.get(kind).map(ToString::to_string).unwrap_or_default()
}
