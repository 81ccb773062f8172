//! SQL in strings that Alembic and SQLAlchemy read as `text()`.

use std::sync::LazyLock;

use fancy_regex::Regex;

use super::{Renderer, python_literal};

/// What SQLAlchemy's `text()` changes when it compiles: `:name` is a bound parameter, unless a colon, a
/// word or a backslash stands before it or a colon behind it; of `\:name` the backslash goes.
static CHANGED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\\(?=:[\w$]*(?![:\w$]))|(?<![:\w$\\]):(?=[\w$]+(?![:\w$]))").ok());

/// A backslash more keeps what `text()` changes. Alembic forgets it: DDL that it writes then has NULL in
/// the parameter's place.
pub(super) fn escape_parameters(sql: &str) -> String {
    let Some(pattern) = CHANGED.as_ref() else { return sql.to_owned() };
    pattern.replace_all(sql, r"\$0").into_owned()
}

/// A Python string that is taken as `text()`.
pub(super) fn string(sql: &str) -> String {
    python_literal::string(&escape_parameters(sql))
}

/// `sa.text('…')`.
pub(super) fn call(renderer: &Renderer, sql: &str) -> String {
    format!("{}text({})", renderer.sa(), string(sql))
}
