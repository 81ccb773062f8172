//! What `check` and `revision --autogenerate` have in common: the live database, at head, beside the
//! models, with a scratch database on the same server for what must be built and proven.

use std::rc::Rc;

use crate::database::{self, Database, Options, Source};
use crate::error::{Error, Kind, Result};
use crate::output::{Output, Voice};
use crate::workflow::{
    self, Draft, Drift, LiveDatabase, LiveRequest, NewRevision, Project, Replay, Unobserved,
};

use super::conversation::Terminal;
use super::generate::Replaying;
use super::live::{LiveOutput, say_report};

/// What was compared, and with what.
pub struct Comparison<'a> {
    pub project: &'a Project,
    pub live: LiveDatabase,
    pub replay: Replay,
    pub draft: Draft,
    pub drift: Drift,
}

/// Compares, hands the comparison to `job`, and removes the scratch database whatever becomes of it.
///
/// # Errors
/// "Target database is not up to date."; what a replay or a comparison can't do; the job's.
pub async fn compare(
    project: &Rc<Project>,
    request: LiveRequest,
    revision: NewRevision,
    output: Output,
    job: impl AsyncFnOnce(&mut Comparison<'_>) -> Result<()>,
) -> Result<()> {
    let (live, report) = workflow::at_head(project, request, LiveOutput::new(output, false)).await?;
    say_report(&report, output);
    let options = Options {
        source: Source::Server,
        database_url: Some(live.target.clone()),
        environment: project.variables.to_map(),
        ..Options::from_process()
    };
    let mut terminal = Terminal::new(output, false, false);
    let choice = database::choose(&options, &mut terminal).await?;
    let mut database = choice.open(&options, &mut terminal).await.map_err(no_scratch)?;
    let outcome = async {
        let (replay, draft, drift) =
            beside(project, &live, revision, &mut database, &mut terminal, output).await?;
        job(&mut Comparison { project, live, replay, draft, drift }).await
    }
    .await;
    terminal.progress().clear();
    let closed = database.close(&mut terminal).await;
    terminal.progress().clear();
    outcome?;
    closed
}

async fn beside(
    project: &Project,
    live: &LiveDatabase,
    revision: NewRevision,
    database: &mut Database,
    terminal: &mut Terminal,
    output: Output,
) -> Result<(Replay, Draft, Drift)> {
    let replayed = match output.voice() {
        Voice::Own => workflow::replay(project, database, &mut Replaying { terminal }).await,
        Voice::Alembic => workflow::replay(project, database, &mut Unobserved).await,
    }
    .map_err(no_scratch);
    let is_replayed = replayed.is_ok();
    let mut replay = match replayed {
        Ok(replay) => replay,
        Err(error) if error.kind() == Kind::General => {
            output.warning(&format!(
                "the revisions can't be replayed from nothing: {}; a copy of the live schema stands in for them",
                error.message()
            ));
            workflow::without_history(project, database).await?
        }
        Err(error) => return Err(error),
    };
    for note in &replay.notes {
        output.detail(note);
    }
    let (draft, drift) = workflow::autogenerate_live(project, &mut replay, live, revision).await?;
    for used in replay.used_python() {
        output.progress(&used.to_string());
    }
    if !drift.is_empty() && is_replayed {
        output.warning(&format!(
            "{} is not what the revisions make ({}):",
            live.target.database, drift.summary.total
        ));
        for line in &drift.summary.lines {
            output.progress(&format!("  {}", line.text));
        }
    }
    Ok((replay, draft, drift))
}

/// The live server's role may not make databases.
fn no_scratch(error: Error) -> Error {
    if error.message().contains("permission denied to create database") {
        return error.hint("compare elsewhere: gen-migration -m MESSAGE needs no live database");
    }
    error
}
