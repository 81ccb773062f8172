//! GENERATED ALWAYS AS … STORED. PostgreSQL 15 can only drop an expression: to have another, the
//! column is dropped and added, which loses nothing, since its values are computed.

use std::collections::BTreeSet;

use super::column::{ColumnPair, catalog};
use super::plan::Plan;
use super::{Comparison, column_type, sql_text};
use crate::ddl::{identifier, literal};
use crate::schema::{Column, QualifiedName, Table};

/// Columns whose expression changes, that become generated, or whose sources change their type, which
/// PostgreSQL refuses while something is generated from them. An enum type that is made anew is another.
pub(super) fn replaced<'a>(comparison: &Comparison, from: &Table, to: &'a Table) -> BTreeSet<&'a str> {
    let is_rebuilt = |column: &Column| {
        catalog(column).enum_type.as_ref().is_some_and(|name| comparison.rebuilt_types.contains(name))
    };
    let is_retyped = |name: &str| match (from.column(name), to.column(name)) {
        (Some(old), Some(new)) => !column_type::is_same(old, new) || is_rebuilt(new),
        _ => false,
    };
    to.columns
        .iter()
        .filter(|column| {
            let (Some(old), Some(new)) = (from.column(&column.name), &catalog(column).generated) else {
                return false;
            };
            catalog(old).generated.as_ref() != Some(new)
                || !column_type::is_same(old, column)
                || is_rebuilt(column)
                || sql_text::identifiers(new).iter().any(|name| is_retyped(name))
        })
        .map(|column| column.name.as_str())
        .collect()
}

/// The enum types of what a generated column is made from.
pub(super) fn source_types(table: &Table, column: &Column) -> Vec<QualifiedName> {
    let Some(expression) = &catalog(column).generated else { return Vec::new() };
    let sources = sql_text::identifiers(expression);
    let sources = sources.iter().filter_map(|name| table.column(name));
    sources.filter_map(|source| catalog(source).enum_type.clone()).collect()
}

/// A generated column that becomes a plain one keeps its values.
pub(super) fn compare(pair: &ColumnPair, plan: &mut Plan) {
    let (from, to) = (catalog(pair.from), catalog(pair.to));
    if let (Some(expression), None) = (&from.generated, &to.generated) {
        let table = identifier::qualified(pair.table_name());
        let column = identifier::quote(&pair.to.name);
        let data_type = &from.format_type;
        // on the way back the column is made anew, without its comment
        if let Some(comment) = &pair.from.comment {
            let comment = literal::string(comment);
            plan.execute("", format!("COMMENT ON COLUMN {table}.{column} IS {comment}"));
        }
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
