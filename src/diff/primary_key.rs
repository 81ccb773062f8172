//! The primary key, which Alembic doesn't compare.

use super::constraint;
use super::matching::{Candidate, match_up};
use super::plan::Plan;
use super::table::TablePair;
use crate::schema::{Constraint, PrimaryKey, Table};

pub(super) fn compare(pair: &TablePair, plan: &mut Plan) {
    let from = candidates(pair.from, |definition| pair.old_definition(definition));
    let to = candidates(pair.to, |definition| definition);
    let mut matching = match_up(from, to);
    // a table has one: what is neither the same nor renamed is dropped before the new one comes
    matching.added.extend(matching.changed.iter().map(|(_, to)| *to));
    matching.removed.extend(matching.changed.drain(..).map(|(from, _)| from));
    constraint::apply(pair, plan, matching, |key| Constraint::PrimaryKey(key.clone()));
}

fn candidates(table: &Table, definition: impl Fn(String) -> String) -> Vec<Candidate<'_, PrimaryKey>> {
    table
        .primary_key()
        .map(|key| Candidate {
            object: key,
            name: key.name.as_ref(),
            definition: definition(key.definition.clone().unwrap_or_default()),
        })
        .into_iter()
        .collect()
}
