//! `op.alter_column('users', 'name', existing_type=…, nullable=False)`, one keyword a line.

use super::{Renderer, data_type, python_literal, server_default};
use crate::error::Result;
use crate::operation::AlterColumn;

/// Under the opening parenthesis of `op.alter_column`, whatever the prefix.
const INDENT: &str = ",\n           ";

pub(super) fn render(renderer: &mut Renderer, alter: &AlterColumn) -> Result<String> {
    let mut keywords = Vec::new();
    if let Some(existing) = &alter.existing_type {
        keywords.push(format!("existing_type={}", data_type::render(renderer, existing)?));
    }
    let default = changed_default(renderer, alter);
    if let Some(default) = &default {
        keywords.push(format!("server_default={default}"));
    }
    if let Some(name) = &alter.new_name {
        keywords.push(format!("new_column_name={}", python_literal::string(name)));
    }
    if let Some(data_type) = &alter.data_type {
        keywords.push(format!("type_={}", data_type::render(renderer, data_type)?));
    }
    if let Some(using) = &alter.using {
        keywords.push(format!("postgresql_using={}", python_literal::string(using)));
    }
    if let Some(nullable) = alter.nullable {
        keywords.push(format!("nullable={}", python_literal::boolean(nullable)));
    }
    if let Some(comment) = &alter.comment {
        keywords.push(format!("comment={}", python_literal::optional(comment.as_deref())));
    }
    if let Some(existing) = &alter.existing_comment {
        keywords.push(format!("existing_comment={}", python_literal::string(existing)));
    }
    if let (None, Some(existing)) = (alter.nullable, alter.existing_nullable) {
        keywords.push(format!("existing_nullable={}", python_literal::boolean(existing)));
    }
    if let Some(autoincrement) = alter.existing_autoincrement {
        keywords.push(format!("autoincrement={}", python_literal::boolean(autoincrement)));
    }
    // Alembic leaves it out beside a new default; but to change or drop an identity, its
    // directive must know that there is one
    if let Some(existing) = existing_default(renderer, alter)
        && (default.is_none() || (alter.identity.is_some() && alter.existing_identity.is_some()))
    {
        keywords.push(format!("existing_server_default={existing}"));
    }
    if let Some(schema) = &alter.table.schema
        && !renderer.in_batch
    {
        keywords.push(format!("schema={}", python_literal::string(schema)));
    }

    let mut text = format!("{}alter_column(", renderer.op());
    if !renderer.in_batch {
        text.push_str(&format!("{}, ", python_literal::string(&alter.table.name)));
    }
    text.push_str(&python_literal::string(&alter.column));
    for keyword in keywords {
        text.push_str(INDENT);
        text.push_str(&keyword);
    }
    Ok(text + ")")
}

/// What `server_default=` becomes, if it changes: a default, an identity, a computed expression.
fn changed_default(renderer: &Renderer, alter: &AlterColumn) -> Option<String> {
    let none = || "None".to_owned();
    if let Some(Some(identity)) = &alter.identity {
        return Some(server_default::identity(renderer, identity));
    }
    if let Some(Some(computed)) = &alter.computed {
        return Some(server_default::computed(renderer, computed));
    }
    if let Some(default) = &alter.server_default {
        return Some(default.as_ref().map_or_else(none, |it| server_default::render(renderer, it)));
    }
    (alter.identity.is_some() || alter.computed.is_some()).then(none)
}

fn existing_default(renderer: &Renderer, alter: &AlterColumn) -> Option<String> {
    if let Some(identity) = &alter.existing_identity {
        return Some(server_default::identity(renderer, identity));
    }
    if let Some(computed) = &alter.existing_computed {
        return Some(server_default::computed(renderer, computed));
    }
    alter.existing_server_default.as_ref()?.as_ref().map(|it| server_default::render(renderer, it))
}
