use crate::{cli::*, report::*};
pub fn run(_: &Options, _: &Soak) -> anyhow::Result<Report> {
    todo!()
}
