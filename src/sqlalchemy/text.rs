//! `text("… :name …")`: where its parameters are.

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    Sql(String),
    /// `:name`
    Bind(String),
}

/// SQLAlchemy's rule: a colon before word characters, not behind a colon, word character or
/// backslash, and not before another colon; `\:` is a plain colon.
pub fn parts(text: &str) -> Vec<Part> {
    let characters: Vec<char> = text.chars().collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut parts = Vec::new();
    let mut sql = String::new();
    let mut at = 0;
    while at < characters.len() {
        let c = characters[at];
        let previous = at.checked_sub(1).map(|before| characters[before]);
        if c == ':' && !previous.is_some_and(|p| p == ':' || p == '\\' || is_word(p)) {
            let end =
                (at + 1..characters.len()).find(|&i| !is_word(characters[i])).unwrap_or(characters.len());
            if end > at + 1 && characters.get(end) != Some(&':') {
                parts.push(Part::Sql(std::mem::take(&mut sql)));
                parts.push(Part::Bind(characters[at + 1..end].iter().collect()));
                at = end;
                continue;
            }
        }
        let word_end = (at + 2..characters.len()).find(|&i| !is_word(characters[i]));
        let escapes = c == '\\'
            && characters.get(at + 1) == Some(&':')
            && word_end.is_none_or(|end| characters[end] != ':');
        if !escapes {
            sql.push(c);
        }
        at += 1;
    }
    parts.push(Part::Sql(sql));
    parts.retain(|part| *part != Part::Sql(String::new()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_parameters_where_sqlalchemy_does() {
        let sql = |text: &str| Part::Sql(text.to_owned());
        let bind = |name: &str| Part::Bind(name.to_owned());
        let cases = [
            ("now()", vec![sql("now()")]),
            ("a = :a AND b = :b_1", vec![sql("a = "), bind("a"), sql(" AND b = "), bind("b_1")]),
            ("x::text", vec![sql("x::text")]),
            ("'a:b'", vec![sql("'a:b'")]),
            (r"'\:b'", vec![sql("':b'")]),
            ("'12:30'", vec![sql("'12:30'")]),
            ("'{\"a\": 1}'", vec![sql("'{\"a\": 1}'")]),
            ("a[1:2]", vec![sql("a[1:2]")]),
            (":x", vec![bind("x")]),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
