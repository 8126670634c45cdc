//! Who takes part, and how each is started.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;
use tester::catalogue::Text;

use crate::process::Running;
use crate::results::Reason;
use crate::text;
use crate::tools::{ECHO_MODULE, find};
use crate::works::{Kind, Load, Request, Work};

/// How long a server may take to give its first answer; under valgrind it takes its time.
const START: Duration = Duration::from_secs(60);
/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(10);
/// More than all idle connections together.
const THREADS: &str = "12000";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    Stage(u8),
    Nginx,
    Lighttpd,
    Python,
    TinyHttp,
    Hyper,
    Floor,
}

use Server::{Floor, Hyper, Lighttpd, Nginx, Python, Stage, TinyHttp};

/// In the order of tables and chart.
pub const SERVERS: [Server; 12] = [
    Stage(2),
    Stage(3),
    Stage(4),
    Stage(5),
    Stage(6),
    Stage(7),
    Nginx,
    Lighttpd,
    Python,
    TinyHttp,
    Hyper,
    Floor,
];

/// How a server is started, beyond what it always needs.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// A program that watches the server, with its arguments.
    pub under: Vec<OsString>,
    /// In one process, without a master above it.
    pub single: bool,
    /// The floor cannot read that the client wants to close.
    pub closes: bool,
    /// hyper collects answers only where it is told to.
    pub pipelines: bool,
    /// For thousands of connections.
    pub many: bool,
    /// Empty: any.
    pub cores: Vec<usize>,
}

/// Where the programs are, and what they serve.
#[derive(Debug)]
pub struct Ground {
    /// Holds `hello`, and `files` with the rest.
    pub folder: TempDir,
    /// By the name that cargo gives them.
    pub programs: BTreeMap<String, PathBuf>,
}

/// A server that has given its first answer.
#[derive(Debug)]
pub struct Started {
    pub running: Running,
    pub address: SocketAddr,
    /// From the start to the first answer.
    pub took: Duration,
    /// Configuration and temporary files, which are removed with it.
    _folder: TempDir,
}

impl How {
    /// As this load needs it.
    #[must_use]
    pub fn to_bear(self, load: &Load) -> How {
        How { closes: load.closes, pipelines: load.pipelined > 1, ..self }
    }
}

impl Server {
    /// What `--servers` calls it.
    pub fn id(self) -> &'static str {
        match self {
            Stage(2) => "stage2",
            Stage(3) => "stage3",
            Stage(4) => "stage4",
            Stage(5) => "stage5",
            Stage(6) => "stage6",
            Stage(_) => "stage7",
            Nginx => "nginx",
            Lighttpd => "lighttpd",
            Python => "python",
            TinyHttp => "tiny_http",
            Hyper => "hyper",
            Floor => "floor",
        }
    }

    pub fn named(id: &str) -> Option<Server> {
        SERVERS.into_iter().find(|server| server.id() == id)
    }

    /// What people call it.
    pub fn title(self) -> Text {
        match self {
            Stage(2) => text("stage 2", "etapa 2"),
            Stage(3) => text("stage 3", "etapa 3"),
            Stage(4) => text("stage 4", "etapa 4"),
            Stage(5) => text("stage 5", "etapa 5"),
            Stage(6) => text("stage 6", "etapa 6"),
            Stage(_) => text("stage 7", "etapa 7"),
            Python => text("python3 -m http.server", "python3 -m http.server"),
            Floor => text("floor", "mínimo"),
            other => text(other.id(), other.id()),
        }
    }

    pub fn is_ours(self) -> bool {
        matches!(self, Stage(_))
    }

    fn keeps_connections(self) -> bool {
        !matches!(self, Stage(2..=5) | Python)
    }

    fn serves_files(self) -> bool {
        !matches!(self, Stage(2..=4) | Floor)
    }

    /// Why it cannot do this work, if it cannot.
    pub fn lacks(self, work: &Work) -> Option<Reason> {
        let keeps = (!self.keeps_connections()).then_some(Reason::KeepsNoConnection);
        match &work.kind {
            Kind::Rate(_) | Kind::Idle(_) => keeps,
            Kind::Size if self == Python => Some(Reason::NoProgramOfItsOwn),
            Kind::Start | Kind::Size => None,
            Kind::Load(load) => match load.request {
                Request::Hello if load.closes => None,
                Request::Hello if load.pipelined > 1 && self == Floor => Some(Reason::AnswersReads),
                Request::Hello => keeps,
                Request::File(_) => (!self.serves_files()).then_some(Reason::ServesNoFiles),
                request => self.refuses(request),
            },
        }
    }

    fn refuses(self, request: Request) -> Option<Reason> {
        match self {
            Stage(7) | TinyHttp | Hyper => None,
            Nginx if request == Request::Store || Path::new(ECHO_MODULE).exists() => None,
            Nginx | Lighttpd => Some(Reason::NeedsModule),
            _ => Some(Reason::TakesNoContent),
        }
    }

    /// Whether it closes every connection, also where the others keep them.
    pub fn always_closes(self, work: &Work) -> bool {
        matches!(&work.kind, Kind::Load(load) if !load.closes) && !self.keeps_connections()
    }

    /// Descriptors that it needs for each connection: tiny_http makes a second one, lighttpd
    /// takes no more connections than half of its descriptors.
    pub fn descriptors(self) -> usize {
        if matches!(self, TinyHttp | Lighttpd) { 2 } else { 1 }
    }

    /// Its program, if there is one here.
    pub fn program(self, ground: &Ground) -> Option<PathBuf> {
        match self {
            Nginx => find("nginx"),
            Lighttpd => find("lighttpd"),
            Python => ground.programs.get("python3").cloned(),
            TinyHttp => ground.programs.get("peer-tiny-http").cloned(),
            Hyper => ground.programs.get("peer-hyper").cloned(),
            Floor => ground.programs.get("floor").cloned(),
            Stage(number) => {
                let begin = format!("stage{number:02}-");
                let mut found = ground.programs.iter().filter(|(name, _)| name.starts_with(&begin));
                found.next().map(|(_, path)| path.clone())
            }
        }
    }

    /// Starts it on a free port and waits for its first answer.
    ///
    /// # Errors
    /// It does not start, or does not answer with 200.
    pub fn start(self, ground: &Ground, how: &How) -> anyhow::Result<Started> {
        let program = self.program(ground).context("there is no such program")?;
        let folder = TempDir::new()?;
        let address = free_address()?;
        let mut command = wrap(&how.under, &program);
        self.arguments(&mut command, ground.folder.path(), folder.path(), address, how)?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let begin = Instant::now();
        let mut running = Running::start(&mut command, &how.cores)?;
        wait(&mut running, address)?;
        Ok(Started { running, address, took: begin.elapsed(), _folder: folder })
    }

    fn arguments(
        self,
        command: &mut Command,
        files: &Path,
        own: &Path,
        address: SocketAddr,
        how: &How,
    ) -> anyhow::Result<()> {
        match self {
            Nginx => command.args(["-e", "stderr", "-c"]).arg(nginx(files, own, address, how)?),
            Lighttpd => command.args(["-D", "-f"]).arg(lighttpd(files, own, address, how)?),
            Python => command
                .args(["-m", "http.server", "--bind", "127.0.0.1", "--directory"])
                .arg(files)
                .arg(address.port().to_string()),
            Stage(number) => command.args(stage(number, files, address, how)),
            Floor | TinyHttp | Hyper => command.arg(address.to_string()).arg(files),
        };
        match self {
            Floor if how.closes => command.arg("--close"),
            Hyper if how.pipelines => command.arg("--pipeline"),
            _ => command,
        };
        Ok(())
    }
}

fn stage(number: u8, files: &Path, address: SocketAddr, how: &How) -> Vec<OsString> {
    let mut arguments = vec![address.to_string().into()];
    if number >= 5 {
        arguments.extend(["--quiet".into(), "--directory".into(), files.join("files").into()]);
    }
    if number >= 6 && how.many {
        arguments.extend(["--threads".into(), THREADS.into()]);
    }
    arguments
}

/// A command, behind the program that watches it.
fn wrap(under: &[OsString], program: &Path) -> Command {
    match under {
        [] => Command::new(program),
        [watcher, arguments @ ..] => {
            let mut command = Command::new(watcher);
            command.args(arguments).arg(program);
            command
        }
    }
}

/// A port that nobody uses at the moment: not every server can say which one it has got.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// Waits until the server has answered `GET /hello` with 200.
///
/// # Errors
/// It ends, does not listen in time, or answers otherwise.
pub fn wait(running: &mut Running, address: SocketAddr) -> anyhow::Result<()> {
    let begin = Instant::now();
    loop {
        match TcpStream::connect(address) {
            Ok(stream) => return first_answer(stream),
            Err(_) if begin.elapsed() < START => thread::yield_now(),
            Err(error) => return Err(error).context("it does not listen"),
        }
        if let Some(status) = running.child().try_wait()? {
            bail!("it ended at once: {status}");
        }
    }
}

fn first_answer(mut stream: TcpStream) -> anyhow::Result<()> {
    stream.set_read_timeout(Some(ANSWER))?;
    stream.write_all(b"GET /hello HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
    let mut start = [0; 12];
    stream.read_exact(&mut start).context("no answer")?;
    let start = String::from_utf8_lossy(&start);
    ensure!(start.starts_with("HTTP/1.") && start.ends_with(" 200"), "the answer is {start}");
    Ok(())
}

/// As people configure it for files, without a log; as many workers as cores.
fn nginx(files: &Path, own: &Path, address: SocketAddr, how: &How) -> anyhow::Result<PathBuf> {
    let has_echo = Path::new(ECHO_MODULE).exists();
    let module = if has_echo { format!("load_module {ECHO_MODULE};") } else { String::new() };
    let is_root = fs::metadata("/proc/self")?.uid() == 0;
    let when = |needed: bool, directive: &'static str| if needed { directive } else { "" };
    let written = NGINX
        .replace("{module}", &module)
        .replace("{user}", when(is_root, "user root;")) // else its worker could not read the files
        .replace("{master}", when(how.single, "master_process off;"))
        .replace("{workers}", &how.cores.len().max(1).to_string())
        .replace("{connections}", if how.many { "16384" } else { "1024" })
        .replace("{address}", &address.to_string())
        .replace("{files}", &files.display().to_string())
        .replace("{own}", &own.display().to_string())
        .replace("{echo}", when(has_echo, ECHO));
    save(own.join("nginx.conf"), &written)
}

const NGINX: &str = "
{module}
{user}
daemon off;
{master}
worker_processes {workers};
pid {own}/pid;
error_log stderr crit;
events { worker_connections {connections}; }
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_timeout 75s;
    keepalive_requests 1000000000;
    default_type application/octet-stream;
    client_max_body_size 0;
    client_body_temp_path {own};
    proxy_temp_path {own};
    fastcgi_temp_path {own};
    uwsgi_temp_path {own};
    scgi_temp_path {own};
    server {
        listen {address};
        location = /hello { default_type text/plain; return 200 \"Hello, World!\"; }
        location /files/ { root {files}; dav_methods PUT; }
        {echo}
    }
}
";

const ECHO: &str = "location = /echo { client_body_buffer_size 2m; echo_read_request_body; \
    echo_request_body; }";

fn lighttpd(files: &Path, own: &Path, address: SocketAddr, how: &How) -> anyhow::Result<PathBuf> {
    let workers = if how.cores.len() > 1 { how.cores.len() } else { 0 }; // 0: no master above it
    let (_, most) = rlimit::Resource::NOFILE.get()?;
    let (connections, descriptors) =
        if how.many { (15_000, most.min(32_768)) } else { (1_024, 4_096) };
    let written = format!(
        "server.bind = \"127.0.0.1\"
        server.port = {}
        server.document-root = \"{}\"
        server.errorlog = \"/dev/null\"
        server.max-worker = {workers}
        server.max-connections = {connections}
        server.max-fds = {descriptors}
        server.max-keep-alive-requests = 65000
        server.max-keep-alive-idle = 60
        mimetype.assign = ( \"\" => \"application/octet-stream\" )
        ",
        address.port(),
        files.display()
    );
    save(own.join("lighttpd.conf"), &written)
}

fn save(path: PathBuf, written: &str) -> anyhow::Result<PathBuf> {
    fs::write(&path, written)?;
    Ok(path)
}

/// Builds the stages and our own peers, as users get them: `cargo build --release`.
///
/// # Errors
/// They cannot be built.
pub fn build() -> anyhow::Result<BTreeMap<String, PathBuf>> {
    let mut arguments = ["--release", "--bins", "--package", "bench"].map(String::from).to_vec();
    for entry in fs::read_dir(root())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("stage0") && !name.starts_with("stage01") {
            arguments.extend(["--package".into(), name]);
        }
    }
    cargo_build(&arguments)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What `cargo build` with these arguments makes, by name.
///
/// # Errors
/// It cannot be built.
pub fn cargo_build(arguments: &[String]) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--message-format=json"]).args(arguments);
    command.current_dir(root()).stderr(Stdio::inherit());
    let output = command.output().context("cannot start cargo")?;
    ensure!(output.status.success(), "cargo build: {}", output.status);
    Ok(executables(&String::from_utf8(output.stdout)?))
}

/// The interpreter itself: `python3` in `PATH` may be a script that looks for it first.
pub fn python() -> Option<PathBuf> {
    let asked = ["-c", "import sys; print(sys.executable)"];
    let output = Command::new(find("python3")?).args(asked).output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().into())
}

/// What cargo says that it has built, by name.
fn executables(messages: &str) -> BTreeMap<String, PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let executable = |message: Value| {
        let path = message["executable"].as_str()?;
        Some((message["target"]["name"].as_str()?.to_string(), PathBuf::from(path)))
    };
    messages.filter_map(executable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::works::WORKS;

    #[test]
    fn a_server_is_found_by_its_id() {
        for server in SERVERS {
            assert_eq!(Server::named(server.id()), Some(server));
        }
        assert_eq!(Server::named("apache"), None);
    }

    #[test]
    fn only_what_can_do_a_work_takes_part() {
        let able = |id| {
            let work = Work::named(id).unwrap();
            SERVERS.into_iter().filter(|it| it.lacks(work).is_none()).collect::<Vec<_>>()
        };
        assert_eq!(able("connect"), SERVERS);
        assert_eq!(able("get-32"), [Stage(6), Stage(7), Nginx, Lighttpd, TinyHttp, Hyper, Floor]);
        assert_eq!(able("pipelined"), [Stage(6), Stage(7), Nginx, Lighttpd, TinyHttp, Hyper]);
        let files = [Stage(5), Stage(6), Stage(7), Nginx, Lighttpd, Python, TinyHttp, Hyper];
        assert_eq!(able("file-1m"), files);
        assert_eq!(able("post-file"), [Stage(7), Nginx, TinyHttp, Hyper]);
        assert!(WORKS.iter().all(|work| !able(work.id).is_empty()));
    }

    #[test]
    fn cargo_tells_what_it_built() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"anyhow"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"stage05-files"},"executable":"/t/stage05-files"}
{"reason":"build-finished","success":true}"#;
        let expected = [("stage05-files".to_string(), PathBuf::from("/t/stage05-files"))];
        assert_eq!(executables(messages), BTreeMap::from(expected));
    }
}
