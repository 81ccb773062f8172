//! Check constraints, by what PostgreSQL made of their text. Alembic compares names at most.

use super::constraint;
use super::matching::{Candidate, match_up};
use super::plan::Plan;
use super::sql_text;
use super::table::TablePair;
use crate::schema::{Check, Constraint, Table};

pub(super) fn compare(pair: &TablePair, plan: &mut Plan) {
    let from = candidates(pair.from, |definition| pair.old_definition(definition));
    let to = candidates(pair.to, |definition| definition);
    let mut matching = match_up(from, to);
    matching
        .added
        .retain(|check| !pair.to.columns.iter().any(|column| comes_with(check, &column.name, pair)));
    constraint::apply(pair, plan, matching, |check| Constraint::Check(check.clone()));
}

/// `op.add_column` brings the checks of the column's type along.
pub(super) fn comes_with(check: &Check, column: &str, pair: &TablePair) -> bool {
    check.type_bound
        && pair.from.column(column).is_none()
        && match &check.column {
            Some(owner) => owner == column,
            None => check.definition.as_deref().is_some_and(|sql| sql_text::mentions(sql, column)),
        }
}

fn candidates(table: &Table, definition: impl Fn(String) -> String) -> Vec<Candidate<'_, Check>> {
    table
        .checks()
        .map(|check| Candidate {
            object: check,
            name: check.name.as_ref(),
            definition: definition(check.definition.clone().unwrap_or_default()),
        })
        .collect()
}
