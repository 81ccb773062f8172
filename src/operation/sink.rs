//! Where a revision file's operations go, one by one, in the order in which its code runs.
//!
//! The running sink executes each at once (later lines read rows that earlier ones made), the
//! `--sql` sink prints, the collecting sink keeps.

use super::Operation;

/// Receives what `upgrade()` or `downgrade()` does. Synchronous: a file is code that runs top down.
pub trait OperationSink {
    /// Carries out one schema operation.
    ///
    /// # Errors
    /// [`SinkError::Database`] becomes the Python exception that SQLAlchemy would raise.
    fn apply(&mut self, operation: Operation) -> Result<(), SinkError>;

    /// `op.get_bind().execute(...)` and the like: runs a statement, returns its rows.
    fn execute(&mut self, statement: BoundStatement) -> Result<ResultRows, SinkError>;

    /// The same statement for many parameters (`bulk_insert`, executemany): rows affected.
    ///
    /// # Errors
    /// As [`OperationSink::execute`]; what was sent before the failing one has been executed.
    fn execute_many(&mut self, statements: Vec<BoundStatement>) -> Result<u64, SinkError> {
        let mut affected = 0;
        for statement in statements {
            affected += self.execute(statement)?.affected;
        }
        Ok(affected)
    }

    /// `with op.get_context().autocommit_block():` begins (commits what was done so far) and ends.
    fn autocommit_block(&mut self, begin: bool) -> Result<(), SinkError>;

    /// `begin_nested()`, and the try/except of files that go on after a database error.
    fn savepoint(&mut self, action: SavepointAction, name: &str) -> Result<(), SinkError>;

    /// `connection.commit()` and `connection.rollback()` written out in a file.
    fn end_transaction(&mut self, commit: bool) -> Result<(), SinkError>;

    /// `context.is_offline_mode()`: statements are printed, not run, and there are no rows.
    fn is_offline(&self) -> bool;

    /// `context.static_output()` and the likes: a line of its own in the script of `--sql`. There is
    /// none otherwise.
    fn static_output(&mut self, _text: &str) {}
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavepointAction {
    Begin,
    Release,
    Rollback,
}

/// SQL with `$1…` placeholders for `parameters`. Without parameters the text goes to the server as
/// it is (the simple protocol: several statements are allowed).
#[derive(Clone, Debug, PartialEq)]
pub struct BoundStatement {
    pub sql: String,
    pub parameters: Vec<SqlValue>,
}

/// A value on its way to or from the server.
#[derive(Clone, Debug, PartialEq)]
pub enum SqlValue {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    /// A number too large or too exact for the others, in decimal.
    Numeric(String),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(String),
    /// ISO text with the PostgreSQL type's name: `date`, `time`, `timetz`, `timestamp`, `timestamptz`, `interval`.
    Temporal {
        type_name: String,
        text: String,
    },
    /// JSON text; `binary` tells jsonb from json.
    Json {
        text: String,
        binary: bool,
    },
    Array(Vec<SqlValue>),
    /// An SQL expression to be inlined, not bound (`sa.text('now()')` as a bulk_insert value).
    Expression(String),
    /// Any other type, by name, as text.
    Other {
        type_name: String,
        text: String,
    },
}

/// What a statement returned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultRows {
    pub columns: Vec<RowColumn>,
    pub rows: Vec<Vec<SqlValue>>,
    /// Rows affected by INSERT, UPDATE, DELETE.
    pub affected: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowColumn {
    pub name: String,
    /// `format_type` without modifiers, e.g. `integer`, `text[]`; empty when not known.
    pub type_name: String,
}

#[derive(Clone, Debug)]
pub enum SinkError {
    /// PostgreSQL said no.
    Database(Box<DatabaseError>),
    /// Something that ends the run whatever the file's code does: lost connection, Ctrl-C, an
    /// operation that can't be compiled.
    Fatal(crate::error::Error),
}

/// PostgreSQL's error, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseError {
    /// Five characters: `42P07`.
    pub sqlstate: String,
    pub message: String,
    pub detail: Option<String>,
    pub hint: Option<String>,
    /// 1-based, in characters of `sql`.
    pub position: Option<u32>,
    /// The statement that failed.
    pub sql: String,
}
