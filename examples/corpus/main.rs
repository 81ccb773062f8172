//! Our side of `scripts/corpus.sh`: the histories and models of real packages, through the library.
//! One JSON object a line on stdout; `tests/corpus` compares them with the real Alembic and SQLAlchemy.
//!
//!     corpus history ALEMBIC_INI DATABASE_URL TARGET PYTHON TEMPLATE_DATABASE IN_ONE_GO [COMMAND...]
//!     corpus models ALEMBIC_INI DATABASE_URL MODULE

mod history;
mod models;

use std::io::Write;
use std::process::ExitCode;
use std::str::FromStr;

use gen_migration::error::{Error, Result};
use history::History;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::Client;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = gen_migration::python::with_large_stack(|| match arguments.as_slice() {
        ["history", ini, url, target, python, template, revisions, command @ ..] => {
            let in_one_go = revisions.split(',').collect();
            History { ini, url, target, python, template, in_one_go, command }.run()
        }
        ["models", ini, url, module] => models::run(ini, url, module),
        _ => Err(Error::usage("see the head of examples/corpus/main.rs")),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print(&refusal(&error));
            ExitCode::from(error.kind().exit_code())
        }
    }
}

/// The runtime drives the connection.
fn connect(url: &str) -> Result<(Runtime, Client)> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(failed)?;
    let config = tokio_postgres::Config::from_str(url).map_err(failed)?;
    let (client, connection) = runtime.block_on(config.connect(tokio_postgres::NoTls)).map_err(failed)?;
    runtime.spawn(connection);
    Ok((runtime, client))
}

fn failed(error: impl std::error::Error) -> Error {
    Error::new(error.to_string())
}

fn print(line: &Value) {
    // a reader that went away is no failure of ours
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Both objects' members.
fn with(mut object: Value, more: Value) -> Value {
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
    object
}

/// An error with everything that it knows.
fn refusal(error: &Error) -> Value {
    json!({
        "error": error.message(),
        "place": error.place().map(ToString::to_string),
        "source": error.place().map(|place| place.source.trim().to_owned()),
        "details": error.details(),
        "hints": error.hints(),
    })
}
