//! What integration tests share: a PostgreSQL 15 server, the real Alembic, and projects to run on.
//!
//! Nothing here skips: what is missing ends the test with the command that provides it.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]

/// Ends a test on a machine that has no Docker; `scripts/test.sh` names that loudly, and fails in CI.
#[allow(unused_macros, reason = "each test binary uses its own part")]
macro_rules! needs_docker {
    () => {
        if std::env::var_os("GEN_MIGRATION_WITHOUT_DOCKER").is_some() {
            eprintln!("NOT RUN: this test needs Docker");
            return;
        }
    };
}
#[allow(unused_imports, reason = "each test binary uses its own part")]
pub(crate) use needs_docker;

pub mod conversing;
pub mod dump;
pub mod project;
pub mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The interpreter that has the real alembic and sqlalchemy.
pub fn python() -> PathBuf {
    let path = std::env::var_os("GEN_MIGRATION_TEST_PYTHON")
        .map_or_else(|| repository().join(".venv-test/bin/python"), PathBuf::from);
    assert!(path.exists(), "no test interpreter at {}: run scripts/setup-tests.sh", path.display());
    path
}

/// The interpreter that has the packages which models are built on.
pub fn packages_python() -> PathBuf {
    let path = repository().join(".venv-packages/bin/python");
    assert!(path.exists(), "no interpreter with packages at {}: run scripts/setup-tests.sh", path.display());
    path
}

/// The repository's root.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a Python program with `input` on its standard input and returns what it printed.
///
/// # Panics
/// When the program fails; its standard error is shown.
pub fn run_python(program: &str, input: &str) -> String {
    run_python_with(&python(), program, input)
}

/// The same with another interpreter.
///
/// # Panics
/// When the program fails; its standard error is shown.
pub fn run_python_with(interpreter: &Path, program: &str, input: &str) -> String {
    use std::io::Write;
    let mut child = Command::new(interpreter)
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the test interpreter starts");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().expect("the test interpreter ends");
    writer.join().expect("the writer ends");
    assert_success("python", &output);
    String::from_utf8(output.stdout).expect("UTF-8 from Python")
}

/// # Panics
/// With both streams, when the program failed.
pub fn assert_success(what: &str, output: &Output) {
    assert!(
        output.status.success(),
        "{what} failed with {}\n--- stdout\n{}\n--- stderr\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
