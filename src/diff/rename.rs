//! What went and what came may be one thing under two names: that is for a person to say. Constraints
//! and indexes of the same definition are renamed without asking, elsewhere.

use super::column::catalog;
use super::{Comparison, DiffOptions, diff, sql_text};
use crate::ddl::{identifier, literal};
use crate::operation::{AlterColumn, Operation};
use crate::schema::{Column, Constraint, QualifiedName, Schema, SqlType, Table};

/// Something that might have been renamed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RenameCandidate {
    Table { from: QualifiedName, to: QualifiedName },
    Column { table: QualifiedName, from: String, to: String },
    EnumValue { enum_type: QualifiedName, from: String, to: String },
}

impl RenameCandidate {
    /// What [`RenameCandidate::flag`] takes: `old=new`, `table.old=new`, `type.old=new`.
    pub fn hint(&self) -> String {
        match self {
            RenameCandidate::Table { from, to } => format!("{from}={to}"),
            RenameCandidate::Column { table, from, to } => format!("{table}.{from}={to}"),
            RenameCandidate::EnumValue { enum_type, from, to } => format!("{enum_type}.{from}={to}"),
        }
    }

    /// The option of the command line that decides it.
    pub fn flag(&self) -> &'static str {
        match self {
            RenameCandidate::Table { .. } => "--rename-table",
            RenameCandidate::Column { .. } => "--rename",
            RenameCandidate::EnumValue { .. } => "--rename-value",
        }
    }

    /// What may be new, for a person: `column users.mail`.
    pub fn added(&self) -> String {
        match self {
            RenameCandidate::Table { to, .. } => format!("table {to}"),
            RenameCandidate::Column { table, to, .. } => format!("column {table}.{to}"),
            RenameCandidate::EnumValue { enum_type, to, .. } => format!("value '{to}' of {enum_type}"),
        }
    }

    /// What it may have been called.
    pub fn former(&self) -> String {
        match self {
            RenameCandidate::Table { from, .. } => from.to_string(),
            RenameCandidate::Column { from, .. } => from.clone(),
            RenameCandidate::EnumValue { from, .. } => format!("'{from}'"),
        }
    }

    /// For a person.
    pub fn question(&self) -> String {
        match self {
            RenameCandidate::Table { from, to } => format!("Was table {from} renamed to {to}?"),
            RenameCandidate::Column { table, from, to } => {
                format!("Was column {table}.{from} renamed to {to}?")
            }
            RenameCandidate::EnumValue { enum_type, from, to } => {
                format!("Was value '{from}' of {enum_type} renamed to '{to}'?")
            }
        }
    }

    /// Whether both can't be true: one old name, or one new one.
    pub fn excludes(&self, other: &RenameCandidate) -> bool {
        use RenameCandidate::{Column, EnumValue, Table};
        match (self, other) {
            (Table { from, to }, Table { from: other_from, to: other_to }) => {
                from == other_from || to == other_to
            }
            (Column { table, from, to }, Column { table: other_table, from: other_from, to: other_to }) => {
                table == other_table && (from == other_from || to == other_to)
            }
            (
                EnumValue { enum_type, from, to },
                EnumValue { enum_type: other_type, from: other_from, to: other_to },
            ) => enum_type == other_type && (from == other_from || to == other_to),
            (Table { .. } | Column { .. } | EnumValue { .. }, _) => false,
        }
    }
}

/// Every pair that could be a rename: a dropped and an added table of a schema with the same columns
/// by name and type, one difference allowed; a dropped and an added column of the same type in a
/// table; an enum value removed and one added in its place.
pub fn candidates(from: &Schema, to: &Schema, options: &DiffOptions) -> Vec<RenameCandidate> {
    let comparison = Comparison::new(from, to, options);
    let mut candidates = Vec::new();
    let gone = comparison.from_tables.iter().filter(|(name, _)| !comparison.to_tables.contains_key(*name));
    for (old_name, old) in gone {
        for (new_name, new) in &comparison.to_tables {
            let is_new = !comparison.from_tables.contains_key(new_name);
            if is_new && old_name.schema == new_name.schema && are_alike(old, new) {
                candidates
                    .push(RenameCandidate::Table { from: (*old_name).clone(), to: (*new_name).clone() });
            }
        }
    }
    for (name, old) in &comparison.from_tables {
        let Some(new) = comparison.to_tables.get(name) else { continue };
        for (dropped, added) in renamed_columns(old, new) {
            candidates.push(RenameCandidate::Column {
                table: (*name).clone(),
                from: dropped.name.clone(),
                to: added.name.clone(),
            });
        }
    }
    for (name, old) in &from.enum_types {
        let Some(new) = to.enum_types.get(name) else { continue };
        for (before, after) in old.labels.iter().zip(&new.labels) {
            if !new.labels.contains(before) && !old.labels.contains(after) {
                candidates.push(RenameCandidate::EnumValue {
                    enum_type: name.clone(),
                    from: before.clone(),
                    to: after.clone(),
                });
            }
        }
    }
    candidates
}

fn same_type(a: &Column, b: &Column) -> bool {
    let (a, b) = (catalog(a), catalog(b));
    a.format_type == b.format_type && a.collation == b.collation && a.enum_type == b.enum_type
}

fn renamed_columns<'a>(old: &'a Table, new: &'a Table) -> Vec<(&'a Column, &'a Column)> {
    let dropped = old.columns.iter().filter(|column| new.column(&column.name).is_none());
    dropped
        .flat_map(|dropped| {
            let added = new.columns.iter().filter(|column| old.column(&column.name).is_none());
            added.filter(|added| same_type(dropped, added)).map(move |added| (dropped, added))
        })
        .collect()
}

/// The same columns but for one that is added, missing, renamed or of another type.
fn are_alike(old: &Table, new: &Table) -> bool {
    let shared = old
        .columns
        .iter()
        .filter(|column| new.column(&column.name).is_some_and(|it| same_type(column, it)))
        .count();
    shared > 0 && old.columns.len().max(new.columns.len()) - shared <= 1
}

/// The operations with the decided renames first: those, then the difference that is left.
pub fn apply_renames(
    from: &Schema,
    to: &Schema,
    options: &DiffOptions,
    decided: &[RenameCandidate],
) -> Vec<Operation> {
    let (renamed, mut operations) = rename(from, decided);
    operations.extend(diff(&renamed, to, options));
    operations
}

/// `from` after the decided renames.
pub fn renamed(from: &Schema, decided: &[RenameCandidate]) -> Schema {
    rename(from, decided).0
}

fn rename(from: &Schema, decided: &[RenameCandidate]) -> (Schema, Vec<Operation>) {
    let mut renamed = from.clone();
    let mut operations = Vec::new();
    // a column is named by its table's old name, or by the new one where its table was decided before
    let mut sorted: Vec<&RenameCandidate> = decided.iter().collect();
    sorted.sort_by_key(|it| match it {
        RenameCandidate::Table { .. } => 1,
        RenameCandidate::Column { table, .. } if !from.tables.contains_key(table) => 2,
        RenameCandidate::Column { .. } | RenameCandidate::EnumValue { .. } => 0,
    });
    for rename in sorted {
        match rename {
            RenameCandidate::Table { from, to } => {
                rename_table(&mut renamed, from, to);
                operations.push(Operation::RenameTable { from: from.clone(), to: to.name.clone() });
            }
            RenameCandidate::Column { table, from, to } => {
                let Some(column) = renamed.tables.get(table).and_then(|it| it.column(from)) else { continue };
                let mut alter = AlterColumn::new(table.clone(), from);
                alter.new_name = Some(to.clone());
                alter.existing_type = Some(column.data_type.clone());
                alter.existing_nullable = Some(column.nullable);
                rename_column(&mut renamed, table, from, to);
                operations.push(Operation::AlterColumn(Box::new(alter)));
            }
            RenameCandidate::EnumValue { enum_type, from, to } => {
                rename_label(&mut renamed, enum_type, from, to);
                let name = identifier::qualified(enum_type);
                let statement = |old: &str, new: &str| {
                    let (old, new) = (literal::string(old), literal::string(new));
                    format!("ALTER TYPE {name} RENAME VALUE {old} TO {new}")
                };
                operations
                    .push(Operation::Execute { sql: statement(from, to), undo: Some(statement(to, from)) });
            }
        }
    }
    (renamed, operations)
}

fn rename_table(schema: &mut Schema, from: &QualifiedName, to: &QualifiedName) {
    let Some(mut table) = schema.tables.remove(from) else { return };
    table.name = to.clone();
    schema.tables.insert(to.clone(), table);
    for table in schema.tables.values_mut() {
        for constraint in &mut table.constraints {
            if let Constraint::ForeignKey(key) = constraint
                && key.referred_table == *from
            {
                key.referred_table = to.clone();
                key.definition =
                    key.definition.take().map(|sql| after_references(&sql, &from.name, &to.name));
            }
        }
    }
}

/// Only the referred table's name, not a column that is called the same.
fn after_references(sql: &str, old: &str, new: &str) -> String {
    let Some((head, rest)) = sql.split_once(" REFERENCES ") else { return sql.to_owned() };
    let (target, tail) = rest.split_at(rest.find('(').unwrap_or(rest.len()));
    format!("{head} REFERENCES {}{tail}", sql_text::replace_identifier(target, old, new))
}

fn rename_column(schema: &mut Schema, table: &QualifiedName, from: &str, to: &str) {
    let replace = |text: &mut String| {
        if text == from {
            *text = to.to_owned();
        }
    };
    let reword = |sql: &mut Option<String>| {
        *sql = sql.take().map(|sql| sql_text::replace_identifier(&sql, from, to));
    };
    for other in schema.tables.values_mut() {
        for constraint in &mut other.constraints {
            if let Constraint::ForeignKey(key) = constraint
                && key.referred_table == *table
            {
                key.referred_columns.iter_mut().for_each(replace);
                if let Some(sql) = &mut key.definition
                    && let Some((head, tail)) = sql.split_once(" REFERENCES ")
                    && let Some((target, columns)) = tail.split_once('(')
                {
                    let columns = sql_text::replace_identifier(columns, from, to);
                    *sql = format!("{head} REFERENCES {target}({columns}");
                }
            }
        }
    }
    let Some(table) = schema.tables.get_mut(table) else { return };
    for column in &mut table.columns {
        replace(&mut column.name);
        if let Some(catalog) = &mut column.catalog {
            reword(&mut catalog.generated);
        }
    }
    for constraint in &mut table.constraints {
        match constraint {
            Constraint::PrimaryKey(key) => {
                key.columns.iter_mut().for_each(replace);
                reword(&mut key.definition);
            }
            Constraint::Unique(unique) => {
                unique.columns.iter_mut().for_each(replace);
                reword(&mut unique.definition);
            }
            Constraint::ForeignKey(key) => {
                key.columns.iter_mut().for_each(replace);
                if let Some(sql) = &mut key.definition
                    && let Some((head, tail)) = sql.split_once(" REFERENCES ")
                {
                    *sql = format!("{} REFERENCES {tail}", sql_text::replace_identifier(head, from, to));
                }
            }
            Constraint::Check(check) => {
                check.condition = sql_text::replace_identifier(&check.condition, from, to);
                reword(&mut check.definition);
            }
            Constraint::Exclude(exclude) => reword(&mut exclude.definition),
        }
    }
    for index in &mut table.indexes {
        reword(&mut index.definition);
        for element in &mut index.elements {
            if let crate::schema::IndexTarget::Column(name) = &mut element.target {
                replace(name);
            }
        }
    }
}

fn rename_label(schema: &mut Schema, enum_type: &QualifiedName, from: &str, to: &str) {
    let rename = |labels: &mut Vec<String>| {
        for label in labels.iter_mut().filter(|label| *label == from) {
            *label = to.to_owned();
        }
    };
    if let Some(existing) = schema.enum_types.get_mut(enum_type) {
        rename(&mut existing.labels);
    }
    let (old, new) = (literal::string(from), literal::string(to));
    let reword = |sql: &mut String| {
        if sql_text::mentions(sql, &enum_type.name) {
            *sql = sql.replace(&old, &new);
        }
    };
    for table in schema.tables.values_mut() {
        for column in &mut table.columns {
            if let SqlType::Enum(it) = &mut column.data_type.sql
                && it.name == *enum_type
            {
                rename(&mut it.labels);
            }
            if let Some(catalog) = &mut column.catalog {
                catalog.default.as_mut().map(reword);
                catalog.generated.as_mut().map(reword);
            }
        }
        for index in &mut table.indexes {
            index.definition.as_mut().map(reword);
        }
        for constraint in &mut table.constraints {
            if let Constraint::Check(check) = constraint {
                check.definition.as_mut().map(reword);
            }
        }
    }
}
