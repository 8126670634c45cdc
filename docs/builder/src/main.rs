//! `cargo book`: builds the book in both languages, and has a stage serve it.

fn main() {}
