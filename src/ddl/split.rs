//! Finds where one statement of an SQL text ends and the next begins, as psql's and PostgreSQL's
//! lexers do: quotes, E-strings, dollar quotes, nested comments, `BEGIN ATOMIC` bodies.

use std::borrow::Cow;
use std::ops::Range;

/// Byte ranges of the statements of `sql`, comments and blank ones left out, semicolons excluded.
pub fn statements(sql: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut end = 0;
    // depth of `BEGIN ATOMIC … END` and of CASE inside it: its semicolons belong to the function
    let mut atomic = 0usize;
    let mut previous = String::new();
    let mut parentheses = 0usize;
    for token in Lexer::new(sql) {
        match token.kind {
            TokenKind::Space => continue,
            TokenKind::Semicolon if atomic == 0 && parentheses == 0 => {
                if let Some(start) = start.take() {
                    found.push(start..end);
                }
                previous.clear();
                continue;
            }
            TokenKind::Word => {
                let word = sql[token.range.clone()].to_ascii_lowercase();
                let opens = (word == "atomic" && previous == "begin") || (atomic > 0 && word == "case");
                if opens {
                    atomic += 1;
                } else if atomic > 0 && word == "end" {
                    atomic -= 1;
                }
                previous = word;
            }
            TokenKind::Other => {
                match &sql[token.range.clone()] {
                    "(" => parentheses += 1,
                    ")" => parentheses = parentheses.saturating_sub(1),
                    _ => {}
                }
                previous.clear();
            }
            TokenKind::Semicolon | TokenKind::Quoted | TokenKind::Placeholder => previous.clear(),
        }
        start.get_or_insert(token.range.start);
        end = token.range.end;
    }
    if let Some(start) = start {
        found.push(start..end);
    }
    found
}

/// Whether one of the statements ends the transaction, or begins another: COMMIT, END, ROLLBACK (but
/// not TO a savepoint), ABORT, PREPARE TRANSACTION.
pub fn ends_transaction(sql: &str) -> bool {
    const WORDS: [&str; 5] = ["commit", "end", "rollback", "abort", "prepare"];
    let lower = sql.to_ascii_lowercase();
    if !WORDS.iter().any(|word| lower.contains(word)) {
        return false;
    }
    statements(sql).into_iter().any(|range| {
        let mut words = Lexer::new(&sql[range.clone()])
            .filter(|token| token.kind == TokenKind::Word)
            .map(|token| sql[range.clone()][token.range].to_ascii_lowercase());
        match words.next().as_deref() {
            Some("commit" | "end" | "abort") => true,
            Some("rollback") => !words.any(|word| word == "to"),
            Some("prepare") => words.next().as_deref() == Some("transaction"),
            _ => false,
        }
    })
}

/// Whether the text is one COMMIT (or END), and nothing else.
pub fn is_commit(sql: &str) -> bool {
    let parts = statements(sql);
    let [range] = parts.as_slice() else { return false };
    let words: Vec<String> = Lexer::new(&sql[range.clone()])
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| sql[range.clone()][token.range].to_ascii_lowercase())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(words.as_slice(), ["commit" | "end"] | ["commit" | "end", "work" | "transaction"])
}

/// Whether the statement may answer with rows: what it starts with, or a RETURNING.
pub fn returns_rows(statement: &str) -> bool {
    let mut words = Lexer::new(statement)
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| statement[token.range].to_ascii_lowercase());
    match words.next().as_deref() {
        Some("select" | "values" | "table" | "show" | "explain" | "fetch" | "call" | "execute") => true,
        Some("insert" | "update" | "delete" | "merge" | "with") => {
            words.any(|word| word == "returning" || word == "select") && !is_plain_write(statement)
        }
        _ => false,
    }
}

/// An INSERT … SELECT without RETURNING, whose `select` is not an answer.
fn is_plain_write(statement: &str) -> bool {
    let words: Vec<String> = Lexer::new(statement)
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| statement[token.range].to_ascii_lowercase())
        .collect();
    let writes = matches!(words.first().map(String::as_str), Some("insert" | "update" | "delete" | "merge"));
    writes && !words.iter().any(|word| word == "returning")
}

/// Puts `texts` in the place of `$1…`, outside quotes and comments only.
pub fn interpolate(sql: &str, texts: &[String]) -> Option<String> {
    let mut result = String::with_capacity(sql.len() + texts.iter().map(String::len).sum::<usize>());
    let mut last = 0;
    for token in Lexer::new(sql).filter(|token| token.kind == TokenKind::Placeholder) {
        let number: usize = sql[token.range.start + 1..token.range.end].parse().ok()?;
        result.push_str(&sql[last..token.range.start]);
        result.push_str(texts.get(number.checked_sub(1)?)?);
        last = token.range.end;
    }
    result.push_str(&sql[last..]);
    Some(result)
}

/// Puts `spaces` in the place of every tab outside quotes.
pub fn tabs_replaced<'a>(sql: &'a str, spaces: &str) -> Cow<'a, str> {
    if !sql.contains('\t') {
        return Cow::Borrowed(sql);
    }
    let mut result = String::with_capacity(sql.len() + 16);
    for token in Lexer::new(sql) {
        let text = &sql[token.range];
        match token.kind {
            TokenKind::Quoted => result.push_str(text),
            _ => result.push_str(&text.replace('\t', spaces)),
        }
    }
    Cow::Owned(result)
}

/// Whether a semicolon written behind it belonged to a `--` comment, and the statement before that had
/// none.
pub fn ends_in_line_comment(sql: &str) -> bool {
    if !sql.contains("--") || Lexer::new(sql).all(|token| token.kind == TokenKind::Space) {
        return false;
    }
    let last = Lexer::new(sql).last().filter(|token| token.kind == TokenKind::Space);
    last.is_some_and(|token| sql[token.range.clone()].starts_with("--") && !sql.ends_with('\n'))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenKind {
    /// White space and comments.
    Space,
    Semicolon,
    Word,
    /// String constants and quoted identifiers.
    Quoted,
    /// `$1`
    Placeholder,
    Other,
}

struct Token {
    kind: TokenKind,
    range: Range<usize>,
}

struct Lexer<'a> {
    sql: &'a str,
    position: usize,
}

impl<'a> Lexer<'a> {
    fn new(sql: &'a str) -> Self {
        Lexer { sql, position: 0 }
    }

    /// Behind the closing quote (doubled quotes and, in E-strings, backslashes stay inside).
    fn quoted(&self, open: usize, quote: u8, escapes: bool) -> usize {
        let bytes = self.sql.as_bytes();
        let mut at = open + 1;
        while at < bytes.len() {
            if escapes && bytes[at] == b'\\' {
                at += 2;
            } else if bytes[at] == quote {
                if bytes.get(at + 1) == Some(&quote) {
                    at += 2;
                } else {
                    return at + 1;
                }
            } else {
                at += 1;
            }
        }
        bytes.len()
    }

    fn block_comment(&self, open: usize) -> usize {
        let bytes = self.sql.as_bytes();
        let mut depth = 0usize;
        let mut at = open;
        while at < bytes.len() {
            match (bytes[at], bytes.get(at + 1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    at += 2;
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        return at;
                    }
                }
                _ => at += 1,
            }
        }
        bytes.len()
    }

    /// `$tag$ … $tag$`, when one opens here.
    fn dollar_quoted(&self, open: usize) -> Option<usize> {
        let rest = &self.sql[open + 1..];
        let close = rest.find('$')?;
        let tag = &rest[..close];
        let valid = tag.chars().all(|c| c == '_' || c.is_alphanumeric())
            && !tag.starts_with(|c: char| c.is_ascii_digit());
        if !valid {
            return None;
        }
        let delimiter = &self.sql[open..open + close + 2];
        let body = open + delimiter.len();
        Some(match self.sql[body..].find(delimiter) {
            Some(at) => body + at + delimiter.len(),
            None => self.sql.len(),
        })
    }

    fn run(&self, from: usize, accepts: impl Fn(char) -> bool) -> usize {
        self.sql[from..].find(|c| !accepts(c)).map_or(self.sql.len(), |length| from + length)
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.position;
        let mut rest = self.sql[start..].chars();
        let first = rest.next()?;
        let second = rest.next();
        let (kind, end) = match (first, second) {
            (c, _) if c.is_whitespace() => (TokenKind::Space, self.run(start, char::is_whitespace)),
            ('-', Some('-')) => {
                (TokenKind::Space, self.sql[start..].find('\n').map_or(self.sql.len(), |at| start + at))
            }
            ('/', Some('*')) => (TokenKind::Space, self.block_comment(start)),
            (';', _) => (TokenKind::Semicolon, start + 1),
            ('\'', _) => (TokenKind::Quoted, self.quoted(start, b'\'', false)),
            ('"', _) => (TokenKind::Quoted, self.quoted(start, b'"', false)),
            ('e' | 'E', Some('\'')) => (TokenKind::Quoted, self.quoted(start + 1, b'\'', true)),
            ('$', Some(c)) if c.is_ascii_digit() => {
                (TokenKind::Placeholder, self.run(start + 1, |c| c.is_ascii_digit()))
            }
            ('$', _) => match self.dollar_quoted(start) {
                Some(end) => (TokenKind::Quoted, end),
                None => (TokenKind::Other, start + 1),
            },
            (c, _) if c == '_' || c.is_alphabetic() => {
                (TokenKind::Word, self.run(start, |c| c == '_' || c == '$' || c.is_alphanumeric()))
            }
            (c, _) if c.is_ascii_digit() => {
                (TokenKind::Other, self.run(start, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_'))
            }
            (c, _) => (TokenKind::Other, start + c.len_utf8()),
        };
        self.position = end.min(self.sql.len());
        Some(Token { kind, range: start..self.position })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits() {
        for (sql, expected) in [
            ("COMMIT", true),
            (" commit work ; -- done", true),
            ("END TRANSACTION", true),
            ("COMMIT; SELECT 1", false),
            ("COMMIT AND CHAIN", false),
            ("COMMIT PREPARED 'x'", false),
            ("ROLLBACK", false),
        ] {
            assert_eq!(is_commit(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_ends_a_transaction() {
        for sql in ["COMMIT", "a(); end;", "ROLLBACK WORK", "abort", "prepare transaction 'x'"] {
            assert!(ends_transaction(sql), "{sql}");
        }
        for sql in [
            "SELECT 'commit'",
            "ROLLBACK TO SAVEPOINT a",
            "DO $$ BEGIN NULL; END $$",
            "PREPARE a AS SELECT 1",
        ] {
            assert!(!ends_transaction(sql), "{sql}");
        }
    }

    #[test]
    fn a_text_falls_into_its_statements() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            (" ; ;-- only a comment\n", &[]),
            ("select 1", &["select 1"]),
            ("select 1;\nselect ';' ; ", &["select 1", "select ';'"]),
            ("-- a\nselect /* ; /* nested ; */ */ 1;x", &["select /* ; /* nested ; */ */ 1", "x"]),
            (r"select E'\';' ; b", &[r"select E'\';'", "b"]),
            ("do $$ begin; end $$; do $a$ $$;$$ $a$", &["do $$ begin; end $$", "do $a$ $$;$$ $a$"]),
            ("select \"a;\"\"b\"", &["select \"a;\"\"b\""]),
            (
                "create function f() returns int begin atomic select case when true then 1 end; end; select 2",
                &[
                    "create function f() returns int begin atomic select case when true then 1 end; end",
                    "select 2",
                ],
            ),
            (
                "create rule r as on insert to t do (select 1; select 2); x",
                &["create rule r as on insert to t do (select 1; select 2)", "x"],
            ),
        ];
        for (sql, expected) in cases {
            let found: Vec<&str> = statements(sql).into_iter().map(|range| &sql[range]).collect();
            assert_eq!(&found, expected, "{sql}");
        }
    }

    #[test]
    fn tabs_are_layout_but_not_in_quotes() {
        assert_eq!(tabs_replaced("a\t'b\tc'\t-- d\te", "  "), "a  'b\tc'  -- d  e");
        assert_eq!(tabs_replaced("do $$\tx\t$$", "  "), "do $$\tx\t$$");
    }

    #[test]
    fn what_a_terminator_would_be_part_of() {
        for (sql, expected) in [
            ("select 1 -- one", true),
            ("select 1 -- one\n", false),
            ("-- one\nselect 1", false),
            ("-- one", false),
            ("select '-- one'", false),
            ("select 1 /* -- one */", false),
        ] {
            assert_eq!(ends_in_line_comment(sql), expected, "{sql}");
        }
    }

    #[test]
    fn rows_come_from_queries_only() {
        for (sql, expected) in [
            ("SELECT 1", true),
            ("/* x */ (select 1)", true),
            ("insert into t values (1) returning id", true),
            ("insert into t select 1", false),
            ("with a as (select 1) select * from a", true),
            ("create table t as select 1", false),
            ("update t set a = 'returning'", false),
            ("show search_path", true),
        ] {
            assert_eq!(returns_rows(sql), expected, "{sql}");
        }
    }

    #[test]
    fn placeholders_are_replaced_outside_quotes() {
        let texts = ["'a'".to_owned(), "2".to_owned()];
        assert_eq!(
            interpolate("select $1, '$1', $$ $1 $$, a$1, $2 -- $1", &texts).as_deref(),
            Some("select 'a', '$1', $$ $1 $$, a$1, 2 -- $1")
        );
        assert_eq!(interpolate("select $3", &texts), None);
    }
}
