//! `mapped_column(...)` as the scan of a class meets it, and what its annotation adds to it.

use std::rc::Rc;

use crate::python::Annotation;
use crate::python::call::Arguments;
use crate::python::interpreter::Interpreter;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::{Class, Value};
use crate::sqlalchemy::column::{self, ColumnObject};
use crate::sqlalchemy::mapped_column::MappedColumnObject;
use crate::sqlalchemy::native::natives;
use crate::sqlalchemy::table;

use super::mapped_annotation::{self, Form, MappedAnnotation, form};
use super::mapped_class;
use super::python_type;
use super::registry::Registry;

/// The mapped_column behind a value.
pub fn of(value: &Value) -> Option<Rc<MappedColumnObject>> {
    value.payload::<MappedColumnObject>()
}

/// A `mapped_column` that says nothing.
///
/// # Errors
/// None of its own.
pub fn blank(interpreter: &mut Interpreter) -> Evaluated {
    let class = natives(interpreter)?.value("orm.MappedColumn");
    interpreter.call(&class, Arguments::default())
}

/// What the columns of one class have in common.
pub struct Owner<'a> {
    pub class: &'a Rc<Class>,
    pub registry: Option<&'a Registry>,
    /// The class whose table a single-table subclass shares.
    pub single_parent: Option<&'a Rc<Class>>,
    /// `__allow_unmapped__`, and dataclasses: `x: int` speaks as `x: Mapped[int]` does.
    pub unmapped_annotations: bool,
}

/// Names the column, and gives it the type and nullability of its annotation: SQLAlchemy's
/// `MappedColumn.declarative_scan`.
///
/// # Errors
/// MappedAnnotationError for a Python type without a counterpart.
pub fn scan(
    interpreter: &mut Interpreter,
    owner: &Owner<'_>,
    name: &str,
    mapped: &MappedColumnObject,
    annotation: Option<&Annotation>,
) -> Evaluated<()> {
    use_existing(mapped, mapped.use_existing_column.get(), owner, name);
    let Some(object) = column::of(&mapped.column()) else { return Ok(()) };
    object.set_name_if_missing(name);
    let Some(annotation) = annotation else { return Ok(()) };
    let says_all = has_type(&object) && object.nullable_given.get();
    let read = match mapped_annotation::read(interpreter, annotation, owner.unmapped_annotations) {
        // SQLAlchemy would need the name; what the column says is complete without it
        Err(raise) if says_all && interpreter.is_exception(&raise, "NameError") => return Ok(()),
        read => read?,
    };
    let Some(read) = read else { return Ok(()) };
    apply(interpreter, owner, name, mapped, &read, annotation.source())
}

/// `MappedColumn._init_column_for_annotation`; `source` is the annotation as it is written.
///
/// # Errors
/// As [`scan`].
pub fn apply(
    interpreter: &mut Interpreter,
    owner: &Owner<'_>,
    name: &str,
    mapped: &MappedColumnObject,
    read: &MappedAnnotation,
    source: &str,
) -> Evaluated<()> {
    let inside = match form(&read.python_type) {
        Form::Annotated { metadata, .. } => metadata.iter().find_map(of),
        Form::Union(_) | Form::Literal(_) | Form::Alias { .. } | Form::TypeAlias { .. } | Form::Plain => None,
    };
    let nullable = Value::Bool(read.nullable);
    if let Some(object) = column::of(&mapped.column())
        && !object.nullable_given.get()
    {
        *object.nullable.borrow_mut() = nullable;
    }
    if let Some(inside) = inside {
        use_existing(mapped, inside.use_existing_column.get(), owner, name);
        if let (Some(from), Some(onto)) = (column::of(&inside.column()), column::of(&mapped.column())) {
            column::merge(interpreter, &from, &onto, mapped.has_default)?;
        }
        if mapped.sort_order.get().is_none() {
            mapped.sort_order.set(inside.sort_order.get());
        }
    }
    let Some(object) = column::of(&mapped.column()) else { return Ok(()) };
    if !has_type(&object) && object.foreign_keys.borrow().is_empty() {
        let Some(type_) = python_type::resolve(interpreter, owner.registry, read)? else {
            return Err(no_type(interpreter, owner.class, name, source));
        };
        *object.type_.borrow_mut() = type_;
    }
    Ok(())
}

/// `use_existing_column`: the column of that name which the shared table has already.
fn use_existing(mapped: &MappedColumnObject, wanted: bool, owner: &Owner<'_>, name: &str) {
    let Some(parent) = owner.single_parent.filter(|_| wanted) else { return };
    let own = column::of(&mapped.column()).map(|column| column.name_text()).filter(|own| !own.is_empty());
    let own = own.unwrap_or_else(|| name.to_owned());
    let table = mapped_class::of(parent).and_then(|mapped| table::of(&mapped.table));
    if let Some(existing) = table.and_then(|table| table.column_by_name(&own)) {
        mapped.set_column(existing.value());
    }
}

fn has_type(column: &ColumnObject) -> bool {
    !column.type_.borrow().is_none()
}

fn no_type(interpreter: &mut Interpreter, class: &Class, name: &str, source: &str) -> Box<Raise> {
    interpreter.raise(
        "sqlalchemy.orm.exc.MappedAnnotationError",
        format!(
            "Could not locate SQLAlchemy Core type for Python type in \"{name}: {source}\" of class {}",
            class.name
        ),
    )
}
