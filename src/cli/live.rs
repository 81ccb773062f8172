//! What a live command says about its database.

use std::cell::RefCell;
use std::rc::Rc;

use crate::database::ConnectionTarget;
use crate::output::{Output, Voice};
use crate::revision::step::Step;
use crate::workflow::{LiveObserver, LiveReport};

/// Alembic's logger for what its migration context says.
const MIGRATION: &str = "alembic.runtime.migration";

/// Prints as it goes.
pub struct LiveOutput {
    output: Output,
    /// Named before anything is written; readers only with `--verbose`.
    names_database: bool,
}

impl LiveOutput {
    pub fn new(output: Output, names_database: bool) -> Rc<RefCell<LiveOutput>> {
        Rc::new(RefCell::new(LiveOutput { output, names_database }))
    }
}

impl LiveObserver for LiveOutput {
    fn connected(&mut self, target: &ConnectionTarget) {
        let line = format!("Database {} on {} as {}", target.database, target.address(), target.user);
        if self.names_database {
            self.output.progress(&line);
        } else {
            self.output.detail(&line);
        }
        if self.output.voice() == Voice::Alembic {
            self.output.log(MIGRATION, "Context impl PostgresqlImpl.");
            self.output.log(MIGRATION, "Will assume transactional DDL.");
        }
    }

    fn waits(&mut self, target: &ConnectionTarget) {
        self.output.progress(&format!("Another run changes {}: waiting for it to end", target.database));
    }

    fn step(&mut self, step: &Step) {
        self.output.log(MIGRATION, &format!("Running {step}"));
    }

    fn notice(&mut self, severity: &str, text: &str) {
        match severity {
            // a file wrote COMMIT out, and the run's own came after it
            "WARNING" if text != "there is no transaction in progress" => self.output.warning(text),
            _ => self.output.detail(&format!("{severity}: {text}")),
        }
    }
}

/// What is said at the end of every live command.
pub fn say_report(report: &LiveReport, output: Output) {
    for line in &report.printed {
        output.remark(line);
    }
    for note in &report.notes {
        output.detail(note);
    }
    for used in &report.used_python {
        output.progress(&used.to_string());
    }
    if report.visits == 0 {
        output.warning("env.py ended without a call of context.run_migrations(): nothing was run");
    }
}
