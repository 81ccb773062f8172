//! Live views of attributes: `__dict__`, `vars()`, `globals()`. What is written to them is written to
//! the object.

use std::cell::RefCell;
use std::rc::Rc;

use super::call::{Arguments, Bound};
use super::dict::{Dict, Key};
use super::function::Function;
use super::interpreter::Interpreter;
use super::library::ClassBuilder;
use super::raise::Evaluated;
use super::types::Types;
use super::value::{Class, Instance, Module, Namespace, Value};

/// Whose attributes they are.
pub enum View {
    Instance(Rc<Instance>),
    Class(Rc<Class>),
    Module(Rc<Module>),
    Function(Rc<Function>),
    /// Of a class body that runs.
    Body(Rc<RefCell<Namespace>>),
}

impl View {
    fn with<R>(&self, work: impl FnOnce(&mut Namespace) -> R) -> R {
        match self {
            View::Instance(instance) => work(&mut instance.attributes.borrow_mut()),
            View::Class(class) => work(&mut class.namespace.borrow_mut()),
            View::Module(module) => work(&mut module.namespace.borrow_mut()),
            View::Function(function) => work(&mut function.attributes.borrow_mut()),
            View::Body(namespace) => work(&mut namespace.borrow_mut()),
        }
    }
}

pub(super) fn of_instance(types: &Types, instance: &Rc<Instance>) -> Value {
    Instance::with_payload(types.namespace.clone(), View::Instance(instance.clone()))
}

pub(super) fn of_class(types: &Types, class: &Rc<Class>) -> Value {
    Instance::with_payload(types.namespace.clone(), View::Class(class.clone()))
}

/// `globals()` of a module.
pub fn of_module(types: &Types, module: &Rc<Module>) -> Value {
    Instance::with_payload(types.namespace.clone(), View::Module(module.clone()))
}

pub(super) fn of_body(types: &Types, namespace: &Rc<RefCell<Namespace>>) -> Value {
    Instance::with_payload(types.namespace.clone(), View::Body(namespace.clone()))
}

pub(super) fn of_function(types: &Types, function: &Rc<Function>) -> Value {
    Instance::with_payload(types.namespace.clone(), View::Function(function.clone()))
}

/// The module whose `globals()` the value is.
pub(super) fn module_of(value: &Value) -> Option<Rc<Module>> {
    match &*value.payload::<View>()? {
        View::Module(module) => Some(module.clone()),
        View::Instance(_) | View::Class(_) | View::Function(_) | View::Body(_) => None,
    }
}

/// A module whose `globals()` were given to a callee that is not known: it may hold any name from then
/// on, as the modules that protobuf's compiler generates do.
pub(super) fn given_away(arguments: &Arguments, callee: &Value) {
    for value in arguments.positional.iter().chain(arguments.keywords.iter().map(|(_, value)| value)) {
        if let Some(module) = module_of(value)
            && module.attribute(super::import::INCOMPLETE).is_none()
        {
            module.set_attribute(super::import::INCOMPLETE, callee.clone());
        }
    }
}

fn with<R>(
    interpreter: &mut Interpreter,
    bound: &Bound,
    work: impl FnOnce(&mut Namespace) -> R,
) -> Evaluated<R> {
    match bound.receiver().payload::<View>() {
        Some(view) => Ok(view.with(work)),
        None => Err(interpreter.raise("TypeError", "a view of attributes is needed")),
    }
}

/// The same as a dict of its own.
fn copy(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Dict> {
    let mut dict = Dict::default();
    with(interpreter, bound, |namespace| {
        for (name, value) in namespace.iter() {
            dict.insert(Key::Str(name.clone()), Value::Str(name.clone()), value.clone());
        }
    })?;
    Ok(dict)
}

fn name(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Rc<str>> {
    match bound.value("key").to_text() {
        Some(text) => Ok(text),
        None => Err(interpreter.raise_with("KeyError", vec![bound.value("key")])),
    }
}

pub(super) fn install(types: &Types) {
    ClassBuilder::extending(&types.namespace)
        .method("__getitem__", "self, key", |interpreter, bound| {
            let name = name(interpreter, &bound)?;
            let found = with(interpreter, &bound, |namespace| {
                namespace.get(&name).or_else(|| namespace.get(super::import::INCOMPLETE)).cloned()
            })?;
            match found {
                Some(value) => Ok(value),
                None => Err(interpreter.raise_with("KeyError", vec![Value::Str(name)])),
            }
        })
        .method("__setitem__", "self, key, value", |interpreter, bound| {
            let name = name(interpreter, &bound)?;
            if matches!(bound.receiver().payload::<View>().as_deref(), Some(View::Class(_))) {
                let message = "'mappingproxy' object does not support item assignment";
                return Err(interpreter.raise("TypeError", message));
            }
            with(interpreter, &bound, |namespace| namespace.insert(name, bound.value("value")))?;
            Ok(Value::None)
        })
        .method("__delitem__", "self, key", |interpreter, bound| {
            let name = name(interpreter, &bound)?;
            match with(interpreter, &bound, |namespace| namespace.shift_remove(&name))? {
                Some(_) => Ok(Value::None),
                None => Err(interpreter.raise_with("KeyError", vec![Value::Str(name)])),
            }
        })
        .method("__contains__", "self, key", |interpreter, bound| {
            let Some(name) = bound.value("key").to_text() else { return Ok(Value::Bool(false)) };
            Ok(Value::Bool(with(interpreter, &bound, |namespace| namespace.contains_key(&name))?))
        })
        .method("__len__", "self", |interpreter, bound| {
            Ok(Value::Int(
                i64::try_from(with(interpreter, &bound, |namespace| namespace.len())?).unwrap_or(i64::MAX),
            ))
        })
        .method("__iter__", "self", |interpreter, bound| {
            let dict = Value::dict(copy(interpreter, &bound)?);
            interpreter.iterator(&dict)
        })
        .method("__eq__", "self, other", |interpreter, bound| {
            let own = Value::dict(copy(interpreter, &bound)?);
            let other = as_dict(interpreter, &bound.value("other"))?;
            Ok(Value::Bool(interpreter.equal(&own, &other)?))
        })
        .method("__or__", "self, other", |interpreter, bound| {
            let own = Value::dict(copy(interpreter, &bound)?);
            let other = as_dict(interpreter, &bound.value("other"))?;
            interpreter.binary(ruff_python_ast::Operator::BitOr, &own, &other)
        })
        .method("__repr__", "self", |interpreter, bound| {
            let dict = Value::dict(copy(interpreter, &bound)?);
            let text = interpreter.repr(&dict)?;
            let proxy = matches!(bound.receiver().payload::<View>().as_deref(), Some(View::Class(_)));
            Ok(Value::str(if proxy { format!("mappingproxy({text})") } else { text }))
        })
        .method("get", "self, key, default=None", |interpreter, bound| {
            let Some(name) = bound.value("key").to_text() else { return Ok(bound.value("default")) };
            let found = with(interpreter, &bound, |namespace| namespace.get(&name).cloned())?;
            Ok(found.unwrap_or_else(|| bound.value("default")))
        })
        .method("setdefault", "self, key, default=None", |interpreter, bound| {
            let name = name(interpreter, &bound)?;
            with(interpreter, &bound, |namespace| {
                namespace.entry(name).or_insert_with(|| bound.value("default")).clone()
            })
        })
        .method("pop", "self, key, default=None", |interpreter, bound| {
            let name = name(interpreter, &bound)?;
            match (
                with(interpreter, &bound, |namespace| namespace.shift_remove(&name))?,
                bound.get("default"),
            ) {
                (Some(value), _) => Ok(value),
                (None, Some(default)) => Ok(default.clone()),
                (None, None) => Err(interpreter.raise_with("KeyError", vec![Value::Str(name)])),
            }
        })
        .method("update", "self, *others, **entries", |interpreter, bound| {
            let mut additions = Dict::default();
            for other in &bound.rest {
                interpreter.update_dict(&mut additions, other)?;
            }
            for (key, value) in &bound.keywords {
                additions.insert_str(key, value.clone());
            }
            with(interpreter, &bound, |namespace| {
                for (key, value) in additions.iter() {
                    if let Some(key) = key.to_text() {
                        namespace.insert(key, value.clone());
                    }
                }
            })?;
            Ok(Value::None)
        })
        .method("clear", "self", |interpreter, bound| {
            with(interpreter, &bound, Namespace::clear)?;
            Ok(Value::None)
        })
        .method("copy", "self", |interpreter, bound| Ok(Value::dict(copy(interpreter, &bound)?)))
        .method("keys", "self", |interpreter, bound| delegate(interpreter, &bound, "keys"))
        .method("values", "self", |interpreter, bound| delegate(interpreter, &bound, "values"))
        .method("items", "self", |interpreter, bound| delegate(interpreter, &bound, "items"))
        .build();
}

fn delegate(interpreter: &mut Interpreter, bound: &Bound, method: &str) -> Evaluated {
    let dict = Value::dict(copy(interpreter, bound)?);
    interpreter.call_method(&dict, method, Vec::new())
}

fn as_dict(interpreter: &mut Interpreter, value: &Value) -> Evaluated {
    match value.payload::<View>() {
        Some(view) => {
            let mut dict = Dict::default();
            view.with(|namespace| {
                for (name, value) in namespace.iter() {
                    dict.insert_str(name, value.clone());
                }
            });
            Ok(Value::dict(dict))
        }
        None => {
            let _ = interpreter;
            Ok(value.clone())
        }
    }
}
