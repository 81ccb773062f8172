//! `op.create_table`

use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;

use super::directive::{Call, Directive};
use super::reading;
use super::schema_objects;

pub const DIRECTIVE: Directive = Directive {
    name: "create_table",
    signature: "table_name, *columns, if_not_exists=None, **kw",
    batch: None,
    legacy: &[("name", "table_name")],
    run,
};

/// Returns the Table, which `op.bulk_insert` takes.
fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let name = call.table(interpreter, "table_name")?;
    let table = schema_objects::table(interpreter, &name, call.bound.rest.clone(), call.keywords())?;
    let read = reading::read_table(interpreter, &table)?;
    let if_not_exists = call.flag(interpreter, "if_not_exists")?;
    call.emit(interpreter, Operation::CreateTable { table: Box::new(read), if_not_exists })?;
    Ok(table)
}
