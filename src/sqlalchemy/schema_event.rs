//! `.create(bind)` and `.drop(bind)` on tables, types, indexes and sequences.
//!
//! Revision files call them with a connection; what then happens is decided by who runs the file.

use std::rc::Rc;

use super::argument;
use super::data_type::TypeContext;
use super::engine::MOCK_CONNECTION;
use super::enum_type;
use super::foreign_key::References;
use super::index::IndexObject;
use super::metadata;
use super::reader;
use super::sequence::SequenceObject;
use super::table;
use super::type_object;
use crate::operation::Operation;
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Unknown, Value};
use crate::schema::EnumType;

/// Takes the operations; kept as an extension of the interpreter by whoever runs revision files.
/// Without one nothing happens: models don't create anything.
pub struct OperationHook(pub Box<Hook>);

/// The connection given, and what to do with it.
pub type Hook = dyn Fn(&mut Interpreter, &Value, Operation) -> Evaluated<()>;

/// Fills tables from the database; kept as an extension by whoever runs revision files.
pub struct ReflectionHook {
    pub table: Box<TableReflection>,
    pub metadata: Box<MetadataReflection>,
}

type TableReflection = dyn Fn(&mut Interpreter, &ReflectionRequest) -> Evaluated<()>;
/// The MetaData, the connection, the schema, the names of tables.
type MetadataReflection = dyn Fn(&mut Interpreter, &Value, &Value, &Value, Option<&[Value]>) -> Evaluated<()>;

/// `Table(…, autoload_with=bind)`.
pub struct ReflectionRequest {
    pub table: Value,
    pub bind: Value,
    /// `include_columns`.
    pub only: Option<Vec<Rc<str>>>,
    /// Columns that the call declares itself.
    pub exclude: Vec<Rc<str>>,
    /// `resolve_fks`.
    pub resolve_foreign_keys: bool,
}

fn emit(interp: &mut Interpreter, bind: &Value, operation: Operation) -> Evaluated<()> {
    match interp.extension::<OperationHook>() {
        Some(hook) => (hook.0)(interp, bind, operation),
        None => Ok(()),
    }
}

fn check_first(interp: &mut Interpreter, bound: &Bound, default: bool) -> Evaluated<bool> {
    if interp.is_instance(&bound.value("bind"), MOCK_CONNECTION) {
        // nobody to ask: SQLAlchemy switches it off there
        return Ok(false);
    }
    match bound.get("checkfirst") {
        None => Ok(default),
        Some(value) => {
            let value = value.clone();
            argument::flag(interp, &value, "checkfirst")
        }
    }
}

/// `Enum(…).create(bind)`; `checkfirst` is on for PostgreSQL's own ENUM, off for `sa.Enum`.
///
/// # Errors
/// A refusal for Unknown; what the connection raises.
pub fn enum_type(interp: &mut Interpreter, bound: &Bound, create: bool) -> Evaluated {
    let receiver = bound.receiver();
    let Some(instance) = receiver.as_instance().cloned() else { return Ok(Value::None) };
    let is_enum = type_object::derives(&instance.class, "sqltypes", "Enum");
    if !is_enum || !enum_type::is_native(interp, &receiver)? {
        return Ok(Value::None);
    }
    let own = type_object::derives(&instance.class, "named_types", "ENUM");
    let check_first = check_first(interp, bound, own)?;
    let enum_type = enum_type::read(interp, &receiver, &TypeContext::default())?;
    let operation = if create {
        Operation::CreateEnumType { enum_type, check_first }
    } else {
        Operation::DropEnumType { enum_type, check_first }
    };
    emit(interp, &bound.value("bind"), operation)?;
    Ok(Value::None)
}

/// `Table.create(bind)`.
///
/// # Errors
/// As [`enum_type`].
pub fn table(interp: &mut Interpreter, bound: &Bound, create: bool) -> Evaluated {
    let Some(object) = table::of(&bound.receiver()) else { return Ok(Value::None) };
    let check_first = check_first(interp, bound, false)?;
    let read = Box::new(reader::read_table(interp, &object, References::Named)?);
    let operation = if create {
        Operation::CreateTable { table: read, if_not_exists: check_first }
    } else {
        Operation::DropTable { table: read, if_exists: check_first }
    };
    emit(interp, &bound.value("bind"), operation)?;
    Ok(Value::None)
}

/// `Index.create(bind)`.
///
/// # Errors
/// As [`enum_type`].
pub fn index(interp: &mut Interpreter, bound: &Bound, create: bool) -> Evaluated {
    let Some(object) = bound.receiver().payload::<IndexObject>() else { return Ok(Value::None) };
    let Some(owner) = object.table.borrow().clone() else {
        return Err(interp.raise("sqlalchemy.exc.CompileError", "Index is not associated with any table."));
    };
    let check_first = check_first(interp, bound, false)?;
    let index = Box::new(super::index::read(interp, &object, &owner)?);
    let name = owner.qualified_name();
    let operation = if create {
        Operation::CreateIndex { table: name, index, if_not_exists: check_first }
    } else {
        let schema = name.schema.clone();
        Operation::DropIndex { table: Some(name), schema, index, if_exists: check_first }
    };
    emit(interp, &bound.value("bind"), operation)?;
    Ok(Value::None)
}

/// `Sequence.create(bind)`.
///
/// # Errors
/// As [`enum_type`].
pub fn sequence(interp: &mut Interpreter, bound: &Bound, create: bool) -> Evaluated {
    let Some(object) = bound.receiver().payload::<SequenceObject>() else { return Ok(Value::None) };
    let check_first = check_first(interp, bound, true)?;
    let sequence = object.read(interp)?;
    let name = crate::ddl::identifier::qualified(&sequence.name);
    let sql = if create {
        let sql = crate::ddl::create_sequence(&sequence).sql;
        if check_first { sql.replacen("CREATE SEQUENCE ", "CREATE SEQUENCE IF NOT EXISTS ", 1) } else { sql }
    } else if check_first {
        format!("DROP SEQUENCE IF EXISTS {name}")
    } else {
        format!("DROP SEQUENCE {name}")
    };
    emit(interp, &bound.value("bind"), Operation::Execute { sql, undo: None })?;
    Ok(Value::None)
}

/// `MetaData.create_all(bind)`: tables in the order of their dependencies.
///
/// # Errors
/// As [`enum_type`].
pub fn all(interp: &mut Interpreter, bound: &Bound, create: bool) -> Evaluated {
    let receiver = bound.receiver();
    if metadata::of(&receiver).is_none() || interp.extension::<OperationHook>().is_none() {
        return Ok(Value::None);
    }
    complete(interp, &receiver)?;
    let check_first = check_first(interp, bound, true)?;
    let chosen = match bound.value("tables") {
        Value::None => None,
        tables => Some(interp.iterate(&tables)?),
    };
    let sorted = interp.get_attribute(&receiver, "sorted_tables")?;
    let mut tables = interp.iterate(&sorted)?;
    if !create {
        tables.reverse();
    }
    let mut types: Vec<EnumType> = Vec::new();
    for value in tables {
        let wanted = chosen.as_ref().is_none_or(|chosen| chosen.iter().any(|table| table.is(&value)));
        let Some(object) = table::of(&value).filter(|_| wanted) else { continue };
        let read = Box::new(reader::read_table(interp, &object, References::Named)?);
        for enum_type in read.columns.iter().filter_map(|column| column.data_type.sql.enum_type()) {
            if enum_type.create_type && !types.iter().any(|known| known.name == enum_type.name) {
                types.push(enum_type.clone());
            }
        }
        let operation = if create {
            Operation::CreateTable { table: read, if_not_exists: check_first }
        } else {
            Operation::DropTable { table: read, if_exists: check_first }
        };
        emit(interp, &bound.value("bind"), operation)?;
    }
    if create || types.is_empty() {
        return Ok(Value::None);
    }
    // enum types belong to the metadata: they go after the tables
    if chosen.is_some() {
        return Err(interp.refuse("`drop_all(tables=…)` of tables with enum types"));
    }
    for enum_type in types {
        emit(interp, &bound.value("bind"), Operation::DropEnumType { enum_type, check_first })?;
    }
    Ok(Value::None)
}

/// Refuses the tables of application code of which a part was left out.
fn complete(interp: &mut Interpreter, receiver: &Value) -> Evaluated<()> {
    match tables_left_out(interp, receiver) {
        None => Ok(()),
        Some(unknown) => Err(interp.refuse_unknown(&unknown, "which tables this MetaData holds")),
    }
}

/// Why nobody knows which tables a MetaData has: it is one of application code of which a part was left
/// out. A file's own MetaData is whole.
pub fn tables_left_out(interp: &Interpreter, metadata: &Value) -> Option<Rc<Unknown>> {
    let unknown = interp.left_out()?;
    let made_at = metadata::of(metadata).and_then(|metadata| metadata.made_at.clone());
    let is_own =
        matches!((made_at, interp.place()), (Some(made_at), Some(here)) if made_at.file == here.file);
    (!is_own).then_some(unknown)
}
