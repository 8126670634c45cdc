//! Finding an item of a Rust file by its name.

use super::{Lines, uses};
use crate::trouble::{Told, did_you_mean};
use syn::spanned::Spanned;
use syn::{File, GenericArgument, ImplItem, Item, ItemImpl, PathArguments, TraitItem, Type};

/// The items of a file by name, with their lines.
pub type Items = Vec<(String, Lines)>;

/// All that can be named: `split_line`, `Request::parse`, `impl Read for Patient`, `//!` (the
/// module's own comment), `uses` and `mods`.
///
/// # Errors
/// If the file is no Rust.
pub fn all(text: &str) -> Told<Items> {
    let file = syn::parse_file(text).map_err(|error| format!("is not Rust: {error}"))?;
    let blocks = [
        ("//!", module_comment(text)),
        ("uses", uses::find(&file)),
        ("mods", uses::modules(&file)),
    ];
    let blocks = blocks.into_iter().filter_map(|(name, lines)| Some((name.to_string(), lines?)));
    Ok(blocks.chain(items(&file)).collect())
}

/// The lines of an item, its doc comment and attributes included.
///
/// # Errors
/// If there is none, or more than one, of this name.
pub fn choose(all: &Items, text: &str, name: &str) -> Told<Lines> {
    let name = &without_paths(name);
    let found: Vec<&(String, Lines)> = all.iter().filter(|(known, _)| known == name).collect();
    match found[..] {
        [(_, lines)] => Ok(with_comment(text, lines.clone())),
        [] => {
            Err(format!("has no `{name}`{}", did_you_mean(name, all.iter().map(|item| &*item.0))))
        }
        _ => Err(format!("has more than one `{name}`")),
    }
}

/// The items of a file.
pub fn items(file: &File) -> Items {
    file.items.iter().flat_map(named).collect()
}

fn module_comment(text: &str) -> Option<Lines> {
    let count = text.lines().take_while(|line| line.starts_with("//!")).count();
    (count > 0).then_some(1..=count)
}

/// A plain comment right above an item belongs to it.
fn with_comment(text: &str, lines: Lines) -> Lines {
    let all: Vec<&str> = text.lines().collect();
    let above = all[..lines.start() - 1].iter().rev();
    let is_plain = |line: &str| line.starts_with("//") && !line.starts_with("//!");
    let comment = above.take_while(|line| is_plain(line.trim_start())).count();
    lines.start() - comment..=*lines.end()
}

fn lines(item: &impl Spanned) -> Lines {
    let span = item.span();
    span.start().line..=span.end().line
}

fn named(item: &Item) -> Items {
    let name = match item {
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Const(item) => item.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Mod(item) => item.ident.to_string(),
        Item::Trait(item) => return in_trait(item),
        Item::Impl(item) => return in_impl(item),
        _ => return Vec::new(),
    };
    vec![(name, lines(item))]
}

fn in_trait(item: &syn::ItemTrait) -> Items {
    let name = item.ident.to_string();
    let methods = item.items.iter().filter_map(|inner| match inner {
        TraitItem::Fn(method) => Some((format!("{name}::{}", method.sig.ident), lines(method))),
        _ => None,
    });
    let methods: Vec<_> = methods.collect();
    [(name, lines(item))].into_iter().chain(methods).collect()
}

fn in_impl(item: &ItemImpl) -> Items {
    let owner = type_name(&item.self_ty);
    let inner = item.items.iter().filter_map(|inner| match inner {
        ImplItem::Fn(method) => Some((format!("{owner}::{}", method.sig.ident), lines(method))),
        ImplItem::Const(one) => Some((format!("{owner}::{}", one.ident), lines(one))),
        _ => None,
    });
    let inner: Vec<_> = inner.collect();
    [(impl_name(item, &owner), lines(item))].into_iter().chain(inner).collect()
}

/// `impl Read for Patient`, `impl From<Refusal> for Error`: without paths and lifetimes.
fn impl_name(item: &ItemImpl, owner: &str) -> String {
    let implemented = item.trait_.as_ref().and_then(|(_, path, _)| path.segments.last());
    match implemented {
        Some(of) => format!("impl {}{} for {owner}", of.ident, arguments(&of.arguments)),
        None => format!("impl {owner}"),
    }
}

/// `impl fmt::Display for Refusal` is the same as `impl Display for Refusal`.
fn without_paths(name: &str) -> String {
    let words = name.split(' ');
    let is_impl = name.starts_with("impl ");
    let words = words.map(|word| match word.split_once('<') {
        Some((path, rest)) if is_impl => format!("{}<{}", last(path), last(rest)),
        _ if is_impl => last(word).to_string(),
        _ => word.to_string(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// What a trait is given: `From<Refusal>`.
fn arguments(arguments: &PathArguments) -> String {
    let PathArguments::AngleBracketed(given) = arguments else { return String::new() };
    let types = given.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(type_name(ty)),
        _ => None,
    });
    let types: Vec<String> = types.collect();
    if types.is_empty() { String::new() } else { format!("<{}>", types.join(", ")) }
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        Type::Reference(reference) => return type_name(&reference.elem),
        _ => None,
    }
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str, name: &str) -> Told<Lines> {
        choose(&all(text)?, text, name)
    }

    const FILE: &str = "\
//! The module.
//! More.

use std::io;
use std::io::Read;

/// A doc comment.
#[derive(Debug)]
pub struct Patient<R> {
    inner: R,
}

// Why this is here.
const A: u8 = 1; // why
const B: u8 = 2;

impl<R: Read> Patient<R> {
    /// A method.
    pub fn wait(&self) {}
}

impl<R: Read> io::Read for Patient<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.inner.read(to)
    }
}

trait Speak {
    fn say(&self);
}

impl From<Speaker<'_>> for io::Error {}
";

    #[test]
    fn items_by_name() {
        let table = [
            ("//!", 1..=2),
            ("uses", 4..=5),
            ("Patient", 7..=11),
            ("A", 13..=14),
            ("B", 15..=15),
            ("impl Patient", 17..=20),
            ("Patient::wait", 18..=19),
            ("impl Read for Patient", 22..=26),
            ("Patient::read", 23..=25),
            ("impl io::Read for Patient", 22..=26),
            ("impl From<Speaker> for io::Error", 32..=32),
            ("Speak", 28..=30),
            ("Speak::say", 29..=29),
        ];
        for (name, lines) in table {
            assert_eq!(find(FILE, name), Ok(lines), "{name}");
        }
    }

    #[test]
    fn what_is_gone_is_said_with_what_is_like_it() {
        assert_eq!(
            find(FILE, "Patients").unwrap_err(),
            "has no `Patients`; did you mean `Patient`?"
        );
        let twice = "impl A { fn f() {} }\nimpl A { fn g() {} }";
        assert_eq!(find(twice, "impl A").unwrap_err(), "has more than one `impl A`");
        assert!(find("fn (", "f").unwrap_err().starts_with("is not Rust"));
    }
}
