//! The proof: the new file, read back as anybody would read it, runs up to what the models make and
//! down to what was there before.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::catalog;
use crate::diff;
use crate::error::{Error, Kind, Result};
use crate::hazard::{Effect, Hazard, Step};
use crate::interrupt::interruptible;
use crate::migrate::sink::RunningSink;
use crate::migrate::version_table;
use crate::operation::{Operation, SinkError};
use crate::render::{self, Frame, RenderOptions};
use crate::revision::evaluate;
use crate::revision::new_file::{self, NewRevision};
use crate::revision::step::Direction;
use crate::revision::template::Body;
use crate::schema::{Names, Schema};

use super::autogenerate::without_skipped;
use super::directives;
use super::draft::Draft;
use super::project::Project;
use super::replay::Replay;
use super::spelling::{self, Spelled};

/// How many lines of a failed comparison are shown.
const SHOWN: usize = 12;

/// Over a body with autocommit blocks.
const COMMITS: &str = "An autocommit block commits what stands before it: if a later line fails, that stays.";

/// What became of a proof.
pub enum Proof {
    Proven(Box<NewRevision>),
    /// The file may be right, but what it does can't be done where there is only one transaction.
    Unprovable(Error),
}

/// What PostgreSQL says of statements that a transaction can't hold, or not yet.
const NOT_IN_A_TRANSACTION: [&str; 2] = ["cannot run inside a transaction block", "unsafe use of new value"];

/// Renders the file and proves it on the replayed database, which is thrown away afterwards. Nothing
/// is written.
///
/// # Errors
/// The file can't be planned or rendered (Alembic's words), PostgreSQL refuses it, or it leads
/// somewhere else than it should: then the difference is shown.
pub async fn prove(
    project: &Project,
    draft: &Draft,
    hazards: &[Hazard],
    replay: &mut Replay,
) -> Result<Proof> {
    match prove_file(project, draft, hazards, replay).await {
        Ok(file) => Ok(Proof::Proven(Box::new(file))),
        Err(error) if replay.is_shadow() && is_about_transactions(&error) => Ok(Proof::Unprovable(error)),
        Err(error) => Err(error),
    }
}

/// Whether one transaction is too few.
pub(super) fn is_about_transactions(error: &Error) -> bool {
    let text = error.to_string();
    NOT_IN_A_TRANSACTION.iter().any(|words| text.contains(words))
}

async fn prove_file(
    project: &Project,
    draft: &Draft,
    hazards: &[Hazard],
    replay: &mut Replay,
) -> Result<NewRevision> {
    let spelled = spelling::spell(draft, replay)?;
    let file = render_file(project, draft, &spelled, &replay.render)?;
    run(replay, &file, Direction::Upgrade).map_err(|error| {
        let rows = hazards.iter().any(|hazard| hazard.effect == Effect::Fails);
        match error.kind() {
            Kind::General if rows => error.hint(
                "rows that the revisions themselves insert are in the way, as shown above: write a revision that \
                 changes them first",
            ),
            Kind::General => blamed(defect(error, &file), draft),
            _ => error,
        }
    })?;
    let up = without_children(inspect(replay).await?, &draft.target);
    let missing = diff::upgrade(&diff::diff(&up, &draft.target, &replay.diff));
    if !directives::is_left_out(draft, &missing) {
        if !missing.is_empty() {
            let error = unproven("upgrade", "the models", &up, &draft.target, Names::Ignored, &file);
            return Err(blamed(error, draft));
        }
        same("upgrade", "the models", &up, &draft.target, Names::Ignored, &file)
            .map_err(|error| blamed(error, draft))?;
    }
    run(replay, &file, Direction::Downgrade).map_err(|error| blamed(defect(error, &file), draft))?;
    let down = inspect(replay).await?;
    same("downgrade", "what was there before", &down, &draft.current, Names::Compared, &file)
        .map_err(|error| blamed(error, draft))?;
    Ok(file)
}

/// The file without a proof, for a draft that is empty or can't be proven.
///
/// # Errors
/// The file can't be planned or rendered.
pub fn unproven_file(project: &Project, draft: &Draft, replay: &mut Replay) -> Result<NewRevision> {
    let spelled = spelling::spell(draft, replay)?;
    render_file(project, draft, &spelled, &replay.render)
}

/// Partitions and inheritance children that the models lack are not in what the models make, and follow
/// their parents in all that is.
fn without_children(mut schema: Schema, target: &Schema) -> Schema {
    schema.tables.retain(|name, table| {
        target.tables.contains_key(name) || !table.catalog.as_ref().is_some_and(|catalog| catalog.inherits)
    });
    schema
}

fn render_file(
    project: &Project,
    draft: &Draft,
    spelled: &Spelled,
    options: &RenderOptions,
) -> Result<NewRevision> {
    let request = draft.revision.request();
    let planned = new_file::plan(&project.scripts, &request, &project.config.working_directory)?;
    let outside = |steps: &[Step]| steps.iter().map(|step| step.outside).collect::<Vec<bool>>();
    let (up, down) = match &draft.safer {
        Some(safer) => (outside(&safer.upgrade), outside(&safer.downgrade)),
        None => (Vec::new(), Vec::new()),
    };
    let render = |operations: &[Operation], outside: &[bool]| {
        let mut notes = draft.notes.clone();
        if outside.contains(&true) {
            notes.push(COMMITS.to_owned());
        }
        render::render_framed(operations, Frame { notes: &notes, outside }, options)
    };
    let upgrade = render(&spelled.upgrade, &up)?;
    let downgrade = render(&spelled.downgrade, &down)?;
    let imports: BTreeSet<&String> = upgrade
        .imports
        .iter()
        .chain(&downgrade.imports)
        .chain(&draft.imports)
        .chain(&spelled.imports)
        .collect();
    let imports: Vec<&str> = imports.into_iter().map(String::as_str).collect();
    let body = Body {
        imports: Some(imports.join("\n")),
        upgrades: Some(upgrade.body),
        downgrades: Some(downgrade.body),
        others: Vec::new(),
    };
    planned.render(&project.scripts, &project.config, &body)
}

fn run(replay: &mut Replay, file: &NewRevision, direction: Direction) -> Result<()> {
    let sink = Rc::new(RefCell::new(RunningSink::new(replay.blocking.clone())));
    let Replay { interpreter, environment, .. } = replay;
    let outcome = tokio::task::block_in_place(|| {
        converted(sink.borrow_mut().begin())?;
        evaluate::run(interpreter, &file.file, direction, &environment.surroundings(), sink.clone())?;
        converted(sink.borrow_mut().commit())
    });
    if outcome.is_err() {
        // the error to report is that of the file
        let _ = tokio::task::block_in_place(|| sink.borrow_mut().rollback());
    }
    let name = match direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
        Direction::Stamp => "stamp",
    };
    outcome.map_err(|error| match error.kind() {
        Kind::Interrupted => error,
        _ => error.context(format!("the new revision's {name}() does not run; nothing was written")),
    })
}

fn defect(error: Error, file: &NewRevision) -> Error {
    match error.kind() {
        Kind::Interrupted => error,
        _ => error.detail(file.text.clone()).hint("report it: this is a defect of gen-migration"),
    }
}

/// What env.py's function did to the operations is no defect of ours.
fn blamed(error: Error, draft: &Draft) -> Error {
    if !draft.is_directed || error.kind() == Kind::Interrupted {
        return error;
    }
    error.without_hints().hint(
        "`process_revision_directives` of env.py changed the operations: what it leaves out of `upgrade_ops` has to \
         go from `downgrade_ops` too, and what it adds has to lead to the models",
    )
}

async fn inspect(replay: &Replay) -> Result<Schema> {
    let schema = interruptible(catalog::introspect(replay.client(), &replay.introspect)).await??;
    Ok(without_skipped(schema, &replay.diff))
}

fn same(
    function: &str,
    goal: &str,
    found: &Schema,
    wanted: &Schema,
    names: Names,
    file: &NewRevision,
) -> Result<()> {
    if found.normal_form(names) == wanted.normal_form(names) {
        return Ok(());
    }
    Err(unproven(function, goal, found, wanted, names, file))
}

fn unproven(
    function: &str,
    goal: &str,
    found: &Schema,
    wanted: &Schema,
    names: Names,
    file: &NewRevision,
) -> Error {
    let (found, wanted) = (found.normal_form(names), wanted.normal_form(names));
    let lacking = wanted.difference(&found).map(|line| format!("- {line}"));
    let extra = found.difference(&wanted).map(|line| format!("+ {line}"));
    let mut lines: Vec<String> = lacking.chain(extra).collect();
    let more = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    if more > 0 {
        lines.push(format!("… and {more} more"));
    }
    Error::new(format!("the new revision's {function}() does not lead to {goal}; nothing was written"))
        .detail("(- is missing, + is too much)")
        .detail(lines.join("\n"))
        .detail(file.text.clone())
        .hint("report it: this is a defect of gen-migration")
}

fn converted(outcome: Result<(), SinkError>) -> Result<()> {
    outcome.map_err(version_table::error)
}
