//! Operations on their way into an order, with what each makes, needs and takes away.

use std::collections::BTreeSet;

use super::sql_text;
use crate::operation::Operation;
use crate::schema::{Column, Constraint, ForeignKey, Index, IndexTarget, QualifiedName, SqlType, Table};

/// Something that has to be there before another thing can be made, or gone before it can go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Schema(String),
    EnumType(QualifiedName),
    /// The labels that an enum type has in the end.
    Labels(QualifiedName),
    /// One of the steps that bring a type to its new labels.
    LabelStep(QualifiedName, usize),
    Sequence(QualifiedName),
    Table(QualifiedName),
    Column(QualifiedName, String),
    NotNull(QualifiedName, String),
    /// What numbers a column, of which there is one: an identity or a SERIAL's sequence.
    Numbering(QualifiedName, String),
    /// A column's type: what is generated from the column can't see it change, and the expression of a
    /// check or an index keeps the casts of the type under which it was made.
    Type(QualifiedName, String),
    /// A column's type where it changes so much that values are converted: no index, constraint or
    /// default can see that.
    Conversion(QualifiedName, String),
    /// A primary key, unique constraint or unique index that a foreign key can refer to.
    Key(QualifiedName, BTreeSet<String>),
    /// A name among the tables, indexes and sequences of a schema, or the constraints of a table.
    Name(QualifiedName),
}

/// What an operation does to things. `creates` and `needs` speak of the state after it, `removes` and
/// `releases` of the state before.
#[derive(Clone, Debug, Default)]
pub(super) struct Effects {
    pub creates: Vec<Thing>,
    pub needs: Vec<Thing>,
    pub removes: Vec<Thing>,
    pub releases: Vec<Thing>,
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    pub operation: Operation,
    pub effects: Effects,
}

#[derive(Default)]
pub(super) struct Plan {
    pub steps: Vec<Step>,
}

impl Plan {
    pub fn push(&mut self, operation: Operation) {
        let effects = Effects::of(&operation);
        self.steps.push(Step { operation, effects });
    }

    /// More about the last step.
    pub fn add_effects(&mut self, more: impl FnOnce(&mut Effects)) {
        if let Some(step) = self.steps.last_mut() {
            more(&mut step.effects);
        }
    }

    /// SQL for what Alembic has no operation for, with the SQL that takes it back.
    pub fn execute(&mut self, sql: impl Into<String>, undo: impl Into<String>) {
        self.execute_with(sql, undo, Effects::default());
    }

    pub fn execute_with(&mut self, sql: impl Into<String>, undo: impl Into<String>, effects: Effects) {
        let operation = Operation::Execute { sql: sql.into(), undo: Some(undo.into()) };
        self.steps.push(Step { operation, effects });
    }
}

impl Effects {
    fn of(operation: &Operation) -> Effects {
        let mut effects = Effects::default();
        match operation {
            Operation::CreateTable { table, .. } => {
                effects.creates = made_by_table(table);
                effects.needs = needed_by_table(table);
            }
            Operation::DropTable { table, .. } => {
                effects.removes = made_by_table(table);
                effects.releases = needed_by_table(table);
            }
            Operation::AddColumn { table, column, .. } => {
                effects.creates.push(Thing::Column(table.clone(), column.name.clone()));
                effects.needs = needed_by_column(table, column);
                effects.needs.push(Thing::Table(table.clone()));
            }
            Operation::DropColumn { table, column, .. } => {
                effects.removes.push(Thing::Column(table.clone(), column.name.clone()));
                effects.releases = needed_by_column(table, column);
                effects.releases.push(Thing::Table(table.clone()));
            }
            Operation::AlterColumn(alter) => {
                let type_of = |data_type: &Option<crate::schema::DataType>| {
                    data_type.as_ref().map(|it| enum_things(&it.sql)).unwrap_or_default()
                };
                let (mut old, mut new) = (type_of(&alter.existing_type), type_of(&alter.data_type));
                if old == new {
                    // an array of what was one, or the other way round
                    old.clear();
                    new.retain(|thing| matches!(thing, Thing::EnumType(_)));
                }
                effects.needs.extend(new);
                let of_column = |thing: fn(QualifiedName, String) -> Thing| {
                    thing(alter.table.clone(), alter.column.clone())
                };
                let (retyped, converted) = (of_column(Thing::Type), of_column(Thing::Conversion));
                if alter.data_type.is_some() {
                    effects.releases.extend(old);
                    effects.removes.push(retyped.clone());
                    effects.creates.push(retyped);
                    if alter.using.is_some() || alter.undo_using.is_some() {
                        effects.removes.push(converted.clone());
                        effects.creates.push(converted);
                    }
                } else {
                    match &alter.server_default {
                        Some(Some(_)) => effects.needs.push(converted),
                        Some(None) => effects.releases.push(converted),
                        None => {}
                    }
                }
                effects.needs.push(of_column(Thing::Column));
                let not_null = || of_column(Thing::NotNull);
                match alter.nullable {
                    Some(true) => effects.removes.push(not_null()),
                    Some(false) => effects.creates.push(not_null()),
                    None => {}
                }
                match &alter.identity {
                    Some(Some(_)) => {
                        effects.needs.push(not_null());
                        effects.creates.push(of_column(Thing::Numbering));
                    }
                    Some(None) => {
                        effects.releases.push(not_null());
                        effects.removes.push(of_column(Thing::Numbering));
                    }
                    None => {}
                }
                let sequences = |default: &Option<Option<crate::schema::ServerDefault>>| match default {
                    Some(Some(crate::schema::ServerDefault::Expression(sql))) => sql_text::sequences(sql),
                    _ => Vec::new(),
                };
                if alter.server_default.is_some() {
                    effects.needs.extend(sequences(&alter.server_default).into_iter().map(Thing::Sequence));
                    effects
                        .releases
                        .extend(sequences(&alter.existing_server_default).into_iter().map(Thing::Sequence));
                }
            }
            Operation::CreateIndex { table, index, .. } => {
                effects.creates = made_by_index(table, index);
                effects.needs = needed_by_index(table, index);
            }
            Operation::DropIndex { table: Some(table), index, .. } => {
                effects.removes = made_by_index(table, index);
                effects.releases = needed_by_index(table, index);
            }
            Operation::AddConstraint { table, constraint } => {
                effects.creates = made_by_constraint(table, constraint);
                effects.needs = needed_by_constraint(table, constraint);
            }
            Operation::DropConstraint { table, constraint: Some(constraint), .. } => {
                effects.removes = made_by_constraint(table, constraint);
                effects.releases = needed_by_constraint(table, constraint);
            }
            Operation::CreateEnumType { enum_type, .. } => {
                effects.creates.push(Thing::EnumType(enum_type.name.clone()));
                effects.needs.extend(enum_type.name.schema.clone().map(Thing::Schema));
            }
            Operation::DropEnumType { enum_type, .. } => {
                effects.removes.push(Thing::EnumType(enum_type.name.clone()));
                effects.releases.extend(enum_type.name.schema.clone().map(Thing::Schema));
            }
            Operation::DropIndex { table: None, .. }
            | Operation::DropConstraint { constraint: None, .. }
            | Operation::RenameTable { .. }
            | Operation::CreateTableComment { .. }
            | Operation::DropTableComment { .. }
            | Operation::Execute { .. }
            | Operation::BulkInsert { .. } => {}
        }
        effects
    }
}

fn made_by_table(table: &Table) -> Vec<Thing> {
    let name = &table.name;
    let mut made = vec![Thing::Table(name.clone()), Thing::Name(name.clone())];
    made.extend(table.columns.iter().map(|column| Thing::Column(name.clone(), column.name.clone())));
    made.extend(table.constraints.iter().flat_map(|constraint| made_by_constraint(name, constraint)));
    made
}

fn needed_by_table(table: &Table) -> Vec<Thing> {
    let mut needed: Vec<Thing> = table.name.schema.clone().map(Thing::Schema).into_iter().collect();
    for column in &table.columns {
        needed.extend(needed_by_column(&table.name, column));
    }
    for key in table.foreign_keys().filter(|key| key.referred_table != table.name) {
        needed.extend(referred(key));
    }
    needed.retain(|thing| !matches!(thing, Thing::Column(owner, _) if *owner == table.name));
    needed
}

/// The enum type, with its labels.
fn enum_things(sql: &SqlType) -> Vec<Thing> {
    let name = sql.enum_type().map(|it| &it.name);
    name.map(|name| vec![Thing::EnumType(name.clone()), Thing::Labels(name.clone())]).unwrap_or_default()
}

fn needed_by_column(table: &QualifiedName, column: &Column) -> Vec<Thing> {
    let mut needed = Vec::new();
    needed.extend(enum_things(&column.data_type.sql));
    let Some(catalog) = &column.catalog else { return needed };
    if let Some(default) = &catalog.default {
        needed.extend(sql_text::sequences(default).into_iter().map(Thing::Sequence));
    }
    if let Some(generated) = &catalog.generated {
        needed.extend(typed_columns_in(table, generated));
    }
    needed
}

/// Every identifier of an expression might be a column; what is none, nobody makes.
fn columns_in(table: &QualifiedName, sql: &str) -> Vec<Thing> {
    columns(table, &sql_text::identifiers(sql))
}

/// The same, where the expression's own normal form tells the types of its columns.
fn typed_columns_in(table: &QualifiedName, sql: &str) -> Vec<Thing> {
    let types = sql_text::identifiers(sql).into_iter().map(|name| Thing::Type(table.clone(), name));
    columns_in(table, sql).into_iter().chain(types).collect()
}

/// The columns, of the type that they have in the end.
fn columns(table: &QualifiedName, names: &[String]) -> Vec<Thing> {
    let things = |name: &String| {
        [Thing::Column(table.clone(), name.clone()), Thing::Conversion(table.clone(), name.clone())]
    };
    names.iter().flat_map(things).collect()
}

fn made_by_index(table: &QualifiedName, index: &Index) -> Vec<Thing> {
    let mut made = Vec::new();
    if let Some(name) = &index.name {
        made.push(Thing::Name(QualifiedName { schema: table.schema.clone(), name: name.text.clone() }));
    }
    let plain: Option<BTreeSet<String>> = index
        .elements
        .iter()
        .map(|element| match &element.target {
            IndexTarget::Column(name) => Some(name.clone()),
            IndexTarget::Expression(_) => None,
        })
        .collect();
    if let (true, None, Some(plain)) = (index.unique, &index.predicate, plain) {
        made.push(Thing::Key(table.clone(), plain));
    }
    made
}

fn needed_by_index(table: &QualifiedName, index: &Index) -> Vec<Thing> {
    let mut needed = vec![Thing::Table(table.clone())];
    match &index.definition {
        Some(definition) if has_expressions(index) => needed.extend(typed_columns_in(table, definition)),
        Some(definition) => needed.extend(columns_in(table, definition)),
        None => needed.extend(index.elements.iter().flat_map(|element| match &element.target {
            IndexTarget::Column(name) => columns(table, std::slice::from_ref(name)),
            IndexTarget::Expression(sql) => columns_in(table, sql),
        })),
    }
    needed
}

/// Whether the definition holds casts; names alone don't.
fn has_expressions(index: &Index) -> bool {
    index.predicate.is_some()
        || index.elements.iter().any(|element| matches!(element.target, IndexTarget::Expression(_)))
}

fn made_by_constraint(table: &QualifiedName, constraint: &Constraint) -> Vec<Thing> {
    let mut made = Vec::new();
    let relation = |name: &str| QualifiedName { schema: table.schema.clone(), name: name.to_owned() };
    let named = constraint.name().map(|name| name.text.as_str());
    match constraint {
        Constraint::PrimaryKey(key) => {
            made.extend(named.map(|name| Thing::Name(relation(name))));
            made.push(Thing::Key(table.clone(), key.columns.iter().cloned().collect()));
        }
        Constraint::Unique(unique) => {
            made.extend(named.map(|name| Thing::Name(relation(name))));
            made.push(Thing::Key(table.clone(), unique.columns.iter().cloned().collect()));
        }
        Constraint::Exclude(_) => made.extend(named.map(|name| Thing::Name(relation(name)))),
        Constraint::Check(_) | Constraint::ForeignKey(_) => {
            made.extend(named.map(|name| Thing::Name(relation(&format!("{}.{name}", table.name)))));
        }
    }
    made
}

fn needed_by_constraint(table: &QualifiedName, constraint: &Constraint) -> Vec<Thing> {
    let mut needed = vec![Thing::Table(table.clone())];
    match constraint {
        Constraint::PrimaryKey(key) => {
            needed.extend(columns(table, &key.columns));
            needed.extend(key.columns.iter().map(|name| Thing::NotNull(table.clone(), name.clone())));
        }
        Constraint::Unique(unique) => needed.extend(columns(table, &unique.columns)),
        Constraint::ForeignKey(key) => {
            needed.extend(columns(table, &key.columns));
            needed.extend(referred(key));
        }
        Constraint::Check(_) | Constraint::Exclude(_) => {
            needed
                .extend(constraint.definition().map(|sql| typed_columns_in(table, sql)).unwrap_or_default());
        }
    }
    needed
}

fn referred(key: &ForeignKey) -> Vec<Thing> {
    let table = &key.referred_table;
    let mut things = vec![Thing::Table(table.clone())];
    things.extend(columns(table, &key.referred_columns));
    things.push(Thing::Key(table.clone(), key.referred_columns.iter().cloned().collect()));
    things
}
