//! `alembic.op`: each directive builds an [`Operation`](crate::operation::Operation) and hands it to the
//! sink at once, so that later lines of the file see what earlier ones did. `alembic.context` is
//! [`crate::environment`]'s.

mod add_column;
mod alter_column;
mod batch_alter_table;
mod batch_recreate;
mod bulk_insert;
pub mod connection;
mod create_constraint;
mod create_index;
mod create_table;
pub mod database_error;
mod dialect;
pub mod directive;
mod drop_column;
mod drop_constraint;
mod drop_index;
mod drop_table;
mod execute;
pub mod inspector;
pub mod migration_context;
pub mod offline;
pub mod orm;
mod reading;
mod reflection;
mod rename_table;
mod result;
mod row;
mod row_value;
pub mod schema_objects;
pub mod session;
mod table_comment;

use std::rc::Rc;

use crate::python::call::{Arguments, Bound};
use crate::python::interpreter::Interpreter;
use crate::python::library::{ClassBuilder, Library, ModuleBuilder};
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};

use directive::Directive;

/// Every directive that makes an operation, alphabetically.
static DIRECTIVES: &[&Directive] = &[
    &add_column::DIRECTIVE,
    &alter_column::DIRECTIVE,
    &bulk_insert::DIRECTIVE,
    &create_constraint::CHECK,
    &create_constraint::EXCLUDE,
    &create_constraint::FOREIGN_KEY,
    &create_constraint::PRIMARY_KEY,
    &create_constraint::UNIQUE,
    &create_index::DIRECTIVE,
    &create_table::DIRECTIVE,
    &drop_column::DIRECTIVE,
    &drop_constraint::DIRECTIVE,
    &drop_index::DIRECTIVE,
    &drop_table::DIRECTIVE,
    &execute::DIRECTIVE,
    &rename_table::DIRECTIVE,
    &table_comment::CREATE,
    &table_comment::DROP,
];

type Other = fn(&mut Interpreter, Bound) -> Evaluated;

/// What else `op` has.
const OTHERS: &[(&str, &str, Other)] = &[
    ("batch_alter_table", batch_alter_table::SIGNATURE, batch_alter_table::run),
    ("f", "name", |interpreter, bound| f(interpreter, &bound)),
    ("get_bind", "", |interpreter, _| {
        session::session(interpreter)?;
        offline::bind(interpreter)
    }),
    ("get_context", "", |interpreter, _| {
        session::session(interpreter)?;
        Ok(migration_context::context(interpreter))
    }),
    ("inline_literal", "value, type_=None", |interpreter, bound| {
        let mut positional = vec![bound.value("value")];
        positional.extend(Some(bound.value("type_")).filter(|value| !value.is_none()));
        schema_objects::sqlalchemy(interpreter, "literal", positional, Vec::new())
    }),
    ("run_async", "async_function, *args, **kw_args", |interpreter, bound| {
        if offline::is_offline(interpreter) {
            // MockConnection has no asyncio to offer; Alembic says so of the dialect
            return Err(interpreter.raise("ValueError", "Cannot call run_async with a sync engine"));
        }
        let mut positional = vec![connection::connection(interpreter)?];
        positional.extend(bound.rest.iter().cloned());
        let arguments = Arguments { positional, keywords: bound.keywords.clone() };
        let coroutine = interpreter.call(&bound.value("async_function"), arguments)?;
        schema_objects::make(interpreter, "asyncio", "run", vec![coroutine], Vec::new())
    }),
    ("invoke", "operation", |interpreter, bound| {
        let class = interpreter.class_of(&bound.value("operation")).path();
        Err(interpreter
            .refuse(format!("`op.invoke` of {class}: custom operations run Python code of Alembic's own")))
    }),
    ("register_operation", "name, sourcename=None", |interpreter, _| {
        Err(interpreter.refuse("`register_operation`: a custom operation"))
    }),
    ("implementation_for", "op_cls, replace=False", |interpreter, _| {
        Err(interpreter.refuse("`implementation_for`: a custom operation"))
    }),
];

/// Registers `alembic`, `alembic.op` and what revision files import beside them.
pub fn register(library: &mut Library) {
    library.module("alembic", |_, module| {
        module.value("__version__", Value::str("1.20.1"));
        Ok(())
    });
    library.module("alembic.op", |_, module| {
        for directive in DIRECTIVES {
            module.function(directive.name, "*args, **kw", |interpreter, bound| {
                let arguments = Arguments { positional: bound.rest, keywords: bound.keywords };
                directive.call(interpreter, arguments, None)
            });
        }
        for (name, signature, function) in OTHERS {
            module.function(name, signature, function);
        }
        Ok(())
    });
    library.module("alembic.operations", operations);
    library.module("alembic.operations.base", operations);
    library.module("alembic.runtime.migration", |interpreter, module| {
        let context = migration_context::context(interpreter);
        module.value("MigrationContext", Value::Class(interpreter.class_of(&context)));
        Ok(())
    });
    library.module("alembic.util", |interpreter, module| {
        let errors = Value::Module(interpreter.import("alembic.util.exc")?);
        let error = interpreter.get_attribute(&errors, "CommandError")?;
        module.value("CommandError", error);
        Ok(())
    });
    library.module("alembic.util.exc", |interpreter, module| {
        if let Some(Value::Class(exception)) = interpreter.import("builtins")?.attribute("Exception") {
            module.class(ClassBuilder::new("alembic.util.exc", "CommandError").base(&exception));
        }
        Ok(())
    });
    database_error::register(library);
}

/// The name is final: no naming convention touches it.
fn f(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated {
    schema_objects::make(
        interpreter,
        "sqlalchemy.sql.elements",
        "conv",
        vec![bound.value("name")],
        Vec::new(),
    )
}

/// `Operations`, for annotations and for `Operations(context)`; its methods are `op`'s functions.
fn operations(interpreter: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    struct OperationsClass(Rc<crate::python::value::Class>);
    if let Some(known) = interpreter.extension::<OperationsClass>() {
        module.value("Operations", Value::Class(known.0.clone()));
        return Ok(());
    }
    let builder = ClassBuilder::new("alembic.operations.base", "Operations")
        .method("__new__", "cls, migration_context=None, impl=None", |_, bound| {
            Ok(match bound.value("cls") {
                Value::Class(class) => Value::Instance(Instance::new(class)),
                _ => Value::None,
            })
        })
        .method("__init__", "self, migration_context=None, impl=None", |_, _| Ok(Value::None));
    let builder = DIRECTIVES.iter().fold(builder, |builder, directive| {
        builder.method(directive.name, "self, *args, **kw", |interpreter, bound| {
            let arguments = Arguments { positional: bound.rest, keywords: bound.keywords };
            directive.call(interpreter, arguments, None)
        })
    });
    let builder = OTHERS.iter().fold(builder, |builder, (name, signature, function)| match *name {
        "register_operation" | "implementation_for" => {
            builder.class_method(name, &format!("cls, {signature}"), function)
        }
        _ => builder.method(name, &format!("self, {signature}"), function),
    });
    let class = module.class(builder);
    interpreter.set_extension(Rc::new(OperationsClass(class)));
    Ok(())
}
