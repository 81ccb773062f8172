//! The comparison: what the models make of the replayed database, as operations.

use crate::catalog;
use crate::diff::{self, DiffOptions};
use crate::error::{Error, Result};
use crate::interrupt::interruptible;
use crate::operation::Irreversible;
use crate::schema::Schema;

use super::draft::{Draft, NewRevision};
use super::drift::{self, Drift};
use super::live::LiveDatabase;
use super::project::Project;
use super::replay::Replay;
use super::target;

/// Reads the models and compares them with the replayed database. Nothing is rendered or written.
///
/// # Errors
/// env.py names no metadata; the models can't be read, or PostgreSQL refuses them.
pub async fn autogenerate(project: &Project, replay: &mut Replay, revision: NewRevision) -> Result<Draft> {
    let mut models = replay.read_models(project)?;
    replay.look_at(&models)?;
    if let Some(shadow) = replay.blocking.shadow() {
        shadow.check(replay.client()).await?;
    }
    let current = interruptible(catalog::introspect(replay.client(), &replay.introspect)).await??;
    replay.skip_tables(&current, &mut models)?;
    replay.keep_types(&current, &mut models)?;
    let mut target = target::build(replay, &current, &models).await?;
    replay.adapt(&current, &mut target)?;
    let current = without_skipped(current, &replay.diff);
    let target = without_skipped(target, &replay.diff);
    draft(replay, revision, current, target)
}

/// The same for a live database that stands at head: what the models make of *it*. Where it is not what
/// the revisions make, the replayed database follows it, for the proof.
///
/// # Errors
/// As [`autogenerate`].
pub async fn autogenerate_live(
    project: &Project,
    replay: &mut Replay,
    live: &LiveDatabase,
    revision: NewRevision,
) -> Result<(Draft, Drift)> {
    let mut models = replay.read_models(project)?;
    replay.look_at(&models)?;
    let current = interruptible(catalog::introspect(live.client(), &replay.introspect)).await??;
    drift::prepare(replay, live, &current).await?;
    let replayed = interruptible(catalog::introspect(replay.client(), &replay.introspect)).await??;
    replay.skip_tables(&current, &mut models)?;
    replay.keep_types(&current, &mut models)?;
    let mut target = target::build(replay, &replayed, &models).await?;
    let drift = drift::follow(replay, &replayed, &current).await?;
    replay.adapt(&current, &mut target)?;
    let current = without_skipped(current, &replay.diff);
    let target = without_skipped(target, &replay.diff);
    Ok((draft(replay, revision, current, target)?, drift))
}

/// The draft for two catalogs; also after a rename was decided, which changes what `current` is.
fn draft(replay: &Replay, revision: NewRevision, current: Schema, target: Schema) -> Result<Draft> {
    let operations = diff::diff(&current, &target, &replay.diff);
    let upgrade = diff::upgrade(&operations);
    let downgrade = diff::downgrade(&operations).map_err(irreversible)?;
    let candidates = diff::candidates(&current, &target, &replay.diff);
    let summary = diff::summarize(&upgrade);
    Ok(Draft {
        revision,
        upgrade,
        downgrade,
        summary,
        candidates,
        left_out: Vec::new(),
        imports: Vec::new(),
        is_directed: false,
        notes: Vec::new(),
        safer: None,
        operations,
        current,
        target,
    })
}

pub(super) fn irreversible(reason: Irreversible) -> Error {
    Error::new(reason.to_string()).hint("report it: this is a defect of gen-migration")
}

/// What is skipped takes no part in the proof either.
pub(super) fn without_skipped(mut schema: Schema, options: &DiffOptions) -> Schema {
    schema.tables.retain(|name, _| !options.skip_tables.contains(name));
    schema
}
