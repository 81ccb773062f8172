//! `--sql`: env.py is evaluated in its offline mode, and `context.run_migrations()` prints. Nothing
//! connects anywhere.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::environment::{self, Configured, EngineUrl, RevisionNumber};
use crate::error::{Error, Result};
use crate::fallback::{Fallback, OfflineFacts, Refusal, Used};
use crate::migrate::offline::{OfflineRunner, OfflineSink};
use crate::migrate::runner::Transactions;
use crate::migrate::version_table::VersionTable;
use crate::operation::Script;
use crate::python::Interpreter;
use crate::python::raise::Raise;
use crate::python::value::Value;
use crate::revision::evaluate::{Remedy, Surroundings};
use crate::revision::script_directory::{Plan, ScriptDirectory};
use crate::revision::step::Step;
use crate::revision::template::Body;

use super::live::{number, script_facts};
use super::project::Project;
use super::revision_environment::{self, Maker};

/// What is to be printed. Ranges are taken apart: `starting` is the left side of `a:b`.
#[derive(Clone, Debug)]
pub enum OfflineCommand {
    Upgrade {
        starting: Option<String>,
        destination: String,
    },
    Downgrade {
        starting: String,
        destination: String,
    },
    Stamp {
        starting: Option<String>,
        destinations: Vec<String>,
    },
    EnsureVersion,
    /// `revision` with `revision_environment`: env.py runs, and nothing in it moves.
    Revision,
}

impl OfflineCommand {
    /// `upgrade b` and `upgrade a:b`.
    ///
    /// # Errors
    /// A range of more than two.
    pub fn upgrade(typed: &str) -> Result<OfflineCommand> {
        let (starting, destination) = range(typed)?;
        Ok(OfflineCommand::Upgrade { starting, destination })
    }

    /// `downgrade a:b`.
    ///
    /// # Errors
    /// Alembic's, without a range.
    pub fn downgrade(typed: &str) -> Result<OfflineCommand> {
        match range(typed)? {
            (Some(starting), destination) => Ok(OfflineCommand::Downgrade { starting, destination }),
            (None, _) => Err(Error::new("downgrade with --sql requires <fromrev>:<torev>").hint(
                "nobody is asked where the database stands: say it, as in `downgrade ae1027:base --sql`",
            )),
        }
    }

    /// `stamp b c` and `stamp a:b`.
    ///
    /// # Errors
    /// Alembic's: two different starting revisions; `purge`.
    pub fn stamp(typed: &[String], purge: bool) -> Result<OfflineCommand> {
        let mut starting: Option<String> = None;
        let mut destinations = Vec::new();
        for each in typed {
            let (from, to) = range(each)?;
            if let Some(from) = from {
                if starting.as_ref().is_some_and(|known| *known != from) {
                    return Err(Error::new(
                        "Stamp operation with --sql only supports a single starting revision at a time",
                    ));
                }
                starting = Some(from);
            }
            destinations.push(to);
        }
        if purge {
            return Err(Error::new("Can't use --purge with --sql mode").hint(
                "to empty the version table is not part of what can be printed: DELETE FROM it by hand",
            ));
        }
        Ok(OfflineCommand::Stamp { starting, destinations })
    }

    fn starting(&self) -> Option<&str> {
        match self {
            OfflineCommand::Upgrade { starting, .. } | OfflineCommand::Stamp { starting, .. } => {
                starting.as_deref()
            }
            OfflineCommand::Downgrade { starting, .. } => Some(starting),
            OfflineCommand::EnsureVersion | OfflineCommand::Revision => None,
        }
    }

    fn destinations(&self) -> &[String] {
        match self {
            OfflineCommand::Upgrade { destination, .. } | OfflineCommand::Downgrade { destination, .. } => {
                std::slice::from_ref(destination)
            }
            OfflineCommand::Stamp { destinations, .. } => destinations,
            OfflineCommand::EnsureVersion | OfflineCommand::Revision => &[],
        }
    }

    fn plan(&self, scripts: &ScriptDirectory, heads: &[String]) -> Result<Plan> {
        match self {
            OfflineCommand::Upgrade { destination, .. } => scripts.upgrade_plan(heads, destination),
            OfflineCommand::Downgrade { destination, .. } => scripts.downgrade_plan(heads, destination),
            OfflineCommand::Stamp { destinations, .. } => scripts.stamp_plan(heads, destinations),
            OfflineCommand::EnsureVersion | OfflineCommand::Revision => Ok(Plan::default()),
        }
    }

    fn facts(&self, tag: Option<String>) -> OfflineFacts {
        OfflineFacts {
            command: match self {
                OfflineCommand::Upgrade { .. } => "upgrade",
                OfflineCommand::Downgrade { .. } => "downgrade",
                OfflineCommand::Stamp { .. } => "stamp",
                OfflineCommand::EnsureVersion => "ensure_version",
                OfflineCommand::Revision => "revision",
            },
            starting: self.starting().map(str::to_owned),
            destinations: self.destinations().to_vec(),
            tag,
        }
    }
}

/// The sides of `a:b`; without a colon there is no left one.
fn range(typed: &str) -> Result<(Option<String>, String)> {
    let parts: Vec<&str> = typed.split(':').collect();
    match &*parts {
        [one] => Ok((None, (*one).to_owned())),
        [from, to] => Ok((Some((*from).to_owned()), (*to).to_owned())),
        _ => Err(Error::new(format!("too many colons in '{typed}': a range is <fromrev>:<torev>"))),
    }
}

/// Who is told what is being printed.
pub trait OfflineObserver {
    /// Before each step.
    fn step(&mut self, step: &Step);
    /// What the plan warns about.
    fn warning(&mut self, text: &str);
    /// `context.configure()` is done, and the script begins.
    fn begins(&mut self, transactional_ddl: bool);
}

/// What came of it.
#[derive(Debug, Default)]
pub struct OfflineReport {
    /// The whole script, but for what env.py took for an `output_buffer` of its own.
    pub script: String,
    /// What env.py adds to a new file.
    pub body: Body,
    /// How often env.py called `run_migrations()`.
    pub visits: usize,
    /// For `--verbose`.
    pub notes: Vec<String>,
    /// Files that the project's Python ran, and why.
    pub used_python: Vec<Used>,
}

/// Prints what `command` would do.
///
/// # Errors
/// Alembic's words about revisions; env.py's; a file that needs a database, with its line. There is no
/// script then.
pub fn offline(
    project: &Rc<Project>,
    command: OfflineCommand,
    tag: Option<String>,
    observer: Rc<RefCell<dyn OfflineObserver>>,
) -> Result<OfflineReport> {
    let fallback = Rc::new(project.offline_fallback(command.facts(tag.clone())));
    let run = Rc::new(Run {
        project: project.clone(),
        command,
        script: Rc::default(),
        fallback: fallback.clone(),
        observer,
        connected: Rc::default(),
        body: RefCell::default(),
        visits: Cell::new(0),
    });
    let mut interpreter = environment::interpreter(&project.config, &project.variables)?;
    let mut notes = run.environment(&mut interpreter, tag)?;
    notes.extend(interpreter.output());
    notes.extend(fallback.printed());
    Ok(OfflineReport {
        script: run.script.take(),
        body: run.body.take(),
        visits: run.visits.get(),
        notes,
        used_python: fallback.used(),
    })
}

struct Run {
    project: Rc<Project>,
    command: OfflineCommand,
    script: Rc<Script>,
    fallback: Rc<Fallback>,
    observer: Rc<RefCell<dyn OfflineObserver>>,
    /// URLs that env.py named: their dialect counts.
    connected: Rc<RefCell<Vec<EngineUrl>>>,
    body: RefCell<Body>,
    visits: Cell<usize>,
}

impl Run {
    /// env.py from its first line to its last: by reading, or all of it by the project's Python.
    fn environment(
        self: &Rc<Self>,
        interpreter: &mut Interpreter,
        tag: Option<String>,
    ) -> Result<Vec<String>> {
        let project = &self.project;
        let env_py = project.scripts.env_py();
        let calling = self.clone();
        let typed = self.command.destinations().first().cloned();
        let request = environment::Request {
            arguments: project.x_arguments.clone(),
            tag,
            offline: true,
            output: Some(self.script.clone()),
            destination: match (&self.command, typed.clone()) {
                // Alembic looks up one revision only, and `stamp` has several
                (OfflineCommand::Stamp { .. }, Some(typed)) => RevisionNumber::One(typed),
                (_, typed) => typed.map(|typed| number(project, &typed)).unwrap_or_default(),
            },
            typed,
            starting_revision: self
                .command
                .starting()
                .map(|starting| number(project, starting))
                .unwrap_or_default(),
            script: script_facts(project),
            sink: Some(Rc::new(RefCell::new(OfflineSink::new(self.script.clone(), true)))),
            connected: self.connected.clone(),
            run_migrations: Some(Rc::new(move |interpreter: &mut Interpreter, configured: &Configured| {
                let before = environment::suspend(interpreter);
                let outcome = calling.visit(interpreter, configured);
                environment::resume(interpreter, before);
                outcome.map_err(Raise::fatal)
            })),
            ..environment::Request::default()
        };
        let failure = match environment::attempt(interpreter, &project.config, &env_py, request) {
            Ok(environment) => return Ok(environment.notes),
            Err(failure) if failure.remedy == Remedy::None => return Err(failure.error),
            // what it adds to the file is not to be had from Python
            Err(failure) if matches!(self.command, OfflineCommand::Revision) => return Err(failure.error),
            Err(failure) => failure,
        };
        let refusal = Refusal { error: failure.error, is_certain: failure.remedy == Remedy::Python };
        self.fallback.start_for_revision(&refusal)?;
        self.script.take();
        let mut sink = OfflineSink::new(self.script.clone(), true);
        self.visits.set(self.fallback.script(&env_py, refusal, &mut sink)?);
        Ok(Vec::new())
    }

    /// One `context.run_migrations()`.
    fn visit(&self, interpreter: &mut Interpreter, configured: &Configured) -> Result<()> {
        self.visits.set(self.visits.get() + 1);
        let options = &configured.options;
        self.check_dialect(configured)?;
        let scripts = &self.project.scripts;
        let heads = self.heads(options.starting_revision.as_deref())?;
        let plan = self.command.plan(scripts, &heads)?;
        for warning in &plan.warnings {
            self.observer.borrow_mut().warning(warning);
        }
        let runner = OfflineRunner {
            script: self.script.clone(),
            graph: scripts.graph(),
            version_table: VersionTable {
                name: options.version_table_name(),
                primary_key: options.version_table_pk,
            },
            transactions: Transactions {
                per_migration: options.transaction_per_migration,
                transactional_ddl: options.transactional_ddl,
            },
            surroundings: Surroundings {
                target_metadata: configured.target_metadata.clone().unwrap_or(Value::None),
                options: options.given.clone(),
                url: None,
            },
            fallback: &self.fallback,
        };
        self.observer.borrow_mut().begins(options.transactional_ddl != Some(false));
        match self.command {
            OfflineCommand::EnsureVersion => runner.create_version_table(),
            OfflineCommand::Revision => {
                if options.process_revision_directives.is_some() {
                    return Err(placed(
                        Error::new("env.py's process_revision_directives is not obeyed with --sql"),
                        configured,
                    ));
                }
                revision_environment::note(options, Maker::Revision, &mut self.body.borrow_mut())?;
            }
            OfflineCommand::Upgrade { .. }
            | OfflineCommand::Downgrade { .. }
            | OfflineCommand::Stamp { .. } => {}
        }
        runner.run(interpreter, &heads, &plan.steps, &mut |progress| {
            self.observer.borrow_mut().step(progress.step);
        })
    }

    /// The rows that the version table is said to have: `a` of `a:b`, or `starting_rev` of env.py.
    fn heads(&self, configured: Option<&str>) -> Result<Vec<String>> {
        let Some(starting) = configured.or(self.command.starting()) else { return Ok(Vec::new()) };
        if starting == "base" {
            return Ok(Vec::new());
        }
        let found = self.project.scripts.revision(starting)?;
        found.map(|revision| vec![revision.id().to_owned()]).ok_or_else(|| {
            Error::new(format!("the starting revision '{starting}' is before the first one"))
                .hint("say `base`, or leave the left side out")
        })
    }

    /// The address connects to nothing, but it names the dialect.
    fn check_dialect(&self, configured: &Configured) -> Result<()> {
        let given = configured
            .options
            .given
            .iter()
            .find(|(name, value)| matches!(&**name, "url" | "dialect_name") && !value.is_none());
        let connected = self.connected.borrow();
        let text = match (given, connected.last()) {
            (Some((name, Value::Str(text))), _) if &**name == "dialect_name" => text.to_string(),
            (_, Some(EngineUrl::Known { text, .. })) => text.clone(),
            _ => return Ok(()),
        };
        let scheme = text.split(':').next().unwrap_or_default();
        let dialect = scheme.split('+').next().unwrap_or_default();
        // what `alembic init` writes names none
        if matches!(dialect, "postgresql" | "postgres" | "driver") {
            return Ok(());
        }
        let error =
            Error::new(format!("env.py names the dialect `{dialect}`: only PostgreSQL's SQL is printed"));
        Err(match &configured.place {
            Some(place) => {
                // the line may hold a password
                let mut place = place.clone();
                place.source.clear();
                error.at(place)
            }
            None => error,
        })
    }
}

/// At the `context.configure()` that is meant.
fn placed(error: Error, configured: &Configured) -> Error {
    match &configured.place {
        Some(place) => error.at(place.clone()),
        None => error,
    }
}
