//! `@compiles(Class, "postgresql")` of `sqlalchemy.ext.compiler`: SQL written by user code.

use std::rc::Rc;

use super::argument;
use super::native::natives;
use super::type_object::mro;
use crate::python::call::Arguments;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Builtin, Class, Instance, Value};

/// Where a class keeps its functions, by dialect; `""` is the default.
const FUNCTIONS: &str = "__compiles_functions__";

/// `compiles(class, *dialects)`: a decorator.
///
/// # Errors
/// None of its own.
pub fn compiles(interp: &mut Interpreter, bound: &crate::python::call::Bound) -> Evaluated {
    let class = bound.value("class_");
    let mut dialects = Vec::new();
    for dialect in &bound.rest {
        dialects.push(argument::text(interp, dialect, "compiles()")?);
    }
    if dialects.is_empty() {
        dialects.push(String::new());
    }
    Ok(Builtin::function("compiles", "function", move |_, bound| {
        let function = bound.value("function");
        if let Value::Class(class) = &class {
            let own = class.namespace.borrow().get(FUNCTIONS).cloned();
            let functions = match own {
                Some(Value::Dict(functions)) => functions,
                _ => {
                    let made = Value::dict(Dict::default());
                    class.set_attribute(FUNCTIONS, made.clone());
                    match made {
                        Value::Dict(functions) => functions,
                        _ => return Ok(function),
                    }
                }
            };
            for dialect in &dialects {
                functions.borrow_mut().insert_str(dialect, function.clone());
            }
        }
        Ok(function)
    }))
}

fn function(class: &Rc<Class>) -> Option<Value> {
    mro(class).find_map(|class| {
        let functions = class.namespace.borrow().get(FUNCTIONS).cloned()?;
        let Value::Dict(functions) = functions else { return None };
        let functions = functions.borrow();
        functions.get_str("postgresql").or_else(|| functions.get_str("")).cloned()
    })
}

/// Whether it is an instance of a user's class of expressions.
pub fn is_custom_element(value: &Value) -> bool {
    value.as_instance().is_some_and(|instance| {
        instance.payload.borrow().is_none()
            && mro(&instance.class).any(|class| matches!(&*class.name, "ClauseElement" | "FunctionElement"))
    })
}

/// The SQL that user code gives for an element or type; `None` where it gives none.
///
/// # Errors
/// What the function raises.
pub fn custom(interp: &mut Interpreter, value: &Value) -> Evaluated<Option<String>> {
    let Some(instance) = value.as_instance() else { return Ok(None) };
    let Some(function) = function(&instance.class) else { return Ok(None) };
    let compiler = Instance::new(natives(interp)?.class("postgresql.compiler"));
    let dialect = super::dialect::postgresql(interp)?;
    compiler.set_attribute("dialect", dialect);
    let arguments = Arguments::positional(vec![value.clone(), Value::Instance(compiler)]);
    let made = interp.call(&function, arguments)?;
    argument::text(interp, &made, "a function of @compiles").map(Some)
}
