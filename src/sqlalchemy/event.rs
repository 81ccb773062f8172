//! `sqlalchemy.event`, `sqlalchemy.util` and `sqlalchemy.inspection`: what is harmless when models are
//! only read. Listeners are remembered for sessions, which call those of a flush.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::Library;
use crate::python::raise::Evaluated;
use crate::python::value::{Builtin, Class, Value};

use super::column::{self, ColumnObject};

/// What code listens for. Whoever would have to call a listener asks.
#[derive(Default)]
struct Listeners(RefCell<Vec<Listener>>);

struct Listener {
    target: Value,
    event: Rc<str>,
    /// What is to be called as the event says; None where keywords ask for something else.
    function: Option<Value>,
}

impl Listener {
    /// Whether it is called: by a flush of any session, or when any object is expired.
    fn is_called(&self) -> bool {
        let Value::Class(target) = &self.target else { return false };
        let of_mappers = &*target.name == "Mapper" && target.module.starts_with("sqlalchemy.orm");
        self.function.is_some()
            && (is_session(target) && OF_FLUSH.contains(&&*self.event)
                || of_mappers && &*self.event == "expire")
    }
}

/// Events that a flush tells, with the session and its own state as arguments.
const OF_FLUSH: &[&str] = &["before_flush", "after_flush", "after_flush_postexec"];

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

fn is_session(class: &Class) -> bool {
    &*class.name == "Session" && class.module.starts_with("sqlalchemy.orm")
}

fn listen(interp: &mut Interpreter, arguments: &[Value], function: Option<Value>) {
    let (Some(target), Some(name)) = (arguments.first(), arguments.get(1)) else { return };
    let event = name.to_text().unwrap_or_else(|| "…".into());
    let listeners = interp.extension::<Listeners>().unwrap_or_else(|| {
        let made = Rc::<Listeners>::default();
        interp.set_extension(made.clone());
        made
    });
    listeners.0.borrow_mut().push(Listener { target: target.clone(), event, function });
}

/// The listeners that sessions call at the event, whatever the class of the objects.
pub fn called(interp: &mut Interpreter, event: &str) -> Vec<Value> {
    let Some(listeners) = interp.extension::<Listeners>() else { return Vec::new() };
    let listeners = listeners.0.borrow();
    let told = listeners.iter().filter(|listener| &*listener.event == event && listener.is_called());
    told.filter_map(|listener| listener.function.clone()).collect()
}

/// The event that a session's work on objects of the class would call a listener of, if there is one
/// beyond those of [`called`].
pub fn listened(
    interp: &mut Interpreter,
    class: &Rc<Class>,
    is_mapped: impl Fn(&Rc<ColumnObject>) -> bool,
) -> Option<Rc<str>> {
    let listeners = interp.extension::<Listeners>()?;
    let listeners = listeners.0.borrow();
    let found = listeners.iter().find(|listener| {
        let concerns = match &listener.target {
            Value::Class(target) => {
                OF_ALL_CLASSES.contains(&&*target.name)
                    || target.ancestors.iter().any(|base| is_session(base))
                    || Rc::ptr_eq(target, class)
                    || class.ancestors.iter().any(|base| Rc::ptr_eq(target, base))
            }
            target => match column::of(target) {
                Some(column) => is_mapped(&column),
                None => OF_ALL_CLASSES.contains(&&*interp.class_of(target).name),
            },
        };
        concerns && !OF_CONFIGURATION.contains(&&*listener.event) && !listener.is_called()
    });
    found.map(|listener| listener.event.clone())
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
            let arguments = bound.rest.clone();
            let is_plain = bound.keywords.is_empty();
            Ok(Builtin::function("decorate", "function", move |interpreter, bound| {
                let function = bound.value("function");
                listen(interpreter, &arguments, is_plain.then(|| function.clone()));
                Ok(function)
            }))
        });
        module.function("listen", "*args, **kw", |interpreter, bound| {
            refuse_shaping(interpreter, &bound)?;
            let function = bound.rest.get(2).filter(|_| bound.keywords.is_empty()).cloned();
            listen(interpreter, &bound.rest, function);
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
