//! The bases that models inherit from: `DeclarativeBase`, `declarative_base()`, `as_declarative()`.

use std::rc::Rc;

use crate::python::call::{Arguments, Bound};
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Namespace, Value};

use super::mapped_class;
use super::registry::{self, Registry};
use super::scan;

/// The native bases, one set for a run.
pub struct Bases {
    pub declarative_base: Rc<Class>,
    pub no_meta: Rc<Class>,
    pub as_dataclass: Rc<Class>,
    /// `DeclarativeMeta`, the metaclass of what `declarative_base()` returns.
    pub metaclass: Rc<Class>,
    pub concrete: Rc<Class>,
    /// Its direct subclasses map no table: their columns go to each concrete class.
    pub abstract_concrete: Rc<Class>,
    pub deferred_reflection: Rc<Class>,
}

impl Bases {
    pub fn of(interpreter: &mut Interpreter) -> Rc<Bases> {
        if let Some(bases) = interpreter.extension::<Bases>() {
            return bases;
        }
        let type_ = interpreter.types().type_.clone();
        let intercept = ClassBuilder::new("sqlalchemy.orm.decl_api", "DeclarativeAttributeIntercept")
            .base(&type_)
            .method("__setattr__", "cls, key, value", attribute_set)
            .build();
        let bases = Rc::new(Bases {
            declarative_base: base("DeclarativeBase", Some(&intercept)),
            no_meta: base("DeclarativeBaseNoMeta", None),
            concrete: extension("ConcreteBase").build(),
            abstract_concrete: extension("AbstractConcreteBase").build(),
            deferred_reflection: extension("DeferredReflection")
                .class_method("prepare", "cls, bind=None, **kw", |interpreter, _| {
                    Err(interpreter.refuse(
                        "DeferredReflection.prepare() reads columns from a database, which models are read without",
                    ))
                })
                .build(),
            // the dataclass keywords of `class X(MappedAsDataclass, Base, kw_only=True)` are about Python
            as_dataclass: ClassBuilder::new("sqlalchemy.orm.decl_api", "MappedAsDataclass")
                .method("__init_subclass__", "cls, **kw", |interpreter, bound| {
                    let own = Bases::of(interpreter).as_dataclass.clone();
                    next_subclass_hook(interpreter, &own, bound.receiver(), &bound)
                })
                .build(),
            metaclass: ClassBuilder::new("sqlalchemy.orm.decl_api", "DeclarativeMeta")
                .base(&intercept)
                .method("__init__", "cls, classname, bases, dict_, **kw", |interpreter, bound| {
                    if let Value::Class(class) = bound.receiver() {
                        map_unless_abstract(interpreter, &class)?;
                    }
                    Ok(Value::None)
                })
                .build(),
        });
        interpreter.set_extension(bases.clone());
        bases
    }
}

fn extension(name: &str) -> ClassBuilder {
    ClassBuilder::new("sqlalchemy.ext.declarative.extensions", name)
}

/// `super().__init_subclass__()` from `own` on, without the keywords that `own` takes for itself.
fn next_subclass_hook(
    interpreter: &mut Interpreter,
    own: &Rc<Class>,
    class: Value,
    bound: &Bound,
) -> Evaluated {
    const TAKEN: &[&str] =
        &["init", "repr", "eq", "order", "unsafe_hash", "match_args", "kw_only", "dataclass_callable"];
    let Value::Class(made) = &class else { return Ok(Value::None) };
    let after = made.ancestors.iter().skip_while(|base| !Rc::ptr_eq(base, own)).skip(1);
    let hook = after.clone().find_map(|base| base.namespace.borrow().get("__init_subclass__").cloned());
    let Some(hook) = hook else { return subclass_made(interpreter, &class) };
    let keywords = bound.keywords.iter().filter(|(name, _)| !TAKEN.contains(&&**name)).cloned().collect();
    let hook = match hook.payload::<crate::python::descriptor::ClassMethod>() {
        Some(inner) => inner.0.clone(),
        None => hook,
    };
    interpreter.call(&hook, Arguments { positional: vec![class], keywords })
}

fn base(name: &str, metaclass: Option<&Rc<Class>>) -> Rc<Class> {
    let builder = ClassBuilder::new("sqlalchemy.orm.decl_api", name);
    let builder = match metaclass {
        Some(metaclass) => builder.metaclass(metaclass),
        None => builder,
    };
    builder
        .method("__init_subclass__", "cls, **kw", |interpreter, bound| {
            subclass_made(interpreter, &bound.receiver())
        })
        .method("__init__", "self, **kw", constructor)
        .build()
}

/// `Model.attribute = value` after the class was made: a column joins the table.
fn attribute_set(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let (Value::Class(class), Some(key)) = (bound.receiver(), bound.value("key").to_text()) else {
        return Ok(Value::None);
    };
    let value = bound.value("value");
    let value =
        if mapped_class::of(&class).is_some() { scan::add(interpreter, &class, &key, value)? } else { value };
    class.namespace.borrow_mut().insert(key, value);
    Ok(Value::None)
}

/// SQLAlchemy's default constructor: every keyword becomes an attribute.
fn constructor(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let receiver = bound.receiver();
    let class = interpreter.class_of(&receiver);
    for (name, value) in bound.keywords {
        if class.lookup(&name).is_none() && class.unknown_base().is_none() {
            return Err(interpreter
                .raise("TypeError", format!("'{name}' is an invalid keyword argument for {}", class.name)));
        }
        interpreter.set_attribute(&receiver, &name, value)?;
    }
    Ok(Value::None)
}

/// A direct subclass becomes a base with a registry of its own, any other is mapped.
fn subclass_made(interpreter: &mut Interpreter, class: &Value) -> Evaluated {
    let Value::Class(class) = class else { return Ok(Value::None) };
    let bases = Bases::of(interpreter);
    let is_direct = |native: &Rc<Class>| class.bases.iter().any(|base| Rc::ptr_eq(base, native));
    if is_direct(&bases.declarative_base) || is_direct(&bases.no_meta) {
        set_up_base(interpreter, class)?;
        return Ok(Value::None);
    }
    if registry::of_class(class).is_some() {
        map_unless_abstract(interpreter, class)?;
    }
    Ok(Value::None)
}

fn set_up_base(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<()> {
    let own = |name: &str| class.namespace.borrow().get(name).cloned();
    let registry = match own("registry") {
        Some(registry) => {
            if let (Some(map), Some(known)) = (own("type_annotation_map"), registry.payload::<Registry>()) {
                *known.type_annotation_map.borrow_mut() = map;
            }
            registry
        }
        None => registry::new(
            interpreter,
            own("metadata").unwrap_or(Value::None),
            own("type_annotation_map").unwrap_or(Value::None),
        )?,
    };
    let metadata = registry.payload::<Registry>().map_or(Value::None, |registry| registry.metadata.clone());
    let mut namespace = class.namespace.borrow_mut();
    namespace.insert("registry".into(), registry);
    namespace.entry("metadata".into()).or_insert(metadata);
    Ok(())
}

fn map_unless_abstract(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<()> {
    let abstract_concrete = Bases::of(interpreter).abstract_concrete.clone();
    if class.bases.iter().any(|base| Rc::ptr_eq(base, &abstract_concrete)) {
        return Ok(());
    }
    let abstract_ = class.namespace.borrow().get("__abstract__").cloned();
    if let Some(value) = abstract_
        && interpreter.truth(&value)?
    {
        return Ok(());
    }
    scan::map(interpreter, class)
}

/// `registry.generate_base()`, and `declarative_base()` with a registry made for it.
///
/// # Errors
/// What making a class raises.
pub fn generate(interpreter: &mut Interpreter, registry: &Value, bound: &Bound) -> Evaluated {
    let name = match bound.value("name") {
        Value::Str(name) => name,
        _ => "Base".into(),
    };
    let bases = match bound.value("cls") {
        Value::Class(class) => vec![class],
        Value::Tuple(classes) => classes.iter().filter_map(|class| class.as_class().cloned()).collect(),
        _ => Vec::new(),
    };
    let metaclass = match bound.value("metaclass") {
        Value::Class(class) => class,
        _ => Bases::of(interpreter).metaclass.clone(),
    };
    make(interpreter, &name, bases, metaclass, registry)
}

/// `@as_declarative()` on a class: a base of the same name above it.
///
/// # Errors
/// What making a class raises.
pub fn from_class(interpreter: &mut Interpreter, registry: &Value, class: &Value) -> Evaluated {
    let Value::Class(class) = class else { return Ok(class.clone()) };
    let metaclass = Bases::of(interpreter).metaclass.clone();
    let name = class.name.clone();
    make(interpreter, &name, vec![class.clone()], metaclass, registry)
}

fn make(
    interpreter: &mut Interpreter,
    name: &Rc<str>,
    bases: Vec<Rc<Class>>,
    metaclass: Rc<Class>,
    registry: &Value,
) -> Evaluated {
    let known = registry.payload::<Registry>();
    let mut namespace = Namespace::default();
    namespace.insert("registry".into(), registry.clone());
    namespace
        .insert("metadata".into(), known.as_ref().map_or(Value::None, |registry| registry.metadata.clone()));
    namespace.insert("__abstract__".into(), Value::Bool(true));
    if bases.iter().all(|base| base.lookup("__init__").is_none()) {
        namespace.insert(
            "__init__".into(),
            Bases::of(interpreter).declarative_base.lookup("__init__").unwrap_or(Value::None),
        );
    }
    let class = interpreter.new_class(name.clone(), bases, Some(metaclass), namespace, Vec::new())?;
    Ok(Value::Class(class))
}
