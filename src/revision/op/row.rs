//! `Row` and `RowMapping` of SQLAlchemy's results.

use std::rc::Rc;

use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::iterator::Items;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::sqlalchemy::comparator;
use crate::sqlalchemy::expression::{Element, Kind};

/// The payload of both.
pub struct RowData {
    pub columns: Rc<[Rc<str>]>,
    /// The expressions that the statement selected, where they are known.
    pub sources: Rc<[Element]>,
    pub values: Rc<[Value]>,
}

impl RowData {
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.columns.iter().position(|column| &**column == name).map(|index| &self.values[index])
    }
}

/// One set for a run.
pub struct RowClasses {
    pub row: Rc<Class>,
    pub mapping: Rc<Class>,
}

impl RowClasses {
    pub fn of(interpreter: &mut Interpreter) -> Rc<RowClasses> {
        if let Some(classes) = interpreter.extension::<RowClasses>() {
            return classes;
        }
        let classes = Rc::new(RowClasses { row: row_class(), mapping: mapping_class() });
        interpreter.set_extension(classes.clone());
        classes
    }
}

pub fn row(classes: &RowClasses, data: Rc<RowData>) -> Value {
    let instance = Instance::new(classes.row.clone());
    instance.set_payload(data);
    Value::Instance(instance)
}

pub fn mapping(classes: &RowClasses, data: Rc<RowData>) -> Value {
    let instance = Instance::new(classes.mapping.clone());
    instance.set_payload(data);
    Value::Instance(instance)
}

fn data(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Rc<RowData>> {
    value.payload::<RowData>().ok_or_else(|| interpreter.refuse("a row that no statement returned"))
}

fn dict(data: &RowData) -> Value {
    let mut dict = Dict::default();
    for (column, value) in data.columns.iter().zip(data.values.iter()) {
        dict.insert_str(column, value.clone());
    }
    Value::dict(dict)
}

fn names(data: &RowData) -> Vec<Value> {
    data.columns.iter().map(|column| Value::Str(column.clone())).collect()
}

/// What a key means: a name; a Column or another expression, which counts itself and else by its name.
fn by_key(interpreter: &mut Interpreter, data: &RowData, key: &Value) -> Evaluated<Option<Value>> {
    let name = match key {
        Value::Str(name) => Some(name.to_string()),
        Value::Instance(_) => {
            if let Some(element) = comparator::as_element(interpreter, key)?
                && let Some(index) = data.sources.iter().position(|source| same(source, &element))
            {
                return Ok(data.values.get(index).cloned());
            }
            match interpreter.find_attribute(key, "name")? {
                Some(Value::Str(name)) => Some(name.to_string()),
                _ => None,
            }
        }
        // a mapped class is the key of its objects
        Value::Class(class) => Some(class.name.to_string()),
        _ => None,
    };
    Ok(name.and_then(|name| data.get(&name).cloned()))
}

/// Whether both are the same column, or the same expression.
pub fn same(a: &Element, b: &Element) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Column(a), Kind::Column(b)) => Rc::ptr_eq(a, b),
        (Kind::Name { name: a, from: Some(from), .. }, Kind::Name { name: b, from: Some(other), .. }) => {
            a == b && from.same(other)
        }
        _ => Rc::ptr_eq(a, b),
    }
}

fn row_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.engine.row", "Row")
        .method("__getattr__", "self, name", |interpreter, bound| {
            let data = data(interpreter, &bound.receiver())?;
            let name = interpreter.str(&bound.value("name"))?;
            match data.get(&name) {
                Some(value) => Ok(value.clone()),
                None => Err(interpreter
                    .raise("AttributeError", format!("Could not locate column in row for column '{name}'"))),
            }
        })
        .property("_mapping", |interpreter, receiver| {
            let data = data(interpreter, receiver)?;
            Ok(mapping(&RowClasses::of(interpreter), data))
        })
        .property("_fields", |interpreter, receiver| Ok(Value::tuple(names(&*data(interpreter, receiver)?))))
        .property("_t", |interpreter, receiver| Ok(Value::Tuple(data(interpreter, receiver)?.values.clone())))
        .method("_asdict", "self", |interpreter, bound| Ok(dict(&*data(interpreter, &bound.receiver())?)))
        .method("_tuple", "self", |interpreter, bound| {
            Ok(Value::Tuple(data(interpreter, &bound.receiver())?.values.clone()))
        })
        .method("tuple", "self", |interpreter, bound| {
            Ok(Value::Tuple(data(interpreter, &bound.receiver())?.values.clone()))
        })
        .method("keys", "self", |interpreter, bound| {
            Ok(Value::list(names(&*data(interpreter, &bound.receiver())?)))
        })
        .method("index", "self, value", |interpreter, bound| {
            let tuple = Value::Tuple(data(interpreter, &bound.receiver())?.values.clone());
            interpreter.call_method(&tuple, "index", vec![bound.value("value")])
        })
        .method("count", "self, value", |interpreter, bound| {
            let tuple = Value::Tuple(data(interpreter, &bound.receiver())?.values.clone());
            interpreter.call_method(&tuple, "count", vec![bound.value("value")])
        })
        .method("__getitem__", "self, key", |interpreter, bound| {
            let data = data(interpreter, &bound.receiver())?;
            let key = bound.value("key");
            // by name: SQLAlchemy 1.4's rows could, and histories are older than installations
            if !matches!(key, Value::Int(_) | Value::Slice(_)) {
                return match by_key(interpreter, &data, &key)? {
                    Some(value) => Ok(value),
                    None => Err(missing(interpreter, &key)),
                };
            }
            interpreter.item(&Value::Tuple(data.values.clone()), &key)
        })
        .method("__iter__", "self", |interpreter, bound| {
            Ok(Items::of(data(interpreter, &bound.receiver())?.values.to_vec()))
        })
        .method("__len__", "self", |interpreter, bound| {
            Ok(Value::Int(
                i64::try_from(data(interpreter, &bound.receiver())?.values.len()).unwrap_or(i64::MAX),
            ))
        })
        .method("__contains__", "self, item", |interpreter, bound| {
            let data = data(interpreter, &bound.receiver())?;
            for value in data.values.iter() {
                if interpreter.equal(value, &bound.value("item"))? {
                    return Ok(Value::Bool(true));
                }
            }
            Ok(Value::Bool(false))
        })
        .method("__eq__", "self, other", |interpreter, bound| {
            let mine = Value::Tuple(data(interpreter, &bound.receiver())?.values.clone());
            let other = comparable(bound.value("other"));
            interpreter.equal(&mine, &other).map(Value::Bool)
        })
        .method("__ne__", "self, other", |interpreter, bound| {
            let mine = Value::Tuple(data(interpreter, &bound.receiver())?.values.clone());
            let other = comparable(bound.value("other"));
            interpreter.equal(&mine, &other).map(|equal| Value::Bool(!equal))
        })
        .method("__lt__", "self, other", |interpreter, bound| {
            let mine = Value::Tuple(data(interpreter, &bound.receiver())?.values.clone());
            interpreter.call_method(&mine, "__lt__", vec![comparable(bound.value("other"))])
        })
        .method("__hash__", "self", |interpreter, bound| {
            let mine = Value::Tuple(data(interpreter, &bound.receiver())?.values.clone());
            interpreter.call_method(&mine, "__hash__", Vec::new())
        })
        .method("__repr__", "self", |interpreter, bound| {
            let mine = Value::Tuple(data(interpreter, &bound.receiver())?.values.clone());
            interpreter.repr(&mine).map(Value::str)
        })
        .build()
}

fn comparable(value: Value) -> Value {
    match value.payload::<RowData>() {
        Some(data) => Value::Tuple(data.values.clone()),
        None => value,
    }
}

fn missing(interpreter: &mut Interpreter, key: &Value) -> Box<crate::python::raise::Raise> {
    match interpreter.repr(key) {
        Ok(shown) => interpreter.raise("KeyError", shown),
        Err(raise) => raise,
    }
}

fn mapping_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.engine.row", "RowMapping")
        .method("__getitem__", "self, key", |interpreter, bound| {
            let data = data(interpreter, &bound.receiver())?;
            let key = bound.value("key");
            match by_key(interpreter, &data, &key)? {
                Some(value) => Ok(value),
                None => Err(missing(interpreter, &key)),
            }
        })
        .method("get", "self, key, default=None", |interpreter, bound| {
            let data = data(interpreter, &bound.receiver())?;
            Ok(by_key(interpreter, &data, &bound.value("key"))?.unwrap_or(bound.value("default")))
        })
        .method("keys", "self", |interpreter, bound| {
            Ok(Value::list(names(&*data(interpreter, &bound.receiver())?)))
        })
        .method("values", "self", |interpreter, bound| {
            Ok(Value::list(data(interpreter, &bound.receiver())?.values.to_vec()))
        })
        .method("items", "self", |interpreter, bound| {
            let data = data(interpreter, &bound.receiver())?;
            let pairs = data
                .columns
                .iter()
                .zip(data.values.iter())
                .map(|(column, value)| Value::tuple(vec![Value::Str(column.clone()), value.clone()]));
            Ok(Value::list(pairs.collect()))
        })
        .method("__iter__", "self", |interpreter, bound| {
            Ok(Items::of(names(&*data(interpreter, &bound.receiver())?)))
        })
        .method("__len__", "self", |interpreter, bound| {
            Ok(Value::Int(
                i64::try_from(data(interpreter, &bound.receiver())?.values.len()).unwrap_or(i64::MAX),
            ))
        })
        .method("__contains__", "self, key", |interpreter, bound| {
            let data = data(interpreter, &bound.receiver())?;
            Ok(Value::Bool(by_key(interpreter, &data, &bound.value("key"))?.is_some()))
        })
        .method("__eq__", "self, other", |interpreter, bound| {
            let mine = dict(&*data(interpreter, &bound.receiver())?);
            let other = match bound.value("other").payload::<RowData>() {
                Some(data) => dict(&data),
                None => bound.value("other"),
            };
            interpreter.equal(&mine, &other).map(Value::Bool)
        })
        .method("__repr__", "self", |interpreter, bound| {
            let mine = dict(&*data(interpreter, &bound.receiver())?);
            interpreter.repr(&mine).map(Value::str)
        })
        .build()
}
