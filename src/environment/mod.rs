//! `env.py`, evaluated: target metadata, options of `context.configure`, the database URL.
//!
//! It runs to its end as the user wrote it. Whatever engine it makes leads to the run's own
//! connection, and `context.run_migrations()` calls back whoever evaluates it.

pub mod comparison;
mod config_object;
mod context;
pub mod directives;
mod engine;
pub mod filter;
pub mod options;
mod output;
mod plugins;
mod python;
pub mod reflected;
pub mod render_item;
pub mod state;
pub mod url;

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use crate::config::{Config, Variables};
use crate::database::{ConnectionTarget, Host};
use crate::error::{Error, Place, Result, shown_path};
use crate::fallback::PythonEnvironment;
use crate::operation::Script;
use crate::python::interpreter::{Interpreter, Options};
use crate::python::library::Library;
use crate::python::limits::Limits;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::Value;
use crate::revision::collect::CollectingSink;
use crate::revision::evaluate::{self, Failure, Surroundings};
use crate::revision::op;
use crate::revision::op::session::{OperationSession, SharedSink};

pub use options::ConfigureOptions;
pub use plugins::NotCompared;
pub use python::from_python;
pub use state::{Configured, EnvironmentState, RevisionNumber, RunMigrations, ScriptFacts, resume, suspend};
pub use url::EngineUrl;

/// Everything that projects import from us: the standard library, `sqlalchemy`, `alembic`.
pub fn library() -> Library {
    let mut library = Library::standard();
    crate::sqlalchemy::register(&mut library);
    op::register(&mut library);
    crate::metadata::register(&mut library);
    context::register(&mut library);
    directives::register(&mut library);
    library
}

/// The interpreter of a run: env.py, models and revision files share it, as they share a process
/// under Alembic.
///
/// # Errors
/// A mistake of our own libraries only.
pub fn interpreter(config: &Config, variables: &Variables) -> Result<Interpreter> {
    let options = Options {
        search_path: config.module_search_path().to_vec(),
        environment: variables.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        working_directory: config.working_directory.clone(),
        arguments: vec!["alembic".to_owned()],
        limits: Limits::default(),
        code_cache: config.code_cache.clone(),
    };
    let mut interpreter = Interpreter::new(options, library());
    op::session::install(&mut interpreter)
        .and_then(|()| engine::install(&mut interpreter))
        .map_err(|raise| interpreter.error(raise))?;
    Ok(interpreter)
}

/// Sets what the main job exports for env.py: the scratch database, in the spelling that the project
/// uses already (`postgresql+asyncpg://` stays that).
pub fn point_at(variables: &mut Variables, scratch: &ConnectionTarget) {
    let url = scratch.to_url(true);
    let scheme = variables
        .get_filled("DATABASE_URL")
        .and_then(|url| url.split_once("://"))
        .map(|(scheme, _)| scheme.to_owned())
        .filter(|scheme| scheme.starts_with("postgres"))
        .unwrap_or_else(|| "postgresql".to_owned());
    let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    variables.set("DATABASE_URL", format!("{scheme}://{rest}"));
    let host = match &scratch.host {
        Host::Name(name) => name.clone(),
        Host::Socket(folder) => folder.display().to_string(),
    };
    variables.set("POSTGRES_HOST", host);
    variables.set("POSTGRES_PORT", scratch.port.to_string());
    variables.set("POSTGRES_USER", &scratch.user);
    variables.set("POSTGRES_DB", &scratch.database);
    match &scratch.password {
        Some(password) => variables.set("POSTGRES_PASSWORD", password.expose()),
        // settings classes often want one
        None => variables.set("POSTGRES_PASSWORD", ""),
    }
}

/// How env.py is to be evaluated.
#[derive(Default)]
pub struct Request {
    /// `-x`.
    pub arguments: Vec<String>,
    pub tag: Option<String>,
    /// `--sql`.
    pub offline: bool,
    /// `revision --autogenerate`, and the main job.
    pub autogenerate: bool,
    pub output: Option<Rc<Script>>,
    /// The revision as it was typed.
    pub typed: Option<String>,
    pub starting_revision: RevisionNumber,
    pub destination: RevisionNumber,
    pub script: ScriptFacts,
    /// Where statements go that env.py itself executes; without one they are only noted.
    pub sink: Option<SharedSink>,
    /// Takes the URLs of the engines that env.py connects with, for whoever has to know them meanwhile.
    pub connected: Rc<RefCell<Vec<EngineUrl>>>,
    /// What `context.run_migrations()` does.
    pub run_migrations: Option<Rc<RunMigrations>>,
    /// The main job: what comes after `target_metadata` is bound, or after `configure()`, may fail.
    pub only_metadata: bool,
}

/// What env.py says.
pub struct Environment {
    /// One MetaData, or several; empty when there is none.
    pub target_metadata: Vec<Value>,
    /// `target_metadata` as it was given: a single one passes its naming convention to `op.*`.
    pub target_value: Value,
    pub options: ConfigureOptions,
    /// The URL of the first connection that env.py opened, or that `configure(url=…)` names.
    pub url: Option<EngineUrl>,
    /// Statements that env.py executed itself (`SET search_path`, `CREATE SCHEMA`), in order; only
    /// where the request had no sink.
    pub statements: Vec<String>,
    /// How often `context.run_migrations()` was called.
    pub runs: usize,
    /// For `--verbose`: what did not work and did not matter.
    pub notes: Vec<String>,
    /// What the project's Python said, where env.py or the models could not be read.
    pub python: Option<PythonEnvironment>,
}

impl Environment {
    /// The function that env.py gives for an option; `None` where there is none, or the project's Python
    /// has it.
    pub fn function(&self, option: &str) -> Option<&Value> {
        let options = &self.options;
        let given = match option {
            "include_object" => &options.include_object,
            "include_name" => &options.include_name,
            "compare_type" => &options.compare_type,
            "compare_server_default" => &options.compare_server_default,
            "render_item" => &options.render_item,
            "process_revision_directives" => &options.process_revision_directives,
            _ => &None,
        };
        given.as_ref().filter(|value| !matches!(value, Value::None | Value::Bool(_)))
    }

    /// What revision files see of it.
    pub fn surroundings(&self) -> Surroundings {
        let url = match &self.url {
            Some(EngineUrl::Known { text, .. }) => Some(text.clone()),
            Some(EngineUrl::Unknown { .. }) | None => None,
        };
        Surroundings { target_metadata: self.target_value.clone(), options: self.options.given.clone(), url }
    }
}

/// Alembic's name for env.py as a module.
const MODULE: &str = "env_py";

/// As [`attempt`], for callers that have no Python.
///
/// # Errors
/// See [`attempt`].
pub fn evaluate(
    interpreter: &mut Interpreter,
    config: &Config,
    env_py: &Path,
    request: Request,
) -> Result<Environment> {
    attempt(interpreter, config, env_py, request).map_err(|failure| failure.error)
}

/// Runs env.py.
///
/// # Errors
/// What it raises or what can't be evaluated, with the line; with `only_metadata` just when it comes
/// before both `configure()` and the binding of `target_metadata`.
pub fn attempt(
    interpreter: &mut Interpreter,
    config: &Config,
    env_py: &Path,
    request: Request,
) -> Result<Environment, Failure> {
    if !env_py.is_file() {
        return Err(Error::new(format!("can't find env.py at {}", shown_path(env_py)))
            .hint("check `script_location` in the configuration")
            .into());
    }
    let noted =
        Rc::new(RefCell::new(CollectingSink { offline: request.offline, ..CollectingSink::default() }));
    let sink: SharedSink = request.sink.unwrap_or_else(|| noted.clone());
    interpreter.set_extension(Rc::new(OperationSession::new(sink, Value::None)));
    let state = Rc::new(EnvironmentState {
        config: config.clone().into(),
        script: request.script,
        arguments: request.arguments,
        tag: request.tag,
        offline: request.offline,
        autogenerate: request.autogenerate,
        output: request.output,
        typed: request.typed,
        starting_revision: request.starting_revision,
        destination: request.destination,
        configured: RefCell::default(),
        configure_failed: false.into(),
        connected: request.connected,
        run_migrations: request.run_migrations,
        runs: 0.into(),
        config_object: RefCell::default(),
    });
    interpreter.set_extension(state.clone());

    let outcome = interpreter.run_file(env_py, MODULE);
    let bound = module_attribute(interpreter, "target_metadata");
    let mut notes = Vec::new();
    if let Err(raise) = outcome {
        let configured = !state.configured.borrow().is_empty();
        let fatal = matches!(&*raise, Raise::Fatal(_));
        let known = bound.as_ref().is_some_and(|value| !value.is_none() && !value.is_unknown());
        let remedy = evaluate::remedy(&raise);
        let error = interpreter.error(raise);
        if fatal || state.configure_failed.get() || !request.only_metadata || !(configured || known) {
            return Err(Failure { error, remedy });
        }
        if let Some(option) = unheard_option(env_py).filter(|_| !configured) {
            let context = format!(
                "env.py stops before `context.configure()`, whose `{option}` has a say in what is written"
            );
            return Err(Failure { error: error.context(context), remedy });
        }
        let after = if configured { "`context.configure()`" } else { "`target_metadata` was bound" };
        notes.push(format!("env.py stopped after {after}, which is all that is needed here: {error}"));
    }

    if notes.is_empty() && state.configured.borrow().is_empty() {
        if let Some(option) = unheard_option(env_py).filter(|_| request.only_metadata) {
            let error = Error::new(format!(
                "env.py ends without a call of `context.configure()`, whose `{option}` has a say in what is written"
            ))
            .at(Place::new(env_py, 1, 0, ""));
            return Err(Failure { error, remedy: evaluate::Remedy::Python });
        }
        notes.push(
            "env.py ended without a call of `context.configure()`: its options are the defaults".to_owned(),
        );
    }
    let configured = state.configured.borrow();
    let last = configured.last();
    if configured.len() > 1 {
        notes.push(format!(
            "env.py calls `context.configure()` {} times: the last one counts",
            configured.len()
        ));
    }
    let target_value = match last {
        Some(configured) => configured.target_metadata.clone().unwrap_or(Value::None),
        None => bound.unwrap_or(Value::None),
    };
    let options = last.map(|configured| configured.options.clone()).unwrap_or_default();
    let target_metadata = metadata_list(interpreter, &target_value).map_err(|raise| {
        let remedy = evaluate::remedy(&raise);
        Failure { error: interpreter.error(raise), remedy }
    })?;
    let url = state.connected.borrow().first().cloned();
    let statements = noted.borrow().collected.iter().filter_map(statement).collect();
    Ok(Environment {
        target_metadata,
        target_value,
        options,
        url,
        statements,
        runs: state.runs.get(),
        notes,
        python: None,
    })
}

/// The first option in the text of env.py that decides what is compared or written, by name. What only
/// says what is the case anyway decides nothing.
fn unheard_option(env_py: &Path) -> Option<&'static str> {
    const OPTIONS: [&str; 11] = [
        "include_object",
        "include_name",
        "include_schemas",
        "compare_type",
        "compare_server_default",
        "version_table",
        "version_table_schema",
        "render_item",
        "process_revision_directives",
        "autogenerate_plugins",
        "user_module_prefix",
    ];
    let text = std::fs::read_to_string(env_py).unwrap_or_default();
    let code: Vec<&str> = text.lines().map(|line| line.split('#').next().unwrap_or_default()).collect();
    let text = code.join("\n");
    OPTIONS.into_iter().find(|option| {
        text.match_indices(option).any(|(at, _)| {
            if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                return false;
            }
            let after = text[at + option.len()..].trim_start_matches(['"', '\'', ']', ' ']);
            let Some(value) = after.strip_prefix(['=', ':']) else { return false };
            let value = value.trim_start();
            !value.starts_with('=')
                && !value.starts_with("None")
                && match *option {
                    "compare_type" | "compare_server_default" => !value.starts_with("True"),
                    "include_schemas" => !value.starts_with("False"),
                    _ => true,
                }
        })
    })
}

fn module_attribute(interpreter: &mut Interpreter, name: &str) -> Option<Value> {
    let Value::Dict(modules) = interpreter.loaded_modules() else { return None };
    let Some(Value::Module(module)) = modules.borrow().get_str(MODULE).cloned() else { return None };
    module.attribute(name)
}

fn statement(collected: &crate::revision::collect::Collected) -> Option<String> {
    use crate::operation::Operation;
    use crate::revision::collect::Collected;
    match collected {
        Collected::Operation(Operation::Execute { sql, .. }) => Some(sql.clone()),
        Collected::Statement(statement) => crate::ddl::inline::inlined(statement).ok(),
        _ => None,
    }
}

/// One MetaData or a sequence of them.
fn metadata_list(interpreter: &mut Interpreter, value: &Value) -> Evaluated<Vec<Value>> {
    match value {
        Value::None => Ok(Vec::new()),
        Value::Unknown(unknown) => Err(interpreter.refuse_unknown(unknown, "`target_metadata`")),
        Value::List(_) | Value::Tuple(_) | Value::Set(_) => interpreter.iterate(value),
        other => Ok(vec![other.clone()]),
    }
}
