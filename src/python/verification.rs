//! Files whose bodies were left out ([`super::outline`]) are parsed as a whole on a thread beside the
//! evaluator: a text that isn't Python is a syntax error of its import, and a body that isn't where it was
//! taken to be would be a mistake of ours, which must not pass. Both are raised when the outermost code
//! ends, later than CPython would: an `except SyntaxError` around the import doesn't see them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use ruff_python_ast::Stmt;
use ruff_text_size::Ranged;

use super::outline::Bodies;
use super::source::SyntaxError;

/// A file to be looked at.
struct Task {
    path: PathBuf,
    text: String,
    bodies: Bodies,
}

/// What was found against a file.
pub(super) struct Complaint {
    pub path: PathBuf,
    pub text: String,
    pub error: SyntaxError,
}

/// The thread, and what it was given. Without files there is none.
#[derive(Default)]
pub(super) struct Verification {
    thread: Option<(Sender<Task>, Receiver<Option<Complaint>>)>,
    pending: usize,
}

impl Verification {
    /// False when there is no thread to be had: then the file is to be parsed as a whole.
    pub fn submit(&mut self, path: PathBuf, text: String, bodies: Bodies) -> bool {
        if self.thread.is_none() {
            self.thread = start();
        }
        let Some((tasks, _)) = &self.thread else { return false };
        let sent = tasks.send(Task { path, text, bodies }).is_ok();
        self.pending += usize::from(sent);
        sent
    }

    /// Waits for what is under way; the first complaint in the order of the imports.
    pub fn finish(&mut self) -> Option<Complaint> {
        let pending = std::mem::take(&mut self.pending);
        let (_, answers) = self.thread.as_ref()?;
        let answers: Vec<Option<Complaint>> = answers.iter().take(pending).collect();
        answers.into_iter().flatten().next()
    }
}

fn start() -> Option<(Sender<Task>, Receiver<Option<Complaint>>)> {
    let (tasks, received) = channel::<Task>();
    let (answer, answers) = channel();
    let work = move || {
        for task in received {
            if answer.send(verify(task)).is_err() {
                return;
            }
        }
    };
    let thread = std::thread::Builder::new().stack_size(super::limits::STACK_SIZE).spawn(work);
    thread.is_ok().then_some((tasks, answers))
}

fn verify(task: Task) -> Option<Complaint> {
    let error = match super::source::parse_text(&task.text) {
        Err(error) => error,
        Ok(syntax) => {
            let mut found = HashMap::new();
            collect(&syntax.body, &mut found);
            // a semicolon may follow the last statement
            let rest = |end: u32, body: u32| task.text.get(end as usize..body as usize);
            let told = |body: &std::ops::Range<u32>| {
                let end = found.get(&body.start).copied();
                end.and_then(|end| rest(end, body.end))
                    .is_some_and(|rest| rest.trim_matches([' ', ';']).is_empty())
            };
            let offset = task.bodies.iter().find(|body| !told(body))?.start;
            SyntaxError { message: "the body of this function was not told from its file".to_owned(), offset }
        }
    };
    Some(Complaint { path: task.path, text: task.text, error })
}

/// Where the bodies of the functions outside functions start and end.
fn collect(body: &[Stmt], found: &mut HashMap<u32, u32>) {
    for statement in body {
        match statement {
            Stmt::FunctionDef(function) => {
                if let (Some(first), Some(last)) = (function.body.first(), function.body.last()) {
                    found.insert(first.start().to_u32(), last.end().to_u32());
                }
            }
            Stmt::ClassDef(class) => collect(&class.body, found),
            Stmt::If(branch) => {
                collect(&branch.body, found);
                for clause in &branch.elif_else_clauses {
                    collect(&clause.body, found);
                }
            }
            Stmt::For(each) => {
                collect(&each.body, found);
                collect(&each.orelse, found);
            }
            Stmt::While(each) => {
                collect(&each.body, found);
                collect(&each.orelse, found);
            }
            Stmt::With(with) => collect(&with.body, found),
            Stmt::Try(attempt) => {
                collect(&attempt.body, found);
                for handler in &attempt.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    collect(&handler.body, found);
                }
                collect(&attempt.orelse, found);
                collect(&attempt.finalbody, found);
            }
            Stmt::Match(choice) => {
                for case in &choice.cases {
                    collect(&case.body, found);
                }
            }
            _ => {}
        }
    }
}
