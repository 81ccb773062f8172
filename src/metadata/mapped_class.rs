//! What is known of a class that is mapped.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::python::value::{Class, Value};

/// Payload of a mapped class.
pub struct MappedClass {
    /// Its `Table`, or with single-table inheritance its parent's; None for what maps no table of
    /// ours (a `__table__` that is a join).
    pub table: Value,
    /// Columns by attribute.
    pub properties: RefCell<IndexMap<Rc<str>, Value>>,
}

/// The mapping of the class itself, not of its parents.
pub fn of(class: &Class) -> Option<Rc<MappedClass>> {
    class.payload.borrow().clone().and_then(|payload| payload.downcast::<MappedClass>().ok())
}

/// The first mapped class among the direct bases and, through unmapped ones, theirs.
pub fn parent(class: &Rc<Class>) -> Option<Rc<Class>> {
    class.bases.iter().find_map(|base| if of(base).is_some() { Some(base.clone()) } else { parent(base) })
}
