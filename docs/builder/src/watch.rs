//! Notices when a page, a figure or a source is saved.

use crate::serve::Event;
use anyhow::Result;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

/// What the book is made of; stages are beside it.
const FOLDERS: [&str; 6] =
    ["docs/en", "docs/es", "docs/figures", "docs/theme", "docs/exercises", "examples"];

/// How long nothing must happen before it is built again: an editor saves in several steps.
const CALM: Duration = Duration::from_millis(200);

/// Sends [`Event::Changed`] for each change, as long as the watcher is kept.
///
/// # Errors
/// If the system lets nobody watch.
pub fn start(root: &Path, events: Sender<Event>) -> Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |change: notify::Result<notify::Event>| {
        if change.is_ok_and(|change| !change.kind.is_access()) {
            let _ = events.send(Event::Changed);
        }
    })?;
    for folder in FOLDERS.map(|folder| root.join(folder)).iter().filter(|folder| folder.is_dir()) {
        watcher.watch(folder, RecursiveMode::Recursive)?;
    }
    Ok(watcher)
}

/// Waits until no more changes come; tells whether it is time to end instead.
pub fn settle(events: &Receiver<Event>) -> bool {
    loop {
        match events.recv_timeout(CALM) {
            Ok(Event::Changed) => {}
            Ok(Event::Interrupted | Event::Ended) => return true,
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc::channel;

    #[test]
    fn a_saved_page_is_noticed() {
        let root = tempfile::tempdir().unwrap();
        let pages = root.path().join("docs/en");
        fs::create_dir_all(&pages).unwrap();
        let (sender, events) = channel();
        let _watcher = start(root.path(), sender).unwrap();
        fs::write(pages.join("a.md"), "a").unwrap();
        let event = events.recv_timeout(Duration::from_secs(30)).unwrap();
        assert!(matches!(event, Event::Changed));
        assert!(!settle(&events));
    }

    #[test]
    fn the_end_is_not_overheard_among_changes() {
        let (sender, events) = channel();
        sender.send(Event::Changed).unwrap();
        sender.send(Event::Interrupted).unwrap();
        assert!(settle(&events));
    }
}
