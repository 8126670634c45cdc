use crate::prelude::*;

pub const CHECKS: &[Check] = &[];
