//! Sequences, and the options that identity columns share with them.

use super::{Statement, identifier};
use crate::schema::{Sequence, SequenceOptions};

/// `CREATE SEQUENCE s AS INTEGER START WITH 5`. Alembic has no operation for it; `create_all` and
/// `Sequence.create` emit it.
pub fn create_sequence(sequence: &Sequence) -> Statement {
    let mut text = format!("CREATE SEQUENCE {}", identifier::qualified(&sequence.name));
    if let Some(data_type) = &sequence.data_type {
        text.push_str(" AS ");
        text.push_str(&data_type.to_uppercase());
    }
    let options = options(&sequence.options);
    if !options.is_empty() {
        text.push(' ');
        text.push_str(&options);
    }
    Statement::new(text)
}

/// The options that were said, in SQLAlchemy's order.
pub(super) fn options(options: &SequenceOptions) -> String {
    let mut parts = Vec::new();
    let mut number = |words: &str, value: Option<i64>| {
        if let Some(value) = value {
            parts.push(format!("{words} {value}"));
        }
    };
    number("INCREMENT BY", options.increment);
    number("START WITH", options.start);
    number("MINVALUE", options.min_value);
    number("MAXVALUE", options.max_value);
    if options.no_min_value {
        parts.push("NO MINVALUE".to_owned());
    }
    if options.no_max_value {
        parts.push("NO MAXVALUE".to_owned());
    }
    if let Some(cache) = options.cache {
        parts.push(format!("CACHE {cache}"));
    }
    match options.cycle {
        Some(true) => parts.push("CYCLE".to_owned()),
        Some(false) => parts.push("NO CYCLE".to_owned()),
        None => {}
    }
    parts.join(" ")
}
