//! `match`: subjects and their parts are kept in variables of their own, so that a pattern that fails
//! leaves nothing behind.

use ruff_python_ast::{self as ast, Pattern, Singleton};

use super::code::{Condition, Instruction};
use super::compiler::Compiler;
use super::value::Value;
use ruff_python_ast::CmpOp;

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'a> Compiler<'a> {
    pub fn match_(&mut self, statement: &'a ast::StmtMatch) {
        self.expression(&statement.subject);
        let subject = self.temporary();
        self.emit(Instruction::StoreFast(subject));
        let mut ends = Vec::new();
        for case in &statement.cases {
            self.at(case);
            let mut failures = Vec::new();
            self.pattern(&case.pattern, subject, &mut failures);
            if let Some(guard) = &case.guard {
                failures.push(self.condition(guard, Condition::Guard));
            }
            self.statements(&case.body);
            ends.push(self.emit(Instruction::Jump(0)));
            self.land_all(failures);
        }
        self.land_all(ends);
    }

    /// Goes on when the pattern matches what is in the variable; otherwise takes one of the jumps.
    fn pattern(&mut self, pattern: &'a Pattern, subject: u32, failures: &mut Vec<usize>) {
        self.at(pattern);
        match pattern {
            Pattern::MatchValue(pattern) => {
                self.emit(Instruction::LoadFast(subject));
                self.expression(&pattern.value);
                self.emit(Instruction::Compare(CmpOp::Eq));
                failures.push(self.emit(Instruction::JumpIfFalse(0, Condition::Pattern)));
            }
            Pattern::MatchSingleton(pattern) => {
                self.emit(Instruction::LoadFast(subject));
                self.constant(match pattern.value {
                    Singleton::None => Value::None,
                    Singleton::True => Value::Bool(true),
                    Singleton::False => Value::Bool(false),
                });
                self.emit(Instruction::Compare(CmpOp::Is));
                failures.push(self.emit(Instruction::JumpIfFalse(0, Condition::Pattern)));
            }
            Pattern::MatchAs(pattern) => {
                if let Some(inner) = &pattern.pattern {
                    self.pattern(inner, subject, failures);
                }
                if let Some(name) = &pattern.name {
                    self.emit(Instruction::LoadFast(subject));
                    self.store(name);
                }
            }
            Pattern::MatchOr(pattern) => {
                let mut ends = Vec::new();
                for (index, alternative) in pattern.patterns.iter().enumerate() {
                    if index + 1 == pattern.patterns.len() {
                        self.pattern(alternative, subject, failures);
                    } else {
                        let mut next = Vec::new();
                        self.pattern(alternative, subject, &mut next);
                        ends.push(self.emit(Instruction::Jump(0)));
                        self.land_all(next);
                    }
                }
                self.land_all(ends);
            }
            Pattern::MatchSequence(pattern) => {
                let star = pattern.patterns.iter().position(|part| matches!(part, Pattern::MatchStar(_)));
                let (before, after) = match star {
                    Some(star) => (star, pattern.patterns.len() - star - 1),
                    None => (pattern.patterns.len(), 0),
                };
                self.emit(Instruction::LoadFast(subject));
                self.emit(Instruction::MatchSequence(count(before), count(after), star.is_some()));
                let parts = self.parts(failures);
                self.sub_patterns(pattern.patterns.iter(), parts, failures);
            }
            Pattern::MatchStar(pattern) => {
                if let Some(name) = &pattern.name {
                    self.emit(Instruction::LoadFast(subject));
                    self.store(name);
                }
            }
            Pattern::MatchMapping(pattern) => {
                for key in &pattern.keys {
                    self.expression(key);
                }
                self.emit(Instruction::BuildTuple(count(pattern.keys.len())));
                let keys = self.temporary();
                self.emit(Instruction::StoreFast(keys));
                self.emit(Instruction::LoadFast(subject));
                self.emit(Instruction::LoadFast(keys));
                self.emit(Instruction::MatchKeys);
                let parts = self.parts(failures);
                self.sub_patterns(pattern.patterns.iter(), parts, failures);
                if let Some(rest) = &pattern.rest {
                    self.emit(Instruction::LoadFast(subject));
                    self.emit(Instruction::LoadFast(keys));
                    self.emit(Instruction::MatchRest);
                    self.store(rest);
                }
            }
            Pattern::MatchClass(pattern) => {
                self.emit(Instruction::LoadFast(subject));
                self.expression(&pattern.cls);
                let names: Vec<_> =
                    pattern.arguments.keywords.iter().map(|keyword| self.intern(&keyword.attr)).collect();
                self.unit.keyword_names.push(names.into());
                let table = count(self.unit.keyword_names.len() - 1);
                self.emit(Instruction::MatchClass(count(pattern.arguments.patterns.len()), table));
                let parts = self.parts(failures);
                let keywords = pattern.arguments.keywords.iter().map(|keyword| &keyword.pattern);
                self.sub_patterns(pattern.arguments.patterns.iter().chain(keywords), parts, failures);
            }
        }
    }

    /// Keeps the tuple of parts, unless it is None: no match.
    fn parts(&mut self, failures: &mut Vec<usize>) -> u32 {
        let parts = self.temporary();
        self.emit(Instruction::Duplicate);
        self.emit(Instruction::StoreFast(parts));
        failures.push(self.emit(Instruction::JumpIfNone(0)));
        parts
    }

    fn sub_patterns(
        &mut self,
        patterns: impl Iterator<Item = &'a Pattern>,
        parts: u32,
        failures: &mut Vec<usize>,
    ) {
        for (index, pattern) in patterns.enumerate() {
            if is_wildcard(pattern) {
                continue;
            }
            let part = self.temporary();
            self.emit(Instruction::LoadFast(parts));
            self.constant(Value::Int(i64::from(count(index))));
            self.emit(Instruction::LoadItem);
            self.emit(Instruction::StoreFast(part));
            self.pattern(pattern, part, failures);
        }
    }
}

/// `_`
fn is_wildcard(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::MatchAs(inner) if inner.pattern.is_none() && inner.name.is_none())
}
