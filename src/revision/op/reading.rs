//! SQLAlchemy's objects by their Python value, as schema types. Foreign keys of a migration are taken
//! by the names that they say: the tables they refer to need not be declared.

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::{Constraint, Index, Table};
use crate::sqlalchemy::constraint::ConstraintObject;
use crate::sqlalchemy::foreign_key::References;
use crate::sqlalchemy::index::IndexObject;
use crate::sqlalchemy::{reader, table};

/// # Errors
/// A refusal for what is no Table, or what can't be known of it.
pub fn read_table(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Table> {
    match table::of(value) {
        Some(table) => reader::read_table(interpreter, &table, References::Named),
        None => Err(not(interpreter, value, "Table")),
    }
}

/// # Errors
/// As [`read_table`].
pub fn read_constraint(interpreter: &mut Interpreter, owner: &Value, value: &Value) -> Evaluated<Constraint> {
    match (table::of(owner), value.payload::<ConstraintObject>()) {
        (Some(table), Some(constraint)) => {
            reader::read_constraint(interpreter, &constraint, &table, References::Named)
        }
        _ => Err(not(interpreter, value, "constraint")),
    }
}

/// # Errors
/// As [`read_table`].
pub fn read_index(interpreter: &mut Interpreter, owner: &Value, value: &Value) -> Evaluated<Index> {
    match (table::of(owner), value.payload::<IndexObject>()) {
        (Some(table), Some(index)) => reader::read_index(interpreter, &index, &table),
        _ => Err(not(interpreter, value, "Index")),
    }
}

fn not(interpreter: &Interpreter, value: &Value, expected: &str) -> Box<crate::python::raise::Raise> {
    match value {
        Value::Unknown(unknown) => interpreter.refuse_unknown(unknown, &format!("a {expected}")),
        other => {
            let class = interpreter.type_name(other);
            interpreter.refuse(format!("a {expected} is needed here, not '{class}'"))
        }
    }
}
