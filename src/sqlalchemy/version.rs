//! Which SQLAlchemy the project has: what it does is 2.1's, but for what it did otherwise before.

use std::rc::Rc;

use crate::python::interpreter::Interpreter;

/// Where nothing says which it is.
const NEWEST: &str = "2.1.9";

/// Asked once a run.
struct Version(String);

/// `sqlalchemy.__version__`: the installed one, else the pinned one.
pub fn version(interp: &mut Interpreter) -> String {
    if let Some(known) = interp.extension::<Version>() {
        return known.0.clone();
    }
    let found = interp.distribution_version("sqlalchemy").unwrap_or_else(|| NEWEST.to_owned());
    interp.set_extension(Rc::new(Version(found.clone())));
    found
}

/// Whether it is 1.4 or older.
pub fn is_before_2(interp: &mut Interpreter) -> bool {
    matches!(version(interp).split('.').next(), Some("0" | "1"))
}
