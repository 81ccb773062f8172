//! Types as SQLAlchemy's PostgreSQL type compiler writes them.

use super::identifier;
use crate::error::{Error, Result};
use crate::schema::{DataType, QualifiedName, SqlType};

/// The type with its collation: `VARCHAR(50) COLLATE "de_DE"`.
///
/// # Errors
/// NullType, and a named type that a built-in type of the same name would hide.
pub fn data_type(data_type: &DataType) -> Result<String> {
    let mut text = sql_type(&data_type.sql)?;
    if let Some(collation) = &data_type.collation {
        text.push_str(" COLLATE ");
        text.push_str(&identifier::quote(collation));
    }
    Ok(text)
}

/// The type without its collation.
///
/// # Errors
/// See [`data_type`].
pub fn sql_type(sql: &SqlType) -> Result<String> {
    Ok(match sql {
        SqlType::Boolean => "BOOLEAN".to_owned(),
        SqlType::SmallInteger => "SMALLINT".to_owned(),
        SqlType::Integer => "INTEGER".to_owned(),
        SqlType::BigInteger => "BIGINT".to_owned(),
        SqlType::Plain(text) => text.clone(),
        SqlType::Array { item, dimensions } => {
            // A dimension count of 0 is SQLAlchemy's None: one pair of brackets.
            format!("{}{}", sql_type(item)?, "[]".repeat((*dimensions).max(1) as usize))
        }
        SqlType::Enum(enum_type) => named_type(&enum_type.name, "ENUM")?,
        SqlType::Domain { name, .. } => named_type(name, "DOMAIN")?,
        SqlType::Null => {
            return Err(Error::new(
                "Can't generate DDL for NullType(); did you forget to specify a type on this Column?",
            ));
        }
    })
}

/// What replaces the type of a column that its table fills from a sequence of its own.
pub fn serial(sql: &SqlType) -> &'static str {
    match sql {
        SqlType::BigInteger => "BIGSERIAL",
        SqlType::SmallInteger => "SMALLSERIAL",
        SqlType::Integer
        | SqlType::Boolean
        | SqlType::Plain(_)
        | SqlType::Array { .. }
        | SqlType::Enum(_)
        | SqlType::Domain { .. }
        | SqlType::Null => "SERIAL",
    }
}

/// A named type's name as SQL. `kind` is for the message: `ENUM`, `DOMAIN`.
///
/// # Errors
/// No name, or the name of a built-in type without a schema to tell them apart.
pub fn named_type(name: &QualifiedName, kind: &str) -> Result<String> {
    if name.name.is_empty() {
        return Err(Error::new(format!("PostgreSQL {kind} type requires a name.")));
    }
    if name.schema.is_none() && BUILT_IN.contains(&name.name.as_str()) {
        return Err(Error::new(format!(
            "the {kind} type has name '{}' that matches an existing type, and requires an explicit schema \
             name in order to be rendered in DDL.",
            name.name
        ))
        .hint("give the type another name, or a schema"));
    }
    Ok(identifier::qualified(name))
}

/// The type names that SQLAlchemy's dialect knows (`ischema_names`).
const BUILT_IN: &[&str] = &[
    "_array",
    "bigint",
    "bit",
    "bit varying",
    "boolean",
    "bytea",
    "\"char\"",
    "character",
    "character varying",
    "cidr",
    "citext",
    "date",
    "datemultirange",
    "daterange",
    "double precision",
    "float",
    "hstore",
    "inet",
    "int4multirange",
    "int4range",
    "int8multirange",
    "int8range",
    "integer",
    "interval",
    "json",
    "jsonb",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "real",
    "regclass",
    "regconfig",
    "smallint",
    "text",
    "time",
    "time with time zone",
    "time without time zone",
    "timestamp",
    "timestamp with time zone",
    "timestamp without time zone",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "uuid",
];
