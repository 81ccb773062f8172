//! What calling the built-in types makes: `str(x)`, `list(x)`, `dict(x)`, `range(…)`, …

use std::rc::Rc;

use super::argument::{class_name, int_or, text_of, want_int};
use super::bytes::{bytes, bytes_of};
use crate::python::call::Bound;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// `str(object)`, `str(bytes, encoding)`.
///
/// # Errors
/// What `__str__` raises; UnicodeDecodeError.
pub fn new_str(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let Some(value) = bound.get("object").cloned() else { return Ok(Value::str("")) };
    if value.is_unknown() {
        return Ok(value);
    }
    if bound.get("encoding").is_some() || bound.get("errors").is_some() {
        let mut arguments = Vec::new();
        arguments.push(bound.get("encoding").cloned().unwrap_or_else(|| Value::str("utf-8")));
        arguments.extend(bound.get("errors").cloned());
        return interpreter.call_method(&value, "decode", arguments);
    }
    Ok(Value::str(interpreter.str(&value)?))
}

/// `bytes(x)`.
///
/// # Errors
/// TypeError and ValueError as CPython raises them.
pub fn new_bytes(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let Some(value) = bound.get("source").cloned() else { return Ok(bytes(Vec::new())) };
    if value.is_unknown() {
        return Ok(value);
    }
    if text_of(&value).is_some() {
        let Some(encoding) = bound.get("encoding").cloned() else {
            return Err(interpreter.raise("TypeError", "string argument without an encoding"));
        };
        return interpreter.call_method(&value, "encode", vec![encoding]);
    }
    if let Some(found) = bytes_of(&value) {
        return Ok(Value::Bytes(found));
    }
    if let Some(count) = value.as_int() {
        return match usize::try_from(count) {
            Ok(count) if count <= 100_000_000 => Ok(bytes(vec![0; count])),
            Ok(_) => Err(interpreter.raise("MemoryError", "")),
            Err(_) => Err(interpreter.raise("ValueError", "negative count")),
        };
    }
    if let Value::Instance(_) = value
        && interpreter.class_of(&value).lookup("__bytes__").is_some()
    {
        return interpreter.call_method(&value, "__bytes__", Vec::new());
    }
    let mut found = Vec::new();
    for item in interpreter.iterate(&value)? {
        match u8::try_from(want_int(interpreter, &item)?) {
            Ok(byte) => found.push(byte),
            Err(_) => return Err(interpreter.raise("ValueError", "bytes must be in range(0, 256)")),
        }
    }
    Ok(bytes(found))
}

/// `bool(x)`; an Unknown stays one.
///
/// # Errors
/// What `__bool__` raises.
pub fn new_bool(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let value = bound.value("x");
    if value.is_unknown() {
        return Ok(value);
    }
    Ok(Value::Bool(interpreter.truth(&value)?))
}

/// `tuple(iterable)`.
///
/// # Errors
/// TypeError for what can't be iterated.
pub fn new_tuple(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    match bound.get("iterable") {
        None => Ok(Value::tuple(Vec::new())),
        Some(value) if value.is_unknown() => Ok(value.clone()),
        Some(tuple @ Value::Tuple(_)) => Ok(tuple.clone()),
        Some(iterable) => Ok(Value::tuple(interpreter.iterate(&iterable.clone())?)),
    }
}

/// `frozenset(iterable)`.
///
/// # Errors
/// TypeError for what can't be iterated or hashed.
pub fn new_frozenset(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    match bound.get("iterable").cloned() {
        None => Ok(Value::FrozenSet(Rc::default())),
        Some(unknown @ Value::Unknown(_)) => Ok(unknown),
        Some(same @ Value::FrozenSet(_)) => Ok(same),
        Some(iterable) => {
            let items = interpreter.iterate(&iterable)?;
            Ok(Value::FrozenSet(Rc::new(super::set::collect(interpreter, items)?)))
        }
    }
}

/// `list.__new__`: empty, `__init__` fills it; what can't be iterated because it is not known makes the
/// whole list unknown.
pub fn new_list(_: &mut Interpreter, bound: Bound) -> Evaluated {
    match bound.rest.first() {
        Some(unknown @ Value::Unknown(_)) => Ok(unknown.clone()),
        _ => Ok(Value::list(Vec::new())),
    }
}

/// `list.__init__`.
///
/// # Errors
/// TypeError for what can't be iterated.
pub fn init_list(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    if let (Value::List(list), Some(iterable)) = (bound.receiver().base(), bound.get("iterable").cloned()) {
        let items = interpreter.iterate(&iterable)?;
        *list.borrow_mut() = items;
    }
    Ok(Value::None)
}

/// `set.__new__`, as [`new_list`].
pub fn new_set(_: &mut Interpreter, bound: Bound) -> Evaluated {
    match bound.rest.first() {
        Some(unknown @ Value::Unknown(_)) => Ok(unknown.clone()),
        _ => Ok(Value::set(Default::default())),
    }
}

/// `set.__init__`.
///
/// # Errors
/// TypeError for what can't be iterated or hashed.
pub fn init_set(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    if let (Value::Set(set), Some(iterable)) = (bound.receiver().base(), bound.get("iterable").cloned()) {
        let items = interpreter.iterate(&iterable)?;
        *set.borrow_mut() = super::set::collect(interpreter, items)?;
    }
    Ok(Value::None)
}

/// `dict.__new__`, as [`new_list`].
pub fn new_dict(_: &mut Interpreter, bound: Bound) -> Evaluated {
    match bound.rest.first() {
        Some(unknown @ Value::Unknown(_)) => Ok(unknown.clone()),
        _ => Ok(Value::dict(Dict::default())),
    }
}

/// `dict.__init__`.
///
/// # Errors
/// As [`super::dict::update`].
pub fn init_dict(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let Value::Dict(dict) = bound.receiver().base() else { return Ok(Value::None) };
    if let Some(other) = bound.get("other").cloned() {
        super::dict::update(interpreter, &dict, &other)?;
    }
    for (name, value) in bound.keywords {
        dict.borrow_mut().insert_str(&name, value);
    }
    Ok(Value::None)
}

/// `range(stop)`, `range(start, stop, step)`.
///
/// # Errors
/// TypeError and ValueError as CPython raises them.
pub fn new_range(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    if let Some(unknown) = bound.rest.iter().find(|value| value.is_unknown()) {
        return Ok(unknown.clone());
    }
    let mut numbers = Vec::new();
    for value in &bound.rest {
        numbers.push(want_int(interpreter, value)?);
    }
    match numbers[..] {
        [stop] => Ok(Value::Range(0, stop, 1)),
        [start, stop] => Ok(Value::Range(start, stop, 1)),
        [_, _, 0] => Err(interpreter.raise("ValueError", "range() arg 3 must not be zero")),
        [start, stop, step] => Ok(Value::Range(start, stop, step)),
        [] => Err(interpreter.raise("TypeError", "range expected at least 1 argument, got 0")),
        _ => {
            let message = format!("range expected at most 3 arguments, got {}", numbers.len());
            Err(interpreter.raise("TypeError", message))
        }
    }
}

/// `slice(stop)`, `slice(start, stop, step)`.
///
/// # Errors
/// TypeError for the wrong number of arguments.
pub fn new_slice(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let none = Value::None;
    let parts = match &bound.rest[..] {
        [stop] => [&none, stop, &none],
        [start, stop] => [start, stop, &none],
        [start, stop, step] => [start, stop, step],
        _ => return Err(interpreter.raise("TypeError", "slice expected 1 to 3 arguments")),
    };
    Ok(Value::Slice(Rc::new(parts.map(Clone::clone))))
}

/// `slice.indices(length)`.
///
/// # Errors
/// TypeError for bounds that are no integers.
pub fn slice_indices(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let length = int_or(interpreter, &bound, "length", 0)?;
    let Value::Slice(parts) = bound.receiver() else { return Ok(Value::None) };
    let step = if parts[2].is_none() { 1 } else { want_int(interpreter, &parts[2])? };
    let (lowest, highest) = if step < 0 { (-1, length - 1) } else { (0, length) };
    let mut limit = |part: &Value, default: i64| -> Evaluated<i64> {
        if part.is_none() {
            return Ok(default);
        }
        let at = want_int(interpreter, part)?;
        Ok(if at < 0 { at + length } else { at }.clamp(lowest, highest))
    };
    let start = limit(&parts[0], if step < 0 { highest } else { lowest })?;
    let stop = limit(&parts[1], if step < 0 { lowest } else { highest })?;
    Ok(Value::tuple(vec![Value::Int(start), Value::Int(stop), Value::Int(step)]))
}

/// `range.index` and `range.count`.
///
/// # Errors
/// ValueError when the value is not in the range.
pub fn range_index(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let wanted = bound.value("value");
    if let (Value::Range(start, stop, step), Some(value)) = (bound.receiver(), wanted.as_int()) {
        let length = super::function::range_length(start, stop, step) as i64;
        let offset = value.wrapping_sub(start);
        if step != 0 && offset % step == 0 && (0..length).contains(&(offset / step)) {
            return Ok(Value::Int(offset / step));
        }
    }
    let class = class_name(interpreter, &wanted);
    let shown = if &*class == "int" { interpreter.repr(&wanted)? } else { "sequence.index(x): x".into() };
    Err(interpreter.raise("ValueError", format!("{shown} is not in range")))
}
