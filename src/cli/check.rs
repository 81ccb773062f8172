//! `check`: is the live database at head, and do the models agree with it?

use std::rc::Rc;

use crate::error::{Error, Result};
use crate::output::{Output, Voice};
use crate::workflow::{self, NewRevision};

use super::arguments::GlobalArguments;
use super::command::CheckArguments;
use super::comparison::{Comparison, compare};
use super::{report, settings};

/// # Errors
/// "New upgrade operations detected", and whatever keeps the comparison from being made.
pub async fn run(arguments: &CheckArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = Rc::new(settings::open_project(global, output)?);
    let request = settings::live(&arguments.live)?;
    compare(&project, request, NewRevision::default(), output, async |comparison: &mut Comparison<'_>| {
        let Comparison { project, replay, draft, .. } = comparison;
        workflow::direct(project, draft, replay)?;
        if draft.is_empty() {
            output.result("No new upgrade operations detected.");
            return Ok(());
        }
        report::log_operations(draft, &[], output);
        let lines = &draft.summary.lines;
        let operations: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let found = match output.voice() {
            Voice::Alembic => format!("[{}]", operations.join(", ")),
            // they are listed above
            Voice::Own => draft.summary.total.clone(),
        };
        Err(Error::new(format!("New upgrade operations detected: {found}"))
            .hint("write the revision: revision --autogenerate -m MESSAGE"))
    })
    .await
}
