//! The same bytes to ours, to httparse and to hyper: every difference is in the table.

use crate::differences::{Difference, find};
use crate::rules::explains;

/// Every difference has a row of the table that explains it.
pub fn check(data: &[u8]) {
    // Twice, because where the machine stands still our server takes its client for a slow one.
    if unexplained(data).is_some()
        && let Some(difference) = unexplained(data)
    {
        let Difference { bytes, before, peer, ours, theirs } = difference;
        let bytes = bytes.escape_ascii();
        panic!(
            "ours {ours:?}, {peer:?} {theirs:?}, and no row says why:\n{bytes}\nafter {before:?}"
        );
    }
}

fn unexplained(data: &[u8]) -> Option<Difference<'_>> {
    find(data).into_iter().find(|difference| explains(difference).is_none())
}
