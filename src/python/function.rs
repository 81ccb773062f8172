//! Functions of user code, and methods bound to their object.

use std::cell::RefCell;
use std::rc::Rc;

use super::annotation::Annotation;
use super::code::{Code, Kind};
use super::scope::Cell;
use super::value::{Module, Namespace, Value};

/// What `def` and `lambda` make.
pub struct Function {
    pub name: RefCell<Rc<str>>,
    pub qualified_name: RefCell<Rc<str>>,
    pub(super) code: Rc<Code>,
    /// The globals.
    pub module: Rc<Module>,
    /// Of the last positional parameters.
    pub defaults: RefCell<Rc<[Value]>>,
    pub keyword_defaults: RefCell<Vec<(Rc<str>, Value)>>,
    pub(super) closure: Rc<[Cell]>,
    pub annotations: Vec<Annotation>,
    /// What was set on it, `__wrapped__` and the like.
    pub attributes: RefCell<Namespace>,
}

impl Function {
    /// Which of them it is, its body tells.
    fn is(&self, kind: Kind) -> bool {
        self.code.body().kind == kind
    }

    pub fn is_coroutine(&self) -> bool {
        self.is(Kind::Coroutine)
    }

    pub fn is_generator(&self) -> bool {
        self.is(Kind::Generator)
    }

    pub fn is_async_generator(&self) -> bool {
        self.is(Kind::AsyncGenerator)
    }

    pub fn docstring(&self) -> Option<Rc<str>> {
        self.code.body().docstring.clone()
    }

    /// Parameters in order: name, whether a default exists, and how it may be given.
    pub fn parameters(&self) -> &super::code::Parameters {
        &self.code.parameters
    }

    /// Names of all parameters in the order of `inspect.signature`, the starred ones last.
    pub fn parameter_names(&self) -> &[Rc<str>] {
        &self.code.locals[..self.code.parameters.count()]
    }

    /// Where the `def` stands.
    pub fn defined_at(&self) -> crate::error::Place {
        self.code.source.place(self.code.range.start().to_u32())
    }
}

/// A function found through an object, or a builtin that way.
pub struct BoundMethod {
    pub receiver: Value,
    pub function: Value,
}
