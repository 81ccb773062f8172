//! The fallback of one run: finds the interpreter, starts the host when a file needs it, and serves its
//! statements while it works.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::error::{Error, Place, Result, shown_path};
use crate::operation::SinkError;
use crate::schema::QualifiedName;

use super::interpreter::{Candidate, LOOKED_FOR, Policy, Search, named};
use super::models::PythonEnvironment;
use super::process::{Process, Silence};
use super::request::{EnvironmentFacts, Question, RevisionRequest};
use super::{HostSession, Piece, answer, failure};

/// How long the project's code may work without a statement and without printing.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a host is started with.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub policy: Policy,
    /// Where `.venv` is looked for: beside the configuration, then here.
    pub folders: Vec<PathBuf>,
    /// The project's own folders on `sys.path`; packages are the interpreter's.
    pub search_path: Vec<PathBuf>,
    pub working_directory: PathBuf,
    /// `os.environ`.
    pub environment: Vec<(String, String)>,
    pub alembic: EnvironmentFacts,
    /// None is the default.
    pub patience: Option<Duration>,
}

/// Why a file needed Python: what reading could not settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub construct: String,
    pub place: Option<Place>,
}

/// A file that Python ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    pub file: PathBuf,
    pub reason: Reason,
}

impl std::fmt::Display for Used {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} needed Python: {}", shown_path(&self.file), self.reason.construct)?;
        match &self.reason.place {
            Some(place) => write!(f, " ({place})"),
            None => Ok(()),
        }
    }
}

/// What reading said of a file.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub error: Error,
    /// False for an exception that Python may see differently: without a Python it stands as it is.
    pub is_certain: bool,
}

/// What a revision file left behind, beside what it sent.
#[derive(Clone, Debug, Default)]
pub struct RevisionDone {
    /// With `--sql`: named types that its script creates with tables.
    pub created_types: Vec<QualifiedName>,
}

struct Host {
    process: Process,
    interpreter: PathBuf,
    alembic: Option<String>,
}

/// The project's Python, for one run.
pub struct Fallback {
    settings: Settings,
    host: RefCell<Option<Host>>,
    /// Why there is none, once that is known.
    missing: RefCell<Option<String>>,
    used: RefCell<Vec<Used>>,
    printed: RefCell<Vec<String>>,
    /// Files that Python has to run from the beginning, after part of them was committed.
    marked: RefCell<BTreeMap<PathBuf, Refusal>>,
    must_restart: Cell<bool>,
}

impl Fallback {
    pub fn new(settings: Settings) -> Fallback {
        Fallback {
            settings,
            host: RefCell::default(),
            missing: RefCell::default(),
            used: RefCell::default(),
            printed: RefCell::default(),
            marked: RefCell::default(),
            must_restart: Cell::new(false),
        }
    }

    /// Part of the file is committed: the run has to begin again on a fresh database, with this file
    /// left to Python. Returns the error for whoever can't do that.
    pub fn mark(&self, file: &Path, refusal: Refusal) -> Error {
        let error = refusal.error.clone();
        self.marked.borrow_mut().insert(file.to_path_buf(), refusal);
        self.must_restart.set(true);
        error.hint("part of the file was committed before reading got stuck; it is left to Python from its beginning with --python PATH")
    }

    /// What reading said of a file that is marked.
    pub fn marked(&self, file: &Path) -> Option<Refusal> {
        self.marked.borrow().get(file).cloned()
    }

    /// `fresh`, which knows what the last run found out.
    #[must_use]
    pub fn again(&self, fresh: Fallback) -> Fallback {
        *fresh.marked.borrow_mut() = self.marked.borrow().clone();
        fresh
    }

    /// Whether a file was marked since the last call.
    pub fn take_restart(&self) -> bool {
        self.must_restart.replace(false)
    }

    /// `--python never`.
    pub fn is_off(&self) -> bool {
        self.settings.policy == Policy::Never
    }

    /// Which files needed it so far, and why.
    pub fn used(&self) -> Vec<Used> {
        self.used.borrow().clone()
    }

    /// The interpreter, once it runs.
    pub fn interpreter(&self) -> Option<PathBuf> {
        self.host.borrow().as_ref().map(|host| host.interpreter.clone())
    }

    /// What the project's code printed so far.
    pub fn printed(&self) -> Vec<String> {
        if let Some(host) = &*self.host.borrow() {
            self.printed.borrow_mut().extend(host.process.take_printed());
        }
        self.printed.borrow().clone()
    }

    /// Makes sure that there is a Python for a revision file.
    ///
    /// # Errors
    /// The refusal, with a hint, where there is none.
    pub fn start_for_revision(&self, refusal: &Refusal) -> Result<()> {
        self.start(refusal, true)
    }

    /// The refusal where Python is switched off.
    pub fn unavailable(&self, refusal: &Refusal) -> Error {
        without(refusal, "--python never forbids it")
    }

    /// Runs a revision file that could not be read; `refusal` is what reading said.
    ///
    /// # Errors
    /// The refusal, with a hint, where there is no Python for it; what the file raises; PostgreSQL's.
    pub fn revision(
        &self,
        request: &RevisionRequest,
        refusal: Refusal,
        session: &mut dyn HostSession,
    ) -> Result<RevisionDone> {
        self.start(&refusal, true)?;
        let error = &refusal.error;
        let reason = Reason { construct: error.message().to_owned(), place: error.place().cloned() };
        self.used.borrow_mut().push(Used { file: request.path.clone(), reason });
        let what = shown_path(&request.path);
        let message = request.to_json(&self.settings.alembic);
        let done = self.ask(&what, &message, session)?;
        let names = done["created_types"].as_array().map(Vec::as_slice).unwrap_or_default();
        let created_types = names
            .iter()
            .filter_map(|name| Some(QualifiedName::new(name[0].as_str(), name[1].as_str()?)))
            .collect();
        Ok(RevisionDone { created_types })
    }

    /// The whole script of `--sql`, where env.py could not be read: `refusal` is what reading said.
    /// How often env.py called `run_migrations()`.
    ///
    /// # Errors
    /// As [`Fallback::revision`].
    pub fn script(&self, env_py: &Path, refusal: Refusal, session: &mut dyn HostSession) -> Result<usize> {
        self.start(&refusal, true)?;
        self.note_used(&refusal, env_py);
        let request = json!({ "do": "script", "environment": self.settings.alembic.to_json() });
        let done = self.ask(&shown_path(env_py), &request, session)?;
        Ok(done["visits"].as_u64().and_then(|visits| usize::try_from(visits).ok()).unwrap_or_default())
    }

    /// Something refused; the file is where the refusal says, or `file`.
    fn note_used(&self, refusal: &Refusal, file: &Path) {
        let error = &refusal.error;
        let reason = Reason { construct: error.message().to_owned(), place: error.place().cloned() };
        let file = error.place().map_or(file, |place| place.file.as_path()).to_path_buf();
        self.used.borrow_mut().push(Used { file, reason });
    }

    /// Runs env.py; `refusal` is what reading said of it or of the models.
    ///
    /// # Errors
    /// As [`Fallback::revision`].
    pub fn environment(
        &self,
        env_py: &Path,
        refusal: Refusal,
        session: &mut dyn HostSession,
    ) -> Result<PythonEnvironment> {
        self.start(&refusal, true)?;
        self.note_used(&refusal, env_py);
        let request = json!({
            "do": "env_py",
            "path": env_py,
            "environment": self.settings.alembic.to_json(),
        });
        let what = shown_path(env_py);
        let answer = self.ask(&what, &request, session)?;
        PythonEnvironment::read(answer).map_err(|error| {
            Error::new(format!("{what}: the models can't be taken over from Python: {error}"))
        })
    }

    /// Asks a function of the env.py that ran here; what it answers, as plain data.
    ///
    /// # Errors
    /// What the function raises.
    pub fn hook(&self, question: &Question<'_>, session: &mut dyn HostSession) -> Result<Value> {
        let mut answer = self.ask(question.function, &question.to_json(), session)?;
        Ok(answer["answer"].take())
    }

    /// Calls `process_revision_directives` of the env.py that ran here with the revision and its
    /// operations; what it made of them.
    ///
    /// # Errors
    /// What the function raises.
    pub fn directives(
        &self,
        heads: &[String],
        given: &Value,
        session: &mut dyn HostSession,
    ) -> Result<Value> {
        let request = json!({"do": "directives", "heads": heads, "given": given});
        let mut answer = self.ask("process_revision_directives", &request, session)?;
        Ok(answer["answer"].take())
    }

    /// One request and everything that the host asks for until it is done.
    fn ask(&self, what: &str, request: &Value, session: &mut dyn HostSession) -> Result<Value> {
        let mut slot = self.host.borrow_mut();
        let Some(host) = slot.as_mut() else { return Err(Error::new("the project's Python is not running")) };
        let outcome = converse(
            host,
            what,
            request,
            session,
            self.settings.patience.unwrap_or(PATIENCE),
            &mut self.printed.borrow_mut(),
        );
        if matches!(&outcome, Err(Broken::Host(_))) {
            // killed and waited for
            *slot = None;
        }
        outcome.map_err(|broken| match broken {
            Broken::Host(error) | Broken::Code(error) => error,
        })
    }

    /// Starts the host if it isn't running.
    ///
    /// # Errors
    /// `refusal`, with what was looked for.
    fn start(&self, refusal: &Refusal, needs_alembic: bool) -> Result<()> {
        if self.is_off() {
            return Err(self.unavailable(refusal));
        }
        let unavailable = |reason: &str| without(refusal, reason);
        if let Some(reason) = &*self.missing.borrow() {
            return Err(unavailable(reason));
        }
        if self.host.borrow().is_none() {
            match self.find() {
                Ok(host) => *self.host.borrow_mut() = Some(host),
                Err(Missing::Reason(reason)) => {
                    let error = unavailable(&reason);
                    *self.missing.borrow_mut() = Some(reason);
                    return Err(error);
                }
                Err(Missing::Error(error)) => return Err(error),
            }
        }
        if let Some(host) = &*self.host.borrow()
            && needs_alembic
            && host.alembic.is_none()
        {
            let python = shown_path(&host.interpreter);
            return Err(unavailable(&format!("{python} has no alembic: {python} -m pip install alembic")));
        }
        Ok(())
    }

    fn find(&self) -> Result<Host, Missing> {
        if let Policy::Path(path) = &self.settings.policy {
            let path = named(path, &self.settings.working_directory);
            let candidate = Candidate { path, source: "--python".to_owned() };
            return match self.launch(&candidate)? {
                Ok(host) => Ok(host),
                Err(reason) => Err(Missing::Error(Error::usage(format!("--python: {reason}")))),
            };
        }
        let mut tried = Vec::new();
        for candidates in Search::new(&self.settings.folders, &self.settings.environment) {
            for candidate in candidates {
                match self.launch(&candidate)? {
                    Ok(host) => return Ok(host),
                    Err(reason) => tried.push(format!("{} ({})", reason, candidate.source)),
                }
            }
        }
        let tried = if tried.is_empty() { String::new() } else { format!("; {}", tried.join("; ")) };
        Err(Missing::Reason(format!(
            "no interpreter with sqlalchemy was found (looked for: {LOOKED_FOR}{tried}); name it with --python PATH"
        )))
    }

    /// A host, or why this interpreter won't do.
    fn launch(&self, candidate: &Candidate) -> Result<Result<Host, String>, Missing> {
        let settings = &self.settings;
        let shown = shown_path(&candidate.path);
        let mut process =
            match Process::start(&candidate.path, &settings.environment, &settings.working_directory) {
                Ok(process) => process,
                Err(error) => return Ok(Err(error.message().to_owned())),
            };
        let hello = match process.receive(Duration::from_secs(20)) {
            Ok(hello) => hello,
            Err(Silence::Interrupted) => return Err(Missing::Error(Error::interrupted())),
            Err(Silence::TimedOut(_)) => return Ok(Err(format!("{shown} doesn't answer"))),
            Err(Silence::Ended) => {
                let status = process.describe_end();
                let last = process.take_printed().pop().unwrap_or(status);
                return Ok(Err(format!("{shown} doesn't run: {last}")));
            }
        };
        let version = |name: &str| hello["done"][name].as_str().map(str::to_owned);
        if version("sqlalchemy").is_none() {
            return Ok(Err(format!("{shown} has no sqlalchemy")));
        }
        let start = json!({
            "do": "start",
            "working_directory": settings.working_directory,
            "search_path": settings.search_path,
        });
        let mut host = Host { process, interpreter: candidate.path.clone(), alembic: version("alembic") };
        let mut printed = Vec::new();
        match converse(&mut host, &shown, &start, &mut Nothing, PATIENCE, &mut printed) {
            Ok(_) => Ok(Ok(host)),
            Err(Broken::Host(error) | Broken::Code(error)) => Err(Missing::Error(error)),
        }
    }
}

fn without(refusal: &Refusal, reason: &str) -> Error {
    let error = refusal.error.clone();
    if !refusal.is_certain {
        return error;
    }
    error.hint(format!("the project's own Python could run this, but {reason}"))
}

enum Missing {
    Reason(String),
    Error(Error),
}

enum Broken {
    /// The process is of no use any more.
    Host(Error),
    /// The code failed; the process is fine.
    Code(Error),
}

/// No statement is expected.
struct Nothing;

impl HostSession for Nothing {
    fn query(&mut self, _: String) -> Result<crate::operation::ResultRows, SinkError> {
        Err(SinkError::Fatal(Error::new("a statement before anything was asked for")))
    }

    fn query_all(&mut self, _: Vec<String>) -> Result<u64, SinkError> {
        Err(SinkError::Fatal(Error::new("a statement before anything was asked for")))
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

fn converse(
    host: &mut Host,
    what: &str,
    request: &Value,
    session: &mut dyn HostSession,
    patience: Duration,
    printed: &mut Vec<String>,
) -> Result<Value, Broken> {
    // what ends the run whatever the file's code does
    let mut fatal: Option<Error> = None;
    let mut next = request.clone();
    loop {
        let heard = match host.process.send(&next) {
            Ok(()) => host.process.receive(patience),
            Err(_) => Err(Silence::Ended),
        };
        printed.extend(host.process.take_printed());
        let mut message = match heard {
            Ok(message) => message,
            Err(silence) => {
                let error = match silence {
                    Silence::Interrupted => Error::interrupted(),
                    Silence::TimedOut(limit) => failure::timed_out(what, limit, printed),
                    Silence::Ended => {
                        let status = host.process.describe_end();
                        printed.extend(host.process.take_printed());
                        failure::ended(what, &host.interpreter, &status, printed)
                    }
                };
                host.process.kill();
                return Err(Broken::Host(fatal.unwrap_or(error)));
            }
        };
        if let Some(failed) = message.get("failed") {
            let error = fatal.unwrap_or_else(|| failure::report(failed, &host.interpreter));
            return Err(Broken::Code(error));
        }
        if let Some(done) = message.get_mut("done") {
            return match fatal {
                Some(error) => Err(Broken::Code(error)),
                None => Ok(done.take()),
            };
        }
        next = if fatal.is_some() {
            json!({ "ended": true })
        } else {
            match serve(&mut message, session) {
                Ok(answer) => answer,
                Err(SinkError::Database(said)) => answer::refused(&said),
                Err(SinkError::Fatal(error)) => {
                    fatal = Some(error);
                    json!({ "ended": true })
                }
            }
        };
    }
}

/// Does what the host's connection asks for.
fn serve(message: &mut Value, session: &mut dyn HostSession) -> Result<Value, SinkError> {
    let call = message["call"].as_str().unwrap_or_default().to_owned();
    match call.as_str() {
        "query" => {
            let sql = message["sql"].as_str().unwrap_or_default().to_owned();
            session.query(sql).map(|result| answer::rows(&result))
        }
        "query_all" => {
            let texts = match message["sql"].take() {
                Value::Array(texts) => texts,
                _ => Vec::new(),
            };
            let texts = texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect();
            session.query_all(texts).map(|affected| json!({ "affected": affected }))
        }
        "print" => {
            let text = |name: &str| message[name].as_str().map(str::to_owned);
            let piece = match text("sql") {
                Some(sql) => Piece::Statement(sql),
                None => Piece::Text(text("text").unwrap_or_default()),
            };
            session.print(piece).map(|()| json!({}))
        }
        "begin" => session.begin().map(|()| json!({})),
        "commit" => session.commit().map(|()| json!({})),
        "rollback" => session.rollback().map(|()| json!({})),
        other => Err(SinkError::Fatal(Error::new(format!("the project's Python asks for `{other}`")))),
    }
}
