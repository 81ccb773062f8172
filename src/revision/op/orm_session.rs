//! `Session(bind=op.get_bind())`: statements and transactions. Loading and saving objects is not here.

use std::rc::Rc;

use crate::python::call::{Arguments, Bound};
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::{ClassBuilder, ModuleBuilder};
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::{Class, Value};

use super::connection;

struct SessionClasses {
    session: Rc<Class>,
    maker: Rc<Class>,
}

/// Adds `Session` and `sessionmaker` to `sqlalchemy.orm`.
///
/// # Errors
/// None of its own.
pub fn install(interpreter: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    let classes = Rc::new(SessionClasses { session: session_class(), maker: maker_class() });
    module.value("Session", Value::Class(classes.session.clone()));
    module.value("sessionmaker", Value::Class(classes.maker.clone()));
    interpreter.set_extension(classes);
    Ok(())
}

/// What needs the unit of work.
const OBJECTS: [&str; 14] = [
    "add",
    "add_all",
    "delete",
    "merge",
    "query",
    "get",
    "get_one",
    "refresh",
    "bulk_save_objects",
    "bulk_update_mappings",
    "expunge",
    "expire",
    "no_autoflush",
    "run_callable",
];

fn session_class() -> Rc<Class> {
    const EXECUTE: &str =
        "self, statement, params=None, *, execution_options=None, bind_arguments=None, **kw";
    let builder = ClassBuilder::new("sqlalchemy.orm.session", "Session")
        .attribute("is_active", Value::Bool(true))
        .attribute("autoflush", Value::Bool(true))
        .method("__init__", "self, bind=None, **kw", |interpreter, bound| {
            let bind = bound.value("bind");
            if !bind.is_none() && !connection::is_bind(interpreter, &bind) {
                let class = interpreter.type_name(&bind);
                return Err(interpreter.refuse(format!("a session on a '{class}' object")));
            }
            interpreter.set_attribute(&bound.receiver(), "bind", bind)?;
            Ok(Value::None)
        })
        .method("execute", EXECUTE, |interpreter, bound| run(interpreter, &bound))
        .method("scalar", EXECUTE, |interpreter, bound| {
            let result = run(interpreter, &bound)?;
            interpreter.call_method(&result, "scalar", Vec::new())
        })
        .method("scalars", EXECUTE, |interpreter, bound| {
            let result = run(interpreter, &bound)?;
            interpreter.call_method(&result, "scalars", Vec::new())
        })
        // a session that joined a transaction leaves its end to whoever began it
        .method("commit", "self", |_, _| Ok(Value::None))
        .method("flush", "self, objects=None", |_, _| Ok(Value::None))
        .method("close", "self", |_, _| Ok(Value::None))
        .method("expire_all", "self", |_, _| Ok(Value::None))
        .method("expunge_all", "self", |_, _| Ok(Value::None))
        .method("rollback", "self", |interpreter, _| {
            Err(Box::new(Raise::Refusal {
                reason: "`rollback()` of a session takes Alembic's own transaction back".to_owned(),
                place: interpreter.place(),
                hint: Some("use `begin_nested()` around what may fail".to_owned()),
            }))
        })
        .method("begin", "self, nested=False", |interpreter, bound| {
            let nested = bound.get("nested").cloned().unwrap_or(Value::Bool(false));
            if interpreter.truth(&nested)? {
                return connection::begin_nested(interpreter);
            }
            let connection = connection::connection(interpreter)?;
            interpreter.call_method(&connection, "begin", Vec::new())
        })
        .method("begin_nested", "self", |interpreter, _| connection::begin_nested(interpreter))
        .method("connection", "self, **kw", |interpreter, _| connection::connection(interpreter))
        .method("get_bind", "self, *args, **kw", |interpreter, _| connection::connection(interpreter))
        .method("in_transaction", "self", |_, _| Ok(Value::Bool(true)))
        .method("bulk_insert_mappings", "self, mapper, mappings, **kw", |interpreter, bound| {
            let table = interpreter.get_attribute(&bound.value("mapper"), "__table__")?;
            let insert = interpreter.call_method(&table, "insert", Vec::new())?;
            let rows = interpreter.iterate(&bound.value("mappings"))?;
            connection::run(interpreter, &insert, &Value::list(rows))?;
            Ok(Value::None)
        })
        .method("__enter__", "self", |_, bound| Ok(bound.receiver()))
        .method("__exit__", "self, *args", |_, _| Ok(Value::None));
    OBJECTS
        .into_iter()
        .fold(builder, |builder, name| {
            builder.method(name, "self, *args, **kw", move |interpreter, _| {
                Err(Box::new(Raise::Refusal {
                    reason: format!("`session.{name}`: objects of the ORM in a migration"),
                    place: interpreter.place(),
                    hint: Some("write the statement with `session.execute(…)`".to_owned()),
                }))
            })
        })
        .build()
}

fn run(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated {
    connection::run(interpreter, &bound.value("statement"), &bound.value("params"))
}

/// `sessionmaker(bind=…)`: calling it gives a session.
fn maker_class() -> Rc<Class> {
    fn open(interpreter: &mut Interpreter, maker: &Value, given: Vec<(Rc<str>, Value)>) -> Evaluated {
        let Some(classes) = interpreter.extension::<SessionClasses>() else { return Ok(Value::None) };
        let mut keywords: Vec<(Rc<str>, Value)> = Vec::new();
        if let Some(Value::Dict(kept)) = maker.as_instance().and_then(|maker| maker.attribute("kw")) {
            for (name, value) in kept.borrow().iter() {
                keywords.extend(name.as_str().map(|name| (Rc::from(name), value.clone())));
            }
        }
        keywords.retain(|(name, _)| !given.iter().any(|(known, _)| known == name));
        keywords.extend(given);
        let arguments = Arguments { positional: Vec::new(), keywords };
        interpreter.call(&Value::Class(classes.session.clone()), arguments)
    }
    ClassBuilder::new("sqlalchemy.orm.session", "sessionmaker")
        .method("__init__", "self, bind=None, **kw", |_, bound| {
            let mut kept = Dict::default();
            kept.insert_str("bind", bound.value("bind"));
            for (name, value) in &bound.keywords {
                kept.insert_str(name, value.clone());
            }
            if let Some(maker) = bound.receiver().as_instance() {
                maker.set_attribute("kw", Value::dict(kept));
            }
            Ok(Value::None)
        })
        .method("__call__", "self, **local_kw", |interpreter, bound| {
            open(interpreter, &bound.receiver(), bound.keywords.clone())
        })
        .method("begin", "self", |interpreter, bound| open(interpreter, &bound.receiver(), Vec::new()))
        .method("configure", "self, **kw", |_, bound| {
            if let Some(Value::Dict(kept)) =
                bound.receiver().as_instance().and_then(|maker| maker.attribute("kw"))
            {
                for (name, value) in &bound.keywords {
                    kept.borrow_mut().insert_str(name, value.clone());
                }
            }
            Ok(Value::None)
        })
        .build()
}
