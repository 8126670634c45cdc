//! Bytes as signs that can be seen.

/// Each letter, or byte that is no part of one, as it is shown; and its length in bytes.
pub(crate) fn letters(bytes: &[u8]) -> impl Iterator<Item = (String, usize)> {
    bytes.utf8_chunks().flat_map(|chunk| {
        let valid = chunk.valid().chars().map(|letter| (visible(letter), letter.len_utf8()));
        let invalid = chunk.invalid().iter().map(|byte| (format!("\\x{byte:02x}"), 1));
        valid.chain(invalid)
    })
}

fn visible(letter: char) -> String {
    match letter {
        '\r' => "\\r".into(),
        '\n' => "\\n".into(),
        '\t' => "\\t".into(),
        '\\' => "\\\\".into(),
        letter if letter.is_ascii_control() => format!("\\x{:02x}", u32::from(letter)),
        // Some turn the direction of writing, or have no width.
        letter if letter.is_control() || is_format(letter) => letter.escape_unicode().to_string(),
        letter => letter.into(),
    }
}

fn is_format(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
