//! Engines lead to the run's own connection, whatever URL they were given. The URL is kept for the
//! commands that want it.

use std::rc::Rc;

use crate::python::interpreter::Interpreter;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::Value;
use crate::revision::op::session::OperationSession;
use crate::revision::op::{connection, inspector, offline, orm};
use crate::sqlalchemy::engine::{ConnectionHook, InspectHook};

use super::state::EnvironmentState;
use super::url;

/// Fills in what SQLAlchemy's natives leave to whoever has a connection.
///
/// # Errors
/// What importing `sqlalchemy` raises.
pub fn install(interpreter: &mut Interpreter) -> Evaluated<()> {
    interpreter.set_extension(Rc::new(ConnectionHook(Box::new(connect))));
    interpreter.set_extension(Rc::new(InspectHook(Box::new(|interpreter, subject| {
        if interpreter.is_instance(subject, offline::MOCK_CONNECTION) {
            return Err(offline::no_inspection(interpreter));
        }
        Ok(inspector::inspector(interpreter))
    }))));
    let inspector = inspector::inspector(interpreter);
    let inspector = Value::Class(interpreter.class_of(&inspector));
    for name in ["sqlalchemy", "sqlalchemy.engine", "sqlalchemy.engine.reflection"] {
        interpreter.import(name)?.set_attribute("Inspector", inspector.clone());
    }
    orm::install(interpreter)
}

/// `engine.connect()`, noting which URL led to it.
fn connect(interpreter: &mut Interpreter, given: &Value) -> Evaluated {
    if interpreter.extension::<OperationSession>().is_some_and(|session| session.in_migration) {
        return Err(Box::new(Raise::Refusal {
            reason: "a second connection in a migration does not see what its transaction has done"
                .to_owned(),
            place: interpreter.place(),
            hint: Some("use `op.get_bind()` itself".to_owned()),
        }));
    }
    let seen = url::of_engine(interpreter, given)?;
    if let Some(state) = interpreter.extension::<EnvironmentState>() {
        state.connected.borrow_mut().push(seen);
    }
    connection::connection(interpreter)
}
