//! The modules of the standard library that models, revision files and env.py use.

use super::library::Library;

/// Registers them all; each is built when it's first imported.
pub(super) fn register(_library: &mut Library) {}
