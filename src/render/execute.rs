//! `op.execute('…')`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Renderer, python_literal};

/// What SQLAlchemy's `text()` takes for a bound parameter: one colon before a word, with neither
/// a word nor a colon nor a backslash before it, and no colon after it.
static COLON_WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r":+\w+:?").ok());

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

/// A string given to `op.execute` goes through `text()`: `:name` must be `\:name` to stay.
fn escape_parameters(sql: &str) -> String {
    let Some(pattern) = COLON_WORD.as_ref() else { return sql.to_owned() };
    let mut escaped = String::with_capacity(sql.len());
    let mut end = 0;
    for found in pattern.find_iter(sql) {
        let before = sql[..found.start()].chars().next_back();
        // the rule's last part backtracks: `:ab:` counts as `:a`, only `:a:` doesn't count
        let is_single = found.as_str().ends_with(':') && found.as_str().chars().count() == 3;
        let is_parameter = !found.as_str().starts_with("::")
            && !is_single
            && !before.is_some_and(|it| it == '\\' || it == '_' || it.is_alphanumeric());
        escaped.push_str(&sql[end..found.start()]);
        if is_parameter {
            escaped.push('\\');
        }
        escaped.push_str(found.as_str());
        end = found.end();
    }
    escaped.push_str(&sql[end..]);
    escaped
}
