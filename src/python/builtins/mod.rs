//! Built-in functions, and the methods of built-in types.

use super::interpreter::Interpreter;
use super::library::ModuleBuilder;

/// Fills the module `builtins` and the classes of [`super::types::Types`].
pub(super) fn install(_interpreter: &mut Interpreter, _builder: &mut ModuleBuilder) {}
