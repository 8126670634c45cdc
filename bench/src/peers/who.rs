//! The peers: servers that nobody here wrote, what each can be asked for, and how it is started.

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;
use socket2::{Domain, Socket, Type};
use tempfile::TempDir;

use super::configuration::{lighttpd, nginx};
use super::rules::Target;
use crate::process::Running;
use crate::servers::{python, wait};
use crate::tools::find;

/// A server, or a library with as little around it as can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    Nginx,
    Lighttpd,
    Python,
    TinyHttp,
    Axum,
}

use Peer::{Axum, Lighttpd, Nginx, Python, TinyHttp};

/// In the order of the table.
pub const PEERS: [Peer; 5] = [Nginx, Lighttpd, Python, TinyHttp, Axum];

/// Short texts at `/echo/{text}`, for servers that can only answer with files.
const WORDS: &str = "I-leave Case absolute and-then before behind cut%41%42 first genuine in-step \
    last next query quick second short still-here third three two threads-10-closes \
    threads-10-keep threads-200 threads-after-close threads-close threads-close-arrives \
    threads-drip threads-empty-line threads-empty-lines threads-half-closed threads-idle-kept \
    threads-pipeline threads-pipeline-cut threads-silent threads-slow threads-interleaved-0 \
    threads-interleaved-1 threads-interleaved-2 threads-interleaved-3 threads-interleaved-4 \
    threads-interleaved-5 threads-interleaved-6 threads-interleaved-7 kkJJ 1+1 %41 ñandú cutAB";
/// One that has a space in it.
const TWO_WORDS: &str = "a b!";

impl Peer {
    /// What files call it.
    pub fn id(self) -> &'static str {
        match self {
            Nginx => "nginx",
            Lighttpd => "lighttpd",
            Python => "http.server",
            TinyHttp => "tiny_http",
            Axum => "axum",
        }
    }

    pub fn named(id: &str) -> Option<Peer> {
        PEERS.into_iter().find(|peer| peer.id() == id)
    }

    /// What it can be asked for; all have `/hello`.
    pub fn has(self, target: Target) -> bool {
        use Target::{Agent, Any, Content, Escapes, Fields, Files, Methods, Routes, Site, Types};
        use Target::{Words, Writes};
        match self {
            Nginx => !matches!(target, Any | Fields),
            Lighttpd => !matches!(target, Any | Agent | Fields | Methods | Writes),
            Python => matches!(target, Words | Escapes | Routes | Site | Files),
            TinyHttp => matches!(target, Words | Agent | Fields | Content | Types),
            Axum => !matches!(target, Types | Writes),
        }
    }

    /// The names of what it consists of, as the table of versions has them.
    pub fn parts(self) -> &'static [&'static str] {
        match self {
            Nginx => &["nginx"],
            Lighttpd => &["lighttpd"],
            Python => &["python3"],
            TinyHttp => &["tiny_http"],
            Axum => &["axum", "hyper", "tower-http"],
        }
    }

    /// Its program, if there is one here.
    pub fn program(self, built: &Programs) -> Option<PathBuf> {
        match self {
            Nginx => find("nginx"),
            Lighttpd => find("lighttpd"),
            Python => python(),
            TinyHttp => built.get("peer-tiny-http").cloned(),
            Axum => built.get("peer-axum").cloned(),
        }
    }

    /// Starts it on a port of its own, with folders of its own, and waits for its first answer.
    ///
    /// # Errors
    /// It does not start, or does not answer with 200.
    pub fn start(self, programs: &Programs, behind: Option<SocketAddr>) -> anyhow::Result<Started> {
        let program = self.program(programs).context("there is no such program")?;
        let (port, ground) = (Reserved::new()?, Ground::new()?);
        let address = port.address;
        let mut command = Command::new(program);
        match self {
            Nginx => command.args(["-e", "stderr", "-c"]).arg(nginx(&ground, address, behind)?),
            Lighttpd => command.args(["-D", "-f"]).arg(lighttpd(&ground, address, behind)?),
            Python => python_arguments(&mut command, &ground, address)?,
            TinyHttp => command.arg(address.to_string()).arg(ground.site()),
            Axum => command.arg(address.to_string()).arg(ground.site()).arg(ground.directory()),
        };
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = Running::start(&mut command, &[])?;
        wait(&mut running, address).with_context(|| self.id())?;
        Ok(Started { running, address, ground, _port: port })
    }
}

fn python_arguments<'c>(
    command: &'c mut Command,
    ground: &Ground,
    address: SocketAddr,
) -> anyhow::Result<&'c mut Command> {
    // It has one folder only.
    symlink(ground.directory(), ground.site().join("files"))?;
    command.args(["-m", "http.server", "--protocol", "HTTP/1.1", "--bind", "127.0.0.1"]);
    Ok(command.arg("--directory").arg(ground.site()).arg(address.port().to_string()))
}

/// Programs that cargo has built, by name.
pub type Programs = BTreeMap<String, PathBuf>;

/// A server that has given its first answer. It ends when this is dropped.
#[derive(Debug)]
pub struct Started {
    pub running: Running,
    pub address: SocketAddr,
    pub ground: Ground,
    _port: Reserved,
}

/// A port that nobody else is given while this lives: a socket is bound to it that never
/// listens. Servers set `SO_REUSEADDR`, so they can.
#[derive(Debug)]
struct Reserved {
    address: SocketAddr,
    _socket: Socket,
}

impl Reserved {
    fn new() -> anyhow::Result<Reserved> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
        let address = socket.local_addr()?.as_socket().context("no port")?;
        Ok(Reserved { address, _socket: socket })
    }
}

/// The folders of one server: our site with its words, the directory, and room for itself.
#[derive(Debug)]
pub struct Ground(TempDir);

impl Ground {
    fn new() -> anyhow::Result<Ground> {
        let ground = Ground(TempDir::new()?);
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stage05-files/public");
        copy(&ours, &ground.site())?;
        fs::create_dir_all(ground.directory())?;
        fs::create_dir_all(ground.own())?;
        fs::create_dir_all(ground.site().join("echo"))?;
        fs::write(ground.site().join("hello"), "Hello, World!")?;
        for word in WORDS.split_whitespace().chain([TWO_WORDS]) {
            fs::write(ground.site().join("echo").join(word), word)?;
        }
        Ok(ground)
    }

    pub fn site(&self) -> PathBuf {
        self.0.path().join("site")
    }

    /// What stages get as `--directory`.
    pub fn directory(&self) -> PathBuf {
        self.0.path().join("files/directory")
    }

    /// For configuration and what the server keeps.
    pub fn own(&self) -> PathBuf {
        self.0.path().join("own")
    }
}

/// A folder with all in it, where each page has the path without ending, too, that the stages
/// give it: not every server can be told to look for another.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().context("no name")?;
        if path.is_dir() {
            copy(&path, &to.join(name))?;
            continue;
        }
        fs::copy(&path, to.join(name))?;
        let bare = to.join(path.file_stem().context("no name")?);
        if !bare.exists() {
            fs::copy(&path, bare)?;
        }
    }
    Ok(())
}
