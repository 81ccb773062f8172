//! What env.py says when the project's Python ran it, in the evaluator's terms.

use std::rc::Rc;

use serde_json::Value as Json;

use crate::error::Result;
use crate::fallback::PythonEnvironment;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::value::Value;
use crate::sqlalchemy::metadata;

use super::{ConfigureOptions, EngineUrl, Environment};

/// Options that are functions and are asked over the pipe.
const ASKED: [&str; 6] = [
    "include_object",
    "include_name",
    "compare_type",
    "compare_server_default",
    "render_item",
    "process_revision_directives",
];

/// Options whose functions nobody calls here.
const NOT_ASKED: [&str; 1] = ["on_version_apply"];

/// The environment for everything that comes after env.py.
///
/// # Errors
/// An option that decides something and is no plain value.
pub fn from_python(interpreter: &mut Interpreter, python: PythonEnvironment) -> Result<Environment> {
    let mut notes = Vec::new();
    let mut given: Vec<(Rc<str>, Value)> = Vec::new();
    for (name, value) in &python.options {
        match plain(value) {
            Some(value) => given.push((name.as_str().into(), value)),
            None if ASKED.contains(&name.as_str()) => {}
            None if NOT_ASKED.contains(&name.as_str()) => notes.push(format!(
                "`{name}` of `context.configure` is a function of Python: it is not called in this run"
            )),
            None => {}
        }
    }
    if python.calls == 0 {
        notes.push(
            "env.py ended without a call of `context.configure()`: its options are the defaults".to_owned(),
        );
    }
    let options = ConfigureOptions::read(interpreter, given).map_err(|raise| interpreter.error(raise))?;
    let target_value = if python.has_metadata { target(interpreter, &python)? } else { Value::None };
    Ok(Environment {
        target_metadata: if python.has_metadata { vec![target_value.clone()] } else { Vec::new() },
        target_value,
        options,
        url: python.url.clone().map(|text| EngineUrl::Known { text, place: None }),
        statements: Vec::new(),
        runs: 0,
        notes,
        python: Some(python),
    })
}

fn plain(value: &Json) -> Option<Value> {
    Some(match value {
        Json::Null => Value::None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Int(number.as_i64()?),
        Json::String(text) => Value::str(text),
        Json::Array(items) => Value::list(items.iter().map(plain).collect::<Option<_>>()?),
        Json::Object(_) => return None,
    })
}

/// A MetaData with the naming convention, for the names in `op.*` calls; the tables are elsewhere.
fn target(interpreter: &mut Interpreter, python: &PythonEnvironment) -> Result<Value> {
    let convention = match &python.naming_convention {
        Some(texts) => {
            let mut dict = Dict::default();
            for (key, text) in texts {
                dict.insert_str(key, Value::str(text));
            }
            (!texts.is_empty()).then(|| Value::dict(dict))
        }
        None => Some(Value::unknown("a function in the naming convention of target_metadata", None)),
    };
    let made = metadata::new(interpreter, convention).map_err(|raise| interpreter.error(raise))?;
    if let Some(object) = metadata::of(&made) {
        object.schema.borrow_mut().clone_from(&python.default_schema);
    }
    Ok(made)
}
