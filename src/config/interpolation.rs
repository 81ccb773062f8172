//! `%(name)s` and `%%`: configparser's BasicInterpolation for the ini, and the part of Python's `%`
//! operator with a mapping that Alembic applies to values of pyproject.toml.

use super::ini::Ini;
use crate::error::{Error, Result};

/// configparser's MAX_INTERPOLATION_DEPTH.
const MAX_DEPTH: usize = 10;

/// The value of an option with every reference resolved; `None` when the option isn't there.
///
/// # Errors
/// A lone `%`, a reference to a missing option, references nested deeper than configparser allows;
/// with the option's line.
pub fn interpolated(ini: &Ini, section: &str, option: &str) -> Result<Option<String>> {
    let Some(entry) = ini.entry(section, option) else { return Ok(None) };
    let mut output = String::new();
    match expand(ini, section, option, &entry.value, 1, &mut output) {
        Ok(()) => Ok(Some(output)),
        Err(error) => Err(match ini.place(section, option) {
            Some(place) => error.at(place),
            None => error,
        }),
    }
}

fn expand(
    ini: &Ini,
    section: &str,
    option: &str,
    text: &str,
    depth: usize,
    output: &mut String,
) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(Error::new(format!(
            "recursion limit exceeded in value substitution: option '{option}' in section '{section}' \
             contains an interpolation key which cannot be substituted in {MAX_DEPTH} steps"
        )));
    }
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        output.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            output.push('%');
            rest = after;
        } else if rest.starts_with('(') {
            let Some((name, after)) = reference(rest) else {
                return Err(Error::new(format!("bad interpolation variable reference '%{rest}'")));
            };
            let Some(entry) = ini.entry(section, name) else {
                return Err(Error::new(format!(
                    "bad value substitution: option '{option}' in section '{section}' contains an \
                     interpolation key '{name}' which is not a valid option name"
                ))
                .hint("write a literal percent sign as `%%`"));
            };
            if entry.value.contains('%') {
                expand(ini, section, option, &entry.value, depth + 1, output)?;
            } else {
                output.push_str(&entry.value);
            }
            rest = after;
        } else {
            return Err(Error::new(format!("'%' must be followed by '%' or '(', found: '%{rest}'"))
                .hint("write a literal percent sign as `%%`"));
        }
    }
    output.push_str(rest);
    Ok(())
}

/// `(name)s` at the start of `text`: the name, and what follows.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('(')?.split_once(')')?;
    if name.is_empty() { None } else { Some((name, after.strip_prefix('s')?)) }
}

/// What `ConfigParser.set` refuses: a percent sign that could not be read back.
///
/// # Errors
/// ValueError's text of configparser.
pub fn check_settable(value: &str) -> Result<()> {
    let mut rest = value;
    while let Some(at) = rest.find('%') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            rest = after;
        } else if let Some((_, after)) = reference(rest) {
            rest = after;
        } else {
            let position = value.chars().count() - rest.chars().count() - 1;
            return Err(Error::new(format!("invalid interpolation syntax at position {position}"))
                .hint("write a literal percent sign as `%%`"));
        }
    }
    Ok(())
}

/// `text % mapping` of Python, for the conversions that make sense in a path or a file name: `%(name)s`,
/// `%(name)d` with the flags `0`, `-`, width and precision, and `%%`.
///
/// # Errors
/// A lone `%`, an unknown name, another conversion.
pub fn percent_format<'a>(text: &str, mapping: impl Fn(&str) -> Option<FormatValue<'a>>) -> Result<String> {
    let mut output = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        output.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            output.push('%');
            rest = after;
            continue;
        }
        let parsed = rest.strip_prefix('(').and_then(|text| text.split_once(')'));
        let Some((name, after)) = parsed else {
            return Err(Error::new(format!("a `%` in '{text}' is neither `%(name)s` nor `%%`"))
                .hint("write a literal percent sign as `%%`"));
        };
        let Some(value) = mapping(name) else {
            return Err(Error::new(format!("'{text}' names `%({name})s`, which doesn't exist")));
        };
        let spec_end = after.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (spec, conversion) = after.split_at(spec_end);
        rest = conversion.get(1..).unwrap_or("");
        output.push_str(&value.formatted(spec, conversion.chars().next()).ok_or_else(|| {
            Error::new(format!(
                "`%({name}){}` in '{text}' is not understood",
                &after[..after.len() - rest.len()]
            ))
            .hint(format!("write `%({name})s`"))
        })?);
    }
    output.push_str(rest);
    Ok(output)
}

/// What a name of [`percent_format`] stands for.
#[derive(Clone, Copy, Debug)]
pub enum FormatValue<'a> {
    Text(&'a str),
    Number(i64),
}

impl FormatValue<'_> {
    /// One conversion: flags, width, precision, and its letter. `None`: not one that is known here.
    fn formatted(self, spec: &str, conversion: Option<char>) -> Option<String> {
        let flags: String = spec.chars().take_while(|c| matches!(c, '0' | '-' | '+' | ' ')).collect();
        let (width, precision) = match spec[flags.len()..].split_once('.') {
            Some((width, precision)) => (width, Some(precision)),
            None => (&spec[flags.len()..], None),
        };
        let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<usize>().ok() };
        let width = number(width)?;
        let precision = precision.map(number);
        if precision == Some(None) {
            return None;
        }
        let precision = precision.flatten();
        let (sign, body) = match (self, conversion?) {
            (FormatValue::Text(text), 's') => {
                (String::new(), text.chars().take(precision.unwrap_or(usize::MAX)).collect::<String>())
            }
            (FormatValue::Number(value), 's') => {
                (String::new(), value.to_string().chars().take(precision.unwrap_or(usize::MAX)).collect())
            }
            (FormatValue::Number(value), 'd' | 'i' | 'u') => {
                let sign = match value {
                    i64::MIN..0 => "-",
                    _ if flags.contains('+') => "+",
                    _ if flags.contains(' ') => " ",
                    _ => "",
                };
                (sign.to_owned(), format!("{:0>1$}", value.unsigned_abs(), precision.unwrap_or(0)))
            }
            _ => return None,
        };
        let is_decimal = !matches!(conversion, Some('s'));
        let fill = width.saturating_sub(sign.chars().count() + body.chars().count());
        Some(if flags.contains('-') {
            format!("{sign}{body}{}", " ".repeat(fill))
        } else if flags.contains('0') && is_decimal {
            format!("{sign}{}{body}", "0".repeat(fill))
        } else {
            format!("{}{sign}{body}", " ".repeat(fill))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn ini(text: &str) -> Ini {
        Ini::parse(Path::new("alembic.ini"), &format!("[alembic]\n{text}"), &[("here", "/srv/app")]).unwrap()
    }

    #[test]
    fn references_resolve() {
        for (text, expected) in [
            ("a = %(here)s/x", "/srv/app/x"),
            ("a = 100%%", "100%"),
            ("a = %%(rev)s_%%(slug)s", "%(rev)s_%(slug)s"),
            ("a = %(b)s!\nb = <%(c)s>\nc = 1", "<1>!"),
            ("a = %(B)s\nb = 1", "1"),
            ("a = %(b)s\nb = 5%%", "5%"),
        ] {
            assert_eq!(
                interpolated(&ini(text), "alembic", "a").unwrap().as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn refusals_name_the_line() {
        for (text, message) in [
            ("a = 5%", "'%' must be followed by '%' or '(', found: '%'"),
            ("a = %(x)s", "interpolation key 'x' which is not a valid option name"),
            ("a = %(b)d\nb = 1", "bad interpolation variable reference '%(b)d'"),
            ("a = %(a)s", "recursion limit exceeded"),
        ] {
            let error = interpolated(&ini(text), "alembic", "a").unwrap_err();
            assert!(error.message().contains(message), "{text}: {}", error.message());
            assert_eq!(error.place().map(|place| place.line), Some(2), "{text}");
        }
    }

    #[test]
    fn set_checks_percent_signs() {
        for (value, fine) in [("a%%b", true), ("%(x)s", true), ("a%b", false), ("%", false), ("%%%", false)] {
            assert_eq!(check_settable(value).is_ok(), fine, "{value}");
        }
    }

    #[test]
    fn percent_operator() {
        let values = |name: &str| match name {
            "slug" => Some(FormatValue::Text("add_users")),
            "month" => Some(FormatValue::Number(7)),
            _ => None,
        };
        for (text, expected) in [
            ("%(slug)s", Some("add_users")),
            ("%(month).2d_%(slug)s", Some("07_add_users")),
            ("%(month)02d", Some("07")),
            ("%(month)s", Some("7")),
            ("%(month)3d|%(month)-3d|%(month)+d", Some("  7|7  |+7")),
            ("%(slug).3s", Some("add")),
            ("100%%", Some("100%")),
            ("%(nothing)s", None),
            ("%d", None),
            ("%(slug)d", None),
            ("5%", None),
        ] {
            assert_eq!(percent_format(text, values).ok().as_deref(), expected, "{text}");
        }
    }
}
