//! The type classes of `sqlalchemy.dialects.postgresql`.

use super::types::{Affinity, TypeClass, TypeInit, TypeSql};

const fn row(
    module: &'static str,
    name: &'static str,
    bases: &'static [&'static str],
    init: TypeInit,
    sql: TypeSql,
    affinity: Affinity,
) -> TypeClass {
    TypeClass { module, name, bases, init, sql, affinity, visit_name: name }
}

/// A type without arguments whose SQL is its name.
const fn plain(module: &'static str, name: &'static str) -> TypeClass {
    row(module, name, &["TypeEngine"], TypeInit::Inherited, TypeSql::Fixed(name), Affinity::Other)
}

const fn range(name: &'static str, base: &'static [&'static str]) -> TypeClass {
    row(RANGES, name, base, TypeInit::Inherited, TypeSql::Fixed(name), Affinity::Range)
}

const ARRAY: &str = "sqlalchemy.dialects.postgresql.array";
const HSTORE: &str = "sqlalchemy.dialects.postgresql.hstore";
const JSON: &str = "sqlalchemy.dialects.postgresql.json";
const NAMED: &str = "sqlalchemy.dialects.postgresql.named_types";
const RANGES: &str = "sqlalchemy.dialects.postgresql.ranges";
const TYPES: &str = "sqlalchemy.dialects.postgresql.types";

const SINGLE: &[&str] = &["AbstractSingleRange"];
const MULTI: &[&str] = &["AbstractMultiRange"];
const PRECISE: TypeInit = TypeInit::Parameters("timezone=False, precision=None");

/// Names are unique within this table; a base is looked up here first, then in
/// [`super::types::TYPES`], unless it is spelled `sqltypes.NAME`.
pub static POSTGRESQL_TYPES: &[TypeClass] = &[
    row(ARRAY, "ARRAY", &["sqltypes.ARRAY"], TypeInit::Array, TypeSql::Array, Affinity::Array),
    row(HSTORE, "HSTORE", &["TypeEngine"], TypeInit::Hstore, TypeSql::Fixed("HSTORE"), Affinity::Hstore),
    row(JSON, "JSON", &["sqltypes.JSON"], TypeInit::PostgresqlJson, TypeSql::Fixed("JSON"), Affinity::Json),
    row(JSON, "JSONB", &["JSON"], TypeInit::Inherited, TypeSql::Fixed("JSONB"), Affinity::Json),
    plain(JSON, "JSONPATH"),
    row(NAMED, "NamedType", &["TypeEngine"], TypeInit::Inherited, TypeSql::Abstract, Affinity::Other),
    row(
        NAMED,
        "ENUM",
        &["NamedType", "sqltypes.Enum"],
        TypeInit::PostgresqlEnum,
        TypeSql::Enum,
        Affinity::String,
    ),
    row(NAMED, "DOMAIN", &["NamedType", "SchemaType"], TypeInit::Domain, TypeSql::Domain, Affinity::Other),
    row(RANGES, "AbstractRange", &["TypeEngine"], TypeInit::Inherited, TypeSql::Abstract, Affinity::Range),
    range("AbstractSingleRange", &["AbstractRange"]),
    range("AbstractMultiRange", &["AbstractRange"]),
    range("INT4RANGE", SINGLE),
    range("INT8RANGE", SINGLE),
    range("NUMRANGE", SINGLE),
    range("DATERANGE", SINGLE),
    range("TSRANGE", SINGLE),
    range("TSTZRANGE", SINGLE),
    range("INT4MULTIRANGE", MULTI),
    range("INT8MULTIRANGE", MULTI),
    range("NUMMULTIRANGE", MULTI),
    range("DATEMULTIRANGE", MULTI),
    range("TSMULTIRANGE", MULTI),
    range("TSTZMULTIRANGE", MULTI),
    plain(TYPES, "MONEY"),
    plain(TYPES, "OID"),
    plain(TYPES, "REGCONFIG"),
    plain(TYPES, "REGCLASS"),
    plain(TYPES, "TSQUERY"),
    plain(TYPES, "TSVECTOR"),
    plain(TYPES, "INET"),
    plain(TYPES, "CIDR"),
    plain(TYPES, "MACADDR"),
    plain(TYPES, "MACADDR8"),
    row(TYPES, "BIT", &["TypeEngine"], TypeInit::Bit, TypeSql::Bit, Affinity::Other),
    row(TYPES, "BYTEA", &["LargeBinary"], TypeInit::Inherited, TypeSql::Fixed("BYTEA"), Affinity::Binary),
    row(
        TYPES,
        "INTERVAL",
        &["_AbstractInterval"],
        TypeInit::Parameters("precision=None, fields=None"),
        TypeSql::Interval,
        Affinity::Interval,
    ),
    row(
        TYPES,
        "TIMESTAMP",
        &["sqltypes.TIMESTAMP"],
        PRECISE,
        TypeSql::Temporal("TIMESTAMP"),
        Affinity::DateTime,
    ),
    row(TYPES, "TIME", &["sqltypes.TIME"], PRECISE, TypeSql::Temporal("TIME"), Affinity::Time),
    row(TYPES, "CITEXT", &["TEXT"], TypeInit::Inherited, TypeSql::Text("CITEXT"), Affinity::String),
];
