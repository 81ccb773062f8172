//! Collecting the attributes of a class that may be mapped: SQLAlchemy's
//! `_DeclarativeMapperConfig._scan_attributes`, step by step, because its order is that of the columns.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use indexmap::IndexMap;

use crate::python::Annotation;
use crate::python::call::Arguments;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};
use crate::sqlalchemy::column;

use super::declared_attr;
use super::mapped_annotation;
use super::mapped_class;
use super::mapped_column;

/// What one class was found to have.
pub struct Attributes {
    class: Rc<Class>,
    /// Names of the class body itself, before copies are set on the class.
    own: BTreeSet<Rc<str>>,
    pub values: IndexMap<Rc<str>, Value>,
    /// The annotation that speaks of an attribute: whoever is met first.
    pub annotations: HashMap<Rc<str>, Annotation>,
    pub table_name: Value,
    pub table_arguments: Value,
    /// Whether `__table__` is given: columns are not looked for then.
    fixed_table: bool,
    /// Whether `__table__` is a `declared_attr`.
    pub declares_table: bool,
}

/// A class of the MRO with the names to look at.
struct Base {
    class: Rc<Class>,
    is_mapped: bool,
    names: Vec<Rc<str>>,
    copies: Vec<(Rc<str>, Value)>,
}

/// Collects what the class itself has, then what it inherits from that is not mapped, along the MRO.
/// Mixins' columns are copied first of all, so that `declared_attr` functions see the copies.
///
/// # Errors
/// What `declared_attr` functions raise.
pub fn collect(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<Attributes> {
    let own: BTreeSet<Rc<str>> = class.namespace.borrow().keys().cloned().collect();
    let mut attributes = Attributes {
        class: class.clone(),
        fixed_table: own.contains("__table__"),
        own,
        values: IndexMap::new(),
        annotations: HashMap::new(),
        table_name: Value::None,
        table_arguments: Value::None,
        declares_table: false,
    };
    let lineage: Vec<Rc<Class>> = std::iter::once(class).chain(&class.ancestors).cloned().collect();
    let mut bases = Vec::with_capacity(lineage.len());
    for base in lineage {
        let is_own = Rc::ptr_eq(&base, class);
        let is_mapped = !is_own && mapped_class::of(&base).is_some();
        let names = names(&base);
        let copies = if is_own || is_mapped {
            Vec::new()
        } else {
            attributes.copy_columns(interpreter, &base, &names)?
        };
        bases.push(Base { class: base, is_mapped, names, copies });
    }
    let mut arguments_inherited = false;
    for base in bases {
        attributes.values.extend(base.copies.iter().cloned());
        let is_own = Rc::ptr_eq(&base.class, class);
        for name in &base.names {
            let value = value_of(interpreter, &base.class, name)?;
            if is_directive(name) {
                // of mapped parents only what each class computes for itself
                let declared = value.as_ref().is_some_and(|value| declared_attr::of(value).is_some());
                if value.is_some() && (!base.is_mapped || declared) {
                    attributes.take_directive(interpreter, name, declared)?;
                    arguments_inherited |= &**name == "__table_args__" && !is_own;
                }
            } else if is_own {
                attributes.take_own(interpreter, name, value)?;
            } else if !base.is_mapped {
                attributes.take_inherited(interpreter, &base.class, name, value)?;
            }
        }
    }
    if arguments_inherited && attributes.table_name.is_none() {
        attributes.table_arguments = Value::None;
    }
    Ok(attributes)
}

impl Attributes {
    fn take_directive(&mut self, interpreter: &mut Interpreter, name: &str, declared: bool) -> Evaluated<()> {
        let wanted = match name {
            "__tablename__" => is_unset(interpreter, &self.table_name)?,
            "__table_args__" => is_unset(interpreter, &self.table_arguments)?,
            _ => false,
        };
        if name == "__table__" {
            self.declares_table |= declared;
        }
        if !wanted {
            return Ok(());
        }
        let value = interpreter.get_attribute(&Value::Class(self.class.clone()), name)?;
        match name {
            "__tablename__" => self.table_name = value,
            _ => self.table_arguments = value,
        }
        Ok(())
    }

    fn take_own(
        &mut self,
        interpreter: &mut Interpreter,
        name: &Rc<str>,
        value: Option<Value>,
    ) -> Evaluated<()> {
        let annotation = annotation_of(&self.class, name);
        let is_mapped = annotation
            .as_ref()
            .is_some_and(|annotation| mapped_annotation::is_mapped(interpreter, annotation));
        if let Some(annotation) = annotation {
            self.annotations.entry(name.clone()).or_insert(annotation);
        }
        match value {
            None if is_mapped && !self.fixed_table => {
                self.values.insert(name.clone(), mapped_column::blank(interpreter)?);
            }
            Some(value) if self.own.contains(name) || is_field(&self.class, name) => {
                self.values.insert(name.clone(), value);
            }
            _ => {}
        }
        Ok(())
    }

    fn take_inherited(
        &mut self,
        interpreter: &mut Interpreter,
        base: &Rc<Class>,
        name: &Rc<str>,
        value: Option<Value>,
    ) -> Evaluated<()> {
        let Some(value) = value else { return Ok(()) };
        let Some(declared) = declared_attr::of(&value) else {
            // a column in a dataclass field of a mixin was copied, other properties are told by their class
            return Ok(());
        };
        let result = if declared.cascading {
            let result = declared_attr::evaluate(interpreter, &value, &self.class)?;
            self.class.namespace.borrow_mut().insert(name.clone(), result.clone());
            result
        } else {
            // somebody nearer may have the name
            interpreter.get_attribute(&Value::Class(self.class.clone()), name)?
        };
        self.values.insert(name.clone(), result);
        if let Some(annotation) = declared.returns()
            && mapped_annotation::is_mapped(interpreter, &annotation)
        {
            self.annotations.entry(name.clone()).or_insert(annotation);
        }
        let _ = base;
        Ok(())
    }

    /// A mixin's columns, copied for this class, unless something nearer has the name.
    fn copy_columns(
        &mut self,
        interpreter: &mut Interpreter,
        base: &Rc<Class>,
        names: &[Rc<str>],
    ) -> Evaluated<Vec<(Rc<str>, Value)>> {
        let mut copies = Vec::new();
        for name in names.iter().filter(|name| !is_directive(name)) {
            let value = value_of(interpreter, base, name)?;
            let annotation = annotation_of(base, name);
            let found = self.class.lookup(name);
            let copy = match &value {
                None => {
                    let is_mapped = annotation
                        .as_ref()
                        .is_some_and(|annotation| mapped_annotation::is_mapped(interpreter, annotation));
                    // only an annotation: overridden where anybody has a value
                    let is_overridden = found.is_some_and(|found| !found.is_none());
                    if !is_mapped || self.fixed_table || is_overridden {
                        continue;
                    }
                    mapped_column::blank(interpreter)?
                }
                Some(value) if is_column(value) => {
                    let is_overridden = !is_field(base, name) && !found.is_some_and(|found| found.is(value));
                    if is_overridden {
                        continue;
                    }
                    if self.own.contains(name) {
                        continue;
                    }
                    copy_column(interpreter, value)?
                }
                Some(_) => continue,
            };
            if let Some(annotation) = annotation {
                self.annotations.entry(name.clone()).or_insert(annotation);
            }
            self.class.namespace.borrow_mut().insert(name.clone(), copy.clone());
            copies.push((name.clone(), copy));
        }
        Ok(copies)
    }
}

/// None, or what is false: SQLAlchemy asks on along the MRO then.
fn is_unset(interpreter: &mut Interpreter, value: &Value) -> Evaluated<bool> {
    Ok(match value {
        Value::None => true,
        Value::Unknown(_) => false,
        value => !interpreter.truth(value)?,
    })
}

/// Names of a class body in the order in which values and annotations stand there.
fn names(class: &Class) -> Vec<Rc<str>> {
    let values: Vec<Rc<str>> = class.namespace.borrow().keys().cloned().collect();
    let annotated: Vec<Rc<str>> =
        class.annotations.borrow().iter().map(|annotation| annotation.name.clone()).collect();
    let mut names = merge_ordered(&values, &annotated);
    names.retain(|name| is_directive(name) || !name.starts_with("__"));
    names
}

fn annotation_of(class: &Class, name: &str) -> Option<Annotation> {
    class.annotations.borrow().iter().find(|annotation| &*annotation.name == name).cloned()
}

/// The names with two underscores that speak about the table; others belong to Python.
fn is_directive(name: &str) -> bool {
    matches!(name, "__tablename__" | "__table_args__" | "__table__" | "__mapper_args__")
}

/// `__sa_dataclass_metadata_key__`: the key under which dataclass fields hold what is mapped.
fn metadata_key(class: &Class) -> Option<Value> {
    class.namespace.borrow().get("__sa_dataclass_metadata_key__").cloned()
}

fn is_field(class: &Class, name: &str) -> bool {
    metadata_key(class).is_some() && class.annotations.borrow().iter().any(|own| &*own.name == name)
}

/// The value that a class has for a name, in its namespace or in the metadata of a dataclass field.
fn value_of(interpreter: &mut Interpreter, class: &Rc<Class>, name: &str) -> Evaluated<Option<Value>> {
    let value = class.namespace.borrow().get(name).cloned();
    let Some(key) = metadata_key(class) else { return Ok(value) };
    let Some(Value::Dict(fields)) = class.lookup("__dataclass_fields__") else { return Ok(value) };
    let Some(field) = fields.borrow().get_str(name).cloned() else { return Ok(value) };
    let metadata = interpreter.get_attribute(&field, "metadata")?;
    let mapped = interpreter.call_method(&metadata, "get", vec![key])?;
    match mapped {
        Value::None => Ok(value),
        // a lambda, where each class needs an object of its own
        Value::Function(_) | Value::BoundMethod(_) => {
            interpreter.call(&mapped, Arguments::default()).map(Some)
        }
        mapped => Ok(Some(mapped)),
    }
}

/// SQLAlchemy's `merge_lists_w_ordering`: both orders are kept, shared names are where they meet.
fn merge_ordered(a: &[Rc<str>], b: &[Rc<str>]) -> Vec<Rc<str>> {
    let mut overlap: BTreeSet<&Rc<str>> = a.iter().filter(|name| b.contains(name)).collect();
    let (mut current, mut other) = (a.iter(), b.iter());
    let mut merged = Vec::with_capacity(a.len() + b.len());
    loop {
        let mut switched = false;
        for name in current.by_ref() {
            if overlap.remove(name) {
                switched = true;
                break;
            }
            merged.push(name.clone());
        }
        if !switched {
            merged.extend(other.cloned());
            return merged;
        }
        std::mem::swap(&mut current, &mut other);
    }
}

/// A `Column` or a `mapped_column`.
pub fn is_column(value: &Value) -> bool {
    mapped_column::of(value).is_some() || column::of(value).is_some()
}

fn copy_column(interpreter: &mut Interpreter, value: &Value) -> Evaluated {
    match mapped_column::of(value) {
        Some(mapped) => crate::sqlalchemy::mapped_column::copy(interpreter, &mapped),
        None => match column::of(value) {
            Some(column) => column::copy(interpreter, &column),
            None => Ok(value.clone()),
        },
    }
}
