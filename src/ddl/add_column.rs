//! ADD COLUMN, and what comes with a column.

use super::{Statement, column, comment, constraint, identifier, index};
use crate::error::Result;
use crate::schema::{Column, Constraint, ForeignKey, Index, QualifiedName};

/// The column with the checks that it holds itself; then its other constraints, its indexes and its
/// comment, each a statement. Its enum type is not created: Alembic does not either.
///
/// # Errors
/// See [`super::Compiler::compile`].
pub(super) fn compile(
    table: &QualifiedName,
    column: &Column,
    constraints: &[Constraint],
    indexes: &[Index],
    if_not_exists: bool,
) -> Result<Vec<Statement>> {
    let inline = column.inline_references.then(|| inline_foreign_key(constraints)).flatten();
    let mut text = format!(
        "ALTER TABLE {} ADD COLUMN {}{}",
        identifier::altered_table(table),
        if if_not_exists { "IF NOT EXISTS " } else { "" },
        column::specification(column)?
    );
    if column.inline_primary_key && column.primary_key {
        text.push_str(" PRIMARY KEY");
    }
    if let Some(key) = inline {
        text.push_str(&constraint::references(key)?);
    }
    text.push_str(&column::checks(column, constraints)?);

    let mut statements = vec![Statement::new(text)];
    for each in constraints {
        let separate = match each {
            // A primary key on an added column goes unsaid in Alembic, unless it is inline.
            Constraint::PrimaryKey(_) => false,
            Constraint::ForeignKey(key) => !inline.is_some_and(|inline| std::ptr::eq(inline, key)),
            Constraint::Check(check) => check.column.is_none(),
            Constraint::Unique(_) | Constraint::Exclude(_) => true,
        };
        if separate {
            statements.extend(constraint::add(table, each)?);
        }
    }
    for each in indexes {
        statements.push(index::create(table, each, false)?);
    }
    if let Some(comment) = &column.comment {
        statements.push(comment::column(table, &column.name, Some(comment)));
    }
    Ok(statements)
}

/// The one foreign key of one column that Alembic writes inline; two of them are never inline.
fn inline_foreign_key(constraints: &[Constraint]) -> Option<&ForeignKey> {
    let mut keys = constraints.iter().filter_map(|constraint| match constraint {
        Constraint::ForeignKey(key) => Some(key),
        Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclude(_) => {
            None
        }
    });
    match (keys.next(), keys.next()) {
        (Some(key), None) if key.columns.len() == 1 => Some(key),
        _ => None,
    }
}
