//! Python values as SQL: literals in DDL, and [`SqlValue`]s of statements.

use std::rc::Rc;

use super::argument;
use super::data_type::type_sql;
use super::type_object::{self, attribute};
use super::types::{Affinity, TypeSql};
use crate::ddl::literal::string;
use crate::operation::SqlValue;
use crate::python::interpreter::Interpreter;
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::Value;

/// What a type makes of a value before it is written: names of enum members, a TypeDecorator's
/// `process_bind_param`; with the type that writes the result.
fn processed(interp: &mut Interpreter, value: &Value, type_: &Value) -> Evaluated<(Value, Value)> {
    let type_ = type_object::for_postgresql(interp, type_)?;
    let Some(instance) = type_.as_instance().cloned() else { return Ok((value.clone(), type_)) };
    let Some(row) = type_object::row(&instance.class) else { return Ok((value.clone(), type_)) };
    match row.sql {
        TypeSql::Decorator => {
            let mut value = value.clone();
            for method in ["process_literal_param", "process_bind_param"] {
                if let Some(Value::Function(_)) = instance.class.lookup(method) {
                    let dialect = super::dialect::postgresql(interp)?;
                    value = interp.call_method(&type_, method, vec![value, dialect])?;
                    break;
                }
            }
            let inner = type_object::decorator_impl(interp, &type_)?;
            match (&inner, &type_) {
                (Value::Instance(a), Value::Instance(b)) if Rc::ptr_eq(a, b) => Ok((value, Value::None)),
                _ => processed(interp, &value, &inner),
            }
        }
        TypeSql::Enum => Ok((enum_value(interp, value, &type_)?, type_)),
        _ => Ok((value.clone(), type_)),
    }
}

/// The label that the database has for a member of the type's Python enum.
fn enum_value(interp: &mut Interpreter, value: &Value, type_: &Value) -> Evaluated {
    if matches!(value, Value::Str(_) | Value::None) {
        return Ok(value.clone());
    }
    let class = attribute(interp, type_, "enum_class")?;
    if class.is_none() {
        return Ok(value.to_text().map_or_else(|| value.clone(), Value::Str));
    }
    let Some(name) = interp.find_attribute(value, "name")? else { return Ok(value.clone()) };
    let callable = attribute(interp, type_, "values_callable")?;
    if callable.is_none() {
        return Ok(name);
    }
    // the labels stand in the order of the members
    let members = interp.iterate(&class)?;
    let labels = attribute(interp, type_, "enums")?;
    let labels = interp.iterate(&labels)?;
    for (member, label) in members.iter().zip(labels) {
        if member.is(value) {
            return Ok(label);
        }
    }
    Ok(name)
}

/// The literal in DDL.
///
/// # Errors
/// CompileError for values that no literal exists for; a refusal for Unknown.
pub fn sql(interp: &mut Interpreter, value: &Value, type_: &Value) -> Evaluated<String> {
    let (value, type_) = processed(interp, value, type_)?;
    let affinity = if type_.is_none() { Affinity::Null } else { type_object::affinity(interp, &type_)? };
    if let Value::Unknown(_) = value {
        return Err(argument::refuse_unknown(interp, &value, "a literal"));
    }
    if value.is_none() {
        return Ok("NULL".to_owned());
    }
    Ok(match affinity {
        Affinity::Interval => {
            let seconds = interp.call_method(&value, "total_seconds", Vec::new())?;
            format!("make_interval(secs=>{})", interp.str(&seconds)?)
        }
        Affinity::Boolean => match interp.truth(&value)? {
            true => "true".to_owned(),
            false => "false".to_owned(),
        },
        Affinity::Array => {
            let item = attribute(interp, &type_, "item_type")?;
            let mut items = Vec::new();
            for value in interp.iterate(&value)? {
                items.push(sql(interp, &value, &item)?);
            }
            if items.is_empty() {
                format!("ARRAY[]::{}", type_sql(interp, &type_)?)
            } else {
                format!("ARRAY[{}]", items.join(", "))
            }
        }
        Affinity::Integer | Affinity::Numeric | Affinity::Float => interp.str(&value)?,
        Affinity::DateTime => {
            let text = interp.str(&value)?;
            string(&text)
        }
        Affinity::Null => match &value {
            Value::Str(_) | Value::Int(_) | Value::Float(_) | Value::Bool(_) => plain(interp, &value)?,
            _ => return Err(no_literal(interp, &value, "NULL".to_owned())),
        },
        Affinity::Json | Affinity::Hstore | Affinity::Range | Affinity::Tuple | Affinity::Other => {
            let name = type_sql(interp, &type_)?;
            return Err(no_literal(interp, &value, name));
        }
        Affinity::String | Affinity::Date | Affinity::Time | Affinity::Binary | Affinity::Uuid => {
            plain(interp, &value)?
        }
    })
}

/// SQLAlchemy's refusal to write a value into the SQL.
fn no_literal(interp: &mut Interpreter, value: &Value, type_name: String) -> Box<Raise> {
    match interp.repr(value) {
        Ok(shown) => interp.raise(
            "sqlalchemy.exc.CompileError",
            format!(
                "No literal value renderer is available for literal value \"{shown}\" with datatype {type_name}"
            ),
        ),
        Err(raise) => raise,
    }
}

/// By the value alone.
fn plain(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    Ok(match value {
        Value::Bool(true) => "true".to_owned(),
        Value::Bool(false) => "false".to_owned(),
        Value::Int(_) | Value::BigInt(_) | Value::Float(_) => interp.str(value)?,
        Value::Bytes(bytes) => string(&String::from_utf8_lossy(bytes)),
        other => match other.to_text() {
            Some(text) => string(&text),
            None => string(&interp.str(other)?),
        },
    })
}

/// `json.dumps`.
fn json(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    if value.payload::<super::type_init::JsonNull>().is_some() {
        return Ok("null".to_owned());
    }
    let dumps = interp.import("json")?.attribute("dumps").unwrap_or(Value::None);
    let text = interp.call(&dumps, Value::arguments(vec![value.clone()]))?;
    argument::text(interp, &text, "a JSON value")
}

/// The value for the server.
///
/// # Errors
/// A refusal for values that have no SQL.
pub fn sql_value(interp: &mut Interpreter, value: &Value, type_: &Value) -> Evaluated<SqlValue> {
    let (value, type_) = processed(interp, value, type_)?;
    let affinity = if type_.is_none() { Affinity::Null } else { type_object::affinity(interp, &type_)? };
    if affinity == Affinity::Json {
        let as_null = attribute(interp, &type_, "none_as_null")?;
        if !(value.is_none() && argument::flag(interp, &as_null, "none_as_null")?) {
            let binary = type_
                .as_instance()
                .is_some_and(|instance| type_object::derives(&instance.class, "json", "JSONB"));
            return Ok(SqlValue::Json { text: json(interp, &value)?, binary });
        }
    }
    if affinity == Affinity::Array && !value.is_none() {
        let item = attribute(interp, &type_, "item_type")?;
        let mut items = Vec::new();
        for value in interp.iterate(&value)? {
            items.push(sql_value(interp, &value, &item)?);
        }
        if items.is_empty() {
            return Ok(SqlValue::Other { type_name: type_sql(interp, &type_)?, text: "{}".to_owned() });
        }
        return Ok(SqlValue::Array(items));
    }
    from_python(interp, &value)
}

/// As psycopg2 adapts it.
///
/// # Errors
/// A refusal for values that it can't adapt.
pub fn from_python(interp: &mut Interpreter, value: &Value) -> Evaluated<SqlValue> {
    Ok(match value {
        Value::None => SqlValue::Null,
        Value::Bool(value) => SqlValue::Boolean(*value),
        Value::Int(value) => SqlValue::Integer(*value),
        Value::BigInt(value) => SqlValue::Numeric(value.to_string()),
        Value::Float(value) => SqlValue::Float(*value),
        Value::Str(text) => SqlValue::Text(text.to_string()),
        Value::Bytes(bytes) => SqlValue::Bytes(bytes.to_vec()),
        Value::List(_) => {
            let mut items = Vec::new();
            for item in interp.iterate(value)? {
                items.push(from_python(interp, &item)?);
            }
            SqlValue::Array(items)
        }
        Value::Instance(_) => {
            if let Some(text) = value.to_text() {
                return Ok(SqlValue::Text(text.to_string()));
            }
            let text = interp.str(value)?;
            let temporal =
                |type_name: &str| SqlValue::Temporal { type_name: type_name.to_owned(), text: text.clone() };
            match interp.class_of(value).path().as_str() {
                "datetime.datetime" => {
                    let zone = interp.get_attribute(value, "tzinfo")?;
                    temporal(if zone.is_none() { "timestamp" } else { "timestamptz" })
                }
                "datetime.date" => temporal("date"),
                "datetime.time" => temporal("time"),
                "datetime.timedelta" => {
                    let seconds = interp.call_method(value, "total_seconds", Vec::new())?;
                    let seconds = interp.str(&seconds)?;
                    SqlValue::Temporal {
                        type_name: "interval".to_owned(),
                        text: format!("{seconds} seconds"),
                    }
                }
                "decimal.Decimal" => SqlValue::Numeric(text),
                "uuid.UUID" => SqlValue::Uuid(text),
                path => return Err(interp.refuse(format!("can't adapt type '{path}' as a bound value"))),
            }
        }
        Value::Unknown(_) => return Err(argument::refuse_unknown(interp, value, "a bound value")),
        other => return Err(interp.refuse(format!("can't adapt {other:?} as a bound value"))),
    })
}
