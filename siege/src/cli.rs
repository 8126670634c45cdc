//! The command line, in the user's language.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use tester::catalogue::Text;
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
    if matches!(options.task, Task::Soak(_)) && options.choice.stage == 6 {
        return Err((language.of(ONLY_STAGE_7).to_string(), 2));
    }
    Ok(options)
}

const ONLY_STAGE_7: Text = Text {
    en: "soak needs stage 7: its good clients use every method",
    es: "soak necesita la etapa 7: sus clientes buenos usan todos los métodos",
};

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
        stage: if number(matches, "stage") == 6 { 6 } else { 7 },
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

/// An option: its name, what stands for its value, its default, and what it is for.
struct Opt {
    name: &'static str,
    value: &'static str,
    default: &'static str,
    takes: Takes,
    help: Text,
}

/// What an option takes.
enum Takes {
    Nothing,
    Address,
    File,
    Language,
    Stage,
    Minutes,
    /// Whole numbers from here on.
    Number(u64),
    /// The same, with commas between them.
    Numbers(u64),
}

/// What both commands understand.
const COMMON: &[Opt] = &[
    Opt {
        name: "addr",
        value: "IP:PORT",
        default: "",
        takes: Takes::Address,
        help: Text {
            en: "A server that runs already on this machine, with a file of at least 8 MiB at \
                 /files/siege-large.bin; its process is then not looked at",
            es: "Un servidor ya en marcha en esta máquina, con un archivo de al menos 8 MiB en \
                 /files/siege-large.bin; su proceso no se observa",
        },
    },
    Opt {
        name: "stage",
        value: "6|7",
        default: "7",
        takes: Takes::Stage,
        help: Text {
            en: "The stage to build and start, or that --addr is [7]",
            es: "La etapa que se compila y arranca, o la que hay en --addr [7]",
        },
    },
    Opt {
        name: "threads",
        value: "N",
        default: "1024",
        takes: Takes::Number(1),
        help: Text {
            en: "The most threads of the server that is started [1024]",
            es: "Máximo de hilos del servidor que se arranca [1024]",
        },
    },
    Opt {
        name: "debug",
        value: "",
        default: "",
        takes: Takes::Nothing,
        help: Text {
            en: "Build it for debugging: ready sooner, but slower",
            es: "Lo compila en modo de depuración: está listo antes, pero es más lento",
        },
    },
    Opt {
        name: "json",
        value: "FILE",
        default: "",
        takes: Takes::File,
        help: Text {
            en: "Write all figures to this file",
            es: "Escribe todas las cifras en este archivo",
        },
    },
    LANG,
];

const LANG: Opt = Opt {
    name: "lang",
    value: "en|es",
    default: "",
    takes: Takes::Language,
    help: Text {
        en: "The language of all that is said; else that of your system",
        es: "El idioma de todos los mensajes; si no, el de tu sistema",
    },
};

const SLOW: &[Opt] = &[
    Opt {
        name: "clients",
        value: "N,…",
        default: "200,1000",
        takes: Takes::Numbers(1),
        help: Text {
            en: "How many slow clients; a siege for each number [200,1000]",
            es: "Cuántos clientes lentos; un asedio por cada número [200,1000]",
        },
    },
    Opt {
        name: "rounds",
        value: "N",
        default: "5",
        takes: Takes::Number(1),
        help: Text {
            en: "How often each siege is measured [5]",
            es: "Cuántas veces se mide cada asedio [5]",
        },
    },
    Opt {
        name: "window",
        value: "N",
        default: "8",
        takes: Takes::Number(1),
        help: Text {
            en: "How many seconds each measurement takes [8]",
            es: "Cuántos segundos dura cada medición [8]",
        },
    },
];

const SOAK: &[Opt] = &[
    Opt {
        name: "minutes",
        value: "N",
        default: "20",
        takes: Takes::Minutes,
        help: Text { en: "For how long [20]", es: "Durante cuántos minutos [20]" },
    },
    Opt {
        name: "seed",
        value: "N",
        default: "9112",
        takes: Takes::Number(0),
        help: Text {
            en: "Where all randomness begins [9112]",
            es: "La semilla de todo lo aleatorio [9112]",
        },
    },
    Opt {
        name: "good",
        value: "N",
        default: "100",
        takes: Takes::Number(0),
        help: Text {
            en: "Conversations of good clients a second [100]",
            es: "Conversaciones de clientes buenos por segundo [100]",
        },
    },
    Opt {
        name: "hostile",
        value: "N",
        default: "60",
        takes: Takes::Number(0),
        help: Text { en: "Attacks a second [60]", es: "Ataques por segundo [60]" },
    },
    Opt {
        name: "slow",
        value: "N",
        default: "60",
        takes: Takes::Number(0),
        help: Text {
            en: "Slow clients at any time [60]",
            es: "Clientes lentos en todo momento [60]",
        },
    },
];

impl Opt {
    fn arg(&self, language: Language) -> Arg {
        let arg = Arg::new(self.name).long(self.name).help(language.of(self.help));
        let arg = match self.takes {
            Takes::Nothing => return arg.action(ArgAction::SetTrue),
            Takes::Address => arg.value_parser(value_parser!(SocketAddr)),
            Takes::File => arg.value_parser(value_parser!(PathBuf)),
            Takes::Language => arg.value_parser(PossibleValuesParser::new(["en", "es"])),
            Takes::Stage => arg.value_parser(value_parser!(u64).range(6..=7)),
            Takes::Minutes => arg.value_parser(parse_minutes),
            Takes::Number(least) => arg.value_parser(value_parser!(u64).range(least..=MOST)),
            Takes::Numbers(least) => {
                arg.value_parser(value_parser!(u64).range(least..=MOST)).value_delimiter(',')
            }
        };
        let arg = arg.value_name(self.value).hide_default_value(true).hide_possible_values(true);
        if self.default.is_empty() { arg } else { arg.default_value(self.default) }
    }
}

/// No number on the command line is larger.
const MOST: u64 = 1_000_000;

fn parse_minutes(text: &str) -> Result<f64, String> {
    let minutes = text.parse().ok().filter(|minutes| (0.05..=10_000.0).contains(minutes));
    minutes.ok_or_else(|| "0.05..10000".to_string())
}

/// The words of clap that a user sees.
const USAGE: Text = Text {
    en: "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}\n",
    es: "{about}\n\nUso: {usage}\n\n{all-args}{after-help}\n",
};
const OPTIONS: Text = Text { en: "Options", es: "Opciones" };
const COMMANDS: Text = Text { en: "Commands", es: "Comandos" };
const HELP: Text = Text { en: "Show this help", es: "Muestra esta ayuda" };

fn command(language: Language) -> Command {
    let about = Text {
        en: "Besieges a stage of the course, and says whether it held",
        es: "Asedia una etapa del curso y dice si resistió",
    };
    let usage =
        Text { en: "cargo siege <slow|soak> [OPTIONS]", es: "cargo siege <slow|soak> [OPCIONES]" };
    dressed("siege", about, usage, &[LANG], language)
        .subcommand_help_heading(language.of(COMMANDS))
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommand(slow_command(language))
        .subcommand(soak_command(language))
}

/// A command with these options, that speaks this language.
fn dressed(
    name: &'static str,
    about: Text,
    usage: Text,
    options: &[Opt],
    language: Language,
) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let arguments = options.iter().map(|option| option.arg(language));
    let arguments = arguments.chain([help.help(language.of(HELP))]);
    Command::new(name)
        .about(language.of(about))
        .override_usage(language.of(usage))
        .help_template(language.of(USAGE))
        .disable_help_flag(true)
        .args(arguments.map(|argument| argument.help_heading(language.of(OPTIONS))))
}

/// A siege, with the options that all of them have.
fn siege(
    name: &'static str,
    about: Text,
    usage: Text,
    options: &[Opt],
    language: Language,
) -> Command {
    dressed(name, about, usage, options, language)
        .args(COMMON.iter().map(|option| option.arg(language)))
        .mut_args(|argument| argument.help_heading(language.of(OPTIONS)))
}

fn slow_command(language: Language) -> Command {
    let about = Text {
        en: "Clients that move a byte a second, while good ones work",
        es: "Clientes que mueven un byte por segundo mientras los buenos trabajan",
    };
    let usage = Text { en: "cargo siege slow [OPTIONS]", es: "cargo siege slow [OPCIONES]" };
    siege("slow", about, usage, SLOW, language).after_help(language.of(SLOW_HELP))
}

fn soak_command(language: Language) -> Command {
    let about = Text {
        en: "Good, slow and hostile clients together, for a long time",
        es: "Clientes buenos, lentos y hostiles a la vez, durante mucho tiempo",
    };
    let usage = Text { en: "cargo siege soak [OPTIONS]", es: "cargo siege soak [OPCIONES]" };
    siege("soak", about, usage, SOAK, language).after_help(language.of(SOAK_HELP))
}

const SLOW_HELP: Text = Text {
    en: "\
Five kinds of slow client take turns: a head, an upload and an echo whose bytes come one a
second, a reader that takes a byte a second of a large file, and one that never reads.
Whoever is dropped is replaced at once. Meanwhile `wrk` asks for /hello over 16 connections:
before, during and after each siege, so that each measurement under siege has one without
on either side. It holds if
  - the median of the ratios is at least 0.9, and wrk saw no error;
  - each slow client is gone at its deadline: a head after 10 s and with 408, however many
    bytes came; content and readers 8 s after they last earned time (a millisecond a byte);
  - afterwards nothing is left: no descriptor, no half upload, and the server ends with 0.",
    es: "\
Se turnan cinco clases de cliente lento: una cabecera, una subida y un eco que llegan a razón
de un byte por segundo, un lector que toma un byte por segundo de un archivo grande y uno que
nunca lee. Al que el servidor desconecta lo reemplaza otro enseguida. Mientras tanto, `wrk`
pide /hello por 16 conexiones: antes, durante y después de cada asedio, de modo que cada
medición bajo asedio tiene una en calma a cada lado. Resiste si
  - la mediana de los cocientes es al menos 0.9 y wrk no vio ningún error;
  - cada cliente lento queda desconectado al vencer su plazo: una cabecera, a los 10 s y con
    408, lleguen los bytes que lleguen; contenido y lectores, 8 s después de la última vez que
    ganaron tiempo (un milisegundo por byte);
  - después no queda nada: ni un descriptor, ni una subida a medias, y el servidor termina con
    el código 0.",
};

const SOAK_HELP: Text = Text {
    en: "\
It holds if every answer to a good client is right to the byte, each slow client is gone at
its deadline, no attack gets more than it should, the server neither dies nor complains,
gives everything back once all have gone, and ends with 0 within 10 s of SIGTERM, while slow
clients are there; and if memory, threads and descriptors do not grow.

They are sampled once a second. The first minute does not count; of ten samples in a row the
median does. In the first quarter of the rest a server may still find its size. After that a
figure has grown if the highest of the last quarter is above the highest of the second by
more than the margin, or if its slope since then (Theil and Sen: the median of the slopes of
all pairs) times that length is more than the margin. The margin is 5 % of the second
quarter, and 512 KiB, 16 threads (as many as the server keeps in spare) or 16 descriptors.
The table shows where it stood after the first minute, the highest of the second quarter,
that of the last, and the slope. A run of less than four minutes does not judge growth.",
    es: "\
Resiste si cada respuesta a un cliente bueno es correcta byte por byte, cada cliente lento
queda desconectado al vencer su plazo, ningún ataque obtiene más de lo debido, el servidor ni
muere ni se queja, lo devuelve todo cuando ya no queda nadie y, tras SIGTERM, termina con el
código 0 en menos de 10 s, aunque haya clientes lentos; y si la memoria, los hilos y los
descriptores no crecen.

Se miden una vez por segundo. El primer minuto no cuenta; de cada diez muestras seguidas
cuenta la mediana. En el primer cuarto del resto, el servidor aún puede estar buscando su
tamaño. Después, una cifra ha crecido si la más alta del último cuarto supera a la más alta
del segundo en más del margen, o si su pendiente desde entonces (Theil y Sen: la mediana de
las pendientes de todos los pares), multiplicada por esa duración, supera el margen. El margen
es un 5 % del segundo cuarto, más 512 KiB, 16 hilos (los que el servidor guarda de reserva) o
16 descriptores. La tabla muestra el valor tras el primer minuto, el más alto del segundo
cuarto, el del último y la pendiente. Una prueba de menos de cuatro minutos no juzga el
crecimiento.",
};

/// What is wrong with the command line, or the help.
fn explain(error: &clap::Error, language: Language) -> (String, u8) {
    let more = Text { en: "; --help shows what there is", es: "; --help muestra lo que hay" };
    match error.kind() {
        ErrorKind::DisplayHelp => (error.to_string().trim_end().to_string(), 0),
        kind => (wrong(error, kind, language) + language.of(more), 2),
    }
}

fn wrong(error: &clap::Error, kind: ErrorKind, language: Language) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let name = context(ContextKind::InvalidSubcommand);
    let [english, spanish, what] = match kind {
        ErrorKind::UnknownArgument => ["unknown option: ", "opción desconocida: ", &argument],
        ErrorKind::InvalidSubcommand => ["unknown command: ", "comando desconocido: ", &name],
        ErrorKind::ArgumentConflict => ["only once: ", "solo una vez: ", &argument],
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            return tr!(
                language,
                "{argument}: not `{value}`",
                "{argument}: `{value}` no es válido"
            );
        }
        _ => ["say what to do: ", "di qué hacer: ", "cargo siege slow|soak"],
    };
    tr!(language, "{english}{what}", "{spanish}{what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Options, (String, u8)> {
        parse(line.split(' ').map(Into::into).collect())
    }

    #[test]
    fn what_it_is_told() {
        let options = parsed("siege slow --clients 3,40 --lang es --stage 6").ok().unwrap();
        assert!(options.language.is_spanish());
        assert_eq!(options.choice.stage, 6);
        assert!(matches!(options.task, Task::Slow(slow) if slow.clients == [3, 40]));
        let options = parsed("siege soak --minutes 0.5 --lang=en").ok().unwrap();
        assert!(!options.language.is_spanish());
        assert!(matches!(options.task, Task::Soak(soak) if soak.time == Duration::from_secs(30)));
    }

    const WRONG: [&str; 10] = [
        "siege --lang en",
        "siege storm --lang en",
        "siege slow --loud --lang en",
        "siege slow --stage 5 --lang en",
        "siege slow --clients 0 --lang en",
        "siege slow --rounds 1 --rounds 2 --lang en",
        "siege soak --minutes -1 --lang en",
        "siege soak --stage 6 --lang en",
        "siege soak --addr localhost --lang en",
        "siege slow --lang fr",
    ];

    #[test]
    fn what_it_cannot_understand() {
        let wrong = |line| parsed(line).err().unwrap();
        let (text, code) = wrong("siege slow --clients 3,x --lang es");
        assert_eq!(
            (&*text, code),
            ("--clients <N,…>: `x` no es válido; --help muestra lo que hay", 2)
        );
        for line in WRONG {
            let (text, code) = wrong(line);
            assert_eq!((code, text.lines().count()), (2, 1), "{line}: {text}");
        }
    }

    #[test]
    fn help_in_both_languages() {
        for line in ["siege", "siege slow", "siege soak"] {
            let help = |name| parsed(&format!("{line} --help --lang {name}")).err().unwrap();
            let ((en, en_code), (es, es_code)) = (help("en"), help("es"));
            assert_eq!((en_code, es_code), (0, 0));
            assert!(en.contains("Usage: ") && es.contains("Uso: ") && !es.contains("Options"));
        }
    }
}
