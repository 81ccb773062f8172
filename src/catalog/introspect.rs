//! Runs the queries and puts their rows together.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use futures_util::try_join;
use regex::Regex;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::attribute::{Attributes, names};
use super::named_type::NamedTypes;
use super::scope::Scope;
use super::{column, constraint, enum_type, index, named_type, sequence, table};
use crate::error::{Error, Result};
use crate::schema::{Schema, Table};

/// What to look at. The connection's default schema always is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntrospectOptions {
    /// Further schemas, by name; those that do not exist are empty.
    pub schemas: BTreeSet<String>,
    /// All schemas but PostgreSQL's own and those that extensions made (`include_schemas`).
    pub all_schemas: bool,
}

/// Reads what is in the database.
///
/// # Errors
/// Whatever the server says: a lost connection, a failed transaction.
pub async fn introspect(client: &Client, options: &IntrospectOptions) -> Result<Schema> {
    let scope = Scope::find(client, options).await?;
    let read = read(client, &scope).await;
    scope.restore(client).await?;
    read
}

async fn read(client: &Client, scope: &Scope) -> Result<Schema> {
    let schemas = [(&scope.schemas as &(dyn ToSql + Sync), Type::OID_ARRAY)];
    let version = scope.server_version;
    // Sent together: the connection pipelines them.
    let (types, tables, columns, constraints, indexes, sequences, classes, collations) = try_join!(
        query(client, version, "types", include_str!("queries/named_type.sql"), &[]),
        query(client, version, "tables", include_str!("queries/table.sql"), &schemas),
        query(client, version, "columns", include_str!("queries/column.sql"), &schemas),
        query(client, version, "constraints", include_str!("queries/constraint.sql"), &schemas),
        query(client, version, "indexes", include_str!("queries/index.sql"), &schemas),
        query(client, version, "sequences", include_str!("queries/sequence.sql"), &schemas),
        query(client, version, "operator classes", include_str!("queries/operator_class.sql"), &[]),
        query(client, version, "collations", include_str!("queries/collation.sql"), &schemas),
    )?;

    let types: NamedTypes = types
        .iter()
        .map(|row| named_type::from_row(row, scope))
        .collect::<Result<_, tokio_postgres::Error>>()
        .map_err(|error| failed("types", &error))?;
    let sequences = sequence::from_rows(&sequences, scope).map_err(|error| failed("sequences", &error))?;
    let mut found: HashMap<u32, Table> = HashMap::with_capacity(tables.len());
    for row in &tables {
        let (oid, table) = table::from_row(row, scope).map_err(|error| failed("tables", &error))?;
        found.insert(oid, table);
    }
    let mut attributes = Attributes {
        operator_classes: names(&classes).map_err(|error| failed("operator classes", &error))?,
        collations: names(&collations).map_err(|error| failed("collations", &error))?,
        columns: HashMap::with_capacity(columns.len()),
    };
    for row in &columns {
        let (oid, column) = column::from_row(row, &types, &sequences.owned, scope)
            .map_err(|error| failed("columns", &error))?;
        attributes.note(row).map_err(|error| failed("columns", &error))?;
        if let Some(table) = found.get_mut(&oid) {
            table.columns.push(column);
        }
    }
    let constraints = constraint::from_rows(&constraints, scope, &attributes)
        .map_err(|error| failed("constraints", &error))?;
    for (oid, constraint) in constraints {
        if let Some(table) = found.get_mut(&oid) {
            table.constraints.push(constraint);
        }
    }
    for row in &indexes {
        let (oid, index) =
            index::from_row(row, scope, &attributes).map_err(|error| failed("indexes", &error))?;
        if let Some(table) = found.get_mut(&oid) {
            table.indexes.push(index);
        }
    }
    for table in found.values_mut() {
        table::finish(table);
    }

    Ok(Schema {
        enum_types: enum_type::managed(&types, scope),
        tables: found.into_values().map(|table| (table.name.clone(), table)).collect(),
        sequences: sequences.alone,
        schemas: scope.named_schemas(),
    })
}

async fn query(
    client: &Client,
    server_version: i32,
    what: &str,
    sql: &str,
    parameters: &[(&(dyn ToSql + Sync), Type)],
) -> Result<Vec<Row>> {
    let sql = for_server(sql, server_version);
    client.query_typed(&sql, parameters).await.map_err(|error| failed(what, &error))
}

/// `/*since 15:*/ new /*before: old */` in a query: PostgreSQL 15 has columns that older ones lack.
fn for_server(sql: &str, version: i32) -> String {
    static CHOICE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"/\*since (\d+):\*/ .*? /\*before: (.*?) \*/").ok());
    let Some(choice) = CHOICE.as_ref() else { return sql.to_owned() };
    let text = choice.replace_all(sql, |found: &regex::Captures<'_>| {
        let since: i32 = found[1].parse().unwrap_or(i32::MAX);
        if version / 10_000 >= since { found[0].to_owned() } else { found[2].to_owned() }
    });
    text.into_owned()
}

pub(super) fn failed(what: &str, error: &tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(reported) => {
            Error::new(format!("can't read the {what} of the database: {}", reported.message()))
        }
        None => Error::new(format!("can't read the {what} of the database: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_suit_the_server() {
        let sql = "SELECT /*since 15:*/ i.new /*before: false */ AS x";
        assert!(for_server(sql, 150_004).contains("i.new"));
        assert_eq!(for_server(sql, 140_011), "SELECT false AS x");
    }
}
