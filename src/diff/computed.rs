//! GENERATED ALWAYS AS … STORED. PostgreSQL 15 can only drop an expression: to have another, the
//! column is dropped and added, which loses nothing, since its values are computed.

use std::collections::BTreeSet;

use super::column::{ColumnPair, catalog};
use super::plan::Plan;
use crate::ddl::identifier;
use crate::schema::Table;

/// Columns whose expression changes, or that become generated.
pub(super) fn replaced<'a>(from: &Table, to: &'a Table) -> BTreeSet<&'a str> {
    to.columns
        .iter()
        .filter(|column| {
            let new = &catalog(column).generated;
            new.is_some() && from.column(&column.name).is_some_and(|old| catalog(old).generated != *new)
        })
        .map(|column| column.name.as_str())
        .collect()
}

/// A generated column that becomes a plain one keeps its values.
pub(super) fn compare(pair: &ColumnPair, plan: &mut Plan) {
    let (from, to) = (catalog(pair.from), catalog(pair.to));
    if let (Some(expression), None) = (&from.generated, &to.generated) {
        let table = identifier::qualified(pair.table_name());
        let column = identifier::quote(&pair.to.name);
        let data_type = &from.format_type;
        let not_null = if pair.from.nullable { "" } else { " NOT NULL" };
        plan.execute(
            format!("ALTER TABLE {table} ALTER COLUMN {column} DROP EXPRESSION"),
            format!(
                "ALTER TABLE {table} DROP COLUMN {column}, \
                 ADD COLUMN {column} {data_type} GENERATED ALWAYS AS ({expression}) STORED{not_null}"
            ),
        );
    }
}
