//! `include_object` and `include_name` of env.py as closures for the diff.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::value::Value;

/// `include_name(name, type_, parent_names)`: `type_` is `schema`, `table`, `column`, `index`,
/// `unique_constraint`, `foreign_key_constraint` or `check_constraint`.
///
/// # Errors
/// What the function raises, with its line.
pub fn include_name(
    interpreter: &mut Interpreter,
    function: &Value,
    name: Option<&str>,
    type_: &str,
    parents: &BTreeMap<&str, Option<String>>,
) -> Result<bool> {
    let mut dict = Dict::default();
    for (key, value) in parents {
        dict.insert_str(key, value.as_ref().map_or(Value::None, Value::str));
    }
    let positional = vec![name.map_or(Value::None, Value::str), Value::str(type_), Value::dict(dict)];
    let outcome = interpreter.call(function, Value::arguments(positional));
    outcome.and_then(|value| interpreter.truth(&value)).map_err(|raise| interpreter.error(raise))
}

/// `include_object(object, name, type_, reflected, compare_to)`.
///
/// # Errors
/// What the function raises, with its line.
pub fn include_object(
    interpreter: &mut Interpreter,
    function: &Value,
    object: Value,
    name: Option<&str>,
    type_: &str,
    reflected: bool,
    compare_to: Value,
) -> Result<bool> {
    let positional = vec![
        object,
        name.map_or(Value::None, Value::str),
        Value::str(type_),
        Value::Bool(reflected),
        compare_to,
    ];
    let outcome = interpreter.call(function, Value::arguments(positional));
    outcome.and_then(|value| interpreter.truth(&value)).map_err(|raise| interpreter.error(raise))
}
