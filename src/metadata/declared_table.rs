//! The table of a declarative class: a new one, the parent's, or the one that the class was given.

use std::rc::Rc;

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};
use crate::sqlalchemy::column;
use crate::sqlalchemy::table;

use super::mapped_class;

/// `__tablename__` as text.
///
/// # Errors
/// A refusal for Unknown.
pub fn name(interpreter: &mut Interpreter, class: &Class, given: &Value) -> Evaluated<Option<String>> {
    let what = format!("__tablename__ of {}", class.name);
    crate::sqlalchemy::argument::optional_text(interpreter, given, &what)
}

/// `Table(name, metadata, *columns, *__table_args__)`, by the class's `__table_cls__` where it has one.
///
/// # Errors
/// ArgumentError for what no `__table_args__` can be, and what making the table raises.
pub fn make(
    interpreter: &mut Interpreter,
    class: &Rc<Class>,
    name: &str,
    columns: &[Value],
    arguments: &Value,
) -> Evaluated {
    let metadata = interpreter.get_attribute(&Value::Class(class.clone()), "metadata")?;
    let mut items = columns.to_vec();
    let mut keywords = Vec::new();
    let (positional, options) = match arguments {
        Value::None => (Vec::new(), None),
        Value::Dict(_) => (Vec::new(), Some(arguments.clone())),
        Value::Tuple(items) => match items.split_last() {
            Some((last @ Value::Dict(_), rest)) => (rest.to_vec(), Some(last.clone())),
            _ => (items.to_vec(), None),
        },
        Value::Unknown(unknown) => {
            let what = format!("__table_args__ of {}", class.name);
            return Err(interpreter.refuse_unknown(unknown, &what));
        }
        _ => {
            return Err(interpreter.raise(
                "sqlalchemy.exc.ArgumentError",
                "__table_args__ value must be a tuple, dict, or None",
            ));
        }
    };
    items.extend(positional);
    if let Some(Value::Dict(options)) = options {
        for (key, value) in options.borrow().iter() {
            keywords.extend(key.to_text().map(|key| (key, value.clone())));
        }
    }
    if class.lookup("__table_cls__").is_some() {
        let table_class = interpreter.get_attribute(&Value::Class(class.clone()), "__table_cls__")?;
        let mut positional = vec![Value::str(name), metadata];
        positional.extend(items);
        return interpreter.call(&table_class, crate::python::call::Arguments { positional, keywords });
    }
    table::new(interpreter, name, &metadata, items, keywords)
}

/// Single-table inheritance: the parent's table gains the columns.
///
/// # Errors
/// ArgumentError for a column that the table has already, and for primary keys.
pub fn extend_parent(
    interpreter: &mut Interpreter,
    class: &Rc<Class>,
    parent: &Rc<Class>,
    columns: &[Value],
) -> Evaluated {
    let Some(mapped) = mapped_class::of(parent) else { return Ok(Value::None) };
    let Some(table) = table::of(&mapped.table) else { return Ok(mapped.table.clone()) };
    for column in columns {
        let Some(object) = column::of(column) else { continue };
        let name = object.name_text();
        if table.column_by_name(&name).is_some() {
            return Err(interpreter.raise(
                "sqlalchemy.exc.ArgumentError",
                format!(
                    "Column '{name}' on class {} conflicts with existing column '{}.{name}'.  If using \
                     Declarative, consider using the use_existing_column parameter of mapped_column() to resolve \
                     conflicts.",
                    class.name, table.name
                ),
            ));
        }
        if object.is_primary_key(interpreter)? {
            return Err(interpreter.raise(
                "sqlalchemy.exc.ArgumentError",
                "Can't place primary key columns on an inherited class with no table.",
            ));
        }
        table::attach(interpreter, &table, column, false)?;
    }
    Ok(mapped.table.clone())
}
