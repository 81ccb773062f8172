//! `alembic.context`: the functions that env.py calls.

use std::rc::Rc;

use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::{ClassBuilder, Library};
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::revision::op::{connection, migration_context, session};

use super::config_object;
use super::options::ConfigureOptions;
use super::state::{Configured, state};
use super::url;

/// Registers `alembic.context` and what is imported beside it.
pub fn register(library: &mut Library) {
    library.module("alembic.script", |interpreter, module| {
        let context = Value::Module(interpreter.import("alembic.context")?);
        let script = interpreter.get_attribute(&context, "script")?;
        module.value("ScriptDirectory", Value::Class(interpreter.class_of(&script)));
        Ok(())
    });
    library.module("alembic.context", |interpreter, module| {
        let config = config_object::config(interpreter)?;
        module.value("config", config);
        let script = script(interpreter)?;
        module.value("script", script);
        module.function(
            "configure",
            "connection=None, url=None, dialect_name=None, **kw",
            |interpreter, bound| {
                let mut given = bound.keywords.clone();
                for name in ["connection", "url", "dialect_name"] {
                    if let Some(value) = bound.get(name) {
                        given.push((name.into(), value.clone()));
                    }
                }
                configure(interpreter, given)
            },
        );
        module.function("begin_transaction", "", |interpreter, _| {
            let class = interpreter
                .extension::<TransactionClass>()
                .unwrap_or_else(|| Rc::new(TransactionClass(transaction_class())));
            interpreter.set_extension(class.clone());
            Ok(Value::Instance(Instance::new(class.0.clone())))
        });
        module.function("run_migrations", "**kw", |interpreter, _| run_migrations(interpreter));
        module.function("is_offline_mode", "", |interpreter, _| Ok(Value::Bool(state(interpreter)?.offline)));
        module.function("is_transactional_ddl", "", |_, _| Ok(Value::Bool(true)));
        module.function("requires_connection", "", |interpreter, _| {
            Ok(Value::Bool(!state(interpreter)?.offline))
        });
        module.function("get_context", "", |interpreter, _| Ok(migration_context::context(interpreter)));
        module.function("get_bind", "", |interpreter, _| connection::connection(interpreter));
        module.function("execute", "sql, execution_options=None", |interpreter, bound| {
            connection::run(interpreter, &bound.value("sql"), &Value::None)?;
            Ok(Value::None)
        });
        module.function("static_output", "text", |interpreter, bound| {
            let text = interpreter.str(&bound.value("text"))?;
            interpreter.write(&format!("{text}\n"));
            Ok(Value::None)
        });
        module.function("get_x_argument", "as_dictionary=False", |interpreter, bound| {
            let arguments = state(interpreter)?.arguments.clone();
            if !interpreter.truth(&bound.get("as_dictionary").cloned().unwrap_or(Value::Bool(false)))? {
                return Ok(Value::list(arguments.iter().map(Value::str).collect()));
            }
            let mut dict = Dict::default();
            for argument in &arguments {
                let (name, value) = argument.split_once('=').unwrap_or((argument, ""));
                dict.insert_str(name, Value::str(value));
            }
            Ok(Value::dict(dict))
        });
        module.function("get_tag_argument", "", |interpreter, _| {
            Ok(state(interpreter)?.tag.as_ref().map_or(Value::None, Value::str))
        });
        module.function("get_revision_argument", "", |interpreter, _| {
            Ok(state(interpreter)?.destination.as_ref().map_or(Value::None, Value::str))
        });
        module.function("get_starting_revision_argument", "", |interpreter, _| {
            Ok(state(interpreter)?.starting_revision.as_ref().map_or(Value::None, Value::str))
        });
        module.function("get_head_revision", "", |interpreter, _| {
            let heads = state(interpreter)?.script.heads.clone();
            Ok(match &*heads {
                [head] => Value::str(head),
                _ => Value::None,
            })
        });
        module.function("get_head_revisions", "", |interpreter, _| {
            let heads = state(interpreter)?.script.heads.clone();
            Ok(Value::tuple(heads.iter().map(Value::str).collect()))
        });
        Ok(())
    });
}

struct TransactionClass(Rc<Class>);

/// The runner's own transactions are the real ones.
fn transaction_class() -> Rc<Class> {
    ClassBuilder::new("alembic.runtime.migration", "_ProxyTransaction")
        .method("__enter__", "self", |_, bound| Ok(bound.receiver()))
        .method("__exit__", "self, *args", |_, _| Ok(Value::None))
        .method("commit", "self", |_, _| Ok(Value::None))
        .method("rollback", "self", |_, _| Ok(Value::None))
        .property("is_active", |_, _| Ok(Value::Bool(true)))
        .build()
}

fn configure(interpreter: &mut Interpreter, given: Vec<(Rc<str>, Value)>) -> Evaluated {
    let state = state(interpreter)?;
    let find = |name: &str| given.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.clone());
    let target_metadata = find("target_metadata");
    if let Some(given_url) = find("url").filter(|value| !value.is_none()) {
        let seen = url::of_engine(interpreter, &given_url)?;
        state.connected.borrow_mut().push(seen);
    }
    state.configure_failed.set(true);
    let options = ConfigureOptions::read(interpreter, given)?;
    state.configure_failed.set(false);
    if let Some(session) = interpreter.extension::<session::OperationSession>() {
        *session.target_metadata.borrow_mut() = target_metadata.clone().unwrap_or(Value::None);
        *session.options.borrow_mut() = options.given.clone();
    }
    let place = interpreter.place();
    state.configured.borrow_mut().push(Configured { target_metadata, options, place });
    Ok(Value::None)
}

fn run_migrations(interpreter: &mut Interpreter) -> Evaluated {
    let state = state(interpreter)?;
    let configured = state.configured.borrow().last().cloned();
    let Some(configured) = configured else {
        return Err(interpreter.raise("Exception", "No context has been configured yet."));
    };
    state.runs.set(state.runs.get() + 1);
    if let Some(run) = &state.run_migrations {
        run(interpreter, &configured)?;
    }
    Ok(Value::None)
}

/// `context.script`, as far as it can be said without running anything.
fn script(interpreter: &mut Interpreter) -> Evaluated {
    let state = state(interpreter)?;
    let class = ClassBuilder::new("alembic.script.base", "ScriptDirectory")
        .class_method("from_config", "cls, config", |interpreter, _| {
            let module = Value::Module(interpreter.import("alembic.context")?);
            interpreter.get_attribute(&module, "script")
        })
        .method("__getattr__", "self, name", |interpreter, bound| {
            let name = interpreter.str(&bound.value("name"))?;
            Err(interpreter.refuse(format!("`{name}` of Alembic's ScriptDirectory")))
        })
        .method("get_heads", "self", |interpreter, _| {
            let heads = super::state::state(interpreter)?.script.heads.clone();
            Ok(Value::list(heads.iter().map(Value::str).collect()))
        })
        .method("get_bases", "self", |interpreter, _| {
            let bases = super::state::state(interpreter)?.script.bases.clone();
            Ok(Value::list(bases.iter().map(Value::str).collect()))
        })
        .method("get_current_head", "self", |interpreter, _| {
            let heads = super::state::state(interpreter)?.script.heads.clone();
            match &*heads {
                [] => Ok(Value::None),
                [head] => Ok(Value::str(head)),
                _ => Err(interpreter.raise(
                    "alembic.util.exc.CommandError",
                    "The script directory has multiple heads (due to branching).Please use get_heads(), or merge the branches using alembic merge.",
                )),
            }
        })
        .build();
    let instance = Instance::new(class);
    let folder = state.script.directory.display().to_string();
    instance.set_attribute("versions", Value::str(format!("{folder}/versions")));
    instance.set_attribute("dir", Value::str(folder));
    Ok(Value::Instance(instance))
}
