//! Names of constraints and indexes: given, conventional (`conv`), or made by
//! `MetaData(naming_convention=…)`.

use std::rc::Rc;

use super::argument;
use super::collection;
use super::column::ColumnObject;
use super::native::{Natives, natives};
use super::table::TableObject;
use crate::ddl::identifier;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::schema::{ConstraintKind, ObjectName, QualifiedName};

/// A `name=` argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenName {
    None,
    Text(String),
    /// `conv("…")`, `op.f("…")`: no convention applies to it any more.
    Conventional(String),
}

/// The payload of `conv`.
pub struct Conv(pub Rc<str>);

impl GivenName {
    /// # Errors
    /// A refusal for Unknown.
    pub fn of(interp: &mut Interpreter, value: &Value) -> Evaluated<GivenName> {
        if let Some(conv) = value.payload::<Conv>() {
            return Ok(GivenName::Conventional(conv.0.to_string()));
        }
        Ok(match argument::optional_text(interp, value, "the name of a constraint or index")? {
            Some(text) => GivenName::Text(text),
            None => GivenName::None,
        })
    }
}

/// What `op.f("name")` and `conv("name")` make.
///
/// # Errors
/// None of its own.
pub fn conv(interp: &mut Interpreter, text: &str) -> Evaluated {
    let instance = Instance::new(natives(interp)?.class("conv"));
    instance.set_payload(Rc::new(Conv(text.into())));
    *instance.base_value.borrow_mut() = Some(Value::str(text));
    Ok(Value::Instance(instance))
}

/// What is to be named, as the tokens of a convention ask about it.
pub struct Named<'a> {
    pub table: &'a TableObject,
    /// `ix`, `uq`, `ck`, `fk`, `pk`; none for exclude constraints.
    pub prefix: &'static str,
    pub class: Option<Rc<Class>>,
    pub columns: Vec<Rc<ColumnObject>>,
    /// Of a foreign key: table and column names.
    pub referred: Option<(QualifiedName, Vec<String>)>,
}

impl<'a> Named<'a> {
    pub fn new(table: &'a TableObject, kind: ConstraintKind) -> Named<'a> {
        let prefix = match kind {
            ConstraintKind::PrimaryKey => "pk",
            ConstraintKind::Unique => "uq",
            ConstraintKind::Check => "ck",
            ConstraintKind::ForeignKey => "fk",
            ConstraintKind::Exclude => "",
        };
        Named { table, prefix, class: None, columns: Vec::new(), referred: None }
    }

    pub fn index(table: &'a TableObject, columns: Vec<Rc<ColumnObject>>) -> Named<'a> {
        Named { table, prefix: "ix", class: None, columns, referred: None }
    }
}

/// The final name, cut to PostgreSQL's length where a convention made it; `None` leaves it to
/// PostgreSQL.
///
/// # Errors
/// What SQLAlchemy raises for a convention that can't be filled; a refusal for Unknown.
pub fn name(interp: &mut Interpreter, given: GivenName, named: &Named<'_>) -> Evaluated<Option<ObjectName>> {
    let given = match given {
        GivenName::Conventional(text) => return conventional(interp, text).map(Some),
        given => given,
    };
    if let Some(convention) = convention(interp, named)? {
        let applies = match &given {
            GivenName::None => true,
            GivenName::Text(_) => convention.contains("constraint_name"),
            GivenName::Conventional(_) => false,
        };
        if applies {
            let text = fill(interp, &convention, &given, named)?;
            return conventional(interp, text).map(Some);
        }
    }
    Ok(match given {
        GivenName::Text(text) => Some(ObjectName::explicit(text)),
        GivenName::None | GivenName::Conventional(_) => None,
    })
}

fn conventional(interp: &mut Interpreter, text: String) -> Evaluated<ObjectName> {
    let name = ObjectName::conventional(text);
    match identifier::final_name(&name) {
        Ok(text) => Ok(ObjectName::conventional(text)),
        Err(error) => Err(interp.raise("sqlalchemy.exc.IdentifierError", error.message())),
    }
}

/// The template for this kind: by prefix, or by the class.
fn convention(interp: &mut Interpreter, named: &Named<'_>) -> Evaluated<Option<String>> {
    let conventions = named.table.metadata.naming_convention.borrow().clone();
    let Value::Dict(conventions) = conventions else {
        if let Value::Unknown(_) = conventions {
            return Err(argument::refuse_unknown(interp, &conventions, "a naming convention"));
        }
        // SQLAlchemy's default
        return Ok((named.prefix == "ix").then(|| "ix_%(column_0_label)s".to_owned()));
    };
    let mut found =
        if named.prefix.is_empty() { None } else { conventions.borrow().get_str(named.prefix).cloned() };
    if found.is_none()
        && let Some(class) = &named.class
    {
        for class in super::type_object::mro(class) {
            let key = interp.key(&Value::Class(class.clone()))?;
            if let Some(value) = conventions.borrow().get(&key) {
                found = Some(value.clone());
                break;
            }
        }
    }
    match found {
        Some(value) => argument::optional_text(interp, &value, "a naming convention"),
        None => Ok(None),
    }
}

fn fill(interp: &mut Interpreter, template: &str, given: &GivenName, named: &Named<'_>) -> Evaluated<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if let Some(after) = after.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let token = after.strip_prefix('(').and_then(|inner| inner.split_once(")s"));
        let Some((token, after)) = token else {
            return Err(interp.refuse(format!("naming convention {template:?} can't be read")));
        };
        text.push_str(&self::token(interp, token, given, named)?);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

/// The constraint or index as a callable of the convention sees it: its columns are those of the table,
/// however they were written.
fn subject(interp: &mut Interpreter, given: &GivenName, named: &Named<'_>) -> Evaluated {
    let class = match &named.class {
        Some(class) => class.clone(),
        None => natives(interp)?.class(if named.prefix == "ix" { "Index" } else { "Constraint" }),
    };
    let instance = Instance::new(class);
    let name = match given {
        GivenName::Text(text) | GivenName::Conventional(text) => Value::str(text),
        GivenName::None => Value::None,
    };
    instance.set_attribute("name", name);
    instance.set_attribute("table", named.table.value());
    instance.set_attribute("parent", named.table.value());
    let columns: Vec<Value> = named.columns.iter().map(|column| column.value()).collect();
    instance.set_attribute("columns", collection::of_columns(interp, columns.clone())?);
    instance.set_attribute("expressions", Value::list(columns.clone()));
    let keys = named.columns.iter().map(|column| Value::str(column.key_text())).collect();
    instance.set_attribute("column_keys", Value::list(keys));
    if let Some((table, referred)) = &named.referred {
        let mut elements = Vec::new();
        for (parent, column) in columns.iter().zip(referred) {
            let element = Instance::new(natives(interp)?.class("ForeignKey"));
            element.set_attribute("parent", parent.clone());
            element.set_attribute("target_fullname", Value::str(format!("{table}.{column}")));
            let target = named.table.metadata.table(table).and_then(|table| table.column_by_name(column));
            let target = match target {
                Some(target) => target.value(),
                None => interp.unknown(format!("the column {table}.{column}")),
            };
            element.set_attribute("column", target);
            elements.push(Value::Instance(element));
        }
        instance.set_attribute("elements", Value::list(elements));
        let referred_table = match named.table.metadata.table(table) {
            Some(table) => table.value(),
            None => interp.unknown(format!("the table {table}")),
        };
        instance.set_attribute("referred_table", referred_table);
    }
    Ok(Value::Instance(instance))
}

fn token(interp: &mut Interpreter, token: &str, given: &GivenName, named: &Named<'_>) -> Evaluated<String> {
    let conventions = named.table.metadata.naming_convention.borrow().clone();
    if let Value::Dict(conventions) = &conventions {
        let custom = conventions.borrow().get_str(token).cloned();
        if let Some(callable) = custom {
            let arguments = Value::arguments(vec![subject(interp, given, named)?, named.table.value()]);
            let made = interp.call(&callable, arguments)?;
            return argument::text(interp, &made, "a token of a naming convention");
        }
    }
    match token {
        "table_name" => return Ok(named.table.name.clone()),
        "constraint_name" => {
            return match given {
                GivenName::Text(text) | GivenName::Conventional(text) => Ok(text.clone()),
                GivenName::None => Err(interp.raise(
                    "sqlalchemy.exc.InvalidRequestError",
                    "Naming convention including %(constraint_name)s token requires that constraint is explicitly \
                     named.",
                )),
            };
        }
        "referred_table_name" => {
            return Ok(named.referred.as_ref().map_or(String::new(), |(table, _)| table.name.clone()));
        }
        _ => {}
    }
    match column_token(token, named) {
        Some(text) => Ok(text),
        None => Err(interp.raise("KeyError", token)),
    }
}

/// `column_0_name`, `column_0N_label`, `column_0_N_key`, `referred_column_0_name` …
fn column_token(token: &str, named: &Named<'_>) -> Option<String> {
    let (referred, rest) = match token.strip_prefix("referred_") {
        Some(rest) => (true, rest),
        None => (false, token),
    };
    let rest = rest.strip_prefix("column_")?;
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let index: usize = rest[..digits].parse().ok()?;
    let rest = &rest[digits..];
    let (separator, rest) = if let Some(rest) = rest.strip_prefix("_N_") {
        (Some("_"), rest)
    } else if let Some(rest) = rest.strip_prefix("N_") {
        (Some(""), rest)
    } else {
        (None, rest.strip_prefix('_')?)
    };
    let one = |index: usize| -> Option<String> {
        if referred {
            let (_, columns) = named.referred.as_ref()?;
            return (rest == "name").then(|| columns.get(index).cloned().unwrap_or_default());
        }
        let Some(column) = named.columns.get(index) else { return Some(String::new()) };
        match rest {
            "name" => Some(column.name_text()),
            "key" => Some(column.key_text()),
            "label" => Some(named.table.column_label(&column.name_text())),
            _ => None,
        }
    };
    match separator {
        None => one(index),
        Some(separator) => {
            let count = if referred { named.referred.as_ref()?.1.len() } else { named.columns.len() };
            let parts: Option<Vec<String>> = (0..count).map(one).collect();
            parts.map(|parts| parts.join(separator))
        }
    }
}

/// Adds the class `conv`, a `str`.
pub fn register(natives: &mut Natives, interp: &mut Interpreter) {
    let class = ClassBuilder::new("sqlalchemy.sql.elements", "conv")
        .base(&interp.types().str)
        .method("__new__", "cls, value, quote=None", |interp, bound| {
            let value = bound.value("value");
            let text = argument::text(interp, &value, "the name of a constraint or index")?;
            conv(interp, &text)
        })
        .method("__init__", "self, value=None, quote=None", |_, _| Ok(Value::None))
        .build();
    natives.add("conv", Value::Class(class));
    let blank = ClassBuilder::new("sqlalchemy.sql.schema", "SchemaConst").build();
    natives.add("BLANK_SCHEMA", Value::Instance(Instance::new(blank)));
}
