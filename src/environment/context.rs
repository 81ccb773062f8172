//! `alembic.context`: the functions that env.py calls.

use std::rc::Rc;

use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::{ClassBuilder, Library};
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::revision::op::{migration_context, offline, session};

use super::config_object;
use super::options::ConfigureOptions;
use super::state::{Configured, RevisionNumber, state};
use super::{output, url};

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
        module.function("begin_transaction", "", |interpreter, _| begin_transaction(interpreter));
        module.function("run_migrations", "**kw", |interpreter, _| run_migrations(interpreter));
        module.function("is_offline_mode", "", |interpreter, _| Ok(Value::Bool(state(interpreter)?.offline)));
        module.function("is_transactional_ddl", "", |interpreter, _| {
            Ok(Value::Bool(configured(interpreter)?.options.transactional_ddl != Some(false)))
        });
        module.function("requires_connection", "", |interpreter, _| {
            Ok(Value::Bool(!state(interpreter)?.offline))
        });
        module.function("get_context", "", |interpreter, _| Ok(migration_context::context(interpreter)));
        module.function("get_bind", "", |interpreter, _| offline::bind(interpreter));
        module.function("execute", "sql, execution_options=None", |interpreter, bound| {
            offline::run(interpreter, &bound.value("sql"), &Value::None)?;
            output::flush(interpreter)?;
            Ok(Value::None)
        });
        module.function("static_output", "text", |interpreter, bound| {
            let text = interpreter.str(&bound.value("text"))?;
            offline::static_output(interpreter, &text)?;
            output::flush(interpreter)?;
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
            let state = state(interpreter)?;
            let configured = state.configured.borrow().last().and_then(|it| it.options.tag.clone());
            let tag = configured.or_else(|| state.tag.clone());
            Ok(tag.map_or(Value::None, Value::str))
        });
        module.function("get_revision_argument", "", |interpreter, _| {
            let destination = state(interpreter)?.destination.clone();
            number(interpreter, destination)
        });
        module.function("get_starting_revision_argument", "", |interpreter, _| {
            let state = state(interpreter)?;
            let configured =
                state.configured.borrow().last().and_then(|it| it.options.starting_revision.clone());
            match configured {
                Some(text) if text == "base" => Ok(Value::None),
                Some(text) => Ok(Value::str(text)),
                None => number(interpreter, state.starting_revision.clone()),
            }
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

/// Revisions as `as_revision_number` gives them: None for the base, one id, or several for `heads`.
fn number(interpreter: &mut Interpreter, revisions: RevisionNumber) -> Evaluated {
    Ok(match revisions {
        RevisionNumber::Base => Value::None,
        RevisionNumber::One(id) => Value::str(id),
        RevisionNumber::Several(ids) => Value::tuple(ids.iter().map(Value::str).collect()),
        RevisionNumber::Wrong(message) => {
            return Err(interpreter.raise("alembic.util.exc.CommandError", message));
        }
    })
}

/// The last `context.configure()`.
///
/// # Errors
/// Alembic's exception where there was none.
fn configured(interpreter: &mut Interpreter) -> Evaluated<Configured> {
    let last = state(interpreter)?.configured.borrow().last().cloned();
    last.ok_or_else(|| interpreter.raise("Exception", "No context has been configured yet."))
}

struct TransactionClass(Rc<Class>);

/// What a transaction prints with `--sql`: BEGIN and COMMIT, unless each migration has its own.
struct Printed;

fn begin_transaction(interpreter: &mut Interpreter) -> Evaluated {
    let class = interpreter
        .extension::<TransactionClass>()
        .unwrap_or_else(|| Rc::new(TransactionClass(transaction_class())));
    interpreter.set_extension(class.clone());
    let transaction = Instance::new(class.0.clone());
    if state(interpreter)?.offline {
        let options = configured(interpreter)?.options;
        if options.transactional_ddl != Some(false) && !options.transaction_per_migration {
            transaction.set_payload(Rc::new(Printed));
        }
    }
    Ok(Value::Instance(transaction))
}

fn print_edge(interpreter: &mut Interpreter, transaction: &Value, text: &str) -> Evaluated<()> {
    if transaction.payload::<Printed>().is_some() {
        offline::static_output(interpreter, text)?;
        output::flush(interpreter)?;
    }
    Ok(())
}

/// The runner's own transactions are the real ones.
fn transaction_class() -> Rc<Class> {
    ClassBuilder::new("alembic.runtime.migration", "_ProxyTransaction")
        .method("__enter__", "self", |interpreter, bound| {
            print_edge(interpreter, &bound.receiver(), "BEGIN;")?;
            Ok(bound.receiver())
        })
        .method("__exit__", "self, type_=None, value=None, traceback=None", |interpreter, bound| {
            if bound.value("type_").is_none() {
                print_edge(interpreter, &bound.receiver(), "COMMIT;")?;
            }
            Ok(Value::None)
        })
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
    let names_dialect = ["connection", "url", "dialect_name"];
    if state.offline && names_dialect.iter().all(|name| find(name).is_none_or(|value| value.is_none())) {
        return Err(interpreter.raise("Exception", "Connection, url, or dialect_name is required."));
    }
    if state.offline
        && let Some(buffer) = find("output_buffer").filter(|value| !value.is_none())
    {
        output::check(interpreter, &buffer)?;
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
        output::flush(interpreter)?;
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
