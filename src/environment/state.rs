//! What the natives of one evaluation of env.py share.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

use crate::config::Config;
use crate::error::Place;
use crate::operation::Script;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::revision::op::session::OperationSession;

use super::options::ConfigureOptions;
use super::url::EngineUrl;

/// `context.run_migrations()`: whoever evaluates env.py decides what happens there.
pub type RunMigrations = dyn Fn(&mut Interpreter, &Configured) -> Evaluated<()>;

/// One `context.configure(…)`.
#[derive(Clone, Debug)]
pub struct Configured {
    /// None where it was not given.
    pub target_metadata: Option<Value>,
    pub options: ConfigureOptions,
    pub place: Option<Place>,
}

/// What `alembic.script` answers, known beforehand.
#[derive(Clone, Debug, Default)]
pub struct ScriptFacts {
    pub directory: PathBuf,
    pub heads: Vec<String>,
    pub bases: Vec<String>,
}

/// What `as_revision_number` of Alembic gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RevisionNumber {
    /// None: nothing, or before the first revision.
    #[default]
    Base,
    One(String),
    /// `heads`.
    Several(Vec<String>),
    /// Alembic's message to whoever asks.
    Wrong(String),
}

pub struct EnvironmentState {
    pub config: RefCell<Config>,
    pub script: ScriptFacts,
    /// `-x`.
    pub arguments: Vec<String>,
    /// `--tag`.
    pub tag: Option<String>,
    /// `--sql`.
    pub offline: bool,
    /// `revision --autogenerate`, and the main job.
    pub autogenerate: bool,
    /// Where the script of `--sql` is collected.
    pub output: Option<Rc<Script>>,
    /// The revision as it was typed.
    pub typed: Option<String>,
    /// What env.py learns of the revisions of `a:b`.
    pub starting_revision: RevisionNumber,
    pub destination: RevisionNumber,
    pub configured: RefCell<Vec<Configured>>,
    /// A call of `configure` whose options could not be read: nothing makes up for those.
    pub configure_failed: Cell<bool>,
    /// URLs of the engines that env.py connected with, in order.
    pub connected: Rc<RefCell<Vec<EngineUrl>>>,
    pub run_migrations: Option<Rc<RunMigrations>>,
    pub runs: Cell<usize>,
    /// `config`, one object.
    pub config_object: RefCell<Option<Value>>,
}

/// # Errors
/// A refusal where no env.py has been evaluated: `context.config` in a module of its own.
pub fn state(interpreter: &mut Interpreter) -> Evaluated<Rc<EnvironmentState>> {
    interpreter
        .extension::<EnvironmentState>()
        .ok_or_else(|| interpreter.refuse("`alembic.context` outside of env.py and revision files"))
}

/// What belongs to env.py itself, put aside while revision files run in its middle.
pub struct Suspended(Option<Rc<OperationSession>>);

/// Puts env.py's own session aside.
pub fn suspend(interpreter: &Interpreter) -> Suspended {
    Suspended(interpreter.extension::<OperationSession>())
}

/// Gives env.py its session back.
pub fn resume(interpreter: &mut Interpreter, suspended: Suspended) {
    if let Some(session) = suspended.0 {
        interpreter.set_extension(session);
    }
}
