//! Attributes, methods and items of values.

use std::rc::Rc;

use fancy_regex::Regex;

use super::evaluate::Renderer;
use super::format;
use super::value::{Value, unknown};
use crate::error::{Error, Result};

fn no_attribute(value: &Value, name: &str) -> Error {
    Error::new(format!("'{}' object has no attribute '{name}' in templates", value.type_name()))
}

/// `value.name`. Methods are looked up when they are called.
pub fn attribute(value: &Value, name: &str) -> Result<Value> {
    let number = |value: i8| Value::Int(i64::from(value));
    Ok(match (value, name) {
        (Value::Unknown(what), _) => return Err(unknown(what)),
        (Value::Undefined(known), _) => return Err(Error::new(format!("the name `{known}` is not defined"))),
        (Value::Module("re"), "split") => Value::Builtin("re.split"),
        (Value::Module("re"), "sub") => Value::Builtin("re.sub"),
        (Value::Module("re"), "findall") => Value::Builtin("re.findall"),
        (Value::Module("re"), "match") => Value::Builtin("re.match"),
        (Value::Module("re"), "search") => Value::Builtin("re.search"),
        (Value::Module("datetime"), "datetime") => Value::Module("datetime.datetime"),
        (Value::Module("datetime"), "date") => Value::Module("datetime.date"),
        (Value::Module("datetime.datetime" | "datetime.date" | "context"), _) => {
            Value::Method(Rc::new((value.clone(), name.to_owned())))
        }
        (Value::Module(module), _) => return Err(unknown(&format!("{module}.{name}"))),
        (Value::Date(date), "year") => Value::Int(i64::from(date.year())),
        (Value::Date(date), "month") => number(date.month()),
        (Value::Date(date), "day") => number(date.day()),
        (Value::DateTime(value), "year") => Value::Int(i64::from(value.local.year())),
        (Value::DateTime(value), "month") => number(value.local.month()),
        (Value::DateTime(value), "day") => number(value.local.day()),
        (Value::DateTime(value), "hour") => number(value.local.hour()),
        (Value::DateTime(value), "minute") => number(value.local.minute()),
        (Value::DateTime(value), "second") => number(value.local.second()),
        (Value::DateTime(value), "microsecond") => Value::Int(i64::from(value.microsecond())),
        (Value::DateTime(_) | Value::Date(_), "isoformat" | "strftime" | "date" | "timestamp") => {
            Value::Method(Rc::new((value.clone(), name.to_owned())))
        }
        (Value::Host(host), _) => match host.attribute(name) {
            Some(value) => value,
            None => Value::Method(Rc::new((value.clone(), name.to_owned()))),
        },
        // Mako's `loop`
        (Value::Dict(items), _) if is_loop(value) => {
            let found = items.borrow().iter().find(|(key, _)| key.as_text() == Some(name)).cloned();
            found.map(|(_, value)| value).ok_or_else(|| no_attribute(value, name))?
        }
        (Value::Text(_) | Value::List(_) | Value::Tuple(_) | Value::Dict(_), _)
            if has_method(value, name) =>
        {
            Value::Method(Rc::new((value.clone(), name.to_owned())))
        }
        _ => return Err(no_attribute(value, name)),
    })
}

fn is_loop(value: &Value) -> bool {
    match value {
        Value::Dict(items) => {
            matches!(items.borrow().first(), Some((key, _)) if key.as_text() == Some("__name__"))
        }
        _ => false,
    }
}

fn has_method(value: &Value, name: &str) -> bool {
    let known: &[&str] = match value {
        Value::Text(_) => &[
            "strip",
            "lstrip",
            "rstrip",
            "split",
            "rsplit",
            "splitlines",
            "join",
            "replace",
            "lower",
            "upper",
            "title",
            "capitalize",
            "startswith",
            "endswith",
            "format",
            "find",
            "count",
            "ljust",
            "rjust",
            "center",
            "zfill",
            "isdigit",
            "partition",
            "rpartition",
            "removeprefix",
            "removesuffix",
        ],
        Value::List(_) => &["append", "extend", "insert", "index", "count", "sort", "reverse", "copy", "pop"],
        Value::Tuple(_) => &["index", "count"],
        Value::Dict(_) => &["get", "keys", "values", "items", "setdefault", "update", "copy"],
        _ => &[],
    };
    known.contains(&name)
}

pub fn call(
    renderer: &mut Renderer<'_>,
    value: &Value,
    name: &str,
    arguments: &[Value],
    keywords: &[(String, Value)],
) -> Result<Value> {
    let wrong = || Error::new(format!("this call of `{name}` is not supported in templates"));
    match value {
        Value::Host(host) => {
            let missing = || Error::new(format!("`{}.{name}` isn't available to templates", host.name()));
            host.call(name, arguments, keywords).ok_or_else(missing)?
        }
        Value::Module("context") => {
            let key = arguments.first().and_then(Value::as_text).ok_or_else(wrong)?;
            let default = arguments.get(1).cloned().unwrap_or(Value::None);
            match (name, renderer.context_value(key)) {
                ("get", found) => Ok(found.unwrap_or(default)),
                _ => Err(wrong()),
            }
        }
        // the one moment that a template can know is when its file is created
        Value::Module("datetime.datetime") if matches!(name, "now" | "today") && arguments.is_empty() => {
            renderer.context_value("create_date").ok_or_else(wrong)
        }
        Value::Module("datetime.date") if name == "today" => match renderer.context_value("create_date") {
            Some(Value::DateTime(value)) => Ok(Value::Date(value.local.date())),
            _ => Err(wrong()),
        },
        Value::Text(text) if name == "format" => Ok(format::format_method(text, arguments, keywords)?.into()),
        _ if !keywords.is_empty() => match (value, name, keywords) {
            (Value::Text(_), "split" | "rsplit", [(key, count)]) if key == "maxsplit" => {
                let separator = arguments.first().cloned().unwrap_or(Value::None);
                text_method(value, name, &[separator, count.clone()])
            }
            (Value::DateTime(_), "isoformat", [(key, separator)]) if key == "sep" => {
                date_method(value, name, std::slice::from_ref(separator))
            }
            _ => Err(wrong()),
        },
        Value::Text(_) => text_method(value, name, arguments),
        Value::DateTime(_) | Value::Date(_) => date_method(value, name, arguments),
        Value::List(_) | Value::Tuple(_) => list_method(value, name, arguments),
        Value::Dict(_) => dict_method(value, name, arguments),
        _ => Err(wrong()),
    }
}

fn date_method(value: &Value, name: &str, arguments: &[Value]) -> Result<Value> {
    Ok(match (value, name, arguments) {
        (Value::DateTime(value), "isoformat", []) => value.iso('T').into(),
        (Value::DateTime(value), "isoformat", [Value::Text(separator)]) if separator.chars().count() == 1 => {
            value.iso(separator.chars().next().unwrap_or('T')).into()
        }
        (Value::DateTime(value), "date", []) => Value::Date(value.local.date()),
        (Value::DateTime(value), "timestamp", []) if value.microsecond() == 0 => {
            format!("{}.0", value.timestamp).parse().map(Value::Float).unwrap_or(Value::Int(value.timestamp))
        }
        (Value::DateTime(value), "strftime", [Value::Text(text)]) => {
            format::strftime(&value.local, Some(value), text)?.into()
        }
        (Value::Date(date), "strftime", [Value::Text(text)]) => {
            format::strftime(&date.to_datetime(jiff::civil::Time::midnight()), None, text)?.into()
        }
        (Value::Date(date), "isoformat", []) => date.to_string().into(),
        _ => return Err(Error::new(format!("this call of `{name}` is not supported in templates"))),
    })
}

fn text_method(value: &Value, name: &str, arguments: &[Value]) -> Result<Value> {
    let Value::Text(text) = value else { return Err(no_attribute(value, name)) };
    let wrong = || Error::new(format!("this call of `str.{name}` is not supported in templates"));
    let characters = |set: &str| set.chars().collect::<Vec<_>>();
    Ok(match (name, arguments) {
        ("strip", [] | [Value::None]) => text.trim().into(),
        ("lstrip", [] | [Value::None]) => text.trim_start().into(),
        ("rstrip", [] | [Value::None]) => text.trim_end().into(),
        ("strip", [Value::Text(set)]) => text.trim_matches(&characters(set)[..]).into(),
        ("lstrip", [Value::Text(set)]) => text.trim_start_matches(&characters(set)[..]).into(),
        ("rstrip", [Value::Text(set)]) => text.trim_end_matches(&characters(set)[..]).into(),
        ("lower", []) => text.to_lowercase().into(),
        ("upper", []) => text.to_uppercase().into(),
        ("title", []) => title(text).into(),
        ("capitalize", []) => {
            let mut characters = text.chars();
            let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
            (first + &characters.as_str().to_lowercase()).into()
        }
        ("replace", [Value::Text(from), Value::Text(to)]) => text.replace(&**from, to).into(),
        ("replace", [Value::Text(from), Value::Text(to), Value::Int(count)]) => match usize::try_from(*count)
        {
            Ok(count) => text.replacen(&**from, to, count).into(),
            Err(_) => text.replace(&**from, to).into(),
        },
        ("split", [] | [Value::None]) => Value::list(text.split_whitespace().map(Value::from).collect()),
        ("split", [Value::Text(separator)]) if !separator.is_empty() => {
            Value::list(text.split(&**separator).map(Value::from).collect())
        }
        ("split", [Value::Text(separator), Value::Int(count)]) if !separator.is_empty() => {
            match usize::try_from(*count) {
                Ok(count) => Value::list(text.splitn(count + 1, &**separator).map(Value::from).collect()),
                Err(_) => Value::list(text.split(&**separator).map(Value::from).collect()),
            }
        }
        ("rsplit", [Value::Text(separator), Value::Int(count)]) if !separator.is_empty() && *count >= 0 => {
            let count = usize::try_from(*count).unwrap_or(0);
            let mut parts: Vec<Value> = text.rsplitn(count + 1, &**separator).map(Value::from).collect();
            parts.reverse();
            Value::list(parts)
        }
        ("splitlines", []) => Value::list(text.lines().map(Value::from).collect()),
        ("partition", [Value::Text(separator)]) if !separator.is_empty() => {
            match text.split_once(&**separator) {
                Some((before, after)) => {
                    Value::tuple(vec![before.into(), separator.as_ref().into(), after.into()])
                }
                None => Value::tuple(vec![value.clone(), "".into(), "".into()]),
            }
        }
        ("rpartition", [Value::Text(separator)]) if !separator.is_empty() => {
            match text.rsplit_once(&**separator) {
                Some((before, after)) => {
                    Value::tuple(vec![before.into(), separator.as_ref().into(), after.into()])
                }
                None => Value::tuple(vec!["".into(), "".into(), value.clone()]),
            }
        }
        ("join", [items]) => {
            let items = items.items()?;
            let texts =
                items.iter().map(|item| item.as_text().ok_or_else(wrong)).collect::<Result<Vec<_>>>()?;
            texts.join(text).into()
        }
        ("startswith", [prefix]) => {
            Value::Bool(any_text(prefix, |prefix| text.starts_with(prefix)).ok_or_else(wrong)?)
        }
        ("endswith", [suffix]) => {
            Value::Bool(any_text(suffix, |suffix| text.ends_with(suffix)).ok_or_else(wrong)?)
        }
        ("removeprefix", [Value::Text(prefix)]) => text.strip_prefix(&**prefix).unwrap_or(text).into(),
        ("removesuffix", [Value::Text(suffix)]) => text.strip_suffix(&**suffix).unwrap_or(text).into(),
        ("find", [Value::Text(part)]) => match text.find(&**part) {
            Some(at) => count_value(text[..at].chars().count()),
            None => Value::Int(-1),
        },
        ("count", [Value::Text(part)]) if !part.is_empty() => count_value(text.matches(&**part).count()),
        ("isdigit", []) => Value::Bool(!text.is_empty() && text.chars().all(char::is_numeric)),
        ("ljust" | "rjust" | "center" | "zfill", [Value::Int(width), rest @ ..]) => {
            let fill = match rest {
                [] => " ",
                [Value::Text(fill)] if fill.chars().count() == 1 => fill,
                _ => return Err(wrong()),
            };
            let missing =
                usize::try_from(*width).unwrap_or(0).min(10_000).saturating_sub(text.chars().count());
            match name {
                "ljust" => format!("{text}{}", fill.repeat(missing)).into(),
                "rjust" => format!("{}{text}", fill.repeat(missing)).into(),
                "zfill" => {
                    let (sign, digits) = match text.strip_prefix(['+', '-']) {
                        Some(digits) => text.split_at(text.len() - digits.len()),
                        None => ("", &**text),
                    };
                    format!("{sign}{}{digits}", "0".repeat(missing)).into()
                }
                _ => {
                    // CPython puts the odd one left when the width is odd
                    let width = usize::try_from(*width).unwrap_or(0);
                    let left = missing / 2 + (missing & width & 1);
                    format!("{}{text}{}", fill.repeat(left), fill.repeat(missing - left)).into()
                }
            }
        }
        _ => return Err(wrong()),
    })
}

fn any_text(value: &Value, check: impl Fn(&str) -> bool) -> Option<bool> {
    match value {
        Value::Text(text) => Some(check(text)),
        Value::Tuple(items) => {
            let texts = items.iter().map(Value::as_text).collect::<Option<Vec<_>>>()?;
            Some(texts.into_iter().any(check))
        }
        _ => None,
    }
}

fn title(text: &str) -> String {
    let mut output = String::new();
    let mut inside = false;
    for c in text.chars() {
        if inside {
            output.extend(c.to_lowercase());
        } else {
            output.extend(c.to_uppercase());
        }
        inside = c.is_alphabetic();
    }
    output
}

fn count_value(count: usize) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

fn list_method(value: &Value, name: &str, arguments: &[Value]) -> Result<Value> {
    let wrong = || Error::new(format!("this call of `{name}` is not supported in templates"));
    if let Value::List(items) = value {
        match (name, arguments) {
            ("append", [item]) => {
                items.borrow_mut().push(item.clone());
                return Ok(Value::None);
            }
            ("extend", [more]) => {
                let more = more.items()?;
                items.borrow_mut().extend(more);
                return Ok(Value::None);
            }
            ("insert", [Value::Int(at), item]) => {
                let length = items.borrow().len();
                let at = usize::try_from(*at).unwrap_or(0).min(length);
                items.borrow_mut().insert(at, item.clone());
                return Ok(Value::None);
            }
            ("pop", []) => {
                let last = items.borrow_mut().pop();
                return last.ok_or_else(|| Error::new("pop from empty list"));
            }
            ("reverse", []) => {
                items.borrow_mut().reverse();
                return Ok(Value::None);
            }
            ("copy", []) => return Ok(Value::list(items.borrow().clone())),
            ("sort", []) if items.borrow().iter().all(|item| item.as_text().is_some()) => {
                items.borrow_mut().sort_by(|a, b| a.as_text().cmp(&b.as_text()));
                return Ok(Value::None);
            }
            _ => {}
        }
    }
    let items = value.items()?;
    match (name, arguments) {
        ("count", [item]) => Ok(count_value(items.iter().filter(|known| known.equals(item)).count())),
        ("index", [item]) => {
            items.iter().position(|known| known.equals(item)).map(count_value).ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}

fn dict_method(value: &Value, name: &str, arguments: &[Value]) -> Result<Value> {
    let wrong = || Error::new(format!("this call of `dict.{name}` is not supported in templates"));
    let Value::Dict(items) = value else { return Err(wrong()) };
    let find = |key: &Value| {
        items.borrow().iter().find(|(known, _)| known.equals(key)).map(|(_, value)| value.clone())
    };
    Ok(match (name, arguments) {
        ("get", [key]) => find(key).unwrap_or(Value::None),
        ("get", [key, default]) => find(key).unwrap_or_else(|| default.clone()),
        ("keys", []) => Value::list(items.borrow().iter().map(|(key, _)| key.clone()).collect()),
        ("values", []) => Value::list(items.borrow().iter().map(|(_, value)| value.clone()).collect()),
        ("items", []) => Value::list(
            items
                .borrow()
                .iter()
                .map(|(key, value)| Value::tuple(vec![key.clone(), value.clone()]))
                .collect(),
        ),
        ("copy", []) => Value::dict(items.borrow().clone()),
        ("setdefault", [key, default]) => match find(key) {
            Some(found) => found,
            None => {
                items.borrow_mut().push((key.clone(), default.clone()));
                default.clone()
            }
        },
        ("update", [Value::Dict(more)]) => {
            let more = more.borrow().clone();
            for (key, item) in more {
                set_item(value, key, item)?;
            }
            Value::None
        }
        _ => return Err(wrong()),
    })
}

/// `container[key] = value`.
pub fn set_item(container: &Value, key: Value, value: Value) -> Result<()> {
    match container {
        Value::Dict(items) => {
            let mut items = items.borrow_mut();
            match items.iter_mut().find(|(known, _)| known.equals(&key)) {
                Some(item) => item.1 = value,
                None => items.push((key, value)),
            }
            Ok(())
        }
        Value::List(items) => {
            let at = position(&key, items.borrow().len())?;
            items.borrow_mut()[at] = value;
            Ok(())
        }
        other => Err(Error::new(format!("'{}' object does not support item assignment", other.type_name()))),
    }
}

/// `container[key]`.
pub fn item(container: &Value, key: &Value) -> Result<Value> {
    match container {
        Value::Dict(items) => {
            let found =
                items.borrow().iter().find(|(known, _)| known.equals(key)).map(|(_, value)| value.clone());
            match found {
                Some(value) => Ok(value),
                None => Err(Error::new(format!("KeyError: {}", key.repr()?))),
            }
        }
        Value::Text(_) | Value::List(_) | Value::Tuple(_) => {
            let items = container.items()?;
            Ok(items[position(key, items.len())?].clone())
        }
        Value::Unknown(what) => Err(unknown(what)),
        other => Err(Error::new(format!("'{}' object is not subscriptable", other.type_name()))),
    }
}

fn position(key: &Value, length: usize) -> Result<usize> {
    let Value::Int(index) = key else {
        return Err(Error::new(format!("indices must be integers, not {}", key.type_name())));
    };
    let at = if *index < 0 {
        usize::try_from(index.unsigned_abs()).ok().and_then(|back| length.checked_sub(back))
    } else {
        usize::try_from(*index).ok()
    };
    at.filter(|at| *at < length).ok_or_else(|| Error::new("index out of range"))
}

/// `container[lower:upper:step]` with a positive step, and `[::-1]`.
pub fn slice(container: &Value, bounds: &[Option<Value>; 3]) -> Result<Value> {
    let items = container.items()?;
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let number = |value: &Option<Value>| match value {
        None | Some(Value::None) => Ok(None),
        Some(Value::Int(value)) => Ok(Some(*value)),
        Some(other) => Err(Error::new(format!("slice indices must be integers, not {}", other.type_name()))),
    };
    let clamp =
        |value: i64| if value < 0 { (length.saturating_add(value)).max(0) } else { value.min(length) };
    let step = number(&bounds[2])?.unwrap_or(1);
    let (lower, upper) = (number(&bounds[0])?, number(&bounds[1])?);
    let picked: Vec<Value> = match step {
        -1 if lower.is_none() && upper.is_none() => items.into_iter().rev().collect(),
        1.. => {
            let (lower, upper) = (clamp(lower.unwrap_or(0)), clamp(upper.unwrap_or(length)));
            let step = usize::try_from(step).unwrap_or(usize::MAX);
            let lower = usize::try_from(lower).unwrap_or(0);
            let count = usize::try_from(upper).unwrap_or(0).saturating_sub(lower);
            items.into_iter().skip(lower).take(count).step_by(step).collect()
        }
        _ => return Err(Error::new("this slice is not supported in templates")),
    };
    Ok(match container {
        Value::Text(_) => picked.iter().filter_map(Value::as_text).collect::<String>().into(),
        Value::Tuple(_) => Value::tuple(picked),
        _ => Value::list(picked),
    })
}

/// Functions of `re`, for patterns that Rust and Python understand alike.
pub fn call_re(function: &str, arguments: &[Value]) -> Result<Value> {
    let wrong = || Error::new(format!("this call of `re.{function}` is not supported in templates"));
    let texts =
        arguments.iter().map(|value| value.as_text().ok_or_else(wrong)).collect::<Result<Vec<_>>>()?;
    let pattern = |text: &str| {
        Regex::new(text)
            .map_err(|error| Error::new(format!("the pattern {}: {error}", super::value::text_repr(text))))
    };
    let failed = |error: fancy_regex::Error| Error::new(format!("the pattern can't be applied: {error}"));
    Ok(match (function, texts.as_slice()) {
        ("split", [regex, text]) => {
            let regex = pattern(regex)?;
            if regex.captures_len() > 1 {
                return Err(wrong());
            }
            let parts = regex.split(text).map(|part| Ok(Value::from(part.map_err(failed)?)));
            Value::list(parts.collect::<Result<_>>()?)
        }
        ("findall", [regex, text]) => {
            let regex = pattern(regex)?;
            if regex.captures_len() > 1 {
                return Err(wrong());
            }
            let parts = regex.find_iter(text).map(|found| Ok(Value::from(found.map_err(failed)?.as_str())));
            Value::list(parts.collect::<Result<_>>()?)
        }
        ("sub", [regex, replacement, text]) => {
            let mut output = String::new();
            let mut last = 0;
            for found in pattern(regex)?.captures_iter(text) {
                let found = found.map_err(failed)?;
                let Some(whole) = found.get(0) else { continue };
                output.push_str(&text[last..whole.start()]);
                let mut characters = replacement.chars();
                while let Some(c) = characters.next() {
                    match (c, if c == '\\' { characters.next() } else { None }) {
                        ('\\', Some(digit @ '0'..='9')) => {
                            let index =
                                digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or(0);
                            output.push_str(found.get(index).map_or("", |group| group.as_str()));
                        }
                        ('\\', Some('n')) => output.push('\n'),
                        ('\\', Some('\\')) => output.push('\\'),
                        ('\\', _) => return Err(wrong()),
                        (c, _) => output.push(c),
                    }
                }
                last = whole.end();
            }
            output.push_str(&text[last..]);
            output.into()
        }
        // only whether it matches can be asked
        ("search", [regex, text]) => Value::Bool(pattern(regex)?.is_match(text).map_err(failed)?),
        ("match", [regex, text]) => {
            Value::Bool(pattern(&format!(r"\A(?:{regex})"))?.is_match(text).map_err(failed)?)
        }
        _ => return Err(wrong()),
    })
}
