//! What is wrong with a text.

use tester::catalogue::Text;

pub fn unless(holds: bool, wrong: impl Into<String>) -> Vec<String> {
    if holds { Vec::new() } else { vec![wrong.into()] }
}

pub fn said(name: &str, text: Text) -> Vec<String> {
    let filled = |text: &str| !text.is_empty() && text.trim() == text;
    let both = filled(text.en) && filled(text.es);
    let mut wrong = unless(both, format!("{name} is empty in a language, or has spaces around"));
    wrong.extend(unless(text.en != text.es, format!("{name} is the same in both languages")));
    wrong
}
