//! `op.drop_index('ix', table_name='users')`.

use super::{Renderer, constraint, index, python_literal};
use crate::error::Result;
use crate::schema::{Index, QualifiedName};

/// Alembic repeats the index's keywords although dropping doesn't need them.
pub(super) fn render(
    renderer: &Renderer,
    table: Option<&QualifiedName>,
    schema: Option<&str>,
    dropped: &Index,
    if_exists: bool,
) -> Result<String> {
    let mut arguments = vec![constraint::name(renderer, dropped.name.as_ref())];
    if !renderer.in_batch {
        if let Some(table) = table {
            arguments.push(format!("table_name={}", python_literal::string(&table.name)));
        }
        if let Some(schema) = table.and_then(|it| it.schema.as_deref()).or(schema) {
            arguments.push(format!("schema={}", python_literal::string(schema)));
        }
    }
    arguments.extend(index::options(renderer, dropped));
    if if_exists {
        arguments.push("if_exists=True".to_owned());
    }
    Ok(format!("{}drop_index({})", renderer.op(), arguments.join(", ")))
}
