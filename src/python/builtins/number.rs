//! `int`, `float` and `bool`: construction from text, methods, rounding.

use num_bigint::{BigInt, Sign};
use num_traits::{FromPrimitive, Num, Signed, Zero};

use super::Method;
use super::argument::{big_int_of, class_name, float_of, int_or, text_of, want_int};
use super::bytes::bytes_of;
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

pub const INT_METHODS: &[Method] = &[
    ("as_integer_ratio", "self, /", |_, b| Ok(Value::tuple(vec![itself(&b), Value::Int(1)]))),
    ("bit_count", "self, /", |_, b| {
        let ones = magnitude(&b).to_u64_digits().1.iter().map(|digit| i64::from(digit.count_ones())).sum();
        Ok(Value::Int(ones))
    }),
    ("bit_length", "self, /", |_, b| Ok(Value::Int(magnitude(&b).bits() as i64))),
    ("conjugate", "self, /", |_, b| Ok(itself(&b))),
    ("is_integer", "self, /", |_, _| Ok(Value::Bool(true))),
    ("to_bytes", "self, length=1, byteorder='big', *, signed=False", to_bytes),
    ("__index__", "self, /", |_, b| Ok(itself(&b))),
    ("__int__", "self, /", |_, b| Ok(itself(&b))),
    ("__trunc__", "self, /", |_, b| Ok(itself(&b))),
    ("__floor__", "self, /", |_, b| Ok(itself(&b))),
    ("__ceil__", "self, /", |_, b| Ok(itself(&b))),
    ("__float__", "self, /", |_, b| Ok(Value::Float(float_of(&b.receiver()).unwrap_or(f64::NAN)))),
    ("__round__", "self, ndigits=None, /", |i, b| round_value(i, &b.receiver(), &b.value("ndigits"))),
];

pub const FLOAT_METHODS: &[Method] = &[
    ("as_integer_ratio", "self, /", |i, b| match ratio(receiver(&b)) {
        Some((numerator, denominator)) => {
            Ok(Value::tuple(vec![Value::big(numerator), Value::big(denominator)]))
        }
        None => Err(i.raise("OverflowError", "cannot convert Infinity to integer ratio")),
    }),
    ("conjugate", "self, /", |_, b| Ok(Value::Float(receiver(&b)))),
    ("hex", "self, /", |_, b| Ok(Value::str(float_hex(receiver(&b))))),
    ("is_integer", "self, /", |_, b| {
        let value = receiver(&b);
        Ok(Value::Bool(value.is_finite() && value.fract() == 0.0))
    }),
    ("__float__", "self, /", |_, b| Ok(Value::Float(receiver(&b)))),
    ("__int__", "self, /", |i, b| truncate(i, receiver(&b))),
    ("__trunc__", "self, /", |i, b| truncate(i, receiver(&b))),
    ("__floor__", "self, /", |i, b| truncate(i, receiver(&b).floor())),
    ("__ceil__", "self, /", |i, b| truncate(i, receiver(&b).ceil())),
    ("__round__", "self, ndigits=None, /", |i, b| round_value(i, &b.receiver(), &b.value("ndigits"))),
];

fn itself(bound: &Bound) -> Value {
    Value::big(big_int_of(&bound.receiver()).unwrap_or_default())
}

fn magnitude(bound: &Bound) -> BigInt {
    big_int_of(&bound.receiver()).unwrap_or_default().abs()
}

fn receiver(bound: &Bound) -> f64 {
    float_of(&bound.receiver()).unwrap_or(f64::NAN)
}

/// `int(x)`, `int(text, base)`.
///
/// # Errors
/// ValueError and TypeError as CPython raises them.
pub fn new_int(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let Some(value) = bound.get("x").cloned() else { return Ok(Value::Int(0)) };
    if value.is_unknown() {
        return Ok(value);
    }
    let base = match bound.get("base") {
        Some(base) => Some(want_int(interpreter, &base.clone())?),
        None => None,
    };
    let text = text_of(&value).map(|text| text.to_string());
    let text = text.or_else(|| bytes_of(&value).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
    if let Some(text) = text {
        let base = base.unwrap_or(10);
        if base != 0 && !(2..=36).contains(&base) {
            return Err(interpreter.raise("ValueError", "int() base must be >= 2 and <= 36, or 0"));
        }
        return match parse_int(&text, base as u32) {
            Some(value) => Ok(Value::big(value)),
            None => {
                let shown = interpreter.repr(&value)?;
                let message = format!("invalid literal for int() with base {base}: {shown}");
                Err(interpreter.raise("ValueError", message))
            }
        };
    }
    if base.is_some() {
        return Err(interpreter.raise("TypeError", "int() can't convert non-string with explicit base"));
    }
    if let Value::Float(float) = value.base() {
        return truncate(interpreter, float);
    }
    if let Some(value) = big_int_of(&value) {
        return Ok(Value::big(value));
    }
    for name in ["__int__", "__index__", "__trunc__"] {
        if interpreter.class_of(&value).lookup(name).is_some() {
            return interpreter.call_method(&value, name, Vec::new());
        }
    }
    let class = class_name(interpreter, &value);
    let message =
        format!("int() argument must be a string, a bytes-like object or a real number, not '{class}'");
    Err(interpreter.raise("TypeError", message))
}

/// An integer literal as `int()` reads it; base 0 takes the prefix's.
pub fn parse_int(text: &str, base: u32) -> Option<BigInt> {
    let text = text.trim_matches(super::str::is_space);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let prefixed = [("0x", 16), ("0o", 8), ("0b", 2)].into_iter().find_map(|(prefix, of)| {
        lower.strip_prefix(prefix).filter(|_| base == of || base == 0).map(|rest| (rest, of))
    });
    let (digits, base) = match prefixed {
        Some((rest, of)) => (rest.strip_prefix('_').unwrap_or(rest), of),
        None if base == 0 && lower.starts_with('0') && lower.bytes().any(|b| b != b'0' && b != b'_') => {
            return None;
        }
        None => (&*lower, if base == 0 { 10 } else { base }),
    };
    if digits.is_empty() || digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") {
        return None;
    }
    let digits: String = digits.chars().filter(|c| *c != '_').map(ascii_digit).collect();
    if !digits.chars().all(|c| c.is_digit(base)) {
        return None;
    }
    let value = BigInt::from_str_radix(&digits, base).ok()?;
    Some(if negative { -value } else { value })
}

/// Decimal digits of other scripts as ASCII.
fn ascii_digit(c: char) -> char {
    for zero in [0x660_u32, 0x6f0, 0x966, 0xff10] {
        if let Some(digit) = u32::from(c).checked_sub(zero).filter(|digit| *digit < 10) {
            return char::from_digit(digit, 10).unwrap_or(c);
        }
    }
    c
}

fn truncate(interpreter: &mut Interpreter, value: f64) -> Evaluated {
    match BigInt::from_f64(value.trunc()) {
        Some(whole) => Ok(Value::big(whole)),
        None if value.is_nan() => Err(interpreter.raise("ValueError", "cannot convert float NaN to integer")),
        None => Err(interpreter.raise("OverflowError", "cannot convert float infinity to integer")),
    }
}

/// `float(x)`.
///
/// # Errors
/// ValueError and TypeError as CPython raises them.
pub fn new_float(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let Some(value) = bound.get("x").cloned() else { return Ok(Value::Float(0.0)) };
    if value.is_unknown() {
        return Ok(value);
    }
    let text = text_of(&value).map(|text| text.to_string());
    let text = text.or_else(|| bytes_of(&value).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
    if let Some(text) = text {
        return match parse_float(&text) {
            Some(value) => Ok(Value::Float(value)),
            None => {
                let shown = interpreter.repr(&value)?;
                Err(interpreter.raise("ValueError", format!("could not convert string to float: {shown}")))
            }
        };
    }
    if let Some(value) = float_of(&value) {
        return Ok(Value::Float(value));
    }
    for name in ["__float__", "__index__"] {
        if interpreter.class_of(&value).lookup(name).is_some() {
            let result = interpreter.call_method(&value, name, Vec::new())?;
            return Ok(Value::Float(float_of(&result).unwrap_or(f64::NAN)));
        }
    }
    let class = class_name(interpreter, &value);
    Err(interpreter
        .raise("TypeError", format!("float() argument must be a string or a real number, not '{class}'")))
}

/// A number as `float()` reads it.
pub fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(super::str::is_space).to_ascii_lowercase();
    let unsigned = text.trim_start_matches(['+', '-']);
    if text.len() - unsigned.len() > 1 {
        return None;
    }
    match unsigned {
        "inf" | "infinity" | "nan" => {}
        _ => {
            let digits = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
            let underscores = unsigned.starts_with('_') || unsigned.ends_with('_') || unsigned.contains("__");
            if !digits || underscores {
                return None;
            }
        }
    }
    text.replace('_', "").parse().ok()
}

/// `round(value, digits)` of the built-in numbers: to even, on the exact value.
///
/// # Errors
/// TypeError for what can't be rounded.
pub fn round_value(interpreter: &mut Interpreter, value: &Value, digits: &Value) -> Evaluated {
    let places = match digits {
        Value::None => None,
        digits => Some(want_int(interpreter, digits)?),
    };
    match (value.base(), places) {
        (Value::Float(float), None) => truncate(interpreter, float.round_ties_even()),
        (Value::Float(float), Some(places)) => Ok(Value::Float(round_float(float, places))),
        (number, places) => {
            let whole = big_int_of(&number).unwrap_or_default();
            Ok(Value::big(match places {
                Some(places) if places < 0 => round_whole(&whole, places.unsigned_abs().min(10_000) as u32),
                _ => whole,
            }))
        }
    }
}

fn round_float(value: f64, places: i64) -> f64 {
    if !value.is_finite() || places > 323 {
        return value;
    }
    if places >= 0 {
        return format!("{value:.*}", places as usize).parse().unwrap_or(value);
    }
    let scale = 10_f64.powi(i32::try_from(-places).unwrap_or(i32::MAX));
    if scale.is_infinite() {
        return 0.0_f64.copysign(value);
    }
    (value / scale).round_ties_even() * scale
}

fn round_whole(value: &BigInt, places: u32) -> BigInt {
    let unit = BigInt::from(10).pow(places);
    let (quotient, rest) = (value / &unit, (value % &unit).abs());
    let away = match (&rest * 2i32).cmp(&unit) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => (&quotient % 2i32) != BigInt::zero(),
        std::cmp::Ordering::Less => false,
    };
    let step = BigInt::from(if away { if value.is_negative() { -1 } else { 1 } } else { 0 });
    (quotient + step) * unit
}

fn to_bytes(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let value = big_int_of(&bound.receiver()).unwrap_or_default();
    let length = int_or(interpreter, &bound, "length", 1)?.max(0) as usize;
    interpreter.check_items(length)?;
    let order = bound.get("byteorder").and_then(text_of).unwrap_or_else(|| "big".into());
    let signed = interpreter.truth(&bound.value("signed"))?;
    if value.is_negative() && !signed {
        return Err(interpreter.raise("OverflowError", "can't convert negative int to unsigned"));
    }
    let bytes = if signed { value.to_signed_bytes_le() } else { value.to_bytes_le().1 };
    let significant = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    if bytes.len() > length && (signed || significant > length) {
        return Err(interpreter.raise("OverflowError", "int too big to convert"));
    }
    let fill = if value.is_negative() { 0xff } else { 0 };
    let mut bytes: Vec<u8> = bytes.into_iter().chain(std::iter::repeat(fill)).take(length).collect();
    if &*order == "big" {
        bytes.reverse();
    }
    Ok(super::bytes::bytes(bytes))
}

/// `int.from_bytes`, a class method.
pub fn from_bytes(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let given = bound.value("bytes");
    let mut bytes = match bytes_of(&given) {
        Some(bytes) => bytes.to_vec(),
        None => interpreter
            .iterate(&given)?
            .iter()
            .map(|item| item.as_int().and_then(|byte| u8::try_from(byte).ok()).unwrap_or(0))
            .collect(),
    };
    if bound.get("byteorder").and_then(text_of).is_none_or(|order| &*order == "big") {
        bytes.reverse();
    }
    let signed = interpreter.truth(&bound.value("signed"))?;
    Ok(Value::big(if signed {
        BigInt::from_signed_bytes_le(&bytes)
    } else {
        BigInt::from_bytes_le(Sign::Plus, &bytes)
    }))
}

/// The exact fraction of a finite float.
pub fn ratio(value: f64) -> Option<(BigInt, BigInt)> {
    if !value.is_finite() {
        return None;
    }
    let (mantissa, exponent, sign) = num_traits::float::FloatCore::integer_decode(value);
    let (mut numerator, mut denominator) = (BigInt::from(mantissa) * i32::from(sign), BigInt::from(1));
    if numerator.is_zero() {
        return Some((numerator, denominator));
    }
    let mut exponent = exponent;
    while exponent < 0 && (&numerator % 2i32).is_zero() {
        numerator /= 2i32;
        exponent += 1;
    }
    if exponent > 0 {
        numerator <<= exponent.unsigned_abs() as usize;
    } else {
        denominator <<= exponent.unsigned_abs() as usize;
    }
    Some((numerator, denominator))
}

fn float_hex(value: f64) -> String {
    if !value.is_finite() {
        return crate::python::format::float_repr(value);
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let bits = value.to_bits();
    let (exponent, mantissa) = ((bits >> 52) & 0x7ff, bits & 0xf_ffff_ffff_ffff);
    match (exponent, mantissa) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, _) => format!("{sign}0x0.{mantissa:013x}p-1022"),
        _ => format!("{sign}0x1.{mantissa:013x}p{:+}", exponent as i64 - 1023),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_from_text() {
        let cases = [
            ("42", 10, Some(42)),
            (" -1_000 ", 10, Some(-1000)),
            ("0x1f", 16, Some(31)),
            ("1f", 16, Some(31)),
            ("0b101", 0, Some(5)),
            ("010", 0, None),
            ("1__0", 10, None),
            ("", 10, None),
            ("+", 10, None),
            ("12a", 10, None),
        ];
        for (text, base, expected) in cases {
            assert_eq!(parse_int(text, base), expected.map(BigInt::from), "{text}");
        }
    }

    #[test]
    fn rounding_goes_to_even() {
        assert_eq!(round_float(2.675, 2), 2.67);
        assert_eq!(round_float(0.5, 0), 0.0);
        assert_eq!(round_float(1250.0, -2), 1200.0);
        assert_eq!(round_whole(&BigInt::from(15), 1), BigInt::from(20));
        assert_eq!(round_whole(&BigInt::from(25), 1), BigInt::from(20));
        assert_eq!(round_whole(&BigInt::from(-27), 1), BigInt::from(-30));
        assert_eq!(parse_float("1_0.5e3"), Some(10500.0));
        assert_eq!(parse_float("--1"), None);
    }
}
