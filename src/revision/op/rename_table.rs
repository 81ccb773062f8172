//! `op.rename_table`

use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

use super::directive::{Call, Directive, text};

pub const DIRECTIVE: Directive = Directive {
    name: "rename_table",
    signature: "old_table_name, new_table_name, *, schema=None",
    batch: None,
    legacy: &[],
    run,
};

fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let from = call.table(interpreter, "old_table_name")?;
    let to = text(interpreter, &call.value("new_table_name"), "new_table_name")?;
    call.emit(interpreter, Operation::RenameTable { from, to })?;
    Ok(Value::None)
}
