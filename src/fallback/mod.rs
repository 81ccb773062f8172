//! The project's own Python, for the files that reading can't settle.
//!
//! One host process, started when the first file needs it, runs our embedded script (`host/`). It opens
//! no connection: the project's SQLAlchemy works over a DBAPI module of ours that passes statements
//! through a pipe to the tool's own connection, so transaction, `search_path` and locks are shared.

mod answer;
mod failure;
mod host;
mod interpreter;
mod models;
mod process;
mod request;

pub use host::{Fallback, Reason, Refusal, RevisionDone, Settings, Used};
pub use interpreter::{Policy, interpreters};
pub use models::PythonEnvironment;
pub use request::{EnvironmentFacts, MetadataFacts, OfflineFacts, Question, RevisionRequest};

use crate::error::Error;
use crate::operation::{ResultRows, SinkError};

/// What the host's connection is on this side: the session in which the run's own statements go.
pub trait HostSession {
    /// Runs one text of SQL and returns what its last statement answers.
    ///
    /// # Errors
    /// PostgreSQL's; Fatal when the run must end.
    fn query(&mut self, sql: String) -> Result<ResultRows, SinkError>;

    /// Runs many statements of one kind: rows affected by all.
    ///
    /// # Errors
    /// As [`HostSession::query`].
    fn query_all(&mut self, sql: Vec<String>) -> Result<u64, SinkError>;

    /// # Errors
    /// The server's.
    fn begin(&mut self) -> Result<(), SinkError>;

    /// # Errors
    /// The server's.
    fn commit(&mut self) -> Result<(), SinkError>;

    /// # Errors
    /// The server's.
    fn rollback(&mut self) -> Result<(), SinkError>;

    /// With `--sql`: the next piece of the script.
    ///
    /// # Errors
    /// Where nothing is to be printed.
    fn print(&mut self, _: Piece) -> Result<(), SinkError> {
        Err(SinkError::Fatal(Error::new("a script was printed where a database was meant")))
    }
}

/// What Python prints with `--sql`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Without its semicolon.
    Statement(String),
    /// As it is: a comment, BEGIN, COMMIT.
    Text(String),
}
