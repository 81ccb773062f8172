//! Code map, in reading order: each line may import what stands below it, and `error` always.
//! `docs/ARCHITECTURE.md` says why; `tests/architecture.rs` holds everybody to it.

pub mod cli;
pub mod output;

pub mod workflow;

pub mod migrate;

pub mod environment;
pub mod metadata;
pub mod revision;

pub mod sqlalchemy;

pub mod python;

pub mod fallback;

pub mod config;
pub mod database;
pub mod interrupt;

pub mod catalog;
pub mod diff;
pub mod hazard;
pub mod render;

pub mod ddl;

pub mod operation;
pub mod schema;

pub mod error;

/// Reading makes and drops small values all the time; the system's allocator is slow at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
