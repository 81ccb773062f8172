//! Foreign keys, with every option that PostgreSQL prints.

use std::collections::BTreeSet;

use super::constraint;
use super::matching::{Candidate, match_up};
use super::plan::Plan;
use super::table::TablePair;
use crate::schema::{Constraint, ForeignKey, IndexTarget, Table};

pub(super) fn compare(pair: &TablePair, plan: &mut Plan) {
    let from = candidates(pair.from, |key, definition| {
        if survives(pair, key) { pair.old_definition(definition) } else { definition + " (does not survive)" }
    });
    let to = candidates(pair.to, |_, definition| definition);
    constraint::apply(pair, plan, match_up(from, to), |key| {
        let mut key = key.clone();
        key.use_alter = false;
        Constraint::ForeignKey(key)
    });
}

/// Whether the foreign key can stay while its columns and the key that it refers to change.
fn survives(pair: &TablePair, key: &ForeignKey) -> bool {
    let converted = &pair.comparison.converted;
    let referred = &key.referred_table;
    let is_converted = key.columns.iter().any(|column| converted.contains(&(pair.name(), column.as_str())))
        || key.referred_columns.iter().any(|column| converted.contains(&(referred, column.as_str())));
    let tables = (pair.comparison.from_tables.get(referred), pair.comparison.to_tables.get(referred));
    let (Some(from), Some(to)) = tables else { return !is_converted };
    let columns = key.referred_columns.iter().map(String::as_str).collect();
    let before = keys(from, &columns);
    !is_converted && (before.is_empty() || !before.is_disjoint(&keys(to, &columns)))
}

/// The definitions of the keys that a table has over the columns.
fn keys<'a>(table: &'a Table, columns: &BTreeSet<&str>) -> BTreeSet<&'a str> {
    let over = |names: &[String]| names.iter().map(String::as_str).collect::<BTreeSet<_>>() == *columns;
    let constraints = table.constraints.iter().filter(|constraint| match constraint {
        Constraint::PrimaryKey(key) => over(&key.columns),
        Constraint::Unique(unique) => over(&unique.columns),
        Constraint::Check(_) | Constraint::ForeignKey(_) | Constraint::Exclude(_) => false,
    });
    let indexes = table.indexes.iter().filter(|index| {
        let plain: Vec<String> = index
            .elements
            .iter()
            .filter_map(|element| match &element.target {
                IndexTarget::Column(name) => Some(name.clone()),
                IndexTarget::Expression(_) => None,
            })
            .collect();
        index.unique && plain.len() == index.elements.len() && over(&plain)
    });
    let definitions = constraints.filter_map(Constraint::definition);
    definitions.chain(indexes.filter_map(|index| index.definition.as_deref())).collect()
}

fn candidates(
    table: &Table,
    definition: impl Fn(&ForeignKey, String) -> String,
) -> Vec<Candidate<'_, ForeignKey>> {
    table
        .foreign_keys()
        .map(|key| Candidate {
            object: key,
            name: key.name.as_ref(),
            definition: definition(key, key.definition.clone().unwrap_or_default()),
        })
        .collect()
}
