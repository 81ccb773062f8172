//! Methods of `dict`, and its views.

use std::cell::RefCell;
use std::rc::Rc;

use super::Method;
use super::argument::class_name;
use crate::python::call::Bound;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::iterator::Items;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};

pub const METHODS: &[Method] = &[
    ("clear", "self, /", |i, b| {
        receiver(i, &b)?.borrow_mut().entries.clear();
        Ok(Value::None)
    }),
    ("copy", "self, /", |i, b| Ok(Value::dict(receiver(i, &b)?.borrow().clone()))),
    ("get", "self, key, default=None, /", |i, b| {
        let dict = receiver(i, &b)?;
        let key = i.key(&b.value("key"))?;
        let found = dict.borrow().get(&key).cloned();
        Ok(found.unwrap_or_else(|| b.value("default")))
    }),
    ("items", "self, /", |i, b| view(i, &b, Shows::Items)),
    ("keys", "self, /", |i, b| view(i, &b, Shows::Keys)),
    ("pop", "self, key, default=None, /", pop),
    ("popitem", "self, /", |i, b| {
        let dict = receiver(i, &b)?;
        let last = dict.borrow_mut().entries.pop();
        match last {
            Some((_, (key, value))) => Ok(Value::tuple(vec![key, value])),
            None => Err(i.raise("KeyError", "popitem(): dictionary is empty")),
        }
    }),
    ("setdefault", "self, key, default=None, /", |i, b| {
        let dict = receiver(i, &b)?;
        let spelled = b.value("key");
        let key = i.key(&spelled)?;
        if let Some(value) = dict.borrow().get(&key) {
            return Ok(value.clone());
        }
        dict.borrow_mut().insert(key, spelled, b.value("default"));
        Ok(b.value("default"))
    }),
    ("update", "self, other=None, /, **kwargs", |i, b| {
        let dict = receiver(i, &b)?;
        if let Some(other) = b.get("other") {
            update(i, &dict, &other.clone())?;
        }
        for (name, value) in b.keywords {
            dict.borrow_mut().insert_str(&name, value);
        }
        Ok(Value::None)
    }),
    ("values", "self, /", |i, b| view(i, &b, Shows::Values)),
];

/// `dict.fromkeys`, a class method.
pub fn fromkeys(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let mut dict = Dict::default();
    for spelled in interpreter.iterate(&bound.value("iterable"))? {
        let key = interpreter.key(&spelled)?;
        dict.insert(key, spelled, bound.value("value"));
    }
    Ok(Value::dict(dict))
}

fn receiver(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Rc<RefCell<Dict>>> {
    match bound.receiver().base() {
        Value::Dict(dict) => Ok(dict),
        other => {
            let class = class_name(interpreter, &other);
            let message = format!("descriptor of 'dict' object doesn't apply to a '{class}' object");
            Err(interpreter.raise("TypeError", message))
        }
    }
}

/// What `dict(other)` and `dict.update` read: a mapping, or pairs.
///
/// # Errors
/// TypeError and ValueError for anything else.
pub fn update(interpreter: &mut Interpreter, dict: &Rc<RefCell<Dict>>, other: &Value) -> Evaluated<()> {
    if let Value::Dict(other) = other.base() {
        let entries: Vec<_> = other
            .borrow()
            .entries
            .iter()
            .map(|(key, (spelled, value))| (key.clone(), spelled.clone(), value.clone()))
            .collect();
        let mut dict = dict.borrow_mut();
        for (key, spelled, value) in entries {
            dict.insert(key, spelled, value);
        }
        return Ok(());
    }
    if interpreter.find_attribute(other, "keys")?.is_some() {
        let keys = interpreter.call_method(other, "keys", Vec::new())?;
        for spelled in interpreter.iterate(&keys)? {
            let value = interpreter.item(other, &spelled)?;
            let key = interpreter.key(&spelled)?;
            dict.borrow_mut().insert(key, spelled, value);
        }
        return Ok(());
    }
    for (index, pair) in interpreter.iterate(other)?.into_iter().enumerate() {
        let parts = match pair.base() {
            Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::None => {
                let message =
                    format!("cannot convert dictionary update sequence element #{index} to a sequence");
                return Err(interpreter.raise("TypeError", message));
            }
            _ => interpreter.iterate(&pair)?,
        };
        let [spelled, value] = &parts[..] else {
            let length = parts.len();
            let message =
                format!("dictionary update sequence element #{index} has length {length}; 2 is required");
            return Err(interpreter.raise("ValueError", message));
        };
        let key = interpreter.key(spelled)?;
        dict.borrow_mut().insert(key, spelled.clone(), value.clone());
    }
    Ok(())
}

fn pop(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let dict = receiver(interpreter, &bound)?;
    let spelled = bound.value("key");
    let key = interpreter.key(&spelled)?;
    let removed = dict.borrow_mut().entries.shift_remove(&key);
    match (removed, bound.get("default")) {
        (Some((_, value)), _) => Ok(value),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(interpreter.raise_with("KeyError", vec![spelled])),
    }
}

/// Which part of the entries a view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Keys,
    Values,
    Items,
}

/// `dict.keys()` and the like: they follow later changes of the dict.
struct View {
    dict: Rc<RefCell<Dict>>,
    shows: Shows,
}

/// The classes of the three views.
struct ViewClasses {
    keys: Rc<Class>,
    values: Rc<Class>,
    items: Rc<Class>,
}

impl View {
    fn items(&self) -> Vec<Value> {
        let dict = self.dict.borrow();
        dict.iter()
            .map(|(key, value)| match self.shows {
                Shows::Keys => key.clone(),
                Shows::Values => value.clone(),
                Shows::Items => Value::tuple(vec![key.clone(), value.clone()]),
            })
            .collect()
    }
}

fn view(interpreter: &mut Interpreter, bound: &Bound, shows: Shows) -> Evaluated {
    let dict = receiver(interpreter, bound)?;
    let classes = match interpreter.extension::<ViewClasses>() {
        Some(classes) => classes,
        None => {
            let classes = Rc::new(ViewClasses {
                keys: view_class("dict_keys", true),
                values: view_class("dict_values", false),
                items: view_class("dict_items", true),
            });
            interpreter.set_extension(classes.clone());
            classes
        }
    };
    let class = match shows {
        Shows::Keys => &classes.keys,
        Shows::Values => &classes.values,
        Shows::Items => &classes.items,
    };
    Ok(Instance::with_payload(class.clone(), View { dict, shows }))
}

/// The items behind a view, or what iteration gives for anything else.
fn items_of(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Vec<Value>> {
    match value.payload::<View>() {
        Some(view) => Ok(view.items()),
        None => interpreter.iterate(value),
    }
}

fn view_class(name: &str, set_like: bool) -> Rc<Class> {
    let class = ClassBuilder::new("builtins", name)
        .method("__iter__", "self", |i, b| {
            let Some(view) = b.receiver().payload::<View>() else {
                return i.iterator(&Value::list(Vec::new()));
            };
            if view.shows == Shows::Keys {
                return i.iterator(&Value::Dict(view.dict.clone()));
            }
            Ok(Items::of(view.items()))
        })
        .method("__reversed__", "self", |i, b| {
            let mut items = items_of(i, &b.receiver())?;
            items.reverse();
            Ok(Items::of(items))
        })
        .method("__len__", "self", |_, b| {
            Ok(Value::Int(b.receiver().payload::<View>().map_or(0, |view| view.dict.borrow().len() as i64)))
        })
        .method("__contains__", "self, item", contains)
        .property("mapping", |_, value| match value.payload::<View>() {
            Some(view) => Ok(Value::Dict(view.dict.clone())),
            None => Ok(Value::None),
        })
        .method("__repr__", "self", |i, b| {
            let items = Value::list(items_of(i, &b.receiver())?);
            let class = class_name(i, &b.receiver());
            Ok(Value::str(format!("{class}({})", i.repr(&items)?)))
        });
    if !set_like {
        return class.build();
    }
    class
        .method("__eq__", "self, other", |i, b| {
            let other = b.value("other");
            if other.payload::<View>().is_none()
                && !matches!(other.base(), Value::Set(_) | Value::FrozenSet(_))
            {
                return Ok(Value::NotImplemented);
            }
            // entries may hold values that no set could
            let (own, items) = (items_of(i, &b.receiver())?, items_of(i, &other)?);
            if own.len() != items.len() {
                return Ok(Value::Bool(false));
            }
            for item in own {
                if !i.contains(&other, &item)? {
                    return Ok(Value::Bool(false));
                }
            }
            Ok(Value::Bool(true))
        })
        .method("__and__", "self, other", |i, b| set_operation(i, &b, "__and__"))
        .method("__rand__", "self, other", |i, b| set_operation(i, &b, "__and__"))
        .method("__or__", "self, other", |i, b| set_operation(i, &b, "__or__"))
        .method("__ror__", "self, other", |i, b| set_operation(i, &b, "__or__"))
        .method("__xor__", "self, other", |i, b| set_operation(i, &b, "__xor__"))
        .method("__sub__", "self, other", |i, b| set_operation(i, &b, "__sub__"))
        .method("__rsub__", "self, other", |i, b| {
            let (left, right) = (as_set(i, &b.value("other"))?, as_set(i, &b.receiver())?);
            i.call_method(&left, "__sub__", vec![right])
        })
        .method("__le__", "self, other", |i, b| set_operation(i, &b, "__le__"))
        .method("__ge__", "self, other", |i, b| set_operation(i, &b, "__ge__"))
        .method("__lt__", "self, other", |i, b| set_operation(i, &b, "__lt__"))
        .method("__gt__", "self, other", |i, b| set_operation(i, &b, "__gt__"))
        .method("isdisjoint", "self, other", |i, b| set_operation(i, &b, "isdisjoint"))
        .build()
}

fn as_set(interpreter: &mut Interpreter, value: &Value) -> Evaluated {
    let items = items_of(interpreter, value)?;
    Ok(Value::set(super::set::collect(interpreter, items)?))
}

fn set_operation(interpreter: &mut Interpreter, bound: &Bound, name: &str) -> Evaluated {
    let (left, right) =
        (as_set(interpreter, &bound.receiver())?, as_set(interpreter, &bound.value("other"))?);
    interpreter.call_method(&left, name, vec![right])
}

fn contains(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let Some(view) = bound.receiver().payload::<View>() else { return Ok(Value::Bool(false)) };
    let wanted = bound.value("item");
    match view.shows {
        Shows::Keys => {
            let key = interpreter.key(&wanted)?;
            Ok(Value::Bool(view.dict.borrow().get(&key).is_some()))
        }
        Shows::Items | Shows::Values => {
            for item in view.items() {
                if item.is(&wanted) || interpreter.equal(&item, &wanted)? {
                    return Ok(Value::Bool(true));
                }
            }
            Ok(Value::Bool(false))
        }
    }
}
