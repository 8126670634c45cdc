//! The recipes: that their files can be read, and that the commands in them do what they should. What
//! needs a network, a cluster or containers is not run here.

use super::class::{Class, names, printed};
use super::trial;
use libtest_mimic::Trial;
use saphyr::{LoadableYamlNode, Yaml};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub fn trials() -> Vec<Trial> {
    vec![
        trial("the_workflow_for_github_grades_and_merges", github),
        trial("the_job_for_kubernetes_grades_and_merges", kubernetes),
        trial("programs_of_students_get_neither_token_nor_rights", confined),
    ]
}

fn recipe(name: &str) -> Vec<Yaml<'static>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("recipes").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    Yaml::load_from_str(Box::leak(text.into_boxed_str())).unwrap()
}

fn words(list: &Yaml<'_>) -> Vec<String> {
    list.as_vec().unwrap().iter().map(|word| word.as_str().unwrap().into()).collect()
}

/// Five students, one of whom has a server.
fn class() -> Class {
    let class = Class::new();
    class.student("Ana", "good");
    ["b", "c", "d", "e"].into_iter().for_each(|name| class.submission(name, &[]));
    class
}

/// What the whole class gets without any recipe.
fn expected(class: &Class) -> String {
    printed(&class.run(&["class", "--out", "expected", "--stages", "1"]));
    let grades = class.read("expected/grades.json");
    assert!(grades.contains("\"highest\": 1"), "{grades}");
    grades
}

/// A script, with `httpcourse` on the path; only the first stage, to save time.
fn run(program: &str, arguments: &[&str], folder: &Path, variables: &[(&str, &str)]) {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    fs::write(bin.join("httpcourse"), wrapper()).unwrap();
    executable(&bin.join("httpcourse"));
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("PATH", path).stdin(Stdio::null());
    let output = command.envs(variables.iter().copied()).env("TESTER_LANG", "en").output();
    printed(&output.unwrap_or_else(|error| panic!("{program} is needed: {error}")));
}

fn wrapper() -> String {
    let program = env!("CARGO_BIN_EXE_httpcourse");
    format!("#!/bin/sh\n[ \"$2\" = merge ] || set -- \"$@\" --stages 1\nexec '{program}' \"$@\"\n")
}

fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The script of the step with this name.
fn step<'a>(job: &'a Yaml<'_>, name: &str) -> &'a str {
    let steps = job["steps"].as_vec().unwrap();
    let named =
        |step: &&Yaml<'_>| step.as_mapping_get("name").is_some_and(|it| it.as_str() == Some(name));
    let step = steps.iter().find(named).unwrap_or_else(|| panic!("there is no step {name}"));
    step["run"].as_str().unwrap()
}

/// A fresh folder, as each job has.
fn job(class: &Class, name: &str) -> PathBuf {
    let folder = class.folder.path().join(name);
    fs::create_dir(&folder).unwrap();
    folder
}

fn github() {
    let workflow = &recipe("github-actions.yml")[0];
    let shares = workflow["env"]["SHARES"].as_integer().unwrap();
    let list = workflow["jobs"]["share"]["strategy"]["matrix"]["share"].as_vec().unwrap();
    let list = list.iter().map(|share| share.as_integer().unwrap()).collect::<Vec<_>>();
    assert_eq!(list, Vec::from_iter(1..=shares), "SHARES and the list `share`");
    graded_by(workflow, &class(), list, shares);
}

fn graded_by(workflow: &Yaml<'_>, class: &Class, list: Vec<i64>, shares: i64) {
    let archive = packed(class, step(&workflow["jobs"]["collect"], "pack"));
    let merge = job(class, "merge");
    fs::create_dir(merge.join("shares")).unwrap();
    for share in list {
        let graded = machine(class, &archive, workflow, share, shares);
        // As the artifacts arrive: each in a folder of its own name.
        fs::rename(graded, merge.join(format!("shares/grades-{share}"))).unwrap();
    }
    fs::copy(&archive, merge.join("class.tar")).unwrap();
    let summary = [("GITHUB_STEP_SUMMARY", "summary.md")];
    bash(step(&workflow["jobs"]["merge"], "merge"), &merge, &summary);
    assert_eq!(class.read("merge/grades/grades.json"), expected(class));
    assert!(class.read("merge/summary.md").starts_with("```\nStudent"));
}

/// One job of the matrix; the folder that it uploads.
fn machine(class: &Class, archive: &Path, flow: &Yaml<'_>, share: i64, shares: i64) -> PathBuf {
    let folder = job(class, &format!("machine-{share}"));
    fs::copy(archive, folder.join("class.tar")).unwrap();
    let (share, shares) = (share.to_string(), shares.to_string());
    let script = step(&flow["jobs"]["share"], "grade");
    bash(script, &folder, &[("SHARE", &share), ("SHARES", &shares)]);
    folder.join("grades")
}

/// The way GitHub runs a script when no shell is named.
fn bash(script: &str, folder: &Path, variables: &[(&str, &str)]) {
    fs::write(folder.join("step.sh"), script).unwrap();
    run("bash", &["-e", "step.sh"], folder, variables);
}

/// The archive that the first job makes of what it has fetched and built.
fn packed(class: &Class, script: &str) -> PathBuf {
    let folder = job(class, "collect");
    for made in ["cloned", "built/bin", "course/stage05-files/public"] {
        fs::create_dir_all(folder.join(made)).unwrap();
    }
    copy(&class.path(), &folder.join("cloned/http-submissions"));
    fs::write(folder.join("built/bin/httpcourse"), wrapper()).unwrap();
    executable(&folder.join("built/bin/httpcourse"));
    bash(script, &folder, &[]);
    folder.join("class.tar")
}

fn copy(from: &Path, to: &Path) {
    let output = Command::new("cp").arg("-R").args([from, to]).output().expect("cp is needed");
    printed(&output);
}

fn kubernetes() {
    let documents = recipe("kubernetes.yaml");
    let [_, grade, merge] = documents.as_slice() else { panic!("three documents") };
    let container = &grade["spec"]["template"]["spec"]["containers"].as_vec().unwrap()[0];
    let shares = grade["spec"]["completions"].as_integer().unwrap();
    assert_eq!(grade["spec"]["completionMode"].as_str(), Some("Indexed"));
    assert_eq!(variable(container, "SHARES"), shares.to_string(), "SHARES and completions");
    let class = class();
    let grades = job(&class, "grades");
    for index in 0..shares {
        let folder = mounted(&class, &grades, index);
        let variables =
            [("JOB_COMPLETION_INDEX", index.to_string()), ("SHARES", shares.to_string())];
        pod(container, &folder, &variables.each_ref().map(|(name, value)| (*name, value.as_str())));
    }
    let template = &merge["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    pod(&template["containers"].as_vec().unwrap()[0], class.folder.path(), &[]);
    assert_eq!(class.read("grades/all/grades.json"), expected(&class));
    assert_eq!(names(&grades).len() as i64, shares + 1);
}

fn variable<'a>(container: &'a Yaml<'_>, name: &str) -> &'a str {
    let all = container["env"].as_vec().unwrap();
    let found = all.iter().find(|one| one["name"].as_str() == Some(name));
    found.unwrap_or_else(|| panic!("{name} is not set"))["value"].as_str().unwrap()
}

/// A pod's folders.
fn mounted(class: &Class, grades: &Path, index: i64) -> PathBuf {
    let folder = job(class, &format!("pod-{index}"));
    symlink(class.path(), folder.join("class")).unwrap();
    symlink(grades, folder.join("grades")).unwrap();
    fs::create_dir(folder.join("work")).unwrap();
    folder
}

/// What a container does, with its mounted folders below this one instead of at the root.
fn pod(container: &Yaml<'_>, folder: &Path, variables: &[(&str, &str)]) {
    let command = [words(&container["command"]), words(&container["args"])].concat();
    let command = command.iter().map(String::as_str).collect::<Vec<_>>();
    let folders = ["CLASS", "WORK", "GRADES"].map(|name| (name, name.to_lowercase()));
    let mut all = Vec::from_iter(folders.iter().map(|(name, path)| (*name, path.as_str())));
    all.extend(variables);
    run(command[0], &command[1..], folder, &all);
}

fn confined() {
    let workflow = &recipe("github-actions.yml")[0];
    assert_eq!(workflow["permissions"].as_mapping().map(|it| it.len()), Some(0));
    for name in ["share", "merge"] {
        let job = &workflow["jobs"][name];
        assert_eq!(job["permissions"].as_mapping().map(|it| it.len()), Some(0), "{name}");
        assert!(!format!("{job:?}").contains("secrets."), "the job {name} sees a secret");
    }
    confined_pods();
    no_network();
}

fn no_network() {
    let documents = recipe("kubernetes.yaml");
    let (policy, grade) = (&documents[0]["spec"], &documents[1]["spec"]["template"]);
    let labels = &grade["metadata"]["labels"]["app"];
    assert_eq!(&policy["podSelector"]["matchLabels"]["app"], labels);
    assert_eq!(words(&policy["policyTypes"]), ["Ingress", "Egress"]);
    assert!(policy.as_mapping_get("egress").is_none(), "it allows something");
}

fn confined_pods() {
    let spec = &recipe("kubernetes.yaml")[1]["spec"]["template"]["spec"];
    assert_eq!(spec["automountServiceAccountToken"].as_bool(), Some(false));
    assert_eq!(spec["securityContext"]["runAsNonRoot"].as_bool(), Some(true));
    let container = &spec["containers"].as_vec().unwrap()[0];
    assert_eq!(container["securityContext"]["allowPrivilegeEscalation"].as_bool(), Some(false));
    assert_eq!(words(&container["securityContext"]["capabilities"]["drop"]), ["ALL"]);
    for limit in ["cpu", "memory", "ephemeral-storage"] {
        assert!(container["resources"]["limits"].as_mapping_get(limit).is_some(), "{limit}");
    }
}
