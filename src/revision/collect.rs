//! The collecting sink: keeps what a file would do, without a database.

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
