//! How constraints are added, dropped and renamed, by directive where Alembic has one that can.

use super::comment;
use super::matching::{Matching, catalog_name};
use super::plan::{Effects, Plan};
use super::table::TablePair;
use crate::ddl::identifier;
use crate::operation::Operation;
use crate::schema::{Constraint, Deferrability, NOT_VALID, ObjectName, QualifiedName};

/// Whether `op.create_table` can make it with the table.
pub(super) fn fits_in_table(constraint: &Constraint) -> bool {
    match constraint {
        // CREATE TABLE has nothing to validate, and says that it did
        Constraint::Check(_) | Constraint::ForeignKey(_) if constraint.is_unvalidated() => false,
        Constraint::Check(check) => !check.no_inherit,
        // SQLAlchemy leaves it to an ALTER that Alembic never makes
        Constraint::ForeignKey(key) => !key.use_alter,
        Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclude(_) => true,
    }
}

/// Whether an `op.create_…` directive can add it.
fn has_directive(constraint: &Constraint) -> bool {
    match constraint {
        Constraint::PrimaryKey(key) => {
            key.include.is_empty() && key.deferrability == Deferrability::default()
        }
        Constraint::Check(check) => !check.no_inherit,
        // Alembic looks for the included columns in a table that has none of them
        Constraint::Unique(unique) => unique.include.is_empty(),
        Constraint::ForeignKey(_) | Constraint::Exclude(_) => true,
    }
}

pub(super) fn add(plan: &mut Plan, table: &QualifiedName, constraint: &Constraint) {
    let added = as_in_catalog(constraint.clone());
    plan.push(Operation::AddConstraint { table: table.clone(), constraint: Box::new(added) });
    spell_out(plan, table, constraint, true);
    comment::compare_constraint(plan, table, None, Some(constraint));
}

/// `postgresql_not_valid` has no effect on a constraint that is created with its table: what it came to
/// there decides.
pub(super) fn as_in_catalog(mut constraint: Constraint) -> Constraint {
    let is_unvalidated = constraint.is_unvalidated();
    if constraint.definition().is_some()
        && let Some(not_valid) = constraint.not_valid_mut()
    {
        *not_valid = is_unvalidated;
    }
    constraint
}

pub(super) fn drop(plan: &mut Plan, table: &QualifiedName, constraint: &Constraint) {
    let Some(name) = constraint.name() else { return };
    comment::compare_constraint(plan, table, Some(constraint), None);
    plan.push(Operation::DropConstraint {
        table: table.clone(),
        name: name.clone(),
        kind: Some(constraint.kind()),
        constraint: Some(Box::new(constraint.clone())),
        if_exists: false,
        cascade: false,
    });
    spell_out(plan, table, constraint, false);
}

/// Turns the last step into SQL where the constraint has no directive; its effects stay.
fn spell_out(plan: &mut Plan, table: &QualifiedName, constraint: &Constraint, adds: bool) {
    let (Some(name), Some(definition)) = (constraint.name(), constraint.definition()) else { return };
    if has_directive(constraint) {
        return;
    }
    let (table, name) = (identifier::qualified(table), identifier::quote(&catalog_name(name)));
    let add = format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}");
    let drop = format!("ALTER TABLE {table} DROP CONSTRAINT {name}");
    if let Some(step) = plan.steps.last_mut() {
        let (sql, undo) = if adds { (add, drop) } else { (drop, add) };
        step.operation = Operation::Execute { sql, undo: Some(undo) };
    }
}

pub(super) fn rename(plan: &mut Plan, table: &QualifiedName, old: &ObjectName, new: &ObjectName) {
    let table = identifier::qualified(table);
    let (old, new) = (identifier::quote(&catalog_name(old)), identifier::quote(&catalog_name(new)));
    let statement = |old: &str, new: &str| format!("ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new}");
    plan.execute_with(statement(&old, &new), statement(&new, &old), Effects::default());
}

/// The plain way: what went, what changed, what came, each by name.
pub(super) fn apply<T>(
    pair: &TablePair,
    plan: &mut Plan,
    mut matching: Matching<'_, T>,
    wrap: fn(&T) -> Constraint,
) {
    let table = pair.name();
    let name = |it: &T| wrap(it).name().map(catalog_name);
    matching.removed.sort_by_key(|it| name(it));
    for removed in &matching.removed {
        drop(plan, table, &wrap(removed));
    }
    for (from, to) in &matching.renamed {
        if let (Some(old), Some(new)) = (wrap(from).name(), wrap(to).name()) {
            rename(plan, table, old, new);
        }
    }
    for (from, to) in &matching.changed {
        if !validate(plan, table, &wrap(from), &wrap(to)) {
            drop(plan, table, &wrap(from));
            add(plan, table, &wrap(to));
        }
    }
    for (from, to) in matching.same.iter().chain(&matching.renamed) {
        compare_comments(plan, table, wrap(from), wrap(to));
    }
    for added in &matching.added {
        add(plan, table, &wrap(added));
    }
}

/// Where nothing else changed, the rows are looked at, and the constraint stays.
fn validate(plan: &mut Plan, table: &QualifiedName, from: &Constraint, to: &Constraint) -> bool {
    let (Some(name), Some(old), Some(new)) = (from.name(), from.definition(), to.definition()) else {
        return false;
    };
    if old.strip_suffix(NOT_VALID) != Some(new) {
        return false;
    }
    let (table_name, name) = (identifier::qualified(table), identifier::quote(&catalog_name(name)));
    plan.execute(
        format!("ALTER TABLE {table_name} VALIDATE CONSTRAINT {name}"),
        format!("ALTER TABLE {table_name} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {old}"),
    );
    compare_comments(plan, table, from.clone(), to.clone());
    true
}

/// The comment stands on the constraint under the name that it has: the old one where that stayed.
pub(super) fn compare_comments(plan: &mut Plan, table: &QualifiedName, from: Constraint, mut to: Constraint) {
    if to.name().is_none_or(|name| name.implicit) {
        to.set_name(from.name().cloned());
    }
    comment::compare_constraint(plan, table, Some(&from), Some(&to));
}
