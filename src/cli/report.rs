//! What the comparison found, for people and for machines.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diff::summary::{Line, Verb};
use crate::error::shown_path;
use crate::hazard::{Effect, Hazard};
use crate::operation::Operation;
use crate::output::{Output, Tone};
use crate::schema::{Constraint, ObjectName, QualifiedName};
use crate::workflow::{Draft, Unreached};

/// env.py emptied `directives`.
pub const TAKEN_BACK: &str =
    "`process_revision_directives` of env.py takes the revision back: nothing is written.";

/// The operations, each with what can go wrong under it, and the sum.
pub fn show(draft: &Draft, hazards: &[Hazard], output: Output) {
    let mut said = BTreeSet::new();
    for line in &draft.summary.lines {
        let (tone, mark) = match line.verb {
            Verb::Add => (Tone::Add, '+'),
            Verb::Drop => (Tone::Drop, '-'),
            Verb::Change => (Tone::Change, '~'),
            Verb::Execute => (Tone::Plain, '*'),
        };
        output.toned_result(tone, &format!("  {mark} {}", line.text));
        for hazard in hazards.iter().filter(|hazard| hazard.operation == line.operation) {
            // what was said once needs its name only
            if !said.insert(&hazard.message) {
                output.toned_result(Tone::Hazard, &format!("      ! {}, as above", hazard.rule));
                continue;
            }
            output.toned_result(Tone::Hazard, &format!("      ! {} ({})", hazard.message, hazard.rule));
            if let Some(help) = &hazard.help {
                output.result(&format!("        {}", help.replace('\n', "\n        ")));
            }
        }
    }
    output.result(&draft.summary.total);
}

/// The operations as lines of Alembic's log; hazards under them.
pub fn log_operations(draft: &Draft, hazards: &[Hazard], output: Output) {
    for line in &draft.summary.lines {
        output.log("alembic.autogenerate.compare", &format!("Detected: {}", line.text));
        for hazard in hazards.iter().filter(|hazard| hazard.operation == line.operation) {
            output.progress(&format!("      ! {} ({})", hazard.message, hazard.rule));
        }
    }
}

/// What became of the revision, for [`json`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome<'a> {
    /// The revision that was written.
    pub file: Option<&'a str>,
    /// The revision that would have been written: `--dry-run`.
    pub text: Option<&'a str>,
    /// It ran up and down; null where that was not tried.
    pub proven: Option<bool>,
}

/// The same as one JSON object, in the shape that `docs/CHECK.md` describes.
pub fn json(draft: &Draft, hazards: &[Hazard], unreached: &Unreached, outcome: Outcome<'_>) -> String {
    let operations: Vec<Value> =
        draft.summary.lines.iter().map(|line| operation(draft, line, hazards)).collect();
    let renames: Vec<Value> = draft
        .candidates
        .iter()
        .map(|candidate| {
            json!({
                "added": candidate.added(),
                "former": candidate.former(),
                "option": [candidate.flag(), candidate.hint()],
            })
        })
        .collect();
    let tables = unreached.dropped.iter().map(|table| (table, true));
    let tables = tables.chain(unreached.unknown.iter().map(|table| (table, false)));
    let unreached: Vec<Value> = tables
        .map(|(table, dropped)| {
            json!({
                "table": table.name,
                "file": shown_path(&table.place.file),
                "line": table.place.line,
                "dropped": dropped,
            })
        })
        .collect();
    json!({
        "format": 1,
        "agree": draft.is_empty(),
        "summary": draft.summary.total,
        "operations": operations,
        "renames": renames,
        "unreached": unreached,
        "file": outcome.file,
        "proven": outcome.proven,
        "text": outcome.text,
    })
    .to_string()
}

fn operation(draft: &Draft, line: &Line, hazards: &[Hazard]) -> Value {
    let verb = match line.verb {
        Verb::Add => "add",
        Verb::Drop => "drop",
        Verb::Change => "change",
        Verb::Execute => "execute",
    };
    let hazards = hazards.iter().filter(|hazard| hazard.operation == line.operation);
    let (directive, table, name) = match draft.upgrade.get(line.operation) {
        Some(operation) => about(operation),
        None => ("execute", None, None),
    };
    json!({
        "verb": verb,
        "directive": directive,
        "schema": table.and_then(|table| table.schema.as_deref()),
        "table": table.map(|table| table.name.as_str()),
        "name": name,
        "text": line.text,
        "hazards": hazards.map(hazard).collect::<Vec<_>>(),
    })
}

/// Alembic's directive, the table, and the name of what it is about.
fn about(operation: &Operation) -> (&'static str, Option<&QualifiedName>, Option<&str>) {
    match operation {
        Operation::CreateTable { table, .. } => ("create_table", Some(&table.name), None),
        Operation::DropTable { table, .. } => ("drop_table", Some(&table.name), None),
        Operation::RenameTable { from, to } => ("rename_table", Some(from), Some(to)),
        Operation::AddColumn { table, column, .. } => ("add_column", Some(table), Some(&column.name)),
        Operation::DropColumn { table, column, .. } => ("drop_column", Some(table), Some(&column.name)),
        Operation::AlterColumn(alter) => ("alter_column", Some(&alter.table), Some(&alter.column)),
        Operation::CreateIndex { table, index, .. } => {
            ("create_index", Some(table), named(index.name.as_ref()))
        }
        Operation::DropIndex { table, index, .. } => {
            ("drop_index", table.as_ref(), named(index.name.as_ref()))
        }
        Operation::AddConstraint { table, constraint } => {
            let directive = match **constraint {
                Constraint::PrimaryKey(_) => "create_primary_key",
                Constraint::Unique(_) => "create_unique_constraint",
                Constraint::Check(_) => "create_check_constraint",
                Constraint::ForeignKey(_) => "create_foreign_key",
                Constraint::Exclude(_) => "create_exclude_constraint",
            };
            (directive, Some(table), named(constraint.name()))
        }
        Operation::DropConstraint { table, name, .. } => ("drop_constraint", Some(table), Some(&name.text)),
        Operation::CreateTableComment { table, .. } => ("create_table_comment", Some(table), None),
        Operation::DropTableComment { table, .. } => ("drop_table_comment", Some(table), None),
        Operation::CreateEnumType { enum_type, .. } => ("execute", None, Some(&enum_type.name.name)),
        Operation::DropEnumType { enum_type, .. } => ("execute", None, Some(&enum_type.name.name)),
        Operation::Execute { .. } => ("execute", None, None),
        Operation::BulkInsert { table, .. } => ("bulk_insert", Some(table), None),
    }
}

fn named(name: Option<&ObjectName>) -> Option<&str> {
    name.map(|name| name.text.as_str())
}

fn hazard(hazard: &Hazard) -> Value {
    let effect = match hazard.effect {
        Effect::Fails => "fails",
        Effect::Loses => "loses",
        Effect::Disturbs => "disturbs",
    };
    json!({"rule": hazard.rule, "effect": effect, "message": hazard.message, "help": hazard.help})
}
