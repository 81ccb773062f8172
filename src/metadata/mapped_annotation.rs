//! What stands inside `Mapped[...]`: the Python type, whether it may be None, and what `Annotated` adds.

use std::rc::Rc;

use crate::python::Annotation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};

/// An annotation of a mapped attribute, taken apart.
#[derive(Clone, Debug)]
pub struct MappedAnnotation {
    /// Without None: a class, a generic alias, `Annotated[...]`.
    pub python_type: Value,
    /// The `type X = …` that stands for it.
    pub alias: Option<Value>,
    pub nullable: bool,
}

impl MappedAnnotation {
    fn of(python_type: Value, nullable: bool) -> MappedAnnotation {
        MappedAnnotation { python_type, alias: None, nullable }
    }
}

/// The containers whose content is a column's type.
const CONTAINERS: &[&str] = &[
    "sqlalchemy.orm.base.Mapped",
    "sqlalchemy.orm.base.DynamicMapped",
    "sqlalchemy.orm.base.WriteOnlyMapped",
    "sqlalchemy.orm.base._MappedAnnotationBase",
    "sqlalchemy.orm.base.Unmapped",
];

/// Names in front of brackets that are never a container of the ORM.
const OTHERS: &[&str] = &[
    "Annotated",
    "Any",
    "Callable",
    "ClassVar",
    "Dict",
    "Final",
    "InitVar",
    "List",
    "Literal",
    "Optional",
    "Sequence",
    "Set",
    "Tuple",
    "Type",
    "Union",
    "dict",
    "list",
    "set",
    "tuple",
    "type",
];

/// Whether an annotation is `Mapped[...]` or another container of the ORM. The rest of it is not
/// evaluated, so that an unquoted forward reference elsewhere does no harm.
pub fn is_mapped(interpreter: &mut Interpreter, annotation: &Annotation) -> bool {
    let text = annotation.source().trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    let Some((head, _)) = text.split_once('[') else { return false };
    let head = head.trim();
    let name = head.rsplit('.').next().unwrap_or(head);
    if name == "Mapped" {
        return true;
    }
    let is_dotted = head.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    if OTHERS.contains(&name) || !is_dotted || head.is_empty() {
        return false;
    }
    match interpreter.evaluate_string(head, annotation) {
        Ok(Value::Class(class)) => is_container(&class),
        _ => false,
    }
}

fn is_container(class: &Rc<Class>) -> bool {
    CONTAINERS.iter().any(|path| class.path() == *path || class.ancestor_with_path(path).is_some())
}

/// Takes `Mapped[...]` apart; `None` for any other annotation, unless `unmapped` ones count.
///
/// # Errors
/// NameError for a name that nothing defines, and what else evaluating raises.
pub fn read(
    interpreter: &mut Interpreter,
    annotation: &Annotation,
    unmapped: bool,
) -> Evaluated<Option<MappedAnnotation>> {
    let value = interpreter.annotation(annotation)?;
    if let Form::Alias { origin: Value::Class(class), arguments } = form(&value)
        && is_container(&class)
    {
        let Some(inner) = arguments.first() else { return Ok(None) };
        return take_apart(interpreter, inner, annotation).map(Some);
    }
    if value.is_unknown() {
        // `Mapped[...]` in a package that can't be read
        return Ok(Some(MappedAnnotation::of(value, false)));
    }
    if unmapped && !is_class_variable(&value) {
        return take_apart(interpreter, &value, annotation).map(Some);
    }
    Ok(None)
}

fn is_class_variable(value: &Value) -> bool {
    match form(value) {
        Form::Alias { origin: Value::Instance(special), .. } => is_form(&special, "ClassVar"),
        _ => value.as_instance().is_some_and(|special| is_form(special, "ClassVar")),
    }
}

/// What stands in the brackets: None apart, and the alias that names the rest followed once, as
/// SQLAlchemy does.
///
/// # Errors
/// As [`read`].
pub fn take_apart(
    interpreter: &mut Interpreter,
    value: &Value,
    annotation: &Annotation,
) -> Evaluated<MappedAnnotation> {
    let value = resolved(interpreter, value, annotation)?;
    let read = without_none(interpreter, &value, annotation)?;
    let Form::TypeAlias { value: inner } = form(&read.python_type) else { return Ok(read) };
    let inner = resolved(interpreter, &inner, annotation)?;
    let followed = without_none(interpreter, &inner, annotation)?;
    Ok(MappedAnnotation {
        python_type: followed.python_type,
        alias: Some(read.python_type),
        nullable: read.nullable || followed.nullable,
    })
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
        return Ok(MappedAnnotation::of(Value::None, true));
    }
    let members = match form(value) {
        // Annotated[Optional[X], ...] is nullable as well
        Form::Annotated { inner, .. } => {
            let inner = resolved(interpreter, &inner, annotation)?;
            let nullable = without_none(interpreter, &inner, annotation)?.nullable;
            return Ok(MappedAnnotation::of(value.clone(), nullable));
        }
        Form::Union(members) => members,
        Form::TypeAlias { value: inner } => {
            let inner = resolved(interpreter, &inner, annotation)?;
            let nullable = without_none(interpreter, &inner, annotation)?.nullable;
            return Ok(MappedAnnotation::of(value.clone(), nullable));
        }
        Form::Alias { .. } | Form::Literal(_) | Form::Plain => {
            return Ok(MappedAnnotation::of(value.clone(), false));
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
    Ok(MappedAnnotation::of(python_type, nullable))
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
    /// `type X = value`, with arguments or without
    TypeAlias { value: Value },
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
    if let Some(value) = type_alias(instance) {
        return Form::TypeAlias { value };
    }
    let Some(origin) = instance.attribute("__origin__") else { return Form::Plain };
    if let Some(metadata) = tuple("__metadata__") {
        return Form::Annotated { inner: origin, metadata };
    }
    let Some(arguments) = tuple("__args__") else { return Form::Plain };
    if let Some(value) = origin.as_instance().and_then(type_alias) {
        return Form::TypeAlias { value };
    }
    match &origin {
        Value::Class(class) if class.has_path("typing.Union") => Form::Union(arguments),
        Value::Instance(special) if is_form(special, "Literal") => Form::Literal(arguments),
        _ => Form::Alias { origin, arguments },
    }
}

fn type_alias(instance: &Rc<Instance>) -> Option<Value> {
    instance.class.path().ends_with(".TypeAliasType").then(|| instance.attribute("__value__")).flatten()
}

fn is_form(special: &Instance, name: &str) -> bool {
    ["_name", "__name__"]
        .iter()
        .any(|attribute| special.attribute(attribute).is_some_and(|value| value.as_str() == Some(name)))
}

fn is_none_type(value: &Value) -> bool {
    matches!(value, Value::Class(class) if &*class.name == "NoneType")
}
