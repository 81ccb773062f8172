//! Code map, in reading order. Imports point downward; `docs/ARCHITECTURE.md` says why.

pub mod cli;
pub mod error;
pub mod operation;
pub mod schema;
