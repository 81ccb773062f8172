//! Two catalogs to the operations that lead from one to the other. Pure.
//!
//! Both sides are what one introspector saw in PostgreSQL, so normal forms are compared with each
//! other: `definition`, [`CatalogColumn`](crate::schema::CatalogColumn) and plain facts. Spellings are
//! carried along for the renderer and never compared. Which side was Python is not known here.
//!
//! [`diff`] gives a list in which every enum type is created and dropped by an operation of its own;
//! [`upgrade`] and [`downgrade`] give the lists to write down, where `create_table` brings its enum
//! types along as SQLAlchemy does.
//!
//! Absent on purpose: views, functions, triggers, extensions, privileges. Models can't declare them.

mod check;
mod column;
mod column_type;
mod comment;
mod computed;
mod constraint;
pub mod declare;
mod enum_type;
mod exclude;
mod foreign_key;
mod identity;
mod index;
mod managed;
mod matching;
mod nullable;
mod order;
mod plan;
mod primary_key;
mod reference;
pub mod rename;
mod schema_name;
mod sequence;
mod server_default;
mod sql_text;
mod storage;
pub mod summary;
mod table;
mod unique;

pub use declare::{declare, keep_unvalidated};
pub use enum_type::{downgrade, upgrade};
pub use managed::{Managed, managed};
pub use rename::{RenameCandidate, apply_renames, candidates, renamed};
pub use summary::{Summary, summarize};

use std::collections::{BTreeMap, BTreeSet};

use crate::operation::Operation;
use crate::schema::{QualifiedName, Schema, Table};
use plan::Plan;

/// What takes part in the comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffOptions {
    /// Left alone on both sides: the version table, and what `include_object` and `include_name` exclude.
    pub skip_tables: BTreeSet<QualifiedName>,
}

type Comparator = fn(&Comparison, &mut Plan);

/// What is compared, in the order in which operations are proposed: Alembic's, as far as it has one.
/// `order` then moves only what depends on something later.
const COMPARATORS: &[Comparator] = &[
    schema_name::compare,
    enum_type::compare,
    sequence::compare,
    table::compare_added,
    table::compare_removed,
    table::compare_existing,
    sequence::compare_removed,
    enum_type::compare_removed,
];

/// The operations that make `from` into `to`, dependency-sorted; empty when there is no difference.
pub fn diff(from: &Schema, to: &Schema, options: &DiffOptions) -> Vec<Operation> {
    let comparison = Comparison::new(from, to, options);
    let mut plan = Plan::default();
    for compare in COMPARATORS {
        compare(&comparison, &mut plan);
    }
    order::arrange(plan.steps)
}

/// Both sides, without the tables that are left alone.
struct Comparison<'a> {
    from: &'a Schema,
    to: &'a Schema,
    from_tables: BTreeMap<&'a QualifiedName, &'a Table>,
    to_tables: BTreeMap<&'a QualifiedName, &'a Table>,
    /// Enum types that are made anew, which takes the defaults of their columns along.
    rebuilt_types: BTreeSet<&'a QualifiedName>,
    /// Columns whose values are converted, which no foreign key survives.
    converted: BTreeSet<(&'a QualifiedName, &'a str)>,
}

impl<'a> Comparison<'a> {
    fn new(from: &'a Schema, to: &'a Schema, options: &'a DiffOptions) -> Self {
        let mut comparison = Comparison {
            from,
            to,
            from_tables: managed::tables(from, |name| to.tables.contains_key(name), options),
            to_tables: managed::tables(to, |_| true, options),
            rebuilt_types: BTreeSet::new(),
            converted: BTreeSet::new(),
        };
        comparison.rebuilt_types = enum_type::rebuilt(&comparison);
        comparison.converted = column_type::converted(&comparison);
        comparison
    }
}

#[cfg(test)]
mod tests;
