//! `sessionmaker` and `scoped_session`: what gives sessions.

use std::rc::Rc;

use crate::python::call::Arguments;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};

use super::session::SessionClasses;
use super::transaction;

/// A session of the factory: its keywords, and those of the call.
fn open(interpreter: &mut Interpreter, maker: &Value, given: &[(Rc<str>, Value)]) -> Evaluated {
    let Some(classes) = interpreter.extension::<SessionClasses>() else { return Ok(Value::None) };
    let attribute = |name: &str| maker.as_instance().and_then(|maker| maker.attribute(name));
    let class = match attribute("class_") {
        Some(class @ Value::Class(_)) => class,
        _ => Value::Class(classes.session.clone()),
    };
    let mut keywords: Vec<(Rc<str>, Value)> = Vec::new();
    if let Some(Value::Dict(kept)) = attribute("kw") {
        for (name, value) in kept.borrow().iter() {
            keywords.extend(name.as_str().map(|name| (Rc::from(name), value.clone())));
        }
    }
    keywords.retain(|(name, _)| !given.iter().any(|(known, _)| known == name));
    keywords.extend(given.iter().cloned());
    interpreter.call(&class, Arguments { positional: Vec::new(), keywords })
}

/// `sessionmaker(bind=…)`: calling it gives a session.
pub fn maker_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.orm.session", "sessionmaker")
        .method("__init__", "self, bind=None, class_=None, **kw", |_, bound| {
            let mut kept = Dict::default();
            kept.insert_str("bind", bound.value("bind"));
            for (name, value) in &bound.keywords {
                kept.insert_str(name, value.clone());
            }
            if let Some(maker) = bound.receiver().as_instance() {
                maker.set_attribute("class_", bound.value("class_"));
                maker.set_attribute("kw", Value::dict(kept));
            }
            Ok(Value::None)
        })
        .method("__call__", "self, **local_kw", |interpreter, bound| {
            open(interpreter, &bound.receiver(), &bound.keywords)
        })
        .method("begin", "self", |interpreter, bound| {
            let session = open(interpreter, &bound.receiver(), &[])?;
            transaction::begin(interpreter, session, true)
        })
        .method("configure", "self, **kw", |_, bound| {
            if let Some(Value::Dict(kept)) =
                bound.receiver().as_instance().and_then(|maker| maker.attribute("kw"))
            {
                for (name, value) in &bound.keywords {
                    kept.borrow_mut().insert_str(name, value.clone());
                }
            }
            Ok(Value::None)
        })
        .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()))
        .build()
}

/// The session of a `scoped_session`, opened when it is first needed.
fn current(interpreter: &mut Interpreter, scoped: &Value) -> Evaluated {
    let Some(instance) = scoped.as_instance() else { return Ok(Value::None) };
    if let Some(session) = instance.attribute("_session") {
        return Ok(session);
    }
    let factory = instance.attribute("session_factory").unwrap_or(Value::None);
    let session = interpreter.call(&factory, Arguments::none())?;
    instance.set_attribute("_session", session.clone());
    Ok(session)
}

/// `scoped_session(sessionmaker(…))`: one session for the thread.
pub fn scoped_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.orm.scoping", "scoped_session")
        .method("__init__", "self, session_factory, scopefunc=None", |_, bound| {
            if let Some(instance) = bound.receiver().as_instance() {
                instance.set_attribute("session_factory", bound.value("session_factory"));
            }
            Ok(Value::None)
        })
        .method("__call__", "self, **kw", |interpreter, bound| current(interpreter, &bound.receiver()))
        .method("remove", "self", |interpreter, bound| {
            let receiver = bound.receiver();
            let Some(instance) = receiver.as_instance() else { return Ok(Value::None) };
            let session = instance.attributes.borrow_mut().shift_remove("_session");
            match session {
                Some(session) => interpreter.call_method(&session, "close", Vec::new()),
                None => Ok(Value::None),
            }
        })
        .method("__getattr__", "self, name", |interpreter, bound| {
            let session = current(interpreter, &bound.receiver())?;
            let name = bound.value("name");
            interpreter.get_attribute(&session, name.as_str().unwrap_or_default())
        })
        .build()
}
