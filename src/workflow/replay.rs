//! The project's history, replayed onto a throwaway database.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio_postgres::Client;

use crate::catalog::IntrospectOptions;
use crate::config::Variables;
use crate::database::Database;
use crate::database::{Connection, connect};
use crate::diff::DiffOptions;
use crate::environment::{self, ConfigureOptions, Environment};
use crate::error::{Error, Result, shown_path};
use crate::fallback::{Fallback, Refusal, Used};
use crate::interrupt::interruptible;
use crate::metadata;
use crate::migrate::connection::Blocking;
use crate::migrate::runner::{Runner, Transactions};
use crate::migrate::sink::RunningSink;
use crate::migrate::version_table::VersionTable;
use crate::migrate::{Rehearsal, Shadow};
use crate::python::Interpreter;
use crate::render::RenderOptions;
use crate::revision::evaluate::{self, Remedy};
use crate::schema::{QualifiedName, Schema};

use super::hooks::Hooks;
use super::live::script_facts;
use super::observer::{Observer, Unobserved};
use super::project::Project;
use super::proof::is_about_transactions;
use super::{comparison, filter};

/// A database at head, and the evaluator that brought it there.
pub struct Replay {
    pub(super) connection: Arc<Connection>,
    pub(super) blocking: Rc<Blocking>,
    pub(super) interpreter: Interpreter,
    pub(super) environment: Environment,
    pub(super) fallback: Rc<Fallback>,
    pub(super) introspect: IntrospectOptions,
    pub diff: DiffOptions,
    pub(super) render: RenderOptions,
    /// What `--verbose` shows: what env.py could not be followed in, what the project's code printed.
    pub notes: Vec<String>,
}

/// Makes a scratch database, evaluates env.py against it and runs every revision up to all heads.
///
/// # Errors
/// The database can't be made; env.py or a revision can't be evaluated or fails, with file and line.
pub async fn replay(
    project: &Project,
    database: &mut Database,
    observer: &mut dyn Observer,
) -> Result<Replay> {
    replay_history(project, database, observer, History::Whole).await
}

/// A scratch database in which no revision ran: for a history that can't be replayed from nothing.
///
/// # Errors
/// As [`replay`].
pub async fn without_history(project: &Project, database: &mut Database) -> Result<Replay> {
    replay_history(project, database, &mut Unobserved, History::Nothing).await
}

/// How much of the history runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum History {
    Whole,
    Nothing,
}

async fn replay_history(
    project: &Project,
    database: &mut Database,
    observer: &mut dyn Observer,
    history: History,
) -> Result<Replay> {
    let mut fallback: Option<Rc<Fallback>> = None;
    loop {
        let scratch = database.create_scratch("replay").await?;
        let connection = Arc::new(interruptible(connect(&scratch.target)).await??);
        let shadow = Shadow::open(&connection, &scratch).await?;
        let mut variables = project.variables.clone();
        environment::point_at(&mut variables, &scratch.network_target);
        let python = match fallback.take() {
            Some(known) => Rc::new(known.again(project.fallback(&variables))),
            None => Rc::new(project.fallback(&variables)),
        };
        let outcome = tokio::task::block_in_place(|| {
            replay_on(project, connection, shadow, &variables, python.clone(), observer, history)
        });
        // a file that had committed something when reading got stuck: from the beginning, with Python
        if outcome.is_err() && python.take_restart() {
            fallback = Some(python);
            continue;
        }
        return outcome.map_err(|error| match &scratch.shadow {
            Some(_) if is_about_transactions(&error) => error
                .hint("here everything happens in one transaction: let the role create databases (ALTER ROLE … CREATEDB)")
                .hint("or use another database: --database docker, --database local, --database-url URL"),
            _ => error,
        });
    }
}

fn replay_on(
    project: &Project,
    connection: Arc<Connection>,
    shadow: Option<Shadow>,
    variables: &Variables,
    fallback: Rc<Fallback>,
    observer: &mut dyn Observer,
    history: History,
) -> Result<Replay> {
    let blocking = Rc::new(Blocking::shared(connection.clone(), Handle::current()).within(shadow));
    let mut interpreter = environment::interpreter(&project.config, variables)?;
    let environment = evaluate_env_py(project, &mut interpreter, &blocking, &fallback)?;
    check_shadow(&blocking, &environment.options)?;
    if history == History::Whole {
        let total = run_revisions(project, &mut interpreter, &environment, &blocking, &fallback, observer)?;
        observer.replayed(total);
    }
    let mut notes = environment.notes.clone();
    notes.extend(interpreter.output());
    notes.extend(fallback.printed());
    let options = &environment.options;
    Ok(Replay {
        introspect: IntrospectOptions {
            all_schemas: options.include_schemas,
            ..IntrospectOptions::default()
        },
        diff: DiffOptions { skip_tables: BTreeSet::from([options.version_table_name()]) },
        render: render_options(options),
        connection,
        blocking,
        interpreter,
        environment,
        fallback,
        notes,
    })
}

/// What a shadow schema can't stand for.
fn check_shadow(blocking: &Blocking, options: &ConfigureOptions) -> Result<()> {
    let Some(shadow) = blocking.shadow() else { return Ok(()) };
    if options.include_schemas {
        return Err(shadow.refused("env.py says include_schemas"));
    }
    match options.version_table_schema.as_deref().filter(|schema| shadow.is_foreign(schema)) {
        Some(schema) => {
            Err(shadow
                .refused(format!("the version table is in the schema {schema}, which is there already")))
        }
        None => Ok(()),
    }
}

fn evaluate_env_py(
    project: &Project,
    interpreter: &mut Interpreter,
    blocking: &Rc<Blocking>,
    fallback: &Fallback,
) -> Result<Environment> {
    let scripts = &project.scripts;
    let env_py = scripts.env_py();
    let sink = Rc::new(RefCell::new(RunningSink::new(blocking.clone())));
    if let Some(refusal) = fallback.marked(&env_py) {
        let python = fallback.environment(&env_py, refusal, &mut *sink.borrow_mut())?;
        return environment::from_python(interpreter, python);
    }
    let request = environment::Request {
        arguments: project.x_arguments.clone(),
        script: script_facts(project),
        sink: Some(sink.clone()),
        only_metadata: true,
        autogenerate: true,
        ..environment::Request::default()
    };
    let failure = match environment::attempt(interpreter, &project.config, &env_py, request) {
        Ok(environment) => return Ok(environment),
        Err(failure) if failure.remedy == Remedy::None => return Err(failure.error),
        Err(failure) => failure,
    };
    let refusal = Refusal { error: failure.error, is_certain: failure.remedy == Remedy::Python };
    fallback.start_for_revision(&refusal)?;
    if sink.borrow().statements > 0 {
        return Err(fallback.mark(&env_py, refusal));
    }
    let python = fallback.environment(&env_py, refusal, &mut *sink.borrow_mut())?;
    environment::from_python(interpreter, python)
}

/// How many revisions ran.
fn run_revisions(
    project: &Project,
    interpreter: &mut Interpreter,
    environment: &Environment,
    blocking: &Rc<Blocking>,
    fallback: &Fallback,
    observer: &mut dyn Observer,
) -> Result<usize> {
    let graph = project.scripts.graph();
    let plan = project.scripts.upgrade_plan(&[], "heads")?;
    let options = &environment.options;
    let runner = Runner {
        connection: blocking.clone(),
        graph,
        version_table: VersionTable {
            name: options.version_table_name(),
            primary_key: options.version_table_pk,
        },
        transactions: Transactions {
            per_migration: options.transaction_per_migration,
            transactional_ddl: options.transactional_ddl,
        },
        surroundings: environment.surroundings(),
        fallback: Some(fallback),
        is_live: false,
        purge: false,
    };
    observer.begins(plan.steps.len());
    let report = runner.run(interpreter, &plan.steps, &mut |progress| {
        if let Some(node) = progress.step.node {
            let file = &graph.revision(node).file;
            observer.revision(progress.index, graph.revision(node).id(), file.message());
        }
    })?;
    Ok(report.revisions)
}

fn render_options(options: &ConfigureOptions) -> RenderOptions {
    let default = RenderOptions::default();
    RenderOptions {
        sqlalchemy_module_prefix: options
            .sqlalchemy_module_prefix
            .clone()
            .unwrap_or(default.sqlalchemy_module_prefix),
        alembic_module_prefix: options.alembic_module_prefix.clone().unwrap_or(default.alembic_module_prefix),
        user_module_prefix: options.user_module_prefix.clone(),
        render_as_batch: options.render_as_batch,
    }
}

impl Replay {
    /// Files that the project's Python ran, and why.
    pub fn used_python(&self) -> Vec<Used> {
        self.fallback.used()
    }

    /// No scratch database, but a schema in a transaction of somebody's.
    pub fn is_shadow(&self) -> bool {
        self.blocking.shadow().is_some()
    }

    pub(super) fn client(&self) -> &Client {
        &self.connection
    }

    /// The models as env.py names them.
    ///
    /// # Errors
    /// No metadata; what can't be read, with file and line.
    pub(super) fn read_models(&mut self, project: &Project) -> Result<Schema> {
        if self.environment.target_metadata.is_empty() {
            let env_py = shown_path(&project.scripts.env_py());
            return Err(Error::new(format!(
                "Can't proceed with --autogenerate option; environment script {env_py} does not provide a MetaData \
                 object or sequence of objects to the context."
            ))
            .hint("bind it in env.py: target_metadata = Base.metadata, and pass it to context.configure()"));
        }
        if let Some(python) = &self.environment.python {
            return Ok(python.schema.clone());
        }
        let Replay { interpreter, environment, fallback, blocking, .. } = self;
        tokio::task::block_in_place(|| {
            let raise = match metadata::schema(interpreter, &environment.target_metadata) {
                Ok(schema) => return Ok(schema),
                Err(raise) => raise,
            };
            let remedy = evaluate::remedy(&raise);
            let error = interpreter.error(raise);
            if remedy == Remedy::None {
                return Err(error);
            }
            let refusal = Refusal { error, is_certain: remedy == Remedy::Python };
            fallback.start_for_revision(&refusal)?;
            let mut session = Rehearsal::begin(blocking)?;
            let python = fallback.environment(&project.scripts.env_py(), refusal, &mut session);
            session.end()?;
            let python = python?;
            let schema = python.schema.clone();
            environment.python = Some(python);
            Ok(schema)
        })
    }

    /// Schemas that models name are always compared.
    ///
    /// # Errors
    /// In a shadow schema: those that are there already.
    pub(super) fn look_at(&mut self, models: &Schema) -> Result<()> {
        let tables = models.tables.keys().filter_map(|name| name.schema.clone());
        let types = models.enum_types.keys().filter_map(|name| name.schema.clone());
        let sequences = models.sequences.keys().filter_map(|name| name.schema.clone());
        self.introspect.schemas.extend(tables.chain(types).chain(sequences));
        let Some(shadow) = self.blocking.shadow() else { return Ok(()) };
        match self.introspect.schemas.iter().find(|schema| shadow.is_foreign(schema)) {
            Some(schema) => {
                Err(shadow.refused(format!("the models name the schema {schema}, which is there already")))
            }
            None => Ok(()),
        }
    }

    /// Tables that env.py's functions leave out take no part from here on.
    pub(super) fn skip_tables(&mut self, current: &Schema, models: &mut Schema) -> Result<()> {
        let skipped = self.with_hooks(|hooks, skip| {
            if !hooks.has("include_object") && !hooks.has("include_name") {
                return Ok(BTreeSet::new());
            }
            filter::skipped_tables(hooks, current, models, skip)
        })?;
        self.diff.skip_tables.extend(skipped);
        models.tables.retain(|name, _| !self.diff.skip_tables.contains(name));
        Ok(())
    }

    /// Columns whose types env.py doesn't have compared are declared with the database's.
    pub(super) fn keep_types(&mut self, current: &Schema, models: &mut Schema) -> Result<()> {
        let left_out = self.environment.options.not_compared;
        let notes =
            self.with_hooks(|hooks, skip| comparison::keep_types(hooks, current, models, skip, left_out))?;
        self.notes.extend(notes);
        Ok(())
    }

    /// What else env.py's functions leave out looks in `target` as it does in `current`.
    pub(super) fn adapt(&mut self, current: &Schema, target: &mut Schema) -> Result<()> {
        let left_out = self.environment.options.not_compared;
        let notes = self.with_hooks(|hooks, skip| {
            if hooks.has("include_object") || hooks.has("include_name") {
                filter::adapt(hooks, current, target, skip)?;
            }
            comparison::keep_rest(hooks, current, target, skip, left_out)
        })?;
        self.notes.extend(notes);
        Ok(())
    }

    /// `process_revision_directives` of the env.py that the project's Python ran.
    pub(super) fn python_directives(
        &mut self,
        heads: &[String],
        given: &serde_json::Value,
    ) -> Result<serde_json::Value> {
        let Replay { fallback, blocking, .. } = self;
        tokio::task::block_in_place(|| {
            let mut session = Rehearsal::begin(blocking)?;
            let answer = fallback.directives(heads, given, &mut session);
            session.end()?;
            answer
        })
    }

    /// Calls of env.py's functions: they may ask the database.
    pub(super) fn with_hooks<T>(
        &mut self,
        ask: impl FnOnce(&mut Hooks<'_>, &BTreeSet<QualifiedName>) -> Result<T>,
    ) -> Result<T> {
        let Replay { interpreter, environment, fallback, blocking, diff, .. } = self;
        let mut hooks = Hooks::new(interpreter, environment, fallback, blocking);
        tokio::task::block_in_place(|| ask(&mut hooks, &diff.skip_tables))
    }
}
