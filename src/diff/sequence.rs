//! Sequences that stand alone, and those that a SERIAL column owns. Alembic knows neither.

use super::column::{ColumnPair, catalog};
use super::plan::{Effects, Plan, Thing};
use super::{Comparison, managed};
use crate::ddl::{self, identifier, literal};
use crate::schema::{Column, QualifiedName, Sequence, SequenceOptions};

pub(super) fn compare(comparison: &Comparison, plan: &mut Plan) {
    for (name, sequence) in &comparison.to.sequences {
        match comparison.from.sequences.get(name) {
            None => {
                let effects = Effects {
                    creates: vec![Thing::Sequence(name.clone())],
                    needs: name.schema.clone().map(Thing::Schema).into_iter().collect(),
                    ..Effects::default()
                };
                plan.execute_with(create(sequence), drop(name), effects);
            }
            Some(existing) if existing != sequence => {
                plan.execute(alter(sequence), alter(existing));
            }
            Some(_) => {}
        }
    }
}

/// Only those from which a compared table drew: functions and the like may need the others.
pub(super) fn compare_removed(comparison: &Comparison, plan: &mut Plan) {
    for (name, sequence) in &comparison.from.sequences {
        let was_used = comparison.from_tables.values().any(|table| managed::draws_from(table, name));
        if was_used && !comparison.to.sequences.contains_key(name) {
            let effects = Effects { removes: vec![Thing::Sequence(name.clone())], ..Effects::default() };
            plan.execute_with(drop(name), create(sequence), effects);
        }
    }
}

fn create(sequence: &Sequence) -> String {
    ddl::create_sequence(sequence).sql
}

fn drop(name: &QualifiedName) -> String {
    format!("DROP SEQUENCE {}", identifier::qualified(name))
}

/// Every option is said, so that the ones that went back to their default do so.
fn alter(sequence: &Sequence) -> String {
    let SequenceOptions { start, increment, min_value, max_value, no_min_value, no_max_value, cycle, cache } =
        &sequence.options;
    let bound = |word: &str, value: Option<i64>, none: bool| match value {
        Some(value) if !none => format!("{word} {value}"),
        _ => format!("NO {word}"),
    };
    let mut parts = vec![format!("AS {}", sequence.data_type.as_deref().unwrap_or("bigint"))];
    parts.push(format!("INCREMENT BY {}", increment.unwrap_or(1)));
    parts.push(bound("MINVALUE", *min_value, *no_min_value));
    parts.push(bound("MAXVALUE", *max_value, *no_max_value));
    parts.extend(start.map(|start| format!("START WITH {start}")));
    parts.push(format!("CACHE {}", cache.unwrap_or(1)));
    parts.push(if *cycle == Some(true) { "CYCLE".to_owned() } else { "NO CYCLE".to_owned() });
    format!("ALTER SEQUENCE {} {}", identifier::qualified(&sequence.name), parts.join(" "))
}

/// A column that becomes SERIAL, or no longer is: while it is one, its type stays an integer.
pub(super) fn compare_serial(pair: &ColumnPair, plan: &mut Plan) {
    let of_column =
        |thing: fn(QualifiedName, String) -> Thing| thing(pair.table_name().clone(), pair.to.name.clone());
    let type_of_column = || vec![of_column(Thing::Type), of_column(Thing::Conversion)];
    let numbering = || vec![of_column(Thing::Numbering)];
    match (pair.from.serial, pair.to.serial) {
        (false, true) => {
            for (sql, undo) in make_serial(pair.table_name(), pair.to) {
                let effects = Effects { needs: type_of_column(), creates: numbering(), ..Effects::default() };
                plan.execute_with(sql, undo, effects);
            }
        }
        (true, false) => {
            for (sql, undo) in make_serial(pair.table_name(), pair.from).into_iter().rev() {
                let effects =
                    Effects { releases: type_of_column(), removes: numbering(), ..Effects::default() };
                plan.execute_with(undo, sql, effects);
            }
        }
        (true, true) => compare_owned(pair, plan),
        (false, false) => {}
    }
}

/// The sequence keeps its type when the column gets a larger one: it would run out at the old bound.
fn compare_owned(pair: &ColumnPair, plan: &mut Plan) {
    let of = |column| catalog(column).serial_sequence.as_ref();
    let (Some(from), Some(to)) = (of(pair.from), of(pair.to)) else { return };
    if from.data_type != to.data_type {
        let statement = |sequence: &Sequence| {
            let name = identifier::qualified(&from.name);
            format!("ALTER SEQUENCE {name} AS {}", sequence.data_type.as_deref().unwrap_or("bigint"))
        };
        plan.execute(statement(to), statement(from));
    }
}

/// What SERIAL stands for, for a column that is there, as statements with their undoing. Numbering
/// goes on behind the rows' greatest value.
fn make_serial(table: &QualifiedName, column: &Column) -> Vec<(String, String)> {
    let sequence = catalog(column).serial_sequence.as_ref().map_or_else(
        || QualifiedName {
            schema: table.schema.clone(),
            name: format!("{}_{}_seq", table.name, column.name),
        },
        |sequence| sequence.name.clone(),
    );
    let (sequence_sql, table_sql) = (identifier::qualified(&sequence), identifier::qualified(table));
    let column_sql = identifier::quote(&column.name);
    let regclass = literal::string(&sequence_sql);
    let data_type = match &column.catalog {
        Some(catalog) if ["smallint", "integer"].contains(&catalog.format_type.as_str()) => {
            catalog.format_type.as_str()
        }
        _ => "bigint",
    };
    let set = format!(
        "SELECT setval({regclass}, coalesce((SELECT max({column_sql}) FROM {table_sql}), 0) + 1, false)"
    );
    vec![
        (
            format!("CREATE SEQUENCE {sequence_sql} AS {data_type} OWNED BY {table_sql}.{column_sql}"),
            drop(&sequence),
        ),
        (set.clone(), set),
        (
            format!("ALTER TABLE {table_sql} ALTER COLUMN {column_sql} SET DEFAULT nextval({regclass})"),
            format!("ALTER TABLE {table_sql} ALTER COLUMN {column_sql} DROP DEFAULT"),
        ),
    ]
}
