//! Every row of the table of differences is true: its example shows it, on all three.

use fuzz::differences::{find, verdicts};
use fuzz::rules::{RULES, explains};

#[test]
fn every_example_is_read_as_its_row_says() {
    for rule in RULES {
        let found = verdicts(&rule.bytes());
        let said = rule.verdicts();
        assert_eq!(found, said, "{}: {:?}", rule.what.en, rule.example);
    }
}

#[test]
fn every_row_explains_its_own_example() {
    for rule in RULES {
        let bytes = rule.bytes();
        let ours = recorder::record(&bytes).unwrap().messages;
        let found = find(&bytes, &ours);
        assert!(!found.is_empty(), "{}: no difference", rule.what.en);
        for difference in found {
            let explained = explains(&difference).map(|rule| rule.what.en);
            assert!(explained.is_some(), "{}: {difference:?}", rule.what.en);
            assert!((rule.applies)(&fuzz::case::Case::new(difference.bytes)), "{}", rule.what.en);
        }
    }
}
