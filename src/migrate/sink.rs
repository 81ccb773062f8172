//! The running sink: every operation of a revision file is compiled and executed at once.

use std::rc::Rc;

use crate::ddl::{self, Compiler};
use crate::fallback::HostSession;
use crate::operation::{
    BoundStatement, Operation, OperationSink, ResultRows, SavepointAction, SinkError, SqlValue,
};

use super::connection::Blocking;

/// Runs on a connection whose transaction the runner opened.
pub struct RunningSink {
    pub connection: Rc<Blocking>,
    /// Whether the runner's transaction is open; an autocommit block closes it for a while, a
    /// `commit()` written in a file for good.
    pub in_transaction: bool,
    /// What an autocommit block has to open again when it ends.
    suspended: Vec<bool>,
    /// Statements sent, for reports.
    pub statements: usize,
    /// Something was committed or rolled back since it was last set: what came before can't be undone.
    pub ended_transaction: bool,
    /// A file wrote COMMIT or ROLLBACK out: as with psycopg2, what follows runs without a transaction
    /// until the runner begins one.
    left_transaction: bool,
    compiler: Compiler,
    guard: Guard,
}

/// The savepoint that a file runs behind, so that a refusal in its middle leaves nothing behind.
#[derive(Default)]
struct Guard {
    /// It is set, if nothing ended the transaction since.
    is_set: bool,
    /// What the compiler knew when it was set.
    compiler: Option<Compiler>,
    /// Sequences are not transactional: where they stood before the file's first rows. `None` until
    /// then.
    sequences: Option<Vec<Vec<SqlValue>>>,
    /// The file is being read, so that what it does may have to be taken back.
    is_watching: bool,
}

const SAVEPOINT: &str = "gen_migration_file";

impl RunningSink {
    pub fn new(connection: Rc<Blocking>) -> Self {
        RunningSink {
            connection,
            in_transaction: false,
            suspended: Vec::new(),
            statements: 0,
            ended_transaction: false,
            left_transaction: false,
            compiler: Compiler::new(),
            guard: Guard::default(),
        }
    }

    /// # Errors
    /// The server's.
    pub fn begin(&mut self) -> Result<(), SinkError> {
        self.connection.begin()?;
        self.in_transaction = true;
        self.left_transaction = false;
        Ok(())
    }

    /// # Errors
    /// The server's: deferred constraints are checked here.
    pub fn commit(&mut self) -> Result<(), SinkError> {
        if std::mem::take(&mut self.in_transaction) {
            self.ended_transaction = true;
            self.connection.commit()?;
        }
        Ok(())
    }

    /// # Errors
    /// The server's.
    pub fn rollback(&mut self) -> Result<(), SinkError> {
        if std::mem::take(&mut self.in_transaction) {
            self.ended_transaction = true;
            self.connection.rollback()?;
        }
        Ok(())
    }

    /// Sets the savepoint of the next file, in place of the last one's.
    ///
    /// # Errors
    /// The server's.
    pub fn guard_file(&mut self) -> Result<(), SinkError> {
        let last = std::mem::take(&mut self.guard.is_set) && !self.ended_transaction;
        self.ended_transaction = false;
        self.guard.compiler = Some(self.compiler.clone());
        self.guard.sequences = None;
        self.guard.is_watching = true;
        if self.in_transaction && !self.left_transaction {
            let release = if last { format!("RELEASE SAVEPOINT {SAVEPOINT}; ") } else { String::new() };
            self.connection.run(&format!("{release}SAVEPOINT {SAVEPOINT}"))?;
            self.guard.is_set = true;
        }
        Ok(())
    }

    /// Takes back what the file did so far; false when it can't be taken back any more.
    ///
    /// # Errors
    /// The server's.
    pub fn undo_file(&mut self) -> Result<bool, SinkError> {
        self.guard.is_watching = false;
        if self.ended_transaction || !self.guard.is_set {
            return Ok(false);
        }
        self.connection.run(&format!("ROLLBACK TO SAVEPOINT {SAVEPOINT}"))?;
        if let Some(compiler) = &self.guard.compiler {
            self.compiler = compiler.clone();
        }
        if let Some(before) = self.guard.sequences.take() {
            let after = self.sequences()?;
            // one that the file itself made went with it
            let is_there = |row: &Vec<SqlValue>| after.iter().any(|other| other.first() == row.first());
            for row in before.into_iter().filter(|row| is_there(row) && !after.contains(row)) {
                let sql = "SELECT setval($1::oid::regclass, coalesce($2, $3), $2 IS NOT NULL)".to_owned();
                self.connection.query(&BoundStatement { sql, parameters: row })?;
            }
        }
        Ok(true)
    }

    /// Every sequence: its oid, its last value (null before the first), its start.
    fn sequences(&self) -> Result<Vec<Vec<SqlValue>>, SinkError> {
        let mut sql = "SELECT seqrelid, pg_catalog.pg_sequence_last_value(seqrelid), seqstart FROM pg_catalog.pg_sequence"
            .to_owned();
        if self.connection.shadow().is_some() {
            // looking at one locks it
            sql.push_str(
                " WHERE seqrelid IN (SELECT oid FROM pg_catalog.pg_class \
                 WHERE relnamespace = pg_catalog.current_schema()::regnamespace)",
            );
        }
        self.connection.query(&BoundStatement { sql, parameters: Vec::new() }).map(|result| result.rows)
    }

    /// Called before statements that may draw from sequences.
    fn watch_sequences(&mut self) -> Result<(), SinkError> {
        if self.guard.is_watching && self.guard.is_set && self.guard.sequences.is_none() {
            self.guard.sequences = Some(self.sequences()?);
        }
        Ok(())
    }

    /// Notes a COMMIT or ROLLBACK that a file wrote out.
    fn note(&mut self, sql: &str) {
        if !(self.ended_transaction && self.left_transaction) && ddl::split::ends_transaction(sql) {
            self.ended_transaction = true;
            self.left_transaction = true;
        }
    }
}

impl OperationSink for RunningSink {
    fn apply(&mut self, mut operation: Operation) -> Result<(), SinkError> {
        if self.connection.shadow().is_some() {
            // how to build an index, not what it is, and no transaction allows it
            if let Operation::CreateIndex { index, .. } | Operation::DropIndex { index, .. } = &mut operation
            {
                index.concurrently = false;
            }
        }
        if matches!(operation, Operation::Execute { .. } | Operation::BulkInsert { .. }) {
            self.watch_sequences()?;
        }
        for statement in self.compiler.compile(&operation).map_err(SinkError::Fatal)? {
            if let Some(guard) = &statement.guard {
                let question = BoundStatement { sql: guard.query(), parameters: Vec::new() };
                let answer = self.connection.query(&question)?;
                if answer.rows.first().and_then(|row| row.first()) != Some(&SqlValue::Boolean(true)) {
                    continue;
                }
            }
            self.statements += 1;
            self.note(&statement.sql);
            self.connection.run(&statement.sql)?;
        }
        Ok(())
    }

    fn execute(&mut self, statement: BoundStatement) -> Result<ResultRows, SinkError> {
        self.watch_sequences()?;
        self.statements += 1;
        self.note(&statement.sql);
        self.connection.query(&statement)
    }

    fn execute_many(&mut self, statements: Vec<BoundStatement>) -> Result<u64, SinkError> {
        self.watch_sequences()?;
        // many rows, few messages: a text of several statements stops at the first that fails
        const BATCH: usize = 256 << 10;
        let mut affected = 0;
        let mut text = String::new();
        let mut count = 0;
        for statement in &statements {
            let sql = ddl::inline::inlined(statement).map_err(SinkError::Fatal)?;
            if !text.is_empty() {
                text.push_str(";\n");
            }
            text.push_str(&sql);
            count += 1;
            if text.len() >= BATCH {
                affected += self.connection.run_all(&text)?;
                text.clear();
            }
        }
        if !text.is_empty() {
            affected += self.connection.run_all(&text)?;
        }
        self.statements += count;
        Ok(affected)
    }

    fn autocommit_block(&mut self, begin: bool) -> Result<(), SinkError> {
        if begin {
            self.suspended.push(self.in_transaction);
            return self.commit();
        }
        if self.suspended.pop().unwrap_or(false) {
            self.begin()?;
        }
        Ok(())
    }

    fn savepoint(&mut self, action: SavepointAction, name: &str) -> Result<(), SinkError> {
        let name = ddl::identifier::quote(name);
        let sql = match action {
            SavepointAction::Begin => format!("SAVEPOINT {name}"),
            SavepointAction::Release => format!("RELEASE SAVEPOINT {name}"),
            SavepointAction::Rollback => format!("ROLLBACK TO SAVEPOINT {name}"),
        };
        self.connection.run(&sql).map(drop)
    }

    fn end_transaction(&mut self, commit: bool) -> Result<(), SinkError> {
        if commit { self.commit() } else { self.rollback() }
    }

    fn is_offline(&self) -> bool {
        false
    }
}

/// The project's Python works on the same connection, in the same transaction.
impl HostSession for RunningSink {
    fn query(&mut self, sql: String) -> Result<ResultRows, SinkError> {
        self.execute(BoundStatement { sql, parameters: Vec::new() })
    }

    fn query_all(&mut self, sql: Vec<String>) -> Result<u64, SinkError> {
        for text in &sql {
            self.note(text);
        }
        let statements = sql.into_iter().map(|sql| BoundStatement { sql, parameters: Vec::new() });
        self.execute_many(statements.collect())
    }

    fn begin(&mut self) -> Result<(), SinkError> {
        if self.in_transaction { Ok(()) } else { RunningSink::begin(self) }
    }

    fn commit(&mut self) -> Result<(), SinkError> {
        RunningSink::commit(self)
    }

    fn rollback(&mut self) -> Result<(), SinkError> {
        RunningSink::rollback(self)
    }
}
