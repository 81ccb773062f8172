//! Parentheses around a whole expression.

/// Takes away every pair that encloses the whole text; those in quotes don't count.
pub(super) fn strip_outer(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if !is_balanced(inner) {
            break;
        }
        text = inner.trim();
    }
    text
}

/// Whether no parenthesis closes one that was opened outside.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut quote = None;
    for character in text.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            (None, _) => {}
        }
    }
    depth == 0
}

#[cfg(test)]
mod tests {
    use super::strip_outer;

    #[test]
    fn only_enclosing_pairs_go() {
        let cases = [
            ("(a > 1)", "a > 1"),
            ("((a > 1) AND (b < 2))", "(a > 1) AND (b < 2)"),
            ("(a > 1) AND (b < 2)", "(a > 1) AND (b < 2)"),
            ("(a = ')')", "a = ')'"),
            ("(a = '(')", "a = '('"),
            ("f(a)", "f(a)"),
        ];
        for (text, expected) in cases {
            assert_eq!(strip_outer(text), expected);
        }
    }
}
