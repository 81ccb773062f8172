//! Unique constraints, which Alembic compares together with indexes.

use super::constraint;
use super::matching::{Candidate, catalog_name, match_up};
use super::table::{NamedChange, Phase, TablePair};
use crate::schema::{Constraint, Table, Unique};

pub(super) fn changes<'a>(pair: &'a TablePair) -> Vec<NamedChange<'a>> {
    let from = candidates(pair.from, |definition| pair.old_definition(definition));
    let to = candidates(pair.to, |definition| definition);
    let matching = match_up(from, to);
    let table = pair.name();
    let name = |unique: &Unique| unique.name.as_ref().map(catalog_name).unwrap_or_default();
    let wrap = |unique: &Unique| Constraint::Unique(unique.clone());
    let mut changes: Vec<NamedChange> = Vec::new();
    for unique in matching.removed {
        changes.push((
            Phase::Removed,
            name(unique),
            Box::new(move |plan| constraint::drop(plan, table, &wrap(unique))),
        ));
    }
    for (from, to) in matching.renamed {
        changes.push((
            Phase::Existing,
            name(to),
            Box::new(move |plan| {
                if let (Some(old), Some(new)) = (&from.name, &to.name) {
                    constraint::rename(plan, table, old, new);
                }
                constraint::compare_comments(plan, table, wrap(from), wrap(to));
            }),
        ));
    }
    for (from, to) in matching.changed {
        changes.push((
            Phase::Existing,
            name(to),
            Box::new(move |plan| {
                constraint::drop(plan, table, &wrap(from));
                constraint::add(plan, table, &wrap(to));
            }),
        ));
    }
    for (from, to) in matching.same {
        changes.push((
            Phase::Existing,
            name(to),
            Box::new(move |plan| constraint::compare_comments(plan, table, wrap(from), wrap(to))),
        ));
    }
    for (place, unique) in matching.added.into_iter().enumerate() {
        let is_unnamed = unique.name.as_ref().is_none_or(|name| name.implicit);
        let phase = if is_unnamed { Phase::AddedUnnamed(place) } else { Phase::Added };
        changes.push((
            phase,
            name(unique),
            Box::new(move |plan| constraint::add(plan, table, &wrap(unique))),
        ));
    }
    changes
}

fn candidates(table: &Table, definition: impl Fn(String) -> String) -> Vec<Candidate<'_, Unique>> {
    table
        .uniques()
        .map(|unique| Candidate {
            object: unique,
            name: unique.name.as_ref(),
            definition: definition(unique.definition.clone().unwrap_or_default()),
        })
        .collect()
}
