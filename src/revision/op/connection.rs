//! `Connection`: what `op.get_bind()` returns, and what env.py gets from its engine.

use std::cell::Cell;
use std::rc::Rc;

use crate::operation::{BoundStatement, ResultRows, SavepointAction, SqlValue};
use crate::python::call::{Arguments, Bound};
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::{Class, Instance, Value};
use crate::sqlalchemy::native::natives;
use crate::sqlalchemy::statement as core;

use super::{dialect, execute, offline, result, session};

/// Classes of transactions, one set for a run.
struct TransactionClasses {
    nested: Rc<Class>,
    root: Rc<Class>,
}

fn transactions(interpreter: &mut Interpreter) -> Rc<TransactionClasses> {
    if let Some(classes) = interpreter.extension::<TransactionClasses>() {
        return classes;
    }
    let classes = Rc::new(TransactionClasses { nested: nested_class(), root: root_class() });
    interpreter.set_extension(classes.clone());
    classes
}

/// The connection of the run.
///
/// # Errors
/// None of its own.
pub fn connection(interpreter: &mut Interpreter) -> Evaluated {
    Ok(Value::Instance(Instance::new(natives(interpreter)?.class("Connection"))))
}

/// Whether the value is a Connection, an AsyncConnection of ours, an Engine, or what stands for one in
/// offline mode.
pub fn is_bind(interpreter: &Interpreter, value: &Value) -> bool {
    ["sqlalchemy.engine.base.Connection", "sqlalchemy.engine.base.Engine", offline::MOCK_CONNECTION]
        .iter()
        .any(|path| interpreter.is_instance(value, path))
}

/// `connection.execute(statement, parameters)`; a list of parameters runs it once for each.
///
/// # Errors
/// What compiling and PostgreSQL raise.
pub fn run(interpreter: &mut Interpreter, statement: &Value, parameters: &Value) -> Evaluated {
    let many = match parameters {
        Value::List(items) => Some(items.borrow().clone()),
        Value::Tuple(items) => Some(items.to_vec()),
        _ => None,
    };
    let Some(many) = many.filter(|many| !many.is_empty()) else {
        let parameters = Some(parameters)
            .filter(|value| !value.is_none() && !matches!(value, Value::List(_) | Value::Tuple(_)));
        let compiled = match (statement, parameters) {
            // SQLAlchemy 1.4 took strings, without looking for `:name` in them
            (Value::Str(sql), None) => BoundStatement { sql: sql.to_string(), parameters: Vec::new() },
            _ => execute::statement(interpreter, statement, parameters)?,
        };
        let rows = session::execute(interpreter, compiled)?;
        return result::typed(interpreter, rows, core::result_columns(statement).0);
    };
    if many.len() > 1 && core::returns_rows(statement) {
        // INSERT … RETURNING of many rows: one statement, as `insertmanyvalues` makes it
        let compiled = execute::statement(interpreter, statement, Some(parameters))?;
        let rows = session::execute(interpreter, compiled)?;
        return result::typed(interpreter, rows, core::result_columns(statement).0);
    }
    let mut statements = Vec::with_capacity(many.len());
    for parameters in &many {
        statements.push(execute::statement(interpreter, statement, Some(parameters))?);
    }
    let affected = session::execute_many(interpreter, statements)?;
    result::result(interpreter, ResultRows { affected, ..ResultRows::default() })
}

/// `exec_driver_sql`: psycopg2's `%s` and `%(name)s`, and `%%` where there are parameters.
fn driver_sql(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated {
    let sql = super::directive::text(interpreter, &bound.value("statement"), "statement")?;
    let parameters = bound.value("parameters");
    if parameters.is_none() {
        let statement = BoundStatement { sql, parameters: Vec::new() };
        let rows = session::execute(interpreter, statement)?;
        return result::result(interpreter, rows);
    }
    let mut text = String::with_capacity(sql.len());
    let mut values = Vec::new();
    let mut named: Vec<(String, usize)> = Vec::new();
    let mut rest = sql.as_str();
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            text.push('%');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('s') {
            let items = interpreter.iterate(&parameters)?;
            let Some(item) = items.get(values.len()).cloned() else {
                return Err(interpreter.raise("IndexError", "tuple index out of range"));
            };
            values.push(crate::sqlalchemy::literal::from_python(interpreter, &item)?);
            text.push_str(&format!("${}", values.len()));
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(")s")) {
            let known = named.iter().find(|(known, _)| known == name).map(|(_, number)| *number);
            let number = match known {
                Some(number) => number,
                None => {
                    let item = interpreter.item(&parameters, &Value::str(name))?;
                    values.push(crate::sqlalchemy::literal::from_python(interpreter, &item)?);
                    named.push((name.to_owned(), values.len()));
                    values.len()
                }
            };
            text.push_str(&format!("${number}"));
            rest = after;
        } else {
            return Err(interpreter.raise("ValueError", "unsupported format character in the SQL"));
        }
    }
    text.push_str(rest);
    let rows = session::execute(interpreter, BoundStatement { sql: text, parameters: values })?;
    result::result(interpreter, rows)
}

/// Positional parameters of SQLAlchemy 1.4: `execute(stmt, a=1, b=2)`.
fn parameters(bound: &Bound) -> Value {
    if bound.keywords.is_empty() {
        return bound.value("parameters");
    }
    let mut dict = Dict::default();
    for (name, value) in &bound.keywords {
        dict.insert_str(name, value.clone());
    }
    Value::dict(dict)
}

/// Gives SQLAlchemy's class its methods.
///
/// # Errors
/// None of its own.
pub fn install(interpreter: &mut Interpreter) -> Evaluated<()> {
    let class = natives(interpreter)?.class("Connection");
    const EXECUTE: &str = "self, statement, parameters=None, *, execution_options=None, **kw";
    ClassBuilder::extending(&class)
        .attribute("closed", Value::Bool(false))
        .attribute("invalidated", Value::Bool(false))
        .method("execute", EXECUTE, |interpreter, bound| {
            execute::check_options(interpreter, &bound.value("execution_options"))?;
            run(interpreter, &bound.value("statement"), &parameters(&bound))
        })
        .method("scalar", EXECUTE, |interpreter, bound| {
            let result = run(interpreter, &bound.value("statement"), &parameters(&bound))?;
            interpreter.call_method(&result, "scalar", Vec::new())
        })
        .method("scalars", EXECUTE, |interpreter, bound| {
            let result = run(interpreter, &bound.value("statement"), &parameters(&bound))?;
            interpreter.call_method(&result, "scalars", Vec::new())
        })
        .method(
            "exec_driver_sql",
            "self, statement, parameters=None, execution_options=None",
            |interpreter, bound| driver_sql(interpreter, &bound),
        )
        .method("begin", "self", |interpreter, bound| {
            let classes = transactions(interpreter);
            let instance = Instance::new(classes.root.clone());
            instance.set_attribute("connection", bound.receiver());
            Ok(Value::Instance(instance))
        })
        .method("begin_nested", "self", |interpreter, _| begin_nested(interpreter))
        .method("commit", "self", |interpreter, _| end_transaction(interpreter, "commit()"))
        .method("rollback", "self", |interpreter, _| end_transaction(interpreter, "rollback()"))
        .method("close", "self", |_, _| Ok(Value::None))
        .method("in_transaction", "self", |interpreter, _| {
            session::session(interpreter)?;
            Ok(Value::Bool(true))
        })
        .method("in_nested_transaction", "self", |_, _| Ok(Value::Bool(false)))
        .method("get_transaction", "self", |interpreter, bound| {
            interpreter.call_method(&bound.receiver(), "begin", Vec::new())
        })
        .method("execution_options", "self, **opt", |interpreter, bound| {
            execute::check_isolation(interpreter, &bound.keywords)?;
            Ok(bound.receiver())
        })
        .method("get_execution_options", "self", |_, _| Ok(Value::dict(Dict::default())))
        .method("get_isolation_level", "self", |interpreter, _| {
            let autocommit = session::session(interpreter)?.autocommit_depth.get() > 0;
            Ok(Value::str(if autocommit { "AUTOCOMMIT" } else { "READ COMMITTED" }))
        })
        .method("run_callable", "self, callable_, *args, **kwargs", |interpreter, bound| {
            call_with_connection(interpreter, &bound, "callable_")
        })
        .method("run_sync", "self, fn, *args, **kwargs", |interpreter, bound| {
            call_with_connection(interpreter, &bound, "fn")
        })
        .method("schema_for_object", "self, obj", |interpreter, bound| {
            interpreter.get_attribute(&bound.value("obj"), "schema")
        })
        .method("__enter__", "self", |_, bound| Ok(bound.receiver()))
        .method("__exit__", "self, *args", |_, _| Ok(Value::None))
        .property("dialect", |interpreter, _| dialect::dialect(interpreter))
        .property("engine", |interpreter, _| dialect::engine(interpreter))
        .property("info", |_, _| Ok(Value::dict(Dict::default())))
        .property("default_isolation_level", |_, _| Ok(Value::str("READ COMMITTED")))
        .property("connection", |interpreter, _| {
            Err(interpreter.refuse("`connection.connection`, the driver's own: there is no Python driver"))
        })
        .build();
    Ok(())
}

fn call_with_connection(interpreter: &mut Interpreter, bound: &Bound, callee: &str) -> Evaluated {
    let mut positional = vec![bound.receiver()];
    positional.extend(bound.rest.iter().cloned());
    let arguments = Arguments { positional, keywords: bound.keywords.clone() };
    interpreter.call(&bound.value(callee), arguments)
}

/// `commit()` and `rollback()` end the transaction that Alembic opened. What follows, and the row of
/// the version table, then sits in one that nobody commits: real Alembic loses both and exits with 0.
fn end_transaction(interpreter: &mut Interpreter, call: &str) -> Evaluated {
    let session = session::session(interpreter)?;
    // what env.py executes before a migration is committed as it comes
    if session.autocommit_depth.get() > 0 || (!session.in_migration && call == "commit()") {
        return Ok(Value::None);
    }
    Err(Box::new(Raise::Refusal {
        reason: format!(
            "`{call}` ends Alembic's own transaction: what comes after it, and the version, would be lost"
        ),
        place: interpreter.place(),
        hint: Some(
            "leave it out, or put what must be committed into `with op.get_context().autocommit_block():`"
                .to_owned(),
        ),
    }))
}

struct Nested {
    name: String,
    active: Cell<bool>,
}

/// `begin_nested()`: a savepoint.
///
/// # Errors
/// PostgreSQL's.
pub fn begin_nested(interpreter: &mut Interpreter) -> Evaluated {
    let session = session::session(interpreter)?;
    offline::check_connected(interpreter, &session)?;
    let number = session.savepoints.get() + 1;
    session.savepoints.set(number);
    let name = format!("sa_savepoint_{number}");
    let outcome = session.sink.borrow_mut().savepoint(SavepointAction::Begin, &name);
    session::checked(interpreter, outcome)?;
    let classes = transactions(interpreter);
    let instance = Instance::new(classes.nested.clone());
    instance.set_payload(Rc::new(Nested { name, active: true.into() }));
    Ok(Value::Instance(instance))
}

fn end_nested(interpreter: &mut Interpreter, receiver: &Value, action: SavepointAction) -> Evaluated {
    let Some(nested) = receiver.payload::<Nested>() else { return Ok(Value::None) };
    if nested.active.replace(false) {
        let session = session::session(interpreter)?;
        let outcome = session.sink.borrow_mut().savepoint(action, &nested.name);
        session::checked(interpreter, outcome)?;
    }
    Ok(Value::None)
}

fn nested_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.engine.base", "NestedTransaction")
        .method("commit", "self", |interpreter, bound| {
            end_nested(interpreter, &bound.receiver(), SavepointAction::Release)
        })
        .method("rollback", "self", |interpreter, bound| {
            end_nested(interpreter, &bound.receiver(), SavepointAction::Rollback)
        })
        .method("close", "self", |interpreter, bound| {
            end_nested(interpreter, &bound.receiver(), SavepointAction::Rollback)
        })
        .property("is_active", |_, receiver| {
            Ok(Value::Bool(receiver.payload::<Nested>().is_some_and(|nested| nested.active.get())))
        })
        .method("__enter__", "self", |_, bound| Ok(bound.receiver()))
        .method("__exit__", "self, type_=None, value=None, traceback=None", |interpreter, bound| {
            let action = match bound.value("type_") {
                Value::None => SavepointAction::Release,
                _ => SavepointAction::Rollback,
            };
            end_nested(interpreter, &bound.receiver(), action)
        })
        .build()
}

/// `connection.begin()`: Alembic has begun already. env.py may do so around `run_migrations`; the
/// runner's own transaction then is this one.
fn root_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.engine.base", "RootTransaction")
        .attribute("is_active", Value::Bool(true))
        .method("commit", "self", |_, _| Ok(Value::None))
        .method("rollback", "self", |_, _| Ok(Value::None))
        .method("close", "self", |_, _| Ok(Value::None))
        .method("__enter__", "self", |_, bound| Ok(bound.receiver()))
        .method("__exit__", "self, *args", |_, _| Ok(Value::None))
        .build()
}

/// The first column of every row, as text: for the catalog queries of the Inspector.
///
/// # Errors
/// PostgreSQL's.
pub fn query(interpreter: &mut Interpreter, sql: &str, parameters: Vec<SqlValue>) -> Evaluated<ResultRows> {
    session::execute(interpreter, BoundStatement { sql: sql.to_owned(), parameters })
}
