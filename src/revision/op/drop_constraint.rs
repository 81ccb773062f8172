//! `op.drop_constraint`

use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::{ConstraintKind, ObjectName, QualifiedName};

use super::directive::{Call, Directive, object_name, text};
use super::reading;
use super::schema_objects::{self, Keywords};
use super::session;

pub const DIRECTIVE: Directive = Directive {
    name: "drop_constraint",
    signature: "constraint_name, table_name, type_=None, *, schema=None, if_exists=None",
    batch: Some("constraint_name, type_=None, *, if_exists=None"),
    legacy: &[("name", "constraint_name"), ("tablename", "table_name"), ("type", "type_")],
    run,
};

fn run(interpreter: &mut Interpreter, call: &Call) -> Evaluated {
    let table = call.table(interpreter, "table_name")?;
    let kind = match call.value("type_") {
        Value::None => None,
        value => Some(match text(interpreter, &value, "type_")?.as_str() {
            "foreignkey" => ConstraintKind::ForeignKey,
            "primary" => ConstraintKind::PrimaryKey,
            "unique" => ConstraintKind::Unique,
            "check" => ConstraintKind::Check,
            _ => {
                return Err(interpreter.raise(
                    "TypeError",
                    "'type' can be one of 'check', 'foreignkey', 'primary', 'unique', None",
                ));
            }
        }),
    };
    let value = call.value("constraint_name");
    if value.is_none() {
        return Err(interpreter.raise(
            "sqlalchemy.exc.CompileError",
            "Can't emit DROP CONSTRAINT for constraint; it has no name",
        ));
    }
    let mut name = object_name(interpreter, &value, "constraint_name")?;
    if let Some(kind) = kind.filter(|_| !name.conventional) {
        name = by_convention(interpreter, &table, name, kind, value)?;
    }
    let if_exists = call.flag(interpreter, "if_exists")?;
    call.emit(
        interpreter,
        Operation::DropConstraint { table, name, kind, constraint: None, if_exists, cascade: false },
    )?;
    Ok(Value::None)
}

/// A convention with `%(constraint_name)s` changes names that are written out, here too.
fn by_convention(
    interpreter: &mut Interpreter,
    table: &QualifiedName,
    name: ObjectName,
    kind: ConstraintKind,
    value: Value,
) -> Evaluated<ObjectName> {
    let target = session::session(interpreter)?.target_metadata.borrow().clone();
    let (key, class) = match kind {
        ConstraintKind::PrimaryKey => ("pk", "PrimaryKeyConstraint"),
        ConstraintKind::Unique => ("uq", "UniqueConstraint"),
        ConstraintKind::Check => ("ck", "CheckConstraint"),
        ConstraintKind::ForeignKey => ("fk", "ForeignKeyConstraint"),
        ConstraintKind::Exclude => return Ok(name),
    };
    if matches!(target, Value::None | Value::Unknown(_) | Value::List(_) | Value::Tuple(_)) {
        return Ok(name);
    }
    let Some(Value::Dict(convention)) = interpreter.find_attribute(&target, "naming_convention")? else {
        return Ok(name);
    };
    let template = convention.borrow().get_str(key).cloned();
    if !matches!(template, Some(Value::Str(template)) if template.contains("%(constraint_name)s")) {
        return Ok(name);
    }
    let column = Value::str("x");
    let table = schema_objects::table_with_columns(interpreter, table, std::slice::from_ref(&column))?;
    let positional = match kind {
        ConstraintKind::PrimaryKey | ConstraintKind::Unique => vec![column],
        ConstraintKind::Check => vec![Value::str("x")],
        ConstraintKind::ForeignKey => {
            vec![Value::list(vec![column]), Value::list(vec![Value::str("y.x")])]
        }
        ConstraintKind::Exclude => return Ok(name),
    };
    let keywords: Keywords = vec![("name".into(), value)];
    let constraint = schema_objects::sqlalchemy(interpreter, class, positional, keywords)?;
    schema_objects::append(interpreter, &table, &constraint)?;
    let constraint = reading::read_constraint(interpreter, &table, &constraint)?;
    Ok(constraint.name().cloned().unwrap_or(name))
}
