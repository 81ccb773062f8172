//! What a column's type makes of a value that the server returned: SQLAlchemy's `result_processor`.

use super::argument;
use super::enum_type;
use super::type_object::{self, attribute};
use super::types::{Affinity, TypeSql};
use crate::python::call::Arguments;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// The Python value. `value` is what the driver makes of the server's answer by its own type.
///
/// # Errors
/// What a TypeDecorator's `process_result_value` raises; LookupError for a label that no member has.
pub fn result_value(interp: &mut Interpreter, value: Value, type_: &Value) -> Evaluated {
    let type_ = type_object::for_postgresql(interp, type_)?;
    let Some(instance) = type_.as_instance().cloned() else { return Ok(value) };
    if let Some(Value::Function(_)) = instance.class.lookup("result_processor") {
        return processed_by_user(interp, &type_, value);
    }
    let Some(row) = type_object::row(&instance.class) else { return Ok(value) };
    if row.sql == TypeSql::Decorator {
        return decorated(interp, value, &type_);
    }
    if value.is_none() {
        return Ok(value);
    }
    match (row.sql, row.affinity) {
        (TypeSql::Enum, _) => member(interp, value, &type_),
        (_, Affinity::Uuid) => {
            let as_uuid = attribute(interp, &type_, "as_uuid")?;
            let as_uuid = as_uuid.is_none() || argument::flag(interp, &as_uuid, "as_uuid")?;
            match (&value, as_uuid) {
                (Value::Str(_), true) => call(interp, "uuid", "UUID", value),
                (Value::Instance(_), false) => interp.str(&value).map(Value::str),
                _ => Ok(value),
            }
        }
        (_, Affinity::Array) => {
            let item = attribute(interp, &type_, "item_type")?;
            items(interp, value, &item)
        }
        (_, Affinity::Numeric | Affinity::Float) => number(interp, value, &type_),
        _ => Ok(value),
    }
}

fn call(interp: &mut Interpreter, module: &str, name: &str, value: Value) -> Evaluated {
    let module = interp.import(module)?;
    let function = interp.get_attribute(&Value::Module(module), name)?;
    interp.call(&function, Arguments::positional(vec![value]))
}

/// A type of the project with a `result_processor` of its own.
fn processed_by_user(interp: &mut Interpreter, type_: &Value, value: Value) -> Evaluated {
    let dialect = super::dialect::postgresql(interp)?;
    let processor = interp.call_method(type_, "result_processor", vec![dialect, Value::None])?;
    match processor {
        Value::None => Ok(value),
        processor => interp.call(&processor, Arguments::positional(vec![value])),
    }
}

fn decorated(interp: &mut Interpreter, value: Value, type_: &Value) -> Evaluated {
    let inner = type_object::decorator_impl(interp, type_)?;
    let same = match (inner.as_instance(), type_.as_instance()) {
        (Some(inner), Some(own)) => std::rc::Rc::ptr_eq(inner, own),
        _ => false,
    };
    let value = if same { value } else { result_value(interp, value, &inner)? };
    let own = type_.as_instance().and_then(|instance| instance.class.lookup("process_result_value"));
    match own {
        Some(Value::Function(_)) => {
            let dialect = super::dialect::postgresql(interp)?;
            interp.call_method(type_, "process_result_value", vec![value, dialect])
        }
        _ if type_
            .as_instance()
            .is_some_and(|own| type_object::derives(&own.class, "sqltypes", "PickleType")) =>
        {
            Ok(interp.unknown("a pickled value needs the application's Python"))
        }
        _ => Ok(value),
    }
}

/// The member of the type's Python enum that has this label.
fn member(interp: &mut Interpreter, value: Value, type_: &Value) -> Evaluated {
    let class = attribute(interp, type_, "enum_class")?;
    if class.is_none() || value.as_str().is_none() {
        return Ok(value);
    }
    match enum_type::member(interp, type_, &value)? {
        Some(member) => Ok(member),
        None => {
            let shown = interp.repr(&value)?;
            let labels = attribute(interp, type_, "enums")?;
            let labels = interp.iterate(&labels)?;
            let mut texts = Vec::new();
            for label in &labels {
                texts.push(interp.str(label)?);
            }
            let name = attribute(interp, type_, "name")?;
            let name = interp.str(&name)?;
            Err(interp.raise(
                "LookupError",
                format!(
                    "{shown} is not among the defined enum values. Enum name: {name}. Possible values: {}",
                    texts.join(", ")
                ),
            ))
        }
    }
}

fn items(interp: &mut Interpreter, value: Value, item: &Value) -> Evaluated {
    let Value::List(list) = &value else { return Ok(value) };
    let given = list.borrow().clone();
    let mut made = Vec::with_capacity(given.len());
    for value in given {
        // arrays of several dimensions are lists of lists
        made.push(match value {
            inner @ Value::List(_) => items(interp, inner, item)?,
            value => result_value(interp, value, item)?,
        });
    }
    Ok(Value::list(made))
}

/// `asdecimal`: Numeric gives Decimal unless told otherwise, Float gives float.
fn number(interp: &mut Interpreter, value: Value, type_: &Value) -> Evaluated {
    let as_decimal = attribute(interp, type_, "asdecimal")?;
    let as_decimal = argument::flag(interp, &as_decimal, "asdecimal")?;
    match (&value, as_decimal) {
        (Value::Instance(_), false) => {
            let float = interp.types().float.clone();
            interp.call(&Value::Class(float), Arguments::positional(vec![value]))
        }
        (Value::Float(_), true) => {
            // `to_decimal_processor_factory`: with ten digits after the point
            let text = interp.str(&value)?;
            call(interp, "decimal", "Decimal", Value::str(text))
        }
        _ => Ok(value),
    }
}
