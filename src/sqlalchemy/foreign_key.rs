//! `ForeignKey(...)`: the target as written, and what it means once tables are known.

use std::cell::RefCell;
use std::rc::Rc;

use super::argument;
use super::column::{self, ColumnObject};
use super::native::{Natives, natives};
use super::table::TableObject;
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::schema::QualifiedName;

/// What `ForeignKey` and `ForeignKeyConstraint` share.
#[derive(Clone, Debug)]
pub struct ForeignKeyOptions {
    pub name: Value,
    pub on_update: Value,
    pub on_delete: Value,
    pub deferrable: Value,
    pub initially: Value,
    pub use_alter: Value,
    pub link_to_name: Value,
    pub match_type: Value,
    pub comment: Value,
    /// `postgresql_not_valid` and the like.
    pub dialect: Vec<(Rc<str>, Value)>,
}

impl ForeignKeyOptions {
    pub const SIGNATURE: &str = "use_alter=False, name=None, onupdate=None, ondelete=None, deferrable=None, \
                                 initially=None, link_to_name=False, match=None, info=None, comment=None, **kw";

    pub fn from_bound(bound: &Bound) -> ForeignKeyOptions {
        ForeignKeyOptions {
            name: bound.value("name"),
            on_update: bound.value("onupdate"),
            on_delete: bound.value("ondelete"),
            deferrable: bound.value("deferrable"),
            initially: bound.value("initially"),
            use_alter: bound.value("use_alter"),
            link_to_name: bound.value("link_to_name"),
            match_type: bound.value("match"),
            comment: bound.value("comment"),
            dialect: bound.keywords.clone(),
        }
    }
}

/// The payload of a `ForeignKey`.
pub struct ForeignKeyObject {
    /// A string, a Column or an attribute of a mapped class.
    pub target: Value,
    pub options: ForeignKeyOptions,
    /// The column that it stands in.
    pub parent: RefCell<Option<Rc<ColumnObject>>>,
}

impl ForeignKeyObject {
    pub fn copy(&self) -> ForeignKeyObject {
        ForeignKeyObject {
            target: self.target.clone(),
            options: self.options.clone(),
            parent: RefCell::default(),
        }
    }
}

/// Where a foreign key points.
#[derive(Clone)]
pub struct Target {
    pub table: QualifiedName,
    pub column: String,
    /// The column itself, where its table is known.
    pub object: Option<Rc<ColumnObject>>,
}

/// `schema.table.column`, `table.column` or `table`, as SQLAlchemy splits it: a column's name is the
/// last part, everything before the table is the schema.
pub fn tokens(text: &str) -> (Option<String>, String, Option<String>) {
    let mut parts: Vec<&str> = text.split('.').collect();
    if parts.len() == 1 {
        return (None, text.to_owned(), None);
    }
    let column = parts.pop().map(str::to_owned);
    let table = parts.pop().unwrap_or_default().to_owned();
    let schema = if parts.is_empty() { None } else { Some(parts.join(".")) };
    (schema, table, column)
}

/// Whether every table that a foreign key names must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum References {
    /// Models: a missing table is an error.
    Declared,
    /// Operations: names are taken as written where the table isn't known.
    Named,
}

/// What `target`, written in a foreign key of `table`, points at.
///
/// # Errors
/// NoReferencedTableError, NoReferencedColumnError; a refusal for Unknown.
pub fn resolve(
    interp: &mut Interpreter,
    target: &Value,
    table: &TableObject,
    parent: &ColumnObject,
    link_to_name: &Value,
    references: References,
) -> Evaluated<Target> {
    let target = super::comparator::as_column(interp, target)?;
    if let Some(column) = column::of(&target) {
        let Some(owner) = column.table.borrow().clone() else {
            return Err(interp.raise(
                "sqlalchemy.exc.ArgumentError",
                format!(
                    "ForeignKey of column '{}.{}' refers to Column '{}', which is part of no table",
                    table.name,
                    parent.name_text(),
                    column.name_text()
                ),
            ));
        };
        return Ok(Target {
            table: owner.qualified_name(),
            column: column.name_text(),
            object: Some(column.clone()),
        });
    }
    let what = format!("the foreign key of column '{}.{}'", table.name, parent.name_text());
    let text = argument::text(interp, &target, &what)?;
    let (schema, name, column) = tokens(&text);
    let schema = schema.or_else(|| table.metadata.schema.borrow().clone());
    let qualified = QualifiedName { schema, name };
    let by_name = argument::flag(interp, link_to_name, "link_to_name")?;
    match table.metadata.table(&qualified) {
        Some(referred) => {
            let key = column.clone().unwrap_or_else(|| parent.key_text());
            let found = if by_name { referred.column_by_name(&key) } else { referred.column_by_key(&key) };
            match found {
                Some(found) => {
                    Ok(Target { table: referred.qualified_name(), column: found.name_text(), object: Some(found) })
                }
                // a table that a revision file declares in part
                None if references == References::Named => {
                    Ok(Target { table: qualified, column: key, object: None })
                }
                None => Err(interp.raise(
                    "sqlalchemy.exc.NoReferencedColumnError",
                    format!(
                        "Could not initialize target column for ForeignKey '{text}' on table '{}': table '{}' has \
                         no column named '{key}'",
                        table.name, qualified.name
                    ),
                )),
            }
        }
        None if references == References::Named => {
            let column = column.unwrap_or_else(|| parent.name_text());
            Ok(Target { table: qualified, column, object: None })
        }
        None => Err(interp.raise(
            "sqlalchemy.exc.NoReferencedTableError",
            format!(
                "Foreign key associated with column '{}.{}' could not find table '{qualified}' with which to \
                 generate a foreign key to target column '{}'",
                table.name,
                parent.name_text(),
                column.as_deref().unwrap_or("None")
            ),
        )),
    }
}

/// A Python object for a foreign key, for code that looks at `column.foreign_keys`.
///
/// # Errors
/// None of its own.
pub fn value(interp: &mut Interpreter, key: &Rc<ForeignKeyObject>) -> Evaluated {
    let instance = Instance::new(natives(interp)?.class("ForeignKey"));
    instance.set_payload(key.clone());
    Ok(Value::Instance(instance))
}

/// Adds the class `ForeignKey`.
pub fn register(natives: &mut Natives) {
    let item = natives.class("SchemaItem");
    let signature = format!("self, column, _constraint=None, {}", ForeignKeyOptions::SIGNATURE);
    let class = ClassBuilder::new("sqlalchemy.sql.schema", "ForeignKey")
        .base(&item)
        .method("__init__", &signature, |_, bound| {
            if let Some(instance) = bound.receiver().as_instance() {
                instance.set_payload(Rc::new(ForeignKeyObject {
                    target: bound.value("column"),
                    options: ForeignKeyOptions::from_bound(&bound),
                    parent: RefCell::default(),
                }));
            }
            Ok(Value::None)
        })
        .method("__getattr__", "self, name", |interp, bound| {
            let receiver = bound.receiver();
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default().to_owned();
            let Some(key) = receiver.payload::<ForeignKeyObject>() else {
                return Err(interp.raise("AttributeError", name));
            };
            let options = &key.options;
            Ok(match name.as_str() {
                "name" => options.name.clone(),
                "ondelete" => options.on_delete.clone(),
                "onupdate" => options.on_update.clone(),
                "deferrable" => options.deferrable.clone(),
                "initially" => options.initially.clone(),
                "use_alter" => options.use_alter.clone(),
                "match" => options.match_type.clone(),
                "parent" => key.parent.borrow().as_ref().map_or(Value::None, |column| column.value()),
                "target_fullname" | "_colspec" => key.target.clone(),
                "column" => {
                    let parent = key.parent.borrow().clone();
                    let table = parent.as_ref().and_then(|parent| parent.table.borrow().clone());
                    let (Some(parent), Some(table)) = (parent, table) else {
                        return Err(interp.raise(
                            "sqlalchemy.exc.InvalidRequestError",
                            "this ForeignKey object does not yet have a parent Column associated with it.",
                        ));
                    };
                    let target = resolve(
                        interp,
                        &key.target,
                        &table,
                        &parent,
                        &options.link_to_name,
                        References::Declared,
                    )?;
                    target.object.map_or(Value::None, |column| column.value())
                }
                _ => {
                    return Err(interp
                        .raise("AttributeError", format!("'ForeignKey' object has no attribute '{name}'")));
                }
            })
        })
        .build();
    natives.add("ForeignKey", Value::Class(class));
}
