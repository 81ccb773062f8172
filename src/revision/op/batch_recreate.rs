//! `op.batch_alter_table(…, recreate="always")`: the table as it would be, made beside the old one,
//! filled from it and given its name. Follows Alembic's `ApplyBatchImpl`: the old table is reflected
//! (or given by `copy_from`), the operations change that description, and its comment is lost.

use crate::ddl::data_type::data_type;
use crate::ddl::identifier::{qualified, quote};
use crate::operation::{AlterColumn, Operation};
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::{Column, Constraint, Index, IndexTarget, QualifiedName, ServerDefault, Table};

use super::schema_objects::{present, sqlalchemy};
use super::{connection, offline, reading, session};

/// Where `insert_before` and `insert_after` put a new column.
pub struct Placement {
    pub column: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The table being remade.
struct Recreation {
    /// Its present columns by their present names; those of new columns have no source.
    columns: Vec<Entry>,
    constraints: Vec<Constraint>,
    indexes: Vec<Index>,
    new_indexes: Vec<Index>,
    /// Keys of the old columns that are still there.
    existing: Vec<String>,
    /// Which key stands before which, for added columns.
    ordering: Vec<(String, String)>,
}

struct Entry {
    key: String,
    column: Column,
    /// What fills it: SQL over the old table.
    source: Option<String>,
}

/// Carries out the operations of a batch on a copy.
///
/// # Errors
/// ValueError for constraints and indexes that aren't there, KeyError for columns; PostgreSQL's.
pub fn run(
    interpreter: &mut Interpreter,
    name: &QualifiedName,
    copy_from: &Value,
    operations: Vec<Operation>,
    placements: &[Placement],
) -> Evaluated<()> {
    let old = original(interpreter, name, copy_from)?;
    let mut recreation = Recreation {
        columns: old
            .columns
            .iter()
            .map(|column| Entry {
                key: column.name.clone(),
                column: column.clone(),
                source: Some(format!("{}.{}", qualified(name), quote(&column.name))),
            })
            .collect(),
        constraints: old.constraints.clone(),
        indexes: old.indexes.clone(),
        new_indexes: Vec::new(),
        existing: old.columns.iter().map(|column| column.name.clone()).collect(),
        ordering: Vec::new(),
    };
    for operation in operations {
        if let Operation::AddColumn { column, .. } = &operation
            && let Some(placement) = placements.iter().find(|placement| placement.column == column.name)
        {
            recreation.place(placement);
        }
        recreation.change(interpreter, operation)?;
    }
    recreation.sort(interpreter)?;
    // constraints of one name can't stand in two tables at once: Alembic's `prep_table_for_batch`
    for constraint in &old.constraints {
        let same = |other: &&Constraint| other.name().is_some() && other.name() == constraint.name();
        let (Some(kept), Some(constraint_name)) =
            (recreation.constraints.iter().find(same), constraint.name())
        else {
            continue;
        };
        let drop = Operation::DropConstraint {
            table: name.clone(),
            name: constraint_name.clone(),
            kind: Some(kept.kind()),
            constraint: None,
            if_exists: false,
            cascade: false,
        };
        session::apply(interpreter, drop)?;
    }
    let temporary: String = format!("_alembic_tmp_{}", name.name).chars().take(50).collect();
    let temporary = QualifiedName { schema: name.schema.clone(), name: temporary };
    let Recreation { columns, mut constraints, indexes, new_indexes, .. } = recreation;
    let is_kept = |column: &String| columns.iter().any(|entry| entry.key == *column);
    constraints.retain(|constraint| own_columns(constraint).iter().all(is_kept));
    for constraint in &mut constraints {
        rename_columns(constraint, &columns);
    }
    let filled: Vec<(&Entry, &String)> =
        columns.iter().filter_map(|entry| Some((entry, entry.source.as_ref()?))).collect();
    let copy = format!(
        "INSERT INTO {} ({}) SELECT {} \nFROM {}",
        qualified(&temporary),
        filled.iter().map(|(entry, _)| quote(&entry.column.name)).collect::<Vec<_>>().join(", "),
        filled.iter().map(|(_, source)| source.as_str()).collect::<Vec<_>>().join(", "),
        qualified(name)
    );
    let renamed: Vec<(String, String)> =
        columns.iter().map(|entry| (entry.key.clone(), entry.column.name.clone())).collect();
    let table = Table {
        columns: columns.into_iter().map(|entry| entry.column).collect(),
        constraints,
        options: old.options,
        ..Table::new(temporary.clone())
    };
    let steps = [
        Operation::CreateTable { table: Box::new(table), if_not_exists: false },
        Operation::Execute { sql: copy, undo: None },
        Operation::DropTable { table: Box::new(Table::new(name.clone())), if_exists: false },
        Operation::RenameTable { from: temporary, to: name.name.clone() },
    ];
    for step in steps {
        session::apply(interpreter, step)?;
    }
    for mut index in indexes.into_iter().chain(new_indexes) {
        for element in &mut index.elements {
            if let IndexTarget::Column(column) = &mut element.target {
                rename(column, &renamed);
            }
        }
        let create =
            Operation::CreateIndex { table: name.clone(), index: Box::new(index), if_not_exists: false };
        session::apply(interpreter, create)?;
    }
    Ok(())
}

/// The table as it is: reflected, or as `copy_from` says.
fn original(interpreter: &mut Interpreter, name: &QualifiedName, copy_from: &Value) -> Evaluated<Table> {
    if !copy_from.is_none() {
        return reading::read_table(interpreter, copy_from);
    }
    if offline::is_offline(interpreter) {
        return Err(interpreter.raise(
            "alembic.util.exc.CommandError",
            format!(
                "This operation cannot proceed in --sql mode; batch mode with dialect postgresql requires a live \
                 database connection with which to reflect the table \"{}\". To generate a batch SQL migration \
                 script using table \"move and copy\", a complete Table object should be passed to the \
                 \"copy_from\" argument of the batch_alter_table() method so that table reflection can be \
                 skipped.",
                name.name
            ),
        ));
    }
    let metadata = sqlalchemy(interpreter, "MetaData", Vec::new(), Vec::new())?;
    let bind = connection::connection(interpreter)?;
    let schema = name.schema.as_ref().map_or(Value::None, Value::str);
    let keywords = present([("autoload_with", bind), ("schema", schema)]);
    let table = sqlalchemy(interpreter, "Table", vec![Value::str(&name.name), metadata], keywords)?;
    let mut table = reading::read_table(interpreter, &table)?;
    for column in &mut table.columns {
        // a sequence of its own makes it SERIAL again, with a new one
        if owns_sequence(interpreter, name, column)? {
            column.server_default = None;
            column.serial = true;
        }
    }
    Ok(table)
}

fn owns_sequence(interpreter: &mut Interpreter, table: &QualifiedName, column: &Column) -> Evaluated<bool> {
    match &column.server_default {
        Some(ServerDefault::Expression(default)) if default.starts_with("nextval(") => {}
        _ => return Ok(false),
    }
    let sql = "SELECT pg_catalog.pg_get_serial_sequence($1, $2) IS NOT NULL";
    let parameters = [qualified(table), column.name.clone()].map(crate::operation::SqlValue::Text).to_vec();
    let rows = connection::query(interpreter, sql, parameters)?;
    let answer = rows.rows.first().and_then(|row| row.first());
    Ok(matches!(answer, Some(crate::operation::SqlValue::Boolean(true))))
}

impl Recreation {
    fn change(&mut self, interpreter: &mut Interpreter, operation: Operation) -> Evaluated<()> {
        match operation {
            Operation::AlterColumn(change) => self.alter(interpreter, *change)?,
            Operation::AddColumn { column, constraints, indexes, .. } => {
                self.columns.push(Entry { key: column.name.clone(), column: *column, source: None });
                self.constraints.extend(constraints);
                self.new_indexes.extend(indexes);
            }
            Operation::DropColumn { column, .. } => {
                let at = self.entry(interpreter, &column.name)?;
                self.columns.remove(at);
                self.existing.retain(|name| *name != column.name);
                for constraint in &mut self.constraints {
                    if let Constraint::PrimaryKey(key) = constraint {
                        key.columns.retain(|name| *name != column.name);
                    }
                }
            }
            Operation::AddConstraint { constraint, .. } => {
                if let Constraint::PrimaryKey(key) = &*constraint {
                    self.constraints.retain(|known| !matches!(known, Constraint::PrimaryKey(_)));
                    for entry in &mut self.columns {
                        entry.column.primary_key = key.columns.contains(&entry.key);
                    }
                }
                self.constraints.push(*constraint);
            }
            Operation::DropConstraint { name, .. } => {
                let found = self
                    .constraints
                    .iter()
                    .position(|constraint| constraint.name().is_some_and(|known| known.text == name.text));
                let Some(found) = found else {
                    let message = format!("No such constraint: '{}'", name.text);
                    return Err(interpreter.raise("ValueError", message));
                };
                if let Constraint::PrimaryKey(_) = self.constraints.remove(found) {
                    for entry in &mut self.columns {
                        entry.column.primary_key = false;
                    }
                }
            }
            Operation::CreateIndex { index, .. } => self.new_indexes.push(*index),
            Operation::DropIndex { index, .. } => {
                let text = |index: &Index| index.name.as_ref().map(|name| name.text.clone());
                let wanted = text(&index);
                let Some(found) = self.indexes.iter().position(|known| text(known) == wanted) else {
                    let message = format!("No such index: '{}'", wanted.unwrap_or_default());
                    return Err(interpreter.raise("ValueError", message));
                };
                self.indexes.remove(found);
            }
            // Alembic leaves comments to the new table's CREATE TABLE, which has none
            Operation::CreateTableComment { .. } | Operation::DropTableComment { .. } => {}
            Operation::CreateTable { .. }
            | Operation::DropTable { .. }
            | Operation::RenameTable { .. }
            | Operation::CreateEnumType { .. }
            | Operation::DropEnumType { .. }
            | Operation::Execute { .. }
            | Operation::BulkInsert { .. } => {
                return Err(interpreter.refuse("this operation inside a batch with recreate=\"always\""));
            }
        }
        Ok(())
    }

    fn entry(&self, interpreter: &mut Interpreter, name: &str) -> Evaluated<usize> {
        match self.columns.iter().position(|entry| entry.key == name) {
            Some(found) => Ok(found),
            None => Err(interpreter.raise_with("KeyError", vec![Value::str(name)])),
        }
    }

    fn alter(&mut self, interpreter: &mut Interpreter, change: AlterColumn) -> Evaluated<()> {
        let at = self.entry(interpreter, &change.column)?;
        let entry = &mut self.columns[at];
        if let Some(name) = change.new_name {
            entry.column.name = name;
        }
        if let Some(new) = change.data_type {
            let spelled = |of| data_type(of).map_err(crate::python::Raise::fatal);
            let (from, to) = (spelled(&entry.column.data_type)?, spelled(&new)?);
            if family(&from) != family(&to)
                && let Some(source) = &mut entry.source
            {
                *source = format!("CAST({source} AS {to})");
            }
            entry.column.data_type = new;
        }
        if let Some(nullable) = change.nullable {
            entry.column.nullable = nullable;
        }
        if let Some(default) = change.server_default {
            entry.column.serial &= default.is_none();
            entry.column.server_default = default;
        }
        if let Some(identity) = change.identity {
            entry.column.identity = identity;
        }
        if let Some(computed) = change.computed {
            entry.column.computed = computed;
        }
        if let Some(comment) = change.comment {
            entry.column.comment = comment;
        }
        Ok(())
    }

    /// Alembic's `_setup_dependencies_for_add_column`.
    fn place(&mut self, placement: &Placement) {
        let Placement { column, before, after } = placement;
        let position = |name: &String| self.existing.iter().position(|known| known == name);
        let (mut before, mut after) = (before.clone(), after.clone());
        if let (Some(name), None) = (&after, &before) {
            before = match position(name) {
                Some(at) => self.existing.get(at + 1).cloned(),
                None => {
                    self.ordering.iter().rev().find(|(first, _)| first == name).map(|(_, next)| next.clone())
                }
            };
        }
        if let (Some(name), None) = (&before, &after) {
            after = match position(name) {
                Some(at) => at.checked_sub(1).and_then(|at| self.existing.get(at).cloned()),
                None => {
                    self.ordering.iter().rev().find(|(_, next)| next == name).map(|(first, _)| first.clone())
                }
            };
        }
        let alone = before.is_none() && after.is_none();
        self.ordering.extend(before.map(|before| (column.clone(), before)));
        self.ordering.extend(after.map(|after| (after, column.clone())));
        if let Some(last) = self.existing.last().filter(|_| alone) {
            self.ordering.push((last.clone(), column.clone()));
        }
    }

    /// `_adjust_self_columns_for_partial_reordering`: a topological sort that keeps the present order
    /// where nothing is said.
    fn sort(&mut self, interpreter: &mut Interpreter) -> Evaluated<()> {
        if self.ordering.is_empty() {
            return Ok(());
        }
        let mut pairs = self.ordering.clone();
        for (index, name) in self.existing.iter().enumerate().skip(1) {
            pairs.extend(self.columns.get(index - 1).map(|entry| (entry.key.clone(), name.clone())));
        }
        pairs.retain(|(first, next)| first != next);
        let mut waiting = std::mem::take(&mut self.columns);
        while !waiting.is_empty() {
            let is_waiting = |name: &String| waiting.iter().any(|entry| entry.key == *name);
            let is_free =
                |entry: &Entry| !pairs.iter().any(|(first, next)| *next == entry.key && is_waiting(first));
            let free: Vec<bool> = waiting.iter().map(is_free).collect();
            if !free.contains(&true) {
                let message = "Circular dependency detected.";
                return Err(interpreter.raise("sqlalchemy.exc.CircularDependencyError", message));
            }
            let mut is_free = free.into_iter();
            let (ready, rest): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|_| is_free.next().unwrap_or(false));
            self.columns.extend(ready);
            waiting = rest;
        }
        Ok(())
    }
}

/// What SQLAlchemy calls a type's affinity: between types of one, the copy has no CAST.
fn family(spelled: &str) -> &str {
    let name = spelled.split('(').next().unwrap_or(spelled).trim();
    if spelled.ends_with("[]") {
        return "ARRAY";
    }
    match name {
        "VARCHAR" | "CHAR" | "TEXT" | "CITEXT" => "String",
        "SMALLINT" | "INTEGER" | "BIGINT" => "Integer",
        "NUMERIC" | "REAL" | "FLOAT" | "DOUBLE PRECISION" => "Numeric",
        "JSON" | "JSONB" => "JSON",
        name if name.starts_with("TIMESTAMP") => "DateTime",
        name if name.starts_with("TIME") => "Time",
        name => name,
    }
}

fn own_columns(constraint: &Constraint) -> Vec<String> {
    match constraint {
        Constraint::PrimaryKey(key) => key.columns.clone(),
        Constraint::Unique(unique) => unique.columns.clone(),
        Constraint::ForeignKey(key) => key.columns.clone(),
        Constraint::Check(check) => check.column.iter().cloned().collect(),
        Constraint::Exclude(_) => Vec::new(),
    }
}

fn rename(name: &mut String, renamed: &[(String, String)]) {
    if let Some((_, new)) = renamed.iter().find(|(old, _)| old == name) {
        name.clone_from(new);
    }
}

/// Constraints find their columns by the keys, which renaming keeps.
fn rename_columns(constraint: &mut Constraint, columns: &[Entry]) {
    let names = match constraint {
        Constraint::PrimaryKey(key) => &mut key.columns,
        Constraint::Unique(unique) => &mut unique.columns,
        Constraint::ForeignKey(key) => &mut key.columns,
        Constraint::Check(_) | Constraint::Exclude(_) => return,
    };
    for name in names {
        if let Some(entry) = columns.iter().find(|entry| entry.key == *name) {
            name.clone_from(&entry.column.name);
        }
    }
}
