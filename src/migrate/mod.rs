//! The runner: brings a database from one revision to another, operation by operation.

pub mod connection;
mod decode;
pub mod literal;
pub mod sink;
pub mod split;
pub mod version_table;

pub use connection::Blocking;
pub use sink::RunningSink;
pub use version_table::VersionTable;
