//! The figures as one drawing: a row for each server, a column for each work.

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

use tester::catalogue::Text;
use tester::report::Language;

use crate::numbers::number;
use crate::results::{Quantity, Results};
use crate::servers::{SERVERS, Server};
use crate::text;

const WIDTH: f64 = 760.0;
/// Where the columns begin, behind the names of the servers.
const LEFT: f64 = 168.0;
/// Where the rows begin, below the heads of the columns.
const TOP: f64 = 78.0;
const ROW: f64 = 27.0;
/// Between our stages, the servers people know, and the floor.
const GAP: f64 = 12.0;
const BETWEEN: f64 = 16.0;
const BAR: f64 = 6.0;
const KEY_HEIGHT: f64 = 30.0;
/// Colours that can be told from white and from black paper.
const OURS: &str = "#3d8bbd";
const OTHERS: &str = "#868686";

/// A column: one work, in one unit.
struct Column {
    work: &'static str,
    quantity: Quantity,
    /// Two lines.
    head: [Text; 2],
    /// How many of what was counted make a thousand requests.
    divisor: f64,
}

const COLUMNS: [Column; 5] = [
    Column {
        work: "connect",
        quantity: Quantity::PerCpu,
        head: [text("small GET,", "GET pequeño,"), text("new connection", "conexión nueva")],
        divisor: 1e3,
    },
    Column {
        work: "get-32",
        quantity: Quantity::PerCpu,
        head: [text("small GET,", "GET pequeño,"), text("kept connection", "persistente")],
        divisor: 1e3,
    },
    Column {
        work: "file-1k",
        quantity: Quantity::PerCpu,
        head: [text("files", "archivos"), text("of 1 KiB", "de 1 KiB")],
        divisor: 1e3,
    },
    Column {
        work: "file-1m",
        quantity: Quantity::BytesPerCpu,
        head: [text("files", "archivos"), text("of 1 MiB", "de 1 MiB")],
        divisor: 1e3 * 1024.0 * 1024.0,
    },
    Column {
        work: "post-file",
        quantity: Quantity::PerCpu,
        head: [text("uploads", "subidas"), text("of 1 MiB", "de 1 MiB")],
        divisor: 1e3,
    },
];

const TITLE: Text = text(
    "What each server does with one second of processor time",
    "Lo que hace cada servidor con un segundo de procesador",
);
const CAPTION: Text = text(
    "Thousands of requests answered for each second of CPU that the server used. Longer is better.",
    "Miles de peticiones atendidas por cada segundo de CPU del servidor. Cuanto más largo, mejor.",
);
const NOTHING: Text = text("no figure", "sin cifra");
const KEY: Text = text(
    "– no figure; the tables say why.   Floor: one read, one constant write, nothing is parsed.",
    "– sin cifra; las tablas dicen por qué.   Mínimo: una lectura, una escritura fija, sin analizar nada.",
);

/// Writes the drawing in both languages.
///
/// # Errors
/// The folder cannot be written to.
pub fn write(results: &Results, folder: &Path) -> io::Result<()> {
    fs::write(folder.join("chart.svg"), draw(results, Language::English))?;
    fs::write(folder.join("chart.es.svg"), draw(results, Language::Spanish))
}

/// The drawing, with its figures in words for those who do not see it.
pub fn draw(results: &Results, language: Language) -> String {
    let servers: Vec<Server> =
        SERVERS.into_iter().filter(|server| takes_part(results, *server)).collect();
    let places = places(&servers);
    let height = places.last().map_or(TOP, |last| last + ROW) + KEY_HEIGHT;
    let mut svg = head(height, &describe(results, &servers, language), language);
    svg += &draw_names(&servers, &places, language);
    for (place, column) in COLUMNS.iter().enumerate() {
        svg.push_str(&draw_column(results, column, place, &servers, &places, language));
    }
    let (key, y) = (language.of(KEY), height - 8.0);
    let _ = writeln!(svg, "<text x=\"0\" y=\"{y}\" font-size=\"12\" opacity=\"0.8\">{key}</text>");
    svg + "</svg>\n"
}

/// The beginning: size, title, description, and what the figures are.
fn head(height: f64, description: &str, language: Language) -> String {
    let code = if language.is_spanish() { "es" } else { "en" };
    let (title, caption) = (language.of(TITLE), language.of(CAPTION));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         lang=\"{code}\" aria-labelledby=\"bench-title-{code} bench-desc-{code}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"currentColor\">\n\
         <title id=\"bench-title-{code}\">{title}</title>\n\
         <desc id=\"bench-desc-{code}\">{description}</desc>\n\
         <text x=\"0\" y=\"18\">{caption}</text>\n"
    )
}

fn draw_names(servers: &[Server], places: &[f64], language: Language) -> String {
    let mut svg = String::new();
    for (server, y) in servers.iter().zip(places) {
        let weight = if server.is_ours() { " font-weight=\"600\"" } else { "" };
        let name = language.of(server.title());
        let _ = writeln!(svg, "<text x=\"0\" y=\"{}\"{weight}>{name}</text>", y + 13.0);
    }
    svg
}

fn takes_part(results: &Results, server: Server) -> bool {
    COLUMNS.iter().any(|column| value(results, column, server).is_some())
}

fn value(results: &Results, column: &Column, server: Server) -> Option<f64> {
    Some(results.figure(column.work, server.id(), column.quantity)? / column.divisor)
}

/// The upper edge of each row; a gap where another group begins.
fn places(servers: &[Server]) -> Vec<f64> {
    let group = |server: &Server| (server.is_ours(), *server == Server::Floor);
    let mut y = TOP;
    let mut places = Vec::new();
    for (place, server) in servers.iter().enumerate() {
        if place > 0 && group(server) != group(&servers[place - 1]) {
            y += GAP;
        }
        places.push(y);
        y += ROW;
    }
    places
}

fn draw_column(
    results: &Results,
    column: &Column,
    place: usize,
    servers: &[Server],
    places: &[f64],
    language: Language,
) -> String {
    let room = (WIDTH - LEFT) / COLUMNS.len() as f64;
    let (x, width) = (LEFT + room * place as f64, room - BETWEEN);
    let right = x + width;
    let mut svg = String::new();
    for (words, y) in column.head.iter().zip([48.0, 64.0]) {
        let words = language.of(*words);
        let _ = writeln!(svg, "<text x=\"{right}\" y=\"{y}\" text-anchor=\"end\">{words}</text>");
    }
    let values: Vec<Option<f64>> = servers.iter().map(|it| value(results, column, *it)).collect();
    let most = values.iter().flatten().copied().fold(0.0, f64::max);
    for ((server, value), y) in servers.iter().zip(values).zip(places) {
        svg.push_str(&cell(*server, value, most, (x, *y, width), language));
    }
    svg
}

/// The figure, and under it the bar.
fn cell(
    server: Server,
    value: Option<f64>,
    most: f64,
    (x, y, width): (f64, f64, f64),
    language: Language,
) -> String {
    let right = x + width;
    let Some(value) = value else {
        return format!(
            "<text x=\"{right}\" y=\"{}\" text-anchor=\"end\" opacity=\"0.5\">–</text>\n",
            y + 13.0
        );
    };
    let colour = if server.is_ours() { OURS } else { OTHERS };
    let style = match server {
        Server::Floor => format!("fill=\"none\" stroke=\"{colour}\""),
        _ => format!("fill=\"{colour}\""),
    };
    format!(
        "<text x=\"{right}\" y=\"{}\" text-anchor=\"end\" font-size=\"12\">{}</text>\n\
         <rect x=\"{x}\" y=\"{}\" width=\"{:.1}\" height=\"{BAR}\" {style}/>\n",
        y + 12.0,
        number(value, language),
        y + 15.0,
        length(value, most, width)
    )
}

/// How long a bar is: the largest figure of its column fills the width.
fn length(value: f64, most: f64, width: f64) -> f64 {
    if most > 0.0 { width * (value / most).clamp(0.0, 1.0) } else { 0.0 }
}

/// The same in words: what someone reads who does not see the drawing.
fn describe(results: &Results, servers: &[Server], language: Language) -> String {
    let mut words = format!("{} ", language.of(CAPTION));
    for column in &COLUMNS {
        let head = column.head.map(|line| language.of(line)).join(" ");
        let figures: Vec<String> = servers
            .iter()
            .map(|server| {
                let figure = value(results, column, *server);
                let figure =
                    figure.map_or(language.of(NOTHING).to_string(), |it| number(it, language));
                format!("{} {figure}", language.of(server.title()))
            })
            .collect();
        let _ = write!(words, "{head}: {}. ", figures.join("; "));
    }
    words.trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{Figures, Measured, Row};

    fn results() -> Results {
        let row = |server: Server, figure| {
            let median = Figures::from([(Quantity::PerCpu, figure)]);
            Row { median, ..Row::new(server.id()) }
        };
        let rows = vec![
            row(Server::Stage(6), 20_000.0),
            row(Server::Stage(7), 40_000.0),
            row(Server::Nginx, 10_000.0),
        ];
        let works = vec![Measured { work: "connect".into(), rows }];
        Results { works, ..Results::default() }
    }

    #[test]
    fn bars_are_in_proportion_and_begin_at_nothing() {
        assert_eq!(length(50.0, 100.0, 80.0), 40.0);
        assert_eq!(length(100.0, 100.0, 80.0), 80.0);
        assert_eq!(length(0.0, 100.0, 80.0), 0.0);
        assert_eq!(length(0.0, 0.0, 80.0), 0.0);
    }

    #[test]
    fn the_largest_figure_fills_its_column() {
        let svg = draw(&results(), Language::English);
        let width = (WIDTH - LEFT) / COLUMNS.len() as f64 - BETWEEN;
        for part in [1.0, 0.5, 0.25] {
            let bar = format!("width=\"{:.1}\"", width * part);
            assert_eq!(svg.matches(&bar).count(), 1, "{bar} in {svg}");
        }
    }

    #[test]
    fn nothing_is_drawn_outside_or_over_something_else() {
        let places = places(&SERVERS);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= ROW), "{places:?}");
        assert!(places[0] >= 70.0, "below the heads");
    }

    #[test]
    fn the_drawing_is_told_in_words_too() {
        let svg = draw(&results(), Language::Spanish);
        assert!(svg.contains("etapa 7 40,0"), "{svg}");
        assert!(svg.contains("<title id=\"bench-title-es\">"), "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
