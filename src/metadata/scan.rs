//! Scanning a class for its table: the steps of SQLAlchemy's `_DeclarativeMapperConfig`, in its order,
//! which decides the order of the columns.

use std::collections::BTreeSet;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::python::Annotation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::{Class, Value};
use crate::sqlalchemy::column::{self, ColumnObject};
use crate::sqlalchemy::mapped_column::MappedColumnObject;
use crate::sqlalchemy::table;

use super::declared_attr;
use super::mapped_annotation::{self, Form, form};
use super::mapped_class::{self, MappedClass};
use super::merge;
use super::python_type;
use super::registry;

/// An attribute that may become a column, with the annotation that speaks of it.
struct Attribute {
    value: Value,
    annotation: Option<Annotation>,
}

/// What one class was found to have.
struct Scan {
    class: Rc<Class>,
    attributes: IndexMap<Rc<str>, Attribute>,
    /// Whether `__table__` is given: columns are not looked for then.
    fixed_table: bool,
}

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
    let parent = mapped_class::parent(class);
    let mut scan = Scan {
        class: class.clone(),
        attributes: IndexMap::new(),
        fixed_table: class.namespace.borrow().contains_key("__table__"),
    };
    scan.collect(interpreter)?;
    let columns = scan.columns(interpreter)?;
    let table_name = table_name(interpreter, class)?;
    let table = if let Some(table) = given_table(interpreter, class)? {
        name_columns(class, &table);
        table
    } else if let Some(name) = table_name {
        make_table(interpreter, class, &name, &columns)?
    } else if let Some(parent) = &parent {
        extend_parent(interpreter, class, parent, &columns)?
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
    class.namespace.borrow_mut().insert("__table__".into(), table.clone());
    *class.payload.borrow_mut() = Some(Rc::new(MappedClass { table }));
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
    let column = merge::of(&value).map_or_else(|| value.clone(), |mapped| mapped.column.clone());
    let (Some(object), Some(mapped)) = (column::of(&column), mapped_class::of(class)) else {
        return Ok(value);
    };
    object.set_name_if_missing(name);
    if let Some(table) = table::of(&mapped.table)
        && object.table.borrow().is_none()
    {
        table::attach(interpreter, &table, &column, false)?;
    }
    Ok(column)
}

/// `registry.map_imperatively(cls, table)`.
///
/// # Errors
/// None of its own.
pub fn map_imperatively(class: &Value, table: Value) -> Evaluated {
    if let Value::Class(class) = class {
        class.namespace.borrow_mut().insert("__table__".into(), table.clone());
        name_columns(class, &table);
        *class.payload.borrow_mut() = Some(Rc::new(MappedClass { table }));
    }
    Ok(Value::None)
}

/// Columns of a Table that was given are attributes of their key, where nothing else has the name and no
/// attribute is that column already.
fn name_columns(class: &Rc<Class>, table: &Value) {
    let Some(table) = table::of(table) else { return };
    let named: Vec<Rc<ColumnObject>> = class.namespace.borrow().values().filter_map(column::of).collect();
    for column in table.column_objects() {
        if !named.iter().any(|known| Rc::ptr_eq(known, &column)) {
            let key: Rc<str> = column.key_text().into();
            class.namespace.borrow_mut().entry(key).or_insert_with(|| column.value());
        }
    }
}

impl Scan {
    /// Columns of the class itself, then of what it inherits from that is not mapped, along the MRO.
    /// Mixins' columns are copied first, so that `declared_attr` functions see the copies.
    fn collect(&mut self, interpreter: &mut Interpreter) -> Evaluated<()> {
        let class = self.class.clone();
        // before the copies are set on the class: its own attributes come first, annotations too
        let own = local_attributes(&class);
        let lineage: Vec<Rc<Class>> = std::iter::once(&class).chain(&class.ancestors).cloned().collect();
        let mut copies = Vec::with_capacity(lineage.len());
        for base in &lineage {
            let is_mixin = !Rc::ptr_eq(base, &class) && mapped_class::of(base).is_none();
            copies.push(if is_mixin { self.copy_columns(interpreter, base)? } else { Vec::new() });
        }
        for (base, copied) in lineage.iter().zip(copies) {
            for (name, attribute) in copied {
                self.attributes.insert(name, attribute);
            }
            let is_own = Rc::ptr_eq(base, &class);
            if !is_own && mapped_class::of(base).is_some() {
                continue;
            }
            let attributes = if is_own { own.clone() } else { local_attributes(base) };
            for (name, value, annotation) in attributes {
                if is_directive(&name) {
                    continue;
                }
                if is_own {
                    self.take_own(interpreter, name, value, annotation)?;
                } else if let Some(value) = value {
                    self.take_inherited(interpreter, name, &value)?;
                }
            }
        }
        Ok(())
    }

    fn take_own(
        &mut self,
        interpreter: &mut Interpreter,
        name: Rc<str>,
        value: Option<Value>,
        annotation: Option<Annotation>,
    ) -> Evaluated<()> {
        let annotation = annotation.filter(mapped_annotation::may_be_mapped);
        let value = match value {
            Some(value) if declared_attr::of(&value).is_some() => {
                declared_attr::evaluate(interpreter, &value, &self.class)?
            }
            Some(value) => value,
            // `x: Mapped[int]` alone
            None if annotation.is_some() && !self.fixed_table => merge::blank(interpreter)?,
            None => return Ok(()),
        };
        if let Value::Unknown(unknown) = &value {
            let what = format!("{}.{name}, which may be a column", self.class.name);
            return Err(interpreter.refuse_unknown(unknown, &what));
        }
        if is_column(&value) {
            self.attributes.insert(name, Attribute { value, annotation });
        }
        Ok(())
    }

    fn take_inherited(
        &mut self,
        interpreter: &mut Interpreter,
        name: Rc<str>,
        value: &Value,
    ) -> Evaluated<()> {
        let Some(declared) = declared_attr::of(value) else { return Ok(()) };
        // somebody nearer has the name
        if !declared.cascading && !self.class.lookup(&name).is_some_and(|found| found.is(value)) {
            return Ok(());
        }
        let result = declared_attr::evaluate(interpreter, value, &self.class)?;
        self.class.namespace.borrow_mut().insert(name.clone(), result.clone());
        if is_column(&result) {
            self.attributes.insert(name, Attribute { value: result, annotation: None });
        }
        Ok(())
    }

    /// A mixin's columns, copied for this class, unless something nearer has the name.
    fn copy_columns(
        &mut self,
        interpreter: &mut Interpreter,
        base: &Rc<Class>,
    ) -> Evaluated<Vec<(Rc<str>, Attribute)>> {
        let mut copies = Vec::new();
        for (name, value, annotation) in local_attributes(base) {
            if is_directive(&name) {
                continue;
            }
            let annotation = annotation.filter(mapped_annotation::may_be_mapped);
            let found = self.class.lookup(&name);
            let copy = match &value {
                None if annotation.is_some() && !self.fixed_table => {
                    // only an annotation: overridden where anybody has a value
                    if found.is_some() {
                        continue;
                    }
                    merge::blank(interpreter)?
                }
                Some(value) if is_column(value) => {
                    if !found.is_some_and(|found| found.is(value)) {
                        continue;
                    }
                    copy_column(interpreter, value)?
                }
                Some(_) | None => continue,
            };
            self.class.namespace.borrow_mut().insert(name.clone(), copy.clone());
            copies.push((name, Attribute { value: copy, annotation }));
        }
        Ok(copies)
    }

    /// The columns, named and typed, in the order of the table: `sort_order`, then the scan's.
    fn columns(&self, interpreter: &mut Interpreter) -> Evaluated<Vec<Value>> {
        let registry = registry::of_class(&self.class);
        let mut columns: Vec<(i64, Value)> = Vec::new();
        for (name, attribute) in &self.attributes {
            let (order, column) = match merge::of(&attribute.value) {
                Some(mapped) => {
                    let mapped = self.typed(interpreter, registry.as_deref(), name, &mapped, attribute)?;
                    (mapped.sort_order.get(), mapped.column.clone())
                }
                None => (0, attribute.value.clone()),
            };
            let Some(object) = column::of(&column) else { continue };
            object.set_name_if_missing(name);
            self.class.namespace.borrow_mut().insert(name.clone(), column.clone());
            if object.table.borrow().is_none() {
                columns.push((order, column));
            }
        }
        columns.sort_by_key(|(order, _)| *order);
        Ok(columns.into_iter().map(|(_, column)| column).collect())
    }

    /// Type and nullability that the annotation gives.
    fn typed(
        &self,
        interpreter: &mut Interpreter,
        registry: Option<&registry::Registry>,
        name: &str,
        mapped: &Rc<MappedColumnObject>,
        attribute: &Attribute,
    ) -> Evaluated<Rc<MappedColumnObject>> {
        let Some(annotation) = &attribute.annotation else { return Ok(mapped.clone()) };
        let own = column::of(&mapped.column);
        let says_all = own.as_ref().is_some_and(|own| has_type(own) && own.nullable_given.get());
        let read = match mapped_annotation::read(interpreter, annotation) {
            // SQLAlchemy would need the name; what the column says is complete without it
            Err(raise) if says_all && interpreter.is_exception(&raise, "NameError") => {
                return Ok(mapped.clone());
            }
            read => read?,
        };
        let Some(read) = read else { return Ok(mapped.clone()) };
        let mut mapped = mapped.clone();
        let mut nullable = Some(read.nullable);
        if let Form::Annotated { metadata, .. } = form(&read.python_type) {
            for element in metadata {
                let Some(element) = merge::of(&element) else { continue };
                let merged = merge::merge(interpreter, &element, Some(&mapped))?;
                if let Some(merged) = merge::of(&merged) {
                    mapped = merged;
                }
                // nullability said in the annotation's mapped_column wins over Optional
                if column::of(&element.column).is_some_and(|column| column.nullable_given.get()) {
                    nullable = None;
                }
            }
        }
        let Some(object) = column::of(&mapped.column) else { return Ok(mapped) };
        if let Some(nullable) = nullable
            && !object.nullable_given.get()
            && !object.is_primary_key(interpreter)?
        {
            *object.nullable.borrow_mut() = Value::Bool(nullable);
        }
        if !has_type(&object) && object.foreign_keys.borrow().is_empty() {
            let found = python_type::resolve(interpreter, registry, &read.python_type)?;
            let Some(type_) = found else {
                return Err(self.no_type(interpreter, name, annotation));
            };
            *object.type_.borrow_mut() = type_;
        }
        Ok(mapped)
    }

    fn no_type(&self, interpreter: &mut Interpreter, name: &str, annotation: &Annotation) -> Box<Raise> {
        interpreter.raise(
            "sqlalchemy.orm.exc.MappedAnnotationError",
            format!(
                "Could not locate SQLAlchemy Core type for Python type in \"{}: {}\" of class {}",
                name,
                annotation.source(),
                self.class.name
            ),
        )
    }
}

/// Names of a class body in the order in which values and annotations stand there.
fn local_attributes(class: &Class) -> Vec<(Rc<str>, Option<Value>, Option<Annotation>)> {
    let values: Vec<Rc<str>> = class.namespace.borrow().keys().cloned().collect();
    let annotations = class.annotations.borrow().clone();
    let annotated: Vec<Rc<str>> = annotations.iter().map(|annotation| annotation.name.clone()).collect();
    merge_ordered(&values, &annotated)
        .into_iter()
        .map(|name| {
            let value = class.namespace.borrow().get(&name).cloned();
            let annotation = annotations.iter().find(|annotation| annotation.name == name).cloned();
            (name, value, annotation)
        })
        .collect()
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

/// `__tablename__` and its like speak about the table; other names with two underscores belong to
/// Python.
fn is_directive(name: &str) -> bool {
    name.starts_with("__")
}

fn is_column(value: &Value) -> bool {
    merge::of(value).is_some() || column::of(value).is_some()
}

fn has_type(column: &ColumnObject) -> bool {
    !column.type_.borrow().is_none()
}

fn copy_column(interpreter: &mut Interpreter, value: &Value) -> Evaluated {
    match merge::of(value) {
        Some(mapped) => {
            let class = crate::sqlalchemy::native::natives(interpreter)?.value("orm.MappedColumn");
            let arguments = mapped.arguments.borrow().clone();
            interpreter.call(&class, arguments)
        }
        None => match column::of(value) {
            Some(column) => column::copy(interpreter, &column),
            None => Ok(value.clone()),
        },
    }
}

/// `__tablename__`, unless only a mapped parent has it.
fn table_name(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<Option<String>> {
    if !is_said(class, "__tablename__") {
        return Ok(None);
    }
    let value = interpreter.get_attribute(&Value::Class(class.clone()), "__tablename__")?;
    crate::sqlalchemy::argument::optional_text(
        interpreter,
        &value,
        &format!("__tablename__ of {}", class.name),
    )
}

/// Whether the class or something unmapped that it inherits from has the name, or a mapped parent has
/// it as a declared_attr (of those, SQLAlchemy asks again for each class).
fn is_said(class: &Rc<Class>, name: &str) -> bool {
    std::iter::once(class).chain(&class.ancestors).any(|base| {
        let namespace = base.namespace.borrow();
        let Some(value) = namespace.get(name) else { return false };
        let is_own = Rc::ptr_eq(base, class);
        is_own || mapped_class::of(base).is_none() || declared_attr::of(value).is_some()
    })
}

fn given_table(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<Option<Value>> {
    let own = class.namespace.borrow().contains_key("__table__");
    let inherited = class.ancestors.iter().find_map(|base| {
        let value = base.namespace.borrow().get("__table__").cloned()?;
        declared_attr::of(&value).map(|_| value)
    });
    if own || inherited.is_some() {
        return interpreter.get_attribute(&Value::Class(class.clone()), "__table__").map(Some);
    }
    Ok(None)
}

fn make_table(interpreter: &mut Interpreter, class: &Rc<Class>, name: &str, columns: &[Value]) -> Evaluated {
    let metadata = interpreter.get_attribute(&Value::Class(class.clone()), "metadata")?;
    let mut items = columns.to_vec();
    let mut keywords = Vec::new();
    if is_said(class, "__table_args__") {
        let arguments = interpreter.get_attribute(&Value::Class(class.clone()), "__table_args__")?;
        let (positional, options) = match &arguments {
            Value::None => (Vec::new(), None),
            Value::Dict(_) => (Vec::new(), Some(arguments.clone())),
            Value::Tuple(items) => match items.split_last() {
                Some((last @ Value::Dict(_), rest)) => (rest.to_vec(), Some(last.clone())),
                _ => (items.to_vec(), None),
            },
            Value::Unknown(unknown) => {
                let what = format!("__table_args__ of {}", class.name);
                return Err(interpreter.refuse_unknown(unknown, &what));
            }
            _ => {
                return Err(interpreter.raise(
                    "sqlalchemy.exc.ArgumentError",
                    "__table_args__ value must be a tuple, dict, or None",
                ));
            }
        };
        items.extend(positional);
        if let Some(Value::Dict(options)) = options {
            for (key, value) in options.borrow().iter() {
                keywords.extend(key.to_text().map(|key| (key, value.clone())));
            }
        }
    }
    table::new(interpreter, name, &metadata, items, keywords)
}

/// Single-table inheritance: the parent's table gains the columns.
fn extend_parent(
    interpreter: &mut Interpreter,
    class: &Rc<Class>,
    parent: &Rc<Class>,
    columns: &[Value],
) -> Evaluated {
    let Some(mapped) = mapped_class::of(parent) else { return Ok(Value::None) };
    let Some(table) = table::of(&mapped.table) else { return Ok(mapped.table.clone()) };
    for column in columns {
        let Some(object) = column::of(column) else { continue };
        if let Some(existing) = table.column_by_name(&object.name_text()) {
            // use_existing_column, or the same column by way of a mixin
            class.namespace.borrow_mut().insert(object.key_text().into(), existing.value());
            continue;
        }
        table::attach(interpreter, &table, column, false)?;
    }
    Ok(mapped.table.clone())
}
