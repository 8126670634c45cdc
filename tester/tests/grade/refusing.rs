//! Bad input: a clear word in both languages, the exit code, and nothing written.

use super::class::{Class, names, printed, refused};
use super::trial;
use libtest_mimic::Trial;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("a_command_line_that_makes_no_sense_is_explained", command_line),
        trial("what_is_wrong_with_a_submission_is_told_apart", submissions),
        trial("a_class_that_cannot_be_graded_is_explained", classes),
        trial("help_fits_a_terminal_and_says_whose_rights_it_uses", help),
    ]
}

/// Words behind `grade`, and what is said in English and in Spanish.
const WORDS: [(&[&str], &str, &str); 15] = [
    (&[], "which folder holds", "¿en qué carpeta"),
    (&["merge"], "which results", "¿qué resultados"),
    (&["class", "other"], "only one folder", "solo se puede"),
    (&["class", "--colour"], "there is no option --colour", "no existe la opción --colour"),
    (&["class", "-x"], "there is no option -x", "no existe la opción -x"),
    (&["class", "--out"], "--out needs a value", "--out necesita un valor"),
    (&["class", "--shard", "0/8"], "not `0/8`", "no `0/8`"),
    (&["class", "--shard", "9/8"], "a share such as 3/8", "una parte como 3/8"),
    (&["class", "--shard", "3"], "not `3`", "no `3`"),
    (&["class", "--shard", "3/99999999999"], "a share such as 3/8", "una parte como 3/8"),
    (&["class", "--stages", "3-1"], "not `3-1`", "no `3-1`"),
    (&["class", "--stages", "0-8"], "from 1 to 7", "de 1 a 7"),
    (&["class", "--limit", "0"], "--limit needs a number of seconds", "un número de segundos"),
    (&["class", "--jobs", "many"], "--jobs needs a number", "--jobs necesita un número"),
    (&["class", "--separator", "x"], "a semicolon", "un punto y coma"),
];

fn command_line() {
    let class = Class::new();
    class.submission("a", &[]);
    for (words, english, spanish) in WORDS {
        for (lang, expected) in [("en", english), ("es", spanish)] {
            let said = refused(&class.run(&[&["--lang", lang], words].concat()), 2);
            assert!(said.contains(expected), "{words:?} should say {expected:?}, not {said}");
            assert!(said.ends_with("httpcourse grade --help\n"), "{said}");
        }
    }
    let said = refused(&class.run(&["class", "--lang", "fr"]), 2);
    assert!(said.contains("--lang needs en or es, not `fr`"), "{said}");
    assert_eq!(names(class.folder.path()), ["class"], "something was written");
}

/// Students, what is in their files, and the remark in English and in Spanish.
const FILES: [(&str, &[u8], &str, &str); 7] = [
    ("a", b"", "has no command", "no contiene ningún comando"),
    ("b", b"x {addr}\ny {addr}", "more than one line", "más de una línea"),
    ("c", b"x \"{addr}", "is not closed", "comillas sin cerrar"),
    ("d", b"x 4221", "neither {addr} nor {port}", "no lleva {addr} ni {port}"),
    ("e", b"x {addr} \xf1", "no text in UTF-8", "no es un texto en UTF-8"),
    ("f", b"no-such-program-here {addr}", "cannot be run", "no se puede ejecutar"),
    ("g", b"./a-file {port}", "cannot be run", "no se puede ejecutar"),
];

fn submissions() {
    let class = Class::new();
    for (name, line, _, _) in FILES {
        class.submission(name, &[("start-server.txt", line), ("a-file", b"not a program")]);
    }
    std::fs::create_dir_all(class.path().join("h/start-server.txt")).unwrap();
    for lang in ["en", "es"] {
        let table = printed(&class.grade("out", &["--stages", "1", "--lang", lang]));
        for (name, _, english, spanish) in FILES {
            let expected = if lang == "en" { english } else { spanish };
            let line = table.lines().find(|line| line.starts_with(&format!("  {name}: ")));
            assert!(
                line.is_some_and(|line| line.contains(expected)),
                "{name}: {expected}\n{table}"
            );
        }
        let unreadable = ["cannot be read", "no se puede leer"];
        assert!(unreadable.iter().any(|says| table.contains(says)), "{table}");
    }
}

fn classes() {
    let class = Class::new();
    let out = ["--stages", "1", "--out", "out"];
    let said = refused(&class.run(&[&["nowhere"], &out[..]].concat()), 3);
    assert!(said.contains("the folder of submissions nowhere cannot be read"), "{said}");
    let said = refused(&class.run(&[&["class"], &out[..]].concat()), 3);
    assert!(said.contains("class has no sub-folders"), "{said}");
    class.submission("a", &[]);
    let said = refused(&class.run(&["class", "--out", "class/grades/of/today"]), 2);
    assert!(said.contains("choose an --out that is not inside class"), "{said}");
    let said = refused(&class.run(&["class", "--site", "nowhere"]), 2);
    assert!(said.contains("--site needs a folder, not `nowhere`"), "{said}");
    assert_eq!(names(&class.path()), ["a"]);
    std::fs::write(class.folder.path().join("file"), "x").unwrap();
    let said = refused(&class.grade("file", &["--stages", "1"]), 3);
    assert!(said.contains("the results cannot be written to file"), "{said}");
    assert!(!said.contains("Attention"), "it ran the class first: {said}");
    assert_eq!(names(class.folder.path()), ["class", "file"]);
}

fn help() {
    let class = Class::new();
    for (lang, rights) in [("en", "with your rights"), ("es", "con tus permisos")] {
        for word in ["--help", "-h"] {
            let help = printed(&class.run(&[word, "--lang", lang]));
            assert!(help.contains(rights) && help.contains("docker run --rm --network none"));
            let wide = help.lines().filter(|line| line.chars().count() > 80);
            assert_eq!(wide.collect::<Vec<_>>(), Vec::<&str>::new());
        }
    }
}
