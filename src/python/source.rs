//! A parsed file: its text, its lines, its syntax tree.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ruff_python_ast::ModModule;
use ruff_source_file::LineIndex;
use ruff_text_size::{TextRange, TextSize};

use crate::error::Place;

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
    match ruff_python_parser::parse_module(&source.text) {
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
    match ruff_python_parser::parse_expression(&source.text) {
        Ok(parsed) => Ok(*parsed.into_syntax().body),
        Err(error) => {
            Err(SyntaxError { message: error.error.to_string(), offset: error.location.start().to_u32() })
        }
    }
}
