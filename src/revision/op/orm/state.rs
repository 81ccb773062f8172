//! What a session knows of an object, and what it holds.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use indexmap::IndexMap;

use crate::python::dict::Key;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};

use super::mapping::Mapping;

/// Payload of an object of a mapped class that a session has seen.
pub struct InstanceState {
    pub mapping: Rc<Mapping>,
    pub session: RefCell<Weak<SessionState>>,
    /// Values of the primary key in the database; None for what was never there.
    pub identity: RefCell<Option<Vec<Value>>>,
    /// Attributes as they are in the database, as far as they were loaded.
    pub committed: RefCell<HashMap<Rc<str>, Value>>,
    pub deleted: Cell<bool>,
}

impl InstanceState {
    /// The state of an object, if a session has seen it.
    pub fn of(instance: &Instance) -> Option<Rc<InstanceState>> {
        instance.payload::<InstanceState>()
    }

    /// The state of an object, made if there is none.
    ///
    /// # Errors
    /// SQLAlchemy's for objects of classes that aren't mapped.
    pub fn get_or_make(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Rc<InstanceState>> {
        let Some(instance) = value.as_instance() else {
            if let Value::Unknown(unknown) = value {
                return Err(interpreter.refuse_unknown(unknown, "an object for a session"));
            }
            let path = interpreter.class_of(value).path();
            return Err(interpreter
                .raise("sqlalchemy.orm.exc.UnmappedInstanceError", format!("Class '{path}' is not mapped")));
        };
        if let Some(state) = InstanceState::of(instance) {
            return Ok(state);
        }
        if instance.class.lookup("__table__").is_none() {
            return Err(interpreter.raise(
                "sqlalchemy.orm.exc.UnmappedInstanceError",
                format!("Class '{}' is not mapped", instance.class.path()),
            ));
        }
        let mapping = Mapping::of(interpreter, &instance.class)?;
        let state = Rc::new(InstanceState {
            mapping,
            session: RefCell::default(),
            identity: RefCell::default(),
            committed: RefCell::default(),
            deleted: false.into(),
        });
        instance.set_payload(state.clone());
        Ok(state)
    }

    pub fn is_persistent(&self) -> bool {
        self.identity.borrow().is_some() && !self.deleted.get()
    }

    /// The attributes that differ from the database, with their values.
    ///
    /// # Errors
    /// What comparing raises.
    pub fn changes(&self, interpreter: &mut Interpreter, instance: &Instance) -> Evaluated<Vec<usize>> {
        let mut changed = Vec::new();
        for (index, attribute) in self.mapping.attributes.iter().enumerate() {
            let Some(current) = instance.attribute(&attribute.name) else { continue };
            let committed = self.committed.borrow().get(&attribute.name).cloned();
            let same = match committed {
                None => false,
                Some(committed) => committed.is(&current) || equal(interpreter, &committed, &current)?,
            };
            if !same {
                changed.push(index);
            }
        }
        Ok(changed)
    }

    /// Forgets what was loaded; the next access loads it again.
    pub fn expire(&self, instance: &Instance) {
        for attribute in &self.mapping.attributes {
            instance.attributes.borrow_mut().shift_remove(&*attribute.name);
        }
        self.committed.borrow_mut().clear();
    }

    /// Takes a value as the database has it.
    pub fn loaded(&self, instance: &Instance, name: &Rc<str>, value: Value) {
        instance.set_attribute(name, value.clone());
        self.committed.borrow_mut().insert(name.clone(), value);
    }
}

/// `compare_values`: expressions and Unknown are never the same as a value.
fn equal(interpreter: &mut Interpreter, a: &Value, b: &Value) -> Evaluated<bool> {
    if crate::sqlalchemy::comparator::as_element(interpreter, b)?.is_some() {
        return Ok(false);
    }
    // 1 == True and 1 == 1.0 for Python, and for SQLAlchemy with it
    interpreter.equal(a, b)
}

/// Payload of a `Session`.
pub struct SessionState {
    /// Persistent objects by class and primary key. An object that nobody else holds and that has no
    /// changes is forgotten, as SQLAlchemy's weak references forget it.
    pub objects: RefCell<IndexMap<(usize, Key), Rc<Instance>>>,
    /// Pending objects, in the order in which they were added.
    pub new: RefCell<Vec<Rc<Instance>>>,
    pub deleted: RefCell<Vec<Rc<Instance>>>,
    pub autoflush: Cell<bool>,
    pub expire_on_commit: Cell<bool>,
    /// A statement has run: there is something to roll back.
    pub begun: Cell<bool>,
    /// Objects that were inserted since each open savepoint.
    pub savepoints: RefCell<Vec<Vec<Rc<Instance>>>>,
}

impl SessionState {
    /// The object that is there for a class and primary key.
    ///
    /// # Errors
    /// What comparing raises.
    pub fn find(&self, interpreter: &mut Interpreter, key: &(usize, Key)) -> Evaluated<Option<Rc<Instance>>> {
        let found = self.objects.borrow().get(key).cloned();
        let Some(instance) = found else { return Ok(None) };
        // held by the map and by `instance`
        if Rc::strong_count(&instance) <= 2
            && let Some(state) = InstanceState::of(&instance)
            && state.changes(interpreter, &instance)?.is_empty()
        {
            self.objects.borrow_mut().shift_remove(key);
            return Ok(None);
        }
        Ok(Some(instance))
    }

    /// Persistent objects with changes.
    ///
    /// # Errors
    /// What comparing raises.
    pub fn dirty(&self, interpreter: &mut Interpreter) -> Evaluated<Vec<Rc<Instance>>> {
        let held: Vec<((usize, Key), Rc<Instance>)> =
            self.objects.borrow().iter().map(|(key, instance)| (key.clone(), instance.clone())).collect();
        let mut dirty = Vec::new();
        let mut forgotten = Vec::new();
        for (key, instance) in held {
            let Some(state) = InstanceState::of(&instance) else { continue };
            if !state.changes(interpreter, &instance)?.is_empty() {
                dirty.push(instance);
            } else if Rc::strong_count(&instance) <= 2 {
                forgotten.push(key);
            }
        }
        let mut objects = self.objects.borrow_mut();
        if !forgotten.is_empty() {
            let forgotten: std::collections::HashSet<(usize, Key)> = forgotten.into_iter().collect();
            objects.retain(|key, _| !forgotten.contains(key));
        }
        Ok(dirty)
    }

    /// Whether a flush would send anything.
    ///
    /// # Errors
    /// What comparing raises.
    pub fn has_changes(&self, interpreter: &mut Interpreter) -> Evaluated<bool> {
        Ok(!self.new.borrow().is_empty()
            || !self.deleted.borrow().is_empty()
            || !self.dirty(interpreter)?.is_empty())
    }
}

/// The key of an object in a session.
///
/// # Errors
/// TypeError for values that can't be hashed.
pub fn identity_key(
    interpreter: &mut Interpreter,
    mapping: &Mapping,
    identity: &[Value],
) -> Evaluated<(usize, Key)> {
    let key = interpreter.key(&Value::tuple(identity.to_vec()))?;
    Ok((Rc::as_ptr(&mapping.class) as usize, key))
}

/// The session of a value.
///
/// # Errors
/// A refusal for what is none.
pub fn of_session(interpreter: &mut Interpreter, session: &Value) -> Evaluated<Rc<SessionState>> {
    session.payload::<SessionState>().ok_or_else(|| interpreter.refuse("a session that was not opened"))
}
