//! The DDL compiler beside Alembic: the same operations, printed by `--sql` and compiled by us.

#[path = "../common/mod.rs"]
mod common;

mod build;
mod cases;
mod creation;
mod identifiers;
mod refusals;

use gen_migration::ddl;
use gen_migration::operation::Operation;

/// What Alembic printed for each snippet, statement by statement, or the error's text.
fn alembic(snippets: &[&str]) -> Vec<Result<Vec<String>, String>> {
    let input = serde_json::to_string(snippets).expect("strings");
    let answers: Vec<serde_json::Value> =
        serde_json::from_str(&common::run_python(include_str!("offline.py"), &input))
            .expect("JSON from Python");
    assert_eq!(answers.len(), snippets.len());
    answers
        .into_iter()
        .map(|answer| match answer.get("error").and_then(serde_json::Value::as_str) {
            Some(error) => Err(error.to_owned()),
            None => Ok(serde_json::from_value(answer["printed"].clone()).expect("a list of statements")),
        })
        .collect()
}

/// What we compile, as `--sql` would print it.
fn ours(operations: &[Operation]) -> Result<Vec<String>, String> {
    let mut compiler = ddl::Compiler::new();
    let mut printed = Vec::new();
    for operation in operations {
        let statements = compiler.compile(operation).map_err(|error| error.message().to_owned())?;
        printed.extend(statements.iter().map(ddl::Statement::offline));
    }
    Ok(printed)
}

#[test]
fn every_statement_is_alembics() {
    let cases = cases::all();
    let snippets: Vec<&str> = cases.iter().map(|(python, _)| *python).collect();
    let expected = alembic(&snippets);
    let mut statements = 0;
    let mut differences = Vec::new();
    for ((python, operations), expected) in cases.iter().zip(expected) {
        let expected = expected.unwrap_or_else(|error| panic!("Alembic refuses {python}: {error}"));
        let ours = ours(operations);
        statements += expected.len();
        if ours.as_ref() != Ok(&expected) {
            differences.push(format!("{python}\n  ours    {ours:?}\n  Alembic {expected:?}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(statements >= 130, "only {statements} statements were compared");
}
