//! PostgreSQL's errors as the exceptions that SQLAlchemy raises with psycopg2, so that the `except`
//! clauses of revision files meet what they were written for.

use std::rc::Rc;

use crate::operation::DatabaseError;
use crate::python::interpreter::Interpreter;
use crate::python::library::{ClassBuilder, Library};
use crate::python::raise::Raise;
use crate::python::value::{Instance, Value};

use super::schema_objects;

/// The DBAPI class of an SQLSTATE, by its class as psycopg2 sorts them.
fn dbapi_class(sqlstate: &str) -> &'static str {
    match sqlstate.get(..2).unwrap_or_default() {
        "0A" => "NotSupportedError",
        "20" | "21" | "3D" | "3F" | "42" | "44" => "ProgrammingError",
        "22" => "DataError",
        "23" => "IntegrityError",
        "24" | "25" | "2B" | "2D" | "2F" | "38" | "39" | "3B" | "F0" | "P0" | "XX" => "InternalError",
        "08" | "26" | "27" | "28" | "34" | "40" | "53" | "54" | "55" | "57" | "58" | "HV" => {
            "OperationalError"
        }
        _ => "DatabaseError",
    }
}

/// psycopg2's own class for the conditions that migrations meet; others have their DBAPI class.
const CONDITIONS: &[(&str, &str)] = &[
    ("0A000", "FeatureNotSupported"),
    ("21000", "CardinalityViolation"),
    ("22001", "StringDataRightTruncation"),
    ("22003", "NumericValueOutOfRange"),
    ("22007", "InvalidDatetimeFormat"),
    ("22008", "DatetimeFieldOverflow"),
    ("22012", "DivisionByZero"),
    ("22023", "InvalidParameterValue"),
    ("22P02", "InvalidTextRepresentation"),
    ("23502", "NotNullViolation"),
    ("23503", "ForeignKeyViolation"),
    ("23505", "UniqueViolation"),
    ("23514", "CheckViolation"),
    ("23P01", "ExclusionViolation"),
    ("25001", "ActiveSqlTransaction"),
    ("25P02", "InFailedSqlTransaction"),
    ("2BP01", "DependentObjectsStillExist"),
    ("3F000", "InvalidSchemaName"),
    ("40001", "SerializationFailure"),
    ("40P01", "DeadlockDetected"),
    ("42501", "InsufficientPrivilege"),
    ("42601", "SyntaxError"),
    ("42611", "InvalidColumnDefinition"),
    ("42701", "DuplicateColumn"),
    ("42703", "UndefinedColumn"),
    ("42704", "UndefinedObject"),
    ("42710", "DuplicateObject"),
    ("42723", "DuplicateFunction"),
    ("42803", "GroupingError"),
    ("42804", "DatatypeMismatch"),
    ("42809", "WrongObjectType"),
    ("42830", "InvalidForeignKey"),
    ("42846", "CannotCoerce"),
    ("42883", "UndefinedFunction"),
    ("42P01", "UndefinedTable"),
    ("42P06", "DuplicateSchema"),
    ("42P07", "DuplicateTable"),
    ("42P16", "InvalidTableDefinition"),
    ("42P17", "InvalidObjectDefinition"),
    ("42P18", "IndeterminateDatatype"),
    ("55000", "ObjectNotInPrerequisiteState"),
    ("55006", "ObjectInUse"),
    ("55P03", "LockNotAvailable"),
    ("55P04", "UnsafeNewEnumValueUsage"),
    ("57014", "QueryCanceled"),
    ("P0001", "RaiseException"),
];

const DBAPI_CLASSES: [&str; 7] = [
    "DataError",
    "OperationalError",
    "IntegrityError",
    "InternalError",
    "ProgrammingError",
    "NotSupportedError",
    "InterfaceError",
];

/// Registers `psycopg2` and `psycopg2.errors`: the exceptions only, connecting is not for migrations.
pub fn register(library: &mut Library) {
    library.module("psycopg2", |interpreter, module| {
        let Some(Value::Class(exception)) = interpreter.import("builtins")?.attribute("Exception") else {
            return Ok(());
        };
        module.class(ClassBuilder::new("psycopg2", "Warning").base(&exception));
        let error = module.class(
            ClassBuilder::new("psycopg2", "Error")
                .base(&exception)
                .attribute("pgcode", Value::None)
                .attribute("pgerror", Value::None),
        );
        let database = module.class(ClassBuilder::new("psycopg2", "DatabaseError").base(&error));
        for name in DBAPI_CLASSES {
            let base = if name == "InterfaceError" { &error } else { &database };
            module.class(ClassBuilder::new("psycopg2", name).base(base));
        }
        Ok(())
    });
    library.module("psycopg2.errors", |interpreter, module| {
        let package = Value::Module(interpreter.import("psycopg2")?);
        for (sqlstate, name) in CONDITIONS {
            if let Value::Class(base) = interpreter.get_attribute(&package, dbapi_class(sqlstate))? {
                module.class(ClassBuilder::new("psycopg2.errors", name).base(&base));
            }
        }
        Ok(())
    });
}

/// PostgreSQL's error inside an exception that [`raise`] made, for the report of a file that doesn't
/// catch it.
pub fn inside(exception: &Value) -> Option<Rc<DatabaseError>> {
    exception.as_instance()?.attribute("orig")?.payload::<DatabaseError>()
}

/// The exception: SQLAlchemy's wrapper, whose `orig` is the driver's and carries the whole error.
pub fn raise(interpreter: &mut Interpreter, error: DatabaseError) -> Box<Raise> {
    match exception(interpreter, error) {
        Ok(raise) | Err(raise) => raise,
    }
}

fn exception(interpreter: &mut Interpreter, error: DatabaseError) -> Result<Box<Raise>, Box<Raise>> {
    let dbapi = dbapi_class(&error.sqlstate);
    let condition = CONDITIONS.iter().find(|(sqlstate, _)| *sqlstate == error.sqlstate);
    let (module, name) = match condition {
        Some((_, name)) => ("psycopg2.errors", *name),
        None => ("psycopg2", dbapi),
    };
    let text = pgerror(&error);
    let orig = schema_objects::make(interpreter, module, name, vec![Value::str(&text)], Vec::new())?;
    interpreter.set_attribute(&orig, "pgcode", Value::str(&error.sqlstate))?;
    interpreter.set_attribute(&orig, "pgerror", Value::str(format!("ERROR:  {text}")))?;
    let diag = diagnostics(&error);
    interpreter.set_attribute(&orig, "diag", diag)?;
    if let Value::Instance(instance) = &orig {
        instance.set_payload(Rc::new(error.clone()));
    }

    let shown = format!("({module}.{name}) {text}\n[SQL: {}]", error.sql);
    let raised = interpreter.raise(&format!("sqlalchemy.exc.{dbapi}"), shown);
    if let Raise::Exception { value, .. } = &*raised {
        interpreter.set_attribute(value, "orig", orig)?;
        interpreter.set_attribute(value, "statement", Value::str(&error.sql))?;
        interpreter.set_attribute(value, "params", Value::None)?;
    }
    Ok(raised)
}

/// As libpq words it, without the severity.
fn pgerror(error: &DatabaseError) -> String {
    let mut text = format!("{}\n", error.message);
    for (label, value) in [("DETAIL", &error.detail), ("HINT", &error.hint)] {
        if let Some(value) = value {
            text.push_str(&format!("{label}:  {value}\n"));
        }
    }
    text
}

/// psycopg2's `Diagnostics`.
fn diagnostics(error: &DatabaseError) -> Value {
    let class = ClassBuilder::new("psycopg2.extensions", "Diagnostics").build();
    let diag = Instance::new(class);
    let optional = |text: &Option<String>| text.as_deref().map_or(Value::None, Value::str);
    diag.set_attribute("sqlstate", Value::str(&error.sqlstate));
    diag.set_attribute("message_primary", Value::str(&error.message));
    diag.set_attribute("message_detail", optional(&error.detail));
    diag.set_attribute("message_hint", optional(&error.hint));
    Value::Instance(diag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_has_a_class_of_its_kind() {
        for (sqlstate, name) in CONDITIONS {
            assert_ne!(dbapi_class(sqlstate), "DatabaseError", "{name}");
        }
        assert_eq!(dbapi_class("99999"), "DatabaseError");
    }
}
