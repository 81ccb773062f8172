//! Snippets of `op.*` calls with the operations that they stand for, by family.

mod alter;
mod column;
mod constraint;
mod index;
mod other;
mod table;

use gen_migration::operation::Operation;

pub type Case = (&'static str, Vec<Operation>);

pub fn all() -> Vec<Case> {
    [table::cases(), column::cases(), alter::cases(), constraint::cases(), index::cases(), other::cases()]
        .into_iter()
        .flatten()
        .collect()
}
