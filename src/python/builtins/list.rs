//! Methods of `list` and `tuple`.

use std::cell::RefCell;
use std::rc::Rc;

use super::Method;
use super::argument::{clamp, class_name, int_or, want_int};
use super::order::sort;
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

pub const LIST_METHODS: &[Method] = &[
    ("append", "self, object, /", |i, b| {
        let list = receiver(i, &b)?;
        list.borrow_mut().push(b.value("object"));
        Ok(Value::None)
    }),
    ("clear", "self, /", |i, b| {
        receiver(i, &b)?.borrow_mut().clear();
        Ok(Value::None)
    }),
    ("copy", "self, /", |i, b| Ok(Value::list(receiver(i, &b)?.borrow().clone()))),
    ("count", "self, value, /", |i, b| {
        let items = receiver(i, &b)?.borrow().clone();
        count(i, &b, &items)
    }),
    ("extend", "self, iterable, /", |i, b| {
        let items = i.iterate(&b.value("iterable"))?;
        receiver(i, &b)?.borrow_mut().extend(items);
        Ok(Value::None)
    }),
    ("index", "self, value, start=0, stop=None, /", |i, b| {
        let items = receiver(i, &b)?.borrow().clone();
        index(i, &b, &items, "list")
    }),
    ("insert", "self, index, object, /", |i, b| {
        let at = want_int(i, &b.value("index"))?;
        let list = receiver(i, &b)?;
        let at = clamp(at, list.borrow().len());
        list.borrow_mut().insert(at, b.value("object"));
        Ok(Value::None)
    }),
    ("pop", "self, index=-1, /", pop),
    ("remove", "self, value, /", remove),
    ("reverse", "self, /", |i, b| {
        receiver(i, &b)?.borrow_mut().reverse();
        Ok(Value::None)
    }),
    ("sort", "self, *, key=None, reverse=False", |i, b| {
        let list = receiver(i, &b)?;
        let reverse = i.truth(&b.value("reverse"))?;
        let items = list.borrow().clone();
        let sorted = sort(i, items, &b.value("key"), reverse)?;
        *list.borrow_mut() = sorted;
        Ok(Value::None)
    }),
];

pub const TUPLE_METHODS: &[Method] = &[
    ("count", "self, value, /", |i, b| {
        let items = i.iterate(&b.receiver())?;
        count(i, &b, &items)
    }),
    ("index", "self, value, start=0, stop=None, /", |i, b| {
        let items = i.iterate(&b.receiver())?;
        index(i, &b, &items, "tuple")
    }),
];

fn receiver(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Rc<RefCell<Vec<Value>>>> {
    match bound.receiver().base() {
        Value::List(list) => Ok(list),
        other => {
            let class = class_name(interpreter, &other);
            let message = format!("descriptor of 'list' object doesn't apply to a '{class}' object");
            Err(interpreter.raise("TypeError", message))
        }
    }
}

fn count(interpreter: &mut Interpreter, bound: &Bound, items: &[Value]) -> Evaluated {
    let wanted = bound.value("value");
    let mut count = 0;
    for item in items {
        count += i64::from(item.is(&wanted) || interpreter.equal(item, &wanted)?);
    }
    Ok(Value::Int(count))
}

fn index(interpreter: &mut Interpreter, bound: &Bound, items: &[Value], class: &str) -> Evaluated {
    let wanted = bound.value("value");
    let start = clamp(int_or(interpreter, bound, "start", 0)?, items.len());
    let stop = clamp(int_or(interpreter, bound, "stop", items.len() as i64)?, items.len());
    for (at, item) in items.iter().enumerate().take(stop).skip(start) {
        if item.is(&wanted) || interpreter.equal(item, &wanted)? {
            return Ok(Value::Int(at as i64));
        }
    }
    let message = match class {
        "tuple" => "tuple.index(x): x not in tuple".to_owned(),
        _ => format!("{} is not in list", interpreter.repr(&wanted)?),
    };
    Err(interpreter.raise("ValueError", message))
}

fn pop(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let list = receiver(interpreter, &bound)?;
    let at = int_or(interpreter, &bound, "index", -1)?;
    let length = list.borrow().len();
    if length == 0 {
        return Err(interpreter.raise("IndexError", "pop from empty list"));
    }
    let index = if at < 0 { at + length as i64 } else { at };
    match usize::try_from(index) {
        Ok(index) if index < length => Ok(list.borrow_mut().remove(index)),
        _ => Err(interpreter.raise("IndexError", "pop index out of range")),
    }
}

fn remove(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let list = receiver(interpreter, &bound)?;
    let wanted = bound.value("value");
    let items = list.borrow().clone();
    for (at, item) in items.iter().enumerate() {
        if item.is(&wanted) || interpreter.equal(item, &wanted)? {
            if at < list.borrow().len() {
                list.borrow_mut().remove(at);
            }
            return Ok(Value::None);
        }
    }
    Err(interpreter.raise("ValueError", "list.remove(x): x not in list"))
}
