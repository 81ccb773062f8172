//! What stands inside `Mapped[...]`: the Python type, whether it may be None, and what `Annotated` adds.

use crate::python::Annotation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};

/// An annotation of a mapped attribute, taken apart.
#[derive(Clone, Debug)]
pub struct MappedAnnotation {
    /// Without None: a class, a generic alias, `Annotated[...]`.
    pub python_type: Value,
    pub nullable: bool,
}

/// The containers whose content is a column's type.
const CONTAINERS: &[&str] = &[
    "sqlalchemy.orm.base.Mapped",
    "sqlalchemy.orm.base.DynamicMapped",
    "sqlalchemy.orm.base.WriteOnlyMapped",
    "sqlalchemy.orm.base._MappedAnnotationBase",
    "sqlalchemy.orm.base.Unmapped",
];

/// Whether the text of an annotation may be `Mapped[...]`: those that can't be are never evaluated,
/// so that an unquoted forward reference elsewhere does no harm.
pub fn may_be_mapped(annotation: &Annotation) -> bool {
    annotation.source().contains("Mapped[") || annotation.source().contains("Mapped [")
}

/// Takes `Mapped[...]` apart; `None` for any other annotation.
///
/// # Errors
/// NameError for a name that nothing defines, and what else evaluating raises.
pub fn read(interpreter: &mut Interpreter, annotation: &Annotation) -> Evaluated<Option<MappedAnnotation>> {
    let value = interpreter.annotation(annotation)?;
    let (origin, arguments) = match form(&value) {
        Form::Alias { origin, arguments } => (origin, arguments),
        // `Mapped[...]` in a package that can't be read
        Form::Plain if value.is_unknown() => {
            return Ok(Some(MappedAnnotation { python_type: value, nullable: false }));
        }
        Form::Plain | Form::Annotated { .. } | Form::Union(_) | Form::Literal(_) => return Ok(None),
    };
    let is_container = match &origin {
        Value::Class(class) => CONTAINERS.iter().any(|path| class.ancestor_with_path(path).is_some()),
        _ => false,
    };
    let (true, Some(inner)) = (is_container, arguments.first()) else { return Ok(None) };
    let inner = resolved(interpreter, inner, annotation)?;
    Ok(Some(without_none(interpreter, &inner, annotation)?))
}

/// A string is an expression to be evaluated where the annotation stands.
fn resolved(interpreter: &mut Interpreter, value: &Value, annotation: &Annotation) -> Evaluated {
    if let Value::Str(text) = value {
        return interpreter.evaluate_string(text, annotation);
    }
    match value.as_instance().and_then(|instance| instance.attribute("__forward_arg__")) {
        Some(Value::Str(text)) => interpreter.evaluate_string(&text, annotation),
        _ => Ok(value.clone()),
    }
}

fn without_none(
    interpreter: &mut Interpreter,
    value: &Value,
    annotation: &Annotation,
) -> Evaluated<MappedAnnotation> {
    if value.is_none() || is_none_type(value) {
        return Ok(MappedAnnotation { python_type: Value::None, nullable: true });
    }
    let members = match form(value) {
        // Annotated[Optional[X], ...] is nullable as well
        Form::Annotated { inner, .. } => {
            let inner = resolved(interpreter, &inner, annotation)?;
            let nullable = without_none(interpreter, &inner, annotation)?.nullable;
            return Ok(MappedAnnotation { python_type: value.clone(), nullable });
        }
        Form::Union(members) => members,
        Form::Alias { .. } | Form::Literal(_) | Form::Plain => {
            return Ok(MappedAnnotation { python_type: value.clone(), nullable: false });
        }
    };
    let mut nullable = false;
    let mut rest = Vec::new();
    for member in members {
        let member = resolved(interpreter, &member, annotation)?;
        if member.is_none() || is_none_type(&member) {
            nullable = true;
            continue;
        }
        let inner = without_none(interpreter, &member, annotation)?;
        nullable |= inner.nullable;
        rest.push(inner.python_type);
    }
    let python_type = match <[Value; 1]>::try_from(rest) {
        Ok([only]) => only,
        Err(rest) => interpreter.union(rest)?,
    };
    Ok(MappedAnnotation { python_type, nullable })
}

/// What a type expression is.
#[derive(Clone, Debug)]
pub enum Form {
    /// `Annotated[inner, *metadata]`
    Annotated { inner: Value, metadata: Vec<Value> },
    /// `Union[...]`, `Optional[X]`, `X | Y`
    Union(Vec<Value>),
    /// `Literal[...]`: its values
    Literal(Vec<Value>),
    /// `origin[arguments]`
    Alias { origin: Value, arguments: Vec<Value> },
    /// A class, a NewType, anything else
    Plain,
}

/// Tells type expressions apart.
pub fn form(value: &Value) -> Form {
    let Some(instance) = value.as_instance() else { return Form::Plain };
    let tuple = |name: &str| match instance.attribute(name) {
        Some(Value::Tuple(items)) => Some(items.to_vec()),
        _ => None,
    };
    let Some(origin) = instance.attribute("__origin__") else { return Form::Plain };
    if let Some(metadata) = tuple("__metadata__") {
        return Form::Annotated { inner: origin, metadata };
    }
    let Some(arguments) = tuple("__args__") else { return Form::Plain };
    match &origin {
        Value::Class(class) if class.has_path("typing.Union") => Form::Union(arguments),
        Value::Instance(special) if is_form(special, "Literal") => Form::Literal(arguments),
        _ => Form::Alias { origin, arguments },
    }
}

fn is_form(special: &Instance, name: &str) -> bool {
    ["_name", "__name__"]
        .iter()
        .any(|attribute| special.attribute(attribute).is_some_and(|value| value.as_str() == Some(name)))
}

fn is_none_type(value: &Value) -> bool {
    matches!(value, Value::Class(class) if &*class.name == "NoneType")
}
