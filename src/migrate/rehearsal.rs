//! The connection for Python code whose statements must leave nothing behind: env.py, run once more for
//! its models, and functions that look at the database.

use crate::error::Result;
use crate::fallback::HostSession;
use crate::operation::{ResultRows, SinkError};

use super::connection::Blocking;
use super::sink::RunningSink;
use super::version_table;

/// Everything between the making and [`Rehearsal::end`] is rolled back.
pub struct Rehearsal {
    sink: RunningSink,
}

const SAVEPOINT: &str = "gen_migration_rehearsal";

impl Rehearsal {
    /// # Errors
    /// The server's.
    pub fn begin(connection: &std::rc::Rc<Blocking>) -> Result<Rehearsal> {
        let mut sink = RunningSink::new(connection.clone());
        sink.begin().map_err(version_table::error)?;
        Ok(Rehearsal { sink })
    }

    /// # Errors
    /// The server's.
    pub fn end(mut self) -> Result<()> {
        self.sink.rollback().map_err(version_table::error)
    }
}

impl HostSession for Rehearsal {
    fn query(&mut self, sql: String) -> Result<ResultRows, SinkError> {
        self.sink.query(sql)
    }

    fn query_all(&mut self, sql: Vec<String>) -> Result<u64, SinkError> {
        self.sink.query_all(sql)
    }

    fn begin(&mut self) -> Result<(), SinkError> {
        self.sink.connection.run(&format!("SAVEPOINT {SAVEPOINT}")).map(drop)
    }

    fn commit(&mut self) -> Result<(), SinkError> {
        self.sink.connection.run(&format!("RELEASE SAVEPOINT {SAVEPOINT}")).map(drop)
    }

    fn rollback(&mut self) -> Result<(), SinkError> {
        let sql = format!("ROLLBACK TO SAVEPOINT {SAVEPOINT}; RELEASE SAVEPOINT {SAVEPOINT}");
        self.sink.connection.run(&sql).map(drop)
    }
}
