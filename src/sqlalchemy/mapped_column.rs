//! `mapped_column(...)`: a Column whose name, type and nullability may come from an annotation.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::column;
use super::comparator;
use super::native::Natives;
use crate::python::call::Arguments;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};

/// The payload of a `mapped_column`.
pub struct MappedColumnObject {
    column: RefCell<Value>,
    /// None where nothing was said.
    pub sort_order: Cell<Option<i64>>,
    pub use_existing_column: Cell<bool>,
    /// Whether a default of the attribute was said, which then wins over that of its annotation.
    pub has_default: bool,
}

impl MappedColumnObject {
    /// Its `Column`.
    pub fn column(&self) -> Value {
        self.column.borrow().clone()
    }

    /// Another column takes the place of its own: the one that the parent's table has already.
    pub fn set_column(&self, column: Value) {
        *self.column.borrow_mut() = column;
    }
}

/// What is about the mapping, not the column.
const MAPPING: &[&str] = &[
    "init",
    "repr",
    "default_factory",
    "compare",
    "kw_only",
    "hash",
    "deferred",
    "deferred_group",
    "deferred_raiseload",
    "use_existing_column",
    "active_history",
    "sort_order",
    "dataclass_metadata",
];

/// # Errors
/// What `Column(...)` raises.
pub fn new(interp: &mut Interpreter, arguments: Arguments) -> Evaluated<MappedColumnObject> {
    let find = |name: &str| arguments.keywords.iter().find(|(key, _)| &**key == name).map(|(_, value)| value);
    let sort_order = find("sort_order").and_then(Value::as_int);
    let use_existing_column = matches!(find("use_existing_column"), Some(Value::Bool(true)));
    let has_default = find("default").or_else(|| find("insert_default")).is_some();
    let mut own = arguments.clone();
    own.keywords.retain(|(name, _)| !MAPPING.contains(&&**name));
    let column = column::new(interp, own)?;
    Ok(MappedColumnObject {
        column: RefCell::new(column),
        sort_order: Cell::new(sort_order),
        use_existing_column: Cell::new(use_existing_column),
        has_default,
    })
}

/// A copy for another class, as mixins' columns are copied.
///
/// # Errors
/// None of its own.
pub fn copy(interp: &mut Interpreter, mapped: &MappedColumnObject) -> Evaluated {
    let column = match column::of(&mapped.column()) {
        Some(column) => column::copy(interp, &column)?,
        None => mapped.column(),
    };
    let copied = MappedColumnObject {
        column: RefCell::new(column),
        sort_order: mapped.sort_order.clone(),
        use_existing_column: mapped.use_existing_column.clone(),
        has_default: mapped.has_default,
    };
    let class = super::native::natives(interp)?.class("orm.MappedColumn");
    let instance = Instance::new(class);
    instance.set_payload(Rc::new(copied));
    Ok(Value::Instance(instance))
}

/// Adds the class `MappedColumn`; it acts as its column in expressions.
pub fn register(natives: &mut Natives) {
    let base = natives.class("ColumnElement");
    let class = ClassBuilder::new("sqlalchemy.orm.properties", "MappedColumn")
        .base(&base)
        .method("__init__", "self, *args, **kw", |interp, bound| {
            let receiver = bound.receiver();
            if let Some(instance) = receiver.as_instance() {
                let arguments = Arguments { positional: bound.rest, keywords: bound.keywords };
                let mapped = new(interp, arguments)?;
                instance.set_payload(Rc::new(mapped));
            }
            Ok(Value::None)
        })
        .method("__getattr__", "self, name", |interp, bound| {
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default().to_owned();
            let column = comparator::as_column(interp, &bound.receiver())?;
            if name == "column" {
                return Ok(column);
            }
            interp.get_attribute(&column, &name)
        })
        .build();
    natives.add("orm.MappedColumn", Value::Class(class));
}
