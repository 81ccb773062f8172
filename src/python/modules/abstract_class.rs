//! `_abstract`: whether a class counts as one below an abstract class. In programs full of models that is
//! asked of every value.

use std::rc::Rc;

use crate::python::builtins::function::is_subclass;
use crate::python::code::Condition;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Binding, Builtin, Class, Value};

/// # Errors
/// None.
pub fn build(_: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    module.value(
        "instance_check",
        Builtin::with_binding("__instancecheck__", "cls, instance", Binding::Method, |i, bound| {
            let class = Value::Class(i.class_of(&bound.value("instance")));
            i.call_method(&bound.receiver(), "__subclasscheck__", vec![class])
        }),
    );
    // of each class, `answers` holds what was found out about others
    module.function("subclass_check", "answers", |_, bound| {
        let answers = bound.value("answers");
        Ok(Builtin::with_binding("__subclasscheck__", "cls, subclass", Binding::Method, move |i, bound| {
            let (class, subclass) = (bound.receiver(), bound.value("subclass"));
            let Value::Dict(answers) = &answers else { return Ok(Value::Bool(false)) };
            let key = (i.key(&class)?, i.key(&subclass)?);
            let of_class = answers.borrow().get(&key.0).cloned();
            if let Some(Value::Dict(known)) = &of_class
                && let Some(answer) = known.borrow().get(&key.1)
            {
                return Ok(answer.clone());
            }
            let answer = decide(i, &class, &subclass)?;
            if let Value::Bool(_) = answer {
                let mut answers = answers.borrow_mut();
                if !answers.entries.contains_key(&key.0) {
                    answers.insert(key.0.clone(), class.clone(), Value::dict(Dict::default()));
                }
                if let Some(Value::Dict(known)) = answers.get(&key.0) {
                    known.borrow_mut().insert(key.1, subclass, answer.clone());
                }
            }
            Ok(answer)
        }))
    });
    Ok(())
}

/// What the class's `__subclasshook__` says, else the order of bases, what was registered, and the same
/// of the classes below.
fn decide(interpreter: &mut Interpreter, class: &Value, subclass: &Value) -> Evaluated {
    let (Value::Class(own), Value::Class(other)) = (class, subclass) else {
        return Err(interpreter.raise("TypeError", "issubclass() arg 1 must be a class"));
    };
    if own.lookup("__subclasshook__").is_some() {
        let answer = interpreter.call_method(class, "__subclasshook__", vec![subclass.clone()])?;
        if !matches!(answer, Value::NotImplemented) {
            return Ok(answer);
        }
    }
    if other.is_subclass_of(own) {
        return Ok(Value::Bool(true));
    }
    let registered = own.namespace.borrow().get("_abc_registry").cloned();
    if let Some(registered) = registered {
        for known in interpreter.iterate(&registered)? {
            if counts(interpreter, subclass, &known)? {
                return Ok(Value::Bool(true));
            }
        }
    }
    let below: Vec<Rc<Class>> = interpreter.direct_subclasses(own);
    for class in below {
        if counts(interpreter, subclass, &Value::Class(class))? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn counts(interpreter: &mut Interpreter, class: &Value, of: &Value) -> Evaluated<bool> {
    let answer = is_subclass(interpreter, class, of)?;
    interpreter.truth_of(&answer, Condition::If.describe())
}
