//! `Session(bind=op.get_bind())`.

use std::rc::{Rc, Weak};

use crate::python::call::{Arguments, Bound};
use crate::python::interpreter::Interpreter;
use crate::python::library::{ClassBuilder, ModuleBuilder};
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::sqlalchemy::column::LoadHook;
use crate::sqlalchemy::dml::{Dml, Verb};
use crate::sqlalchemy::expression::{Element, Expression, Kind};
use crate::sqlalchemy::select::{AliasedClass, FromItem, Select};
use crate::sqlalchemy::statement;

use super::super::{connection, result};
use super::mapping::Mapping;
use super::state::{InstanceState, SessionState, identity_key, of_session};
use super::{bulk, flush, load, query, session_factory, transaction};

/// The classes of a run.
pub struct SessionClasses {
    pub session: Rc<Class>,
    pub query: Rc<Class>,
    aliased: Rc<Class>,
}

/// Adds `Session`, `sessionmaker`, `Query`, `aliased` and their like to `sqlalchemy.orm`.
///
/// # Errors
/// None of its own.
pub fn install(interpreter: &mut Interpreter) -> Evaluated<()> {
    let classes =
        Rc::new(SessionClasses { session: session_class(), query: query::class(), aliased: aliased_class() });
    interpreter.set_extension(classes.clone());
    interpreter.set_extension(Rc::new(LoadHook(Box::new(load::attribute))));
    let maker = session_factory::maker_class();
    let scoped = session_factory::scoped_class();
    for name in ["sqlalchemy.orm", "sqlalchemy.orm.session", "sqlalchemy.orm.scoping", "sqlalchemy.orm.query"]
    {
        let mut module = ModuleBuilder { module: interpreter.import(name)? };
        module.value("Session", Value::Class(classes.session.clone()));
        module.value("Query", Value::Class(classes.query.clone()));
        module.value("sessionmaker", Value::Class(maker.clone()));
        module.value("scoped_session", Value::Class(scoped.clone()));
    }
    for name in ["sqlalchemy.orm", "sqlalchemy.orm.util"] {
        let mut module = ModuleBuilder { module: interpreter.import(name)? };
        module.function(
            "aliased",
            "element, alias=None, name=None, flat=False, adapt_on_names=False",
            aliased,
        );
        module.function("object_session", "instance", |interpreter, bound| {
            match bound.value("instance").payload::<InstanceState>() {
                Some(state) if state.session.borrow().upgrade().is_some() => {
                    Err(interpreter.refuse("`object_session` in a migration"))
                }
                _ => Ok(Value::None),
            }
        });
    }
    for name in ["sqlalchemy.orm", "sqlalchemy.orm.attributes"] {
        let mut module = ModuleBuilder { module: interpreter.import(name)? };
        module.function("flag_modified", "instance, key", |interpreter, bound| {
            let state = InstanceState::get_or_make(interpreter, &bound.value("instance"))?;
            if let Some(key) = bound.value("key").to_text() {
                state.committed.borrow_mut().remove(&key);
            }
            Ok(Value::None)
        });
    }
    Ok(())
}

/// What has no meaning here.
const REFUSED: [&str; 4] = ["run_callable", "enable_relationship_loading", "prepare", "get_transaction"];

const EXECUTE: &str = "self, statement, params=None, *, execution_options=None, bind_arguments=None, **kw";

fn session_class() -> Rc<Class> {
    let builder = ClassBuilder::new("sqlalchemy.orm.session", "Session")
        .attribute("is_active", Value::Bool(true))
        .method("__init__", "self, bind=None, *, autoflush=True, expire_on_commit=True, **kw", initialize)
        .class_method("__class_getitem__", "cls, item", |_, bound| Ok(bound.receiver()))
        .method("__enter__", "self", |_, bound| Ok(bound.receiver()))
        .method("__exit__", "self, *args", |interpreter, bound| close(interpreter, &bound));
    let builder = objects(statements(transactions(builder)));
    REFUSED
        .into_iter()
        .fold(builder, |builder, name| {
            builder.method(name, "self, *args, **kw", move |interpreter, _| {
                Err(interpreter.refuse(format!("`session.{name}` in a migration")))
            })
        })
        .build()
}

fn initialize(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let bind = bound.value("bind");
    if !bind.is_none() && !connection::is_bind(interpreter, &bind) {
        let class = interpreter.type_name(&bind);
        return Err(interpreter.refuse(format!("a session on a '{class}' object")));
    }
    let receiver = bound.receiver();
    interpreter.set_attribute(&receiver, "bind", bind)?;
    let mut flag = |name: &str| interpreter.truth(&bound.get(name).cloned().unwrap_or(Value::Bool(true)));
    let state = SessionState {
        objects: Default::default(),
        new: Default::default(),
        deleted: Default::default(),
        autoflush: flag("autoflush")?.into(),
        expire_on_commit: flag("expire_on_commit")?.into(),
        begun: false.into(),
        savepoints: Default::default(),
    };
    if let Some(instance) = receiver.as_instance() {
        instance.set_payload(Rc::new(state));
    }
    Ok(Value::None)
}

fn close(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated {
    let session = of_session(interpreter, &bound.receiver())?;
    transaction::close(&session);
    session.begun.set(false);
    Ok(Value::None)
}

fn transactions(builder: ClassBuilder) -> ClassBuilder {
    let builder = builder
        .method("commit", "self", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            transaction::commit(interpreter, &session)?;
            Ok(Value::None)
        })
        .method("rollback", "self", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            transaction::rollback(interpreter, &session)?;
            Ok(Value::None)
        })
        .method("flush", "self, objects=None", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            flush::flush(interpreter, &session)?;
            Ok(Value::None)
        })
        .method("begin", "self, nested=False", |interpreter, bound| {
            let nested = bound.get("nested").cloned().unwrap_or(Value::Bool(false));
            if interpreter.truth(&nested)? {
                return transaction::begin_nested(interpreter, bound.receiver());
            }
            transaction::begin(interpreter, bound.receiver(), false)
        })
        .method("begin_nested", "self", |interpreter, bound| {
            transaction::begin_nested(interpreter, bound.receiver())
        })
        .method("in_transaction", "self", |interpreter, bound| {
            Ok(Value::Bool(of_session(interpreter, &bound.receiver())?.begun.get()))
        })
        .method("connection", "self, **kw", |interpreter, bound| {
            of_session(interpreter, &bound.receiver())?.begun.set(true);
            connection::connection(interpreter)
        })
        .method("get_bind", "self, *args, **kw", |interpreter, _| connection::connection(interpreter))
        .property("no_autoflush", transaction::no_autoflush)
        .property("autoflush", |interpreter, receiver| {
            Ok(Value::Bool(of_session(interpreter, receiver)?.autoflush.get()))
        })
        .method("invalidate", "self", |interpreter, bound| close(interpreter, &bound))
        .method("reset", "self", |interpreter, bound| close(interpreter, &bound));
    builder.method("close", "self", |interpreter, bound| close(interpreter, &bound))
}

fn statements(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("execute", EXECUTE, |interpreter, bound| execute(interpreter, &bound))
        .method("scalar", EXECUTE, |interpreter, bound| {
            let result = execute(interpreter, &bound)?;
            interpreter.call_method(&result, "scalar", Vec::new())
        })
        .method("scalars", EXECUTE, |interpreter, bound| {
            let result = execute(interpreter, &bound)?;
            interpreter.call_method(&result, "scalars", Vec::new())
        })
        .method("query", "self, *entities, **kw", |interpreter, bound| {
            let session = bound.receiver();
            query::new(interpreter, session, &bound.rest)
        })
        .method(
            "bulk_insert_mappings",
            "self, mapper, mappings, return_defaults=False, render_nulls=False",
            |interpreter, bound| {
                let session = of_session(interpreter, &bound.receiver())?;
                let class = mapped_class(interpreter, &bound.value("mapper"))?;
                check_return_defaults(interpreter, &bound)?;
                let rows = interpreter.iterate(&bound.value("mappings"))?;
                let render_nulls = bound.value("render_nulls");
                let render_nulls = interpreter.truth(&render_nulls)?;
                bulk::insert_mappings(interpreter, &session, &class, &rows, render_nulls)?;
                Ok(Value::None)
            },
        )
        .method("bulk_update_mappings", "self, mapper, mappings", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            let class = mapped_class(interpreter, &bound.value("mapper"))?;
            let rows = interpreter.iterate(&bound.value("mappings"))?;
            bulk::update_mappings(interpreter, &session, &class, &rows)?;
            Ok(Value::None)
        })
        .method(
            "bulk_save_objects",
            "self, objects, return_defaults=False, update_changed_only=True, preserve_order=True",
            |interpreter, bound| {
                let session = of_session(interpreter, &bound.receiver())?;
                check_return_defaults(interpreter, &bound)?;
                let objects = interpreter.iterate(&bound.value("objects"))?;
                bulk::save_objects(interpreter, &session, &objects)?;
                Ok(Value::None)
            },
        )
}

fn check_return_defaults(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<()> {
    let given = bound.value("return_defaults");
    match !given.is_none() && interpreter.truth(&given)? {
        true => Err(interpreter.refuse("`return_defaults` of a bulk method")),
        false => Ok(()),
    }
}

fn mapped_class(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Rc<Class>> {
    match value {
        Value::Class(class) => Ok(class.clone()),
        Value::Unknown(unknown) => Err(interpreter.refuse_unknown(unknown, "a mapped class")),
        other => {
            let path = interpreter.class_of(other).path();
            Err(interpreter.refuse(format!("a session with '{path}' where a mapped class is expected")))
        }
    }
}

fn objects(builder: ClassBuilder) -> ClassBuilder {
    builder
        .method("add", "self, instance, _warn=True", |interpreter, bound| {
            add(interpreter, &bound.receiver(), &bound.value("instance"))?;
            Ok(Value::None)
        })
        .method("add_all", "self, instances", |interpreter, bound| {
            for instance in interpreter.iterate(&bound.value("instances"))? {
                add(interpreter, &bound.receiver(), &instance)?;
            }
            Ok(Value::None)
        })
        .method("delete", "self, instance", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            delete(interpreter, &session, &bound.value("instance"))?;
            Ok(Value::None)
        })
        .method("get", "self, entity, ident, **kw", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            let class = mapped_class(interpreter, &bound.value("entity"))?;
            let found = get(interpreter, &session, &class, &bound.value("ident"))?;
            Ok(found.unwrap_or(Value::None))
        })
        .method("get_one", "self, entity, ident, **kw", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            let class = mapped_class(interpreter, &bound.value("entity"))?;
            match get(interpreter, &session, &class, &bound.value("ident"))? {
                Some(found) => Ok(found),
                None => Err(interpreter
                    .raise("sqlalchemy.exc.NoResultFound", "No row was found when one was required")),
            }
        })
        .method(
            "refresh",
            "self, instance, attribute_names=None, with_for_update=None",
            |interpreter, bound| {
                let session = of_session(interpreter, &bound.receiver())?;
                let value = bound.value("instance");
                InstanceState::get_or_make(interpreter, &value)?;
                if let Some(instance) = value.as_instance() {
                    flush::refresh(interpreter, &session, instance)?;
                }
                Ok(Value::None)
            },
        )
        .method("expire", "self, instance, attribute_names=None", |interpreter, bound| {
            let value = bound.value("instance");
            let state = InstanceState::get_or_make(interpreter, &value)?;
            let Some(instance) = value.as_instance() else { return Ok(Value::None) };
            match bound.value("attribute_names") {
                Value::None => transaction::expire(interpreter, instance)?,
                names => {
                    for name in interpreter.iterate(&names)? {
                        let Some(name) = name.to_text() else { continue };
                        instance.attributes.borrow_mut().shift_remove(&*name);
                        state.committed.borrow_mut().remove(&name);
                    }
                }
            }
            Ok(Value::None)
        })
        .method("expunge", "self, instance", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            let value = bound.value("instance");
            let state = InstanceState::get_or_make(interpreter, &value)?;
            if let Some(instance) = value.as_instance() {
                session.objects.borrow_mut().retain(|_, other| !Rc::ptr_eq(other, instance));
                session.new.borrow_mut().retain(|other| !Rc::ptr_eq(other, instance));
                session.deleted.borrow_mut().retain(|other| !Rc::ptr_eq(other, instance));
                *state.session.borrow_mut() = Weak::new();
            }
            Ok(Value::None)
        })
        .method("expire_all", "self", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            transaction::expire_all(interpreter, &session)?;
            Ok(Value::None)
        })
        .method("expunge_all", "self", |interpreter, bound| {
            transaction::close(&*of_session(interpreter, &bound.receiver())?);
            Ok(Value::None)
        })
        .method("merge", "self, instance, load=True, options=None", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            merge(interpreter, &bound.receiver(), &session, &bound.value("instance"))
        })
        .method("is_modified", "self, instance, include_collections=True", |interpreter, bound| {
            let value = bound.value("instance");
            let state = InstanceState::get_or_make(interpreter, &value)?;
            let Some(instance) = value.as_instance() else { return Ok(Value::Bool(false)) };
            Ok(Value::Bool(!state.changes(interpreter, instance)?.is_empty()))
        })
        .method("__contains__", "self, instance", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            let held = match bound.value("instance").as_instance() {
                Some(instance) => {
                    session.objects.borrow().values().any(|other| Rc::ptr_eq(other, instance))
                        || session.new.borrow().iter().any(|other| Rc::ptr_eq(other, instance))
                }
                None => false,
            };
            Ok(Value::Bool(held))
        })
        .method("__iter__", "self", |interpreter, bound| {
            let session = of_session(interpreter, &bound.receiver())?;
            let mut all: Vec<Value> = session.new.borrow().iter().cloned().map(Value::Instance).collect();
            all.extend(session.objects.borrow().values().cloned().map(Value::Instance));
            Ok(crate::python::iterator::Items::of(all))
        })
        .property("new", |interpreter, receiver| {
            let session = of_session(interpreter, receiver)?;
            let new = session.new.borrow().iter().cloned().map(Value::Instance).collect();
            Ok(Value::list(new))
        })
        .property("dirty", |interpreter, receiver| {
            let session = of_session(interpreter, receiver)?;
            let dirty = session.dirty(interpreter)?;
            Ok(Value::list(dirty.into_iter().map(Value::Instance).collect()))
        })
        .property("deleted", |interpreter, receiver| {
            let session = of_session(interpreter, receiver)?;
            let deleted = session.deleted.borrow().iter().cloned().map(Value::Instance).collect();
            Ok(Value::list(deleted))
        })
}

/// `session.add(instance)`: new objects are pending, known ones are the session's again.
fn add(interpreter: &mut Interpreter, session_value: &Value, value: &Value) -> Evaluated<()> {
    let session = of_session(interpreter, session_value)?;
    let state = InstanceState::get_or_make(interpreter, value)?;
    let Some(instance) = value.as_instance() else { return Ok(()) };
    let owner = state.session.borrow().upgrade();
    if owner.is_some_and(|owner| !Rc::ptr_eq(&owner, &session)) {
        return Err(interpreter.raise(
            "sqlalchemy.exc.InvalidRequestError",
            format!("Object '<{}>' is already attached to another session", instance.class.name),
        ));
    }
    let identity = state.identity.borrow().clone();
    match identity {
        None => {
            if !session.new.borrow().iter().any(|other| Rc::ptr_eq(other, instance)) {
                session.new.borrow_mut().push(instance.clone());
            }
        }
        Some(_) if state.deleted.get() => {
            return Err(interpreter.raise(
                "sqlalchemy.exc.InvalidRequestError",
                format!("Instance '<{}>' has been deleted.", instance.class.name),
            ));
        }
        Some(identity) => {
            let key = identity_key(interpreter, &state.mapping, &identity)?;
            let known = session.find(interpreter, &key)?;
            if known.is_some_and(|known| !Rc::ptr_eq(&known, instance)) {
                return Err(interpreter.raise(
                    "sqlalchemy.exc.InvalidRequestError",
                    format!(
                        "Can't attach instance <{}>; another instance with key is already present in this session.",
                        instance.class.name
                    ),
                ));
            }
            session.objects.borrow_mut().insert(key, instance.clone());
            session.deleted.borrow_mut().retain(|other| !Rc::ptr_eq(other, instance));
        }
    }
    *state.session.borrow_mut() = Rc::downgrade(&session);
    Ok(())
}

fn delete(interpreter: &mut Interpreter, session: &Rc<SessionState>, value: &Value) -> Evaluated<()> {
    let state = InstanceState::get_or_make(interpreter, value)?;
    let Some(instance) = value.as_instance() else { return Ok(()) };
    if !state.is_persistent() {
        return Err(interpreter.raise(
            "sqlalchemy.exc.InvalidRequestError",
            format!("Instance '<{}>' is not persisted", instance.class.name),
        ));
    }
    if !session.deleted.borrow().iter().any(|other| Rc::ptr_eq(other, instance)) {
        session.deleted.borrow_mut().push(instance.clone());
    }
    *state.session.borrow_mut() = Rc::downgrade(session);
    Ok(())
}

/// `session.get(Model, primary_key)`: from the session if it is there, else from the database.
///
/// # Errors
/// What the statement raises.
pub fn get(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    class: &Rc<Class>,
    identity: &Value,
) -> Evaluated<Option<Value>> {
    let mapping = Mapping::of(interpreter, class)?;
    let identity = match identity {
        Value::Tuple(items) => items.to_vec(),
        Value::List(items) => items.borrow().clone(),
        Value::Dict(named) => mapping
            .primary_key()
            .filter_map(|attribute| named.borrow().get_str(&attribute.name).cloned())
            .collect(),
        Value::Unknown(unknown) => return Err(interpreter.refuse_unknown(unknown, "a primary key")),
        one => vec![one.clone()],
    };
    if identity.len() != mapping.primary_key().count() {
        return Err(interpreter.raise(
            "sqlalchemy.exc.InvalidRequestError",
            "Incorrect number of values in identifier to formulate primary key for session.get()",
        ));
    }
    let key = identity_key(interpreter, &mapping, &identity)?;
    if let Some(instance) = session.find(interpreter, &key)? {
        let has_values =
            mapping.attributes.iter().all(|attribute| instance.attribute(&attribute.name).is_some());
        if has_values {
            return Ok(Some(Value::Instance(instance)));
        }
    }
    // no autoflush: SQLAlchemy loads by identity without one
    load::by_identity(interpreter, session, &mapping, &identity, false)
}

/// `session.merge(instance)`: its values go to the object of the same primary key, or to a new one.
fn merge(
    interpreter: &mut Interpreter,
    session_value: &Value,
    session: &Rc<SessionState>,
    value: &Value,
) -> Evaluated {
    let state = InstanceState::get_or_make(interpreter, value)?;
    let Some(instance) = value.as_instance() else { return Ok(Value::None) };
    if let Some(name) = state.mapping.relationships.iter().find(|name| instance.attribute(name).is_some()) {
        return Err(interpreter.refuse(format!("`session.merge` with the relationship `{name}`")));
    }
    flush::autoflush(interpreter, session)?;
    let identity: Vec<Value> = state
        .mapping
        .primary_key()
        .map(|attribute| instance.attribute(&attribute.name).unwrap_or(Value::None))
        .collect();
    let found = if identity.iter().any(Value::is_none) {
        None
    } else {
        get(interpreter, session, &instance.class, &Value::tuple(identity))?
    };
    let target = match found {
        Some(found) => found,
        None => {
            let made = Value::Instance(Instance::new(instance.class.clone()));
            add(interpreter, session_value, &made)?;
            made
        }
    };
    if let Some(target) = target.as_instance() {
        for attribute in &state.mapping.attributes {
            if let Some(value) = instance.attribute(&attribute.name) {
                target.set_attribute(&attribute.name, value);
            }
        }
    }
    Ok(target)
}

/// `session.execute(statement)`: objects where the statement names mapped classes.
fn execute(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated {
    let session = of_session(interpreter, &bound.receiver())?;
    let statement = bound.value("statement");
    let parameters = bound.value("params");
    session.begun.set(true);
    if let Some(dml) = statement.payload::<Dml>()
        && let Some(class) = dml.mapped.clone()
    {
        return execute_dml(interpreter, &session, &statement, &dml, &class, &parameters);
    }
    let (columns, entities) = statement::result_columns(&statement);
    if entities.is_empty() {
        // `Model.id` or `table.c.id`: with objects still to be sent, it would make a difference
        let reads = statement.payload::<Select>().is_some();
        if reads && session.autoflush.get() && session.has_changes(interpreter)? {
            return Err(interpreter.refuse(
                "a statement of columns while the session has changes: whether they are sent before it is not known",
            ));
        }
        return connection::run(interpreter, &statement, &parameters);
    }
    flush::autoflush(interpreter, &session)?;
    let parameters = Some(&parameters).filter(|parameters| !parameters.is_none());
    let rows = load::run(interpreter, &session, &statement, parameters)?;
    let loaded = load::objects(interpreter, &session, rows, &columns, &entities, false)?;
    Ok(result::of_rows(interpreter, loaded.names.into(), loaded.sources.into(), loaded.rows, loaded.affected))
}

/// INSERT, UPDATE and DELETE of a mapped class.
fn execute_dml(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    statement: &Value,
    dml: &Dml,
    class: &Rc<Class>,
    parameters: &Value,
) -> Evaluated {
    flush::autoflush(interpreter, session)?;
    let rows = match parameters {
        Value::List(rows) => Some(rows.borrow().clone()),
        Value::Tuple(rows) => Some(rows.to_vec()),
        _ => None,
    };
    match (dml.verb, rows) {
        // "bulk" statements: attribute names, and for UPDATE the primary key tells the row
        (Verb::Insert, Some(rows))
            if dml.rows.is_empty() && dml.returning.is_empty() && dml.on_conflict.is_none() =>
        {
            bulk::insert_mappings(interpreter, session, class, &rows, false)?;
            return connection_result(interpreter, rows.len());
        }
        (Verb::Update, Some(rows)) if dml.rows.is_empty() && dml.conditions.is_empty() => {
            bulk::update_mappings(interpreter, session, class, &rows)?;
            return connection_result(interpreter, rows.len());
        }
        _ => {}
    }
    if !dml.returning_entities.is_empty() {
        let rows =
            load::run(interpreter, session, statement, Some(parameters).filter(|given| !given.is_none()))?;
        let loaded =
            load::objects(interpreter, session, rows, &dml.returning, &dml.returning_entities, true)?;
        return Ok(result::of_rows(
            interpreter,
            loaded.names.into(),
            loaded.sources.into(),
            loaded.rows,
            loaded.affected,
        ));
    }
    let mapping = Mapping::of(interpreter, class)?;
    if dml.verb == Verb::Insert || !dml.returning.is_empty() || !holds(session, class) || !dml.synchronizes()
    {
        if !dml.returning.is_empty()
            && dml.verb != Verb::Insert
            && holds(session, class)
            && dml.synchronizes()
        {
            return Err(interpreter.refuse("RETURNING of a statement whose objects the session holds"));
        }
        return connection::run(interpreter, statement, parameters);
    }
    let affected = synchronized(interpreter, session, &mapping, dml.clone(), parameters)?;
    connection_result(interpreter, usize::try_from(affected).unwrap_or(usize::MAX))
}

fn connection_result(interpreter: &mut Interpreter, affected: usize) -> Evaluated {
    let rows = crate::operation::ResultRows { affected: affected as u64, ..Default::default() };
    result::result(interpreter, rows)
}

fn holds(session: &SessionState, class: &Rc<Class>) -> bool {
    session.objects.borrow().keys().any(|(address, _)| *address == Rc::as_ptr(class) as usize)
}

/// An UPDATE or DELETE after which the session's objects are as their rows: those that it met are
/// loaded again, or gone (`synchronize_session="fetch"`, which for what was sent before comes to the
/// same as `"evaluate"`).
///
/// # Errors
/// What the statement raises.
pub fn synchronized(
    interpreter: &mut Interpreter,
    session: &Rc<SessionState>,
    mapping: &Rc<Mapping>,
    mut dml: Dml,
    parameters: &Value,
) -> Evaluated<u64> {
    let is_delete = dml.verb == Verb::Delete;
    let changed: Vec<Value> = dml.rows.iter().flatten().map(|(key, _)| key.clone()).collect();
    dml.returning = mapping
        .primary_key()
        .map(|attribute| Expression::untyped(Kind::Column(attribute.column.clone())))
        .collect();
    let sources: Vec<Element> = dml.returning.clone();
    let class = if is_delete { "Delete" } else { "Update" };
    let class = crate::sqlalchemy::native::natives(interpreter)?.class(class);
    let statement = Instance::with_payload(class, dml);
    let rows =
        load::run(interpreter, session, &statement, Some(parameters).filter(|given| !given.is_none()))?;
    let met = result::values(interpreter, rows, &sources)?;
    for identity in &met {
        let key = identity_key(interpreter, mapping, identity)?;
        let Some(instance) = session.find(interpreter, &key)? else { continue };
        let Some(state) = InstanceState::of(&instance) else { continue };
        if is_delete {
            session.objects.borrow_mut().shift_remove(&key);
            state.deleted.set(true);
            continue;
        }
        for attribute in &mapping.attributes {
            let is_changed = changed.iter().any(|key| {
                key.is(&attribute.column.value())
                    || key
                        .to_text()
                        .is_some_and(|key| *key == *attribute.name || *key == *attribute.column.key_text())
            });
            if is_changed || !attribute.column.onupdate.borrow().is_none() {
                instance.attributes.borrow_mut().shift_remove(&*attribute.name);
                state.committed.borrow_mut().remove(&attribute.name);
            }
        }
    }
    Ok(met.len() as u64)
}

/// `aliased(Model)`, and of a table an alias like `.alias()`.
fn aliased(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let element = bound.value("element");
    let name = match bound.value("name") {
        Value::None => None,
        name => name.to_text(),
    };
    let Value::Class(class) = &element else {
        let alias = interpreter.get_attribute(&element, "alias")?;
        let arguments = name.map(Value::Str).into_iter().collect();
        return interpreter.call(&alias, Arguments::positional(arguments));
    };
    let item = match bound.value("alias") {
        Value::None => {
            statement::from_item(interpreter, &element)?.map(|item| Rc::new(FromItem::Alias { item, name }))
        }
        given => statement::from_item(interpreter, &given)?,
    };
    let Some(item) = item else { return Err(interpreter.refuse("`aliased` of what is not mapped")) };
    let Some(classes) = interpreter.extension::<SessionClasses>() else { return Ok(Value::None) };
    Ok(Instance::with_payload(classes.aliased.clone(), AliasedClass { class: class.clone(), item }))
}

fn aliased_class() -> Rc<Class> {
    ClassBuilder::new("sqlalchemy.orm.util", "AliasedClass")
        .method("__getattr__", "self, name", |interpreter, bound| {
            let receiver = bound.receiver();
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default();
            let Some(aliased) = receiver.payload::<AliasedClass>() else { return Ok(Value::None) };
            let value = interpreter.get_attribute(&Value::Class(aliased.class.clone()), name)?;
            let Some(column) = crate::sqlalchemy::column::of(&value) else {
                return match &value {
                    Value::Function(_) | Value::Builtin(_) | Value::BoundMethod(_) => Ok(value),
                    _ => Err(interpreter.refuse(format!("`.{name}` of an aliased class"))),
                };
            };
            let key: Rc<str> = column.key_text().into();
            let type_ = column.type_.borrow().clone();
            let element = crate::sqlalchemy::select::column_of(&aliased.item, &key, &type_);
            crate::sqlalchemy::comparator::wrap(interpreter, element)
        })
        .build()
}
