//! `op.get_context()`: dialect, bind, options, and `autocommit_block()`.

use std::rc::Rc;

use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};

use super::{connection, dialect, execute, offline, session};

struct ContextClasses {
    context: Rc<Class>,
    implementation: Rc<Class>,
    block: Rc<Class>,
}

/// The context of the run.
pub fn context(interpreter: &mut Interpreter) -> Value {
    Value::Instance(Instance::new(classes(interpreter).context.clone()))
}

fn classes(interpreter: &mut Interpreter) -> Rc<ContextClasses> {
    if let Some(classes) = interpreter.extension::<ContextClasses>() {
        return classes;
    }
    let classes = Rc::new(ContextClasses {
        context: context_class(),
        implementation: implementation_class(),
        block: block_class(),
    });
    interpreter.set_extension(classes.clone());
    classes
}

fn context_class() -> Rc<Class> {
    ClassBuilder::new("alembic.runtime.migration", "MigrationContext")
        .property("dialect", |interpreter, _| dialect::dialect(interpreter))
        .property("bind", |interpreter, _| offline::bind(interpreter))
        .property("connection", |interpreter, _| offline::bind(interpreter))
        .property("impl", |interpreter, _| {
            Ok(Value::Instance(Instance::new(classes(interpreter).implementation.clone())))
        })
        .property("as_sql", |interpreter, _| {
            let session = session::session(interpreter)?;
            let offline = session.sink.borrow().is_offline();
            Ok(Value::Bool(offline))
        })
        .property("opts", |interpreter, _| {
            let session = session::session(interpreter)?;
            let mut opts = Dict::default();
            for (name, value) in session.options.borrow().iter() {
                opts.insert_str(name, value.clone());
            }
            opts.insert_str("target_metadata", session.target_metadata.borrow().clone());
            let offline = session.sink.borrow().is_offline();
            opts.insert_str("as_sql", Value::Bool(offline));
            Ok(Value::dict(opts))
        })
        .property("version_table", |interpreter, _| {
            Ok(option(interpreter, "version_table")?.unwrap_or_else(|| Value::str("alembic_version")))
        })
        .property("version_table_schema", |interpreter, _| {
            Ok(option(interpreter, "version_table_schema")?.unwrap_or(Value::None))
        })
        .property("config", |interpreter, _| {
            let module = interpreter.import("alembic.context")?;
            interpreter.get_attribute(&Value::Module(module), "config")
        })
        .property("script", |interpreter, _| {
            let module = interpreter.import("alembic.context")?;
            interpreter.get_attribute(&Value::Module(module), "script")
        })
        .method("autocommit_block", "self", |interpreter, _| {
            Ok(Value::Instance(Instance::new(classes(interpreter).block.clone())))
        })
        .method("begin_transaction", "self, _per_migration=False", |interpreter, _| {
            let connection = connection::connection(interpreter)?;
            if offline::is_offline(interpreter) {
                return Err(interpreter.refuse(
                    "`begin_transaction()` of the migration context with --sql: what is printed there is env.py's `context.begin_transaction()`",
                ));
            }
            interpreter.call_method(&connection, "begin", Vec::new())
        })
        .method("execute", "self, sql, execution_options=None", |interpreter, bound| {
            execute::check_options(interpreter, &bound.value("execution_options"))?;
            offline::run(interpreter, &bound.value("sql"), &Value::None)
        })
        .build()
}

/// An option of `context.configure`, where it was given.
fn option(interpreter: &mut Interpreter, name: &str) -> Evaluated<Option<Value>> {
    let session = session::session(interpreter)?;
    let options = session.options.borrow();
    Ok(options.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.clone()))
}

/// `context.impl`: what little of it files touch.
fn implementation_class() -> Rc<Class> {
    ClassBuilder::new("alembic.ddl.postgresql", "PostgresqlImpl")
        .property("transactional_ddl", |interpreter, _| {
            let given = option(interpreter, "transactional_ddl")?.filter(|value| !value.is_none());
            Ok(given.unwrap_or(Value::Bool(true)))
        })
        .property("dialect", |interpreter, _| dialect::dialect(interpreter))
        .property("bind", |interpreter, _| offline::bind(interpreter))
        .property("connection", |interpreter, _| offline::bind(interpreter))
        .method("execute", "self, sql, execution_options=None", |interpreter, bound| {
            offline::run(interpreter, &bound.value("sql"), &Value::None)
        })
        .method("_exec", "self, construct, *args, **kw", |interpreter, bound| {
            offline::run(interpreter, &bound.value("construct"), &Value::None)
        })
        .method("static_output", "self, text", |interpreter, bound| {
            let text = interpreter.str(&bound.value("text"))?;
            offline::static_output(interpreter, &text)
        })
        .property("as_sql", |interpreter, _| Ok(Value::Bool(offline::is_offline(interpreter))))
        .build()
}

/// The transaction so far is committed, statements of the block stand alone, and what follows it
/// is in a new transaction.
fn block_class() -> Rc<Class> {
    ClassBuilder::new("contextlib", "_GeneratorContextManager")
        .method("__enter__", "self", |interpreter, _| {
            let session = session::session(interpreter)?;
            let outcome = session.sink.borrow_mut().autocommit_block(true);
            session::checked(interpreter, outcome)?;
            session.autocommit_depth.set(session.autocommit_depth.get() + 1);
            Ok(Value::None)
        })
        .method("__exit__", "self, *args", |interpreter, _| {
            let session = session::session(interpreter)?;
            session.autocommit_depth.set(session.autocommit_depth.get().saturating_sub(1));
            let outcome = session.sink.borrow_mut().autocommit_block(false);
            session::checked(interpreter, outcome)?;
            Ok(Value::None)
        })
        .build()
}
