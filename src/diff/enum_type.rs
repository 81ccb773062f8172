//! Enum types: made before their first user, dropped after their last, and changed with the columns
//! that have them. Alembic compares names at most, and drops none.

use std::collections::BTreeSet;

use super::column::catalog;
use super::plan::{Effects, Plan, Thing};
use super::{Comparison, computed, managed, sql_text};
use crate::ddl::{identifier, literal};
use crate::operation::{Irreversible, Operation};
use crate::schema::{
    Argument, ArgumentValue, Column, Constraint, EnumType, ForeignKey, QualifiedName, Spelling, SqlType,
    Table,
};

pub(super) fn compare(comparison: &Comparison, plan: &mut Plan) {
    for (name, to) in &comparison.to.enum_types {
        match comparison.from.enum_types.get(name) {
            None => {
                plan.push(Operation::CreateEnumType { enum_type: to.clone(), check_first: false });
            }
            Some(from) if from.labels == to.labels => {}
            Some(from) if comparison.rebuilt_types.contains(name) => rebuild(comparison, from, to, plan),
            Some(from) => add_labels(comparison, from, to, plan),
        }
    }
}

/// Types without users in the old state are left alone: functions and the like may need them.
pub(super) fn compare_removed(comparison: &Comparison, plan: &mut Plan) {
    for (name, enum_type) in &comparison.from.enum_types {
        let was_used = comparison.from_tables.values().any(|table| managed::uses_type(table, name));
        if was_used && !comparison.to.enum_types.contains_key(name) {
            plan.push(Operation::DropEnumType { enum_type: enum_type.clone(), check_first: false });
        }
    }
}

/// Types that ALTER TYPE … ADD VALUE can't bring to their new labels: some went or moved, or a new one
/// is used at once, which PostgreSQL forbids in the transaction that adds it.
pub(super) fn rebuilt<'a>(comparison: &Comparison<'a>) -> BTreeSet<&'a QualifiedName> {
    comparison
        .to
        .enum_types
        .iter()
        .filter(|(name, to)| {
            comparison.from.enum_types.get(*name).is_some_and(|from| {
                from.labels != to.labels
                    && (!is_subsequence(&from.labels, &to.labels) || uses_new_label(comparison, from, to))
            })
        })
        .map(|(name, _)| name)
        .collect()
}

fn is_subsequence(part: &[String], whole: &[String]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|label| rest.any(|it| it == label))
}

fn uses_new_label(comparison: &Comparison, from: &EnumType, to: &EnumType) -> bool {
    let new: Vec<&String> = to.labels.iter().filter(|label| !from.labels.contains(label)).collect();
    let texts = comparison.to_tables.values().flat_map(|table| expressions(table));
    texts.into_iter().any(|sql| {
        sql_text::mentions(sql, &to.name.name) && new.iter().any(|label| sql_text::has_label(sql, label))
    })
}

/// Everything in a table where an enum label can stand.
fn expressions(table: &Table) -> Vec<&str> {
    let of_columns = table.columns.iter().flat_map(|column| {
        let catalog = catalog(column);
        [catalog.default.as_deref(), catalog.generated.as_deref()]
    });
    let of_constraints = table.constraints.iter().map(|constraint| constraint.definition());
    let of_indexes = table.indexes.iter().map(|index| index.definition.as_deref());
    of_columns.chain(of_constraints).chain(of_indexes).flatten().collect()
}

/// Only the way back makes the type anew: PostgreSQL can't take a label out.
fn add_labels(comparison: &Comparison, from: &EnumType, to: &EnumType, plan: &mut Plan) {
    let name = identifier::qualified(&to.name);
    let mut statements = Vec::new();
    for (place, label) in to.labels.iter().enumerate() {
        if from.labels.contains(label) {
            continue;
        }
        let position = match (place.checked_sub(1).map(|before| &to.labels[before]), from.labels.first()) {
            (Some(before), _) => format!(" AFTER {}", literal::string(before)),
            (None, Some(first)) => format!(" BEFORE {}", literal::string(first)),
            (None, None) => String::new(),
        };
        statements.push(format!("ALTER TYPE {name} ADD VALUE {}{position}", literal::string(label)));
    }
    let back = Rebuild::new(comparison, to, from).statements(Side::From);
    pair_up(&to.name, statements, back, plan);
}

fn rebuild(comparison: &Comparison, from: &EnumType, to: &EnumType, plan: &mut Plan) {
    let forward = Rebuild::new(comparison, from, to).statements(Side::To);
    let back = Rebuild::new(comparison, to, from).statements(Side::From);
    pair_up(&to.name, forward, back, plan);
}

/// Steps whose undoings, read from the last to the first, are the way back. Where one way is longer,
/// the other one's steps are empty. They stay together: what stops having the type comes before them, what
/// begins to have it after.
fn pair_up(name: &QualifiedName, forward: Vec<String>, back: Vec<String>, plan: &mut Plan) {
    let steps = forward.len().max(back.len());
    let pad = |statements: Vec<String>| {
        let empty = steps - statements.len();
        statements.into_iter().chain(std::iter::repeat_n(String::new(), empty))
    };
    let back: Vec<String> = pad(back).collect();
    for (place, (sql, undo)) in pad(forward).zip(back.into_iter().rev()).enumerate() {
        let mut effects = Effects::default();
        effects.creates.push(Thing::LabelStep(name.clone(), place));
        match place.checked_sub(1) {
            None => effects.removes.push(Thing::Labels(name.clone())),
            Some(before) => effects.needs.push(Thing::LabelStep(name.clone(), before)),
        }
        if place + 1 == steps {
            effects.creates.push(Thing::Labels(name.clone()));
        }
        plan.execute_with(sql, undo, effects);
    }
}

/// Whose defaults the converted columns end up with.
#[derive(Clone, Copy)]
enum Side {
    From,
    To,
}

/// A type that is made anew under its name: columns lose their defaults, go to the new type by way
/// of text, and get their defaults back.
struct Rebuild<'a> {
    comparison: &'a Comparison<'a>,
    old: &'a EnumType,
    new: &'a EnumType,
}

impl<'a> Rebuild<'a> {
    fn new(comparison: &'a Comparison<'a>, old: &'a EnumType, new: &'a EnumType) -> Self {
        Rebuild { comparison, old, new }
    }

    /// Both ways run where the tables are as before, but without what stops having the type: that goes
    /// before it and comes back after it.
    fn statements(&self, side: Side) -> Vec<String> {
        let name = identifier::qualified(&self.new.name);
        let old_name = format!("{}_old", self.old.name.name);
        let qualified_old = QualifiedName { schema: self.old.name.schema.clone(), name: old_name.clone() };
        let mut statements = self.dependent_definitions().into_iter().map(|it| it.drop).collect::<Vec<_>>();
        let columns = self.columns();
        for (table, column, to) in &columns {
            // what stands there when this runs: the old side's default on the way up
            let standing = match side {
                Side::To => catalog(column).default.as_ref(),
                Side::From => default_after(column, *to),
            };
            if standing.is_some() {
                statements.push(alter(table, column, "DROP DEFAULT"));
            }
        }
        statements.push(format!("ALTER TYPE {name} RENAME TO {}", identifier::quote(&old_name)));
        let labels: Vec<String> = self.new.labels.iter().map(|label| literal::string(label)).collect();
        statements.push(format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", ")));
        for (table, column, _) in &columns {
            let array = if catalog(column).format_type.ends_with("[]") { "[]" } else { "" };
            let quoted = identifier::quote(&column.name);
            let conversion = format!("TYPE {name}{array} USING {quoted}::text{array}::{name}{array}");
            statements.push(alter(table, column, &conversion));
        }
        for (table, column, to) in &columns {
            let coming = match side {
                Side::To => default_after(column, *to),
                Side::From => catalog(column).default.as_ref(),
            };
            if let Some(default) = coming {
                statements.push(alter(table, column, &format!("SET DEFAULT {default}")));
            }
        }
        statements.push(format!("DROP TYPE {}", identifier::qualified(&qualified_old)));
        statements.extend(self.dependent_definitions().into_iter().map(|it| it.create));
        statements
    }

    /// The columns that have the type before and after, with what becomes of them.
    fn columns(&self) -> Vec<(&'a QualifiedName, &'a Column, Option<&'a Column>)> {
        let mut columns = Vec::new();
        for (name, table) in &self.comparison.from_tables {
            let Some(to) = self.comparison.to_tables.get(name) else { continue };
            let replaced = computed::replaced(self.comparison, table, to);
            for column in &table.columns {
                let kept = to.column(&column.name).filter(|_| !replaced.contains(column.name.as_str()));
                if let Some(kept) = kept
                    && self.has_type(column)
                    && self.has_type(kept)
                {
                    columns.push((*name, column, Some(kept)));
                }
            }
        }
        columns
    }

    fn has_type(&self, column: &Column) -> bool {
        catalog(column).enum_type.as_ref() == Some(&self.new.name)
    }

    /// The columns that are not there, or no longer of the type.
    fn absent(&self, from: &'a Table, to: &'a Table) -> BTreeSet<&'a str> {
        let mut absent = computed::replaced(self.comparison, from, to);
        let gone = from.columns.iter().filter(|column| {
            to.column(&column.name).is_none_or(|to| self.has_type(column) && !self.has_type(to))
        });
        absent.extend(gone.map(|column| column.name.as_str()));
        absent
    }

    /// Foreign keys on the columns, and constraints and indexes whose text names the type, can't follow
    /// their columns: they are dropped before and made again after. Those that change anyway are dropped
    /// and made by their comparators.
    fn dependent_definitions(&self) -> Vec<Dependent> {
        let columns: BTreeSet<(&QualifiedName, &str)> =
            self.columns().iter().map(|(table, column, _)| (*table, column.name.as_str())).collect();
        let mut dependents = Vec::new();
        for (name, table) in &self.comparison.from_tables {
            let Some(to) = self.comparison.to_tables.get(name) else { continue };
            let absent = self.absent(table, to);
            let names_type = |definition: &str| {
                sql_text::mentions(definition, &self.new.name.name)
                    && definition.contains("::")
                    && !absent.iter().any(|column| sql_text::mentions(definition, column))
            };
            let rests_on_it = |key: &ForeignKey| {
                let own = key.columns.iter().any(|column| columns.contains(&(*name, column.as_str())));
                let referred = &key.referred_table;
                let theirs =
                    key.referred_columns.iter().any(|column| columns.contains(&(referred, column.as_str())));
                (own || theirs) && !key.columns.iter().any(|column| absent.contains(column.as_str()))
            };
            let qualified = identifier::qualified(name);
            for constraint in &table.constraints {
                let (Some(definition), Some(named)) = (constraint.definition(), constraint.name()) else {
                    continue;
                };
                let depends = match constraint {
                    Constraint::ForeignKey(key) => rests_on_it(key),
                    _ => names_type(definition),
                };
                if depends {
                    let named = identifier::quote(&named.text);
                    dependents.push(Dependent {
                        drop: format!("ALTER TABLE {qualified} DROP CONSTRAINT {named}"),
                        create: format!("ALTER TABLE {qualified} ADD CONSTRAINT {named} {definition}"),
                    });
                }
            }
            for index in &table.indexes {
                let (Some(definition), Some(named)) = (&index.definition, &index.name) else { continue };
                if names_type(definition) {
                    let unique = if index.unique { "UNIQUE " } else { "" };
                    let body = definition.strip_prefix(unique).unwrap_or(definition);
                    let plain = identifier::quote(&named.text);
                    let named = QualifiedName { schema: name.schema.clone(), name: named.text.clone() };
                    dependents.push(Dependent {
                        drop: format!("DROP INDEX {}", identifier::qualified(&named)),
                        create: format!("CREATE {unique}INDEX {plain} ON {qualified} {body}"),
                    });
                }
            }
        }
        dependents
    }
}

struct Dependent {
    drop: String,
    create: String,
}

/// The default of a column once it is converted: the new one; none where the column becomes an array, or
/// is one no longer, which has a step of its own.
fn default_after<'a>(column: &'a Column, to: Option<&'a Column>) -> Option<&'a String> {
    to.filter(|to| catalog(to).format_type == catalog(column).format_type)
        .and_then(|to| catalog(to).default.as_ref())
}

fn alter(table: &QualifiedName, column: &Column, action: &str) -> String {
    format!(
        "ALTER TABLE {} ALTER COLUMN {} {action}",
        identifier::qualified(table),
        identifier::quote(&column.name)
    )
}

/// The list to write down: enum types come with the table that uses them first, as SQLAlchemy has it.
/// What uses one before any table keeps the operation of its own.
pub fn upgrade(operations: &[Operation]) -> Vec<Operation> {
    let mut written: Vec<Operation> = Vec::with_capacity(operations.len());
    let mut brought: Vec<(usize, QualifiedName)> = Vec::new();
    for (at, operation) in operations.iter().enumerate() {
        if matches!(operation, Operation::Execute { sql, .. } if sql.is_empty()) {
            continue; // only the other direction has something to do
        }
        if let Operation::CreateEnumType { enum_type, check_first: false } = operation
            && let Some(user) = operations.iter().skip(at + 1).position(|later| uses(later, &enum_type.name))
            && brings_type(&operations[at + 1 + user], &enum_type.name)
        {
            brought.push((at + 1 + user, enum_type.name.clone()));
            continue;
        }
        let mut operation = operation.clone();
        if let Operation::CreateTable { table, .. } = &mut operation {
            for (_, name) in brought.iter().filter(|(user, _)| *user == at) {
                for column in &mut table.columns {
                    bring_along(&mut column.data_type.sql, name);
                }
            }
        }
        written.push(operation);
    }
    written
}

/// The way back, as it is written down.
///
/// # Errors
/// An operation without its old state, which [`super::diff`] gives none of.
pub fn downgrade(operations: &[Operation]) -> Result<Vec<Operation>, Irreversible> {
    let back: Vec<Operation> = operations.iter().rev().map(Operation::reverse).collect::<Result<_, _>>()?;
    Ok(upgrade(&back))
}

/// A table that makes the type, unless its models say `create_type=False`.
fn brings_type(operation: &Operation, name: &QualifiedName) -> bool {
    let Operation::CreateTable { table, .. } = operation else { return false };
    let has_creating = |column: &Column| has_type(column, name) && !forbids(&column.data_type.spelling);
    table.columns.iter().any(has_creating)
}

fn forbids(spelling: &Spelling) -> bool {
    let says_no = |argument: &Argument| {
        argument.keyword.as_deref() == Some("create_type")
            && matches!(&argument.value, ArgumentValue::Literal(value) if value == "False")
    };
    let inner = spelling.arguments.iter().filter_map(|argument| match &argument.value {
        ArgumentValue::Type(inner) => Some(inner.as_ref()),
        ArgumentValue::Literal(_) => None,
    });
    let variants = spelling.variants.iter().map(|(variant, _)| variant);
    spelling.arguments.iter().any(says_no) || inner.chain(variants).any(forbids)
}

fn has_type(column: &Column, name: &QualifiedName) -> bool {
    column.data_type.sql.enum_type().is_some_and(|it| it.name == *name)
}

fn uses(operation: &Operation, name: &QualifiedName) -> bool {
    let has_type = |column: &Column| has_type(column, name);
    match operation {
        Operation::CreateTable { table, .. } => table.columns.iter().any(has_type),
        Operation::AddColumn { column, .. } => has_type(column),
        Operation::AlterColumn(alter) => {
            let type_of = alter.data_type.as_ref().and_then(|it| it.sql.enum_type());
            type_of.is_some_and(|it| it.name == *name)
        }
        Operation::Execute { sql, .. } => sql_text::mentions(sql, &name.name),
        Operation::DropTable { .. }
        | Operation::RenameTable { .. }
        | Operation::DropColumn { .. }
        | Operation::CreateIndex { .. }
        | Operation::DropIndex { .. }
        | Operation::AddConstraint { .. }
        | Operation::DropConstraint { .. }
        | Operation::CreateTableComment { .. }
        | Operation::DropTableComment { .. }
        | Operation::CreateEnumType { .. }
        | Operation::DropEnumType { .. }
        | Operation::BulkInsert { .. } => false,
    }
}

fn bring_along(sql: &mut SqlType, name: &QualifiedName) {
    match sql {
        SqlType::Enum(enum_type) if enum_type.name == *name => enum_type.create_type = true,
        SqlType::Array { item, .. } => bring_along(item, name),
        SqlType::Enum(_)
        | SqlType::Boolean
        | SqlType::SmallInteger
        | SqlType::Integer
        | SqlType::BigInteger
        | SqlType::Plain(_)
        | SqlType::Domain { .. }
        | SqlType::Null => {}
    }
}
