//! `sqlalchemy.event`, `sqlalchemy.util` and `sqlalchemy.inspection`: what is harmless when models are
//! only read.

use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::Library;
use crate::python::raise::Evaluated;
use crate::python::value::{Builtin, Value};

/// Events at which a listener can give tables another shape; all others speak of connections,
/// sessions, rows and of DDL that models can't declare.
const SHAPING: &[&str] =
    &["after_parent_attach", "before_parent_attach", "instrument_class", "resolve_type_annotation"];

/// A listener that may change what is read afterwards is not passed over in silence.
fn refuse_shaping(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<()> {
    match bound.rest.get(1) {
        Some(Value::Unknown(unknown)) => Err(interpreter.refuse_unknown(unknown, "the event's name")),
        Some(name) => {
            match name.to_text() {
                Some(name) if SHAPING.contains(&&*name) => Err(interpreter
                    .refuse(format!("a listener to `{name}`, which can give tables another shape"))),
                _ => Ok(()),
            }
        }
        None => Ok(()),
    }
}

/// Registers the modules.
pub fn register(library: &mut Library) {
    library.module("sqlalchemy.event", |_, module| {
        module.function("listens_for", "*args, **kw", |interpreter, bound| {
            refuse_shaping(interpreter, &bound)?;
            Ok(Builtin::function("decorate", "function", |_, bound| Ok(bound.value("function"))))
        });
        module.function("listen", "*args, **kw", |interpreter, bound| {
            refuse_shaping(interpreter, &bound)?;
            Ok(Value::None)
        });
        module.function("remove", "*args, **kw", |_, _| Ok(Value::None));
        module.function("contains", "*args, **kw", |_, _| Ok(Value::Bool(false)));
        Ok(())
    });
    library.module("sqlalchemy.util", |interp, module| {
        module.function("memoized_property", "fget, doc=None", |interp, bound| {
            let property = Value::Class(interp.types().property.clone());
            interp.call(&property, Value::arguments(vec![bound.value("fget")]))
        });
        // `@preload_module(...)` and its like prepare what is not needed here
        for name in ["preload_module", "deprecated", "deprecated_params", "langhelpers"] {
            module.function(name, "*args, **kw", |_, _| {
                Ok(Builtin::function("decorate", "function", |_, bound| Ok(bound.value("function"))))
            });
        }
        module.value("portable_instancemethod", interp.unknown("`sqlalchemy.util.portable_instancemethod`"));
        module.function(
            "generic_repr",
            "obj, additional_kw=(), to_inspect=None, omit_kwarg=()",
            |interp, bound| Ok(Value::str(super::type_spelling::generic_repr(interp, &bound.value("obj"))?)),
        );
        module.value("preloaded", interp.unknown("`sqlalchemy.util.preloaded`"));
        let dict = interp.types().dict.clone();
        module.value("immutabledict", Value::Class(dict));
        Ok(())
    });
    library.module("sqlalchemy.inspection", |interp, module| {
        let inspect = super::engine::inspect(interp)?;
        module.value("inspect", inspect);
        Ok(())
    });
}
