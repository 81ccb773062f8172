//! `op.create_table_comment` and `op.drop_table_comment`

use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

use super::directive::{Call, Directive, optional_text};

pub const CREATE: Directive = Directive {
    name: "create_table_comment",
    signature: "table_name, comment, *, existing_comment=None, schema=None",
    batch: Some("comment, *, existing_comment=None"),
    legacy: &[],
    run: create,
};

pub const DROP: Directive = Directive {
    name: "drop_table_comment",
    signature: "table_name, *, existing_comment=None, schema=None",
    batch: Some("*, existing_comment=None"),
    legacy: &[],
    run: drop_comment,
};

fn create(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let table = call.table(interpreter, "table_name")?;
    let comment = optional_text(interpreter, &call.value("comment"), "comment")?;
    let existing = optional_text(interpreter, &call.value("existing_comment"), "existing_comment")?;
    call.emit(interpreter, Operation::CreateTableComment { table, comment, existing })?;
    Ok(Value::None)
}

fn drop_comment(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let table = call.table(interpreter, "table_name")?;
    let existing = optional_text(interpreter, &call.value("existing_comment"), "existing_comment")?;
    call.emit(interpreter, Operation::DropTableComment { table, existing })?;
    Ok(Value::None)
}
