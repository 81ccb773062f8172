//! Models that stand in a file which nobody imported: found by their spelling, since running the file
//! is what didn't happen.

use std::path::Path;

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::Ranged;

use crate::error::Place;
use crate::python::source::{Source, parse};

/// A table that a file declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredTable {
    /// Without its schema.
    pub name: String,
    pub place: Place,
}

/// The tables that a file spells out: `__tablename__ = "users"` in a class, `Table("users", metadata, …)`.
/// A file that is not Python declares none.
pub fn declared_tables(path: &Path, text: &str) -> Vec<DeclaredTable> {
    if !text.contains("__tablename__") && !text.contains("Table(") {
        return Vec::new();
    }
    let source = Source::new(path, text.to_owned());
    let Ok(module) = parse(&source) else { return Vec::new() };
    let mut scan = Scan { source: &source, found: Vec::new() };
    scan.visit_body(&module.body);
    scan.found
}

struct Scan<'a> {
    source: &'a Source,
    found: Vec<DeclaredTable>,
}

impl Scan<'_> {
    fn add(&mut self, name: &Expr, offset: u32) {
        if let Expr::StringLiteral(literal) = name {
            let place = self.source.place(offset);
            self.found.push(DeclaredTable { name: literal.value.to_str().to_owned(), place });
        }
    }

    fn class(&mut self, class: &StmtClassDef) {
        for statement in &class.body {
            let (target, value) = match statement {
                Stmt::Assign(assign) => match assign.targets.as_slice() {
                    [target] => (target, &*assign.value),
                    _ => continue,
                },
                Stmt::AnnAssign(assign) => match &assign.value {
                    Some(value) => (&*assign.target, &**value),
                    None => continue,
                },
                _ => continue,
            };
            if matches!(target, Expr::Name(name) if name.id.as_str() == "__tablename__") {
                self.add(value, class.name.range().start().to_u32());
            }
        }
    }

    /// `Table("name", metadata, …)`: with the name alone it is something else.
    fn call(&mut self, call: &ExprCall) {
        let name = match &*call.func {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return,
        };
        if let ("Table", [first, _, ..]) = (name, &*call.arguments.args) {
            self.add(first, call.range().start().to_u32());
        }
    }
}

impl<'a> Visitor<'a> for Scan<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Assign(assign) => {
                if let Expr::Call(call) = &*assign.value {
                    self.call(call);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(Expr::Call(call)) = assign.value.as_deref() {
                    self.call(call);
                }
            }
            _ => {}
        }
        walk_stmt(self, statement);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_by_their_spelling() {
        for (text, names) in [
            ("class User(Base):\n    __tablename__ = 'users'\n", &["users"][..]),
            ("class User(Base):\n    __tablename__: str = 'users'\n", &["users"]),
            ("class User(Base):\n    @declared_attr\n    def __tablename__(cls): return 'users'\n", &[]),
            ("links = Table('links', metadata, Column('a'))\n", &["links"]),
            ("links: sa.Table = sa.Table('links', Base.metadata)\n", &["links"]),
            ("grid = Table('a caption')\n", &[]),
            ("if True:\n    class User(Base):\n        __tablename__ = 'users'\n", &["users"]),
            ("def make():\n    class User(Base):\n        __tablename__ = 'users'\n", &["users"]),
            ("__tablename__ = 'users'\n", &[]),
            ("# __tablename__ = 'users'\nthis is not Python\n", &[]),
        ] {
            let found = declared_tables(Path::new("models.py"), text);
            let found: Vec<&str> = found.iter().map(|table| table.name.as_str()).collect();
            assert_eq!(found, names, "{text}");
        }
    }

    #[test]
    fn the_place_is_the_class() {
        let text = "import x\n\nclass User(Base):\n    __tablename__ = 'users'\n";
        let found = declared_tables(Path::new("models.py"), text);
        assert_eq!(found[0].place.line, 3);
        assert_eq!(found[0].place.source, "class User(Base):");
    }
}
