//! `process_revision_directives`, called natively: Alembic's classes for what it is given, and what it
//! made of them.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value as Json;

use crate::error::{Error, Result};
use crate::operation::Operation;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::Library;
use crate::python::raise::Evaluated;
use crate::python::value::{Builtin, Value};
use crate::revision::collect::{Collected, CollectingSink};
use crate::revision::op::migration_context;
use crate::revision::op::session::OperationSession;

/// The module that calls the function; the project's Python runs the same file.
const CALLER: &str = "gen_migration_directives";

/// Registers what env.py files import for such functions.
pub fn register(library: &mut Library) {
    library.replacement("alembic.operations.ops", include_str!("source/operations.py"));
    library.replacement("alembic.autogenerate.rewriter", include_str!("source/rewriter.py"));
    library.module("alembic.autogenerate", |interpreter, module| {
        let rewriter = Value::Module(interpreter.import("alembic.autogenerate.rewriter")?);
        let class = interpreter.get_attribute(&rewriter, "Rewriter")?;
        module.value("rewriter", rewriter);
        module.value("Rewriter", class);
        Ok(())
    });
    library.replacement(CALLER, include_str!("../fallback/host/directives.py"));
}

/// Finds a table of one side.
pub type FindTable = dyn Fn(&mut Interpreter, Option<&str>, &str) -> Evaluated<Option<Value>>;

/// What the function made of the revision, and the operations that it added or changed, in order.
pub struct Answer {
    pub said: Json,
    pub emitted: Vec<Operation>,
}

/// Calls the function. `given` describes the revision and its operations, `heads` are the revisions
/// that it follows.
///
/// # Errors
/// What the function raises, with its line.
pub fn call(
    interpreter: &mut Interpreter,
    function: &Value,
    heads: &[String],
    given: &Json,
    declared: Rc<FindTable>,
    reflected: Rc<FindTable>,
) -> Result<Answer> {
    let sink = Rc::new(RefCell::new(CollectingSink::default()));
    let former = interpreter.extension::<OperationSession>();
    let session = OperationSession::new(sink.clone(), Value::None);
    if let Some(former) = &former {
        session.target_metadata.borrow_mut().clone_from(&former.target_metadata.borrow());
        session.options.borrow_mut().clone_from(&former.options.borrow());
    }
    interpreter.set_extension(Rc::new(session));
    let outcome = run(interpreter, function, heads, given, declared, reflected);
    if let Some(former) = former {
        interpreter.set_extension(former);
    }
    let said = outcome.map_err(|raise| interpreter.error(raise))?;
    let mut emitted = Vec::new();
    for collected in sink.borrow().collected.iter() {
        match collected {
            Collected::Operation(operation) => emitted.push(operation.clone()),
            _ => return Err(Error::new("`process_revision_directives` runs statements on the database")),
        }
    }
    Ok(Answer { said, emitted })
}

fn run(
    interpreter: &mut Interpreter,
    function: &Value,
    heads: &[String],
    given: &Json,
    declared: Rc<FindTable>,
    reflected: Rc<FindTable>,
) -> Evaluated<Json> {
    let caller = Value::Module(interpreter.import(CALLER)?);
    let op = Value::Module(interpreter.import("alembic.op")?);
    let emit = interpreter.call_method(&caller, "emitter", vec![op])?;
    let finder = |find: Rc<FindTable>| {
        Builtin::function("table", "schema, name", move |interpreter, bound| {
            let (schema, name) = (bound.value("schema"), bound.value("name"));
            let found = find(interpreter, schema.as_str(), name.as_str().unwrap_or_default())?;
            Ok(found.unwrap_or(Value::None))
        })
    };
    let context = migration_context::context(interpreter);
    let revision = Value::tuple(heads.iter().map(Value::str).collect());
    let positional = vec![
        function.clone(),
        context,
        revision,
        from_json(given),
        finder(declared),
        finder(reflected),
        emit,
    ];
    let answer = interpreter.call_method(&caller, "run", positional)?;
    to_json(interpreter, &answer)
}

fn from_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Int(number.as_i64().unwrap_or_default()),
        Json::String(text) => Value::str(text),
        Json::Array(items) => Value::list(items.iter().map(from_json).collect()),
        Json::Object(entries) => {
            let mut dict = Dict::default();
            for (name, value) in entries {
                dict.insert_str(name, from_json(value));
            }
            Value::dict(dict)
        }
    }
}

fn to_json(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Json> {
    Ok(match value {
        Value::None => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(number) => Json::from(*number),
        Value::List(_) | Value::Tuple(_) => {
            let mut items = Vec::new();
            for item in interpreter.iterate(value)? {
                items.push(to_json(interpreter, &item)?);
            }
            Json::Array(items)
        }
        Value::Dict(dict) => {
            let entries: Vec<(Value, Value)> =
                dict.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
            let mut object = serde_json::Map::new();
            for (key, value) in entries {
                object.insert(interpreter.str(&key)?.to_string(), to_json(interpreter, &value)?);
            }
            Json::Object(object)
        }
        Value::Unknown(unknown) => {
            return Err(interpreter
                .refuse_unknown(unknown, "what `process_revision_directives` says of the revision"));
        }
        other => Json::String(interpreter.str(other)?.to_string()),
    })
}
