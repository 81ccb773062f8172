//! Operations to Python, byte for byte as Alembic's autogenerate renders them.
//!
//! One file per operation, and one per thing that several operations contain. What Alembic has no
//! directive for is plain `op.execute`, so that the file imports nothing of ours. The frame of the
//! file (docstring, identifiers, `def upgrade()`) is `revision`'s business.

mod add_column;
mod add_constraint;
mod alter_column;
mod bulk_insert;
mod column;
mod constraint;
mod create_index;
mod create_table;
mod create_table_comment;
mod data_type;
mod drop_column;
mod drop_constraint;
mod drop_index;
mod drop_table;
mod drop_table_comment;
mod enum_type;
mod execute;
mod index;
mod layout;
mod python_literal;
mod rename_table;
mod server_default;
mod text;

pub use python_literal::{list as python_list, string as python_string};

use std::collections::BTreeSet;

use crate::error::Result;
use crate::operation::Operation;

/// `context.configure()`'s options of the same names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderOptions {
    pub sqlalchemy_module_prefix: String,
    pub alembic_module_prefix: String,
    /// Stands before types of other packages; `None` is their module's own name.
    pub user_module_prefix: Option<String>,
    pub render_as_batch: bool,
}

impl Default for RenderOptions {
    fn default() -> Self {
        RenderOptions {
            sqlalchemy_module_prefix: "sa.".to_owned(),
            alembic_module_prefix: "op.".to_owned(),
            user_module_prefix: None,
            render_as_batch: false,
        }
    }
}

/// The body of `upgrade()` or `downgrade()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// From fence to fence, as Alembic hands it to the template: every line but the first is
    /// indented by four spaces, and there is no final newline.
    pub body: String,
    /// Import statements that the body needs beyond `op` and `sa`.
    pub imports: BTreeSet<String>,
}

/// Renders operations in their order.
///
/// # Errors
/// An operation that no directive can express, such as a type that nobody knows.
pub fn render(operations: &[Operation], options: &RenderOptions) -> Result<Rendered> {
    render_framed(operations, Frame::default(), options)
}

/// What stands in a body beyond its operations.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frame<'a> {
    /// Comments under the first fence.
    pub notes: &'a [String],
    /// By operation: it stands in an autocommit block. Empty where none does that isn't concurrent.
    pub outside: &'a [bool],
}

/// The same with a frame.
///
/// # Errors
/// As [`render`].
pub fn render_framed(
    operations: &[Operation],
    frame: Frame<'_>,
    options: &RenderOptions,
) -> Result<Rendered> {
    let mut renderer = Renderer { options, imports: BTreeSet::new(), in_batch: false };
    let body = layout::body(&mut renderer, operations, frame)?;
    Ok(Rendered { body, imports: renderer.imports })
}

/// What every part of the rendering needs: the prefixes, and where imports are collected.
struct Renderer<'a> {
    options: &'a RenderOptions,
    imports: BTreeSet<String>,
    /// Inside `with op.batch_alter_table(…) as batch_op:`.
    in_batch: bool,
}

impl Renderer<'_> {
    /// `op.` or, within a batch, `batch_op.`.
    fn op(&self) -> &str {
        if self.in_batch { "batch_op." } else { &self.options.alembic_module_prefix }
    }

    fn sa(&self) -> &str {
        &self.options.sqlalchemy_module_prefix
    }

    /// `postgresql.`, with its import.
    fn postgresql(&mut self) -> &'static str {
        self.imports.insert("from sqlalchemy.dialects import postgresql".to_owned());
        "postgresql."
    }

    fn operation(&mut self, operation: &Operation) -> Result<String> {
        match operation {
            Operation::CreateTable { table, if_not_exists } => {
                create_table::render(self, table, *if_not_exists)
            }
            Operation::DropTable { table, if_exists } => Ok(drop_table::render(self, table, *if_exists)),
            Operation::RenameTable { from, to } => Ok(rename_table::render(self, from, to)),
            Operation::AddColumn { table, column, constraints, indexes, if_not_exists } => {
                add_column::render(self, table, column, constraints, indexes, *if_not_exists)
            }
            Operation::DropColumn { table, column, if_exists, cascade } => {
                drop_column::render(self, table, column, *if_exists, *cascade)
            }
            Operation::AlterColumn(alter) => alter_column::render(self, alter),
            Operation::CreateIndex { table, index, if_not_exists } => {
                create_index::render(self, table, index, *if_not_exists)
            }
            Operation::DropIndex { table, schema, index, if_exists } => {
                drop_index::render(self, table.as_ref(), schema.as_deref(), index, *if_exists)
            }
            Operation::AddConstraint { table, constraint } => add_constraint::render(self, table, constraint),
            Operation::DropConstraint { table, name, kind, constraint: _, if_exists, cascade } => {
                drop_constraint::render(self, table, name, *kind, *if_exists, *cascade)
            }
            Operation::CreateTableComment { table, comment, existing } => {
                Ok(create_table_comment::render(self, table, comment.as_deref(), existing.as_deref()))
            }
            Operation::DropTableComment { table, existing } => {
                Ok(drop_table_comment::render(self, table, existing.as_deref()))
            }
            Operation::CreateEnumType { enum_type, check_first } => {
                Ok(enum_type::create(self, enum_type, *check_first))
            }
            Operation::DropEnumType { enum_type, check_first } => {
                Ok(enum_type::drop(self, enum_type, *check_first))
            }
            Operation::Execute { sql, undo: _ } => Ok(execute::render(self, sql)),
            Operation::BulkInsert { table, columns, rows } => {
                Ok(bulk_insert::render(self, table, columns, rows))
            }
        }
    }
}

#[cfg(test)]
mod tests;
