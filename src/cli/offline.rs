//! `--sql`: the script on stdout, everything else on stderr.

use std::cell::RefCell;
use std::rc::Rc;

use crate::error::Result;
use crate::output::{Output, Voice};
use crate::revision::step::Step;
use crate::revision::template::Body;
use crate::workflow::{self, OfflineCommand, OfflineObserver, Project};

use super::arguments::GlobalArguments;
use super::settings;

const MIGRATION: &str = "alembic.runtime.migration";

/// Prints what the command would do.
///
/// # Errors
/// See [`workflow::offline`]; a standard output that takes nothing. Nothing is printed then.
pub fn print(
    command: OfflineCommand,
    tag: Option<String>,
    global: &GlobalArguments,
    output: Output,
) -> Result<()> {
    let project = Rc::new(settings::open_project(global, output)?);
    print_for(&project, command, tag, output).map(drop)
}

/// The same for a project that is open already; what a new file's template gets by env.py comes back.
///
/// # Errors
/// As [`print`].
pub fn print_for(
    project: &Rc<Project>,
    command: OfflineCommand,
    tag: Option<String>,
    output: Output,
) -> Result<Body> {
    let observer = Rc::new(RefCell::new(Observer { output }));
    let report = tokio::task::block_in_place(|| workflow::offline(project, command, tag, observer))?;
    for note in &report.notes {
        output.detail(note);
    }
    for used in &report.used_python {
        output.progress(&used.to_string());
    }
    if report.visits == 0 {
        output.warning("env.py ended without a call of context.run_migrations(): nothing was printed");
    }
    output.script(&report.script)?;
    Ok(report.body)
}

struct Observer {
    output: Output,
}

impl OfflineObserver for Observer {
    fn step(&mut self, step: &Step) {
        self.output.log(MIGRATION, &format!("Running {step}"));
    }

    fn warning(&mut self, text: &str) {
        self.output.warning(text);
    }

    fn begins(&mut self, transactional_ddl: bool) {
        if self.output.voice() == Voice::Alembic {
            let transactional = if transactional_ddl { "transactional" } else { "non-transactional" };
            self.output.log(MIGRATION, "Context impl PostgresqlImpl.");
            self.output.log(MIGRATION, "Generating static SQL");
            self.output.log(MIGRATION, &format!("Will assume {transactional} DDL."));
        }
    }
}
