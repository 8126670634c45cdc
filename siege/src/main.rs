//! `cargo siege slow`, `cargo siege soak`: whether a stage holds under slow and hostile clients.

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    match siege::run(std::env::args_os().collect()) {
        Ok(code) => code.into(),
        Err(error) => {
            siege::server::say(&format!("siege: {error:#}"));
            2.into()
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::process::ExitCode {
    eprintln!("siege: this needs Linux: its figures come from /proc");
    eprintln!("siege: esto necesita Linux: sus cifras salen de /proc");
    2.into()
}
