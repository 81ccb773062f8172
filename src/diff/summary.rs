//! Operations for people: a line each, and all of them in one.

use crate::ddl;
use crate::operation::{AlterColumn, Operation};
use crate::schema::{Constraint, ConstraintKind, DataType, Index, ObjectName, ServerDefault};

/// What an operation does to the schema as a whole; it decides the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    Add,
    Drop,
    Change,
    Execute,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub verb: Verb,
    /// `add column users.phone_number VARCHAR(20)`
    pub text: String,
    /// The operation's position among those that were summarized.
    pub operation: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub lines: Vec<Line>,
    /// `2 tables, 1 column added; 1 index dropped`; `no changes` when empty.
    pub total: String,
}

pub fn summarize(operations: &[Operation]) -> Summary {
    // an empty statement has something to say in the other direction only
    let is_empty =
        |operation: &&Operation| matches!(operation, Operation::Execute { sql, .. } if sql.is_empty());
    let shown: Vec<(usize, &Operation)> =
        operations.iter().enumerate().filter(|(_, operation)| !is_empty(operation)).collect();
    let lines = shown.iter().map(|(position, operation)| line(*position, operation)).collect();
    let operations: Vec<&Operation> = shown.into_iter().map(|(_, operation)| operation).collect();
    Summary { lines, total: total(&operations) }
}

fn line(position: usize, operation: &Operation) -> Line {
    let (verb, text) = match operation {
        Operation::CreateTable { table, .. } => {
            let columns = table.columns.len();
            (Verb::Add, format!("create table {} ({columns} column{})", table.name, plural(columns)))
        }
        Operation::DropTable { table, .. } => (Verb::Drop, format!("drop table {}", table.name)),
        Operation::RenameTable { from, to } => (Verb::Change, format!("rename table {from} to {to}")),
        Operation::AddColumn { table, column, .. } => {
            let not_null = if column.nullable { "" } else { " NOT NULL" };
            (
                Verb::Add,
                format!("add column {table}.{} {}{not_null}", column.name, type_text(&column.data_type)),
            )
        }
        Operation::DropColumn { table, column, .. } => {
            (Verb::Drop, format!("drop column {table}.{}", column.name))
        }
        Operation::AlterColumn(alter) => {
            (Verb::Change, format!("alter column {}.{}: {}", alter.table, alter.column, changes(alter)))
        }
        Operation::CreateIndex { table, index, .. } => {
            (Verb::Add, format!("create {}index {} on {table}", unique(index), name(index.name.as_ref())))
        }
        Operation::DropIndex { table, index, .. } => {
            let of = table.as_ref().map(|table| format!(" of {table}")).unwrap_or_default();
            (Verb::Drop, format!("drop index {}{of}", name(index.name.as_ref())))
        }
        Operation::AddConstraint { table, constraint } => {
            (Verb::Add, format!("add {} to {table}", constraint_text(constraint)))
        }
        Operation::DropConstraint { table, name, kind, .. } => {
            let kind = kind.map_or("constraint", kind_text);
            (Verb::Drop, format!("drop {kind} {} of {table}", name.text))
        }
        Operation::CreateTableComment { table, .. } => (Verb::Change, format!("comment on table {table}")),
        Operation::DropTableComment { table, .. } => (Verb::Change, format!("drop comment of table {table}")),
        Operation::CreateEnumType { enum_type, .. } => {
            (Verb::Add, format!("create enum type {} ({})", enum_type.name, enum_type.labels.join(", ")))
        }
        Operation::DropEnumType { enum_type, .. } => {
            (Verb::Drop, format!("drop enum type {}", enum_type.name))
        }
        Operation::Execute { sql, .. } => (Verb::Execute, first_line(sql)),
        Operation::BulkInsert { table, rows, .. } => {
            (Verb::Add, format!("insert {} row{} into {table}", rows.len(), plural(rows.len())))
        }
    };
    Line { verb, text, operation: position }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn first_line(sql: &str) -> String {
    let mut lines = sql.lines();
    let first = lines.next().unwrap_or_default();
    if lines.next().is_some() { format!("{first} …") } else { first.to_owned() }
}

fn type_text(data_type: &DataType) -> String {
    ddl::data_type(data_type).unwrap_or_else(|_| data_type.spelling.class.clone())
}

fn name(name: Option<&ObjectName>) -> &str {
    name.map_or("(unnamed)", |name| name.text.as_str())
}

fn unique(index: &Index) -> &'static str {
    if index.unique { "unique " } else { "" }
}

fn changes(alter: &AlterColumn) -> String {
    let mut changes = Vec::new();
    if let Some(new) = &alter.new_name {
        changes.push(format!("rename to {new}"));
    }
    if let Some(data_type) = &alter.data_type {
        let old = alter.existing_type.as_ref().map(|old| format!("{} → ", type_text(old)));
        changes.push(format!("type {}{}", old.unwrap_or_default(), type_text(data_type)));
    }
    if let Some(nullable) = alter.nullable {
        changes.push(if nullable { "drop NOT NULL" } else { "set NOT NULL" }.to_owned());
    }
    match &alter.server_default {
        Some(Some(ServerDefault::Literal(text))) => changes.push(format!("default '{text}'")),
        Some(Some(ServerDefault::Expression(sql))) => changes.push(format!("default {sql}")),
        Some(None) => changes.push("drop default".to_owned()),
        None => {}
    }
    match &alter.identity {
        Some(Some(_)) => changes.push("identity".to_owned()),
        Some(None) => changes.push("drop identity".to_owned()),
        None => {}
    }
    match &alter.computed {
        Some(Some(computed)) => changes.push(format!("generated as {}", computed.expression)),
        Some(None) => changes.push("drop expression".to_owned()),
        None => {}
    }
    match &alter.comment {
        Some(Some(_)) => changes.push("comment".to_owned()),
        Some(None) => changes.push("drop comment".to_owned()),
        None => {}
    }
    changes.join(", ")
}

fn kind_text(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey => "primary key",
        ConstraintKind::Unique => "unique constraint",
        ConstraintKind::Check => "check constraint",
        ConstraintKind::ForeignKey => "foreign key",
        ConstraintKind::Exclude => "exclusion constraint",
    }
}

fn constraint_text(constraint: &Constraint) -> String {
    let text = format!("{} {}", kind_text(constraint.kind()), name(constraint.name()));
    match constraint {
        Constraint::ForeignKey(key) => format!("{text} → {}", key.referred_table),
        Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclude(_) => {
            text
        }
    }
}

/// What an operation counts as: verb and noun.
fn kind(operation: &Operation) -> (&'static str, &'static str, &'static str) {
    match operation {
        Operation::CreateTable { .. } => ("table", "tables", "added"),
        Operation::DropTable { .. } => ("table", "tables", "dropped"),
        Operation::RenameTable { .. } => ("table", "tables", "renamed"),
        Operation::AddColumn { .. } => ("column", "columns", "added"),
        Operation::DropColumn { .. } => ("column", "columns", "dropped"),
        Operation::AlterColumn(alter) if alter.new_name.is_some() => ("column", "columns", "renamed"),
        Operation::AlterColumn(_) => ("column", "columns", "changed"),
        Operation::CreateIndex { .. } => ("index", "indexes", "added"),
        Operation::DropIndex { .. } => ("index", "indexes", "dropped"),
        Operation::AddConstraint { .. } => ("constraint", "constraints", "added"),
        Operation::DropConstraint { .. } => ("constraint", "constraints", "dropped"),
        Operation::CreateTableComment { .. } | Operation::DropTableComment { .. } => {
            ("comment", "comments", "changed")
        }
        Operation::CreateEnumType { .. } => ("enum type", "enum types", "added"),
        Operation::DropEnumType { .. } => ("enum type", "enum types", "dropped"),
        Operation::Execute { .. } => ("statement", "statements", "run"),
        Operation::BulkInsert { .. } => ("insert", "inserts", "run"),
    }
}

fn total(operations: &[&Operation]) -> String {
    const VERBS: [&str; 5] = ["added", "dropped", "renamed", "changed", "run"];
    let parts: Vec<String> = VERBS
        .iter()
        .filter_map(|verb| {
            let mut counts: Vec<(&str, &str, usize)> = Vec::new();
            for (one, many, of) in operations.iter().map(|it| kind(it)) {
                if of != *verb {
                    continue;
                }
                match counts.iter_mut().find(|(it, _, _)| *it == one) {
                    Some((_, _, count)) => *count += 1,
                    None => counts.push((one, many, 1)),
                }
            }
            let nouns: Vec<String> = counts
                .into_iter()
                .map(|(one, many, count)| format!("{count} {}", if count == 1 { one } else { many }))
                .collect();
            (!nouns.is_empty()).then(|| format!("{} {verb}", nouns.join(", ")))
        })
        .collect();
    if parts.is_empty() { "no changes".to_owned() } else { parts.join("; ") }
}
