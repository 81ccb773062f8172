//! `revision` and `merge`: a new file.

use std::rc::Rc;

use crate::error::{Error, Result, shown_path};
use crate::output::{Output, Voice};
use crate::revision::new_file::{self, NewRevision as NewFile, Request};
use crate::revision::template::Body;
use crate::workflow::{self, Directed, NewRevision, Project};

use super::arguments::GlobalArguments;
use super::command::{MergeArguments, RevisionArguments};
use super::comparison::{Comparison, compare};
use super::generate::warn_of_unreached;
use super::{report, settings};

pub async fn revision(arguments: &RevisionArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    if arguments.autogenerate && arguments.sql {
        return Err(Error::new("Using --sql with --autogenerate does not make any sense"));
    }
    let project = settings::open_project(global, output)?;
    if arguments.sql {
        return Err(Error::new(
            "Using --sql with the revision command when revision_environment is not configured does not make any sense",
        ));
    }
    if arguments.autogenerate {
        return autogenerate(arguments, project, output).await;
    }
    let request = Request {
        message: arguments.message.clone(),
        rev_id: arguments.rev_id.clone(),
        heads: vec![arguments.head.clone()],
        splice: arguments.splice,
        branch_labels: arguments.branch_label.clone().into_iter().collect(),
        depends_on: arguments.depends_on.clone(),
        version_path: arguments.version_path.clone(),
        create_date: None,
    };
    write(&project, &request, output)
}

/// Alembic's meaning: the live database, at head, is what the models are compared with.
async fn autogenerate(arguments: &RevisionArguments, project: Project, output: Output) -> Result<()> {
    let project = Rc::new(project);
    let revision = NewRevision {
        message: arguments.message.clone(),
        head: Some(arguments.head.clone()),
        splice: arguments.splice,
        branch_label: arguments.branch_label.clone(),
        version_path: arguments.version_path.clone(),
        rev_id: arguments.rev_id.clone(),
        depends_on: arguments.depends_on.clone(),
    };
    let request = settings::write(&arguments.write, None)?;
    compare(&project, request, revision, output, async |comparison: &mut Comparison<'_>| {
        let Comparison { project, live, replay, draft, drift } = comparison;
        if workflow::direct(project, draft, replay)? == Directed::TakenBack {
            output.result(report::TAKEN_BACK);
            return Ok(());
        }
        if arguments.safe {
            draft.make_safe();
        }
        let unreached = workflow::unreached(project, draft, replay);
        if draft.is_empty() {
            warn_of_unreached(&unreached.unknown, output);
            if !arguments.allow_empty {
                output.result("No new upgrade operations detected.");
                return Ok(());
            }
            return place(&workflow::unproven_file(project, draft, replay)?, output);
        }
        let hazards = workflow::hazards_on(draft, live).await?;
        report::log_operations(draft, &hazards, output);
        warn_of_unreached(&unreached.dropped, output);
        for candidate in &draft.candidates {
            output.warning(&format!(
                "{} A drop and an add are written; for a rename: gen-migration -m MESSAGE {}",
                candidate.question(),
                super::renames::hint(candidate)
            ));
        }
        let file = match &drift.unproven {
            None => workflow::prove(project, draft, &hazards, replay).await?,
            Some(reason) => {
                output.warning(&format!("the revision is not proven: {}", reason.message()));
                workflow::unproven_file(project, draft, replay)?
            }
        };
        crate::interrupt::check()?;
        place(&file, output)
    })
    .await
}

pub async fn merge(arguments: &MergeArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = settings::open_project(global, output)?;
    let request = Request {
        message: arguments.message.clone(),
        rev_id: arguments.rev_id.clone(),
        heads: arguments.revisions.clone(),
        splice: arguments.splice,
        branch_labels: arguments.branch_label.clone().into_iter().collect(),
        depends_on: Vec::new(),
        version_path: None,
        create_date: None,
    };
    write(&project, &request, output)
}

fn write(project: &Project, request: &Request, output: Output) -> Result<()> {
    let planned = new_file::plan(&project.scripts, request, &project.config.working_directory)?;
    place(&planned.render(&project.scripts, &project.config, &Body::default())?, output)
}

/// Writes the file, and says so in Alembic's line, or by the path alone.
fn place(file: &NewFile, output: Output) -> Result<()> {
    file.write()?;
    let path = &file.planned.path;
    match output.voice() {
        Voice::Alembic => output.result(&format!("Generating {} ...  done", path.display())),
        Voice::Own => output.result(&shown_path(path)),
    }
    Ok(())
}
