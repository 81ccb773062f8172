//! The run of one revision file: where its operations go, and what `context.configure` said.

use std::cell::RefCell;
use std::rc::Rc;

use crate::error::Place;
use crate::operation::{BoundStatement, Operation, OperationSink, ResultRows, SinkError};
use crate::python::interpreter::Interpreter;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::Value;

use super::{connection, database_error, dialect, inspector, offline, reflection};
use crate::sqlalchemy::schema_event::{OperationHook, ReflectionHook};

/// Where operations go.
pub type SharedSink = Rc<RefCell<dyn OperationSink>>;

/// What all directives of a run share.
pub struct OperationSession {
    pub sink: SharedSink,
    /// `target_metadata` of env.py: its naming convention reaches the names in `op.*` calls.
    pub target_metadata: RefCell<Value>,
    /// The options of `context.configure`, as `op.get_context().opts` shows them.
    pub options: RefCell<Vec<(Rc<str>, Value)>>,
    /// The URL that env.py connected with.
    pub url: Option<String>,
    /// Open autocommit blocks: isolation level AUTOCOMMIT, no transaction.
    pub autocommit_depth: std::cell::Cell<usize>,
    /// A revision file runs, not env.py.
    pub in_migration: bool,
    /// With `--sql`: the file has what stands for a connection, and may have wanted rows of it.
    pub asked_for_bind: std::cell::Cell<bool>,
    /// Numbers the savepoints.
    pub savepoints: std::cell::Cell<usize>,
    /// An ORM session took the transaction back; nothing may follow.
    rolled_back: RefCell<Option<RolledBack>>,
}

/// The line that called `session.rollback()`.
#[derive(Clone)]
struct RolledBack(Option<Place>);

impl OperationSession {
    pub fn new(sink: SharedSink, target_metadata: Value) -> Self {
        OperationSession {
            sink,
            target_metadata: target_metadata.into(),
            options: RefCell::default(),
            url: None,
            autocommit_depth: 0.into(),
            in_migration: false,
            asked_for_bind: false.into(),
            savepoints: 0.into(),
            rolled_back: RefCell::default(),
        }
    }

    /// `session.rollback()`: harmless where the file then fails, and that is how files use it.
    pub fn roll_back(&self, place: Option<Place>) {
        *self.rolled_back.borrow_mut() = Some(RolledBack(place));
    }

    /// After the file has run, and before every statement.
    ///
    /// # Errors
    /// A refusal once a session took the transaction back.
    pub fn check_rolled_back(&self) -> Evaluated<()> {
        match &*self.rolled_back.borrow() {
            None => Ok(()),
            Some(RolledBack(place)) => Err(Box::new(Raise::Refusal {
                reason:
                    "`rollback()` of a session takes Alembic's own transaction back: what the revision did \
                         before it, and what it does after it, would be lost"
                        .to_owned(),
                place: place.clone(),
                hint: Some("use `begin_nested()` around what may fail".to_owned()),
            })),
        }
    }
}

/// The session of the file that is running.
///
/// # Errors
/// A refusal where no file is running: `op.*` in a module of models, say.
pub fn session(interpreter: &mut Interpreter) -> Evaluated<Rc<OperationSession>> {
    interpreter.extension::<OperationSession>().ok_or_else(|| {
        interpreter.refuse(
            "an operation outside of `upgrade()` and `downgrade()`: there is no migration to run it in",
        )
    })
}

/// Hands over one operation.
///
/// # Errors
/// PostgreSQL's as Python exceptions; the end of the run.
pub fn apply(interpreter: &mut Interpreter, operation: Operation) -> Evaluated<()> {
    let session = session(interpreter)?;
    session.check_rolled_back()?;
    let outcome = session.sink.borrow_mut().apply(operation);
    checked(interpreter, outcome)
}

/// Runs one statement.
///
/// # Errors
/// As [`apply`].
pub fn execute(interpreter: &mut Interpreter, statement: BoundStatement) -> Evaluated<ResultRows> {
    let session = session(interpreter)?;
    session.check_rolled_back()?;
    offline::check_connected(interpreter, &session)?;
    let outcome = session.sink.borrow_mut().execute(statement);
    checked(interpreter, outcome)
}

/// Runs one statement for many parameters: rows affected.
///
/// # Errors
/// As [`apply`].
pub fn execute_many(interpreter: &mut Interpreter, statements: Vec<BoundStatement>) -> Evaluated<u64> {
    let session = session(interpreter)?;
    session.check_rolled_back()?;
    offline::check_connected(interpreter, &session)?;
    let outcome = session.sink.borrow_mut().execute_many(statements);
    checked(interpreter, outcome)
}

/// A sink's error in Python's terms.
///
/// # Errors
/// The error itself.
pub fn checked<T>(interpreter: &mut Interpreter, outcome: Result<T, SinkError>) -> Evaluated<T> {
    match outcome {
        Ok(value) => Ok(value),
        Err(SinkError::Database(error)) => Err(database_error::raise(interpreter, *error)),
        Err(SinkError::Fatal(error)) => {
            let error = match interpreter.place() {
                Some(place) => error.at(place),
                None => error,
            };
            Err(Raise::fatal(error))
        }
    }
}

/// Gives SQLAlchemy's natives what only a connection can: methods of Connection and dialect, and a way
/// for `.create(bind)` and `.drop(bind)`.
///
/// # Errors
/// None of its own.
pub fn install(interpreter: &mut Interpreter) -> Evaluated<()> {
    connection::install(interpreter)?;
    dialect::install(interpreter)?;
    install_hook(interpreter);
    interpreter.set_extension(Rc::new(ReflectionHook {
        table: Box::new(reflection::reflect),
        metadata: Box::new(reflection::reflect_all),
    }));
    Ok(())
}

/// `.create(bind)` and `.drop(bind)` of tables, indexes and types go where the directives go.
/// `checkfirst` of a table asks the catalog, as SQLAlchemy does: without it, its indexes would be
/// created once more.
fn install_hook(interpreter: &mut Interpreter) {
    interpreter.set_extension(Rc::new(OperationHook(Box::new(|interpreter, bind, operation| {
        if interpreter.extension::<OperationSession>().is_none() || !connection::is_bind(interpreter, bind) {
            return Ok(());
        }
        let (name, exists) = match &operation {
            Operation::CreateTable { table, if_not_exists: true } => (table.name.clone(), false),
            Operation::DropTable { table, if_exists: true } => (table.name.clone(), true),
            _ => return apply(interpreter, operation),
        };
        if offline::is_offline(interpreter) {
            // MockConnection: `checkfirst` has nothing to look at
            return apply(interpreter, unconditional(operation));
        }
        let schema = name.schema.as_deref().map_or(Value::None, Value::str);
        let found = inspector::has_table(interpreter, &Value::str(&name.name), &schema)?;
        if interpreter.truth(&found)? != exists {
            return Ok(());
        }
        apply(interpreter, unconditional(operation))
    }))));
}

fn unconditional(operation: Operation) -> Operation {
    match operation {
        Operation::CreateTable { table, .. } => Operation::CreateTable { table, if_not_exists: false },
        Operation::DropTable { table, .. } => Operation::DropTable { table, if_exists: false },
        other => other,
    }
}
