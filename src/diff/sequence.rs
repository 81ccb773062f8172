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
    let own = OwnSequence::new(table, column);
    let (sequence, reference) = (identifier::qualified(&own.sequence.name), own.column_reference());
    let (table, quoted) = (identifier::qualified(table), identifier::quote(&column.name));
    let regclass = literal::string(&sequence);
    let set =
        format!("SELECT setval({regclass}, coalesce((SELECT max({quoted}) FROM {table}), 0) + 1, false)");
    vec![
        (format!("{} OWNED BY {reference}", create(&own.sequence)), drop(&own.sequence.name)),
        (set.clone(), set),
        (
            format!("ALTER TABLE {table} ALTER COLUMN {quoted} SET DEFAULT nextval({regclass})"),
            format!("ALTER TABLE {table} ALTER COLUMN {quoted} DROP DEFAULT"),
        ),
    ]
}

/// The sequence of a SERIAL column that is added or dropped with its column.
pub(super) struct OwnSequence {
    sequence: Sequence,
    table: QualifiedName,
    column: String,
}

impl OwnSequence {
    fn new(table: &QualifiedName, column: &Column) -> Self {
        let known = catalog(column).serial_sequence.as_ref();
        let name = known.map_or_else(
            || QualifiedName {
                schema: table.schema.clone(),
                name: format!("{}_{}_seq", table.name, column.name),
            },
            |sequence| sequence.name.clone(),
        );
        let format_type = catalog(column).format_type.as_str();
        let data_type = ["smallint", "integer"].contains(&format_type).then(|| format_type.to_owned());
        OwnSequence {
            sequence: Sequence { name, options: SequenceOptions::default(), data_type },
            table: table.clone(),
            column: column.name.clone(),
        }
    }

    fn column_reference(&self) -> String {
        format!("{}.{}", identifier::qualified(&self.table), identifier::quote(&self.column))
    }

    /// As a default prints it.
    pub fn next_value(&self) -> String {
        format!("nextval({}::regclass)", literal::string(&identifier::qualified(&self.sequence.name)))
    }

    fn own(&self) -> (String, String) {
        let name = identifier::qualified(&self.sequence.name);
        let statement = |owner: &str| format!("ALTER SEQUENCE {name} OWNED BY {owner}");
        (statement(&self.column_reference()), statement("NONE"))
    }

    fn column_thing(&self) -> Vec<Thing> {
        vec![Thing::Column(self.table.clone(), self.column.clone())]
    }

    /// After the column is there, the sequence belongs to it.
    pub fn belong(&self, plan: &mut Plan) {
        let (owned, free) = self.own();
        plan.execute_with(owned, free, Effects { needs: self.column_thing(), ..Effects::default() });
    }

    /// After the column went, the sequence goes.
    pub fn go(&self, plan: &mut Plan) {
        let effects =
            Effects { removes: vec![Thing::Sequence(self.sequence.name.clone())], ..Effects::default() };
        plan.execute_with(drop(&self.sequence.name), create(&self.sequence), effects);
    }
}

/// What has to be there before a SERIAL column is added; `None` for any other column.
pub(super) fn add_owned(table: &QualifiedName, column: &Column, plan: &mut Plan) -> Option<OwnSequence> {
    let own = column.serial.then(|| OwnSequence::new(table, column))?;
    let effects = Effects { creates: vec![Thing::Sequence(own.sequence.name.clone())], ..Effects::default() };
    plan.execute_with(create(&own.sequence), drop(&own.sequence.name), effects);
    Some(own)
}

/// A SERIAL column that is dropped lets go of its sequence first, so that both can come back.
pub(super) fn drop_owned(table: &QualifiedName, column: &Column, plan: &mut Plan) -> Option<OwnSequence> {
    let own = column.serial.then(|| OwnSequence::new(table, column))?;
    let (owned, free) = own.own();
    plan.execute_with(free, owned, Effects { releases: own.column_thing(), ..Effects::default() });
    Some(own)
}
