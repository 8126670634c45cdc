//! Waits until a file of the student's changes.

use super::progress::FILE;
use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Changes belong together until nothing changes for so long: editors write in several steps.
const QUIET: Duration = Duration::from_millis(150);

/// It need not be quiet for longer than that: something may write without end.
const LOUD: Duration = Duration::from_secs(2);

/// Folders that tools fill, not people.
const TOOLS: [&str; 5] = ["target", "node_modules", "__pycache__", "venv", "build"];

/// What editors put beside a file that is being written.
const BESIDE: [&str; 5] = ["~", ".swp", ".swx", ".tmp", ".pyc"];

/// The files of a folder and those below it.
#[derive(Debug)]
pub struct Watch {
    root: PathBuf,
    /// A folder below the root where the server writes, if there is one.
    left_out: Option<PathBuf>,
    watcher: RecommendedWatcher,
    changes: Receiver<PathBuf>,
    folders: BTreeSet<PathBuf>,
    /// What changed while the server ran, the last time.
    suspects: BTreeSet<PathBuf>,
    /// What changed in two runs one after the other: the server writes it.
    written: BTreeSet<PathBuf>,
    /// What has changed and was not told yet.
    changed: BTreeSet<PathBuf>,
}

impl Watch {
    /// # Errors
    /// The system cannot watch the folder.
    pub fn new(root: &Path, left_out: Option<&Path>) -> notify::Result<Watch> {
        let root = root.canonicalize()?;
        let left_out = left_out.and_then(|folder| folder.canonicalize().ok());
        let (sender, changes) = channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let paths = event.ok().filter(is_change).map(|event| event.paths);
            // Who has stopped listening is about to end.
            paths.into_iter().flatten().for_each(|path| drop(sender.send(path)));
        })?;
        let (folders, suspects, written, changed) = Default::default();
        let mut watch =
            Watch { root, left_out, watcher, changes, folders, suspects, written, changed };
        watch.follow(&watch.root.clone())?;
        Ok(watch)
    }

    /// To be called when the server has run: what changed meanwhile may be its doing or the
    /// student's. It counts once as the student's, but what changes in each run is the server's,
    /// until it changes without it.
    pub fn has_run(&mut self) {
        let touched = self.settle(BTreeSet::new());
        self.written.extend(touched.intersection(&self.suspects).cloned());
        self.changed = touched.difference(&self.written).cloned().collect();
        self.suspects = touched;
    }

    /// Waits for a change that is not the server's doing, and says what has changed.
    pub fn wait(&mut self) -> Vec<PathBuf> {
        while self.changed.is_empty() {
            let Ok(first) = self.changes.recv() else { break };
            self.changed = self.settle(BTreeSet::from([first]));
            self.written.retain(|path| !self.changed.contains(path));
        }
        // A folder that has appeared is looked after from now on, if it can be.
        let _ = self.follow(&self.root.clone());
        let changed = std::mem::take(&mut self.changed);
        self.named(changed.into_iter().collect())
    }

    /// All that changes until it is quiet, and counts.
    fn settle(&mut self, mut paths: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let start = Instant::now();
        while let Ok(path) = self.changes.recv_timeout(QUIET)
            && start.elapsed() < LOUD
        {
            paths.insert(path);
        }
        paths.retain(|path| self.counts(path));
        paths
    }

    /// Without what an editor made for a moment, unless there is nothing else.
    fn named(&self, mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
        if paths.iter().any(|path| path.exists()) {
            paths.retain(|path| path.exists());
        }
        let short = |path: PathBuf| path.strip_prefix(&self.root).map(Path::to_path_buf);
        paths.into_iter().filter_map(|path| short(path).ok()).collect()
    }

    fn counts(&self, path: &Path) -> bool {
        let left_out = self.left_out.as_ref().is_some_and(|folder| path.starts_with(folder));
        let Ok(below) = path.strip_prefix(&self.root) else { return false };
        let mut names = below.iter().map(|name| name.to_string_lossy());
        !left_out && names.all(|name| is_ones_own(&name)) && below != Path::new(FILE)
    }

    /// Watches this folder and those below, but for those that nobody writes by hand: they would
    /// be thousands.
    fn follow(&mut self, folder: &Path) -> notify::Result<()> {
        if !self.folders.contains(folder) || !folder.exists() {
            self.watcher.watch(folder, RecursiveMode::NonRecursive)?;
            self.folders.insert(folder.to_path_buf());
        }
        for entry in fs::read_dir(folder)?.flatten() {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && self.counts(&entry.path()) {
                // One that goes away meanwhile needs no watching.
                let _ = self.follow(&entry.path());
            }
        }
        Ok(())
    }
}

fn is_ones_own(name: &str) -> bool {
    !name.starts_with('.')
        && !TOOLS.contains(&name)
        && !BESIDE.iter().any(|end| name.ends_with(end))
        && name != "4913" // vim tries with it whether it may write here
}

/// To be read, or to have its times set, changes nothing.
fn is_change(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any | EventKind::Other => false,
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => true,
    }
}
