//! ` ```console `: commands and what they print, with a button to send the request.

use super::attempt::Attempt;
use crate::expand::Place;
use crate::fence::Info;
use crate::html::escape;
use crate::language::text;
use crate::trouble::Told;
use tester::catalogue::Text;

/// # Errors
/// An unknown stage or word, a `try` that a browser cannot send.
pub fn render(place: Place, info: &Info, body: &[&str]) -> Told<String> {
    for flag in &info.flags {
        if !["try", "not-run", "server"].contains(&flag.as_str()) {
            return Err(format!("`console` has no option `{flag}`"));
        }
    }
    let language = place.course.language;
    let is_server = info.server.is_some() || info.has("server");
    let terminal = format!("<p class=\"terminal\">{}</p>", language.of(TERMINAL));
    let (class, terminal) = match is_server {
        true => (" server", terminal),
        false if info.has("not-run") => (" not-run", String::new()),
        false => ("", String::new()),
    };
    let button = match info.has("try") {
        true => Attempt::parse(&commands(body))?.button(language.of(TRY)),
        false => String::new(),
    };
    Ok(format!(
        "<div class=\"console{class}\">{terminal}<pre><code class=\"nohighlight\">{}</code></pre>\
         {button}</div>",
        lines(body)
    ))
}

/// The commands, each with the lines that continue it.
fn commands(body: &[&str]) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in body {
        match line.strip_prefix("$ ") {
            Some(command) => commands.push(command.into()),
            None if goes_on => {
                let last = commands.last_mut().expect("it goes on");
                last.push('\n');
                last.push_str(line);
            }
            None => continue,
        }
        goes_on = line.ends_with('\\');
    }
    commands
}

fn lines(body: &[&str]) -> String {
    let (mut html, mut goes_on) = (String::new(), false);
    for line in body {
        let command = line.strip_prefix("$ ");
        html += &match command {
            Some(command) => {
                format!("<span class=\"prompt\">$ </span><kbd>{}</kbd>\n", escape(command))
            }
            None if goes_on => format!("<kbd>{}</kbd>\n", escape(line)),
            None => escape(line) + "\n",
        };
        goes_on = (command.is_some() || goes_on) && line.ends_with('\\');
    }
    html
}

const TERMINAL: Text = text("the server's terminal", "la terminal del servidor");
const TRY: Text = text("Try it", "Pruébalo");

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: [&str; 5] = ["$ curl -i \\", "  http://a/", "HTTP/1.1 200 OK", "", "$ ls"];

    #[test]
    fn commands_are_told_from_output() {
        assert_eq!(commands(&BODY), ["curl -i \\\n  http://a/", "ls"]);
        let expected = "<span class=\"prompt\">$ </span><kbd>curl -i \\</kbd>\n\
             <kbd>  http://a/</kbd>\nHTTP/1.1 200 OK\n\n<span class=\"prompt\">$ </span><kbd>ls</kbd>\n";
        assert_eq!(lines(&BODY), expected);
    }
}
