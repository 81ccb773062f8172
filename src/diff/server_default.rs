//! DEFAULT. What a SERIAL, identity or generated column has is no default here.

use super::column::{ColumnPair, catalog};
use crate::operation::AlterColumn;

pub(super) fn compare(pair: &ColumnPair, alter: &mut AlterColumn) {
    let (from, to) = (catalog(pair.from), catalog(pair.to));
    if from.default.is_some() || to.default.is_some() {
        let existing = pair.from.server_default.clone().filter(|_| from.default.is_some());
        alter.existing_server_default = Some(existing);
    }
    // with the type its columns' defaults are made anew
    let is_rebuilt = to.enum_type.as_ref().is_some_and(|name| pair.comparison().rebuilt_types.contains(name));
    if from.default == to.default || (is_rebuilt && from.enum_type == to.enum_type) {
        return;
    }
    alter.server_default = Some(pair.to.server_default.clone().filter(|_| to.default.is_some()));
}
