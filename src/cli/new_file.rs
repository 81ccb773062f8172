//! `revision` and `merge`: a new file.

use std::rc::Rc;

use crate::error::{Error, Result, shown_path};
use crate::output::{Output, Voice};
use crate::revision::new_file::{self, NewRevision as NewFile, Request};
use crate::workflow::{self, Directed, Maker, NewRevision, OfflineCommand, Project, Proof, Surrounded};

use super::arguments::GlobalArguments;
use super::command::{MergeArguments, RevisionArguments};
use super::comparison::{Comparison, compare};
use super::generate::warn_of_unreached;
use super::live::{LiveOutput, say_report};
use super::{offline, post_write_hooks, report, settings};

pub async fn revision(arguments: &RevisionArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    if arguments.autogenerate && arguments.sql {
        return Err(Error::new("Using --sql with --autogenerate does not make any sense"));
    }
    let project = Rc::new(settings::open_project(global, output)?);
    if arguments.sql && !project.config.boolean_option("revision_environment")? {
        return Err(Error::new(
            "Using --sql with the revision command when revision_environment is not configured does not make any sense",
        ));
    }
    if arguments.autogenerate {
        return autogenerate(arguments, project, output).await;
    }
    if arguments.sql {
        let request = new_revision(arguments).request();
        let planned = new_file::plan(&project.scripts, &request, &project.config.working_directory)?;
        let body = offline::print_for(&project, OfflineCommand::Revision, None, output)?;
        return place(&project, &planned.render(&project.scripts, &project.config, &body)?, output);
    }
    let live = settings::live(&arguments.write.live)?;
    let observer = LiveOutput::new(output, false);
    let surrounded =
        workflow::revision_environment(&project, new_revision(arguments), Maker::Revision, live, observer)
            .await?;
    if surrounded.taken_back {
        output.result(report::TAKEN_BACK);
        return Ok(());
    }
    let request = surrounded.revision.request();
    write(&project, &request, &surrounded, output)
}

fn new_revision(arguments: &RevisionArguments) -> NewRevision {
    NewRevision {
        message: arguments.message.clone(),
        head: Some(arguments.head.clone()),
        splice: arguments.splice,
        branch_label: arguments.branch_label.clone(),
        version_path: arguments.version_path.clone(),
        rev_id: arguments.rev_id.clone(),
        depends_on: arguments.depends_on.clone(),
    }
}

/// Alembic's meaning: the live database, at head, is what the models are compared with.
async fn autogenerate(arguments: &RevisionArguments, project: Rc<Project>, output: Output) -> Result<()> {
    let revision = new_revision(arguments);
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
            return place(project, &workflow::unproven_file(project, draft, replay)?, output);
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
            None => match workflow::prove(project, draft, &hazards, replay).await? {
                Proof::Proven(file) => *file,
                Proof::Unprovable(reason) => {
                    output.warning(&format!("the revision is not proven: {}", reason.message()));
                    draft.note_unproven();
                    workflow::unproven_file(project, draft, replay)?
                }
            },
            Some(reason) => {
                output.warning(&format!("the revision is not proven: {}", reason.message()));
                workflow::unproven_file(project, draft, replay)?
            }
        };
        crate::interrupt::check()?;
        place(project, &file, output)
    })
    .await
}

pub async fn merge(arguments: &MergeArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = Rc::new(settings::open_project(global, output)?);
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
    let live = settings::live(&arguments.live)?;
    let observer = LiveOutput::new(output, false);
    let surrounded =
        workflow::revision_environment(&project, NewRevision::default(), Maker::Merge, live, observer)
            .await?;
    write(&project, &request, &surrounded, output)
}

fn write(project: &Project, request: &Request, surrounded: &Surrounded, output: Output) -> Result<()> {
    if let Some(report) = &surrounded.report {
        say_report(report, output);
    }
    let planned = new_file::plan(&project.scripts, request, &project.config.working_directory)?;
    place(project, &planned.render(&project.scripts, &project.config, &surrounded.body)?, output)
}

/// Writes the file, says so in Alembic's line or by the path alone, and runs the hooks on it.
fn place(project: &Project, file: &NewFile, output: Output) -> Result<()> {
    let path = &file.planned.path;
    let new_folder = path.parent().filter(|folder| !folder.exists());
    file.write()?;
    if let Some(folder) = new_folder {
        output.remark(&format!("Creating directory {} ...  done", folder.display()));
    }
    match output.voice() {
        Voice::Alembic => output.result(&format!("Generating {} ...  done", path.display())),
        Voice::Own => output.result(&shown_path(path)),
    }
    post_write_hooks::run(project, path, output)
}
