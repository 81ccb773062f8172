//! Annotations are never evaluated when they are met: whoever needs one asks for it, as PEP 649 has it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::code::Code;
use super::scope::Cell;
use super::value::{Class, Module};

/// `name: expression` of a class body, a module or a parameter (`return` for the result).
#[derive(Clone)]
pub struct Annotation {
    pub name: Rc<str>,
    /// The expression, compiled.
    pub(super) code: Rc<Code>,
    pub scope: Rc<AnnotationScope>,
    /// The expression's variables from enclosing functions.
    pub(super) closure: Rc<[Cell]>,
    /// Whether the same statement gives a value.
    pub has_value: bool,
}

/// Where an annotation's names are looked up.
pub struct AnnotationScope {
    pub module: Rc<Module>,
    /// The class whose body it stands in.
    pub class: RefCell<Weak<Class>>,
}

impl Annotation {
    /// The expression's text.
    pub fn source(&self) -> &str {
        self.code.source.slice(self.code.range)
    }
}

impl std::fmt::Debug for Annotation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name, self.source())
    }
}
