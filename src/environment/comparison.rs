//! `compare_type` and `compare_server_default` of env.py as functions for the comparison.

use crate::error::Result;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::revision::op::migration_context;
use crate::schema::ServerDefault;

/// `compare_type(context, inspected_column, metadata_column, inspected_type, metadata_type)`: whether the
/// types differ, or None for the comparison to tell.
///
/// # Errors
/// What the function raises, with its line.
pub fn compare_type(
    interpreter: &mut Interpreter,
    function: &Value,
    inspected: Value,
    declared: Value,
) -> Result<Option<bool>> {
    let outcome = (|| {
        let inspected_type = interpreter.get_attribute(&inspected, "type")?;
        let declared_type = interpreter.get_attribute(&declared, "type")?;
        let context = migration_context::context(interpreter);
        let positional = vec![context, inspected, declared, inspected_type, declared_type];
        let answer = interpreter.call(function, Value::arguments(positional))?;
        said(interpreter, &answer, "compare_type")
    })();
    outcome.map_err(|raise| interpreter.error(raise))
}

/// `compare_server_default(context, inspected_column, metadata_column, inspected_default,
/// metadata_default, rendered_metadata_default)`, as [`compare_type`].
///
/// # Errors
/// What the function raises, with its line.
pub fn compare_server_default(
    interpreter: &mut Interpreter,
    function: &Value,
    inspected: Value,
    declared: Value,
    inspected_default: Option<&str>,
    rendered: Option<&ServerDefault>,
) -> Result<Option<bool>> {
    let outcome = (|| {
        let declared_default = interpreter.get_attribute(&declared, "server_default")?;
        let context = migration_context::context(interpreter);
        let text = |text: Option<&str>| text.map_or(Value::None, Value::str);
        let rendered =
            rendered.map(|(ServerDefault::Literal(sql) | ServerDefault::Expression(sql))| sql.as_str());
        let positional =
            vec![context, inspected, declared, text(inspected_default), declared_default, text(rendered)];
        let answer = interpreter.call(function, Value::arguments(positional))?;
        said(interpreter, &answer, "compare_server_default")
    })();
    outcome.map_err(|raise| interpreter.error(raise))
}

/// True says that there is a difference, False that there is none, None lets Alembic compare.
fn said(interpreter: &mut Interpreter, answer: &Value, option: &str) -> Evaluated<Option<bool>> {
    match answer {
        Value::None => Ok(None),
        Value::Unknown(unknown) => {
            Err(interpreter.refuse_unknown(unknown, &format!("the answer of `{option}`")))
        }
        Value::Bool(false) => Ok(Some(false)),
        answer => Ok(interpreter.truth(answer)?.then_some(true)),
    }
}
