//! `sqlalchemy.event`, `sqlalchemy.util` and `sqlalchemy.inspection`: what is harmless when models are
//! only read.

use crate::python::library::Library;
use crate::python::value::{Builtin, Value};

/// Registers the modules.
pub fn register(library: &mut Library) {
    library.module("sqlalchemy.event", |_, module| {
        module.function("listens_for", "*args, **kw", |_, _| {
            Ok(Builtin::function("decorate", "function", |_, bound| Ok(bound.value("function"))))
        });
        for name in ["listen", "remove"] {
            module.function(name, "*args, **kw", |_, _| Ok(Value::None));
        }
        module.function("contains", "*args, **kw", |_, _| Ok(Value::Bool(false)));
        Ok(())
    });
    library.module("sqlalchemy.util", |interp, module| {
        module.function("memoized_property", "fget, doc=None", |interp, bound| {
            let property = Value::Class(interp.types().property.clone());
            interp.call(&property, Value::arguments(vec![bound.value("fget")]))
        });
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
