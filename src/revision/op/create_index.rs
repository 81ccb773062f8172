//! `op.create_index`

use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

use super::directive::{Call, Directive, names};
use super::reading;
use super::schema_objects;

pub const DIRECTIVE: Directive = Directive {
    name: "create_index",
    signature: "index_name, table_name, columns, *, schema=None, unique=False, if_not_exists=None, **kw",
    batch: Some("index_name, columns, *, unique=False, if_not_exists=None, **kw"),
    legacy: &[("name", "index_name"), ("tablename", "table_name")],
    run,
};

/// Strings are columns; everything else is an expression.
fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let table = call.table(interpreter, "table_name")?;
    let columns = names(interpreter, &call.value("columns"), "columns")?;
    let plain: Vec<Value> = columns.iter().filter(|column| column.as_str().is_some()).cloned().collect();
    let owner = schema_objects::table_with_columns(interpreter, &table, &plain)?;
    let mut positional = vec![call.value("index_name")];
    positional.extend(columns);
    let mut keywords = call.keywords();
    keywords.push(("unique".into(), call.bound.get("unique").cloned().unwrap_or(Value::Bool(false))));
    keywords.push(("_table".into(), owner.clone()));
    let index = schema_objects::sqlalchemy(interpreter, "Index", positional, keywords)?;
    let index = Box::new(reading::read_index(interpreter, &owner, &index)?);
    let if_not_exists = call.flag(interpreter, "if_not_exists")?;
    call.emit(interpreter, Operation::CreateIndex { table, index, if_not_exists })?;
    Ok(Value::None)
}
