//! `op.create_unique_constraint`, `op.create_foreign_key` and the other constraint directives.

use super::{Renderer, constraint, python_literal, text};
use crate::error::{Error, Result};
use crate::schema::{
    Check, Constraint, Deferrability, Exclude, ForeignKey, PrimaryKey, QualifiedName, Unique,
};

/// # Errors
/// What Alembic's directives take no keyword for (`postgresql_include` of a primary key).
pub(super) fn render(renderer: &Renderer, table: &QualifiedName, added: &Constraint) -> Result<String> {
    let (directive, arguments) = match added {
        Constraint::PrimaryKey(key) => ("create_primary_key", primary_key(renderer, table, key)?),
        Constraint::Unique(it) => ("create_unique_constraint", unique(renderer, table, it)),
        Constraint::Check(it) => ("create_check_constraint", check(renderer, table, it)),
        Constraint::ForeignKey(it) => ("create_foreign_key", foreign_key(renderer, table, it)),
        Constraint::Exclude(it) => ("create_exclude_constraint", exclude(renderer, table, it)),
    };
    Ok(format!("{}{directive}({})", renderer.op(), arguments.join(", ")))
}

/// The constraint's name and, outside a batch, its table.
fn head(renderer: &Renderer, table: &QualifiedName, name: Option<&crate::schema::ObjectName>) -> Vec<String> {
    let mut arguments = vec![constraint::name(renderer, name)];
    if !renderer.in_batch {
        arguments.push(python_literal::string(&table.name));
    }
    arguments
}

fn schema(renderer: &Renderer, table: &QualifiedName) -> Option<String> {
    let schema = table.schema.as_deref().filter(|_| !renderer.in_batch)?;
    Some(format!("schema={}", python_literal::string(schema)))
}

/// Alembic can't render this one itself (`NotImplementedError`).
fn primary_key(renderer: &Renderer, table: &QualifiedName, key: &PrimaryKey) -> Result<Vec<String>> {
    if !key.include.is_empty() || key.deferrability != Deferrability::default() {
        return Err(Error::new(format!(
            "`op.create_primary_key` takes no INCLUDE and no DEFERRABLE, as the primary key of `{table}` has"
        )));
    }
    let mut arguments = head(renderer, table, key.name.as_ref());
    arguments.push(python_literal::list(&key.columns));
    arguments.extend(schema(renderer, table));
    Ok(arguments)
}

fn unique(renderer: &Renderer, table: &QualifiedName, unique: &Unique) -> Vec<String> {
    let mut arguments = head(renderer, table, unique.name.as_ref());
    arguments.push(python_literal::list(&unique.columns));
    arguments.extend(constraint::deferrability(&unique.deferrability));
    arguments.extend(schema(renderer, table));
    arguments.extend(constraint::unique_options(unique, false));
    arguments
}

fn check(renderer: &Renderer, table: &QualifiedName, check: &Check) -> Vec<String> {
    let mut arguments = head(renderer, table, check.name.as_ref());
    arguments.push(text::string(&check.condition));
    arguments.extend(schema(renderer, table));
    arguments.extend(constraint::deferrability(&check.deferrability));
    arguments.extend(constraint::check_options(check));
    arguments
}

fn foreign_key(renderer: &Renderer, table: &QualifiedName, key: &ForeignKey) -> Vec<String> {
    let mut arguments = head(renderer, table, key.name.as_ref());
    arguments.push(python_literal::string(&key.referred_table.name));
    arguments.push(python_literal::list(&key.columns));
    arguments.push(python_literal::list(&key.referred_columns));
    if let Some(schema) = table.schema.as_deref().filter(|_| !renderer.in_batch) {
        arguments.push(format!("source_schema={}", python_literal::string(schema)));
    }
    if let Some(schema) = &key.referred_table.schema {
        arguments.push(format!("referent_schema={}", python_literal::string(schema)));
    }
    arguments.extend(constraint::foreign_key_actions(key));
    arguments.extend(constraint::foreign_key_options(key));
    arguments
}

fn exclude(renderer: &Renderer, table: &QualifiedName, exclude: &Exclude) -> Vec<String> {
    let mut arguments = head(renderer, table, exclude.name.as_ref());
    arguments.extend(constraint::exclude_elements(renderer, exclude));
    arguments.extend(constraint::exclude_options(exclude));
    arguments.extend(schema(renderer, table));
    arguments.extend(constraint::exclude_operator_classes(exclude));
    arguments
}
