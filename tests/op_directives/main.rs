//! Every `op.*` directive, evaluated and compiled, beside what the real Alembic prints with `--sql`.

#[path = "../common/mod.rs"]
mod common;

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use gen_migration::config::{Config, Variables};
use gen_migration::ddl::{self, Compiler};
use gen_migration::environment;
use gen_migration::python::Value;
use gen_migration::python::interpreter::Interpreter;
use gen_migration::revision::collect::{Collected, CollectingSink};
use gen_migration::revision::op::session::OperationSession;

const PRELUDE: &str = "import datetime; import sqlalchemy as sa; from alembic import op; from sqlalchemy.dialects import postgresql";

struct Case {
    name: String,
    code: String,
}

/// `#: name` starts a case. A table has one index at most: Alembic writes those of a Python set, in
/// another order with every run.
fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in include_str!("snippets.py").lines() {
        if let Some(name) = line.strip_prefix("#: ") {
            cases.push(Case { name: name.to_owned(), code: String::new() });
        } else if let Some(case) = cases.last_mut() {
            case.code.push_str(line);
            case.code.push('\n');
        }
    }
    // the first line may say the naming convention
    for case in &mut cases {
        let (first, rest) = match case.code.strip_prefix("# naming_convention") {
            Some(_) => case.code.split_once('\n').expect("a line"),
            None => ("#", case.code.as_str()),
        };
        case.code = format!("{first}\n{PRELUDE}\n{rest}");
    }
    cases
}

/// What the real one printed, or the class of its exception.
fn alembic(cases: &[Case]) -> Vec<Result<Vec<String>, String>> {
    let input =
        serde_json::to_string(&cases.iter().map(|case| &case.code).collect::<Vec<_>>()).expect("JSON");
    let output = common::run_python(include_str!("oracle.py"), &input);
    let answers: Vec<serde_json::Value> = serde_json::from_str(&output).expect("JSON");
    answers
        .into_iter()
        .map(|answer| match answer.get("printed") {
            Some(printed) => Ok(serde_json::from_value(printed.clone()).expect("texts")),
            None => Err(answer["error"].as_str().expect("a text").to_owned()),
        })
        .collect()
}

fn ours(code: &str) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let config = Config::with_script_location(folder.path());
    let mut interpreter =
        environment::interpreter(&config, &Variables::default()).map_err(|error| error.to_string())?;
    let sink = Rc::new(RefCell::new(CollectingSink { offline: true, ..CollectingSink::default() }));
    let metadata = target_metadata(&mut interpreter, code);
    interpreter.set_extension(Rc::new(OperationSession::new(sink.clone(), metadata)));
    if let Err(raise) = interpreter.run_source(code.to_owned(), Path::new("snippet.py"), "snippet") {
        return Err(interpreter.error(raise).message().to_owned());
    }
    let mut compiler = Compiler::new();
    let mut printed = Vec::new();
    for collected in &sink.borrow().collected {
        match collected {
            Collected::Operation(operation) => {
                let statements = compiler.compile(operation).map_err(|error| error.message().to_owned())?;
                printed.extend(statements.iter().map(ddl::Statement::offline));
            }
            Collected::Statement(statement) => {
                let sql = ddl::inline::offline(statement).map_err(|error| error.to_string())?;
                printed.push(format!("{};", sql.trim()));
            }
            other => return Err(format!("unexpected {other:?}")),
        }
    }
    Ok(printed)
}

fn target_metadata(interpreter: &mut Interpreter, code: &str) -> Value {
    let Some(convention) = code.lines().next().and_then(|line| line.strip_prefix("# naming_convention: "))
    else {
        return Value::None;
    };
    let source = format!("import sqlalchemy as sa\nmetadata = sa.MetaData(naming_convention={convention})");
    let module = match interpreter.run_source(source, Path::new("metadata.py"), "naming") {
        Ok(module) => module,
        Err(raise) => panic!("{}", interpreter.error(raise)),
    };
    module.attribute("metadata").expect("bound")
}

/// Blanks at the ends of lines and empty lines don't count.
fn normal(statements: &[String]) -> Vec<String> {
    statements
        .iter()
        .map(|sql| {
            sql.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
        })
        .collect()
}

#[test]
fn every_directive_prints_alembics_statements() {
    let cases = cases();
    assert!(cases.len() > 30, "the table was read");
    let expected = alembic(&cases);
    let failures = gen_migration::python::with_large_stack(|| {
        let mut failures = Vec::new();
        for (case, expected) in cases.iter().zip(&expected) {
            let found = ours(&case.code);
            let wrong = match (&found, expected) {
                (Ok(found), Ok(expected)) => {
                    let (found, expected) = (normal(found), normal(expected));
                    let difference = found.iter().zip(&expected).find(|(found, expected)| found != expected);
                    match difference {
                        Some((found, expected)) => Some(format!("ours:\n{found}\nAlembic's:\n{expected}")),
                        None if found.len() != expected.len() => Some(format!(
                            "{} statements, Alembic has {}:\n{found:#?}\n{expected:#?}",
                            found.len(),
                            expected.len()
                        )),
                        None => None,
                    }
                }
                // the same exception, whatever the words
                (Err(found), Err(expected)) => {
                    let class = expected.split(':').next().unwrap_or_default();
                    (!found.contains(class)).then(|| format!("ours: {found}\nAlembic's: {expected}"))
                }
                (found, expected) => Some(format!("ours: {found:?}\nAlembic's: {expected:?}")),
            };
            if let Some(wrong) = wrong {
                failures.push(format!("## {}\n{wrong}", case.name));
            }
        }
        failures
    });
    assert!(
        failures.is_empty(),
        "{} of {} cases differ\n\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n\n")
    );
}
