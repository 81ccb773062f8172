//! `table.indexes`: a set that is the table's own, so that what code takes out of it is gone.

use std::rc::Rc;

use super::index::IndexObject;
use super::native::{Natives, natives};
use super::table::{self, TableObject};
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::iterator::Items;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};

struct Indexes(Rc<TableObject>);

/// The indexes of a table.
///
/// # Errors
/// None of its own.
pub fn of_table(interp: &mut Interpreter, table: &Rc<TableObject>) -> Evaluated {
    let class = natives(interp)?.class("IndexSet");
    Ok(Instance::with_payload(class, Indexes(table.clone())))
}

fn values(interp: &mut Interpreter, bound: &Bound) -> Evaluated<Vec<Value>> {
    let Some(indexes) = bound.receiver().payload::<Indexes>() else { return Ok(Vec::new()) };
    let indexes: Vec<Rc<IndexObject>> = indexes.0.indexes.borrow().clone();
    indexes.iter().map(|index| index.value(interp)).collect()
}

/// Takes an index out; whether it was there.
fn discard(bound: &Bound, value: &Value) -> bool {
    let (Some(indexes), Some(index)) =
        (bound.receiver().payload::<Indexes>(), value.payload::<IndexObject>())
    else {
        return false;
    };
    let mut indexes = indexes.0.indexes.borrow_mut();
    let before = indexes.len();
    indexes.retain(|known| !Rc::ptr_eq(known, &index));
    indexes.len() < before
}

/// Adds the class; what it lacks of a set is a copy's.
pub(super) fn register(natives: &mut Natives) {
    let class = ClassBuilder::new("builtins", "IndexSet")
        .method("__iter__", "self", |interp, bound| Ok(Items::of(values(interp, &bound)?)))
        .method("__len__", "self", |interp, bound| {
            Ok(Value::Int(i64::try_from(values(interp, &bound)?.len()).unwrap_or(i64::MAX)))
        })
        .method("__contains__", "self, index", |interp, bound| {
            let index = bound.value("index");
            Ok(Value::Bool(values(interp, &bound)?.iter().any(|known| known.is(&index))))
        })
        .method("add", "self, index", |interp, bound| {
            if let Some(indexes) = bound.receiver().payload::<Indexes>() {
                table::attach(interp, &indexes.0, &bound.value("index"), false)?;
            }
            Ok(Value::None)
        })
        .method("discard", "self, index", |_, bound| {
            discard(&bound, &bound.value("index"));
            Ok(Value::None)
        })
        .method("remove", "self, index", |interp, bound| match discard(&bound, &bound.value("index")) {
            true => Ok(Value::None),
            false => Err(interp.raise_with("KeyError", vec![bound.value("index")])),
        })
        .method("difference_update", "self, *others", |interp, bound| {
            for other in &bound.rest {
                for index in interp.iterate(other)? {
                    discard(&bound, &index);
                }
            }
            Ok(Value::None)
        })
        .method("clear", "self", |_, bound| {
            if let Some(indexes) = bound.receiver().payload::<Indexes>() {
                indexes.0.indexes.borrow_mut().clear();
            }
            Ok(Value::None)
        })
        .method("__getattr__", "self, name", |interp, bound| {
            let name = bound.value("name").to_text().unwrap_or_default();
            let set = Value::Class(interp.types().set.clone());
            let items = Value::list(values(interp, &bound)?);
            let copy = interp.call(&set, Value::arguments(vec![items]))?;
            match &*name {
                // of a copy they would do nothing
                "update" | "pop" | "intersection_update" | "symmetric_difference_update" => {
                    Err(interp.refuse(format!("`table.indexes.{name}()`")))
                }
                _ => interp.get_attribute(&copy, &name),
            }
        })
        .build();
    natives.add("IndexSet", Value::Class(class));
}
