//! What the project's Python is told of env.py when it runs a revision file.

use std::rc::Rc;

use serde_json::{Value as Json, json};

use crate::fallback::{MetadataFacts, RevisionRequest};
use crate::python::Value;
use crate::python::interpreter::Interpreter;
use crate::revision::evaluate::{self, Surroundings};
use crate::revision::file::RevisionFile;
use crate::revision::step::Direction;
use crate::sqlalchemy::metadata;

/// The request for one file.
///
/// # Errors
/// What reading knows of env.py but can't hand over, although the file's outcome depends on it.
pub fn request(
    interpreter: &mut Interpreter,
    file: &RevisionFile,
    direction: Direction,
    surroundings: &Surroundings,
) -> Result<RevisionRequest, String> {
    let plain = |(name, value): &(Rc<str>, Value)| Some((name.to_string(), json(value)?));
    Ok(RevisionRequest {
        path: file.path.clone(),
        module: evaluate::module_name(file),
        function: match direction {
            Direction::Upgrade | Direction::Stamp => "upgrade",
            Direction::Downgrade => "downgrade",
        },
        // functions are for autogenerate and for callbacks that we call ourselves
        options: surroundings
            .options
            .iter()
            .filter(|(name, _)| is_for_operations(name))
            .filter_map(plain)
            .collect(),
        target_metadata: facts(interpreter, &surroundings.target_metadata)?,
        created_types: None,
    })
}

/// How to connect and how to run is the tool's business.
fn is_for_operations(name: &str) -> bool {
    !matches!(
        name,
        "connection"
            | "url"
            | "dialect_name"
            | "dialect_opts"
            | "target_metadata"
            | "transaction_per_migration"
            | "as_sql"
            | "on_version_apply"
            | "starting_rev"
            | "tag"
            | "output_buffer"
            | "output_encoding"
    )
}

/// Plain values only.
fn json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::None => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Str(text) => json!(&**text),
        Value::List(items) => Json::Array(items.borrow().iter().map(json).collect::<Option<_>>()?),
        _ => return None,
    })
}

fn facts(interpreter: &mut Interpreter, value: &Value) -> Result<Option<MetadataFacts>, String> {
    let Some(object) = metadata::of(value) else { return Ok(None) };
    let mut facts = MetadataFacts { schema: object.schema.borrow().clone(), ..MetadataFacts::default() };
    let convention = object.naming_convention.borrow().clone();
    if convention.is_none() {
        return Ok(Some(facts));
    }
    let unknown = || {
        "the naming convention of target_metadata has parts that can't be handed over to Python".to_owned()
    };
    let pairs = interpreter.call_method(&convention, "items", Vec::new()).map_err(|_| unknown())?;
    for pair in interpreter.iterate(&pairs).map_err(|_| unknown())? {
        match &pair {
            Value::Tuple(parts) => match &parts[..] {
                [Value::Str(key), Value::Str(text)] => {
                    facts.naming_convention.push((key.to_string(), text.to_string()));
                }
                _ => return Err(unknown()),
            },
            _ => return Err(unknown()),
        }
    }
    Ok(Some(facts))
}
