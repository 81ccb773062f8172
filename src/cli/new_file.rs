//! `revision` and `merge`: a new file.

use std::path::Path;

use crate::error::{Error, Result, shown_path};
use crate::output::{Output, Voice};
use crate::revision::new_file::{self, Request};
use crate::revision::template::Body;
use crate::workflow::Project;

use super::arguments::GlobalArguments;
use super::command::{MergeArguments, RevisionArguments};
use super::settings;

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
    let file = planned.render(&project.scripts, &project.config, &Body::default())?;
    file.write()?;
    say_written(&file.planned.path, output);
    Ok(())
}

/// Alembic's line, or the path alone.
fn say_written(path: &Path, output: Output) {
    match output.voice() {
        Voice::Alembic => output.result(&format!("Generating {} ...  done", path.display())),
        Voice::Own => output.result(&shown_path(path)),
    }
}
