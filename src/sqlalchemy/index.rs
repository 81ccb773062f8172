//! `Index(...)`.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::argument;
use super::column::{self, ColumnObject};
use super::comparator;
use super::compile;
use super::dialect_option;
use super::expression;
use super::naming_convention::{self, GivenName, Named};
use super::native::Natives;
use super::table::TableObject;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::schema::{Index, IndexElement, IndexTarget};

/// The payload of an `Index`.
pub struct IndexObject {
    pub instance: RefCell<Weak<Instance>>,
    pub name: RefCell<Value>,
    /// Keys, Column objects or expressions.
    pub expressions: Vec<Value>,
    pub unique: Value,
    /// `postgresql_using` and the like, in the order written.
    pub dialect: Vec<(Rc<str>, Value)>,
    pub table: RefCell<Option<Rc<TableObject>>>,
    /// Made by `Column(index=True)`: it comes and goes with the column.
    pub column_flag: bool,
    /// `ddl_if(...)` says that PostgreSQL is without it.
    pub omitted: Cell<bool>,
}

impl IndexObject {
    pub fn new(
        name: Value,
        expressions: Vec<Value>,
        unique: Value,
        dialect: Vec<(Rc<str>, Value)>,
    ) -> IndexObject {
        IndexObject {
            instance: RefCell::new(Weak::new()),
            name: RefCell::new(name),
            expressions,
            unique,
            dialect,
            table: RefCell::default(),
            column_flag: false,
            omitted: Cell::new(false),
        }
    }

    /// The Python object, made when it is first asked for where code made none itself.
    ///
    /// # Errors
    /// None of its own.
    pub fn value(self: &Rc<IndexObject>, interp: &mut Interpreter) -> Evaluated {
        if let Some(instance) = self.instance.borrow().upgrade() {
            return Ok(Value::Instance(instance));
        }
        let natives = super::native::natives(interp)?;
        let instance = Instance::new(natives.class("Index"));
        instance.set_payload(self.clone());
        *self.instance.borrow_mut() = Rc::downgrade(&instance);
        natives.hold(Value::Instance(instance.clone()));
        Ok(Value::Instance(instance))
    }
}

/// The `postgresql_*` keywords that are read into fields.
const OPTIONS: &[&str] =
    &["using", "where", "include", "with", "ops", "tablespace", "concurrently", "nulls_not_distinct"];

/// Reads an index of `table`.
///
/// # Errors
/// A refusal for Unknown or keywords that PostgreSQL's dialect doesn't have.
pub fn read(interp: &mut Interpreter, index: &IndexObject, table: &TableObject) -> Evaluated<Index> {
    let mut read = Index { unique: argument::flag(interp, &index.unique, "unique")?, ..Index::default() };
    let mut operator_classes = Vec::new();
    for (keyword, value) in &index.dialect {
        let Some(option) = keyword.strip_prefix("postgresql_") else {
            if keyword.contains('_') && !matches!(&**keyword, "_column_flag" | "_table") {
                // an SQL element as Alembic renders it
                let text = if interp.is_instance(value, "sqlalchemy.sql.elements.ClauseElement") {
                    let sql = compile::ddl_condition(interp, value)?;
                    format!("sa.text({})", interp.repr(&Value::str(sql))?)
                } else {
                    interp.repr(value)?.to_string()
                };
                read.other_dialects.push((keyword.to_string(), text));
            }
            continue;
        };
        if !OPTIONS.contains(&option) {
            return Err(interp.raise(
                "sqlalchemy.exc.ArgumentError",
                format!("Argument '{keyword}' is not accepted by dialect 'postgresql' on behalf of Index"),
            ));
        }
        read.keyword_order.push(option.to_owned());
        match option {
            "using" => read.using = argument::optional_text(interp, value, "postgresql_using")?,
            "where" => {
                read.predicate_is_string = matches!(value, Value::Str(_));
                read.predicate = match value {
                    Value::None => None,
                    value => Some(compile::ddl_condition(interp, value)?),
                };
            }
            "include" => read.include = column_names(interp, value, table)?,
            "with" => read.with = pairs(interp, value, "postgresql_with")?,
            "ops" => operator_classes = pairs(interp, value, "postgresql_ops")?,
            "tablespace" => {
                read.tablespace = argument::optional_text(interp, value, "postgresql_tablespace")?
            }
            "concurrently" => read.concurrently = argument::flag(interp, value, "postgresql_concurrently")?,
            _ => {
                read.nulls_not_distinct =
                    argument::optional_flag(interp, value, "postgresql_nulls_not_distinct")?;
            }
        }
    }
    let mut columns = Vec::new();
    for value in &index.expressions {
        let (element, column) = element(interp, value, table, &operator_classes)?;
        read.elements.push(element);
        columns.extend(column);
    }
    let given = GivenName::of(interp, &index.name.borrow().clone())?;
    let mut named = Named::index(table, columns);
    named.class = index.instance.borrow().upgrade().map(|instance| instance.class.clone());
    read.name = naming_convention::name(interp, given, &named)?;
    Ok(read)
}

/// An element and the column that it is about.
fn element(
    interp: &mut Interpreter,
    value: &Value,
    table: &TableObject,
    operator_classes: &[(String, String)],
) -> Evaluated<(IndexElement, Option<Rc<ColumnObject>>)> {
    let value = comparator::as_column(interp, value)?;
    let class =
        |key: &str| operator_classes.iter().find(|(name, _)| name == key).map(|(_, class)| class.clone());
    let column = match &value {
        Value::Str(key) => match table.column_by_key(key) {
            Some(column) => Some(column),
            None => {
                return Err(interp.raise(
                    "sqlalchemy.exc.ConstraintColumnNotFoundError",
                    format!(
                        "Can't create Index on table '{}': no column named '{key}' is present.",
                        table.name
                    ),
                ));
            }
        },
        other => column::of(other).map(|column| own_column(table, column)),
    };
    if let Some(column) = column {
        let operator_class = class(&column.key_text());
        let target = IndexTarget::Column(column.name_text());
        return Ok((IndexElement { target, operator_class }, Some(column)));
    }
    let operator_class = match expression::key(interp, &value)? {
        Some(key) => class(&key),
        None => None,
    };
    let sql = compile::index_expression(interp, &value)?;
    let column = expression::columns(interp, &value)?.into_iter().next();
    let target = IndexTarget::Expression(sql);
    Ok((IndexElement { target, operator_class }, column.map(|column| own_column(table, column))))
}

/// A mixin's own column stands for the copy that the class got.
fn own_column(table: &TableObject, column: Rc<ColumnObject>) -> Rc<ColumnObject> {
    if column.table.borrow().is_some() {
        return column;
    }
    table.column_by_key(&column.key_text()).unwrap_or(column)
}

/// Names of columns given as keys or Column objects.
///
/// # Errors
/// A refusal for Unknown.
pub fn column_names(interp: &mut Interpreter, value: &Value, table: &TableObject) -> Evaluated<Vec<String>> {
    let items = match value {
        Value::None => return Ok(Vec::new()),
        Value::Str(_) => vec![value.clone()],
        other => interp.iterate(other)?,
    };
    let mut names = Vec::new();
    for item in items {
        let item = comparator::as_column(interp, &item)?;
        if let Some(column) = column::of(&item) {
            names.push(column.name_text());
            continue;
        }
        let key = argument::text(interp, &item, "a column")?;
        names.push(table.column_by_key(&key).map_or(key, |column| column.name_text()));
    }
    Ok(names)
}

/// The expressions, names as the columns of its table where it has one.
fn resolved(index: &IndexObject) -> Vec<Value> {
    let table = index.table.borrow();
    let resolve = |expression: &Value| match (expression, &*table) {
        (Value::Str(key), Some(table)) => table.column_by_key(key).map(|column| column.value()),
        _ => None,
    };
    index.expressions.iter().map(|given| resolve(given).unwrap_or_else(|| given.clone())).collect()
}

/// A dict of strings, values by `str`; flags and None as Python spells them.
///
/// # Errors
/// A refusal for Unknown.
pub fn pairs(interp: &mut Interpreter, value: &Value, what: &str) -> Evaluated<Vec<(String, String)>> {
    match value {
        Value::None => Ok(Vec::new()),
        Value::Dict(dict) => {
            let entries: Vec<(Value, Value)> =
                dict.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
            let mut pairs = Vec::new();
            for (key, value) in entries {
                if let Value::Unknown(_) = value {
                    return Err(argument::refuse_unknown(interp, &value, what));
                }
                let key = argument::text(interp, &key, what)?;
                pairs.push((key, interp.str(&value)?));
            }
            Ok(pairs)
        }
        other => Err(argument::refuse_unknown(interp, other, what)),
    }
}

/// `SchemaItem.info`: made when it is first asked for.
pub(super) fn own_info(item: &Value) -> Value {
    let info = Value::dict(Dict::default());
    if let Some(instance) = item.as_instance() {
        instance.set_attribute("info", info.clone());
    }
    info
}

/// Adds the class `Index`.
pub fn register(natives: &mut Natives) {
    let item = natives.class("SchemaItem");
    let class = ClassBuilder::new("sqlalchemy.sql.schema", "Index")
        .base(&item)
        .method(
            "__init__",
            "self, name, *expressions, unique=False, quote=None, info=None, _table=None, _column_flag=False, **kw",
            |interp, bound| {
                let receiver = bound.receiver();
                let Some(instance) = receiver.as_instance().cloned() else { return Ok(Value::None) };
                let mut expressions = Vec::new();
                for value in &bound.rest {
                    expressions.push(comparator::as_column(interp, value)?);
                }
                let info = bound.value("info");
                if !info.is_none() {
                    instance.set_attribute("info", info);
                }
                let index = IndexObject::new(
                    bound.value("name"),
                    expressions.clone(),
                    bound.value("unique"),
                    bound.keywords.clone(),
                );
                *index.instance.borrow_mut() = Rc::downgrade(&instance);
                instance.set_payload(Rc::new(index));
                let mut columns = Vec::new();
                for value in &expressions {
                    match value {
                        Value::Str(_) => columns.push(value.clone()),
                        other => {
                            let found = expression::columns(interp, other)?;
                            columns.extend(found.first().map(|column| column.value()));
                        }
                    }
                }
                for value in &expressions {
                    if let Value::Unknown(unknown) = value {
                        super::native::natives(interp)?.add_loose(receiver.clone(), unknown.clone());
                    }
                }
                match super::table::of(&bound.value("_table")) {
                    Some(table) => super::table::attach(interp, &table, &receiver, false)?,
                    None => super::table::attach_when_possible(interp, &receiver, &columns)?,
                }
                Ok(Value::None)
            },
        )
        .method("__getattr__", "self, name", |interp, bound| {
            let receiver = bound.receiver();
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default();
            if let Some(index) = receiver.payload::<IndexObject>() {
                match name {
                    "info" => return Ok(own_info(&receiver)),
                    "name" => {
                        let given = index.name.borrow().clone();
                        // by convention, once there is a table
                        return match index.table.borrow().clone() {
                            Some(table) if given.is_none() => {
                                let name = read(interp, &index, &table)?.name;
                                Ok(name.map_or(Value::None, |name| Value::str(name.text)))
                            }
                            _ => Ok(given),
                        };
                    }
                    "unique" => return Ok(index.unique.clone()),
                    "expressions" => return Ok(Value::list(resolved(&index))),
                    "columns" => {
                        let mut columns = Vec::new();
                        for expression in resolved(&index) {
                            let found = match &expression {
                                Value::Str(_) => Vec::new(),
                                other => expression::columns(interp, other)?,
                            };
                            columns.extend(found.first().map(|column| column.value()));
                        }
                        return super::collection::of_columns(interp, columns);
                    }
                    "dialect_options" => return Ok(dialect_option::of_index(&index.dialect)),
                    "dialect_kwargs" | "kwargs" => {
                        let mut dict = Dict::default();
                        for (name, value) in &index.dialect {
                            dict.insert_str(name, value.clone());
                        }
                        return Ok(Value::dict(dict));
                    }
                    "table" => {
                        return Ok(index.table.borrow().as_ref().map_or(Value::None, |table| table.value()));
                    }
                    _ => {}
                }
            }
            Err(interp.raise("AttributeError", format!("'Index' object has no attribute '{name}'")))
        })
        .method("__setattr__", "self, name, value", |_, bound| {
            let receiver = bound.receiver();
            let name = bound.value("name");
            let name = name.as_str().unwrap_or_default();
            match receiver.payload::<IndexObject>() {
                Some(index) if name == "name" => *index.name.borrow_mut() = bound.value("value"),
                _ => {
                    if let Some(instance) = receiver.as_instance() {
                        instance.set_attribute(name, bound.value("value"));
                    }
                }
            }
            Ok(Value::None)
        })
        .method("ddl_if", super::ddl_if::SIGNATURE, |interp, bound| {
            let applies = super::ddl_if::applies(interp, &bound)?;
            if let Some(index) = bound.receiver().payload::<IndexObject>() {
                index.omitted.set(!applies);
            }
            Ok(bound.receiver())
        })
        .method("create", "self, bind=None, checkfirst=False", |interp, bound| {
            super::schema_event::index(interp, &bound, true)
        })
        .method("drop", "self, bind=None, checkfirst=False", |interp, bound| {
            super::schema_event::index(interp, &bound, false)
        })
        .build();
    natives.add("Index", Value::Class(class));
}
