//! Whole classes: that each gets what is theirs, whatever the others do.

use super::class::{Class, names, printed, same};
use super::trial;
use libtest_mimic::Trial;
use serde_json::{Value, json};
use std::io::Read;
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use tester::catalogue::for_stage;

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![
        trial("nobody_harms_another_and_shares_make_the_whole", whole_class),
        trial("a_server_that_dies_is_started_again_and_all_it_says_is_kept", mortal),
        trial("what_failed_gets_a_second_chance_on_a_fresh_server", second_chance),
        trial("a_program_in_the_student_s_own_folder_is_found", own_program),
        trial("what_takes_too_long_is_stopped", limit),
        trial("when_the_command_is_killed_nothing_stays_behind", killed),
    ];
    #[cfg(unix)]
    trials.push(trial("ctrl_c_leaves_no_process_and_no_result", interrupted));
    trials
}

fn misfits() -> Class {
    let class = Class::new();
    for (name, how) in [
        ("Ana Núñez", "good"),
        ("Exit", "exits-3"),
        ("Forks", "forks"),
        ("Hangs", "hangs"),
        ("Leaves", "leaves"),
        ("deaf", "deaf"),
        ("spams", "spams"),
    ] {
        class.student(name, how);
    }
    class.submission("Nothing", &[("server.py", b"print(1)")]);
    class
}

const ENGLISH: &str = "\
Student      1    2   whole
checks     /12  /24
Ana Núñez   12   24       2
Exit         0    0       -
Forks       12   24       2
Hangs        0    0       -
Leaves       0    0       -
Nothing      0    0       -
deaf         0    0       -
spams       12   24       2

How many checks passed in each stage, and the highest stage passed whole.

Remarks:
  Exit: stages 1, 2: the server ended before it listened
  Hangs: stages 1, 2: the server runs, but did not begin to listen in time
  Leaves: stages 1, 2: the server ended before it listened
  Nothing: the folder has no file start-server.txt
  deaf: stages 1, 2: too many checks waited in vain for an answer; the rest
    were not run
";

const SPANISH: &str = "\
Estudiante        1    2  entera
comprobaciones  /12  /24
Ana Núñez        12   24       2
Exit              0    0       -
Forks            12   24       2
Hangs             0    0       -
Leaves            0    0       -
Nothing           0    0       -
deaf              0    0       -
spams            12   24       2

Cuántas comprobaciones pasaron en cada etapa, y la etapa más alta superada
entera.

Observaciones:
  Exit: etapas 1, 2: el servidor terminó antes de escuchar
  Hangs: etapas 1, 2: el servidor está en marcha, pero no empezó a escuchar a
    tiempo
  Leaves: etapas 1, 2: el servidor terminó antes de escuchar
  Nothing: la carpeta no tiene el archivo start-server.txt
  deaf: etapas 1, 2: demasiadas comprobaciones esperaron en vano una
    respuesta; las demás no se ejecutaron
";

/// The totals in the tables are those of the catalogue of today.
fn with_totals(table: &str) -> String {
    let (one, two) = (for_stage(1).count(), for_stage(2).count());
    assert!(one < 100 && two < 100, "the columns below no longer fit");
    table.replace("12", &format!("{one:2}")).replace("24", &format!("{two:2}"))
}

fn whole_class() {
    let class = misfits();
    let words = ["--stages", "1-2", "--jobs", "8"];
    let whole = class.grade("whole", &words);
    same(&printed(&whole), &with_totals(ENGLISH), "the grades");
    class.is_gone(9);
    attention(&String::from_utf8(whole.stderr).unwrap());
    in_shares(&class, &words);
    class.is_gone(9);
    merged(&class);
    printed_output(&class);
}

/// What is said while it works.
fn attention(said: &str) {
    let rights = "runs the programs of 8 submissions with your rights";
    assert!(said.contains(rights), "{said}");
    let steps = said.lines().filter(|line| line.contains(": stage ")).count();
    assert_eq!(steps, 2 * 8, "no progress without a terminal: {said}");
}

/// That the three shares make the whole, byte by byte.
fn merged(class: &Class) {
    let files = ["share-2/grades.json", "share-1/grades.json", "share-3/grades.json"];
    let merge = [&["merge", "--out", "merged"], &files[..]].concat();
    same(&printed(&class.run(&merge)), &with_totals(ENGLISH), "the grades of two runs");
    for file in ["grades.json", "grades.csv", "grades.junit.xml"] {
        let [merged, whole] = ["merged", "whole"].map(|out| class.read(&format!("{out}/{file}")));
        same(&merged, &whole, file);
    }
    let spanish = [&merge[..], &["--lang", "es"]].concat();
    same(&printed(&class.run(&spanish)), &with_totals(SPANISH), "the grades in Spanish");
}

/// Three shares beside one another, as on three machines: `share-1` and so on.
fn in_shares(class: &Class, words: &[&str]) {
    let start = |number| {
        let (share, out) = (format!("{number}/3"), format!("share-{number}"));
        let mut command = class.command(&["class", "--shard", &share, "--out", &out]);
        command.args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    for running in [1, 2, 3].map(start) {
        printed(&running.wait_with_output().unwrap());
    }
}

/// What the servers of the whole class printed.
fn printed_output(class: &Class) {
    let folder = class.folder.path().join("whole");
    assert_eq!(names(&folder), ["grades.csv", "grades.json", "grades.junit.xml", "output"]);
    let spams = class.read("whole/output/spams/stage1.txt");
    assert!(spams.len() > 10_000 && spams.len() <= 1 << 20, "{} bytes kept", spams.len());
    assert_eq!(class.read("whole/output/Ana Núñez/stage1.txt"), "");
}

fn mortal() {
    let class = Class::new();
    class.student("mortal", "mortal");
    printed(&class.grade("out", &["--stages", "1"]));
    let grades: Value = serde_json::from_str(&class.read("out/grades.json")).unwrap();
    let mark = &grades["students"][0]["stages"][0];
    // Each check ends with the server gone, so none passes; but each was run, with a server of its own.
    let failed = mark["failed"].as_array().unwrap().len();
    assert_eq!((mark["passed"].as_u64(), failed), (Some(0), for_stage(1).count()), "{mark}");
    let said = class.read("out/output/mortal/stage1.txt");
    assert!(said.matches("that was enough").count() > 5, "{said}");
    class.is_gone(failed);
}

fn second_chance() {
    let class = Class::new();
    class.student("once", "wrong-once");
    printed(&class.grade("out", &["--stages", "1"]));
    let grades: Value = serde_json::from_str(&class.read("out/grades.json")).unwrap();
    let student = &grades["students"][0];
    assert_eq!((&student["highest"], &student["stages"][0]["failed"]), (&json!(1), &json!([])));
    class.is_gone(2);
}

fn own_program() {
    let class = Class::new();
    class.student("Ana", "good");
    let line = class.read("class/Ana/start-server.txt");
    let (program, rest) = line.split_once("\" ").unwrap();
    std::fs::create_dir(class.path().join("Ana/bin")).unwrap();
    std::fs::copy(&program[1..], class.path().join("Ana/bin/server.exe")).unwrap();
    std::fs::write(class.path().join("Ana/start-server.txt"), format!("bin/server.exe {rest}"))
        .unwrap();
    let table = printed(&class.grade("out", &["--stages", "1"]));
    assert!(table.contains("       1\n"), "{table}");
}

fn limit() {
    let class = Class::new();
    class.student("hangs", "hangs");
    let table = printed(&class.grade("out", &["--stages", "1-2", "--limit", "1"]));
    assert!(table.contains("hangs: stages 1, 2: stopped at the time limit"), "{table}");
    class.is_gone(0); // on a busy machine it may not even have started
}

/// Two students in two stages that take long, and a command that has started both.
struct Running {
    class: Class,
    command: Child,
    first: [TcpStream; 3],
}

impl Running {
    fn start(prepare: fn(&mut Command) -> &mut Command) -> Running {
        let class = Class::new();
        class.student("forks", "forks");
        class.student("deaf", "deaf");
        std::fs::create_dir(class.folder.path().join("tmp")).unwrap();
        let tmp = ["TMPDIR", "TMP", "TEMP"].map(|name| (name, class.folder.path().join("tmp")));
        let mut command = class.command(&["class", "--jobs", "2"]);
        command.envs(tmp).stdout(Stdio::null()).stderr(Stdio::piped());
        let command = prepare(&mut command).spawn().unwrap();
        // One of the students has a child.
        let first = [(); 3].map(|()| class.has_started());
        Running { class, command, first }
    }

    /// Once the command has ended: so have its workers and all students, and nothing is left.
    fn ended(mut self) -> ExitStatus {
        let status = self.command.wait().unwrap();
        // The workers have the same standard error: it ends with the last of them.
        let mut said = Vec::new();
        self.command.stderr.take().unwrap().read_to_end(&mut said).unwrap();
        self.first.into_iter().for_each(super::class::is_gone);
        self.class.is_gone(0);
        assert_eq!(names(&self.class.folder.path().join("grades")), ["output"]);
        assert_eq!(names(&self.class.folder.path().join("tmp")), Vec::<String>::new());
        status
    }
}

fn killed() {
    let mut running = Running::start(|command| command);
    running.command.kill().unwrap();
    running.ended();
}

/// The terminal tells all processes of the foreground group.
#[cfg(unix)]
fn interrupted() {
    use rustix::process::{Pid, Signal, kill_process_group};
    use std::os::unix::process::CommandExt;
    let running = Running::start(|command| command.process_group(0));
    kill_process_group(Pid::from_child(&running.command), Signal::INT).unwrap();
    assert_eq!(running.ended().code(), Some(130));
}
