//! For the writers, until `book check` is there.
fn main() -> anyhow::Result<()> {
    let pages = std::env::args().skip(1).collect::<Vec<_>>();
    let good = book::transcript::check(&std::env::current_dir()?, &pages, true)?;
    std::process::exit(i32::from(!good))
}
