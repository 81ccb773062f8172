//! What a downgrade would take from a live database: tables that have rows.

use std::cell::RefCell;
use std::rc::Rc;

use crate::ddl::identifier;
use crate::error::Result;
use crate::operation::{BoundStatement, Operation, SqlValue};
use crate::revision::collect::{Collected, CollectingSink};
use crate::revision::evaluate;
use crate::revision::step::{Direction, Step};
use crate::schema::QualifiedName;

use super::live::{self, LiveObserver, LiveRequest, Visit};
use super::project::Project;

/// What stands to be lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// `user@host:port/database`.
    pub database: String,
    /// Tables with rows that are dropped.
    pub tables: Vec<QualifiedName>,
    /// Columns that are dropped from tables with rows.
    pub columns: Vec<(QualifiedName, String)>,
    /// Revisions whose `downgrade()` only running it tells.
    pub unread: Vec<String>,
    /// Nothing of the history is left afterwards.
    pub to_base: bool,
}

impl Losses {
    /// There is something to ask about.
    pub fn is_destructive(&self) -> bool {
        self.to_base || !self.tables.is_empty() || !self.columns.is_empty()
    }
}

/// Looks ahead: reads what each `downgrade()` on the way does, and asks the database for rows. Nothing
/// is changed.
///
/// # Errors
/// See [`live::visit`]; a target that leads nowhere.
pub async fn downgrade_losses(
    project: &Rc<Project>,
    target: &str,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
) -> Result<Losses> {
    let found: Rc<RefCell<Losses>> = Rc::default();
    let noting = found.clone();
    let target = target.to_owned();
    let request = LiveRequest { writes: false, destination: Some(target.clone()), ..request };
    let action = move |visit: &mut Visit<'_>| {
        let heads = visit.heads()?;
        let plan = visit.project.scripts.downgrade_plan(&heads, &target)?;
        let mut losses = noting.borrow_mut();
        losses.database = visit.target()?.to_string();
        losses.to_base |= plan.steps.last().is_some_and(|step| step.heads.is_empty());
        for step in &plan.steps {
            look_ahead(visit, step, &mut losses)?;
        }
        Ok(())
    };
    live::visit(project, request, observer, Box::new(action)).await?;
    Ok(found.take())
}

fn look_ahead(visit: &mut Visit<'_>, step: &Step, losses: &mut Losses) -> Result<()> {
    let Some(node) = step.node else { return Ok(()) };
    let file = &visit.project.scripts.graph().revision(node).file;
    let sink = Rc::new(RefCell::new(CollectingSink::default()));
    let read =
        evaluate::run(visit.interpreter, file, Direction::Downgrade, &visit.surroundings, sink.clone());
    if read.is_err() {
        losses.unread.push(file.identifiers.revision.clone());
    }
    for collected in &sink.borrow().collected {
        match collected {
            Collected::Operation(Operation::DropTable { table, .. }) if has_rows(visit, &table.name)? => {
                losses.tables.push(table.name.clone());
            }
            Collected::Operation(Operation::DropColumn { table, column, .. }) if has_rows(visit, table)? => {
                losses.columns.push((table.clone(), column.name.clone()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// A table that is not there, or that this role may not read, has none to speak of.
fn has_rows(visit: &Visit<'_>, table: &QualifiedName) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", identifier::qualified(table));
    match visit.connection.query(&BoundStatement { sql, parameters: Vec::new() }) {
        Ok(rows) => Ok(rows.rows.first().and_then(|row| row.first()) == Some(&SqlValue::Boolean(true))),
        Err(crate::operation::SinkError::Database(_)) => Ok(false),
        Err(crate::operation::SinkError::Fatal(error)) => Err(error),
    }
}
