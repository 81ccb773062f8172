//! The functions of Python that templates call by name.

use super::evaluate::Renderer;
use super::value::{Value, unknown};
use crate::error::{Error, Result};

const NAMES: [&str; 23] = [
    "all",
    "any",
    "bool",
    "dict",
    "enumerate",
    "getattr",
    "hasattr",
    "int",
    "isinstance",
    "len",
    "list",
    "map",
    "max",
    "min",
    "range",
    "repr",
    "reversed",
    "set",
    "sorted",
    "str",
    "sum",
    "tuple",
    "zip",
];

/// The value of a name that neither the template nor the caller binds.
pub fn builtin(name: &str) -> Option<Value> {
    match name {
        "context" => Some(Value::Module("context")),
        "UNDEFINED" => Some(Value::Undefined("UNDEFINED".into())),
        "STOP_RENDERING" => Some("".into()),
        _ => NAMES.iter().find(|known| **known == name).map(|known| Value::Builtin(known)),
    }
}

/// The items without repetition, in order.
pub fn unique(items: Vec<Value>) -> Value {
    let mut output: Vec<Value> = Vec::new();
    for item in items {
        if !output.iter().any(|known| known.equals(&item)) {
            output.push(item);
        }
    }
    Value::list(output)
}

pub fn call(
    renderer: &mut Renderer<'_>,
    name: &'static str,
    mut arguments: Vec<Value>,
    keywords: &[(String, Value)],
) -> Result<Value> {
    let wrong = || Error::new(format!("this call of `{name}` is not supported in templates"));
    if !keywords.is_empty() && !matches!(name, "sorted" | "enumerate" | "dict") {
        return Err(wrong());
    }
    let count = arguments.len();
    let number = |value: usize| Value::Int(i64::try_from(value).unwrap_or(i64::MAX));
    if let Some(function) = name.strip_prefix("re.") {
        return super::methods::call_re(function, &arguments);
    }
    let Some(first) = arguments.first().cloned() else {
        return match name {
            "str" => Ok("".into()),
            "list" | "set" => Ok(Value::list(Vec::new())),
            "tuple" => Ok(Value::tuple(Vec::new())),
            "dict" => Ok(Value::dict(
                keywords.iter().map(|(key, value)| (key.as_str().into(), value.clone())).collect(),
            )),
            _ => Err(wrong()),
        };
    };
    if let Value::Unknown(what) = &first {
        return Err(unknown(what));
    }
    Ok(match (name, count) {
        ("str", 1) => first.str()?.into(),
        ("repr", 1) => first.repr()?.into(),
        ("bool", 1) => Value::Bool(first.truth()?),
        ("len", 1) => match &first {
            Value::Text(text) => number(text.chars().count()),
            other => number(other.items()?.len()),
        },
        ("int", 1) => match &first {
            Value::Text(text) => Value::Int(text.trim().parse().map_err(|_| {
                Error::new(format!("invalid literal for int(): {}", super::value::text_repr(text)))
            })?),
            Value::Int(value) => Value::Int(*value),
            Value::Bool(value) => Value::Int(i64::from(*value)),
            _ => return Err(wrong()),
        },
        ("list", 1) => Value::list(first.items()?),
        ("tuple", 1) => Value::tuple(first.items()?),
        ("set", 1) => unique(first.items()?),
        ("any", 1) => {
            let mut found = false;
            for item in first.items()? {
                found = found || item.truth()?;
            }
            Value::Bool(found)
        }
        ("all", 1) => {
            let mut all = true;
            for item in first.items()? {
                all = all && item.truth()?;
            }
            Value::Bool(all)
        }
        ("reversed", 1) => Value::list(first.items()?.into_iter().rev().collect()),
        ("enumerate", 1) => {
            let start = match keywords {
                [] => 0,
                [(key, Value::Int(start))] if key == "start" => *start,
                _ => return Err(wrong()),
            };
            let pairs = (start..)
                .zip(first.items()?)
                .map(|(index, item)| Value::tuple(vec![Value::Int(index), item]));
            Value::list(pairs.collect())
        }
        ("zip", _) => {
            let columns = arguments.iter().map(Value::items).collect::<Result<Vec<_>>>()?;
            let rows = columns.iter().map(Vec::len).min().unwrap_or(0);
            let row =
                |index: usize| Value::tuple(columns.iter().map(|column| column[index].clone()).collect());
            Value::list((0..rows).map(row).collect())
        }
        ("range", 1..=3) => {
            let bounds = arguments
                .iter()
                .map(|value| match value {
                    Value::Int(value) => Ok(*value),
                    _ => Err(wrong()),
                })
                .collect::<Result<Vec<_>>>()?;
            let (start, end, step) = match bounds.as_slice() {
                [end] => (0, *end, 1),
                [start, end] => (*start, *end, 1),
                [start, end, step] => (*start, *end, *step),
                _ => return Err(wrong()),
            };
            if step < 1 || end.saturating_sub(start) > 100_000 {
                return Err(wrong());
            }
            let mut items = Vec::new();
            let mut at = start;
            while at < end {
                items.push(Value::Int(at));
                at += step;
            }
            Value::list(items)
        }
        ("map", 2) => {
            let items = arguments.remove(1).items()?;
            let mut output = Vec::new();
            for item in items {
                output.push(renderer.call(first.clone(), vec![item], Vec::new())?);
            }
            Value::list(output)
        }
        ("sum", 1) => {
            let mut total = Value::Int(0);
            for item in first.items()? {
                total = super::evaluate::binary(ruff_python_ast::Operator::Add, &total, &item)?;
            }
            total
        }
        ("sorted", 1) => sort(renderer, first.items()?, keywords)?,
        ("max" | "min", 1) => {
            let sorted = sort(renderer, first.items()?, &[])?.items()?;
            let wanted = if name == "max" { sorted.last() } else { sorted.first() };
            wanted.cloned().ok_or_else(wrong)?
        }
        ("getattr", 2 | 3) => {
            let found = super::methods::attribute(&first, arguments[1].as_text().ok_or_else(wrong)?);
            match (found, arguments.get(2)) {
                (Err(_), Some(default)) => default.clone(),
                (found, _) => found?,
            }
        }
        ("hasattr", 2) => {
            Value::Bool(super::methods::attribute(&first, arguments[1].as_text().ok_or_else(wrong)?).is_ok())
        }
        ("isinstance", 2) => {
            let is = |class: &Value| matches!(class, Value::Builtin(name) if *name == first.type_name());
            match &arguments[1] {
                Value::Builtin(_) => Value::Bool(is(&arguments[1])),
                Value::Tuple(classes) if classes.iter().all(|class| matches!(class, Value::Builtin(_))) => {
                    Value::Bool(classes.iter().any(is))
                }
                _ => return Err(wrong()),
            }
        }
        _ => return Err(wrong()),
    })
}

fn sort(renderer: &mut Renderer<'_>, items: Vec<Value>, keywords: &[(String, Value)]) -> Result<Value> {
    let mut reverse = false;
    let mut key = None;
    for (name, value) in keywords {
        match name.as_str() {
            "reverse" => reverse = value.truth()?,
            "key" if !matches!(value, Value::None) => key = Some(value.clone()),
            "key" => {}
            _ => return Err(Error::new(format!("`sorted` has no argument `{name}`"))),
        }
    }
    let mut keyed = Vec::new();
    for item in items {
        let by = match &key {
            Some(key) => renderer.call(key.clone(), vec![item.clone()], Vec::new())?,
            None => item.clone(),
        };
        keyed.push((by, item));
    }
    let texts = keyed.iter().all(|(by, _)| by.as_text().is_some());
    let numbers = keyed.iter().all(|(by, _)| by.number().is_some());
    if !texts && !numbers {
        return Err(Error::new("only texts or numbers can be sorted in templates"));
    }
    keyed.sort_by(|(a, _), (b, _)| {
        let order = match (a.as_text(), b.as_text()) {
            (Some(a), Some(b)) => a.cmp(b),
            _ => a.number().partial_cmp(&b.number()).unwrap_or(std::cmp::Ordering::Equal),
        };
        if reverse { order.reverse() } else { order }
    });
    Ok(Value::list(keyed.into_iter().map(|(_, item)| item).collect()))
}
