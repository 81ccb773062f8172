//! `op.execute('…')`.

use std::sync::LazyLock;

use fancy_regex::Regex;

use super::{Renderer, python_literal};

/// What SQLAlchemy's `text()` changes when it compiles: `:name` is a bound parameter, unless a colon, a
/// word or a backslash stands before it or a colon behind it; of `\:name` the backslash goes.
static CHANGED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\\(?=:[\w$]*(?![:\w$]))|(?<![:\w$\\]):(?=[\w$]+(?![:\w$]))").ok());

/// Text of several lines becomes one literal a line, joined by Python: indenting the file can then
/// never change the SQL.
pub(super) fn render(renderer: &Renderer, sql: &str) -> String {
    let sql = escape_parameters(sql);
    let lines: Vec<String> = sql.split_inclusive('\n').map(python_literal::string).collect();
    match lines.as_slice() {
        [] => format!("{}execute('')", renderer.op()),
        [line] => format!("{}execute({line})", renderer.op()),
        lines => format!("{}execute(\n    {}\n)", renderer.op(), lines.join("\n    ")),
    }
}

/// A string given to `op.execute` goes through `text()`: a backslash more keeps what it changes.
fn escape_parameters(sql: &str) -> String {
    let Some(pattern) = CHANGED.as_ref() else { return sql.to_owned() };
    pattern.replace_all(sql, r"\$0").into_owned()
}
