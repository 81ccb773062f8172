//! `op.rename_table('old', 'new')`, which Alembic has but never writes by itself.

use super::{Renderer, python_literal};
use crate::schema::QualifiedName;

pub(super) fn render(renderer: &Renderer, from: &QualifiedName, to: &str) -> String {
    let mut arguments = vec![python_literal::string(&from.name), python_literal::string(to)];
    if let Some(schema) = &from.schema {
        arguments.push(format!("schema={}", python_literal::string(schema)));
    }
    format!("{}rename_table({})", renderer.op(), arguments.join(", "))
}
