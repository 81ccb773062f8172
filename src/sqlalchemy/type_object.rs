//! Instances of type classes: made, adapted, asked for their kind.
//!
//! An instance is an ordinary one whose attributes are its arguments, so that subclasses in user
//! code work as they do in Python.

use std::rc::Rc;

use super::argument;
use super::native::natives;
use super::types::{Affinity, TypeClass};
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};

/// The classes along the MRO, the class itself first.
pub fn mro(class: &Rc<Class>) -> impl Iterator<Item = &Rc<Class>> {
    std::iter::once(class).chain(&class.ancestors)
}

/// The row of a native class itself.
pub fn own_row(class: &Class) -> Option<&'static TypeClass> {
    let payload = class.payload.borrow().clone()?;
    payload.downcast::<&'static TypeClass>().ok().map(|row| *row)
}

/// The row of the nearest native type class along the MRO; mixins beside the types are none.
pub fn row(class: &Rc<Class>) -> Option<&'static TypeClass> {
    const MIXINS: &[&str] = &["SchemaType", "Concatenable", "Indexable"];
    mro(class).find_map(|class| own_row(class).filter(|row| !MIXINS.contains(&row.name)))
}

/// Whether the value is a type: an instance of TypeEngine, or a class derived from it.
pub fn is_type(value: &Value) -> bool {
    match value {
        Value::Class(class) => is_type_class(class),
        Value::Instance(instance) => is_type_class(&instance.class),
        _ => false,
    }
}

pub fn is_type_class(class: &Rc<Class>) -> bool {
    mro(class).any(|class| own_row(class).is_some_and(|row| row.name == "TypeEngine"))
}

/// Whether the nearest native class is `name` of `module`, or derives from it.
pub fn derives(class: &Rc<Class>, module: &str, name: &str) -> bool {
    mro(class).any(|class| own_row(class).is_some_and(|row| row.name == name && row.module.ends_with(module)))
}

/// SQLAlchemy's `to_instance`: classes are called, None is NullType.
///
/// # Errors
/// A refusal for an Unknown; ArgumentError for what is no type.
pub fn to_instance(interp: &mut Interpreter, value: &Value) -> Evaluated {
    match value {
        Value::None => null_type(interp),
        Value::Class(class) if is_type_class(class) => interp.call(value, Value::arguments(Vec::new())),
        Value::Instance(instance) if is_type_class(&instance.class) => Ok(value.clone()),
        // a function that makes a type, and `functools.partial`
        Value::Function(_) | Value::BoundMethod(_) => {
            let made = interp.call(value, Value::arguments(Vec::new()))?;
            to_instance(interp, &made)
        }
        Value::Unknown(_) => Ok(value.clone()),
        other => {
            let shown = interp.repr(other)?;
            Err(interp
                .raise("sqlalchemy.exc.ArgumentError", format!("Object {shown} is not legal as a type")))
        }
    }
}

/// A new NullType.
pub fn null_type(interp: &mut Interpreter) -> Evaluated {
    plain(interp, "NullType")
}

/// A new instance of a type of `sqlalchemy.types` with default arguments.
pub fn plain(interp: &mut Interpreter, name: &str) -> Evaluated {
    let class = natives(interp)?.value(name);
    interp.call(&class, Value::arguments(Vec::new()))
}

/// An attribute of a type instance; None when it has none.
pub fn attribute(interp: &mut Interpreter, value: &Value, name: &str) -> Evaluated {
    Ok(interp.find_attribute(value, name)?.unwrap_or(Value::None))
}

/// What `impl` a TypeDecorator instance works with.
pub fn decorator_impl(interp: &mut Interpreter, value: &Value) -> Evaluated {
    let own = value.as_instance().and_then(|instance| instance.attribute("impl"));
    let inner = match own.filter(|inner| !inner.is_none()) {
        Some(inner) => inner,
        // PickleType keeps its argument under the same name
        None => interp.class_of(value).lookup("impl").unwrap_or(Value::None),
    };
    if inner.is_none() {
        return Err(interp.raise(
            "AttributeError",
            "TypeDecorator implementations require a class-level variable 'impl' which refers to the class of \
             type being decorated",
        ));
    }
    to_instance(interp, &inner)
}

/// The kind of values of a type, looking through TypeDecorator.
///
/// # Errors
/// What making a decorator's `impl` raises.
pub fn affinity(interp: &mut Interpreter, value: &Value) -> Evaluated<Affinity> {
    let Some(instance) = value.as_instance() else { return Ok(Affinity::Null) };
    let Some(row) = row(&instance.class) else { return Ok(Affinity::Other) };
    if row.sql == super::types::TypeSql::Decorator {
        let inner = decorator_impl(interp, value)?;
        if inner.as_instance().is_some_and(|inner| Rc::ptr_eq(inner, instance)) {
            return Ok(Affinity::Other);
        }
        return affinity(interp, &inner);
    }
    Ok(row.affinity)
}

/// A copy with its own attributes: `with_variant`, columns copied from mixins.
pub fn copy(instance: &Instance) -> Rc<Instance> {
    let copy = Instance::new(instance.class.clone());
    *copy.attributes.borrow_mut() = instance.attributes.borrow().clone();
    copy.payload.borrow_mut().clone_from(&instance.payload.borrow());
    copy
}

/// `.with_variant(type, *dialects)`.
pub fn with_variant(
    interp: &mut Interpreter,
    value: &Value,
    variant: &Value,
    dialects: &[Value],
) -> Evaluated {
    let Some(instance) = value.as_instance() else { return Ok(value.clone()) };
    let copied = copy(instance);
    let mapping = Value::dict(Default::default());
    if let (Value::Dict(old), Value::Dict(new)) = (&attribute(interp, value, VARIANTS)?, &mapping) {
        *new.borrow_mut() = old.borrow().clone();
    }
    let variant = to_instance(interp, variant)?;
    for dialect in dialects {
        let name = argument::text(interp, dialect, "with_variant()")?;
        if let Value::Dict(mapping) = &mapping {
            mapping.borrow_mut().insert_str(&name, variant.clone());
        }
    }
    copied.set_attribute(VARIANTS, mapping);
    Ok(Value::Instance(copied))
}

/// The attribute that keeps `.with_variant` types by dialect name.
pub const VARIANTS: &str = "_variant_mapping";

/// The variants of an instance in the order given.
///
/// # Errors
/// A refusal for names that are Unknown.
pub fn variants(interp: &mut Interpreter, value: &Value) -> Evaluated<Vec<(String, Value)>> {
    let Value::Dict(mapping) = attribute(interp, value, VARIANTS)? else { return Ok(Vec::new()) };
    let entries: Vec<(Value, Value)> =
        mapping.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    entries
        .into_iter()
        .map(|(name, variant)| Ok((argument::text(interp, &name, "with_variant()")?, variant)))
        .collect()
}

/// The type that PostgreSQL uses for it: the variant for `postgresql`, if there is one.
///
/// # Errors
/// A refusal for variant names that are Unknown.
pub fn for_postgresql(interp: &mut Interpreter, value: &Value) -> Evaluated {
    let variant = variants(interp, value)?.into_iter().find(|(dialect, _)| dialect == "postgresql");
    Ok(variant.map_or_else(|| value.clone(), |(_, variant)| variant))
}
