//! Foreign keys, with every option that PostgreSQL prints.

use super::constraint;
use super::matching::{Candidate, match_up};
use super::plan::Plan;
use super::table::TablePair;
use crate::schema::{Constraint, ForeignKey, Table};

pub(super) fn compare(pair: &TablePair, plan: &mut Plan) {
    let from = candidates(pair.from, |definition| pair.old_definition(definition));
    let to = candidates(pair.to, |definition| definition);
    constraint::apply(pair, plan, match_up(from, to), |key| {
        let mut key = key.clone();
        key.use_alter = false;
        Constraint::ForeignKey(key)
    });
}

fn candidates(table: &Table, definition: impl Fn(String) -> String) -> Vec<Candidate<'_, ForeignKey>> {
    table
        .foreign_keys()
        .map(|key| Candidate {
            object: key,
            name: key.name.as_ref(),
            definition: definition(key.definition.clone().unwrap_or_default()),
        })
        .collect()
}
