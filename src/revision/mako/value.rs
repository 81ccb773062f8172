//! Values of template expressions, with Python's `str`, `repr`, truth and equality.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use jiff::civil;
use ruff_python_ast::{Expr, StmtFunctionDef};

use super::syntax::{Code, Node};
use crate::error::{Error, Result};

/// An object of the program that templates may ask for attributes and call.
pub trait Host {
    /// For messages: `config`.
    fn name(&self) -> &str;

    /// An attribute that isn't a method; `None`: no such thing.
    fn attribute(&self, name: &str) -> Option<Value>;

    /// A method call; `None`: no such method.
    fn call(&self, method: &str, arguments: &[Value], keywords: &[(String, Value)]) -> Option<Result<Value>>;
}

/// A date and time with an optional offset and zone name, as Python's `datetime` prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTime {
    pub local: civil::DateTime,
    /// Seconds east of Greenwich; `None`: naive.
    pub offset: Option<i32>,
    /// `tzname()`.
    pub zone: Option<String>,
    /// Seconds since 1970.
    pub timestamp: i64,
}

#[derive(Clone)]
pub enum Value {
    None,
    /// Mako's UNDEFINED: false, and an error as text. The name that wasn't found.
    Undefined(Rc<str>),
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Rc<str>),
    Tuple(Rc<Vec<Value>>),
    List(Rc<RefCell<Vec<Value>>>),
    Dict(Rc<RefCell<Vec<(Value, Value)>>>),
    DateTime(Rc<DateTime>),
    Date(civil::Date),
    Host(Rc<dyn Host>),
    /// A function of the language or of a known module: `len`, `re.split`.
    Builtin(&'static str),
    Module(&'static str),
    /// A method of a value, not yet called.
    Method(Rc<(Value, String)>),
    /// `def` in a code block.
    Function(Rc<Function>),
    /// `lambda`.
    Lambda(Rc<Lambda>),
    /// `<%def>`.
    Def(Rc<TemplateDef>),
    /// Something imported that isn't known here; an error as soon as it is used.
    Unknown(Rc<str>),
}

pub struct Function {
    pub code: Code,
    pub tree: StmtFunctionDef,
}

pub struct Lambda {
    pub code: Code,
    pub parameters: Option<ruff_python_ast::Parameters>,
    pub body: Expr,
}

pub struct TemplateDef {
    pub code: Code,
    pub name: String,
    pub parameters: Rc<ruff_python_ast::Parameters>,
    pub body: Rc<Vec<Node>>,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text.into())
    }
}

impl Value {
    pub fn list(items: Vec<Value>) -> Self {
        Value::List(Rc::new(RefCell::new(items)))
    }

    pub fn tuple(items: Vec<Value>) -> Self {
        Value::Tuple(Rc::new(items))
    }

    pub fn dict(items: Vec<(Value, Value)>) -> Self {
        Value::Dict(Rc::new(RefCell::new(items)))
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// `type(x).__name__`, for messages.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::None => "NoneType",
            Value::Undefined(_) => "Undefined",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Text(_) => "str",
            Value::Tuple(_) => "tuple",
            Value::List(_) => "list",
            Value::Dict(_) => "dict",
            Value::DateTime(_) => "datetime",
            Value::Date(_) => "date",
            Value::Host(_) => "object",
            Value::Module(_) => "module",
            Value::Builtin(_) | Value::Method(_) | Value::Function(_) | Value::Lambda(_) | Value::Def(_) => {
                "function"
            }
            Value::Unknown(_) => "unknown",
        }
    }

    /// # Errors
    /// Something that isn't known.
    pub fn truth(&self) -> Result<bool> {
        Ok(match self {
            Value::None | Value::Undefined(_) => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Text(text) => !text.is_empty(),
            Value::Tuple(items) => !items.is_empty(),
            Value::List(items) => !items.borrow().is_empty(),
            Value::Dict(items) => !items.borrow().is_empty(),
            Value::Unknown(what) => return Err(unknown(what)),
            _ => true,
        })
    }

    /// `str(x)`.
    ///
    /// # Errors
    /// Values whose text would be an address, undefined names.
    pub fn str(&self) -> Result<String> {
        match self {
            Value::Text(text) => Ok(text.to_string()),
            Value::DateTime(value) => Ok(value.iso(' ')),
            Value::Date(value) => Ok(value.to_string()),
            Value::Undefined(name) => Err(Error::new(format!("the name `{name}` is not defined"))),
            _ => self.repr(),
        }
    }

    /// `repr(x)`.
    ///
    /// # Errors
    /// Values whose text would be an address, undefined names.
    pub fn repr(&self) -> Result<String> {
        let joined = |items: &[Value]| -> Result<String> {
            Ok(items.iter().map(Value::repr).collect::<Result<Vec<_>>>()?.join(", "))
        };
        Ok(match self {
            Value::None => "None".to_owned(),
            Value::Bool(value) => if *value { "True" } else { "False" }.to_owned(),
            Value::Int(value) => value.to_string(),
            Value::Float(value) => float_repr(*value),
            Value::Text(text) => text_repr(text),
            Value::Tuple(items) if items.len() == 1 => format!("({},)", items[0].repr()?),
            Value::Tuple(items) => format!("({})", joined(items)?),
            Value::List(items) => format!("[{}]", joined(&items.borrow())?),
            Value::Dict(items) => {
                let pair = |(key, value): &(Value, Value)| Ok(format!("{}: {}", key.repr()?, value.repr()?));
                let pairs = items.borrow().iter().map(pair).collect::<Result<Vec<_>>>()?;
                format!("{{{}}}", pairs.join(", "))
            }
            Value::Undefined(name) => return Err(Error::new(format!("the name `{name}` is not defined"))),
            Value::Unknown(what) => return Err(unknown(what)),
            other => return Err(Error::new(format!("the text of a {} isn't known", other.type_name()))),
        })
    }

    /// `==`; values of different kinds differ, numbers aside.
    pub fn equals(&self, other: &Value) -> bool {
        let all = |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.equals(b));
        match (self, other) {
            (Value::None, Value::None) => true,
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Tuple(a), Value::Tuple(b)) => all(a, b),
            (Value::List(a), Value::List(b)) => all(&a.borrow(), &b.borrow()),
            (Value::DateTime(a), Value::DateTime(b)) => a == b,
            (Value::Date(a), Value::Date(b)) => a == b,
            _ => match (self.number(), other.number()) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
        }
    }

    /// Numbers and booleans as a float.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Bool(value) => Some(f64::from(u8::from(*value))),
            #[expect(
                clippy::cast_precision_loss,
                reason = "only compared, and templates count in small numbers"
            )]
            Value::Int(value) => Some(*value as f64),
            Value::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// What `for` goes through.
    ///
    /// # Errors
    /// Not iterable.
    pub fn items(&self) -> Result<Vec<Value>> {
        Ok(match self {
            Value::Tuple(items) => items.to_vec(),
            Value::List(items) => items.borrow().clone(),
            Value::Dict(items) => items.borrow().iter().map(|(key, _)| key.clone()).collect(),
            Value::Text(text) => text.chars().map(|c| Value::from(c.to_string())).collect(),
            Value::Undefined(name) => return Err(Error::new(format!("the name `{name}` is not defined"))),
            Value::Unknown(what) => return Err(unknown(what)),
            other => return Err(Error::new(format!("'{}' object is not iterable", other.type_name()))),
        })
    }
}

/// The refusal of a value that was imported from somewhere.
pub fn unknown(what: &str) -> Error {
    Error::new(format!("`{what}` isn't available to templates"))
        .hint("compute the value in the template itself, or write the line without it")
}

/// Python's `repr` of a float that templates could hold.
fn float_repr(value: f64) -> String {
    let text = format!("{value:?}");
    match text.as_str() {
        "NaN" => "nan".to_owned(),
        _ => text,
    }
}

/// `repr` of a string: single quotes unless it holds some and no double ones.
pub fn text_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut output = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => output.push_str("\\\\"),
            '\n' => output.push_str("\\n"),
            '\r' => output.push_str("\\r"),
            '\t' => output.push_str("\\t"),
            c if c == quote => {
                output.push('\\');
                output.push(c);
            }
            c if is_printable(c) => output.push(c),
            c => {
                let code = u32::from(c);
                // writing to a String can't fail
                let _ = match code {
                    0..=0xff => write!(output, "\\x{code:02x}"),
                    0x100..=0xffff => write!(output, "\\u{code:04x}"),
                    _ => write!(output, "\\U{code:08x}"),
                };
            }
        }
    }
    output.push(quote);
    output
}

/// Python's `str.isprintable` for one character: Rust's own table, and no separators but the space.
fn is_printable(c: char) -> bool {
    // after another character, so that combining marks count as printable
    let escaped: String = ['a', c].iter().collect::<String>().escape_debug().skip(1).collect();
    let plain = escaped.chars().count() == 1 || matches!(c, '"' | '\'');
    plain && (c == ' ' || !c.is_whitespace())
}

impl DateTime {
    /// `isoformat(separator)`: microseconds only when there are some.
    pub fn iso(&self, separator: char) -> String {
        let date = self.local.date();
        let time = self.local.time();
        let mut text =
            format!("{date}{separator}{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
        let micros = self.microsecond();
        if micros > 0 {
            let _ = write!(text, ".{micros:06}");
        }
        text.push_str(&self.offset_text(true));
        text
    }

    pub fn microsecond(&self) -> i32 {
        self.local.time().subsec_nanosecond() / 1000
    }

    /// `+02:00`, or without the colon; seconds only when there are some; nothing when naive.
    pub fn offset_text(&self, colon: bool) -> String {
        let Some(offset) = self.offset else { return String::new() };
        let sign = if offset < 0 { '-' } else { '+' };
        let seconds = offset.unsigned_abs();
        let separator = if colon { ":" } else { "" };
        let mut text = format!("{sign}{:02}{separator}{:02}", seconds / 3600, seconds / 60 % 60);
        if seconds % 60 != 0 {
            let _ = write!(text, "{separator}{:02}", seconds % 60);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_as_python_does() {
        for (text, expected) in [
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("it's \"x\"", "'it\\'s \"x\"'"),
            ("a\\b\n\t", "'a\\\\b\\n\\t'"),
            ("é ü 日本", "'é ü 日本'"),
            ("e\u{301}", "'e\u{301}'"),
            ("\u{0}\u{7f}\u{a0}\u{ad}\u{200b}\u{3000}", "'\\x00\\x7f\\xa0\\xad\\u200b\\u3000'"),
            ("😀", "'😀'"),
        ] {
            assert_eq!(text_repr(text), expected);
        }
    }

    #[test]
    fn containers() {
        let items = vec![Value::from("a"), Value::None, Value::Bool(true), Value::Int(-1)];
        assert_eq!(Value::tuple(items.clone()).repr().unwrap(), "('a', None, True, -1)");
        assert_eq!(Value::tuple(vec![Value::from("a")]).repr().unwrap(), "('a',)");
        assert_eq!(Value::list(items).str().unwrap(), "['a', None, True, -1]");
        assert_eq!(Value::dict(vec![(Value::from("a"), Value::Int(1))]).repr().unwrap(), "{'a': 1}");
        assert!(Value::Undefined("x".into()).str().is_err());
        assert!(!Value::Undefined("x".into()).truth().unwrap());
    }
}
