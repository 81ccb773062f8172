//! `property`, `classmethod`, `staticmethod` and `super`.

use std::rc::Rc;

use super::call::{Arguments, Bound};
use super::interpreter::Interpreter;
use super::library::ClassBuilder;
use super::raise::Evaluated;
use super::types::Types;
use super::value::{Builtin, Class, Instance, Value};

/// Payload of a property; a function that isn't there is None.
#[derive(Clone)]
pub struct Property {
    pub get: Value,
    pub set: Value,
    pub delete: Value,
    pub doc: Value,
}

/// Payload of a classmethod: the function.
pub struct ClassMethod(pub Value);

/// Payload of a staticmethod: the function.
pub struct StaticMethod(pub Value);

/// Payload of `super(...)`: attributes are looked for after `class` in the MRO of `owner`.
pub struct Super {
    pub class: Rc<Class>,
    pub receiver: Value,
    pub owner: Rc<Class>,
}

pub(super) fn class_method(types: &Types, function: Value) -> Value {
    Instance::with_payload(types.class_method.clone(), ClassMethod(function))
}

pub(super) fn static_method(types: &Types, function: Value) -> Value {
    Instance::with_payload(types.static_method.clone(), StaticMethod(function))
}

/// Makes an instance of the class that `__new__` was given.
fn made<T: std::any::Any>(bound: &Bound, payload: T) -> Evaluated {
    match bound.receiver() {
        Value::Class(class) => Ok(Instance::with_payload(class, payload)),
        _ => Ok(Value::None),
    }
}

fn changed(bound: &Bound, change: impl FnOnce(&mut Property)) -> Evaluated {
    let receiver = bound.receiver();
    let (Some(property), Some(instance)) = (receiver.payload::<Property>(), receiver.as_instance()) else {
        return Ok(receiver);
    };
    let mut property = (*property).clone();
    change(&mut property);
    Ok(Instance::with_payload(instance.class.clone(), property))
}

/// `function.__get__`: with an instance the method bound to it, with None the function.
pub(super) fn getter_of(function: &Value) -> Value {
    let function = function.clone();
    Builtin::function("__get__", "instance, owner=None, /", move |_, bound| {
        Ok(match bound.value("instance") {
            Value::None => function.clone(),
            receiver => super::attribute::bound(&receiver, &function),
        })
    })
}

pub(super) fn install(types: &Types) {
    ClassBuilder::extending(&types.method)
        .method("__new__", "cls, function, instance, /", |interpreter, bound| {
            if bound.value("instance").is_none() {
                return Err(interpreter.raise("TypeError", "instance must not be None"));
            }
            Ok(super::attribute::bound(&bound.value("instance"), &bound.value("function")))
        })
        .build();
    ClassBuilder::extending(&types.property)
        .method("__new__", "cls, fget=None, fset=None, fdel=None, doc=None, *rest, **kw", |_, bound| {
            let property = Property {
                get: bound.value("fget"),
                set: bound.value("fset"),
                delete: bound.value("fdel"),
                doc: bound.value("doc"),
            };
            made(&bound, property)
        })
        .method("getter", "self, function", |_, bound| {
            changed(&bound, |property| property.get = bound.value("function"))
        })
        .method("setter", "self, function", |_, bound| {
            changed(&bound, |property| property.set = bound.value("function"))
        })
        .method("deleter", "self, function", |_, bound| {
            changed(&bound, |property| property.delete = bound.value("function"))
        })
        .method("__get__", "self, instance, owner=None", |interpreter, bound| get(interpreter, &bound))
        .property("fget", |_, receiver| {
            Ok(receiver.payload::<Property>().map_or(Value::None, |p| p.get.clone()))
        })
        .property("fset", |_, receiver| {
            Ok(receiver.payload::<Property>().map_or(Value::None, |p| p.set.clone()))
        })
        .property("fdel", |_, receiver| {
            Ok(receiver.payload::<Property>().map_or(Value::None, |p| p.delete.clone()))
        })
        .property("__doc__", |interpreter, receiver| {
            if let Some(set) = receiver.as_instance().and_then(|instance| instance.attribute("__doc__")) {
                return Ok(set);
            }
            let Some(property) = receiver.payload::<Property>() else { return Ok(Value::None) };
            match &property.doc {
                Value::None => {
                    Ok(interpreter.find_attribute(&property.get, "__doc__")?.unwrap_or(Value::None))
                }
                doc => Ok(doc.clone()),
            }
        })
        .build();
    ClassBuilder::extending(&types.class_method)
        .method("__new__", "cls, function, *rest, **kw", |_, bound| {
            made(&bound, ClassMethod(bound.value("function")))
        })
        .method("__get__", "self, instance, owner=None", |interpreter, bound| get(interpreter, &bound))
        .property("__func__", |_, receiver| {
            Ok(receiver.payload::<ClassMethod>().map_or(Value::None, |method| method.0.clone()))
        })
        .method("__getattr__", "self, name", |interpreter, bound| {
            forward(
                interpreter,
                &bound,
                bound.receiver().payload::<ClassMethod>().map(|method| method.0.clone()),
            )
        })
        .build();
    ClassBuilder::extending(&types.static_method)
        .method("__new__", "cls, function, *rest, **kw", |_, bound| {
            made(&bound, StaticMethod(bound.value("function")))
        })
        .method("__get__", "self, instance, owner=None", |interpreter, bound| get(interpreter, &bound))
        .property("__func__", |_, receiver| {
            Ok(receiver.payload::<StaticMethod>().map_or(Value::None, |method| method.0.clone()))
        })
        .method("__getattr__", "self, name", |interpreter, bound| {
            forward(
                interpreter,
                &bound,
                bound.receiver().payload::<StaticMethod>().map(|method| method.0.clone()),
            )
        })
        .build();
    ClassBuilder::extending(&types.super_)
        .method("__new__", "cls, type=None, object=None", |interpreter, bound| {
            let Value::Class(class) = bound.value("type") else {
                return Err(interpreter.raise("RuntimeError", "super(): no arguments"));
            };
            let receiver = bound.value("object");
            let owner = match &receiver {
                Value::Class(own) if own.is_subclass_of(&class) => own.clone(),
                other => interpreter.class_of(other),
            };
            if !owner.is_subclass_of(&class) {
                let message = "super(type, obj): obj must be an instance or subtype of type";
                return Err(interpreter.raise("TypeError", message));
            }
            made(&bound, Super { class, receiver, owner })
        })
        .build();
}

/// An attribute of the function that the descriptor holds.
fn forward(interpreter: &mut Interpreter, bound: &Bound, function: Option<Value>) -> Evaluated {
    let name = bound.value("name");
    let name = name.as_str().unwrap_or_default();
    match function {
        Some(function) => interpreter.get_attribute(&function, name),
        None => Err(interpreter.raise("AttributeError", name)),
    }
}

fn get(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated {
    let receiver = bound.receiver();
    let instance = bound.value("instance");
    let owner = match bound.value("owner") {
        Value::Class(class) => class,
        _ => interpreter.class_of(&instance),
    };
    // the payload decides, so that this doesn't come back here
    match receiver.payload::<Property>() {
        Some(property) if !instance.is_none() => {
            interpreter.call(&property.get, Arguments::positional(vec![instance]))
        }
        Some(_) => Ok(receiver),
        None => interpreter.bind(&receiver, (!instance.is_none()).then_some(&instance), &owner),
    }
}
