//! All that the directives draw from: the stages, the pages, the language.

use crate::directive::status;
use crate::language::Language;
use crate::page::{Page, pages};
use crate::source::item::{self, Items};
use crate::source::places::{self, PlaceInCode};
use crate::trouble::Told;
use anyhow::{Result, anyhow};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use tester::chain::{StageInfo, stages};

/// The course, as it is told in one language.
#[derive(Debug)]
pub struct Course {
    pub root: PathBuf,
    pub language: Language,
    pub stages: Vec<StageInfo>,
    pub pages: Vec<Page>,
    /// Where the stages choose which status: found once, as many ask for it.
    statuses: OnceCell<Told<Vec<(String, PlaceInCode)>>>,
    /// The items of each source: read once, as most are asked for many times.
    items: RefCell<BTreeMap<String, Told<Rc<Items>>>>,
}

impl Course {
    /// # Errors
    /// A page or a stage that cannot be read.
    pub fn read(root: &Path, language: Language) -> Result<Course> {
        let stages = stages(root).map_err(|error| anyhow!(error))?;
        Ok(Course::new(root, language, stages, pages(root, language)?))
    }

    pub fn new(
        root: &Path,
        language: Language,
        stages: Vec<StageInfo>,
        pages: Vec<Page>,
    ) -> Course {
        let (statuses, items) = (OnceCell::new(), RefCell::default());
        Course { root: root.into(), language, stages, pages, statuses, items }
    }

    /// The items of the source at this path.
    ///
    /// # Errors
    /// If it is no Rust.
    pub fn items(&self, path: &str, text: &str) -> Told<Rc<Items>> {
        let mut known = self.items.borrow_mut();
        known.entry(path.into()).or_insert_with(|| item::all(text).map(Rc::new)).clone()
    }

    /// Where the stages choose which status.
    ///
    /// # Errors
    /// A source that is not Rust.
    pub fn statuses(&self) -> Told<&[(String, PlaceInCode)]> {
        let all = self.statuses.get_or_init(|| places::find(self, &status::used));
        all.as_deref().map_err(String::clone)
    }

    /// The stage of this name.
    pub fn stage(&self, name: &str) -> Option<&StageInfo> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// The stage before this one.
    pub fn before(&self, stage: &str) -> Option<&StageInfo> {
        let number = self.stage(stage)?.number;
        self.stages.iter().rfind(|stage| stage.number < number)
    }

    /// The page of this name.
    pub fn page(&self, name: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.name == name)
    }
}
