//! GENERATED … AS IDENTITY, with its sequence's options.

use super::column::{ColumnPair, catalog};
use crate::operation::AlterColumn;
use crate::schema::{Column, Identity, SqlType};

pub(super) fn compare(pair: &ColumnPair, alter: &mut AlterColumn) {
    alter.existing_identity = pair.from.identity.clone();
    if of_catalog(pair.from) != of_catalog(pair.to) {
        alter.identity = Some(pair.to.identity.clone().map(|identity| explicit(identity, pair)));
    }
}

/// Options that change although the models leave them open are said: what Alembic's directive doesn't
/// name stays as it is.
fn explicit(mut identity: Identity, pair: &ColumnPair) -> Identity {
    let (Some(from), Some(to)) = (of_catalog(pair.from), of_catalog(pair.to)) else { return identity };
    let (from, to) = (&from.options, &to.options);
    let options = &mut identity.options;
    let say = |option: &mut Option<i64>, from: Option<i64>, to: Option<i64>| {
        if option.is_none() && from != to {
            *option = to;
        }
    };
    say(&mut options.start, from.start, to.start);
    say(&mut options.increment, from.increment, to.increment);
    say(&mut options.min_value, from.min_value, to.min_value);
    say(&mut options.max_value, from.max_value, to.max_value);
    say(&mut options.cache, from.cache, to.cache);
    if options.cycle.is_none() && from.cycle != to.cycle {
        options.cycle = to.cycle;
    }
    identity
}

/// While a column is an identity it is NOT NULL, of an integer type and without a default, but Alembic's
/// directive changes nullability before everything else, the type last, and either a default or an identity:
/// where such changes come together the identity has a directive of its own.
pub(super) fn apart(alter: AlterColumn) -> Vec<AlterColumn> {
    let is_converted = alter.data_type.iter().chain(&alter.existing_type).any(|it| !is_integer(&it.sql))
        && alter.data_type.is_some();
    let Some(identity) = &alter.identity else { return vec![alter] };
    // its bounds change with its type, in one directive
    if identity.is_some() && alter.existing_identity.is_some() {
        return vec![alter];
    }
    if alter.nullable.is_none() && alter.server_default.is_none() && !is_converted {
        return vec![alter];
    }
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
    if adds {
        return vec![rest, identity];
    }
    identity.existing_type.clone_from(&rest.existing_type);
    vec![identity, rest]
}

fn is_integer(sql: &SqlType) -> bool {
    matches!(sql, SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger)
}

/// The normal form: with every option said.
fn of_catalog(column: &Column) -> Option<&Identity> {
    catalog(column).identity.as_ref().or(column.identity.as_ref())
}
