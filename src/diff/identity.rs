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

/// An identity column is NOT NULL first and last, but Alembic's directive changes nullability before
/// everything else, in both directions: each change gets a directive of its own.
pub(super) fn beside_nullable(alter: AlterColumn) -> Vec<AlterColumn> {
    let (Some(identity), Some(nullable)) = (&alter.identity, alter.nullable) else { return vec![alter] };
    let adds = identity.is_some();
    let mut identity = AlterColumn::new(alter.table.clone(), &alter.column);
    identity.identity.clone_from(&alter.identity);
    identity.existing_identity.clone_from(&alter.existing_identity);
    identity.existing_type = alter.data_type.clone().or_else(|| alter.existing_type.clone());
    identity.existing_nullable = Some(false);
    identity.existing_autoincrement = alter.existing_autoincrement;
    let mut rest = alter;
    rest.identity = None;
    rest.existing_identity = None;
    rest.nullable = Some(nullable);
    if adds {
        return vec![rest, identity];
    }
    identity.existing_type.clone_from(&rest.existing_type);
    vec![identity, rest]
}

/// The normal form: with every option said.
fn of_catalog(column: &Column) -> Option<&Identity> {
    catalog(column).identity.as_ref().or(column.identity.as_ref())
}
