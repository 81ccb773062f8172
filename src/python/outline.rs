//! A file without the bodies of its functions: what an import runs.
//!
//! Of what a project imports, most lines stand in functions that nobody calls while modules are read.
//! Their bodies are replaced by blanks of the same length before the file is parsed, and read with all
//! of the file when the first of its functions is asked for its body ([`super::code::Code::body`]). A
//! body tells the code around it one thing only, whether it needs the class's `__class__`; what stands in
//! for it tells that as well.
//!
//! Whether the whole is Python, and whether bodies are where they were taken to be, is checked beside,
//! see [`super::verification`].

use std::ops::Range;

/// A text in which bodies are blank.
pub(super) struct Outline {
    pub text: String,
    pub bodies: Bodies,
}

/// From the first byte of a body's first statement to behind the last one of its last, in order.
pub(super) type Bodies = Vec<Range<u32>>;

/// None for a text that has no bodies to leave out, or whose lines are not plain enough to tell.
pub(super) fn of(text: &str) -> Option<Outline> {
    u32::try_from(text.len()).ok()?;
    let mut scan = Scan { text: text.as_bytes(), at: 0, bodies: Vec::new(), regions: Vec::new() };
    scan.run()?;
    if scan.bodies.is_empty() {
        return None;
    }
    let mut blank = String::with_capacity(text.len());
    let mut done = 0;
    for (region, body) in scan.regions.iter().zip(&scan.bodies) {
        let body = body.start as usize..body.end as usize;
        blank.push_str(text.get(done..region.start)?);
        blank.extend(std::iter::repeat_n(' ', body.start - region.start));
        let inside = text.get(body.clone())?;
        let needs_class = inside.contains("super") || inside.contains("__class__");
        let stand_in = if needs_class { "super" } else { "0" };
        blank.push_str(stand_in);
        blank.extend(std::iter::repeat_n(' ', body.len().checked_sub(stand_in.len())?));
        done = region.end;
    }
    blank.push_str(text.get(done..)?);
    Some(Outline { text: blank, bodies: scan.bodies })
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    bodies: Bodies,
    /// What is blank: the lines before the first statement (comments) too.
    regions: Vec<Range<usize>>,
}

impl Scan<'_> {
    /// None where the text is beyond this scan: then the file is parsed as it is.
    fn run(&mut self) -> Option<()> {
        while let Some(width) = self.next_line()? {
            if let Some(after) = self.definition() {
                self.function(width, after)?;
            } else if [&b"async "[..], b"async\\", b"def\\"]
                .iter()
                .any(|odd| self.text[self.at..].starts_with(odd))
            {
                return None;
            } else {
                self.logical_line()?;
            }
        }
        Some(())
    }

    /// Goes to the first byte of the next line that has a statement: its indentation. `Some(None)` at the
    /// end.
    fn next_line(&mut self) -> Option<Option<usize>> {
        loop {
            let start = self.at;
            while self.peek() == Some(b' ') {
                self.at += 1;
            }
            match self.peek() {
                None => return Some(None),
                Some(b'#') => {
                    self.comment();
                    self.newline()?;
                }
                Some(b'\n' | b'\r') => self.newline()?,
                // widths that depend on tab stops
                Some(b'\t' | b'\x0c' | b'\\') => return None,
                Some(_) => return Some(Some(self.at - start)),
            }
        }
    }

    /// Behind the name, when the line starts a function.
    fn definition(&self) -> Option<usize> {
        let line = &self.text[self.at..];
        let mut at = self.at;
        let mut rest = line;
        if let Some(tail) = rest.strip_prefix(b"async ") {
            let blanks = tail.iter().take_while(|byte| **byte == b' ').count();
            at += 6 + blanks;
            rest = &tail[blanks..];
        }
        let tail = rest.strip_prefix(b"def ")?;
        at += 4;
        let name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b' ' | 0x80..);
        Some(at + tail.iter().take_while(name).count())
    }

    fn function(&mut self, width: usize, after_name: usize) -> Option<()> {
        self.at = after_name;
        // type parameters are a scope of their own
        let plain = self.peek() == Some(b'(');
        if !self.header()? {
            // all on one line; another block below it would be no body
            self.logical_line()?;
            let line = self.at;
            let deeper = self.next_line()?.is_some_and(|next| next > width);
            self.at = line;
            return (!deeper).then_some(());
        }
        let region = self.at;
        let mut body: Option<Range<usize>> = None;
        loop {
            let line = self.at;
            match self.next_line()? {
                Some(next) if next > width => {
                    let start = self.at;
                    let end = self.logical_line()?;
                    body = Some(body.map_or(start, |body| body.start)..end);
                }
                _ => {
                    // comments between here and there are nobody's
                    self.at = line;
                    break;
                }
            }
        }
        let body = body?;
        if plain {
            self.bodies.push(u32::try_from(body.start).ok()?..u32::try_from(body.end).ok()?);
            self.regions.push(region..body.end);
        }
        Some(())
    }

    /// From the parameters to the first line below; false when something follows the colon.
    fn header(&mut self) -> Option<bool> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b':' if depth == 0 => break,
                b'\n' | b'\r' if depth == 0 => return None,
                _ => self.token(&mut depth)?,
            }
        }
        self.at += 1;
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
        if self.peek() == Some(b'#') {
            self.comment();
        }
        match self.peek()? {
            b'\n' | b'\r' => {
                self.newline()?;
                Some(true)
            }
            _ => Some(false),
        }
    }

    /// To behind the line break: behind the last byte of code before it.
    fn logical_line(&mut self) -> Option<usize> {
        let mut depth = 0_usize;
        let mut end = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' | b'\r' if depth == 0 => {
                    self.newline()?;
                    return Some(end);
                }
                b' ' => self.at += 1,
                b'#' => self.comment(),
                _ => {
                    self.token(&mut depth)?;
                    end = self.at;
                }
            }
        }
        (depth == 0).then_some(end)
    }

    fn token(&mut self, depth: &mut usize) -> Option<()> {
        match self.peek()? {
            b'(' | b'[' | b'{' => {
                *depth += 1;
                self.at += 1;
            }
            b')' | b']' | b'}' => {
                *depth = depth.checked_sub(1)?;
                self.at += 1;
            }
            b'#' => self.comment(),
            b'"' | b'\'' => self.string(false)?,
            b'\n' | b'\r' => self.newline()?,
            b'\\' => {
                self.at += 1;
                self.newline()?;
                // a continuation of nothing
                let blanks = self.text[self.at..].iter().take_while(|byte| **byte == b' ').count();
                if matches!(self.text.get(self.at + blanks), None | Some(b'\n' | b'\r')) {
                    return None;
                }
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => {
                let start = self.at;
                let in_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
                while self.peek().is_some_and(in_word) {
                    self.at += 1;
                }
                if matches!(self.peek(), Some(b'"' | b'\'')) {
                    let prefix = &self.text[start..self.at];
                    self.string(prefix.iter().any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T')))?;
                }
            }
            b'\t' | b'\x0c' => return None,
            _ => self.at += 1,
        }
        Some(())
    }

    /// To behind the closing quote. In what an f-string evaluates, its own quote may stand again since
    /// Python 3.12: such a string is beyond this scan.
    fn string(&mut self, formatted: bool) -> Option<()> {
        let quote = self.peek()?;
        let triple = self.text[self.at..].starts_with(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        let mut fields = 0_usize;
        loop {
            match self.peek()? {
                b'\\' => {
                    let next = *self.text.get(self.at + 1)?;
                    if formatted && matches!(next, b'{' | b'}') {
                        return None;
                    }
                    self.at += 2;
                }
                b'\n' | b'\r' if !triple => return None,
                byte if byte == quote => {
                    if fields > 0 {
                        return None;
                    }
                    if !triple {
                        self.at += 1;
                        return Some(());
                    }
                    if self.text[self.at..].starts_with(&[quote; 3]) {
                        self.at += 3;
                        return Some(());
                    }
                    self.at += 1;
                }
                byte @ (b'{' | b'}') if formatted => {
                    if fields == 0 && self.text.get(self.at + 1) == Some(&byte) {
                        self.at += 2;
                        continue;
                    }
                    fields = if byte == b'{' { fields + 1 } else { fields.checked_sub(1)? };
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn comment(&mut self) {
        while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
            self.at += 1;
        }
    }

    /// None for a lone carriage return. At the end of the text there is nothing to pass.
    fn newline(&mut self) -> Option<()> {
        match self.peek() {
            Some(b'\n') => self.at += 1,
            Some(b'\r') if self.text.get(self.at + 1) == Some(&b'\n') => self.at += 2,
            Some(_) => return None,
            None => {}
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    fn outline(text: &str) -> Option<String> {
        of(text).map(|outline| {
            assert_eq!(outline.text.len(), text.len());
            outline.text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
        })
    }

    #[test]
    fn bodies_become_blanks_and_what_stands_around_them_stays() {
        let text = "\
import a

@decorated
def first(x: int = (1,\n  2)) -> dict[str, int]:  # why
    # nobody's
    '''Says (\ndef not_one():\n  '''
    if x:
        return {\n1: 2}

    # of no use
class C:
    async def method(self):
        return super().method()
    y = 1
";
        let blank = outline(text).unwrap_or_default();
        let lines: Vec<&str> = blank.lines().map(str::trim).collect();
        assert_eq!(
            lines,
            [
                "import a",
                "",
                "@decorated",
                "def first(x: int = (1,",
                "2)) -> dict[str, int]:  # why",
                "0",
                "",
                "# of no use",
                "class C:",
                "async def method(self):",
                "super",
                "y = 1",
            ]
        );
    }

    #[test]
    fn a_text_beyond_the_scan_is_left_alone() {
        for text in [
            "x = 1\n",
            "def f(): return 1\n",
            "def f[T](x):\n    return x\n",
            "def f():\n\treturn 1\n",
            "def f():\n    return f\"{d[\"k\"]}\"\n",
            "def f():\n    return 'open\n",
            "def f():\n",
            "def f():\n    return (1\n",
        ] {
            assert_eq!(outline(text), None, "{text}");
        }
    }
}
