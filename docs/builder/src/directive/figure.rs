//! `{{#figure NAME}}`: one drawing, with labels in the page's language.

use crate::expand::Place;
use crate::html::{escape, with_code};
use crate::language::code;
use crate::source::read;
use crate::trouble::{Told, did_you_mean};
use regex::{Captures, Regex};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The labels of a drawing in one language.
pub type Labels = BTreeMap<String, String>;

/// The keys that are no label, but said about the whole drawing.
const ABOUT: [&str; 3] = ["title", "desc", "caption"];

static LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{([A-Za-z0-9_-]+)\}").expect("a good pattern"));

/// # Errors
/// If there is no such drawing, or its labels do not fit.
pub fn render(place: Place, name: &str) -> Told<String> {
    let root = &place.course.root;
    let svg = read(root, &format!("docs/figures/{name}.svg"))?;
    let file = format!("docs/figures/{name}.toml");
    let labels = labels(&read(root, &file)?).map_err(|why| format!("`{file}`: {why}"))?;
    let language = code(place.course.language);
    let labels = labels.get(language).ok_or_else(|| format!("`{file}` has no [{language}]"))?;
    fits(&svg, labels).map_err(|why| format!("`{file}`, [{language}]: {why}"))?;
    let svg = draw(name, &svg, labels).map_err(|why| format!("docs/figures/{name}.svg: {why}"))?;
    let caption = with_code(&labels["caption"]);
    Ok(format!(
        "<figure class=\"drawing\" id=\"figure-{name}\">{svg}<figcaption>{caption}</figcaption></figure>"
    ))
}

/// The labels by language.
///
/// # Errors
/// No good TOML.
pub fn labels(toml: &str) -> Told<BTreeMap<String, Labels>> {
    toml::from_str(toml).map_err(|error| error.to_string())
}

/// Whether each label is there and used.
///
/// # Errors
/// The first that is not.
pub fn fits(svg: &str, labels: &Labels) -> Told<()> {
    let used: BTreeSet<&str> =
        LABEL.captures_iter(svg).filter_map(|found| Some(found.get(1)?.as_str())).collect();
    let there: BTreeSet<&str> = labels.keys().map(String::as_str).collect();
    if let Some(missing) = ABOUT.iter().chain(&used).find(|name| !there.contains(**name)) {
        return Err(format!("`{missing}` is missing"));
    }
    let unused = there.iter().find(|name| !used.contains(*name) && !ABOUT.contains(name));
    match unused {
        Some(unused) => {
            Err(format!("`{unused}` is not in the drawing{}", did_you_mean(unused, used)))
        }
        None => Ok(()),
    }
}

/// The drawing with its labels, its description, and arrows under an id of its own: on the
/// page for print many drawings stand together.
fn draw(name: &str, svg: &str, labels: &Labels) -> Told<String> {
    let start = svg.find("<svg").ok_or("no `<svg`")?;
    let head = svg[start..].find('>').ok_or("`<svg` does not end")? + start;
    let (tag, inside) = (&svg[start..head], &svg[head + 1..]);
    check(svg, tag)?;
    let labelled = LABEL.replace_all(inside, |found: &Captures| escape(&labels[&found[1]]));
    let arrows = labelled.replace("url(#arrow)", &format!("url(#arrow-{name})"));
    let (title, desc) = (escape(&labels["title"]), escape(&labels["desc"]));
    Ok(format!(
        "{tag} role=\"img\"><title>{title}</title><desc>{desc}</desc>{}{}",
        marker(name, svg),
        arrows.trim_end()
    ))
}

/// What all drawings have in common, so that the page can give them their size and colours.
fn check(svg: &str, tag: &str) -> Told<()> {
    if !tag.contains("viewBox=\"0 0 480 ") {
        return Err("its viewBox must be `0 0 480 …`".into());
    }
    let foreign = ["<style", "<script", " id=\"", " style=\"", "<image"];
    match foreign.into_iter().find(|word| svg.contains(word)) {
        Some(word) => {
            Err(format!("`{}` does not belong into a drawing", word.trim_matches([' ', '=', '"'])))
        }
        None => Ok(()),
    }
}

/// The head of an arrow, if the drawing has any.
fn marker(name: &str, svg: &str) -> String {
    if !svg.contains("url(#arrow)") {
        return String::new();
    }
    format!(
        "<defs><marker id=\"arrow-{name}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" \
         markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\">\
         <path class=\"f-head\" d=\"M0 0L10 5L0 10z\"/></marker></defs>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg viewBox=\"0 0 480 100\" xmlns=\"http://www.w3.org/2000/svg\">\n\
        <text>{client}</text><path marker-end=\"url(#arrow)\"/></svg>\n";

    fn with(more: &[(&str, &str)]) -> Labels {
        let about = ABOUT.map(|name| (name, name));
        about.iter().chain(more).map(|(name, text)| (name.to_string(), text.to_string())).collect()
    }

    #[test]
    fn labels_are_written_into_the_drawing() {
        let svg = draw("a", SVG, &with(&[("client", "<cliente>")])).unwrap();
        for part in [
            "<text>&lt;cliente&gt;</text>",
            "role=\"img\"><title>title</title><desc>desc</desc>",
            "id=\"arrow-a\"",
            "url(#arrow-a)",
        ] {
            assert!(svg.contains(part), "{part}: {svg}");
        }
    }

    #[test]
    fn each_label_is_there_and_used() {
        assert_eq!(fits(SVG, &with(&[("client", "")])), Ok(()));
        assert_eq!(fits(SVG, &with(&[])).unwrap_err(), "`client` is missing");
        let unused = fits(SVG, &with(&[("client", ""), ("clients", "")])).unwrap_err();
        assert_eq!(unused, "`clients` is not in the drawing; did you mean `client`?");
        let mut labels = with(&[("client", "")]);
        labels.remove("desc");
        assert_eq!(fits(SVG, &labels).unwrap_err(), "`desc` is missing");
    }

    #[test]
    fn a_drawing_has_no_colours_of_its_own_and_the_right_width() {
        let labels = with(&[("client", "")]);
        for (from, to) in
            [("<text>", "<text id=\"a\">"), ("<text>", "<style/><text>"), ("480", "500")]
        {
            assert!(draw("a", &SVG.replace(from, to), &labels).is_err(), "{to}");
        }
    }
}
