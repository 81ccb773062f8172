//! `op.add_column('users', sa.Column(…))`.

use super::{Renderer, add_constraint, column, create_index, python_literal};
use crate::error::Result;
use crate::schema::{Column, Constraint, Index, QualifiedName};

/// Constraints and indexes of the column, which only files give, follow as directives of their own.
pub(super) fn render(
    renderer: &mut Renderer,
    table: &QualifiedName,
    added: &Column,
    constraints: &[Constraint],
    indexes: &[Index],
    if_not_exists: bool,
) -> Result<String> {
    let column = column::render(renderer, added, column::Setting::AddColumn)
        .map_err(|error| error.context(format_args!("table `{table}`")))?;
    let mut text = if renderer.in_batch {
        format!("{}add_column({column})", renderer.op())
    } else {
        let mut text =
            format!("{}add_column({}, {column}", renderer.op(), python_literal::string(&table.name));
        if let Some(schema) = &table.schema {
            text.push_str(&format!(", schema={}", python_literal::string(schema)));
        }
        if if_not_exists {
            text.push_str(", if_not_exists=True");
        }
        text + ")"
    };
    for constraint in constraints {
        if matches!(constraint, Constraint::Check(check) if check.type_bound) {
            continue; // Alembic adds it with the column's type
        }
        text.push('\n');
        text.push_str(&add_constraint::render(renderer, table, constraint)?);
    }
    for index in indexes {
        text.push('\n');
        text.push_str(&create_index::render(renderer, table, index, false)?);
    }
    Ok(text)
}
