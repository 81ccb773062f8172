//! The SQL of a revision through `squawk-linter`.

use squawk_linter::{Linter, Rule, Violation};
use squawk_syntax::SourceFile;

use super::{Effect, Hazard, Step};
use crate::ddl::Compiler;
use crate::error::Result;
use crate::operation::Operation;

/// The rules that speak of locks, lost data and clients of the old schema.
///
/// Left out are matters of taste (`prefer-…`, `ban-char-field`), what Alembic's transaction makes
/// pointless (`prefer-robust-stmts`), and timeouts, which are settings of the run, not of the file.
const RULES: &[Rule] = &[
    Rule::AddingFieldWithDefault,
    Rule::AddingForeignKeyConstraint,
    Rule::AddingNotNullableField,
    Rule::AddingRequiredField,
    Rule::AddingSerialPrimaryKeyField,
    Rule::BanDropColumn,
    Rule::BanDropNotNull,
    Rule::BanDropTable,
    Rule::BanTruncateCascade,
    Rule::ChangingColumnType,
    Rule::ConstraintMissingNotValid,
    Rule::DisallowedUniqueConstraint,
    Rule::RenamingColumn,
    Rule::RenamingTable,
    Rule::RequireConcurrentIndexCreation,
    Rule::RequireConcurrentIndexDeletion,
];

/// A rule that says nothing more where the other one speaks of the same operation.
const IMPLIED: &[(Rule, Rule)] = &[
    (Rule::ConstraintMissingNotValid, Rule::AddingForeignKeyConstraint),
    (Rule::ConstraintMissingNotValid, Rule::DisallowedUniqueConstraint),
];

/// What the linter says about the operations, in their order. They are read as one script, because
/// what is done to a table that the same script creates is harmless.
///
/// # Errors
/// An operation that can't be compiled to SQL.
pub fn lint(operations: &[Operation]) -> Result<Vec<Hazard>> {
    lint_script(operations.iter().map(|operation| (operation, false)))
}

/// The same of the safer form, by the operations that it was made of.
///
/// # Errors
/// As [`lint`].
pub fn lint_steps(steps: &[Step]) -> Result<Vec<Hazard>> {
    let hazards = lint_script(steps.iter().map(|step| (&step.operation, step.outside)))?;
    let of_origin = |hazard: Hazard| {
        let operation = steps.get(hazard.operation)?.origin?;
        Some(Hazard { operation, ..hazard })
    };
    Ok(hazards.into_iter().filter_map(of_origin).collect())
}

/// Operations, and whether each is committed on its own.
fn lint_script<'a>(operations: impl Iterator<Item = (&'a Operation, bool)>) -> Result<Vec<Hazard>> {
    let mut compiler = Compiler::new();
    let mut script = String::new();
    // where the SQL of each operation ends
    let mut ends = Vec::new();
    for (operation, outside) in operations {
        if outside {
            script.push_str("COMMIT;\n");
        }
        for statement in compiler.compile(operation)? {
            script.push_str(&statement.sql);
            script.push_str(";\n");
        }
        if outside {
            script.push_str("BEGIN;\n");
        }
        ends.push(script.len());
    }
    let mut linter = Linter::from(RULES.iter().copied());
    linter.settings.assume_in_transaction = true;
    let mut hazards: Vec<Hazard> = Vec::new();
    let violations: Vec<(usize, Violation)> = linter
        .lint(&SourceFile::parse(&script), &script)
        .into_iter()
        .map(|violation| {
            let start = usize::from(violation.text_range.start());
            (ends.partition_point(|end| *end <= start).min(ends.len().saturating_sub(1)), violation)
        })
        .collect();
    let speaks = |operation: usize, rule: Rule| {
        violations.iter().any(|(at, violation)| *at == operation && violation.code == rule)
    };
    for (operation, violation) in &violations {
        let implied = |(rule, by): &(Rule, Rule)| *rule == violation.code && speaks(*operation, *by);
        let rule = violation.code.to_string();
        // a table with three foreign keys is one thing to know
        let known = hazards.iter().any(|known| known.operation == *operation && known.rule == rule);
        if !known && !IMPLIED.iter().any(implied) {
            hazards.push(Hazard {
                operation: *operation,
                effect: Effect::Disturbs,
                rule,
                message: violation.message.clone(),
                help: violation.help.clone(),
            });
        }
    }
    Ok(hazards)
}
