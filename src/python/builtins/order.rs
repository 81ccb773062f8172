//! Sorting: stable, by `<` alone, as CPython does it.

use ruff_python_ast::CmpOp;

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// The items in order of `key(item)`, or of themselves.
///
/// # Errors
/// TypeError where `<` is not supported; what the key function raises.
pub fn sort(
    interpreter: &mut Interpreter,
    items: Vec<Value>,
    key: &Value,
    reverse: bool,
) -> Evaluated<Vec<Value>> {
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let key = match key {
            Value::None => item.clone(),
            function => interpreter.call(function, Value::arguments(vec![item.clone()]))?,
        };
        keyed.push((key, item));
    }
    // equal items keep their order in both directions
    if reverse {
        keyed.reverse();
    }
    let mut sorted = merge_sort(interpreter, keyed)?;
    if reverse {
        sorted.reverse();
    }
    Ok(sorted.into_iter().map(|(_, item)| item).collect())
}

type Keyed = (Value, Value);

fn merge_sort(interpreter: &mut Interpreter, mut items: Vec<Keyed>) -> Evaluated<Vec<Keyed>> {
    if items.len() < 2 {
        return Ok(items);
    }
    let right = items.split_off(items.len() / 2);
    let left = merge_sort(interpreter, items)?;
    let right = merge_sort(interpreter, right)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    loop {
        let from_right = match (left.peek(), right.peek()) {
            (Some((a, _)), Some((b, _))) => less(interpreter, b, a)?,
            (Some(_), None) => false,
            (None, Some(_)) => true,
            (None, None) => return Ok(merged),
        };
        merged.extend(if from_right { right.next() } else { left.next() });
    }
}

/// `min` or `max` of the items; the first of equals.
///
/// # Errors
/// As [`sort`].
pub fn extreme(
    interpreter: &mut Interpreter,
    items: Vec<Value>,
    key: &Value,
    largest: bool,
) -> Evaluated<Option<Value>> {
    let mut best: Option<Keyed> = None;
    for item in items {
        let sort_key = match key {
            Value::None => item.clone(),
            function => interpreter.call(function, Value::arguments(vec![item.clone()]))?,
        };
        if sort_key.is_unknown() {
            return Ok(Some(sort_key));
        }
        let better = match &best {
            None => true,
            Some((best, _)) if largest => less(interpreter, best, &sort_key)?,
            Some((best, _)) => less(interpreter, &sort_key, best)?,
        };
        if better {
            best = Some((sort_key, item));
        }
    }
    Ok(best.map(|(_, item)| item))
}

/// `a < b`, as a truth.
fn less(interpreter: &mut Interpreter, a: &Value, b: &Value) -> Evaluated<bool> {
    let answer = interpreter.compare(CmpOp::Lt, a, b)?;
    interpreter.truth_of(&answer, "the order of sorted items")
}
