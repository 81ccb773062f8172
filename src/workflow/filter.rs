//! What env.py's `include_object` and `include_name` leave out, applied to both sides of a comparison.
//!
//! A table that is left out is skipped as a whole. Anything smaller that is left out looks in the
//! target as it does in the database: no difference is seen, and the proof expects none.
//! The questions are those of Alembic's `autogenerate/compare`: about what was added, removed or
//! changed, not about what is the same on both sides.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::schema::{Constraint, Index, IndexTarget, ObjectName, QualifiedName, Schema, Table};

use super::hooks::{Hooks, Part, Side};

/// Tables of either side that are left out. Nothing is asked about those of `skip`: the version table.
///
/// # Errors
/// What env.py's functions raise, with their line.
pub fn skipped_tables(
    hooks: &mut Hooks<'_>,
    current: &Schema,
    models: &Schema,
    skip: &BTreeSet<QualifiedName>,
) -> Result<BTreeSet<QualifiedName>> {
    let mut skipped = BTreeSet::new();
    let mut schemas: BTreeMap<Option<&str>, bool> = BTreeMap::new();
    let all_schemas = hooks.environment.options.include_schemas;
    let names: BTreeSet<&QualifiedName> = current.tables.keys().chain(models.tables.keys()).collect();
    for name in names.into_iter().filter(|name| !skip.contains(*name)) {
        let there = current.tables.get(name);
        let named = match there {
            None => true,
            Some(_) => {
                let schema = name.schema.as_deref();
                let is_known = schemas.get(&schema).copied();
                let schema_is_named = match is_known {
                    Some(known) => known,
                    // a schema that only the models name is none that Alembic would have looked at
                    None if schema.is_some() && !all_schemas => true,
                    None => hooks.is_named(None, schema, "schema")?,
                };
                schemas.insert(schema, schema_is_named);
                schema_is_named && hooks.is_named(Some(name), Some(&name.name), "table")?
            }
        };
        if !named || !hooks.includes_table(name, there)? {
            skipped.insert(name.clone());
        }
    }
    Ok(skipped)
}

/// Makes columns, indexes and constraints that are left out look alike on both sides.
///
/// # Errors
/// What env.py's functions raise, with their line.
pub fn adapt(
    hooks: &mut Hooks<'_>,
    current: &Schema,
    target: &mut Schema,
    skip: &BTreeSet<QualifiedName>,
) -> Result<()> {
    for (name, wanted) in target.tables.iter_mut().filter(|(name, _)| !skip.contains(*name)) {
        match current.tables.get(name) {
            Some(there) => {
                adapt_columns(hooks, there, wanted)?;
                adapt_parts::<Index>(hooks, there, wanted)?;
                adapt_parts::<Constraint>(hooks, there, wanted)?;
            }
            // of a new table, its indexes are operations of their own
            None => adapt_parts::<Index>(hooks, &Table::new(name.clone()), wanted)?,
        }
    }
    Ok(())
}

fn adapt_columns(hooks: &mut Hooks<'_>, there: &Table, wanted: &mut Table) -> Result<()> {
    let names: Vec<String> =
        there.columns.iter().chain(&wanted.columns).map(|column| column.name.clone()).collect();
    let mut seen = BTreeSet::new();
    for name in names.into_iter().filter(|name| seen.insert(name.clone())) {
        let old = there.column(&name).cloned();
        let is_named =
            old.is_none() || hooks.is_named(Some(&there.name), Some(&name), Part::Column.word())?;
        let is_included = is_named && {
            let (mine, theirs) = (Side { table: wanted, name: &name }, Side { table: there, name: &name });
            match (wanted.column(&name).is_some(), old.is_some()) {
                (true, is_there) => {
                    hooks.includes(Part::Column, mine, false, is_there.then_some(theirs), Some(&name))?
                }
                (false, _) => hooks.includes(Part::Column, theirs, true, None, Some(&name))?,
            }
        };
        if is_included {
            continue;
        }
        let position = wanted.columns.iter().position(|column| column.name == name);
        match (position, old) {
            (Some(at), Some(old)) => wanted.columns[at] = old,
            (Some(at), None) => {
                wanted.columns.remove(at);
                forget(wanted, &name);
            }
            (None, Some(old)) => wanted.columns.push(old),
            (None, None) => {}
        }
    }
    Ok(())
}

/// Nothing can be on a column that is not made.
fn forget(table: &mut Table, column: &str) {
    table.constraints.retain(|constraint| match constraint {
        Constraint::PrimaryKey(it) => !it.columns.iter().any(|name| name == column),
        Constraint::Unique(it) => !it.columns.iter().any(|name| name == column),
        Constraint::ForeignKey(it) => !it.columns.iter().any(|name| name == column),
        Constraint::Check(it) => it.column.as_deref() != Some(column),
        Constraint::Exclude(_) => true,
    });
    table.indexes.retain(|index| {
        !index
            .elements
            .iter()
            .any(|element| matches!(&element.target, IndexTarget::Column(name) if name == column))
    });
}

/// Indexes and constraints, as far as they are treated alike.
trait Item: Clone {
    fn all(table: &mut Table) -> &mut Vec<Self>;
    fn of(table: &Table) -> &[Self];
    fn part(&self) -> Option<Part>;
    fn name(&self) -> Option<&ObjectName>;
    fn definition(&self) -> Option<&str>;
}

impl Item for Index {
    fn all(table: &mut Table) -> &mut Vec<Self> {
        &mut table.indexes
    }

    fn of(table: &Table) -> &[Self] {
        &table.indexes
    }

    fn part(&self) -> Option<Part> {
        Some(Part::Index)
    }

    fn name(&self) -> Option<&ObjectName> {
        self.name.as_ref()
    }

    fn definition(&self) -> Option<&str> {
        self.definition.as_deref()
    }
}

impl Item for Constraint {
    fn all(table: &mut Table) -> &mut Vec<Self> {
        &mut table.constraints
    }

    fn of(table: &Table) -> &[Self] {
        &table.constraints
    }

    fn part(&self) -> Option<Part> {
        Part::of_constraint(self)
    }

    fn name(&self) -> Option<&ObjectName> {
        Constraint::name(self)
    }

    fn definition(&self) -> Option<&str> {
        Constraint::definition(self)
    }
}

/// Which of the database is which of the models: by name, then by definition.
fn pairs<T: Item>(there: &Table, wanted: &Table) -> Vec<(Option<T>, Option<T>)> {
    let text = |item: &T| item.name().map(|name| name.text.clone());
    let mut old: Vec<Option<T>> =
        T::of(there).iter().filter(|it| it.part().is_some()).cloned().map(Some).collect();
    let mut pairs = Vec::new();
    let mut open: Vec<&T> = Vec::new();
    for new in T::of(wanted).iter().filter(|it| it.part().is_some()) {
        let same = |it: &&mut Option<T>| {
            it.as_ref().is_some_and(|old| old.part() == new.part() && text(old) == text(new))
        };
        match old.iter_mut().find(same).and_then(Option::take) {
            Some(old) => pairs.push((Some(old), Some(new.clone()))),
            None => open.push(new),
        }
    }
    for new in open {
        let same = |it: &&mut Option<T>| {
            it.as_ref().is_some_and(|old| old.part() == new.part() && old.definition() == new.definition())
        };
        let found = old.iter_mut().find(same).and_then(Option::take);
        pairs.push((found, Some(new.clone())));
    }
    pairs.extend(old.into_iter().flatten().map(|old| (Some(old), None)));
    pairs
}

fn adapt_parts<T: Item>(hooks: &mut Hooks<'_>, there: &Table, wanted: &mut Table) -> Result<()> {
    for (old, new) in pairs::<T>(there, wanted) {
        let Some(part) = old.as_ref().or(new.as_ref()).and_then(Item::part) else { continue };
        if is_included(hooks, part, there, wanted, old.as_ref(), new.as_ref())? {
            continue;
        }
        if let Some(new) = &new {
            let name = new.name().map(|name| name.text.clone());
            T::all(wanted).retain(|item| {
                item.part() != Some(part) || item.name().map(|name| &name.text) != name.as_ref()
            });
        }
        T::all(wanted).extend(old);
    }
    Ok(())
}

fn is_included<T: Item>(
    hooks: &mut Hooks<'_>,
    part: Part,
    there: &Table,
    wanted: &Table,
    old: Option<&T>,
    new: Option<&T>,
) -> Result<bool> {
    let old_name = old.and_then(Item::name);
    let new_name = new.and_then(Item::name);
    let theirs = old_name.map(|name| Side { table: there, name: &name.text });
    let mine = new_name.map(|name| Side { table: wanted, name: &name.text });
    // what the models leave unnamed has no name for env.py either
    let spoken = new_name.filter(|name| !name.implicit).map(|name| name.text.as_str());
    if let (Some(_), Some(name)) = (old, old_name)
        && !hooks.is_named(Some(&there.name), Some(&name.text), part.word())?
    {
        return Ok(false);
    }
    match (old, new, theirs, mine) {
        (Some(old), Some(new), Some(theirs), Some(mine)) => {
            let is_same = old.definition() == new.definition();
            if old_name.map(|name| &name.text) == new_name.map(|name| &name.text) {
                if is_same {
                    return Ok(true);
                }
                // Alembic drops a changed foreign key and makes it again: two questions
                let removed = part != Part::ForeignKey
                    || hooks.includes(part, theirs, true, Some(mine), Some(theirs.name))?;
                return Ok(removed && hooks.includes(part, mine, false, Some(theirs), spoken)?);
            }
            // the same under another name: no difference where the models leave the name open
            if spoken.is_none() {
                return Ok(true);
            }
            // Alembic knows foreign keys by what they say, whatever their names
            if part == Part::ForeignKey {
                return hooks.includes(part, mine, false, Some(theirs), spoken);
            }
            Ok(hooks.includes(part, theirs, true, None, Some(theirs.name))?
                && hooks.includes(part, mine, false, None, spoken)?)
        }
        (Some(_), None, Some(theirs), _) => hooks.includes(part, theirs, true, None, Some(theirs.name)),
        (None, Some(_), _, Some(mine)) => hooks.includes(part, mine, false, None, spoken),
        _ => Ok(true),
    }
}
