//! `check`: is the live database at head, and do the models agree with it?

use std::rc::Rc;

use crate::error::{Error, Result};
use crate::output::Output;
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
        let operations: Vec<&str> = draft.summary.lines.iter().map(|line| line.text.as_str()).collect();
        Err(Error::new(format!("New upgrade operations detected: [{}]", operations.join(", ")))
            .hint("write the revision: revision --autogenerate -m MESSAGE"))
    })
    .await
}
