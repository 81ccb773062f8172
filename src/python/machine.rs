//! Runs compiled code.

use std::rc::Rc;

use super::annotation::Annotation;
use super::call::Arguments;
use super::function::Function;
use super::interpreter::Interpreter;
use super::raise::{Evaluated, Raise};
use super::source::Source;
use super::value::{Module, Value};
use crate::error::Error;

impl Interpreter {
    pub(super) fn execute_module(&mut self, module: &Rc<Module>, source: Rc<Source>) -> Evaluated<()> {
        self.note_file(&source.path);
        let _ = module;
        Err(self.refuse("not evaluated"))
    }

    pub(super) fn call_function(&mut self, function: &Rc<Function>, arguments: Arguments) -> Evaluated {
        let _ = (function, arguments);
        Err(self.refuse("not evaluated"))
    }

    pub(super) fn run_annotation(&mut self, annotation: &Annotation) -> Evaluated {
        let _ = annotation;
        Err(self.refuse("not evaluated"))
    }

    /// Evaluates a text as an expression where the annotation stands: a forward reference.
    ///
    /// # Errors
    /// What the expression raises; SyntaxError.
    pub fn evaluate_string(&mut self, text: &str, scope: &Annotation) -> Evaluated {
        let _ = (text, scope);
        Err(self.refuse("not evaluated"))
    }

    /// Asked now and then by long-running natives: whether the run was interrupted.
    ///
    /// # Errors
    /// [`Raise::Fatal`] when it was.
    pub fn breathe(&mut self) -> Evaluated<()> {
        self.steps += 1;
        if crate::interrupt::requested() {
            return Err(Raise::fatal(Error::interrupted()));
        }
        if self.steps > self.options.limits.steps {
            let mut error = Error::new(format!("more than {} steps", self.options.limits.steps));
            if let Some(place) = self.place() {
                error = error.at(place);
            }
            return Err(Raise::fatal(error));
        }
        let _: Option<Value> = None;
        Ok(())
    }
}
