//! All that the directives draw from: the stages, the pages, the language.

use crate::language::Language;
use crate::page::{Page, pages};
use crate::source::places::PlaceInCode;
use crate::trouble::Told;
use anyhow::{Result, anyhow};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tester::chain::{StageInfo, stages};

/// The course, as it is told in one language.
#[derive(Debug)]
pub struct Course {
    pub root: PathBuf,
    pub language: Language,
    pub stages: Vec<StageInfo>,
    pub pages: Vec<Page>,
    /// Where the stages choose which status: found once, as many ask for it.
    pub statuses: OnceLock<Told<Vec<(String, PlaceInCode)>>>,
}

impl Course {
    /// # Errors
    /// A page or a stage that cannot be read.
    pub fn read(root: &Path, language: Language) -> Result<Course> {
        let stages = stages(root).map_err(|error| anyhow!(error))?;
        let (root, pages) = (root.into(), pages(root, language)?);
        Ok(Course { root, language, stages, pages, statuses: OnceLock::new() })
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
