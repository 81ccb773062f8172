//! `sqlalchemy.event`, `sqlalchemy.util` and `sqlalchemy.inspection`: what is harmless when models are
//! only read. Listeners are remembered for sessions, which call none.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::Library;
use crate::python::raise::Evaluated;
use crate::python::value::{Builtin, Class, Value};

use super::column::{self, ColumnObject};

/// What code listens for: the target and the event's name. Nothing is called; whoever would have to asks.
#[derive(Default)]
struct Listeners(RefCell<Vec<(Value, Rc<str>)>>);

/// Events of the mapping itself, which is read elsewhere.
const OF_CONFIGURATION: &[&str] = &[
    "after_configured",
    "after_mapper_constructed",
    "attribute_instrument",
    "before_configured",
    "before_mapper_configured",
    "class_instrument",
    "class_uninstrument",
    "instrument_class",
    "mapper_configured",
];

/// Targets that are there for every mapped class.
const OF_ALL_CLASSES: &[&str] =
    &["AsyncSession", "Mapper", "Session", "async_sessionmaker", "scoped_session", "sessionmaker"];

fn listen(interp: &mut Interpreter, arguments: &[Value]) {
    let (Some(target), Some(name)) = (arguments.first(), arguments.get(1)) else { return };
    let name = name.to_text().unwrap_or_else(|| "…".into());
    let listeners = interp.extension::<Listeners>().unwrap_or_else(|| {
        let made = Rc::<Listeners>::default();
        interp.set_extension(made.clone());
        made
    });
    listeners.0.borrow_mut().push((target.clone(), name));
}

/// The event that a session's work on objects of the class would call a listener of, if there is one.
pub fn listened(
    interp: &mut Interpreter,
    class: &Rc<Class>,
    is_mapped: impl Fn(&Rc<ColumnObject>) -> bool,
) -> Option<Rc<str>> {
    let listeners = interp.extension::<Listeners>()?;
    let listeners = listeners.0.borrow();
    let found = listeners.iter().find(|(target, name)| {
        let concerns = match target {
            Value::Class(target) => {
                OF_ALL_CLASSES.contains(&&*target.name)
                    || Rc::ptr_eq(target, class)
                    || class.ancestors.iter().any(|base| Rc::ptr_eq(target, base))
            }
            target => match column::of(target) {
                Some(column) => is_mapped(&column),
                None => OF_ALL_CLASSES.contains(&&*interp.class_of(target).name),
            },
        };
        concerns && !OF_CONFIGURATION.contains(&&**name)
    });
    found.map(|(_, name)| name.clone())
}

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
            listen(interpreter, &bound.rest);
            Ok(Builtin::function("decorate", "function", |_, bound| Ok(bound.value("function"))))
        });
        module.function("listen", "*args, **kw", |interpreter, bound| {
            refuse_shaping(interpreter, &bound)?;
            listen(interpreter, &bound.rest);
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
