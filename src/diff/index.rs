//! Indexes, by what `pg_get_indexdef` says behind the names.

use super::comment;
use super::matching::{Candidate, catalog_name, match_up};
use super::plan::Plan;
use super::table::{NamedChange, Phase, TablePair};
use crate::ddl::identifier;
use crate::operation::Operation;
use crate::schema::{Index, QualifiedName, Table};

pub(super) fn add(plan: &mut Plan, table: &QualifiedName, index: &Index) {
    plan.push(Operation::CreateIndex {
        table: table.clone(),
        index: Box::new(index.clone()),
        if_not_exists: false,
    });
    comment::compare_index(plan, table, None, Some(index));
}

pub(super) fn drop(plan: &mut Plan, table: &QualifiedName, index: &Index) {
    comment::compare_index(plan, table, Some(index), None);
    plan.push(Operation::DropIndex {
        table: Some(table.clone()),
        schema: table.schema.clone(),
        index: Box::new(index.clone()),
        if_exists: false,
    });
}

fn rename(plan: &mut Plan, table: &QualifiedName, from: &Index, to: &Index) {
    let (Some(old), Some(new)) = (&from.name, &to.name) else { return };
    let statement = |old: String, new: String| {
        let old = QualifiedName { schema: table.schema.clone(), name: old };
        format!("ALTER INDEX {} RENAME TO {}", identifier::qualified(&old), identifier::quote(&new))
    };
    let (old, new) = (catalog_name(old), catalog_name(new));
    plan.execute(statement(old.clone(), new.clone()), statement(new, old));
}

pub(super) fn changes<'a>(pair: &'a TablePair) -> Vec<NamedChange<'a>> {
    let from = candidates(pair.from, |definition| pair.old_definition(definition));
    let to = candidates(pair.to, |definition| definition);
    let matching = match_up(from, to);
    let table = pair.name();
    let name = |index: &Index| index.name.as_ref().map(catalog_name).unwrap_or_default();
    let mut changes: Vec<NamedChange> = Vec::new();
    for index in matching.removed {
        changes.push((Phase::Removed, name(index), Box::new(move |plan| drop(plan, table, index))));
    }
    for (from, to) in matching.renamed {
        changes.push((
            Phase::Existing,
            name(to),
            Box::new(move |plan| {
                rename(plan, table, from, to);
                comment::compare_index(plan, table, Some(from), Some(to));
            }),
        ));
    }
    for (from, to) in matching.changed {
        changes.push((
            Phase::Existing,
            name(to),
            Box::new(move |plan| {
                drop(plan, table, from);
                add(plan, table, to);
            }),
        ));
    }
    for (from, to) in matching.same {
        changes.push((
            Phase::Existing,
            name(to),
            Box::new(move |plan| comment::compare_index(plan, table, Some(from), Some(to))),
        ));
    }
    for index in matching.added {
        changes.push((Phase::Added, name(index), Box::new(move |plan| add(plan, table, index))));
    }
    changes
}

fn candidates(table: &Table, definition: impl Fn(String) -> String) -> Vec<Candidate<'_, Index>> {
    table
        .indexes
        .iter()
        .map(|index| Candidate {
            object: index,
            name: index.name.as_ref(),
            definition: definition(normal_form(index)),
        })
        .collect()
}

/// The definition has neither the index's name nor the table's; an unusable index is made anew.
fn normal_form(index: &Index) -> String {
    let invalid = if index.valid == Some(false) { " INVALID" } else { "" };
    format!("{}{invalid}", index.definition.as_deref().unwrap_or_default())
}
