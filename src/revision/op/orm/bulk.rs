//! `bulk_save_objects`, `bulk_insert_mappings`, `bulk_update_mappings`: statements for many rows, past the
//! session's own objects.

use std::rc::Rc;

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};
use crate::sqlalchemy::dml::Verb;

use super::flush::{insert_values, new_dml, run, update_row};
use super::mapping::{Attribute, Mapping};
use super::state::{InstanceState, SessionState};

/// Rows given as dicts by attribute name; names that the class doesn't have are passed over.
///
/// # Errors
/// What PostgreSQL raises.
pub fn insert_mappings(
    interpreter: &mut Interpreter,
    session: &SessionState,
    class: &Rc<Class>,
    mappings: &[Value],
    render_nulls: bool,
) -> Evaluated<()> {
    let mapping = Mapping::of(interpreter, class)?;
    for row in mappings {
        let given = |attribute: &Attribute| given(row, &attribute.name);
        insert(interpreter, session, &mapping, given, render_nulls)?;
    }
    Ok(())
}

fn given(row: &Value, name: &str) -> Option<Value> {
    match row {
        Value::Dict(row) => row.borrow().get_str(name).cloned(),
        _ => None,
    }
}

fn insert(
    interpreter: &mut Interpreter,
    session: &SessionState,
    mapping: &Mapping,
    given: impl Fn(&Attribute) -> Option<Value>,
    render_nulls: bool,
) -> Evaluated<()> {
    let values = insert_values(interpreter, mapping, given, false, render_nulls)?;
    let mut dml = new_dml(mapping, Verb::Insert);
    dml.rows = vec![values];
    run(interpreter, session, dml)?;
    Ok(())
}

/// Rows given as dicts: the primary key tells which, the rest is set.
///
/// # Errors
/// StaleDataError for rows that aren't there; what PostgreSQL raises.
pub fn update_mappings(
    interpreter: &mut Interpreter,
    session: &SessionState,
    class: &Rc<Class>,
    mappings: &[Value],
) -> Evaluated<()> {
    let mapping = Mapping::of(interpreter, class)?;
    for row in mappings {
        let mut identity = Vec::new();
        for attribute in mapping.primary_key() {
            match given(row, &attribute.name) {
                Some(value) => identity.push(value),
                None => {
                    return Err(interpreter.raise(
                        "sqlalchemy.exc.InvalidRequestError",
                        format!(
                            "No primary key value supplied for column(s) {}.{}; per-row ORM Bulk UPDATE by Primary \
                             Key requires that records contain primary key values",
                            mapping.table.name,
                            attribute.column.name_text()
                        ),
                    ));
                }
            }
        }
        let values: Vec<(Value, Value)> = mapping
            .attributes
            .iter()
            .filter(|attribute| !attribute.is_primary_key)
            .filter_map(|attribute| Some((attribute.column.value(), given(row, &attribute.name)?)))
            .collect();
        if !values.is_empty() {
            update_row(interpreter, session, &mapping, &identity, values)?;
        }
    }
    Ok(())
}

/// New objects are inserted, those that were loaded get their changes.
///
/// # Errors
/// As the others.
pub fn save_objects(
    interpreter: &mut Interpreter,
    session: &SessionState,
    objects: &[Value],
) -> Evaluated<()> {
    for value in objects {
        let state = InstanceState::get_or_make(interpreter, value)?;
        let Some(instance) = value.as_instance() else { continue };
        let identity = state.identity.borrow().clone();
        match identity {
            None => {
                let given = |attribute: &Attribute| instance.attribute(&attribute.name);
                insert(interpreter, session, &state.mapping, given, false)?;
            }
            Some(identity) => {
                let values: Vec<(Value, Value)> = state
                    .changes(interpreter, instance)?
                    .into_iter()
                    .map(|index| &state.mapping.attributes[index])
                    .filter(|attribute| !attribute.is_primary_key)
                    .map(|attribute| {
                        let value = instance.attribute(&attribute.name).unwrap_or(Value::None);
                        (attribute.column.value(), value)
                    })
                    .collect();
                if !values.is_empty() {
                    update_row(interpreter, session, &state.mapping, &identity, values)?;
                }
            }
        }
    }
    Ok(())
}
