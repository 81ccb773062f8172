//! How deeply a text may nest before it is parsed at all. Parsing, compiling and dropping a syntax tree
//! recurse: a file of a million opening brackets must be a syntax error, not the end of the process.
//!
//! The limits are CPython's: 200 brackets (`MAXLEVEL`) and 100 indentations (`MAXINDENT`) of its
//! tokenizer, and about 3,000 operators within each other, where its compiler gives up.

use super::source::SyntaxError;

const BRACKETS: usize = 200;
const INDENTATIONS: usize = 100;
const OPERATORS: usize = 3_000;

/// Where the scan stands: a text is read once, byte by byte; what strings and comments hold is skipped.
struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    /// Of each open bracket, how many operators came since its last comma; the first is the line's own.
    operators: Vec<usize>,
    total: usize,
    indentations: Vec<usize>,
}

/// # Errors
/// What nests too deeply, in CPython's words.
pub(super) fn check(text: &str) -> Result<(), SyntaxError> {
    let mut scan = Scan { text: text.as_bytes(), at: 0, operators: vec![0], total: 0, indentations: vec![0] };
    scan.run().map_err(|message| SyntaxError {
        message: message.to_owned(),
        offset: u32::try_from(scan.at).unwrap_or(u32::MAX),
    })
}

/// What a byte may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Nothing that matters here.
    Other,
    Word,
    Digit,
    Operator,
    Open,
    Close,
    Separator,
    Quote,
    Comment,
    Backslash,
    Newline,
}

/// Every file is scanned, so what a byte is, is looked up.
const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => Class::Word,
            b'0'..=b'9' => Class::Digit,
            b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<' | b'>' | b'.' => {
                Class::Operator
            }
            b'(' | b'[' | b'{' => Class::Open,
            b')' | b']' | b'}' => Class::Close,
            b',' | b';' => Class::Separator,
            b'"' | b'\'' => Class::Quote,
            b'#' => Class::Comment,
            b'\\' => Class::Backslash,
            b'\n' | b'\r' => Class::Newline,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

#[inline]
fn class(byte: u8) -> Class {
    CLASSES[byte as usize]
}

impl Scan<'_> {
    fn run(&mut self) -> Result<(), &'static str> {
        self.indentation()?;
        while let Some(byte) = self.peek() {
            match class(byte) {
                Class::Other => self.at += 1,
                Class::Word => self.word()?,
                Class::Digit => self.number(),
                Class::Operator => {
                    self.operator()?;
                    self.at += 1;
                }
                Class::Open => {
                    // a chain of calls or subscripts nests as well, to the left
                    self.operator()?;
                    self.operators.push(0);
                    if self.operators.len() > BRACKETS + 1 {
                        return Err("too many nested parentheses");
                    }
                    self.at += 1;
                }
                Class::Close => {
                    if self.operators.len() > 1 {
                        self.total -= self.operators.pop().unwrap_or(0);
                    }
                    self.at += 1;
                }
                Class::Separator => {
                    self.separate();
                    self.at += 1;
                }
                Class::Quote => self.string(byte),
                Class::Comment => self.comment(),
                Class::Backslash => self.at += 2,
                Class::Newline => {
                    self.at += 1;
                    if self.operators.len() == 1 {
                        self.separate();
                        self.indentation()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Goes to the first byte from `at` on that `is_it`, or to the end.
    fn skip_to(&mut self, is_it: impl Fn(u8) -> bool) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|byte| is_it(*byte)).unwrap_or(rest.len());
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn operator(&mut self) -> Result<(), &'static str> {
        if let Some(last) = self.operators.last_mut() {
            *last += 1;
        }
        self.total += 1;
        if self.total > OPERATORS { Err("too many nested expressions") } else { Ok(()) }
    }

    fn separate(&mut self) {
        if let Some(last) = self.operators.last_mut() {
            self.total -= std::mem::take(last);
        }
    }

    /// Words that take an operand: `not not x`, `lambda: lambda: x`, `a if b else c if d else e`.
    fn word(&mut self) -> Result<(), &'static str> {
        let start = self.at;
        self.skip_to(|byte| !matches!(class(byte), Class::Word | Class::Digit));
        let word = &self.text[start..self.at];
        if (3..=6).contains(&word.len()) && matches!(word, b"not" | b"lambda" | b"else" | b"await" | b"yield")
        {
            return self.operator();
        }
        Ok(())
    }

    /// The dot and the sign of a number are no operators.
    fn number(&mut self) {
        while let Some(byte) = self.peek() {
            let exponent = matches!(byte, b'e' | b'E')
                && matches!(self.text.get(self.at + 1), Some(b'+' | b'-' | b'0'..=b'9'));
            match byte {
                _ if exponent => self.at += 2,
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'.' => self.at += 1,
                _ => break,
            }
        }
    }

    fn comment(&mut self) {
        self.skip_to(|byte| class(byte) == Class::Newline);
    }

    /// To the closing quote, or to the end of a line that has none. An f-string's quotes pair up too.
    fn string(&mut self, quote: u8) {
        let triple = self.text[self.at..].starts_with(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        loop {
            self.skip_to(|byte| matches!(class(byte), Class::Quote | Class::Backslash | Class::Newline));
            let Some(byte) = self.peek() else { return };
            match byte {
                b'\\' => self.at += 2,
                b'\n' if !triple => return,
                _ if byte == quote && !triple => {
                    self.at += 1;
                    return;
                }
                _ if byte == quote && self.text[self.at..].starts_with(&[quote; 3]) => {
                    self.at += 3;
                    return;
                }
                _ => self.at += 1,
            }
        }
    }

    /// At the start of a line: blank ones and comments don't count.
    fn indentation(&mut self) -> Result<(), &'static str> {
        let start = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\x0c')) {
            self.at += 1;
        }
        if matches!(self.peek(), None | Some(b'\n' | b'\r' | b'#')) {
            return Ok(());
        }
        let width = self.at - start;
        while self.indentations.last().is_some_and(|last| *last > width) {
            self.indentations.pop();
        }
        if self.indentations.last().is_none_or(|last| *last < width) {
            self.indentations.push(width);
        }
        if self.indentations.len() > INDENTATIONS { Err("too many levels of indentation") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    fn complaint(text: &str) -> Option<String> {
        check(text).err().map(|error| error.message)
    }

    #[test]
    fn what_people_write_passes() {
        let values = "-1.5e-3, 'a.b.c((((', {'k': [1, 2]},\n".repeat(20_000);
        let chain = "a.b(c)[d] + ".repeat(500) + "e";
        let assignments = format!("{chain}\n").repeat(50);
        let text = "'''((((((((' ''' # (((((\n".repeat(1_000);
        for text in [format!("x = [{values}]\n"), assignments, text, "\\\n".repeat(10)] {
            assert_eq!(complaint(&text), None);
        }
    }

    #[test]
    fn what_nests_without_end_is_a_syntax_error() {
        let deep = |count: usize| {
            (0..count).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect::<String>()
        };
        let cases = [
            ("(".repeat(1_000_000), "too many nested parentheses"),
            ("[{".repeat(101), "too many nested parentheses"),
            (deep(150), "too many levels of indentation"),
            ("not ".repeat(100_000), "too many nested expressions"),
            ("-".repeat(100_000), "too many nested expressions"),
            ("lambda: ".repeat(100_000), "too many nested expressions"),
            (format!("x{}", ".y".repeat(100_000)), "too many nested expressions"),
            (format!("x{}", "()".repeat(100_000)), "too many nested expressions"),
            ("1 if x else ".repeat(100_000), "too many nested expressions"),
            ("a + ".repeat(100_000), "too many nested expressions"),
        ];
        for (text, expected) in cases {
            assert_eq!(complaint(&text).as_deref(), Some(expected), "{}", &text[..20]);
        }
    }
}
