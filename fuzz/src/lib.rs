//! Stage 7 under libFuzzer, and beside httparse and hyper. The README says how to run it.
//!
//! A binary crate has no library, so the modules of the stage are taken by their paths; the one
//! that reads from a socket is replaced by one that reads from memory.

pub mod case;
pub mod connection;
pub mod differences;
pub mod peers;
pub mod reference;
pub mod render;
pub mod rules;
pub mod targets;

#[path = "../../stage07-methods/src/body.rs"]
pub mod body;
#[path = "../../stage07-methods/src/conditions.rs"]
pub mod conditions;
#[path = "../../stage07-methods/src/files.rs"]
pub mod files;
#[path = "../../stage07-methods/src/headers.rs"]
pub mod headers;
#[path = "../../stage07-methods/src/request.rs"]
pub mod request;
#[path = "../../stage07-methods/src/response.rs"]
pub mod response;
#[path = "../../stage07-methods/src/routes.rs"]
pub mod routes;
#[path = "../../stage07-methods/src/sentence.rs"]
pub mod sentence;
#[path = "../../stage07-methods/src/users.rs"]
pub mod users;
