//! `op.batch_alter_table`: on PostgreSQL the same directives, for one table; with `recreate="always"`
//! on a copy of it.

use std::rc::Rc;

use crate::python::call::{Arguments, Bound};
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::schema::QualifiedName;

use super::directive::{Batch, optional_text, text};
use super::{DIRECTIVES, session};

pub const SIGNATURE: &str = "table_name, schema=None, recreate=\"auto\", partial_reordering=None, \
     copy_from=None, table_args=None, table_kwargs=None, reflect_args=None, reflect_kwargs=None, \
     naming_convention=None";

struct BatchClass(Rc<Class>);

/// The context manager; entering it gives the object with the directives.
///
/// # Errors
/// ValueError for another word than "auto", "always" and "never".
pub fn run(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let recreate = optional_text(interpreter, &bound.value("recreate"), "recreate")?;
    let recreate = match recreate.as_deref() {
        None | Some("auto" | "never") => false,
        Some("always") => {
            for option in
                ["table_args", "table_kwargs", "reflect_args", "reflect_kwargs", "partial_reordering"]
            {
                let value = bound.value(option);
                if !value.is_none() && interpreter.truth(&value)? {
                    return Err(interpreter.refuse(format!("`{option}` of a batch with recreate=\"always\"")));
                }
            }
            true
        }
        Some(_) => {
            return Err(
                interpreter.raise("ValueError", "recreate may be one of 'auto', 'always', or 'never'.")
            );
        }
    };
    let table = QualifiedName {
        schema: optional_text(interpreter, &bound.value("schema"), "schema")?,
        name: text(interpreter, &bound.value("table_name"), "table_name")?,
    };
    let class = match interpreter.extension::<BatchClass>() {
        Some(class) => class,
        None => {
            let class = Rc::new(BatchClass(class()));
            interpreter.set_extension(class.clone());
            class
        }
    };
    let instance = Instance::new(class.0.clone());
    instance.set_payload(Rc::new(Batch {
        table,
        pending: Vec::new().into(),
        recreate,
        copy_from: bound.value("copy_from"),
        placements: Vec::new().into(),
    }));
    Ok(Value::Instance(instance))
}

fn class() -> Rc<Class> {
    let builder = ClassBuilder::new("alembic.operations.base", "BatchOperations")
        .method("__enter__", "self", |_, bound| Ok(bound.receiver()))
        .method("__exit__", "self, type_=None, value=None, traceback=None", |interpreter, bound| {
            let Some(batch) = bound.receiver().payload::<Batch>() else { return Ok(Value::None) };
            let pending = batch.pending.take();
            if bound.value("type_").is_none() && batch.recreate {
                let placements = batch.placements.take();
                super::batch_recreate::run(
                    interpreter,
                    &batch.table,
                    &batch.copy_from,
                    pending,
                    &placements,
                )?;
            } else if bound.value("type_").is_none() {
                for operation in pending {
                    session::apply(interpreter, operation)?;
                }
            }
            Ok(Value::None)
        })
        .method("get_bind", "self", |interpreter, _| super::offline::bind(interpreter))
        .method("get_context", "self", |interpreter, _| Ok(super::migration_context::context(interpreter)))
        .method("f", "self, name", |interpreter, bound| super::f(interpreter, &bound));
    DIRECTIVES
        .iter()
        .filter(|directive| directive.batch.is_some())
        .fold(builder, |builder, directive| {
            builder.method(directive.name, "self, *args, **kw", |interpreter, bound| {
                let batch = bound.receiver().payload::<Batch>();
                let arguments = Arguments { positional: bound.rest, keywords: bound.keywords };
                directive.call(interpreter, arguments, batch)
            })
        })
        .build()
}
