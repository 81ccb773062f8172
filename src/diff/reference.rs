//! Tables in the order in which they can be created, as SQLAlchemy's `MetaData.sorted_tables` has it.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{QualifiedName, Table};

/// Tables sorted so that each comes after those it refers to, and the foreign keys (by place among a
/// table's constraints) that must wait until all tables are there: cycles and `use_alter`.
pub(super) struct ReferenceOrder {
    pub tables: Vec<QualifiedName>,
    pub postponed: BTreeMap<QualifiedName, BTreeSet<usize>>,
}

/// SQLAlchemy's sort works in layers: tables sorted by key, then again and again those whose
/// referred tables are all placed. Where nothing can be placed, the foreign keys that close a cycle
/// through the first table of one are postponed.
pub(super) fn order<'a>(tables: impl IntoIterator<Item = &'a Table>) -> ReferenceOrder {
    let mut todo: Vec<&Table> = tables.into_iter().collect();
    todo.sort_by_key(|table| key(&table.name));
    let known: BTreeSet<&QualifiedName> = todo.iter().map(|table| &table.name).collect();
    let mut postponed: BTreeMap<QualifiedName, BTreeSet<usize>> = BTreeMap::new();
    let mut parents: BTreeMap<&QualifiedName, BTreeSet<&QualifiedName>> = BTreeMap::new();
    for table in &todo {
        let edges = parents.entry(&table.name).or_default();
        for (place, key) in foreign_keys(table) {
            if key.use_alter {
                postponed.entry(table.name.clone()).or_default().insert(place);
            } else if key.referred_table != table.name && known.contains(&key.referred_table) {
                edges.insert(&key.referred_table);
            }
        }
    }

    let mut sorted = Vec::with_capacity(todo.len());
    while !todo.is_empty() {
        let waiting: BTreeSet<&QualifiedName> = todo.iter().map(|table| &table.name).collect();
        let (placed, rest): (Vec<&Table>, Vec<&Table>) =
            todo.iter().partition(|table| parents[&table.name].is_disjoint(&waiting));
        if placed.is_empty() {
            cut_cycle(&todo, &mut parents, &mut postponed);
            continue;
        }
        sorted.extend(placed.iter().map(|table| table.name.clone()));
        todo = rest;
    }
    ReferenceOrder { tables: sorted, postponed }
}

fn cut_cycle<'a>(
    todo: &[&'a Table],
    parents: &mut BTreeMap<&'a QualifiedName, BTreeSet<&'a QualifiedName>>,
    postponed: &mut BTreeMap<QualifiedName, BTreeSet<usize>>,
) {
    for table in todo {
        let name = &table.name;
        let closing: BTreeSet<&QualifiedName> =
            parents[name].iter().copied().filter(|parent| reaches(parent, name, parents)).collect();
        if closing.is_empty() {
            continue;
        }
        for (place, key) in foreign_keys(table) {
            if closing.contains(&key.referred_table) {
                postponed.entry(name.clone()).or_default().insert(place);
            }
        }
        if let Some(edges) = parents.get_mut(name) {
            edges.retain(|parent| !closing.contains(parent));
        }
        return;
    }
}

fn reaches(
    from: &QualifiedName,
    goal: &QualifiedName,
    parents: &BTreeMap<&QualifiedName, BTreeSet<&QualifiedName>>,
) -> bool {
    let mut seen = BTreeSet::new();
    let mut stack = vec![from];
    while let Some(at) = stack.pop() {
        if at == goal {
            return true;
        }
        if seen.insert(at) {
            stack.extend(parents.get(at).into_iter().flatten().copied());
        }
    }
    false
}

fn foreign_keys(table: &Table) -> impl Iterator<Item = (usize, &crate::schema::ForeignKey)> {
    table.constraints.iter().enumerate().filter_map(|(place, constraint)| match constraint {
        crate::schema::Constraint::ForeignKey(key) => Some((place, key)),
        _ => None,
    })
}

/// `Table.key`.
fn key(name: &QualifiedName) -> String {
    name.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Constraint, Deferrability, ForeignKey};

    fn table(name: &str, refers_to: &[&str]) -> Table {
        let mut table = Table::new(QualifiedName::plain(name));
        for referred in refers_to {
            table.constraints.push(Constraint::ForeignKey(ForeignKey {
                name: None,
                columns: vec![format!("{referred}_id")],
                referred_table: QualifiedName::plain(referred),
                referred_columns: vec!["id".to_owned()],
                on_delete: None,
                on_update: None,
                match_type: None,
                deferrability: Deferrability::default(),
                use_alter: false,
                not_valid: false,
                comment: None,
                definition: None,
            }));
        }
        table
    }

    fn names(order: &ReferenceOrder) -> Vec<&str> {
        order.tables.iter().map(|name| name.name.as_str()).collect()
    }

    #[test]
    fn layer_by_layer() {
        let tables = [
            table("items", &["users", "categories"]),
            table("users", &["users"]),
            table("categories", &[]),
            table("a", &["items"]),
            table("z", &[]),
        ];
        let order = order(&tables);
        assert_eq!(names(&order), ["categories", "users", "z", "items", "a"]);
        assert!(order.postponed.is_empty());
    }

    #[test]
    fn cycles_are_cut_at_the_first_table_in_one() {
        let tables = [table("a", &["b"]), table("b", &["c"]), table("c", &["b"]), table("d", &["a"])];
        let order = order(&tables);
        assert_eq!(names(&order), ["b", "a", "c", "d"]);
        assert_eq!(order.postponed, BTreeMap::from([(QualifiedName::plain("b"), BTreeSet::from([0]))]));
    }
}
