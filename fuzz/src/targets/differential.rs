//! The same bytes to ours, to httparse and to hyper: every difference is in the table.

use crate::differences::{Difference, find};
use crate::rules::explains;

/// Every difference has a row of the table that explains it.
pub fn check(data: &[u8]) {
    for difference in find(data) {
        let Difference { bytes, before, peer, ours, theirs } = &difference;
        assert!(
            explains(&difference).is_some(),
            "ours {ours:?}, {peer:?} {theirs:?}, and no row of the table says why:\n{}\nafter {before:?}",
            bytes.escape_ascii()
        );
    }
}
