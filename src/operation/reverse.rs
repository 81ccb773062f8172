//! The operation that takes another back.

use super::{AlterColumn, Operation};

/// An operation whose old state nobody kept.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("cannot reverse {0}: its previous state is not known")]
pub struct Irreversible(pub &'static str);

impl Operation {
    /// What undoes this operation, from the state it carries.
    ///
    /// # Errors
    /// [`Irreversible`] where the old state is missing, as in operations read from files.
    pub fn reverse(&self) -> Result<Operation, Irreversible> {
        use Operation::*;
        Ok(match self {
            CreateTable { table, .. } => DropTable { table: table.clone(), if_exists: false },
            DropTable { table, .. } if table.columns.is_empty() && table.catalog.is_none() => {
                return Err(Irreversible("drop_table"));
            }
            DropTable { table, .. } => CreateTable { table: table.clone(), if_not_exists: false },
            RenameTable { from, to } => RenameTable {
                from: crate::schema::QualifiedName::new(from.schema.as_deref(), to),
                to: from.name.clone(),
            },
            AddColumn { table, column, .. } => {
                DropColumn { table: table.clone(), column: column.clone(), if_exists: false, cascade: false }
            }
            DropColumn { table, column, .. } => {
                if column.data_type.sql == crate::schema::SqlType::Null {
                    return Err(Irreversible("drop_column"));
                }
                AddColumn {
                    table: table.clone(),
                    column: column.clone(),
                    constraints: Vec::new(),
                    indexes: Vec::new(),
                    if_not_exists: false,
                }
            }
            AlterColumn(alter) => AlterColumn(Box::new(reverse_alter(alter)?)),
            CreateIndex { table, index, .. } => DropIndex {
                table: Some(table.clone()),
                schema: table.schema.clone(),
                index: index.clone(),
                if_exists: false,
            },
            DropIndex { table: Some(table), index, .. } if !index.elements.is_empty() => {
                CreateIndex { table: table.clone(), index: index.clone(), if_not_exists: false }
            }
            DropIndex { .. } => return Err(Irreversible("drop_index")),
            AddConstraint { table, constraint } => DropConstraint {
                table: table.clone(),
                name: constraint.name().cloned().ok_or(Irreversible("an unnamed constraint"))?,
                kind: Some(constraint.kind()),
                constraint: Some(constraint.clone()),
                if_exists: false,
                cascade: false,
            },
            DropConstraint { table, constraint: Some(constraint), .. } => {
                AddConstraint { table: table.clone(), constraint: constraint.clone() }
            }
            DropConstraint { constraint: None, .. } => return Err(Irreversible("drop_constraint")),
            CreateTableComment { table, comment, existing } => match existing {
                Some(_) => CreateTableComment {
                    table: table.clone(),
                    comment: existing.clone(),
                    existing: comment.clone(),
                },
                None => DropTableComment { table: table.clone(), existing: comment.clone() },
            },
            DropTableComment { table, existing } => {
                CreateTableComment { table: table.clone(), comment: existing.clone(), existing: None }
            }
            CreateEnumType { enum_type, check_first } => {
                DropEnumType { enum_type: enum_type.clone(), check_first: *check_first }
            }
            DropEnumType { enum_type, check_first } => {
                CreateEnumType { enum_type: enum_type.clone(), check_first: *check_first }
            }
            Execute { sql, undo: Some(undo) } => Execute { sql: undo.clone(), undo: Some(sql.clone()) },
            Execute { undo: None, .. } => return Err(Irreversible("execute")),
            BulkInsert { .. } => return Err(Irreversible("bulk_insert")),
        })
    }
}

fn reverse_alter(alter: &AlterColumn) -> Result<AlterColumn, Irreversible> {
    let unknown = Irreversible("alter_column");
    let mut back = AlterColumn::new(alter.table.clone(), alter.new_name.as_ref().unwrap_or(&alter.column));
    back.new_name = alter.new_name.as_ref().map(|_| alter.column.clone());

    back.using = alter.undo_using.clone();
    back.undo_using = alter.using.clone();

    // What changes back, and what "existing" then means: the state after `alter`.
    back.existing_type = alter.data_type.clone().or_else(|| alter.existing_type.clone());
    back.existing_nullable = alter.nullable.or(alter.existing_nullable);
    back.existing_server_default =
        alter.server_default.clone().or_else(|| alter.existing_server_default.clone());
    back.existing_identity = alter.identity.clone().unwrap_or_else(|| alter.existing_identity.clone());
    back.existing_computed = alter.computed.clone().unwrap_or_else(|| alter.existing_computed.clone());
    back.existing_comment = alter.comment.clone().unwrap_or_else(|| alter.existing_comment.clone());
    back.existing_autoincrement = alter.existing_autoincrement;

    if alter.data_type.is_some() {
        back.data_type = Some(alter.existing_type.clone().ok_or_else(|| unknown.clone())?);
    }
    if alter.nullable.is_some() {
        back.nullable = Some(alter.existing_nullable.ok_or_else(|| unknown.clone())?);
    }
    if alter.server_default.is_some() {
        back.server_default = Some(alter.existing_server_default.clone().ok_or(unknown)?);
    }
    if alter.identity.is_some() {
        back.identity = Some(alter.existing_identity.clone());
    }
    if alter.computed.is_some() {
        back.computed = Some(alter.existing_computed.clone());
    }
    if alter.comment.is_some() {
        back.comment = Some(alter.existing_comment.clone());
    }
    Ok(back)
}
