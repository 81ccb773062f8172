//! Scratch databases on a server: made, cloned, dropped, and swept when their run is no more.
//!
//! A run has a random key. Its databases carry it in their names, and its session holds an advisory
//! lock on it before it makes the first one: while the lock is held, the run lives, wherever it runs.
//! A pid would say nothing about a run in another container or on another host.

use std::time::Duration;

use tokio_postgres::error::SqlState;

use super::connection::{Connection, ConnectionTarget, connect, statement_error};
use super::conversation::{Conversation, Event};
use crate::error::{Error, Kind, Result};
use crate::interrupt::interruptible;

/// What the names of scratch databases begin with.
const PREFIX: &str = "gen_migration_";

/// A database that goes when the run ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScratchDatabase {
    pub name: String,
    /// How the tool connects to it.
    pub target: ConnectionTarget,
    /// How anything else does, over TCP: the project's `DATABASE_URL` and `POSTGRES_*` during the run.
    pub network_target: ConnectionTarget,
    /// The role may not create databases: this is the one that it connects to, and what is made there is
    /// made in a schema of this name, inside of a transaction that is taken back.
    pub shadow: Option<String>,
}

/// A run's own session on a server: holds its locks and makes its databases.
pub(super) struct ScratchServer {
    pub(super) session: Connection,
    target: ConnectionTarget,
    network_target: ConnectionTarget,
    key: u64,
    made: Vec<String>,
    counter: u32,
    /// `server_version_num`.
    version: i32,
    /// Whether the server is ours alone and keeps its data in memory.
    in_memory: bool,
    may_create: bool,
    /// Schemas, at least.
    may_create_schemas: bool,
}

impl ScratchServer {
    /// Connects to `target`, takes this run's lock and drops what dead runs left.
    ///
    /// # Errors
    /// No connection; Ctrl-C.
    pub(super) async fn open(
        target: ConnectionTarget,
        network_target: ConnectionTarget,
        conversation: &mut dyn Conversation,
    ) -> Result<ScratchServer> {
        let session = interruptible(connect(&target)).await??;
        Self::adopt(session, target, network_target, false, conversation).await
    }

    /// As [`ScratchServer::open`], with a session that is open already, on a server that is ours alone
    /// and keeps its data in memory, or is not.
    pub(super) async fn adopt(
        session: Connection,
        target: ConnectionTarget,
        network_target: ConnectionTarget,
        in_memory: bool,
        conversation: &mut dyn Conversation,
    ) -> Result<ScratchServer> {
        let key = getrandom::u64().map_err(|error| Error::new(format!("no random numbers: {error}")))?;
        let row = interruptible(session.query_one(
            "SELECT pg_catalog.pg_try_advisory_lock($1), \
                    pg_catalog.current_setting('server_version_num')::int, \
                    coalesce((SELECT rolcreatedb OR rolsuper FROM pg_catalog.pg_roles \
                              WHERE rolname = current_user), false), \
                    pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')",
            &[&key.cast_signed()],
        ))
        .await?
        .map_err(|error| statement_error(&error))?;
        if !row.get::<_, bool>(0) {
            return Err(Error::new("the server did not grant this run's own lock"));
        }
        let mut server = ScratchServer {
            session,
            target,
            network_target,
            key,
            made: Vec::new(),
            counter: 0,
            version: row.get(1),
            in_memory,
            may_create: row.get(2),
            may_create_schemas: row.get(3),
        };
        server.sweep(conversation).await?;
        Ok(server)
    }

    pub(super) fn target(&self) -> &ConnectionTarget {
        &self.target
    }

    pub(super) fn may_create(&self) -> bool {
        self.may_create
    }

    pub(super) fn may_create_schemas(&self) -> bool {
        self.may_create_schemas
    }

    /// CREATE DATABASE; `purpose` (a word) is part of the name, for people who look.
    pub(super) async fn create(&mut self, purpose: &str) -> Result<ScratchDatabase> {
        self.make(purpose, None).await
    }

    /// A copy of `from`, which nobody may be connected to: sessions that are just going are waited for.
    pub(super) async fn clone(&mut self, from: &ScratchDatabase, purpose: &str) -> Result<ScratchDatabase> {
        self.wait_until_unused(&from.name).await?;
        self.make(purpose, Some(&from.name)).await
    }

    async fn make(&mut self, purpose: &str, template: Option<&str>) -> Result<ScratchDatabase> {
        crate::interrupt::check()?;
        self.counter += 1;
        if !self.may_create {
            return Ok(ScratchDatabase {
                name: self.target.database.clone(),
                target: self.target.clone(),
                network_target: self.network_target.clone(),
                shadow: Some(format!("{PREFIX}{:016x}_{}", self.key, self.counter)),
            });
        }
        let word: String = purpose.chars().filter(char::is_ascii_alphanumeric).take(20).collect();
        let name = format!("{PREFIX}{:016x}_{}_{}", self.key, self.counter, word.to_ascii_lowercase());
        let template = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
        // in memory, copying files takes half the time of logging pages; on a disk it takes longer, for
        // the two checkpoints with it. PostgreSQL 15 has the choice
        let strategy = if self.in_memory && self.version >= 150_000 { " STRATEGY file_copy" } else { "" };
        let sql = format!("CREATE DATABASE {name}{template}{strategy}");
        // noted first: an interrupted statement may still be carried out
        self.made.push(name.clone());
        interruptible(self.session.batch_execute(&sql)).await?.map_err(|error| self.create_error(&error))?;
        Ok(ScratchDatabase {
            target: self.target.with_database(&name),
            network_target: self.network_target.with_database(&name),
            name,
            shadow: None,
        })
    }

    fn create_error(&self, error: &tokio_postgres::Error) -> Error {
        let report = statement_error(error)
            .context("cannot create a scratch database")
            .with_kind(Kind::EnvironmentMissing);
        if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) {
            report
                .hint(format!("ALTER ROLE \"{}\" CREATEDB on that server", self.target.user))
                .hint("or use another database: --database docker, --database local, --database-url URL")
        } else {
            report
        }
    }

    /// A closed session's backend needs a moment to go; PostgreSQL itself looks only every 100 ms.
    async fn wait_until_unused(&self, name: &str) -> Result<()> {
        for _ in 0..250 {
            let row =
                interruptible(self.session.query_one(
                    "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = $1",
                    &[&name],
                ))
                .await?
                .map_err(|error| statement_error(&error))?;
            if row.get::<_, i64>(0) == 0 {
                break;
            }
            interruptible(tokio::time::sleep(Duration::from_millis(2))).await?;
        }
        Ok(())
    }

    /// Drops one scratch database, whoever is connected to it.
    pub(super) async fn drop(&mut self, name: &str) -> Result<()> {
        self.drop_any(name).await?;
        self.made.retain(|made| made != name);
        Ok(())
    }

    /// Drops all of this run's databases, to the end, and reports those that stay.
    pub(super) async fn drop_all(&mut self, conversation: &mut dyn Conversation) {
        for name in std::mem::take(&mut self.made) {
            if let Err(error) = self.drop_any(&name).await {
                conversation.event(Event::CleanupFailed {
                    what: format!("database {name} on {}", self.target.address()),
                    reason: error.message().to_owned(),
                });
            }
        }
    }

    async fn drop_any(&self, name: &str) -> Result<()> {
        // FORCE came with PostgreSQL 13
        let sql = if self.version >= 130_000 {
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        } else {
            let terminate = "SELECT pg_catalog.pg_terminate_backend(pid) \
                             FROM pg_catalog.pg_stat_activity WHERE datname = $1";
            self.session.execute(terminate, &[&name]).await.map_err(|error| statement_error(&error))?;
            format!("DROP DATABASE IF EXISTS {name}")
        };
        self.session.batch_execute(&sql).await.map_err(|error| statement_error(&error))
    }

    /// Drops the databases of runs whose lock nobody holds. `pg_locks` shows the locks of every
    /// database, and is read after the snapshot that names the databases: a run that made one of
    /// those had its lock before.
    async fn sweep(&mut self, conversation: &mut dyn Conversation) -> Result<()> {
        let rows = interruptible(self.session.query(
            "SELECT d.datname::text FROM pg_catalog.pg_database d \
             WHERE d.datname ~ '^gen_migration_[0-9a-f]{16}_[0-9]+_[a-z0-9]*$' \
               AND pg_catalog.pg_has_role(d.datdba, 'MEMBER') \
               AND substr(d.datname, 15, 16) NOT IN ( \
                   SELECT lpad(to_hex(l.classid::bigint), 8, '0') || lpad(to_hex(l.objid::bigint), 8, '0') \
                   FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted)",
            &[],
        ))
        .await?
        .map_err(|error| statement_error(&error))?;
        let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        if names.is_empty() {
            return Ok(());
        }
        conversation.event(Event::Sweeping { databases: names.clone() });
        for name in names {
            // another run may sweep the same one: not ours to report
            let _ = self.drop_any(&name).await;
        }
        Ok(())
    }

    /// Ends the session, which frees every lock of the run.
    pub(super) async fn close(self) {
        self.session.close().await;
    }
}
