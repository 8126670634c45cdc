//! A page cut into lines of Markdown, fenced blocks and directives.

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Where it begins, from 1.
    pub line: usize,
    /// The blanks before it, which keep it within a list.
    pub indent: &'a str,
    pub what: What<'a>,
}

/// The kinds of parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What<'a> {
    /// A line of Markdown, blanks before it included.
    Line(&'a str),
    /// A fenced block.
    Fence(Fence<'a>),
    /// `{{#name args}}`, alone on its line.
    Directive { name: &'a str, args: &'a str },
    /// `{{/name}}`, alone on its line.
    Close { name: &'a str },
}

/// A block between two fences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence<'a> {
    /// What stands behind the opening fence.
    pub info: &'a str,
    /// The lines within, without the fence's indentation.
    pub body: Vec<&'a str>,
    /// All its lines, fences included, as they stand.
    pub source: Vec<&'a str>,
    /// Whether there is a closing fence.
    pub closed: bool,
}

/// Cuts a page.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut lines = text.lines().enumerate();
    let mut pieces = Vec::new();
    while let Some((at, line)) = lines.next() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let what = match opening(line) {
            Some((fence, info)) => What::Fence(read_fence(line, fence, info, indent, &mut lines)),
            None => directive(line).unwrap_or(What::Line(line)),
        };
        pieces.push(Piece { line: at + 1, indent, what });
    }
    pieces
}

/// The fence that a line opens a block with, and what stands behind it.
fn opening(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let length = line.len() - line.trim_start_matches('`').len();
    let (fence, info) = line.split_at(length);
    (length >= 3 && !info.contains('`')).then(|| (fence, info.trim()))
}

fn read_fence<'a>(
    first: &'a str,
    fence: &str,
    info: &'a str,
    indent: &str,
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
) -> Fence<'a> {
    let (mut body, mut source, mut closed) = (Vec::new(), vec![first], false);
    for (_, line) in lines {
        source.push(line);
        if line.trim().starts_with(fence) && line.trim().trim_start_matches('`').is_empty() {
            closed = true;
            break;
        }
        body.push(line.strip_prefix(indent).unwrap_or_else(|| line.trim_start()));
    }
    Fence { info, body, source, closed }
}

fn directive(line: &str) -> Option<What<'_>> {
    let inside = line.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    if inside.contains("}}") {
        return None;
    }
    if let Some(name) = inside.strip_prefix('/') {
        return Some(What::Close { name: name.trim() });
    }
    let (name, args) = name_and_args(inside.strip_prefix('#')?);
    (!INLINE.contains(&name)).then_some(What::Directive { name, args })
}

/// The directives that stand within a line.
pub const INLINE: [&str; 2] = ["count", "status"];

/// Splits what stands behind `{{#`.
pub fn name_and_args(inside: &str) -> (&str, &str) {
    let (name, args) = inside.trim().split_once(' ').unwrap_or((inside.trim(), ""));
    (name, args.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(text: &str) -> Vec<What<'_>> {
        pieces(text).into_iter().map(|piece| piece.what).collect()
    }

    #[test]
    fn directives_stand_alone_on_a_line() {
        assert_eq!(whats("{{#minutes}}"), [What::Directive { name: "minutes", args: "" }]);
        assert_eq!(
            whats("{{#box attack A title}}"),
            [What::Directive { name: "box", args: "attack A title" }]
        );
        assert_eq!(whats("{{/box}}"), [What::Close { name: "box" }]);
        for line in
            ["a {{#minutes}}", "{{#count checks}} and {{#count lines x}}", "{{#count checks}}"]
        {
            assert_eq!(whats(line), [What::Line(line)]);
        }
    }

    #[test]
    fn a_fence_holds_what_looks_like_a_directive() {
        let text = "a\n```text\n{{#minutes}}\n\n```\nb";
        let pieces = pieces(text);
        let What::Fence(fence) = &pieces[1].what else { panic!("{pieces:?}") };
        assert_eq!((fence.info, &fence.body[..]), ("text", &["{{#minutes}}", ""][..]));
        assert_eq!((fence.closed, fence.source.len()), (true, 4));
        assert_eq!(pieces.iter().map(|piece| piece.line).collect::<Vec<_>>(), [1, 2, 6]);
    }

    #[test]
    fn a_longer_fence_holds_a_shorter_one() {
        let pieces = pieces("````\n```\na\n```\n````\nb");
        assert_eq!(pieces.len(), 2);
    }

    #[test]
    fn a_fence_within_a_list_loses_its_indentation() {
        let pieces = pieces("- a\n\n  ```console try\n  $ b\n    c\n  ```");
        let What::Fence(fence) = &pieces[2].what else { panic!("{pieces:?}") };
        assert_eq!((fence.info, &fence.body[..]), ("console try", &["$ b", "  c"][..]));
        assert_eq!(pieces[2].indent, "  ");
    }

    #[test]
    fn a_fence_that_does_not_end_is_known() {
        let What::Fence(fence) = &whats("```\na")[0] else { panic!() };
        assert!(!fence.closed);
    }
}
