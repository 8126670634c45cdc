//! The rules of the chain hold between the stages of this workspace; see `tester::chain`.

use tester::chain::{stages, violations, workspace};

#[test]
fn each_stage_changes_only_what_it_says_and_no_more_than_it_may() {
    let violations = violations(&workspace()).unwrap_or_else(|error| vec![error]);
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

#[test]
fn there_are_seven_stages_with_concepts_in_both_languages() {
    let stages = stages(&workspace()).unwrap_or_else(|error| panic!("{error}"));
    for stage in &stages {
        println!("{stage:?}");
        assert!(!stage.concept.is_empty() && !stage.concepto.is_empty(), "{}", stage.name);
        assert_ne!(stage.concept, stage.concepto, "{}", stage.name);
    }
    assert_eq!(stages.len(), 7);
}
