//! Columns of a table that is on both sides.

use super::plan::{Plan, Thing};
use super::sequence::OwnSequence;
use super::table::{TablePair, refer_to_enum};
use super::{
    Comparison, check, column_type, comment, computed, identity, nullable, sequence, server_default,
};
use crate::operation::{AlterColumn, Operation};
use crate::schema::{CatalogColumn, Column, Constraint, QualifiedName, ServerDefault};

type Comparator = fn(&ColumnPair, &mut AlterColumn);

/// What `op.alter_column` can change; each notes its change, and what stood there before.
const COMPARATORS: &[Comparator] = &[
    column_type::compare,
    nullable::compare,
    server_default::compare,
    identity::compare,
    comment::compare_column,
];

/// One column on both sides.
pub(super) struct ColumnPair<'a> {
    pub table: &'a TablePair<'a>,
    pub from: &'a Column,
    pub to: &'a Column,
}

impl<'a> ColumnPair<'a> {
    pub fn table_name(&self) -> &'a QualifiedName {
        self.table.name()
    }

    pub fn comparison(&self) -> &'a Comparison<'a> {
        self.table.comparison
    }
}

/// PostgreSQL's words for a column; both sides have them.
pub(super) fn catalog(column: &Column) -> &CatalogColumn {
    static EMPTY: CatalogColumn = CatalogColumn {
        format_type: String::new(),
        collation: None,
        default: None,
        generated: None,
        enum_type: None,
        identity: None,
        serial_sequence: None,
    };
    column.catalog.as_ref().unwrap_or(&EMPTY)
}

pub(super) fn compare_added(pair: &TablePair, plan: &mut Plan) {
    for column in &pair.to.columns {
        if pair.from.column(&column.name).is_some() && !pair.replaced.contains(column.name.as_str()) {
            continue;
        }
        let checks = pair.to.checks().filter(|check| check::comes_with(check, &column.name, pair));
        let constraints = checks.map(|check| Constraint::Check(check.clone())).collect();
        let own = sequence::add_owned(pair.name(), column, plan);
        plan.push(Operation::AddColumn {
            table: pair.name().clone(),
            column: Box::new(with_drawn_values(column, own.as_ref())),
            constraints,
            indexes: Vec::new(),
            if_not_exists: false,
        });
        let types = computed::source_types(pair.to, column);
        plan.add_effects(|effects| effects.needs.extend(types.into_iter().map(Thing::Labels)));
        if let Some(own) = own {
            own.belong(plan);
        }
    }
}

pub(super) fn compare_removed(pair: &TablePair, plan: &mut Plan) {
    for column in &pair.from.columns {
        if pair.to.column(&column.name).is_some() && !pair.replaced.contains(column.name.as_str()) {
            continue;
        }
        let own = sequence::drop_owned(pair.name(), column, plan);
        plan.push(Operation::DropColumn {
            table: pair.name().clone(),
            column: Box::new(with_drawn_values(column, own.as_ref())),
            if_exists: false,
            cascade: false,
        });
        let types = computed::source_types(pair.from, column);
        plan.add_effects(|effects| effects.releases.extend(types.into_iter().map(Thing::Labels)));
        if let Some(own) = own {
            own.go(plan);
        }
    }
}

pub(super) fn compare_existing(pair: &TablePair, plan: &mut Plan) {
    for to in &pair.to.columns {
        let Some(from) = pair.from.column(&to.name) else { continue };
        if pair.replaced.contains(to.name.as_str()) {
            continue;
        }
        let column = ColumnPair { table: pair, from, to };
        sequence::compare_serial(&column, plan);
        computed::compare(&column, plan);
        let mut alter = AlterColumn::new(pair.name().clone(), &to.name);
        for compare in COMPARATORS {
            compare(&column, &mut alter);
        }
        alter.existing_autoincrement = autoincrement(pair, to);
        if changes(&alter) {
            for alter in column_type::around_default(&column, alter) {
                for alter in identity::apart(alter) {
                    plan.push(Operation::AlterColumn(Box::new(alter)));
                }
            }
        }
    }
}

/// Alembic repeats whether the column numbers itself.
fn autoincrement(pair: &TablePair, column: &Column) -> Option<bool> {
    let is_only_key = pair.to.primary_key().is_some_and(|key| key.columns == [column.name.as_str()]);
    if column.serial || (column.identity.is_some() && is_only_key) {
        Some(true)
    } else {
        column.autoincrement
    }
}

fn changes(alter: &AlterColumn) -> bool {
    alter.data_type.is_some()
        || alter.nullable.is_some()
        || alter.server_default.is_some()
        || alter.identity.is_some()
        || alter.computed.is_some()
        || alter.comment.is_some()
        || alter.new_name.is_some()
}

/// `op.add_column` makes no enum type and no SERIAL: a column of that kind draws its values from a
/// sequence by a default like any other.
fn with_drawn_values(column: &Column, own: Option<&OwnSequence>) -> Column {
    let mut column = column.clone();
    refer_to_enum(&mut column.data_type.sql);
    if let Some(own) = own {
        column.serial = false;
        column.server_default = Some(ServerDefault::Expression(own.next_value()));
        if let Some(catalog) = &mut column.catalog {
            catalog.default = Some(own.next_value());
        }
    }
    column
}
