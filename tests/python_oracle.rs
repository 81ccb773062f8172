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

/// Runs every program in a namespace of its own and answers with what each printed. Modules that lie
/// beside a program are forgotten after it.
const DRIVER: &str = r#"
import contextlib, io, json, sys, types
programs = json.load(sys.stdin)
answers = {}
for name, (text, folder) in programs.items():
    out = io.StringIO()
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    known, path = set(sys.modules), list(sys.path)
    sys.path.insert(0, folder)
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(text, name, "exec", dont_inherit=True), module.__dict__)
        except BaseException as error:
            print(f"uncaught {type(error).__name__}: {error}")
    for other in set(sys.modules) - known:
        file = getattr(sys.modules[other], "__file__", None)
        where = str(file or getattr(sys.modules[other], "__path__", ""))
        if folder in where:
            del sys.modules[other]
    sys.path[:] = path
    answers[name] = out.getvalue().replace(folder, "FOLDER")
json.dump(answers, sys.__stdout__)
"#;

/// A program and the files beside it: lines that start with `#@ ` begin a file of that path.
struct Program {
    text: String,
    files: Vec<(String, String)>,
}

impl Program {
    fn new(line: usize) -> Program {
        Program { text: "\n".repeat(line), files: Vec::new() }
    }

    fn push(&mut self, line: &str) {
        if let Some(path) = line.strip_prefix("#@ ") {
            self.files.push((path.to_owned(), String::new()));
            return;
        }
        let text = self.files.last_mut().map_or(&mut self.text, |(_, text)| text);
        text.push_str(line);
        text.push('\n');
    }

    fn write(&self, folder: &Path) {
        for (path, text) in &self.files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn python() -> PathBuf {
    match std::env::var_os("GEN_MIGRATION_TEST_PYTHON") {
        Some(path) => path.into(),
        None => root().join(".venv-test/bin/python"),
    }
}

/// By name; the lines before a program are left empty, so that line numbers are the file's own.
fn programs() -> BTreeMap<String, Program> {
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
        let mut current: Option<(String, Program)> = None;
        for (index, line) in text.lines().enumerate() {
            if let Some(name) = line.strip_prefix("#: ") {
                programs.extend(current.take());
                current = Some((format!("{stem}/{name}"), Program::new(index)));
            }
            if let Some((_, program)) = &mut current {
                program.push(line);
            }
        }
        programs.extend(current);
    }
    programs
}

fn by_cpython(programs: &BTreeMap<String, Program>, root: &Path) -> BTreeMap<String, String> {
    let python = python();
    let mut child = Command::new(&python)
        .args(["-X", "utf8", "-W", "ignore", "-c", DRIVER])
        .env("PYTHONHASHSEED", "0")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("{}: {error}; set GEN_MIGRATION_TEST_PYTHON to a CPython", python.display())
        });
    let sent: BTreeMap<&str, (&str, PathBuf)> = programs
        .iter()
        .map(|(name, program)| (name.as_str(), (program.text.as_str(), root.join(name))))
        .collect();
    let input = serde_json::to_string(&sent).expect("programs as JSON");
    child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("programs sent");
    let output = child.wait_with_output().expect("answers");
    assert!(output.status.success(), "CPython failed");
    serde_json::from_slice(&output.stdout).expect("answers as JSON")
}

fn by_evaluator(name: &str, program: &Program, folder: &Path) -> String {
    with_large_stack(|| {
        let options = Options {
            search_path: vec![folder.to_path_buf()],
            working_directory: folder.to_path_buf(),
            ..Options::default()
        };
        let mut interpreter = Interpreter::new(options, Library::standard());
        let result = interpreter.run_source(program.text.clone(), Path::new(name), "__main__");
        let mut output = interpreter.output().join("\n");
        if !output.is_empty() {
            output.push('\n');
        }
        if let Err(raise) = result {
            let error: Error = interpreter.error(raise);
            output.push_str(&format!("uncaught {}\n", error.message()));
            if std::env::var_os("ORACLE_VERBOSE").is_some() {
                output.push_str(&error.to_string());
            }
        }
        output.replace(&*folder.to_string_lossy(), "FOLDER")
    })
}

#[test]
fn programs_print_the_same() {
    let only = std::env::var("ORACLE_ONLY").unwrap_or_default();
    let mut programs = programs();
    programs.retain(|name, _| name.contains(&only));
    assert!(!only.is_empty() || programs.len() >= 120, "only {} programs", programs.len());
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, program) in &programs {
        let folder = folder.path().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        program.write(&folder);
    }
    let expected = by_cpython(&programs, folder.path());
    let mut different = Vec::new();
    for (name, program) in &programs {
        let (wanted, given) = (&expected[name], by_evaluator(name, program, &folder.path().join(name)));
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
