//! `{{#box attack A silent client}}`

use crate::expand::Place;
use crate::html::with_code;
use crate::language::text;
use crate::trouble::{Told, did_you_mean};
use tester::catalogue::Text;

/// What a box is for.
pub type Kind = &'static str;

/// The kinds, with the titles of those that are given none.
const KINDS: [(Kind, Text); 7] = [
    ("attack", text("How it is attacked", "Cómo se ataca")),
    ("goal", text("What you will be able to do", "Lo que sabrás hacer")),
    ("note", text("Note", "Nota")),
    ("servers", text("What well-known servers do", "Qué hacen los servidores conocidos")),
    ("summary", text("Summary", "Resumen")),
    ("teacher", text("For the teacher", "Para quien enseña")),
    ("try", text("Try it", "Pruébalo")),
];

/// The kind and the title.
///
/// # Errors
/// An unknown kind.
pub fn parse(place: Place, args: &str) -> Told<(Kind, String)> {
    let (kind, title) = args.split_once(' ').unwrap_or((args, ""));
    let Some((kind, usual)) = KINDS.into_iter().find(|(known, _)| *known == kind) else {
        let near = did_you_mean(kind, KINDS.map(|(known, _)| known));
        return Err(format!("there is no box `{kind}`{near}"));
    };
    let title = if title.is_empty() { place.course.language.of(usual) } else { title };
    Ok((kind, title.into()))
}

pub fn opening(kind: Kind, title: &str) -> String {
    format!("<div class=\"box {kind}\"><p class=\"box-title\">{}</p>", with_code(title))
}
