//! Runs one revision file: its module-level code, then `upgrade()` or `downgrade()`.

use std::rc::Rc;

use crate::error::{Error, Place, Result, shown_path};
use crate::python::call::Arguments;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::{Instance, Module, Value};

use super::file::RevisionFile;
use super::op;
use super::op::session::{OperationSession, SharedSink};
use super::op::{database_error, migration_context, offline};
use super::step::{Direction, Step};

/// What env.py says that revision files see.
#[derive(Clone)]
pub struct Surroundings {
    pub target_metadata: Value,
    /// Options of `context.configure` by name.
    pub options: Vec<(Rc<str>, Value)>,
    /// The URL that it connected with, where it is known.
    pub url: Option<String>,
}

impl Default for Surroundings {
    fn default() -> Self {
        Surroundings { target_metadata: Value::None, options: Vec::new(), url: None }
    }
}

/// Whether running the file with the project's own Python is worth a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Reading could not settle something; Python can.
    Python,
    /// An exception that no `raise` of the project made: Python may see it differently.
    PerhapsPython,
    /// The outcome is the file's own, or the run's end.
    None,
}

/// Why a file did not run to its end.
#[derive(Clone, Debug)]
pub struct Failure {
    pub error: Error,
    pub remedy: Remedy,
}

/// As [`attempt`], for callers that have no other way to run the file.
///
/// # Errors
/// See [`attempt`].
pub fn run(
    interpreter: &mut Interpreter,
    file: &RevisionFile,
    direction: Direction,
    surroundings: &Surroundings,
    sink: SharedSink,
) -> Result<()> {
    attempt(interpreter, file, direction, surroundings, sink).map_err(|failure| failure.error)
}

/// Loads the file and calls its function; every operation reaches `sink` before the next line runs.
///
/// # Errors
/// A refusal, an exception of the file, PostgreSQL's error: each with the file's line.
pub fn attempt(
    interpreter: &mut Interpreter,
    file: &RevisionFile,
    direction: Direction,
    surroundings: &Surroundings,
    sink: SharedSink,
) -> Result<(), Failure> {
    let mut session = OperationSession::new(sink, surroundings.target_metadata.clone());
    session.in_migration = true;
    session.url.clone_from(&surroundings.url);
    *session.options.borrow_mut() = surroundings.options.clone();
    let session = Rc::new(session);
    interpreter.set_extension(session.clone());
    interpreter.loosen_imports(true);
    let outcome = load_and_call(interpreter, file, direction);
    interpreter.loosen_imports(false);
    outcome.map_err(|raise| {
        let remedy = remedy(&raise);
        let wanted_rows = matches!(&*raise, Raise::Exception { .. }) && session.asked_for_bind.get();
        let error = error(interpreter, raise, file);
        Failure { error: if wanted_rows { error.hint(offline::NO_ROWS) } else { error }, remedy }
    })
}

impl From<Error> for Failure {
    /// What nothing remedies.
    fn from(error: Error) -> Self {
        Failure { error, remedy: Remedy::None }
    }
}

/// Whether Python may do better than reading.
pub fn remedy(raise: &Raise) -> Remedy {
    match raise {
        Raise::Refusal { .. } => Remedy::Python,
        Raise::Fatal(_) => Remedy::None,
        Raise::Exception { value, traceback } => {
            let is_users = traceback.last().is_some_and(|place| {
                ["raise", "assert"].iter().any(|word| place.source.trim_start().starts_with(word))
            });
            if is_users || database_error::inside(value).is_some() {
                Remedy::None
            } else {
                Remedy::PerhapsPython
            }
        }
    }
}

/// Alembic's name for the module of a revision file.
pub fn module_name(file: &RevisionFile) -> String {
    let stem = file.path.file_stem().unwrap_or_default().to_string_lossy();
    let word = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '_' };
    format!("{}_py", stem.chars().map(word).collect::<String>())
}

fn load_and_call(interpreter: &mut Interpreter, file: &RevisionFile, direction: Direction) -> Evaluated<()> {
    let name = module_name(file);
    let module = interpreter.run_source(file.source.to_string(), &file.path, &name)?;
    let function = match direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
        Direction::Stamp => return Ok(()),
    };
    call(interpreter, &module, function, file)
}

fn call(
    interpreter: &mut Interpreter,
    module: &Rc<Module>,
    name: &str,
    file: &RevisionFile,
) -> Evaluated<()> {
    let first_line = || Place::new(&file.path, 1, 0, file.source.lines().next().unwrap_or_default());
    let Some(function) = module.attribute(name) else {
        let path = shown_path(&file.path);
        let error = Error::new(format!("{path} has no `{name}()`")).at(first_line());
        return Err(Raise::fatal(
            error.hint(format!("write `def {name}(): pass` where nothing is to be done")),
        ));
    };
    if let Value::Function(function) = &function {
        let required = function.parameter_names().len()
            - function.defaults.borrow().len().min(function.parameter_names().len());
        if required > 0 {
            let error = Error::new(format!("`{name}({})` takes an engine's name", function.parameter_names().join(", ")))
                .at(function.defined_at())
                .hint("migrations of several databases (the multidb template) are not supported: each needs a run of its own");
            return Err(Raise::fatal(error));
        }
    }
    let result = interpreter.call(&function, Arguments::default())?;
    if matches!(&result, Value::Iterator(iterator) if iterator.borrow().type_name() == "coroutine") {
        let error =
            Error::new(format!("`async def {name}()`: Alembic does not await it, so nothing would run"))
                .at(first_line())
                .hint("write `def`, and use `op.run_async` for what must be awaited");
        return Err(Raise::fatal(error));
    }
    op::session::session(interpreter)?.check_rolled_back()
}

/// Calls what `on_version_apply` of `context.configure` names, as Alembic does after each step.
///
/// # Errors
/// What it raises.
pub fn version_applied(
    interpreter: &mut Interpreter,
    step: &Step,
    surroundings: &Surroundings,
) -> Result<()> {
    let given = surroundings.options.iter().find(|(name, _)| &**name == "on_version_apply");
    let callbacks = match given.map(|(_, value)| value) {
        None | Some(Value::None) => return Ok(()),
        Some(Value::List(items)) => items.borrow().clone(),
        Some(Value::Tuple(items)) => items.to_vec(),
        Some(callback) => vec![callback.clone()],
    };
    let texts = |texts: &[String]| Value::tuple(texts.iter().map(Value::str).collect());
    let is_upgrade = step.direction != Direction::Downgrade;
    let (up, down) = if is_upgrade { (&step.to, &step.from) } else { (&step.from, &step.to) };
    let info = Instance::new(ClassBuilder::new("alembic.runtime.migration", "MigrationInfo").build());
    info.set_attribute("is_upgrade", Value::Bool(is_upgrade));
    info.set_attribute("is_stamp", Value::Bool(step.direction == Direction::Stamp));
    info.set_attribute("is_migration", Value::Bool(step.direction != Direction::Stamp));
    info.set_attribute("up_revision_id", up.first().map_or(Value::None, Value::str));
    info.set_attribute("up_revision_ids", texts(up));
    info.set_attribute("down_revision_ids", texts(down));
    info.set_attribute("source_revision_ids", texts(&step.from));
    info.set_attribute("destination_revision_ids", texts(&step.to));
    let info = Value::Instance(info);
    for callback in callbacks {
        let mut heads = crate::python::dict::Set::default();
        for head in &step.heads {
            heads.entries.insert(crate::python::dict::Key::Str(head.as_str().into()), Value::str(head));
        }
        let keywords: Vec<(Rc<str>, Value)> = vec![
            ("ctx".into(), migration_context::context(interpreter)),
            ("step".into(), info.clone()),
            ("heads".into(), Value::set(heads)),
            ("run_args".into(), Value::dict(crate::python::dict::Dict::default())),
        ];
        let outcome = interpreter.call(&callback, Arguments { positional: Vec::new(), keywords });
        outcome.map_err(|raise| interpreter.error(raise))?;
    }
    Ok(())
}

/// The report: PostgreSQL's own words where it said no, at the innermost line of the file itself.
fn error(interpreter: &mut Interpreter, raise: Box<Raise>, file: &RevisionFile) -> Error {
    let Raise::Exception { value, traceback } = &*raise else { return interpreter.error(raise) };
    let Some(said) = database_error::inside(value) else { return interpreter.error(raise) };
    let mut report = said.report();
    let own = traceback.iter().rev().find(|place| place.file == file.path);
    if let Some(place) = own.or(traceback.last()) {
        report = report.at(place.clone());
    }
    report
}
