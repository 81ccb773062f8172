//! A sequence's row, and the options that an identity column's row has as well.

use tokio_postgres::{Error, Row};

use super::introspect::Scope;
use crate::schema::{Sequence, SequenceOptions};

pub(super) fn from_row(row: &Row, scope: &Scope) -> Result<Sequence, Error> {
    Ok(Sequence {
        name: scope.name(row.try_get("schema")?, row.try_get("name")?),
        options: options(row)?,
        data_type: row.try_get("data_type")?,
    })
}

/// All of them, as `pg_sequence` has them.
pub(super) fn options(row: &Row) -> Result<SequenceOptions, Error> {
    Ok(SequenceOptions {
        start: row.try_get("seqstart")?,
        increment: row.try_get("seqincrement")?,
        min_value: row.try_get("seqmin")?,
        max_value: row.try_get("seqmax")?,
        no_min_value: false,
        no_max_value: false,
        cycle: row.try_get("seqcycle")?,
        cache: row.try_get("seqcache")?,
    })
}
