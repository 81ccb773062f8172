//! From a template's text to its tree, token by token as Mako's lexer cuts it.

use std::path::Path;
use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;
use ruff_python_ast::{Expr, ModModule, Stmt};
use ruff_python_parser::{ParseError, parse_expression, parse_module};

use super::syntax::{Branch, Code, Condition, Expression, Filter, Node};
use crate::error::{Error, Place, Result};

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a constant pattern that the tests compile"));
    };
}

pattern!(CODING, r"\A#.*coding[:=]\s*([-\w.]+).*\r?\n");
pattern!(CONTROL, r"\A[\t ]*(%|##)[\t ]*((?:(?:\\\r?\n)|[^\r\n])*)(?:\r?\n|\z)");
pattern!(KEYWORD, r"\A(end)?(\w+)");
pattern!(PERCENT, r"\A(\s*)%%(%*)");
pattern!(TAG, r#"(?is)\A<%([\w.:]+)((?:\s+\w+|\s*=\s*|"[^"]*?"|'[^']*?'|\s*,\s*)*)\s*(/)?>"#);
pattern!(ATTRIBUTE, r#"\s*(\w+)\s*=\s*(?:'([^']*)'|"([^"]*)")"#);
pattern!(TAG_END, r"\A</%[\t ]*([^\t ]+?)[\t ]*>");

/// # Errors
/// What Mako refuses, and tags that aren't supported, with the line.
pub fn parse(file: &Path, text: &str) -> Result<Vec<Node>> {
    let start = CODING.find(text).map_or(0, |found| found.end());
    let frames = vec![Frame::new(Opener::Template, 1)];
    let mut lexer = Lexer { file, text, position: start, module: Vec::new(), frames };
    lexer.run()?;
    let mut nodes = lexer.module;
    nodes.extend(lexer.frames.pop().map(|frame| frame.nodes).unwrap_or_default());
    Ok(nodes)
}

/// What a body belongs to while it is being read.
enum Opener {
    Template,
    /// Branches that are complete, and the condition of the one being read.
    If(Vec<Branch>, Condition),
    For(Code, Rc<Expr>, Rc<Expr>),
    /// After `% else` of a `% for`: its body.
    ForElse(Code, Rc<Expr>, Rc<Expr>, Vec<Node>),
    While(Code, Rc<Expr>),
    Def(Code, String, Rc<ruff_python_ast::Parameters>),
    /// `<%block>`: rendered where it stands.
    Block,
}

impl Opener {
    /// The word that closes it: a control keyword, or a tag's.
    fn closing(&self) -> (&'static str, bool) {
        match self {
            Opener::Template => ("", false),
            Opener::If(..) => ("if", true),
            Opener::For(..) | Opener::ForElse(..) => ("for", true),
            Opener::While(..) => ("while", true),
            Opener::Def(..) => ("def", false),
            Opener::Block => ("block", false),
        }
    }
}

struct Frame {
    opener: Opener,
    nodes: Vec<Node>,
    line: usize,
}

impl Frame {
    fn new(opener: Opener, line: usize) -> Self {
        Frame { opener, nodes: Vec::new(), line }
    }
}

struct Lexer<'a> {
    file: &'a Path,
    text: &'a str,
    position: usize,
    /// `<%! %>`: it runs before anything is rendered, wherever it stands.
    module: Vec<Node>,
    /// The innermost last; never empty.
    frames: Vec<Frame>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    fn line(&self) -> usize {
        self.text[..self.position].matches('\n').count() + 1
    }

    fn at_line_start(&self) -> bool {
        self.position == 0 || self.text[..self.position].ends_with('\n')
    }

    fn error(&self, line: usize, message: impl Into<String>) -> Error {
        let source = self.text.lines().nth(line - 1).unwrap_or("");
        Error::new(message).at(Place::new(self.file, line, 0, source))
    }

    fn push(&mut self, node: Node) {
        if let Some(frame) = self.frames.last_mut() {
            frame.nodes.push(node);
        }
    }

    fn run(&mut self) -> Result<()> {
        while !self.rest().is_empty() {
            let matched = self.expression()?
                || self.control_line()?
                || self.comment()
                || self.tag_start()?
                || self.tag_end()?
                || self.python_block()?
                || self.percent();
            if !matched {
                self.plain_text();
            }
        }
        match self.frames.last() {
            Some(frame) if self.frames.len() > 1 => Err(match frame.opener.closing() {
                (keyword, true) => {
                    self.error(frame.line, format!("Unterminated control keyword: '{keyword}'"))
                }
                (keyword, false) => self.error(frame.line, format!("Unclosed tag: <%{keyword}>")),
            }),
            _ => Ok(()),
        }
    }

    fn plain_text(&mut self) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut end = bytes.len();
        let mut skip = 0;
        for index in 0..bytes.len() {
            let here = &rest.as_bytes()[index..];
            let after_newline = if index == 0 {
                self.position > 0 && self.text.as_bytes()[self.position - 1] == b'\n'
            } else {
                bytes[index - 1] == b'\n'
            };
            let line_syntax = after_newline && {
                let blank = here.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
                here[blank..].starts_with(b"%") || here[blank..].starts_with(b"##")
            };
            if line_syntax || here.starts_with(b"${") || here.starts_with(b"<%") || here.starts_with(b"</%") {
                end = index;
                break;
            }
            if here.starts_with(b"\\\n") || here.starts_with(b"\\\r\n") {
                // an escaped line end is thrown away
                end = index;
                skip = if here[1] == b'\n' { 2 } else { 3 };
                break;
            }
        }
        if end > 0 {
            self.push(Node::Text(rest[..end].to_owned()));
        }
        self.position += end + skip;
        if end + skip == 0 {
            // Mako steps over a character that nothing matches
            self.position += rest.chars().next().map_or(0, char::len_utf8);
        }
    }

    fn percent(&mut self) -> bool {
        let Some(found) = PERCENT.captures(self.rest()).filter(|_| self.at_line_start()) else {
            return false;
        };
        self.push(Node::Text(format!("{}%{}", &found[1], &found[2])));
        self.position += found[0].len();
        true
    }

    fn comment(&mut self) -> bool {
        let Some(body) = self.rest().strip_prefix("<%doc>") else { return false };
        let Some(end) = body.find("</%doc>") else { return false };
        self.position += "<%doc>".len() + end + "</%doc>".len();
        true
    }

    fn expression(&mut self) -> Result<bool> {
        if !self.rest().starts_with("${") {
            return Ok(false);
        }
        let line = self.line();
        self.position += 2;
        let (text, end) = self.until(line, true, &["|", "}"])?;
        let filters = if end == "|" { self.until(line, true, &["}"])?.0 } else { "" };
        // `str()` of nothing is an empty text
        let text = if text.trim().is_empty() { "''".to_owned() } else { text.replace("\r\n", "\n") };
        let (code, tree) = self.parse_expression(&text, line)?;
        let filters = self.filters(filters.trim(), line)?;
        self.push(Node::Expression(Expression { code, tree, filters }));
        Ok(true)
    }

    fn filters(&self, text: &str, line: usize) -> Result<Vec<Filter>> {
        let (code, tree) = self.parse_expression(&format!("[{text}]"), line)?;
        let Expr::List(list) = &*tree else { return Err(self.error(line, "filters aren't a list")) };
        let names: Vec<&str> =
            list.elts.iter().map(|item| item.as_name_expr().map_or("", |name| &name.id)).collect();
        let mut filters = if names.contains(&"n") { Vec::new() } else { vec![Filter::Str] };
        for (item, name) in list.elts.iter().zip(names) {
            filters.push(match name {
                "n" => continue,
                "str" | "unicode" => Filter::Str,
                "trim" => Filter::Trim,
                "h" | "x" => Filter::Html,
                "u" => Filter::Url,
                "entity" | "decode" => {
                    return Err(self.error(line, format!("the filter `{name}` is not supported")));
                }
                _ if item.is_call_expr() => {
                    return Err(self.error(line, "a filter with arguments is not supported"));
                }
                _ => Filter::Call(code.clone(), Rc::new(item.clone())),
            });
        }
        Ok(filters)
    }

    fn python_block(&mut self) -> Result<bool> {
        if !self.rest().starts_with("<%") {
            return Ok(false);
        }
        let line = self.line();
        let is_module = self.rest().starts_with("<%!");
        self.position += if is_module { 3 } else { 2 };
        let (text, _) = self.until(line, false, &["%>"])?;
        let (code, module) = self.parse_statements(dedent(text), line)?;
        let node = Node::Block { code, body: Rc::new(module.body.into_iter().collect()) };
        if is_module {
            self.module.push(node);
        } else {
            self.push(node);
        }
        Ok(true)
    }

    fn control_line(&mut self) -> Result<bool> {
        if !self.at_line_start() {
            return Ok(false);
        }
        let Some(found) = CONTROL.captures(self.rest()) else { return Ok(false) };
        let text = found.get(2).map_or("", |text| text.as_str());
        let is_comment = &found[1] == "##";
        // `%%` is an escaped percent sign
        if !is_comment && self.rest().trim_start_matches([' ', '\t']).starts_with("%%") {
            return Ok(false);
        }
        let line = self.line();
        self.position += found[0].len();
        if !is_comment {
            self.control(text, line)?;
        }
        Ok(true)
    }

    fn control(&mut self, text: &str, line: usize) -> Result<()> {
        let Some(found) = KEYWORD.captures(text) else {
            return Err(self.error(line, format!("Invalid control line: '{text}'")));
        };
        let is_end = found.get(1).is_some();
        let keyword = found.get(2).map_or("", |word| word.as_str());
        if is_end {
            return self.end(keyword, true, line);
        }
        match keyword {
            "if" => {
                let condition = self.condition(text, line)?;
                self.frames.push(Frame::new(Opener::If(Vec::new(), Some(condition)), line));
            }
            "elif" | "else" => self.branch(keyword, text, line)?,
            "for" => {
                let (code, statement) = self.header(text, line)?;
                let Stmt::For(statement) = statement else {
                    return Err(self.error(line, format!("Invalid control line: '{text}'")));
                };
                let opener = Opener::For(code, Rc::new(*statement.target), Rc::new(*statement.iter));
                self.frames.push(Frame::new(opener, line));
            }
            "while" => {
                let (code, statement) = self.header(text, line)?;
                let Stmt::While(statement) = statement else {
                    return Err(self.error(line, format!("Invalid control line: '{text}'")));
                };
                self.frames.push(Frame::new(Opener::While(code, Rc::new(*statement.test)), line));
            }
            _ => return Err(self.error(line, format!("the control line `% {keyword}` is not supported"))),
        }
        Ok(())
    }

    fn branch(&mut self, keyword: &str, text: &str, line: usize) -> Result<()> {
        let condition = match keyword {
            "elif" => Some(self.condition(text.strip_prefix("el").unwrap_or(text), line)?),
            _ => None,
        };
        let misplaced = self.error(line, format!("Keyword '{keyword}' not a legal ternary here"));
        let Some(frame) = self.frames.last_mut() else { return Err(misplaced) };
        match &mut frame.opener {
            Opener::If(branches, current) if current.is_some() => {
                branches.push((current.take(), std::mem::take(&mut frame.nodes)));
                *current = condition;
                Ok(())
            }
            Opener::For(code, target, iterable) if keyword == "else" => {
                let body = std::mem::take(&mut frame.nodes);
                frame.opener = Opener::ForElse(code.clone(), target.clone(), iterable.clone(), body);
                Ok(())
            }
            _ => Err(misplaced),
        }
    }

    fn end(&mut self, keyword: &str, is_control: bool, line: usize) -> Result<()> {
        let expected = self.frames.last().map(|frame| frame.opener.closing());
        let Some(frame) =
            self.frames.pop_if(|_| expected == Some((keyword, is_control)) && !keyword.is_empty())
        else {
            return Err(if is_control {
                self.error(line, format!("No starting keyword '{keyword}' for 'end{keyword}'"))
            } else {
                self.error(line, format!("Closing tag without opening tag: </%{keyword}>"))
            });
        };
        let body = frame.nodes;
        self.push(match frame.opener {
            Opener::Template => return Ok(()),
            Opener::If(mut branches, condition) => {
                branches.push((condition, body));
                Node::If(branches)
            }
            Opener::For(code, target, iterable) => {
                Node::For { code, target, iterable, body, or_else: Vec::new() }
            }
            Opener::ForElse(code, target, iterable, before) => {
                Node::For { code, target, iterable, body: before, or_else: body }
            }
            Opener::While(code, condition) => Node::While { code, condition, body },
            Opener::Def(code, name, parameters) => Node::Def { code, name, parameters, body: Rc::new(body) },
            Opener::Block => Node::If(vec![(None, body)]),
        });
        Ok(())
    }

    fn tag_start(&mut self) -> Result<bool> {
        let Some(found) = TAG.captures(self.rest()) else { return Ok(false) };
        let line = self.line();
        let keyword = found[1].to_owned();
        let closed = found.get(3).is_some();
        let attributes: Vec<(String, String)> = ATTRIBUTE
            .captures_iter(&found[2])
            .map(|pair| {
                let value = pair.get(2).or_else(|| pair.get(3)).map_or("", |value| value.as_str());
                (pair[1].to_owned(), value.replace("\r\n", "\n"))
            })
            .collect();
        let length = found[0].len();
        let name = attributes.iter().find(|(key, _)| key == "name").map(|(_, value)| value.as_str());
        let others = attributes.iter().any(|(key, _)| key != "name");
        match keyword.as_str() {
            "text" if !closed && attributes.is_empty() => {
                self.position += length;
                let Some(end) = self.rest().find("</%text>") else {
                    return Err(self.error(line, "Unclosed tag: <%text>"));
                };
                if end == 0 {
                    // Mako steps over the first character of the closing tag
                    return Err(self.error(line, "Unclosed tag: <%text> (it is empty)"));
                }
                let text = self.rest()[..end].to_owned();
                self.push(Node::Text(text));
                self.position += end + "</%text>".len();
                return Ok(true);
            }
            // without attributes a page tag only exists
            "page" if closed && attributes.is_empty() => {}
            "block" if !closed && !others => self.frames.push(Frame::new(Opener::Block, line)),
            "def" if !closed && !others => {
                let signature = name.unwrap_or("");
                let (code, statement) = self.header(&format!("def {signature}:"), line)?;
                let Stmt::FunctionDef(function) = statement else {
                    return Err(self.error(line, "<%def> without a name"));
                };
                let opener = Opener::Def(code, function.name.to_string(), Rc::new(*function.parameters));
                self.frames.push(Frame::new(opener, line));
            }
            _ => return Err(self.error(line, format!("the tag `<%{keyword}>` is not supported like this"))),
        }
        self.position += length;
        Ok(true)
    }

    fn tag_end(&mut self) -> Result<bool> {
        let Some(found) = TAG_END.captures(self.rest()) else { return Ok(false) };
        let (line, keyword, length) = (self.line(), found[1].to_owned(), found[0].len());
        self.position += length;
        self.end(&keyword, false, line)?;
        Ok(true)
    }

    /// Python text up to one of `ends` outside strings and comments (and, with `nesting`, outside
    /// brackets): the text and the end that was met.
    fn until(
        &mut self,
        line: usize,
        nesting: bool,
        ends: &[&'static str],
    ) -> Result<(&'a str, &'static str)> {
        let start = self.position;
        let mut depth = [0_i64; 3];
        loop {
            let rest = self.rest();
            if rest.starts_with('#')
                && let Some(end) = rest.find('\n')
            {
                self.position += end + 1;
                continue;
            }
            if let Some(length) = string_literal(rest) {
                self.position += length;
                continue;
            }
            let found = ends.iter().find(|end| rest.starts_with(**end));
            let piece = match found {
                Some(end) if !(nesting && depth.iter().any(|count| *count > 0)) => {
                    let text = &self.text[start..self.position];
                    self.position += end.len();
                    return Ok((text, end));
                }
                Some(end) => &rest[..end.len()],
                None => {
                    let stops = |at: usize| {
                        matches!(rest.as_bytes()[at], b'"' | b'\'' | b'#')
                            || ends.iter().any(|end| rest[at..].starts_with(end))
                    };
                    let Some((at, _)) = rest.char_indices().find(|(at, _)| stops(*at)) else {
                        let ends = ends.join(",");
                        return Err(self.error(
                            line,
                            format!("Expected: {ends}; unterminated tag or expression beginning"),
                        ));
                    };
                    // an empty piece steps over the quote that opens no string
                    &rest[..at.max(rest.chars().next().map_or(1, char::len_utf8))]
                }
            };
            for (count, (open, close)) in depth.iter_mut().zip([('{', '}'), ('(', ')'), ('[', ']')]) {
                for c in piece.chars() {
                    *count += i64::from(c == open) - i64::from(c == close);
                }
            }
            self.position += piece.len();
        }
    }

    fn parse_error(&self, code: &Code, error: &ParseError) -> Error {
        // what is missing at the end is missing on the last line that has something
        let end = code.text.trim_end_matches(['\n', ')', ' ']).len();
        let line = code.line_of(error.location.start().to_usize().min(end));
        self.error(line, format!("syntax error in the template: {}", error.error))
    }

    fn parse_expression(&self, text: &str, line: usize) -> Result<(Code, Rc<Expr>)> {
        // parentheses let the text span lines, as its place in Mako's generated call does
        let code = Code { text: format!("({text}\n)").into(), line };
        let parsed = parse_expression(&code.text).map_err(|error| self.parse_error(&code, &error))?;
        let tree = *parsed.into_syntax().body;
        Ok((code, Rc::new(tree)))
    }

    fn parse_statements(&self, text: String, line: usize) -> Result<(Code, ModModule)> {
        let code = Code { text: text.into(), line };
        let parsed = parse_module(&code.text).map_err(|error| self.parse_error(&code, &error))?;
        Ok((code, parsed.into_syntax()))
    }

    /// The one statement that a control line begins.
    fn header(&self, text: &str, line: usize) -> Result<(Code, Stmt)> {
        let (code, module) = self.parse_statements(format!("{}\n    pass\n", text.trim_end()), line)?;
        match module.body.into_iter().next() {
            Some(statement) => Ok((code, statement)),
            None => Err(self.error(line, format!("Invalid control line: '{text}'"))),
        }
    }

    fn condition(&self, text: &str, line: usize) -> Result<(Code, Rc<Expr>)> {
        match self.header(text, line)? {
            (code, Stmt::If(statement)) => Ok((code, Rc::new(*statement.test))),
            _ => Err(self.error(line, format!("Invalid control line: '{text}'"))),
        }
    }
}

/// The length of the string literal at the start of `text`, prefix letters not counted.
fn string_literal(text: &str) -> Option<usize> {
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| text.starts_with(quote))?;
    let bytes = text.as_bytes();
    let mut at = quote.len();
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            at += 2;
        } else if bytes[at..].starts_with(quote.as_bytes()) {
            return Some(at + quote.len());
        } else {
            at += 1;
        }
    }
    // `"""` that nothing closes can still be an empty string and a quote
    (quote.len() == 3).then_some(2)
}

/// Mako's `adjust_whitespace`: the margin of the first line with code goes from every line.
fn dedent(text: &str) -> String {
    let mut margin: Option<usize> = None;
    let mut lines = Vec::new();
    for line in text.replace("\r\n", "\n").split('\n') {
        let line = line.replace('\t', "        ");
        let blank = line.len() - line.trim_start_matches(' ').len();
        let has_code = !line.trim().is_empty() && !line.trim_start().starts_with('#');
        if margin.is_none() && has_code {
            margin = Some(blank);
        }
        lines.push(match margin {
            Some(width) if blank >= width => line[width..].to_owned(),
            _ => line,
        });
    }
    // what only holds spaces may not count as indentation
    let lines: Vec<String> =
        lines.into_iter().map(|line| if line.trim().is_empty() { String::new() } else { line }).collect();
    lines.join("\n") + "\n"
}
