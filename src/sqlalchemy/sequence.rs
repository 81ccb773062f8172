//! `Sequence`, `Identity` and `Computed`.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::argument;
use super::data_type::type_sql;
use super::native::Natives;
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::schema::{Computed, Identity, IdentityMode, QualifiedName, Sequence, SequenceOptions};

/// `start`, `increment` and the others, as given.
#[derive(Clone, Default)]
pub struct Options(Vec<(&'static str, Value)>);

const NAMES: &[&str] =
    &["start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle", "cache", "order"];

impl Options {
    fn from_bound(bound: &Bound) -> Options {
        Options(NAMES.iter().map(|name| (*name, bound.value(name))).collect())
    }

    fn get(&self, name: &str) -> Value {
        self.0.iter().find(|(known, _)| *known == name).map_or(Value::None, |(_, value)| value.clone())
    }

    fn read(&self, interp: &mut Interpreter) -> Evaluated<SequenceOptions> {
        let mut integer = |name: &str| {
            let value = self.get(name);
            argument::optional_integer(interp, &value, &format!("`{name}` of a sequence"))
        };
        let (start, increment) = (integer("start")?, integer("increment")?);
        let (min_value, max_value, cache) = (integer("minvalue")?, integer("maxvalue")?, integer("cache")?);
        let mut flag = |name: &str| {
            let value = self.get(name);
            argument::optional_flag(interp, &value, &format!("`{name}` of a sequence"))
        };
        Ok(SequenceOptions {
            start,
            increment,
            min_value,
            max_value,
            cache,
            // said at all is what SQLAlchemy looks at
            no_min_value: flag("nominvalue")?.is_some(),
            no_max_value: flag("nomaxvalue")?.is_some(),
            cycle: flag("cycle")?,
        })
    }
}

/// The payload of an `Identity`.
pub struct IdentityObject {
    instance: RefCell<Weak<Instance>>,
    always: Value,
    options: Options,
}

impl IdentityObject {
    pub fn value(&self) -> Value {
        self.instance.borrow().upgrade().map_or(Value::None, Value::Instance)
    }

    /// # Errors
    /// A refusal for Unknown.
    pub fn read(&self, interp: &mut Interpreter) -> Evaluated<Identity> {
        let always = argument::flag(interp, &self.always, "always")?;
        let mode = if always { IdentityMode::Always } else { IdentityMode::ByDefault };
        Ok(Identity { mode, options: self.options.read(interp)? })
    }
}

/// The payload of a `Sequence`.
pub struct SequenceObject {
    instance: RefCell<Weak<Instance>>,
    name: Value,
    schema: Value,
    data_type: Value,
    metadata: Value,
    optional: Value,
    options: Options,
}

impl SequenceObject {
    pub fn value(&self) -> Value {
        self.instance.borrow().upgrade().map_or(Value::None, Value::Instance)
    }

    /// `Sequence(optional=True)` is left out where the server has serial columns.
    ///
    /// # Errors
    /// A refusal for Unknown.
    pub fn is_optional(&self, interp: &mut Interpreter) -> Evaluated<bool> {
        argument::flag(interp, &self.optional, "optional")
    }

    /// # Errors
    /// A refusal for Unknown.
    pub fn read(&self, interp: &mut Interpreter) -> Evaluated<Sequence> {
        let schema = argument::optional_text(interp, &self.schema, "the schema of a sequence")?;
        let own = super::metadata::of(&self.metadata).and_then(|metadata| metadata.schema.borrow().clone());
        let data_type = match &self.data_type {
            Value::None => None,
            given => Some(type_sql(interp, given)?),
        };
        Ok(Sequence {
            name: QualifiedName {
                schema: schema.or(own),
                name: argument::text(interp, &self.name, "the name of a sequence")?,
            },
            options: self.options.read(interp)?,
            data_type,
        })
    }
}

/// The payload of a `Computed`.
struct ComputedObject {
    expression: Value,
    persisted: Value,
}

/// Expression and `persisted` of a `Computed`.
pub fn computed_of(value: &Value) -> Option<(Value, Value)> {
    let computed = value.payload::<ComputedObject>()?;
    Some((computed.expression.clone(), computed.persisted.clone()))
}

/// # Errors
/// A refusal for Unknown.
pub fn read_computed(
    interp: &mut Interpreter,
    (expression, persisted): &(Value, Value),
) -> Evaluated<Computed> {
    Ok(Computed {
        expression: super::compile::ddl_condition(interp, expression)?,
        persisted: argument::optional_flag(interp, persisted, "persisted")?,
    })
}

const OPTIONS: &str = "start=None, increment=None, minvalue=None, maxvalue=None, nominvalue=None, nomaxvalue=None, \
                       cycle=None";

/// Adds the three classes.
pub fn register(natives: &mut Natives) {
    let item = natives.class("SchemaItem");
    let identity = ClassBuilder::new("sqlalchemy.sql.schema", "Identity")
        .base(&item)
        .method(
            "__init__",
            &format!("self, always=False, on_null=None, {OPTIONS}, cache=None, order=None, **kw"),
            |_, bound| {
                if let Some(instance) = bound.receiver().as_instance() {
                    instance.set_payload(Rc::new(IdentityObject {
                        instance: RefCell::new(Rc::downgrade(instance)),
                        always: bound.value("always"),
                        options: Options::from_bound(&bound),
                    }));
                }
                Ok(Value::None)
            },
        )
        .build();
    natives.add("Identity", Value::Class(identity));
    let sequence = ClassBuilder::new("sqlalchemy.sql.schema", "Sequence")
        .base(&item)
        .method(
            "__init__",
            &format!(
                "self, name, {OPTIONS}, schema=None, cache=None, order=None, data_type=None, optional=False, \
                 quote=None, metadata=None, quote_schema=None, for_update=False, **kw"
            ),
            |_, bound| {
                let receiver = bound.receiver();
                if let Some(instance) = receiver.as_instance() {
                    let sequence = Rc::new(SequenceObject {
                        instance: RefCell::new(Rc::downgrade(instance)),
                        name: bound.value("name"),
                        schema: bound.value("schema"),
                        data_type: bound.value("data_type"),
                        metadata: bound.value("metadata"),
                        optional: bound.value("optional"),
                        options: Options::from_bound(&bound),
                    });
                    if let Some(metadata) = super::metadata::of(&bound.value("metadata")) {
                        metadata.sequences.borrow_mut().push(receiver.clone());
                    }
                    instance.set_payload(sequence);
                }
                Ok(Value::None)
            },
        )
        .method("next_value", "self", |interp, bound| super::function::next_value(interp, &bound.receiver()))
        .property("name", |_, receiver| {
            Ok(receiver.payload::<SequenceObject>().map_or(Value::None, |sequence| sequence.name.clone()))
        })
        .method("create", "self, bind=None, checkfirst=True", |interp, bound| {
            super::schema_event::sequence(interp, &bound, true)
        })
        .method("drop", "self, bind=None, checkfirst=True", |interp, bound| {
            super::schema_event::sequence(interp, &bound, false)
        })
        .build();
    natives.add("Sequence", Value::Class(sequence));
    let computed = ClassBuilder::new("sqlalchemy.sql.schema", "Computed")
        .base(&item)
        .method("__init__", "self, sqltext, persisted=None", |_, bound| {
            if let Some(instance) = bound.receiver().as_instance() {
                instance.set_payload(Rc::new(ComputedObject {
                    expression: bound.value("sqltext"),
                    persisted: bound.value("persisted"),
                }));
            }
            Ok(Value::None)
        })
        .build();
    natives.add("Computed", Value::Class(computed));
}
