//! `--sql`: a plan carried out on paper. Statements are printed as Alembic prints them, in one
//! [`Script`] that leaves only when it is whole.

use std::cell::RefCell;
use std::rc::Rc;

use crate::ddl::{Compiler, Statement};
use crate::error::{Error, shown_path};
use crate::fallback::{Fallback, HostSession, Piece, Refusal};
use crate::operation::{
    BoundStatement, Operation, OperationSink, ResultRows, SavepointAction, Script, SinkError,
};
use crate::python::interpreter::Interpreter;
use crate::revision::evaluate::{self, Remedy, Surroundings};
use crate::revision::file::RevisionFile;
use crate::revision::graph::Graph;
use crate::revision::step::{Direction, Step};

use super::python;
use super::runner::{Progress, Transactions};
use super::version_table::VersionTable;

/// Prints every operation. What needs an answer never comes here: see `revision/op/offline.rs`.
pub struct OfflineSink {
    script: Rc<Script>,
    /// BEGIN and COMMIT are printed around what stands in an autocommit block.
    transactional_ddl: bool,
    compiler: Compiler,
}

impl OfflineSink {
    pub fn new(script: Rc<Script>, transactional_ddl: bool) -> Self {
        OfflineSink { script, transactional_ddl, compiler: Compiler::new() }
    }

    fn print_statement(&self, statement: &Statement) {
        self.script.print(&statement.offline());
    }
}

impl OperationSink for OfflineSink {
    /// `checkfirst` has nothing to ask, so that every statement is printed.
    fn apply(&mut self, operation: Operation) -> Result<(), SinkError> {
        for statement in self.compiler.compile(&operation).map_err(SinkError::Fatal)? {
            self.print_statement(&statement);
        }
        Ok(())
    }

    fn execute(&mut self, _: BoundStatement) -> Result<ResultRows, SinkError> {
        Err(no_database())
    }

    fn execute_many(&mut self, _: Vec<BoundStatement>) -> Result<u64, SinkError> {
        Err(no_database())
    }

    fn autocommit_block(&mut self, begin: bool) -> Result<(), SinkError> {
        if self.transactional_ddl {
            self.script.print(if begin { "COMMIT;" } else { "BEGIN;" });
        }
        Ok(())
    }

    fn savepoint(&mut self, _: SavepointAction, _: &str) -> Result<(), SinkError> {
        Err(no_database())
    }

    fn end_transaction(&mut self, _: bool) -> Result<(), SinkError> {
        Err(no_database())
    }

    fn is_offline(&self) -> bool {
        true
    }

    fn static_output(&mut self, text: &str) {
        self.script.print(text);
    }
}

fn no_database() -> SinkError {
    SinkError::Fatal(Error::new("with --sql there is no database to answer"))
}

/// The project's Python prints into the same script.
impl HostSession for OfflineSink {
    fn query(&mut self, _: String) -> Result<ResultRows, SinkError> {
        Err(no_database())
    }

    fn query_all(&mut self, _: Vec<String>) -> Result<u64, SinkError> {
        Err(no_database())
    }

    fn begin(&mut self) -> Result<(), SinkError> {
        Err(no_database())
    }

    fn commit(&mut self) -> Result<(), SinkError> {
        Err(no_database())
    }

    fn rollback(&mut self) -> Result<(), SinkError> {
        Err(no_database())
    }

    fn print(&mut self, piece: Piece) -> Result<(), SinkError> {
        match piece {
            Piece::Statement(sql) => self.print_statement(&Statement::new(sql)),
            Piece::Text(text) => self.script.print(&text),
        }
        Ok(())
    }
}

/// One `context.run_migrations()` of `--sql`.
pub struct OfflineRunner<'a> {
    pub script: Rc<Script>,
    pub graph: &'a Graph,
    pub version_table: VersionTable,
    pub transactions: Transactions,
    pub surroundings: Surroundings,
    /// For files that can't be printed by reading them.
    pub fallback: &'a Fallback,
}

impl OfflineRunner<'_> {
    /// Prints the steps. `heads` are the rows that the version table is said to have before them; where
    /// it is said to be empty, it is created first.
    ///
    /// # Errors
    /// See [`evaluate::run`]; the script is then half and must not be used.
    pub fn run(
        &self,
        interpreter: &mut Interpreter,
        heads: &[String],
        steps: &[Step],
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> crate::error::Result<()> {
        let transactional = self.transactions.transactional_ddl != Some(false);
        let each = transactional && self.transactions.per_migration;
        let sink = Rc::new(RefCell::new(OfflineSink::new(self.script.clone(), transactional)));
        let mut is_empty = heads.is_empty();
        for (index, step) in steps.iter().enumerate() {
            crate::interrupt::check()?;
            if each {
                self.script.print("BEGIN;");
            }
            if is_empty {
                self.create_version_table();
            }
            progress(Progress { index, total: steps.len(), step });
            self.script.print(&format!("-- Running {}", step.short_log()));
            self.run_step(interpreter, step, &sink)?;
            is_empty = step.heads.is_empty();
            if each {
                self.script.print("COMMIT;");
            }
        }
        Ok(())
    }

    /// `ensure_version`: printed whether it is there or not.
    pub fn create_version_table(&self) {
        self.print(&self.version_table.create_sql());
    }

    fn print(&self, sql: &str) {
        self.script.print(&format!("{sql};"));
    }

    fn run_step(
        &self,
        interpreter: &mut Interpreter,
        step: &Step,
        sink: &Rc<RefCell<OfflineSink>>,
    ) -> crate::error::Result<()> {
        if let (Direction::Upgrade | Direction::Downgrade, Some(node)) = (step.direction, step.node) {
            let file = &self.graph.revision(node).file;
            self.run_file(interpreter, file, step.direction, sink).map_err(|error| {
                error.detail(format!("while printing {} ({})", step.short_log(), shown_path(&file.path)))
            })?;
        }
        for change in &step.changes {
            self.print(&self.version_table.printed_change_sql(change));
        }
        evaluate::version_applied(interpreter, step, &self.surroundings)
    }

    /// By reading; what that can't settle, by the project's Python, from the file's beginning.
    fn run_file(
        &self,
        interpreter: &mut Interpreter,
        file: &RevisionFile,
        direction: Direction,
        sink: &Rc<RefCell<OfflineSink>>,
    ) -> crate::error::Result<()> {
        let mark = self.script.mark();
        let compiler = sink.borrow().compiler.clone();
        let printed = interpreter.output().len();
        let failure = match evaluate::attempt(interpreter, file, direction, &self.surroundings, sink.clone())
        {
            Ok(()) => return Ok(()),
            Err(failure) if failure.remedy == Remedy::None => return Err(failure.error),
            Err(failure) => failure,
        };
        let refusal = Refusal { error: failure.error, is_certain: failure.remedy == Remedy::Python };
        if self.fallback.is_off() {
            return Err(self.fallback.unavailable(&refusal));
        }
        self.fallback.start_for_revision(&refusal)?;
        self.script.rewind(mark);
        sink.borrow_mut().compiler = compiler;
        interpreter.forget_output(printed);
        let mut request = python::request(interpreter, file, direction, &self.surroundings)
            .map_err(|reason| refusal.error.clone().hint(reason))?;
        let mut sink = sink.borrow_mut();
        request.created_types = Some(sink.compiler.created_types().cloned().collect());
        let done = self.fallback.revision(&request, refusal, &mut *sink)?;
        sink.compiler.note_created_types(done.created_types);
        Ok(())
    }
}
