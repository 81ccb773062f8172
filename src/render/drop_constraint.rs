//! `op.drop_constraint('users_email_key', 'users', type_='unique')`.

use super::{Renderer, constraint, python_literal};
use crate::error::{Error, Result};
use crate::schema::{ConstraintKind, ObjectName, QualifiedName};

/// # Errors
/// Alembic's directive takes no CASCADE.
pub(super) fn render(
    renderer: &Renderer,
    table: &QualifiedName,
    name: &ObjectName,
    kind: Option<ConstraintKind>,
    if_exists: bool,
    cascade: bool,
) -> Result<String> {
    if cascade {
        return Err(Error::new(format!("`op.drop_constraint` of `{}` can't cascade", name.text)));
    }
    let mut arguments = vec![constraint::name(renderer, Some(name))];
    if !renderer.in_batch {
        arguments.push(python_literal::string(&table.name));
        if let Some(schema) = &table.schema {
            arguments.push(format!("schema={}", python_literal::string(schema)));
        }
    }
    if let Some(kind) = kind.and_then(type_name) {
        arguments.push(format!("type_='{kind}'"));
    }
    if if_exists {
        arguments.push("if_exists=True".to_owned());
    }
    Ok(format!("{}drop_constraint({})", renderer.op(), arguments.join(", ")))
}

/// Alembic has no word for an exclusion constraint, and needs none.
fn type_name(kind: ConstraintKind) -> Option<&'static str> {
    match kind {
        ConstraintKind::PrimaryKey => Some("primary"),
        ConstraintKind::Unique => Some("unique"),
        ConstraintKind::Check => Some("check"),
        ConstraintKind::ForeignKey => Some("foreignkey"),
        ConstraintKind::Exclude => None,
    }
}
