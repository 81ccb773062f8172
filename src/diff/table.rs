//! Tables: added, removed, and the ones on both sides, aspect by aspect.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::catalog_name;
use super::plan::Plan;
use super::{
    Comparison, check, column, comment, computed, constraint, exclude, foreign_key, index, primary_key,
    reference, sql_text, storage, unique,
};
use crate::operation::Operation;
use crate::schema::{Constraint, Index, QualifiedName, SqlType, Table};

type Comparator = fn(&TablePair, &mut Plan);

/// The aspects of a table, in Alembic's order; what Alembic doesn't compare stands where it disturbs
/// the rest least.
const COMPARATORS: &[Comparator] = &[
    column::compare_added,
    column::compare_existing,
    primary_key::compare,
    compare_indexes_and_uniques,
    foreign_key::compare,
    check::compare,
    exclude::compare,
    storage::compare,
    comment::compare_table,
    column::compare_removed,
];

/// One table on both sides.
pub(super) struct TablePair<'a> {
    pub comparison: &'a Comparison<'a>,
    pub from: &'a Table,
    pub to: &'a Table,
    /// Columns that are dropped and added again, since nothing else changes what generates them.
    pub replaced: BTreeSet<&'a str>,
}

impl<'a> TablePair<'a> {
    pub fn name(&self) -> &'a QualifiedName {
        &self.to.name
    }

    /// A definition of the old side, made different from any of the new side when it goes with a
    /// column that is replaced.
    pub fn old_definition(&self, definition: String) -> String {
        if self.replaced.iter().any(|column| sql_text::mentions(&definition, column)) {
            definition + " (of a replaced column)"
        } else {
            definition
        }
    }
}

pub(super) fn compare_added(comparison: &Comparison, plan: &mut Plan) {
    let order = reference::order(comparison.to_tables.values().copied());
    let mut late = Vec::new();
    for name in &order.tables {
        let Some(table) = comparison.to_tables.get(name) else { continue };
        if comparison.from_tables.contains_key(name) {
            continue;
        }
        let (created, apart) = split(table, order.postponed.get(name));
        plan.push(Operation::CreateTable { table: Box::new(created), if_not_exists: false });
        for index in by_name(&table.indexes) {
            index::add(plan, name, index);
        }
        for constraint in &table.constraints {
            comment::compare_constraint(plan, name, None, Some(constraint));
        }
        late.extend(apart.into_iter().map(|constraint| (name, constraint)));
    }
    for (name, constraint) in late {
        constraint::add(plan, name, &constraint);
    }
}

/// In the reverse of the order in which they could be created.
pub(super) fn compare_removed(comparison: &Comparison, plan: &mut Plan) {
    let gone = comparison.from_tables.iter().filter(|(name, _)| !comparison.to_tables.contains_key(*name));
    let order = reference::order(gone.map(|(_, table)| *table));
    let mut drops = Vec::new();
    for name in order.tables.iter().rev() {
        let Some(table) = comparison.from_tables.get(name) else { continue };
        let (dropped, apart) = split(table, order.postponed.get(name));
        for constraint in &apart {
            constraint::drop(plan, name, constraint);
        }
        drops.push((table, dropped));
    }
    for (table, dropped) in drops {
        for constraint in &table.constraints {
            comment::compare_constraint(plan, &table.name, Some(constraint), None);
        }
        for index in by_name(&table.indexes) {
            index::drop(plan, &table.name, index);
        }
        plan.push(Operation::DropTable { table: Box::new(dropped), if_exists: false });
    }
}

pub(super) fn compare_existing(comparison: &Comparison, plan: &mut Plan) {
    // Alembic sorts by schema, with "" for the default one, then name: as Option and String do
    let both: BTreeMap<_, _> = comparison
        .to_tables
        .iter()
        .filter_map(|(name, to)| Some((*name, (*comparison.from_tables.get(name)?, *to))))
        .collect();
    for (from, to) in both.into_values() {
        let pair = TablePair { comparison, from, to, replaced: computed::replaced(comparison, from, to) };
        for compare in COMPARATORS {
            compare(&pair, plan);
        }
    }
}

/// The table as `op.create_table` makes it, and the constraints that come as operations of their own.
/// Indexes do too; enum types never come along here; names that PostgreSQL chooses are left to it.
fn split(table: &Table, postponed: Option<&BTreeSet<usize>>) -> (Table, Vec<Constraint>) {
    let mut created = table.clone();
    created.indexes.clear();
    for column in &mut created.columns {
        refer_to_enum(&mut column.data_type.sql);
    }
    let (mut inline, mut apart) = (Vec::new(), Vec::new());
    for (place, mut constraint) in std::mem::take(&mut created.constraints).into_iter().enumerate() {
        let is_postponed = postponed.is_some_and(|places| places.contains(&place));
        if is_postponed || !constraint::fits_in_table(&constraint) {
            if let Constraint::ForeignKey(key) = &mut constraint {
                key.use_alter = false;
            }
            apart.push(constraint);
        } else {
            if constraint.name().is_some_and(|name| name.implicit) {
                constraint.set_name(None);
            }
            inline.push(constraint::as_in_catalog(constraint));
        }
    }
    created.constraints = inline;
    (created, apart)
}

pub(super) fn refer_to_enum(sql: &mut SqlType) {
    match sql {
        SqlType::Enum(enum_type) => enum_type.create_type = false,
        SqlType::Array { item, .. } => refer_to_enum(item),
        SqlType::Boolean
        | SqlType::SmallInteger
        | SqlType::Integer
        | SqlType::BigInteger
        | SqlType::Plain(_)
        | SqlType::Domain { .. }
        | SqlType::Null => {}
    }
}

fn by_name(indexes: &[Index]) -> Vec<&Index> {
    let mut sorted: Vec<&Index> = indexes.iter().collect();
    sorted.sort_by_key(|index| index.name.as_ref().map(catalog_name));
    sorted
}

/// Where Alembic places a change of an index or unique constraint; within a phase it goes by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Removed,
    Existing,
    Added,
    /// Unnamed in the models: in the order of declaration.
    AddedUnnamed(usize),
}

/// A change whose operations are planned when its turn has come.
pub(super) type NamedChange<'a> = (Phase, String, Box<dyn Fn(&mut Plan) + 'a>);

fn compare_indexes_and_uniques(pair: &TablePair, plan: &mut Plan) {
    let mut changes: Vec<NamedChange> = unique::changes(pair);
    changes.extend(index::changes(pair));
    changes.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    for (_, _, apply) in changes {
        apply(plan);
    }
}
