//! Rows to objects, and statements of a session.

use std::rc::Rc;

use crate::operation::ResultRows;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::sqlalchemy::comparator;
use crate::sqlalchemy::expression::{self, Element, Expression, Kind};
use crate::sqlalchemy::native::natives;
use crate::sqlalchemy::operator::Operator;
use crate::sqlalchemy::select::{Entity, FromItem, Select};

use super::super::{execute, result, session};
use super::mapping::Mapping;
use super::state::{InstanceState, SessionState, identity_key};

/// The rows of a SELECT or of RETURNING, with objects where entities stand.
pub struct Loaded {
    pub names: Vec<Rc<str>>,
    pub sources: Vec<Element>,
    pub rows: Vec<Vec<Value>>,
    pub affected: u64,
}

/// Makes objects of the columns of `entities`, and values of the others.
///
/// # Errors
/// What the types raise; refusals for mappings that aren't known here.
pub fn objects(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    result: ResultRows,
    columns: &[Element],
    entities: &[Entity],
    populate_existing: bool,
) -> Evaluated<Loaded> {
    let affected = result.affected;
    let labels: Vec<Rc<str>> = result.columns.iter().map(|column| Rc::from(column.name.as_str())).collect();
    let rows = result::values(interpreter, result, columns)?;
    let mut mappings = Vec::new();
    for entity in entities {
        mappings.push(Mapping::of(interpreter, &entity.class)?);
    }
    let mut names = Vec::new();
    let mut sources = Vec::new();
    let mut at = 0;
    while at < labels.len() {
        match entities.iter().find(|entity| entity.start == at) {
            Some(entity) => {
                names.push(entity.name.clone());
                sources.push(Expression::untyped(Kind::Null));
                at += entity.count.max(1);
            }
            None => {
                names.push(labels[at].clone());
                sources.extend(columns.get(at).cloned());
                at += 1;
            }
        }
    }
    let mut made = Vec::with_capacity(rows.len());
    for row in rows {
        let mut values = Vec::with_capacity(names.len());
        let mut at = 0;
        while at < row.len() {
            match entities.iter().position(|entity| entity.start == at) {
                Some(index) => {
                    let end = at + entities[index].count;
                    let columns = row.get(at..end).unwrap_or_default();
                    values.push(object(interpreter, session, &mappings[index], columns, populate_existing)?);
                    at = end.max(at + 1);
                }
                None => {
                    values.push(row[at].clone());
                    at += 1;
                }
            }
        }
        made.push(values);
    }
    Ok(Loaded { names, sources, rows: made, affected })
}

/// The object of a row: the one that the session has, else a new one. Its attributes stay as they are
/// if they were loaded before, unless `populate_existing`.
fn object(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    mapping: &Rc<Mapping>,
    values: &[Value],
    populate_existing: bool,
) -> Evaluated {
    let identity: Vec<Value> = mapping
        .attributes
        .iter()
        .zip(values)
        .filter(|(attribute, _)| attribute.is_primary_key)
        .map(|(_, value)| value.clone())
        .collect();
    // the other side of an outer join
    if identity.iter().all(Value::is_none) {
        return Ok(Value::None);
    }
    let key = identity_key(interpreter, mapping, &identity)?;
    if let Some(instance) = session.find(interpreter, &key)? {
        if let Some(state) = InstanceState::of(&instance) {
            for (attribute, value) in mapping.attributes.iter().zip(values) {
                if populate_existing || instance.attribute(&attribute.name).is_none() {
                    state.loaded(&instance, &attribute.name, value.clone());
                }
            }
        }
        return Ok(Value::Instance(instance));
    }
    let instance = Instance::new(mapping.class.clone());
    let state = Rc::new(InstanceState {
        mapping: mapping.clone(),
        session: Rc::downgrade(session).into(),
        identity: Some(identity).into(),
        committed: Default::default(),
        deleted: false.into(),
    });
    instance.set_payload(state.clone());
    for (attribute, value) in mapping.attributes.iter().zip(values) {
        state.loaded(&instance, &attribute.name, value.clone());
    }
    session.objects.borrow_mut().insert(key, instance.clone());
    Ok(Value::Instance(instance))
}

/// Runs a statement of the session, Python object or wrapped.
///
/// # Errors
/// What compiling and PostgreSQL raise.
pub fn run(
    interpreter: &mut Interpreter,
    session: &SessionState,
    statement: &Value,
    parameters: Option<&Value>,
) -> Evaluated<ResultRows> {
    session.begun.set(true);
    let compiled = execute::statement(interpreter, statement, parameters)?;
    session::execute(interpreter, compiled)
}

/// A Select as the Python object that it is.
///
/// # Errors
/// None of its own.
pub fn wrap_select(interpreter: &mut Interpreter, select: Select) -> Evaluated {
    Ok(Instance::with_payload(natives(interpreter)?.class("Select"), select))
}

/// `SELECT … WHERE primary key = …`, as a statement.
///
/// # Errors
/// As the comparison.
pub fn select_by_identity(
    interpreter: &mut Interpreter,
    mapping: &Mapping,
    identity: &[Value],
) -> Evaluated<Select> {
    let columns: Vec<Element> = mapping
        .attributes
        .iter()
        .map(|attribute| Expression::untyped(Kind::Column(attribute.column.clone())))
        .collect();
    Ok(Select {
        entities: vec![Entity {
            class: mapping.class.clone(),
            name: mapping.class.name.clone(),
            start: 0,
            count: columns.len(),
        }],
        columns,
        from: vec![Rc::new(FromItem::Table(mapping.table.clone()))],
        conditions: identity_conditions(interpreter, mapping, identity)?,
        ..Select::default()
    })
}

/// `primary key = …`.
///
/// # Errors
/// As the comparison.
pub fn identity_conditions(
    interpreter: &mut Interpreter,
    mapping: &Mapping,
    identity: &[Value],
) -> Evaluated<Vec<Element>> {
    let mut conditions = Vec::new();
    for (attribute, value) in mapping.primary_key().zip(identity) {
        let column = Expression::untyped(Kind::Column(attribute.column.clone()));
        let condition = comparator::compare(interpreter, &column, Operator::Eq, value)?;
        conditions.push(expression::self_group(interpreter, &condition, Some(&Operator::And))?);
    }
    Ok(conditions)
}

/// Loads an object by its primary key; None when there is no such row.
///
/// # Errors
/// What the statement raises.
pub fn by_identity(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    mapping: &Rc<Mapping>,
    identity: &[Value],
    populate_existing: bool,
) -> Evaluated<Option<Value>> {
    let select = select_by_identity(interpreter, mapping, identity)?;
    let (columns, entities) = (select.columns.clone(), select.entities.clone());
    let statement = wrap_select(interpreter, select)?;
    let rows = run(interpreter, session, &statement, None)?;
    let loaded = objects(interpreter, session, rows, &columns, &entities, populate_existing)?;
    Ok(loaded.rows.into_iter().next().and_then(|row| row.into_iter().next()))
}

/// The value of an attribute that an object doesn't have: loaded if its session expired it.
///
/// # Errors
/// SQLAlchemy's for objects without a session and for rows that are gone.
pub fn attribute(
    interpreter: &mut Interpreter,
    instance: &Rc<Instance>,
    column: &Rc<crate::sqlalchemy::column::ColumnObject>,
) -> Evaluated {
    let Some(state) = InstanceState::of(instance) else { return Ok(Value::None) };
    let identity = state.identity.borrow().clone();
    let (Some(identity), false) = (identity, state.deleted.get()) else { return Ok(Value::None) };
    let Some(name) = state.mapping.attribute_of(column).map(|attribute| attribute.name.clone()) else {
        return Ok(Value::None);
    };
    let Some(session) = state.session.borrow().upgrade() else {
        return Err(interpreter.raise(
            "sqlalchemy.orm.exc.DetachedInstanceError",
            format!(
                "Instance <{}> is not bound to a Session; attribute refresh operation cannot proceed",
                instance.class.name
            ),
        ));
    };
    if by_identity(interpreter, &session, &state.mapping, &identity, false)?.is_none() {
        return Err(interpreter.raise(
            "sqlalchemy.orm.exc.ObjectDeletedError",
            format!(
                "Instance '<{}>' has been deleted, or its row is otherwise not present.",
                instance.class.name
            ),
        ));
    }
    Ok(instance.attribute(&name).unwrap_or(Value::None))
}
