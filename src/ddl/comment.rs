//! COMMENT ON.

use super::{Statement, identifier, literal};
use crate::error::Result;
use crate::schema::{ObjectName, QualifiedName};

fn text(comment: Option<&str>) -> String {
    comment.map_or_else(|| "NULL".to_owned(), literal::string)
}

/// `None` takes the comment away.
pub(super) fn table(table: &QualifiedName, comment: Option<&str>) -> Statement {
    Statement::new(format!("COMMENT ON TABLE {} IS {}", identifier::qualified(table), text(comment)))
}

/// For a table just created, or a column just added.
pub(super) fn column(table: &QualifiedName, column: &str, comment: Option<&str>) -> Statement {
    let table = identifier::qualified(table);
    Statement::new(format!("COMMENT ON COLUMN {table}.{} IS {}", identifier::quote(column), text(comment)))
}

/// Constraint comments: `create_all` writes them, Alembic's operations do not.
///
/// # Errors
/// A name that is too long.
pub(super) fn constraint(table: &QualifiedName, name: &ObjectName, comment: &str) -> Result<Statement> {
    Ok(Statement::new(format!(
        "COMMENT ON CONSTRAINT {} ON {} IS {}",
        identifier::object_name(name)?,
        identifier::qualified(table),
        literal::string(comment)
    )))
}
