//! `--sql`: statements are printed instead of sent. What a file gets for a connection is SQLAlchemy's
//! MockConnection, which executes without an answer and has nothing to inspect.

use std::rc::Rc;

use crate::ddl;
use crate::operation::{BoundStatement, Operation};
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::{Class, Instance, Value};
pub use crate::sqlalchemy::engine::MOCK_CONNECTION;
use crate::sqlalchemy::implicit_returning;

use super::session::OperationSession;
use super::{connection, dialect, execute, session};

struct MockClass(Rc<Class>);

/// Whether there is a script to print instead of a database.
pub fn is_offline(interpreter: &Interpreter) -> bool {
    interpreter.extension::<OperationSession>().is_some_and(|session| session.sink.borrow().is_offline())
}

/// What `op.get_bind()` gives.
///
/// # Errors
/// None of its own.
pub fn bind(interpreter: &mut Interpreter) -> Evaluated {
    if !is_offline(interpreter) {
        return connection::connection(interpreter);
    }
    if let Some(session) = interpreter.extension::<OperationSession>() {
        session.asked_for_bind.set(true);
    }
    let class = interpreter.extension::<MockClass>().unwrap_or_else(|| Rc::new(MockClass(mock_class())));
    interpreter.set_extension(class.clone());
    Ok(Value::Instance(Instance::new(class.0.clone())))
}

/// `connection.execute(…)` where there is a database; in offline mode it is printed, and the answer is None.
///
/// # Errors
/// What compiling and PostgreSQL raise.
pub fn run(interpreter: &mut Interpreter, statement: &Value, parameters: &Value) -> Evaluated {
    if !is_offline(interpreter) {
        return connection::run(interpreter, statement, parameters);
    }
    let many = match parameters {
        Value::List(items) => items.borrow().clone(),
        Value::Tuple(items) => items.to_vec(),
        Value::None => Vec::new(),
        one => vec![one.clone()],
    };
    if many.is_empty() {
        print_one(interpreter, statement)?;
    }
    for parameters in &many {
        let statement = execute::statement(interpreter, statement, Some(parameters))?;
        print(interpreter, &statement)?;
    }
    Ok(Value::None)
}

/// Prints what `op.execute` was given.
///
/// # Errors
/// What compiling raises; a value that no literal can say.
pub fn print_one(interpreter: &mut Interpreter, executable: &Value) -> Evaluated<()> {
    let mut statement = execute::statement(interpreter, executable, None)?;
    statement.sql.push_str(&implicit_returning::clause(interpreter, executable)?);
    print(interpreter, &statement)
}

/// Prints a statement with its values in place.
///
/// # Errors
/// A value that no literal can say.
pub fn print(interpreter: &mut Interpreter, statement: &BoundStatement) -> Evaluated<()> {
    match ddl::inline::offline(statement) {
        Ok(sql) => session::apply(interpreter, Operation::Execute { sql, undo: None }),
        Err(error) => Err(interpreter.refuse(error.message())),
    }
}

/// A text of its own in the script; without one it goes where `print` goes.
///
/// # Errors
/// None of its own.
pub fn static_output(interpreter: &mut Interpreter, text: &str) -> Evaluated {
    match interpreter.extension::<OperationSession>().filter(|session| session.sink.borrow().is_offline()) {
        Some(session) => session.sink.borrow_mut().static_output(text),
        None => interpreter.write(&format!("{text}\n")),
    }
    Ok(Value::None)
}

/// What `sqlalchemy.inspect()` raises.
pub fn no_inspection(interpreter: &mut Interpreter) -> Box<Raise> {
    let reason = format!("No inspection system is available for object of type <class '{MOCK_CONNECTION}'>");
    interpreter.raise("sqlalchemy.exc.NoInspectionAvailable", reason)
}

/// What needs an answer can't be had in offline mode.
///
/// # Errors
/// A refusal then; Python may still know how the file goes on.
pub fn check_connected(interpreter: &mut Interpreter, session: &OperationSession) -> Evaluated<()> {
    if !session.sink.borrow().is_offline() {
        return Ok(());
    }
    Err(Box::new(Raise::Refusal {
        reason: "with --sql there is no database to answer".to_owned(),
        place: interpreter.place(),
        hint: Some(NO_ROWS.to_owned()),
    }))
}

/// For errors of files that wanted rows.
pub const NO_ROWS: &str = "--sql prints and connects to nothing, so that there are no rows to read and nothing to inspect: \
     let the file ask `context.is_offline_mode()`, or run it on a database";

fn mock_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.engine.mock", "MockConnection")
        .property("engine", |_, receiver| Ok(receiver.clone()))
        .property("dialect", |interpreter, _| dialect::dialect(interpreter))
        .property("name", |_, _| Ok(Value::str("postgresql")))
        .method("connect", "self, **kwargs", |_, bound| Ok(bound.receiver()))
        .method("schema_for_object", "self, obj", |interpreter, bound| {
            interpreter.get_attribute(&bound.value("obj"), "schema")
        })
        .method("execution_options", "self, **kw", |_, bound| Ok(bound.receiver()))
        .method("execute", "self, obj, parameters=None, execution_options=None", |interpreter, bound| {
            run(interpreter, &bound.value("obj"), &bound.value("parameters"))
        })
        .build()
}
