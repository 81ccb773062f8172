//! `upgrade`, `downgrade`, `stamp`, `ensure_version`: the live database moves.

use std::rc::Rc;

use crate::error::{Error, Result};
use crate::output::Output;
use crate::workflow::{self, Purge};

use super::arguments::GlobalArguments;
use super::command::{DowngradeArguments, EnsureVersionArguments, StampArguments, UpgradeArguments};
use super::live::{LiveOutput, say_report};
use super::settings;

pub async fn upgrade(arguments: &UpgradeArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    not_yet(arguments.sql)?;
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
    not_yet(arguments.sql)?;
    let project = Rc::new(settings::open_project(global, output)?);
    let request = settings::write(&arguments.write, arguments.tag.clone())?;
    let observer = LiveOutput::new(output, true);
    let report = workflow::downgrade(&project, &arguments.revision, request, observer).await?;
    say_report(&report, output);
    Ok(())
}

pub async fn stamp(arguments: &StampArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    not_yet(arguments.sql)?;
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
    not_yet(arguments.sql)?;
    let project = Rc::new(settings::open_project(global, output)?);
    let request = settings::write(&arguments.write, None)?;
    let observer = LiveOutput::new(output, true);
    let report = workflow::ensure_version(&project, request, observer).await?;
    say_report(&report, output);
    Ok(())
}

/// Nothing may run while the script of `--sql` can't be printed.
fn not_yet(sql: bool) -> Result<()> {
    if sql {
        return Err(Error::new("--sql is not there yet; nothing was done"));
    }
    Ok(())
}
