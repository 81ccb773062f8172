//! `sqlalchemy.orm` and its neighbours: what maps classes, and by name only what never reaches the
//! database.

use std::rc::Rc;

use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::{ClassBuilder, Library, ModuleBuilder};
use crate::python::raise::Evaluated;
use crate::python::value::{Builtin, Class, Instance, Value};
use crate::sqlalchemy::column;
use crate::sqlalchemy::exception::orm_exceptions;
use crate::sqlalchemy::native::natives;

use super::declarative_base::{self, Bases};
use super::{declared_attr, hybrid, mapped_column, mapper, registry};

/// The attribute by which SQLAlchemy knows a function under `@validates`, with the names that it validates.
pub const VALIDATORS: &str = "__sa_validators__";

/// Constructs that describe objects, not tables: calling one gives something that is no column.
const PROPERTIES: &[&str] = &[
    "relationship",
    "query_expression",
    "dynamic_loader",
    "backref",
    "foreign",
    "remote",
    "reconstructor",
    "joinedload",
    "selectinload",
    "subqueryload",
    "lazyload",
    "immediateload",
    "noload",
    "raiseload",
    "contains_eager",
    "load_only",
    "defer",
    "undefer",
    "undefer_group",
    "defaultload",
    "selectin_polymorphic",
    "with_loader_criteria",
    "with_expression",
    "aliased",
    "with_polymorphic",
    "polymorphic_union",
    "join",
    "outerjoin",
    "object_session",
    "object_mapper",
    "class_mapper",
    "configure_mappers",
    "clear_mappers",
    "make_transient",
    "make_transient_to_detached",
    "was_deleted",
    "attribute_mapped_collection",
    "attribute_keyed_dict",
    "column_mapped_collection",
    "column_keyed_dict",
    "mapped_collection",
    "keyfunc_mapping",
    "collection_adapter",
    "close_all_sessions",
    "relation",
    "association_proxy",
    "index_property",
    "ordering_list",
];

/// Classes that code subclasses, asks `isinstance` of, or names in annotations.
const CLASSES: &[&str] = &[
    "Session",
    "scoped_session",
    "Query",
    "InstrumentedAttribute",
    "QueryableAttribute",
    "MapperProperty",
    "RelationshipProperty",
    "Relationship",
    "ColumnProperty",
    "CompositeProperty",
    "SynonymProperty",
    "Composite",
    "Bundle",
    "Load",
    "PropComparator",
    "AttributeState",
    "InstanceState",
    "ORMDescriptor",
    "ORMExecuteState",
    "SessionTransaction",
    "UOWTransaction",
    "AppenderQuery",
    "WriteOnlyCollection",
    "LoaderCallableStatus",
    "AssociationProxy",
    "AssociationProxyExtensionType",
    "Comparator",
    "HybridExtensionType",
    "AsyncAttrs",
    "AsyncSession",
    "AsyncSessionTransaction",
    "async_scoped_session",
    "Mutable",
    "MutableComposite",
    "ExtensionNamespace",
];

/// Payload-free stand-ins, one set for a run.
struct Names {
    property: Rc<Class>,
    mapped: Vec<Rc<Class>>,
    others: Vec<Rc<Class>>,
    /// `hybrid_property` and `hybrid_method`
    hybrid: [Rc<Class>; 2],
    synonym: Rc<Class>,
}

fn names(interpreter: &mut Interpreter) -> Rc<Names> {
    if let Some(names) = interpreter.extension::<Names>() {
        return names;
    }
    let names = Rc::new(Names {
        property: property_class(),
        mapped: ["Mapped", "DynamicMapped", "WriteOnlyMapped", "Unmapped", "SQLORMExpression"]
            .map(container)
            .to_vec(),
        others: CLASSES.iter().map(|name| plain_class(name)).collect(),
        hybrid: [hybrid::property(), hybrid::method()],
        synonym: synonym_class(),
    });
    interpreter.set_extension(names.clone());
    names
}

/// What `relationship(...)` and its like give: callable and usable as a decorator, attributes and all.
fn property_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.orm.interfaces", "MapperProperty")
        .method("__call__", "self, *args, **kw", |_, bound| {
            // as a decorator it leaves the function alone
            Ok(bound.rest.first().cloned().unwrap_or_else(|| bound.receiver()))
        })
        // on an object it would be other objects
        .method("__get__", "self, instance, owner=None", |interpreter, bound| {
            Ok(match bound.value("instance") {
                Value::None => bound.receiver(),
                _ => interpreter.unknown("what a relationship or another property of the ORM holds"),
            })
        })
        .method("__getattr__", "self, name", |interpreter, bound| {
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default().to_owned();
            if name.starts_with("__") {
                let receiver = bound.receiver();
                let class = interpreter.class_of(&receiver).name.clone();
                return Err(interpreter
                    .raise("AttributeError", format!("'{class}' object has no attribute '{name}'")));
            }
            Ok(interpreter.unknown(format!("`.{name}` of an ORM construct is not evaluated")))
        })
        .build()
}

fn container(name: &'static str) -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.orm.base", name)
        .class_method("__class_getitem__", "cls, item", |interpreter, bound| {
            let arguments = match bound.value("item") {
                Value::Tuple(items) => items.to_vec(),
                item => vec![item],
            };
            Ok(interpreter.generic_alias(&bound.receiver(), arguments))
        })
        .build()
}

fn plain_class(name: &'static str) -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.orm", name)
        .method("__init__", "self, *args, **kw", |_, _| Ok(Value::None))
        .method("__getattr__", "self, name", |interpreter, bound| {
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default().to_owned();
            Ok(interpreter.unknown(format!("`.{name}` of an ORM object needs the application's Python")))
        })
        .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()))
        .class_method("as_mutable", "cls, sqltype", |interpreter, bound| {
            crate::sqlalchemy::type_object::to_instance(interpreter, &bound.value("sqltype"))
        })
        .class_method("associate_with", "cls, sqltype", |_, _| Ok(Value::None))
        .build()
}

/// `synonym(name)`: the other attribute, under one more name.
fn synonym_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.orm.descriptor_props", "Synonym")
        .method("__init__", "self, name, *args, **kw", |_, bound| {
            if let Some(instance) = bound.receiver().as_instance() {
                instance.set_attribute("name", bound.value("name"));
            }
            Ok(Value::None)
        })
        .method("__get__", "self, instance, owner=None", |interpreter, bound| {
            let receiver = bound.receiver();
            let name = receiver.as_instance().and_then(|instance| instance.attribute("name"));
            let Some(name) = name.and_then(|name| name.to_text()) else { return Ok(receiver) };
            let subject = match bound.value("instance") {
                Value::None => bound.value("owner"),
                instance => instance,
            };
            interpreter.get_attribute(&subject, &name)
        })
        .build()
}

/// Registers the modules.
pub fn register(library: &mut Library) {
    for name in [
        "sqlalchemy.orm",
        "sqlalchemy.orm.decl_api",
        "sqlalchemy.orm.base",
        "sqlalchemy.orm.properties",
        "sqlalchemy.orm.relationships",
        "sqlalchemy.orm.attributes",
        "sqlalchemy.orm.session",
        "sqlalchemy.orm.query",
        "sqlalchemy.orm.mapper",
        "sqlalchemy.orm.interfaces",
        "sqlalchemy.orm.decl_base",
        "sqlalchemy.orm.scoping",
        "sqlalchemy.orm.strategy_options",
        "sqlalchemy.orm.collections",
        "sqlalchemy.orm.exc",
        "sqlalchemy.orm.util",
        "sqlalchemy.orm.state",
        "sqlalchemy.orm.dynamic",
        "sqlalchemy.orm.writeonly",
        "sqlalchemy.orm.clsregistry",
        "sqlalchemy.ext.declarative",
        "sqlalchemy.ext.declarative.api",
        "sqlalchemy.ext.declarative.base",
        "sqlalchemy.ext.hybrid",
        "sqlalchemy.ext.associationproxy",
        "sqlalchemy.ext.mutable",
        "sqlalchemy.ext.orderinglist",
        "sqlalchemy.ext.indexable",
    ] {
        library.module(name, module);
    }
    library.module("sqlalchemy.ext", |_, _| Ok(()));
    for name in ["", ".engine", ".session", ".scoping"] {
        library.module(&format!("sqlalchemy.ext.asyncio{name}"), asyncio);
    }
}

/// `sqlalchemy.ext.asyncio`: engines lead where the synchronous ones lead, sessions nowhere.
fn asyncio(interpreter: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    let natives = natives(interpreter)?;
    for name in ["create_async_engine", "async_engine_from_config", "AsyncConnection", "AsyncEngine"] {
        module.value(name, natives.value(name));
    }
    for class in &names(interpreter).others {
        if ["AsyncAttrs", "AsyncSession", "AsyncSessionTransaction", "async_scoped_session"]
            .contains(&&*class.name)
        {
            module.value(&class.name, Value::Class(class.clone()));
        }
    }
    module.value("async_sessionmaker", Value::Class(factory_class("async_sessionmaker")));
    for name in ["async_object_session", "async_session", "close_all_sessions"] {
        let property = names(interpreter).property.clone();
        module
            .function(name, "*args, **kw", move |_, _| Ok(Value::Instance(Instance::new(property.clone()))));
    }
    Ok(())
}

/// Every module of the ORM gets all the names: where one stands is of no consequence here.
fn module(interpreter: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    let names = names(interpreter);
    let bases = Bases::of(interpreter);
    for class in names.mapped.iter().chain(&names.others) {
        module.value(&class.name, Value::Class(class.clone()));
    }
    for class in [&bases.declarative_base, &bases.no_meta, &bases.as_dataclass, &bases.metaclass] {
        module.value(&class.name, Value::Class(class.clone()));
    }
    for name in PROPERTIES {
        let property = names.property.clone();
        module
            .function(name, "*args, **kw", move |_, _| Ok(Value::Instance(Instance::new(property.clone()))));
    }
    for name in ["MutableDict", "MutableList", "MutableSet"] {
        module.value(name, Value::Class(plain_class(name)));
    }
    for class in names.hybrid.iter().chain([&names.synonym]) {
        module.value(&class.name, Value::Class(class.clone()));
    }
    module.value("synonym", Value::Class(names.synonym.clone()));
    module.value("SynonymProperty", Value::Class(names.synonym.clone()));
    module.value("Mapper", Value::Class(mapper::class(interpreter)));
    for class in [&bases.abstract_concrete, &bases.concrete, &bases.deferred_reflection] {
        module.value(&class.name, Value::Class(class.clone()));
    }
    module.value("registry", Value::Class(registry::class(interpreter)));
    module.value("declared_attr", Value::Class(declared_attr::class(interpreter)));
    let mapped_column_class = natives(interpreter)?.value("orm.MappedColumn");
    module.value("MappedColumn", mapped_column_class.clone());
    module.value("mapped_column", mapped_column_class.clone());
    module.value("unmapped_column", mapped_column_class);
    for name in ["column_property", "deferred"] {
        module.function(name, "*args, **kw", column_property);
    }
    module.function("composite", "*args, **kw", composite);
    module.function("validates", "*names, include_removes=False, include_backrefs=True", |_, bound| {
        let names = Value::tuple(bound.rest);
        Ok(Builtin::function("decorate", "function", move |interpreter, bound| {
            let function = bound.value("function");
            interpreter.set_attribute(&function, VALIDATORS, names.clone())?;
            Ok(function)
        }))
    });
    module.function("declarative_mixin", "cls", |_, bound| Ok(bound.value("cls")));
    module.function("sessionmaker", "*args, **kw", session_factory);
    module.value("async_sessionmaker", Value::Class(factory_class("async_sessionmaker")));
    module.function(
        "declarative_base",
        "bind=None, *, metadata=None, mapper=None, cls=None, name=None, class_registry=None, \
         type_annotation_map=None, constructor=None, metaclass=None",
        |interpreter, bound| {
            let registry =
                registry::new(interpreter, bound.value("metadata"), bound.value("type_annotation_map"))?;
            declarative_base::generate(interpreter, &registry, &bound)
        },
    );
    module.function("as_declarative", "**kw", |interpreter, bound| {
        let given = |name: &str| bound.keyword(name).cloned().unwrap_or(Value::None);
        let registry = registry::new(interpreter, given("metadata"), given("type_annotation_map"))?;
        Ok(registry::decorator("as_declarative", move |interpreter, class| {
            declarative_base::from_class(interpreter, &registry, class)
        }))
    });
    module.function("mapped_as_dataclass", "registry, **kw", |_, bound| {
        let registry = bound.value("registry");
        Ok(registry::decorator("mapped_as_dataclass", move |interpreter, class| {
            interpreter.call_method(&registry, "mapped", vec![class.clone()])
        }))
    });
    module.function("has_inherited_table", "cls", |_, bound| {
        let inherits = bound
            .value("cls")
            .as_class()
            .is_some_and(|class| class.ancestors.iter().any(|base| super::mapped_class::of(base).is_some()));
        Ok(Value::Bool(inherits))
    });
    for name in orm_exceptions() {
        let short = name.rsplit('.').next().unwrap_or(name);
        module.value(short, natives(interpreter)?.value(name));
    }
    for (name, value) in
        [("NO_VALUE", "NO_VALUE"), ("PASSIVE_OFF", "PASSIVE_OFF"), ("MANYTOONE", "MANYTOONE")]
    {
        module.value(name, Value::str(value));
    }
    Ok(())
}

/// `column_property(Column(...))` and `deferred(Column(...))` are that column, to which annotations no
/// longer speak; of expressions nothing reaches the database.
fn column_property(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let Some(first) = bound.rest.first() else {
        return Ok(Value::Instance(Instance::new(names(interpreter).property.clone())));
    };
    if let Some(mapped) = mapped_column::of(first) {
        return Ok(mapped.column());
    }
    match first {
        first if column::of(first).is_some() => Ok(first.clone()),
        Value::Unknown(unknown) => Err(interpreter.refuse_unknown(unknown, "the column of a property")),
        _ => Ok(Value::Instance(Instance::new(names(interpreter).property.clone()))),
    }
}

/// `composite(...)`, which may hold columns.
fn composite(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let property = names(interpreter).property.clone();
    super::composite::new(interpreter, property, &bound)
}

/// `async_sessionmaker`, as a class: annotations and bases write `async_sessionmaker[AsyncSession]`.
fn factory_class(name: &str) -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.ext.asyncio.session", name)
        .method("__new__", "cls, *args, **kw", session_factory)
        .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()))
        .build()
}

fn session_factory(_: &mut Interpreter, _: Bound) -> Evaluated {
    Ok(Builtin::function("session", "*args, **kw", |interpreter, _| {
        Ok(interpreter.unknown("an ORM session needs the application's Python"))
    }))
}
