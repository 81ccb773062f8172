//! Pieces of Python that reflected types are spelled with.

use crate::schema::{Argument, ArgumentValue, Spelling, TypeModule};

/// A class of `sqlalchemy` without arguments.
pub(super) fn sqlalchemy(class: &str) -> Spelling {
    Spelling::new(TypeModule::Sqlalchemy, class)
}

/// A class of `sqlalchemy.dialects.postgresql` without arguments.
pub(super) fn postgresql(class: &str) -> Spelling {
    Spelling::new(TypeModule::Postgresql, class)
}

/// `keyword=value`, or just the value.
pub(super) fn push(spelling: &mut Spelling, keyword: Option<&str>, value: impl Into<String>) {
    spelling
        .arguments
        .push(Argument { keyword: keyword.map(str::to_owned), value: ArgumentValue::Literal(value.into()) });
}

/// Another type as an argument.
pub(super) fn push_type(spelling: &mut Spelling, keyword: Option<&str>, inner: Spelling) {
    spelling
        .arguments
        .push(Argument { keyword: keyword.map(str::to_owned), value: ArgumentValue::Type(Box::new(inner)) });
}

/// Python's `repr` of a string.
pub(super) fn python_string(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(quote);
    for character in text.chars() {
        match character {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            _ if character == quote => {
                literal.push('\\');
                literal.push(character);
            }
            _ if (character as u32) < 0x20 || character as u32 == 0x7f => {
                literal.push_str(&format!("\\x{:02x}", character as u32));
            }
            _ => literal.push(character),
        }
    }
    literal.push(quote);
    literal
}

#[cfg(test)]
mod tests {
    use super::python_string;

    #[test]
    fn strings_are_quoted_as_python_quotes_them() {
        let cases =
            [("a", "'a'"), ("it's", "\"it's\""), ("'\"", "'\\'\"'"), ("a\\b\n", "'a\\\\b\\n'"), ("é", "'é'")];
        for (text, literal) in cases {
            assert_eq!(python_string(text), literal);
        }
    }
}
