//! `globals`, `locals`, `vars`, `__import__`.

use super::argument::{int_or, text_of, want_text};
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// Registers them.
pub fn install(module: &mut ModuleBuilder) {
    module.function("globals", "", |i, _| Ok(globals(i)));
    module.function("vars", "object=None, /", vars);
    module.function("__import__", "name, globals=None, locals=None, fromlist=(), level=0", import);
}

/// The live namespace of the module that runs.
fn globals(interpreter: &mut Interpreter) -> Value {
    match interpreter.current_module() {
        Some(module) => crate::python::namespace::of_module(&interpreter.types(), &module),
        None => Value::None,
    }
}

fn vars(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let Some(object) = bound.get("object").cloned() else {
        return Err(interpreter.refuse("`vars()` without an object"));
    };
    match interpreter.find_attribute(&object, "__dict__")? {
        Some(namespace) => Ok(namespace),
        None => Err(interpreter.raise("TypeError", "vars() argument must have __dict__ attribute")),
    }
}

fn import(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let name = want_text(interpreter, &bound, "name")?;
    let level = int_or(interpreter, &bound, "level", 0)?;
    let dotted = match u32::try_from(level) {
        Ok(level) if level > 0 => interpreter.absolute_name(&name, level)?,
        _ => name.to_string(),
    };
    let module = interpreter.import_value(&dotted)?;
    let wanted = bound.value("fromlist");
    if !wanted.is_none() && interpreter.truth(&wanted)? {
        for name in interpreter.iterate(&wanted)? {
            if let Some(name) = text_of(&name)
                && interpreter.find_attribute(&module, &name)?.is_none()
            {
                interpreter.import_value(&format!("{dotted}.{name}"))?;
            }
        }
        return Ok(module);
    }
    let top = dotted.split('.').next().unwrap_or(&dotted).to_owned();
    interpreter.import_value(&top)
}
