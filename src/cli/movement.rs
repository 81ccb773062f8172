//! `upgrade`, `downgrade`, `stamp`, `ensure_version`: the live database moves.

use std::rc::Rc;

use crate::error::{Error, Result};
use crate::output::Output;
use crate::workflow::{self, LiveRequest, OfflineCommand, Project, Purge};

use super::arguments::GlobalArguments;
use super::command::{DowngradeArguments, EnsureVersionArguments, StampArguments, UpgradeArguments};
use super::live::{LiveOutput, say_report};
use super::{offline, prompt, settings};

pub async fn upgrade(arguments: &UpgradeArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    if arguments.sql {
        return offline::print(
            OfflineCommand::upgrade(&arguments.revision)?,
            arguments.tag.clone(),
            global,
            output,
        );
    }
    let project = Rc::new(settings::open_project(global, output)?);
    let request = settings::write(&arguments.write, arguments.tag.clone())?;
    let observer = LiveOutput::new(output, true);
    let report = workflow::upgrade(&project, &arguments.revision, request, observer).await?;
    say_report(&report, output);
    Ok(())
}

pub async fn downgrade(
    arguments: &DowngradeArguments,
    global: &GlobalArguments,
    output: Output,
) -> Result<()> {
    if arguments.sql {
        return offline::print(
            OfflineCommand::downgrade(&arguments.revision)?,
            arguments.tag.clone(),
            global,
            output,
        );
    }
    let project = Rc::new(settings::open_project(global, output)?);
    let request = settings::write(&arguments.write, arguments.tag.clone())?;
    if output.interactive() && !may_lose(&project, &arguments.revision, &request, output).await? {
        return Err(Error::new("nothing was done").hint("--yes answers the question beforehand"));
    }
    let observer = LiveOutput::new(output, true);
    let report = workflow::downgrade(&project, &arguments.revision, request, observer).await?;
    say_report(&report, output);
    Ok(())
}

/// A person is asked before rows go.
async fn may_lose(
    project: &Rc<Project>,
    target: &str,
    request: &LiveRequest,
    output: Output,
) -> Result<bool> {
    let observer = LiveOutput::new(output, false);
    let losses = workflow::downgrade_losses(project, target, request.clone(), observer).await?;
    if !losses.is_destructive() {
        return Ok(true);
    }
    output.warning(&format!("the downgrade to {target} changes {}", losses.database));
    for table in &losses.tables {
        output.progress(&format!("  - drops the table {table} with its rows"));
    }
    for (table, column) in &losses.columns {
        output.progress(&format!("  - drops the column {table}.{column} with its values"));
    }
    for revision in &losses.unread {
        output.progress(&format!("  ? what {revision} drops can't be told before it runs"));
    }
    prompt::confirm("Go on?", false)
}

pub async fn stamp(arguments: &StampArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    if arguments.sql {
        return offline::print(
            OfflineCommand::stamp(&arguments.revisions, arguments.purge)?,
            arguments.tag.clone(),
            global,
            output,
        );
    }
    let project = Rc::new(settings::open_project(global, output)?);
    let request = settings::write(&arguments.write, arguments.tag.clone())?;
    let purge = if arguments.purge { Purge::Yes } else { Purge::No };
    let observer = LiveOutput::new(output, true);
    let report = workflow::stamp(&project, &arguments.revisions, purge, request, observer).await?;
    say_report(&report, output);
    Ok(())
}

pub async fn ensure_version(
    arguments: &EnsureVersionArguments,
    global: &GlobalArguments,
    output: Output,
) -> Result<()> {
    if arguments.sql {
        return offline::print(OfflineCommand::EnsureVersion, None, global, output);
    }
    let project = Rc::new(settings::open_project(global, output)?);
    let request = settings::write(&arguments.write, None)?;
    let observer = LiveOutput::new(output, true);
    let report = workflow::ensure_version(&project, request, observer).await?;
    say_report(&report, output);
    Ok(())
}
