//! The schemas that are looked at, and what the other queries' oids mean.

use std::collections::{BTreeSet, HashMap};

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};

use super::introspect::{IntrospectOptions, failed};
use crate::error::Result;
use crate::schema::QualifiedName;

pub(super) struct Scope {
    pub server_version: i32,
    default_schema: String,
    /// By oid, the default one among them.
    pub schemas: Vec<u32>,
    namespaces: HashMap<u32, String>,
    methods: HashMap<u32, String>,
    tablespaces: HashMap<u32, String>,
    default_method: String,
    /// The session's setting before: compiling the queries would take longer than they do.
    jit: String,
}

impl Scope {
    pub(super) async fn find(client: &Client, options: &IntrospectOptions) -> Result<Scope> {
        let names: Vec<&str> = options.schemas.iter().map(String::as_str).collect();
        let parameters: [(&(dyn ToSql + Sync), Type); 2] =
            [(&names, Type::TEXT_ARRAY), (&options.all_schemas, Type::BOOL)];
        let rows = client
            .query_typed(include_str!("queries/scope.sql"), &parameters)
            .await
            .map_err(|error| failed("schemas", &error))?;
        let mut scopes = rows.iter().map(Scope::from_row);
        let scope = scopes.next().transpose().map_err(|error| failed("schemas", &error))?;
        let scope = scope.ok_or_else(|| crate::error::Error::new("the server names no schemas"))?;
        scope.set_jit(client, "off").await?;
        Ok(scope)
    }

    fn from_row(row: &Row) -> Result<Scope, Error> {
        Ok(Scope {
            server_version: row.try_get("version")?,
            default_schema: row.try_get("default_schema")?,
            schemas: row.try_get("schemas")?,
            namespaces: by_oid(row, "namespace_oids", "namespace_names")?,
            methods: by_oid(row, "method_oids", "method_names")?,
            tablespaces: by_oid(row, "tablespace_oids", "tablespace_names")?,
            default_method: row.try_get("default_method")?,
            jit: row.try_get("jit")?,
        })
    }

    /// Leaves the session as it was.
    pub(super) async fn restore(&self, client: &Client) -> Result<()> {
        self.set_jit(client, &self.jit).await
    }

    async fn set_jit(&self, client: &Client, value: &str) -> Result<()> {
        if self.jit == "off" {
            return Ok(());
        }
        let sql = "SELECT set_config('jit', $1, false)";
        client
            .query_typed(sql, &[(&value, Type::TEXT)])
            .await
            .map(drop)
            .map_err(|error| failed("settings", &error))
    }

    /// The name with its schema, unless that is the default one.
    pub(super) fn name(&self, schema: u32, name: &str) -> QualifiedName {
        QualifiedName::new(self.schema(schema), name)
    }

    /// `None` for the default schema.
    pub(super) fn schema(&self, oid: u32) -> Option<&str> {
        self.namespaces.get(&oid).map(String::as_str).filter(|name| *name != self.default_schema)
    }

    /// The access method's name.
    pub(super) fn method(&self, oid: u32) -> &str {
        self.methods.get(&oid).map_or("", String::as_str)
    }

    /// The access method of a table, where it is not the usual one.
    pub(super) fn unusual_method(&self, oid: u32) -> Option<&str> {
        self.methods.get(&oid).map(String::as_str).filter(|name| *name != self.default_method)
    }

    /// `None` for the database's own.
    pub(super) fn tablespace(&self, oid: u32) -> Option<&str> {
        self.tablespaces.get(&oid).map(String::as_str)
    }

    pub(super) fn contains(&self, name: &QualifiedName) -> bool {
        self.schemas.iter().any(|oid| self.schema(*oid) == name.schema.as_deref())
    }

    /// Those that are looked at, but for the default one.
    pub(super) fn named_schemas(&self) -> BTreeSet<String> {
        self.schemas.iter().filter_map(|oid| self.schema(*oid)).map(str::to_owned).collect()
    }
}

fn by_oid(row: &Row, oids: &str, names: &str) -> Result<HashMap<u32, String>, Error> {
    let oids: Vec<u32> = row.try_get(oids)?;
    let names: Vec<String> = row.try_get(names)?;
    Ok(oids.into_iter().zip(names).collect())
}
