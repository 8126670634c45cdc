//! After a siege: whether everything was given back, and whether the server ends as it should.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use tester::report::Language;

use crate::report::{Report, mib};
use crate::server::{Figures, Server, wait_for};

/// How long a server may take to give back what it used, and to answer.
const REST: Duration = Duration::from_secs(15);
/// Descriptors that libraries open at first use and keep: cap-std keeps three of `/proc`.
const KEPT: u64 = 4;
/// How long SIGTERM may take.
const STOP: Duration = Duration::from_secs(10);

/// Once nobody is there any more, everything has been given back.
pub fn judge_rest(report: &mut Report, server: &Server, before: Option<Figures>) {
    let language = server.language;
    let Some(before) = before else {
        let what = tr!(language, "figures of the process", "cifras del proceso");
        return report.inform(what, tr!(language, "not ours to see", "no es nuestro"));
    };
    let is_at_rest = |now: &Figures| now.descriptors <= before.descriptors + KEPT;
    let rested = wait_for(REST, || server.figures().filter(is_at_rest));
    let now = rested.or_else(|| server.figures()).unwrap_or_default();
    report.judge(
        tr!(language, "descriptors at rest", "descriptores en reposo"),
        now.descriptors.to_string(),
        format!("≤ {}", before.descriptors + KEPT),
        rested.is_some(),
    );
    report.inform(
        tr!(language, "memory, threads at rest", "memoria, hilos en reposo"),
        format!("{}, {}", mib(now.memory as f64), now.threads),
    );
    judge_folder(report, server);
}

/// No upload that was broken off has left anything.
fn judge_folder(report: &mut Report, server: &Server) {
    let left = server.left_in_folder().unwrap_or_default();
    report.judge(
        tr!(server.language, "left in its folder", "restos en su carpeta"),
        if left.is_empty() { "—".to_string() } else { left.join(" ") },
        "—".to_string(),
        left.is_empty(),
    );
}

/// It is still alive, ends when it is asked to, and has not complained.
pub fn judge_end(report: &mut Report, server: &mut Server) {
    let language = server.language;
    let answer = greeting(server.addr).unwrap_or_default();
    let answers = answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("Hello, World!");
    let alive = answers && !server.has_ended();
    let what = tr!(language, "it is alive and answers", "está vivo y responde");
    report.judge(what, yes_or_no(alive, language), yes_or_no(true, language), alive);
    let Some((status, time)) = server.stop() else { return };
    let seen = status.map_or("—".to_string(), |status| status.to_string());
    report.judge(
        tr!(language, "after SIGTERM", "tras SIGTERM"),
        format!("{seen}, {:.2} s", time.as_secs_f64()),
        "exit status: 0, ≤ 10 s".to_string(),
        status.is_some_and(|status| status.success()) && time <= STOP,
    );
    judge_complaints(report, server);
}

fn greeting(addr: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(addr)?;
    stream.set_read_timeout(Some(REST))?;
    stream.write_all(b"GET /hello HTTP/1.1\r\nHost: siege\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn yes_or_no(yes: bool, language: Language) -> String {
    if yes { tr!(language, "yes", "sí") } else { tr!(language, "no", "no") }
}

fn judge_complaints(report: &mut Report, server: &Server) {
    let language = server.language;
    let Some(heard) = server.heard() else { return };
    report.judge(
        tr!(language, "complaints on its standard error", "quejas en su salida de errores"),
        heard.complaint_count.to_string(),
        "0".to_string(),
        heard.complaint_count == 0,
    );
    for complaint in &heard.complaints {
        report.note(format!("  {complaint}"));
    }
}
