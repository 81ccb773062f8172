//! Methods of `str`. Positions count characters, as Python's do.

use std::rc::Rc;

use super::Method;
use super::argument::{clamp, class_name, int_or, primitive, text_of, want_int, want_text};
use crate::python::call::Bound;
use crate::python::dict::{Dict, Key};
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

pub const METHODS: &[Method] = &[
    ("capitalize", "self, /", |i, b| map(i, &b, capitalize)),
    ("casefold", "self, /", |i, b| map(i, &b, |text| text.to_lowercase().replace('ß', "ss"))),
    ("center", "self, width, fillchar=' ', /", |i, b| justify(i, &b, Side::Both)),
    ("count", "self, sub, start=None, end=None, /", count),
    ("encode", "self, encoding='utf-8', errors='strict'", encode),
    ("endswith", "self, suffix, start=None, end=None, /", |i, b| {
        affix(i, &b, "suffix", |t, a| t.ends_with(a))
    }),
    ("expandtabs", "self, tabsize=8", expandtabs),
    ("find", "self, sub, start=None, end=None, /", |i, b| {
        Ok(position(i, &b, false)?.map_or(Value::Int(-1), int))
    }),
    ("format", "self, /, *args, **kwargs", super::str_format::format),
    ("format_map", "self, mapping, /", super::str_format::format_map),
    ("index", "self, sub, start=None, end=None, /", |i, b| index(i, &b, false)),
    ("isalnum", "self, /", |i, b| all(i, &b, char::is_alphanumeric)),
    ("isalpha", "self, /", |i, b| all(i, &b, char::is_alphabetic)),
    ("isascii", "self, /", |i, b| Ok(Value::Bool(receiver(i, &b)?.is_ascii()))),
    ("isdecimal", "self, /", |i, b| all(i, &b, is_decimal)),
    ("isdigit", "self, /", |i, b| all(i, &b, |c| is_decimal(c) || "²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉".contains(c))),
    ("isidentifier", "self, /", |i, b| Ok(Value::Bool(is_identifier(&receiver(i, &b)?)))),
    ("islower", "self, /", |i, b| cased(i, &b, char::is_lowercase, char::is_uppercase)),
    ("isnumeric", "self, /", |i, b| all(i, &b, char::is_numeric)),
    ("isprintable", "self, /", |i, b| {
        Ok(Value::Bool(receiver(i, &b)?.chars().all(super::text::is_printable)))
    }),
    ("isspace", "self, /", |i, b| all(i, &b, is_space)),
    ("istitle", "self, /", istitle),
    ("isupper", "self, /", |i, b| cased(i, &b, char::is_uppercase, char::is_lowercase)),
    ("join", "self, iterable, /", join),
    ("ljust", "self, width, fillchar=' ', /", |i, b| justify(i, &b, Side::Right)),
    ("lower", "self, /", |i, b| map(i, &b, str::to_lowercase)),
    ("lstrip", "self, chars=None, /", |i, b| strip(i, &b, true, false)),
    ("partition", "self, sep, /", |i, b| partition(i, &b, false)),
    ("removeprefix", "self, prefix, /", |i, b| remove(i, &b, "prefix", |t, a| t.strip_prefix(a))),
    ("removesuffix", "self, suffix, /", |i, b| remove(i, &b, "suffix", |t, a| t.strip_suffix(a))),
    ("replace", "self, old, new, count=-1, /", replace),
    ("rfind", "self, sub, start=None, end=None, /", |i, b| {
        Ok(position(i, &b, true)?.map_or(Value::Int(-1), int))
    }),
    ("rindex", "self, sub, start=None, end=None, /", |i, b| index(i, &b, true)),
    ("rjust", "self, width, fillchar=' ', /", |i, b| justify(i, &b, Side::Left)),
    ("rpartition", "self, sep, /", |i, b| partition(i, &b, true)),
    ("rsplit", "self, sep=None, maxsplit=-1", |i, b| split(i, &b, true)),
    ("rstrip", "self, chars=None, /", |i, b| strip(i, &b, false, true)),
    ("split", "self, sep=None, maxsplit=-1", |i, b| split(i, &b, false)),
    ("splitlines", "self, keepends=False", splitlines),
    ("startswith", "self, prefix, start=None, end=None, /", |i, b| {
        affix(i, &b, "prefix", |t, a| t.starts_with(a))
    }),
    ("strip", "self, chars=None, /", |i, b| strip(i, &b, true, true)),
    ("swapcase", "self, /", |i, b| map(i, &b, swapcase)),
    ("title", "self, /", |i, b| map(i, &b, title)),
    ("translate", "self, table, /", translate),
    ("upper", "self, /", |i, b| map(i, &b, str::to_uppercase)),
    ("zfill", "self, width, /", zfill),
];

/// `str.maketrans`, a static method.
pub fn maketrans(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let mut table = Dict::default();
    let first = bound.value("x");
    if bound.get("y").is_none() {
        let Value::Dict(given) = primitive(&first) else {
            let message = "if you give only one argument to maketrans it must be a dict";
            return Err(interpreter.raise("TypeError", message));
        };
        for (key, value) in given.borrow().iter() {
            let code = match text_of(key) {
                Some(text) => text.chars().next().map_or(0, |c| i64::from(u32::from(c))),
                None => super::argument::int_of(key).unwrap_or(0),
            };
            table.insert(Key::Int(code), Value::Int(code), value.clone());
        }
        return Ok(Value::dict(table));
    }
    let (from, to) = (want_text(interpreter, &bound, "x")?, want_text(interpreter, &bound, "y")?);
    if from.chars().count() != to.chars().count() {
        let message = "the first two maketrans arguments must have equal length";
        return Err(interpreter.raise("ValueError", message));
    }
    for (from, to) in from.chars().zip(to.chars()) {
        let code = i64::from(u32::from(from));
        table.insert(Key::Int(code), Value::Int(code), Value::Int(u32::from(to).into()));
    }
    if bound.get("z").is_some() {
        for gone in want_text(interpreter, &bound, "z")?.chars() {
            let code = i64::from(u32::from(gone));
            table.insert(Key::Int(code), Value::Int(code), Value::None);
        }
    }
    Ok(Value::dict(table))
}

fn int(index: usize) -> Value {
    Value::Int(index as i64)
}

fn receiver(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Rc<str>> {
    let value = bound.receiver();
    match text_of(&value) {
        Some(text) => Ok(text),
        None => {
            let class = class_name(interpreter, &value);
            let message = format!("descriptor of 'str' object doesn't apply to a '{class}' object");
            Err(interpreter.raise("TypeError", message))
        }
    }
}

fn map(interpreter: &mut Interpreter, bound: &Bound, f: impl Fn(&str) -> String) -> Evaluated {
    Ok(Value::str(f(&receiver(interpreter, bound)?)))
}

fn all(interpreter: &mut Interpreter, bound: &Bound, test: impl Fn(char) -> bool) -> Evaluated {
    let text = receiver(interpreter, bound)?;
    Ok(Value::Bool(!text.is_empty() && text.chars().all(test)))
}

fn cased(i: &mut Interpreter, bound: &Bound, yes: fn(char) -> bool, no: fn(char) -> bool) -> Evaluated {
    let text = receiver(i, bound)?;
    Ok(Value::Bool(text.chars().any(yes) && !text.chars().any(no)))
}

/// Python's whitespace: Unicode's, and the four ASCII separators.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

fn is_decimal(c: char) -> bool {
    // the blocks of ten that Unicode calls Nd and programs meet
    c.is_ascii_digit()
        || matches!(u32::from(c), 0x660..=0x669 | 0x6f0..=0x6f9 | 0x966..=0x96f | 0x9e6..=0x9ef | 0xff10..=0xff19)
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars.as_str().to_lowercase().chars()).collect(),
        None => String::new(),
    }
}

fn swapcase(text: &str) -> String {
    let mut swapped = String::new();
    for c in text.chars() {
        if c.is_uppercase() { swapped.extend(c.to_lowercase()) } else { swapped.extend(c.to_uppercase()) }
    }
    swapped
}

/// Every letter after a character that is no letter is capital.
pub fn title(text: &str) -> String {
    let mut result = String::new();
    let mut in_word = false;
    for c in text.chars() {
        if in_word {
            result.extend(c.to_lowercase())
        } else {
            result.extend(c.to_uppercase())
        }
        in_word = c.is_alphabetic();
    }
    result
}

fn istitle(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let text = receiver(interpreter, &bound)?;
    let (mut in_word, mut any) = (false, false);
    for c in text.chars() {
        if c.is_uppercase() && in_word || c.is_lowercase() && !in_word {
            return Ok(Value::Bool(false));
        }
        in_word = c.is_uppercase() || c.is_lowercase();
        any |= in_word;
    }
    Ok(Value::Bool(any))
}

enum Side {
    Left,
    Right,
    Both,
}

fn justify(interpreter: &mut Interpreter, bound: &Bound, side: Side) -> Evaluated {
    let text = receiver(interpreter, bound)?;
    let width = want_int(interpreter, &bound.value("width"))?;
    let fill = match bound.get("fillchar") {
        Some(fill) => text_of(fill).unwrap_or_else(|| "".into()),
        None => " ".into(),
    };
    if fill.chars().count() != 1 {
        let message = "The fill character must be exactly one character long";
        return Err(interpreter.raise("TypeError", message));
    }
    let length = text.chars().count();
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(length);
    interpreter.check_items(missing.saturating_mul(fill.len()))?;
    let (left, right) = match side {
        Side::Left => (missing, 0),
        Side::Right => (0, missing),
        // CPython puts the odd one on the left when the width is odd as well
        Side::Both => {
            let left = missing / 2 + (missing & width as usize & 1);
            (left, missing - left)
        }
    };
    Ok(Value::str(format!("{}{text}{}", fill.repeat(left), fill.repeat(right))))
}

/// The characters from `start` to `end`, and the index of the first.
fn window(interpreter: &mut Interpreter, bound: &Bound, text: &str) -> Evaluated<Option<(String, usize)>> {
    let length = text.chars().count();
    let start_given = int_or(interpreter, bound, "start", 0)?;
    let end = clamp(int_or(interpreter, bound, "end", length as i64)?, length);
    let start = clamp(start_given, length);
    if start_given > length as i64 || start > end {
        return Ok(None);
    }
    Ok(Some((text.chars().skip(start).take(end - start).collect(), start)))
}

fn position(interpreter: &mut Interpreter, bound: &Bound, last: bool) -> Evaluated<Option<usize>> {
    let text = receiver(interpreter, bound)?;
    let sub = want_text(interpreter, bound, "sub")?;
    let Some((part, start)) = window(interpreter, bound, &text)? else { return Ok(None) };
    let byte = if last { part.rfind(&*sub) } else { part.find(&*sub) };
    Ok(byte.map(|byte| start + part[..byte].chars().count()))
}

fn index(interpreter: &mut Interpreter, bound: &Bound, last: bool) -> Evaluated {
    match position(interpreter, bound, last)? {
        Some(index) => Ok(int(index)),
        None => Err(interpreter.raise("ValueError", "substring not found")),
    }
}

fn count(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let text = receiver(interpreter, &bound)?;
    let sub = want_text(interpreter, &bound, "sub")?;
    let Some((part, _)) = window(interpreter, &bound, &text)? else { return Ok(Value::Int(0)) };
    let count = if sub.is_empty() { part.chars().count() + 1 } else { part.matches(&*sub).count() };
    Ok(int(count))
}

fn affix(
    interpreter: &mut Interpreter,
    bound: &Bound,
    name: &str,
    test: fn(&str, &str) -> bool,
) -> Evaluated {
    let text = receiver(interpreter, bound)?;
    let candidates = match primitive(&bound.value(name)) {
        Value::Tuple(items) => items.to_vec(),
        other => vec![other],
    };
    let part = window(interpreter, bound, &text)?;
    for candidate in candidates {
        if let Value::Unknown(_) = candidate {
            return Ok(candidate);
        }
        let Some(affix) = text_of(&candidate) else {
            let class = class_name(interpreter, &candidate);
            let function = if name == "prefix" { "startswith" } else { "endswith" };
            let message = format!("{function} first arg must be str or a tuple of str, not {class}");
            return Err(interpreter.raise("TypeError", message));
        };
        if part.as_ref().is_some_and(|(part, _)| test(part, &affix)) {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn remove(
    interpreter: &mut Interpreter,
    bound: &Bound,
    name: &str,
    strip: for<'a> fn(&'a str, &str) -> Option<&'a str>,
) -> Evaluated {
    let text = receiver(interpreter, bound)?;
    let affix = want_text(interpreter, bound, name)?;
    Ok(Value::str(strip(&text, &affix).unwrap_or(&text)))
}

fn replace(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let text = receiver(interpreter, &bound)?;
    let (old, new) = (want_text(interpreter, &bound, "old")?, want_text(interpreter, &bound, "new")?);
    let count = int_or(interpreter, &bound, "count", -1)?;
    if new.len() > old.len() {
        let places = text.matches(&*old).count();
        interpreter.check_items(text.len().saturating_add(places.saturating_mul(new.len())))?;
    }
    Ok(Value::str(match usize::try_from(count) {
        Ok(count) => text.replacen(&*old, &new, count),
        Err(_) => text.replace(&*old, &new),
    }))
}

fn strip(interpreter: &mut Interpreter, bound: &Bound, left: bool, right: bool) -> Evaluated {
    let text = receiver(interpreter, bound)?;
    let chars = match bound.get("chars") {
        None | Some(Value::None) => None,
        Some(_) => Some(want_text(interpreter, bound, "chars")?),
    };
    let test = |c: char| chars.as_ref().map_or_else(|| is_space(c), |chars| chars.contains(c));
    let mut rest: &str = &text;
    if left {
        rest = rest.trim_start_matches(test);
    }
    if right {
        rest = rest.trim_end_matches(test);
    }
    Ok(Value::str(rest))
}

fn partition(interpreter: &mut Interpreter, bound: &Bound, last: bool) -> Evaluated {
    let text = receiver(interpreter, bound)?;
    let separator = want_text(interpreter, bound, "sep")?;
    if separator.is_empty() {
        return Err(interpreter.raise("ValueError", "empty separator"));
    }
    let found = if last { text.rsplit_once(&*separator) } else { text.split_once(&*separator) };
    let parts = match found {
        Some((before, after)) => [before, &separator, after],
        None if last => ["", "", &text],
        None => [&text, "", ""],
    };
    Ok(Value::tuple(parts.into_iter().map(Value::str).collect()))
}

fn split(interpreter: &mut Interpreter, bound: &Bound, last: bool) -> Evaluated {
    let text = receiver(interpreter, bound)?;
    let limit = int_or(interpreter, bound, "maxsplit", -1)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let separator = match bound.get("sep") {
        None | Some(Value::None) => None,
        Some(_) => Some(want_text(interpreter, bound, "sep")?),
    };
    let parts: Vec<Value> = match separator {
        Some(separator) if separator.is_empty() => {
            return Err(interpreter.raise("ValueError", "empty separator"));
        }
        Some(separator) if last => {
            let mut parts: Vec<Value> =
                text.rsplitn(limit.saturating_add(1), &*separator).map(Value::str).collect();
            parts.reverse();
            parts
        }
        Some(separator) => text.splitn(limit.saturating_add(1), &*separator).map(Value::str).collect(),
        None if last => {
            let mut parts = Vec::new();
            let mut rest = text.trim_end_matches(is_space);
            while !rest.is_empty() {
                match rest.rfind(is_space).filter(|_| parts.len() < limit) {
                    Some(at) => {
                        let width = rest[at..].chars().next().map_or(1, char::len_utf8);
                        parts.push(Value::str(&rest[at + width..]));
                        rest = rest[..at].trim_end_matches(is_space);
                    }
                    None => {
                        parts.push(Value::str(rest));
                        break;
                    }
                }
            }
            parts.reverse();
            parts
        }
        None => {
            let mut parts = Vec::new();
            let mut rest = text.trim_start_matches(is_space);
            while !rest.is_empty() {
                match rest.find(is_space).filter(|_| parts.len() < limit) {
                    Some(at) => {
                        parts.push(Value::str(&rest[..at]));
                        rest = rest[at..].trim_start_matches(is_space);
                    }
                    None => {
                        parts.push(Value::str(rest));
                        break;
                    }
                }
            }
            parts
        }
    };
    Ok(Value::list(parts))
}

/// Lines as `str.splitlines` finds them, each with the length of its ending.
pub fn lines(text: &str, keep_ends: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let breaks = matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        );
        if !breaks {
            line.push(c);
            continue;
        }
        if keep_ends {
            line.push(c);
        }
        if c == '\r' && chars.peek() == Some(&'\n') {
            chars.next();
            if keep_ends {
                line.push('\n');
            }
        }
        lines.push(std::mem::take(&mut line));
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

fn splitlines(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let text = receiver(interpreter, &bound)?;
    let keep = interpreter.truth(&bound.value("keepends"))?;
    Ok(Value::list(lines(&text, keep).into_iter().map(Value::str).collect()))
}

fn expandtabs(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let text = receiver(interpreter, &bound)?;
    let size = int_or(interpreter, &bound, "tabsize", 8)?.max(0) as usize;
    interpreter.check_items(text.matches('\t').count().saturating_mul(size))?;
    let (mut result, mut column) = (String::new(), 0);
    for c in text.chars() {
        match c {
            '\t' if size > 0 => {
                let width = size - column % size;
                result.push_str(&" ".repeat(width));
                column += width;
            }
            '\t' => {}
            '\n' | '\r' => {
                result.push(c);
                column = 0;
            }
            _ => {
                result.push(c);
                column += 1;
            }
        }
    }
    Ok(Value::str(result))
}

fn zfill(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let text = receiver(interpreter, &bound)?;
    let width = want_int(interpreter, &bound.value("width"))?.max(0) as usize;
    let missing = width.saturating_sub(text.chars().count());
    interpreter.check_items(missing)?;
    let (sign, digits) = match text.chars().next() {
        Some('+' | '-') => text.split_at(1),
        _ => ("", &*text),
    };
    Ok(Value::str(format!("{sign}{}{digits}", "0".repeat(missing))))
}

fn join(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let separator = receiver(interpreter, &bound)?;
    let items = interpreter.iterate(&bound.value("iterable"))?;
    let length: usize = items.iter().filter_map(|item| text_of(item).map(|text| text.len())).sum();
    interpreter.check_items(length.saturating_add(separator.len().saturating_mul(items.len())))?;
    let mut result = String::with_capacity(length);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            result.push_str(&separator);
        }
        match (item, text_of(item)) {
            (Value::Unknown(_), _) => return Ok(item.clone()),
            (_, Some(text)) => result.push_str(&text),
            _ => {
                let class = class_name(interpreter, item);
                let message = format!("sequence item {index}: expected str instance, {class} found");
                return Err(interpreter.raise("TypeError", message));
            }
        }
    }
    Ok(Value::str(result))
}

fn translate(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let text = receiver(interpreter, &bound)?;
    let table = bound.value("table");
    let mut result = String::new();
    for c in text.chars() {
        let code = i64::from(u32::from(c));
        let found = match primitive(&table) {
            Value::Dict(dict) => dict.borrow().get(&Key::Int(code)).cloned(),
            _ => Some(interpreter.call_method(&table, "__getitem__", vec![Value::Int(code)])?),
        };
        match found {
            None => result.push(c),
            Some(Value::None) => {}
            Some(value) => match (text_of(&value), super::argument::int_of(&value)) {
                (Some(text), _) => result.push_str(&text),
                (_, Some(code)) => result.extend(u32::try_from(code).ok().and_then(char::from_u32)),
                _ => {
                    let message = "character mapping must return integer, None or str";
                    return Err(interpreter.raise("TypeError", message));
                }
            },
        }
    }
    Ok(Value::str(result))
}

fn encode(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let text = receiver(interpreter, &bound)?;
    let encoding = bound.get("encoding").and_then(text_of).unwrap_or_else(|| "utf-8".into());
    let errors = bound.get("errors").and_then(text_of).unwrap_or_else(|| "strict".into());
    match super::text::encode(&text, &encoding, &errors) {
        Ok(bytes) => Ok(Value::Bytes(Rc::from(bytes))),
        Err(super::text::CodecError::Unknown) => {
            Err(interpreter.raise("LookupError", format!("unknown encoding: {encoding}")))
        }
        Err(super::text::CodecError::Invalid(message)) => {
            Err(interpreter.raise("UnicodeEncodeError", message))
        }
    }
}
