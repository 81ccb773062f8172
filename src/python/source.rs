//! A parsed file: its text, its lines, its syntax tree.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ruff_python_ast::ModModule;
use ruff_source_file::LineIndex;
use ruff_text_size::{TextRange, TextSize};

use crate::error::{Error, Place};

/// The text of one file, and where its lines are.
pub struct Source {
    pub path: PathBuf,
    pub text: String,
    index: OnceCell<LineIndex>,
    /// For code in a string (an annotation): the place to report instead of its own.
    stands_at: Option<Place>,
}

impl Source {
    pub fn new(path: impl Into<PathBuf>, text: String) -> Rc<Source> {
        Rc::new(Source { path: path.into(), text, index: OnceCell::new(), stands_at: None })
    }

    /// Code that a string at `place` holds.
    pub fn of_string(text: String, place: Option<Place>) -> Rc<Source> {
        let path =
            place.as_ref().map_or_else(|| Path::new("<string>").to_path_buf(), |place| place.file.clone());
        Rc::new(Source { path, text, index: OnceCell::new(), stands_at: place })
    }

    /// Whether it's Python that we ship, not a file of the user's.
    pub fn is_own(&self) -> bool {
        self.stands_at.is_none() && self.path.as_os_str().as_encoded_bytes().first() == Some(&b'<')
    }

    fn index(&self) -> &LineIndex {
        self.index.get_or_init(|| LineIndex::from_source_text(&self.text))
    }

    /// 1-based.
    pub fn line(&self, offset: u32) -> usize {
        self.index().line_index(self.clamp(offset)).get()
    }

    fn clamp(&self, offset: u32) -> TextSize {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        TextSize::new(u32::try_from(offset).unwrap_or(u32::MAX))
    }

    pub fn place(&self, offset: u32) -> Place {
        if let Some(place) = &self.stands_at {
            return place.clone();
        }
        let position = self.index().line_column(self.clamp(offset), &self.text);
        let range = self.index().line_range(position.line, &self.text);
        let line = self.text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or("");
        Place::new(&self.path, position.line.get(), position.column.get(), line)
    }

    pub fn slice(&self, range: TextRange) -> &str {
        self.text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or("")
    }
}

/// The text of a file: UTF-8, with or without a byte order mark, or Latin-1 where one of the first two
/// lines says so (PEP 263). None for other bytes.
pub fn decode(bytes: Vec<u8>) -> Option<String> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        }),
        Err(error) => {
            let bytes = error.into_bytes();
            let head: String = bytes.iter().take(200).map(|byte| char::from(*byte)).collect();
            let declared = head.lines().take(2).any(|line| {
                line.starts_with('#')
                    && line.contains("coding")
                    && ["latin-1", "latin1", "iso-8859-1"]
                        .iter()
                        .any(|name| line.to_lowercase().contains(name))
            });
            declared.then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
        }
    }
}

/// Reads a file of the project.
///
/// # Errors
/// It can't be read, or not as text.
pub fn read(path: &Path) -> Result<String, Error> {
    let shown = || crate::error::shown_path(path);
    let bytes =
        std::fs::read(path).map_err(|error| Error::new(format!("can't read {}: {error}", shown())))?;
    decode(bytes).ok_or_else(|| {
        Error::new(format!("{} isn't UTF-8", shown())).hint("save it as UTF-8, or declare its coding")
    })
}

/// What the parser has to say against a text, and where.
pub struct SyntaxError {
    pub message: String,
    pub offset: u32,
}

/// Parses a whole file.
///
/// # Errors
/// The first thing that is not Python.
pub fn parse(source: &Source) -> Result<ModModule, SyntaxError> {
    if u32::try_from(source.text.len()).is_err() {
        return Err(SyntaxError { message: "the file is larger than 4 GiB".to_owned(), offset: 0 });
    }
    parse_text(&source.text)
}

/// The same for a text without a file around it.
///
/// # Errors
/// The first thing that is not Python; what nests too deeply.
pub fn parse_text(text: &str) -> Result<ModModule, SyntaxError> {
    super::nesting::check(text)?;
    match ruff_python_parser::parse_module(text) {
        Ok(parsed) => Ok(parsed.into_syntax()),
        Err(error) => {
            Err(SyntaxError { message: error.error.to_string(), offset: error.location.start().to_u32() })
        }
    }
}

/// Parses one expression, as `eval` and string annotations need it.
///
/// # Errors
/// The first thing that is not an expression.
pub fn parse_expression(source: &Source) -> Result<ruff_python_ast::Expr, SyntaxError> {
    super::nesting::check(&source.text)?;
    match ruff_python_parser::parse_expression(&source.text) {
        Ok(parsed) => Ok(*parsed.into_syntax().body),
        Err(error) => {
            Err(SyntaxError { message: error.error.to_string(), offset: error.location.start().to_u32() })
        }
    }
}
