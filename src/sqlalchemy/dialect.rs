//! The dialect object that TypeDecorators and `@compiles` functions look at.

use super::native::{Natives, natives};
use super::type_object::to_instance;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};

/// PostgreSQL's dialect.
///
/// # Errors
/// None of its own.
pub fn postgresql(interp: &mut Interpreter) -> Evaluated {
    Ok(Value::Instance(Instance::new(natives(interp)?.class("postgresql.dialect"))))
}

/// Adds the classes `PGDialect` and `PGCompiler`.
pub fn register(natives: &mut Natives) {
    let preparer = ClassBuilder::new("sqlalchemy.dialects.postgresql.base", "PGIdentifierPreparer")
        .method("quote", "self, name, *args", |interp, bound| {
            let name = bound.value("name");
            let name = super::argument::text(interp, &name, "an identifier")?;
            Ok(Value::str(crate::ddl::identifier::quote(&name)))
        })
        .method("quote_identifier", "self, name", |interp, bound| {
            let name = bound.value("name");
            let name = super::argument::text(interp, &name, "an identifier")?;
            Ok(Value::str(crate::ddl::identifier::always_quote(&name)))
        })
        .build();
    let preparer = Value::Instance(Instance::new(preparer));
    let class = ClassBuilder::new("sqlalchemy.dialects.postgresql.psycopg2", "PGDialect_psycopg2")
        .attribute("name", Value::str("postgresql"))
        .attribute("driver", Value::str("psycopg2"))
        .attribute("identifier_preparer", preparer.clone())
        .attribute("supports_native_enum", Value::Bool(true))
        .attribute("supports_native_boolean", Value::Bool(true))
        .attribute("supports_native_uuid", Value::Bool(true))
        .attribute("default_schema_name", Value::str("public"))
        .attribute("max_identifier_length", Value::Int(63))
        .attribute("server_version_info", Value::tuple(vec![Value::Int(15), Value::Int(0)]))
        .method("__init__", "self, *args, **kw", |_, _| Ok(Value::None))
        .method("type_descriptor", "self, typeobj", |interp, bound| {
            to_instance(interp, &bound.value("typeobj"))
        })
        .build();
    natives.add("postgresql.dialect", Value::Class(class));
    let compiler = ClassBuilder::new("sqlalchemy.dialects.postgresql.base", "PGCompiler")
        .attribute("preparer", preparer)
        .method("process", "self, obj, **kwargs", |interp, _| {
            Err(interp.refuse("`compiler.process()` in a function of `@compiles`"))
        })
        .build();
    natives.add("postgresql.compiler", Value::Class(compiler));
}
