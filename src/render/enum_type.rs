//! Enum types that no `create_table` of the file creates along: SQL that runs online and is
//! printed offline alike, which `sa.Enum(…).create(op.get_bind())` would not be.

use super::{Renderer, execute};
use crate::ddl::{identifier, literal};
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
    execute::render(renderer, &format!("DROP TYPE {condition}{}", identifier::qualified(&enum_type.name)))
}

fn create_statement(enum_type: &EnumType) -> String {
    let labels: Vec<String> = enum_type.labels.iter().map(|label| literal::string(label)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", identifier::qualified(&enum_type.name), labels.join(", "))
}
