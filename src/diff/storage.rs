//! Facts of a table beyond its columns: persistence, storage parameters, tablespace. Models say them
//! by `prefixes` and `postgresql_*` keywords; Alembic looks at none of them.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::Plan;
use super::table::TablePair;
use crate::ddl::identifier;
use crate::schema::CatalogTable;

pub(super) fn compare(pair: &TablePair, plan: &mut Plan) {
    let (Some(from), Some(to)) = (&pair.from.catalog, &pair.to.catalog) else { return };
    let table = identifier::qualified(pair.name());
    let mut alter = |sql: String, undo: String| {
        plan.execute(format!("ALTER TABLE {table} {sql}"), format!("ALTER TABLE {table} {undo}"));
    };
    if from.unlogged != to.unlogged {
        alter(persistence(to).to_owned(), persistence(from).to_owned());
    }
    if from.tablespace != to.tablespace {
        alter(tablespace(to), tablespace(from));
    }
    let (old, new) = (parameters(from), parameters(to));
    let keys: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    for key in keys {
        let statement = |value: Option<&&str>| match value {
            Some(value) => format!("SET ({key}={value})"),
            None => format!("RESET ({key})"),
        };
        if old.get(key) != new.get(key) {
            alter(statement(new.get(key)), statement(old.get(key)));
        }
    }
}

fn parameters(table: &CatalogTable) -> BTreeMap<&str, &str> {
    table.storage.iter().map(|it| it.split_once('=').unwrap_or((it, "true"))).collect()
}

fn persistence(table: &CatalogTable) -> &'static str {
    if table.unlogged { "SET UNLOGGED" } else { "SET LOGGED" }
}

fn tablespace(table: &CatalogTable) -> String {
    format!("SET TABLESPACE {}", identifier::quote(table.tablespace.as_deref().unwrap_or("pg_default")))
}
