//! No word of the other language is left in a book: neither in its pages, outside code and italics,
//! nor in its figures.

use crate::prose::{Part, parts};
use crate::{book, breaks, holds};
use book::language::{BOTH, Language, code};
use book::page::pages;
use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tester::catalogue::{Text, catalogue};
use tester::exercises::exercises;

/// Words that English has and Spanish has not: the small ones, which are in every sentence, and
/// those of this course. Not `no`, `a`, `come`, `once`, `red`, `can`, `host`…, which are both.
const ENGLISH: &str = "
    the and of with that this is was were which what when where how not you your yours it its been
    had for by to or if but they them their there then than these those into will would should
    could only each every other why who about after before because while through without also
    same more most some any such both does did done cannot many much must may might here very just
    like between under over again yes we our ours at on an be being are his her him my from
    request requests response responses header headers server servers client clients browser
    browsers thread threads file files folder connection connections message messages length
    check checks exercise exercises answer answers hint hints example examples stage stages page
    pages chapter chapters chunk chunks body bodies status code line lines method methods field
    fields name value values number numbers time summary problem rule missing";

/// The same for Spanish. Not `de`, `la`, `con`, `son`, `en`, `no`, `has`…, which are both, or
/// parts of names.
const SPANISH: &str = "
    el los las una unas unos del que qué y por para su sus lo como cómo más pero está están este
    esta estos estas esto ese esa eso cuando cuándo donde dónde cada entre sobre hasta desde
    también porque muy tiene tienen puede pueden hay ser fue han tu tú ya ni sí se si al un le les
    según aunque aquí así todo toda todos todas otro otra otros otras mismo misma nada nunca
    siempre después antes mientras sin
    petición peticiones respuesta respuestas cabecera cabeceras servidor servidores cliente
    clientes navegador navegadores hilo hilos archivo archivos carpeta conexión conexiones mensaje
    mensajes longitud comprobación comprobaciones ejercicio ejercicios pista pistas ejemplo
    ejemplos etapa etapas página páginas capítulo fragmento fragmentos cuerpo estado código línea
    líneas método métodos campo campos nombre valor valores número tiempo resumen problema regla";

pub fn faults(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for language in BOTH {
        let wrong = foreign(language);
        for page in pages(root, language)? {
            faults.extend(in_page(&page.path, &page.text, &wrong));
        }
        let summary = format!("docs/{}/src/SUMMARY.md", code(language));
        let text = fs::read_to_string(root.join(&summary))?;
        faults.extend(in_page(&summary, &text, &wrong));
        faults.extend(in_figures(root, language, &wrong)?);
    }
    Ok(faults)
}

/// The words that a book in this language has not.
fn foreign(language: Language) -> BTreeSet<&'static str> {
    let list = if language.is_spanish() { ENGLISH } else { SPANISH };
    list.split_whitespace().collect()
}

fn in_page(path: &str, text: &str, wrong: &BTreeSet<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    for (line, part) in parts(text) {
        let Part::Text(text) = part else { continue };
        let found = words(&text).filter(|word| wrong.contains(word.as_str()));
        faults.extend(found.map(|word| format!("{path}:{line}: `{word}` in “{}”", text.trim())));
    }
    faults
}

/// What the book takes from the tester: titles of checks, hints of exercises.
fn from_the_tester() -> Vec<(&'static str, Text)> {
    let titles = catalogue().map(|check| (check.id, check.title));
    let asked = exercises().map(|exercise| &exercise.check);
    let hints = asked.flat_map(|check| check.hints.iter().map(|hint| (check.id, *hint)));
    titles.chain(hints).collect()
}

fn in_texts(texts: &[(&str, Text)]) -> Vec<String> {
    let both = BOTH.iter().flat_map(|language| {
        let wrong = foreign(*language);
        let own = texts.iter().map(|(id, text)| (id, language.of(*text)));
        own.flat_map(|(id, text)| in_page(id, &without_names(text), &wrong)).collect::<Vec<_>>()
    });
    both.collect()
}

/// A terminal has no italics: there a term stands in brackets, and names are known by their
/// capital, colon or slash.
fn without_names(text: &str) -> String {
    let name =
        Regex::new(r"\([^)]*\)|\b\w+:| [A-Z][\w-]+|[^\s`]+/[^\s`]+").expect("a good pattern");
    name.replace_all(text, " …").into_owned()
}

/// Words in lower case; what has digits, dots or other signs of code within, and paths, are none.
fn words(text: &str) -> impl Iterator<Item = String> {
    let open = |character: char| "([{«“‘¿¡".contains(character);
    let tokens = text.split_whitespace().map(move |token| token.trim_start_matches(open));
    let prose = tokens.filter(|token| !token.starts_with('/') && !token.contains("://"));
    let parts = prose.flat_map(|token| token.split(|character| "—–/’'".contains(character)));
    let words = parts.map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()));
    words.filter(|word| word.chars().all(char::is_alphabetic)).map(str::to_lowercase)
}

/// The texts of the figures in this language.
fn in_figures(
    root: &Path,
    language: Language,
    wrong: &BTreeSet<&str>,
) -> anyhow::Result<Vec<String>> {
    // A label has no way to mark code but quotes.
    let quotes = Regex::new("«[^»]*»|“[^”]*”")?;
    let mut faults = Vec::new();
    for path in figures(&root.join("docs/figures"))? {
        let table = fs::read_to_string(&path)?.parse::<toml::Table>()?;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        for (key, text) in labels(&table, language) {
            let quoted = quotes.replace_all(text, "");
            let found = words(&quoted).filter(|word| wrong.contains(word.as_str()));
            let place = format!("docs/figures/{file}: {} {key}", code(language));
            faults.extend(found.map(|word| format!("{place}: `{word}` in “{text}”")));
        }
    }
    Ok(faults)
}

/// The figures' texts, if there are any.
fn figures(folder: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let entries = folder.is_dir().then(|| fs::read_dir(folder)).transpose()?;
    let paths = entries.into_iter().flatten().map(|entry| Ok(entry?.path()));
    let mut paths = paths.collect::<anyhow::Result<BTreeSet<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    Ok(paths)
}

/// A figure's texts in this language, but for those that are the same in both: bytes on the wire.
fn labels(table: &toml::Table, language: Language) -> Vec<(&str, &str)> {
    let [this, other] = [language, if language.is_spanish() { BOTH[0] } else { BOTH[1] }]
        .map(|language| table.get(code(language)).and_then(toml::Value::as_table));
    let texts = this.into_iter().flatten();
    let own = texts.filter(|(key, text)| other.and_then(|other| other.get(*key)) != Some(text));
    own.filter_map(|(key, text)| Some((key.as_str(), text.as_str()?))).collect()
}

#[test]
fn the_book() {
    holds(faults);
}

#[test]
fn the_tester() {
    let faults = in_texts(&from_the_tester());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn texts_of_the_tester_bite() {
    let text = |en, es| ("an-id", Text { en, es });
    let named = "el campo (*field*) Connection: close, Connection, message/http, (chunks)";
    assert_eq!(in_texts(&[text("the `el`", "el `the`"), text("a", named)]), Vec::<String>::new());
    let expected = ["an-id:1: `el` in “el server”", "an-id:1: `the` in “the servidor”"];
    assert_eq!(in_texts(&[text("el server", "the servidor")]), expected);
}

/// English, Spanish, and the faults.
const PAGES: [(&str, &str, &[&str]); 10] = [
    ("# The server\n", "# El servidor\n", &[]),
    ("# El server\n", "# El servidor\n", &["docs/en/src/cookies.md:1: `el` in “El server”"]),
    ("a\n", "a\n\nEl Server dice\n", &["docs/es/src/cookies.md:3: `server`"]),
    ("a\n", "la petición (*request*)\n", &[]),
    ("a\n", "la petición (**request**)\n", &["`request`"]),
    ("a\n", "el `server` y\n```text\nthe server\n```\n[aquí](the-server.md)\n", &[]),
    ("a\n", "| and |\n|---|\n| `and` |\n", &["cookies.md:1: `and`"]),
    ("a\n", "{{#box note The server}}\n{{/box}}\n{{#minutes 10}}\n", &["`the`", "`server`"]),
    ("a\n", "{{#fold Answer}}\n{{/fold}}\n", &["`answer`"]),
    (
        "a\n",
        "server.py, Content-Length, RFC 9110, client/server, (/the/server)\n",
        &["`client`", "`server`"],
    ),
];

#[test]
fn bites() {
    for (english, spanish, expected) in PAGES {
        breaks(faults, &book("cookies", english, spanish), expected);
    }
    let mut drawn = book("cookies", "", "");
    let labels = "[en]\na = \"GET the\"\nb = \"the server\"\n\
        [es]\na = \"GET the\"\nb = \"el server dice «the»\"\n";
    drawn.push(("docs/figures/a.toml", labels));
    breaks(faults, &drawn, &["docs/figures/a.toml: es b: `server` in “el server dice «the»”"]);
    let mut contents = book("cookies", "", "");
    contents[1].1 = "- [The cookies](cookies.md)\n";
    breaks(faults, &contents, &["docs/es/src/SUMMARY.md:1: `the`"]);
}

/// A word in both lists would be wrong everywhere.
#[test]
fn no_word_is_in_both_lists() {
    let [english, spanish] = BOTH.map(foreign);
    assert_eq!(english.intersection(&spanish).collect::<Vec<_>>(), Vec::<&&str>::new());
}
