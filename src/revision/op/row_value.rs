//! Values of result rows as Python objects, as psycopg2 and SQLAlchemy hand them out.

use crate::operation::SqlValue;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

use super::schema_objects::make;

/// # Errors
/// What the standard library's constructors raise.
pub fn python(interpreter: &mut Interpreter, value: SqlValue) -> Evaluated {
    Ok(match value {
        SqlValue::Null => Value::None,
        SqlValue::Boolean(value) => Value::Bool(value),
        SqlValue::Integer(value) => Value::Int(value),
        SqlValue::Float(value) => Value::Float(value),
        SqlValue::Numeric(text) => {
            make(interpreter, "decimal", "Decimal", vec![Value::str(text)], Vec::new())?
        }
        SqlValue::Text(text) | SqlValue::Expression(text) | SqlValue::Other { text, .. } => Value::str(text),
        SqlValue::Bytes(bytes) => Value::Bytes(bytes.into()),
        SqlValue::Uuid(text) => make(interpreter, "uuid", "UUID", vec![Value::str(text)], Vec::new())?,
        SqlValue::Json { text, .. } => {
            make(interpreter, "json", "loads", vec![Value::str(text)], Vec::new())?
        }
        SqlValue::Array(items) => {
            let items = items.into_iter().map(|item| python(interpreter, item)).collect::<Result<_, _>>()?;
            Value::list(items)
        }
        SqlValue::Temporal { type_name, text } => temporal(interpreter, &type_name, &text)?,
    })
}

fn temporal(interpreter: &mut Interpreter, type_name: &str, text: &str) -> Evaluated {
    let class = match type_name {
        "date" => "date",
        "time" | "timetz" => "time",
        "interval" => return interval(interpreter, text),
        _ => "datetime",
    };
    if text.contains("infinity") || text.ends_with("BC") {
        return Err(interpreter.raise("ValueError", format!("year is out of range: {text}")));
    }
    let module = interpreter.import("datetime")?;
    let class = interpreter.get_attribute(&Value::Module(module), class)?;
    interpreter.call_method(&class, "fromisoformat", vec![Value::str(text)])
}

/// A month is 30 days and a year 365, as psycopg2 has it.
fn interval(interpreter: &mut Interpreter, text: &str) -> Evaluated {
    let mut days = 0;
    let mut seconds = 0;
    let mut micros = 0;
    let mut count = 0;
    for word in text.split_whitespace() {
        if let Ok(number) = word.parse::<i64>() {
            count = number;
        } else if word.contains(':') {
            let sign = if word.starts_with('-') { -1 } else { 1 };
            let (whole, fraction) = word.trim_start_matches('-').split_once('.').unwrap_or((word, ""));
            let whole = whole.trim_start_matches('-');
            seconds =
                sign * whole.split(':').fold(0, |sum, part| sum * 60 + part.parse::<i64>().unwrap_or(0));
            micros = sign * format!("{fraction:0<6}").parse::<i64>().unwrap_or(0);
        } else {
            days += count
                * if word.starts_with("year") {
                    365
                } else if word.starts_with("mon") {
                    30
                } else {
                    1
                };
        }
    }
    let parts = vec![Value::Int(days), Value::Int(seconds), Value::Int(micros)];
    make(interpreter, "datetime", "timedelta", parts, Vec::new())
}
