//! Methods of `set` and `frozenset`.

use std::cell::RefCell;
use std::rc::Rc;

use super::Method;
use super::argument::class_name;
use crate::python::call::Bound;
use crate::python::dict::Set;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// Of both kinds.
pub const METHODS: &[Method] = &[
    ("copy", "self, /", |i, b| {
        let entries = receiver(i, &b)?;
        result(&b, entries)
    }),
    ("difference", "self, *others", |i, b| {
        let mut entries = receiver(i, &b)?;
        for other in others(i, &b)? {
            entries.entries.retain(|key, _| !other.entries.contains_key(key));
        }
        result(&b, entries)
    }),
    ("intersection", "self, *others", |i, b| {
        let mut entries = receiver(i, &b)?;
        for other in others(i, &b)? {
            entries.entries.retain(|key, _| other.entries.contains_key(key));
        }
        result(&b, entries)
    }),
    ("isdisjoint", "self, other, /", |i, b| {
        let (mine, other) = both(i, &b)?;
        Ok(Value::Bool(!mine.entries.keys().any(|key| other.entries.contains_key(key))))
    }),
    ("issubset", "self, other, /", |i, b| {
        let (mine, other) = both(i, &b)?;
        Ok(Value::Bool(mine.entries.keys().all(|key| other.entries.contains_key(key))))
    }),
    ("issuperset", "self, other, /", |i, b| {
        let (mine, other) = both(i, &b)?;
        Ok(Value::Bool(other.entries.keys().all(|key| mine.entries.contains_key(key))))
    }),
    ("symmetric_difference", "self, other, /", |i, b| {
        let (mine, other) = both(i, &b)?;
        result(&b, symmetric_difference(mine, other))
    }),
    ("union", "self, *others", |i, b| {
        let mut entries = receiver(i, &b)?;
        for other in others(i, &b)? {
            add_all(&mut entries, other);
        }
        result(&b, entries)
    }),
];

/// Of `set` alone.
pub const MUTABLE_METHODS: &[Method] = &[
    ("add", "self, element, /", |i, b| {
        let element = b.value("element");
        let key = i.key(&element)?;
        mutable(i, &b)?.borrow_mut().entries.entry(key).or_insert(element);
        Ok(Value::None)
    }),
    ("clear", "self, /", |i, b| {
        mutable(i, &b)?.borrow_mut().entries.clear();
        Ok(Value::None)
    }),
    ("difference_update", "self, *others", |i, b| {
        for other in others(i, &b)? {
            mutable(i, &b)?.borrow_mut().entries.retain(|key, _| !other.entries.contains_key(key));
        }
        Ok(Value::None)
    }),
    ("discard", "self, element, /", |i, b| {
        let key = i.key(&b.value("element"))?;
        mutable(i, &b)?.borrow_mut().entries.shift_remove(&key);
        Ok(Value::None)
    }),
    ("intersection_update", "self, *others", |i, b| {
        for other in others(i, &b)? {
            mutable(i, &b)?.borrow_mut().entries.retain(|key, _| other.entries.contains_key(key));
        }
        Ok(Value::None)
    }),
    ("pop", "self, /", |i, b| {
        let set = mutable(i, &b)?;
        let first = set.borrow_mut().entries.shift_remove_index(0);
        match first {
            Some((_, value)) => Ok(value),
            None => Err(i.raise("KeyError", "pop from an empty set")),
        }
    }),
    ("remove", "self, element, /", |i, b| {
        let element = b.value("element");
        let key = i.key(&element)?;
        let removed = mutable(i, &b)?.borrow_mut().entries.shift_remove(&key);
        if removed.is_none() {
            return Err(i.raise_with("KeyError", vec![element]));
        }
        Ok(Value::None)
    }),
    ("symmetric_difference_update", "self, other, /", |i, b| {
        let (mine, other) = both(i, &b)?;
        *mutable(i, &b)?.borrow_mut() = symmetric_difference(mine, other);
        Ok(Value::None)
    }),
    ("update", "self, *others", |i, b| {
        for other in others(i, &b)? {
            add_all(&mut mutable(i, &b)?.borrow_mut(), other);
        }
        Ok(Value::None)
    }),
];

/// A set of the items.
///
/// # Errors
/// TypeError for an item that can't be hashed.
pub fn collect(interpreter: &mut Interpreter, items: Vec<Value>) -> Evaluated<Set> {
    let mut set = Set::default();
    for item in items {
        let key = interpreter.key(&item)?;
        set.entries.entry(key).or_insert(item);
    }
    Ok(set)
}

fn entries_of(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Set> {
    match value.base() {
        Value::Set(set) => Ok(set.borrow().clone()),
        Value::FrozenSet(set) => Ok((*set).clone()),
        other => {
            let items = interpreter.iterate(&other)?;
            collect(interpreter, items)
        }
    }
}

fn receiver(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Set> {
    entries_of(interpreter, &bound.receiver())
}

fn others(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Vec<Set>> {
    bound.rest.iter().map(|other| entries_of(interpreter, other)).collect()
}

fn both(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<(Set, Set)> {
    Ok((receiver(interpreter, bound)?, entries_of(interpreter, &bound.value("other"))?))
}

fn mutable(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Rc<RefCell<Set>>> {
    match bound.receiver().base() {
        Value::Set(set) => Ok(set),
        other => {
            let class = class_name(interpreter, &other);
            let message = format!("descriptor of 'set' object doesn't apply to a '{class}' object");
            Err(interpreter.raise("TypeError", message))
        }
    }
}

fn add_all(set: &mut Set, other: Set) {
    for (key, value) in other.entries {
        set.entries.entry(key).or_insert(value);
    }
}

fn symmetric_difference(mine: Set, other: Set) -> Set {
    let mut difference = mine.clone();
    difference.entries.retain(|key, _| !other.entries.contains_key(key));
    let mut rest = other;
    rest.entries.retain(|key, _| !mine.entries.contains_key(key));
    add_all(&mut difference, rest);
    difference
}

/// Of the receiver's own kind.
fn result(bound: &Bound, set: Set) -> Evaluated {
    Ok(match bound.receiver().base() {
        Value::FrozenSet(_) => Value::FrozenSet(Rc::new(set)),
        _ => Value::set(set),
    })
}
