//! The collecting sink: keeps what a file would do, without a database.

use crate::ddl::split;
use crate::error::Error;
use crate::operation::{BoundStatement, Operation, OperationSink, ResultRows, SavepointAction, SinkError};

/// What reached the sink, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Collected {
    Operation(Operation),
    Statement(BoundStatement),
    AutocommitBlock { begin: bool },
    Savepoint { action: SavepointAction, name: String },
    EndTransaction { commit: bool },
}

/// Statements that would answer with rows answer with none.
#[derive(Clone, Debug, Default)]
pub struct CollectingSink {
    pub collected: Vec<Collected>,
    /// `--sql`: Alembic's offline mode.
    pub offline: bool,
}

impl OperationSink for CollectingSink {
    fn apply(&mut self, operation: Operation) -> Result<(), SinkError> {
        self.collected.push(Collected::Operation(operation));
        Ok(())
    }

    fn execute(&mut self, statement: BoundStatement) -> Result<ResultRows, SinkError> {
        self.collected.push(Collected::Statement(statement));
        Ok(ResultRows::default())
    }

    fn autocommit_block(&mut self, begin: bool) -> Result<(), SinkError> {
        self.collected.push(Collected::AutocommitBlock { begin });
        Ok(())
    }

    fn savepoint(&mut self, action: SavepointAction, name: &str) -> Result<(), SinkError> {
        self.collected.push(Collected::Savepoint { action, name: name.to_owned() });
        Ok(())
    }

    fn end_transaction(&mut self, commit: bool) -> Result<(), SinkError> {
        self.collected.push(Collected::EndTransaction { commit });
        Ok(())
    }

    fn is_offline(&self) -> bool {
        self.offline
    }
}

/// Does nothing, and ends the reading where a file asks for rows: what it does next hangs on them.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowlessSink;

impl OperationSink for RowlessSink {
    fn apply(&mut self, _: Operation) -> Result<(), SinkError> {
        Ok(())
    }

    fn execute(&mut self, statement: BoundStatement) -> Result<ResultRows, SinkError> {
        let last = split::statements(&statement.sql).pop();
        match last.filter(|last| split::returns_rows(&statement.sql[last.clone()])) {
            Some(_) => Err(SinkError::Fatal(Error::new("the file asks for rows"))),
            None => Ok(ResultRows::default()),
        }
    }

    fn autocommit_block(&mut self, _: bool) -> Result<(), SinkError> {
        Ok(())
    }

    fn savepoint(&mut self, _: SavepointAction, _: &str) -> Result<(), SinkError> {
        Ok(())
    }

    fn end_transaction(&mut self, _: bool) -> Result<(), SinkError> {
        Ok(())
    }

    fn is_offline(&self) -> bool {
        false
    }
}
