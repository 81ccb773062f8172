//! `MetaData(...)`: the tables by name, in the order of their declaration.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use indexmap::IndexMap;

use super::argument;
use super::native::{Natives, natives};
use super::schema_event;
use super::table::{self, TableObject};
use crate::error::Place;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::schema::QualifiedName;

/// The payload of a `MetaData`.
pub struct MetadataObject {
    pub instance: RefCell<Weak<Instance>>,
    pub schema: RefCell<Option<String>>,
    /// A dict, or None for SQLAlchemy's default (`ix` only).
    pub naming_convention: RefCell<Value>,
    /// By key: `schema.name` or `name`.
    pub tables: RefCell<IndexMap<String, Value>>,
    /// `Sequence(metadata=…)`.
    pub sequences: RefCell<Vec<Value>>,
    pub info: RefCell<Value>,
    /// `MetaData(bind=…)` of SQLAlchemy 1.4.
    pub bind: RefCell<Value>,
    pub made_at: Option<Place>,
}

impl MetadataObject {
    fn empty(made_at: Option<Place>) -> MetadataObject {
        MetadataObject {
            instance: RefCell::new(Weak::new()),
            schema: RefCell::default(),
            naming_convention: RefCell::new(Value::None),
            tables: RefCell::default(),
            sequences: RefCell::default(),
            info: RefCell::new(Value::dict(Dict::default())),
            bind: RefCell::new(Value::None),
            made_at,
        }
    }

    /// The Python object.
    pub fn value(&self) -> Value {
        self.instance.borrow().upgrade().map_or(Value::None, Value::Instance)
    }

    pub fn table(&self, name: &QualifiedName) -> Option<Rc<TableObject>> {
        self.tables.borrow().get(&name.to_string()).and_then(table::of)
    }

    /// All tables in the order of their declaration.
    pub fn all_tables(&self) -> Vec<Rc<TableObject>> {
        self.tables.borrow().values().filter_map(table::of).collect()
    }
}

/// The MetaData behind a value; also of objects that have it as `.metadata` are not looked into.
pub fn of(value: &Value) -> Option<Rc<MetadataObject>> {
    value.payload::<MetadataObject>()
}

/// A new `MetaData` with the naming convention of another, as Alembic's operations use.
///
/// # Errors
/// None of its own.
pub fn new(interp: &mut Interpreter, naming_convention: Option<Value>) -> Evaluated {
    let instance = Instance::new(natives(interp)?.class("MetaData"));
    let metadata = MetadataObject::empty(interp.place());
    *metadata.instance.borrow_mut() = Rc::downgrade(&instance);
    *metadata.naming_convention.borrow_mut() = naming_convention.unwrap_or(Value::None);
    instance.set_payload(Rc::new(metadata));
    keep(interp, Value::Instance(instance))
}

/// Tables refer to their MetaData, not the other way round: somebody must hold it.
fn keep(interp: &mut Interpreter, value: Value) -> Evaluated {
    natives(interp)?.hold(value.clone());
    Ok(value)
}

/// Tables after those that they refer to, otherwise by name.
///
/// # Errors
/// What reading the foreign keys raises.
fn sorted_tables(interp: &mut Interpreter, metadata: &MetadataObject) -> Evaluated<Vec<Value>> {
    let mut waiting: Vec<(Rc<TableObject>, Vec<QualifiedName>)> = Vec::new();
    for table in metadata.all_tables() {
        let name = table.qualified_name();
        let mut referred = table.referred_tables(interp)?;
        referred.retain(|other| *other != name && metadata.table(other).is_some());
        waiting.push((table, referred));
    }
    waiting.sort_by_key(|(table, _)| table.qualified_name().to_string());
    let mut sorted = Vec::new();
    while !waiting.is_empty() {
        let free = waiting.iter().position(|(_, referred)| referred.is_empty()).unwrap_or(0);
        let (table, _) = waiting.remove(free);
        let name = table.qualified_name();
        for (_, referred) in &mut waiting {
            referred.retain(|other| *other != name);
        }
        sorted.push(table.value());
    }
    Ok(sorted)
}

/// Adds the class `MetaData`.
pub fn register(natives: &mut Natives) {
    let item = natives.class("SchemaItem");
    let class = ClassBuilder::new("sqlalchemy.sql.schema", "MetaData")
        .base(&item)
        .method(
            "__init__",
            "self, schema=None, quote_schema=None, naming_convention=None, info=None, bind=None, **kw",
            |interp, bound| {
                let receiver = bound.receiver();
                let Some(instance) = receiver.as_instance().cloned() else { return Ok(Value::None) };
                let metadata = MetadataObject::empty(interp.place());
                *metadata.instance.borrow_mut() = Rc::downgrade(&instance);
                let schema = bound.value("schema");
                *metadata.schema.borrow_mut() =
                    argument::optional_text(interp, &schema, "the schema of a MetaData")?;
                let convention = bound.value("naming_convention");
                let is_empty = matches!(&convention, Value::Dict(dict) if dict.borrow().is_empty());
                *metadata.naming_convention.borrow_mut() = if is_empty { Value::None } else { convention };
                if let Some(info) = bound.get("info").filter(|info| !info.is_none()) {
                    *metadata.info.borrow_mut() = info.clone();
                }
                *metadata.bind.borrow_mut() = bound.value("bind");
                instance.set_payload(Rc::new(metadata));
                keep(interp, receiver)?;
                Ok(Value::None)
            },
        )
        .method("__getattr__", "self, name", |interp, bound| {
            let receiver = bound.receiver();
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default();
            if let Some(metadata) = of(&receiver) {
                match name {
                    "tables" => {
                        if let Some(unknown) = schema_event::tables_left_out(interp, &receiver) {
                            return Ok(Value::Unknown(unknown));
                        }
                        let mut dict = Dict::default();
                        for (key, table) in metadata.tables.borrow().iter() {
                            dict.insert_str(key, table.clone());
                        }
                        return Ok(Value::dict(dict));
                    }
                    "sorted_tables" if let Some(unknown) = schema_event::tables_left_out(interp, &receiver) => {
                        return Ok(Value::Unknown(unknown));
                    }
                    "sorted_tables" => return Ok(Value::list(sorted_tables(interp, &metadata)?)),
                    "schema" => {
                        return Ok(metadata.schema.borrow().as_ref().map_or(Value::None, Value::str));
                    }
                    "naming_convention" => {
                        let given = metadata.naming_convention.borrow().clone();
                        if !given.is_none() {
                            return Ok(given);
                        }
                        let mut dict = Dict::default();
                        dict.insert_str("ix", Value::str("ix_%(column_0_label)s"));
                        return Ok(Value::dict(dict));
                    }
                    "info" => return Ok(metadata.info.borrow().clone()),
                    "bind" => return Ok(metadata.bind.borrow().clone()),
                    _ => {}
                }
            }
            Err(interp.raise("AttributeError", format!("'MetaData' object has no attribute '{name}'")))
        })
        .method("__setattr__", "self, name, value", |interp, bound| {
            let receiver = bound.receiver();
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default();
            let value = bound.value("value");
            match of(&receiver) {
                Some(metadata) if name == "schema" => {
                    *metadata.schema.borrow_mut() =
                        argument::optional_text(interp, &value, "the schema of a MetaData")?;
                }
                Some(metadata) if name == "bind" => *metadata.bind.borrow_mut() = value,
                Some(metadata) if name == "naming_convention" => {
                    *metadata.naming_convention.borrow_mut() = value;
                }
                _ => {
                    if let Some(instance) = receiver.as_instance() {
                        instance.set_attribute(name, value);
                    }
                }
            }
            Ok(Value::None)
        })
        .method("__contains__", "self, key", |interp, bound| {
            let key = bound.value("key");
            let name = match table::of(&key) {
                Some(table) => table.qualified_name().to_string(),
                None => argument::text(interp, &key, "a table's name")?,
            };
            if let Some(unknown) = schema_event::tables_left_out(interp, &bound.receiver()) {
                return Ok(Value::Unknown(unknown));
            }
            let found =
                of(&bound.receiver()).is_some_and(|metadata| metadata.tables.borrow().contains_key(&name));
            Ok(Value::Bool(found))
        })
        .method("remove", "self, table", |_, bound| {
            if let (Some(metadata), Some(table)) = (of(&bound.receiver()), table::of(&bound.value("table"))) {
                metadata.tables.borrow_mut().shift_remove(&table.qualified_name().to_string());
            }
            Ok(Value::None)
        })
        .method("clear", "self", |_, bound| {
            if let Some(metadata) = of(&bound.receiver()) {
                metadata.tables.borrow_mut().clear();
            }
            Ok(Value::None)
        })
        .method("create_all", "self, bind=None, tables=None, checkfirst=True", |interp, bound| {
            schema_event::all(interp, &bound, true)
        })
        .method("drop_all", "self, bind=None, tables=None, checkfirst=True", |interp, bound| {
            schema_event::all(interp, &bound, false)
        })
        .method(
            "reflect",
            "self, bind=None, schema=None, views=False, only=None, extend_existing=False, autoload_replace=True, \
             resolve_fks=True, **kw",
            |interp, bound| {
                let Some(hook) = interp.extension::<schema_event::ReflectionHook>() else {
                    return Err(
                        interp.refuse("MetaData.reflect() reads a database, which models are read without")
                    );
                };
                let receiver = bound.receiver();
                let bind = match bound.value("bind") {
                    Value::None => interp.get_attribute(&receiver, "bind")?,
                    bind => bind,
                };
                let schema = match bound.value("schema") {
                    Value::None => interp.get_attribute(&receiver, "schema")?,
                    schema => schema,
                };
                let only = bound.value("only");
                let only = match &only {
                    Value::None => None,
                    Value::Function(_) | Value::Builtin(_) | Value::BoundMethod(_) => {
                        return Err(interp.refuse("`MetaData.reflect(only=…)` with a function"));
                    }
                    names => Some(interp.iterate(names)?),
                };
                (hook.metadata)(interp, &receiver, &bind, &schema, only.as_deref())?;
                Ok(Value::None)
            },
        )
        .build();
    natives.add("MetaData", Value::Class(class));
}
