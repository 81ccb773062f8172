//! `op.bulk_insert`

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

use super::directive::{Call, Directive};
use super::{offline, session};

pub const DIRECTIVE: Directive = Directive {
    name: "bulk_insert",
    signature: "table, rows, *, multiinsert=True",
    batch: None,
    legacy: &[],
    run,
};

/// One INSERT per row, compiled by the table: its column types and defaults decide the values.
fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let rows = call.value("rows");
    let rows = match &rows {
        Value::List(items) => items.borrow().clone(),
        Value::Tuple(items) => items.to_vec(),
        Value::Unknown(unknown) => {
            return Err(interpreter.refuse(format!("the rows are not known: {}", unknown.reason)));
        }
        // Alembic's own words
        _ => return Err(interpreter.raise("TypeError", "List expected")),
    };
    let table = call.value("table");
    let insert = interpreter.call_method(&table, "insert", Vec::new())?;
    let mut statements = Vec::with_capacity(rows.len());
    for row in rows {
        if !matches!(row, Value::Dict(_)) {
            return Err(interpreter.raise("TypeError", "List of dictionaries expected"));
        }
        statements.push(crate::sqlalchemy::statement::compile_statement(interpreter, &insert, &row)?);
    }
    if offline::is_offline(interpreter) {
        for statement in statements {
            offline::print(interpreter, &statement)?;
        }
    } else {
        session::execute_many(interpreter, statements)?;
    }
    Ok(Value::None)
}
