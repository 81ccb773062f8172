//! `str.format` and `str.format_map`: replacement fields with attribute and item look-ups.

use super::argument::{text_of, want_text};
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// A template in pieces, as `string.Formatter.parse` yields them.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Literal(String),
    Field { name: String, conversion: Option<char>, spec: String },
}

/// # Errors
/// The text of CPython's ValueError.
pub fn parse(template: &str) -> Result<Vec<Piece>, String> {
    let chars: Vec<char> = template.chars().collect();
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while at < chars.len() {
        match chars[at] {
            brace @ ('{' | '}') if chars.get(at + 1) == Some(&brace) => {
                literal.push(brace);
                at += 2;
            }
            '}' => return Err("Single '}' encountered in format string".into()),
            '{' => {
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                let (field, after) = field(&chars, at + 1)?;
                pieces.push(field);
                at = after;
            }
            c => {
                literal.push(c);
                at += 1;
            }
        }
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    Ok(pieces)
}

fn field(chars: &[char], start: usize) -> Result<(Piece, usize), String> {
    let (mut at, mut depth) = (start, 0);
    let mut name = String::new();
    while let Some(c) = chars.get(at) {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            '!' | ':' | '}' if depth <= 0 => break,
            '{' => return Err("unexpected '{' in field name".into()),
            _ => {}
        }
        name.push(*c);
        at += 1;
    }
    let mut conversion = None;
    if chars.get(at) == Some(&'!') {
        conversion = chars.get(at + 1).copied();
        at += 2;
        match (conversion, chars.get(at)) {
            (Some('r' | 's' | 'a'), Some(':' | '}')) => {}
            (Some(_), Some(':' | '}')) => {
                let shown = conversion.unwrap_or(' ');
                return Err(format!("Unknown conversion specifier '{shown}'"));
            }
            (Some(_), Some(_)) => return Err("expected ':' after conversion specifier".into()),
            _ => return Err("end of string while looking for conversion specifier".into()),
        }
    }
    let mut spec = String::new();
    if chars.get(at) == Some(&':') {
        at += 1;
        let mut nested = 0;
        while let Some(c) = chars.get(at) {
            match c {
                '{' => nested += 1,
                '}' if nested == 0 => break,
                '}' => nested -= 1,
                _ => {}
            }
            spec.push(*c);
            at += 1;
        }
    }
    if chars.get(at) != Some(&'}') {
        let message = if at == start {
            "Single '{' encountered in format string"
        } else {
            "expected '}' before end of string"
        };
        return Err(message.into());
    }
    Ok((Piece::Field { name, conversion, spec }, at + 1))
}

/// Where field names are looked up.
struct Fields<'a> {
    positional: &'a [Value],
    named: &'a dyn Fn(&mut Interpreter, &str) -> Evaluated,
    next: usize,
}

pub fn format(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let template = bound.receiver();
    let Some(template) = text_of(&template) else { return Ok(template) };
    let keywords = bound.keywords;
    let named = move |interpreter: &mut Interpreter, name: &str| match keywords
        .iter()
        .find(|(key, _)| &**key == name)
    {
        Some((_, value)) => Ok(value.clone()),
        None => Err(interpreter.raise("KeyError", name)),
    };
    let mut fields = Fields { positional: &bound.rest, named: &named, next: 0 };
    render(interpreter, &template, &mut fields, 2)
}

pub fn format_map(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let template = want_text(interpreter, &bound, "self")?;
    let mapping = bound.value("mapping");
    let named =
        move |interpreter: &mut Interpreter, name: &str| interpreter.item(&mapping, &Value::str(name));
    let mut fields = Fields { positional: &[], named: &named, next: 0 };
    render(interpreter, &template, &mut fields, 2)
}

/// The text, or the first Unknown that stands in it.
fn render(interpreter: &mut Interpreter, template: &str, fields: &mut Fields, depth: usize) -> Evaluated {
    if depth == 0 {
        return Err(interpreter.raise("ValueError", "Max string recursion exceeded"));
    }
    let pieces = parse(template).map_err(|message| interpreter.raise("ValueError", message))?;
    let mut result = String::new();
    for piece in pieces {
        let (name, conversion, spec) = match piece {
            Piece::Literal(text) => {
                result.push_str(&text);
                continue;
            }
            Piece::Field { name, conversion, spec } => (name, conversion, spec),
        };
        let value = look_up(interpreter, &name, fields)?;
        if let Value::Unknown(_) = value {
            return Ok(value);
        }
        let spec = match spec.contains('{') {
            false => spec,
            true => match render(interpreter, &spec, fields, depth - 1)? {
                Value::Str(text) => text.to_string(),
                unknown => return Ok(unknown),
            },
        };
        let value = match conversion {
            Some('r') => Value::str(interpreter.repr(&value)?),
            Some('a') => Value::str(super::text::ascii(&interpreter.repr(&value)?)),
            Some(_) => Value::str(interpreter.str(&value)?),
            None => value,
        };
        result.push_str(&interpreter.format(&value, &spec)?);
    }
    Ok(Value::str(result))
}

fn look_up(interpreter: &mut Interpreter, name: &str, fields: &mut Fields) -> Evaluated {
    let end = name.find(['.', '[']).unwrap_or(name.len());
    let (first, mut rest) = name.split_at(end);
    let index = if first.is_empty() {
        fields.next += 1;
        Some(fields.next - 1)
    } else {
        first.parse::<usize>().ok()
    };
    let mut value = match index {
        Some(index) => match fields.positional.get(index) {
            Some(value) => value.clone(),
            None => {
                let message = format!("Replacement index {index} out of range for positional args tuple");
                return Err(interpreter.raise("IndexError", message));
            }
        },
        None => (fields.named)(interpreter, first)?,
    };
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            value = interpreter.get_attribute(&value, &after[..end])?;
            rest = &after[end..];
        } else {
            let Some((key, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
                return Err(interpreter.raise("ValueError", "Missing ']' in format string"));
            };
            let key = key.parse::<i64>().map_or_else(|_| Value::str(key), Value::Int);
            value = interpreter.item(&value, &key)?;
            rest = after;
        }
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        let field = |name: &str, conversion, spec: &str| Piece::Field {
            name: name.into(),
            conversion,
            spec: spec.into(),
        };
        assert_eq!(parse("a{{b}}"), Ok(vec![Piece::Literal("a{b}".into())]));
        assert_eq!(parse("{0.x[y]!r:>{w}}"), Ok(vec![field("0.x[y]", Some('r'), ">{w}")]));
        assert_eq!(parse("{"), Err("Single '{' encountered in format string".into()));
        assert_eq!(parse("}"), Err("Single '}' encountered in format string".into()));
        assert_eq!(parse("{a"), Err("expected '}' before end of string".into()));
    }
}
