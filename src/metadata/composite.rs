//! `composite(...)`: several columns that make one value, some of them written inside the call.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::Annotation;
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::sqlalchemy::column;

use super::mapped_annotation::{self, Form, form};
use super::mapped_column::{self, Owner};
use super::python_type;

/// Payload of a composite.
pub struct Composite {
    class: Option<Value>,
    /// Columns, mapped_columns, and names of attributes.
    attributes: RefCell<Vec<Value>>,
    template: Option<String>,
}

/// The composite behind a value.
pub fn of(value: &Value) -> Option<Rc<Composite>> {
    value.payload::<Composite>()
}

/// `composite(class_or_attribute=None, *attributes, …)`, as an instance of `property`.
///
/// # Errors
/// A refusal for an Unknown template.
pub fn new(interpreter: &mut Interpreter, property: Rc<Class>, bound: &Bound) -> Evaluated {
    let is_attribute = |value: &Value| {
        value.as_str().is_some() || mapped_column::of(value).is_some() || column::of(value).is_some()
    };
    let mut attributes = bound.rest.clone();
    let class = match attributes.first() {
        Some(Value::None) => {
            attributes.remove(0);
            None
        }
        Some(first) if !is_attribute(first) => Some(attributes.remove(0)),
        _ => None,
    };
    let template = bound.keyword("column_template").cloned().unwrap_or(Value::None);
    let template = crate::sqlalchemy::argument::optional_text(interpreter, &template, "column_template")?;
    let instance = Instance::new(property);
    instance.set_payload(Rc::new(Composite { class, attributes: RefCell::new(attributes), template }));
    Ok(Value::Instance(instance))
}

impl Composite {
    /// Its columns, with names and types from the fields of a dataclass.
    ///
    /// # Errors
    /// As `mapped_column`'s annotation; ArgumentError for more attributes than fields.
    pub fn scan(
        &self,
        interpreter: &mut Interpreter,
        owner: &Owner<'_>,
        annotation: Option<&Annotation>,
    ) -> Evaluated<Vec<Value>> {
        let class = match (&self.class, annotation) {
            (Some(class), _) => Some(class.clone()),
            (None, Some(annotation)) => {
                mapped_annotation::read(interpreter, annotation, owner.unmapped_annotations)?
                    .map(|read| read.python_type)
            }
            (None, None) => None,
        };
        let class = match class {
            Some(class) => match form(&class) {
                Form::Annotated { inner, .. } => Some(python_type::optional(interpreter, &inner)?),
                _ => Some(class),
            },
            None => None,
        };
        match &class {
            Some(Value::Class(class)) if class.lookup("__dataclass_fields__").is_some() => {
                self.fill(interpreter, owner, class)?;
            }
            Some(Value::Unknown(unknown)) => {
                return Err(interpreter.refuse_unknown(unknown, "the class of a composite"));
            }
            _ => {}
        }
        let mut columns = Vec::new();
        for attribute in self.attributes.borrow().iter() {
            let column = mapped_column::of(attribute).map_or_else(|| attribute.clone(), |it| it.column());
            if let Value::Unknown(unknown) = &column {
                return Err(interpreter.refuse_unknown(unknown, "a column of a composite"));
            }
            let Some(object) = column::of(&column) else { continue };
            if object.name.borrow().is_none() {
                return Err(interpreter.raise(
                    "sqlalchemy.exc.ArgumentError",
                    "Composite class column arguments must be named unless a dataclass is used",
                ));
            }
            columns.push(column);
        }
        Ok(columns)
    }

    /// A parameter of the dataclass for each attribute; missing ones become columns.
    fn fill(&self, interpreter: &mut Interpreter, owner: &Owner<'_>, class: &Rc<Class>) -> Evaluated<()> {
        let fields = fields(interpreter, class)?;
        let mut attributes = self.attributes.borrow().clone();
        if attributes.len() > fields.len() {
            return Err(interpreter.raise(
                "sqlalchemy.exc.ArgumentError",
                format!(
                    "number of composite attributes {} exceeds that of the number of attributes in class {} {}",
                    attributes.len(),
                    class.name,
                    fields.len()
                ),
            ));
        }
        for (position, (name, annotation)) in fields.iter().enumerate() {
            if position == attributes.len() {
                let blank = mapped_column::blank(interpreter)?;
                if let (Some(template), Some(column)) = (
                    &self.template,
                    mapped_column::of(&blank).and_then(|mapped| column::of(&mapped.column())),
                ) {
                    column.set_name_if_missing(&template.replacen("%s", name, 1));
                }
                attributes.push(blank);
            }
            let Some(attribute) = attributes.get(position) else { continue };
            let Some(mapped) = mapped_column::of(attribute) else {
                if let Some(column) = column::of(attribute) {
                    column.set_name_if_missing(name);
                }
                continue;
            };
            if let Some(column) = column::of(&mapped.column()) {
                column.set_name_if_missing(name);
            }
            let value = interpreter.annotation(annotation)?;
            let read = mapped_annotation::take_apart(interpreter, &value, annotation)?;
            mapped_column::apply(interpreter, owner, name, &mapped, &read, annotation.source())?;
        }
        *self.attributes.borrow_mut() = attributes;
        Ok(())
    }
}

/// The fields that `__init__` takes, parents' first, each with its annotation.
fn fields(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<Vec<(Rc<str>, Annotation)>> {
    let Some(Value::Dict(known)) = class.lookup("__dataclass_fields__") else { return Ok(Vec::new()) };
    let entries: Vec<(Value, Value)> =
        known.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    let mut fields = Vec::new();
    for (name, field) in entries {
        let Some(name) = name.to_text() else { continue };
        let init = interpreter.find_attribute(&field, "init")?;
        if matches!(init, Some(Value::Bool(false))) {
            continue;
        }
        let annotation = std::iter::once(class)
            .chain(&class.ancestors)
            .find_map(|base| base.annotations.borrow().iter().find(|it| it.name == name).cloned());
        fields.extend(annotation.map(|annotation| (name, annotation)));
    }
    Ok(fields)
}
