//! Text formatting: `%`, `str.format`, f-string specifications, `strftime`, and Mako's escapes.

use std::fmt::Write as _;

use jiff::civil;

use super::value::{DateTime, Value};
use crate::error::{Error, Result};

/// `text % arguments`.
pub fn percent(text: &str, arguments: &Value) -> Result<String> {
    let mut positional: Vec<Value> = match arguments {
        Value::Tuple(items) => items.to_vec(),
        other => vec![other.clone()],
    };
    positional.reverse();
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
        let value = if let Some((name, after)) = rest.strip_prefix('(').and_then(|text| text.split_once(')'))
        {
            rest = after;
            super::methods::item(arguments, &name.into())?
        } else {
            positional.pop().ok_or_else(|| Error::new("not enough arguments for format string"))?
        };
        let spec_length = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (spec, after) = rest.split_at(spec_length);
        let conversion = after.chars().next();
        rest = after.get(1..).unwrap_or("");
        let (left, spec) = match spec.strip_prefix('-') {
            Some(spec) => (true, spec),
            None => (false, spec),
        };
        let converted = match conversion {
            Some('s') => value.str()?,
            Some('r') => value.repr()?,
            Some('d' | 'i') => {
                let Value::Int(number) = value else {
                    return Err(Error::new(format!(
                        "%d format: a number is required, not {}",
                        value.type_name()
                    )));
                };
                output.push_str(&format_value(
                    &Value::Int(number),
                    &format!("{}{spec}", if left { "<" } else { "" }),
                )?);
                continue;
            }
            _ => return Err(Error::new("this `%` conversion is not supported in templates")),
        };
        let align = if left { '<' } else { '>' };
        output.push_str(&format_value(&converted.into(), &format!("{align}{spec}"))?);
    }
    output.push_str(rest);
    if !positional.is_empty() && matches!(arguments, Value::Tuple(_)) {
        return Err(Error::new("not all arguments converted during string formatting"));
    }
    Ok(output)
}

/// `format(value, spec)`: fill, alignment, `0`, width, precision, and the types `s` and `d`; a
/// strftime pattern for dates.
pub fn format_value(value: &Value, spec: &str) -> Result<String> {
    if spec.is_empty() {
        return value.str();
    }
    let wrong = || Error::new(format!("the format `{spec}` is not supported in templates"));
    match value {
        Value::DateTime(date) => return strftime(&date.local, Some(date), spec),
        Value::Date(date) => return strftime(&date.to_datetime(civil::Time::midnight()), None, spec),
        _ => {}
    }
    let characters: Vec<char> = spec.chars().collect();
    let is_align = |c: &char| matches!(c, '<' | '>' | '^');
    let (fill, align, mut at) = match (characters.first(), characters.get(1)) {
        (Some(fill), Some(align)) if is_align(align) => (*fill, Some(*align), 2),
        (Some(align), _) if is_align(align) => (' ', Some(*align), 1),
        _ => (' ', None, 0),
    };
    let mut zero = false;
    if characters.get(at) == Some(&'0') {
        zero = true;
        at += 1;
    }
    let digits = |at: &mut usize| {
        let start = *at;
        while characters.get(*at).is_some_and(char::is_ascii_digit) {
            *at += 1;
        }
        characters[start..*at].iter().collect::<String>()
    };
    let width = digits(&mut at);
    let width: usize = if width.is_empty() { 0 } else { width.parse().map_err(|_| wrong())? };
    let mut precision = None;
    if characters.get(at) == Some(&'.') {
        at += 1;
        precision = Some(digits(&mut at).parse::<usize>().map_err(|_| wrong())?);
    }
    let kind = characters.get(at).copied();
    if at + usize::from(kind.is_some()) != characters.len() || width > 10_000 {
        return Err(wrong());
    }
    let (text, numeric) = match (value, kind) {
        (Value::Text(text), None | Some('s')) => {
            (text.chars().take(precision.unwrap_or(usize::MAX)).collect::<String>(), false)
        }
        (Value::Int(number), None | Some('d')) if precision.is_none() => (number.to_string(), true),
        _ => return Err(wrong()),
    };
    let missing = width.saturating_sub(text.chars().count());
    if zero && align.is_none() {
        if !numeric {
            return Ok(format!("{text}{}", "0".repeat(missing)));
        }
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", text.as_str()),
        };
        return Ok(format!("{sign}{}{digits}", "0".repeat(missing)));
    }
    let fill = if zero && fill == ' ' { '0' } else { fill };
    let pad = |count: usize| fill.to_string().repeat(count);
    Ok(match align.unwrap_or(if numeric { '>' } else { '<' }) {
        '<' => format!("{text}{}", pad(missing)),
        '>' => format!("{}{text}", pad(missing)),
        _ => format!("{}{text}{}", pad(missing / 2), pad(missing - missing / 2)),
    })
}

/// `text.format(…)`: positional and named fields, `!r` and `!s`, specifications without nested fields.
pub fn format_method(text: &str, arguments: &[Value], keywords: &[(String, Value)]) -> Result<String> {
    let wrong = || Error::new("this format string is not supported in templates");
    let mut output = String::new();
    let mut rest = text;
    let mut automatic = 0;
    while let Some(at) = rest.find(['{', '}']) {
        output.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            output.push_str(brace);
            rest = after;
            continue;
        }
        let (field, after) = rest.split_once('}').filter(|_| brace == "{").ok_or_else(wrong)?;
        rest = after;
        let (field, spec) = field.split_once(':').unwrap_or((field, ""));
        let (field, conversion) = match field.split_once('!') {
            Some((field, conversion)) => (field, conversion),
            None => (field, ""),
        };
        let (name, attributes) = match field.split_once('.') {
            Some((name, attributes)) => (name, Some(attributes)),
            None => (field, None),
        };
        let mut value = if name.is_empty() {
            automatic += 1;
            arguments.get(automatic - 1).cloned()
        } else if let Ok(index) = name.parse::<usize>() {
            arguments.get(index).cloned()
        } else {
            keywords.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        }
        .ok_or_else(|| Error::new(format!("the format string names `{field}`, which isn't given")))?;
        for attribute in attributes.into_iter().flat_map(|names| names.split('.')) {
            value = super::methods::attribute(&value, attribute)?;
        }
        let value = match conversion {
            "" => value,
            "s" => value.str()?.into(),
            "r" => value.repr()?.into(),
            _ => return Err(wrong()),
        };
        output.push_str(&format_value(&value, spec)?);
    }
    output.push_str(rest);
    Ok(output)
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `strftime` in the C locale.
pub fn strftime(local: &civil::DateTime, aware: Option<&DateTime>, pattern: &str) -> Result<String> {
    let mut output = String::new();
    let mut characters = pattern.chars();
    let weekday = usize::try_from(local.date().weekday().to_monday_zero_offset()).unwrap_or(0);
    let month = usize::try_from(local.month() - 1).unwrap_or(0);
    let hour12 = match local.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let half = if local.hour() < 12 { "AM" } else { "PM" };
    while let Some(c) = characters.next() {
        if c != '%' {
            output.push(c);
            continue;
        }
        let Some(mut letter) = characters.next() else {
            output.push('%');
            break;
        };
        let unpadded = letter == '-';
        if unpadded {
            letter = characters.next().unwrap_or('-');
        }
        let mut two = |value: i8| {
            // writing to a String can't fail
            let _ = if unpadded { write!(output, "{value}") } else { write!(output, "{value:02}") };
        };
        match letter {
            'd' => two(local.day()),
            'm' => two(local.month()),
            'H' => two(local.hour()),
            'I' => two(hour12),
            'M' => two(local.minute()),
            'S' => two(local.second()),
            'y' => two(i8::try_from(local.year() % 100).unwrap_or(0)),
            _ => {
                let text = match letter {
                    'Y' => local.year().to_string(),
                    'f' => format!("{:06}", local.time().subsec_nanosecond() / 1000),
                    'j' => format!("{:03}", local.date().day_of_year()),
                    'a' => WEEKDAYS[weekday][..3].to_owned(),
                    'A' => WEEKDAYS[weekday].to_owned(),
                    'b' | 'h' => MONTHS[month][..3].to_owned(),
                    'B' => MONTHS[month].to_owned(),
                    'p' => half.to_owned(),
                    'F' => local.date().to_string(),
                    'T' | 'X' => format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second()),
                    'D' | 'x' => {
                        format!("{:02}/{:02}/{:02}", local.month(), local.day(), local.year() % 100)
                    }
                    'R' => format!("{:02}:{:02}", local.hour(), local.minute()),
                    'c' => format!(
                        "{} {} {:>2} {:02}:{:02}:{:02} {}",
                        &WEEKDAYS[weekday][..3],
                        &MONTHS[month][..3],
                        local.day(),
                        local.hour(),
                        local.minute(),
                        local.second(),
                        local.year()
                    ),
                    'z' => aware.map(|date| date.offset_text(false)).unwrap_or_default(),
                    'Z' => aware.and_then(|date| date.zone.clone()).unwrap_or_default(),
                    's' if aware.is_some() => aware.map_or(0, |date| date.timestamp).to_string(),
                    '%' => "%".to_owned(),
                    other => {
                        return Err(Error::new(format!(
                            "`%{other}` of strftime is not supported in templates"
                        )));
                    }
                };
                output.push_str(&text);
            }
        }
    }
    Ok(output)
}

/// Mako's `h` (markupsafe) and `x` filters: both spell quotes by number.
pub fn escape_html(text: &str) -> String {
    let mut output = String::new();
    for c in text.chars() {
        match c {
            '&' => output.push_str("&amp;"),
            '<' => output.push_str("&lt;"),
            '>' => output.push_str("&gt;"),
            '"' => output.push_str("&#34;"),
            '\'' => output.push_str("&#39;"),
            c => output.push(c),
        }
    }
    output
}

/// Mako's `u` filter: `quote_plus`.
pub fn escape_url(text: &str) -> String {
    const PLAIN: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'-').remove(b'~').remove(b' ');
    percent_encoding::utf8_percent_encode(text, &PLAIN).to_string().replace(' ', "+")
}
