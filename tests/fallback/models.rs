//! The same models by reading and by the project's Python: one schema, equal in every field.

use std::path::Path;
use std::time::{Duration, Instant};

use gen_migration::error::Error;
use gen_migration::fallback::EnvironmentFacts;
use gen_migration::fallback::{Fallback, HostSession, Policy, Refusal, Settings};
use gen_migration::metadata;
use gen_migration::operation::{ResultRows, SinkError};
use gen_migration::python::interpreter::{Interpreter, Options};
use gen_migration::python::library::Library;
use gen_migration::schema::Schema;
use gen_migration::sqlalchemy;

use crate::common::python;

const PRELUDE: &str = include_str!("../sqlalchemy/prelude.py");
const IMPORTS: &str = include_str!("../sqlalchemy/models_prelude.py");

/// The cases of a file: separated by lines that start with `### `, which name them.
fn cases(text: &'static str) -> Vec<(&'static str, &'static str)> {
    text.split("### ").skip(1).map(|case| case.split_once('\n').expect("a name, then its lines")).collect()
}

/// Models need no statement.
struct Offline;

impl HostSession for Offline {
    fn query(&mut self, sql: String) -> Result<ResultRows, SinkError> {
        Err(SinkError::Fatal(Error::new(format!("a statement: {sql}"))))
    }

    fn query_all(&mut self, _: Vec<String>) -> Result<u64, SinkError> {
        Err(SinkError::Fatal(Error::new("statements")))
    }

    fn begin(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn commit(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn rollback(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}

fn fallback(folder: &Path) -> Fallback {
    fallback_with(folder, None)
}

fn fallback_with(folder: &Path, patience: Option<Duration>) -> Fallback {
    Fallback::new(Settings {
        patience,
        policy: Policy::Path(python()),
        working_directory: folder.to_path_buf(),
        environment: vec![("PATH".to_owned(), std::env::var("PATH").expect("a PATH"))],
        alembic: EnvironmentFacts {
            section: "alembic".to_owned(),
            script_location: folder.to_path_buf(),
            ..EnvironmentFacts::default()
        },
        ..Settings::default()
    })
}

fn by_python(fallback: &Fallback, path: &Path) -> Result<Schema, Error> {
    let refusal = Refusal { error: Error::new("a test"), is_certain: true };
    fallback.environment(path, refusal, &mut Offline).map(|environment| environment.schema)
}

fn interpreter() -> Interpreter {
    let mut library = Library::standard();
    sqlalchemy::register(&mut library);
    metadata::register(&mut library);
    Interpreter::new(Options::default(), library)
}

fn by_reading(interpreter: &mut Interpreter, path: &Path, text: &str) -> Result<Schema, Error> {
    // the name that Alembic gives env.py
    let module =
        interpreter.run_source(text.to_owned(), path, "env_py").map_err(|raise| interpreter.error(raise))?;
    let value = module.attribute("metadata").expect("metadata");
    metadata::schema(interpreter, &[value]).map_err(|raise| interpreter.error(raise))
}

/// Where a class begins is told with its column by one, with its line by both.
fn without_places(mut schema: Schema) -> Schema {
    for table in schema.tables.values_mut() {
        assert!(table.declared_at.is_some(), "{} was declared somewhere", table.name);
        table.declared_at = None;
    }
    schema
}

fn compare(name: &str, cases: Vec<(&'static str, String)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let total = cases.len();
    let (failures, compared) = gen_migration::python::limits::with_large_stack(|| {
        let (fallback, mut interpreter) = (fallback(folder.path()), interpreter());
        let (mut failures, mut compared) = (Vec::new(), 0);
        for (number, (case, text)) in cases.iter().enumerate() {
            let text = format!("{PRELUDE}\n{text}\ntarget_metadata = metadata\n");
            let path = folder.path().join(format!("case_{number}.py"));
            std::fs::write(&path, &text).expect("a file");
            match (by_reading(&mut interpreter, &path, &text), by_python(&fallback, &path)) {
                (Ok(read), Ok(run)) => {
                    compared += 1;
                    let (read, run) = (without_places(read), without_places(run));
                    if read != run {
                        let (read, run) = (format!("{read:#?}"), format!("{run:#?}"));
                        let differs: Vec<String> = read
                            .lines()
                            .zip(run.lines())
                            .filter(|(read, run)| read != run)
                            .take(8)
                            .map(|(read, run)| format!("  read: {read}\n  run:  {run}"))
                            .collect();
                        failures.push(format!("{case}\n{}", differs.join("\n")));
                    }
                }
                (Err(_), Err(_)) => {}
                (Ok(_), Err(error)) => failures.push(format!("{case}: only Python fails: {error}")),
                (Err(error), Ok(_)) => failures.push(format!("{case}: only reading fails: {error}")),
            }
        }
        (failures, compared)
    });
    assert!(failures.is_empty(), "{} of {total} {name} differ:\n{}", failures.len(), failures.join("\n"));
    assert!(compared * 10 > total * 8, "only {compared} of {total} could be compared");
}

#[test]
fn declarative_models_are_the_same_schema() {
    let cases = cases(include_str!("../sqlalchemy/models.py"));
    compare("models", cases.into_iter().map(|(name, text)| (name, format!("{IMPORTS}\n{text}"))).collect());
}

#[test]
fn tables_are_the_same_schema() {
    let cases = cases(include_str!("../sqlalchemy/tables.py"));
    compare("tables", cases.into_iter().map(|(name, text)| (name, text.to_owned())).collect());
}

#[test]
fn types_are_the_same_schema() {
    let lines = include_str!("../sqlalchemy/types.py").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let case = |line| (line, format!("metadata = MetaData()\nTable('t', metadata, Column('c', {line}))\n"));
    compare("types", lines.map(case).collect());
}

#[test]
fn index_expressions_are_the_same_schema() {
    let lines = include_str!("../sqlalchemy/expressions.py").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let case = |line| (line, format!("t = sample()\nc = t.c\nIndex('ix', {line}, _table=t)\n"));
    compare("expressions", lines.map(case).collect());
}

#[test]
fn code_that_hangs_is_ended_in_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("env.py");
    std::fs::write(&path, "import time\nprint('before', flush=True)\ntime.sleep(300)\n").expect("a file");
    let fallback = fallback_with(folder.path(), Some(Duration::from_secs(2)));
    let begun = Instant::now();
    let error = by_python(&fallback, &path).expect_err("it hangs").to_string();
    assert!(begun.elapsed() < Duration::from_secs(60), "{error}");
    assert!(error.contains("did nothing for 2 s and was ended") && error.contains("before"), "{error}");
    // the next file finds a new host
    std::fs::write(&path, "import sqlalchemy as sa\ntarget_metadata = sa.MetaData()\n").expect("a file");
    assert_eq!(by_python(&fallback, &path).expect("it ends"), Schema::default());
}
