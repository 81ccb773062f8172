//! What natives ask of their arguments, with CPython's complaints when it isn't so.

use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// The value itself, or the built-in one that an instance of a subclass of `str`, `dict`, … stands for.
pub fn primitive(value: &Value) -> Value {
    value.base()
}

/// The text of a `str` or of an instance of a subclass.
pub fn text_of(value: &Value) -> Option<Rc<str>> {
    value.to_text()
}

/// The value of an `int` or `bool` that fits.
pub fn int_of(value: &Value) -> Option<i64> {
    value.as_int()
}

/// Any `int` or `bool`.
pub fn big_int_of(value: &Value) -> Option<BigInt> {
    match primitive(value) {
        Value::Int(value) => Some(value.into()),
        Value::Bool(value) => Some(i64::from(value).into()),
        Value::BigInt(value) => Some((*value).clone()),
        _ => None,
    }
}

/// Any real number.
pub fn float_of(value: &Value) -> Option<f64> {
    match primitive(value) {
        Value::Float(value) => Some(value),
        other => big_int_of(&other).and_then(|value| value.to_f64()),
    }
}

/// `type(value).__name__`.
pub fn class_name(interpreter: &Interpreter, value: &Value) -> Rc<str> {
    interpreter.class_of(value).name.clone()
}

/// # Errors
/// TypeError when the argument is no text.
pub fn want_text(interpreter: &mut Interpreter, bound: &Bound, name: &str) -> Evaluated<Rc<str>> {
    let value = bound.value(name);
    match text_of(&value) {
        Some(text) => Ok(text),
        None => {
            let class = class_name(interpreter, &value);
            Err(interpreter.raise("TypeError", format!("must be str, not {class}")))
        }
    }
}

/// # Errors
/// TypeError when the argument is no integer.
pub fn want_int(interpreter: &mut Interpreter, value: &Value) -> Evaluated<i64> {
    if let Some(value) = int_of(value) {
        return Ok(value);
    }
    if matches!(primitive(value), Value::BigInt(_)) {
        return Err(interpreter.raise("OverflowError", "Python int too large to convert to C ssize_t"));
    }
    if let Value::Instance(_) = value
        && interpreter.find_attribute(value, "__index__")?.is_some()
    {
        let index = interpreter.call_method(value, "__index__", Vec::new())?;
        if let Some(index) = int_of(&index) {
            return Ok(index);
        }
    }
    let class = class_name(interpreter, value);
    Err(interpreter.raise("TypeError", format!("'{class}' object cannot be interpreted as an integer")))
}

/// The integer argument, `default` when it was not given or is None.
///
/// # Errors
/// TypeError when the argument is no integer.
pub fn int_or(interpreter: &mut Interpreter, bound: &Bound, name: &str, default: i64) -> Evaluated<i64> {
    match bound.get(name) {
        None | Some(Value::None) => Ok(default),
        Some(value) => want_int(interpreter, &value.clone()),
    }
}

/// Slice bounds as `str.find` and `list.index` take them: negative from the end, clamped.
pub fn clamp(index: i64, length: usize) -> usize {
    let length = length as i64;
    let index = if index < 0 { index + length } else { index };
    index.clamp(0, length) as usize
}
