//! Keywords that users hand through to SQL as they are: `CASCADE`, `deferred`, `gin`. SQLAlchemy
//! takes words only, so that nothing else can hide in them.

use std::sync::LazyLock;

use regex::Regex;

use crate::error::{Error, Result};

static KEYWORDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\w+(?:\s+\w+)*$"));
static ON_DELETE: LazyLock<Regex> = LazyLock::new(|| {
    let identifier = r#"(?:[\w$]+|"(?:[^"]|"")+")"#;
    pattern(&format!(r"^\w+(?:\s+\w+)*(?:\s*\(\s*{identifier}(?:\s*,\s*{identifier})*\s*\))?$"))
});
static METHOD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\w+$"));

#[allow(clippy::expect_used)]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// One or more words.
///
/// # Errors
/// Anything else.
pub(super) fn keywords(text: &str) -> Result<&str> {
    checked(text, &KEYWORDS)
}

/// Words, then perhaps a list of columns: `SET NULL (a, b)`.
///
/// # Errors
/// Anything else.
pub(super) fn on_delete(text: &str) -> Result<&str> {
    checked(text, &ON_DELETE)
}

/// An access method, in lower case.
///
/// # Errors
/// Anything but one word.
pub(super) fn access_method(text: &str) -> Result<String> {
    Ok(checked(text, &METHOD)?.to_lowercase())
}

fn checked<'a>(text: &'a str, pattern: &Regex) -> Result<&'a str> {
    if pattern.is_match(text) {
        return Ok(text);
    }
    Err(Error::new(format!("Unexpected SQL phrase: '{text}' (matching against '{}')", pattern.as_str())))
}
