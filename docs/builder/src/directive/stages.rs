//! `{{#stages}}`: the table of stages, as in the README.

use crate::expand::Place;
use crate::html::escape;
use crate::language::text;
use crate::trouble::Told;
use tester::catalogue::Text;
use tester::chain::StageInfo;

/// # Errors
/// It takes nothing.
pub fn render(place: Place, args: &str) -> Told<String> {
    if !args.is_empty() {
        return Err("`{{#stages}}` takes nothing".into());
    }
    let language = place.course.language;
    let head: String =
        HEAD.map(|word| format!("<th scope=\"col\">{}</th>", language.of(word))).concat();
    let rows = place.course.stages.iter().map(|stage| row(stage, language.is_spanish()));
    Ok(format!(
        "<div class=\"table-wrapper\"><table class=\"stages\"><thead><tr>{head}</tr></thead>\
         <tbody>{}</tbody></table></div>",
        rows.collect::<String>()
    ))
}

fn row(stage: &StageInfo, spanish: bool) -> String {
    let concept = if spanish { &stage.concepto } else { &stage.concept };
    let numbers = [stage.lines, stage.added, stage.removed];
    let numbers = numbers.map(|number| format!("<td class=\"number\">{number}</td>")).concat();
    let name = &stage.name;
    format!(
        "<tr><td><a href=\"{name}.md\">{name}</a></td><td>{}</td>{numbers}</tr>",
        escape(concept)
    )
}

const HEAD: [Text; 5] = [
    text("Stage", "Etapa"),
    text("What it adds", "Qué añade"),
    text("Lines", "Líneas"),
    text("New", "Nuevas"),
    text("Removed", "Quitadas"),
];
