use super::prelude::*;

pub(super) const EXERCISES: &[Exercise] = &[];
