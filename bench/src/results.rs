//! The figures, as they are kept in `results.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tester::catalogue::Text;

use crate::text;

/// All that one run has found out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Results {
    pub machine: Machine,
    /// Of everything that took part.
    pub versions: BTreeMap<String, String>,
    /// Programs that are not installed here.
    pub missing: Vec<String>,
    pub works: Vec<Measured>,
}

/// Where, when and how it was measured.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Machine {
    /// When the run began, as in an HTTP `Date`.
    pub date: String,
    pub command: String,
    pub minutes: f64,
    pub seconds: u64,
    pub rounds: usize,
    pub processor: String,
    pub system: String,
    pub memory_bytes: u64,
    pub server_cores: Vec<usize>,
    pub load_cores: Vec<usize>,
    /// Processes that wanted to run when the run began; more than a few tenths disturb it.
    pub load_average: f64,
    /// The part of the processors' time that other machines on the same hardware took, 0 to 1.
    #[serde(default)]
    pub stolen: f64,
}

/// One work and all servers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Measured {
    pub work: String,
    pub rows: Vec<Row>,
}

/// One work and one server.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Row {
    pub server: String,
    pub median: Figures,
    pub rounds: Vec<Figures>,
    /// System calls for each request, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: BTreeMap<String, f64>,
    /// What the load generator complained of, over all rounds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: BTreeMap<String, u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<Reason>,
}

pub type Figures = BTreeMap<Quantity, f64>;

/// What a figure says; sizes are in bytes, times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    PerSecond,
    PerCpu,
    BytesPerSecond,
    BytesPerCpu,
    Achieved,
    P50,
    P99,
    Memory,
    EachConnection,
    Calls,
    Instructions,
    Start,
    Size,
}

impl Quantity {
    /// The head of a column.
    pub fn title(self) -> Text {
        match self {
            Quantity::PerSecond => text("requests/s", "peticiones/s"),
            Quantity::PerCpu => text("requests/CPU s", "peticiones/s de CPU"),
            Quantity::BytesPerSecond => text("bytes/s", "bytes/s"),
            Quantity::BytesPerCpu => text("bytes/CPU s", "bytes/s de CPU"),
            Quantity::Achieved => text("answered/s", "respondidas/s"),
            Quantity::P50 => text("p50, ms", "p50, ms"),
            Quantity::P99 => text("p99, ms", "p99, ms"),
            Quantity::Memory => text("peak memory", "memoria máxima"),
            Quantity::EachConnection => text("memory for each", "memoria por conexión"),
            Quantity::Calls => text("system calls/request", "llamadas al sistema/petición"),
            Quantity::Instructions => text("instructions/request", "instrucciones/petición"),
            Quantity::Start => text("ms", "ms"),
            Quantity::Size => text("size", "tamaño"),
        }
    }
}

/// Why a server is not in a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    KeepsNoConnection,
    ServesNoFiles,
    TakesNoContent,
    AnswersReads,
    NeedsModule,
    NoProgramOfItsOwn,
    NotInstalled,
    TooFewDescriptors,
    /// It was tried; this is the error.
    Failed(String),
}

impl Reason {
    pub fn text(&self) -> Text {
        match self {
            Reason::KeepsNoConnection => {
                text("keeps no connection open", "sin conexiones persistentes")
            }
            Reason::ServesNoFiles => text("serves no files", "sin servicio de archivos"),
            Reason::TakesNoContent => text("takes no content", "sin recepción de contenido"),
            Reason::AnswersReads => ANSWERS_READS,
            Reason::NeedsModule => {
                text("would need a further module", "haría falta un módulo adicional")
            }
            Reason::NoProgramOfItsOwn => text("is no program of its own", "sin programa propio"),
            Reason::NotInstalled => text("not installed", "sin instalar"),
            Reason::TooFewDescriptors => FEW_DESCRIPTORS,
            Reason::Failed(_) => text("failed", "fallo"),
        }
    }
}

const FEW_DESCRIPTORS: Text = text(
    "this system allows too few open files (ulimit -Hn)",
    "este sistema no permite suficientes archivos abiertos (ulimit -Hn)",
);
const ANSWERS_READS: Text =
    text("answers each read, not each request", "una respuesta por lectura, no por petición");

impl Row {
    pub fn new(server: &str) -> Row {
        Row { server: server.to_string(), ..Row::default() }
    }

    /// Sets the median of each quantity; figures that have no rounds stay as they are.
    pub fn settle(&mut self) {
        let mut all: BTreeMap<Quantity, Vec<f64>> = BTreeMap::new();
        for (quantity, figure) in self.rounds.iter().flatten() {
            all.entry(*quantity).or_default().push(*figure);
        }
        for (quantity, figures) in all {
            self.median.extend(median(figures).map(|median| (quantity, median)));
        }
    }
}

/// The one in the middle, or between the two in the middle.
pub fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    let (low, high) = (figures.len().checked_sub(1)? / 2, figures.len() / 2);
    Some((figures[low] + figures[high]) / 2.0)
}

impl Results {
    /// What was found out about a server at a work.
    pub fn row(&self, work: &str, server: &str) -> Option<&Row> {
        let measured = self.works.iter().find(|measured| measured.work == work)?;
        measured.rows.iter().find(|row| row.server == server)
    }

    /// A median, if it was measured.
    pub fn figure(&self, work: &str, server: &str, quantity: Quantity) -> Option<f64> {
        self.row(work, server)?.median.get(&quantity).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7.0]), Some(7.0));
        assert_eq!(median(vec![9.0, 1.0, 5.0]), Some(5.0));
        assert_eq!(median(vec![4.0, 100.0, 1.0, 2.0]), Some(3.0));
    }

    #[test]
    fn each_quantity_has_its_own_median() {
        let round =
            |rate, memory| Figures::from([(Quantity::PerSecond, rate), (Quantity::Memory, memory)]);
        let mut row = Row::new("nginx");
        row.rounds = vec![round(3.0, 10.0), round(1.0, 30.0), round(2.0, 20.0)];
        row.median.insert(Quantity::Calls, 4.0);
        row.settle();
        assert_eq!(row.median[&Quantity::PerSecond], 2.0);
        assert_eq!(row.median[&Quantity::Memory], 20.0);
        assert_eq!(row.median[&Quantity::Calls], 4.0);
    }

    #[test]
    fn results_survive_json() {
        let mut row = Row::new("stage2");
        row.median.insert(Quantity::PerCpu, 1.5);
        row.left_out = Some(Reason::Failed("it fell".into()));
        let works = vec![Measured { work: "connect".into(), rows: vec![row] }];
        let written = serde_json::to_string(&Results { works, ..Results::default() }).unwrap();
        let read: Results = serde_json::from_str(&written).unwrap();
        assert_eq!(read.figure("connect", "stage2", Quantity::PerCpu), Some(1.5));
        let reason = read.row("connect", "stage2").unwrap().left_out.clone();
        assert_eq!(reason, Some(Reason::Failed("it fell".into())));
    }
}
