//! Functions of user code, and methods bound to their object.

use std::cell::RefCell;
use std::rc::Rc;

use super::annotation::Annotation;
use super::code::{Code, Kind};
use super::library::ClassBuilder;
use super::scope::Cell;
use super::value::{Instance, Module, Namespace, Value};

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

/// `function.__code__`: what it says of parameters and of where it stands; all else is not known.
pub(super) fn code_object(function: &Function) -> Value {
    // CO_OPTIMIZED and CO_NEWLOCALS, then what the signature and the kind add
    let parameters = function.parameters();
    let flags = [
        (parameters.var_positional, 0x04),
        (parameters.var_keyword, 0x08),
        (function.is_generator(), 0x20),
        (function.is_coroutine(), 0x80),
        (function.is_async_generator(), 0x200),
    ];
    let flags = flags.iter().filter(|(is_set, _)| *is_set).fold(3, |all, (_, flag)| all | flag);
    let count = |count: usize| Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
    let names = function.code.locals.iter().cloned().map(Value::Str).collect();
    let place = function.defined_at();
    let class =
        ClassBuilder::new("builtins", "code")
            .attribute("co_name", Value::Str(function.code.name.clone()))
            .attribute("co_qualname", Value::Str(function.code.qualified_name.clone()))
            .attribute("co_filename", Value::str(place.file.to_string_lossy()))
            .attribute("co_firstlineno", Value::Int(place.line as i64))
            .attribute("co_argcount", count(parameters.positional))
            .attribute("co_posonlyargcount", count(parameters.positional_only))
            .attribute("co_kwonlyargcount", count(parameters.keyword_only))
            .attribute("co_varnames", Value::tuple(names))
            .attribute("co_flags", Value::Int(flags))
            .method("__getattr__", "self, name", |interpreter, bound| {
                let name = bound.value("name").to_text().unwrap_or_default();
                match name.starts_with("co_") {
                    true => Ok(interpreter.unknown(format!("`{name}` of a function's code"))),
                    false => Err(interpreter
                        .raise("AttributeError", format!("'code' object has no attribute '{name}'"))),
                }
            })
            .build();
    Value::Instance(Instance::new(class))
}
