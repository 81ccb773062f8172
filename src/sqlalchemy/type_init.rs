//! The native type classes, built from their tables, with their constructors.

use std::rc::Rc;

use super::dialect_types::DIALECT_TYPES;
use super::enum_type;
use super::native::Natives;
use super::postgresql_types::POSTGRESQL_TYPES;
use super::type_object::{self, attribute, to_instance};
use super::type_spelling;
use super::types::{TYPES, TypeClass, TypeInit, TypeSql};
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};

/// Payload of `JSON.NULL`, which is JSON's `null` whatever `none_as_null` says.
pub(super) struct JsonNull;

/// A constructor's parameters, all optional, with the values that they then have.
pub(super) struct Defaults {
    pub starred: Option<&'static str>,
    pub defaulted: Vec<(&'static str, Value)>,
}

/// From the notation of [`TypeInit::Parameters`].
pub(super) fn parse(text: &'static str) -> Defaults {
    let mut parsed = Defaults { starred: None, defaulted: Vec::new() };
    for part in text.split(", ").filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((name, default)) => {
                let value = match default {
                    "True" => Value::Bool(true),
                    "False" => Value::Bool(false),
                    number => number.parse().map_or(Value::None, Value::Int),
                };
                parsed.defaulted.push((name, value));
            }
            None => parsed.starred = Some(part.trim_start_matches('*')),
        }
    }
    parsed
}

/// Adds every type class; SQLAlchemy's under its name, a dialect's as `postgresql.NAME`.
pub fn register(natives: &mut Natives) {
    for row in TYPES {
        let bases = row.bases.iter().map(|base| natives.class(base)).collect();
        let class = build(row, bases);
        if row.name == "PickleType" {
            class.set_attribute("impl", natives.value("LargeBinary"));
        }
        natives.add(row.name, Value::Class(class));
    }
    of_dialect(natives, "postgresql", POSTGRESQL_TYPES);
    for dialect in DIALECT_TYPES {
        of_dialect(natives, dialect.name, dialect.types);
    }
}

fn of_dialect(natives: &mut Natives, dialect: &str, rows: &'static [TypeClass]) {
    for row in rows {
        let bases = row
            .bases
            .iter()
            .map(|base| match base.strip_prefix("sqltypes.") {
                Some(base) => natives.class(base),
                None => {
                    natives.find_class(&format!("{dialect}.{base}")).unwrap_or_else(|| natives.class(base))
                }
            })
            .collect();
        let class = build(row, bases);
        natives.add(&format!("{dialect}.{}", row.name), Value::Class(class));
    }
}

fn build(row: &'static TypeClass, bases: Vec<Rc<Class>>) -> Rc<Class> {
    let mut builder =
        ClassBuilder::new(row.module, row.name).attribute("__visit_name__", Value::str(row.visit_name));
    for base in &bases {
        builder = builder.base(base);
    }
    if matches!(row.name, "Concatenable" | "Indexable") {
        builder = builder.attribute("Comparator", Value::Class(comparator()));
    }
    if row.name == "TypeEngine" {
        builder = type_engine(builder);
    }
    if row.sql == TypeSql::Decorator && row.name == "TypeDecorator" {
        builder = decorator(builder);
    }
    match row.name {
        "JSON" if row.bases.contains(&"Indexable") => {
            let symbol = ClassBuilder::new("sqlalchemy.util.langhelpers", "symbol")
                .method("__repr__", "self", |_, _| Ok(Value::str("symbol('JSON_NULL')")))
                .build();
            builder = builder.attribute("NULL", Instance::with_payload(symbol, JsonNull));
        }
        "Enum" => builder = builder.attribute("native_enum", Value::Bool(true)),
        "SchemaType" => {
            builder = builder
                .method("create", "self, bind=None, checkfirst=None, **kw", |interp, bound| {
                    super::schema_event::enum_type(interp, &bound, true)
                })
                .method("drop", "self, bind=None, checkfirst=None, **kw", |interp, bound| {
                    super::schema_event::enum_type(interp, &bound, false)
                });
        }
        _ => {}
    }
    builder = match row.init {
        TypeInit::Inherited => builder,
        TypeInit::Parameters(text) | TypeInit::Inspected(text, _) => {
            let signature = format!("self, {text}");
            builder.method("__init__", &signature, move |_, bound| {
                let Some(instance) = bound.receiver().as_instance().cloned() else { return Ok(Value::None) };
                let parsed = parse(text);
                for (name, default) in parsed.defaulted {
                    instance.set_attribute(name, bound.get(name).cloned().unwrap_or(default));
                }
                if let Some(name) = parsed.starred {
                    instance.set_attribute(name, Value::tuple(bound.rest.clone()));
                }
                Ok(Value::None)
            })
        }
        TypeInit::Array => builder.method(
            "__init__",
            "self, item_type, as_tuple=False, dimensions=None, zero_indexes=False",
            array,
        ),
        TypeInit::Enum => builder.method("__init__", "self, *enums, **kw", enum_type::init),
        TypeInit::PostgresqlEnum => {
            builder.method("__init__", "self, *enums, **kw", |interp, mut bound| {
                bound.keywords.retain(|(name, _)| &**name != "native_enum");
                enum_type::init(interp, bound)
            })
        }
        TypeInit::PostgresqlJson => {
            builder.method("__init__", "self, none_as_null=False, astext_type=None", |interp, bound| {
                with_text_type(interp, &bound, "astext_type", &["none_as_null"])
            })
        }
        TypeInit::Hstore => builder.method("__init__", "self, text_type=None", |interp, bound| {
            with_text_type(interp, &bound, "text_type", &[])
        }),
        TypeInit::Bit => builder.method("__init__", "self, length=None, varying=False", |interp, bound| {
            let Some(instance) = bound.receiver().as_instance().cloned() else { return Ok(Value::None) };
            let varying = bound.value("varying");
            let is_varying = super::argument::flag(interp, &varying, "varying")?;
            let length = match bound.value("length") {
                Value::None | Value::Int(0) if !is_varying => Value::Int(1),
                given => given,
            };
            instance.set_attribute("length", length);
            instance.set_attribute("varying", Value::Bool(is_varying));
            Ok(Value::None)
        }),
        TypeInit::Domain => builder.method(
            "__init__",
            "self, name, data_type, *, collation=None, collation_schema=None, default=None, constraint_name=None, \
             not_null=None, check=None, create_type=True, **kw",
            domain,
        ),
        TypeInit::Decorator => builder.method("__init__", "self, *args, **kwargs", |interp, bound| {
            let receiver = bound.receiver();
            let Some(instance) = receiver.as_instance().cloned() else { return Ok(Value::None) };
            let inner = instance.class.lookup("impl").unwrap_or(Value::None);
            let made = match &inner {
                Value::Class(_) => {
                    let arguments =
                        crate::python::call::Arguments { positional: bound.rest, keywords: bound.keywords };
                    interp.call(&inner, arguments)?
                }
                Value::None => return Ok(Value::None),
                other => to_instance(interp, other)?,
            };
            instance.set_attribute("impl", made);
            Ok(Value::None)
        }),
    };
    let class = builder.build();
    *class.payload.borrow_mut() = Some(Rc::new(row));
    class
}

/// What every type can do.
fn type_engine(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("__repr__", "self", |interp, bound| {
            Ok(Value::str(type_spelling::repr(interp, &bound.receiver())?))
        })
        .method("__str__", "self", |interp, bound| {
            Ok(Value::str(super::data_type::type_sql(interp, &bound.receiver())?))
        })
        .method("compile", "self, dialect=None", |interp, bound| {
            Ok(Value::str(super::data_type::type_sql(interp, &bound.receiver())?))
        })
        .method("with_variant", "self, type_, *dialect_names", |interp, bound| {
            type_object::with_variant(interp, &bound.receiver(), &bound.value("type_"), &bound.rest)
        })
        .method("dialect_impl", "self, dialect=None", |interp, bound| {
            type_object::for_postgresql(interp, &bound.receiver())
        })
        .method("copy", "self, **kw", |_, bound| copied(&bound))
        .method("adapt", "self, cls=None, **kw", |_, bound| copied(&bound))
        .method("as_generic", "self, allow_nulltype=False", |_, bound| Ok(bound.receiver()))
        .method("evaluates_none", "self", |_, bound| Ok(bound.receiver()))
        .method("coerce_compared_value", "self, op, value", |_, bound| Ok(bound.receiver()))
        .attribute("Comparator", Value::Class(comparator()))
        .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()))
}

/// `TypeEngine.Comparator`, for packages whose types derive theirs from it: operators of their own are
/// seen where `comparator_factory` is asked.
fn comparator() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.sql.type_api", "TypeEngine.Comparator")
        .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()))
        .build()
}

fn copied(bound: &Bound) -> Evaluated {
    Ok(match bound.receiver() {
        Value::Instance(instance) => Value::Instance(type_object::copy(&instance)),
        other => other,
    })
}

fn decorator(builder: ClassBuilder) -> ClassBuilder {
    builder
        .property("impl_instance", type_object::decorator_impl)
        .method("load_dialect_impl", "self, dialect", |interp, bound| {
            type_object::decorator_impl(interp, &bound.receiver())
        })
        .attribute("cache_ok", Value::None)
}

fn array(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let Some(instance) = bound.receiver().as_instance().cloned() else { return Ok(Value::None) };
    let item = to_instance(interp, &bound.value("item_type"))?;
    if item.as_instance().is_some_and(|item| type_object::derives(&item.class, "sqltypes", "ARRAY")) {
        return Err(interp.raise(
            "ValueError",
            "Do not nest ARRAY types; ARRAY(basetype) handles multi-dimensional arrays of basetype",
        ));
    }
    instance.set_attribute("item_type", item);
    for name in ["as_tuple", "zero_indexes"] {
        instance.set_attribute(name, bound.get(name).cloned().unwrap_or(Value::Bool(false)));
    }
    instance.set_attribute("dimensions", bound.value("dimensions"));
    Ok(Value::None)
}

fn with_text_type(interp: &mut Interpreter, bound: &Bound, name: &str, flags: &[&str]) -> Evaluated {
    let Some(instance) = bound.receiver().as_instance().cloned() else { return Ok(Value::None) };
    for flag in flags {
        instance.set_attribute(flag, bound.get(flag).cloned().unwrap_or(Value::Bool(false)));
    }
    let text_type = match bound.value(name) {
        Value::None => type_object::plain(interp, "Text")?,
        given => to_instance(interp, &given)?,
    };
    instance.set_attribute(name, text_type);
    Ok(Value::None)
}

fn domain(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let Some(instance) = bound.receiver().as_instance().cloned() else { return Ok(Value::None) };
    let data_type = to_instance(interp, &bound.value("data_type"))?;
    instance.set_attribute("data_type", data_type);
    for name in ["collation", "collation_schema", "default", "constraint_name", "not_null", "check"] {
        instance.set_attribute(name, bound.value(name));
    }
    enum_type::set_named(&instance, &bound, Some(bound.value("name")));
    if attribute(interp, &bound.receiver(), "collation_schema")?.is_none() {
        Ok(Value::None)
    } else {
        Err(interp.refuse("collation_schema of a domain is not supported yet"))
    }
}
