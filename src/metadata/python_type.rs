//! The column type for a Python type, as `registry._resolve_type` finds it: the registry's own map,
//! then SQLAlchemy's.

use std::rc::Rc;

use crate::python::call::Arguments;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};
use crate::sqlalchemy::native::natives;
use crate::sqlalchemy::type_object;

use super::mapped_annotation::{Form, form};
use super::registry::Registry;

/// `sqltypes._type_map`: Python class to SQLAlchemy type.
const TYPES: &[(&str, &str)] = &[
    ("builtins.int", "Integer"),
    ("builtins.str", "String"),
    ("builtins.bool", "Boolean"),
    ("builtins.float", "Double"),
    ("builtins.bytes", "LargeBinary"),
    ("datetime.date", "Date"),
    ("datetime.datetime", "DateTime"),
    ("datetime.time", "Time"),
    ("datetime.timedelta", "Interval"),
    ("decimal.Decimal", "Numeric"),
    ("uuid.UUID", "Uuid"),
];

/// An instance of the type for `python_type`; `None` when there is none.
///
/// # Errors
/// What comparing with the map's keys or making the type raises.
pub fn resolve(
    interpreter: &mut Interpreter,
    registry: Option<&Registry>,
    python_type: &Value,
) -> Evaluated<Option<Value>> {
    if python_type.is_unknown() {
        return Ok(Some(python_type.clone()));
    }
    if let Some(found) = from_map(interpreter, registry, python_type)? {
        return Ok(Some(found));
    }
    match form(python_type) {
        Form::Annotated { inner, .. } => resolve(interpreter, registry, &inner),
        Form::Literal(values) => literal(interpreter, &values).map(Some),
        Form::Alias { origin, .. } => from_map(interpreter, registry, &origin),
        Form::Union(members) => alias_of_union(interpreter, registry, &members),
        Form::Plain => match python_type {
            Value::Class(class) => of_class(interpreter, registry, class),
            _ => Ok(None),
        },
    }
}

/// `type_annotation_map`, by equality of the keys.
fn from_map(
    interpreter: &mut Interpreter,
    registry: Option<&Registry>,
    python_type: &Value,
) -> Evaluated<Option<Value>> {
    let Some(map) = registry.map(|registry| registry.type_annotation_map.borrow().clone()) else {
        return Ok(None);
    };
    let Value::Dict(map) = &map else { return Ok(None) };
    let entries: Vec<(Value, Value)> =
        map.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    for (key, value) in entries {
        if key.is(python_type) || interpreter.equal(&key, python_type)? {
            return type_object::to_instance(interpreter, &value).map(Some);
        }
    }
    Ok(None)
}

/// A union in the map stands for the union without None as well.
fn alias_of_union(
    interpreter: &mut Interpreter,
    registry: Option<&Registry>,
    members: &[Value],
) -> Evaluated<Option<Value>> {
    let union = interpreter.union(members.to_vec())?;
    from_map(interpreter, registry, &union)
}

fn of_class(
    interpreter: &mut Interpreter,
    registry: Option<&Registry>,
    class: &Rc<Class>,
) -> Evaluated<Option<Value>> {
    if class.ancestor_with_path("enum.Enum").is_some() {
        return enumeration(interpreter, registry, class);
    }
    // a subclass of a known type is none: SQLAlchemy wants it in the map
    let Some((_, name)) = TYPES.iter().find(|(path, _)| class.has_path(path)) else { return Ok(None) };
    let type_class = natives(interpreter)?.value(name);
    interpreter.call(&type_class, Arguments::default()).map(Some)
}

/// `Enum(cls)`, with the options of an `Enum` that the map has for `enum.Enum` or a parent.
fn enumeration(
    interpreter: &mut Interpreter,
    registry: Option<&Registry>,
    class: &Rc<Class>,
) -> Evaluated<Option<Value>> {
    for ancestor in class.ancestors.clone() {
        if let Some(template) = from_map(interpreter, registry, &Value::Class(ancestor))? {
            if interpreter.is_instance(&template, "sqlalchemy.sql.sqltypes.Enum") {
                return like(interpreter, &template, class).map(Some);
            }
            return Ok(Some(template));
        }
    }
    let type_class = natives(interpreter)?.value("Enum");
    interpreter.call(&type_class, Arguments::positional(vec![Value::Class(class.clone())])).map(Some)
}

/// An `Enum` for `class` with the options of `template`.
fn like(interpreter: &mut Interpreter, template: &Value, class: &Rc<Class>) -> Evaluated {
    let mut keywords = Vec::new();
    for name in ["native_enum", "create_constraint", "values_callable", "validate_strings", "inherit_schema"]
    {
        if let Some(value) = template.as_instance().and_then(|instance| instance.attribute(name)) {
            keywords.push((Rc::from(name), value));
        }
    }
    let type_class = natives(interpreter)?.value("Enum");
    interpreter.call(&type_class, Arguments { positional: vec![Value::Class(class.clone())], keywords })
}

/// `Literal["a", "b"]`: an enum kept as text, its values the labels.
fn literal(interpreter: &mut Interpreter, values: &[Value]) -> Evaluated {
    let type_class = natives(interpreter)?.value("Enum");
    let keywords = vec![(Rc::from("native_enum"), Value::Bool(false))];
    interpreter.call(&type_class, Arguments { positional: values.to_vec(), keywords })
}
