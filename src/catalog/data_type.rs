//! `format_type` to the type that SQLAlchemy's PostgreSQL dialect reflects.

use super::enum_type;
use super::named_type::{Collation, Domain, NamedKind, NamedTypes};
use super::spelling::{postgresql, push, push_type, python_string, sqlalchemy};
use crate::schema::{DataType, QualifiedName, Spelling, SqlType};

/// `element` is the oid of the type, of its items if it is an array.
///
/// SQLAlchemy's reflection loses array dimensions, and so does PostgreSQL. Where it does not know a
/// type (`xml`, `point`, composites, those of extensions) it says NullType, which no file can be run
/// with; a plain name is spelled as a `postgresql.DOMAIN` that nobody creates instead, which
/// compiles to that name and nothing else.
pub(super) fn reflect(
    format_type: &str,
    element: u32,
    types: &NamedTypes,
    collation: Option<&Collation>,
) -> DataType {
    let (name, arguments) = split(format_type);
    let item =
        known(&name, &arguments).unwrap_or_else(|| named(format_type, element, types, !arguments.is_empty()));
    let (mut spelling, mut sql) = item;
    if let Some(collation) = collation {
        push(&mut spelling, Some("collation"), python_string(&collation.name));
        if let Some(schema) = &collation.schema {
            push(&mut spelling, Some("collation_schema"), python_string(schema));
        }
    }
    if format_type.ends_with("[]") {
        let mut array = postgresql("ARRAY");
        push_type(&mut array, None, spelling);
        spelling = array;
        sql = SqlType::Array { item: Box::new(sql), dimensions: 1 };
    }
    DataType { sql, spelling, collation: collation.map(|collation| collation.name.clone()) }
}

/// `timestamp(3) with time zone[]` is `timestamp with time zone` and `3`.
fn split(format_type: &str) -> (String, Vec<String>) {
    let bare = format_type.trim_end_matches("[]");
    // A quoted name may hold parentheses of its own.
    if bare.contains('"') && bare != "\"char\"" {
        return (bare.to_owned(), Vec::new());
    }
    let Some((before, rest)) = bare.split_once('(') else { return (bare.to_owned(), Vec::new()) };
    let (arguments, after) = rest.split_once(')').unwrap_or((rest, ""));
    let arguments = arguments.split(',').map(|argument| argument.trim().to_owned()).collect();
    (format!("{before}{after}"), arguments)
}

/// The types that the dialect knows by name.
fn known(name: &str, arguments: &[String]) -> Option<(Spelling, SqlType)> {
    let plain = |text: String| SqlType::Plain(text);
    let in_parentheses = || match arguments {
        [] => String::new(),
        all => format!("({})", all.join(", ")),
    };
    let first = arguments.first().map(String::as_str);
    Some(match name {
        "boolean" => (sqlalchemy("BOOLEAN"), SqlType::Boolean),
        "smallint" => (sqlalchemy("SMALLINT"), SqlType::SmallInteger),
        "integer" => (sqlalchemy("INTEGER"), SqlType::Integer),
        "bigint" => (sqlalchemy("BIGINT"), SqlType::BigInteger),
        "text" => (sqlalchemy("TEXT"), plain("TEXT".into())),
        "date" => (sqlalchemy("DATE"), plain("DATE".into())),
        "uuid" => (sqlalchemy("UUID"), plain("UUID".into())),
        "real" => (sqlalchemy("REAL"), plain("REAL".into())),
        "name" | "\"char\"" => (sqlalchemy("String"), plain(name.to_owned())),
        "double precision" => {
            let mut spelling = sqlalchemy("DOUBLE_PRECISION");
            push(&mut spelling, Some("precision"), "53");
            (spelling, plain("DOUBLE PRECISION".into()))
        }
        "numeric" => {
            let mut spelling = sqlalchemy("NUMERIC");
            if let [precision, scale] = arguments {
                push(&mut spelling, Some("precision"), precision);
                push(&mut spelling, Some("scale"), scale);
            }
            (spelling, plain(format!("NUMERIC{}", in_parentheses())))
        }
        "character varying" | "character" => {
            let class = if name == "character" { "CHAR" } else { "VARCHAR" };
            let mut spelling = sqlalchemy(class);
            if let Some(length) = first {
                push(&mut spelling, Some("length"), length);
            }
            (spelling, plain(format!("{class}{}", in_parentheses())))
        }
        "timestamp with time zone"
        | "timestamp without time zone"
        | "time with time zone"
        | "time without time zone" => {
            let class = if name.starts_with("timestamp") { "TIMESTAMP" } else { "TIME" };
            let with = name.contains(" with ");
            let mut spelling = postgresql(class);
            if with {
                push(&mut spelling, Some("timezone"), "True");
            }
            if let Some(precision) = first {
                push(&mut spelling, Some("precision"), precision);
            }
            let zone = if with { "WITH" } else { "WITHOUT" };
            (spelling, plain(format!("{class}{} {zone} TIME ZONE", in_parentheses())))
        }
        "bit" | "bit varying" => {
            let varying = name == "bit varying";
            let mut spelling = postgresql("BIT");
            if let Some(length) = first {
                push(&mut spelling, Some("length"), length);
            }
            if varying {
                push(&mut spelling, Some("varying"), "True");
            }
            let keyword = if varying { "BIT VARYING" } else { "BIT" };
            (spelling, plain(format!("{keyword}{}", in_parentheses())))
        }
        "json" | "jsonb" => {
            let class = name.to_uppercase();
            let mut spelling = postgresql(&class);
            push_type(&mut spelling, Some("astext_type"), sqlalchemy("Text"));
            (spelling, plain(class))
        }
        "hstore" => {
            let mut spelling = postgresql("HSTORE");
            push_type(&mut spelling, Some("text_type"), sqlalchemy("Text"));
            (spelling, plain("HSTORE".into()))
        }
        "bytea" | "inet" | "cidr" | "macaddr" | "macaddr8" | "money" | "oid" | "regclass" | "regconfig"
        | "tsvector" | "tsquery" | "citext" | "int4range" | "int8range" | "numrange" | "daterange"
        | "tsrange" | "tstzrange" | "int4multirange" | "int8multirange" | "nummultirange"
        | "datemultirange" | "tsmultirange" | "tstzmultirange" => {
            let class = name.to_uppercase();
            (postgresql(&class), plain(class))
        }
        _ if name == "interval" || name.starts_with("interval ") => interval(name, first),
        _ => return None,
    })
}

fn interval(name: &str, precision: Option<&str>) -> (Spelling, SqlType) {
    let mut spelling = postgresql("INTERVAL");
    let mut sql = "INTERVAL".to_owned();
    let fields = name.strip_prefix("interval ").map(str::trim).filter(|fields| !fields.is_empty());
    if let Some(precision) = precision {
        push(&mut spelling, Some("precision"), precision);
    }
    if let Some(fields) = fields {
        push(&mut spelling, Some("fields"), python_string(fields));
        sql.push_str(&format!(" {fields}"));
    }
    if let Some(precision) = precision {
        sql.push_str(&format!(" ({precision})"));
    }
    (spelling, SqlType::Plain(sql))
}

/// Enums, domains and all other types that have a name and no class.
fn named(format_type: &str, element: u32, types: &NamedTypes, has_arguments: bool) -> (Spelling, SqlType) {
    let name = format_type.trim_end_matches("[]");
    match types.get(&element) {
        Some(named) => match &named.kind {
            NamedKind::Enum { labels } => {
                let mut spelling = postgresql("ENUM");
                for label in labels {
                    push(&mut spelling, None, python_string(label));
                }
                push(&mut spelling, Some("name"), python_string(&named.name.name));
                if let Some(schema) = &named.name.schema {
                    push(&mut spelling, Some("schema"), python_string(schema));
                }
                (spelling, SqlType::Enum(enum_type::enum_type(&named.name, labels)))
            }
            NamedKind::Domain(domain) => {
                let base = reflect(
                    domain.base.split('(').next().unwrap_or(&domain.base),
                    domain.base_element,
                    types,
                    domain.collation.as_ref(),
                );
                referred(&named.name, base.spelling, Some(domain))
            }
            NamedKind::Other if has_arguments => (sqlalchemy("NullType"), SqlType::Plain(name.to_owned())),
            NamedKind::Other => referred(&named.name, sqlalchemy("NullType"), None),
        },
        // PostgreSQL's own: its name is all there is to it.
        None if !has_arguments && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => {
            referred(&QualifiedName::plain(name), sqlalchemy("NullType"), None)
        }
        None => (sqlalchemy("NullType"), SqlType::Plain(name.to_owned())),
    }
}

/// `postgresql.DOMAIN('name', base, …, create_type=False)`.
fn referred(name: &QualifiedName, base: Spelling, domain: Option<&Domain>) -> (Spelling, SqlType) {
    let mut spelling = postgresql("DOMAIN");
    push(&mut spelling, None, python_string(&name.name));
    push_type(&mut spelling, None, base);
    if let Some(domain) = domain {
        if let Some(collation) = &domain.collation {
            push(&mut spelling, Some("collation"), python_string(&collation.name));
            if let Some(schema) = &collation.schema {
                push(&mut spelling, Some("collation_schema"), python_string(schema));
            }
        }
        if let Some(default) = &domain.default {
            push(&mut spelling, Some("default"), python_string(default));
        }
        if let Some((check, _)) = &domain.check {
            push(&mut spelling, Some("constraint_name"), python_string(check));
        }
        if domain.not_null {
            push(&mut spelling, Some("not_null"), "True");
        }
        if let Some((_, condition)) = &domain.check {
            push(&mut spelling, Some("check"), python_string(condition));
        }
    }
    if let Some(schema) = &name.schema {
        push(&mut spelling, Some("schema"), python_string(schema));
    }
    push(&mut spelling, Some("create_type"), "False");
    (spelling, SqlType::Domain { name: name.clone(), definition: None })
}
