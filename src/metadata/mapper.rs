//! `__mapper__`: what code that walks over models asks of it.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::sqlalchemy::collection;
use crate::sqlalchemy::table;

use super::mapped_class;

struct MapperClass(Rc<Class>);

/// Payload of a mapper.
struct Mapper(Rc<Class>);

/// The class `Mapper`, one for a run.
pub fn class(interpreter: &mut Interpreter) -> Rc<Class> {
    if let Some(known) = interpreter.extension::<MapperClass>() {
        return known.0.clone();
    }
    let class =
        ClassBuilder::new("sqlalchemy.orm.mapper", "Mapper")
            .method("__getattr__", "self, name", |interpreter, bound| {
                let receiver = bound.receiver();
                let name = bound.value("name");
                let name = name.as_str().unwrap_or_default().to_owned();
                match receiver.payload::<Mapper>() {
                    Some(mapper) if !name.starts_with("__") => {
                        attribute(interpreter, &receiver, &mapper.0, &name)
                    }
                    _ => Err(interpreter
                        .raise("AttributeError", format!("'Mapper' object has no attribute '{name}'"))),
                }
            })
            .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()))
            .build();
    interpreter.set_extension(Rc::new(MapperClass(class.clone())));
    class
}

/// The mapper of a mapped class.
pub fn new(interpreter: &mut Interpreter, class: &Rc<Class>) -> Value {
    let instance = Instance::new(self::class(interpreter));
    instance.set_payload(Rc::new(Mapper(class.clone())));
    Value::Instance(instance)
}

fn attribute(interpreter: &mut Interpreter, receiver: &Value, class: &Rc<Class>, name: &str) -> Evaluated {
    let Some(mapped) = mapped_class::of(class) else { return Ok(Value::None) };
    let properties = mapped.properties.borrow().clone();
    Ok(match name {
        "class_" | "entity" => Value::Class(class.clone()),
        "mapper" => receiver.clone(),
        "local_table" | "persist_selectable" | "mapped_table" | "selectable" => mapped.table.clone(),
        "tables" => Value::list(vec![mapped.table.clone()]),
        "columns" | "c" => collection::new(interpreter, properties)?,
        "column_attrs" => {
            let mut attributes = IndexMap::new();
            for (key, column) in properties {
                attributes.insert(key.clone(), column_property(&key, column));
            }
            collection::new(interpreter, attributes)?
        }
        "primary_key" => match table::of(&mapped.table) {
            Some(table) => {
                let mut columns = Vec::new();
                for column in table.column_objects() {
                    if column.is_primary_key(interpreter)? {
                        columns.push(column.value());
                    }
                }
                Value::tuple(columns)
            }
            None => Value::tuple(Vec::new()),
        },
        "inherits" => match mapped_class::parent(class) {
            Some(parent) => interpreter.get_attribute(&Value::Class(parent), "__mapper__")?,
            None => Value::None,
        },
        "is_mapper" => Value::Bool(true),
        "concrete" | "configured" | "non_primary" => Value::Bool(false),
        _ => interpreter.unknown(format!("`.{name}` of a mapper needs the application's Python")),
    })
}

fn column_property(key: &Rc<str>, column: Value) -> Value {
    let class = ClassBuilder::new("sqlalchemy.orm.properties", "ColumnProperty").build();
    let instance = Instance::new(class);
    instance.set_attribute("key", Value::Str(key.clone()));
    instance.set_attribute("columns", Value::list(vec![column.clone()]));
    instance.set_attribute("expression", column);
    Value::Instance(instance)
}
