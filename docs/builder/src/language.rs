//! The two languages as the book uses them.

use tester::catalogue::Text;
pub use tester::report::Language;

/// Both, in the order of the alphabet.
pub const BOTH: [Language; 2] = [Language::English, Language::Spanish];

/// The folder of the book in this language, and its `lang`.
pub fn code(language: Language) -> &'static str {
    if language.is_spanish() { "es" } else { "en" }
}

/// Shorter than the literal.
pub const fn text(en: &'static str, es: &'static str) -> Text {
    Text { en, es }
}

/// "1 line", "3 lines": the first text for one, the second for any other number.
pub fn counted(count: usize, one: Text, many: Text, language: Language) -> String {
    format!("{count} {}", language.of(if count == 1 { one } else { many }))
}
