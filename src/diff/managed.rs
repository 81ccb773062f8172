//! What the diff answers for, and what it leaves alone.

use std::collections::{BTreeMap, BTreeSet};

use super::{DiffOptions, sql_text};
use crate::schema::{QualifiedName, Schema, Table};

/// What the diff may drop from a database: the rest of it stands on both sides of the comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Managed {
    pub tables: BTreeSet<QualifiedName>,
    pub enum_types: BTreeSet<QualifiedName>,
    pub sequences: BTreeSet<QualifiedName>,
}

/// What of `from` is compared with the models. Left alone are skipped tables, partitions and
/// inheritance children that the models lack, and enum types and sequences that neither a compared
/// table nor the models use: functions and the like may need those.
pub fn managed(from: &Schema, models: &Schema, options: &DiffOptions) -> Managed {
    let tables = tables(from, |name| models.tables.contains_key(name), options);
    let enum_types = from
        .enum_types
        .keys()
        .filter(|name| {
            models.enum_types.contains_key(*name) || tables.values().any(|table| uses_type(table, name))
        })
        .cloned()
        .collect();
    let sequences = from
        .sequences
        .keys()
        .filter(|name| {
            models.sequences.contains_key(*name) || tables.values().any(|table| draws_from(table, name))
        })
        .cloned()
        .collect();
    Managed { tables: tables.into_keys().cloned().collect(), enum_types, sequences }
}

/// The compared tables of one side.
pub(super) fn tables<'a>(
    schema: &'a Schema,
    is_declared: impl Fn(&QualifiedName) -> bool,
    options: &DiffOptions,
) -> BTreeMap<&'a QualifiedName, &'a Table> {
    let is_child = |table: &Table| table.catalog.as_ref().is_some_and(|catalog| catalog.inherits);
    schema
        .tables
        .iter()
        .filter(|(name, table)| {
            !options.skip_tables.contains(name) && (!is_child(table) || is_declared(name))
        })
        .collect()
}

/// Whether a column of the table is of the enum type, or of an array of it.
pub(super) fn uses_type(table: &Table, name: &QualifiedName) -> bool {
    table.columns.iter().any(|column| {
        column.catalog.as_ref().and_then(|catalog| catalog.enum_type.as_ref()) == Some(name)
            || column.data_type.sql.enum_type().is_some_and(|enum_type| enum_type.name == *name)
    })
}

/// Whether a column's default takes its values from the sequence.
pub(super) fn draws_from(table: &Table, name: &QualifiedName) -> bool {
    table
        .columns
        .iter()
        .filter_map(|column| column.catalog.as_ref()?.default.as_deref())
        .any(|default| sql_text::sequences(default).contains(name))
}
