//! What stands behind an opening fence: ` ```console server=stage03-parse -- --quiet `.

use crate::trouble::Told;

/// The words of a fence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Info {
    /// The first word: `console`, `wire`, `rust`.
    pub kind: String,
    /// The words that have no value: `try`, `not-run`, `server`, or a stage.
    pub flags: Vec<String>,
    /// `server=stage03-parse`.
    pub server: Option<String>,
    /// `args="--directory files"`, or all that stands behind `--`.
    pub args: Vec<String>,
}

impl Info {
    /// # Errors
    /// A quote that does not end, an unknown option.
    pub fn parse(info: &str) -> Told<Info> {
        let words =
            shlex::split(info).ok_or_else(|| format!("a quote that does not end: `{info}`"))?;
        let mut words = words.into_iter();
        let mut read = Info { kind: words.next().unwrap_or_default(), ..Info::default() };
        while let Some(word) = words.next() {
            match word.split_once('=') {
                _ if word == "--" => read.args.extend(words.by_ref()),
                Some(("server", stage)) => read.server = Some(stage.into()),
                Some(("args", args)) => read.args.extend(args.split(' ').map(String::from)),
                Some(_) => return Err(format!("`{}` has no option `{word}`", read.kind)),
                None => read.flags.push(word),
            }
        }
        Ok(read)
    }

    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_words() {
        let info = Info::parse("console server=stage05-files -- --directory files").unwrap();
        assert_eq!(
            (info.kind.as_str(), info.server.as_deref()),
            ("console", Some("stage05-files"))
        );
        assert_eq!(info.args, ["--directory", "files"]);
        let info = Info::parse(r#"wire stage05-files args="--directory files""#).unwrap();
        assert_eq!(
            (info.flags, info.args),
            (vec!["stage05-files".into()], vec!["--directory".into(), "files".into()])
        );
        assert!(Info::parse("console try").unwrap().has("try"));
        assert!(!Info::parse("console").unwrap().has("try"));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(Info::parse("console sever=stage05-files").is_err());
        assert!(Info::parse("wire args=\"--directory").is_err());
    }
}
