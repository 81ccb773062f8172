//! How a type is written in Python: `repr` by SQLAlchemy's `generic_repr`, which compares the
//! constructor's parameters with the attributes of the same names.

use std::rc::Rc;

use super::type_object::{self, attribute, decorator_impl, mro, own_row};
use super::types::{TypeInit, TypeSql};
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};
use crate::schema::{Argument, ArgumentValue, Spelling, TypeModule};

/// The spelling of a type instance with its variants.
///
/// # Errors
/// A refusal where an argument is Unknown; what a user's `__repr__` raises.
pub fn spelling(interp: &mut Interpreter, value: &Value) -> Evaluated<Spelling> {
    let mut spelling = without_variants(interp, value)?;
    let is_domain = |class: &Rc<Class>| type_object::row(class).is_some_and(|row| row.sql == TypeSql::Domain);
    if spelling.module == TypeModule::Postgresql && value.as_instance().is_some_and(|it| is_domain(&it.class))
    {
        spelling.arguments = domain_arguments(interp, value)?;
    }
    let mut variants = type_object::variants(interp, value)?;
    // Alembic sorts them by dialect
    variants.sort_by(|a, b| a.0.cmp(&b.0));
    for (dialect, variant) in variants {
        spelling.variants.push((without_variants(interp, &variant)?, dialect));
    }
    Ok(spelling)
}

/// `repr(type)`.
///
/// # Errors
/// As [`spelling`].
pub fn repr(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    let spelling = without_variants(interp, value)?;
    Ok(written(&spelling))
}

/// The same by the constructor's parameters, whatever `__repr__` the class has.
///
/// # Errors
/// As [`repr`].
pub fn generic_repr(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    let Some(instance) = value.as_instance().cloned() else {
        return Err(super::argument::refuse_unknown(interp, value, "a type"));
    };
    let class = instance.class.clone();
    let mut spelling = Spelling::new(module(&class), &*class.name);
    spelling.arguments = arguments(interp, value, &class)?;
    Ok(written(&spelling))
}

fn written(spelling: &Spelling) -> String {
    let arguments: Vec<String> = spelling
        .arguments
        .iter()
        .map(|argument| {
            let value = match &argument.value {
                ArgumentValue::Literal(text) => text.clone(),
                ArgumentValue::Type(inner) => written(inner),
            };
            match &argument.keyword {
                Some(keyword) => format!("{keyword}={value}"),
                None => value,
            }
        })
        .collect();
    format!("{}({})", spelling.class, arguments.join(", "))
}

fn module(class: &Class) -> TypeModule {
    let module = &*class.module;
    if module.starts_with("sqlalchemy.dialects.postgresql") {
        TypeModule::Postgresql
    } else if let Some(dialect) = module.strip_prefix("sqlalchemy.dialects.") {
        TypeModule::Dialect(dialect.split('.').next().unwrap_or(dialect).to_owned())
    } else if module.starts_with("sqlalchemy.") {
        TypeModule::Sqlalchemy
    } else {
        TypeModule::Package(module.to_owned())
    }
}

fn without_variants(interp: &mut Interpreter, value: &Value) -> Evaluated<Spelling> {
    let Some(instance) = value.as_instance().cloned() else {
        return Err(super::argument::refuse_unknown(interp, value, "a type"));
    };
    let class = instance.class.clone();
    let mut spelling = Spelling::new(module(&class), &*class.name);
    if let Some(Value::Function(_)) = class.lookup("__repr__") {
        let text = interp.repr(value)?;
        match text.split_once('(').zip(text.strip_suffix(')')) {
            Some(((name, _), all)) => {
                spelling.class = name.to_owned();
                let inner = &all[name.len() + 1..];
                if !inner.is_empty() {
                    spelling.arguments.push(literal(None, inner.to_owned()));
                }
            }
            None => spelling.class = text,
        }
        return Ok(spelling);
    }
    spelling.arguments = arguments(interp, value, &class)?;
    Ok(spelling)
}

fn arguments(interp: &mut Interpreter, value: &Value, class: &Rc<Class>) -> Evaluated<Vec<Argument>> {
    let Some(row) = type_object::row(class) else { return Ok(Vec::new()) };
    match row.sql {
        TypeSql::Decorator | TypeSql::GenericInterval => {
            let inner = if row.sql == TypeSql::GenericInterval {
                type_object::plain(interp, "DateTime")?
            } else {
                decorator_impl(interp, value)?
            };
            let Some(instance) = inner.as_instance().cloned() else { return Ok(Vec::new()) };
            return arguments(interp, &inner, &instance.class);
        }
        TypeSql::Enum => return enum_arguments(interp, value),
        TypeSql::Abstract
        | TypeSql::Null
        | TypeSql::Fixed(_)
        | TypeSql::Text(_)
        | TypeSql::Binary(_)
        | TypeSql::Numeric(_)
        | TypeSql::Float
        | TypeSql::Temporal(_)
        | TypeSql::Interval
        | TypeSql::Bit
        | TypeSql::Uuid
        | TypeSql::Array
        | TypeSql::Domain
        | TypeSql::UserDefined => {}
    }
    let mut arguments = Vec::new();
    let parameters = parameters(class);
    for name in &parameters.positional {
        let given = attribute(interp, value, name)?;
        arguments.push(argument(interp, None, &given)?);
    }
    if let Some(name) = &parameters.starred
        && let Some(given) = interp.find_attribute(value, name)?
    {
        for item in interp.iterate(&given)? {
            arguments.push(argument(interp, None, &item)?);
        }
    }
    for (name, default) in parameters.defaulted {
        let Some(given) = interp.find_attribute(value, &name)? else { continue };
        if !interp.equal(&given, &default)? {
            arguments.push(argument(interp, Some(&name), &given)?);
        }
    }
    Ok(arguments)
}

/// An enum type's schema is part of its `repr` wherever it comes from: SQLAlchemy sets it on the type
/// when the type meets a table.
pub fn say_schema(spelling: &mut Spelling, schema: &str) {
    if matches!(spelling.class.as_str(), "Enum" | "ENUM") {
        if !spelling.arguments.iter().any(|argument| argument.keyword.as_deref() == Some("schema")) {
            spelling.arguments.push(literal(Some("schema"), schema.to_owned()));
        }
        return;
    }
    for argument in &mut spelling.arguments {
        if let ArgumentValue::Type(inner) = &mut argument.value {
            say_schema(inner, schema);
        }
    }
}

fn literal(keyword: Option<&str>, text: String) -> Argument {
    Argument { keyword: keyword.map(str::to_owned), value: ArgumentValue::Literal(text) }
}

fn argument(interp: &mut Interpreter, keyword: Option<&str>, value: &Value) -> Evaluated<Argument> {
    if let Value::Unknown(_) = value {
        let what = format!("the argument {} of a type", keyword.unwrap_or("list"));
        return Err(super::argument::refuse_unknown(interp, value, &what));
    }
    if value.as_instance().is_some() && type_object::is_type(value) {
        let inner = spelling(interp, value)?;
        let keyword = keyword.map(str::to_owned);
        return Ok(Argument { keyword, value: ArgumentValue::Type(Box::new(inner)) });
    }
    Ok(literal(keyword, interp.repr(value)?))
}

/// The constructor's parameters as `inspect.getfullargspec` gives them; keyword-only ones don't count.
struct Parameters {
    positional: Vec<Rc<str>>,
    starred: Option<Rc<str>>,
    defaulted: Vec<(Rc<str>, Value)>,
}

fn parameters(class: &Rc<Class>) -> Parameters {
    let mut found = Parameters { positional: Vec::new(), starred: None, defaulted: Vec::new() };
    for class in mro(class) {
        let Some(init) = class.namespace.borrow().get("__init__").cloned() else { continue };
        if let Value::Function(function) = &init {
            let shape = function.parameters();
            let names = function.parameter_names();
            let defaults = function.defaults.borrow();
            let first_default = shape.positional.saturating_sub(defaults.len());
            for (index, name) in names.iter().enumerate().take(shape.positional).skip(1) {
                match index.checked_sub(first_default) {
                    Some(at) => found.defaulted.push((name.clone(), defaults[at].clone())),
                    None => found.positional.push(name.clone()),
                }
            }
            if shape.var_positional {
                found.starred = names.get(shape.named()).cloned();
            }
            return found;
        }
        let Some(row) = own_row(class) else { continue };
        match row.init {
            TypeInit::Inherited | TypeInit::Enum | TypeInit::PostgresqlEnum | TypeInit::Decorator => {}
            TypeInit::Parameters(text) | TypeInit::Inspected(_, text) => {
                let parsed = super::type_init::parse(text);
                found.starred = parsed.starred.map(Into::into);
                found.defaulted =
                    parsed.defaulted.into_iter().map(|(name, value)| (name.into(), value)).collect();
            }
            TypeInit::Array => {
                found.positional.push("item_type".into());
                found.defaulted = vec![
                    ("as_tuple".into(), Value::Bool(false)),
                    ("dimensions".into(), Value::None),
                    ("zero_indexes".into(), Value::Bool(false)),
                ];
            }
            TypeInit::PostgresqlJson => {
                found.defaulted =
                    vec![("none_as_null".into(), Value::Bool(false)), ("astext_type".into(), Value::None)];
            }
            TypeInit::Hstore => found.defaulted = vec![("text_type".into(), Value::None)],
            TypeInit::Bit => {
                found.defaulted =
                    vec![("length".into(), Value::None), ("varying".into(), Value::Bool(false))];
            }
            TypeInit::Domain => found.positional = vec!["name".into(), "data_type".into()],
        }
        return found;
    }
    found
}

/// `Enum` inspects its own constructor and SchemaType's, and adds four more.
fn enum_arguments(interp: &mut Interpreter, value: &Value) -> Evaluated<Vec<Argument>> {
    let mut arguments = Vec::new();
    for label in super::enum_type::labels(interp, value)? {
        let text = interp.repr(&Value::str(label))?;
        arguments.push(literal(None, text));
    }
    let default_length = attribute(interp, value, "_default_length")?;
    for (name, default) in [
        ("name", Value::None),
        ("create_type", Value::Bool(true)),
        ("native_enum", Value::Bool(true)),
        ("create_constraint", Value::Bool(false)),
        ("length", default_length),
        ("schema", Value::None),
    ] {
        let given = attribute(interp, value, name)?;
        if !interp.equal(&given, &default)? {
            arguments.push(argument(interp, Some(name), &given)?);
        }
    }
    Ok(arguments)
}

/// A domain's `repr` leaves out what it is; Alembic writes its arguments itself.
fn domain_arguments(interp: &mut Interpreter, value: &Value) -> Evaluated<Vec<Argument>> {
    let mut arguments = Vec::new();
    for name in ["name", "data_type"] {
        let given = attribute(interp, value, name)?;
        arguments.push(argument(interp, None, &given)?);
    }
    for name in ["collation", "default", "constraint_name", "not_null", "check", "schema"] {
        let given = attribute(interp, value, name)?;
        if given.is_none() || interp.equal(&given, &Value::Bool(false))? {
            continue;
        }
        arguments.push(match name {
            "default" if given.to_text().is_none() => {
                let sql = Value::str(super::server_default::sql(interp, &given)?);
                literal(Some(name), format!("sa.text({})", interp.repr(&sql)?))
            }
            "check" => {
                let sql = Value::str(super::compile::ddl_condition(interp, &given)?);
                literal(Some(name), interp.repr(&sql)?)
            }
            _ => argument(interp, Some(name), &given)?,
        });
    }
    let create_type = attribute(interp, value, "create_type")?;
    if !interp.equal(&create_type, &Value::Bool(true))? {
        arguments.push(literal(Some("create_type"), "False".to_owned()));
    }
    Ok(arguments)
}
