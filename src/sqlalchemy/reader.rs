//! From tables, columns, constraints and indexes of Python to the schema model.

use super::argument;
use super::column::ColumnObject;
use super::constraint;
use super::data_type::{self, TypeContext};
use super::foreign_key::{self, References};
use super::index;
use super::sequence;
use super::server_default;
use super::table::TableObject;
use super::type_object;
use super::types::{Affinity, TypeSql};
use crate::python::interpreter::Interpreter;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::Value;
use crate::schema::{Column, Constraint, Index, PrimaryKey, Table};

/// Reads a whole table: the primary key first, then the other constraints in the order of their
/// creation, as SQLAlchemy writes them.
///
/// # Errors
/// A refusal with the place of what is Unknown; what SQLAlchemy raises for what it doesn't take.
pub fn read_table(interp: &mut Interpreter, table: &TableObject, references: References) -> Evaluated<Table> {
    let mut read = Table::new(table.qualified_name());
    read.declared_at.clone_from(&table.declared_at);
    let comment = table.comment.borrow().clone();
    read.comment = argument::optional_text(interp, &comment, "a table's comment")?;
    let serial = autoincrement_column(interp, table, references)?;
    for column in table.column_objects() {
        let mut own = read_column(interp, &column, table, references)?;
        own.serial = match &serial {
            Some(auto) if std::rc::Rc::ptr_eq(auto, &column) => is_serial(interp, &column, &own)?,
            _ => false,
        };
        read.columns.push(own);
        for check in column.constraints.borrow().clone() {
            let mut check = constraint::read(interp, &check, table, references)?;
            if let Constraint::Check(check) = &mut check {
                check.column = Some(column.name_text());
            }
            read.constraints.push(check);
        }
    }
    if let Some(key) = read_primary_key(interp, table, serial.as_deref(), references)? {
        read.constraints.insert(0, Constraint::PrimaryKey(key));
    }
    let mut constraints = table.constraints.borrow().clone();
    constraints.retain(|constraint| !constraint.omitted.get());
    constraints.sort_by_key(|constraint| constraint.creation);
    for constraint in constraints {
        read.constraints.push(constraint::read(interp, &constraint, table, references)?);
    }
    // SQLAlchemy creates them in the order of their names
    let indexes = table.indexes.borrow().clone();
    for index in indexes.into_iter().filter(|index| !index.omitted.get()) {
        read.indexes.push(index::read(interp, &index, table)?);
    }
    for (name, value) in table.dialect.borrow().clone() {
        let text = option_text(interp, &value)?;
        read.options.push((name.to_string(), text));
    }
    for prefix in table.prefixes.borrow().clone() {
        read.prefixes.push(argument::text(interp, &prefix, "a prefix of a table")?);
    }
    if let Value::Dict(info) = &*table.info.borrow() {
        let entries: Vec<(Value, Value)> =
            info.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        for (key, value) in entries {
            if let Some(key) = key.to_text()
                && !value.is_unknown()
            {
                read.info.push((key.to_string(), interp.repr(&value)?));
            }
        }
    }
    Ok(read)
}

/// Strings as they are, everything else as Python writes it.
fn option_text(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    match value {
        Value::Unknown(_) => Err(argument::refuse_unknown(interp, value, "an option of a table")),
        other => match other.to_text() {
            Some(text) => Ok(text.to_string()),
            None => interp.repr(other),
        },
    }
}

/// The place of the column in front of a refusal that has none.
#[allow(clippy::boxed_local)]
fn at_column(raise: Box<Raise>, column: &ColumnObject, table: &TableObject) -> Box<Raise> {
    match *raise {
        Raise::Refusal { reason, place, hint } => Box::new(Raise::Refusal {
            reason: format!("column `{}.{}`: {reason}", table.name, column.name_text()),
            place: place.or_else(|| column.declared_at.clone()),
            hint,
        }),
        other => Box::new(other),
    }
}

/// Reads one column of `table`; whether it is serial is the table's to say.
///
/// # Errors
/// As [`read_table`].
pub fn read_column(
    interp: &mut Interpreter,
    column: &ColumnObject,
    table: &TableObject,
    references: References,
) -> Evaluated<Column> {
    column_facts(interp, column, table, references).map_err(|raise| at_column(raise, column, table))
}

fn column_facts(
    interp: &mut Interpreter,
    column: &ColumnObject,
    table: &TableObject,
    references: References,
) -> Evaluated<Column> {
    let context = TypeContext {
        table_schema: table.schema.clone(),
        metadata_schema: table.metadata.schema.borrow().clone(),
    };
    let type_ = column_type(interp, column, references, 0)?;
    let data_type = data_type::data_type(interp, &type_, &context)?;
    let mut read = Column::new(column.name_text(), data_type);
    read.primary_key = column.is_primary_key(interp)?;
    let nullable = column.nullable.borrow().clone();
    read.nullable = argument::flag(interp, &nullable, "nullable")?;
    let system = column.system.borrow().clone();
    read.system = argument::flag(interp, &system, "system")?;
    let comment = column.comment.borrow().clone();
    read.comment = argument::optional_text(interp, &comment, "a column's comment")?;
    read.autoincrement = match &*column.autoincrement.borrow() {
        Value::Bool(value) => Some(*value),
        _ => None,
    };
    let default = column.server_default.borrow().clone();
    read.server_default = server_default::read(interp, &default)?;
    if let Some(identity) = column.identity.borrow().clone() {
        read.identity = Some(identity.read(interp)?);
    }
    if let Some(computed) = column.computed.borrow().clone() {
        read.computed = Some(sequence::read_computed(interp, &computed)?);
    }
    if let Some(sequence) = column.sequence.borrow().clone()
        && !sequence.is_optional(interp)?
    {
        read.sequence = Some(sequence.read(interp)?);
    }
    Ok(read)
}

/// A column without a type has that of the column it refers to.
fn column_type(
    interp: &mut Interpreter,
    column: &ColumnObject,
    references: References,
    depth: usize,
) -> Evaluated {
    let own = column.type_.borrow().clone();
    let is_null = own
        .as_instance()
        .and_then(|instance| type_object::row(&instance.class))
        .is_some_and(|row| row.sql == TypeSql::Null);
    if !(own.is_none() || is_null) {
        return Ok(own);
    }
    let table = column.table.borrow().clone();
    let targets: Vec<(Value, Value)> = {
        let keys = column.foreign_keys.borrow();
        let mut targets: Vec<(Value, Value)> =
            keys.iter().map(|key| (key.target.clone(), key.options.link_to_name.clone())).collect();
        if let Some(table) = &table {
            for constraint in table.constraints.borrow().iter() {
                if let constraint::Shape::ForeignKey { targets: all, options } = &constraint.shape {
                    for (given, target) in constraint.columns.borrow().iter().zip(all) {
                        if given.as_str() == Some(&column.key_text()) {
                            targets.push((target.clone(), options.link_to_name.clone()));
                        }
                    }
                }
            }
        }
        targets
    };
    const LONGEST_CHAIN: usize = 50;
    if let Some(table) = table
        && depth < LONGEST_CHAIN
    {
        for (target, link) in targets {
            let target = foreign_key::resolve(interp, &target, &table, column, &link, references)?;
            if let Some(object) = target.object {
                return column_type(interp, &object, references, depth + 1);
            }
        }
    }
    Ok(own)
}

/// The column that SQLAlchemy numbers by itself: the one integer column of the primary key without a
/// default or a foreign key, or the one that says `autoincrement=True`.
pub(super) fn autoincrement_column(
    interp: &mut Interpreter,
    table: &TableObject,
    references: References,
) -> Evaluated<Option<std::rc::Rc<ColumnObject>>> {
    let mut keys = Vec::new();
    for column in table.column_objects() {
        if column.is_primary_key(interp)? {
            keys.push(column);
        }
    }
    let says = |column: &ColumnObject| column.autoincrement.borrow().clone();
    if let [only] = keys.as_slice() {
        return match says(only) {
            Value::Bool(true) => Ok(Some(only.clone())),
            Value::Str(text) if matches!(&*text, "auto" | "ignore_fk") => {
                let ignore = &*text == "ignore_fk";
                let auto = can_count(interp, only, table, references, ignore)?;
                Ok(auto.then(|| only.clone()))
            }
            _ => Ok(None),
        };
    }
    Ok(keys.into_iter().find(|column| matches!(says(column), Value::Bool(true))))
}

fn can_count(
    interp: &mut Interpreter,
    column: &ColumnObject,
    table: &TableObject,
    references: References,
    ignore_foreign_key: bool,
) -> Evaluated<bool> {
    let type_ = column_type(interp, column, references, 0)?;
    if type_.is_none() || type_.is_unknown() {
        return Ok(false);
    }
    if type_object::affinity(interp, &type_)? != Affinity::Integer {
        return Ok(false);
    }
    let key = column.key_text();
    let in_constraint = table.constraints.borrow().iter().any(|constraint| {
        matches!(constraint.shape, constraint::Shape::ForeignKey { .. })
            && constraint.columns.borrow().iter().any(|given| given.as_str() == Some(&key))
    });
    let has_foreign_key = !column.foreign_keys.borrow().is_empty() || in_constraint;
    Ok(column.default.borrow().is_none()
        && (column.server_default.borrow().is_none() || column.identity.borrow().is_some())
        && column.computed.borrow().is_none()
        && (!has_foreign_key || ignore_foreign_key))
}

/// The autoincrement column is SERIAL unless it is an identity or has a sequence or default of its own.
fn is_serial(interp: &mut Interpreter, column: &ColumnObject, read: &Column) -> Evaluated<bool> {
    let _ = interp;
    Ok(read.identity.is_none() && read.sequence.is_none() && column.default.borrow().is_none())
}

fn read_primary_key(
    interp: &mut Interpreter,
    table: &TableObject,
    serial: Option<&ColumnObject>,
    references: References,
) -> Evaluated<Option<PrimaryKey>> {
    let constraint = table.primary_key.borrow().clone();
    let mut columns: Vec<Value> = Vec::new();
    for value in constraint.columns_in(interp, table)? {
        columns.push(Value::str(value.key_text()));
    }
    if columns.is_empty() {
        for column in table.column_objects() {
            if column.is_primary_key(interp)? {
                columns.push(Value::str(column.key_text()));
            }
        }
        if constraint.implicit
            && let Some(serial) = serial
        {
            // SQLAlchemy names the counted column first
            let key = serial.key_text();
            columns.sort_by_key(|column| column.as_str() != Some(&key));
        }
    }
    if columns.is_empty() {
        return Ok(None);
    }
    let filled = constraint.copy(constraint.creation);
    *filled.columns.borrow_mut() = columns;
    match constraint::read(interp, &filled, table, references)? {
        Constraint::PrimaryKey(key) => Ok(Some(key)),
        _ => Ok(None),
    }
}

/// Reads an index of a table that is known by its object.
///
/// # Errors
/// As [`read_table`].
pub fn read_index(
    interp: &mut Interpreter,
    index: &index::IndexObject,
    table: &TableObject,
) -> Evaluated<Index> {
    index::read(interp, index, table)
}

/// Reads a constraint of a table.
///
/// # Errors
/// As [`read_table`].
pub fn read_constraint(
    interp: &mut Interpreter,
    constraint: &constraint::ConstraintObject,
    table: &TableObject,
    references: References,
) -> Evaluated<Constraint> {
    constraint::read(interp, constraint, table, references)
}
