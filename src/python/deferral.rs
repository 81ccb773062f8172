//! Functions whose bodies are compiled when they are first called.
//!
//! A file is parsed whole when it is imported, so that what is no Python is said there. But of the
//! functions that a project's modules define, hardly any is called while they are read: for the others
//! names are not resolved and no instructions are made. What such a function is to the code around it, its
//! parameters, defaults and annotations, is compiled at once; a body tells the outside one thing only,
//! whether it needs the class's `__class__`.
//!
//! That holds where no function is around: inside one, variables are shared.

use std::cell::OnceCell;
use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::code::Code;
use super::compiler;

/// Shorter ones are compiled as soon as that is noted.
const SHORT: u32 = 80;

/// Built-in functions that look at their caller.
pub(super) const LOOKING: [&str; 2] = ["locals", "vars"];

/// How to compile what was put off.
pub struct Deferral {
    pub what: Deferred,
    whole: OnceCell<Rc<Code>>,
}

/// What was put off.
pub enum Deferred {
    Function {
        /// Of the keyword `def`, or `async`.
        start: u32,
        /// Name and qualified name of the class around it.
        class: Option<(Rc<str>, Rc<str>)>,
        /// Whether the module has its own of [`LOOKING`].
        shadowed: [bool; 2],
    },
    Annotation,
}

impl Deferral {
    pub fn new(what: Deferred) -> Box<Deferral> {
        Box::new(Deferral { what, whole: OnceCell::new() })
    }

    /// One that an earlier run needed.
    pub fn compiled(what: Deferred, whole: Rc<Code>) -> Box<Deferral> {
        Box::new(Deferral { what, whole: OnceCell::from(whole) })
    }

    /// What was needed so far.
    pub fn whole(&self) -> Option<&Rc<Code>> {
        self.whole.get()
    }
}

impl Code {
    /// The code that runs: of a function that was put off, compiled now. Its parameters and captured
    /// variables are the same.
    pub(super) fn body(self: &Rc<Self>) -> Rc<Code> {
        let Some(deferral) = &self.deferral else { return self.clone() };
        let whole = deferral.whole.get_or_init(|| {
            self.compile(&deferral.what).unwrap_or_else(|| {
                compiler::refusal(&self.source, self.range, "a function that is not found again in its file")
            })
        });
        whole.clone()
    }

    fn compile(&self, what: &Deferred) -> Option<Rc<Code>> {
        match what {
            Deferred::Annotation => {
                let parsed =
                    ruff_python_parser::parse_expression_range(&self.source.text, self.range).ok()?;
                Some(compiler::expression(&self.source, &parsed.into_syntax().body))
            }
            Deferred::Function { start, class, shadowed } => {
                let text = self.source.text.get(*start as usize..self.range.end().to_usize())?;
                let module = ruff_python_parser::parse_module(text).ok()?.into_syntax();
                let [Stmt::FunctionDef(function)] = &*module.body else { return None };
                let mut code = compiler::function(&self.source, function, *start, class.as_ref(), *shadowed);
                // decorators are no part of that text
                if let Some(code) = Rc::get_mut(&mut code) {
                    code.range = self.range;
                }
                Some(code)
            }
        }
    }
}

/// Where the text to parse again starts, and whether it may need `__class__`; None for what is
/// compiled at once.
pub(super) fn of_function(text: &str, function: &ast::StmtFunctionDef) -> Option<(u32, bool)> {
    let body = TextRange::new(function.body.first()?.start(), function.range.end());
    if body.len() < TextSize::new(SHORT) {
        return None;
    }
    let before = text.get(..function.name.start().to_usize())?.trim_end_matches(' ');
    let mut start = before.strip_suffix("def")?;
    if function.is_async {
        start = start.trim_end_matches(' ').strip_suffix("async")?;
    }
    let inside = text.get(body.start().to_usize()..body.end().to_usize())?;
    Some((u32::try_from(start.len()).ok()?, needs_class(inside)))
}

/// Whether an annotation outside functions can be compiled by itself.
pub(super) fn is_annotation(text: &str, annotation: &Expr) -> bool {
    let range = annotation.range();
    let inside = text.get(range.start().to_usize()..range.end().to_usize());
    // private names are mangled
    inside.is_some_and(|inside| !inside.contains("__") && !needs_class(inside))
}

fn needs_class(text: &str) -> bool {
    text.contains("super") || text.contains("__class__")
}
