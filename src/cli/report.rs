//! What the comparison found, for people and for machines.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diff::summary::Verb;
use crate::hazard::{Effect, Hazard};
use crate::output::{Output, Tone};
use crate::workflow::Draft;

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

/// The same as one JSON object. `file` is the revision that was written; null where none was.
pub fn json(draft: &Draft, hazards: &[Hazard], file: Option<&str>) -> String {
    let lines = &draft.summary.lines;
    let operations: Vec<Value> = lines
        .iter()
        .map(|line| {
            let verb = match line.verb {
                Verb::Add => "add",
                Verb::Drop => "drop",
                Verb::Change => "change",
                Verb::Execute => "execute",
            };
            let hazards = hazards.iter().filter(|hazard| hazard.operation == line.operation);
            json!({"verb": verb, "text": line.text, "hazards": hazards.map(hazard).collect::<Vec<_>>()})
        })
        .collect();
    json!({"operations": operations, "summary": draft.summary.total, "file": file}).to_string()
}

fn hazard(hazard: &Hazard) -> Value {
    let effect = match hazard.effect {
        Effect::Fails => "fails",
        Effect::Loses => "loses",
        Effect::Disturbs => "disturbs",
    };
    json!({"rule": hazard.rule, "effect": effect, "message": hazard.message, "help": hazard.help})
}
