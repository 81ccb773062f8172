//! `mapped_column(...)`: a Column whose name, type and nullability may come from an annotation.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::column;
use super::comparator;
use super::native::Natives;
use crate::error::Place;
use crate::python::call::Arguments;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// The payload of a `mapped_column`.
pub struct MappedColumnObject {
    pub column: Value,
    pub sort_order: Cell<i64>,
    pub use_existing_column: bool,
    /// As written, for copies.
    pub arguments: RefCell<Arguments>,
    pub made_at: Option<Place>,
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
    let made_at = interp.place();
    let find = |name: &str| arguments.keywords.iter().find(|(key, _)| &**key == name).map(|(_, value)| value);
    let sort_order = find("sort_order").and_then(Value::as_int).unwrap_or(0);
    let use_existing_column = matches!(find("use_existing_column"), Some(Value::Bool(true)));
    let mut own = arguments.clone();
    own.keywords.retain(|(name, _)| !MAPPING.contains(&&**name));
    let column = column::new(interp, own)?;
    Ok(MappedColumnObject {
        column,
        sort_order: Cell::new(sort_order),
        use_existing_column,
        arguments: RefCell::new(arguments),
        made_at,
    })
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
