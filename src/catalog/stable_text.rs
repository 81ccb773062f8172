//! PostgreSQL's text of an expression, made the same for expressions that are the same.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// `((ARRAY['a'::character varying, 'b'::character varying])::text[])`.
static CAST_ARRAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\(\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]\)").ok()
});

static ITEM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"'(?:[^']|'')*'::character varying").ok());

/// What is printed, made anew, must be printed the same: a table that was dropped and comes back by its
/// reflection is the same table.
///
/// `s IN ('a', 'b')` of a VARCHAR is printed with a cast of the whole list, which made anew is printed
/// with a cast of each item. The latter form stays. `a BETWEEN 1 AND 2 AND b` is printed as an AND within
/// an AND, which the parser makes one of three.
pub(super) fn stable(sql: &str) -> String {
    let (Some(array), Some(item)) = (CAST_ARRAY.as_ref(), ITEM.as_ref()) else { return sql.to_owned() };
    let sql = array.replace_all(sql, |found: &Captures| {
        let items = found.get(1).map_or("", |items| items.as_str());
        format!("(ARRAY[{}])", item.replace_all(items, "($0)::text"))
    });
    if sql.contains(" AND ") || sql.contains(" OR ") { flat(&sql) } else { sql.into_owned() }
}

/// The text without the parentheses around an AND that is part of an AND, or an OR of an OR.
fn flat(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(open) = position(rest, |character, _| character == '(') {
        let (before, group) = rest.split_at(open);
        let Some(length) = group_length(group) else { break };
        let parts = Parts::of(&flat(&group[1..length - 1]));
        text.push_str(before);
        text.push_str(&format!("({})", parts.joined()));
        rest = &group[length..];
    }
    text + rest
}

/// What AND or OR joins, at the top level of a text.
struct Parts {
    connective: &'static str,
    parts: Vec<String>,
}

impl Parts {
    /// A part that is itself joined by the same word is taken apart.
    fn of(sql: &str) -> Parts {
        for connective in [" AND ", " OR "] {
            let parts = split(sql, connective);
            if parts.len() > 1 {
                let parts = parts.into_iter().flat_map(|part| inner_parts(part, connective)).collect();
                return Parts { connective, parts };
            }
        }
        Parts { connective: "", parts: vec![sql.to_owned()] }
    }

    fn joined(&self) -> String {
        self.parts.join(self.connective)
    }
}

fn inner_parts(part: &str, connective: &str) -> Vec<String> {
    if part.starts_with('(') && group_length(part) == Some(part.len()) {
        let inner = split(&part[1..part.len() - 1], connective);
        if inner.len() > 1 {
            return inner.into_iter().map(str::to_owned).collect();
        }
    }
    vec![part.to_owned()]
}

/// By a word outside parentheses and quotes.
fn split<'a>(sql: &'a str, word: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut rest = sql;
    loop {
        let found = position(rest, |character, at| character == ' ' && rest[at..].starts_with(word));
        let Some(at) = found else { break };
        parts.push(&rest[..at]);
        rest = &rest[at + word.len()..];
    }
    parts.push(rest);
    parts
}

/// Up to and with the parenthesis that closes the first one.
fn group_length(group: &str) -> Option<usize> {
    let inner = position(&group[1..], |character, _| character == ')')?;
    Some(inner + 2)
}

/// The first character outside parentheses and quotes for which it is so.
fn position(sql: &str, is_it: impl Fn(char, usize) -> bool) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, character) in sql.char_indices() {
        match (quote, character) {
            (Some(open), _) => {
                if character == open {
                    quote = None;
                }
            }
            (None, '\'' | '"') => quote = Some(character),
            _ if depth == 0 && is_it(character, at) => return Some(at),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_varchar_is_cast_item_by_item() {
        let first =
            "CHECK (((s)::text = ANY ((ARRAY['a'::character varying, 'it''s'::character varying])::text[])))";
        let again = "CHECK (((s)::text = ANY (ARRAY[('a'::character varying)::text, ('it''s'::character varying)::text])))";
        assert_eq!(stable(first), again);
        assert_eq!(stable(again), again);
        assert_eq!(stable("CHECK ((a > 0))"), "CHECK ((a > 0))");
    }

    #[test]
    fn an_and_within_an_and_is_one() {
        for (printed, flat) in [
            (
                "CHECK (((x = 'o'::text) AND ((a >= 1) AND (a <= 5))))",
                "CHECK (((x = 'o'::text) AND (a >= 1) AND (a <= 5)))",
            ),
            (
                "CHECK ((((a >= 1) AND (a <= 5)) AND (f((b OR (c OR d))) = ') AND ('::text)))",
                "CHECK (((a >= 1) AND (a <= 5) AND (f((b OR c OR d)) = ') AND ('::text)))",
            ),
            (
                "btree (a) WHERE (b AND (c AND (d AND (e OR f))))",
                "btree (a) WHERE (b AND c AND d AND (e OR f))",
            ),
            ("CHECK ((a OR (b AND c)))", "CHECK ((a OR (b AND c)))"),
            ("CHECK ((\"a AND (b\" OR (NOT c)))", "CHECK ((\"a AND (b\" OR (NOT c)))"),
        ] {
            assert_eq!(stable(printed), flat);
            assert_eq!(stable(flat), flat);
        }
    }
}
