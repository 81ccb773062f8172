//! `iter`, `next`, and the lazy built-ins: `enumerate`, `filter`, `map`, `reversed`, `zip`.

use super::argument::class_name;
use crate::python::call::{Arguments, Bound};
use crate::python::interpreter::Interpreter;
use crate::python::iterator::{Items, Native};
use crate::python::library::ModuleBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// Registers them.
pub fn install(module: &mut ModuleBuilder) {
    module.function("iter", "object, sentinel=None, /", super::pure(iter));
    module.function("next", "iterator, default=None, /", next);
    module.function("enumerate", "iterable, start=0", super::pure(enumerate));
    module.function("filter", "function, iterable, /", super::pure(filter));
    module.function("map", "function, *iterables", super::pure(map));
    module.function("reversed", "sequence, /", super::pure(reversed));
    module.function("zip", "*iterables, strict=False", super::pure(zip));
}

fn iter(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let object = bound.value("object");
    let Some(sentinel) = bound.get("sentinel").cloned() else { return interpreter.iterator(&object) };
    Ok(Native::of("callable_iterator", move |interpreter: &mut Interpreter| {
        let value = interpreter.call(&object, Arguments::default())?;
        Ok(if interpreter.equal(&value, &sentinel)? { None } else { Some(value) })
    }))
}

fn next(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let iterator = bound.value("iterator");
    let found = match &iterator {
        Value::Unknown(_) => return Ok(iterator),
        Value::Iterator(_) => interpreter.next(&iterator)?,
        Value::Instance(_) if interpreter.class_of(&iterator).lookup("__next__").is_some() => {
            match interpreter.call_method(&iterator, "__next__", Vec::new()) {
                Ok(value) => Some(value),
                Err(raise)
                    if bound.get("default").is_some()
                        && interpreter.is_exception(&raise, "StopIteration") =>
                {
                    None
                }
                Err(raise) => return Err(raise),
            }
        }
        _ => {
            let class = class_name(interpreter, &iterator);
            return Err(interpreter.raise("TypeError", format!("'{class}' object is not an iterator")));
        }
    };
    match (found, bound.get("default")) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(interpreter.stop_iteration(&iterator)),
    }
}

fn enumerate(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let iterator = interpreter.iterator(&bound.value("iterable"))?;
    let mut index = super::argument::int_or(interpreter, &bound, "start", 0)?;
    Ok(Native::of("enumerate", move |interpreter: &mut Interpreter| {
        let Some(item) = interpreter.next(&iterator)? else { return Ok(None) };
        index += 1;
        Ok(Some(Value::tuple(vec![Value::Int(index - 1), item])))
    }))
}

fn filter(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let iterator = interpreter.iterator(&bound.value("iterable"))?;
    let function = bound.value("function");
    Ok(Native::of("filter", move |interpreter: &mut Interpreter| {
        while let Some(item) = interpreter.next(&iterator)? {
            let verdict = match &function {
                Value::None => item.clone(),
                function => interpreter.call(function, Arguments::positional(vec![item.clone()]))?,
            };
            if interpreter.truth(&verdict)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }))
}

fn map(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    if bound.rest.is_empty() {
        return Err(interpreter.raise("TypeError", "map() must have at least two arguments."));
    }
    let function = bound.value("function");
    let mut iterators = Vec::new();
    for iterable in &bound.rest {
        iterators.push(interpreter.iterator(iterable)?);
    }
    Ok(Native::of("map", move |interpreter: &mut Interpreter| {
        let mut arguments = Vec::with_capacity(iterators.len());
        for iterator in &iterators {
            match interpreter.next(iterator)? {
                Some(item) => arguments.push(item),
                None => return Ok(None),
            }
        }
        interpreter.call(&function, Arguments::positional(arguments)).map(Some)
    }))
}

fn reversed(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let sequence = bound.value("sequence");
    if let Value::Instance(_) = sequence
        && interpreter.class_of(&sequence).lookup("__reversed__").is_some()
    {
        return interpreter.call_method(&sequence, "__reversed__", Vec::new());
    }
    let mut items = match sequence.base() {
        Value::Unknown(_) => return Ok(sequence),
        Value::Set(_) | Value::FrozenSet(_) | Value::Iterator(_) => {
            let class = class_name(interpreter, &sequence);
            return Err(interpreter.raise("TypeError", format!("'{class}' object is not reversible")));
        }
        Value::Instance(_) => {
            let length = interpreter.call_special(&sequence, "__len__", Vec::new())?.as_int().unwrap_or(0);
            let mut items = Vec::new();
            for index in 0..length {
                items.push(interpreter.item(&sequence, &Value::Int(index))?);
            }
            items
        }
        other => interpreter.iterate(&other)?,
    };
    items.reverse();
    Ok(Items::named("reversed", items))
}

fn zip(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let strict = interpreter.truth(&bound.value("strict"))?;
    let mut iterators = Vec::new();
    for iterable in &bound.rest {
        iterators.push(interpreter.iterator(iterable)?);
    }
    Ok(Native::of("zip", move |interpreter: &mut Interpreter| {
        let mut items = Vec::with_capacity(iterators.len());
        for (index, iterator) in iterators.iter().enumerate() {
            match interpreter.next(iterator)? {
                Some(item) => items.push(item),
                None if strict => return strict_end(interpreter, &iterators, index),
                None => return Ok(None),
            }
        }
        Ok(if items.is_empty() { None } else { Some(Value::tuple(items)) })
    }))
}

/// With `strict`, all iterables must end together.
fn strict_end(interpreter: &mut Interpreter, iterators: &[Value], ended: usize) -> Evaluated<Option<Value>> {
    let others =
        |last: usize| if last == 1 { "argument 1".to_owned() } else { format!("arguments 1-{last}") };
    if ended > 0 {
        let message = format!("zip() argument {} is shorter than {}", ended + 1, others(ended));
        return Err(interpreter.raise("ValueError", message));
    }
    for (index, iterator) in iterators.iter().enumerate().skip(1) {
        if interpreter.next(iterator)?.is_some() {
            let message = format!("zip() argument {} is longer than {}", index + 1, others(index));
            return Err(interpreter.raise("ValueError", message));
        }
    }
    Ok(None)
}
