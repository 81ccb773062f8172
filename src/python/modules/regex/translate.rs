//! Python's regular expressions in the words of the `fancy-regex` crate.

/// Flags as `re` numbers them.
pub const IGNORECASE: i64 = 2;
pub const LOCALE: i64 = 4;
pub const MULTILINE: i64 = 8;
pub const DOTALL: i64 = 16;
pub const UNICODE: i64 = 32;
pub const VERBOSE: i64 = 64;
pub const ASCII: i64 = 256;

/// A pattern in the crate's syntax, and its flags with the leading inline ones.
pub struct Translated {
    pub pattern: String,
    pub flags: i64,
}

/// # Errors
/// What is wrong, as `re.error` says it.
pub fn translate(pattern: &str, flags: i64) -> Result<Translated, String> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut translator = Translator { chars: &chars, at: 0, flags, out: String::new(), groups: Vec::new() };
    translator.leading_flags();
    translator.run()?;
    let mut prefix = String::new();
    if translator.flags & IGNORECASE != 0 {
        prefix.push_str("(?i)");
    }
    Ok(Translated { pattern: prefix + &translator.out, flags: translator.flags })
}

struct Translator<'a> {
    chars: &'a [char],
    at: usize,
    flags: i64,
    out: String,
    /// Flags to come back to at the end of each open group.
    groups: Vec<i64>,
}

fn flag(c: char) -> Option<i64> {
    Some(match c {
        'i' => IGNORECASE,
        'L' => LOCALE,
        'm' => MULTILINE,
        's' => DOTALL,
        'u' => UNICODE,
        'x' => VERBOSE,
        'a' => ASCII,
        _ => return None,
    })
}

impl Translator<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(index, c)| self.peek(index) == Some(c))
    }

    /// `(?ims)` before anything else counts for the whole pattern.
    fn leading_flags(&mut self) {
        while self.starts_with("(?") {
            let mut at = self.at + 2;
            let mut found = 0;
            while let Some(bit) = self.chars.get(at).and_then(|c| flag(*c)) {
                found |= bit;
                at += 1;
            }
            if found == 0 || self.chars.get(at) != Some(&')') {
                return;
            }
            self.flags |= found;
            self.at = at + 1;
        }
    }

    fn has(&self, bit: i64) -> bool {
        self.flags & bit != 0
    }

    fn run(&mut self) -> Result<(), String> {
        while let Some(c) = self.peek(0) {
            match c {
                '\\' => self.escape()?,
                '[' => self.class()?,
                '(' => self.group()?,
                ')' => {
                    let Some(flags) = self.groups.pop() else {
                        return Err(format!("unbalanced parenthesis at position {}", self.at));
                    };
                    self.flags = flags;
                    self.plain(c);
                }
                '^' => {
                    self.out.push_str(if self.has(MULTILINE) { "(?m:^)" } else { "\\A" });
                    self.at += 1;
                }
                '$' => {
                    self.out.push_str(if self.has(MULTILINE) { "(?=\\n|\\z)" } else { "(?=\\n?\\z)" });
                    self.at += 1;
                }
                '.' => {
                    self.out.push_str(if self.has(DOTALL) { "(?s:.)" } else { "[^\\n]" });
                    self.at += 1;
                }
                '{' => self.brace(),
                '}' | ']' => {
                    self.out.push('\\');
                    self.plain(c);
                }
                c if self.has(VERBOSE) && c.is_whitespace() => self.at += 1,
                '#' if self.has(VERBOSE) => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                '#' | ' ' | '&' | '~' | '-' | '@' => {
                    self.out.push_str(&literal(c));
                    self.at += 1;
                }
                c => self.plain(c),
            }
        }
        match self.groups.len() {
            0 => Ok(()),
            _ => Err("missing ), unterminated subpattern".to_owned()),
        }
    }

    fn plain(&mut self, c: char) {
        self.out.push(c);
        self.at += 1;
    }

    /// A quantifier, or a brace that stands for itself.
    fn brace(&mut self) {
        let rest: String = self.chars[self.at + 1..].iter().take_while(|c| **c != '}').collect();
        let closed = self.peek(rest.chars().count() + 1) == Some('}');
        let (low, high) = match rest.split_once(',') {
            Some((low, high)) => (low, Some(high)),
            None => (&*rest, None),
        };
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        let quantifier = closed && digits(low) && high.is_none_or(digits) && rest != "," && !rest.is_empty();
        if !quantifier {
            self.out.push_str("\\{");
            self.at += 1;
            return;
        }
        let low = if low.is_empty() { "0" } else { low };
        match high {
            Some(high) => self.out.push_str(&format!("{{{low},{high}}}")),
            None => self.out.push_str(&format!("{{{low}}}")),
        }
        self.at += rest.chars().count() + 2;
    }

    fn group(&mut self) -> Result<(), String> {
        if self.starts_with("(?#") {
            while self.peek(0).is_some_and(|c| c != ')') {
                self.at += 1;
            }
            self.at += 1;
            return Ok(());
        }
        self.groups.push(self.flags);
        if !self.starts_with("(?") {
            self.plain('(');
            return Ok(());
        }
        match self.peek(2) {
            Some('P') if self.peek(3) == Some('=') => {
                let name: String = self.chars[self.at + 4..].iter().take_while(|c| **c != ')').collect();
                self.out.push_str(&format!("\\k<{name}>"));
                self.at += 5 + name.chars().count();
                self.groups.pop();
            }
            Some('P') if self.peek(3) == Some('<') => {
                let name: String = self.chars[self.at + 4..].iter().take_while(|c| **c != '>').collect();
                self.out.push_str(&format!("(?P<{name}>"));
                self.at += 5 + name.chars().count();
            }
            Some('(') => {
                let name: String = self.chars[self.at + 3..].iter().take_while(|c| **c != ')').collect();
                let shown =
                    if name.chars().all(|c| c.is_ascii_digit()) { name.clone() } else { format!("<{name}>") };
                self.out.push_str(&format!("(?({shown})"));
                self.at += 4 + name.chars().count();
            }
            Some('<') => {
                let mark = self.peek(3).unwrap_or('=');
                self.out.push_str(&format!("(?<{mark}"));
                self.at += 4;
            }
            Some(c @ (':' | '=' | '!' | '>')) => {
                self.out.push_str(&format!("(?{c}"));
                self.at += 3;
            }
            _ => self.scoped_flags()?,
        }
        Ok(())
    }

    /// `(?i:…)`, `(?-i:…)`.
    fn scoped_flags(&mut self) -> Result<(), String> {
        let start = self.at;
        self.at += 2;
        let (mut on, mut off, mut negative) = (0, 0, false);
        while let Some(c) = self.peek(0) {
            match (c, flag(c)) {
                ('-', _) => negative = true,
                (_, Some(bit)) if negative => off |= bit,
                (_, Some(bit)) => on |= bit,
                (':', _) => {
                    self.flags = (self.flags | on) & !off;
                    self.out.push_str("(?");
                    if on & IGNORECASE != 0 {
                        self.out.push('i');
                    }
                    if off & IGNORECASE != 0 {
                        self.out.push_str("-i");
                    }
                    self.out.push(':');
                    self.at += 1;
                    return Ok(());
                }
                _ => break,
            }
            self.at += 1;
        }
        Err(format!("unknown extension at position {}", start + 1))
    }

    fn escape(&mut self) -> Result<(), String> {
        let Some(c) = self.peek(1) else {
            return Err(format!("bad escape (end of pattern) at position {}", self.at));
        };
        let ascii = self.has(ASCII);
        match c {
            'Z' => self.take("\\z", 2),
            'A' => self.take("\\A", 2),
            'd' if ascii => self.take("[0-9]", 2),
            'D' if ascii => self.take("[^0-9]", 2),
            'w' if ascii => self.take("[a-zA-Z0-9_]", 2),
            'W' if ascii => self.take("[^a-zA-Z0-9_]", 2),
            's' if ascii => self.take("[ \\t\\n\\r\\f\\v]", 2),
            'S' if ascii => self.take("[^ \\t\\n\\r\\f\\v]", 2),
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B' => self.take(&format!("\\{c}"), 2),
            '1'..='9' => {
                let digits: String =
                    self.chars[self.at + 1..].iter().take(2).take_while(|c| c.is_ascii_digit()).collect();
                self.out.push_str(&format!("(?:\\{digits})"));
                self.at += 1 + digits.len();
            }
            _ => {
                let c = self.character_escape()?;
                self.out.push_str(&literal(c));
            }
        }
        Ok(())
    }

    fn take(&mut self, text: &str, length: usize) {
        self.out.push_str(text);
        self.at += length;
    }

    /// An escape that stands for one character, at the backslash.
    fn character_escape(&mut self) -> Result<char, String> {
        let start = self.at;
        let c = self.peek(1).unwrap_or('\\');
        self.at += 2;
        let simple = match c {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            'f' => Some('\u{c}'),
            'v' => Some('\u{b}'),
            'a' => Some('\u{7}'),
            _ => None,
        };
        if let Some(simple) = simple {
            return Ok(simple);
        }
        let width = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '0'..='7' => {
                let digits: String =
                    self.chars[start + 1..].iter().take(3).take_while(|c| c.is_digit(8)).collect();
                self.at = start + 1 + digits.len();
                let code = u32::from_str_radix(&digits, 8).unwrap_or(0);
                return char::from_u32(code).ok_or_else(|| "bad octal escape".to_owned());
            }
            c if c.is_ascii_alphanumeric() => return Err(format!("bad escape \\{c} at position {start}")),
            c => return Ok(c),
        };
        let digits: String = self.chars.iter().skip(self.at).take(width).collect();
        match u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32) {
            Some(found) if digits.len() == width => {
                self.at += width;
                Ok(found)
            }
            _ => Err(format!("incomplete escape \\{c}{digits} at position {start}")),
        }
    }

    /// A set of characters; the crate gives meanings to `[`, `&&`, `--` and `~~` that Python has not.
    fn class(&mut self) -> Result<(), String> {
        let start = self.at;
        self.plain('[');
        if self.peek(0) == Some('^') {
            self.plain('^');
        }
        let mut first = true;
        loop {
            let Some(c) = self.peek(0) else {
                return Err(format!("unterminated character set at position {start}"));
            };
            match c {
                ']' if !first => {
                    self.plain(']');
                    return Ok(());
                }
                '\\' => match self.peek(1) {
                    Some(c @ ('d' | 'D' | 'w' | 'W' | 's' | 'S')) => self.take(&format!("\\{c}"), 2),
                    Some('b') => self.take("\\x08", 2),
                    Some(_) => {
                        let c = self.character_escape()?;
                        self.out.push_str(&literal(c));
                    }
                    None => return Err(format!("unterminated character set at position {start}")),
                },
                // a range, unless at either end
                '-' => {
                    let range = !first && self.peek(1).is_some_and(|next| next != ']');
                    self.out.push_str(if range { "-" } else { "\\-" });
                    self.at += 1;
                }
                c => {
                    self.out.push_str(&literal(c));
                    self.at += 1;
                }
            }
            first = false;
        }
    }
}

/// The character as a literal, within sets and outside.
fn literal(c: char) -> String {
    match c {
        c if c.is_alphanumeric() || c == '_' => c.to_string(),
        c if c.is_ascii_graphic() => format!("\\{c}").replace("\\<", "<").replace("\\>", ">"),
        c => format!("\\x{{{:x}}}", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_spells_otherwise() {
        let cases = [
            (r"^a\Z", r"\Aa\z"),
            (r"a{,3}", r"a{0,3}"),
            (r"{x}", r"\{x\}"),
            (r"[[&]", r"[\[\&]"),
            (r"[]a-z-]", r"[\]a-z\-]"),
            (r"(?P<a>x)(?P=a)", r"(?P<a>x)\k<a>"),
            (r"\'", r"\'"),
            (r"(?#note)x", "x"),
            (r"\d$", r"\d(?=\n?\z)"),
        ];
        for (python, expected) in cases {
            assert_eq!(translate(python, 0).map(|found| found.pattern).as_deref(), Ok(expected), "{python}");
        }
        assert_eq!(translate("a b # c", VERBOSE).map(|found| found.pattern).as_deref(), Ok("ab"));
        assert!(translate("(a", 0).is_err());
        assert!(translate("[a", 0).is_err());
    }
}
