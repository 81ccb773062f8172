//! SQL on one connection, as a migration runs it: texts of one or several statements, typed rows,
//! PostgreSQL's errors whole. Callers are synchronous (a revision file is code that runs top down),
//! the client is asynchronous: this is where the two meet.

use std::cell::{Cell, OnceCell};
use std::ops::Deref;
use std::sync::Arc;

use futures_util::{TryStreamExt, pin_mut};
use tokio::runtime::Handle;
use tokio_postgres::{Client, Column, SimpleQueryMessage, Statement};

use crate::database::Connection;
use crate::ddl::{inline, split};
use crate::error::{Error, Result as Outcome};
use crate::interrupt::interruptible;
use crate::operation::{BoundStatement, DatabaseError, ResultRows, RowColumn, SinkError, SqlValue};

use super::decode;
use super::shadow::Shadow;

/// A client for code that waits. `handle` is tokio's multi-thread runtime, which drives the
/// connection; the calling thread blocks, and may be a thread of the runtime or any other (the
/// evaluator wants one with a large stack).
pub struct Blocking {
    client: OnceCell<Box<dyn Deref<Target = Client>>>,
    connect: Box<dyn Fn() -> Outcome<Arc<Connection>>>,
    handle: Handle,
    /// The transaction that everything stays in, where it is no scratch database.
    shadow: Option<Shadow>,
    /// A run's transaction is open inside of the shadow's.
    is_nested: Cell<bool>,
}

/// The transactions of a run inside of a shadow's.
const NESTED: &str = "gen_migration_transaction";

/// A connection that others hold too.
struct Shared(Arc<Connection>);

impl Deref for Shared {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

impl Blocking {
    /// `client` is an `Arc<Client>`, a [`Connection`], or anything else that leads to a client.
    pub fn new(client: impl Deref<Target = Client> + 'static, handle: Handle) -> Self {
        let ready: Box<dyn Deref<Target = Client>> = Box::new(client);
        let connect = Box::new(|| Err(Error::new("internal error: a second connection was asked for")));
        Blocking { client: OnceCell::from(ready), connect, handle, shadow: None, is_nested: Cell::new(false) }
    }

    /// For a connection that is opened by the first statement.
    pub fn on_demand(connect: impl Fn() -> Outcome<Arc<Connection>> + 'static, handle: Handle) -> Self {
        Blocking {
            client: OnceCell::new(),
            connect: Box::new(connect),
            handle,
            shadow: None,
            is_nested: Cell::new(false),
        }
    }

    fn client(&self) -> Result<&Client, SinkError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let connection = (self.connect)().map_err(SinkError::Fatal)?;
        Ok(self.client.get_or_init(|| Box::new(Shared(connection))))
    }

    /// For a connection that the caller keeps.
    pub fn shared(connection: Arc<Connection>, handle: Handle) -> Self {
        Blocking::new(Shared(connection), handle)
    }

    /// The same with everything in a shadow's transaction, which is never committed.
    #[must_use]
    pub fn within(mut self, shadow: Option<Shadow>) -> Self {
        self.shadow = shadow;
        self
    }

    /// The shadow that everything stays in.
    pub fn shadow(&self) -> Option<&Shadow> {
        self.shadow.as_ref()
    }

    /// # Errors
    /// The server's.
    pub fn begin(&self) -> Result<(), SinkError> {
        match self.shadow {
            Some(_) => {
                self.is_nested.set(true);
                self.send(&format!("SAVEPOINT {NESTED}")).map(drop)
            }
            None => self.send("BEGIN").map(drop),
        }
    }

    /// # Errors
    /// The server's: deferred constraints are checked here.
    pub fn commit(&self) -> Result<(), SinkError> {
        match self.shadow {
            Some(_) if !self.is_nested.replace(false) => Ok(()),
            Some(_) => {
                self.send(&format!("SET CONSTRAINTS ALL IMMEDIATE; RELEASE SAVEPOINT {NESTED}")).map(drop)
            }
            None => self.send("COMMIT").map(drop),
        }
    }

    /// # Errors
    /// The server's.
    pub fn rollback(&self) -> Result<(), SinkError> {
        match self.shadow {
            Some(_) if !self.is_nested.replace(false) => Ok(()),
            Some(_) => {
                self.send(&format!("ROLLBACK TO SAVEPOINT {NESTED}; RELEASE SAVEPOINT {NESTED}")).map(drop)
            }
            None => self.send("ROLLBACK").map(drop),
        }
    }

    /// In a shadow, nothing may end its transaction.
    fn check_before(&self, sql: &str) -> Result<(), SinkError> {
        match &self.shadow {
            Some(shadow) if split::ends_transaction(sql) => Err(SinkError::Fatal(
                shadow.refused("a statement ends the transaction").detail(sql.trim().to_owned()),
            )),
            _ => Ok(()),
        }
    }

    /// In a shadow, nobody else's tables may be locked, let alone changed.
    fn check_after(&self, sql: &str) -> Result<(), SinkError> {
        let Some(shadow) = &self.shadow else { return Ok(()) };
        let locks = self.rows(&shadow.locks_sql())?;
        for row in &locks.rows {
            if let [SqlValue::Integer(oid), SqlValue::Text(name)] = row.as_slice()
                && shadow.was_there(*oid)
            {
                return Err(SinkError::Fatal(
                    shadow
                        .refused(format!("a statement reaches {name}, which was there before"))
                        .detail(sql.trim().to_owned()),
                ));
            }
        }
        Ok(())
    }

    /// Sends the text as it is (simple protocol), and forgets rows.
    ///
    /// # Errors
    /// What PostgreSQL says; Fatal when the connection is gone or the run was interrupted.
    pub fn run(&self, sql: &str) -> Result<u64, SinkError> {
        if self.shadow.is_some() && split::is_commit(sql) {
            // as far as a file can tell: what came before stays, what follows stands alone
            return self.commit().map(|()| 0);
        }
        self.check_before(sql)?;
        let affected = self.send(sql)?;
        self.check_after(sql)?;
        Ok(affected)
    }

    fn send(&self, sql: &str) -> Result<u64, SinkError> {
        let client = self.client()?;
        self.block(sql, async {
            let messages = client.simple_query(sql).await?;
            Ok(messages
                .iter()
                .rev()
                .find_map(|message| match message {
                    SimpleQueryMessage::CommandComplete(affected) => Some(*affected),
                    _ => None,
                })
                .unwrap_or(0))
        })
    }

    /// The same for several statements of one kind: rows affected by all of them.
    ///
    /// # Errors
    /// As [`Blocking::run`].
    pub fn run_all(&self, sql: &str) -> Result<u64, SinkError> {
        self.check_before(sql)?;
        let client = self.client()?;
        let affected = self.block(sql, async {
            let messages = client.simple_query(sql).await?;
            Ok(messages
                .iter()
                .map(|message| match message {
                    SimpleQueryMessage::CommandComplete(affected) => *affected,
                    _ => 0,
                })
                .sum())
        })?;
        self.check_after(sql)?;
        Ok(affected)
    }

    /// Runs the statements, and returns what the last one answers, as psycopg2 does.
    ///
    /// # Errors
    /// As [`Blocking::run`], and Fatal for rows of a type that can't be read.
    pub fn query(&self, statement: &BoundStatement) -> Result<ResultRows, SinkError> {
        let sql = inline::inlined(statement).map_err(SinkError::Fatal)?;
        let parts = split::statements(&sql);
        let Some(last) = parts.last().cloned().filter(|last| split::returns_rows(&sql[last.clone()])) else {
            return Ok(ResultRows { affected: self.run(&sql)?, ..ResultRows::default() });
        };
        if parts.len() > 1 {
            self.run(&sql[..last.start])?;
        }
        self.check_before(&sql[last.clone()])?;
        let rows = self.rows(&sql[last.clone()])?;
        self.check_after(&sql[last])?;
        Ok(rows)
    }

    fn rows(&self, sql: &str) -> Result<ResultRows, SinkError> {
        let client = self.client()?;
        let prepared = self.block(sql, client.prepare(sql))?;
        let columns: Vec<RowColumn> = prepared
            .columns()
            .iter()
            .map(|column| RowColumn {
                name: column.name().to_owned(),
                type_name: column.type_().name().to_owned(),
            })
            .collect();
        if !prepared.columns().iter().all(|column| decode::is_readable(column.type_())) {
            return self.rows_as_text(sql, &prepared, columns);
        }
        let (rows, affected) = self.block(sql, async {
            let none: [&(dyn tokio_postgres::types::ToSql + Sync); 0] = [];
            let stream = client.query_raw(&prepared, none).await?;
            pin_mut!(stream);
            let mut rows = Vec::new();
            while let Some(row) = stream.try_next().await? {
                rows.push(row);
            }
            Ok((rows, stream.rows_affected().unwrap_or(0)))
        })?;
        let rows = rows
            .iter()
            .map(decode::row)
            .collect::<Result<_, _>>()
            .map_err(|error| SinkError::Fatal(Error::new(error.to_string()).detail(sql.to_owned())))?;
        Ok(ResultRows { columns, rows, affected })
    }

    /// By the simple protocol, whose values are texts.
    fn rows_as_text(
        &self,
        sql: &str,
        prepared: &Statement,
        columns: Vec<RowColumn>,
    ) -> Result<ResultRows, SinkError> {
        let messages = self.block(sql, self.client()?.simple_query(sql))?;
        let mut result = ResultRows { columns, ..ResultRows::default() };
        for message in messages {
            match message {
                SimpleQueryMessage::Row(row) => {
                    let value = |(index, column): (usize, &Column)| match row.get(index) {
                        Some(text) => decode::from_text(column.type_(), text),
                        None => SqlValue::Null,
                    };
                    result.rows.push(prepared.columns().iter().enumerate().map(value).collect());
                }
                SimpleQueryMessage::CommandComplete(affected) => result.affected = affected,
                _ => {}
            }
        }
        Ok(result)
    }

    fn block<T>(
        &self,
        sql: &str,
        future: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, SinkError> {
        let outcome = tokio::task::block_in_place(|| self.handle.block_on(interruptible(future)));
        outcome.map_err(SinkError::Fatal)?.map_err(|error| sink_error(error, sql))
    }
}

/// PostgreSQL's own errors may be caught by the file; a lost connection ends the run.
fn sink_error(error: tokio_postgres::Error, sql: &str) -> SinkError {
    let Some(said) = error.as_db_error() else {
        return SinkError::Fatal(
            Error::new(format!("the connection to the database failed: {error}"))
                .hint("check that the server is still running, then run the command again"),
        );
    };
    let position = match said.position() {
        Some(tokio_postgres::error::ErrorPosition::Original(position)) => Some(*position),
        Some(tokio_postgres::error::ErrorPosition::Internal { .. }) | None => None,
    };
    SinkError::Database(Box::new(DatabaseError {
        sqlstate: said.code().code().to_owned(),
        message: said.message().to_owned(),
        detail: said.detail().map(str::to_owned),
        hint: said.hint().map(str::to_owned),
        position,
        sql: sql.to_owned(),
    }))
}
