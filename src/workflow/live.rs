//! The project's real database: found as env.py finds it, and visited in `context.run_migrations()`.
//!
//! env.py runs once, from its first line to its last, as it does under Alembic: what it executes itself
//! goes to the database too, and where it calls `run_migrations()` several times (a loop over schemas),
//! each call is a visit of its own. The connection is opened when something first needs it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio_postgres::Client;

use crate::database::lock::{self, LockMode};
use crate::database::{self, Connection, ConnectionTarget, Host};
use crate::environment::{
    self, ConfigureOptions, Configured, EngineUrl, Environment, RevisionNumber, ScriptFacts,
};
use crate::error::{Error, Kind, Result};
use crate::fallback::{Fallback, HostSession, Refusal, Used};
use crate::interrupt::interruptible;
use crate::migrate::connection::Blocking;
use crate::migrate::runner::{Runner, Transactions};
use crate::migrate::sink::RunningSink;
use crate::migrate::version_table::VersionTable;
use crate::operation::{ResultRows, RowColumn, SinkError, SqlValue};
use crate::python::Interpreter;
use crate::python::raise::Raise;
use crate::python::value::Value;
use crate::revision::evaluate::{Remedy, Surroundings};
use crate::revision::graph::Revision;
use crate::revision::step::{Direction, Step};

use super::project::Project;

/// The run's advisory lock; keys are per database, so one is enough. The letters of "gmigrate".
const RUN_LOCK: i64 = 0x676d_6967_7261_7465;

/// What a command wants of the live database.
#[derive(Clone, Debug, Default)]
pub struct LiveRequest {
    /// `--database-url`.
    pub database_url: Option<ConnectionTarget>,
    /// The command changes the database: only one such run at a time.
    pub writes: bool,
    /// `--wait`: for another such run.
    pub wait: Duration,
    /// `--lock-timeout`, `--statement-timeout`.
    pub lock_timeout: Option<String>,
    pub statement_timeout: Option<String>,
    /// `--tag`.
    pub tag: Option<String>,
    /// What `context.get_revision_argument()` answers.
    pub destination: Option<String>,
}

/// Who is told what a live command does; a command line prints it.
pub trait LiveObserver {
    /// Before the first statement: which database.
    fn connected(&mut self, target: &ConnectionTarget);
    /// Another run holds the lock.
    fn waits(&mut self, target: &ConnectionTarget);
    /// Before each step.
    fn step(&mut self, step: &Step);
    /// What the server remarked: `RAISE NOTICE`.
    fn notice(&mut self, severity: &str, text: &str);
}

/// What one evaluation of env.py came to.
#[derive(Debug, Default)]
pub struct LiveReport {
    /// How often it called `run_migrations()`.
    pub visits: usize,
    /// What the project's code printed.
    pub printed: Vec<String>,
    /// For `--verbose`.
    pub notes: Vec<String>,
    /// Files that the project's Python ran, and why.
    pub used_python: Vec<Used>,
}

/// One call of `context.run_migrations()`: a connection, and what env.py said about it.
pub struct Visit<'a> {
    pub project: &'a Project,
    pub interpreter: &'a mut Interpreter,
    pub connection: &'a Rc<Blocking>,
    pub options: &'a ConfigureOptions,
    pub surroundings: Surroundings,
    pub fallback: &'a Fallback,
    pub observer: &'a Rc<RefCell<dyn LiveObserver>>,
    pub session: &'a Session,
}

impl Visit<'_> {
    pub fn version_table(&self) -> VersionTable {
        VersionTable { name: self.options.version_table_name(), primary_key: self.options.version_table_pk }
    }

    /// The rows of the version table.
    ///
    /// # Errors
    /// No connection; the server's.
    pub fn heads(&self) -> Result<Vec<String>> {
        self.version_table().heads(self.connection)
    }

    /// Where the visit goes.
    ///
    /// # Errors
    /// No connection.
    pub fn target(&self) -> Result<ConnectionTarget> {
        self.session.open()?;
        Ok(self.session.target.borrow().clone().unwrap_or_default())
    }

    /// The URL as env.py has it, without its password.
    ///
    /// # Errors
    /// No connection.
    pub fn shown_url(&self) -> Result<String> {
        let target = self.target()?;
        let named = self.session.connected.borrow().first().and_then(known_url);
        let named = named.filter(|url| self.session.request.database_url.is_none() && !is_placeholder(url));
        Ok(named.map_or_else(|| target.to_url(false), |url| without_password(&url)))
    }

    /// Carries out `steps`.
    ///
    /// # Errors
    /// See [`Runner::run`].
    pub fn run(&mut self, steps: &[Step], purge: bool) -> Result<()> {
        let observer = self.observer.clone();
        let runner = Runner {
            connection: self.connection.clone(),
            graph: self.project.scripts.graph(),
            version_table: self.version_table(),
            transactions: Transactions {
                per_migration: self.options.transaction_per_migration,
                transactional_ddl: self.options.transactional_ddl,
            },
            surroundings: self.surroundings.clone(),
            fallback: Some(self.fallback),
            is_live: true,
            purge,
        };
        let mut last = None;
        let outcome = runner.run(self.interpreter, steps, &mut |progress| {
            observer.borrow_mut().step(progress.step);
            last = Some(progress.index);
        });
        outcome.map(drop).map_err(|error| match last.and_then(|index| steps.get(index)) {
            Some(step) => already_there(error, step),
            None => error,
        })
    }
}

/// A database that others have changed may have what a revision makes.
fn already_there(error: Error, step: &Step) -> Error {
    let Some(revision) = step.revision.as_ref().filter(|_| step.direction == Direction::Upgrade) else {
        return error;
    };
    if !error.message().ends_with("already exists") {
        return error;
    }
    error
        .hint(format!("if the database has everything that {revision} does, note that: stamp {revision}"))
        .hint("else drop what stands in its way, and upgrade again")
}

/// What a command does in a visit.
pub type Action = dyn FnMut(&mut Visit<'_>) -> Result<()>;

/// The connection of a run: who it goes to is known once env.py has named it.
pub struct Session {
    request: LiveRequest,
    project: Rc<Project>,
    /// Engines that env.py connected with.
    connected: Rc<RefCell<Vec<EngineUrl>>>,
    observer: Rc<RefCell<dyn LiveObserver>>,
    target: RefCell<Option<ConnectionTarget>>,
    connection: RefCell<Option<Arc<Connection>>>,
    /// The connection that holds the advisory lock: transactions of the run must not matter to it.
    lock: RefCell<Option<Connection>>,
    handle: Handle,
}

impl Session {
    /// Connects on first use.
    ///
    /// # Errors
    /// The address is not known or wrong; nobody answers there.
    pub fn open(&self) -> Result<Arc<Connection>> {
        if let Some(connection) = &*self.connection.borrow() {
            return Ok(connection.clone());
        }
        let target = address(&self.project, &self.request, &self.connected.borrow())?;
        self.observer.borrow_mut().connected(&target);
        let connection = self.block(database::connect(&target)).map_err(|error| reachable(error, &target))?;
        let connection = Arc::new(connection);
        for (name, value) in [
            ("lock_timeout", &self.request.lock_timeout),
            ("statement_timeout", &self.request.statement_timeout),
        ] {
            let Some(value) = value else { continue };
            let setting = "SELECT pg_catalog.set_config($1, $2, false)";
            let client = connection.clone();
            self.block(async move {
                let set = client.query(setting, &[&name, &value]).await;
                set.map_err(|error| {
                    let option = name.replace('_', "-");
                    database::statement_error(&error).with_kind(Kind::Usage).context(format!("--{option}"))
                })
            })?;
        }
        *self.target.borrow_mut() = Some(target);
        *self.connection.borrow_mut() = Some(connection.clone());
        Ok(connection)
    }

    /// Waits until no other run changes this database, and keeps others out until this one ends.
    ///
    /// # Errors
    /// `--wait` is over; no connection.
    pub fn lock(&self) -> Result<()> {
        if self.lock.borrow().is_some() {
            return Ok(());
        }
        self.open()?;
        let target = self.target.borrow().clone().unwrap_or_default();
        let connection = self.block(database::connect(&target))?;
        let had = self.block(async {
            let say = || self.observer.borrow_mut().waits(&target);
            lock::acquire(&connection, RUN_LOCK, LockMode::Exclusive, self.request.wait, say).await
        })?;
        if !had {
            let seconds = self.request.wait.as_secs();
            return Err(Error::new(format!(
                "another run still changes {target} after {seconds} s; nothing was done"
            ))
            .hint("wait longer with --wait SECONDS, or look for it in pg_stat_activity"));
        }
        *self.lock.borrow_mut() = Some(connection);
        Ok(())
    }

    fn notices(&self) {
        let Some(connection) = &*self.connection.borrow() else { return };
        for notice in connection.take_notices() {
            self.observer.borrow_mut().notice(&notice.severity, &notice.message);
        }
    }

    fn block<T>(&self, future: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::task::block_in_place(|| self.handle.block_on(interruptible(future)))?
    }

    /// Ends the sessions, the lock's last.
    async fn close(&self) {
        let connection = self.connection.borrow_mut().take();
        if let Some(connection) = connection.and_then(Arc::into_inner) {
            connection.close().await;
        }
        let lock = self.lock.borrow_mut().take();
        if let Some(lock) = lock {
            lock.close().await;
        }
    }
}

/// A live database that stands at head.
pub struct LiveDatabase {
    pub target: ConnectionTarget,
    /// As env.py left it: its `search_path` counts.
    connection: Arc<Connection>,
}

impl LiveDatabase {
    pub(super) fn client(&self) -> &Client {
        &self.connection
    }
}

/// Connects as env.py does and looks whether every revision has been applied. Nothing is changed.
///
/// # Errors
/// See [`visit`]; "Target database is not up to date."
pub async fn at_head(
    project: &Rc<Project>,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
) -> Result<(LiveDatabase, LiveReport)> {
    let found: Rc<RefCell<Option<LiveDatabase>>> = Rc::default();
    let noting = found.clone();
    let action = move |visit: &mut Visit<'_>| {
        let scripts = &visit.project.scripts;
        let ids = |revisions: Vec<&Revision>| {
            revisions.into_iter().map(|revision| revision.id().to_owned()).collect::<BTreeSet<_>>()
        };
        let rows = visit.heads()?;
        let stands = scripts.revisions(&rows).map_err(|error| unknown_row(error, visit.project, &rows))?;
        let stands = ids(stands);
        if stands != ids(scripts.revisions(&["heads".to_owned()])?) {
            return Err(Error::new("Target database is not up to date.")
                .hint("bring it to head: upgrade heads")
                .hint("or compare without it: gen-migration -m MESSAGE replays the revisions elsewhere"));
        }
        let connection = visit.session.open()?;
        *noting.borrow_mut() = Some(LiveDatabase { target: visit.target()?, connection });
        Ok(())
    };
    let report = visit(project, LiveRequest { writes: false, ..request }, observer, Box::new(action)).await?;
    let live = found.borrow_mut().take();
    match live {
        Some(live) => Ok((live, report)),
        None => {
            Err(Error::new("env.py ended without a call of context.run_migrations(): nothing was compared")
                .hint("env.py calls it in run_migrations_online()"))
        }
    }
}

/// Evaluates env.py and does `action` in each of its `context.run_migrations()`.
///
/// # Errors
/// env.py's, the server's, the action's.
pub async fn visit(
    project: &Rc<Project>,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
    action: Box<Action>,
) -> Result<LiveReport> {
    let session = Rc::new(Session {
        request,
        project: project.clone(),
        connected: Rc::default(),
        observer,
        target: RefCell::default(),
        connection: RefCell::default(),
        lock: RefCell::default(),
        handle: Handle::current(),
    });
    let outcome = tokio::task::block_in_place(|| run_environment(project, &session, action));
    session.notices();
    session.close().await;
    outcome
}

/// What the callback of `run_migrations()` works with.
struct Visitor {
    project: Rc<Project>,
    session: Rc<Session>,
    blocking: Rc<Blocking>,
    fallback: Rc<Fallback>,
    action: RefCell<Box<Action>>,
    visits: Cell<usize>,
}

impl Visitor {
    fn visit(
        &self,
        interpreter: &mut Interpreter,
        options: &ConfigureOptions,
        surroundings: Surroundings,
    ) -> Result<()> {
        self.visits.set(self.visits.get() + 1);
        if self.session.request.writes {
            self.session.lock()?;
        }
        let mut visit = Visit {
            project: &self.project,
            interpreter,
            connection: &self.blocking,
            options,
            surroundings,
            fallback: &self.fallback,
            observer: &self.session.observer,
            session: &self.session,
        };
        let outcome = (self.action.borrow_mut())(&mut visit);
        self.session.notices();
        outcome
    }
}

fn run_environment(project: &Rc<Project>, session: &Rc<Session>, action: Box<Action>) -> Result<LiveReport> {
    let connecting = session.clone();
    let blocking = Rc::new(Blocking::on_demand(move || connecting.open(), session.handle.clone()));
    let fallback = Rc::new(project.fallback(&project.variables));
    let visitor = Rc::new(Visitor {
        project: project.clone(),
        session: session.clone(),
        blocking: blocking.clone(),
        fallback: fallback.clone(),
        action: RefCell::new(action),
        visits: Cell::new(0),
    });
    let mut interpreter = environment::interpreter(&project.config, &project.variables)?;
    let environment = evaluate(project, &mut interpreter, session, &visitor)?;
    let mut notes = environment.notes.clone();
    notes.extend(interpreter.logged());
    let mut printed = interpreter.printed();
    printed.extend(fallback.printed());
    Ok(LiveReport { visits: visitor.visits.get(), printed, notes, used_python: fallback.used() })
}

fn evaluate(
    project: &Rc<Project>,
    interpreter: &mut Interpreter,
    session: &Rc<Session>,
    visitor: &Rc<Visitor>,
) -> Result<Environment> {
    let env_py = project.scripts.env_py();
    let sink = Rc::new(RefCell::new(RunningSink::new(visitor.blocking.clone())));
    let calling = visitor.clone();
    let request = environment::Request {
        arguments: project.x_arguments.clone(),
        tag: session.request.tag.clone(),
        typed: session.request.destination.clone(),
        destination: session
            .request
            .destination
            .as_deref()
            .map(|typed| number(project, typed))
            .unwrap_or_default(),
        script: script_facts(project),
        sink: Some(sink.clone()),
        connected: session.connected.clone(),
        run_migrations: Some(Rc::new(move |interpreter: &mut Interpreter, configured: &Configured| {
            let surroundings = Surroundings {
                target_metadata: configured.target_metadata.clone().unwrap_or(Value::None),
                options: configured.options.given.clone(),
                url: calling.session.connected.borrow().first().and_then(known_url),
            };
            let before = environment::suspend(interpreter);
            let outcome = calling.visit(interpreter, &configured.options, surroundings);
            environment::resume(interpreter, before);
            outcome.map_err(Raise::fatal)
        })),
        ..environment::Request::default()
    };
    let failure = match environment::attempt(interpreter, &project.config, &env_py, request) {
        Ok(environment) => return Ok(environment),
        Err(failure) if failure.remedy == Remedy::None || visitor.visits.get() > 0 => {
            return Err(failure.error);
        }
        Err(failure) => failure,
    };
    let refusal = Refusal { error: failure.error, is_certain: failure.remedy == Remedy::Python };
    visitor.fallback.start_for_revision(&refusal)?;
    if sink.borrow().statements > 0 {
        return Err(refusal.error);
    }
    let environment = with_python(session, visitor, interpreter, &refusal, &sink)?;
    let options = environment.options.clone();
    visitor.visit(interpreter, &options, environment.surroundings())?;
    Ok(environment)
}

/// env.py by the project's Python: once to learn the address, if nobody gave it, and once on the
/// connection itself.
fn with_python(
    session: &Rc<Session>,
    visitor: &Rc<Visitor>,
    interpreter: &mut Interpreter,
    refusal: &Refusal,
    sink: &Rc<RefCell<RunningSink>>,
) -> Result<Environment> {
    let env_py = session.project.scripts.env_py();
    if session.request.database_url.is_none() && session.connected.borrow().is_empty() {
        let first = visitor.fallback.environment(&env_py, refusal.clone(), &mut Nowhere)?;
        let seen = first.url.map(|text| EngineUrl::Known { text, place: None });
        *session.connected.borrow_mut() = seen.into_iter().collect();
    }
    let python = visitor.fallback.environment(&env_py, refusal.clone(), &mut *sink.borrow_mut())?;
    environment::from_python(interpreter, python)
}

/// A session for env.py while its address is not known: nothing is sent, and nothing is answered but
/// what SQLAlchemy asks every new connection.
struct Nowhere;

impl HostSession for Nowhere {
    fn query(&mut self, sql: String) -> Result<ResultRows, SinkError> {
        let answers = [
            ("select pg_catalog.version()", "PostgreSQL 15.0"),
            ("select current_schema()", "public"),
            ("show standard_conforming_strings", "on"),
            ("show transaction isolation level", "read committed"),
        ];
        let asked = sql.trim().to_lowercase();
        let Some((question, answer)) = answers.iter().find(|(question, _)| asked == *question) else {
            return Ok(ResultRows::default());
        };
        let name = question.rsplit(' ').next().unwrap_or_default().to_owned();
        Ok(ResultRows {
            columns: vec![RowColumn { name, type_name: "text".to_owned() }],
            rows: vec![vec![SqlValue::Text((*answer).to_owned())]],
            affected: 1,
        })
    }

    fn query_all(&mut self, _: Vec<String>) -> Result<u64, SinkError> {
        Ok(0)
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

/// What env.py sees of the script directory.
pub(super) fn script_facts(project: &Project) -> ScriptFacts {
    ScriptFacts {
        directory: project.scripts.directory.clone(),
        heads: project.scripts.heads(false),
        bases: project.scripts.bases(),
    }
}

/// What env.py learns of a revision that was typed: `as_revision_number` of Alembic.
pub(super) fn number(project: &Project, typed: &str) -> RevisionNumber {
    let scripts = &project.scripts;
    let (branch, symbol) = match typed.split_once('@') {
        Some((branch, symbol)) => (Some(branch), symbol),
        None => (None, typed),
    };
    let several = |ids: Vec<String>| match ids.is_empty() {
        true => RevisionNumber::Base,
        false => RevisionNumber::Several(ids),
    };
    match (symbol, branch) {
        ("", _) | ("base", _) => RevisionNumber::Base,
        ("heads", None) => several(scripts.heads(true)),
        ("heads", Some(_)) => match scripts.revisions(&[typed.to_owned()]) {
            Ok(revisions) => match &*revisions {
                [] => RevisionNumber::Base,
                // Alembic compares with "heads" itself, and takes the first of anything else
                [first, ..] => RevisionNumber::One(first.id().to_owned()),
            },
            Err(error) => RevisionNumber::Wrong(error.message().to_owned()),
        },
        ("head", _) => match scripts.revision(typed) {
            Ok(Some(revision)) => RevisionNumber::One(revision.id().to_owned()),
            Ok(None) => RevisionNumber::Base,
            Err(error) => RevisionNumber::Wrong(error.message().to_owned()),
        },
        _ => RevisionNumber::One(symbol.to_owned()),
    }
}

fn known_url(url: &EngineUrl) -> Option<String> {
    match url {
        EngineUrl::Known { text, .. } => Some(text.clone()),
        EngineUrl::Unknown { .. } => None,
    }
}

/// `--database-url`, then what env.py connected with; where it names nothing, or the template's
/// placeholder, `DATABASE_URL` and `POSTGRES_*`. An address of env.py that is not known is an error, and
/// never a reason to look elsewhere.
fn address(project: &Project, request: &LiveRequest, connected: &[EngineUrl]) -> Result<ConnectionTarget> {
    let variables = project.variables.to_map();
    if let Some(target) = &request.database_url {
        return Ok(target.clone().completed_from(&variables));
    }
    match connected.first() {
        Some(EngineUrl::Known { text, place }) if !is_placeholder(text) => {
            return match ConnectionTarget::parse_url(text) {
                Ok(target) => Ok(target.completed_from(&variables)),
                Err(error) => {
                    let error =
                        error.with_kind(Kind::General).context("the database's address, as env.py has it");
                    Err(match place {
                        Some(place) => error.at(place.clone()),
                        None => error,
                    })
                }
            };
        }
        Some(EngineUrl::Unknown { reason, place }) => {
            let error = Error::new(format!("env.py's database address is not known by reading: {reason}"))
                .hint("name the database with --database-url URL")
                .hint("or let the project's Python say it: --python auto");
            return Err(match place {
                Some(place) => error.at(place.clone()),
                None => error,
            });
        }
        Some(EngineUrl::Known { .. }) | None => {}
    }
    match database::environment_server(&variables)? {
        Some(target) => Ok(target),
        None => Err(Error::of(Kind::EnvironmentMissing, "no database is named anywhere")
            .hint("set sqlalchemy.url in alembic.ini, DATABASE_URL or POSTGRES_HOST in the environment or in .env")
            .hint("or name it with --database-url URL")),
    }
}

/// A row of the version table that no file has.
pub fn unknown_row(error: Error, project: &Project, rows: &[String]) -> Error {
    let graph = project.scripts.graph();
    match rows.iter().find(|row| graph.node(row).is_none()) {
        Some(row) => error
            .hint(format!(
                "the database stands at {row}, and no file has that revision: pull the latest files"
            ))
            .hint("if its schema is known to be that of a revision here: stamp --purge REVISION"),
        None => error,
    }
}

/// Services of a compose file have other addresses from outside.
fn reachable(error: Error, target: &ConnectionTarget) -> Error {
    let Host::Name(host) = &target.host else { return error };
    let is_local = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
    if error.message().contains("the host name is not known") {
        return error.hint(format!(
            "if {host} is a service of a compose file, its name is known inside only: docker-compose exec SERVICE \
             gen-migration …, or from here localhost and its published port (docker-compose port {host} {})",
            target.port
        ));
    }
    if error.message().starts_with("cannot connect") && error.message().contains("refused") && is_local {
        return error.hint(format!(
            "a database in a container answers at its published port, which need not be {}: docker ps shows it",
            target.port
        ));
    }
    error
}

/// What `alembic init` writes into alembic.ini.
fn is_placeholder(url: &str) -> bool {
    url.starts_with("driver://")
}

/// `scheme://user:***@host/…`.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.find(['/', '?']).unwrap_or(rest.len());
    let Some(at) = rest[..authority].rfind('@') else { return url.to_owned() };
    match rest[..at].split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:{}{}", database::MASK, &rest[at..]),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_password() {
        for (url, shown) in [
            ("postgresql://u:p@h/d", "postgresql://u:***@h/d"),
            ("postgresql+asyncpg://u:p%40q:r@h:1/d?ssl=1", "postgresql+asyncpg://u:***@h:1/d?ssl=1"),
            ("postgresql://u@h/d", "postgresql://u@h/d"),
            ("postgresql:///d?host=/run&user=a:b@c", "postgresql:///d?host=/run&user=a:b@c"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
