//! Folders that change while they are looked at: whoever can write in them must not get a client
//! anything from outside.
//!
//! Only Linux exchanges two names in one step for all kinds of file.
#![cfg(target_os = "linux")]

mod running;

use std::collections::BTreeMap;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use running::{PUBLIC, Place};
use rustix::fs::{CWD, RenameFlags, renameat_with};

/// A look at a file and its opening lie a few microseconds apart: most requests miss the moment.
const REQUESTS: usize = 3_000;

/// While the work is done, `served` and `other` change places over and over.
fn swap_during(work: impl FnOnce(), served: &Path, other: &Path) {
    let (swaps, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                renameat_with(CWD, served, CWD, other, RenameFlags::EXCHANGE).unwrap();
                swaps.fetch_add(1, Ordering::Relaxed);
            }
        });
        let _stops_in_any_case = Done(&done);
        work();
    });
    assert!(swaps.into_inner() > 1, "no race");
}

/// Each answer must be right for one of the two.
fn race(place: &Place, served: &str, other: &str, target: &str) {
    let mut seen = BTreeMap::new();
    let ask = || {
        for _ in 0..REQUESTS {
            let answer = place.stage.get(target);
            let found = answer.code() == 200 && answer.text() == PUBLIC;
            let refused = (400..500).contains(&answer.code());
            assert!(found || refused, "{} {} after {seen:?}", answer.code(), answer.text());
            *seen.entry(answer.code()).or_insert(0) += 1;
        }
    };
    swap_during(ask, &place.path(served), &place.path(other));
    assert!(seen.contains_key(&200), "no race: {seen:?}");
}

/// Stops the thread that swaps, also when an assertion fails.
struct Done<'a>(&'a AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn swapped_for_a_file() {
    let place = Place::new();
    symlink(place.path("secret/file"), place.path("spare/link")).unwrap();
    race(&place, "files/file", "spare/link", "/files/file");
}

#[test]
fn swapped_for_a_folder() {
    let place = Place::new();
    symlink(place.path("secret"), place.path("spare/link")).unwrap();
    race(&place, "files/folder", "spare/link", "/files/folder/file");
}

#[test]
fn swapped_in_the_site() {
    let place = Place::new();
    symlink(place.path("secret"), place.path("spare/link")).unwrap();
    race(&place, "site/folder", "spare/link", "/folder/file");
}

#[test]
fn swapped_for_the_root() {
    let place = Place::new();
    symlink(place.path("secret"), place.path("spare/link")).unwrap();
    race(&place, "files", "spare/link", "/files/file");
}

/// To open a pipe that nobody writes to is to wait for ever.
#[test]
fn a_pipe_swapped_for_a_file() {
    let place = Place::new();
    let pipe = place.path("spare/pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    race(&place, "files/file", "spare/pipe", "/files/file");
}
