//! How evaluation ends early: a Python exception, or something that no `except` may catch.

use crate::error::{Error, Place};

use super::value::Value;

/// The result of evaluating something.
pub type Evaluated<T = Value> = std::result::Result<T, Box<Raise>>;

#[derive(Clone, Debug)]
pub enum Raise {
    /// A Python exception: `try` catches it as CPython would.
    Exception {
        /// An instance of an exception class.
        value: Value,
        /// Innermost last, as tracebacks read.
        traceback: Vec<Place>,
    },
    /// What this evaluator doesn't know how to do, or an Unknown where a value was needed. No `except`
    /// catches it: a guess would follow.
    Refusal {
        /// A lower-case fragment that names the construct.
        reason: String,
        place: Option<Place>,
        hint: Option<String>,
    },
    /// The end of the run: interrupted, a limit reached, the database gone.
    Fatal(Error),
}

impl Raise {
    pub fn refusal(reason: impl Into<String>, place: Option<Place>) -> Box<Raise> {
        Box::new(Raise::Refusal { reason: reason.into(), place, hint: None })
    }

    pub fn fatal(error: Error) -> Box<Raise> {
        Box::new(Raise::Fatal(error))
    }
}
