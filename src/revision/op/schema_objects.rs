//! SQLAlchemy objects built around a directive's arguments, so that they are read exactly as those of
//! models: constraints get their table, and with it the naming convention of `target_metadata`
//! (Alembic's `operations/schemaobj.py` does the same).

use std::rc::Rc;

use crate::python::call::Arguments;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::QualifiedName;

use super::session;

pub type Keywords = Vec<(Rc<str>, Value)>;

/// Calls `module.name(*positional, **keywords)`.
///
/// # Errors
/// What the constructor raises.
pub fn make(
    interpreter: &mut Interpreter,
    module: &str,
    name: &str,
    positional: Vec<Value>,
    keywords: Keywords,
) -> Evaluated {
    let module = interpreter.import(module)?;
    let class = interpreter.get_attribute(&Value::Module(module), name)?;
    interpreter.call(&class, Arguments { positional, keywords })
}

/// From `sqlalchemy` itself.
///
/// # Errors
/// What the constructor raises.
pub fn sqlalchemy(
    interpreter: &mut Interpreter,
    name: &str,
    positional: Vec<Value>,
    keywords: Keywords,
) -> Evaluated {
    make(interpreter, "sqlalchemy", name, positional, keywords)
}

/// An empty MetaData with the naming convention of `target_metadata`.
///
/// # Errors
/// What `MetaData()` raises.
pub fn metadata(interpreter: &mut Interpreter) -> Evaluated {
    let target = session::session(interpreter)?.target_metadata.borrow().clone();
    let mut keywords = Keywords::new();
    if !matches!(target, Value::None | Value::Unknown(_) | Value::List(_) | Value::Tuple(_))
        && let Some(convention) = interpreter.find_attribute(&target, "naming_convention")?
        && !matches!(convention, Value::None | Value::Unknown(_))
    {
        keywords.push(("naming_convention".into(), convention));
    }
    sqlalchemy(interpreter, "MetaData", Vec::new(), keywords)
}

/// `Table(name, metadata, *items, schema=…, **keywords)`.
///
/// # Errors
/// What `Table()` raises.
pub fn table(
    interpreter: &mut Interpreter,
    name: &QualifiedName,
    items: Vec<Value>,
    mut keywords: Keywords,
) -> Evaluated {
    let metadata = metadata(interpreter)?;
    if let Some(schema) = &name.schema {
        keywords.push(("schema".into(), Value::str(schema)));
    }
    let mut positional = vec![Value::str(&name.name), metadata];
    positional.extend(items);
    sqlalchemy(interpreter, "Table", positional, keywords)
}

/// `Table` with one untyped column per name.
///
/// # Errors
/// What `Table()` raises.
pub fn table_with_columns(
    interpreter: &mut Interpreter,
    name: &QualifiedName,
    columns: &[Value],
) -> Evaluated {
    let mut items = Vec::new();
    let mut seen = Vec::new();
    for column in columns {
        let text = interpreter.str(column)?;
        if !seen.contains(&text) {
            items.push(untyped_column(interpreter, column.clone())?);
            seen.push(text);
        }
    }
    table(interpreter, name, items, Keywords::new())
}

/// `Column(name, NullType())`.
///
/// # Errors
/// What `Column()` raises.
pub fn untyped_column(interpreter: &mut Interpreter, name: Value) -> Evaluated {
    let null = make(interpreter, "sqlalchemy.types", "NullType", Vec::new(), Keywords::new())?;
    sqlalchemy(interpreter, "Column", vec![name, null], Keywords::new())
}

/// `table.append_constraint(constraint)`.
///
/// # Errors
/// What SQLAlchemy raises.
pub fn append(interpreter: &mut Interpreter, table: &Value, constraint: &Value) -> Evaluated<()> {
    interpreter.call_method(table, "append_constraint", vec![constraint.clone()]).map(drop)
}

/// Leaves out what is None, as if it had not been said.
pub fn present(keywords: impl IntoIterator<Item = (&'static str, Value)>) -> Keywords {
    keywords
        .into_iter()
        .filter(|(_, value)| !value.is_none())
        .map(|(name, value)| (name.into(), value))
        .collect()
}
