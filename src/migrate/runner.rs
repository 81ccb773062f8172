//! Carries out a plan: revision by revision, in the transactions in which Alembic would run them.

use std::cell::RefCell;
use std::rc::Rc;

use crate::error::{Error, Result, shown_path};
use crate::fallback::{Fallback, Refusal};
use crate::operation::SinkError;
use crate::python::interpreter::Interpreter;
use crate::revision::collect::RowlessSink;
use crate::revision::evaluate::{self, Remedy, Surroundings};
use crate::revision::file::RevisionFile;
use crate::revision::graph::Graph;
use crate::revision::step::{Direction, Step};

use super::connection::Blocking;
use super::python;
use super::sink::RunningSink;
use super::version_table::{self, VersionTable};

/// What `context.configure` says about running.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transactions {
    /// `transaction_per_migration`.
    pub per_migration: bool,
    /// `transactional_ddl`; PostgreSQL's DDL is transactional, an explicit False means one transaction
    /// for each migration.
    pub transactional_ddl: Option<bool>,
}

impl Transactions {
    fn each(&self) -> bool {
        self.per_migration || self.transactional_ddl == Some(false)
    }
}

/// Said before each step.
#[derive(Clone, Debug)]
pub struct Progress<'a> {
    /// From 0.
    pub index: usize,
    pub total: usize,
    pub step: &'a Step,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Revisions that ran.
    pub revisions: usize,
    /// SQL statements that their files sent.
    pub statements: usize,
}

/// One run of migrations on a connection. The thread blocks while the server works.
pub struct Runner<'a> {
    pub connection: Rc<Blocking>,
    pub graph: &'a Graph,
    pub version_table: VersionTable,
    pub transactions: Transactions,
    pub surroundings: Surroundings,
    /// For files that can't be run by reading them.
    pub fallback: Option<&'a Fallback>,
    /// The database is nobody's to throw away: a file that commits in its middle can't be begun again
    /// by Python, so who runs it is settled before.
    pub is_live: bool,
    /// `stamp --purge`: the version table is emptied first.
    pub purge: bool,
}

impl Runner<'_> {
    /// The revisions that the database stands at.
    ///
    /// # Errors
    /// The server's.
    pub fn heads(&self) -> Result<Vec<String>> {
        self.version_table.heads(&self.connection)
    }

    /// Runs the steps and keeps the version table. After an error the database is as it was before
    /// the run (before the failed migration, with a transaction for each), but for what autocommit
    /// blocks and a literal COMMIT left behind.
    ///
    /// # Errors
    /// See [`evaluate::run`]; the server's; Ctrl-C.
    pub fn run(
        &self,
        interpreter: &mut Interpreter,
        steps: &[Step],
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Report> {
        let sink = Rc::new(RefCell::new(RunningSink::new(self.connection.clone())));
        let outcome = self.run_steps(interpreter, steps, progress, &sink);
        match outcome {
            Ok(()) => Ok(Report { revisions: steps.len(), statements: sink.borrow().statements }),
            Err(error) => {
                // the first error counts: that of a lost connection would only repeat it
                let _ = sink.borrow_mut().rollback();
                Err(error)
            }
        }
    }

    fn run_steps(
        &self,
        interpreter: &mut Interpreter,
        steps: &[Step],
        progress: &mut dyn FnMut(Progress<'_>),
        sink: &Rc<RefCell<RunningSink>>,
    ) -> Result<()> {
        let each = self.transactions.each();
        if each && steps.is_empty() {
            return Ok(());
        }
        begin(sink)?;
        self.version_table.ensure(&self.connection)?;
        if self.purge {
            self.version_table.clear(&self.connection)?;
        }
        for (index, step) in steps.iter().enumerate() {
            crate::interrupt::check()?;
            progress(Progress { index, total: steps.len(), step });
            if each && index > 0 {
                begin(sink)?;
            }
            self.run_step(interpreter, step, sink)?;
            if each {
                commit(sink)?;
            }
        }
        if each { Ok(()) } else { commit(sink) }
    }

    fn run_step(
        &self,
        interpreter: &mut Interpreter,
        step: &Step,
        sink: &Rc<RefCell<RunningSink>>,
    ) -> Result<()> {
        if let (Direction::Upgrade | Direction::Downgrade, Some(node)) = (step.direction, step.node) {
            let file = &self.graph.revision(node).file;
            self.run_file(interpreter, file, step.direction, sink).map_err(|error| {
                error.detail(format!("while running {} ({})", step.short_log(), shown_path(&file.path)))
            })?;
        }
        for change in &step.changes {
            self.version_table
                .change(&self.connection, change)
                .map_err(|error: Error| error.detail(format!("while recording {}", step.short_log())))?;
        }
        evaluate::version_applied(interpreter, step, &self.surroundings)
    }

    /// By reading; what that can't settle, by the project's Python. Never half of each: a savepoint
    /// takes back what was done when reading got stuck, or the whole run begins again.
    fn run_file(
        &self,
        interpreter: &mut Interpreter,
        file: &RevisionFile,
        direction: Direction,
        sink: &Rc<RefCell<RunningSink>>,
    ) -> Result<()> {
        let fallback = self.fallback.filter(|fallback| !fallback.is_off());
        if let Some(fallback) = fallback
            && let Some(refusal) = fallback.marked(&file.path)
        {
            return self.run_with_python(interpreter, fallback, file, direction, sink, refusal);
        }
        if self.is_live
            && may_commit(file)
            && let Some(refusal) = self.rehearse(interpreter, file, direction)
        {
            match (fallback, self.fallback) {
                (Some(fallback), _) => {
                    fallback.start_for_revision(&refusal)?;
                    return self.run_with_python(interpreter, fallback, file, direction, sink, refusal);
                }
                (None, off) => {
                    return Err(off.map_or_else(|| refusal.error.clone(), |off| off.unavailable(&refusal)));
                }
            }
        }
        if fallback.is_some() {
            converted(sink.borrow_mut().guard_file())?;
        }
        let shared: Rc<RefCell<RunningSink>> = sink.clone();
        let printed = interpreter.output().len();
        let failure = match evaluate::attempt(interpreter, file, direction, &self.surroundings, shared) {
            Ok(()) => return Ok(()),
            Err(failure) => failure,
        };
        if failure.remedy == Remedy::None {
            return Err(failure.error);
        }
        let refusal = Refusal { error: failure.error, is_certain: failure.remedy == Remedy::Python };
        match (fallback, self.fallback) {
            (Some(fallback), _) => {
                fallback.start_for_revision(&refusal)?;
                let undone = converted(sink.borrow_mut().undo_file())?;
                if !undone {
                    return Err(fallback.mark(&file.path, refusal));
                }
                interpreter.forget_output(printed);
                self.run_with_python(interpreter, fallback, file, direction, sink, refusal)
            }
            (None, Some(off)) => Err(off.unavailable(&refusal)),
            (None, None) => Err(refusal.error),
        }
    }

    /// Reads the file without a database, as far as it asks for no rows: what certainly gets stuck on
    /// that way is Python's to run.
    fn rehearse(
        &self,
        interpreter: &mut Interpreter,
        file: &RevisionFile,
        direction: Direction,
    ) -> Option<Refusal> {
        let printed = interpreter.output().len();
        let sink = Rc::new(RefCell::new(RowlessSink));
        let outcome = evaluate::attempt(interpreter, file, direction, &self.surroundings, sink);
        interpreter.forget_output(printed);
        let failure = outcome.err().filter(|failure| failure.remedy == Remedy::Python)?;
        Some(Refusal { error: failure.error, is_certain: true })
    }

    fn run_with_python(
        &self,
        interpreter: &mut Interpreter,
        fallback: &Fallback,
        file: &RevisionFile,
        direction: Direction,
        sink: &Rc<RefCell<RunningSink>>,
        refusal: Refusal,
    ) -> Result<()> {
        let request = python::request(interpreter, file, direction, &self.surroundings)
            .map_err(|reason| refusal.error.clone().hint(reason))?;
        let mut sink = sink.borrow_mut();
        let in_transaction = sink.in_transaction;
        fallback.revision(&request, refusal, &mut *sink)?;
        if in_transaction && !sink.in_transaction {
            // SQLAlchemy begins with the next statement, which is ours
            converted(sink.begin())?;
        }
        Ok(())
    }
}

/// Whether something in the file may end the run's transaction; a word too many costs a rehearsal.
fn may_commit(file: &RevisionFile) -> bool {
    let text = file.source.to_lowercase();
    ["commit", "rollback"].iter().any(|word| text.contains(word))
}

fn begin(sink: &Rc<RefCell<RunningSink>>) -> Result<()> {
    converted(sink.borrow_mut().begin())
}

fn commit(sink: &Rc<RefCell<RunningSink>>) -> Result<()> {
    converted(sink.borrow_mut().commit())
}

fn converted<T>(outcome: Result<T, SinkError>) -> Result<T> {
    outcome.map_err(version_table::error)
}
