//! Sequences: those that stand alone, and those that fill a column of their own.

use std::collections::{BTreeMap, HashMap};

use tokio_postgres::{Error, Row};

use super::scope::Scope;
use crate::schema::{QualifiedName, Sequence, SequenceOptions};

#[derive(Default)]
pub(super) struct Sequences {
    pub alone: BTreeMap<QualifiedName, Sequence>,
    /// By the owner's table and column number.
    pub owned: OwnedSequences,
}

pub(super) type OwnedSequences = HashMap<(u32, i16), OwnedSequence>;

pub(super) struct OwnedSequence {
    /// Of an identity column, not of a serial one.
    pub identity: bool,
    /// The column's default refers to it.
    pub fills: bool,
    pub sequence: Sequence,
}

pub(super) fn from_rows(rows: &[Row], scope: &Scope) -> Result<Sequences, Error> {
    let mut sequences = Sequences::default();
    for row in rows {
        let name = scope.name(row.try_get("schema")?, &row.try_get::<_, String>("name")?);
        let sequence = Sequence { name, options: options(row)?, data_type: row.try_get("data_type")? };
        let ownership: Option<String> = row.try_get("ownership")?;
        match ownership.as_deref() {
            // An extension's.
            Some("e") => {}
            Some(kind) => {
                let owned = OwnedSequence { identity: kind == "i", fills: row.try_get("fills")?, sequence };
                // Should there be several, the rows come in the order in which the last is right.
                sequences.owned.insert((row.try_get("table_oid")?, row.try_get("number")?), owned);
            }
            None => {
                sequences.alone.insert(sequence.name.clone(), sequence);
            }
        }
    }
    Ok(sequences)
}

/// All of them, as `pg_sequence` has them.
fn options(row: &Row) -> Result<SequenceOptions, Error> {
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
