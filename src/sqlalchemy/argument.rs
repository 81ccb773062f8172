//! Python arguments as Rust values. An Unknown is refused here, with the place that it came from.

use crate::python::interpreter::Interpreter;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::Value;

/// The refusal for an Unknown that would reach `what`.
pub fn refuse_unknown(interp: &Interpreter, value: &Value, what: &str) -> Box<Raise> {
    match value {
        Value::Unknown(unknown) => interp.refuse_unknown(unknown, what),
        other => interp.refuse(format!("{what} is {other:?}, which can't be read")),
    }
}

/// A string.
///
/// # Errors
/// A refusal for Unknown and anything else.
pub fn text(interp: &mut Interpreter, value: &Value, what: &str) -> Evaluated<String> {
    match value {
        Value::Str(text) => Ok(text.to_string()),
        other => match other.to_text() {
            Some(text) => Ok(text.to_string()),
            None => Err(refuse_unknown(interp, other, what)),
        },
    }
}

/// A string or None.
///
/// # Errors
/// A refusal for Unknown and anything else.
pub fn optional_text(interp: &mut Interpreter, value: &Value, what: &str) -> Evaluated<Option<String>> {
    match value {
        Value::None => Ok(None),
        other => text(interp, other, what).map(Some),
    }
}

/// The truth of a flag.
///
/// # Errors
/// A refusal for Unknown.
pub fn flag(interp: &mut Interpreter, value: &Value, what: &str) -> Evaluated<bool> {
    match value {
        Value::Bool(value) => Ok(*value),
        Value::None => Ok(false),
        Value::Unknown(_) => Err(refuse_unknown(interp, value, what)),
        other => interp.truth(other),
    }
}

/// A flag that may be None.
///
/// # Errors
/// A refusal for Unknown.
pub fn optional_flag(interp: &mut Interpreter, value: &Value, what: &str) -> Evaluated<Option<bool>> {
    match value {
        Value::None => Ok(None),
        other => flag(interp, other, what).map(Some),
    }
}

/// A whole number or None.
///
/// # Errors
/// A refusal for Unknown and anything else.
pub fn optional_integer(interp: &mut Interpreter, value: &Value, what: &str) -> Evaluated<Option<i64>> {
    match value {
        Value::None => Ok(None),
        Value::Int(value) => Ok(Some(*value)),
        Value::Bool(value) => Ok(Some(i64::from(*value))),
        Value::Float(value) if value.fract() == 0.0 => Ok(Some(*value as i64)),
        other => {
            let _ = &interp;
            Err(refuse_unknown(interp, other, what))
        }
    }
}

/// Strings of a list, tuple or other iterable; a single string is itself.
///
/// # Errors
/// A refusal for Unknown and for items that are no strings.
pub fn texts(interp: &mut Interpreter, value: &Value, what: &str) -> Evaluated<Vec<String>> {
    match value {
        Value::None => Ok(Vec::new()),
        Value::Str(text) => Ok(vec![text.to_string()]),
        Value::Unknown(_) => Err(refuse_unknown(interp, value, what)),
        other => {
            let items = interp.iterate(other)?;
            items.iter().map(|item| text(interp, item, what)).collect()
        }
    }
}
