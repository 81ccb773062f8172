//! What env.py leaves out of the comparison: `compare_type`, `compare_server_default` and
//! `autogenerate_plugins`. A difference that is not compared is none: the target gets what the database
//! has, so that neither the operations nor the proof know of it.
//!
//! A type is settled before the models are built, since defaults, checks and indexes are printed in its
//! terms; everything else afterwards.

use std::collections::BTreeSet;

use crate::environment::{NotCompared, comparison};
use crate::error::Result;
use crate::fallback::Question;
use crate::schema::{Column, Constraint, QualifiedName, Schema, SqlType, Table};

use super::hooks::{Hooks, Part, Side};

/// A function of env.py says that something differs where PostgreSQL sees the same: for `--verbose`.
pub type Note = String;

/// Columns whose types count as the same keep the database's.
///
/// # Errors
/// What `compare_type` raises, with its line.
pub fn keep_types(
    hooks: &mut Hooks<'_>,
    current: &Schema,
    models: &mut Schema,
    skip: &BTreeSet<QualifiedName>,
    left_out: NotCompared,
) -> Result<Vec<Note>> {
    if !left_out.types && !hooks.has("compare_type") {
        return Ok(Vec::new());
    }
    let mut kept: Vec<(QualifiedName, String)> = Vec::new();
    let mut notes = Vec::new();
    for (name, model) in models.tables.iter().filter(|(name, _)| !skip.contains(*name)) {
        let Some(there) = current.tables.get(&in_catalog(name)) else { continue };
        for column in &model.columns {
            let Some(old) = there.column(&column.name) else { continue };
            let is_same = old.data_type.sql == column.data_type.sql
                && old.data_type.collation == column.data_type.collation;
            let differs = match left_out.types {
                true => Some(false),
                false => type_differs(hooks, there, &column.name)?,
            };
            match differs {
                Some(false) if !is_same => kept.push((name.clone(), column.name.clone())),
                Some(true) if is_same => notes.push(format!(
                    "compare_type of env.py says that the type of {name}.{} differs; for PostgreSQL it is the same",
                    column.name
                )),
                _ => {}
            }
        }
    }
    replace_types(current, models, &kept);
    Ok(notes)
}

/// Models may name the default schema, which the catalog leaves out.
fn in_catalog(name: &QualifiedName) -> QualifiedName {
    QualifiedName::new(name.schema.as_deref().filter(|schema| *schema != "public"), &name.name)
}

fn replace_types(current: &Schema, models: &mut Schema, kept: &[(QualifiedName, String)]) {
    let before = enum_types(models);
    let is_kept = |table: &QualifiedName, column: &Column| {
        kept.iter().any(|(kept_table, name)| kept_table == table && *name == column.name)
    };
    // one type has one list of labels: where a column is compared, they follow the models everywhere
    let mut compared: BTreeSet<QualifiedName> = BTreeSet::new();
    for (name, table) in &models.tables {
        let open = table.columns.iter().filter(|column| !is_kept(name, column));
        compared.extend(open.filter_map(|column| Some(column.data_type.sql.enum_type()?.name.clone())));
    }
    for (table, column) in kept {
        let Some(old) = current.tables.get(&in_catalog(table)).and_then(|it| it.column(column)) else {
            continue;
        };
        let Some(model) = models.tables.get_mut(table) else { continue };
        let Some(model) = model.columns.iter_mut().find(|it| it.name == *column) else { continue };
        let name_of = |sql: &SqlType| sql.enum_type().map(|it| it.name.clone());
        let labels_only = name_of(&old.data_type.sql).is_some()
            && name_of(&old.data_type.sql) == name_of(&model.data_type.sql);
        if labels_only && name_of(&model.data_type.sql).is_some_and(|name| compared.contains(&name)) {
            continue;
        }
        model.data_type = old.data_type.clone();
    }
    let after = enum_types(models);
    models.enum_types.retain(|name, _| !before.contains(name) || after.contains(name));
    for name in after {
        let is_compared = compared.contains(&name);
        if let Some(old) = current.enum_types.get(&name).filter(|_| !is_compared) {
            models.enum_types.insert(name, old.clone());
        }
    }
}

/// Enum types that columns use.
fn enum_types(schema: &Schema) -> BTreeSet<QualifiedName> {
    let columns = schema.tables.values().flat_map(|table| &table.columns);
    columns.filter_map(|column| Some(column.data_type.sql.enum_type()?.name.clone())).collect()
}

/// What `compare_type` answers; `None` leaves it to the comparison.
fn type_differs(hooks: &mut Hooks<'_>, there: &Table, column: &str) -> Result<Option<bool>> {
    if let Some(answer) = ask_python(hooks, "compare_type", there, column)? {
        return Ok(answer);
    }
    let Some(function) = hooks.environment.function("compare_type").cloned() else { return Ok(None) };
    let side = Side { table: there, name: column };
    let (inspected, declared) = (hooks.reflected(Part::Column, side)?, hooks.declared(Part::Column, side)?);
    comparison::compare_type(hooks.interpreter, &function, inspected, declared)
}

fn default_differs(hooks: &mut Hooks<'_>, there: &Table, old: &Column, new: &Column) -> Result<Option<bool>> {
    let is_plain = |column: &Column| column.identity.is_none() && column.computed.is_none();
    let has_default = |column: &Column| column.server_default.is_some();
    if !is_plain(old) || !is_plain(new) || !(has_default(old) || has_default(new)) {
        return Ok(None);
    }
    if let Some(answer) = ask_python(hooks, "compare_server_default", there, &new.name)? {
        return Ok(answer);
    }
    let Some(function) = hooks.environment.function("compare_server_default").cloned() else {
        return Ok(None);
    };
    let side = Side { table: there, name: &new.name };
    let (inspected, declared) = (hooks.reflected(Part::Column, side)?, hooks.declared(Part::Column, side)?);
    let inspected_default = old.catalog.as_ref().and_then(|catalog| catalog.default.as_deref());
    let rendered = new.server_default.as_ref();
    comparison::compare_server_default(
        hooks.interpreter,
        &function,
        inspected,
        declared,
        inspected_default,
        rendered,
    )
}

fn ask_python(
    hooks: &Hooks<'_>,
    function: &'static str,
    table: &Table,
    column: &str,
) -> Result<Option<Option<bool>>> {
    let answer = hooks.ask_python(&Question {
        function,
        kind: Part::Column.word(),
        name: Some(column),
        table: Some(&table.name),
        is_declared: true,
        is_reflected: true,
        is_about_reflected: false,
    })?;
    Ok(answer.map(|answer| answer.as_bool()))
}

/// Everything but types that is not compared.
///
/// # Errors
/// What `compare_server_default` raises, with its line.
pub fn keep_rest(
    hooks: &mut Hooks<'_>,
    current: &Schema,
    target: &mut Schema,
    skip: &BTreeSet<QualifiedName>,
    left_out: NotCompared,
) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    let asks = hooks.has("compare_server_default");
    if left_out == NotCompared::default() && !asks {
        return Ok(notes);
    }
    for (name, wanted) in target.tables.iter_mut().filter(|(name, _)| !skip.contains(*name)) {
        let Some(there) = current.tables.get(name) else { continue };
        if left_out.comments {
            wanted.comment.clone_from(&there.comment);
        }
        for column in &mut wanted.columns {
            let Some(old) = there.column(&column.name) else { continue };
            if left_out.comments {
                column.comment.clone_from(&old.comment);
            }
            if left_out.constraints {
                column.nullable = old.nullable;
            }
            let differs = match left_out.defaults {
                true => Some(false),
                false if asks => default_differs(hooks, there, old, column)?,
                false => None,
            };
            match differs {
                Some(false) => keep_default(old, column),
                Some(true) if has_same_default(old, column) => notes.push(format!(
                    "compare_server_default of env.py says that the default of {name}.{} differs; for PostgreSQL it \
                     is the same",
                    column.name
                )),
                _ => {}
            }
        }
        keep_constraints(there, wanted, left_out);
    }
    Ok(notes)
}

fn has_same_default(old: &Column, new: &Column) -> bool {
    let of = |column: &Column| column.catalog.as_ref().and_then(|catalog| catalog.default.clone());
    of(old) == of(new)
}

/// Defaults, identities, expressions and what SERIAL stands for.
fn keep_default(old: &Column, new: &mut Column) {
    new.server_default.clone_from(&old.server_default);
    new.identity.clone_from(&old.identity);
    new.computed.clone_from(&old.computed);
    new.serial = old.serial;
    new.sequence.clone_from(&old.sequence);
    if let (Some(old), Some(new)) = (&old.catalog, &mut new.catalog) {
        new.default.clone_from(&old.default);
        new.generated.clone_from(&old.generated);
        new.identity.clone_from(&old.identity);
        new.serial_sequence.clone_from(&old.serial_sequence);
    }
}

fn keep_constraints(there: &Table, wanted: &mut Table, left_out: NotCompared) {
    let is_left_out = |constraint: &Constraint| match Part::of_constraint(constraint) {
        Some(Part::Check) => left_out.checks,
        Some(_) => left_out.constraints,
        None => false,
    };
    wanted.constraints.retain(|constraint| !is_left_out(constraint));
    wanted.constraints.extend(there.constraints.iter().filter(|it| is_left_out(it)).cloned());
    if left_out.constraints {
        wanted.indexes.clone_from(&there.indexes);
    }
}
