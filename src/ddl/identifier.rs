//! When SQLAlchemy quotes a name, and how long a name may be.
//!
//! The rules are those of its `IdentifierPreparer` with the PostgreSQL dialect's word list: quoted is
//! what is reserved, not all lower case, or not made of letters, digits, `_` and `$` alone.

use std::collections::HashSet;
use std::sync::LazyLock;

use md5::{Digest, Md5};

use crate::error::{Error, Result};
use crate::schema::{ObjectName, QualifiedName};

/// PostgreSQL's NAMEDATALEN - 1; SQLAlchemy counts characters.
const MAX_LENGTH: usize = 63;

/// The dialect's list, which is not PostgreSQL's own: `lateral` is missing, `new` and `old` are there.
static RESERVED_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint \
     create current_catalog current_date current_role current_time current_timestamp current_user default \
     deferrable desc distinct do else end except false fetch for foreign from grant group having in \
     initially intersect into leading limit localtime localtimestamp new not null of off offset old on \
     only or order placing primary references returning select session_user some symmetric table then to \
     trailing true union unique user using variadic when where window with authorization between binary \
     cross current_schema freeze full ilike inner is isnull join left like natural notnull outer over \
     overlaps right similar verbose"
        .split_whitespace()
        .collect()
});

/// The name as SQL, in double quotes where it needs them.
pub fn quote(name: &str) -> String {
    if requires_quotes(name) { always_quote(name) } else { name.to_owned() }
}

/// The name in double quotes whatever it is.
pub fn always_quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn requires_quotes(name: &str) -> bool {
    // The last two are what Python's `[A-Z]` takes besides when case is ignored.
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | 'ı' | 'ſ');
    name.is_empty()
        || name.starts_with(|c: char| c.is_ascii_digit() || c == '$')
        || !name.chars().all(legal)
        || name.chars().any(|c| c.is_ascii_uppercase())
        || RESERVED_WORDS.contains(name)
}

/// Names separated by a comma and a space.
pub fn quote_list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")
}

/// `schema.name`.
pub fn qualified(name: &QualifiedName) -> String {
    match name.schema.as_deref() {
        Some(schema) if !schema.is_empty() => format!("{}.{}", quote(schema), quote(&name.name)),
        _ => quote(&name.name),
    }
}

/// `schema.name` as Alembic's own ALTER TABLE statements have it: a dot in the schema separates names.
pub fn altered_table(name: &QualifiedName) -> String {
    match name.schema.as_deref() {
        Some(schema) if !schema.is_empty() => {
            let schema = schema.split('.').map(quote).collect::<Vec<_>>().join(".");
            format!("{schema}.{}", quote(&name.name))
        }
        _ => quote(&name.name),
    }
}

/// The name that a constraint or index gets: a conventional one is cut to PostgreSQL's limit with
/// four digits of its MD5 at the end, as SQLAlchemy does.
///
/// # Errors
/// An explicit name beyond the limit, which PostgreSQL would cut in silence.
pub fn final_name(name: &ObjectName) -> Result<String> {
    let length = name.text.chars().count();
    if length <= MAX_LENGTH {
        return Ok(name.text.clone());
    }
    if !name.conventional {
        return Err(Error::new(format!(
            "Identifier '{}' exceeds maximum length of {MAX_LENGTH} characters",
            name.text
        ))
        .hint("choose a shorter name, or let a naming convention make it"));
    }
    let kept: String = name.text.chars().take(MAX_LENGTH - 8).collect();
    let digest: String = Md5::digest(name.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{kept}_{}", &digest[digest.len() - 4..]))
}

/// [`final_name`], quoted where it must be.
pub fn object_name(name: &ObjectName) -> Result<String> {
    Ok(quote(&final_name(name)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_what_sqlalchemy_quotes() {
        let cases = [
            ("users", "users"),
            ("Users", "\"Users\""),
            ("user", "\"user\""),
            ("lateral", "lateral"),
            ("old", "\"old\""),
            ("a$b", "a$b"),
            ("$a", "\"$a\""),
            ("1a", "\"1a\""),
            ("a b", "\"a b\""),
            ("a\"b", "\"a\"\"b\""),
            ("größe", "\"größe\""),
            ("", "\"\""),
            ("100%", "\"100%\""),
        ];
        for (name, quoted) in cases {
            assert_eq!(quote(name), quoted);
        }
    }

    #[test]
    fn only_alters_split_a_schema_at_its_dots() {
        let name = QualifiedName::new(Some("a.B"), "t");
        assert_eq!(qualified(&name), "\"a.B\".t");
        assert_eq!(altered_table(&name), "a.\"B\".t");
    }

    #[test]
    fn long_names_are_cut_or_refused() {
        let long = format!("ix_{}", "a".repeat(70));
        let cut = final_name(&ObjectName::conventional(&long)).expect("conventional names are cut");
        assert_eq!(cut, format!("ix_{}_33ae", "a".repeat(52)));
        let error = final_name(&ObjectName::explicit(&long)).expect_err("explicit names are refused");
        assert!(error.message().contains("exceeds maximum length of 63 characters"));
    }
}
