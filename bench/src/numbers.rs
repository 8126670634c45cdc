//! Numbers as people write them, in both languages.

use tester::report::Language;

use crate::results::Quantity;

/// Between groups of three digits in Spanish: a space that does not break the line.
const NARROW_SPACE: char = '\u{202f}';

/// A figure with its unit, where the head of the column does not say it.
pub fn figure(quantity: Quantity, value: f64, language: Language) -> String {
    use Quantity::{BytesPerCpu, BytesPerSecond, EachConnection, Memory, Size};
    match quantity {
        Memory | EachConnection | Size | BytesPerSecond | BytesPerCpu => bytes(value, language),
        _ => number(value, language),
    }
}

/// Three digits that mean something, or all before the point.
pub fn number(value: f64, language: Language) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let plain = format!("{value:.decimals$}");
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let grouped = group(whole, language);
    match (fraction, language.is_spanish()) {
        ("", _) => grouped,
        (_, true) => format!("{grouped},{fraction}"),
        (_, false) => format!("{grouped}.{fraction}"),
    }
}

/// Bytes in the unit that leaves few digits.
pub fn bytes(value: f64, language: Language) -> String {
    let units = ["B", "KiB", "MiB", "GiB"];
    let mut rest = value;
    let mut unit = 0;
    while rest >= 1024.0 && unit + 1 < units.len() {
        rest /= 1024.0;
        unit += 1;
    }
    format!("{}\u{a0}{}", number(rest, language), units[unit])
}

/// Spanish leaves four digits together (Ortografía de la lengua española, 2010).
fn group(digits: &str, language: Language) -> String {
    if language.is_spanish() && digits.len() <= 4 {
        return digits.to_string();
    }
    let separator = if language.is_spanish() { NARROW_SPACE } else { ',' };
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Spanish};

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(number(1_234_567.8, English), "1,234,568");
        assert_eq!(number(1_234_567.8, Spanish), "1\u{202f}234\u{202f}568");
        assert_eq!(number(1234.0, English), "1,234");
        assert_eq!(number(1234.0, Spanish), "1234");
        assert_eq!(number(12.345, English), "12.3");
        assert_eq!(number(0.256, Spanish), "0,26");
        assert_eq!(number(0.0, English), "0");
    }

    #[test]
    fn bytes_get_a_unit() {
        assert_eq!(bytes(1023.0, English), "1,023\u{a0}B");
        assert_eq!(bytes(1536.0, Spanish), "1,50\u{a0}KiB");
        assert_eq!(bytes(5.0 * 1024.0 * 1024.0 * 1024.0, English), "5.00\u{a0}GiB");
        assert_eq!(bytes(5e15, English), "4,656,613\u{a0}GiB");
    }
}
