//! `Column(...)`: what it was given, and the table that it became part of.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::argument;
use super::constraint::ConstraintObject;
use super::foreign_key::ForeignKeyObject;
use super::native::{Natives, natives};
use super::sequence::{IdentityObject, SequenceObject};
use super::table::TableObject;
use super::type_object::{self, to_instance};
use crate::error::Place;
use crate::python::call::{Arguments, Bound};
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};

/// The payload of a `Column`.
pub struct ColumnObject {
    /// The Python object that it belongs to.
    pub instance: RefCell<Weak<Instance>>,
    pub name: RefCell<Option<Rc<str>>>,
    /// Where it differs from the name.
    pub key: RefCell<Option<Rc<str>>>,
    /// An instance of a type; None for NullType.
    pub type_: RefCell<Value>,
    pub nullable: RefCell<Value>,
    /// Whether `nullable=` was said.
    pub nullable_given: Cell<bool>,
    pub primary_key: RefCell<Value>,
    pub index: RefCell<Value>,
    pub unique: RefCell<Value>,
    pub system: RefCell<Value>,
    /// `"auto"` where nothing was said.
    pub autoincrement: RefCell<Value>,
    pub default: RefCell<Value>,
    pub onupdate: RefCell<Value>,
    pub server_default: RefCell<Value>,
    pub server_onupdate: RefCell<Value>,
    pub comment: RefCell<Value>,
    pub info: RefCell<Value>,
    pub doc: RefCell<Value>,
    pub foreign_keys: RefCell<Vec<Rc<ForeignKeyObject>>>,
    /// Checks written inside the call.
    pub constraints: RefCell<Vec<Rc<ConstraintObject>>>,
    pub identity: RefCell<Option<Rc<IdentityObject>>>,
    /// Expression and `persisted`.
    pub computed: RefCell<Option<(Value, Value)>>,
    pub sequence: RefCell<Option<Rc<SequenceObject>>>,
    pub table: RefCell<Option<Rc<TableObject>>>,
    pub declared_at: Option<Place>,
    /// SQLAlchemy's `_creation_order`; a mixin's copy has that of the original.
    pub creation: Cell<u64>,
}

impl ColumnObject {
    fn empty(declared_at: Option<Place>) -> ColumnObject {
        ColumnObject {
            instance: RefCell::new(Weak::new()),
            name: RefCell::new(None),
            key: RefCell::new(None),
            type_: RefCell::new(Value::None),
            nullable: RefCell::new(Value::Bool(true)),
            nullable_given: Cell::new(false),
            primary_key: RefCell::new(Value::Bool(false)),
            index: RefCell::new(Value::None),
            unique: RefCell::new(Value::None),
            system: RefCell::new(Value::Bool(false)),
            autoincrement: RefCell::new(Value::str("auto")),
            default: RefCell::new(Value::None),
            onupdate: RefCell::new(Value::None),
            server_default: RefCell::new(Value::None),
            server_onupdate: RefCell::new(Value::None),
            comment: RefCell::new(Value::None),
            info: RefCell::new(Value::dict(Default::default())),
            doc: RefCell::new(Value::None),
            foreign_keys: RefCell::default(),
            constraints: RefCell::default(),
            identity: RefCell::default(),
            computed: RefCell::default(),
            sequence: RefCell::default(),
            table: RefCell::default(),
            declared_at,
            creation: Cell::new(0),
        }
    }

    /// The Python object.
    pub fn value(&self) -> Value {
        self.instance.borrow().upgrade().map_or(Value::None, Value::Instance)
    }

    pub fn name_text(&self) -> String {
        self.name.borrow().as_deref().unwrap_or("").to_owned()
    }

    /// The name that Python code uses: the key, else the name.
    pub fn key_text(&self) -> String {
        let key = self.key.borrow();
        key.as_deref().map_or_else(|| self.name_text(), str::to_owned)
    }

    /// The truth of `primary_key=`.
    ///
    /// # Errors
    /// A refusal for Unknown.
    pub fn is_primary_key(&self, interp: &mut Interpreter) -> Evaluated<bool> {
        let given = self.primary_key.borrow().clone();
        argument::flag(interp, &given, "primary_key")
    }

    /// Names a column that has none yet, as the declarative system does.
    pub fn set_name_if_missing(&self, name: &str) {
        self.name.borrow_mut().get_or_insert_with(|| name.into());
    }
}

/// The column behind a value: a `Column`, or an attribute of a mapped class.
pub fn of(value: &Value) -> Option<Rc<ColumnObject>> {
    value.payload::<ColumnObject>()
}

/// A new `Column` from the arguments of its call.
///
/// # Errors
/// What SQLAlchemy raises for arguments that it doesn't take.
pub fn new(interp: &mut Interpreter, arguments: Arguments) -> Evaluated {
    let class = natives(interp)?.value("Column");
    interp.call(&class, arguments)
}

const KEYWORDS: &[&str] = &[
    "name",
    "type_",
    "autoincrement",
    "default",
    "insert_default",
    "doc",
    "key",
    "index",
    "unique",
    "info",
    "nullable",
    "onupdate",
    "primary_key",
    "server_default",
    "server_onupdate",
    "quote",
    "system",
    "comment",
    "insert_sentinel",
    "_omit_from_statements",
    "_proxies",
];

fn init(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let receiver = bound.receiver();
    let Some(instance) = receiver.as_instance().cloned() else { return Ok(Value::None) };
    let place = interp.place();
    let column = construct(interp, place, bound.rest, bound.keywords)?;
    *column.instance.borrow_mut() = Rc::downgrade(&instance);
    instance.set_payload(Rc::new(column));
    Ok(Value::None)
}

fn construct(
    interp: &mut Interpreter,
    place: Option<Place>,
    positional: Vec<Value>,
    keywords: Vec<(Rc<str>, Value)>,
) -> Evaluated<ColumnObject> {
    let column = ColumnObject::empty(place);
    column.creation.set(natives(interp)?.next_creation());
    for (name, _) in &keywords {
        if !KEYWORDS.contains(&&**name) && !name.contains('_') {
            return Err(interp.raise(
                "TypeError",
                format!("Additional arguments should be named <dialectname>_<argument>, got '{name}'"),
            ));
        }
    }
    let given = |name: &str| keywords.iter().find(|(key, _)| &**key == name).map(|(_, value)| value.clone());

    let mut items = positional.into_iter().peekable();
    match items.peek() {
        Some(Value::Str(name)) => {
            *column.name.borrow_mut() = Some(name.clone());
            items.next();
        }
        Some(Value::None) => {
            items.next();
        }
        Some(unknown @ Value::Unknown(_)) if given("name").is_none() => {
            return Err(argument::refuse_unknown(interp, unknown, "the first argument of Column"));
        }
        _ => {}
    }
    if let Some(name) = given("name") {
        *column.name.borrow_mut() =
            argument::optional_text(interp, &name, "a column's name")?.map(Into::into);
    }
    match items.peek() {
        Some(value) if type_object::is_type(value) => {
            let value = value.clone();
            *column.type_.borrow_mut() = to_instance(interp, &value)?;
            items.next();
        }
        // kept: harmless until the column's type is asked for
        Some(value @ Value::Unknown(_)) => {
            *column.type_.borrow_mut() = value.clone();
            items.next();
        }
        Some(Value::None) => {
            items.next();
        }
        _ => {}
    }
    if let Some(given) = given("type_") {
        *column.type_.borrow_mut() = match given {
            Value::None => Value::None,
            given => to_instance(interp, &given)?,
        };
    }
    if let Some(primary_key) = given("primary_key") {
        *column.primary_key.borrow_mut() = primary_key;
    }
    match given("nullable") {
        Some(nullable) if !is_unspecified(&nullable) => {
            *column.nullable.borrow_mut() = nullable;
            column.nullable_given.set(true);
        }
        _ => {
            let implied = match &*column.primary_key.borrow() {
                Value::Bool(primary) => Value::Bool(!primary),
                Value::None => Value::Bool(true),
                Value::Unknown(unknown) => Value::Unknown(unknown.clone()),
                other => Value::Bool(!interp.truth(other)?),
            };
            *column.nullable.borrow_mut() = implied;
        }
    }
    for (name, cell) in [
        ("index", &column.index),
        ("unique", &column.unique),
        ("system", &column.system),
        ("autoincrement", &column.autoincrement),
        ("onupdate", &column.onupdate),
        ("server_default", &column.server_default),
        ("server_onupdate", &column.server_onupdate),
        ("comment", &column.comment),
        ("doc", &column.doc),
        ("info", &column.info),
    ] {
        if let Some(value) = given(name) {
            *cell.borrow_mut() = value;
        }
    }
    if let Some(key) = given("key") {
        *column.key.borrow_mut() = argument::optional_text(interp, &key, "a column's key")?.map(Into::into);
    }
    for name in ["insert_default", "default"] {
        if let Some(value) = given(name) {
            match value.payload::<SequenceObject>() {
                Some(sequence) => *column.sequence.borrow_mut() = Some(sequence),
                None => *column.default.borrow_mut() = value,
            }
        }
    }
    for item in items {
        add_item(interp, &column, &item)?;
    }
    let server_default = column.server_default.borrow().clone();
    add_server_default(interp, &column, &server_default)?;
    Ok(column)
}

/// `NO_ARG` and the like, which stand for "not said".
fn is_unspecified(value: &Value) -> bool {
    value.as_instance().is_some_and(|instance| &*instance.class.name == "_NoArg")
}

/// `server_default=Identity()`, `Computed(…)`, or a Sequence's `next_value()`.
fn add_server_default(interp: &mut Interpreter, column: &ColumnObject, value: &Value) -> Evaluated<()> {
    if value.payload::<IdentityObject>().is_some() || super::sequence::computed_of(value).is_some() {
        *column.server_default.borrow_mut() = Value::None;
        add_item(interp, column, value)?;
    }
    Ok(())
}

/// One of the schema items that a Column's call may hold.
///
/// # Errors
/// ArgumentError for anything that is none; a refusal for Unknown.
pub fn add_item(interp: &mut Interpreter, column: &ColumnObject, item: &Value) -> Evaluated<()> {
    if let Some(key) = item.payload::<ForeignKeyObject>() {
        column.foreign_keys.borrow_mut().push(key);
    } else if let Some(constraint) = item.payload::<ConstraintObject>() {
        // it stands with the column, whatever table its condition speaks of
        constraint.attached.set(true);
        column.constraints.borrow_mut().push(constraint);
    } else if let Some(identity) = item.payload::<IdentityObject>() {
        if !column.nullable_given.get() {
            *column.nullable.borrow_mut() = Value::Bool(false);
        }
        *column.identity.borrow_mut() = Some(identity);
    } else if let Some(computed) = super::sequence::computed_of(item) {
        *column.computed.borrow_mut() = Some(computed);
    } else if let Some(sequence) = item.payload::<SequenceObject>() {
        *column.sequence.borrow_mut() = Some(sequence);
    } else if let Some(default) = super::server_default::default_clause(item) {
        *column.server_default.borrow_mut() = default;
    } else if super::server_default::is_client_default(item) {
        *column.default.borrow_mut() = item.clone();
    } else if let Value::Unknown(_) = item {
        return Err(argument::refuse_unknown(interp, item, "an argument of Column"));
    } else if item.is_none() {
        // Column("a", Integer, None) is what a conditional expression leaves
        return Ok(());
    } else {
        let shown = interp.repr(item)?;
        return Err(interp.raise(
            "sqlalchemy.exc.ArgumentError",
            format!("'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {shown}"),
        ));
    }
    Ok(())
}

/// A copy without a table, as mixins' columns are copied for each class.
///
/// # Errors
/// None of its own.
pub fn copy(interp: &mut Interpreter, column: &Rc<ColumnObject>) -> Evaluated {
    let class = natives(interp)?.class("Column");
    let instance = Instance::new(class);
    let mut copied = ColumnObject::empty(column.declared_at.clone());
    *copied.instance.borrow_mut() = Rc::downgrade(&instance);
    copied.name.clone_from(&column.name);
    copied.key.clone_from(&column.key);
    copied.nullable_given.set(column.nullable_given.get());
    copied.creation.set(column.creation.get());
    for (to, from) in [
        (&copied.type_, &column.type_),
        (&copied.nullable, &column.nullable),
        (&copied.primary_key, &column.primary_key),
        (&copied.index, &column.index),
        (&copied.unique, &column.unique),
        (&copied.system, &column.system),
        (&copied.autoincrement, &column.autoincrement),
        (&copied.default, &column.default),
        (&copied.onupdate, &column.onupdate),
        (&copied.server_default, &column.server_default),
        (&copied.server_onupdate, &column.server_onupdate),
        (&copied.comment, &column.comment),
        (&copied.info, &column.info),
        (&copied.doc, &column.doc),
    ] {
        let value = from.borrow().clone();
        *to.borrow_mut() = value;
    }
    let fresh = |key: &Rc<ForeignKeyObject>| Rc::new(key.copy());
    *copied.foreign_keys.borrow_mut() = column.foreign_keys.borrow().iter().map(fresh).collect();
    let mut constraints = Vec::new();
    for constraint in column.constraints.borrow().iter() {
        constraints.push(Rc::new(constraint.copy(natives(interp)?.next_creation())));
    }
    *copied.constraints.borrow_mut() = constraints;
    copied.identity.clone_from(&column.identity);
    copied.computed.clone_from(&column.computed);
    copied.sequence.clone_from(&column.sequence);
    instance.set_payload(Rc::new(copied));
    Ok(Value::Instance(instance))
}

/// `Column._merge`: what `from` says and `onto` does not, as the column inside `Annotated[...]` speaks
/// for those that the annotation is of.
///
/// # Errors
/// A refusal for an Unknown `primary_key`.
pub fn merge(
    interp: &mut Interpreter,
    from: &ColumnObject,
    onto: &ColumnObject,
    omit_defaults: bool,
) -> Evaluated<()> {
    if from.is_primary_key(interp)? {
        *onto.primary_key.borrow_mut() = Value::Bool(true);
    }
    let is_auto = |value: &Value| value.as_str() == Some("auto");
    if !is_auto(&from.autoincrement.borrow()) && is_auto(&onto.autoincrement.borrow()) {
        take(&onto.autoincrement, &from.autoincrement);
    }
    if matches!(&*from.system.borrow(), Value::Bool(true)) {
        *onto.system.borrow_mut() = Value::Bool(true);
    }
    let info = from.info.borrow().clone();
    if let (Value::Dict(from), Value::Dict(onto)) = (&info, &*onto.info.borrow())
        && !Rc::ptr_eq(from, onto)
    {
        for (key, value) in from.borrow().iter() {
            if let Some(key) = key.to_text() {
                onto.borrow_mut().insert_str(&key, value.clone());
            }
        }
    }
    if from.nullable_given.get() && !onto.nullable_given.get() {
        take(&onto.nullable, &from.nullable);
        onto.nullable_given.set(true);
    }
    let has_default =
        |column: &ColumnObject| !column.default.borrow().is_none() || column.sequence.borrow().is_some();
    if !omit_defaults && !has_default(onto) {
        take(&onto.default, &from.default);
        take(&onto.sequence, &from.sequence);
    }
    let has_server_default = |column: &ColumnObject| {
        !column.server_default.borrow().is_none()
            || column.identity.borrow().is_some()
            || column.computed.borrow().is_some()
    };
    if !has_server_default(onto) {
        take(&onto.server_default, &from.server_default);
        take(&onto.identity, &from.identity);
        take(&onto.computed, &from.computed);
    }
    for (onto, from) in [
        (&onto.type_, &from.type_),
        (&onto.server_onupdate, &from.server_onupdate),
        (&onto.onupdate, &from.onupdate),
        (&onto.index, &from.index),
        (&onto.unique, &from.unique),
        (&onto.doc, &from.doc),
        (&onto.comment, &from.comment),
    ] {
        if onto.borrow().is_none() {
            take(onto, from);
        }
    }
    for constraint in from.constraints.borrow().iter() {
        let copy = Rc::new(constraint.copy(natives(interp)?.next_creation()));
        onto.constraints.borrow_mut().push(copy);
    }
    for key in from.foreign_keys.borrow().iter() {
        onto.foreign_keys.borrow_mut().push(Rc::new(key.copy()));
    }
    Ok(())
}

fn take<T: Clone>(onto: &RefCell<T>, from: &RefCell<T>) {
    let value = from.borrow().clone();
    *onto.borrow_mut() = value;
}

fn attribute(interp: &mut Interpreter, receiver: &Value, name: &str) -> Evaluated<Option<Value>> {
    let Some(column) = of(receiver) else { return Ok(None) };
    let text = |text: &Option<Rc<str>>| text.clone().map_or(Value::None, Value::Str);
    Ok(Some(match name {
        "name" => text(&column.name.borrow()),
        "key" => match &*column.key.borrow() {
            Some(key) => Value::Str(key.clone()),
            None => text(&column.name.borrow()),
        },
        "type" => {
            let known = column.type_.borrow().clone();
            if known.is_none() { type_object::null_type(interp)? } else { known }
        }
        "nullable" => column.nullable.borrow().clone(),
        "primary_key" => column.primary_key.borrow().clone(),
        "index" => column.index.borrow().clone(),
        "unique" => column.unique.borrow().clone(),
        "system" => column.system.borrow().clone(),
        "autoincrement" => column.autoincrement.borrow().clone(),
        "default" => match &*column.sequence.borrow() {
            Some(sequence) => sequence.value(),
            None => super::server_default::client_default(interp, &column.default.borrow())?,
        },
        "onupdate" => super::server_default::client_default(interp, &column.onupdate.borrow())?,
        "server_default" => {
            let given = column.server_default.borrow().clone();
            match &*column.identity.borrow() {
                Some(identity) => identity.value(),
                None => super::server_default::as_clause(interp, &given)?,
            }
        }
        "server_onupdate" => column.server_onupdate.borrow().clone(),
        "comment" => column.comment.borrow().clone(),
        "info" => column.info.borrow().clone(),
        "doc" => column.doc.borrow().clone(),
        "table" => column.table.borrow().as_ref().map_or(Value::None, |table| table.value()),
        "foreign_keys" => {
            let keys = column.foreign_keys.borrow().clone();
            let mut values = Vec::new();
            for key in keys {
                values.push(super::foreign_key::value(interp, &key)?);
            }
            Value::list(values)
        }
        "constraints" => Value::list(column.constraints.borrow().iter().map(|c| c.value()).collect()),
        "identity" => column.identity.borrow().as_ref().map_or(Value::None, |identity| identity.value()),
        "computed" => Value::None,
        _ => return Ok(None),
    }))
}

fn set_attribute(interp: &mut Interpreter, bound: &Bound) -> Evaluated {
    let receiver = bound.receiver();
    let name = bound.value("name");
    let name = name.as_str().unwrap_or_default().to_owned();
    let value = bound.value("value");
    let Some(column) = of(&receiver) else {
        if let Some(instance) = receiver.as_instance() {
            instance.set_attribute(&name, value);
        }
        return Ok(Value::None);
    };
    let cell = match name.as_str() {
        "name" | "key" => {
            let text = argument::optional_text(interp, &value, "a column's name")?;
            let cell = if name == "name" { &column.name } else { &column.key };
            *cell.borrow_mut() = text.map(Into::into);
            return Ok(Value::None);
        }
        "type" => {
            *column.type_.borrow_mut() = to_instance(interp, &value)?;
            return Ok(Value::None);
        }
        "nullable" => {
            column.nullable_given.set(true);
            &column.nullable
        }
        "primary_key" => &column.primary_key,
        "index" => &column.index,
        "unique" => &column.unique,
        "system" => &column.system,
        "autoincrement" => &column.autoincrement,
        "default" => &column.default,
        "onupdate" => &column.onupdate,
        "server_default" => &column.server_default,
        "server_onupdate" => &column.server_onupdate,
        "comment" => &column.comment,
        "info" => &column.info,
        "doc" => &column.doc,
        _ => {
            if let Some(instance) = receiver.as_instance() {
                instance.set_attribute(&name, value);
            }
            return Ok(Value::None);
        }
    };
    *cell.borrow_mut() = value;
    Ok(Value::None)
}

/// Adds the class `Column`.
pub fn register(natives: &mut Natives) {
    let base = natives.class("ColumnClause");
    let item = natives.class("SchemaItem");
    let class = ClassBuilder::new("sqlalchemy.sql.schema", "Column")
        .base(&item)
        .base(&base)
        .method("__init__", "self, *args, **kw", init)
        .method("__getattr__", "self, name", |interp, bound| {
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default().to_owned();
            match attribute(interp, &bound.receiver(), &name)? {
                Some(value) => Ok(value),
                None => super::comparator::attribute(interp, &bound.receiver(), &name),
            }
        })
        .method("__setattr__", "self, name, value", |interp, bound| set_attribute(interp, &bound))
        .method("__repr__", "self", |interp, bound| {
            let name = attribute(interp, &bound.receiver(), "name")?.unwrap_or(Value::None);
            let shown = interp.repr(&name)?;
            Ok(Value::str(format!("Column({shown})")))
        })
        .method("__get__", "self, instance, owner=None", instance_value)
        .method("copy", "self, **kw", |interp, bound| copy_bound(interp, &bound))
        .method("_copy", "self, **kw", |interp, bound| copy_bound(interp, &bound))
        .method("append_foreign_key", "self, fk", |interp, bound| {
            if let Some(column) = of(&bound.receiver()) {
                add_item(interp, &column, &bound.value("fk"))?;
            }
            Ok(Value::None)
        })
        .build();
    natives.add("Column", Value::Class(class));
}

/// What a column of a mapped class is on an object that has no value for it: None, or what a session
/// loads. Kept as an extension of the interpreter by whoever has sessions.
pub struct LoadHook(pub Box<Load>);

/// The object, and the column.
pub type Load = dyn Fn(&mut Interpreter, &Rc<Instance>, &Rc<ColumnObject>) -> Evaluated;

/// On a mapped class the column itself, as on every other; on its objects, the attribute's value.
fn instance_value(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let receiver = bound.receiver();
    let (Some(column), Value::Instance(instance)) = (of(&receiver), bound.value("instance")) else {
        return Ok(receiver);
    };
    let Some(table) = column.table.borrow().clone() else { return Ok(receiver) };
    let maps = |class: &Rc<crate::python::value::Class>| {
        let own = class.namespace.borrow().get("__table__").and_then(super::table::of);
        own.is_some_and(|own| Rc::ptr_eq(&own, &table))
    };
    if !std::iter::once(&instance.class).chain(&instance.class.ancestors).any(maps) {
        return Ok(receiver);
    }
    match interp.extension::<LoadHook>() {
        Some(hook) => (hook.0)(interp, &instance, &column),
        None => Ok(Value::None),
    }
}

fn copy_bound(interp: &mut Interpreter, bound: &Bound) -> Evaluated {
    match of(&bound.receiver()) {
        Some(column) => copy(interp, &column),
        None => Ok(bound.receiver()),
    }
}
