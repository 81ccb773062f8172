//! `op.drop_table_comment(…)`, one argument a line.

use super::{Renderer, python_literal};
use crate::schema::QualifiedName;

pub(super) fn render(renderer: &Renderer, table: &QualifiedName, existing: Option<&str>) -> String {
    let op = renderer.op();
    let existing = python_literal::optional(existing);
    if renderer.in_batch {
        return format!("{op}drop_table_comment(\n    existing_comment={existing}\n)");
    }
    format!(
        "{op}drop_table_comment(\n    {},\n    existing_comment={existing},\n    schema={}\n)",
        python_literal::string(&table.name),
        python_literal::optional(table.schema.as_deref()),
    )
}
