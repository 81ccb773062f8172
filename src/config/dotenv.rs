//! `.env` files in python-dotenv's grammar: `export`, comments, single and double quotes over several
//! lines, escapes, `${NAME}` and `${NAME:-default}`.

use std::path::{Path, PathBuf};

use super::variables::Variables;
use crate::error::{Place, Result};

/// What one file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    pub file: PathBuf,
    /// Names that were missing before.
    pub filled: Vec<String>,
    /// Lines that are no assignment; python-dotenv skips them with a warning too.
    pub skipped: Vec<Place>,
}

/// Fills the variables that `variables` lacks from each folder's `.env`, in order: what one file gave,
/// the next doesn't replace. A folder without one is passed over.
///
/// # Errors
/// A `.env` that is there but can't be read.
pub fn fill(variables: &mut Variables, folders: &[&Path]) -> Result<Vec<Loaded>> {
    let mut loaded: Vec<Loaded> = Vec::new();
    for folder in folders {
        let file = folder.join(".env");
        if loaded.iter().any(|earlier| earlier.file == file) || !file.is_file() {
            continue;
        }
        let text = std::fs::read_to_string(&file).map_err(|error| {
            crate::error::Error::new(format!("can't read {}: {error}", crate::error::shown_path(&file)))
        })?;
        let (pairs, skipped) = parse(&file, &text, variables);
        let mut filled = Vec::new();
        for (name, value) in pairs {
            if variables.get(&name).is_none() || filled.contains(&name) {
                variables.set(name.clone(), value);
                if !filled.contains(&name) {
                    filled.push(name);
                }
            }
        }
        loaded.push(Loaded { file, filled, skipped });
    }
    Ok(loaded)
}

/// The assignments in order, references resolved: a variable of `environment` wins over one of the file.
pub fn parse(file: &Path, text: &str, environment: &Variables) -> (Vec<(String, String)>, Vec<Place>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let mut scanner = Scanner { text: &text, position: 0 };
    let (mut pairs, mut skipped): (Vec<(String, String)>, Vec<Place>) = (Vec::new(), Vec::new());
    loop {
        scanner.skip(|c| c.is_whitespace());
        if scanner.rest().is_empty() {
            return (pairs, skipped);
        }
        let start = scanner.position;
        match scanner.binding() {
            Some(Some((name, raw))) => {
                let value = interpolate(&raw, &pairs, environment);
                pairs.push((name, value));
            }
            // a comment, or a name without `=`: nothing to set
            Some(None) => {}
            None => {
                scanner.position = start;
                let line = text[..start].matches('\n').count() + 1;
                skipped.push(Place::new(file, line, 0, scanner.rest().lines().next().unwrap_or("")));
                scanner.skip(|c| c != '\n');
            }
        }
    }
}

struct Scanner<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.position += end;
        &rest[..end]
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.position += expected.len_utf8();
        }
        found
    }

    /// One line (or more, with quotes). `None`: not an assignment.
    fn binding(&mut self) -> Option<Option<(String, String)>> {
        if self.rest().starts_with('#') {
            self.skip(|c| c != '\n');
            return Some(None);
        }
        if let Some(after) = self.rest().strip_prefix("export")
            && after.starts_with([' ', '\t'])
        {
            self.position += "export".len();
            self.skip(is_blank);
        }
        let name = if self.eat('\'') {
            let name = self.skip(|c| c != '\'');
            if !self.eat('\'') {
                return None;
            }
            name
        } else {
            self.skip(|c| !matches!(c, '=' | '#') && !c.is_whitespace())
        };
        if name.is_empty() {
            return None;
        }
        self.skip(is_blank);
        if !self.eat('=') {
            self.end_of_line()?;
            return Some(None);
        }
        self.skip(is_blank);
        let value = match self.rest().chars().next() {
            Some(quote @ ('\'' | '"')) => {
                let value = self.quoted(quote)?;
                self.end_of_line()?;
                value
            }
            _ => unquoted(self.skip(|c| c != '\n')).to_owned(),
        };
        Some(Some((name.to_owned(), value)))
    }

    fn quoted(&mut self, quote: char) -> Option<String> {
        self.eat(quote);
        let mut value = String::new();
        let mut characters = self.rest().char_indices();
        while let Some((at, c)) = characters.next() {
            match c {
                '\\' => match characters.next() {
                    Some((_, escaped)) => value.push_str(&unescape(quote, escaped)),
                    None => return None,
                },
                c if c == quote => {
                    self.position += at + 1;
                    return Some(value);
                }
                c => value.push(c),
            }
        }
        None
    }

    fn end_of_line(&mut self) -> Option<()> {
        self.skip(is_blank);
        if self.eat('#') {
            self.skip(|c| c != '\n');
        }
        (self.rest().is_empty() || self.rest().starts_with('\n')).then_some(())
    }
}

/// White space other than a line's end.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && c != '\n'
}

fn unescape(quote: char, escaped: char) -> String {
    let known = match (quote, escaped) {
        (_, '\\' | '\'') => Some(escaped),
        ('"', '"') => Some('"'),
        ('"', 'a') => Some('\x07'),
        ('"', 'b') => Some('\x08'),
        ('"', 'f') => Some('\x0c'),
        ('"', 'n') => Some('\n'),
        ('"', 'r') => Some('\r'),
        ('"', 't') => Some('\t'),
        ('"', 'v') => Some('\x0b'),
        _ => None,
    };
    known.map_or_else(|| format!("\\{escaped}"), String::from)
}

/// Without a comment that white space sets off, and without white space at the end.
fn unquoted(text: &str) -> &str {
    let comment = text
        .char_indices()
        .find(|(at, c)| *c == '#' && text[..*at].chars().next_back().is_some_and(char::is_whitespace));
    text[..comment.map_or(text.len(), |(at, _)| at)].trim_end()
}

fn interpolate(text: &str, pairs: &[(String, String)], environment: &Variables) -> String {
    let mut output = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        output.push_str(&rest[..start]);
        let Some(length) = rest[start..].find('}') else {
            rest = &rest[start..];
            break;
        };
        let inner = &rest[start + 2..start + length];
        let (name, default) = inner.split_once(":-").unwrap_or((inner, ""));
        if name.contains(':') {
            output.push_str(&rest[start..=start + length]);
        } else {
            let earlier =
                pairs.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
            output.push_str(environment.get(name).or(earlier).unwrap_or(default));
        }
        rest = &rest[start + length + 1..];
    }
    output.push_str(rest);
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar() {
        let environment = Variables::from_iter([("HOME", "/root"), ("SET", "environment")]);
        for (text, expected) in [
            ("A=1", vec![("A", "1")]),
            ("export A = 1 # one", vec![("A", "1")]),
            ("A=a#b", vec![("A", "a#b")]),
            ("A=#b", vec![("A", "#b")]),
            ("# no\n\nA=\nB", vec![("A", "")]),
            ("A='it\\'s $x \\n'", vec![("A", "it's $x \\n")]),
            ("A=\"a\\nb\\\"c\"  # note\nB=2", vec![("A", "a\nb\"c"), ("B", "2")]),
            ("A=\"two\nlines\"\nB=2", vec![("A", "two\nlines"), ("B", "2")]),
            ("A=1\nB=${A}/${HOME}/${NO:-x}/${NO}", vec![("A", "1"), ("B", "1//root/x/")]),
            ("SET=file\nB=${SET}", vec![("SET", "file"), ("B", "environment")]),
            ("A=${unclosed", vec![("A", "${unclosed")]),
            ("'quoted'=1", vec![("quoted", "1")]),
            ("A=1\r\nB=2\r\n", vec![("A", "1"), ("B", "2")]),
            ("URL=postgresql://u:p@h/d?a=b", vec![("URL", "postgresql://u:p@h/d?a=b")]),
        ] {
            let (pairs, skipped) = parse(Path::new(".env"), text, &environment);
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(pairs, expected, "{text:?}");
            assert!(skipped.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn lines_that_are_no_assignment() {
        let (pairs, skipped) =
            parse(Path::new(".env"), "A=1\nno good line\nB='open\nC=3", &Variables::default());
        assert_eq!(pairs, [("A".to_owned(), "1".to_owned()), ("C".to_owned(), "3".to_owned())]);
        assert_eq!(skipped.iter().map(|place| place.line).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn only_missing_variables_are_filled() {
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("other");
        std::fs::create_dir(&other).unwrap();
        std::fs::write(folder.path().join(".env"), "A=file\nB=file\nB=again\n").unwrap();
        std::fs::write(other.join(".env"), "B=other\nC=other\n").unwrap();
        let mut variables = Variables::from_iter([("A", "process")]);
        let loaded = fill(&mut variables, &[folder.path(), &other, folder.path()]).unwrap();
        assert_eq!(loaded.len(), 2);
        assert_eq!((&loaded[0].filled, &loaded[1].filled), (&vec!["B".to_owned()], &vec!["C".to_owned()]));
        for (name, value) in [("A", "process"), ("B", "again"), ("C", "other")] {
            assert_eq!(variables.get(name), Some(value));
        }
    }
}
