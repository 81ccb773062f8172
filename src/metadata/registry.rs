//! `registry(...)`: the metadata and the type map that classes share, and the ways to map with it.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Builtin, Class, Instance, Value};
use crate::sqlalchemy::metadata as sa_metadata;

use super::{declarative_base, scan};

/// Payload of a registry.
pub struct Registry {
    pub metadata: Value,
    /// A dict, or None.
    pub type_annotation_map: RefCell<Value>,
    /// Of the classes mapped so far.
    pub mappers: RefCell<Vec<Value>>,
}

struct RegistryClass(Rc<Class>);

/// The class `registry`, one for a run.
pub fn class(interpreter: &mut Interpreter) -> Rc<Class> {
    if let Some(known) = interpreter.extension::<RegistryClass>() {
        return known.0.clone();
    }
    let class = ClassBuilder::new("sqlalchemy.orm.decl_api", "registry")
        .method(
            "__init__",
            "self, *, metadata=None, class_registry=None, type_annotation_map=None, constructor=None",
            |interpreter, bound| {
                let registry =
                    make(interpreter, bound.value("metadata"), bound.value("type_annotation_map"))?;
                if let Some(instance) = bound.receiver().as_instance() {
                    instance.set_attribute("metadata", registry.metadata.clone());
                    instance.set_payload(Rc::new(registry));
                }
                Ok(Value::None)
            },
        )
        .method(
            "generate_base",
            "self, mapper=None, cls=None, name=None, metaclass=None",
            |interpreter, bound| declarative_base::generate(interpreter, &bound.receiver(), &bound),
        )
        .method("as_declarative_base", "self, **kw", |_, bound| {
            let receiver = bound.receiver();
            Ok(decorator("as_declarative_base", move |interpreter, class| {
                declarative_base::from_class(interpreter, &receiver, class)
            }))
        })
        .method("mapped", "self, cls", |interpreter, bound| {
            map(interpreter, &bound.receiver(), &bound.value("cls"))
        })
        .method("mapped_as_dataclass", "self, cls=None, **kw", |interpreter, bound| {
            let receiver = bound.receiver();
            match bound.value("cls") {
                Value::None => Ok(decorator("mapped_as_dataclass", move |interpreter, class| {
                    map(interpreter, &receiver, class)
                })),
                class => map(interpreter, &receiver, &class),
            }
        })
        .method("map_declaratively", "self, cls", |interpreter, bound| {
            map(interpreter, &bound.receiver(), &bound.value("cls"))
        })
        .method("map_imperatively", "self, class_, local_table=None, **kw", |interpreter, bound| {
            let properties = bound.keyword("properties").cloned().unwrap_or(Value::None);
            let (class, table) = (bound.value("class_"), bound.value("local_table"));
            if let Value::Class(class) = &class {
                class.namespace.borrow_mut().entry("registry".into()).or_insert_with(|| bound.receiver());
            }
            scan::map_imperatively(interpreter, &class, table, &properties)
        })
        .property("mappers", |_, receiver| {
            let registry = receiver.payload::<Registry>();
            Ok(Value::list(registry.map(|registry| registry.mappers.borrow().clone()).unwrap_or_default()))
        })
        .method("configure", "self, cascade=False", |_, _| Ok(Value::None))
        .method("dispose", "self, cascade=False", |_, _| Ok(Value::None))
        .method("update_type_annotation_map", "self, type_annotation_map", |interpreter, bound| {
            if let Some(registry) = bound.receiver().payload::<Registry>() {
                let known = registry.type_annotation_map.borrow().clone();
                let more = bound.value("type_annotation_map");
                if known.is_none() {
                    *registry.type_annotation_map.borrow_mut() = more;
                } else {
                    interpreter.call_method(&known, "update", vec![more])?;
                }
            }
            Ok(Value::None)
        })
        .build();
    interpreter.set_extension(Rc::new(RegistryClass(class.clone())));
    class
}

/// A registry as a Python object.
///
/// # Errors
/// What `MetaData()` raises.
pub fn new(interpreter: &mut Interpreter, metadata: Value, type_annotation_map: Value) -> Evaluated {
    let registry = make(interpreter, metadata, type_annotation_map)?;
    let instance = Instance::new(class(interpreter));
    instance.set_attribute("metadata", registry.metadata.clone());
    instance.set_payload(Rc::new(registry));
    Ok(Value::Instance(instance))
}

fn make(interpreter: &mut Interpreter, metadata: Value, type_annotation_map: Value) -> Evaluated<Registry> {
    let metadata = if metadata.is_none() { sa_metadata::new(interpreter, None)? } else { metadata };
    Ok(Registry {
        metadata,
        type_annotation_map: RefCell::new(type_annotation_map),
        mappers: RefCell::default(),
    })
}

/// `@registry.mapped`.
fn map(interpreter: &mut Interpreter, registry: &Value, class: &Value) -> Evaluated {
    if let Value::Class(class) = class {
        class.namespace.borrow_mut().insert("registry".into(), registry.clone());
        class.namespace.borrow_mut().entry("metadata".into()).or_insert_with(|| {
            registry.payload::<Registry>().map_or(Value::None, |registry| registry.metadata.clone())
        });
        scan::map(interpreter, class)?;
    }
    Ok(class.clone())
}

/// A decorator made of Rust.
pub fn decorator(name: &str, function: impl Fn(&mut Interpreter, &Value) -> Evaluated + 'static) -> Value {
    Builtin::function(name, "cls", move |interpreter: &mut Interpreter, bound: Bound| {
        function(interpreter, &bound.value("cls"))
    })
}

/// The registry that a class inherits.
pub fn of_class(class: &Rc<Class>) -> Option<Rc<Registry>> {
    class.lookup("registry").or_else(|| class.lookup("_sa_registry")).and_then(|it| it.payload::<Registry>())
}
