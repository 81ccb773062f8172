//! Small programs, each run by CPython and by the evaluator: both must print the same.
//!
//! A file of `tests/python` holds several programs, parted by lines that start with `#: ` and give
//! their names. CPython is what `GEN_MIGRATION_TEST_PYTHON` names, otherwise `.venv-test/bin/python`;
//! one process runs all programs.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gen_migration::error::Error;
use gen_migration::python::{Interpreter, Library, Options, with_large_stack};

/// Runs every program in a namespace of its own and answers with what each printed.
const DRIVER: &str = r#"
import contextlib, io, json, sys, types
programs = json.load(sys.stdin)
answers = {}
for name, text in programs.items():
    out = io.StringIO()
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(text, name, "exec"), module.__dict__)
        except BaseException as error:
            print(f"uncaught {type(error).__name__}: {error}")
    answers[name] = out.getvalue()
json.dump(answers, sys.__stdout__)
"#;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn python() -> PathBuf {
    match std::env::var_os("GEN_MIGRATION_TEST_PYTHON") {
        Some(path) => path.into(),
        None => root().join(".venv-test/bin/python"),
    }
}

/// Name → text; the lines before a program are left empty, so that line numbers are the file's own.
fn programs() -> BTreeMap<String, String> {
    let mut programs = BTreeMap::new();
    let folder = root().join("tests/python");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("tests/python")
        .map(|entry| entry.expect("an entry of tests/python").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a program");
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let mut current: Option<(String, String)> = None;
        for (index, line) in text.lines().enumerate() {
            if let Some(name) = line.strip_prefix("#: ") {
                programs.extend(current.take());
                current = Some((format!("{stem}/{name}"), "\n".repeat(index)));
            }
            if let Some((_, body)) = &mut current {
                body.push_str(line);
                body.push('\n');
            }
        }
        programs.extend(current);
    }
    programs
}

fn by_cpython(programs: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let python = python();
    let mut child = Command::new(&python)
        .args(["-X", "utf8", "-c", DRIVER])
        .env("PYTHONHASHSEED", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("{}: {error}; set GEN_MIGRATION_TEST_PYTHON to a CPython", python.display())
        });
    let input = serde_json::to_string(programs).expect("programs as JSON");
    child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("programs sent");
    let output = child.wait_with_output().expect("answers");
    assert!(output.status.success(), "CPython failed");
    serde_json::from_slice(&output.stdout).expect("answers as JSON")
}

fn by_evaluator(name: &str, text: &str) -> String {
    with_large_stack(|| {
        let mut interpreter = Interpreter::new(Options::default(), Library::standard());
        let result = interpreter.run_source(text.to_owned(), Path::new(name), "__main__");
        let mut output = interpreter.output().join("\n");
        if !output.is_empty() {
            output.push('\n');
        }
        if let Err(raise) = result {
            let error: Error = interpreter.error(raise);
            if error.message().is_empty() {
                output.push_str("refused without a reason\n");
            } else {
                output.push_str(&format!("uncaught {}\n", error.message()));
                if std::env::var_os("ORACLE_VERBOSE").is_some() {
                    output.push_str(&error.to_string());
                }
            }
        }
        output
    })
}

#[test]
fn programs_print_the_same() {
    let only = std::env::var("ORACLE_ONLY").unwrap_or_default();
    let mut programs = programs();
    programs.retain(|name, _| name.contains(&only));
    assert!(!only.is_empty() || programs.len() >= 55, "only {} programs", programs.len());
    let expected = by_cpython(&programs);
    let mut different = Vec::new();
    for (name, text) in &programs {
        let (wanted, given) = (&expected[name], by_evaluator(name, text));
        if wanted.trim_end() != given.trim_end() {
            different.push(format!("== {name}\n-- CPython\n{wanted}\n-- evaluator\n{given}"));
        }
    }
    assert!(
        different.is_empty(),
        "{} of {} differ\n{}",
        different.len(),
        programs.len(),
        different.join("\n")
    );
}
