//! For the writers, until `book check` is there.
fn main() -> anyhow::Result<std::process::ExitCode> {
    let pages = std::env::args().skip(1).map(|page| page.trim_end_matches(".md").to_string());
    book::transcript::check(&std::env::current_dir()?, &pages.collect::<Vec<_>>())
}
