//! A column's row.

use tokio_postgres::{Error, Row};

use super::data_type;
use super::named_type::{Collation, NamedTypes};
use super::scope::Scope;
use super::sequence::{OwnedSequence, OwnedSequences};
use super::stable_text::stable;
use crate::schema::{CatalogColumn, Column, Computed, Identity, IdentityMode, ServerDefault, SqlType};

/// The column, and the oid of its table.
pub(super) fn from_row(
    row: &Row,
    types: &NamedTypes,
    sequences: &OwnedSequences,
    scope: &Scope,
) -> Result<(u32, Column), Error> {
    let table: u32 = row.try_get("table_oid")?;
    let sequence = sequences.get(&(table, row.try_get("number")?));
    let format_type: String = row.try_get("format_type")?;
    let collation = Collation::from_row(row, scope)?;
    let data_type = data_type::reflect(&format_type, row.try_get("element_type")?, types, collation.as_ref());

    let expression: Option<String> = row.try_get("default")?;
    let generation: Option<String> = row.try_get("generated")?;
    let generated = generation.is_some();
    // PostgreSQL 18 has virtual ones.
    let stored = generation.as_deref() == Some("s");
    let identity = identity(row, sequence)?;
    // Of its own sequence nothing but the next value: what SERIAL makes.
    let serial = identity.is_none()
        && sequence.is_some_and(|sequence| sequence.fills && !sequence.identity)
        && is_integer(&data_type.sql)
        && expression.as_deref().is_some_and(is_next_value);

    let mut column = Column::new(row.try_get::<_, String>("name")?, data_type);
    column.nullable = !row.try_get::<_, bool>("not_null")?;
    column.comment = row.try_get("comment")?;
    column.serial = serial;
    let default = expression.clone().filter(|_| !generated && !serial && identity.is_none());
    let from_sequence = is_integer(&column.data_type.sql)
        && default.as_deref().is_some_and(|default| default.contains("nextval('"));
    column.autoincrement = Some(serial || identity.is_some() || from_sequence);
    column.server_default = default.clone().map(ServerDefault::Expression);
    column.computed = expression
        .clone()
        .filter(|_| generated)
        .map(|expression| Computed { expression, persisted: Some(stored) });
    column.catalog = Some(CatalogColumn {
        enum_type: column.data_type.sql.enum_type().map(|enum_type| enum_type.name.clone()),
        format_type,
        collation: collation.map(|collation| match collation.schema {
            Some(schema) => format!("{schema}.{}", collation.name),
            None => collation.name,
        }),
        default,
        generated: expression.filter(|_| generated).map(|sql| stable(&sql)),
        identity: identity.clone(),
        serial_sequence: sequence.filter(|_| serial).map(|owned| owned.sequence.clone()),
    });
    column.identity = identity;
    Ok((table, column))
}

fn identity(row: &Row, sequence: Option<&OwnedSequence>) -> Result<Option<Identity>, Error> {
    let kind: Option<String> = row.try_get("identity")?;
    let Some(kind) = kind else { return Ok(None) };
    let mode = if kind == "a" { IdentityMode::Always } else { IdentityMode::ByDefault };
    let options = sequence.map(|owned| owned.sequence.options.clone()).unwrap_or_default();
    Ok(Some(Identity { mode, options }))
}

fn is_integer(sql: &SqlType) -> bool {
    match sql {
        SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger => true,
        SqlType::Boolean
        | SqlType::Plain(_)
        | SqlType::Array { .. }
        | SqlType::Enum(_)
        | SqlType::Domain { .. }
        | SqlType::Null => false,
    }
}

fn is_next_value(default: &str) -> bool {
    default.starts_with("nextval('") && default.ends_with("'::regclass)")
}
