//! A revision file's identifiers, read from its syntax tree without running it.
//!
//! Constants are enough for nearly every file: literals, tuples, earlier names of the module, `+` and
//! f-strings of those. Anything else is [`Reading::NeedsEvaluation`], with the line.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ruff_python_ast::{Expr, InterpolatedStringElement, Operator, Stmt};
use ruff_text_size::Ranged;

use crate::error::{Error, Place, Result};
use crate::python::source;

/// The module attributes that Alembic reads.
pub const IDENTIFIERS: [&str; 4] = ["revision", "down_revision", "branch_labels", "depends_on"];

/// What the identifiers of a file are. Empty lists stand for None and `()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identifiers {
    pub revision: String,
    pub down_revision: Vec<String>,
    pub branch_labels: Vec<String>,
    pub depends_on: Vec<String>,
}

/// A file of a version location.
#[derive(Clone, Debug)]
pub struct RevisionFile {
    pub path: PathBuf,
    pub identifiers: Identifiers,
    /// The module's docstring as written, quotes and escapes resolved.
    pub docstring: Option<String>,
    pub source: Arc<str>,
    /// Byte offsets of the values of [`IDENTIFIERS`], where the file has them.
    offsets: [Option<usize>; 4],
}

/// A file whose identifiers only running it can tell.
#[derive(Clone, Debug)]
pub struct NeedsEvaluation {
    pub path: PathBuf,
    /// Which of [`IDENTIFIERS`].
    pub name: &'static str,
    pub place: Place,
    pub docstring: Option<String>,
    pub source: Arc<str>,
}

#[derive(Clone, Debug)]
pub enum Reading {
    Read(Box<RevisionFile>),
    NeedsEvaluation(Box<NeedsEvaluation>),
}

impl NeedsEvaluation {
    /// The refusal, for callers that can't evaluate.
    pub fn into_error(self) -> Error {
        Error::new(format!("`{}` is not a constant", self.name))
            .at(self.place)
            .hint("write the identifier as a string, a tuple of strings or None")
    }

    /// The file with identifiers that somebody else found out.
    pub fn resolved(self, identifiers: Identifiers) -> RevisionFile {
        RevisionFile {
            path: self.path,
            identifiers,
            docstring: self.docstring,
            source: self.source,
            offsets: [None; 4],
        }
    }
}

impl RevisionFile {
    /// `Script.longdoc`: the docstring without white space around it.
    pub fn long_message(&self) -> &str {
        self.docstring.as_deref().unwrap_or("").trim()
    }

    /// `Script.doc`: its first paragraph, which is the revision's message.
    pub fn message(&self) -> &str {
        self.long_message().split("\n\n").next().unwrap_or("")
    }

    /// Where an identifier's value stands; the file's first line when it isn't written there.
    pub fn place(&self, name: &str) -> Place {
        let index = IDENTIFIERS.iter().position(|known| *known == name);
        let offset = index.and_then(|index| self.offsets[index]).unwrap_or(0);
        place_of_offset(&self.path, &self.source, offset)
    }
}

/// Reads a file from disk.
///
/// # Errors
/// It can't be read or decoded; see [`read_source`].
pub fn read(path: &Path) -> Result<Reading> {
    read_source(path, source::read(path)?.into())
}

/// # Errors
/// A syntax error, no `down_revision`, no `revision` in a file whose name doesn't give it either, an
/// identifier that isn't text.
pub fn read_source(path: &Path, source: Arc<str>) -> Result<Reading> {
    let parsed = source::parse_text(&source).map_err(|error| {
        let offset = usize::try_from(error.offset).unwrap_or(usize::MAX);
        Error::new(format!("syntax error: {}", error.message)).at(place_of_offset(path, &source, offset))
    })?;
    let body = &parsed.body;
    let docstring = match body.first() {
        Some(Stmt::Expr(statement)) => match &*statement.value {
            Expr::StringLiteral(text) => Some(text.value.to_str().to_owned()),
            _ => None,
        },
        _ => None,
    };
    let mut module = Module::default();
    for statement in body {
        module.statement(statement);
    }
    let place = |offset| place_of_offset(path, &source, offset);
    let unknown = |name: &'static str, offset| {
        Ok(Reading::NeedsEvaluation(Box::new(NeedsEvaluation {
            path: path.to_path_buf(),
            name,
            place: place(offset),
            docstring: docstring.clone(),
            source: source.clone(),
        })))
    };
    let mut identifiers = Identifiers::default();
    let mut offsets = [None; 4];
    for (index, name) in IDENTIFIERS.into_iter().enumerate() {
        let Some((value, offset)) = module.names.get(name) else {
            if let Some(offset) = module.star_import {
                return unknown(name, offset);
            }
            match name {
                "revision" => identifiers.revision = legacy_revision(path)?,
                "down_revision" => {
                    return Err(Error::new("the file has no `down_revision`")
                        .at(place(0))
                        .hint("write `down_revision = None` for the first revision of a branch"));
                }
                _ => {}
            }
            continue;
        };
        offsets[index] = Some(*offset);
        let Some(value) = value else { return unknown(name, *offset) };
        let Some(texts) = value.texts() else {
            return Err(Error::new(format!(
                "`{name}` is neither a string, nor a tuple of strings, nor None"
            ))
            .at(place(*offset)));
        };
        match name {
            "revision" => match value {
                Constant::Text(text) => identifiers.revision.clone_from(text),
                _ => return Err(Error::new("`revision` is not a string").at(place(*offset))),
            },
            "down_revision" => identifiers.down_revision = texts,
            "branch_labels" => identifiers.branch_labels = texts,
            _ => identifiers.depends_on = texts,
        }
    }
    let path = path.to_path_buf();
    Ok(Reading::Read(Box::new(RevisionFile { path, identifiers, docstring, source, offsets })))
}

/// A file name of the very first Alembic releases, `<hex>.py`, is its own revision id.
fn legacy_revision(path: &Path) -> Result<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let hexadecimal = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    match name.strip_suffix(".py") {
        Some(stem) if !stem.is_empty() && stem.chars().all(hexadecimal) => Ok(stem.to_owned()),
        _ => Err(Error::new(format!(
            "Could not determine revision id from filename {name}. Be sure the 'revision' variable is \
             declared inside the script (please see 'Upgrading from Alembic 0.1 to 0.2' in the documentation)."
        ))
        .hint("move files that are no revisions out of the version locations")
        .at(Place::new(path, 1, 0, ""))),
    }
}

fn place_of_offset(path: &Path, source: &str, offset: usize) -> Place {
    let before = source.get(..offset).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = match before.rfind('\n') {
        Some(end) => before[end + 1..].chars().count(),
        None => before.chars().count(),
    };
    Place::new(path, line, column + 1, source.lines().nth(line - 1).unwrap_or(""))
}

/// A value that the text of the file tells.
#[derive(Clone, Debug, PartialEq)]
enum Constant {
    None,
    Text(String),
    /// A tuple, list or set.
    Items(Vec<Constant>),
}

impl Constant {
    /// `util.to_tuple` of Alembic. A list `[None]` counts as nothing, as it does there.
    fn texts(&self) -> Option<Vec<String>> {
        match self {
            Constant::None => Some(Vec::new()),
            Constant::Text(text) => Some(vec![text.clone()]),
            Constant::Items(items) if items.as_slice() == [Constant::None] => Some(Vec::new()),
            Constant::Items(items) => items
                .iter()
                .map(|item| match item {
                    Constant::Text(text) => Some(text.clone()),
                    Constant::None | Constant::Items(_) => None,
                })
                .collect(),
        }
    }
}

/// The names that module-level statements bind: the value if it is a constant, and its offset.
#[derive(Default)]
struct Module {
    names: HashMap<String, (Option<Constant>, usize)>,
    star_import: Option<usize>,
}

impl Module {
    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.bind(target, Some(&assign.value));
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.bind(&assign.target, Some(value));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if alias.name.as_str() == "*" {
                        self.star_import = Some(import.range().start().to_usize());
                    }
                    self.forget(alias.asname.as_ref().unwrap_or(&alias.name).as_str(), statement);
                }
            }
            Stmt::FunctionDef(function) => self.forget(function.name.as_str(), statement),
            Stmt::ClassDef(class) => self.forget(class.name.as_str(), statement),
            Stmt::AugAssign(assign) => self.bind(&assign.target, None),
            // what conditions and loops bind depends on more than the text
            Stmt::If(_) | Stmt::Try(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Match(_) => {
                let mut bound = BoundNames::default();
                ruff_python_ast::visitor::Visitor::visit_stmt(&mut bound, statement);
                for (name, offset) in bound.0 {
                    self.names.insert(name, (None, offset));
                }
            }
            _ => {}
        }
    }

    fn forget(&mut self, name: &str, statement: &Stmt) {
        self.names.insert(name.to_owned(), (None, statement.range().start().to_usize()));
    }

    fn bind(&mut self, target: &Expr, value: Option<&Expr>) {
        match target {
            Expr::Name(name) => {
                let constant = value.and_then(|value| self.constant(value));
                let offset = value.map_or(target.range(), Ranged::range).start().to_usize();
                self.names.insert(name.id.to_string(), (constant, offset));
            }
            Expr::Tuple(tuple) => {
                let values = match value {
                    Some(Expr::Tuple(values)) if values.elts.len() == tuple.elts.len() => Some(&values.elts),
                    _ => None,
                };
                for (index, element) in tuple.elts.iter().enumerate() {
                    self.bind(element, values.map(|values| &values[index]));
                }
            }
            _ => {}
        }
    }

    fn constant(&self, expression: &Expr) -> Option<Constant> {
        match expression {
            Expr::NoneLiteral(_) => Some(Constant::None),
            Expr::StringLiteral(text) => Some(Constant::Text(text.value.to_str().to_owned())),
            Expr::Name(name) => self.names.get(name.id.as_str())?.0.clone(),
            Expr::Tuple(tuple) => self.items(&tuple.elts),
            Expr::List(list) => self.items(&list.elts),
            Expr::Set(set) => self.items(&set.elts),
            Expr::BinOp(operation) if operation.op == Operator::Add => {
                match (self.constant(&operation.left)?, self.constant(&operation.right)?) {
                    (Constant::Text(left), Constant::Text(right)) => Some(Constant::Text(left + &right)),
                    (Constant::Items(left), Constant::Items(right)) => {
                        Some(Constant::Items(left.into_iter().chain(right).collect()))
                    }
                    _ => None,
                }
            }
            Expr::FString(text) => {
                let mut output = String::new();
                for part in &text.value {
                    match part {
                        ruff_python_ast::FStringPart::Literal(literal) => output.push_str(&literal.value),
                        ruff_python_ast::FStringPart::FString(part) => {
                            for element in &part.elements {
                                output.push_str(&self.fstring_element(element)?);
                            }
                        }
                    }
                }
                Some(Constant::Text(output))
            }
            _ => None,
        }
    }

    fn fstring_element(&self, element: &InterpolatedStringElement) -> Option<String> {
        match element {
            InterpolatedStringElement::Literal(literal) => Some(literal.value.to_string()),
            InterpolatedStringElement::Interpolation(inner) => {
                let plain = inner.debug_text.is_none()
                    && inner.format_spec.is_none()
                    && inner.conversion == ruff_python_ast::ConversionFlag::None;
                match self.constant(&inner.expression)? {
                    Constant::Text(text) if plain => Some(text),
                    _ => None,
                }
            }
        }
    }

    fn items(&self, elements: &[Expr]) -> Option<Constant> {
        elements.iter().map(|element| self.constant(element)).collect::<Option<_>>().map(Constant::Items)
    }
}

/// Every name that is assigned somewhere in a statement.
#[derive(Default)]
struct BoundNames(Vec<(String, usize)>);

impl<'a> ruff_python_ast::visitor::Visitor<'a> for BoundNames {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression
            && name.ctx.is_store()
        {
            self.0.push((name.id.to_string(), name.range().start().to_usize()));
        }
        ruff_python_ast::visitor::walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(source: &str) -> Result<Reading> {
        read_source(Path::new("versions/x_y.py"), source.into())
    }

    fn identifiers(source: &str) -> Identifiers {
        match reading(source).unwrap() {
            Reading::Read(file) => file.identifiers,
            Reading::NeedsEvaluation(needs) => panic!("{source:?} needs evaluation at {}", needs.place),
        }
    }

    #[test]
    fn constants() {
        let texts = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        for (source, down, labels, depends) in [
            ("revision = 'a'\ndown_revision = None", texts(&[]), texts(&[]), texts(&[])),
            ("revision: str = 'a'\ndown_revision: str | None = \"b\"", texts(&["b"]), texts(&[]), texts(&[])),
            (
                "revision = ('a')\ndown_revision = ('b', 'c')\nbranch_labels = ['l', 'm']\ndepends_on = 'd'",
                texts(&["b", "c"]),
                texts(&["l", "m"]),
                texts(&["d"]),
            ),
            ("p = 'b'\nrevision = 'a'\ndown_revision = p + '1' '2'", texts(&["b12"]), texts(&[]), texts(&[])),
            ("p = 'b'\nrevision = 'a'\ndown_revision = f'{p}_x'", texts(&["b_x"]), texts(&[]), texts(&[])),
            ("revision, down_revision = 'a', 'b'\ndepends_on = ()", texts(&["b"]), texts(&[]), texts(&[])),
            (
                "down_revision = 'b'\nrevision = x = 'a'\ndown_revision = 'c'",
                texts(&["c"]),
                texts(&[]),
                texts(&[]),
            ),
        ] {
            let expected = Identifiers {
                revision: "a".to_owned(),
                down_revision: down,
                branch_labels: labels,
                depends_on: depends,
            };
            assert_eq!(identifiers(source), expected, "{source}");
        }
    }

    #[test]
    fn what_only_running_tells() {
        for (source, name, line) in [
            ("revision = make()\ndown_revision = None", "revision", 1),
            ("revision = 'a'\nif x:\n    down_revision = 'b'", "down_revision", 3),
            ("revision = 'a'\nfrom other import down_revision", "down_revision", 2),
            ("from other import *", "revision", 1),
            ("revision = 'a'\nrevision += 'b'\ndown_revision = None", "revision", 2),
        ] {
            match reading(source).unwrap() {
                Reading::NeedsEvaluation(needs) => {
                    assert_eq!((needs.name, needs.place.line), (name, line), "{source}");
                }
                Reading::Read(_) => panic!("{source:?} was read"),
            }
        }
    }

    #[test]
    fn refusals() {
        for (source, message, line) in [
            ("revision = 'a'", "the file has no `down_revision`", 1),
            ("down_revision = None", "Could not determine revision id from filename x_y.py. ", 1),
            ("revision = None\ndown_revision = None", "`revision` is not a string", 1),
            ("revision = 'a'\ndown_revision = ('b', None)", "`down_revision` is neither", 2),
            ("revision = 'a'\ndown_revision = (", "syntax error: ", 2),
        ] {
            let error = reading(source).unwrap_err();
            assert!(error.message().starts_with(message), "{source}: {}", error.message());
            assert_eq!(error.place().unwrap().line, line, "{source}");
        }
        let legacy = read_source(Path::new("versions/1a2b.py"), "down_revision = None".into()).unwrap();
        assert!(matches!(legacy, Reading::Read(file) if file.identifiers.revision == "1a2b"));
    }

    #[test]
    fn messages() {
        for (docstring, message) in [
            ("\"\"\"add users\n\nRevision ID: a\n\"\"\"\n", "add users"),
            ("'one' ' line'\n", "one line"),
            ("\"\"\"\nsecond line\nthird\n\nrest\"\"\"\n", "second line\nthird"),
            ("x = 1\n", ""),
        ] {
            let source = format!("{docstring}revision = 'a'\ndown_revision = None");
            let Reading::Read(file) = reading(&source).unwrap() else { panic!("not read") };
            assert_eq!(file.message(), message);
        }
    }
}
