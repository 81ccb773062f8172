//! Enum types that no `create_table` of the file creates along: SQL that runs online and is
//! printed offline alike, which `sa.Enum(…).create(op.get_bind())` would not be.

use super::{Renderer, execute};
use crate::schema::EnumType;

/// `check_first` asks the catalog, in SQL, since CREATE TYPE knows no IF NOT EXISTS.
pub(super) fn create(renderer: &Renderer, enum_type: &EnumType, check_first: bool) -> String {
    let statement = create_statement(enum_type);
    if !check_first {
        return execute::render(renderer, &statement);
    }
    execute::render(
        renderer,
        &format!("DO $$ BEGIN {statement}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"),
    )
}

pub(super) fn drop(renderer: &Renderer, enum_type: &EnumType, check_first: bool) -> String {
    let condition = if check_first { "IF EXISTS " } else { "" };
    execute::render(renderer, &format!("DROP TYPE {condition}{}", name(enum_type)))
}

fn create_statement(enum_type: &EnumType) -> String {
    let labels: Vec<String> =
        enum_type.labels.iter().map(|label| format!("'{}'", label.replace('\'', "''"))).collect();
    format!("CREATE TYPE {} AS ENUM ({})", name(enum_type), labels.join(", "))
}

fn name(enum_type: &EnumType) -> String {
    match &enum_type.name.schema {
        Some(schema) => format!("{}.{}", identifier(schema), identifier(&enum_type.name.name)),
        None => identifier(&enum_type.name.name),
    }
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
