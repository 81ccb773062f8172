//! Patterns that are sure to compile, told by their syntax alone.

use regex_syntax::ast::{
    Ast, ClassPerlKind, ClassSet, ClassSetItem, RepetitionKind, RepetitionRange, parse::Parser,
};

/// What counted repetitions may repeat up to, within each other.
const COUNT: u32 = 64;
/// Bytes of a pattern.
const LENGTH: usize = 1_000;

/// Neither look-around nor back-references, which the other engine checks itself, nor anything that may
/// grow beyond its limits.
pub(super) fn is_plain(pattern: &str) -> bool {
    pattern.len() <= LENGTH && Parser::new().parse(pattern).is_ok_and(|ast| is_small(&ast, 1))
}

/// `times` is how often what stands around it is counted.
fn is_small(ast: &Ast, times: u32) -> bool {
    match ast {
        Ast::Empty(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) | Ast::Flags(_) => true,
        Ast::ClassPerl(class) => times == 1 || class.kind == ClassPerlKind::Digit,
        Ast::ClassUnicode(_) => false,
        Ast::ClassBracketed(class) => is_listed(&class.kind, times == 1),
        Ast::Repetition(repetition) => match &repetition.op.kind {
            RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore | RepetitionKind::OneOrMore => {
                is_small(&repetition.ast, times)
            }
            RepetitionKind::Range(range) => {
                let (RepetitionRange::Exactly(count)
                | RepetitionRange::AtLeast(count)
                | RepetitionRange::Bounded(_, count)) = range;
                let times = times.saturating_mul((*count).max(2));
                times <= COUNT && is_small(&repetition.ast, times)
            }
        },
        Ast::Group(group) => is_small(&group.ast, times),
        Ast::Alternation(alternation) => alternation.asts.iter().all(|ast| is_small(ast, times)),
        Ast::Concat(concat) => concat.asts.iter().all(|ast| is_small(ast, times)),
    }
}

fn is_listed(set: &ClassSet, once: bool) -> bool {
    fn is_item(item: &ClassSetItem, once: bool) -> bool {
        match item {
            ClassSetItem::Empty(_)
            | ClassSetItem::Literal(_)
            | ClassSetItem::Range(_)
            | ClassSetItem::Ascii(_) => true,
            ClassSetItem::Perl(class) => once || class.kind == ClassPerlKind::Digit,
            ClassSetItem::Unicode(_) | ClassSetItem::Bracketed(_) => false,
            ClassSetItem::Union(union) => union.items.iter().all(|item| is_item(item, once)),
        }
    }
    match set {
        ClassSet::Item(item) => is_item(item, once),
        ClassSet::BinaryOp(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn what_is_put_off_compiles() {
        for pattern in [
            "^[a-z0-9][a-z0-9_.-]{0,63}$",
            r"(?P<name>\w+)=(?:\d{1,3}\.){3}",
            r"(?i)\b(?:token|secret)\b\s*[:=]\s*\S+",
            "[^\\s\"']+|x*?",
            "",
        ] {
            assert!(is_plain(pattern), "{pattern}");
            assert!(super::super::compiled(pattern).is_ok(), "{pattern}");
        }
    }

    #[test]
    fn what_may_fail_does_so_at_once() {
        for pattern in [
            "(?<=a)b",
            r"(a)\1",
            "[z-a]",
            "(",
            "a{2,1}",
            r"\w{0,255}",
            r"(?:\w{0,60}){60}",
            r"\p{Greek}",
            r"\Z",
            "*",
        ] {
            assert!(!is_plain(pattern), "{pattern}");
        }
    }
}
