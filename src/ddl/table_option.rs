//! `postgresql_*` keywords of a table: what follows the closing parenthesis.

use super::{identifier, index};
use crate::error::{Error, Result};

/// In SQLAlchemy's order: INHERITS, PARTITION BY, USING, WITH, ON COMMIT, TABLESPACE. Keywords of
/// other dialects say nothing here.
///
/// # Errors
/// A PostgreSQL keyword that SQLAlchemy does not know, or a value that is no such value.
pub(super) fn suffix(options: &[(String, String)]) -> Result<String> {
    let value = |keyword: &str| {
        options
            .iter()
            .find(|(key, _)| key.strip_prefix("postgresql_") == Some(keyword))
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty() && *value != "None")
    };
    if let Some((unknown, _)) = options
        .iter()
        .find(|(key, _)| key.strip_prefix("postgresql_").is_some_and(|keyword| !KEYWORDS.contains(&keyword)))
    {
        return Err(Error::new(format!("Argument '{unknown}' is not accepted by dialect 'postgresql'")));
    }

    let mut text = String::new();
    if let Some(parents) = value("inherits") {
        let parents = match items(parents)? {
            Some(items) => items.into_iter().map(|(_, parent)| parent).collect(),
            None => vec![parents.to_owned()],
        };
        text.push_str(&format!("\n INHERITS ({})", identifier::quote_list(&parents)));
    }
    if let Some(partition_by) = value("partition_by") {
        text.push_str(&format!("\n PARTITION BY {partition_by}"));
    }
    if let Some(using) = value("using") {
        text.push_str(&format!("\n USING {using}"));
    }
    if let Some(with) = value("with") {
        let parameters = items(with)?.unwrap_or_default();
        text.push_str(&format!("\n WITH ({})", index::storage_parameters(&parameters)));
    }
    match value("with_oids") {
        Some("True") => text.push_str("\n WITH OIDS"),
        Some("False") => text.push_str("\n WITHOUT OIDS"),
        Some(_) | None => {}
    }
    if let Some(on_commit) = value("on_commit") {
        text.push_str(&format!("\n ON COMMIT {}", on_commit.replace('_', " ").to_uppercase()));
    }
    if let Some(tablespace) = value("tablespace") {
        text.push_str(&format!("\n TABLESPACE {}", identifier::quote(tablespace)));
    }
    Ok(text)
}

const KEYWORDS: &[&str] = &[
    "inherits",
    "partition_by",
    "using",
    "with",
    "with_oids",
    "on_commit",
    "tablespace",
    "ignore_search_path",
];

/// The items of a Python tuple, list or dict of plain literals, from its `repr`: (key or nothing,
/// value). `None` for what is no such thing: then the text is a plain string.
fn items(repr: &str) -> Result<Option<Vec<(String, String)>>> {
    let repr = repr.trim();
    let inner = [('(', ')'), ('[', ']'), ('{', '}')]
        .iter()
        .find_map(|(open, close)| repr.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close)));
    let Some(inner) = inner else { return Ok(None) };

    let mut items = Vec::new();
    let mut rest = inner.trim_start();
    while !rest.is_empty() {
        let (first, after) = literal(rest).ok_or_else(|| unreadable(repr))?;
        rest = after.trim_start();
        let mut item = (String::new(), first);
        if let Some(after) = rest.strip_prefix(':') {
            let (value, after) = literal(after.trim_start()).ok_or_else(|| unreadable(repr))?;
            item = (item.1, value);
            rest = after.trim_start();
        }
        items.push(item);
        rest = match rest.strip_prefix(',') {
            Some(after) => after.trim_start(),
            None if rest.is_empty() => rest,
            None => return Err(unreadable(repr)),
        };
    }
    Ok(Some(items))
}

fn unreadable(repr: &str) -> Error {
    Error::new(format!("table option `{repr}` is no list of names or parameters"))
}

/// A quoted string (its text) or a bare word or number, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next()?;
    if quote != '\'' && quote != '"' {
        let end = text.find([',', ':', ' ']).unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), &text[end..]));
    }
    let mut value = String::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => value.push(characters.next()?.1),
            _ if character == quote => return Some((value, &text[at + 1..])),
            _ => value.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_follow_the_table_in_one_order() {
        let options: Vec<(String, String)> = [
            ("postgresql_tablespace", "Fast"),
            ("mysql_engine", "InnoDB"),
            ("postgresql_with", "{'fillfactor': 70, 'autovacuum_enabled': False}"),
            ("postgresql_partition_by", "RANGE (id)"),
            ("postgresql_inherits", "('p', 'It\\'s')"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .to_vec();
        assert_eq!(
            suffix(&options).expect("all of them are known"),
            "\n INHERITS (p, \"It's\")\n PARTITION BY RANGE (id)\n WITH (fillfactor = 70, \
             autovacuum_enabled = false)\n TABLESPACE \"Fast\""
        );
    }

    #[test]
    fn an_unknown_keyword_is_refused() {
        let options = [("postgresql_partitionby".to_owned(), "RANGE (id)".to_owned())];
        assert!(suffix(&options).expect_err("misspelt").message().contains("postgresql_partitionby"));
    }
}
