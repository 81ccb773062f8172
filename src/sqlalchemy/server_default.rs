//! `server_default=` and `default=`: strings, SQL expressions, and the objects that wrap them.

use super::argument;
use super::compile;
use super::expression;
use super::native::{Natives, natives};
use crate::ddl::literal;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::schema::ServerDefault;

/// Reads `server_default=`; `None` for what the server fills without our saying (`FetchedValue`).
///
/// # Errors
/// ArgumentError for anything but strings and expressions; a refusal for Unknown.
pub fn read(interp: &mut Interpreter, value: &Value) -> Evaluated<Option<ServerDefault>> {
    if let Some(inner) = default_clause(value) {
        return read(interp, &inner);
    }
    match value {
        Value::None => Ok(None),
        Value::Bool(false) => Ok(None),
        Value::Str(text) => Ok(Some(ServerDefault::Literal(text.to_string()))),
        Value::Unknown(_) => Err(argument::refuse_unknown(interp, value, "a server default")),
        Value::Instance(_) if is_fetched_value(value) => Ok(None),
        Value::Instance(_) if expression::is_expression(value) => {
            Ok(Some(ServerDefault::Expression(compile::ddl_default(interp, value)?)))
        }
        // members of `class Status(str, Enum)`
        Value::Instance(_) if value.to_text().is_some() => {
            Ok(value.to_text().map(|text| ServerDefault::Literal(text.to_string())))
        }
        other => {
            let shown = interp.repr(other)?;
            Err(interp.raise(
                "sqlalchemy.exc.ArgumentError",
                format!(
                    "Argument 'arg' is expected to be one of type 'str' or 'ClauseElement' or 'TextClause', got \
                     {shown}"
                ),
            ))
        }
    }
}

/// Its SQL: literals quoted.
///
/// # Errors
/// As [`read`].
pub fn sql(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    Ok(read(interp, value)?.as_ref().map(literal::server_default).unwrap_or_default())
}

const ARGUMENT: &str = "arg";

/// What a `DefaultClause` holds.
pub fn default_clause(value: &Value) -> Option<Value> {
    let instance = value.as_instance()?;
    let is_clause = super::type_object::mro(&instance.class).any(|class| &*class.name == "DefaultClause");
    if is_clause { instance.attribute(ARGUMENT) } else { None }
}

/// `FetchedValue()` and what derives from it without being a DefaultClause.
fn is_fetched_value(value: &Value) -> bool {
    value.as_instance().is_some_and(|instance| {
        super::type_object::mro(&instance.class).any(|class| &*class.name == "FetchedValue")
    })
}

/// `ColumnDefault(…)` written out.
pub fn is_client_default(value: &Value) -> bool {
    value.as_instance().is_some_and(|instance| {
        super::type_object::mro(&instance.class).any(|class| &*class.name == "ColumnDefault")
    })
}

/// What `column.server_default` shows: a DefaultClause with `arg`.
///
/// # Errors
/// None of its own.
pub fn as_clause(interp: &mut Interpreter, value: &Value) -> Evaluated {
    wrapped(interp, value, "DefaultClause", is_fetched_value(value))
}

/// What `column.default` shows: a ColumnDefault with `arg`.
///
/// # Errors
/// None of its own.
pub fn client_default(interp: &mut Interpreter, value: &Value) -> Evaluated {
    wrapped(interp, value, "ColumnDefault", is_client_default(value))
}

fn wrapped(interp: &mut Interpreter, value: &Value, class: &str, already: bool) -> Evaluated {
    if value.is_none() || already {
        return Ok(value.clone());
    }
    let instance = Instance::new(natives(interp)?.class(class));
    let callable =
        matches!(value, Value::Function(_) | Value::Builtin(_) | Value::BoundMethod(_) | Value::Class(_));
    instance.set_attribute(ARGUMENT, value.clone());
    instance.set_attribute("is_callable", Value::Bool(callable));
    instance.set_attribute("is_scalar", Value::Bool(!callable && !expression::is_expression(value)));
    instance.set_attribute("is_clause_element", Value::Bool(expression::is_expression(value)));
    Ok(Value::Instance(instance))
}

/// Adds FetchedValue, DefaultClause, ColumnDefault.
pub fn register(natives: &mut Natives) {
    let item = natives.class("SchemaItem");
    let keep = |_: &mut Interpreter, bound: crate::python::call::Bound| {
        if let Some(instance) = bound.receiver().as_instance() {
            instance.set_attribute(ARGUMENT, bound.value(ARGUMENT));
        }
        Ok(Value::None)
    };
    let fetched = ClassBuilder::new("sqlalchemy.sql.schema", "FetchedValue")
        .base(&item)
        .method("__init__", "self, for_update=False", |_, _| Ok(Value::None))
        .build();
    natives.add("FetchedValue", Value::Class(fetched.clone()));
    let clause = ClassBuilder::new("sqlalchemy.sql.schema", "DefaultClause")
        .base(&fetched)
        .method("__init__", "self, arg, for_update=False, _reflected=False", keep)
        .build();
    natives.add("DefaultClause", Value::Class(clause));
    let default = ClassBuilder::new("sqlalchemy.sql.schema", "ColumnDefault")
        .base(&item)
        .method("__init__", "self, arg, for_update=False", keep)
        .build();
    natives.add("ColumnDefault", Value::Class(default));
}
