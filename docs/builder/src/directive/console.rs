//! ` ```console `: commands and what they print, with a button to send the request.

use super::attempt::Attempt;
use crate::expand::Place;
use crate::fence::Info;
use crate::html::escape;
use crate::language::text;
use crate::transcript::block::{Block, Step};
use crate::trouble::Told;
use tester::catalogue::Text;

/// # Errors
/// An unknown stage or word, a `try` that a browser cannot send.
pub fn render(place: Place, info: &Info, body: &[&str]) -> Told<String> {
    check(info)?;
    let language = place.course.language;
    let is_server = info.server.is_some() || info.has("server");
    let terminal = format!("<p class=\"terminal\">{}</p>", language.of(TERMINAL));
    let (class, terminal) = match is_server {
        true => (" server", terminal),
        false if info.has("not-run") => (" not-run", String::new()),
        false => ("", String::new()),
    };
    let button = match info.has("try") {
        true => Attempt::parse(&steps(body))?.button(language.of(TRY)),
        false => String::new(),
    };
    Ok(format!(
        "<div class=\"console{class}\">{terminal}<pre><code class=\"nohighlight\">{}</code></pre>\
         {button}</div>",
        lines(body)
    ))
}

fn check(info: &Info) -> Told<()> {
    let known = ["try", "not-run", "server"];
    match info.flags.iter().find(|flag| !known.contains(&flag.as_str())) {
        Some(flag) => Err(format!("`console` has no option `{flag}`")),
        None => Ok(()),
    }
}

/// The steps of a transcript; what no step is (the server's own terminal, another system's
/// prompt) is shown as it is.
fn steps(body: &[&str]) -> Vec<Step> {
    let text = body.iter().map(|line| format!("{line}\n")).collect();
    Block { line: 0, info: String::new(), text }.steps().unwrap_or_default()
}

fn lines(body: &[&str]) -> String {
    let steps = steps(body);
    if steps.is_empty() {
        return body.iter().map(|line| shown(line)).collect();
    }
    let steps = steps.iter().map(|step| {
        let prints = step.prints.iter().map(|line| escape(line) + "\n");
        command("$ ", &step.command) + &prints.collect::<String>()
    });
    steps.collect()
}

/// A line of a block that nobody runs.
fn shown(line: &str) -> String {
    let prompts = ["PS> ", "# "].into_iter();
    let found = prompts.filter_map(|prompt| Some((prompt, line.strip_prefix(prompt)?))).next();
    found.map_or_else(|| escape(line) + "\n", |(prompt, rest)| command(prompt, rest))
}

fn command(prompt: &str, command: &str) -> String {
    format!("<span class=\"prompt\">{prompt}</span><kbd>{}</kbd>\n", escape(command))
}

const TERMINAL: Text = text("the server's terminal", "la terminal del servidor");
const TRY: Text = text("Try it", "Pruébalo");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_output() {
        let table = [
            (
                &["$ curl -i \\", "  http://a/", "HTTP/1.1 200 OK", "", "$ ls"][..],
                "<span class=\"prompt\">$ </span><kbd>curl -i \\\n  http://a/</kbd>\n\
                 HTTP/1.1 200 OK\n\n<span class=\"prompt\">$ </span><kbd>ls</kbd>\n",
            ),
            (
                &["$ cat <<END", "<a>", "END", "<a>"],
                "<span class=\"prompt\">$ </span><kbd>cat &lt;&lt;END\n&lt;a&gt;\nEND</kbd>\n&lt;a&gt;\n",
            ),
            (&["GET / -> 200"], "GET / -&gt; 200\n"),
            (&["PS> dir"], "<span class=\"prompt\">PS> </span><kbd>dir</kbd>\n"),
        ];
        for (body, html) in table {
            assert_eq!(lines(body), html);
        }
    }
}
