//! The runner: brings a database from one revision to another, operation by operation.

pub mod connection;
mod decode;
pub mod offline;
mod python;
pub mod rehearsal;
pub mod runner;
pub mod shadow;
pub mod sink;
pub mod version_table;

pub use connection::Blocking;
pub use offline::{OfflineRunner, OfflineSink};
pub use rehearsal::Rehearsal;
pub use runner::{Progress, Report, Runner, Transactions};
pub use shadow::Shadow;
pub use sink::RunningSink;
pub use version_table::VersionTable;
