//! `hybrid_property` and `hybrid_method`: on instances a property or method, on the class the expression
//! that indexes and constraints may be built from.

use std::rc::Rc;

use crate::python::call::{Arguments, Bound};
use crate::python::descriptor::ClassMethod;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};

/// `hybrid_property`, with what `.inplace` gives.
pub fn property() -> Rc<Class> {
    // `@name.inplace.setter` and its like change the property itself
    let inplace = ClassBuilder::new("sqlalchemy.ext.hybrid", "hybrid_property._InPlace");
    let inplace = ["setter", "deleter", "expression", "comparator", "update_expression"]
        .into_iter()
        .fold(inplace, |builder, name| {
            let attribute = format!("_{name}");
            builder.method(name, "self, function", move |_, bound| {
                let parent = bound.receiver().as_instance().and_then(|own| own.attribute("parent"));
                let parent = parent.unwrap_or(Value::None);
                if let Some(parent) = parent.as_instance() {
                    parent.set_attribute(&attribute, bound.value("function"));
                }
                Ok(parent)
            })
        })
        .build();
    let builder = ClassBuilder::new("sqlalchemy.ext.hybrid", "hybrid_property")
        .method(
            "__init__",
            "self, fget, fset=None, fdel=None, expr=None, custom_comparator=None, update_expr=None",
            |_, bound| {
                if let Some(instance) = bound.receiver().as_instance() {
                    for (attribute, argument) in [
                        ("fget", "fget"),
                        ("setter", "fset"),
                        ("expression", "expr"),
                        ("comparator", "custom_comparator"),
                    ] {
                        instance.set_attribute(&format!("_{attribute}"), bound.value(argument));
                    }
                }
                Ok(Value::None)
            },
        )
        .method("__get__", "self, instance, owner=None", |interpreter, bound| {
            let receiver = bound.receiver();
            let part = |name: &str| {
                receiver.as_instance().and_then(|own| own.attribute(name)).filter(|part| !part.is_none())
            };
            match bound.value("instance") {
                Value::None => {
                    let function = part("_comparator")
                        .or_else(|| part("_expression"))
                        .or_else(|| part("_fget"))
                        .unwrap_or(Value::None);
                    on_class(interpreter, &function, &bound.value("owner"))
                }
                instance => {
                    let function = part("_fget").unwrap_or(Value::None);
                    interpreter.call(&function, Arguments::positional(vec![instance]))
                }
            }
        })
        .method("__set__", "self, instance, value", |interpreter, bound| {
            let receiver = bound.receiver();
            let part = |name: &str| receiver.as_instance().and_then(|own| own.attribute(name));
            match part("_setter").filter(|setter| !setter.is_none()) {
                Some(setter) => {
                    let arguments = vec![bound.value("instance"), bound.value("value")];
                    interpreter.call(&setter, Arguments::positional(arguments))
                }
                None => Err(interpreter.raise("AttributeError", "can't set attribute")),
            }
        })
        .property("inplace", move |_, receiver| {
            let made = Instance::new(inplace.clone());
            made.set_attribute("parent", receiver.clone());
            Ok(Value::Instance(made))
        })
        .property("overrides", |_, receiver| Ok(receiver.clone()))
        .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()));
    [
        ("getter", "_fget"),
        ("setter", "_setter"),
        ("deleter", "_deleter"),
        ("expression", "_expression"),
        ("comparator", "_comparator"),
        ("update_expression", "_update_expression"),
    ]
    .into_iter()
    .fold(builder, |builder, (name, attribute)| {
        builder.method(name, "self, function", move |_, bound| Ok(changed(&bound, attribute)))
    })
    .build()
}

/// A copy in which one function is another.
fn changed(bound: &Bound, attribute: &str) -> Value {
    let receiver = bound.receiver();
    let Some(own) = receiver.as_instance() else { return receiver };
    let copy = Instance::new(own.class.clone());
    copy.attributes.borrow_mut().clone_from(&own.attributes.borrow());
    copy.set_attribute(attribute, bound.value("function"));
    Value::Instance(copy)
}

/// `hybrid_method`: a method of instances and of the class.
pub fn method() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.ext.hybrid", "hybrid_method")
        .method("__init__", "self, func, expr=None", |_, bound| {
            if let Some(instance) = bound.receiver().as_instance() {
                instance.set_attribute("func", bound.value("func"));
                let expression = match bound.value("expr") {
                    Value::None => bound.value("func"),
                    expression => expression,
                };
                instance.set_attribute("expr", expression);
            }
            Ok(Value::None)
        })
        .method("__get__", "self, instance, owner=None", |_, bound| {
            let receiver = bound.receiver();
            let part = |name: &str| {
                receiver.as_instance().and_then(|own| own.attribute(name)).unwrap_or(Value::None)
            };
            let (function, subject) = match bound.value("instance") {
                Value::None => (part("expr"), bound.value("owner")),
                instance => (part("func"), instance),
            };
            Ok(crate::python::value::Builtin::function(
                "hybrid_method",
                "*args, **kw",
                move |interpreter, bound| {
                    let mut positional = vec![subject.clone()];
                    positional.extend(bound.rest);
                    interpreter.call(&function, Arguments { positional, keywords: bound.keywords })
                },
            ))
        })
        .method("expression", "self, expr", |_, bound| {
            let receiver = bound.receiver();
            if let Some(instance) = receiver.as_instance() {
                instance.set_attribute("expr", bound.value("expr"));
            }
            Ok(receiver)
        })
        .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()))
        .build()
}

/// What speaks of instances often fails on the class, where nobody needs it then.
fn on_class(interpreter: &mut Interpreter, function: &Value, owner: &Value) -> Evaluated {
    let function = match function.payload::<ClassMethod>() {
        Some(inner) => inner.0.clone(),
        None => function.clone(),
    };
    match interpreter.call(&function, Arguments::positional(vec![owner.clone()])) {
        Ok(value) => Ok(value),
        Err(_) => Ok(interpreter.unknown("a hybrid_property whose function can't be evaluated on the class")),
    }
}
