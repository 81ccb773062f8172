//! Methods of `bytes`.

use std::rc::Rc;

use super::Method;
use super::argument::{clamp, class_name, int_or, primitive, text_of};
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

pub const METHODS: &[Method] = &[
    ("count", "self, sub, /", |i, b| {
        let (bytes, sub) = (receiver(&b), wanted(i, &b, "sub")?);
        Ok(Value::Int(occurrences(&bytes, &sub).len() as i64))
    }),
    ("decode", "self, encoding='utf-8', errors='strict'", decode),
    ("endswith", "self, suffix, /", |i, b| affix(i, &b, "suffix", |t, a| t.ends_with(a))),
    ("find", "self, sub, start=None, end=None, /", |i, b| {
        let (bytes, sub) = (receiver(&b), wanted(i, &b, "sub")?);
        let start = clamp(int_or(i, &b, "start", 0)?, bytes.len());
        let end = clamp(int_or(i, &b, "end", bytes.len() as i64)?, bytes.len());
        let found = (start..=end.saturating_sub(sub.len())).find(|at| bytes[*at..end].starts_with(&sub));
        Ok(Value::Int(found.map_or(-1, |at| at as i64)))
    }),
    ("hex", "self, sep=None, bytes_per_sep=1", hex),
    ("isalnum", "self, /", |_, b| all(&b, |c| c.is_ascii_alphanumeric())),
    ("isalpha", "self, /", |_, b| all(&b, |c| c.is_ascii_alphabetic())),
    ("isascii", "self, /", |_, b| Ok(Value::Bool(receiver(&b).is_ascii()))),
    ("isdigit", "self, /", |_, b| all(&b, |c| c.is_ascii_digit())),
    ("isspace", "self, /", |_, b| all(&b, |c| is_space(&c))),
    ("join", "self, iterable, /", join),
    ("lower", "self, /", |_, b| Ok(bytes(receiver(&b).to_ascii_lowercase()))),
    ("lstrip", "self, chars=None, /", |i, b| strip(i, &b, true, false)),
    ("removeprefix", "self, prefix, /", |i, b| {
        let (bytes, prefix) = (receiver(&b), wanted(i, &b, "prefix")?);
        Ok(self::bytes(bytes.strip_prefix(&*prefix).unwrap_or(&bytes).to_vec()))
    }),
    ("removesuffix", "self, suffix, /", |i, b| {
        let (bytes, suffix) = (receiver(&b), wanted(i, &b, "suffix")?);
        Ok(self::bytes(bytes.strip_suffix(&*suffix).unwrap_or(&bytes).to_vec()))
    }),
    ("replace", "self, old, new, count=-1, /", replace),
    ("rstrip", "self, chars=None, /", |i, b| strip(i, &b, false, true)),
    ("split", "self, sep=None, maxsplit=-1", split),
    ("startswith", "self, prefix, /", |i, b| affix(i, &b, "prefix", |t, a| t.starts_with(a))),
    ("strip", "self, chars=None, /", |i, b| strip(i, &b, true, true)),
    ("upper", "self, /", |_, b| Ok(bytes(receiver(&b).to_ascii_uppercase()))),
];

/// `bytes.fromhex`, a class method.
pub fn fromhex(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let text = super::argument::want_text(interpreter, &bound, "string")?;
    match from_hex(&text) {
        Ok(found) => Ok(bytes(found)),
        Err(at) => {
            let message = format!("non-hexadecimal number found in fromhex() arg at position {at}");
            Err(interpreter.raise("ValueError", message))
        }
    }
}

/// Bytes from pairs of hexadecimal digits, white space between pairs skipped.
///
/// # Errors
/// The position of what is no digit.
pub fn from_hex(text: &str) -> Result<Vec<u8>, usize> {
    let chars: Vec<char> = text.chars().collect();
    let (mut result, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        if chars[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let digit = |at: usize| chars.get(at).and_then(|c| c.to_digit(16)).ok_or(at);
        let (high, low) = (digit(at)?, digit(at + 1)?);
        result.push((high * 16 + low) as u8);
        at += 2;
    }
    Ok(result)
}

/// `bytes.hex`.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A `bytes` value.
pub fn bytes(bytes: Vec<u8>) -> Value {
    Value::Bytes(Rc::from(bytes))
}

/// The bytes of `bytes` or of an instance of a subclass.
pub fn bytes_of(value: &Value) -> Option<Rc<[u8]>> {
    match primitive(value) {
        Value::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

fn receiver(bound: &Bound) -> Rc<[u8]> {
    bytes_of(&bound.receiver()).unwrap_or_else(|| Rc::from(Vec::new()))
}

fn wanted(interpreter: &mut Interpreter, bound: &Bound, name: &str) -> Evaluated<Rc<[u8]>> {
    let value = bound.value(name);
    match bytes_of(&value) {
        Some(bytes) => Ok(bytes),
        None => {
            let class = class_name(interpreter, &value);
            Err(interpreter.raise("TypeError", format!("a bytes-like object is required, not '{class}'")))
        }
    }
}

fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn all(bound: &Bound, test: impl Fn(u8) -> bool) -> Evaluated {
    let bytes = receiver(bound);
    Ok(Value::Bool(!bytes.is_empty() && bytes.iter().all(|byte| test(*byte))))
}

fn affix(i: &mut Interpreter, bound: &Bound, name: &str, test: fn(&[u8], &[u8]) -> bool) -> Evaluated {
    let bytes = receiver(bound);
    let candidates = match primitive(&bound.value(name)) {
        Value::Tuple(items) => items.to_vec(),
        other => vec![other],
    };
    for candidate in candidates {
        match bytes_of(&candidate) {
            Some(affix) if test(&bytes, &affix) => return Ok(Value::Bool(true)),
            Some(_) => {}
            None => {
                let class = class_name(i, &candidate);
                let message = format!("first arg must be bytes or a tuple of bytes, not {class}");
                return Err(i.raise("TypeError", message));
            }
        }
    }
    Ok(Value::Bool(false))
}

fn strip(interpreter: &mut Interpreter, bound: &Bound, left: bool, right: bool) -> Evaluated {
    let bytes = receiver(bound);
    let chars = match bound.get("chars") {
        None | Some(Value::None) => None,
        Some(_) => Some(wanted(interpreter, bound, "chars")?),
    };
    let test = |byte: &u8| chars.as_ref().map_or_else(|| is_space(byte), |chars| chars.contains(byte));
    let start = if left { bytes.iter().position(|byte| !test(byte)).unwrap_or(bytes.len()) } else { 0 };
    let end = if right {
        bytes.iter().rposition(|byte| !test(byte)).map_or(start, |at| at + 1)
    } else {
        bytes.len()
    };
    Ok(self::bytes(bytes[start..end.max(start)].to_vec()))
}

/// Where `sub` begins, overlaps left out.
fn occurrences(bytes: &[u8], sub: &[u8]) -> Vec<usize> {
    if sub.is_empty() {
        return (0..=bytes.len()).collect();
    }
    let (mut found, mut at) = (Vec::new(), 0);
    while at + sub.len() <= bytes.len() {
        if bytes[at..].starts_with(sub) {
            found.push(at);
            at += sub.len();
        } else {
            at += 1;
        }
    }
    found
}

fn replace(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let bytes = receiver(&bound);
    let (old, new) = (wanted(interpreter, &bound, "old")?, wanted(interpreter, &bound, "new")?);
    let limit = usize::try_from(int_or(interpreter, &bound, "count", -1)?).unwrap_or(usize::MAX);
    let (mut result, mut from) = (Vec::new(), 0);
    for at in occurrences(&bytes, &old).into_iter().take(limit) {
        result.extend_from_slice(&bytes[from..at]);
        result.extend_from_slice(&new);
        from = at + old.len();
    }
    result.extend_from_slice(&bytes[from..]);
    Ok(self::bytes(result))
}

fn split(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let bytes = receiver(&bound);
    let limit = usize::try_from(int_or(interpreter, &bound, "maxsplit", -1)?).unwrap_or(usize::MAX);
    let parts: Vec<Value> = match bound.get("sep") {
        None | Some(Value::None) => bytes
            .split(is_space)
            .filter(|part| !part.is_empty())
            .map(|part| self::bytes(part.to_vec()))
            .collect(),
        Some(_) => {
            let separator = wanted(interpreter, &bound, "sep")?;
            if separator.is_empty() {
                return Err(interpreter.raise("ValueError", "empty separator"));
            }
            let (mut parts, mut from) = (Vec::new(), 0);
            for at in occurrences(&bytes, &separator).into_iter().take(limit) {
                parts.push(self::bytes(bytes[from..at].to_vec()));
                from = at + separator.len();
            }
            parts.push(self::bytes(bytes[from..].to_vec()));
            parts
        }
    };
    Ok(Value::list(parts))
}

fn join(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let separator = receiver(&bound);
    let mut result = Vec::new();
    for (index, item) in interpreter.iterate(&bound.value("iterable"))?.iter().enumerate() {
        if item.is_unknown() {
            return Ok(item.clone());
        }
        if index > 0 {
            result.extend_from_slice(&separator);
        }
        match bytes_of(item) {
            Some(bytes) => result.extend_from_slice(&bytes),
            None => {
                let class = class_name(interpreter, item);
                let message = format!("sequence item {index}: expected a bytes-like object, {class} found");
                return Err(interpreter.raise("TypeError", message));
            }
        }
    }
    Ok(bytes(result))
}

fn hex(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let bytes = receiver(&bound);
    let Some(separator) = bound.get("sep").and_then(text_of) else { return Ok(Value::str(to_hex(&bytes))) };
    let group = int_or(interpreter, &bound, "bytes_per_sep", 1)?;
    let size = group.unsigned_abs() as usize;
    if size == 0 {
        return Ok(Value::str(to_hex(&bytes)));
    }
    let groups: Vec<String> = if group > 0 {
        let first = bytes.len() % size;
        let head = (first > 0).then(|| to_hex(&bytes[..first]));
        head.into_iter().chain(bytes[first..].chunks(size).map(to_hex)).collect()
    } else {
        bytes.chunks(size).map(to_hex).collect()
    };
    Ok(Value::str(groups.join(&separator)))
}

fn decode(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let bytes = receiver(&bound);
    let encoding = bound.get("encoding").and_then(text_of).unwrap_or_else(|| "utf-8".into());
    let errors = bound.get("errors").and_then(text_of).unwrap_or_else(|| "strict".into());
    match super::text::decode(&bytes, &encoding, &errors) {
        Ok(text) => Ok(Value::str(text)),
        Err(super::text::CodecError::Unknown) => {
            Err(interpreter.raise("LookupError", format!("unknown encoding: {encoding}")))
        }
        Err(super::text::CodecError::Invalid(message)) => {
            Err(interpreter.raise("UnicodeDecodeError", message))
        }
    }
}
