//! The tree of a template.

use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt};

/// Python text of the template and where it begins there.
#[derive(Clone, Debug)]
pub struct Code {
    pub text: Rc<str>,
    /// 1-based line of the template.
    pub line: usize,
}

impl Code {
    /// The template's line of a byte offset in the text.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line + self.text.get(..offset).unwrap_or("").matches('\n').count()
    }
}

#[derive(Clone, Debug)]
pub struct Expression {
    pub code: Code,
    pub tree: Rc<Expr>,
    /// In order of application; `n` and the default `str` are resolved already.
    pub filters: Vec<Filter>,
}

#[derive(Clone, Debug)]
pub enum Filter {
    Str,
    Trim,
    /// `h` and `x`.
    Html,
    Url,
    /// A callable of the template's names.
    Call(Code, Rc<Expr>),
}

/// A condition; `None` for `else`.
pub type Condition = Option<(Code, Rc<Expr>)>;

/// A condition and what is rendered when it holds.
pub type Branch = (Condition, Vec<Node>);

#[derive(Clone, Debug)]
pub enum Node {
    Text(String),
    Expression(Expression),
    /// The first branch that holds.
    If(Vec<Branch>),
    For {
        code: Code,
        target: Rc<Expr>,
        iterable: Rc<Expr>,
        body: Vec<Node>,
        or_else: Vec<Node>,
    },
    While {
        code: Code,
        condition: Rc<Expr>,
        body: Vec<Node>,
    },
    /// `<% %>` and `<%! %>`.
    Block {
        code: Code,
        body: Rc<Vec<Stmt>>,
    },
    Def {
        code: Code,
        name: String,
        parameters: Rc<ruff_python_ast::Parameters>,
        body: Rc<Vec<Node>>,
    },
}
