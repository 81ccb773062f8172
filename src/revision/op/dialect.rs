//! `bind.dialect` and `bind.engine`: what files ask before they do something for PostgreSQL only.

use crate::operation::{BoundStatement, SqlValue};
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::sqlalchemy::native::natives;

use super::{inspector, session};

/// Teaches SQLAlchemy's dialect what only the connection can tell.
///
/// # Errors
/// None of its own.
pub fn install(interpreter: &mut Interpreter) -> Evaluated<()> {
    let class = natives(interpreter)?.class("postgresql.dialect");
    ClassBuilder::extending(&class)
        .property("server_version_info", |interpreter, _| {
            let number = scalar(interpreter, "SHOW server_version_num")?;
            let number: i64 = number.parse().unwrap_or(0);
            Ok(Value::tuple(vec![Value::Int(number / 10_000), Value::Int(number % 10_000)]))
        })
        .property("default_schema_name", |interpreter, _| {
            scalar(interpreter, "SELECT current_schema()").map(Value::str)
        })
        .method("has_table", "self, connection, table_name, schema=None, **kw", |interpreter, bound| {
            inspector::has_table(interpreter, &bound.value("table_name"), &bound.value("schema"))
        })
        .method("get_table_names", "self, connection, schema=None, **kw", |interpreter, bound| {
            inspector::table_names(interpreter, &bound.value("schema"))
        })
        .build();
    Ok(())
}

/// The dialect of a run.
///
/// # Errors
/// None of its own.
pub fn dialect(interpreter: &mut Interpreter) -> Evaluated {
    Ok(Value::Instance(Instance::new(natives(interpreter)?.class("postgresql.dialect"))))
}

/// `connection.engine`. Its URL is env.py's where that is known, for files that look at the backend's name.
///
/// # Errors
/// None of its own.
pub fn engine(interpreter: &mut Interpreter) -> Evaluated {
    let instance = Instance::new(natives(interpreter)?.class("Engine"));
    let url = session::session(interpreter)?.url.clone();
    instance.set_attribute("_url", Value::str(url.as_deref().unwrap_or("postgresql+psycopg2://")));
    instance.set_attribute("dialect", dialect(interpreter)?);
    Ok(Value::Instance(instance))
}

fn scalar(interpreter: &mut Interpreter, sql: &str) -> Evaluated<String> {
    let statement = BoundStatement { sql: sql.to_owned(), parameters: Vec::new() };
    let rows = session::execute(interpreter, statement)?;
    Ok(match rows.rows.into_iter().next().and_then(|row| row.into_iter().next()) {
        Some(SqlValue::Text(text)) => text,
        _ => String::new(),
    })
}
