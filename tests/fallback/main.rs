//! Files that reading can't settle, run by the project's own Python: the same outcome as Alembic's.

#[path = "../common/mod.rs"]
mod common;
mod failures;
mod history;
mod models;
mod replay;
