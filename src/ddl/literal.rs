//! Values as SQL literals, for a server with `standard_conforming_strings` on: nothing is escaped but
//! the quote itself, and percent signs are never doubled.

use crate::operation::SqlValue;
use crate::schema::ServerDefault;

/// `'it''s'`.
pub fn string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What stands after DEFAULT.
pub fn server_default(default: &ServerDefault) -> String {
    match default {
        ServerDefault::Literal(text) => string(text),
        ServerDefault::Expression(sql) => sql.clone(),
    }
}

/// A value of `op.bulk_insert`, spelled as SQLAlchemy's literal binds are where those are right.
///
/// Differs from Alembic's `--sql` on purpose: bytes are a `bytea` literal in hexadecimal (Alembic
/// writes them as text), JSON and SQL expressions are written (Alembic refuses them), and an empty
/// array is `'{}'`, which has no type to be missing.
pub fn value(value: &SqlValue) -> String {
    match value {
        SqlValue::Null => "NULL".to_owned(),
        SqlValue::Boolean(true) => "true".to_owned(),
        SqlValue::Boolean(false) => "false".to_owned(),
        SqlValue::Integer(number) => number.to_string(),
        SqlValue::Float(number) => float(*number),
        SqlValue::Numeric(text) => numeric(text),
        SqlValue::Text(text) | SqlValue::Uuid(text) => string(text),
        SqlValue::Bytes(bytes) => {
            let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("'\\x{hexadecimal}'")
        }
        SqlValue::Temporal { type_name, text } => match text.strip_suffix(" seconds") {
            Some(seconds) if type_name == "interval" => format!("make_interval(secs=>{seconds})"),
            _ => string(text),
        },
        SqlValue::Json { text, .. } | SqlValue::Other { text, .. } => string(text),
        SqlValue::Array(items) if items.is_empty() => "'{}'".to_owned(),
        SqlValue::Array(items) => {
            let items: Vec<String> = items.iter().map(self::value).collect();
            format!("ARRAY[{}]", items.join(", "))
        }
        SqlValue::Expression(sql) => sql.clone(),
    }
}

/// As Python's `repr` has it: `1.5`, `1e+30`, `5e-05`.
fn float(number: f64) -> String {
    if number.is_nan() {
        return "'NaN'".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "'Infinity'".to_owned() } else { "'-Infinity'".to_owned() };
    }
    let text = format!("{number:?}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    match exponent.strip_prefix('-') {
        Some(digits) => format!("{mantissa}e-{digits:0>2}"),
        None => format!("{mantissa}e+{exponent:0>2}"),
    }
}

/// Decimal's NaN and Infinity are words, hence quoted.
fn numeric(text: &str) -> String {
    let digits = text.trim_start_matches(['+', '-']);
    if digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') { text.to_owned() } else { string(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_literals() {
        let cases = [
            (SqlValue::Null, "NULL"),
            (SqlValue::Boolean(true), "true"),
            (SqlValue::Integer(-5), "-5"),
            (SqlValue::Float(1.5), "1.5"),
            (SqlValue::Float(1e30), "1e+30"),
            (SqlValue::Float(5e-5), "5e-05"),
            (SqlValue::Float(f64::NEG_INFINITY), "'-Infinity'"),
            (SqlValue::Numeric("1.50".into()), "1.50"),
            (SqlValue::Numeric("NaN".into()), "'NaN'"),
            (SqlValue::Text("x'y%z\\".into()), "'x''y%z\\'"),
            (SqlValue::Bytes(vec![0, 255]), "'\\x00ff'"),
            (SqlValue::Json { text: "{\"a\": \"'\"}".into(), binary: true }, "'{\"a\": \"''\"}'"),
            (SqlValue::Array(vec![]), "'{}'"),
            (
                SqlValue::Array(vec![SqlValue::Text("a".into()), SqlValue::Text("b".into())]),
                "ARRAY['a', 'b']",
            ),
            (SqlValue::Expression("now()".into()), "now()"),
        ];
        for (value, expected) in cases {
            assert_eq!(super::value(&value), expected, "{value:?}");
        }
    }
}
