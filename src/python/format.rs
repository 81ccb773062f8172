//! `str()`, `repr()`, format specifications, f-strings, `%` and `str.format`.

use super::call::Arguments;
use super::interpreter::Interpreter;
use super::operator::{address, float};
use super::raise::Evaluated;
use super::value::{Binding, Value};

impl Interpreter {
    /// `str(value)`.
    ///
    /// # Errors
    /// What `__str__` raises; a refusal for an Unknown.
    pub fn str(&mut self, value: &Value) -> Evaluated<String> {
        match value {
            Value::Str(text) => Ok(text.to_string()),
            Value::Unknown(unknown) => Err(self.refuse_unknown(unknown, "a text made of it")),
            Value::Instance(instance) => {
                if let Some(own) = instance.class.lookup("__str__") {
                    let base = instance.base_value.borrow().clone();
                    match (&own, base) {
                        (Value::Builtin(builtin), Some(base)) if builtin.of_value_type => {
                            return if &*builtin.name == "__str__" {
                                self.str(&base)
                            } else {
                                self.repr(&base)
                            };
                        }
                        _ => {
                            let result = self.call_special(value, "__str__", Vec::new())?;
                            return self.text_of(&result, "__str__");
                        }
                    }
                }
                self.repr(value)
            }
            Value::Class(class) => {
                if let Some(metaclass) = &class.metaclass
                    && metaclass.lookup("__str__").is_some()
                {
                    let result = self.call_special(value, "__str__", Vec::new())?;
                    return self.text_of(&result, "__str__");
                }
                self.repr(value)
            }
            _ => self.repr(value),
        }
    }

    fn text_of(&mut self, result: &Value, method: &str) -> Evaluated<String> {
        match result.to_text() {
            Some(text) => Ok(text.to_string()),
            None => match result {
                Value::Unknown(unknown) => Err(self.refuse_unknown(unknown, "a text made of it")),
                other => {
                    let name = self.type_name(other);
                    Err(self.raise("TypeError", format!("{method} returned non-string (type {name})")))
                }
            },
        }
    }

    /// `repr(value)`.
    ///
    /// # Errors
    /// What `__repr__` raises; a refusal for an Unknown.
    pub fn repr(&mut self, value: &Value) -> Evaluated<String> {
        Ok(match value {
            Value::None => "None".to_owned(),
            Value::Ellipsis => "Ellipsis".to_owned(),
            Value::NotImplemented => "NotImplemented".to_owned(),
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            Value::Int(value) => value.to_string(),
            Value::BigInt(value) => value.to_string(),
            Value::Float(value) => float_repr(*value),
            Value::Str(text) => quote(text),
            Value::Bytes(bytes) => quote_bytes(bytes),
            Value::List(items) => {
                let items = items.borrow().clone();
                self.repr_items(value, &items, "[", "]")?
            }
            Value::Tuple(items) => {
                let items = items.to_vec();
                let close = if items.len() == 1 { ",)" } else { ")" };
                self.repr_items(value, &items, "(", close)?
            }
            Value::Set(set) => {
                let items: Vec<Value> = set.borrow().entries.values().cloned().collect();
                if items.is_empty() { "set()".to_owned() } else { self.repr_items(value, &items, "{", "}")? }
            }
            Value::FrozenSet(set) => {
                let items: Vec<Value> = set.entries.values().cloned().collect();
                if items.is_empty() {
                    "frozenset()".to_owned()
                } else {
                    self.repr_items(value, &items, "frozenset({", "})")?
                }
            }
            Value::Dict(dict) => {
                let entries: Vec<(Value, Value)> =
                    dict.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
                if !self.begin_repr(value)? {
                    return Ok("{...}".to_owned());
                }
                let mut parts = Vec::with_capacity(entries.len());
                let mut failed = None;
                for (key, value) in &entries {
                    match self.repr(key).and_then(|key| Ok(format!("{key}: {}", self.repr(value)?))) {
                        Ok(text) => parts.push(text),
                        Err(raise) => {
                            failed = Some(raise);
                            break;
                        }
                    }
                }
                self.end_repr();
                if let Some(raise) = failed {
                    return Err(raise);
                }
                format!("{{{}}}", parts.join(", "))
            }
            Value::Slice(parts) => {
                let items = parts.to_vec();
                self.repr_items(value, &items, "slice(", ")")?
            }
            Value::Range(start, stop, 1) => format!("range({start}, {stop})"),
            Value::Range(start, stop, step) => format!("range({start}, {stop}, {step})"),
            Value::Class(class) => {
                if let Some(metaclass) = &class.metaclass
                    && metaclass.lookup("__repr__").is_some()
                {
                    let result = self.call_special(value, "__repr__", Vec::new())?;
                    return self.text_of(&result, "__repr__");
                }
                match &*class.module {
                    "builtins" => format!("<class '{}'>", class.qualified_name),
                    module => format!("<class '{module}.{}'>", class.qualified_name),
                }
            }
            Value::Instance(instance) => {
                match instance.class.lookup("__repr__") {
                    Some(Value::Builtin(builtin)) if builtin.of_value_type => {}
                    Some(_) => {
                        let result = self.guarded(|this| this.call_special(value, "__repr__", Vec::new()))?;
                        return self.text_of(&result, "__repr__");
                    }
                    None => {}
                }
                let base = instance.base_value.borrow().clone();
                match base {
                    Some(base) => self.repr(&base)?,
                    None => plain_repr(self, value),
                }
            }
            Value::Unknown(unknown) => return Err(self.refuse_unknown(unknown, "a text made of it")),
            Value::Function(_)
            | Value::Builtin(_)
            | Value::BoundMethod(_)
            | Value::Module(_)
            | Value::Iterator(_) => plain_repr(self, value),
        })
    }

    /// False when the value is being shown already: it contains itself.
    fn begin_repr(&mut self, value: &Value) -> Evaluated<bool> {
        let address = usize::try_from(address(value)).unwrap_or(0);
        if self.representing.contains(&address) {
            return Ok(false);
        }
        if self.representing.len() >= self.options.limits.depth {
            return Err(
                self.raise("RecursionError", "maximum recursion depth exceeded while getting the repr")
            );
        }
        self.representing.push(address);
        Ok(true)
    }

    fn end_repr(&mut self) {
        self.representing.pop();
    }

    /// A list that holds the same list ten times, and so on, is small and has a text without end.
    fn repr_parts(&mut self, items: &[Value]) -> Evaluated<Vec<String>> {
        let mut parts = Vec::with_capacity(items.len());
        let mut length = 0;
        for item in items {
            let part = self.repr(item)?;
            length += part.len() + 2;
            self.check_items(length)?;
            parts.push(part);
        }
        Ok(parts)
    }

    fn repr_items(&mut self, value: &Value, items: &[Value], open: &str, close: &str) -> Evaluated<String> {
        if items.is_empty() {
            return Ok(format!("{open}{}", close.trim_start_matches(',')));
        }
        if !self.begin_repr(value)? {
            return Ok(format!("{open}...{}", close.trim_start_matches(',')));
        }
        let parts = self.repr_parts(items);
        self.end_repr();
        Ok(format!("{open}{}{close}", parts?.join(", ")))
    }

    /// `format(value, spec)`.
    ///
    /// # Errors
    /// ValueError for a specification that the value's type doesn't know; what `__format__` raises.
    pub fn format(&mut self, value: &Value, spec: &str) -> Evaluated<String> {
        if let Value::Instance(instance) = value {
            match instance.class.lookup("__format__") {
                Some(Value::Builtin(builtin)) if builtin.of_value_type => {}
                Some(_) => {
                    let result = self.call_special(value, "__format__", vec![Value::str(spec)])?;
                    return self.text_of(&result, "__format__");
                }
                None => {}
            }
            if spec.is_empty() {
                return self.str(value);
            }
            let base = instance.base_value.borrow().clone();
            return match base {
                Some(base) => self.format(&base, spec),
                None => {
                    let name = self.type_name(value);
                    let message = format!("unsupported format string passed to {name}.__format__");
                    Err(self.raise("TypeError", message))
                }
            };
        }
        if spec.is_empty() {
            return self.str(value);
        }
        let Some(parsed) = Spec::parse(spec) else {
            return Err(self.raise("ValueError", "Invalid format specifier"));
        };
        match value {
            Value::Str(text) => match parsed.kind {
                None | Some('s') => {
                    let text: String = match parsed.precision {
                        Some(precision) => text.chars().take(precision).collect(),
                        None => text.to_string(),
                    };
                    Ok(parsed.pad(&text, '<'))
                }
                Some(kind) => Err(self.unknown_format(kind, "str")),
            },
            Value::Bool(_) if parsed.kind.is_none() => {
                let text = self.str(value)?;
                Ok(parsed.pad(&text, '<'))
            }
            Value::Bool(_) | Value::Int(_) | Value::BigInt(_) => match parsed.kind {
                None | Some('d' | 'n' | 'x' | 'X' | 'b' | 'o' | 'c') => self.format_integer(value, &parsed),
                Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
                    Ok(format_float(float(value).unwrap_or(f64::NAN), &parsed))
                }
                Some(kind) => Err(self.unknown_format(kind, "int")),
            },
            Value::Float(number) => match parsed.kind {
                None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' | 'n') => {
                    Ok(format_float(*number, &parsed))
                }
                Some(kind) => Err(self.unknown_format(kind, "float")),
            },
            Value::Unknown(unknown) => Err(self.refuse_unknown(unknown, "a text made of it")),
            _ => {
                if self.special(value, "__format__").is_some() {
                    let result = self.call_special(value, "__format__", vec![Value::str(spec)])?;
                    return self.text_of(&result, "__format__");
                }
                let name = self.type_name(value);
                Err(self.raise("TypeError", format!("unsupported format string passed to {name}.__format__")))
            }
        }
    }

    fn unknown_format(&mut self, kind: char, type_name: &str) -> Box<super::raise::Raise> {
        self.raise("ValueError", format!("Unknown format code '{kind}' for object of type '{type_name}'"))
    }

    fn format_integer(&mut self, value: &Value, spec: &Spec) -> Evaluated<String> {
        use num_bigint::BigInt;
        let number = match value {
            Value::BigInt(number) => (**number).clone(),
            other => BigInt::from(other.as_int().unwrap_or(0)),
        };
        let negative = number < BigInt::from(0);
        let magnitude = number.magnitude();
        let (digits, prefix, group) = match spec.kind {
            Some('x') => (magnitude.to_str_radix(16), "0x", 4),
            Some('X') => (magnitude.to_str_radix(16).to_uppercase(), "0X", 4),
            Some('b') => (magnitude.to_str_radix(2), "0b", 4),
            Some('o') => (magnitude.to_str_radix(8), "0o", 4),
            Some('c') => {
                let character = value.as_int().and_then(|n| u32::try_from(n).ok()).and_then(char::from_u32);
                return match character {
                    Some(character) => Ok(spec.pad(&character.to_string(), '<')),
                    None => Err(self.raise("OverflowError", "%c arg not in range(0x110000)")),
                };
            }
            _ => (magnitude.to_str_radix(10), "", 3),
        };
        let prefix = if spec.alternate { prefix } else { "" };
        Ok(spec.number(negative, prefix, &digits, "", group))
    }
}

/// Digits that Rust's own formatting takes.
const MAX_PRECISION: usize = u16::MAX as usize;

/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
#[derive(Default)]
struct Spec {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    alternate: bool,
    zero: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

impl Spec {
    fn parse(text: &str) -> Option<Spec> {
        let characters: Vec<char> = text.chars().collect();
        let mut rest = &characters[..];
        let mut spec = Spec::default();
        let aligns = |character: char| matches!(character, '<' | '>' | '=' | '^');
        match rest {
            [fill, align, ..] if aligns(*align) => {
                (spec.fill, spec.align) = (Some(*fill), Some(*align));
                rest = &rest[2..];
            }
            [align, ..] if aligns(*align) => {
                spec.align = Some(*align);
                rest = &rest[1..];
            }
            _ => {}
        }
        if let [sign @ ('+' | '-' | ' '), ..] = rest {
            spec.sign = Some(*sign);
            rest = &rest[1..];
        }
        if let ['z', ..] = rest {
            rest = &rest[1..];
        }
        if let ['#', ..] = rest {
            spec.alternate = true;
            rest = &rest[1..];
        }
        if let ['0', ..] = rest {
            spec.zero = true;
            rest = &rest[1..];
        }
        let (width, after) = digits(rest)?;
        spec.width = width.unwrap_or(0);
        rest = after;
        if let [grouping @ (',' | '_'), ..] = rest {
            spec.grouping = Some(*grouping);
            rest = &rest[1..];
        }
        if let ['.', ..] = rest {
            let (precision, after) = digits(&rest[1..])?;
            spec.precision = Some(precision?);
            rest = after;
        }
        match rest {
            [] => {}
            [kind] if kind.is_ascii_alphabetic() || *kind == '%' => spec.kind = Some(*kind),
            _ => return None,
        }
        (spec.width <= 1_000_000 && spec.precision.unwrap_or(0) <= MAX_PRECISION).then_some(spec)
    }

    fn pad(&self, text: &str, default: char) -> String {
        let length = text.chars().count();
        let missing = self.width.saturating_sub(length);
        let fill = self.fill.unwrap_or(if self.zero { '0' } else { ' ' });
        let fills = |count: usize| std::iter::repeat_n(fill, count).collect::<String>();
        let default = if self.zero && default == '>' { '=' } else { default };
        match self.align.unwrap_or(default) {
            '<' => format!("{text}{}", fills(missing)),
            '^' => format!("{}{text}{}", fills(missing / 2), fills(missing - missing / 2)),
            _ => format!("{}{text}", fills(missing)),
        }
    }

    /// Sign, prefix, digits with grouping, what follows the digits.
    fn number(&self, negative: bool, prefix: &str, whole: &str, rest: &str, group: usize) -> String {
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        };
        let pads_inside = self.align == Some('=') || (self.align.is_none() && self.zero);
        let mut whole = whole.to_owned();
        if pads_inside && self.fill.is_none_or(|fill| fill == '0') && (self.zero || self.fill == Some('0')) {
            let taken = sign.len() + prefix.len() + rest.len();
            loop {
                let shown = grouped(&whole, self.grouping, group);
                let missing = self.width.saturating_sub(taken + shown.len());
                if missing == 0 {
                    break;
                }
                // a separator takes a place of its own
                if self.grouping.is_some() && missing == 1 && whole.len().is_multiple_of(group) {
                    whole.insert(0, '0');
                    break;
                }
                whole.insert(0, '0');
            }
            let shown = grouped(&whole, self.grouping, group);
            return format!("{sign}{prefix}{shown}{rest}");
        }
        let shown = grouped(&whole, self.grouping, group);
        if pads_inside {
            let body = format!("{shown}{rest}");
            let missing = self.width.saturating_sub(sign.len() + prefix.len() + body.chars().count());
            let fill: String = std::iter::repeat_n(self.fill.unwrap_or(' '), missing).collect();
            return format!("{sign}{prefix}{fill}{body}");
        }
        self.pad(&format!("{sign}{prefix}{shown}{rest}"), '>')
    }
}

fn digits(characters: &[char]) -> Option<(Option<usize>, &[char])> {
    let end = characters.iter().position(|character| !character.is_ascii_digit()).unwrap_or(characters.len());
    if end == 0 {
        return Some((None, characters));
    }
    let text: String = characters[..end].iter().collect();
    Some((Some(text.parse().ok()?), &characters[end..]))
}

fn grouped(digits: &str, separator: Option<char>, group: usize) -> String {
    let Some(separator) = separator else { return digits.to_owned() };
    let mut shown = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(group) {
            shown.push(separator);
        }
        shown.push(digit);
    }
    shown
}

fn format_float(number: f64, spec: &Spec) -> String {
    let negative = number.is_sign_negative() && !number.is_nan();
    let magnitude = number.abs();
    if !magnitude.is_finite() {
        let upper = matches!(spec.kind, Some('F' | 'E' | 'G'));
        let text = if magnitude.is_nan() { "nan" } else { "inf" };
        let text = if upper { text.to_uppercase() } else { text.to_owned() };
        return spec.number(negative, "", &text, if spec.kind == Some('%') { "%" } else { "" }, 400);
    }
    let text = match spec.kind {
        Some('f' | 'F') => format!("{magnitude:.*}", spec.precision.unwrap_or(6)),
        Some('%') => format!("{:.*}%", spec.precision.unwrap_or(6), magnitude * 100.0),
        Some('e') => exponent(magnitude, spec.precision.unwrap_or(6), 'e'),
        Some('E') => exponent(magnitude, spec.precision.unwrap_or(6), 'E'),
        Some('g' | 'n') => general(magnitude, spec.precision.unwrap_or(6), 'e', spec.alternate),
        Some('G') => general(magnitude, spec.precision.unwrap_or(6), 'E', spec.alternate),
        _ => match spec.precision {
            Some(precision) => {
                // one digit after the point is always shown, so that the last place goes to it
                let shown = format!("{magnitude:.*e}", precision.max(1) - 1);
                let power: usize =
                    shown.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
                if power + 1 >= precision.max(1) && magnitude != 0.0 && power > 0 {
                    let text = exponent(magnitude, precision.max(1) - 1, 'e');
                    let (mantissa, tail) = text.split_once('e').unwrap_or((&text, ""));
                    let mantissa = match mantissa.contains('.') {
                        true => mantissa.trim_end_matches('0').trim_end_matches('.'),
                        false => mantissa,
                    };
                    format!("{mantissa}e{tail}")
                } else {
                    let text = general(magnitude, precision, 'e', false);
                    if text.contains(['.', 'e']) { text } else { format!("{text}.0") }
                }
            }
            None => float_repr(magnitude),
        },
    };
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (whole, rest) = text.split_at(end);
    spec.number(negative, "", whole, rest, 3)
}

fn exponent(number: f64, precision: usize, letter: char) -> String {
    let text = format!("{number:.precision$e}");
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let sign = if power < 0 { '-' } else { '+' };
    format!("{mantissa}{letter}{sign}{:02}", power.abs())
}

fn general(number: f64, precision: usize, letter: char, keep_zeros: bool) -> String {
    let precision = precision.max(1);
    if number == 0.0 {
        return "0".to_owned();
    }
    let text = format!("{number:.*e}", precision - 1);
    let power: i32 = text.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
    let limit = i32::try_from(precision).unwrap_or(i32::MAX);
    let strip = |text: &str| {
        if keep_zeros || !text.contains('.') {
            text.to_owned()
        } else {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    if power < -4 || power >= limit {
        let text = exponent(number, precision - 1, letter);
        let (mantissa, tail) = text.split_once(letter).unwrap_or((&text, ""));
        return format!("{}{letter}{tail}", strip(mantissa));
    }
    let decimals = usize::try_from(limit - 1 - power).unwrap_or(0);
    strip(&format!("{number:.decimals$}"))
}

/// Python's shortest form that reads back as the same number.
pub fn float_repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let magnitude = number.abs();
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
        let text = format!("{number:e}");
        let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
        let power: i32 = power.parse().unwrap_or(0);
        let sign = if power < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", power.abs());
    }
    let text = format!("{number}");
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// `repr` of a string.
pub fn quote(text: &str) -> String {
    use std::fmt::Write;
    let mark = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push(mark);
    for character in text.chars() {
        match character {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\\' => quoted.push_str("\\\\"),
            _ if character == mark => {
                quoted.push('\\');
                quoted.push(character);
            }
            ' '..='~' => quoted.push(character),
            _ if !printable(character) => {
                let code = u32::from(character);
                let _ = match code {
                    0..=0xff => write!(quoted, "\\x{code:02x}"),
                    0x100..=0xffff => write!(quoted, "\\u{code:04x}"),
                    _ => write!(quoted, "\\U{code:08x}"),
                };
            }
            _ => quoted.push(character),
        }
    }
    quoted.push(mark);
    quoted
}

/// Control characters, spaces other than ' ', surrogates and unassigned ones are shown as escapes.
fn printable(character: char) -> bool {
    !(character.is_control()
        || (character.is_whitespace() && character != ' ')
        || matches!(u32::from(character), 0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff | 0xe000..=0xf8ff | 0xfff0..=0xfffb))
}

/// `repr` of bytes.
pub fn quote_bytes(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mark = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut quoted = format!("b{mark}");
    for byte in bytes {
        match byte {
            b'\n' => quoted.push_str("\\n"),
            b'\r' => quoted.push_str("\\r"),
            b'\t' => quoted.push_str("\\t"),
            b'\\' => quoted.push_str("\\\\"),
            byte if char::from(*byte) == mark => {
                quoted.push('\\');
                quoted.push(mark);
            }
            b' '..=b'~' => quoted.push(char::from(*byte)),
            byte => {
                let _ = write!(quoted, "\\x{byte:02x}");
            }
        }
    }
    quoted.push(mark);
    quoted
}

/// `<module.Class object at 0x…>` and the like.
pub(super) fn plain_repr(interpreter: &Interpreter, value: &Value) -> String {
    let at = address(value);
    match value {
        Value::Function(function) => format!("<function {} at {at:#x}>", function.qualified_name.borrow()),
        Value::Builtin(builtin) if builtin.binding == Binding::Function => {
            format!("<built-in function {}>", builtin.name)
        }
        Value::Builtin(builtin) => format!("<method '{}'>", builtin.name),
        Value::BoundMethod(method) => {
            let owner = plain_repr(interpreter, &method.receiver);
            let name = match &method.function {
                Value::Function(function) => function.qualified_name.borrow().to_string(),
                Value::Builtin(builtin) => builtin.name.to_string(),
                _ => "?".to_owned(),
            };
            format!("<bound method {name} of {owner}>")
        }
        Value::Module(module) => match &module.file {
            Some(file) => format!("<module '{}' from '{}'>", module.name, file.display()),
            None => format!("<module '{}' (built-in)>", module.name),
        },
        Value::Class(class) => format!("<class '{}'>", class.path()),
        _ => {
            let class = interpreter.class_of(value);
            let path =
                if &*class.module == "builtins" { class.qualified_name.to_string() } else { class.path() };
            format!("<{path} object at {at:#x}>")
        }
    }
}

/// `format % arguments`.
///
/// # Errors
/// TypeError and ValueError as CPython raises them.
pub(super) fn percent(interpreter: &mut Interpreter, format: &str, arguments: &Value) -> Evaluated {
    let mut result = String::new();
    let mut characters = format.chars().peekable();
    let tuple = match arguments {
        Value::Tuple(items) => items.to_vec(),
        Value::Instance(_) => match arguments.base() {
            Value::Tuple(items) => items.to_vec(),
            _ => vec![arguments.clone()],
        },
        other => vec![other.clone()],
    };
    let mut used = 0;
    let mut named = false;
    while let Some(character) = characters.next() {
        if character != '%' {
            result.push(character);
            continue;
        }
        let mut key = None;
        if characters.peek() == Some(&'(') {
            characters.next();
            let mut name = String::new();
            let mut depth = 1;
            for character in characters.by_ref() {
                match character {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                name.push(character);
            }
            key = Some(name);
            named = true;
        }
        let mut spec = Spec::default();
        while let Some(flag @ ('-' | '+' | ' ' | '#' | '0')) = characters.peek().copied() {
            characters.next();
            match flag {
                '-' => spec.align = Some('<'),
                '+' => spec.sign = Some('+'),
                ' ' => spec.sign = spec.sign.or(Some(' ')),
                '#' => spec.alternate = true,
                _ => spec.zero = true,
            }
        }
        let mut number = |interpreter: &mut Interpreter, used: &mut usize| -> Evaluated<Option<usize>> {
            if characters.peek() == Some(&'*') {
                characters.next();
                let value = tuple.get(*used).and_then(Value::as_int);
                *used += 1;
                return match value.and_then(|value| usize::try_from(value).ok()) {
                    Some(value) => Ok(Some(value)),
                    None => Err(interpreter.raise("TypeError", "* wants int")),
                };
            }
            let mut digits = String::new();
            while let Some(digit) = characters.peek().copied().filter(char::is_ascii_digit) {
                characters.next();
                digits.push(digit);
            }
            Ok(digits.parse().ok())
        };
        spec.width = number(interpreter, &mut used)?.unwrap_or(0);
        interpreter.check_items(spec.width)?;
        if characters.peek() == Some(&'.') {
            characters.next();
            let mut digits = String::new();
            while let Some(digit) = characters.peek().copied().filter(char::is_ascii_digit) {
                characters.next();
                digits.push(digit);
            }
            let precision = if digits.is_empty() { 0 } else { digits.parse().unwrap_or(usize::MAX) };
            if precision > MAX_PRECISION {
                return Err(interpreter.raise("ValueError", "precision too big"));
            }
            spec.precision = Some(precision);
        }
        while let Some('h' | 'l' | 'L') = characters.peek() {
            characters.next();
        }
        let Some(kind) = characters.next() else {
            return Err(interpreter.raise("ValueError", "incomplete format"));
        };
        if kind == '%' {
            result.push('%');
            continue;
        }
        let value = match &key {
            Some(key) => interpreter.item(arguments, &Value::str(key))?,
            None => {
                let Some(value) = tuple.get(used) else {
                    return Err(interpreter.raise("TypeError", "not enough arguments for format string"));
                };
                used += 1;
                value.clone()
            }
        };
        if value.is_unknown() {
            return Ok(value);
        }
        let text = match kind {
            's' | 'r' | 'a' => {
                let text = match kind {
                    's' => interpreter.str(&value)?,
                    _ => interpreter.repr(&value)?,
                };
                let text = match spec.precision {
                    Some(precision) => text.chars().take(precision).collect(),
                    None => text,
                };
                spec.zero = false;
                spec.pad(&text, '>')
            }
            'c' if value.as_str().is_some() => {
                spec.zero = false;
                spec.pad(value.as_str().unwrap_or(""), '>')
            }
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' | 'c' => {
                let whole = match value.base() {
                    Value::Float(number) if matches!(kind, 'd' | 'i' | 'u') => Value::Int(number as i64),
                    other => other,
                };
                if !matches!(whole, Value::Int(_) | Value::Bool(_) | Value::BigInt(_)) {
                    let name = interpreter.type_name(&value);
                    let wanted = if matches!(kind, 'd' | 'i' | 'u') { "a real number" } else { "an integer" };
                    let message = format!("%{kind} format: {wanted} is required, not {name}");
                    return Err(interpreter.raise("TypeError", message));
                }
                spec.kind = Some(if matches!(kind, 'i' | 'u') { 'd' } else { kind });
                let text = interpreter.format_integer(&whole, &spec)?;
                if spec.align.is_none() && spec.kind == Some('c') { spec.pad(&text, '>') } else { text }
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let Some(number) = float(&value.base()) else {
                    let name = interpreter.type_name(&value);
                    return Err(interpreter.raise("TypeError", format!("must be real number, not {name}")));
                };
                spec.kind = Some(kind);
                format_float(number, &spec)
            }
            other => {
                let message = format!("unsupported format character '{other}' ({:#x})", u32::from(other));
                return Err(interpreter.raise("ValueError", message));
            }
        };
        result.push_str(&text);
    }
    let mapping = matches!(arguments.base(), Value::Dict(_) | Value::List(_) | Value::Instance(_));
    if !named && used < tuple.len() && (matches!(arguments, Value::Tuple(_)) || !mapping) {
        let message = "not all arguments converted during string formatting";
        return Err(interpreter.raise("TypeError", message));
    }
    Ok(Value::str(result))
}

/// `text.format(*positional, **keywords)`.
///
/// # Errors
/// IndexError, KeyError, ValueError as CPython raises them.
pub fn format_text(interpreter: &mut Interpreter, text: &str, arguments: &Arguments) -> Evaluated<String> {
    let mut automatic = 0;
    expand(interpreter, text, arguments, &mut automatic, 0)
}

fn expand(
    interpreter: &mut Interpreter,
    text: &str,
    arguments: &Arguments,
    automatic: &mut usize,
    depth: usize,
) -> Evaluated<String> {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        result.push_str(&rest[..at]);
        let mark = rest.as_bytes()[at];
        let after = &rest[at + 1..];
        if after.as_bytes().first() == Some(&mark) {
            result.push(char::from(mark));
            rest = &after[1..];
            continue;
        }
        if mark == b'}' {
            return Err(interpreter.raise("ValueError", "Single '}' encountered in format string"));
        }
        let mut level = 1;
        let end = after.char_indices().find_map(|(index, character)| {
            match character {
                '{' => level += 1,
                '}' => level -= 1,
                _ => {}
            }
            (level == 0).then_some(index)
        });
        let Some(end) = end else {
            return Err(interpreter.raise("ValueError", "expected '}' before end of string"));
        };
        let field = &after[..end];
        rest = &after[end + 1..];
        let (name, spec) = split_field(field);
        let (name, conversion) = match name.rsplit_once('!') {
            Some((name, conversion)) => (name, Some(conversion)),
            None => (name, None),
        };
        let value = field_value(interpreter, name, arguments, automatic)?;
        let spec = if spec.contains('{') && depth < 2 {
            expand(interpreter, spec, arguments, automatic, depth + 1)?
        } else {
            spec.to_owned()
        };
        let value = match conversion {
            Some("r" | "a") => Value::str(interpreter.repr(&value)?),
            Some("s") => Value::str(interpreter.str(&value)?),
            _ => value,
        };
        result.push_str(&interpreter.format(&value, &spec)?);
    }
    result.push_str(rest);
    Ok(result)
}

/// At the colon that isn't inside brackets.
fn split_field(field: &str) -> (&str, &str) {
    let mut brackets = 0;
    for (index, character) in field.char_indices() {
        match character {
            '[' => brackets += 1,
            ']' => brackets -= 1,
            ':' if brackets == 0 => return (&field[..index], &field[index + 1..]),
            _ => {}
        }
    }
    (field, "")
}

fn field_value(
    interpreter: &mut Interpreter,
    field: &str,
    arguments: &Arguments,
    automatic: &mut usize,
) -> Evaluated {
    let end = field.find(['.', '[']).unwrap_or(field.len());
    let (first, mut path) = field.split_at(end);
    let mut value = if first.is_empty() || first.bytes().all(|byte| byte.is_ascii_digit()) {
        let index = if first.is_empty() {
            *automatic += 1;
            *automatic - 1
        } else {
            first.parse().unwrap_or(usize::MAX)
        };
        match arguments.positional.get(index) {
            Some(value) => value.clone(),
            None => {
                let message = format!("Replacement index {index} out of range for positional args tuple");
                return Err(interpreter.raise("IndexError", message));
            }
        }
    } else {
        match arguments.keyword(first) {
            Some(value) => value.clone(),
            None => return Err(interpreter.raise_with("KeyError", vec![Value::str(first)])),
        }
    };
    while !path.is_empty() {
        if let Some(after) = path.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            value = interpreter.get_attribute(&value, &after[..end])?;
            path = &after[end..];
        } else if let Some(after) = path.strip_prefix('[') {
            let Some(end) = after.find(']') else {
                return Err(interpreter.raise("ValueError", "Missing ']' in format string"));
            };
            let key = &after[..end];
            let key = key.parse().map_or_else(|_| Value::str(key), Value::Int);
            value = interpreter.item(&value, &key)?;
            path = &after[end + 1..];
        } else {
            return Err(
                interpreter.raise("ValueError", "Only '.' or '[' may follow ']' in format field specifier")
            );
        }
    }
    Ok(value)
}

/// What `ascii()` makes of a `repr`.
pub fn ascii(text: &str) -> String {
    use std::fmt::Write;
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        let code = u32::from(character);
        let _ = match code {
            0..=0x7f => write!(plain, "{character}"),
            0x80..=0xff => write!(plain, "\\x{code:02x}"),
            0x100..=0xffff => write!(plain, "\\u{code:04x}"),
            _ => write!(plain, "\\U{code:08x}"),
        };
    }
    plain
}
