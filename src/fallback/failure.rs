//! What went wrong in the project's Python, as a report.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Place, shown_path};
use crate::operation::DatabaseError;

/// Output and calls that are shown.
const SHOWN: usize = 8;

#[derive(Deserialize)]
struct Failure {
    r#type: String,
    message: String,
    frames: Vec<Frame>,
    #[serde(default)]
    module: Option<String>,
    #[serde(default)]
    missing: bool,
    #[serde(default)]
    forbidden: bool,
    #[serde(default)]
    cause: Option<String>,
    #[serde(default)]
    database: Option<Said>,
}

#[derive(Deserialize)]
struct Frame {
    file: PathBuf,
    line: usize,
    source: String,
    /// Of Python itself or of an installed package.
    package: bool,
}

#[derive(Deserialize)]
struct Said {
    sqlstate: String,
    message: String,
    detail: Option<String>,
    hint: Option<String>,
    position: Option<u32>,
    sql: String,
}

impl Frame {
    fn place(&self) -> Place {
        Place::new(&self.file, self.line, 0, &self.source)
    }
}

/// The report of an exception: the project's innermost line, the calls that led there, what to do.
pub fn report(failed: &Value, interpreter: &Path) -> Error {
    let Ok(failure) = serde_json::from_value::<Failure>(failed.clone()) else {
        return Error::new("the project's Python gave an answer that can't be read");
    };
    let users: Vec<&Frame> = failure.frames.iter().filter(|frame| !frame.package).collect();
    let shown: Vec<&Frame> = if users.is_empty() { failure.frames.iter().collect() } else { users };
    if let Some(said) = &failure.database {
        let error = DatabaseError {
            sqlstate: said.sqlstate.clone(),
            message: said.message.clone(),
            detail: said.detail.clone(),
            hint: said.hint.clone(),
            position: said.position,
            sql: said.sql.clone(),
        };
        let report = error.report();
        return match shown.last() {
            Some(frame) => report.at(frame.place()),
            None => report,
        };
    }
    let first_line = failure.message.lines().next().unwrap_or_default();
    let mut error = Error::new(match first_line {
        "" => failure.r#type.clone(),
        text => format!("{}: {text}", failure.r#type),
    });
    if let Some(frame) = shown.last() {
        error = error.at(frame.place());
    }
    let more: Vec<&str> = failure.message.lines().skip(1).take(SHOWN).collect();
    if !more.is_empty() {
        error = error.detail(more.join("\n"));
    }
    if shown.len() > 1 {
        let skipped = shown.len().saturating_sub(SHOWN);
        if skipped > 0 {
            error = error.detail(format!("({skipped} outer calls not shown)"));
        }
        for frame in shown.iter().skip(skipped) {
            let place = frame.place();
            error = error.detail(format!("at {place}: {}", place.source.trim()));
        }
    }
    if let Some(inner) = failure.frames.last().filter(|frame| frame.package) {
        error = error.detail(format!("raised in {}:{}", inner.file.display(), inner.line));
    }
    if let Some(cause) = &failure.cause {
        error = error.detail(format!("caused by {}", cause.lines().next().unwrap_or_default()));
    }
    let python = shown_path(interpreter);
    if failure.missing {
        let module = failure.module.as_deref().unwrap_or("it");
        let package = module.split('.').next().unwrap_or(module);
        return error
            .detail(format!("run by {python}"))
            .hint(format!("install it there: {python} -m pip install {package}"))
            .hint("or name the interpreter that has it: --python PATH");
    }
    if failure.forbidden {
        return error.hint(
            "a migration's outcome may depend on the database only; take what is needed from a file or a variable",
        );
    }
    error
        .detail(format!("run by {python}"))
        .hint("the code is run as `alembic` would run it; its connection is the one of this run")
}

/// Nothing was heard for so long.
pub fn timed_out(what: &str, limit: Duration, printed: &[String]) -> Error {
    with_output(
        Error::new(format!(
            "{what}: the project's Python did nothing for {} s and was ended",
            limit.as_secs()
        )),
        printed,
    )
    .hint("does it wait for a service, or for input, while it is imported?")
}

/// The process went away by itself.
pub fn ended(what: &str, interpreter: &Path, status: &str, printed: &[String]) -> Error {
    let error =
        Error::new(format!("{what}: {} ended before it was done ({status})", shown_path(interpreter)));
    with_output(error, printed).hint("look for os._exit() or a crash in an extension module")
}

fn with_output(error: Error, printed: &[String]) -> Error {
    if printed.is_empty() {
        return error;
    }
    let last: Vec<&str> = printed.iter().rev().take(SHOWN).rev().map(String::as_str).collect();
    error.detail(format!("it printed at last:\n{}", last.join("\n")))
}
