//! `re`, on the `fancy-regex` crate.

pub mod plain;
mod translate;

use std::cell::OnceCell;
use std::rc::Rc;

use fancy_regex::{Regex, RegexBuilder};

use crate::python::builtins::argument::{int_or, text_of};
use crate::python::call::{Arguments, Bound};
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::iterator::Items;
use crate::python::library::{ClassBuilder, ModuleBuilder};
use crate::python::raise::{Evaluated, Raise};
use crate::python::value::{Class, Instance, Value};

/// The classes that results are made of.
struct Classes {
    pattern: Rc<Class>,
    matched: Rc<Class>,
}

/// A compiled pattern: one expression for each way it is asked.
struct Pattern {
    source: Rc<str>,
    flags: i64,
    translated: String,
    /// Built at once where that may fail, else when it is first needed.
    search: OnceCell<Option<Regex>>,
    anchored: OnceCell<Option<Regex>>,
    whole: OnceCell<Option<Regex>>,
    names: OnceCell<Vec<Option<Rc<str>>>>,
}

/// A match: the text, the spans of its groups in bytes, the whole match first.
struct Match {
    pattern: Value,
    text: Rc<str>,
    spans: Vec<Option<(usize, usize)>>,
    start: usize,
    end: usize,
}

#[derive(Clone, Copy)]
enum How {
    Search,
    Match,
    Full,
}

impl Pattern {
    fn regex(&self, how: How) -> Option<&Regex> {
        let body = &self.translated;
        match how {
            How::Search => self.search.get_or_init(|| compiled(body).ok()).as_ref(),
            How::Match => self.anchored.get_or_init(|| compiled(&format!("\\G(?:{body})")).ok()).as_ref(),
            How::Full => self.whole.get_or_init(|| compiled(&format!("\\G(?:{body})\\z")).ok()).as_ref(),
        }
    }

    /// Of each group, the whole match first.
    fn names(&self) -> &[Option<Rc<str>>] {
        self.names.get_or_init(|| {
            let regex = self.regex(How::Search);
            regex
                .map(|regex| regex.capture_names().map(|name| name.map(Rc::from)).collect())
                .unwrap_or_default()
        })
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.names().iter().position(|known| known.as_deref() == Some(name))
    }
}

/// # Errors
/// None.
pub fn build(interpreter: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    let exception = interpreter.builtins.attribute("Exception");
    if let Some(exception) = exception.as_ref().and_then(Value::as_class) {
        let error = module.class(ClassBuilder::new("re", "error").base(exception));
        module.value("PatternError", Value::Class(error));
    }
    let pattern = module.class(pattern_class());
    let matched = module.class(match_class());
    interpreter.set_extension(Rc::new(Classes { pattern, matched }));
    for (names, value) in [
        (["A", "ASCII"], translate::ASCII),
        (["I", "IGNORECASE"], translate::IGNORECASE),
        (["L", "LOCALE"], translate::LOCALE),
        (["M", "MULTILINE"], translate::MULTILINE),
        (["S", "DOTALL"], translate::DOTALL),
        (["U", "UNICODE"], translate::UNICODE),
        (["X", "VERBOSE"], translate::VERBOSE),
        (["DEBUG", "NOFLAG"], 0),
    ] {
        for name in names {
            module.value(name, Value::Int(value));
        }
    }
    let int = interpreter.types().int.clone();
    module.value("RegexFlag", Value::Class(int));
    module.function("compile", "pattern, flags=0", |i, b| {
        let pattern = b.value("pattern");
        if pattern.payload::<Pattern>().is_some() {
            return Ok(pattern);
        }
        let flags = int_or(i, &b, "flags", 0)?;
        compile(i, &pattern, flags)
    });
    for (name, signature) in [
        ("search", "pattern, string, flags=0"),
        ("match", "pattern, string, flags=0"),
        ("fullmatch", "pattern, string, flags=0"),
        ("findall", "pattern, string, flags=0"),
        ("finditer", "pattern, string, flags=0"),
    ] {
        module.function(name, signature, move |i, b| {
            let pattern = of_argument(i, &b)?;
            if pattern.is_unknown() {
                return Ok(pattern);
            }
            i.call_method(&pattern, name, vec![b.value("string")])
        });
    }
    module.function("split", "pattern, string, maxsplit=0, flags=0", |i, b| {
        let pattern = of_argument(i, &b)?;
        if pattern.is_unknown() {
            return Ok(pattern);
        }
        let limit = int_or(i, &b, "maxsplit", 0)?;
        i.call_method(&pattern, "split", vec![b.value("string"), Value::Int(limit)])
    });
    for name in ["sub", "subn"] {
        module.function(name, "pattern, repl, string, count=0, flags=0", move |i, b| {
            let pattern = of_argument(i, &b)?;
            if pattern.is_unknown() {
                return Ok(pattern);
            }
            let count = int_or(i, &b, "count", 0)?;
            i.call_method(&pattern, name, vec![b.value("repl"), b.value("string"), Value::Int(count)])
        });
    }
    module.function("escape", "pattern", |i, b| {
        let Some(text) = text_of(&b.value("pattern")) else {
            return Err(i.raise("TypeError", "expected string"));
        };
        let mut escaped = String::new();
        for c in text.chars() {
            if "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}".contains(c) {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        Ok(Value::str(escaped))
    });
    module.function("purge", "", |_, _| Ok(Value::None));
    Ok(())
}

fn of_argument(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated {
    let pattern = bound.value("pattern");
    if pattern.payload::<Pattern>().is_some() {
        return Ok(pattern);
    }
    let flags = int_or(interpreter, bound, "flags", 0)?;
    compile(interpreter, &pattern, flags)
}

/// Compiled patterns by source and flags, as CPython keeps them.
#[derive(Default)]
struct Cache(std::cell::RefCell<std::collections::HashMap<(Rc<str>, i64), Value>>);

fn compile(interpreter: &mut Interpreter, pattern: &Value, flags: i64) -> Evaluated {
    if pattern.is_unknown() {
        return Ok(pattern.clone());
    }
    let Some(source) = text_of(pattern) else {
        return match pattern.base() {
            Value::Bytes(_) => Err(interpreter.refuse("a regular expression of bytes")),
            _ => Err(interpreter.raise("TypeError", "first argument must be string or compiled pattern")),
        };
    };
    let cache = match interpreter.extension::<Cache>() {
        Some(cache) => cache,
        None => {
            interpreter.set_extension(Rc::new(Cache::default()));
            interpreter.extension::<Cache>().unwrap_or_default()
        }
    };
    if let Some(known) = cache.0.borrow().get(&(source.clone(), flags)) {
        return Ok(known.clone());
    }
    let translated = translate::translate(&source, flags);
    let translated = translated.map_err(|message| error(interpreter, &message))?;
    let search = match compile_at_once(&translated.pattern) {
        Ok(search) => search,
        // nothing that Python would find wrong
        Err(failure) if failure.to_string().contains("NFA") => {
            return Err(interpreter.refuse(format!("the regular expression {source:?} is too large")));
        }
        Err(failure) => return Err(error(interpreter, &failure.to_string())),
    };
    let class = classes(interpreter)?.pattern.clone();
    let value = Instance::with_payload(
        class,
        Pattern {
            source: source.clone(),
            flags: translated.flags | translate::UNICODE,
            translated: translated.pattern,
            search,
            anchored: OnceCell::new(),
            whole: OnceCell::new(),
            names: OnceCell::new(),
        },
    );
    cache.0.borrow_mut().insert((source, flags), value.clone());
    Ok(value)
}

/// Bytes that a pattern may take: `\w{0,255}` of all of Unicode takes more than the ten megabytes that
/// are usual.
const SIZE: usize = 64 << 20;

/// Most patterns of a program are never used while it is read: those of which the syntax says that they
/// can be built are left for later.
fn compile_at_once(pattern: &str) -> Result<OnceCell<Option<Regex>>, Box<fancy_regex::Error>> {
    if plain::is_plain(pattern) { Ok(OnceCell::new()) } else { Ok(OnceCell::from(Some(compiled(pattern)?))) }
}

fn compiled(pattern: &str) -> Result<Regex, Box<fancy_regex::Error>> {
    RegexBuilder::new(pattern).delegate_size_limit(SIZE).build().map_err(Box::new)
}

fn error(interpreter: &mut Interpreter, message: &str) -> Box<Raise> {
    interpreter.raise("re.error", message)
}

fn classes(interpreter: &mut Interpreter) -> Evaluated<Rc<Classes>> {
    match interpreter.extension::<Classes>() {
        Some(classes) => Ok(classes),
        None => Err(interpreter.refuse("`re` was not imported")),
    }
}

fn pattern_class() -> ClassBuilder {
    let finder = |how: How| {
        move |i: &mut Interpreter, b: Bound| {
            let found = find(i, &b, how)?;
            Ok(found.unwrap_or(Value::None))
        }
    };
    ClassBuilder::new("re", "Pattern")
        .method("search", "self, string, pos=0, endpos=None", finder(How::Search))
        .method("match", "self, string, pos=0, endpos=None", finder(How::Match))
        .method("fullmatch", "self, string, pos=0, endpos=None", finder(How::Full))
        .method("findall", "self, string, pos=0, endpos=None", |i, b| {
            let string = b.value("string");
            if string.is_unknown() {
                return Ok(string);
            }
            let mut found = Vec::new();
            for item in all(i, &b)? {
                let Some(one) = item.payload::<Match>() else { continue };
                found.push(match one.spans.len() {
                    1 => group(&one, 0, &Value::str("")),
                    2 => group(&one, 1, &Value::str("")),
                    count => {
                        Value::tuple((1..count).map(|index| group(&one, index, &Value::str(""))).collect())
                    }
                });
            }
            Ok(Value::list(found))
        })
        .method("finditer", "self, string, pos=0, endpos=None", |i, b| Ok(Items::of(all(i, &b)?)))
        .method("split", "self, string, maxsplit=0", split)
        .method("sub", "self, repl, string, count=0", |i, b| Ok(substitute(i, &b)?.0))
        .method("subn", "self, repl, string, count=0", |i, b| {
            let (text, count) = substitute(i, &b)?;
            Ok(Value::tuple(vec![text, Value::Int(count)]))
        })
        .method("__repr__", "self", |i, b| {
            let Some(pattern) = b.receiver().payload::<Pattern>() else {
                return Ok(Value::str("re.Pattern"));
            };
            let shown = i.repr(&Value::Str(pattern.source.clone()))?;
            let names: Vec<&str> = [
                (translate::IGNORECASE, "re.IGNORECASE"),
                (translate::MULTILINE, "re.MULTILINE"),
                (translate::DOTALL, "re.DOTALL"),
                (translate::VERBOSE, "re.VERBOSE"),
                (translate::ASCII, "re.ASCII"),
            ]
            .iter()
            .filter(|(bit, _)| pattern.flags & bit != 0)
            .map(|(_, name)| *name)
            .collect();
            let flags = if names.is_empty() { String::new() } else { format!(", {}", names.join("|")) };
            Ok(Value::str(format!("re.compile({shown}{flags})")))
        })
        .method("__eq__", "self, other", |_, b| {
            let (one, other) = (b.receiver().payload::<Pattern>(), b.value("other").payload::<Pattern>());
            Ok(Value::Bool(
                one.zip(other)
                    .is_some_and(|(one, other)| one.source == other.source && one.flags == other.flags),
            ))
        })
        .method("__hash__", "self", |i, b| match b.receiver().payload::<Pattern>() {
            Some(pattern) => i.hash(&Value::Str(pattern.source.clone())),
            None => Ok(Value::Int(0)),
        })
        .property("pattern", |_, value| {
            Ok(with(value, |pattern: &Pattern| Value::Str(pattern.source.clone())))
        })
        .property("flags", |_, value| Ok(with(value, |pattern: &Pattern| Value::Int(pattern.flags))))
        .property("groups", |_, value| {
            Ok(with(value, |pattern: &Pattern| Value::Int(pattern.names().len() as i64 - 1)))
        })
        .property("groupindex", |_, value| {
            Ok(with(value, |pattern: &Pattern| {
                let mut dict = Dict::default();
                for (index, name) in pattern.names().iter().enumerate() {
                    if let Some(name) = name {
                        dict.insert_str(name, Value::Int(index as i64));
                    }
                }
                Value::dict(dict)
            }))
        })
}

fn with<T: 'static>(value: &Value, read: impl Fn(&T) -> Value) -> Value {
    value.payload::<T>().map_or(Value::None, |payload| read(&payload))
}

/// The text to look at, and the byte offsets that `pos` and `endpos` mean.
fn subject(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<(Rc<str>, usize)> {
    let string = bound.value("string");
    let Some(text) = text_of(&string) else {
        if let Value::Unknown(unknown) = &string {
            return Err(interpreter.refuse_unknown(unknown, "the text that a regular expression looks at"));
        }
        let class = interpreter.type_name(&string);
        let message = format!("expected string or bytes-like object, got '{class}'");
        return Err(interpreter.raise("TypeError", message));
    };
    let position = int_or(interpreter, bound, "pos", 0)?.max(0) as usize;
    let end = match bound.get("endpos") {
        None | Some(Value::None) => None,
        Some(value) => value.as_int().map(|end| end.max(0) as usize),
    };
    let text = match end {
        Some(end) => Rc::from(text.chars().take(end).collect::<String>()),
        None => text,
    };
    let start = text.char_indices().nth(position).map_or(text.len(), |(at, _)| at);
    Ok((text, start))
}

fn find(interpreter: &mut Interpreter, bound: &Bound, how: How) -> Evaluated<Option<Value>> {
    let receiver = bound.receiver();
    let string = bound.value("string");
    if string.is_unknown() {
        return Ok(Some(string));
    }
    let Some(pattern) = receiver.payload::<Pattern>() else { return Ok(None) };
    let (text, start) = subject(interpreter, bound)?;
    find_at(interpreter, &receiver, &pattern, &text, start, how)
}

fn find_at(
    interpreter: &mut Interpreter,
    receiver: &Value,
    pattern: &Pattern,
    text: &Rc<str>,
    start: usize,
    how: How,
) -> Evaluated<Option<Value>> {
    let Some(regex) = pattern.regex(how) else {
        return Err(interpreter.refuse("a regular expression that could not be anchored"));
    };
    let captures = match regex.captures_from_pos(&**text, start) {
        Ok(captures) => captures,
        Err(failure) => return Err(interpreter.refuse(format!("a regular expression gave up: {failure}"))),
    };
    let Some(captures) = captures else { return Ok(None) };
    let spans = (0..pattern.names().len())
        .map(|index| captures.get(index).map(|found| (found.start(), found.end())))
        .collect();
    let class = classes(interpreter)?.matched.clone();
    let found = Match { pattern: receiver.clone(), text: text.clone(), spans, start, end: text.len() };
    Ok(Some(Instance::with_payload(class, found)))
}

/// All matches that don't overlap.
fn all(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Vec<Value>> {
    let receiver = bound.receiver();
    let Some(pattern) = receiver.payload::<Pattern>() else { return Ok(Vec::new()) };
    let (text, start) = subject(interpreter, bound)?;
    every(interpreter, &receiver, &pattern, &text, start)
}

fn every(
    interpreter: &mut Interpreter,
    receiver: &Value,
    pattern: &Pattern,
    text: &Rc<str>,
    start: usize,
) -> Evaluated<Vec<Value>> {
    let mut found = Vec::new();
    let mut at = start;
    let mut last: Option<(usize, usize)> = None;
    while at <= text.len() {
        interpreter.breathe()?;
        let Some(one) = find_at(interpreter, receiver, pattern, text, at, How::Search)? else { break };
        let Some((begin, end)) = one.payload::<Match>().and_then(|found| found.spans[0]) else { break };
        let next = text[begin..].chars().next().map_or(1, char::len_utf8);
        at = if begin == end { begin + next } else { end };
        // where a match ended, an empty one may begin, but not end again
        if begin == end && last == Some((begin, end)) {
            continue;
        }
        last = Some((begin, end));
        found.push(one);
    }
    Ok(found)
}

fn split(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let string = bound.value("string");
    if string.is_unknown() {
        return Ok(string);
    }
    let limit = int_or(interpreter, &bound, "maxsplit", 0)?;
    let (text, _) = subject(interpreter, &bound)?;
    let mut parts = Vec::new();
    let mut from = 0;
    for (count, item) in all(interpreter, &bound)?.into_iter().enumerate() {
        if limit > 0 && count as i64 >= limit {
            break;
        }
        let Some(found) = item.payload::<Match>() else { continue };
        let Some((begin, end)) = found.spans[0] else { continue };
        parts.push(Value::str(&text[from..begin]));
        parts.extend((1..found.spans.len()).map(|index| group(&found, index, &Value::None)));
        from = end;
    }
    parts.push(Value::str(&text[from..]));
    Ok(Value::list(parts))
}

fn substitute(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<(Value, i64)> {
    let receiver = bound.receiver();
    let string = bound.value("string");
    let replacement = bound.value("repl");
    if string.is_unknown() || replacement.is_unknown() {
        return Ok((if string.is_unknown() { string } else { replacement }, 0));
    }
    let Some(pattern) = receiver.payload::<Pattern>() else { return Ok((Value::None, 0)) };
    let limit = int_or(interpreter, bound, "count", 0)?;
    let (text, _) = subject(interpreter, bound)?;
    let template = text_of(&replacement);
    let mut result = String::new();
    let (mut from, mut count) = (0, 0);
    for item in every(interpreter, &receiver, &pattern, &text, 0)? {
        if limit > 0 && count >= limit {
            break;
        }
        let Some(found) = item.payload::<Match>() else { continue };
        let Some((begin, end)) = found.spans[0] else { continue };
        result.push_str(&text[from..begin]);
        match &template {
            Some(template) => match expand(&pattern, &found, template) {
                Ok(text) => result.push_str(&text),
                Err(message) => return Err(error(interpreter, &message)),
            },
            None => {
                let made = interpreter.call(&replacement, Arguments::positional(vec![item.clone()]))?;
                if made.is_unknown() {
                    return Ok((made, 0));
                }
                result.push_str(&text_of(&made).unwrap_or_default());
            }
        }
        from = end;
        count += 1;
    }
    result.push_str(&text[from..]);
    Ok((Value::str(result), count))
}

/// A replacement template: `\1`, `\g<name>`, `\n`.
fn expand(pattern: &Pattern, found: &Match, template: &str) -> Result<String, String> {
    let chars: Vec<char> = template.chars().collect();
    let mut result = String::new();
    let mut at = 0;
    let text_of_group = |index: usize| -> Result<String, String> {
        if index >= found.spans.len() {
            return Err(format!("invalid group reference {index}"));
        }
        Ok(found.spans[index].map_or_else(String::new, |(begin, end)| found.text[begin..end].to_owned()))
    };
    while at < chars.len() {
        if chars[at] != '\\' {
            result.push(chars[at]);
            at += 1;
            continue;
        }
        let Some(c) = chars.get(at + 1).copied() else {
            return Err("bad escape (end of pattern)".to_owned());
        };
        at += 2;
        match c {
            'g' if chars.get(at) == Some(&'<') => {
                let name: String = chars[at + 1..].iter().take_while(|c| **c != '>').collect();
                at += name.chars().count() + 2;
                let index = match name.parse() {
                    Ok(index) => index,
                    Err(_) => pattern.index(&name).ok_or_else(|| format!("unknown group name '{name}'"))?,
                };
                result.push_str(&text_of_group(index)?);
            }
            '0' => result.push('\0'),
            '1'..='9' => {
                let mut digits = c.to_string();
                if let Some(next) = chars.get(at).filter(|next| next.is_ascii_digit()) {
                    digits.push(*next);
                    at += 1;
                }
                result.push_str(&text_of_group(digits.parse().unwrap_or(usize::MAX))?);
            }
            'n' => result.push('\n'),
            't' => result.push('\t'),
            'r' => result.push('\r'),
            'f' => result.push('\u{c}'),
            'v' => result.push('\u{b}'),
            'a' => result.push('\u{7}'),
            'b' => result.push('\u{8}'),
            '\\' => result.push('\\'),
            c if c.is_ascii_alphabetic() => return Err(format!("bad escape \\{c}")),
            c => {
                result.push('\\');
                result.push(c);
            }
        }
    }
    Ok(result)
}

fn group(found: &Match, index: usize, default: &Value) -> Value {
    match found.spans.get(index).copied().flatten() {
        Some((begin, end)) => Value::str(&found.text[begin..end]),
        None => default.clone(),
    }
}

/// The number of the group that a number or name means.
fn group_index(interpreter: &mut Interpreter, found: &Match, wanted: &Value) -> Evaluated<usize> {
    let index = match text_of(wanted) {
        Some(name) => found.pattern.payload::<Pattern>().and_then(|pattern| pattern.index(&name)),
        None => wanted.as_int().and_then(|index| usize::try_from(index).ok()),
    };
    match index.filter(|index| *index < found.spans.len()) {
        Some(index) => Ok(index),
        None => Err(interpreter.raise("IndexError", "no such group")),
    }
}

fn matched(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Rc<Match>> {
    match bound.receiver().payload::<Match>() {
        Some(found) => Ok(found),
        None => Err(interpreter.raise("TypeError", "descriptor requires a 're.Match' object")),
    }
}

fn match_class() -> ClassBuilder {
    let position = |pick: fn((i64, i64)) -> Value| {
        move |i: &mut Interpreter, b: Bound| {
            let found = matched(i, &b)?;
            let wanted = b.get("group").cloned().unwrap_or(Value::Int(0));
            let index = group_index(i, &found, &wanted)?;
            let count = |at: usize| found.text[..at].chars().count() as i64;
            Ok(pick(found.spans[index].map_or((-1, -1), |(begin, end)| (count(begin), count(end)))))
        }
    };
    ClassBuilder::new("re", "Match")
        .method("group", "self, *groups", |i, b| {
            let found = matched(i, &b)?;
            let mut values = Vec::new();
            for wanted in &b.rest {
                let index = group_index(i, &found, wanted)?;
                values.push(group(&found, index, &Value::None));
            }
            Ok(match values.len() {
                0 => group(&found, 0, &Value::None),
                1 => values.remove(0),
                _ => Value::tuple(values),
            })
        })
        .method("__getitem__", "self, group", |i, b| {
            let found = matched(i, &b)?;
            let index = group_index(i, &found, &b.value("group"))?;
            Ok(group(&found, index, &Value::None))
        })
        .method("groups", "self, default=None", |i, b| {
            let found = matched(i, &b)?;
            let default = b.value("default");
            Ok(Value::tuple((1..found.spans.len()).map(|index| group(&found, index, &default)).collect()))
        })
        .method("groupdict", "self, default=None", |i, b| {
            let found = matched(i, &b)?;
            let mut dict = Dict::default();
            if let Some(pattern) = found.pattern.payload::<Pattern>() {
                for (index, name) in pattern.names().iter().enumerate() {
                    if let Some(name) = name {
                        dict.insert_str(name, group(&found, index, &b.value("default")));
                    }
                }
            }
            Ok(Value::dict(dict))
        })
        .method("start", "self, group=0", position(|(begin, _)| Value::Int(begin)))
        .method("end", "self, group=0", position(|(_, end)| Value::Int(end)))
        .method(
            "span",
            "self, group=0",
            position(|(begin, end)| Value::tuple(vec![Value::Int(begin), Value::Int(end)])),
        )
        .method("expand", "self, template", |i, b| {
            let found = matched(i, &b)?;
            let template = text_of(&b.value("template")).unwrap_or_default();
            let Some(pattern) = found.pattern.payload::<Pattern>() else { return Ok(Value::None) };
            match expand(&pattern, &found, &template) {
                Ok(text) => Ok(Value::str(text)),
                Err(message) => Err(error(i, &message)),
            }
        })
        .method("__repr__", "self", |i, b| {
            let found = matched(i, &b)?;
            let (begin, end) = found.spans[0].unwrap_or((0, 0));
            let count = |at: usize| found.text[..at].chars().count();
            let shown = i.repr(&Value::str(&found.text[begin..end]))?;
            Ok(Value::str(format!(
                "<re.Match object; span=({}, {}), match={shown}>",
                count(begin),
                count(end)
            )))
        })
        .property("re", |_, value| Ok(with(value, |found: &Match| found.pattern.clone())))
        .property("string", |_, value| Ok(with(value, |found: &Match| Value::Str(found.text.clone()))))
        .property("pos", |_, value| {
            Ok(with(value, |found: &Match| Value::Int(found.text[..found.start].chars().count() as i64)))
        })
        .property("endpos", |_, value| {
            Ok(with(value, |found: &Match| Value::Int(found.text[..found.end].chars().count() as i64)))
        })
        .property("lastindex", |_, value| {
            Ok(with(value, |found: &Match| match found.spans.iter().rposition(Option::is_some) {
                None | Some(0) => Value::None,
                Some(index) => Value::Int(index as i64),
            }))
        })
        .property("lastgroup", |_, value| {
            Ok(with(value, |found: &Match| {
                let index = found.spans.iter().rposition(Option::is_some).unwrap_or(0);
                let pattern = found.pattern.payload::<Pattern>();
                let name = pattern.and_then(|pattern| pattern.names().get(index).cloned().flatten());
                name.map_or(Value::None, Value::Str)
            }))
        })
}
