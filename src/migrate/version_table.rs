//! `alembic_version`: which revisions a database stands at, kept exactly as Alembic keeps it.

use crate::error::{Error, Result};
use crate::operation::{BoundStatement, SinkError, SqlValue};
use crate::revision::step::VersionChange;
use crate::schema::QualifiedName;

use super::connection::Blocking;

/// `version_table`, `version_table_schema` and `version_table_pk` of `context.configure`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionTable {
    pub name: QualifiedName,
    pub primary_key: bool,
}

impl Default for VersionTable {
    fn default() -> Self {
        VersionTable { name: QualifiedName::plain("alembic_version"), primary_key: true }
    }
}

impl VersionTable {
    /// As SQLAlchemy compiles Alembic's `Table`.
    pub fn create_sql(&self) -> String {
        let table = self.quoted();
        if self.primary_key {
            let key = crate::ddl::identifier::quote(&format!("{}_pkc", self.name.name));
            format!(
                "CREATE TABLE {table} (\n    version_num VARCHAR(32) NOT NULL, \n    CONSTRAINT {key} PRIMARY KEY (version_num)\n)"
            )
        } else {
            format!("CREATE TABLE {table} (\n    version_num VARCHAR(32) NOT NULL\n)")
        }
    }

    /// The statement that Alembic's offline mode prints: a new row's primary key is returned.
    pub fn printed_change_sql(&self, change: &VersionChange) -> String {
        let returning = match change {
            VersionChange::Insert(_) if self.primary_key => {
                format!(" RETURNING {}.version_num", self.quoted())
            }
            VersionChange::Insert(_) | VersionChange::Delete(_) | VersionChange::Update { .. } => {
                String::new()
            }
        };
        format!("{}{returning}", self.change_sql(change))
    }

    /// The same to be run, where nobody asks what is returned.
    pub fn change_sql(&self, change: &VersionChange) -> String {
        let table = self.quoted();
        match change {
            VersionChange::Insert(version) => {
                format!("INSERT INTO {table} (version_num) VALUES ('{version}')")
            }
            VersionChange::Delete(version) => {
                format!("DELETE FROM {table} WHERE {table}.version_num = '{version}'")
            }
            VersionChange::Update { from, to } => {
                format!("UPDATE {table} SET version_num='{to}' WHERE {table}.version_num = '{from}'")
            }
        }
    }

    /// Whether the table is there: in its schema, or anywhere on the search path.
    ///
    /// # Errors
    /// The server's.
    pub fn exists(&self, connection: &Blocking) -> Result<bool> {
        let schema = match &self.name.schema {
            Some(_) => "pg_catalog.pg_namespace.nspname = $2",
            None => {
                "pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid) \
                 AND (pg_catalog.current_setting('gen_migration.shadow', true) IS NULL \
                      OR pg_catalog.pg_namespace.nspname = pg_catalog.current_schema())"
            }
        };
        let sql = format!(
            "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class \
             JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace \
             WHERE pg_catalog.pg_class.relname = $1 \
             AND pg_catalog.pg_class.relkind IN ('r', 'p', 'f', 'v', 'm') AND {schema}"
        );
        let mut parameters = vec![SqlValue::Text(self.name.name.clone())];
        parameters.extend(self.name.schema.clone().map(SqlValue::Text));
        let rows = connection.query(&BoundStatement { sql, parameters }).map_err(error)?;
        Ok(!rows.rows.is_empty())
    }

    /// The revisions that the database stands at; none when there is no table.
    ///
    /// # Errors
    /// The server's.
    pub fn heads(&self, connection: &Blocking) -> Result<Vec<String>> {
        if !self.exists(connection)? {
            return Ok(Vec::new());
        }
        let table = self.quoted();
        let sql = format!("SELECT {table}.version_num FROM {table}");
        let rows = connection.query(&BoundStatement { sql, parameters: Vec::new() }).map_err(error)?;
        Ok(rows
            .rows
            .into_iter()
            .filter_map(|row| match row.into_iter().next() {
                Some(SqlValue::Text(version)) => Some(version),
                _ => None,
            })
            .collect())
    }

    /// Makes the table where it is missing.
    ///
    /// # Errors
    /// The server's.
    pub fn ensure(&self, connection: &Blocking) -> Result<()> {
        if !self.exists(connection)? {
            connection.run(&self.create_sql()).map_err(error)?;
        }
        Ok(())
    }

    /// Removes every row.
    ///
    /// # Errors
    /// The server's.
    pub fn clear(&self, connection: &Blocking) -> Result<()> {
        connection.run(&format!("DELETE FROM {}", self.quoted())).map_err(error)?;
        Ok(())
    }

    /// Carries a change out; it must meet exactly one row.
    ///
    /// # Errors
    /// The server's, and Alembic's sentence when another number of rows was met.
    pub fn change(&self, connection: &Blocking, change: &VersionChange) -> Result<()> {
        let found = connection.run(&self.change_sql(change)).map_err(error)?;
        let doing = match change {
            VersionChange::Insert(_) => return Ok(()),
            _ if found == 1 => return Ok(()),
            VersionChange::Delete(version) => format!("deleting '{version}'"),
            VersionChange::Update { from, to } => format!("updating '{from}' to '{to}'"),
        };
        let table = &self.name.name;
        Err(Error::new(format!(
            "Online migration expected to match one row when {doing} in '{table}'; {found} found"
        )))
    }

    fn quoted(&self) -> String {
        crate::ddl::identifier::qualified(&self.name)
    }
}

/// Outside revision files a database error has no line of code: the statement stands in for it.
pub fn error(error: SinkError) -> Error {
    match error {
        SinkError::Fatal(error) => error,
        SinkError::Database(said) => said.report(),
    }
}
