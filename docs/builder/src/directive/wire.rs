//! ` ```wire stage03-parse `: a dump, with both sides drawn.

use crate::expand::Place;
use crate::fence::Info;
use crate::html::escape;
use crate::language::{Language, text};
use crate::trouble::Told;
use crate::wire::{ENDS, Side, Turn, escapes, turns};
use tester::catalogue::Text;

/// # Errors
/// A line without a side, an unknown escape or stage.
pub fn render(place: Place, info: &Info, body: &[&str]) -> Told<String> {
    match info.flags.first() {
        Some(stage) if place.course.stage(stage).is_some() => {}
        stage => {
            return Err(format!(
                "a dump names its stage, not `{}`",
                stage.map_or("", String::as_str)
            ));
        }
    }
    let turns = turns(body)?.into_iter().map(|turn| render_turn(&turn, place.course.language));
    let turns = turns.collect::<Told<String>>()?;
    Ok(format!("<div class=\"wire\">{turns}</div>"))
}

fn render_turn(turn: &Turn, language: Language) -> Told<String> {
    let (class, who) = match turn.side {
        Side::Client => ("sent", CLIENT),
        Side::Server => ("received", SERVER),
    };
    let lines = turn.lines.iter().map(|line| render_line(line)).collect::<Told<String>>()?;
    Ok(format!(
        "<div class=\"{class}\"><p class=\"who\">{}</p>\
         <pre><code class=\"nohighlight\">{lines}</code></pre></div>",
        language.of(who)
    ))
}

fn render_line(line: &str) -> Told<String> {
    if ENDS.contains(&line) {
        return Ok(format!("<span class=\"fin\">{line}</span>\n"));
    }
    let parts = escapes(line)?;
    let runs = parts.chunk_by(|one, next| one.0 == next.0).map(|run| {
        let text: String = run.iter().map(|part| escape(part.1)).collect();
        if run[0].0 { format!("<span class=\"esc\">{text}</span>") } else { text }
    });
    Ok(runs.collect::<String>() + "\n")
}

const CLIENT: Text = text("client", "cliente");
const SERVER: Text = text("server", "servidor");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_ends_are_marked() {
        let table = [
            (r"a<b\r\n", "a&lt;b<span class=\"esc\">\\r\\n</span>\n"),
            ("FIN", "<span class=\"fin\">FIN</span>\n"),
            ("…", "…\n"),
        ];
        for (line, html) in table {
            assert_eq!(render_line(line).unwrap(), html);
        }
    }
}
