//! Rows of the binary protocol to [`SqlValue`]s, for PostgreSQL's own types, enum types, domains and
//! arrays of these. A type that is not known here is an error that says to cast it to text.

use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Kind, Type};

use crate::operation::SqlValue;

type BoxError = Box<dyn std::error::Error + Sync + Send>;

/// All columns of a row.
///
/// # Errors
/// The name of a type that can't be read.
pub fn row(row: &Row) -> Result<Vec<SqlValue>, BoxError> {
    (0..row.len())
        .map(|index| {
            let field: Field = row.try_get(index).map_err(|error| {
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string)
            })?;
            Ok(field.0)
        })
        .collect()
}

/// Whether [`row`] can read columns of that type.
pub fn is_readable(ty: &Type) -> bool {
    match ty.kind() {
        Kind::Domain(inner) | Kind::Array(inner) => is_readable(inner),
        Kind::Enum(_) => true,
        _ => READABLE.contains(&ty.name()),
    }
}

const READABLE: &[&str] = &[
    "bool",
    "int2",
    "int4",
    "int8",
    "oid",
    "xid",
    "cid",
    "float4",
    "float8",
    "numeric",
    "text",
    "varchar",
    "bpchar",
    "name",
    "unknown",
    "citext",
    "cstring",
    "char",
    "uuid",
    "json",
    "jsonb",
    "bytea",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "xml",
    "pg_lsn",
    "void",
];

/// A value in PostgreSQL's text format, for results with columns that have no other (records, ranges,
/// types of extensions). What psycopg2 has no Python type for stays text.
pub fn from_text(ty: &Type, text: &str) -> SqlValue {
    let number = |parsed: Option<SqlValue>| parsed.unwrap_or_else(|| SqlValue::Text(text.to_owned()));
    let temporal = |text: String| SqlValue::Temporal { type_name: ty.name().to_owned(), text };
    match ty.name() {
        "bool" => SqlValue::Boolean(text == "t"),
        "int2" | "int4" | "int8" | "oid" => number(text.parse().ok().map(SqlValue::Integer)),
        "float4" | "float8" => number(text.parse().ok().map(SqlValue::Float)),
        "numeric" => SqlValue::Numeric(text.to_owned()),
        "uuid" => SqlValue::Uuid(text.to_owned()),
        "json" | "jsonb" => SqlValue::Json { text: text.to_owned(), binary: ty.name() == "jsonb" },
        "date" | "time" | "timestamp" | "interval" => temporal(text.to_owned()),
        // `+00`, which ISO writes with minutes
        "timetz" | "timestamptz" => {
            let short = text.len() > 3 && matches!(text.as_bytes()[text.len() - 3], b'+' | b'-');
            temporal(if short { format!("{text}:00") } else { text.to_owned() })
        }
        "bytea" => match text.strip_prefix("\\x").and_then(hex) {
            Some(bytes) => SqlValue::Bytes(bytes),
            None => SqlValue::Text(text.to_owned()),
        },
        "text" | "varchar" | "bpchar" | "name" => SqlValue::Text(text.to_owned()),
        name => SqlValue::Other { type_name: name.to_owned(), text: text.to_owned() },
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

struct Field(SqlValue);

impl<'a> FromSql<'a> for Field {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        decode(ty, raw).map(Field)
    }

    fn from_sql_null(_: &Type) -> Result<Self, BoxError> {
        Ok(Field(SqlValue::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn decode(ty: &Type, raw: &[u8]) -> Result<SqlValue, BoxError> {
    match ty.kind() {
        Kind::Domain(inner) => return decode(inner, raw),
        Kind::Enum(_) => return Ok(SqlValue::Text(text(raw)?)),
        Kind::Array(item) => return array(item, raw),
        _ => {}
    }
    let temporal = |text: String| SqlValue::Temporal { type_name: ty.name().to_owned(), text };
    let other = |text: String| SqlValue::Other { type_name: ty.name().to_owned(), text };
    Ok(match ty.name() {
        "bool" => SqlValue::Boolean(raw.first() == Some(&1)),
        "int2" => SqlValue::Integer(i16::from_be_bytes(fixed(raw)?).into()),
        "int4" => SqlValue::Integer(i32::from_be_bytes(fixed(raw)?).into()),
        "int8" => SqlValue::Integer(i64::from_be_bytes(fixed(raw)?)),
        "oid" | "xid" | "cid" => SqlValue::Integer(u32::from_be_bytes(fixed(raw)?).into()),
        "float4" => SqlValue::Float(shortest(f32::from_be_bytes(fixed(raw)?))),
        "float8" => SqlValue::Float(f64::from_be_bytes(fixed(raw)?)),
        "numeric" => SqlValue::Numeric(numeric(raw)?),
        "text" | "varchar" | "bpchar" | "name" | "unknown" | "citext" | "cstring" => {
            SqlValue::Text(text(raw)?)
        }
        "char" => SqlValue::Text(
            raw.first()
                .filter(|byte| **byte != 0)
                .map(|byte| char::from(*byte).to_string())
                .unwrap_or_default(),
        ),
        "uuid" => SqlValue::Uuid(uuid(&fixed::<16>(raw)?)),
        "json" => SqlValue::Json { text: text(raw)?, binary: false },
        "jsonb" => SqlValue::Json { text: text(raw.get(1..).ok_or("empty jsonb")?)?, binary: true },
        "bytea" => SqlValue::Bytes(raw.to_vec()),
        "date" => temporal(date(i32::from_be_bytes(fixed(raw)?))),
        "time" => temporal(time(i64::from_be_bytes(fixed(raw)?))),
        "timetz" => {
            let (micros, zone) = raw.split_at_checked(8).ok_or("short timetz")?;
            temporal(format!(
                "{}{}",
                time(i64::from_be_bytes(fixed(micros)?)),
                offset(-i32::from_be_bytes(fixed(zone)?))
            ))
        }
        "timestamp" => temporal(timestamp(i64::from_be_bytes(fixed(raw)?), "")),
        "timestamptz" => temporal(timestamp(i64::from_be_bytes(fixed(raw)?), "+00:00")),
        "interval" => temporal(interval(raw)?),
        "inet" | "cidr" => other(inet(raw, ty.name() == "cidr")?),
        "macaddr" | "macaddr8" => {
            other(raw.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":"))
        }
        "xml" => other(text(raw)?),
        "pg_lsn" => {
            let value = u64::from_be_bytes(fixed(raw)?);
            other(format!("{:X}/{:X}", value >> 32, value & 0xffff_ffff))
        }
        "void" => SqlValue::Text(String::new()),
        name => {
            return Err(format!("a result column of type {name} can't be read: cast it to text").into());
        }
    })
}

fn fixed<const N: usize>(raw: &[u8]) -> Result<[u8; N], BoxError> {
    raw.try_into().map_err(|_| format!("expected {N} bytes, got {}", raw.len()).into())
}

fn text(raw: &[u8]) -> Result<String, BoxError> {
    Ok(std::str::from_utf8(raw)?.to_owned())
}

/// `real` as its own shortest decimal, not as the double that it widens to.
fn shortest(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}

fn uuid(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// Dimensions, a flag, the item type, then (length, lower bound) per dimension and the items.
fn array(item: &Type, raw: &[u8]) -> Result<SqlValue, BoxError> {
    let mut reader = Reader(raw);
    let dimensions = reader.i32()?;
    reader.i32()?;
    reader.i32()?;
    let mut lengths = Vec::new();
    for _ in 0..dimensions {
        lengths.push(usize::try_from(reader.i32()?)?);
        reader.i32()?;
    }
    if lengths.is_empty() {
        return Ok(SqlValue::Array(Vec::new()));
    }
    items(item, &lengths, &mut reader)
}

fn items(item: &Type, lengths: &[usize], reader: &mut Reader<'_>) -> Result<SqlValue, BoxError> {
    let Some((length, inner)) = lengths.split_first() else {
        let size = reader.i32()?;
        return match usize::try_from(size) {
            Ok(size) => decode(item, reader.take(size)?),
            Err(_) => Ok(SqlValue::Null),
        };
    };
    (0..*length).map(|_| items(item, inner, reader)).collect::<Result<Vec<_>, _>>().map(SqlValue::Array)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, size: usize) -> Result<&'a [u8], BoxError> {
        let (head, tail) = self.0.split_at_checked(size).ok_or("value cut short")?;
        self.0 = tail;
        Ok(head)
    }

    fn i32(&mut self) -> Result<i32, BoxError> {
        Ok(i32::from_be_bytes(fixed(self.take(4)?)?))
    }

    fn i16(&mut self) -> Result<i16, BoxError> {
        Ok(i16::from_be_bytes(fixed(self.take(2)?)?))
    }
}

/// Base-10000 digits, as `numeric_send` writes them.
fn numeric(raw: &[u8]) -> Result<String, BoxError> {
    let mut reader = Reader(raw);
    let count = reader.i16()?;
    let weight = reader.i16()?;
    let sign = reader.i16()? as u16;
    let scale = usize::try_from(reader.i16()?)?;
    match sign {
        0xC000 => return Ok("NaN".to_owned()),
        0xD000 => return Ok("Infinity".to_owned()),
        0xF000 => return Ok("-Infinity".to_owned()),
        _ => {}
    }
    let digits = (0..count).map(|_| reader.i16()).collect::<Result<Vec<_>, _>>()?;
    let digit = |position: i32| {
        usize::try_from(i32::from(weight) - position)
            .ok()
            .and_then(|index| digits.get(index))
            .copied()
            .unwrap_or(0)
    };
    let mut text = if sign == 0x4000 { "-".to_owned() } else { String::new() };
    if weight < 0 {
        text.push('0');
    }
    for position in (0..=i32::from(weight)).rev() {
        if position == i32::from(weight) {
            text.push_str(&digit(position).to_string());
        } else {
            text.push_str(&format!("{:04}", digit(position)));
        }
    }
    if scale > 0 {
        let mut fraction = String::new();
        let mut position = -1;
        while fraction.len() < scale {
            fraction.push_str(&format!("{:04}", digit(position)));
            position -= 1;
        }
        fraction.truncate(scale);
        text.push('.');
        text.push_str(&fraction);
    }
    Ok(text)
}

const DAY: i64 = 86_400_000_000;

/// Days since 2000-01-01 to ISO, by the proleptic Gregorian calendar.
fn date(days: i32) -> String {
    match days {
        i32::MAX => return "infinity".to_owned(),
        i32::MIN => return "-infinity".to_owned(),
        _ => {}
    }
    // days since 0000-03-01, in 400-year eras
    let days = i64::from(days) + 730_425;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    if year > 0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{:04}-{month:02}-{day:02} BC", 1 - year)
    }
}

fn time(micros: i64) -> String {
    let seconds = micros / 1_000_000;
    let text = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    match micros % 1_000_000 {
        0 => text,
        fraction => format!("{text}.{fraction:06}"),
    }
}

fn timestamp(micros: i64, zone: &str) -> String {
    match micros {
        i64::MAX => return "infinity".to_owned(),
        i64::MIN => return "-infinity".to_owned(),
        _ => {}
    }
    let days = i32::try_from(micros.div_euclid(DAY)).unwrap_or(i32::MAX - 1);
    format!("{} {}{zone}", date(days), time(micros.rem_euclid(DAY)))
}

fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.abs();
    format!("{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60)
}

/// As `IntervalStyle = postgres` writes it.
fn interval(raw: &[u8]) -> Result<String, BoxError> {
    let mut reader = Reader(raw);
    let micros = i64::from_be_bytes(fixed(reader.take(8)?)?);
    let days = reader.i32()?;
    let months = reader.i32()?;
    let mut parts = Vec::new();
    for (count, unit) in [(months / 12, "year"), (months % 12, "mon"), (days, "day")] {
        if count != 0 {
            parts.push(format!("{count} {unit}{}", if count == 1 { "" } else { "s" }));
        }
    }
    if micros != 0 || parts.is_empty() {
        let sign = if micros < 0 { "-" } else { "" };
        parts.push(format!("{sign}{}", time(micros.abs())));
    }
    Ok(parts.join(" "))
}

/// Family, prefix bits, whether it is a cidr, length, address.
fn inet(raw: &[u8], cidr: bool) -> Result<String, BoxError> {
    let [_, bits, _, _, address @ ..] = raw else { return Err("short inet".into()) };
    let (text, full) = match address.len() {
        4 => (std::net::Ipv4Addr::from(fixed::<4>(address)?).to_string(), 32),
        16 => (std::net::Ipv6Addr::from(fixed::<16>(address)?).to_string(), 128),
        _ => return Err("inet of an unknown family".into()),
    };
    Ok(if *bits == full && !cidr { text } else { format!("{text}/{bits}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        for (days, expected) in [
            (0, "2000-01-01"),
            (-1, "1999-12-31"),
            (59, "2000-02-29"),
            (60, "2000-03-01"),
            (9123, "2024-12-23"),
            (-730_119, "0001-01-01"),
            (-730_120, "0001-12-31 BC"),
        ] {
            assert_eq!(date(days), expected, "{days}");
        }
    }

    #[test]
    fn numerics_keep_their_scale() {
        let send = |digits: &[i16], weight: i16, sign: u16, scale: i16| {
            let mut raw = Vec::new();
            for word in [digits.len() as i16, weight, sign as i16, scale].iter().chain(digits) {
                raw.extend(word.to_be_bytes());
            }
            numeric(&raw).unwrap()
        };
        assert_eq!(send(&[], 0, 0, 0), "0");
        assert_eq!(send(&[1, 5000], 0, 0, 2), "1.50");
        assert_eq!(send(&[12, 3456], 1, 0x4000, 0), "-123456");
        assert_eq!(send(&[5], -1, 0, 4), "0.0005");
        assert_eq!(send(&[1], 2, 0, 1), "100000000.0");
        assert_eq!(send(&[], 0, 0xC000, 0), "NaN");
    }

    #[test]
    fn text_is_read_by_its_type() {
        assert_eq!(from_text(&Type::INT4, "-5"), SqlValue::Integer(-5));
        assert_eq!(from_text(&Type::BYTEA, "\\x00ff"), SqlValue::Bytes(vec![0, 255]));
        let SqlValue::Temporal { text, .. } = from_text(&Type::TIMESTAMPTZ, "2024-01-02 03:04:05+02") else {
            panic!("a point in time");
        };
        assert_eq!(text, "2024-01-02 03:04:05+02:00");
        assert!(matches!(from_text(&Type::RECORD, "(1,a)"), SqlValue::Other { text, .. } if text == "(1,a)"));
        assert!(!is_readable(&Type::RECORD) && is_readable(&Type::INT4_ARRAY));
    }

    #[test]
    fn times_are_iso() {
        assert_eq!(time(3_723_000_000), "01:02:03");
        assert_eq!(timestamp(-1, "+00:00"), "1999-12-31 23:59:59.999999+00:00");
        assert_eq!(offset(-19_800), "-05:30");
        assert_eq!(inet(&[2, 32, 0, 4, 10, 0, 0, 1], false).unwrap(), "10.0.0.1");
        assert_eq!(inet(&[2, 8, 1, 4, 10, 0, 0, 0], true).unwrap(), "10.0.0.0/8");
    }
}
