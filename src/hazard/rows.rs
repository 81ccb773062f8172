//! What depends on rows: each operation that loses them or stumbles over them, with the query that
//! tells whether there are any.

use super::{Effect, Hazard};
use crate::ddl::identifier;
use crate::ddl::literal;
use crate::operation::{AlterColumn, Operation};
use crate::schema::{Column, QualifiedName, Schema, SqlType};

/// Put to a database that has rows: a query of one boolean, and what is true when it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub sql: String,
    pub hazard: Hazard,
}

/// The questions about a list of operations that lead from one catalog to another. Tables are named as
/// they are called before the first operation.
pub fn questions(operations: &[Operation], from: &Schema, to: &Schema) -> Vec<Question> {
    let exists = |table: &QualifiedName| from.tables.contains_key(table);
    let has_column = |table: &QualifiedName, column: &str| {
        from.tables.get(table).is_some_and(|table| table.column(column).is_some())
    };
    let mut questions = Vec::new();
    for (position, operation) in operations.iter().enumerate() {
        let asked = match operation {
            Operation::DropTable { table, .. } if exists(&table.name) => Some(lost_table(&table.name)),
            Operation::DropColumn { table, column, .. } if has_column(table, &column.name) => {
                Some(lost_column(table, &column.name))
            }
            Operation::AddColumn { table, column, .. } if exists(table) && needs_a_value(column) => {
                Some(missing_value(table, &column.name))
            }
            Operation::AlterColumn(alter)
                if has_column(&alter.table, &alter.column) && alter.nullable == Some(false) =>
            {
                Some(nulls(alter))
            }
            // added nullable a moment before
            Operation::AlterColumn(alter) if exists(&alter.table) && alter.nullable == Some(false) => {
                let added = to.tables.get(&alter.table).and_then(|table| table.column(&alter.column));
                added
                    .filter(|column| needs_a_value(column))
                    .map(|_| missing_value(&alter.table, &alter.column))
            }
            _ => None,
        };
        questions.extend(asked.map(|(sql, effect, rule, message, help)| Question {
            sql,
            hazard: Hazard { operation: position, effect, rule: rule.to_owned(), message, help: Some(help) },
        }));
    }
    questions.extend(labels_in_use(operations, from, to));
    questions
}

type Asked = (String, Effect, &'static str, String, String);

fn lost_table(table: &QualifiedName) -> Asked {
    (
        format!("SELECT EXISTS (SELECT FROM {})", identifier::qualified(table)),
        Effect::Loses,
        "drops-rows",
        format!("{table} has rows, which are gone afterwards; the downgrade brings an empty table back"),
        "copy what is still needed before".to_owned(),
    )
}

fn lost_column(table: &QualifiedName, column: &str) -> Asked {
    let quoted = identifier::quote(column);
    (
        format!("SELECT EXISTS (SELECT FROM {} WHERE {quoted} IS NOT NULL)", identifier::qualified(table)),
        Effect::Loses,
        "drops-values",
        format!("{table}.{column} has values, which are gone afterwards"),
        "copy what is still needed before".to_owned(),
    )
}

fn missing_value(table: &QualifiedName, column: &str) -> Asked {
    (
        format!("SELECT EXISTS (SELECT FROM {})", identifier::qualified(table)),
        Effect::Fails,
        "not-null-without-default",
        format!("{table} has rows, for which {column} would be NULL: the revision fails there"),
        "give the column a server default, or add it nullable, fill it, and set NOT NULL then".to_owned(),
    )
}

fn nulls(alter: &AlterColumn) -> Asked {
    let AlterColumn { table, column, .. } = alter;
    let quoted = identifier::quote(column);
    (
        format!("SELECT EXISTS (SELECT FROM {} WHERE {quoted} IS NULL)", identifier::qualified(table)),
        Effect::Fails,
        "not-null-on-nulls",
        format!("{table}.{column} is NULL in some rows: the revision fails there"),
        "fill them first: op.execute(\"UPDATE …\") above the change".to_owned(),
    )
}

/// NOT NULL, and nothing that fills it for the rows that are there.
fn needs_a_value(column: &Column) -> bool {
    !column.nullable
        && column.server_default.is_none()
        && column.identity.is_none()
        && column.computed.is_none()
}

/// Enum values that go while rows hold them. The statement that rebuilds the type is named after it.
fn labels_in_use(operations: &[Operation], from: &Schema, to: &Schema) -> Vec<Question> {
    let mut questions = Vec::new();
    for (name, old) in &from.enum_types {
        let Some(new) = to.enum_types.get(name) else { continue };
        let gone: Vec<&String> = old.labels.iter().filter(|label| !new.labels.contains(label)).collect();
        let rebuilt = operations.iter().position(
            |it| matches!(it, Operation::Execute { sql, .. } if sql.contains(&identifier::qualified(name))),
        );
        let Some(position) = rebuilt.filter(|_| !gone.is_empty()) else { continue };
        let values: Vec<String> = gone.iter().map(|label| literal::string(label)).collect();
        for table in from.tables.values() {
            let columns = table.columns.iter().filter(|column| {
                column.data_type.sql.enum_type().is_some_and(|enum_type| enum_type.name == *name)
            });
            for column in columns {
                let quoted = identifier::quote(&column.name);
                let holds = match column.data_type.sql {
                    // of an array, any of its items
                    SqlType::Array { .. } => format!("{quoted}::text[] && ARRAY[{}]", values.join(", ")),
                    _ => format!("{quoted}::text IN ({})", values.join(", ")),
                };
                questions.push(Question {
                    sql: format!(
                        "SELECT EXISTS (SELECT FROM {} WHERE {holds})",
                        identifier::qualified(&table.name)
                    ),
                    hazard: Hazard {
                        operation: position,
                        effect: Effect::Fails,
                        rule: "enum-value-in-use".to_owned(),
                        message: format!(
                            "{}.{} holds {} in some rows: the revision fails there",
                            table.name,
                            column.name,
                            gone.iter().map(|label| format!("'{label}'")).collect::<Vec<_>>().join(" or ")
                        ),
                        help: Some("change those rows first: op.execute(\"UPDATE …\") above it".to_owned()),
                    },
                });
            }
        }
    }
    questions
}
