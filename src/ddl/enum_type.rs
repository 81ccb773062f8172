//! Enum types and domains: what a table brings with it.

use super::{Statement, data_type, identifier, literal};
use crate::error::Result;
use crate::schema::{EnumType, QualifiedName, SqlType};

/// `CREATE TYPE t AS ENUM ('a', 'b')`.
///
/// # Errors
/// No name, or a built-in type's.
pub(super) fn create(enum_type: &EnumType) -> Result<Statement> {
    let labels: Vec<String> = enum_type.labels.iter().map(|label| literal::string(label)).collect();
    Ok(Statement::new(format!(
        "CREATE TYPE {} AS ENUM ({})",
        data_type::named_type(&enum_type.name, "ENUM")?,
        labels.join(", ")
    )))
}

/// `DROP TYPE t`.
///
/// # Errors
/// No name, or a built-in type's.
pub(super) fn drop(enum_type: &EnumType) -> Result<Statement> {
    Ok(Statement::new(format!("DROP TYPE {}", data_type::named_type(&enum_type.name, "ENUM")?)))
}

/// `CREATE DOMAIN d AS …`.
pub(super) fn create_domain(name: &QualifiedName, definition: &str) -> Statement {
    Statement::new(format!("CREATE DOMAIN {} AS {definition}", identifier::qualified(name)))
}

/// The types that creating a table with such a column creates, and how.
///
/// # Errors
/// See [`create`].
pub(super) fn of_column(sql: &SqlType) -> Result<Option<(&QualifiedName, Statement)>> {
    match sql {
        SqlType::Enum(enum_type) if enum_type.create_type => Ok(Some((&enum_type.name, create(enum_type)?))),
        SqlType::Domain { name, definition: Some(definition) } => {
            Ok(Some((name, create_domain(name, definition))))
        }
        SqlType::Array { item, .. } => of_column(item),
        SqlType::Enum(_)
        | SqlType::Domain { definition: None, .. }
        | SqlType::Boolean
        | SqlType::SmallInteger
        | SqlType::Integer
        | SqlType::BigInteger
        | SqlType::Plain(_)
        | SqlType::Null => Ok(None),
    }
}
