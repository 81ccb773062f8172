//! Every type class of SQLAlchemy as one row of a table: module, bases, constructor, SQL.
//!
//! Rows are in the order of inheritance. PostgreSQL's own are in [`super::postgresql_types`].

/// How PostgreSQL's type compiler spells an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeSql {
    /// Not to be compiled itself.
    Abstract,
    /// NullType: compiling it is an error.
    Null,
    /// Always this text.
    Fixed(&'static str),
    /// `VARCHAR(50)`, with `length` and `collation`.
    Text(&'static str),
    /// `BINARY(4)`, with `length`.
    Binary(&'static str),
    /// `NUMERIC(10, 2)`.
    Numeric(&'static str),
    /// `FLOAT(53)`.
    Float,
    /// `TIMESTAMP(3) WITH TIME ZONE`.
    Temporal(&'static str),
    /// PostgreSQL's INTERVAL with `fields` and `precision`.
    Interval,
    /// SQLAlchemy's own Interval: `second_precision`; a timestamp when not native.
    GenericInterval,
    Bit,
    /// `UUID`, or CHAR(32) with `native_uuid=False`.
    Uuid,
    Array,
    Enum,
    Domain,
    /// What its `impl` says.
    Decorator,
    /// What `get_col_spec()` answers.
    UserDefined,
}

/// How the constructor works beyond storing each parameter under its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeInit {
    /// The base class's constructor.
    Inherited,
    /// Each parameter becomes an attribute; defaults are Python literals.
    Parameters(&'static str),
    /// The same where `repr` has them in an order of its own or compares with other defaults: the
    /// constructor's, then `repr`'s.
    Inspected(&'static str, &'static str),
    Array,
    Enum,
    PostgresqlEnum,
    /// `none_as_null`, and `astext_type`, which is `Text()` unless said.
    PostgresqlJson,
    Hstore,
    /// `BIT`: a length of 1 unless varying.
    Bit,
    Domain,
    Decorator,
}

/// What kind of values a type holds, as SQLAlchemy's `_type_affinity` groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Affinity {
    Null,
    String,
    Integer,
    Numeric,
    Float,
    Boolean,
    Date,
    Time,
    DateTime,
    Interval,
    Binary,
    Json,
    Array,
    Uuid,
    Hstore,
    Range,
    Tuple,
    /// A class of its own: equal only to itself.
    Other,
}

/// A row: a native type class.
#[derive(Debug)]
pub struct TypeClass {
    pub module: &'static str,
    pub name: &'static str,
    pub bases: &'static [&'static str],
    pub init: TypeInit,
    pub sql: TypeSql,
    pub affinity: Affinity,
    /// `__visit_name__`.
    pub visit_name: &'static str,
}

const TYPE_API: &str = "sqlalchemy.sql.type_api";
const SQLTYPES: &str = "sqlalchemy.sql.sqltypes";

const fn row(
    name: &'static str,
    bases: &'static [&'static str],
    init: TypeInit,
    sql: TypeSql,
    affinity: Affinity,
    visit_name: &'static str,
) -> TypeClass {
    TypeClass { module: SQLTYPES, name, bases, init, sql, affinity, visit_name }
}

const fn base(name: &'static str, bases: &'static [&'static str], init: TypeInit, sql: TypeSql) -> TypeClass {
    TypeClass { module: TYPE_API, name, bases, init, sql, affinity: Affinity::Other, visit_name: "" }
}

use Affinity as A;
use TypeInit::{Inherited, Parameters};
use TypeSql::{Abstract, Binary, Fixed, Float, Numeric, Temporal, Text};

const STRING: TypeInit = Parameters("length=None, collation=None, collation_schema=None");
const TIMEZONE: TypeInit = Parameters("timezone=False");

/// `sqlalchemy.types`.
pub static TYPES: &[TypeClass] = &[
    base("TypeEngine", &[], Parameters(""), Abstract),
    base("UserDefinedType", &["TypeEngine"], Inherited, TypeSql::UserDefined),
    base("TypeDecorator", &["TypeEngine"], TypeInit::Decorator, TypeSql::Decorator),
    row("SchemaType", &[], Inherited, Abstract, A::Other, ""),
    row("Concatenable", &[], Inherited, Abstract, A::Other, ""),
    row("Indexable", &[], Inherited, Abstract, A::Other, ""),
    row("NullType", &["TypeEngine"], Inherited, TypeSql::Null, A::Null, "null"),
    row("TupleType", &["TypeEngine"], Parameters("*types"), Abstract, A::Tuple, ""),
    row("String", &["Concatenable", "TypeEngine"], STRING, Text("VARCHAR"), A::String, "string"),
    row("Text", &["String"], Inherited, Text("TEXT"), A::String, "text"),
    row("Unicode", &["String"], Inherited, Text("VARCHAR"), A::String, "unicode"),
    row("UnicodeText", &["Text"], Inherited, Text("TEXT"), A::String, "unicode_text"),
    row("VARCHAR", &["String"], Inherited, Text("VARCHAR"), A::String, "VARCHAR"),
    row("CHAR", &["String"], Inherited, Text("CHAR"), A::String, "CHAR"),
    row("NVARCHAR", &["Unicode"], Inherited, Text("NVARCHAR"), A::String, "NVARCHAR"),
    row("NCHAR", &["Unicode"], Inherited, Text("NCHAR"), A::String, "NCHAR"),
    row("TEXT", &["Text"], Inherited, Text("TEXT"), A::String, "TEXT"),
    row("CLOB", &["Text"], Inherited, Fixed("CLOB"), A::String, "CLOB"),
    row("Integer", &["TypeEngine"], Inherited, Fixed("INTEGER"), A::Integer, "integer"),
    row("SmallInteger", &["Integer"], Inherited, Fixed("SMALLINT"), A::Integer, "small_integer"),
    row("BigInteger", &["Integer"], Inherited, Fixed("BIGINT"), A::Integer, "big_integer"),
    row("INTEGER", &["Integer"], Inherited, Fixed("INTEGER"), A::Integer, "INTEGER"),
    row("SMALLINT", &["SmallInteger"], Inherited, Fixed("SMALLINT"), A::Integer, "SMALLINT"),
    row("BIGINT", &["BigInteger"], Inherited, Fixed("BIGINT"), A::Integer, "BIGINT"),
    row("NumericCommon", &["TypeEngine"], Inherited, Abstract, A::Numeric, ""),
    row(
        "Numeric",
        &["NumericCommon"],
        Parameters("precision=None, scale=None, decimal_return_scale=None, asdecimal=True"),
        Numeric("NUMERIC"),
        A::Numeric,
        "numeric",
    ),
    row("NUMERIC", &["Numeric"], Inherited, Numeric("NUMERIC"), A::Numeric, "NUMERIC"),
    row("DECIMAL", &["Numeric"], Inherited, Numeric("DECIMAL"), A::Numeric, "DECIMAL"),
    row(
        "Float",
        &["NumericCommon"],
        Parameters("precision=None, asdecimal=False, decimal_return_scale=None"),
        Float,
        A::Float,
        "float",
    ),
    row("Double", &["Float"], Inherited, Fixed("DOUBLE PRECISION"), A::Float, "double"),
    row("FLOAT", &["Float"], Inherited, Float, A::Float, "FLOAT"),
    row("REAL", &["Float"], Inherited, Fixed("REAL"), A::Float, "REAL"),
    row("DOUBLE", &["Double"], Inherited, Fixed("DOUBLE"), A::Float, "DOUBLE"),
    row("DOUBLE_PRECISION", &["Double"], Inherited, Fixed("DOUBLE PRECISION"), A::Float, "DOUBLE_PRECISION"),
    row("DateTime", &["TypeEngine"], TIMEZONE, Temporal("TIMESTAMP"), A::DateTime, "datetime"),
    row("TIMESTAMP", &["DateTime"], TIMEZONE, Temporal("TIMESTAMP"), A::DateTime, "TIMESTAMP"),
    row("DATETIME", &["DateTime"], Inherited, Fixed("DATETIME"), A::DateTime, "DATETIME"),
    row("Date", &["TypeEngine"], Inherited, Fixed("DATE"), A::Date, "date"),
    row("DATE", &["Date"], Inherited, Fixed("DATE"), A::Date, "DATE"),
    row("Time", &["TypeEngine"], TIMEZONE, Temporal("TIME"), A::Time, "time"),
    row("TIME", &["Time"], Inherited, Temporal("TIME"), A::Time, "TIME"),
    row("_AbstractInterval", &["TypeEngine"], Inherited, Abstract, A::Interval, ""),
    row(
        "Interval",
        &["_AbstractInterval", "TypeDecorator"],
        Parameters("native=True, second_precision=None, day_precision=None"),
        TypeSql::GenericInterval,
        A::Interval,
        "type_decorator",
    ),
    row("_Binary", &["TypeEngine"], Parameters("length=None"), Abstract, A::Binary, ""),
    row("LargeBinary", &["_Binary"], Inherited, Fixed("BYTEA"), A::Binary, "large_binary"),
    row("BLOB", &["LargeBinary"], Inherited, Fixed("BLOB"), A::Binary, "BLOB"),
    row("BINARY", &["_Binary"], Inherited, Binary("BINARY"), A::Binary, "BINARY"),
    row("VARBINARY", &["_Binary"], Inherited, Binary("VARBINARY"), A::Binary, "VARBINARY"),
    row(
        "PickleType",
        &["TypeDecorator"],
        Parameters("protocol=5, pickler=None, comparator=None, impl=None"),
        TypeSql::Decorator,
        A::Binary,
        "type_decorator",
    ),
    row(
        "Boolean",
        &["SchemaType", "TypeEngine"],
        Parameters("create_constraint=False, name=None, _create_events=True, _adapted_from=None"),
        Fixed("BOOLEAN"),
        A::Boolean,
        "boolean",
    ),
    row("BOOLEAN", &["Boolean"], Inherited, Fixed("BOOLEAN"), A::Boolean, "BOOLEAN"),
    row("MatchType", &["Boolean"], Inherited, Fixed("BOOLEAN"), A::Boolean, "boolean"),
    row("Enum", &["String", "SchemaType"], TypeInit::Enum, TypeSql::Enum, A::String, "enum"),
    row(
        "JSON",
        &["Indexable", "TypeEngine"],
        Parameters("none_as_null=False"),
        Fixed("JSON"),
        A::Json,
        "JSON",
    ),
    row(
        "ARRAY",
        &["Indexable", "Concatenable", "TypeEngine"],
        TypeInit::Array,
        TypeSql::Array,
        A::Array,
        "ARRAY",
    ),
    row(
        "Uuid",
        &["TypeEngine"],
        Parameters("as_uuid=True, native_uuid=True"),
        TypeSql::Uuid,
        A::Uuid,
        "uuid",
    ),
    row("UUID", &["Uuid"], Parameters("as_uuid=True"), Fixed("UUID"), A::Uuid, "UUID"),
];
