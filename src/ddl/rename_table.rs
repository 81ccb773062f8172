//! ALTER TABLE … RENAME TO.

use super::{Statement, identifier};
use crate::schema::QualifiedName;

/// The new name has no schema: a table stays in its own.
pub(super) fn compile(from: &QualifiedName, to: &str) -> Statement {
    Statement::new(format!(
        "ALTER TABLE {} RENAME TO {}",
        identifier::altered_table(from),
        identifier::quote(to)
    ))
}
