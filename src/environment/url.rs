//! The URL that an engine was made with.

use crate::error::Place;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::sqlalchemy::engine::url_of;

/// A text, or why that text is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineUrl {
    /// With its password: never to be printed.
    Known {
        text: String,
        place: Option<Place>,
    },
    Unknown {
        reason: String,
        place: Option<Place>,
    },
}

/// What stands in the URL, for connecting. Nothing is refused here: in the main job nobody needs it.
///
/// # Errors
/// What `str()` of the project's own URL class raises.
pub fn of_engine(interpreter: &mut Interpreter, value: &Value) -> Evaluated<EngineUrl> {
    let place = interpreter.place();
    Ok(match value {
        Value::Str(text) => EngineUrl::Known { text: text.to_string(), place },
        Value::Unknown(unknown) => {
            EngineUrl::Unknown { reason: unknown.reason.clone(), place: unknown.place.clone().or(place) }
        }
        Value::Instance(_) if interpreter.is_instance(value, "sqlalchemy.engine.url.URL") => {
            let url = url_of(interpreter, value)?;
            EngineUrl::Known { text: url.render(false), place }
        }
        // pydantic's PostgresDsn and the like say it through str()
        Value::Instance(_) => EngineUrl::Known { text: interpreter.str(value)?, place },
        other => {
            let class = interpreter.type_name(other);
            EngineUrl::Unknown { reason: format!("the URL is a {class}"), place }
        }
    })
}
