//! The lines of a Rust file that say what it draws from.

use super::Lines;
use syn::spanned::Spanned;
use syn::{File, Item};

/// The `use` lines at the top.
pub fn find(file: &File) -> Option<Lines> {
    block(file, |item| matches!(item, Item::Use(_)))
}

/// The `mod request;` lines.
pub fn modules(file: &File) -> Option<Lines> {
    block(file, |item| matches!(item, Item::Mod(module) if module.content.is_none()))
}

/// From the first of such items to the last that follows without another between.
fn block(file: &File, is: impl Fn(&Item) -> bool) -> Option<Lines> {
    let items = file.items.iter().skip_while(|item| !is(item)).take_while(|item| is(item));
    let spans: Vec<_> = items.map(Spanned::span).collect();
    Some(spans.first()?.start().line..=spans.last()?.end().line)
}
