//! GENERATED … AS IDENTITY, with its sequence's options.

use super::column::{ColumnPair, catalog};
use crate::operation::AlterColumn;
use crate::schema::{Column, Identity};

pub(super) fn compare(pair: &ColumnPair, alter: &mut AlterColumn) {
    alter.existing_identity = pair.from.identity.clone();
    if of_catalog(pair.from) != of_catalog(pair.to) {
        alter.identity = Some(pair.to.identity.clone());
    }
}

/// The normal form: with every option said.
fn of_catalog(column: &Column) -> Option<&Identity> {
    catalog(column).identity.as_ref().or(column.identity.as_ref())
}
