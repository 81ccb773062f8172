//! Rows and errors of the server as the host reads them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::operation::{DatabaseError, ResultRows, SqlValue};

/// Columns by name and type, rows by value, and how many rows were affected.
pub fn rows(result: &ResultRows) -> Value {
    let columns: Vec<Value> =
        result.columns.iter().map(|column| json!([column.name, column.type_name])).collect();
    let rows: Vec<Vec<Value>> = result.rows.iter().map(|row| row.iter().map(value).collect()).collect();
    json!({ "columns": columns, "rows": rows, "affected": result.affected })
}

/// PostgreSQL's error, whole.
pub fn refused(said: &DatabaseError) -> Value {
    json!({ "refused": {
        "sqlstate": said.sqlstate,
        "message": said.message,
        "detail": said.detail,
        "hint": said.hint,
        "position": said.position,
        "sql": said.sql,
    }})
}

fn value(value: &SqlValue) -> Value {
    match value {
        SqlValue::Null => Value::Null,
        SqlValue::Boolean(value) => json!(value),
        SqlValue::Integer(value) => json!(value),
        SqlValue::Float(value) if value.is_finite() => json!(value),
        SqlValue::Float(value) => json!({ "float": value.to_string() }),
        SqlValue::Numeric(text) => json!({ "numeric": text }),
        SqlValue::Text(text) | SqlValue::Expression(text) => json!(text),
        SqlValue::Bytes(bytes) => json!({ "bytes": STANDARD.encode(bytes) }),
        SqlValue::Uuid(text) => json!({ "uuid": text }),
        SqlValue::Temporal { type_name, text } => json!({ "temporal": [type_name, text] }),
        SqlValue::Json { text, .. } => json!({ "json": text }),
        SqlValue::Array(items) => json!({ "array": items.iter().map(self::value).collect::<Vec<_>>() }),
        SqlValue::Other { text, .. } => json!(text),
    }
}
