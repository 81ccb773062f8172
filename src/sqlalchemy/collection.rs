//! `table.c`: columns by key and by position.

use std::rc::Rc;

use indexmap::IndexMap;

use super::native::{Natives, natives};
use super::table::TableObject;
use crate::python::interpreter::Interpreter;
use crate::python::iterator::Items;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};

struct Columns(IndexMap<Rc<str>, Value>);

/// The columns of a table.
///
/// # Errors
/// None of its own.
pub fn of_table(interp: &mut Interpreter, table: &TableObject) -> Evaluated {
    let columns = table.columns.borrow().clone();
    new(interp, columns)
}

/// Columns by their keys.
///
/// # Errors
/// None of its own.
pub fn of_columns(interp: &mut Interpreter, columns: Vec<Value>) -> Evaluated {
    let mut named = IndexMap::new();
    for column in columns {
        let key = interp.get_attribute(&column, "key")?;
        let key = key.to_text().unwrap_or_else(|| format!("_{}", named.len()).into());
        named.insert(key, column);
    }
    new(interp, named)
}

/// Columns with their names.
///
/// # Errors
/// None of its own.
pub fn new(interp: &mut Interpreter, columns: IndexMap<Rc<str>, Value>) -> Evaluated {
    let instance = Instance::new(natives(interp)?.class("ColumnCollection"));
    instance.set_payload(Rc::new(Columns(columns)));
    Ok(Value::Instance(instance))
}

fn columns(receiver: &Value) -> Rc<Columns> {
    receiver.payload::<Columns>().unwrap_or_else(|| Rc::new(Columns(IndexMap::new())))
}

fn item(interp: &mut Interpreter, receiver: &Value, key: &Value) -> Evaluated {
    let columns = columns(receiver);
    let found = match (key.to_text(), key.as_int()) {
        (Some(text), _) => columns.0.get(&text).cloned(),
        (None, Some(index)) => {
            let length = i64::try_from(columns.0.len()).unwrap_or(i64::MAX);
            let index = if index < 0 { index + length } else { index };
            usize::try_from(index).ok().and_then(|index| columns.0.get_index(index)).map(|(_, c)| c.clone())
        }
        _ => None,
    };
    match found {
        Some(column) => Ok(column),
        None => {
            let shown = interp.repr(key)?;
            Err(interp.raise("KeyError", shown.trim_matches('\'').to_owned()))
        }
    }
}

/// Adds the class `ColumnCollection`.
pub fn register(natives: &mut Natives) {
    let class = ClassBuilder::new("sqlalchemy.sql.base", "ColumnCollection")
        .method("__getattr__", "self, name", |interp, bound| {
            let name = bound.value("name");
            let text = name.as_str().unwrap_or_default();
            match columns(&bound.receiver()).0.get(text) {
                Some(column) => Ok(column.clone()),
                None => Err(interp.raise("AttributeError", text)),
            }
        })
        .method("__getitem__", "self, key", |interp, bound| {
            item(interp, &bound.receiver(), &bound.value("key"))
        })
        .method("__iter__", "self", |_, bound| {
            Ok(Items::of(columns(&bound.receiver()).0.values().cloned().collect()))
        })
        .method("__len__", "self", |_, bound| {
            Ok(Value::Int(i64::try_from(columns(&bound.receiver()).0.len()).unwrap_or(0)))
        })
        .method("__contains__", "self, key", |_, bound| {
            let key = bound.value("key");
            let columns = columns(&bound.receiver());
            Ok(Value::Bool(match key.to_text() {
                Some(text) => columns.0.contains_key(&text),
                None => columns.0.values().any(|column| column.is(&key)),
            }))
        })
        .method("contains_column", "self, column", |_, bound| {
            let column = bound.value("column");
            Ok(Value::Bool(columns(&bound.receiver()).0.values().any(|known| known.is(&column))))
        })
        .method("get", "self, key, default=None", |_, bound| {
            let found =
                bound.value("key").to_text().and_then(|key| columns(&bound.receiver()).0.get(&key).cloned());
            Ok(found.unwrap_or_else(|| bound.value("default")))
        })
        .method("keys", "self", |_, bound| {
            Ok(Value::list(columns(&bound.receiver()).0.keys().cloned().map(Value::Str).collect()))
        })
        .method("values", "self", |_, bound| {
            Ok(Value::list(columns(&bound.receiver()).0.values().cloned().collect()))
        })
        .method("items", "self", |_, bound| {
            let pair =
                |(key, value): (&Rc<str>, &Value)| Value::tuple(vec![Value::Str(key.clone()), value.clone()]);
            Ok(Value::list(columns(&bound.receiver()).0.iter().map(pair).collect()))
        })
        .build();
    natives.add("ColumnCollection", Value::Class(class));
}
