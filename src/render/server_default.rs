//! Server defaults, and what SQLAlchemy counts among them: identity and computed columns.

use super::{Renderer, python_literal, text};
use crate::schema::{Computed, Identity, IdentityMode, SequenceOptions, ServerDefault};

pub(super) fn render(renderer: &Renderer, default: &ServerDefault) -> String {
    match default {
        // Alembic takes one quote off either end, which makes another default of `"'x'"`
        ServerDefault::Literal(text) => python_literal::string(text),
        ServerDefault::Expression(sql) => text::call(renderer, sql),
    }
}

pub(super) fn computed(renderer: &Renderer, computed: &Computed) -> String {
    let persisted =
        computed.persisted.map(|it| format!("persisted={}", python_literal::boolean(it))).unwrap_or_default();
    format!("{}Computed({}, {persisted})", renderer.sa(), text::string(&computed.expression))
}

pub(super) fn identity(renderer: &Renderer, identity: &Identity) -> String {
    let always = identity.mode == IdentityMode::Always;
    let mut arguments = vec![format!("always={}", python_literal::boolean(always))];
    arguments.extend(sequence_options(&identity.options));
    format!("{}Identity({})", renderer.sa(), arguments.join(", "))
}

/// In the order in which SQLAlchemy lists the options of a sequence.
fn sequence_options(options: &SequenceOptions) -> Vec<String> {
    let number = |keyword: &str, value: Option<i64>| value.map(|value| format!("{keyword}={value}"));
    [
        number("start", options.start),
        number("increment", options.increment),
        number("minvalue", options.min_value),
        number("maxvalue", options.max_value),
        options.no_min_value.then(|| "nominvalue=True".to_owned()),
        options.no_max_value.then(|| "nomaxvalue=True".to_owned()),
        options.cycle.map(|cycle| format!("cycle={}", python_literal::boolean(cycle))),
        number("cache", options.cache),
    ]
    .into_iter()
    .flatten()
    .collect()
}
