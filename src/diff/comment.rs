//! Comments on tables, columns, constraints and indexes. An empty one is none, as in PostgreSQL.

use super::column::ColumnPair;
use super::matching::catalog_name;
use super::plan::Plan;
use super::table::TablePair;
use crate::ddl::{identifier, literal};
use crate::operation::{AlterColumn, Operation};
use crate::schema::{Constraint, Index, QualifiedName};

fn said(comment: Option<&String>) -> Option<String> {
    comment.filter(|text| !text.is_empty()).cloned()
}

pub(super) fn compare_column(pair: &ColumnPair, alter: &mut AlterColumn) {
    let (from, to) = (said(pair.from.comment.as_ref()), said(pair.to.comment.as_ref()));
    if from != to {
        alter.comment = Some(to);
    }
    alter.existing_comment = from;
}

pub(super) fn compare_table(pair: &TablePair, plan: &mut Plan) {
    let (from, to) = (said(pair.from.comment.as_ref()), said(pair.to.comment.as_ref()));
    let table = pair.name().clone();
    match (from, to) {
        (from, to) if from == to => {}
        (existing, None) => plan.push(Operation::DropTableComment { table, existing }),
        (existing, comment) => plan.push(Operation::CreateTableComment { table, comment, existing }),
    }
}

/// Alembic's constraint directives don't carry comments.
pub(super) fn compare_constraint(
    plan: &mut Plan,
    table: &QualifiedName,
    from: Option<&Constraint>,
    to: Option<&Constraint>,
) {
    let Some(name) = to.or(from).and_then(Constraint::name) else { return };
    let target =
        format!("CONSTRAINT {} ON {}", identifier::quote(&catalog_name(name)), identifier::qualified(table));
    let comment = |of: Option<&Constraint>| of.and_then(Constraint::comment).map(str::to_owned);
    compare_text(plan, &target, said(comment(from).as_ref()), said(comment(to).as_ref()));
}

pub(super) fn compare_index(
    plan: &mut Plan,
    table: &QualifiedName,
    from: Option<&Index>,
    to: Option<&Index>,
) {
    let Some(name) = to.or(from).and_then(|index| index.name.as_ref()) else { return };
    let qualified = QualifiedName { schema: table.schema.clone(), name: catalog_name(name) };
    let target = format!("INDEX {}", identifier::qualified(&qualified));
    let comment = |of: Option<&Index>| said(of.and_then(|index| index.comment.as_ref()));
    compare_text(plan, &target, comment(from), comment(to));
}

fn compare_text(plan: &mut Plan, target: &str, from: Option<String>, to: Option<String>) {
    if from != to {
        let statement = |text: Option<String>| {
            let text = text.map_or_else(|| "NULL".to_owned(), |text| literal::string(&text));
            format!("COMMENT ON {target} IS {text}")
        };
        plan.execute(statement(to), statement(from));
    }
}
