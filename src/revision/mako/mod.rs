//! Mako, as far as templates of revision files use it: text, `${…}` with filters, control lines, code
//! blocks, `<%def>`, `<%text>`, comments.
//!
//! Output is Mako's byte for byte; what isn't known here is refused with the template's line. Not
//! supported on purpose: `<%include>`, `<%inherit>`, `<%namespace>`, `% try`, imports of real modules
//! beyond `re` and `datetime`.

mod builtins;
mod evaluate;
mod format;
mod lexer;
mod methods;
mod statement;
mod syntax;
mod value;

use std::path::Path;

use indexmap::IndexMap;

use crate::error::Result;

pub use value::{DateTime, Host, Value};

/// Renders a template's text with the given names. `file` is for messages.
///
/// # Errors
/// Syntax that Mako refuses, and everything that isn't understood here, with the template's line.
pub fn render(file: &Path, text: &str, names: IndexMap<String, Value>) -> Result<String> {
    let nodes = lexer::parse(file, text)?;
    let mut renderer = evaluate::Renderer::new(file, text, names);
    renderer.render(&nodes)?;
    Ok(renderer.output)
}
