//! A schema in somebody's own database, inside of a transaction that is never committed: where a role may
//! not create databases, this takes a scratch database's place. When the connection ends, however it ends,
//! nothing of it is left.
//!
//! Unqualified names lead to the shadow schema. A statement that reaches a table which was there before, be
//! it to read, ends the run at once.

use std::collections::HashSet;
use std::sync::Arc;

use tokio_postgres::Client;

use crate::database::{Connection, ScratchDatabase, statement_error};
use crate::ddl::identifier;
use crate::error::{Error, Kind, Result};
use crate::interrupt::interruptible;

/// How long a statement may wait for somebody's lock: nobody is to wait for ours.
const LOCK_TIMEOUT: &str = "2s";

/// The open transaction and its schema.
#[derive(Clone, Debug)]
pub struct Shadow {
    pub schema: String,
    /// Relations that were there before, by oid, but for those of extensions.
    relations: Arc<HashSet<u32>>,
    /// Schemas that were there before.
    schemas: Arc<HashSet<String>>,
}

impl Shadow {
    /// Begins the transaction and makes the schema.
    ///
    /// # Errors
    /// The role may not create schemas in the database; the connection.
    pub async fn open(connection: &Connection, scratch: &ScratchDatabase) -> Result<Option<Shadow>> {
        let Some(schema) = &scratch.shadow else { return Ok(None) };
        let failed = |error: &tokio_postgres::Error| {
            statement_error(error)
                .context("cannot make a shadow schema")
                .with_kind(Kind::EnvironmentMissing)
                .hint(format!(
                    "GRANT CREATE ON DATABASE {} TO the role, or ALTER ROLE … CREATEDB",
                    scratch.name
                ))
        };
        let quoted = identifier::quote(schema);
        let query = |sql: &'static str| async move {
            interruptible(connection.query(sql, &[])).await?.map_err(|error| failed(&error))
        };
        let relations = query(
            "SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS ( \
                 SELECT 1 FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::regclass \
                 AND e.objid = c.oid AND e.deptype = 'e')",
        )
        .await?;
        let schemas = query("SELECT nspname::text FROM pg_catalog.pg_namespace").await?;
        // what extensions made is used unqualified by everybody
        let extensions = query(
            "SELECT DISTINCT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e \
             JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE n.nspname !~ '^pg_'",
        )
        .await?;
        let mut path = vec![quoted.clone()];
        path.extend(extensions.iter().map(|row| row.get::<_, String>(0)));
        let script = format!(
            "BEGIN; CREATE SCHEMA {quoted}; SET LOCAL search_path = {}; SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'; \
             SET LOCAL gen_migration.shadow = 'on'",
            path.join(", ")
        );
        interruptible(connection.batch_execute(&script)).await?.map_err(|error| failed(&error))?;
        Ok(Some(Shadow {
            schema: schema.clone(),
            relations: Arc::new(relations.iter().map(|row| row.get(0)).collect()),
            schemas: Arc::new(schemas.iter().map(|row| row.get(0)).collect()),
        }))
    }

    /// Whether the schema is somebody's: what it holds can't be compared here.
    pub fn is_foreign(&self, schema: &str) -> bool {
        self.schemas.contains(schema)
    }

    /// The locks of this session on what others made: oid and name of each relation.
    pub(super) fn locks_sql(&self) -> String {
        format!(
            "SELECT c.oid, c.oid::regclass::text AS name FROM pg_catalog.pg_locks l \
             JOIN pg_catalog.pg_class c ON c.oid = l.relation \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' \
             AND n.nspname !~ '^pg_' AND n.nspname <> {}",
            crate::ddl::literal::string(&self.schema)
        )
    }

    pub(super) fn was_there(&self, oid: i64) -> bool {
        u32::try_from(oid).is_ok_and(|oid| self.relations.contains(&oid))
    }

    /// What was made in the shadow schema must not lean on what is outside of it: the comparison would
    /// take somebody's type for the history's.
    ///
    /// # Errors
    /// What it leans on.
    pub async fn check(&self, client: &Client) -> Result<()> {
        let sql = "SELECT DISTINCT pg_catalog.pg_describe_object(d.refclassid, d.refobjid, 0) \
             FROM pg_catalog.pg_depend d \
             JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = $1 \
             LEFT JOIN pg_catalog.pg_type t ON d.refclassid = 'pg_catalog.pg_type'::regclass AND t.oid = d.refobjid \
             LEFT JOIN pg_catalog.pg_class r ON d.refclassid = 'pg_catalog.pg_class'::regclass AND r.oid = d.refobjid \
             JOIN pg_catalog.pg_namespace rn ON rn.oid = coalesce(t.typnamespace, r.relnamespace) \
             WHERE rn.nspname = ANY ($2) AND rn.nspname !~ '^pg_' AND NOT EXISTS ( \
                 SELECT 1 FROM pg_catalog.pg_depend e \
                 WHERE e.classid = d.refclassid AND e.objid = d.refobjid AND e.deptype = 'e') LIMIT 5";
        let schemas: Vec<&str> = self.schemas.iter().map(String::as_str).collect();
        let rows = interruptible(client.query(sql, &[&self.schema, &schemas]))
            .await?
            .map_err(|error| statement_error(&error))?;
        if rows.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        Err(self
            .refused(format!("the history leans on what is in the database already: {}", names.join(", "))))
    }

    /// An error that says how to be rid of it.
    pub fn refused(&self, reason: impl std::fmt::Display) -> Error {
        Error::new(format!("this can't be compared in a shadow schema: {reason}"))
            .hint("let the role create databases: ALTER ROLE … CREATEDB")
            .hint("or use another database: --database docker, --database local, --database-url URL")
    }
}
