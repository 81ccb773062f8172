//! `op.drop_table('users')`.

use super::{Renderer, python_literal};
use crate::schema::Table;

pub(super) fn render(renderer: &Renderer, table: &Table, if_exists: bool) -> String {
    let mut text = format!("{}drop_table({}", renderer.op(), python_literal::string(&table.name.name));
    if let Some(schema) = &table.name.schema {
        text.push_str(&format!(", schema={}", python_literal::string(schema)));
    }
    if if_exists {
        text.push_str(", if_exists=True");
    }
    text + ")"
}
