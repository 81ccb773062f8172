//! What a database or a set of models consists of. Plain data: no I/O, no Python, no SQL text
//! but the fragments that users or PostgreSQL wrote.
//!
//! The same types serve three producers: the models (spelling only), the catalog (spelling as
//! Alembic reflects it, and in `catalog` fields PostgreSQL's own normal form) and the revision
//! files. The diff compares `catalog` fields alone; renderers read everything else.

mod column;
mod constraint;
mod data_type;
mod enum_type;
mod index;
mod name;
mod normal_form;
mod sequence;
mod table;

pub use column::{CatalogColumn, Column, Computed, Identity, IdentityMode, ServerDefault};
pub use constraint::{
    Check, Constraint, ConstraintKind, Deferrability, Exclude, ExcludeElement, ForeignKey, MatchType,
    NOT_VALID, PrimaryKey, ReferentialAction, Unique,
};
pub use data_type::{Argument, ArgumentValue, DataType, Spelling, SqlType, TypeModule};
pub use enum_type::EnumType;
pub use index::{Index, IndexElement, IndexTarget};
pub use name::{ObjectName, QualifiedName};
pub use normal_form::Names;
pub use sequence::{Sequence, SequenceOptions};
pub use table::{CatalogTable, Table};

use std::collections::{BTreeMap, BTreeSet};

/// Everything that the diff manages, in a stable order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Schemas that exist (catalog) or are named (models); the default schema is not among them.
    pub schemas: BTreeSet<String>,
    pub tables: BTreeMap<QualifiedName, Table>,
    pub enum_types: BTreeMap<QualifiedName, EnumType>,
    /// Sequences that stand alone: those owned by a serial or identity column belong to the column.
    pub sequences: BTreeMap<QualifiedName, Sequence>,
}

impl Schema {
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        self.tables.get(name)
    }
}
