//! A live database that is not what its revisions make: named, and rebuilt on the scratch database, so
//! that a revision for it can be proven.

use std::cell::RefCell;
use std::rc::Rc;

use crate::catalog;
use crate::database::statement_error;
use crate::ddl::identifier;
use crate::diff::{self, Summary};
use crate::error::{Error, Result};
use crate::interrupt::interruptible;
use crate::migrate::sink::RunningSink;
use crate::migrate::version_table;
use crate::operation::OperationSink;
use crate::schema::{Names, Schema};

use super::autogenerate::without_skipped;
use super::live::LiveDatabase;
use super::replay::Replay;

/// Extensions and schemas of the live database, which no operation makes. One that can't be made here
/// is missed by what needs it, and said there.
///
/// # Errors
/// The connection.
pub async fn prepare(replay: &Replay, live: &LiveDatabase, current: &Schema) -> Result<()> {
    let rows =
        interruptible(live.client().query("SELECT extname FROM pg_catalog.pg_extension ORDER BY oid", &[]));
    let rows = rows.await?.map_err(|error| statement_error(&error))?;
    let extensions =
        rows.iter().map(|row| row.get::<_, String>(0)).map(|name| ("EXTENSION", name, " CASCADE"));
    let schemas = current.schemas.iter().map(|name| ("SCHEMA", name.clone(), ""));
    for (kind, name, behaviour) in schemas.chain(extensions) {
        let sql = format!("CREATE {kind} IF NOT EXISTS {}{behaviour}", identifier::quote(&name));
        let _ = interruptible(replay.client().batch_execute(&sql)).await?;
    }
    Ok(())
}

/// What the live database has differently.
pub struct Drift {
    /// What would have to be done to a database made by the revisions.
    pub summary: Summary,
    /// Why the scratch database could not be made alike; the proof then has nothing to stand on.
    pub unproven: Option<Error>,
}

impl Drift {
    pub fn is_empty(&self) -> bool {
        self.summary.lines.is_empty()
    }
}

/// Brings the replayed database to where the live one is.
///
/// # Errors
/// The connection; a statement that PostgreSQL refuses is in [`Drift::unproven`].
pub async fn follow(replay: &Replay, replayed: &Schema, live: &Schema) -> Result<Drift> {
    let replayed = without_skipped(replayed.clone(), &replay.diff);
    let live = without_skipped(live.clone(), &replay.diff);
    let operations = diff::upgrade(&diff::diff(&replayed, &live, &replay.diff));
    let summary = diff::summarize(&operations);
    if operations.is_empty() {
        return Ok(Drift { summary, unproven: None });
    }
    let sink = Rc::new(RefCell::new(RunningSink::new(replay.blocking.clone())));
    let applied = tokio::task::block_in_place(|| {
        sink.borrow_mut().begin()?;
        for operation in operations {
            sink.borrow_mut().apply(operation)?;
        }
        sink.borrow_mut().commit()
    });
    if let Err(error) = applied {
        let _ = sink.borrow_mut().rollback();
        return Ok(Drift { summary, unproven: Some(version_table::error(error)) });
    }
    let made = interruptible(catalog::introspect(replay.client(), &replay.introspect)).await??;
    let made = without_skipped(made, &replay.diff);
    let unproven = (made.normal_form(Names::Compared) != live.normal_form(Names::Compared))
        .then(|| Error::new("the live database has what could not be made again on a scratch database"));
    Ok(Drift { summary, unproven })
}
