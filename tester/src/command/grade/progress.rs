//! How far it is: a bar on a terminal, else a line for each stage of each submission.

use super::results::Mark;
use super::table::shown;
use super::words::{self, fill};
use crate::report::Language;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};

/// Can be told from many threads at once.
pub struct Progress {
    bar: ProgressBar,
    language: Language,
}

impl Progress {
    /// So many stages of submissions are to be done.
    pub fn new(steps: usize, plain: bool, language: Language) -> Progress {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        let dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        let bar = if io::stderr().is_terminal() && !plain && !dumb {
            let style = ProgressStyle::with_template("[{bar:24}] {pos}/{len} {wide_msg}");
            ProgressBar::new(steps).with_style(style.unwrap_or(ProgressStyle::default_bar()))
        } else {
            ProgressBar::with_draw_target(Some(steps), indicatif::ProgressDrawTarget::hidden())
        };
        bar.tick(); // the first step may take minutes
        Progress { bar, language }
    }

    pub fn done(&self, student: &str, mark: &Mark) {
        let step = fill(
            self.language.of(words::STEP),
            &[("stage", &mark.stage), ("passed", &mark.passed), ("total", &mark.total)],
        );
        let step = format!("{}: {step}", shown(student));
        if self.bar.is_hidden() {
            let _ = writeln!(io::stderr(), "{step}");
        }
        self.bar.inc(1);
        self.bar.set_message(step);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
