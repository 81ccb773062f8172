//! `op.create_table('users', …)`, one argument a line.

use super::{Renderer, column, constraint, python_literal};
use crate::error::Result;
use crate::schema::Table;

/// Python before 3.7 took no more arguments than that; Alembic still splats longer lists.
const MAX_ARGUMENTS: usize = 255;

pub(super) fn render(renderer: &mut Renderer, table: &Table, if_not_exists: bool) -> Result<String> {
    let mut arguments = Vec::with_capacity(table.columns.len() + table.constraints.len());
    for it in &table.columns {
        let column = column::render(renderer, it, column::Setting::CreateTable)
            .map_err(|error| error.context(format_args!("table `{}`", table.name)))?;
        arguments.push(column);
    }
    let mut constraints: Vec<String> =
        table.constraints.iter().filter_map(|it| constraint::render(renderer, it)).collect();
    constraints.sort();
    arguments.extend(constraints);

    let splat = arguments.len() > MAX_ARGUMENTS;
    let arguments = arguments.join(",\n");
    let mut text = format!(
        "{}create_table({},\n{}",
        renderer.op(),
        python_literal::string(&table.name.name),
        if splat { format!("*[{arguments}]") } else { arguments }
    );
    for keyword in keywords(table) {
        text.push_str(",\n");
        text.push_str(&keyword);
    }
    if if_not_exists {
        text.push_str(",\nif_not_exists=True");
    }
    text.push_str("\n)");
    Ok(text)
}

fn keywords(table: &Table) -> Vec<String> {
    let mut keywords = Vec::new();
    if let Some(schema) = &table.name.schema {
        keywords.push(format!("schema={}", python_literal::string(schema)));
    }
    if let Some(comment) = &table.comment {
        keywords.push(format!("comment={}", python_literal::string(comment)));
    }
    if !table.info.is_empty() {
        let info = python_literal::dict(table.info.iter().map(|(key, value)| (key.as_str(), value.clone())));
        keywords.push(format!("info={info}"));
    }
    let mut options: Vec<_> = table.options.iter().collect();
    options.sort();
    keywords.extend(options.into_iter().map(|(key, value)| format!("{key}={}", option_value(value))));
    if !table.prefixes.is_empty() {
        let prefixes: Vec<String> = table.prefixes.iter().map(|it| format!("'{it}'")).collect();
        keywords.push(format!("prefixes=[{}]", prefixes.join(", ")));
    }
    keywords
}

/// Options are strings, unless their text can only be another Python literal.
fn option_value(value: &str) -> String {
    let is_literal = matches!(value, "True" | "False" | "None")
        || value.starts_with(['{', '[', '('])
        || (!value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()));
    if is_literal { value.to_owned() } else { python_literal::string(value) }
}
