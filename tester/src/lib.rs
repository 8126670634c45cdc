//! The shared tests of the course: what every stage must do, said once.
//!
//! * [`catalogue`] lists the checks; [`checks`] holds them, and the guide for writing more.
//! * [`exercises`] are those of the book, with a check each.
//! * [`server`] starts a stage, [`client`] talks to it byte for byte, [`response`] reads
//!   its answers strictly.
//! * [`failure`] says what went wrong, [`report`] tells it to a learner.
//! * [`broken`] puts a deliberately broken server in front of a stage, so that
//!   [`harness::proofs`] can show that each check bites.
//! * [`chain`] compares each stage with the one before.
//! * [`command`] is `httpcourse`: the same checks, for anybody's server.

pub mod broken;
pub mod catalogue;
#[cfg(feature = "chain")]
pub mod chain;
pub mod checks;
pub mod client;
#[cfg(feature = "command")]
pub mod command;
pub mod exercises;
pub mod failure;
pub mod harness;
pub mod report;
pub mod response;
pub mod server;
mod visible;

pub use harness::{conformance, proofs};

/// What a check's module needs: `use crate::prelude::*;`.
pub mod prelude {
    pub use crate::broken::{self, Breakage, Broken, Ending, Front, Relay};
    pub use crate::catalogue::{Check, Text};
    pub use crate::client::Client;
    pub use crate::failure::{Failure, Verdict};
    pub use crate::response::Response;
    pub use crate::server::Server;

    /// A number of seconds.
    pub const fn seconds(count: u64) -> std::time::Duration {
        std::time::Duration::from_secs(count)
    }
}
