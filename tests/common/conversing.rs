//! A Python program that answers one question after another: starting the real Alembic takes longer than
//! most of what it is asked.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::python;

/// What stands before a program's own text: it defines `answer(question)`.
const PRELUDE: &str = "import json, os, sys, warnings\nwarnings.simplefilter('ignore')\n\
    ANSWERS, sys.stdout = os.fdopen(os.dup(1), 'w'), sys.stderr\n";

const LOOP: &str =
    "\nfor line in sys.stdin:\n    print(json.dumps(answer(json.loads(line))), file=ANSWERS, flush=True)\n";

pub struct Conversing {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Conversing {
    /// Starts the program with the real Alembic's interpreter; its standard error is the test's.
    pub fn start(program: &str) -> Conversing {
        let mut child = Command::new(python())
            .args(["-c", &format!("{PRELUDE}{program}{LOOP}")])
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the test interpreter starts");
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().expect("piped"));
        Conversing { child, stdin, stdout }
    }

    /// # Panics
    /// When the program ends instead of answering.
    pub fn ask(&mut self, question: &Value) -> Value {
        let stdin = self.stdin.as_mut().expect("open until the end");
        writeln!(stdin, "{question}").and_then(|()| stdin.flush()).expect("the program listens");
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("UTF-8 from Python");
        serde_json::from_str(&line).expect("an answer; what failed stands above")
    }
}

impl Drop for Conversing {
    fn drop(&mut self) {
        self.stdin = None;
        let _ = self.child.wait();
    }
}
