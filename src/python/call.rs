//! Arguments of a call, and their binding to a native function's parameters.

use std::rc::Rc;

use super::value::Value;

/// What stands between the parentheses, stars already spread.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    pub positional: Vec<Value>,
    pub keywords: Vec<(Rc<str>, Value)>,
}

impl Arguments {
    pub fn none() -> Self {
        Arguments::default()
    }

    pub fn positional(positional: Vec<Value>) -> Self {
        Arguments { positional, keywords: Vec::new() }
    }

    /// Adds a keyword argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.keywords.push((name.into(), value));
        self
    }

    /// The keyword's value.
    pub fn keyword(&self, name: &str) -> Option<&Value> {
        self.keywords.iter().find(|(key, _)| &**key == name).map(|(_, value)| value)
    }

    /// An argument that is not known.
    pub fn unknown(&self) -> Option<&Value> {
        let named = self.keywords.iter().map(|(_, value)| value);
        self.positional.iter().chain(named).find(|value| value.is_unknown())
    }
}

/// A native function's parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    pub parameters: Vec<Parameter>,
    pub var_positional: Option<Rc<str>>,
    pub var_keyword: Option<Rc<str>>,
    /// The parameters' names, shared with every [`Bound`].
    names: Rc<[Rc<str>]>,
    /// How many arguments may be given by position alone.
    takes: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub name: Rc<str>,
    /// May be left out; the function then finds None through [`Bound::get`].
    pub optional: bool,
    pub keyword_only: bool,
    pub positional_only: bool,
}

impl Signature {
    /// From Python's own notation, defaults marked by any `=…`:
    /// `"self, name, columns=None, *args, schema=None, **kw"`; `/` and `*` as in Python.
    ///
    /// The text is a constant of this program: a malformed one shows in the first test.
    pub fn parse(text: &str) -> Signature {
        let mut signature = Signature::default();
        let mut keyword_only = false;
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            if let Some(name) = part.strip_prefix("**") {
                signature.var_keyword = Some(name.into());
            } else if let Some(name) = part.strip_prefix('*') {
                keyword_only = true;
                if !name.is_empty() {
                    signature.var_positional = Some(name.into());
                }
            } else if part == "/" {
                for parameter in &mut signature.parameters {
                    parameter.positional_only = true;
                }
            } else {
                let (name, optional) = match part.split_once('=') {
                    Some((name, _)) => (name.trim(), true),
                    None => (part, false),
                };
                signature.parameters.push(Parameter {
                    name: name.into(),
                    optional,
                    keyword_only,
                    positional_only: false,
                });
            }
        }
        signature.takes = signature.parameters.iter().filter(|parameter| !parameter.keyword_only).count();
        signature.names = signature.parameters.iter().map(|parameter| parameter.name.clone()).collect();
        signature
    }

    /// # Errors
    /// The text of the TypeError that CPython would raise.
    pub fn bind(&self, function: &str, arguments: Arguments) -> Result<Bound, String> {
        let takes = self.takes;
        let mut positional = arguments.positional.into_iter();
        let mut values: Vec<Option<Value>> = Vec::with_capacity(self.parameters.len());
        values.extend(positional.by_ref().take(takes).map(Some));
        values.resize_with(self.parameters.len(), || None);
        let rest: Vec<Value> = if positional.len() > 0 { positional.collect() } else { Vec::new() };
        if !rest.is_empty() && self.var_positional.is_none() {
            let given = takes + rest.len();
            let plural = if takes == 1 { "" } else { "s" };
            return Err(format!(
                "{function}() takes {takes} positional argument{plural} but {given} were given"
            ));
        }
        let mut keywords = Vec::new();
        for (name, value) in arguments.keywords {
            let index = self
                .parameters
                .iter()
                .position(|parameter| parameter.name == name && !parameter.positional_only);
            match index {
                Some(index) if values[index].is_some() => {
                    return Err(format!("{function}() got multiple values for argument '{name}'"));
                }
                Some(index) => values[index] = Some(value),
                None if self.var_keyword.is_some() => keywords.push((name, value)),
                None => return Err(format!("{function}() got an unexpected keyword argument '{name}'")),
            }
        }
        let is_missing =
            |(parameter, value): &(&Parameter, &Option<Value>)| value.is_none() && !parameter.optional;
        let mut missing = self.parameters.iter().zip(&values).filter(is_missing).peekable();
        if missing.peek().is_some() {
            let missing: Vec<String> =
                missing.map(|(parameter, _)| format!("'{}'", parameter.name)).collect();
            let plural = if missing.len() == 1 { "" } else { "s" };
            return Err(format!(
                "{function}() missing {} required argument{plural}: {}",
                missing.len(),
                missing.join(" and ")
            ));
        }
        Ok(Bound { names: self.names.clone(), values, rest, keywords })
    }
}

/// Arguments by parameter name.
#[derive(Clone, Debug)]
pub struct Bound {
    names: Rc<[Rc<str>]>,
    values: Vec<Option<Value>>,
    /// `*args`.
    pub rest: Vec<Value>,
    /// `**kwargs`, in the order given.
    pub keywords: Vec<(Rc<str>, Value)>,
}

impl Bound {
    /// The argument, when one was given (an explicit `None` is given).
    pub fn get(&self, name: &str) -> Option<&Value> {
        let index = self.names.iter().position(|known| &**known == name)?;
        self.values[index].as_ref()
    }

    /// The argument, `None` when it was not given.
    pub fn value(&self, name: &str) -> Value {
        self.get(name).cloned().unwrap_or(Value::None)
    }

    /// A value of `**kwargs`.
    pub fn keyword(&self, name: &str) -> Option<&Value> {
        self.keywords.iter().find(|(key, _)| &**key == name).map(|(_, value)| value)
    }

    /// An argument that is not known.
    pub fn unknown(&self) -> Option<&Value> {
        let named = self.values.iter().flatten();
        named
            .chain(&self.rest)
            .chain(self.keywords.iter().map(|(_, value)| value))
            .find(|value| value.is_unknown())
    }

    /// The receiver of a method: its first parameter.
    pub fn receiver(&self) -> Value {
        self.values.first().cloned().flatten().unwrap_or(Value::None)
    }
}
