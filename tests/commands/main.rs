//! The commands that need no database, beside the real Alembic on the same files: what is printed, how
//! it ends, what is written.

#[path = "../common/mod.rs"]
mod common;
mod edit;
#[path = "../revision_graph/graphs.rs"]
mod graphs;
mod help;
mod hooks;
mod init;
mod listing;
mod revision_environment;

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::json;

/// Our binary under the name of `alembic`, in a folder for `PATH`.
pub fn alembic_link() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("alembic");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_gen-migration"), &link).expect("a link");
    (folder, link)
}

/// The binary by some name in some folder, with a small environment of its own.
pub fn program(path: &Path, folder: &Path) -> Command {
    let mut command = Command::new(path);
    command.current_dir(folder).env_clear();
    for name in ["PATH", "HOME", "TMPDIR", "LANG"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

pub fn own(folder: &Path) -> Command {
    program(Path::new(env!("CARGO_BIN_EXE_gen-migration")), folder)
}

/// Runs each job in a process of its own that has Alembic imported already.
const HOST: &str = r#"
import json, os, sys, tempfile, traceback
import alembic.command, alembic.config, mako.template, sqlalchemy.ext.asyncio
import sqlalchemy.dialects.postgresql.psycopg2, psycopg2, logging.config

answers = os.fdopen(os.dup(1), "w")
for line in sys.stdin:
    job = json.loads(line)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            code = 1
            try:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                os.chdir(job["folder"])
                os.environ.update(job["environment"])
                sys.path.insert(0, job["folder"])
                sys.dont_write_bytecode = True
                import warnings
                warnings.simplefilter("ignore")
                alembic.config.CommandLine("alembic").main(job["arguments"])
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code & 255)
        _, status = os.waitpid(child, 0)
        read = lambda file: (file.seek(0), file.read().decode())[1]
        json.dump({"code": os.waitstatus_to_exitcode(status), "stdout": read(out), "stderr": read(err)}, answers)
        answers.write("\n")
        answers.flush()
"#;

/// The real Alembic, for many command lines.
pub struct Real {
    child: std::process::Child,
    stdin: std::process::ChildStdin,
    answers: std::io::BufReader<std::process::ChildStdout>,
}

impl Real {
    pub fn start() -> Real {
        let mut child = program(&common::python(), &std::env::temp_dir())
            .args(["-c", HOST])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the test interpreter starts");
        let stdin = child.stdin.take().expect("piped");
        let answers = std::io::BufReader::new(child.stdout.take().expect("piped"));
        Real { child, stdin, answers }
    }

    /// `alembic` in that folder, with these variables on top of a small environment.
    pub fn run(&mut self, folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let environment: std::collections::BTreeMap<_, _> = environment.iter().copied().collect();
        let job = json!({ "folder": folder, "arguments": arguments, "environment": environment });
        writeln!(self.stdin, "{job}").expect("the host listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the host answers");
        let answer: serde_json::Value = serde_json::from_str(&line).expect("an answer");
        let bytes = |name: &str| answer[name].as_str().expect("text").as_bytes().to_vec();
        let code = i32::try_from(answer["code"].as_i64().expect("a code")).expect("small");
        Output {
            status: std::os::unix::process::ExitStatusExt::from_raw(code << 8),
            stdout: bytes("stdout"),
            stderr: bytes("stderr"),
        }
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below, by its path from there, without Python's caches.
pub fn files(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, top: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if !path.ends_with("__pycache__") {
                    walk(&path, top, found);
                }
            } else {
                found.push(path.strip_prefix(top).expect("below").display().to_string());
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found.sort();
    found
}
