//! `op.execute`: strings, `sa.text(…)`, Core statements.

use std::rc::Rc;

use crate::operation::{BoundStatement, Operation};
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

use super::directive::{Call, Directive};
use super::schema_objects::{self, Keywords};
use super::{offline, session};

pub const DIRECTIVE: Directive = Directive {
    name: "execute",
    signature: "sqltext, *, execution_options=None",
    batch: Some("sqltext, *, execution_options=None"),
    legacy: &[],
    run,
};

/// Runs at once, inside a batch too.
fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    check_options(interpreter, &call.value("execution_options"))?;
    if offline::is_offline(interpreter) {
        offline::print_one(interpreter, &call.value("sqltext"))?;
        return Ok(Value::None);
    }
    let statement = statement(interpreter, &call.value("sqltext"), None)?;
    if statement.parameters.is_empty() {
        session::apply(interpreter, Operation::Execute { sql: statement.sql, undo: None })?;
    } else {
        session::execute(interpreter, statement)?;
    }
    Ok(Value::None)
}

/// What is to be executed, compiled; a plain string is `sa.text(…)`, so `:name` in it is a parameter.
///
/// # Errors
/// What compiling raises: a parameter without a value, for one.
pub fn statement(
    interpreter: &mut Interpreter,
    executable: &Value,
    parameters: Option<&Value>,
) -> Evaluated<BoundStatement> {
    let executable = match executable {
        Value::Unknown(unknown) => {
            return Err(interpreter.refuse(format!("the SQL is not known: {}", unknown.reason)));
        }
        Value::Str(_) => {
            schema_objects::sqlalchemy(interpreter, "text", vec![executable.clone()], Keywords::new())?
        }
        other => other.clone(),
    };
    crate::sqlalchemy::statement::compile_statement(
        interpreter,
        &executable,
        parameters.unwrap_or(&Value::None),
    )
}

/// `isolation_level` can't be changed inside the migration's transaction; other options say nothing
/// that PostgreSQL would notice.
///
/// # Errors
/// SQLAlchemy's InvalidRequestError.
pub fn check_options(interpreter: &mut Interpreter, options: &Value) -> Evaluated<()> {
    let Value::Dict(options) = options else { return Ok(()) };
    let pairs: Vec<(Rc<str>, Value)> = options
        .borrow()
        .iter()
        .filter_map(|(key, value)| Some((Rc::from(key.as_str()?), value.clone())))
        .collect();
    check_isolation(interpreter, &pairs)
}

/// As [`check_options`], for keywords.
///
/// # Errors
/// SQLAlchemy's InvalidRequestError.
pub fn check_isolation(interpreter: &mut Interpreter, options: &[(Rc<str>, Value)]) -> Evaluated<()> {
    if !options.iter().any(|(name, _)| &**name == "isolation_level") {
        return Ok(());
    }
    if session::session(interpreter)?.autocommit_depth.get() > 0 {
        return Ok(());
    }
    Err(interpreter.raise(
        "sqlalchemy.exc.InvalidRequestError",
        "This connection has already initialized a SQLAlchemy Transaction() object via begin() or autobegin; \
         isolation_level may not be altered unless rollback() or commit() is called first.",
    ))
}
