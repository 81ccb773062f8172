//! The column type for a Python type, as `registry._resolve_type` finds it: the registry's own map,
//! then SQLAlchemy's.

use std::rc::Rc;

use crate::python::call::Arguments;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};
use crate::sqlalchemy::native::natives;
use crate::sqlalchemy::type_object;

use super::mapped_annotation::{Form, MappedAnnotation, form};
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

/// An instance of the type for an annotation's Python type; `None` when there is none.
///
/// # Errors
/// What comparing with the map's keys or making the type raises.
pub fn resolve(
    interpreter: &mut Interpreter,
    registry: Option<&Registry>,
    read: &MappedAnnotation,
) -> Evaluated<Option<Value>> {
    if read.python_type.is_unknown() {
        return Ok(Some(read.python_type.clone()));
    }
    if let Some(alias) = &read.alias
        && let Some(found) = lookup(interpreter, registry, alias)?
    {
        return Ok(Some(found));
    }
    if let Some(found) = lookup(interpreter, registry, &read.python_type)? {
        return Ok(Some(found));
    }
    let Form::Annotated { inner, .. } = form(&read.python_type) else { return Ok(None) };
    let inner = if read.nullable { optional(interpreter, &inner)? } else { inner };
    lookup(interpreter, registry, &inner)
}

/// A union without None.
///
/// # Errors
/// None of its own.
pub fn optional(interpreter: &mut Interpreter, value: &Value) -> Evaluated {
    let Form::Union(members) = form(value) else { return Ok(value.clone()) };
    let is_none = |member: &Value| match member {
        Value::Class(class) => &*class.name == "NoneType",
        other => other.is_none(),
    };
    if !members.iter().any(is_none) {
        return Ok(value.clone());
    }
    match <[Value; 1]>::try_from(members.into_iter().filter(|member| !is_none(member)).collect::<Vec<_>>()) {
        Ok([only]) => Ok(only),
        Err(rest) => interpreter.union(rest),
    }
}

/// `registry._resolve_type`: classes by their MRO, everything else by equality.
fn lookup(
    interpreter: &mut Interpreter,
    registry: Option<&Registry>,
    python_type: &Value,
) -> Evaluated<Option<Value>> {
    if let Value::Unknown(_) = python_type {
        return Ok(Some(python_type.clone()));
    }
    if let Value::Class(class) = python_type {
        return of_class(interpreter, registry, class);
    }
    let exact = from_map(interpreter, registry, python_type)?;
    let Form::Literal(values) = form(python_type) else {
        return match exact {
            // `type X = Literal[...]` with an Enum in the map
            Some(template) if is_enum(interpreter, &template) => match form(python_type) {
                Form::TypeAlias { value } => match form(&value) {
                    Form::Literal(values) => of_literal(interpreter, &template, &values).map(Some),
                    _ => Ok(Some(template)),
                },
                _ => Ok(Some(template)),
            },
            exact => Ok(exact),
        };
    };
    if let Some(template) = exact {
        if is_enum(interpreter, &template) && is_generic_form(&template) {
            return of_literal(interpreter, &template, &values).map(Some);
        }
        return Ok(Some(template));
    }
    let literal = python_type.as_instance().and_then(|alias| alias.attribute("__origin__"));
    let template = match literal {
        Some(literal) => from_map(interpreter, registry, &literal)?,
        None => None,
    };
    match template {
        Some(template) if !is_enum(interpreter, &template) => Ok(Some(template)),
        Some(template) => of_literal(interpreter, &template, &values).map(Some),
        None => literal_enum(interpreter, &values, Vec::new()).map(Some),
    }
}

/// `type_annotation_map`, by equality of the keys, which stand there without None.
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
        let key = optional(interpreter, &key)?;
        if key.is(python_type) || interpreter.equal(&key, python_type)? {
            return type_object::to_instance(interpreter, &value).map(Some);
        }
    }
    Ok(None)
}

/// A subclass of a known type has none of its own, enumerations aside.
fn of_class(
    interpreter: &mut Interpreter,
    registry: Option<&Registry>,
    class: &Rc<Class>,
) -> Evaluated<Option<Value>> {
    let lineage: Vec<Rc<Class>> = std::iter::once(class).chain(&class.ancestors).cloned().collect();
    for ancestor in lineage {
        let is_own = Rc::ptr_eq(&ancestor, class);
        if let Some(template) = from_map(interpreter, registry, &Value::Class(ancestor.clone()))? {
            if is_enum(interpreter, &template) && (!is_own || is_generic_form(&template)) {
                return like(interpreter, &template, class).map(Some);
            }
            if is_own {
                return Ok(Some(template));
            }
            continue;
        }
        if ancestor.has_path("enum.Enum") {
            let type_class = natives(interpreter)?.value("Enum");
            let arguments = Arguments::positional(vec![Value::Class(class.clone())]);
            return interpreter.call(&type_class, arguments).map(Some);
        }
        if let Some((_, name)) = TYPES.iter().find(|(known, _)| is_own && ancestor.has_path(known)) {
            let type_class = natives(interpreter)?.value(name);
            return interpreter.call(&type_class, Arguments::default()).map(Some);
        }
    }
    Ok(None)
}

fn is_enum(interpreter: &Interpreter, template: &Value) -> bool {
    interpreter.is_instance(template, "sqlalchemy.sql.sqltypes.Enum")
}

/// `Enum(enum.Enum)`: a pattern for all enumerations.
fn is_generic_form(template: &Value) -> bool {
    let class = template.as_instance().and_then(|instance| instance.attribute("enum_class"));
    matches!(class, Some(Value::Class(class)) if class.path() == "enum.Enum")
}

/// The options of an `Enum`, as `Enum._make_enum_kw` has them.
fn options(template: &Value) -> Vec<(Rc<str>, Value)> {
    let attribute = |name: &str| template.as_instance().and_then(|instance| instance.attribute(name));
    let mut keywords: Vec<(Rc<str>, Value)> = Vec::new();
    for name in ["native_enum", "create_constraint", "values_callable", "validate_strings"] {
        keywords.extend(attribute(name).map(|value| (name.into(), value)));
    }
    for (attribute_name, name) in [
        ("name", "name"),
        ("metadata", "metadata"),
        ("_inherit_schema", "inherit_schema"),
        ("schema", "schema"),
    ] {
        let value =
            attribute(attribute_name).filter(|value| !matches!(value, Value::None | Value::Bool(false)));
        keywords.extend(value.map(|value| (name.into(), value)));
    }
    let length = attribute("length").filter(|length| !matches!(length, Value::None | Value::Int(0)));
    keywords.extend(length.map(|length| ("length".into(), length)));
    keywords
}

/// An `Enum` for `class` with the options of `template`.
fn like(interpreter: &mut Interpreter, template: &Value, class: &Rc<Class>) -> Evaluated {
    let type_class = natives(interpreter)?.value("Enum");
    let positional = if class.ancestor_with_path("enum.Enum").is_some() {
        vec![Value::Class(class.clone())]
    } else {
        let labels = type_object::attribute(interpreter, template, "enums")?;
        interpreter.iterate(&labels)?
    };
    interpreter.call(&type_class, Arguments { positional, keywords: options(template) })
}

fn of_literal(interpreter: &mut Interpreter, template: &Value, values: &[Value]) -> Evaluated {
    literal_enum(interpreter, values, options(template))
}

/// `Literal["a", "b"]`: an enum kept as text, its values the labels.
fn literal_enum(
    interpreter: &mut Interpreter,
    values: &[Value],
    mut keywords: Vec<(Rc<str>, Value)>,
) -> Evaluated {
    if values.iter().any(|value| !matches!(value, Value::Str(_) | Value::Unknown(_))) {
        return Err(interpreter.raise(
            "sqlalchemy.exc.ArgumentError",
            "Can't create string-based Enum datatype from non-string values.  Please provide an explicit Enum \
             datatype for this Python type",
        ));
    }
    let type_class = natives(interpreter)?.value("Enum");
    keywords.retain(|(name, _)| &**name != "native_enum");
    keywords.push((Rc::from("native_enum"), Value::Bool(false)));
    interpreter.call(&type_class, Arguments { positional: values.to_vec(), keywords })
}
