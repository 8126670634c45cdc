//! `{{#checks stage03-parse}}`: the checks that begin with a stage.

use crate::expand::Place;
use crate::html::{escape, with_code};
use crate::language::{Language, counted, text};
use crate::rfc;
use crate::trouble::Told;
use tester::catalogue::{COURSE, Check, Text};
use tester::checks::AREAS;

/// # Errors
/// If there is no such stage.
pub fn render(place: Place, stage: &str) -> Told<String> {
    let info = place.course.stage(stage).ok_or_else(|| format!("there is no stage `{stage}`"))?;
    let language = place.course.language;
    let (mut count, mut areas) = (0, String::new());
    for area in AREAS {
        let checks = area.checks.iter().filter(|check| check.since == info.number);
        let checks: Vec<&Check> = checks.collect();
        if !checks.is_empty() {
            count += checks.len();
            areas += &list(area.name, &checks, language);
        }
    }
    let summary = counted(count, NEW_CHECK, NEW_CHECKS, language);
    Ok(format!("<details class=\"checks\"><summary>{summary}</summary>{areas}</details>"))
}

fn list(area: &str, checks: &[&Check], language: Language) -> String {
    let items = checks.iter().map(|check| item(check, language));
    format!(
        "<div class=\"area\" id=\"{area}\"><p class=\"area-title\">{area}</p><ul>{}</ul></div>",
        items.collect::<String>()
    )
}

fn item(check: &Check, language: Language) -> String {
    let source = if check.rfc == COURSE { String::new() } else { rfc::linked(check.rfc) };
    let (id, title) = (escape(check.id), with_code(language.of(check.title)));
    format!("<li id=\"check-{id}\"><code>{id}</code> {title} {source}</li>")
}

const NEW_CHECK: Text = text("new check", "comprobación nueva");
const NEW_CHECKS: Text = text("new checks", "comprobaciones nuevas");
