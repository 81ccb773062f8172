//! `op.execute('…')`.

use super::{Renderer, python_literal, text};

/// Text of several lines becomes one literal a line, joined by Python: indenting the file can then
/// never change the SQL.
pub(super) fn render(renderer: &Renderer, sql: &str) -> String {
    let sql = text::escape_parameters(sql);
    let lines: Vec<String> = sql.split_inclusive('\n').map(python_literal::string).collect();
    match lines.as_slice() {
        [] => format!("{}execute('')", renderer.op()),
        [line] => format!("{}execute({line})", renderer.op()),
        lines => format!("{}execute(\n    {}\n)", renderer.op(), lines.join("\n    ")),
    }
}
