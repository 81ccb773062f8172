//! The modules of the standard library that models, revision files and env.py use, and the settings
//! helpers of third parties that env.py files lean on.
//!
//! Those in `source/` are written in Python and run by the evaluator itself; what they can't say in
//! Python they ask of the native ones, whose names begin with an underscore.

mod introspection;
mod json;

use super::library::Library;
use super::source::Source;

/// Modules written in Python: dotted name and text.
const SOURCES: &[(&str, &str)] = &[
    ("abc", include_str!("source/abc.py")),
    ("collections", include_str!("source/collections.py")),
    ("collections.abc", include_str!("source/collections_abc.py")),
    ("contextlib", include_str!("source/contextlib.py")),
    ("dataclasses", include_str!("source/dataclasses.py")),
    ("enum", include_str!("source/enum.py")),
    ("functools", include_str!("source/functools.py")),
    ("itertools", include_str!("source/itertools.py")),
    ("json", include_str!("source/json.py")),
    ("operator", include_str!("source/operator.py")),
    ("types", include_str!("source/types.py")),
    ("typing", include_str!("source/typing.py")),
    ("typing_extensions", include_str!("source/typing_extensions.py")),
];

/// Registers them all; each is built when it's first imported.
pub(super) fn register(library: &mut Library) {
    library.module("_introspection", introspection::build);
    library.module("_json", json::build);
    for (name, text) in SOURCES {
        library.module(name, move |interpreter, builder| {
            let source = Source::new(format!("<{name}>"), (*text).to_owned());
            interpreter.execute_module(&builder.module, source)
        });
    }
}

/// Whether a module of that name is one of [`SOURCES`].
fn is_own(name: &str) -> bool {
    SOURCES.iter().any(|(own, _)| *own == name)
}
