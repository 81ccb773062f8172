//! The modules of the standard library that models, revision files and env.py use, and the settings
//! helpers of third parties that env.py files lean on.
//!
//! Those in `source/` are written in Python and run by the evaluator itself; what they can't say in
//! Python they ask of the native ones, whose names begin with an underscore.

mod digest;
mod introspection;
mod json;
mod math;
mod regex;
mod system;

use super::library::Library;
use super::source::Source;

/// Modules written in Python: dotted name and text.
const SOURCES: &[(&str, &str)] = &[
    ("abc", include_str!("source/abc.py")),
    ("collections", include_str!("source/collections.py")),
    ("collections.abc", include_str!("source/collections_abc.py")),
    ("contextlib", include_str!("source/contextlib.py")),
    ("dataclasses", include_str!("source/dataclasses.py")),
    ("datetime", include_str!("source/datetime.py")),
    ("enum", include_str!("source/enum.py")),
    ("functools", include_str!("source/functools.py")),
    ("itertools", include_str!("source/itertools.py")),
    ("json", include_str!("source/json.py")),
    ("operator", include_str!("source/operator.py")),
    ("os", include_str!("source/os.py")),
    ("os.path", include_str!("source/posixpath.py")),
    ("posixpath", include_str!("source/posixpath.py")),
    ("sys", include_str!("source/sys.py")),
    ("time", include_str!("source/time.py")),
    ("types", include_str!("source/types.py")),
    ("typing", include_str!("source/typing.py")),
    ("typing_extensions", include_str!("source/typing_extensions.py")),
    ("zoneinfo", include_str!("source/zoneinfo.py")),
];

/// Registers them all; each is built when it's first imported.
pub(super) fn register(library: &mut Library) {
    library.module("_introspection", introspection::build);
    library.module("_json", json::build);
    library.module("_digest", digest::build);
    library.module("_system", system::build);
    library.module("math", math::build);
    library.module("re", regex::build);
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
