//! An evaluator for the Python of models, revision files and env.py. Knows no SQLAlchemy, no SQL.
#![allow(dead_code)]

pub mod annotation;
mod attribute;
pub mod builtins;
pub mod call;
mod class;
pub mod code;
pub mod descriptor;
pub mod dict;
pub mod exception;
pub mod format;
pub mod function;
pub mod generator;
mod generic_alias;
mod import;
pub mod interpreter;
pub mod iterator;
pub mod library;
pub mod limits;
mod machine;
pub mod modules;
pub mod namespace;
mod object;
pub mod operator;
pub mod raise;
pub mod resolver;
pub mod scope;
pub mod source;
mod subscript;
pub mod types;
pub mod value;

pub use annotation::Annotation;
pub use call::{Arguments, Bound};
pub use interpreter::{Interpreter, Options};
pub use library::{ClassBuilder, Library, ModuleBuilder};
pub use limits::{Limits, with_large_stack};
pub use raise::{Evaluated, Raise};
pub use value::{Class, Instance, Module, Value};
