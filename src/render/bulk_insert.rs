//! `op.bulk_insert(sa.table(…), [{…}])`.

use super::{Renderer, python_literal, text};
use crate::operation::SqlValue;
use crate::schema::QualifiedName;

pub(super) fn render(
    renderer: &Renderer,
    table: &QualifiedName,
    columns: &[String],
    rows: &[Vec<SqlValue>],
) -> String {
    let sa = renderer.sa();
    let mut arguments = vec![python_literal::string(&table.name)];
    arguments.extend(columns.iter().map(|it| format!("{sa}column({})", python_literal::string(it))));
    if let Some(schema) = &table.schema {
        arguments.push(format!("schema={}", python_literal::string(schema)));
    }
    let rows_text: Vec<String> = rows
        .iter()
        .map(|row| {
            let items = columns.iter().zip(row).map(|(name, it)| (name.as_str(), value(renderer, it)));
            format!("    {}", python_literal::dict(items))
        })
        .collect();
    // SQL expressions among the values can't be sent as parameters of one statement for all rows
    let one_by_one = rows.iter().flatten().any(is_expression);
    format!(
        "{}bulk_insert({sa}table({}), [\n{}\n]{})",
        renderer.op(),
        arguments.join(", "),
        rows_text.join(",\n"),
        if one_by_one { ", multiinsert=False" } else { "" }
    )
}

fn is_expression(value: &SqlValue) -> bool {
    match value {
        SqlValue::Null
        | SqlValue::Boolean(_)
        | SqlValue::Integer(_)
        | SqlValue::Float(_)
        | SqlValue::Text(_)
        | SqlValue::Bytes(_) => false,
        SqlValue::Array(items) => items.iter().any(is_expression),
        SqlValue::Numeric(_)
        | SqlValue::Uuid(_)
        | SqlValue::Temporal { .. }
        | SqlValue::Json { .. }
        | SqlValue::Expression(_)
        | SqlValue::Other { .. } => true,
    }
}

/// What Python has no literal for becomes an SQL cast, so that no driver has to guess a type.
fn value(renderer: &Renderer, value: &SqlValue) -> String {
    let cast = |text: &str, type_name: &str| {
        let sql = format!("CAST('{}' AS {type_name})", text.replace('\'', "''"));
        text::call(renderer, &sql)
    };
    match value {
        SqlValue::Null => "None".to_owned(),
        SqlValue::Boolean(it) => python_literal::boolean(*it).to_owned(),
        SqlValue::Integer(it) => it.to_string(),
        SqlValue::Float(it) if it.is_nan() => "float('nan')".to_owned(),
        SqlValue::Float(it) if it.is_infinite() => {
            format!("float('{}inf')", if *it < 0.0 { "-" } else { "" })
        }
        SqlValue::Float(it) => format!("{it:?}"),
        SqlValue::Numeric(text) => cast(text, "numeric"),
        SqlValue::Text(text) => python_literal::string(text),
        SqlValue::Bytes(bytes) => python_literal::bytes(bytes),
        SqlValue::Uuid(text) => cast(text, "uuid"),
        SqlValue::Temporal { type_name, text } | SqlValue::Other { type_name, text } => cast(text, type_name),
        SqlValue::Json { text, binary } => cast(text, if *binary { "jsonb" } else { "json" }),
        SqlValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|it| self::value(renderer, it)).collect();
            format!("[{}]", items.join(", "))
        }
        SqlValue::Expression(sql) => text::call(renderer, sql),
    }
}
