//! The type of a column, its collation included, and how its values get from one to the other.

use std::collections::BTreeSet;

use super::Comparison;
use super::column::{ColumnPair, catalog};
use crate::ddl::identifier;
use crate::operation::AlterColumn;
use crate::schema::{CatalogColumn, Column, QualifiedName, SqlType};

/// The same type, with the same arguments and collation.
pub(super) fn is_same(from: &Column, to: &Column) -> bool {
    let (from, to) = (catalog(from), catalog(to));
    from.format_type == to.format_type && from.enum_type == to.enum_type && from.collation == to.collation
}

/// The columns whose values PostgreSQL can't take over, one way or the other.
pub(super) fn converted<'a>(comparison: &Comparison<'a>) -> BTreeSet<(&'a QualifiedName, &'a str)> {
    let mut converted = BTreeSet::new();
    for (name, to) in &comparison.to_tables {
        let Some(from) = comparison.from_tables.get(name) else { continue };
        for column in &to.columns {
            let Some(old) = from.column(&column.name) else { continue };
            let (old, new) = (catalog(old), catalog(column));
            if using("", old, new).is_some() || using("", new, old).is_some() {
                converted.insert((*name, column.name.as_str()));
            }
        }
    }
    converted
}

pub(super) fn compare(pair: &ColumnPair, alter: &mut AlterColumn) {
    alter.existing_type = Some(pair.from.data_type.clone());
    let (from, to) = (catalog(pair.from), catalog(pair.to));
    let is_compared = pair.to.data_type.sql != SqlType::Null;
    if is_same(pair.from, pair.to) || !is_compared {
        return;
    }
    let mut data_type = pair.to.data_type.clone();
    super::table::refer_to_enum(&mut data_type.sql);
    // Alembic would add the type's check, which may still stand: it has operations of its own here
    data_type.spelling.arguments.retain(|it| it.keyword.as_deref() != Some("create_constraint"));
    alter.data_type = Some(data_type);
    let column = identifier::quote(&pair.to.name);
    alter.using = using(&column, from, to);
    alter.undo_using = using(&column, to, from);
}

/// PostgreSQL converts a default along with its column only where it could assign one type to the
/// other: elsewhere the default goes before the type changes and comes back after.
pub(super) fn around_default(pair: &ColumnPair, alter: AlterColumn) -> Vec<AlterColumn> {
    let has_default = catalog(pair.from).default.is_some() || catalog(pair.to).default.is_some();
    if (alter.using.is_none() && alter.undo_using.is_none()) || !has_default {
        return vec![alter];
    }
    let bare = |nullable: Option<bool>| {
        let mut bare = AlterColumn::new(alter.table.clone(), &alter.column);
        bare.existing_nullable = nullable;
        bare
    };
    let mut steps = Vec::new();
    if catalog(pair.from).default.is_some() {
        let mut dropped = bare(alter.existing_nullable);
        dropped.existing_type = alter.existing_type.clone();
        dropped.server_default = Some(None);
        dropped.existing_server_default = Some(pair.from.server_default.clone());
        steps.push(dropped);
    }
    let mut converted = alter.clone();
    converted.server_default = None;
    converted.existing_server_default = None;
    steps.push(converted);
    if catalog(pair.to).default.is_some() {
        let mut set = bare(alter.nullable.or(alter.existing_nullable));
        set.existing_type = alter.data_type.clone();
        set.server_default = Some(pair.to.server_default.clone());
        set.existing_server_default = Some(None);
        steps.push(set);
    }
    steps
}

/// The conversion, where PostgreSQL has no assignment cast to do it by itself.
fn using(column: &str, from: &CatalogColumn, to: &CatalogColumn) -> Option<String> {
    let (old, new) = (base(&from.format_type), base(&to.format_type));
    if assigns(old, new) {
        return None;
    }
    let target = &to.format_type;
    // any text can be read as any type, but not every type can be cast to every other
    if is_text(old) || casts_explicitly(old, new) {
        return Some(format!("{column}::{target}"));
    }
    let text = if old.ends_with("[]") && new.ends_with("[]") { "text[]" } else { "text" };
    Some(format!("{column}::{text}::{target}"))
}

/// `numeric(10,2)` is `numeric`, `timestamp(3) with time zone` is `timestamp with time zone`.
fn base(format_type: &str) -> &str {
    const NAMES: [(&str, &str); 6] = [
        ("timestamp", "timestamp without time zone"),
        ("time", "time without time zone"),
        ("character varying", "character varying"),
        ("numeric", "numeric"),
        ("character", "character"),
        ("interval", "interval"),
    ];
    let Some((name, rest)) = format_type.split_once('(') else { return format_type };
    let Some((_, suffix)) = rest.split_once(')') else { return name };
    match (name, suffix) {
        ("timestamp", " with time zone") => "timestamp with time zone",
        ("time", " with time zone") => "time with time zone",
        ("character varying", "[]") => "character varying[]",
        ("character", "[]") => "character[]",
        ("numeric", "[]") => "numeric[]",
        (_, "" | " without time zone") => {
            NAMES.iter().find(|(short, _)| *short == name).map_or(name, |(_, long)| long)
        }
        _ => format_type,
    }
}

fn is_text(name: &str) -> bool {
    matches!(name, "text" | "character varying" | "character" | "name" | "citext" | "\"char\"")
}

/// Implicit and assignment casts of `pg_cast`, and what PostgreSQL does without an entry there: any
/// type can be assigned to a text type, arrays as their items.
fn assigns(old: &str, new: &str) -> bool {
    const NUMBERS: [&str; 6] = ["smallint", "integer", "bigint", "real", "double precision", "numeric"];
    const OTHERS: &[(&str, &[&str])] = &[
        ("date", &["timestamp without time zone", "timestamp with time zone"]),
        ("timestamp without time zone", &["date", "time without time zone", "timestamp with time zone"]),
        (
            "timestamp with time zone",
            &["date", "time without time zone", "time with time zone", "timestamp without time zone"],
        ),
        ("time without time zone", &["interval", "time with time zone"]),
        ("time with time zone", &["time without time zone"]),
        ("interval", &["time without time zone"]),
        ("json", &["jsonb"]),
        ("jsonb", &["json"]),
        ("inet", &["cidr"]),
        ("cidr", &["inet"]),
        ("macaddr", &["macaddr8"]),
        ("macaddr8", &["macaddr"]),
        ("bit", &["bit varying"]),
        ("bit varying", &["bit"]),
        ("money", &["numeric"]),
        ("integer", &["money", "oid"]),
        ("bigint", &["money", "oid"]),
        ("smallint", &["oid"]),
        ("numeric", &["money"]),
        ("oid", &["integer", "bigint"]),
    ];
    if old == new || is_text(new) {
        return true;
    }
    if let (Some(old), Some(new)) = (old.strip_suffix("[]"), new.strip_suffix("[]")) {
        return assigns(old, new);
    }
    if NUMBERS.contains(&old) && NUMBERS.contains(&new) {
        return true;
    }
    OTHERS.iter().any(|(from, targets)| *from == old && targets.contains(&new))
}

/// Casts of `pg_cast` that only `::` reaches.
fn casts_explicitly(old: &str, new: &str) -> bool {
    matches!(
        (old, new),
        ("integer", "boolean")
            | ("boolean", "integer")
            | ("integer" | "bigint", "bit")
            | ("bit", "integer" | "bigint")
            | ("int4range", "int4multirange")
            | ("int8range", "int8multirange")
            | ("numrange", "nummultirange")
            | ("daterange", "datemultirange")
            | ("tsrange", "tsmultirange")
            | ("tstzrange", "tstzmultirange")
            | (
                "jsonb",
                "boolean" | "smallint" | "integer" | "bigint" | "real" | "double precision" | "numeric"
            )
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversion(from: &str, to: &str) -> Option<String> {
        let catalog = |name: &str| CatalogColumn { format_type: name.to_owned(), ..CatalogColumn::default() };
        using("c", &catalog(from), &catalog(to))
    }

    #[test]
    fn a_conversion_is_said_where_postgres_has_none() {
        for (from, to, using) in [
            ("character varying(20)", "character varying(50)", None),
            ("character varying(20)", "text", None),
            ("integer", "bigint", None),
            ("numeric", "numeric(10,2)", None),
            ("timestamp(3) without time zone", "timestamp with time zone", None),
            ("timestamp without time zone", "timestamp(3) without time zone", None),
            ("uuid", "character varying(36)", None),
            ("character varying(20)[]", "text[]", None),
            ("integer[]", "bigint[]", None),
            ("status", "text", None),
            ("character varying", "integer", Some("c::integer")),
            ("text", "status", Some("c::status")),
            ("text", "jsonb", Some("c::jsonb")),
            ("integer", "boolean", Some("c::boolean")),
            ("bigint", "boolean", Some("c::text::boolean")),
            ("integer", "uuid", Some("c::text::uuid")),
            ("old_status", "status", Some("c::text::status")),
            ("old_status[]", "status[]", Some("c::text[]::status[]")),
            ("text", "text[]", Some("c::text[]")),
        ] {
            assert_eq!(conversion(from, to).as_deref(), using, "{from} to {to}");
        }
    }
}
