//! The RETURNING that SQLAlchemy adds to an INSERT of one row: what the server fills in of the primary
//! key. Nobody reads it in a script, but it is printed.

use super::comparator;
use super::dml::{Dml, Verb};
use super::foreign_key::References;
use super::reader;
use super::select::FromItem;
use crate::ddl::identifier;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// ` RETURNING t.id`, or nothing.
///
/// # Errors
/// A refusal for a table that can't be read.
pub fn clause(interp: &mut Interpreter, statement: &Value) -> Evaluated<String> {
    let Some(dml) = statement.payload::<Dml>() else { return Ok(String::new()) };
    let is_one_row = dml.from_select.is_none() && dml.rows.len() <= 1;
    let (Verb::Insert, true, true) = (dml.verb, is_one_row, dml.returning.is_empty()) else {
        return Ok(String::new());
    };
    let FromItem::Table(table) = &*dml.table else { return Ok(String::new()) };
    let counted = reader::autoincrement_column(interp, table, References::Named)?;
    let mut returned = Vec::new();
    for column in table.column_objects() {
        if !column.is_primary_key(interp)? {
            continue;
        }
        let mut given = None;
        for (key, value) in dml.rows.iter().flatten() {
            let named = key.to_text().is_some_and(|key| *key == *column.key_text());
            let is_column = super::column::of(key).is_some_and(|key| std::rc::Rc::ptr_eq(&key, &column));
            if named || is_column {
                given = Some(value.clone());
            }
        }
        let is_filled_in = match given {
            Some(value) => comparator::as_element(interp, &value)?.is_some(),
            None if !column.default.borrow().is_none() => false,
            None => {
                counted.as_ref().is_some_and(|counted| std::rc::Rc::ptr_eq(counted, &column))
                    || !column.server_default.borrow().is_none()
                    || column.sequence.borrow().is_some()
            }
        };
        if is_filled_in {
            let table = identifier::qualified(&table.qualified_name());
            returned.push(format!("{table}.{}", identifier::quote(&column.name_text())));
        }
    }
    Ok(if returned.is_empty() { String::new() } else { format!(" RETURNING {}", returned.join(", ")) })
}
