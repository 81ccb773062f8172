//! Mapping a class: its attributes collected, its columns named and typed, its table made.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};
use crate::sqlalchemy::column;
use crate::sqlalchemy::table;
use crate::sqlalchemy::version;

use super::attributes::{self, Attributes};
use super::composite;
use super::declared_attr;
use super::declared_table;
use super::mapped_class::{self, MappedClass};
use super::mapped_column::{self, Owner};
use super::mapper;
use super::registry;

/// Maps a class: makes its table, and puts columns where its attributes are.
///
/// # Errors
/// What SQLAlchemy raises; refusals with the line of what is Unknown.
pub fn map(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<()> {
    if mapped_class::of(class).is_some() {
        return Ok(());
    }
    if let Some(unknown) = class.unknown_base() {
        return Err(interpreter.refuse_unknown(&unknown, &format!("a base of the model {}", class.name)));
    }
    declared_attr::begin(interpreter, class);
    let mapped = map_class(interpreter, class);
    declared_attr::end(interpreter, class);
    mapped
}

fn map_class(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<()> {
    let parent = mapped_class::parent(class);
    let attributes = attributes::collect(interpreter, class)?;
    let name = declared_table::name(interpreter, class, &attributes.table_name)?;
    let has_table = attributes.declares_table || class.namespace.borrow().contains_key("__table__");
    let single_parent = parent.as_ref().filter(|_| name.is_none() && !has_table);
    let (columns, properties) = columns(interpreter, class, &attributes, single_parent)?;
    let table = if has_table {
        interpreter.get_attribute(&Value::Class(class.clone()), "__table__")?
    } else if let Some(name) = name {
        let arguments = &attributes.table_arguments;
        declared_table::make(interpreter, class, &name, &columns, arguments)?
    } else if let Some(parent) = &parent {
        declared_table::extend_parent(interpreter, class, parent, &columns)?
    } else {
        return Err(interpreter.raise(
            "sqlalchemy.exc.InvalidRequestError",
            format!(
                "Class <class '{}'> does not have a __table__ or __tablename__ specified and does not inherit from \
                 an existing table-mapped class.",
                class.path()
            ),
        ));
    };
    finish(interpreter, class, table, properties)
}

/// The class is mapped: attributes lead to the table's columns, `__mapper__` to all that is known.
fn finish(
    interpreter: &mut Interpreter,
    class: &Rc<Class>,
    table: Value,
    mut properties: IndexMap<Rc<str>, Value>,
) -> Evaluated<()> {
    class.namespace.borrow_mut().insert("__table__".into(), table.clone());
    let parent = mapped_class::parent(class).and_then(|parent| mapped_class::of(&parent));
    let shared = parent.filter(|parent| parent.table.is(&table));
    if let Some(parent) = shared {
        for (name, column) in parent.properties.borrow().iter() {
            properties.entry(name.clone()).or_insert_with(|| column.clone());
        }
    } else if let Some(object) = table::of(&table) {
        for column in object.column_objects() {
            let value = column.value();
            if properties.values().any(|known| known.is(&value)) {
                continue;
            }
            let key: Rc<str> = column.key_text().into();
            if class.lookup(&key).is_none() {
                class.namespace.borrow_mut().insert(key.clone(), value.clone());
            }
            properties.entry(key).or_insert(value);
        }
    }
    *class.payload.borrow_mut() = Some(Rc::new(MappedClass { table, properties: properties.into() }));
    let mapper = mapper::new(interpreter, class);
    class.namespace.borrow_mut().insert("__mapper__".into(), mapper.clone());
    if let Some(registry) = registry::of_class(class) {
        registry.mappers.borrow_mut().push(mapper);
    }
    Ok(())
}

/// An attribute given to a class that is mapped already; what the class is to hold.
///
/// # Errors
/// What attaching a column raises; a refusal for what may be one.
pub fn add(interpreter: &mut Interpreter, class: &Rc<Class>, name: &str, value: Value) -> Evaluated {
    if let Value::Unknown(unknown) = &value {
        let what = format!("{}.{name}, which may be a column", class.name);
        return Err(interpreter.refuse_unknown(unknown, &what));
    }
    let column = mapped_column::of(&value).map_or_else(|| value.clone(), |mapped| mapped.column());
    let (Some(object), Some(mapped)) = (column::of(&column), mapped_class::of(class)) else {
        return Ok(value);
    };
    object.set_name_if_missing(name);
    if let Some(table) = table::of(&mapped.table)
        && object.table.borrow().is_none()
    {
        table::attach(interpreter, &table, &column, true)?;
    }
    mapped.properties.borrow_mut().insert(name.into(), column.clone());
    Ok(column)
}

/// `registry.map_imperatively(cls, table, properties=…)`.
///
/// # Errors
/// None of its own.
pub fn map_imperatively(
    interpreter: &mut Interpreter,
    class: &Value,
    table: Value,
    properties: &Value,
) -> Evaluated {
    let Value::Class(class) = class else { return Ok(Value::None) };
    let mut columns = IndexMap::new();
    if let Value::Dict(properties) = properties {
        let given: Vec<(Value, Value)> =
            properties.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        for (key, value) in given {
            let Some(key) = key.to_text() else { continue };
            if column::of(&value).is_some() {
                columns.insert(key.clone(), value.clone());
            }
            class.namespace.borrow_mut().insert(key, value);
        }
    }
    finish(interpreter, class, table, columns)?;
    interpreter.get_attribute(&Value::Class(class.clone()), "__mapper__")
}

/// The columns, named and typed, in the order of the table (`sort_order`, then the scan's; before 2.0
/// that of their creation), and the attributes that lead to them.
#[allow(clippy::type_complexity, reason = "two views of the same columns")]
fn columns(
    interpreter: &mut Interpreter,
    class: &Rc<Class>,
    attributes: &Attributes,
    single_parent: Option<&Rc<Class>>,
) -> Evaluated<(Vec<Value>, IndexMap<Rc<str>, Value>)> {
    let registry = registry::of_class(class);
    let owner = Owner {
        class,
        registry: registry.as_deref(),
        single_parent,
        unmapped_annotations: allows_unmapped(interpreter, class)?,
    };
    let mut columns: Vec<(i64, Value)> = Vec::new();
    let mut properties = IndexMap::new();
    let mut declare = |order: i64, column: Value| {
        let is_new = column::of(&column).is_some_and(|object| object.table.borrow().is_none());
        if is_new && !columns.iter().any(|(_, known)| known.is(&column)) {
            columns.push((order, column));
        }
    };
    for (name, value) in &attributes.values {
        // on the class itself they wait until everything is collected
        let value = match declared_attr::of(value) {
            Some(_) => declared_attr::evaluate(interpreter, value, class)?,
            None => value.clone(),
        };
        if let Value::Unknown(unknown) = &value {
            let what = format!("{}.{name}, which may be a column", class.name);
            return Err(interpreter.refuse_unknown(unknown, &what));
        }
        let annotation = attributes.annotations.get(name);
        if let Some(composite) = composite::of(&value) {
            for column in composite.scan(interpreter, &owner, annotation)? {
                declare(0, column);
            }
            class.namespace.borrow_mut().insert(name.clone(), value);
            continue;
        }
        let (order, column) = match mapped_column::of(&value) {
            Some(mapped) => {
                mapped_column::scan(interpreter, &owner, name, &mapped, annotation)?;
                (mapped.sort_order.get().unwrap_or(0), mapped.column())
            }
            None => (0, value.clone()),
        };
        class.namespace.borrow_mut().insert(name.clone(), column.clone());
        let Some(object) = column::of(&column) else { continue };
        object.set_name_if_missing(name);
        properties.insert(name.clone(), column.clone());
        declare(order, column);
    }
    if version::is_before_2(interpreter) {
        columns.sort_by_key(|(_, value)| column::of(value).map(|object| object.creation.get()));
    } else {
        columns.sort_by_key(|(order, _)| *order);
    }
    Ok((columns.into_iter().map(|(_, column)| column).collect(), properties))
}

/// `__allow_unmapped__`, and dataclasses that SQLAlchemy makes.
fn allows_unmapped(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<bool> {
    let is_dataclass = class
        .ancestors
        .iter()
        .chain(std::iter::once(class))
        .any(|base| base.path() == "sqlalchemy.orm.decl_api.MappedAsDataclass");
    if is_dataclass {
        return Ok(true);
    }
    match class.lookup("__allow_unmapped__") {
        Some(value) => interpreter.truth(&value),
        None => Ok(false),
    }
}
