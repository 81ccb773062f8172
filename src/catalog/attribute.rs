//! Columns by number, and the names of operator classes and collations: constraints and indexes refer
//! to all three by oid, and joining them in SQL costs more than all the rest.

use std::collections::HashMap;

use tokio_postgres::{Error, Row};

pub(super) struct Attributes {
    /// By the table's oid and the column's number.
    pub columns: HashMap<(u32, i16), Attribute>,
    /// As SQL; only those that are not their type's default.
    pub operator_classes: HashMap<u32, String>,
    /// As SQL.
    pub collations: HashMap<u32, String>,
}

pub(super) struct Attribute {
    name: String,
    /// As PostgreSQL quotes it.
    quoted: String,
    /// 0 is none.
    collation: u32,
}

impl Attributes {
    /// Keeps a row of the columns' query.
    pub(super) fn note(&mut self, row: &Row) -> Result<(), Error> {
        let attribute = Attribute {
            name: row.try_get("name")?,
            quoted: row.try_get("quoted_name")?,
            collation: row.try_get("collation_oid")?,
        };
        self.columns.insert((row.try_get("table_oid")?, row.try_get("number")?), attribute);
        Ok(())
    }

    pub(super) fn name(&self, table: u32, number: i16) -> Option<&str> {
        self.columns.get(&(table, number)).map(|attribute| attribute.name.as_str())
    }

    /// The name as SQL.
    pub(super) fn quoted(&self, table: u32, number: i16) -> Option<&str> {
        self.columns.get(&(table, number)).map(|attribute| attribute.quoted.as_str())
    }

    /// The names of all that are columns: a number of 0 is an expression.
    pub(super) fn names(&self, table: u32, numbers: &[i16]) -> Vec<String> {
        numbers.iter().filter_map(|number| self.name(table, *number)).map(str::to_owned).collect()
    }

    /// The collation of an index's key, where it is not the column's own. For an expression that is
    /// any collation at all.
    pub(super) fn collation(&self, table: u32, number: i16, collation: u32) -> Option<&str> {
        let own = self.columns.get(&(table, number)).map_or(0, |attribute| attribute.collation);
        if own == collation { None } else { self.collations.get(&collation).map(String::as_str) }
    }
}

/// Rows of `oid` and `name`.
pub(super) fn names(rows: &[Row]) -> Result<HashMap<u32, String>, Error> {
    rows.iter().map(|row| Ok((row.try_get("oid")?, row.try_get("name")?))).collect()
}
