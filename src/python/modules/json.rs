//! `_json`: the encoder and decoder behind `json`, with CPython's spelling and messages.

use std::rc::Rc;

use crate::python::builtins::argument::text_of;
use crate::python::builtins::number;
use crate::python::call::{Arguments, Bound};
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// # Errors
/// None.
pub fn build(_: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    module.function(
        "encode",
        "value, default, skipkeys, ensure_ascii, allow_nan, indent, item_separator, key_separator, sort_keys",
        encode,
    );
    module.function(
        "decode",
        "text, object_hook, parse_float, parse_int, parse_constant, object_pairs_hook, at=0, partial=False",
        decode,
    );
    Ok(())
}

struct Encoder {
    default: Value,
    skip_keys: bool,
    ascii: bool,
    allow_nan: bool,
    indent: Option<String>,
    item_separator: Rc<str>,
    key_separator: Rc<str>,
    sort_keys: bool,
    open: Vec<i64>,
    text: String,
}

fn encode(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let indent = match bound.value("indent") {
        Value::None => None,
        value => Some(match value.as_int() {
            Some(width) => " ".repeat(width.clamp(0, 1000) as usize),
            None => text_of(&value).unwrap_or_default().to_string(),
        }),
    };
    let mut encoder = Encoder {
        default: bound.value("default"),
        skip_keys: interpreter.truth(&bound.value("skipkeys"))?,
        ascii: interpreter.truth(&bound.value("ensure_ascii"))?,
        allow_nan: interpreter.truth(&bound.value("allow_nan"))?,
        indent,
        item_separator: text_of(&bound.value("item_separator")).unwrap_or_else(|| ", ".into()),
        key_separator: text_of(&bound.value("key_separator")).unwrap_or_else(|| ": ".into()),
        sort_keys: interpreter.truth(&bound.value("sort_keys"))?,
        open: Vec::new(),
        text: String::new(),
    };
    match encoder.value(interpreter, &bound.value("value"))? {
        Some(unknown) => Ok(unknown),
        None => Ok(Value::str(encoder.text)),
    }
}

impl Encoder {
    /// Writes the value; an Unknown in it is handed back.
    fn value(&mut self, interpreter: &mut Interpreter, value: &Value) -> Evaluated<Option<Value>> {
        let base = value.base();
        match &base {
            Value::Unknown(_) => return Ok(Some(base)),
            Value::None => self.text.push_str("null"),
            Value::Bool(flag) => self.text.push_str(if *flag { "true" } else { "false" }),
            Value::Int(number) => self.text.push_str(&number.to_string()),
            Value::BigInt(number) => self.text.push_str(&number.to_string()),
            Value::Float(number) => {
                let text = self.float(interpreter, *number)?;
                self.text.push_str(&text);
            }
            Value::Str(text) => quote(&mut self.text, text, self.ascii),
            Value::List(items) => {
                let items = items.borrow().clone();
                return self.sequence(interpreter, value, &items);
            }
            Value::Tuple(items) => return self.sequence(interpreter, value, items),
            Value::Dict(dict) => {
                let entries: Vec<(Value, Value)> =
                    dict.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
                return self.mapping(interpreter, value, entries);
            }
            _ => {
                self.enter(interpreter, value)?;
                let default = self.default.clone();
                let replaced = interpreter.call(&default, Arguments::positional(vec![value.clone()]))?;
                let unknown = self.value(interpreter, &replaced)?;
                self.open.pop();
                return Ok(unknown);
            }
        }
        Ok(None)
    }

    fn float(&self, interpreter: &mut Interpreter, value: f64) -> Evaluated<String> {
        let special = match value {
            value if value.is_nan() => "NaN",
            f64::INFINITY => "Infinity",
            f64::NEG_INFINITY => "-Infinity",
            value => return Ok(crate::python::format::float_repr(value)),
        };
        if self.allow_nan {
            return Ok(special.to_owned());
        }
        Err(interpreter.raise("ValueError", "Out of range float values are not JSON compliant"))
    }

    fn enter(&mut self, interpreter: &mut Interpreter, value: &Value) -> Evaluated<()> {
        let id = crate::python::builtins::function::identity(value);
        if self.open.contains(&id) {
            return Err(interpreter.raise("ValueError", "Circular reference detected"));
        }
        if self.open.len() > 900 {
            return Err(interpreter.raise("RecursionError", "maximum recursion depth exceeded"));
        }
        self.open.push(id);
        Ok(())
    }

    fn new_line(&mut self, depth: usize) {
        if let Some(indent) = &self.indent {
            self.text.push('\n');
            self.text.push_str(&indent.repeat(depth));
        }
    }

    fn separate(&mut self, depth: usize) {
        let separator = self.item_separator.clone();
        self.text.push_str(&separator);
        self.new_line(depth);
    }

    fn sequence(
        &mut self,
        interpreter: &mut Interpreter,
        value: &Value,
        items: &[Value],
    ) -> Evaluated<Option<Value>> {
        if items.is_empty() {
            self.text.push_str("[]");
            return Ok(None);
        }
        if !matches!(value, Value::Tuple(_)) {
            self.enter(interpreter, value)?;
        } else {
            self.open.push(0);
        }
        let depth = self.open.len();
        self.text.push('[');
        self.new_line(depth);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.separate(depth);
            }
            if let Some(unknown) = self.value(interpreter, item)? {
                return Ok(Some(unknown));
            }
        }
        self.open.pop();
        self.new_line(depth - 1);
        self.text.push(']');
        Ok(None)
    }

    fn mapping(
        &mut self,
        interpreter: &mut Interpreter,
        value: &Value,
        mut entries: Vec<(Value, Value)>,
    ) -> Evaluated<Option<Value>> {
        if entries.is_empty() {
            self.text.push_str("{}");
            return Ok(None);
        }
        self.enter(interpreter, value)?;
        if self.sort_keys {
            let keys = entries.iter().map(|(key, _)| key.clone()).collect();
            let sorted = crate::python::builtins::order::sort(interpreter, keys, &Value::None, false)?;
            let mut ordered = Vec::with_capacity(entries.len());
            for key in sorted {
                if let Some(at) = entries.iter().position(|(known, _)| known.is(&key)) {
                    ordered.push(entries.swap_remove(at));
                }
            }
            entries = ordered;
        }
        let depth = self.open.len();
        self.text.push('{');
        let mut first = true;
        for (key, item) in &entries {
            let Some(name) = self.key(interpreter, key)? else { continue };
            if first {
                self.new_line(depth);
                first = false;
            } else {
                self.separate(depth);
            }
            quote(&mut self.text, &name, self.ascii);
            let separator = self.key_separator.clone();
            self.text.push_str(&separator);
            if let Some(unknown) = self.value(interpreter, item)? {
                return Ok(Some(unknown));
            }
        }
        self.open.pop();
        if !first {
            self.new_line(depth - 1);
        }
        self.text.push('}');
        Ok(None)
    }

    fn key(&self, interpreter: &mut Interpreter, key: &Value) -> Evaluated<Option<String>> {
        Ok(Some(match key.base() {
            Value::Str(text) => text.to_string(),
            Value::None => "null".to_owned(),
            Value::Bool(flag) => flag.to_string(),
            Value::Int(number) => number.to_string(),
            Value::BigInt(number) => number.to_string(),
            Value::Float(number) => self.float(interpreter, number)?,
            _ if self.skip_keys => return Ok(None),
            other => {
                let class = interpreter.type_name(&other);
                let message = format!("keys must be str, int, float, bool or None, not {class}");
                return Err(interpreter.raise("TypeError", message));
            }
        }))
    }
}

fn quote(into: &mut String, text: &str, ascii: bool) {
    into.push('"');
    for c in text.chars() {
        match c {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            '\u{8}' => into.push_str("\\b"),
            '\u{c}' => into.push_str("\\f"),
            c if u32::from(c) < 0x20 || (ascii && (!c.is_ascii() || c == '\u{7f}')) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    into.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => into.push(c),
        }
    }
    into.push('"');
}

struct Decoder<'a> {
    chars: &'a [char],
    at: usize,
    depth: usize,
    object_hook: Value,
    parse_float: Value,
    parse_int: Value,
    parse_constant: Value,
    pairs_hook: Value,
}

/// What is wrong, and where: becomes JSONDecodeError.
struct Malformed {
    message: String,
    at: usize,
}

enum Failure {
    Malformed(Malformed),
    Raised(Box<crate::python::raise::Raise>),
}

impl From<Box<crate::python::raise::Raise>> for Failure {
    fn from(raise: Box<crate::python::raise::Raise>) -> Self {
        Failure::Raised(raise)
    }
}

fn malformed<T>(message: impl Into<String>, at: usize) -> Result<T, Failure> {
    Err(Failure::Malformed(Malformed { message: message.into(), at }))
}

fn decode(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let source = bound.value("text");
    let Some(text) = text_of(&source) else { return Ok(source) };
    let chars: Vec<char> = text.chars().collect();
    let mut decoder = Decoder {
        chars: &chars,
        at: bound.value("at").as_int().unwrap_or(0).max(0) as usize,
        depth: 0,
        object_hook: bound.value("object_hook"),
        parse_float: bound.value("parse_float"),
        parse_int: bound.value("parse_int"),
        parse_constant: bound.value("parse_constant"),
        pairs_hook: bound.value("object_pairs_hook"),
    };
    let partial = interpreter.truth(&bound.value("partial"))?;
    let result = decoder.document(interpreter, partial);
    match result {
        Ok(value) if partial => Ok(Value::tuple(vec![value, Value::Int(decoder.at as i64)])),
        Ok(value) => Ok(value),
        Err(Failure::Raised(raise)) => Err(raise),
        Err(Failure::Malformed(Malformed { message, at })) => {
            let module = interpreter.import("json")?;
            let raise = module.attribute("_malformed").unwrap_or(Value::None);
            let arguments = vec![Value::str(message), source, Value::Int(at as i64)];
            interpreter.call(&raise, Arguments::positional(arguments))
        }
    }
}

impl Decoder<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(' ' | '\t' | '\n' | '\r') = self.peek() {
            self.at += 1;
        }
    }

    fn document(&mut self, interpreter: &mut Interpreter, partial: bool) -> Result<Value, Failure> {
        self.skip_space();
        let value = self.value(interpreter)?;
        if !partial {
            self.skip_space();
            if self.at < self.chars.len() {
                return malformed("Extra data", self.at);
            }
        }
        Ok(value)
    }

    fn value(&mut self, interpreter: &mut Interpreter) -> Result<Value, Failure> {
        self.depth += 1;
        if self.depth > 900 {
            return Err(interpreter.raise("RecursionError", "maximum recursion depth exceeded").into());
        }
        let value = match self.peek() {
            Some('"') => {
                self.at += 1;
                Value::str(self.string()?)
            }
            Some('{') => self.object(interpreter)?,
            Some('[') => self.array(interpreter)?,
            Some('-' | '0'..='9') => self.number(interpreter)?,
            _ => self.word(interpreter)?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn word(&mut self, interpreter: &mut Interpreter) -> Result<Value, Failure> {
        let words = [
            ("null", Value::None),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Float(f64::NAN)),
            ("Infinity", Value::Float(f64::INFINITY)),
            ("-Infinity", Value::Float(f64::NEG_INFINITY)),
        ];
        for (word, value) in words {
            let end = self.at + word.len();
            if self.chars.len() >= end && word.chars().eq(self.chars[self.at..end].iter().copied()) {
                self.at = end;
                if matches!(value, Value::Float(_)) && !self.parse_constant.is_none() {
                    let hook = self.parse_constant.clone();
                    return Ok(interpreter.call(&hook, Arguments::positional(vec![Value::str(word)]))?);
                }
                return Ok(value);
            }
        }
        malformed("Expecting value", self.at)
    }

    fn number(&mut self, interpreter: &mut Interpreter) -> Result<Value, Failure> {
        let start = self.at;
        let mut at = self.at + usize::from(self.peek() == Some('-'));
        let digits = |at: &mut usize| {
            let from = *at;
            while self.chars.get(*at).is_some_and(char::is_ascii_digit) {
                *at += 1;
            }
            *at > from
        };
        match self.chars.get(at) {
            Some('0') => at += 1,
            Some('1'..='9') => {
                digits(&mut at);
            }
            _ => return self.word(interpreter),
        }
        let mut whole = true;
        if self.chars.get(at) == Some(&'.') {
            let mut after = at + 1;
            if digits(&mut after) {
                at = after;
                whole = false;
            }
        }
        if let Some('e' | 'E') = self.chars.get(at) {
            let mut after = at + 1;
            if let Some('+' | '-') = self.chars.get(after) {
                after += 1;
            }
            if digits(&mut after) {
                at = after;
                whole = false;
            }
        }
        let text: String = self.chars[start..at].iter().collect();
        self.at = at;
        let hook = if whole { self.parse_int.clone() } else { self.parse_float.clone() };
        if !hook.is_none() {
            return Ok(interpreter.call(&hook, Arguments::positional(vec![Value::str(text)]))?);
        }
        Ok(if whole {
            Value::big(number::parse_int(&text, 10).unwrap_or_default())
        } else {
            Value::Float(number::parse_float(&text).unwrap_or(f64::NAN))
        })
    }

    /// After the opening quote.
    fn string(&mut self) -> Result<String, Failure> {
        let begin = self.at - 1;
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else { return malformed("Unterminated string starting at", begin) };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(text);
                }
                '\\' => {
                    let Some(escape) = self.chars.get(self.at + 1).copied() else {
                        return malformed("Unterminated string starting at", begin);
                    };
                    self.at += 2;
                    text.push(match escape {
                        '"' | '\\' | '/' => escape,
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        'b' => '\u{8}',
                        'f' => '\u{c}',
                        'u' => self.unicode()?,
                        _ => return malformed("Invalid \\escape", self.at - 2),
                    });
                }
                c if u32::from(c) < 0x20 => return malformed("Invalid control character at", self.at),
                c => {
                    text.push(c);
                    self.at += 1;
                }
            }
        }
    }

    fn unit(&mut self) -> Result<u32, Failure> {
        let digits: String = self.chars.iter().skip(self.at).take(4).collect();
        match u32::from_str_radix(&digits, 16) {
            Ok(unit) if digits.len() == 4 && !digits.starts_with('+') => {
                self.at += 4;
                Ok(unit)
            }
            _ => malformed("Invalid \\uXXXX escape", self.at - 1),
        }
    }

    fn unicode(&mut self) -> Result<char, Failure> {
        let unit = self.unit()?;
        if (0xd800..0xdc00).contains(&unit) && self.chars.get(self.at..self.at + 2) == Some(&['\\', 'u']) {
            let back = self.at;
            self.at += 2;
            let low = self.unit()?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            self.at = back;
        }
        // a lone surrogate has no place in a Rust string
        Ok(char::from_u32(unit).unwrap_or('\u{fffd}'))
    }

    fn array(&mut self, interpreter: &mut Interpreter) -> Result<Value, Failure> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(']') {
            self.at += 1;
            return Ok(Value::list(items));
        }
        loop {
            items.push(self.value(interpreter)?);
            self.skip_space();
            match self.peek() {
                Some(']') => {
                    self.at += 1;
                    return Ok(Value::list(items));
                }
                Some(',') => self.at += 1,
                _ => return malformed("Expecting ',' delimiter", self.at),
            }
            self.skip_space();
        }
    }

    fn object(&mut self, interpreter: &mut Interpreter) -> Result<Value, Failure> {
        self.at += 1;
        let mut pairs: Vec<(String, Value)> = Vec::new();
        self.skip_space();
        if self.peek() == Some('}') {
            self.at += 1;
            return self.finish(interpreter, pairs);
        }
        loop {
            if self.peek() != Some('"') {
                return malformed("Expecting property name enclosed in double quotes", self.at);
            }
            self.at += 1;
            let name = self.string()?;
            self.skip_space();
            if self.peek() != Some(':') {
                return malformed("Expecting ':' delimiter", self.at);
            }
            self.at += 1;
            self.skip_space();
            let value = self.value(interpreter)?;
            pairs.push((name, value));
            self.skip_space();
            match self.peek() {
                Some('}') => {
                    self.at += 1;
                    return self.finish(interpreter, pairs);
                }
                Some(',') => self.at += 1,
                _ => return malformed("Expecting ',' delimiter", self.at),
            }
            self.skip_space();
        }
    }

    fn finish(
        &mut self,
        interpreter: &mut Interpreter,
        pairs: Vec<(String, Value)>,
    ) -> Result<Value, Failure> {
        if !self.pairs_hook.is_none() {
            let pairs =
                pairs.into_iter().map(|(name, value)| Value::tuple(vec![Value::str(name), value])).collect();
            let hook = self.pairs_hook.clone();
            return Ok(interpreter.call(&hook, Arguments::positional(vec![Value::list(pairs)]))?);
        }
        let mut dict = Dict::default();
        for (name, value) in pairs {
            dict.insert_str(&name, value);
        }
        let dict = Value::dict(dict);
        if self.object_hook.is_none() {
            return Ok(dict);
        }
        let hook = self.object_hook.clone();
        Ok(interpreter.call(&hook, Arguments::positional(vec![dict]))?)
    }
}
