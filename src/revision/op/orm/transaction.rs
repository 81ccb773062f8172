//! The ends of a session's transactions: commit, rollback, savepoints.
//!
//! A session on a connection whose transaction has begun leaves the commit to whoever began it
//! (`join_transaction_mode="conditional_savepoint"`); its rollback takes that transaction back.

use std::rc::Rc;

use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::sqlalchemy::event;

use super::super::{connection, session};
use super::flush;
use super::state::{InstanceState, SessionState, of_session};

struct TransactionClasses {
    transaction: Rc<Class>,
    no_autoflush: Rc<Class>,
}

fn classes(interpreter: &mut Interpreter) -> Rc<TransactionClasses> {
    if let Some(classes) = interpreter.extension::<TransactionClasses>() {
        return classes;
    }
    let classes =
        Rc::new(TransactionClasses { transaction: transaction_class(), no_autoflush: no_autoflush_class() });
    interpreter.set_extension(classes.clone());
    classes
}

/// What `session.begin()` and `session.begin_nested()` return.
struct Transaction {
    session: Value,
    /// The savepoint.
    nested: Option<Value>,
    /// `sessionmaker.begin()`: the session itself is entered, and closed at the end.
    is_factory: bool,
}

/// `session.commit()`: everything is sent, and what was loaded is loaded again when it's needed.
///
/// # Errors
/// As [`flush::flush`].
pub fn commit(interpreter: &mut Interpreter, session: &Rc<SessionState>) -> Evaluated<()> {
    flush::flush(interpreter, session)?;
    if session.expire_on_commit.get() {
        expire_all(interpreter, session)?;
    }
    Ok(())
}

/// `session.expire_all()`.
///
/// # Errors
/// As [`expire`].
pub fn expire_all(interpreter: &mut Interpreter, session: &SessionState) -> Evaluated<()> {
    let objects: Vec<Rc<Instance>> = session.objects.borrow().values().cloned().collect();
    objects.iter().try_for_each(|instance| expire(interpreter, instance))
}

/// Forgets what was loaded of an object.
///
/// # Errors
/// What listeners raise; a refusal where one gives a column a value.
pub fn expire(interpreter: &mut Interpreter, instance: &Rc<Instance>) -> Evaluated<()> {
    let Some(state) = InstanceState::of(instance) else { return Ok(()) };
    state.expire(instance);
    for listener in event::called(interpreter, "expire") {
        let arguments = vec![Value::Instance(instance.clone()), Value::None];
        interpreter.call(&listener, Value::arguments(arguments))?;
        if state.mapping.attributes.iter().any(|attribute| instance.attribute(&attribute.name).is_some()) {
            return Err(interpreter.refuse("a listener of `expire` that gives an object's columns values"));
        }
    }
    Ok(())
}

/// `session.close()` and `expunge_all()`: objects stay as they are, without a session.
pub fn close(session: &SessionState) {
    let objects = std::mem::take(&mut *session.objects.borrow_mut());
    let new = std::mem::take(&mut *session.new.borrow_mut());
    session.deleted.borrow_mut().clear();
    for instance in objects.values().chain(&new) {
        if let Some(state) = InstanceState::of(instance) {
            *state.session.borrow_mut() = std::rc::Weak::new();
        }
    }
}

/// `session.rollback()`. Once a statement has run, it is Alembic's transaction that is taken back: the
/// file may only end with an exception then.
///
/// # Errors
/// A refusal outside of migrations.
pub fn rollback(interpreter: &mut Interpreter, state: &Rc<SessionState>) -> Evaluated<()> {
    let begun = state.begun.replace(false);
    close_pending(state);
    expire_all(interpreter, state)?;
    if begun {
        session::session(interpreter)?.roll_back(interpreter.place());
    }
    Ok(())
}

fn close_pending(session: &SessionState) {
    session.deleted.borrow_mut().clear();
    for instance in std::mem::take(&mut *session.new.borrow_mut()) {
        if let Some(state) = InstanceState::of(&instance) {
            *state.session.borrow_mut() = std::rc::Weak::new();
        }
    }
}

/// `session.begin()`.
///
/// # Errors
/// None of its own.
pub fn begin(interpreter: &mut Interpreter, session: Value, is_factory: bool) -> Evaluated {
    let class = classes(interpreter).transaction.clone();
    Ok(Instance::with_payload(class, Transaction { session, nested: None, is_factory }))
}

/// `session.begin_nested()`: what is pending is sent before the savepoint.
///
/// # Errors
/// PostgreSQL's.
pub fn begin_nested(interpreter: &mut Interpreter, session: Value) -> Evaluated {
    let state = of_session(interpreter, &session)?;
    flush::flush(interpreter, &state)?;
    state.begun.set(true);
    let nested = connection::begin_nested(interpreter)?;
    state.savepoints.borrow_mut().push(Vec::new());
    let class = classes(interpreter).transaction.clone();
    Ok(Instance::with_payload(class, Transaction { session, nested: Some(nested), is_factory: false }))
}

fn end(interpreter: &mut Interpreter, receiver: &Value, committed: bool) -> Evaluated {
    let Some(transaction) = receiver.payload::<Transaction>() else { return Ok(Value::None) };
    let state = of_session(interpreter, &transaction.session)?;
    match (&transaction.nested, committed) {
        (None, true) => {
            commit(interpreter, &state)?;
            if transaction.is_factory {
                close(&state);
            }
        }
        (None, false) => {
            rollback(interpreter, &state)?;
            if transaction.is_factory {
                close(&state);
            }
        }
        (Some(nested), true) => {
            flush::flush(interpreter, &state)?;
            let inserted = state.savepoints.borrow_mut().pop().unwrap_or_default();
            if let Some(outer) = state.savepoints.borrow_mut().last_mut() {
                outer.extend(inserted);
            }
            interpreter.call_method(nested, "commit", Vec::new())?;
        }
        (Some(nested), false) => {
            // objects that were added since are strangers again
            for instance in state.savepoints.borrow_mut().pop().unwrap_or_default() {
                state.objects.borrow_mut().retain(|_, other| !Rc::ptr_eq(other, &instance));
                *instance.payload.borrow_mut() = None;
            }
            close_pending(&state);
            expire_all(interpreter, &state)?;
            interpreter.call_method(nested, "rollback", Vec::new())?;
        }
    }
    Ok(Value::None)
}

fn transaction_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.orm.session", "SessionTransaction")
        .attribute("is_active", Value::Bool(true))
        .method("commit", "self", |interpreter, bound| end(interpreter, &bound.receiver(), true))
        .method("rollback", "self", |interpreter, bound| end(interpreter, &bound.receiver(), false))
        .method("__enter__", "self", |_, bound| {
            let receiver = bound.receiver();
            Ok(match receiver.payload::<Transaction>() {
                Some(transaction) if transaction.is_factory => transaction.session.clone(),
                _ => receiver,
            })
        })
        .method("__exit__", "self, type_=None, value=None, traceback=None", |interpreter, bound| {
            let committed = bound.value("type_").is_none();
            end(interpreter, &bound.receiver(), committed)
        })
        .build()
}

struct NoAutoflush {
    session: Rc<SessionState>,
    before: bool,
}

/// `with session.no_autoflush:`.
///
/// # Errors
/// None of its own.
pub fn no_autoflush(interpreter: &mut Interpreter, session: &Value) -> Evaluated {
    let session_state = of_session(interpreter, session)?;
    let before = session_state.autoflush.get();
    let class = classes(interpreter).no_autoflush.clone();
    let value = Instance::with_payload(class, NoAutoflush { session: session_state, before });
    if let Some(instance) = value.as_instance() {
        instance.set_attribute("session", session.clone());
    }
    Ok(value)
}

fn no_autoflush_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.orm.session", "_NoAutoflush")
        .method("__enter__", "self", |interpreter, bound| {
            let receiver = bound.receiver();
            if let Some(block) = receiver.payload::<NoAutoflush>() {
                block.session.autoflush.set(false);
            }
            interpreter.get_attribute(&receiver, "session")
        })
        .method("__exit__", "self, *args", |_, bound| {
            if let Some(block) = bound.receiver().payload::<NoAutoflush>() {
                block.session.autoflush.set(block.before);
            }
            Ok(Value::None)
        })
        .build()
}
