//! `op.add_column`

use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::Constraint;

use super::batch_recreate::Placement;
use super::directive::{Call, Directive, optional_text};
use super::reading;
use super::schema_objects;

pub const DIRECTIVE: Directive = Directive {
    name: "add_column",
    signature: "table_name, column, *, schema=None, if_not_exists=None, inline_references=None, inline_primary_key=None",
    batch: Some(
        "column, *, insert_before=None, insert_after=None, if_not_exists=None, inline_references=None, inline_primary_key=None",
    ),
    legacy: &[],
    run,
};

/// The column's own constraints and indexes follow it: it is read as part of a table.
fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    for position in ["insert_before", "insert_after"] {
        let recreate = call.batch.as_ref().is_some_and(|batch| batch.recreate);
        if !recreate && !call.value(position).is_none() {
            return Err(interpreter.raise(
                "alembic.util.exc.CommandError",
                "Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'",
            ));
        }
    }
    let name = call.table(interpreter, "table_name")?;
    let column = call.value("column");
    let column = match interpreter.find_attribute(&column, "table")? {
        // a column of another table
        Some(owner) if !owner.is_none() => interpreter.call_method(&column, "_copy", Vec::new())?,
        Some(_) | None => column,
    };
    let table = schema_objects::table(interpreter, &name, vec![column], Vec::new())?;
    let mut table = reading::read_table(interpreter, &table)?;
    if table.columns.is_empty() {
        return Err(interpreter.refuse("the second argument of `op.add_column` is not a Column"));
    }
    let mut column = table.columns.remove(0);
    column.inline_references = call.flag(interpreter, "inline_references")?;
    column.inline_primary_key = call.flag(interpreter, "inline_primary_key")?;
    // SERIAL is what creating a table makes of a primary key; a column added later is no such thing
    let constraints = table
        .constraints
        .into_iter()
        .filter(|constraint| !matches!(constraint, Constraint::PrimaryKey(_)))
        .collect();
    if let Some(batch) = call.batch.as_ref().filter(|batch| batch.recreate) {
        let before = optional_text(interpreter, &call.value("insert_before"), "insert_before")?;
        let after = optional_text(interpreter, &call.value("insert_after"), "insert_after")?;
        let placement = Placement { column: column.name.clone(), before, after };
        batch.placements.borrow_mut().push(placement);
    }
    let if_not_exists = call.flag(interpreter, "if_not_exists")?;
    call.emit(
        interpreter,
        Operation::AddColumn {
            table: name,
            column: Box::new(column),
            constraints,
            indexes: table.indexes,
            if_not_exists,
        },
    )?;
    Ok(Value::None)
}
