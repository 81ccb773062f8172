//! A table with all that belongs to it alone.

use serde::Deserialize;

use super::{Check, Column, Constraint, Exclude, ForeignKey, Index, PrimaryKey, QualifiedName, Unique};
use crate::error::Place;

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Table {
    pub name: QualifiedName,
    /// In the order of declaration or `attnum`.
    pub columns: Vec<Column>,
    /// Everything but indexes, in the order in which SQLAlchemy would write them
    /// (models: primary key first where it is implicit; catalog: sorted by kind, then name).
    pub constraints: Vec<Constraint>,
    pub indexes: Vec<Index>,
    pub comment: Option<String>,
    /// `postgresql_*` and other dialect keywords of the table, as (keyword, Python value's text or
    /// string): `("postgresql_partition_by", "RANGE (id)")`.
    pub options: Vec<(String, String)>,
    /// `prefixes=["UNLOGGED"]`.
    pub prefixes: Vec<String>,
    /// Where the models declare it, for messages.
    #[serde(skip)]
    pub declared_at: Option<Place>,
    /// `info={…}` keys that env.py filters ask for; key to Python `repr` of the value.
    pub info: Vec<(String, String)>,
    /// What PostgreSQL says beyond columns and constraints; `None` for models.
    #[serde(skip)]
    pub catalog: Option<CatalogTable>,
}

/// Facts of `pg_class` that decide whether the diff manages a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CatalogTable {
    /// A partition, or an inheritance child: left alone where the models lack it.
    pub inherits: bool,
    pub partitioned: bool,
    /// `pg_get_partkeydef`.
    pub partition_key: Option<String>,
    pub unlogged: bool,
    /// `reloptions`, sorted.
    pub storage: Vec<String>,
    pub tablespace: Option<String>,
    /// Rows estimated or counted, when somebody asked; `None` when unknown.
    pub rows: Option<u64>,
}

impl Table {
    pub fn new(name: QualifiedName) -> Self {
        Table {
            name,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            comment: None,
            options: Vec::new(),
            prefixes: Vec::new(),
            declared_at: None,
            info: Vec::new(),
            catalog: None,
        }
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub fn primary_key(&self) -> Option<&PrimaryKey> {
        self.constraints.iter().find_map(|constraint| match constraint {
            Constraint::PrimaryKey(key) => Some(key),
            _ => None,
        })
    }

    pub fn uniques(&self) -> impl Iterator<Item = &Unique> {
        self.constraints.iter().filter_map(|constraint| match constraint {
            Constraint::Unique(unique) => Some(unique),
            _ => None,
        })
    }

    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.constraints.iter().filter_map(|constraint| match constraint {
            Constraint::Check(check) => Some(check),
            _ => None,
        })
    }

    pub fn foreign_keys(&self) -> impl Iterator<Item = &ForeignKey> {
        self.constraints.iter().filter_map(|constraint| match constraint {
            Constraint::ForeignKey(key) => Some(key),
            _ => None,
        })
    }

    pub fn excludes(&self) -> impl Iterator<Item = &Exclude> {
        self.constraints.iter().filter_map(|constraint| match constraint {
            Constraint::Exclude(exclude) => Some(exclude),
            _ => None,
        })
    }
}
