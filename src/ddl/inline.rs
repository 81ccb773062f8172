//! Values written into SQL text, as psycopg2 writes them: the server then infers their types as it
//! does under the driver that most projects run, which bound parameters would not always allow
//! (DDL takes none, `$1 IS NULL` has no type).

use crate::error::{Error, Result};
use crate::operation::{BoundStatement, SqlValue};

use super::split;

/// The statement with its parameters in place.
///
/// # Errors
/// A text with a NUL character, which PostgreSQL can't hold, or a placeholder without a parameter.
pub fn inlined(statement: &BoundStatement) -> Result<String> {
    with_texts(statement, literal)
}

/// As Alembic prints it with `--sql`: literals in SQLAlchemy's spelling, without casts.
///
/// # Errors
/// As [`inlined`].
pub fn offline(statement: &BoundStatement) -> Result<String> {
    with_texts(statement, |value| Ok(super::literal::value(value)))
}

fn with_texts(statement: &BoundStatement, text: impl Fn(&SqlValue) -> Result<String>) -> Result<String> {
    if statement.parameters.is_empty() {
        return Ok(statement.sql.clone());
    }
    let texts = statement.parameters.iter().map(text).collect::<Result<Vec<_>>>()?;
    split::interpolate(&statement.sql, &texts)
        .ok_or_else(|| Error::new(format!("a placeholder without a parameter in: {}", statement.sql)))
}

/// One value as SQL.
///
/// # Errors
/// A text with a NUL character.
pub fn literal(value: &SqlValue) -> Result<String> {
    Ok(match value {
        SqlValue::Null => "NULL".to_owned(),
        SqlValue::Boolean(value) => value.to_string(),
        // a minus sign directly behind an operator would make another operator, or a comment
        SqlValue::Integer(value) if *value < 0 => format!(" {value}"),
        SqlValue::Integer(value) => value.to_string(),
        SqlValue::Float(value) if value.is_nan() => "'NaN'::float".to_owned(),
        SqlValue::Float(value) if value.is_infinite() => {
            if *value > 0.0 { "'Infinity'::float" } else { "'-Infinity'::float" }.to_owned()
        }
        SqlValue::Float(value) if *value < 0.0 => format!(" {value:?}"),
        SqlValue::Float(value) => format!("{value:?}"),
        SqlValue::Numeric(text) if text.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c)) => {
            if text.starts_with('-') { format!(" {text}") } else { text.clone() }
        }
        SqlValue::Numeric(text) => format!("{}::numeric", quoted(text)?),
        SqlValue::Text(text) => quoted(text)?,
        SqlValue::Bytes(bytes) => {
            let mut hex = String::with_capacity(bytes.len() * 2 + 12);
            hex.push_str("'\\x");
            for byte in bytes {
                hex.push_str(&format!("{byte:02x}"));
            }
            hex.push_str("'::bytea");
            hex
        }
        SqlValue::Uuid(text) => format!("{}::uuid", quoted(text)?),
        SqlValue::Temporal { type_name, text } => format!("{}::{type_name}", quoted(text)?),
        // without a cast: the column decides between json and jsonb
        SqlValue::Json { text, .. } => quoted(text)?,
        SqlValue::Array(items) if items.is_empty() => "'{}'".to_owned(),
        SqlValue::Array(items) if items.iter().all(|item| *item == SqlValue::Null) => {
            format!("'{{{}}}'", vec!["NULL"; items.len()].join(","))
        }
        SqlValue::Array(items) => {
            format!("ARRAY[{}]", items.iter().map(literal).collect::<Result<Vec<_>>>()?.join(", "))
        }
        SqlValue::Expression(sql) => sql.clone(),
        SqlValue::Other { type_name, text } if type_name.is_empty() => quoted(text)?,
        SqlValue::Other { type_name, text } => format!("{}::{type_name}", quoted(text)?),
    })
}

fn quoted(text: &str) -> Result<String> {
    if text.contains('\0') {
        return Err(Error::new("a string literal cannot contain NUL (0x00) characters"));
    }
    let doubled = text.replace('\'', "''");
    Ok(if text.contains('\\') {
        format!("E'{}'", doubled.replace('\\', "\\\\"))
    } else {
        format!("'{doubled}'")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_psycopg2_writes_them() {
        let cases = [
            (SqlValue::Null, "NULL"),
            (SqlValue::Boolean(true), "true"),
            (SqlValue::Integer(-1), " -1"),
            (SqlValue::Float(0.1), "0.1"),
            (SqlValue::Float(f64::NAN), "'NaN'::float"),
            (SqlValue::Numeric("1.50".into()), "1.50"),
            (SqlValue::Text("it's".into()), "'it''s'"),
            (SqlValue::Text("a\\b".into()), "E'a\\\\b'"),
            (SqlValue::Bytes(vec![0, 255]), "'\\x00ff'::bytea"),
            (
                SqlValue::Temporal { type_name: "date".into(), text: "2024-01-02".into() },
                "'2024-01-02'::date",
            ),
            (SqlValue::Array(vec![SqlValue::Integer(1), SqlValue::Null]), "ARRAY[1, NULL]"),
            (SqlValue::Array(vec![]), "'{}'"),
            (SqlValue::Expression("now()".into()), "now()"),
        ];
        for (value, expected) in cases {
            assert_eq!(literal(&value).unwrap(), expected);
        }
        assert!(literal(&SqlValue::Text("a\0".into())).is_err());
    }
}
