//! Small requests that ask for much: a lot of memory, a lot of time, or a stack without end.

mod running;

use running::Running;
use tester::response::Response;

/// The most that these may take, in bytes: four times the content that is kept in memory at most.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 64 << 20;

/// A user with this member, and what is answered.
fn create(stage: &Running, member: &str) -> Response {
    let json = format!(r#"{{"Nombre": "Ana", {member}}}"#);
    let fields = [("Content-Type", "application/json")];
    stage.server.request("POST", "/createUser", &fields, json.as_bytes()).unwrap()
}

/// Every one of these is taken or refused, in time to ask again.
fn withstands(members: impl IntoIterator<Item = String>) {
    let stage = Running::start(&[]);
    for member in members {
        let code = create(&stage, &member).code();
        let start: String = member.chars().take(40).collect();
        assert!(code == 201 || (400..500).contains(&code), "{start}…: {code}");
        assert_eq!(stage.get("/users").code(), 200, "after {start}…");
    }
    #[cfg(target_os = "linux")] // elsewhere there is no such file
    assert!(most_memory(&stage) < MEMORY, "{} bytes of memory", most_memory(&stage));
}

/// The most memory that the stage has ever had, in bytes.
#[cfg(target_os = "linux")]
fn most_memory(stage: &Running) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", stage.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
}

#[test]
fn nested_deep() {
    let nested = |depth: usize| {
        let (lists, ends) = ("[".repeat(depth), "]".repeat(depth));
        let (objects, braces) = (r#"{"a":"#.repeat(depth), "}".repeat(depth));
        let mixed = r#"[{"a":"#.repeat(depth);
        [
            format!("\"x\": {lists}{ends}"),
            format!("\"x\": {objects}1{braces}"),
            format!("\"x\": {lists}"),
            format!("\"x\": {mixed}"),
        ]
    };
    // Some of them are small enough to be read, and some are not.
    withstands([100, 1_000, 7_000, 100_000].into_iter().flat_map(nested));
}

/// Too large, too small, and just so for what usually holds a number.
const NUMBERS: &str =
    "1e999999 -1e999999 1e-999999 1e308 1e309 -0 18446744073709551616 -9223372036854775809";

#[test]
fn numbers_without_end() {
    let long = |count: usize| {
        let digits = "9".repeat(count);
        let forms = ["@", "-@", "0.@", "1e@", "@e-@", "1E+0@"];
        forms.map(|form| form.replace('@', &digits))
    };
    let long = [1_000, 15_000, 1_000_000].into_iter().flat_map(long);
    let numbers = long.chain(NUMBERS.split(' ').map(String::from));
    withstands(numbers.map(|number| format!("\"n\": {number}")));
}

#[test]
fn names_without_number() {
    let many = |count: usize| (0..count).map(|n| format!("\"{n}\":{n},")).collect::<String>();
    let same = |count: usize| r#""Nombre":"Eva","#.repeat(count);
    let escapes = |count: usize| format!("\"{}\":1,", r"\u0041".repeat(count));
    let members = [
        many(300),
        many(1_500),
        many(1_000_000),
        same(300),
        same(1_000),
        same(100_000),
        escapes(600),
        escapes(2_500),
    ];
    withstands(members.into_iter().map(|members| format!("{members}\"end\": 1")));
}

/// What says the same twice says one thing in the end, and that is what is kept.
#[test]
fn a_name_twice() {
    let stage = Running::start(&[]);
    let answer = create(&stage, r#""Nombre": "Eva", "id": 7, "id": 8"#);
    if answer.code() == 201 {
        let user = stage.get(answer.value("Location").unwrap());
        assert_eq!(user.text(), answer.text());
        assert_eq!(user.text().matches("\"Nombre\"").count(), 1);
        assert_eq!(user.text().matches("\"id\"").count(), 1);
        assert!(answer.value("Location").unwrap().ends_with("/1"), "the id is not the client's");
    }
}

/// A patch that nests what is there already, again and again.
#[test]
fn patches_that_pile_up() {
    let stage = Running::start(&[]);
    let user =
        create(&stage, r#""x": {}"#).status(201).unwrap().value("Location").unwrap().to_string();
    let fields = [("Content-Type", "application/merge-patch+json")];
    for depth in 1..200 {
        let patch = format!("{}1{}", r#"{"x":"#.repeat(depth), "}".repeat(depth));
        let answer = stage.server.request("PATCH", &user, &fields, patch.as_bytes()).unwrap();
        assert!(answer.code() == 200 || (400..500).contains(&answer.code()), "{}", answer.code());
    }
    for number in 0..500 {
        let patch = format!(r#"{{"{number}": "{}"}}"#, "x".repeat(1_000));
        let answer = stage.server.request("PATCH", &user, &fields, patch.as_bytes()).unwrap();
        assert!(answer.code() == 200 || (400..500).contains(&answer.code()), "{}", answer.code());
    }
    assert!(stage.get(&user).content().len() < 1 << 20, "a user of any size");
}
