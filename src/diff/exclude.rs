//! Exclusion constraints, which Alembic doesn't see.

use super::constraint;
use super::matching::{Candidate, match_up};
use super::plan::Plan;
use super::table::TablePair;
use crate::schema::{Constraint, Exclude, Table};

pub(super) fn compare(pair: &TablePair, plan: &mut Plan) {
    let from = candidates(pair.from, |definition| pair.old_definition(definition));
    let to = candidates(pair.to, |definition| definition);
    constraint::apply(pair, plan, match_up(from, to), |exclude| Constraint::Exclude(exclude.clone()));
}

fn candidates(table: &Table, definition: impl Fn(String) -> String) -> Vec<Candidate<'_, Exclude>> {
    table
        .excludes()
        .map(|exclude| Candidate {
            object: exclude,
            name: exclude.name.as_ref(),
            definition: definition(exclude.definition.clone().unwrap_or_default()),
        })
        .collect()
}
