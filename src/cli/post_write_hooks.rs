//! What `post_write_hooks` say while they run.

use std::path::Path;

use crate::error::Result;
use crate::output::{Output, Voice};
use crate::workflow::{HookEvent, HookOutput, Project, run_hooks};

/// Runs the hooks on a file that was just written.
///
/// # Errors
/// See [`run_hooks`].
pub fn run(project: &Project, file: &Path, output: Output) -> Result<()> {
    let own = match output.voice() {
        Voice::Own => HookOutput::Stderr,
        Voice::Alembic => HookOutput::Stdout,
    };
    run_hooks(project, file, own, &mut |event| match (event, output.voice()) {
        (HookEvent::Begins { name }, Voice::Own) => {
            output.progress(&format!("Running post write hook '{name}'"));
        }
        (HookEvent::Begins { name }, Voice::Alembic) => {
            output.result(&format!("Running post write hook '{name}' ..."));
        }
        (HookEvent::Ends, Voice::Alembic) => output.result("  done"),
        (HookEvent::Fails, Voice::Alembic) => output.result("  FAILED"),
        (HookEvent::Ends | HookEvent::Fails, Voice::Own) => {}
    })
}
