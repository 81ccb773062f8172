//! Listeners of a flush: they see the session as it was before it, and may only look.

use std::rc::Rc;

use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::sqlalchemy::event;

use super::state::SessionState;

/// What a session tells of itself while it is flushed.
#[derive(Clone)]
pub struct Told {
    all: Vec<Value>,
    new: Vec<Value>,
    dirty: Vec<Value>,
    deleted: Vec<Value>,
}

fn values(instances: &[Rc<Instance>]) -> Vec<Value> {
    instances.iter().cloned().map(Value::Instance).collect()
}

impl Told {
    /// The session's objects, its new ones being in hand already.
    pub fn of(
        session: &SessionState,
        new: &[Rc<Instance>],
        dirty: &[Rc<Instance>],
        deleted: &[Rc<Instance>],
    ) -> Told {
        let mut all = values(new);
        all.extend(session.objects.borrow().values().cloned().map(Value::Instance));
        Told { all, new: values(new), dirty: values(dirty), deleted: values(deleted) }
    }

    /// Calls the listeners of the event.
    ///
    /// # Errors
    /// What they raise; a refusal where one changes objects or asks the session for more.
    pub fn tell(&self, interpreter: &mut Interpreter, session: &SessionState, event: &str) -> Evaluated<()> {
        let listeners = event::called(interpreter, event);
        if listeners.is_empty() {
            return Ok(());
        }
        let before = session.dirty(interpreter)?.len();
        let view = self.view(event);
        for listener in listeners {
            let mut arguments =
                vec![view.clone(), interpreter.unknown(format!("the flush context of `{event}`"))];
            if event == "before_flush" {
                arguments.push(Value::None);
            }
            interpreter.call(&listener, Value::arguments(arguments))?;
        }
        let is_changed = session.dirty(interpreter)?.len() != before
            || !session.new.borrow().is_empty()
            || !session.deleted.borrow().is_empty();
        if is_changed {
            return Err(
                interpreter.refuse(format!("a listener of `{event}` that changes objects of the session"))
            );
        }
        Ok(())
    }

    fn view(&self, event: &str) -> Value {
        let event = event.to_owned();
        let (all, new, dirty, deleted) =
            (self.all.clone(), self.new.clone(), self.dirty.clone(), self.deleted.clone());
        let class = ClassBuilder::new("sqlalchemy.orm.session", "Session")
            .method("__iter__", "self", move |_, _| Ok(crate::python::iterator::Items::of(all.clone())))
            .property("new", move |_, _| Ok(Value::list(new.clone())))
            .property("dirty", move |_, _| Ok(Value::list(dirty.clone())))
            .property("deleted", move |_, _| Ok(Value::list(deleted.clone())))
            .method("__getattr__", "self, name", move |interpreter, bound| {
                let name = bound.value("name").to_text().unwrap_or_default();
                Err(interpreter.refuse(format!("`{name}` of a session in a listener of `{event}`")))
            })
            .build();
        Value::Instance(Instance::new(class))
    }
}
