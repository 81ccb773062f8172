//! A table's row.

use tokio_postgres::{Error, Row};

use super::scope::Scope;
use crate::schema::{CatalogTable, Constraint, Table};

/// The table without its parts, and its oid.
pub(super) fn from_row(row: &Row, scope: &Scope) -> Result<(u32, Table), Error> {
    let mut table = Table::new(scope.name(row.try_get("schema")?, &row.try_get::<_, String>("name")?));
    let mut storage: Vec<String> = row.try_get("storage")?;
    let parents: Vec<String> = row.try_get("parents")?;
    let partition_key: Option<String> = row.try_get("partition_key")?;
    let tablespace = scope.tablespace(row.try_get("tablespace")?).map(str::to_owned);
    let method = scope.unusual_method(row.try_get("method")?);
    let unlogged: bool = row.try_get("unlogged")?;

    table.comment = row.try_get("comment")?;
    if unlogged {
        table.prefixes.push("UNLOGGED".to_owned());
    }
    let mut option = |keyword: &str, value: String| {
        table.options.push((format!("postgresql_{keyword}"), value));
    };
    if !parents.is_empty() {
        option("inherits", tuple(&parents));
    }
    if let Some(key) = &partition_key {
        option("partition_by", key.clone());
    }
    if let Some(tablespace) = &tablespace {
        option("tablespace", tablespace.clone());
    }
    if let Some(method) = method {
        option("using", method.to_owned());
    }
    if !storage.is_empty() {
        option("with", dictionary(&storage));
    }
    storage.sort();
    table.catalog = Some(CatalogTable {
        inherits: !parents.is_empty(),
        partitioned: row.try_get("partitioned")?,
        partition_key,
        unlogged,
        storage,
        tablespace,
        rows: None,
    });
    Ok((row.try_get("oid")?, table))
}

/// What can be said when all parts are there: constraints by kind, then name; who is in the primary key.
pub(super) fn finish(table: &mut Table) {
    table.constraints.sort_by(|a, b| {
        let key = |constraint: &Constraint| (constraint.kind(), constraint.name().cloned());
        key(a).cmp(&key(b))
    });
    let key = table.primary_key().map(|key| key.columns.clone()).unwrap_or_default();
    for column in &mut table.columns {
        column.primary_key = key.contains(&column.name);
    }
}

/// `('a', 'b')`, as Python writes it.
fn tuple(items: &[String]) -> String {
    let literals: Vec<String> = items.iter().map(|item| super::spelling::python_string(item)).collect();
    match literals.as_slice() {
        [one] => format!("({one},)"),
        all => format!("({})", all.join(", ")),
    }
}

/// `fillfactor=70` and so on as a Python dict of strings.
fn dictionary(parameters: &[String]) -> String {
    let items: Vec<String> = parameters
        .iter()
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            format!("{}: {}", super::spelling::python_string(name), super::spelling::python_string(value))
        })
        .collect();
    format!("{{{}}}", items.join(", "))
}
