//! NOT NULL.

use super::column::ColumnPair;
use crate::operation::AlterColumn;

pub(super) fn compare(pair: &ColumnPair, alter: &mut AlterColumn) {
    alter.existing_nullable = Some(pair.from.nullable);
    if pair.from.nullable != pair.to.nullable {
        alter.nullable = Some(pair.to.nullable);
    }
}
