//! DROP TABLE and DROP COLUMN.

use super::{Statement, identifier};
use crate::schema::QualifiedName;

/// Enum types of its columns stay, as in SQLAlchemy 2.1: other tables may use them.
pub(super) fn table(name: &QualifiedName, if_exists: bool) -> Statement {
    let if_exists = if if_exists { "IF EXISTS " } else { "" };
    Statement::new(format!("DROP TABLE {if_exists}{}", identifier::qualified(name)))
}

/// `cascade` is ours: Alembic has no keyword for it.
pub(super) fn column(table: &QualifiedName, column: &str, if_exists: bool, cascade: bool) -> Statement {
    Statement::new(format!(
        "ALTER TABLE {} DROP COLUMN {}{}{}",
        identifier::altered_table(table),
        if if_exists { "IF EXISTS " } else { "" },
        identifier::quote(column),
        if cascade { " CASCADE" } else { "" },
    ))
}
