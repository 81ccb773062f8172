//! `op.drop_column('users', 'name')`.

use super::{Renderer, python_literal};
use crate::error::{Error, Result};
use crate::schema::{Column, QualifiedName};

/// # Errors
/// Alembic's directive takes no CASCADE.
pub(super) fn render(
    renderer: &Renderer,
    table: &QualifiedName,
    column: &Column,
    if_exists: bool,
    cascade: bool,
) -> Result<String> {
    if cascade {
        return Err(Error::new(format!("`op.drop_column` of `{table}.{}` can't cascade", column.name)));
    }
    let name = python_literal::string(&column.name);
    if renderer.in_batch {
        return Ok(format!("{}drop_column({name})", renderer.op()));
    }
    let mut text = format!("{}drop_column({}, {name}", renderer.op(), python_literal::string(&table.name));
    if let Some(schema) = &table.schema {
        text.push_str(&format!(", schema={}", python_literal::string(schema)));
    }
    if if_exists {
        text.push_str(", if_exists=True");
    }
    Ok(text + ")")
}
