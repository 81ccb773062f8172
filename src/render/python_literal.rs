//! Python literals exactly as CPython's `repr` writes them.

use std::sync::LazyLock;

use regex::Regex;

/// What `str.isprintable` denies: the categories Other and Separator, but for the space.
static NON_PRINTABLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{C}\p{Z}]$").ok());

/// `repr` of a `str`: single quotes unless only double ones avoid escaping.
pub fn string(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(quote);
    for character in text.chars() {
        match character {
            '\\' => literal.push_str(r"\\"),
            '\n' => literal.push_str(r"\n"),
            '\r' => literal.push_str(r"\r"),
            '\t' => literal.push_str(r"\t"),
            _ if character == quote => {
                literal.push('\\');
                literal.push(character);
            }
            ' '..='~' => literal.push(character),
            _ if is_printable(character) => literal.push(character),
            _ => match u32::from(character) {
                code @ 0..=0xff => literal.push_str(&format!(r"\x{code:02x}")),
                code @ 0x100..=0xffff => literal.push_str(&format!(r"\u{code:04x}")),
                code => literal.push_str(&format!(r"\U{code:08x}")),
            },
        }
    }
    literal.push(quote);
    literal
}

fn is_printable(character: char) -> bool {
    let mut buffer = [0; 4];
    !character.is_ascii_control()
        && NON_PRINTABLE.as_ref().is_none_or(|class| !class.is_match(character.encode_utf8(&mut buffer)))
}

/// `repr` of `bytes`.
pub(super) fn bytes(value: &[u8]) -> String {
    let quote = if value.contains(&b'\'') && !value.contains(&b'"') { '"' } else { '\'' };
    let mut literal = format!("b{quote}");
    for &byte in value {
        match byte {
            b'\\' => literal.push_str(r"\\"),
            b'\n' => literal.push_str(r"\n"),
            b'\r' => literal.push_str(r"\r"),
            b'\t' => literal.push_str(r"\t"),
            b' '..=b'~' if char::from(byte) == quote => {
                literal.push('\\');
                literal.push(quote);
            }
            b' '..=b'~' => literal.push(char::from(byte)),
            _ => literal.push_str(&format!(r"\x{byte:02x}")),
        }
    }
    literal.push(quote);
    literal
}

/// `repr` of a list of strings.
pub fn list<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| string(item.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

/// `repr` of a dict with string keys, whose values are Python text already.
pub(super) fn dict<'a>(items: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let items: Vec<String> =
        items.into_iter().map(|(key, value)| format!("{}: {value}", string(key))).collect();
    format!("{{{}}}", items.join(", "))
}

pub(super) fn boolean(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// `repr` of a string or None.
pub(super) fn optional(value: Option<&str>) -> String {
    value.map_or_else(|| "None".to_owned(), string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_as_cpython_writes_them() {
        for (text, expected) in [
            ("", "''"),
            ("users", "'users'"),
            ("it's", "\"it's\""),
            ("\"", "'\"'"),
            ("it's \"x\"", r#"'it\'s "x"'"#),
            ("a\\b", r"'a\\b'"),
            ("a\nb\r\t", r"'a\nb\r\t'"),
            ("\0\x1b\x7f", r"'\x00\x1b\x7f'"),
            ("é", "'é'"),
            ("\u{80}\u{a0}\u{ad}", r"'\x80\xa0\xad'"),
            ("\u{2028}\u{200b}\u{e000}", r"'\u2028\u200b\ue000'"),
            ("😀", "'😀'"),
            ("\u{1f3fb}", "'\u{1f3fb}'"),
            ("\u{e0001}", r"'\U000e0001'"),
            ("\u{301}", "'\u{301}'"),
        ] {
            assert_eq!(string(text), expected, "{text:?}");
        }
    }

    #[test]
    fn containers() {
        assert_eq!(list(["a", "it's"]), "['a', \"it's\"]");
        assert_eq!(list(Vec::<String>::new()), "[]");
        assert_eq!(dict([("a", "1".to_owned()), ("b", string("x"))]), "{'a': 1, 'b': 'x'}");
        assert_eq!(bytes(b"a'\x00\"\\"), r#"b'a\'\x00"\\'"#);
    }
}
