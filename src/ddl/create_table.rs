//! CREATE TABLE, in SQLAlchemy's layout: a line per column, then a line per constraint.

use super::{Compiler, Statement, column, comment, constraint, enum_type, identifier, index, table_option};
use crate::error::Result;
use crate::schema::{Constraint, ForeignKey, Table};

/// The types that its columns need (once a run), the table, its indexes, its comments.
///
/// Foreign keys with `use_alter` are left to whoever asks for them: `op.create_table` of Alembic
/// never creates those.
///
/// # Errors
/// See [`Compiler::compile`].
pub(super) fn compile(table: &Table, if_not_exists: bool, run: &mut Compiler) -> Result<Vec<Statement>> {
    let mut statements = Vec::new();
    for column in &table.columns {
        if let Some((name, statement)) = enum_type::of_column(&column.data_type.sql)?
            && run.creates_type(name)
        {
            statements.push(statement);
        }
    }
    statements.push(create(table, if_not_exists, |key| !key.use_alter)?);
    for each in &table.indexes {
        statements.push(index::create(&table.name, each, false)?);
    }
    statements.extend(comments(table));
    Ok(statements)
}

/// COMMENT ON for the table and its columns.
pub(super) fn comments(table: &Table) -> Vec<Statement> {
    let mut statements = Vec::new();
    if let Some(text) = &table.comment {
        statements.push(comment::table(&table.name, Some(text)));
    }
    for column in &table.columns {
        if let Some(text) = &column.comment {
            statements.push(comment::column(&table.name, &column.name, Some(text)));
        }
    }
    statements
}

/// The CREATE TABLE statement alone, with the foreign keys that `inline` takes.
///
/// # Errors
/// See [`Compiler::compile`].
pub(super) fn create(
    table: &Table,
    if_not_exists: bool,
    inline: impl Fn(&ForeignKey) -> bool,
) -> Result<Statement> {
    let mut text = String::from("CREATE ");
    for prefix in &table.prefixes {
        text.push_str(prefix);
        text.push(' ');
    }
    text.push_str("TABLE ");
    if if_not_exists {
        text.push_str("IF NOT EXISTS ");
    }
    text.push_str(&identifier::qualified(&table.name));
    text.push_str(" (");

    let mut separator = "\n\t";
    for each in table.columns.iter().filter(|column| !column.system) {
        let line = column::specification(each).map_err(|error| {
            error.context(format!("(in table '{}', column '{}')", table.name.name, each.name))
        })?;
        text.push_str(separator);
        text.push_str(&line);
        text.push_str(&column::checks(each, &table.constraints)?);
        separator = ", \n\t";
    }
    for each in constraints(table, inline) {
        let line = constraint::body(each)?;
        if !line.is_empty() {
            text.push_str(separator);
            text.push_str(&line);
            separator = ", \n\t";
        }
    }
    text.push_str("\n)");
    text.push_str(&table_option::suffix(&table.options)?);
    Ok(Statement::new(text))
}

/// The primary key first, the others in their order; checks of a column stand with it.
fn constraints(table: &Table, inline: impl Fn(&ForeignKey) -> bool) -> Vec<&Constraint> {
    let (mut keys, others): (Vec<_>, Vec<_>) = table
        .constraints
        .iter()
        .filter(|constraint| match constraint {
            Constraint::Check(check) => check.column.is_none(),
            Constraint::ForeignKey(key) => inline(key),
            Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclude(_) => true,
        })
        .partition(|constraint| matches!(constraint, Constraint::PrimaryKey(_)));
    keys.extend(others);
    keys
}
