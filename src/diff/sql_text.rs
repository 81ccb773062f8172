//! Names in SQL text that PostgreSQL printed: enough of its lexer to tell identifiers from strings.

use std::sync::LazyLock;

use regex::Regex;

use crate::ddl::identifier;
use crate::schema::QualifiedName;

/// A piece of SQL text: an identifier (unquoted already) or anything else, as it stands.
enum Token<'a> {
    Identifier { name: String, text: &'a str },
    Other(&'a str),
}

fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted_length(rest, first),
            _ if is_word(first) && !first.is_ascii_digit() => {
                rest.find(|it| !is_word(it)).unwrap_or(rest.len())
            }
            _ if first.is_ascii_digit() => rest.find(|it| !is_word(it)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (text, after) = rest.split_at(length);
        tokens.push(match first {
            '"' => {
                let inner = text.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(text);
                Token::Identifier { name: inner.replace("\"\"", "\""), text }
            }
            _ if is_word(first) && !first.is_ascii_digit() => {
                Token::Identifier { name: text.to_lowercase(), text }
            }
            _ => Token::Other(text),
        });
        rest = after;
    }
    tokens
}

fn is_word(character: char) -> bool {
    character == '_' || character == '$' || character.is_alphanumeric()
}

/// Up to and with the closing quote; a doubled one is part of the text.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut end = quote.len_utf8();
    while let Some(found) = text[end..].find(quote) {
        end += found + quote.len_utf8();
        if !text[end..].starts_with(quote) {
            return end;
        }
        end += quote.len_utf8();
    }
    text.len()
}

/// Every identifier and keyword, once, in order of appearance.
pub(super) fn identifiers(sql: &str) -> Vec<String> {
    let mut names = Vec::new();
    for token in tokens(sql) {
        if let Token::Identifier { name, .. } = token
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

pub(super) fn mentions(sql: &str, name: &str) -> bool {
    tokens(sql).iter().any(|token| matches!(token, Token::Identifier { name: it, .. } if it == name))
}

/// The text with one identifier instead of another.
pub(super) fn replace_identifier(sql: &str, old: &str, new: &str) -> String {
    tokens(sql)
        .into_iter()
        .map(|token| match token {
            Token::Identifier { name, .. } if name == old => identifier::quote(new),
            Token::Identifier { text, .. } | Token::Other(text) => text.to_owned(),
        })
        .collect()
}

/// The sequences of `nextval('schema.name'::regclass)`.
pub(super) fn sequences(sql: &str) -> Vec<QualifiedName> {
    sql.split("nextval('").skip(1).filter_map(|rest| regclass(rest.split("'::regclass").next()?)).collect()
}

fn regclass(text: &str) -> Option<QualifiedName> {
    let mut parts: Vec<String> = tokens(&text.replace("''", "'"))
        .into_iter()
        .filter_map(|token| match token {
            Token::Identifier { name, .. } => Some(name),
            Token::Other(_) => None,
        })
        .collect();
    let name = parts.pop()?;
    Some(QualifiedName { schema: parts.pop(), name })
}

/// Whether the text has `'label'` as a literal of the enum type.
pub(super) fn has_label(sql: &str, label: &str) -> bool {
    sql.contains(&format!("'{}'", label.replace('\'', "''")))
}

/// A cast as PostgreSQL prints it: `::character varying(20)[]`.
static CAST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?ix)::\s*(?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?(?:\s+(?:varying|precision))?(?:\(\d+(?:,\s*\d+)?\))?
        (?:\s+with(?:out)?\s+time\s+zone)?(?:\[\d*\])*"#,
    )
    .ok()
});

/// SQL text for comparing what a person wrote with what PostgreSQL printed: lower case, without
/// blanks, parentheses, double quotes and casts.
pub(super) fn loose(sql: &str) -> String {
    let without_casts =
        CAST.as_ref().map_or(std::borrow::Cow::Borrowed(sql), |cast| cast.replace_all(sql, ""));
    without_casts
        .chars()
        .filter(|it| !it.is_whitespace() && !matches!(it, '(' | ')' | '"'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_strings() {
        let sql = r#"CHECK ((lower("Name") <> 'name ''x''') AND (a1 > 5e3))"#;
        assert_eq!(identifiers(sql), ["check", "lower", "Name", "and", "a1"]);
        assert!(mentions(sql, "Name"));
        assert!(!mentions(sql, "name"));
        assert_eq!(
            replace_identifier(sql, "Name", "title"),
            r#"CHECK ((lower(title) <> 'name ''x''') AND (a1 > 5e3))"#
        );
        assert_eq!(replace_identifier("UNIQUE (a, b)", "a", "Order"), r#"UNIQUE ("Order", b)"#);
    }

    #[test]
    fn what_was_written_is_found_in_what_is_printed() {
        for (written, printed) in [
            ("quantity > 0", "(quantity > 0)"),
            ("price >= 0 AND price < 5.5", "((price >= (0)::numeric) AND (price < 5.5))"),
            ("state = 'new'", "((state)::text = 'new'::character varying(20)::text)"),
        ] {
            assert_eq!(loose(written), loose(printed));
        }
    }

    #[test]
    fn sequences_of_defaults() {
        assert_eq!(sequences("nextval('users_id_seq'::regclass)"), [QualifiedName::plain("users_id_seq")]);
        assert_eq!(
            sequences(r#"(nextval('s."My Seq"'::regclass) + 1)"#),
            [QualifiedName::new(Some("s"), "My Seq")]
        );
        assert!(sequences("now()").is_empty());
    }
}
