//! `.ddl_if(...)`: constraints and indexes that only some databases get.

use super::argument;
use super::dialect;
use crate::python::call::{Arguments, Bound};
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

pub const SIGNATURE: &str = "self, dialect=None, callable_=None, state=None";

/// Whether PostgreSQL is one of the databases that the call of `ddl_if` names.
///
/// # Errors
/// What the callable raises; a refusal for Unknown.
pub fn applies(interp: &mut Interpreter, bound: &Bound) -> Evaluated<bool> {
    let named = match bound.value("dialect") {
        Value::None => true,
        only @ Value::Str(_) => only.as_str() == Some("postgresql"),
        several => argument::texts(interp, &several, "the dialects of ddl_if()")?
            .iter()
            .any(|dialect| dialect == "postgresql"),
    };
    let callable = bound.value("callable_");
    if !named || callable.is_none() {
        return Ok(named);
    }
    let keywords = vec![
        ("state".into(), bound.value("state")),
        ("dialect".into(), dialect::postgresql(interp)?),
        ("compiler".into(), Value::None),
        ("checkfirst".into(), Value::Bool(false)),
    ];
    let positional = vec![Value::None, bound.receiver(), Value::None];
    let answer = interp.call(&callable, Arguments { positional, keywords })?;
    if let Value::Unknown(unknown) = &answer {
        return Err(interp.refuse_unknown(unknown, "what ddl_if() depends on"));
    }
    interp.truth(&answer)
}
