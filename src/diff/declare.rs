//! The target, introspected, gets the spelling that it has in the models: matched by schema, table
//! and name, and what is unnamed by its columns or its text. What finds no match keeps the spelling
//! that reflection gives, which is as correct and less pretty.
//!
//! PostgreSQL's normal forms stay untouched.

use std::collections::BTreeSet;

use super::matching::catalog_name;
use super::sql_text;
use crate::schema::{
    Check, Column, Constraint, ForeignKey, Identity, Index, NOT_VALID, ObjectName, QualifiedName, Schema,
    ServerDefault, Table,
};

/// Attaches the models' spelling to every object of the introspected target.
pub fn declare(catalog: &mut Schema, models: &Schema) {
    for (name, table) in &mut catalog.tables {
        if let Some(model) = models.tables.get(name).or_else(|| models.tables.get(&said(name))) {
            declare_table(table, model);
        }
    }
}

/// A constraint that the models call `postgresql_not_valid` may be so in the database: validating it is
/// nothing that they ask for.
pub fn keep_unvalidated(target: &mut Schema, current: &Schema) {
    for (name, table) in &mut target.tables {
        let Some(existing) = current.tables.get(name) else { continue };
        for constraint in &mut table.constraints {
            if !constraint.not_valid_mut().is_some_and(|it| *it) || constraint.is_unvalidated() {
                continue;
            }
            let Some(definition) = constraint.definition_mut() else { continue };
            let unvalidated = format!("{definition}{NOT_VALID}");
            if existing.constraints.iter().any(|it| it.definition() == Some(&unvalidated)) {
                *definition = unvalidated;
            }
        }
    }
}

/// Models may name the default schema, which the catalog leaves out.
fn said(name: &QualifiedName) -> QualifiedName {
    QualifiedName::new(name.schema.as_deref().or(Some("public")), &name.name)
}

fn declare_table(table: &mut Table, model: &Table) {
    for column in &mut table.columns {
        if let Some(model) = model.column(&column.name) {
            declare_column(column, model);
        }
    }
    sort_as(&mut table.columns, |column| model.columns.iter().position(|it| it.name == column.name));

    let mut places: Vec<Option<usize>> = vec![None; table.constraints.len()];
    for matches in [same_name as Matches, same_meaning, same_kind] {
        let mut taken: BTreeSet<usize> = places.iter().flatten().copied().collect();
        for (constraint, place) in table.constraints.iter().zip(&mut places) {
            if place.is_none() {
                let candidates = model.constraints.iter().enumerate().filter(|(at, _)| !taken.contains(at));
                let found: Vec<usize> =
                    candidates.filter(|(_, it)| matches(constraint, it)).map(|(at, _)| at).collect();
                *place = found.first().copied();
                taken.extend(*place);
            }
        }
    }
    for (constraint, place) in table.constraints.iter_mut().zip(&places) {
        if let Some(place) = place {
            declare_constraint(constraint, &model.constraints[*place]);
        }
    }
    let mut ordered: Vec<(Option<usize>, Constraint)> =
        places.into_iter().zip(std::mem::take(&mut table.constraints)).collect();
    ordered.sort_by_key(|(place, _)| place.unwrap_or(usize::MAX));
    table.constraints = ordered.into_iter().map(|(_, constraint)| constraint).collect();

    name_checks_of_types(table);

    for index in &mut table.indexes {
        let name = index.name.as_ref().map(catalog_name);
        let found = model.indexes.iter().find(|it| it.name.as_ref().map(catalog_name) == name);
        if let Some(model) = found {
            declare_index(index, model);
        }
    }
    table.options.clone_from(&model.options);
    table.prefixes.clone_from(&model.prefixes);
    table.info.clone_from(&model.info);
    table.declared_at.clone_from(&model.declared_at);
}

/// A type that is written into a revision makes its check under the type's own name: where a naming
/// convention chose another, the check is written by itself, and the type makes none.
fn name_checks_of_types(table: &mut Table) {
    for constraint in &mut table.constraints {
        let Constraint::Check(check) = constraint else { continue };
        if !check.type_bound || !check.name.as_ref().is_some_and(|name| name.conventional) {
            continue;
        }
        let printed = check.definition.as_deref().unwrap_or(&check.condition);
        let owner = table.columns.iter_mut().find(|column| match &check.column {
            Some(owner) => *owner == column.name,
            None => sql_text::mentions(printed, &column.name),
        });
        let Some(arguments) = owner.map(|column| &mut column.data_type.spelling.arguments) else { continue };
        let before = arguments.len();
        arguments.retain(|argument| argument.keyword.as_deref() != Some("create_constraint"));
        if arguments.len() < before {
            check.type_bound = false;
            check.column = None;
        }
    }
}

/// Stable, with what the models lack at the end.
fn sort_as<T>(items: &mut [T], place: impl Fn(&T) -> Option<usize>) {
    items.sort_by_key(|item| place(item).unwrap_or(usize::MAX));
}

fn declare_column(column: &mut Column, model: &Column) {
    if let Some(catalog) = &mut column.catalog {
        catalog.identity = catalog.identity.take().or_else(|| column.identity.clone());
        let reflected = std::mem::replace(&mut column.data_type, model.data_type.clone());
        if reflected.sql.enum_type().is_some() {
            // the labels in PostgreSQL's order, and the schema as the catalog has it
            column.data_type.sql = reflected.sql;
        }
        // the fact is the catalog's: a default that it has, spelled as in the models
        column.server_default = match (&catalog.default, &model.server_default) {
            (Some(_), Some(spelled)) => Some(spelled.clone()),
            (Some(sql), None) => Some(ServerDefault::Expression(sql.clone())),
            (None, _) => None,
        };
    }
    let spelled: Option<Identity> = model.identity.clone();
    column.identity = column.identity.take().map(|reflected| spelled.unwrap_or(reflected));
    if let (Some(_), Some(computed)) = (&column.computed, &model.computed) {
        column.computed = Some(computed.clone());
    }
    column.autoincrement = model.autoincrement;
    column.sequence = model.sequence.clone().or_else(|| column.sequence.take());
    column.primary_key = model.primary_key;
    column.system = model.system;
}

type Matches = fn(&Constraint, &Constraint) -> bool;

fn same_name(catalog: &Constraint, model: &Constraint) -> bool {
    catalog.kind() == model.kind()
        && model.name().is_some()
        && catalog.name().map(catalog_name) == model.name().map(catalog_name)
}

/// Unnamed in the models, with the same columns or the same text.
fn same_meaning(catalog: &Constraint, model: &Constraint) -> bool {
    if model.name().is_some() {
        return false;
    }
    match (catalog, model) {
        (Constraint::PrimaryKey(a), Constraint::PrimaryKey(b)) => a.columns == b.columns,
        (Constraint::Unique(a), Constraint::Unique(b)) => {
            a.columns == b.columns && a.nulls_not_distinct == b.nulls_not_distinct && a.include == b.include
        }
        (Constraint::ForeignKey(a), Constraint::ForeignKey(b)) => same_reference(a, b),
        (Constraint::Check(a), Constraint::Check(b)) => same_text(a, b),
        (Constraint::Exclude(a), Constraint::Exclude(b)) => {
            a.elements.len() == b.elements.len()
                && a.elements.iter().zip(&b.elements).all(|(a, b)| a.operator == b.operator)
        }
        _ => false,
    }
}

/// The last resort, for a text that PostgreSQL changed beyond recognition: the columns that it names.
fn same_kind(catalog: &Constraint, model: &Constraint) -> bool {
    match (catalog, model) {
        (Constraint::PrimaryKey(_), Constraint::PrimaryKey(_)) => true,
        (Constraint::Check(a), Constraint::Check(b)) if b.name.is_none() => {
            let mut words = sql_text::identifiers(&b.condition);
            let printed = sql_text::identifiers(a.definition.as_deref().unwrap_or(&a.condition));
            words.retain(|word| !KEYWORDS.contains(&word.as_str()));
            !words.is_empty() && words.iter().all(|word| printed.contains(word))
        }
        _ => false,
    }
}

/// Words that PostgreSQL prints otherwise than they were written.
const KEYWORDS: [&str; 8] = ["in", "between", "like", "ilike", "cast", "similar", "true", "false"];

fn same_reference(catalog: &ForeignKey, model: &ForeignKey) -> bool {
    catalog.columns == model.columns
        && (catalog.referred_table == model.referred_table
            || said(&catalog.referred_table) == model.referred_table)
        && catalog.referred_columns == model.referred_columns
}

fn same_text(catalog: &Check, model: &Check) -> bool {
    sql_text::loose(&catalog.condition) == sql_text::loose(&model.condition)
}

fn declare_constraint(constraint: &mut Constraint, model: &Constraint) {
    let name = match (constraint.name(), model.name()) {
        (_, Some(name)) => Some(name.clone()),
        (Some(name), None) => Some(ObjectName::implicit(&name.text)),
        (None, None) => None,
    };
    match (&mut *constraint, model) {
        (Constraint::PrimaryKey(it), Constraint::PrimaryKey(model)) => {
            it.include.clone_from(&model.include);
            it.deferrability.clone_from(&model.deferrability);
        }
        (Constraint::Unique(it), Constraint::Unique(model)) => {
            let (comment, definition) = (it.comment.take(), it.definition.take());
            *it = model.clone();
            (it.comment, it.definition) = (comment, definition);
        }
        (Constraint::Check(it), Constraint::Check(model)) => {
            let (comment, definition) = (it.comment.take(), it.definition.take());
            let no_inherit = it.no_inherit;
            *it = model.clone();
            (it.comment, it.definition, it.no_inherit) = (comment, definition, no_inherit);
        }
        (Constraint::ForeignKey(it), Constraint::ForeignKey(model)) => {
            let (comment, definition) = (it.comment.take(), it.definition.take());
            let referred_table = it.referred_table.clone();
            *it = model.clone();
            (it.comment, it.definition, it.referred_table) = (comment, definition, referred_table);
        }
        (Constraint::Exclude(it), Constraint::Exclude(model)) => {
            let (comment, definition) = (it.comment.take(), it.definition.take());
            *it = model.clone();
            (it.comment, it.definition) = (comment, definition);
        }
        _ => return,
    }
    constraint.set_name(name);
}

fn declare_index(index: &mut Index, model: &Index) {
    let (comment, definition, valid) = (index.comment.take(), index.definition.take(), index.valid);
    *index = model.clone();
    (index.comment, index.definition, index.valid) = (comment, definition, valid);
}
