//! `sa.Column('name', sa.String(), nullable=True)`.

use super::{Renderer, data_type, python_literal, server_default};
use crate::error::Result;
use crate::schema::Column;

/// Where a column stands decides whether its enum type is created with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    CreateTable,
    AddColumn,
}

pub(super) fn render(renderer: &mut Renderer, column: &Column, setting: Setting) -> Result<String> {
    let data_type = match setting {
        Setting::CreateTable => data_type::render_in_table(renderer, &column.data_type),
        Setting::AddColumn => data_type::render(renderer, &column.data_type),
    }
    .map_err(|error| error.context(format_args!("column `{}`", column.name)))?;

    let mut arguments = vec![python_literal::string(&column.name), data_type];
    if let Some(computed) = &column.computed {
        arguments.push(server_default::computed(renderer, computed));
    } else if let Some(identity) = &column.identity {
        arguments.push(server_default::identity(renderer, identity));
    } else if let Some(default) = &column.server_default {
        arguments.push(format!("server_default={}", server_default::render(renderer, default)));
    }
    if let Some(autoincrement) = column.autoincrement {
        arguments.push(format!("autoincrement={}", python_literal::boolean(autoincrement)));
    }
    arguments.push(format!("nullable={}", python_literal::boolean(column.nullable)));
    if column.system {
        arguments.push("system=True".to_owned());
    }
    if let Some(comment) = &column.comment {
        arguments.push(format!("comment={}", python_literal::string(comment)));
    }
    Ok(format!("{}Column({})", renderer.sa(), arguments.join(", ")))
}
