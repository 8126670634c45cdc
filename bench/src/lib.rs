//! Measures the stages beside servers that people know: `cargo compare`.
//!
//! * [`works`] says what is measured, [`servers`] who takes part and how each is started.
//! * [`load`] makes the load with wrk and oha, [`process`] reads what it costs from `/proc`,
//!   [`counts`] counts system calls and instructions, [`others`] measures what is no load.
//! * [`compare`] does it all in order; [`results`] holds the figures, [`report`] and [`chart`]
//!   show them.

#![cfg(target_os = "linux")]

pub mod chart;
pub mod compare;
pub mod counts;
pub mod load;
pub mod machine;
pub mod numbers;
pub mod options;
pub mod others;
pub mod peers;
pub mod process;
pub mod report;
pub mod results;
pub mod servers;
pub mod tools;
pub mod works;

use tester::catalogue::Text;

/// The same words in both languages.
pub const fn text(en: &'static str, es: &'static str) -> Text {
    Text { en, es }
}
