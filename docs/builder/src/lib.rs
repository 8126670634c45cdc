//! `cargo book`: builds the book in both languages, and has a stage serve it.
//!
//! * [`page`] reads the pages, [`piece`] cuts them into lines, fenced blocks and directives.
//! * [`expand`] replaces the directives of a page: [`directive`] has one module for each of them.
//! * [`source`] finds items in source files, and what is new in them since the stage before.
//! * [`transcript`] runs what the pages show of terminals and connections.
//! * [`preprocess`] does so for mdBook, [`build`] builds both books, [`links`] looks at the result.

pub mod build;
pub mod course;
pub mod directive;
pub mod expand;
pub mod fence;
pub mod figures;
pub mod html;
pub mod language;
pub mod links;
pub mod options;
pub mod page;
pub mod piece;
pub mod preprocess;
pub mod rfc;
pub mod serve;
pub mod site;
pub mod source;
pub mod transcript;
pub mod trouble;
pub mod warnings;
pub mod watch;
pub mod wire;
pub mod workspace;
