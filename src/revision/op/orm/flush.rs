//! The unit of work: what was added, changed and deleted goes to the database.
//!
//! The order is SQLAlchemy's: per class, by the name of its module and its own; all classes' updates and
//! inserts, then all deletes. Updates go by primary key, inserts in the order of `add()`.

use std::rc::Rc;

use crate::operation::ResultRows;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::sqlalchemy::column::ColumnObject;
use crate::sqlalchemy::comparator;
use crate::sqlalchemy::dml::{Dml, Verb};
use crate::sqlalchemy::expression::{Element, Expression, Kind};
use crate::sqlalchemy::native::natives;
use crate::sqlalchemy::select::FromItem;
use crate::sqlalchemy::type_object;
use crate::sqlalchemy::types::Affinity;

use super::super::{execute, result, session};
use super::flush_event;
use super::load::{self, identity_conditions};
use super::mapping::{Attribute, Mapping};
use super::state::{InstanceState, SessionState, identity_key};

/// The objects of one class.
struct Group {
    mapping: Rc<Mapping>,
    changed: Vec<Rc<Instance>>,
    new: Vec<Rc<Instance>>,
    deleted: Vec<Rc<Instance>>,
}

/// Sends everything.
///
/// # Errors
/// What PostgreSQL raises; refusals for relationships.
pub fn flush(interpreter: &mut Interpreter, session: &Rc<SessionState>) -> Evaluated<()> {
    let changed = session.dirty(interpreter)?;
    let new = std::mem::take(&mut *session.new.borrow_mut());
    let deleted = std::mem::take(&mut *session.deleted.borrow_mut());
    let is_deleted = |instance: &Rc<Instance>| deleted.iter().any(|other| Rc::ptr_eq(other, instance));
    let mut groups: Vec<Group> = Vec::new();
    for instance in changed.iter().filter(|instance| !is_deleted(instance)) {
        if let Some(group) = group_of(&mut groups, instance) {
            group.changed.push(instance.clone());
        }
    }
    for instance in &new {
        if let Some(group) = group_of(&mut groups, instance) {
            group.new.push(instance.clone());
        }
    }
    for instance in &deleted {
        if let Some(group) = group_of(&mut groups, instance) {
            group.deleted.push(instance.clone());
        }
    }
    if groups.is_empty() {
        return Ok(());
    }
    order(interpreter, &mut groups)?;
    for group in &groups {
        check_hooks(interpreter, group)?;
    }
    let told = flush_event::Told::of(session, &new, &changed, &deleted);
    told.tell(interpreter, session, "before_flush")?;
    for group in &groups {
        for instance in group.changed.iter().chain(&group.new) {
            check_relationships(interpreter, &group.mapping, instance)?;
        }
        for instance in &by_identity(interpreter, &group.changed)? {
            update(interpreter, session, instance)?;
        }
        for instance in &group.new {
            insert(interpreter, session, instance)?;
        }
    }
    for group in &groups {
        if !group.deleted.is_empty() && !group.mapping.relationships.is_empty() {
            return Err(interpreter.refuse(format!(
                "a session that deletes objects of `{}`, which has relationships",
                group.mapping.class.name
            )));
        }
        for instance in &by_identity(interpreter, &group.deleted)? {
            delete(interpreter, session, instance)?;
        }
    }
    told.tell(interpreter, session, "after_flush")?;
    told.tell(interpreter, session, "after_flush_postexec")
}

fn group_of<'a>(groups: &'a mut Vec<Group>, instance: &Rc<Instance>) -> Option<&'a mut Group> {
    let mapping = InstanceState::of(instance)?.mapping.clone();
    let at = match groups.iter().position(|group| Rc::ptr_eq(&group.mapping, &mapping)) {
        Some(at) => at,
        None => {
            groups.push(Group { mapping, changed: Vec::new(), new: Vec::new(), deleted: Vec::new() });
            groups.len() - 1
        }
    };
    groups.get_mut(at)
}

/// Validators and listeners would have seen, and perhaps changed, the objects.
fn check_hooks(interpreter: &mut Interpreter, group: &Group) -> Evaluated<()> {
    let mapping = &group.mapping;
    if group.changed.is_empty() && group.new.is_empty() && group.deleted.is_empty() {
        return Ok(());
    }
    if let Some(unknown) = interpreter.listeners_left_out(&mapping.class) {
        let what = format!("who listens to a session that changes objects of `{}`", mapping.class.name);
        return Err(interpreter.refuse_unknown(&unknown, &what));
    }
    let what = if let Some(validated) = mapping.validated(interpreter)? {
        format!("whose `{validated}` is under `@validates`")
    } else if let Some(event) = crate::sqlalchemy::event::listened(interpreter, &mapping.class, |column| {
        mapping.attribute_of(column).is_some()
    }) {
        format!("of which `{event}` is listened for")
    } else {
        return Ok(());
    };
    Err(interpreter.refuse(format!("a session that changes objects of `{}`, {what},", mapping.class.name)))
}

/// `Mapper._sort_key`. Relationships between two classes of a flush would put the referred one first.
fn order(interpreter: &mut Interpreter, groups: &mut [Group]) -> Evaluated<()> {
    groups.sort_by_key(|group| group.mapping.sort_key());
    if groups.len() > 1
        && let Some(group) = groups.iter().find(|group| !group.mapping.relationships.is_empty())
    {
        return Err(interpreter.refuse(format!(
            "a session that changes several classes at once, of which `{}` has relationships",
            group.mapping.class.name
        )));
    }
    Ok(())
}

/// Persistent objects go by their primary key.
fn by_identity(interpreter: &mut Interpreter, instances: &[Rc<Instance>]) -> Evaluated<Vec<Rc<Instance>>> {
    let mut keyed: Vec<(Value, Rc<Instance>)> = Vec::new();
    for instance in instances {
        let identity = InstanceState::of(instance).and_then(|state| state.identity.borrow().clone());
        let identity = Value::tuple(identity.unwrap_or_default());
        let mut at = keyed.len();
        while at > 0 && less(interpreter, &identity, &keyed[at - 1].0)? {
            at -= 1;
        }
        keyed.insert(at, (identity, instance.clone()));
    }
    Ok(keyed.into_iter().map(|(_, instance)| instance).collect())
}

fn less(interpreter: &mut Interpreter, a: &Value, b: &Value) -> Evaluated<bool> {
    let outcome = interpreter.call_method(a, "__lt__", vec![b.clone()])?;
    interpreter.truth(&outcome)
}

fn check_relationships(
    interpreter: &mut Interpreter,
    mapping: &Mapping,
    instance: &Instance,
) -> Evaluated<()> {
    match mapping.relationships.iter().find(|name| instance.attribute(name).is_some()) {
        None => Ok(()),
        Some(name) => Err(interpreter.refuse(format!(
            "`{}.{name}`, a relationship with objects in it, in a session",
            mapping.class.name
        ))),
    }
}

/// A value to be sent as SQL, not bound.
fn is_sql(interpreter: &mut Interpreter, value: &Value) -> Evaluated<bool> {
    Ok(!value.is_unknown() && comparator::as_element(interpreter, value)?.is_some())
}

/// Whether None is written as a value of the type: JSON's `null`, unless `none_as_null`.
fn evaluates_none(interpreter: &mut Interpreter, column: &ColumnObject) -> Evaluated<bool> {
    let type_ = column.type_.borrow().clone();
    if type_.is_none() || type_object::affinity(interpreter, &type_)? != Affinity::Json {
        return Ok(false);
    }
    let as_null = type_object::attribute(interpreter, &type_, "none_as_null")?;
    Ok(!interpreter.truth(&as_null)?)
}

/// Whether somebody else gives the column its value when the statement doesn't.
pub fn has_default(column: &ColumnObject) -> bool {
    !column.default.borrow().is_none()
        || !column.server_default.borrow().is_none()
        || column.identity.borrow().is_some()
        || column.computed.borrow().is_some()
        || column.sequence.borrow().is_some()
}

/// Column and value for an INSERT of these attributes. `as_null`: what has no value and no default is
/// written as NULL.
///
/// # Errors
/// What `none_as_null` raises.
pub fn insert_values(
    interpreter: &mut Interpreter,
    mapping: &Mapping,
    given: impl Fn(&Attribute) -> Option<Value>,
    as_null: bool,
    render_nulls: bool,
) -> Evaluated<Vec<(Value, Value)>> {
    let mut values = Vec::new();
    for attribute in &mapping.attributes {
        let column = &attribute.column;
        let value = match given(attribute) {
            Some(Value::None) => {
                if render_nulls || evaluates_none(interpreter, column)? {
                    Some(Value::None)
                } else {
                    None
                }
            }
            other => other,
        };
        let key = column.value();
        match value {
            Some(value) => values.push((key, value)),
            None if as_null
                && !attribute.is_primary_key
                && !has_default(column)
                && !evaluates_none(interpreter, column)? =>
            {
                values.push((key, Value::None));
            }
            None => {}
        }
    }
    Ok(values)
}

fn column_element(attribute: &Attribute) -> Element {
    Expression::untyped(Kind::Column(attribute.column.clone()))
}

/// Compiles and runs a data statement of the session.
///
/// # Errors
/// What compiling and PostgreSQL raise.
pub fn run(interpreter: &mut Interpreter, session: &SessionState, dml: Dml) -> Evaluated<ResultRows> {
    session.begun.set(true);
    let class = match dml.verb {
        Verb::Insert => "Insert",
        Verb::Update => "Update",
        Verb::Delete => "Delete",
    };
    let statement = Instance::with_payload(natives(interpreter)?.class(class), dml);
    let compiled = execute::statement(interpreter, &statement, None)?;
    session::execute(interpreter, compiled)
}

pub fn new_dml(mapping: &Mapping, verb: Verb) -> Dml {
    Dml::new(verb, Rc::new(FromItem::Table(mapping.table.clone())))
}

fn insert(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    instance: &Rc<Instance>,
) -> Evaluated<()> {
    let Some(state) = InstanceState::of(instance) else { return Ok(()) };
    let mapping = state.mapping.clone();
    let values =
        insert_values(interpreter, &mapping, |attribute| instance.attribute(&attribute.name), true, false)?;
    let mut returned: Vec<usize> = Vec::new();
    for (index, attribute) in mapping.attributes.iter().enumerate() {
        let given = values.iter().find(|(key, _)| key.is(&attribute.column.value()));
        let known = match given {
            Some((_, value)) => !is_sql(interpreter, value)?,
            None => false,
        };
        if !known {
            returned.push(index);
        }
    }
    let mut dml = new_dml(&mapping, Verb::Insert);
    dml.rows = vec![values.clone()];
    dml.returning = returned.iter().map(|index| column_element(&mapping.attributes[*index])).collect();
    let sources = dml.returning.clone();
    let rows = run(interpreter, session, dml)?;
    for (key, value) in values {
        let attribute = mapping.attributes.iter().find(|attribute| attribute.column.value().is(&key));
        if let Some(attribute) = attribute {
            state.loaded(instance, &attribute.name, value);
        }
    }
    let rows = if sources.is_empty() { Vec::new() } else { result::values(interpreter, rows, &sources)? };
    for row in rows {
        for (index, value) in returned.iter().zip(row) {
            state.loaded(instance, &mapping.attributes[*index].name, value);
        }
    }
    persist(interpreter, session, &state, instance)
}

/// The object is in the database from now on.
fn persist(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    state: &Rc<InstanceState>,
    instance: &Rc<Instance>,
) -> Evaluated<()> {
    let identity: Vec<Value> = state
        .mapping
        .primary_key()
        .map(|attribute| instance.attribute(&attribute.name).unwrap_or(Value::None))
        .collect();
    let key = identity_key(interpreter, &state.mapping, &identity)?;
    *state.identity.borrow_mut() = Some(identity);
    session.objects.borrow_mut().insert(key, instance.clone());
    if let Some(inserted) = session.savepoints.borrow_mut().last_mut() {
        inserted.push(instance.clone());
    }
    Ok(())
}

fn update(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    instance: &Rc<Instance>,
) -> Evaluated<()> {
    let Some(state) = InstanceState::of(instance) else { return Ok(()) };
    let mapping = state.mapping.clone();
    let Some(identity) = state.identity.borrow().clone() else { return Ok(()) };
    let changed = state.changes(interpreter, instance)?;
    let mut values = Vec::new();
    for index in &changed {
        let attribute = &mapping.attributes[*index];
        values.push((attribute.column.value(), instance.attribute(&attribute.name).unwrap_or(Value::None)));
    }
    update_row(interpreter, session, &mapping, &identity, values)?;
    for (index, attribute) in mapping.attributes.iter().enumerate() {
        let Some(value) = instance.attribute(&attribute.name) else { continue };
        let on_update = !attribute.column.onupdate.borrow().is_none()
            || !attribute.column.server_onupdate.borrow().is_none()
            || attribute.column.computed.borrow().is_some();
        let is_changed = changed.contains(&index);
        // what the statement computed is loaded when it is asked for
        if (is_changed && is_sql(interpreter, &value)?) || (!is_changed && on_update) {
            instance.attributes.borrow_mut().shift_remove(&*attribute.name);
            state.committed.borrow_mut().remove(&attribute.name);
        } else if is_changed {
            state.committed.borrow_mut().insert(attribute.name.clone(), value);
        }
    }
    let moved: Vec<Value> = mapping
        .primary_key()
        .zip(&identity)
        .map(|(attribute, known)| instance.attribute(&attribute.name).unwrap_or_else(|| known.clone()))
        .collect();
    let old = identity_key(interpreter, &mapping, &identity)?;
    let new = identity_key(interpreter, &mapping, &moved)?;
    if old != new {
        session.objects.borrow_mut().shift_remove(&old);
        session.objects.borrow_mut().insert(new, instance.clone());
        *state.identity.borrow_mut() = Some(moved);
    }
    Ok(())
}

/// `UPDATE … WHERE primary key = …`, which must find its row.
///
/// # Errors
/// StaleDataError when it doesn't.
pub fn update_row(
    interpreter: &mut Interpreter,
    session: &SessionState,
    mapping: &Mapping,
    identity: &[Value],
    values: Vec<(Value, Value)>,
) -> Evaluated<()> {
    let mut dml = new_dml(mapping, Verb::Update);
    dml.rows = vec![values];
    dml.conditions = identity_conditions(interpreter, mapping, identity)?;
    let rows = run(interpreter, session, dml)?;
    if rows.affected != 1 {
        return Err(stale(interpreter, "UPDATE", mapping, rows.affected));
    }
    Ok(())
}

fn stale(
    interpreter: &mut Interpreter,
    verb: &str,
    mapping: &Mapping,
    matched: u64,
) -> Box<crate::python::raise::Raise> {
    interpreter.raise(
        "sqlalchemy.orm.exc.StaleDataError",
        format!(
            "{verb} statement on table '{}' expected to {} 1 row(s); {matched} were matched.",
            mapping.table.name,
            verb.to_lowercase()
        ),
    )
}

fn delete(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    instance: &Rc<Instance>,
) -> Evaluated<()> {
    let Some(state) = InstanceState::of(instance) else { return Ok(()) };
    let Some(identity) = state.identity.borrow().clone() else { return Ok(()) };
    let mut dml = new_dml(&state.mapping, Verb::Delete);
    dml.conditions = identity_conditions(interpreter, &state.mapping, &identity)?;
    // a row that is gone already is only a warning: `confirm_deleted_rows`
    run(interpreter, session, dml)?;
    let key = identity_key(interpreter, &state.mapping, &identity)?;
    session.objects.borrow_mut().shift_remove(&key);
    state.deleted.set(true);
    Ok(())
}

/// Before a query: SQLAlchemy's autoflush.
///
/// # Errors
/// As [`flush`].
pub fn autoflush(interpreter: &mut Interpreter, session: &Rc<SessionState>) -> Evaluated<()> {
    if session.autoflush.get() { flush(interpreter, session) } else { Ok(()) }
}

/// Loads the attributes of an object again.
///
/// # Errors
/// InvalidRequestError when its row is gone.
pub fn refresh(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    instance: &Rc<Instance>,
) -> Evaluated<()> {
    let Some(state) = InstanceState::of(instance).filter(|state| state.is_persistent()) else {
        return Err(interpreter.raise(
            "sqlalchemy.exc.InvalidRequestError",
            format!("Instance '<{}>' is not persistent within this Session", instance.class.name),
        ));
    };
    autoflush(interpreter, session)?;
    let identity = state.identity.borrow().clone().unwrap_or_default();
    match load::by_identity(interpreter, session, &state.mapping, &identity, true)? {
        Some(_) => Ok(()),
        None => Err(interpreter.raise(
            "sqlalchemy.exc.InvalidRequestError",
            format!("Could not refresh instance '<{}>'", instance.class.name),
        )),
    }
}
