//! `_yaml_nodes`: the documents of a YAML text as nodes, tagged as PyYAML's SafeLoader tags them (YAML
//! 1.1: `yes` and `on` are booleans, `010` is octal). `yaml` makes values of them.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// # Errors
/// None.
pub fn build(_: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    module.function("parse", "text", parse);
    Ok(())
}

/// Deeper nesting is an error: it would only serve to fill the stack.
const DEPTH: usize = 200;

/// PyYAML's resolvers of plain scalars, in its order; `=` has no constructor and is left out.
static PLAIN: LazyLock<Vec<(&str, Option<Regex>)>> = LazyLock::new(|| {
    let rows = [
        ("bool", r"^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$"),
        (
            "float",
            r"^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        ),
        (
            "int",
            r"^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$",
        ),
        ("merge", r"^<<$"),
        ("null", r"^(?:~|null|Null|NULL|)$"),
        (
            "timestamp",
            r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?)$",
        ),
    ];
    rows.into_iter().map(|(tag, pattern)| (tag, Regex::new(pattern).ok())).collect()
});

/// What is wrong with a text, and in which line and column.
struct Malformed(String, usize, usize);

impl From<ScanError> for Malformed {
    fn from(error: ScanError) -> Malformed {
        Malformed(error.info().to_owned(), error.marker().line(), error.marker().col())
    }
}

/// `(documents, None)`, or `(None, (problem, line, column))`. A node is
/// `(kind, tag, value, is plain, line)`.
fn parse(_: &mut Interpreter, bound: Bound) -> Evaluated {
    let text = bound.value("text").to_text().unwrap_or_default();
    let mut reader = Reader { parser: Parser::new_from_str(&text), anchors: HashMap::new() };
    Ok(match reader.documents() {
        Ok(documents) => Value::tuple(vec![Value::list(documents), Value::None]),
        Err(Malformed(problem, line, column)) => {
            let place = vec![Value::str(problem), Value::Int(line as i64), Value::Int(column as i64)];
            Value::tuple(vec![Value::None, Value::tuple(place)])
        }
    })
}

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    anchors: HashMap<usize, Value>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Malformed> {
        match self.parser.next() {
            Some(event) => Ok(event?),
            None => Err(Malformed("the document ends early".to_owned(), 0, 0)),
        }
    }

    fn documents(&mut self) -> Result<Vec<Value>, Malformed> {
        let mut documents = Vec::new();
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(documents),
                Event::Nothing | Event::StreamStart | Event::DocumentEnd => {}
                // an anchor is of one document
                Event::DocumentStart(_) => self.anchors.clear(),
                event => documents.push(self.node(event, span, 0)?),
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Value, Malformed> {
        let (line, column) = (span.start.line(), span.start.col());
        if depth > DEPTH {
            return Err(Malformed("the nesting is too deep".to_owned(), line, column));
        }
        let (kind, tag, value, plain, anchor) = match event {
            Event::Alias(anchor) => {
                return self.anchors.get(&anchor).cloned().ok_or_else(|| {
                    Malformed("found unconstructable recursive node".to_owned(), line, column)
                });
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let tag = written(tag.as_deref()).unwrap_or_else(|| implicit(&text, plain));
                ("scalar", tag, Value::str(&*text), plain, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                let tag = written(tag.as_deref()).unwrap_or_else(|| standard("seq"));
                let mut items = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if event == Event::SequenceEnd {
                        break;
                    }
                    items.push(self.node(event, span, depth + 1)?);
                }
                ("sequence", tag, Value::list(items), false, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                let tag = written(tag.as_deref()).unwrap_or_else(|| standard("map"));
                let mut pairs = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if event == Event::MappingEnd {
                        break;
                    }
                    let key = self.node(event, span, depth + 1)?;
                    let (event, span) = self.next()?;
                    pairs.push(Value::tuple(vec![key, self.node(event, span, depth + 1)?]));
                }
                ("mapping", tag, Value::list(pairs), false, anchor)
            }
            other => return Err(Malformed(format!("{other:?} is not expected here"), line, column)),
        };
        let node = Value::tuple(vec![
            Value::str(kind),
            Value::str(tag),
            value,
            Value::Bool(plain),
            Value::Int(line as i64),
        ]);
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }
}

fn standard(name: &str) -> String {
    format!("tag:yaml.org,2002:{name}")
}

/// A tag that stands in the text; `!` alone says no more than "not plain".
fn written(tag: Option<&Tag>) -> Option<String> {
    let tag = tag?;
    if tag.handle.is_empty() && tag.suffix == "!" || tag.handle == "!" && tag.suffix.is_empty() {
        return Some(standard("str"));
    }
    Some(format!("{}{}", tag.handle, tag.suffix))
}

fn implicit(text: &str, plain: bool) -> String {
    let matching =
        |(_, pattern): &&(&str, Option<Regex>)| pattern.as_ref().is_some_and(|it| it.is_match(text));
    let known = if plain { PLAIN.iter().find(matching) } else { None };
    standard(known.map_or("str", |(tag, _)| *tag))
}
