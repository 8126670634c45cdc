//! The request of a `curl` command, as a button of the page can send it.

use crate::html::escape;
use crate::transcript::block::Step;
use crate::trouble::Told;
use serde_json::{Map, Value};

/// What the button sends to the server that serves the book.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    method: Option<String>,
    target: String,
    fields: Vec<(String, String)>,
    content: Option<String>,
}

/// Methods and fields that a browser lets no script use.
const FORBIDDEN: [&str; 14] = [
    "connect",
    "trace",
    "connection",
    "content-length",
    "cookie",
    "date",
    "expect",
    "host",
    "origin",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// How the pages name the server.
const HOSTS: [&str; 3] = ["http://127.0.0.1:4221", "http://localhost:4221", "127.0.0.1:4221"];

impl Attempt {
    /// # Errors
    /// More than one command, or one that a browser cannot send.
    pub fn parse(steps: &[Step]) -> Told<Attempt> {
        let [Step { command, .. }] = steps else {
            return Err("`try` needs exactly one command".into());
        };
        let words = shlex::split(&command.replace("\\\n", " "));
        let words = words.ok_or_else(|| format!("a quote that does not end: `{command}`"))?;
        let mut words = words.into_iter();
        if words.next().as_deref() != Some("curl") {
            return Err("`try` needs a `curl` command".into());
        }
        let mut attempt = Attempt::default();
        while let Some(word) = words.next() {
            attempt.take(&word, &mut words)?;
        }
        attempt.check()
    }

    fn take(&mut self, word: &str, more: &mut impl Iterator<Item = String>) -> Told<()> {
        let mut value = || more.next().ok_or_else(|| format!("`{word}` needs a value"));
        match word {
            "-i" | "-s" | "-si" | "-is" | "-sS" | "-g" | "--path-as-is" => {}
            "-I" | "-sI" | "--head" => self.method = Some("HEAD".into()),
            "-X" | "--request" => self.method = Some(value()?),
            "-d" | "--data" | "--data-raw" | "--json" => self.put(word, value()?)?,
            "-H" | "--header" => self.fields.push(field(&value()?)?),
            "-A" => self.fields.push(("User-Agent".into(), value()?)),
            _ if HOSTS.iter().any(|host| word.starts_with(host)) => {
                let target = word.split_once(":4221").map_or("", |(_, target)| target);
                self.target = if target.is_empty() { "/".into() } else { target.into() };
            }
            _ => return Err(format!("`try` does not know `{word}`")),
        }
        Ok(())
    }

    fn put(&mut self, word: &str, content: String) -> Told<()> {
        if content.starts_with('@') {
            return Err("`try` has no file to send".into());
        }
        if word == "--json" {
            self.fields.push(("Content-Type".into(), "application/json".into()));
        }
        self.content = Some(content);
        Ok(())
    }

    fn check(mut self) -> Told<Attempt> {
        if self.target.is_empty() {
            return Err("`try` needs an address at http://127.0.0.1:4221".into());
        }
        let names = self.fields.iter().map(|(name, _)| name).chain(&self.method);
        let mut names = names.map(|name| name.to_ascii_lowercase());
        if let Some(name) = names.find(|name| FORBIDDEN.contains(&name.as_str())) {
            return Err(format!("`try`: no browser lets a page send `{name}`"));
        }
        let typed = self.fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if self.content.is_some() && !typed {
            let form = "application/x-www-form-urlencoded";
            self.fields.push(("Content-Type".into(), form.into()));
        }
        Ok(self)
    }

    pub fn button(&self, says: &str) -> String {
        let usual = if self.content.is_some() { "POST" } else { "GET" };
        let method = self.method.as_deref().unwrap_or(usual);
        let (method, target) = (escape(method), escape(&self.target));
        let mut data = format!("data-method=\"{method}\" data-target=\"{target}\"");
        if !self.fields.is_empty() {
            let fields =
                self.fields.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
            let fields = Value::Object(fields.collect::<Map<_, _>>()).to_string();
            data += &format!(" data-fields=\"{}\"", escape(&fields));
        }
        if let Some(content) = &self.content {
            data += &format!(" data-content=\"{}\"", escape(content));
        }
        format!("<button class=\"try\" type=\"button\" hidden {data}>{says}</button>")
    }
}

/// `Name: value`
fn field(line: &str) -> Told<(String, String)> {
    let (name, value) = line.split_once(':').ok_or("`-H` needs `Name: value`")?;
    Ok((name.into(), value.trim().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn button(command: &str) -> Told<String> {
        let step = Step { line: 0, command: command.into(), prints: Vec::new() };
        Attempt::parse(&[step]).map(|attempt| attempt.button("Try"))
    }

    #[test]
    fn commands_become_buttons() {
        let table = [
            ("curl -i http://127.0.0.1:4221/hello", r#"data-method="GET" data-target="/hello">"#),
            ("curl http://127.0.0.1:4221", r#"data-target="/">"#),
            ("curl -X DELETE http://127.0.0.1:4221/users/1", r#"data-method="DELETE""#),
            ("curl -I \\\n  http://127.0.0.1:4221/", r#"data-method="HEAD""#),
            (
                "curl -H 'Accept-Language: es' http://127.0.0.1:4221/hello",
                r#"data-fields="{&quot;Accept-Language&quot;:&quot;es&quot;}""#,
            ),
            (
                "curl -d a=b http://127.0.0.1:4221/echo",
                r#"data-method="POST" data-target="/echo" data-fields="{&quot;Content-Type&quot;:&quot;application/x-www-form-urlencoded&quot;}" data-content="a=b""#,
            ),
        ];
        for (command, part) in table {
            let button = button(command).unwrap();
            assert!(button.contains(part), "{command}: {button}");
        }
    }

    #[test]
    fn what_a_page_cannot_send_is_refused() {
        for command in [
            "curl -X TRACE http://127.0.0.1:4221/",
            "curl -H 'Host: a' http://127.0.0.1:4221/",
            "curl -d @file http://127.0.0.1:4221/",
            "curl http://example.org/",
            "curl -T file http://127.0.0.1:4221/",
            "nc 127.0.0.1 4221",
            "curl",
        ] {
            assert!(button(command).is_err(), "{command}");
        }
        assert!(Attempt::parse(&[]).is_err());
    }
}
