//! `op.create_index('ix', 'users', ['email'], unique=False)`.

use super::{Renderer, constraint, index, python_literal};
use crate::error::Result;
use crate::schema::{Index, QualifiedName};

pub(super) fn render(
    renderer: &mut Renderer,
    table: &QualifiedName,
    created: &Index,
    if_not_exists: bool,
) -> Result<String> {
    let mut arguments = vec![constraint::name(renderer, created.name.as_ref())];
    if !renderer.in_batch {
        arguments.push(python_literal::string(&table.name));
    }
    arguments.push(index::elements(renderer, created));
    arguments.push(format!("unique={}", python_literal::boolean(created.unique)));
    if let Some(schema) = &table.schema
        && !renderer.in_batch
    {
        arguments.push(format!("schema={}", python_literal::string(schema)));
    }
    arguments.extend(index::options(renderer, created));
    if if_not_exists {
        arguments.push("if_not_exists=True".to_owned());
    }
    Ok(format!("{}create_index({})", renderer.op(), arguments.join(", ")))
}
