//! The type classes of the other databases' dialects. On PostgreSQL they are arguments of `with_variant`,
//! whose spelling a migration keeps; of a column's own type PostgreSQL's compiler renders those whose
//! visit name it knows, as SQLAlchemy does.
//!
//! Not here, and so not known: types whose arguments SQLAlchemy works out (`mysql.ENUM`, `oracle.NUMBER`).

use super::types::{Affinity, TypeClass, TypeInit, TypeSql};

/// A dialect and its types.
pub struct DialectTypes {
    pub name: &'static str,
    pub types: &'static [TypeClass],
    /// Generic types that the dialect's module has under their own names.
    pub generic: &'static [&'static str],
}

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

use Affinity as A;
use TypeInit::{Inherited, Inspected, Parameters};
use TypeSql::{Abstract, Binary, Fixed, Float, Numeric, Temporal, Text};

const ENGINE: &[&str] = &["TypeEngine"];
const MYSQL: &str = "sqlalchemy.dialects.mysql.types";
const MSSQL: &str = "sqlalchemy.dialects.mssql.base";
const SQLITE: &str = "sqlalchemy.dialects.sqlite.base";
const ORACLE: &str = "sqlalchemy.dialects.oracle.types";

/// As `repr` has them, which inspects `_StringType` before `String`.
const MYSQL_TEXT: TypeInit = Inspected(
    "charset=None, collation=None, ascii=False, binary=False, unicode=False, national=False",
    "charset=None, collation=None, ascii=False, binary=False, unicode=False, national=False",
);
const MYSQL_STRING: TypeInit = Inspected(
    "length=None, charset=None, collation=None, ascii=False, binary=False, unicode=False, national=False",
    "charset=None, collation=None, ascii=False, binary=False, unicode=False, national=False, length=None",
);
/// `NATIONAL` is what they are.
const MYSQL_NATIONAL: TypeInit = Inspected(
    "length=None, charset=None, collation=None, ascii=False, binary=False, unicode=False, national=True",
    "charset=None, collation=None, ascii=False, binary=False, unicode=False, national=False, length=None",
);
const MYSQL_INTEGER: TypeInit = Parameters("display_width=None, unsigned=False, zerofill=False");
const MYSQL_NUMERIC: TypeInit = Inspected(
    "precision=None, scale=None, asdecimal=True, unsigned=False, zerofill=False",
    "unsigned=False, zerofill=False, precision=None, scale=None, decimal_return_scale=None, asdecimal=True",
);
/// `Float`'s own `asdecimal` is False, and `repr` compares with it.
const MYSQL_DOUBLE: TypeInit = Inspected(
    "precision=None, scale=None, asdecimal=True, unsigned=False, zerofill=False",
    "precision=None, scale=None, asdecimal=False, unsigned=False, zerofill=False",
);
const MYSQL_FLOAT: TypeInit =
    Parameters("precision=None, scale=None, asdecimal=False, unsigned=False, zerofill=False");
const MYSQL_FSP: TypeInit = Parameters("timezone=False, fsp=None");
const PRECISION: TypeInit = Parameters("precision=None");

static MYSQL_TYPES: &[TypeClass] = &[
    row(MYSQL, "BIGINT", &["sqltypes.BIGINT"], MYSQL_INTEGER, Fixed("BIGINT"), A::Integer),
    row(MYSQL, "BIT", ENGINE, Parameters("length=None"), Abstract, A::Other),
    row(MYSQL, "CHAR", &["sqltypes.CHAR"], MYSQL_STRING, Text("CHAR"), A::String),
    row(MYSQL, "DATETIME", &["sqltypes.DATETIME"], MYSQL_FSP, Fixed("DATETIME"), A::DateTime),
    row(MYSQL, "DECIMAL", &["sqltypes.DECIMAL"], MYSQL_NUMERIC, Numeric("DECIMAL"), A::Numeric),
    row(MYSQL, "DOUBLE", &["sqltypes.DOUBLE"], MYSQL_DOUBLE, Fixed("DOUBLE"), A::Float),
    row(MYSQL, "FLOAT", &["sqltypes.FLOAT"], MYSQL_FLOAT, Float, A::Float),
    row(MYSQL, "INTEGER", &["sqltypes.INTEGER"], MYSQL_INTEGER, Fixed("INTEGER"), A::Integer),
    row("sqlalchemy.dialects.mysql.json", "JSON", &["sqltypes.JSON"], Inherited, Fixed("JSON"), A::Json),
    row(MYSQL, "LONGBLOB", &["_Binary"], Inherited, Abstract, A::Binary),
    row(MYSQL, "LONGTEXT", &["String"], MYSQL_TEXT, Abstract, A::String),
    row(MYSQL, "MEDIUMBLOB", &["_Binary"], Inherited, Abstract, A::Binary),
    row(MYSQL, "MEDIUMINT", &["Integer"], MYSQL_INTEGER, Abstract, A::Integer),
    row(MYSQL, "MEDIUMTEXT", &["String"], MYSQL_TEXT, Abstract, A::String),
    row(MYSQL, "NCHAR", &["sqltypes.NCHAR"], MYSQL_NATIONAL, Text("NCHAR"), A::String),
    row(MYSQL, "NUMERIC", &["sqltypes.NUMERIC"], MYSQL_NUMERIC, Numeric("NUMERIC"), A::Numeric),
    row(MYSQL, "NVARCHAR", &["sqltypes.NVARCHAR"], MYSQL_NATIONAL, Text("NVARCHAR"), A::String),
    row(MYSQL, "REAL", &["sqltypes.REAL"], MYSQL_DOUBLE, Fixed("REAL"), A::Float),
    row(MYSQL, "SMALLINT", &["sqltypes.SMALLINT"], MYSQL_INTEGER, Fixed("SMALLINT"), A::Integer),
    row(MYSQL, "TEXT", &["sqltypes.TEXT"], MYSQL_STRING, Text("TEXT"), A::String),
    row(MYSQL, "TIME", &["sqltypes.TIME"], MYSQL_FSP, Temporal("TIME"), A::Time),
    row(MYSQL, "TIMESTAMP", &["sqltypes.TIMESTAMP"], MYSQL_FSP, Temporal("TIMESTAMP"), A::DateTime),
    row(MYSQL, "TINYBLOB", &["_Binary"], Inherited, Abstract, A::Binary),
    row(MYSQL, "TINYINT", &["Integer"], MYSQL_INTEGER, Abstract, A::Integer),
    row(MYSQL, "TINYTEXT", &["String"], MYSQL_TEXT, Abstract, A::String),
    row(MYSQL, "VARCHAR", &["sqltypes.VARCHAR"], MYSQL_STRING, Text("VARCHAR"), A::String),
    row(MYSQL, "YEAR", ENGINE, Parameters("display_width=None"), Abstract, A::Other),
];

static MSSQL_TYPES: &[TypeClass] = &[
    row(MSSQL, "BIT", &["Boolean"], Inherited, Abstract, A::Boolean),
    row(MSSQL, "DATETIME2", &["DateTime"], PRECISION, Abstract, A::DateTime),
    row(MSSQL, "DATETIMEOFFSET", &["DateTime"], PRECISION, Abstract, A::DateTime),
    row("sqlalchemy.dialects.mssql.json", "JSON", &["sqltypes.JSON"], Inherited, Fixed("JSON"), A::Json),
    row(MSSQL, "IMAGE", &["LargeBinary"], Inherited, Abstract, A::Binary),
    row(MSSQL, "MONEY", ENGINE, Inherited, Abstract, A::Other),
    row(MSSQL, "NTEXT", &["UnicodeText"], Inherited, Abstract, A::String),
    row(MSSQL, "SMALLDATETIME", &["DateTime"], Inherited, Abstract, A::DateTime),
    row(MSSQL, "SMALLMONEY", ENGINE, Inherited, Abstract, A::Other),
    row(MSSQL, "SQL_VARIANT", ENGINE, Inherited, Abstract, A::Other),
    row(MSSQL, "TIME", &["sqltypes.TIME"], PRECISION, Abstract, A::Time),
    row(MSSQL, "TIMESTAMP", &["_Binary"], Parameters("convert_int=False"), Abstract, A::Binary),
    row(MSSQL, "ROWVERSION", &["TIMESTAMP"], Inherited, Abstract, A::Binary),
    row(MSSQL, "TINYINT", &["Integer"], Inherited, Abstract, A::Integer),
    row(MSSQL, "UNIQUEIDENTIFIER", &["Uuid"], Parameters("as_uuid=True"), Abstract, A::Uuid),
    row(
        MSSQL,
        "VARBINARY",
        &["sqltypes.VARBINARY"],
        Parameters("length=None, filestream=False"),
        Binary("VARBINARY"),
        A::Binary,
    ),
    row(MSSQL, "XML", &["Text"], Inherited, Abstract, A::String),
];

static SQLITE_TYPES: &[TypeClass] = &[
    row(SQLITE, "DATE", &["Date"], Inherited, Fixed("DATE"), A::Date),
    row(SQLITE, "DATETIME", &["DateTime"], Inherited, Temporal("TIMESTAMP"), A::DateTime),
    row(SQLITE, "TIME", &["Time"], Inherited, Temporal("TIME"), A::Time),
    row("sqlalchemy.dialects.sqlite.json", "JSON", &["sqltypes.JSON"], Inherited, Fixed("JSON"), A::Json),
    row("sqlalchemy.dialects.sqlite.json", "JSONB", &["JSON"], Inherited, Fixed("JSONB"), A::Json),
];

static ORACLE_TYPES: &[TypeClass] = &[
    row(ORACLE, "BFILE", &["LargeBinary"], Inherited, Abstract, A::Binary),
    row(ORACLE, "BINARY_DOUBLE", &["Double"], Inherited, Abstract, A::Float),
    row(ORACLE, "BINARY_FLOAT", &["sqltypes.Float"], Inherited, Abstract, A::Float),
    row(ORACLE, "DATE", &["DateTime"], Inherited, Fixed("DATE"), A::DateTime),
    row(ORACLE, "LONG", &["Text"], Inherited, Abstract, A::String),
    row(ORACLE, "NCLOB", &["Text"], Inherited, Fixed("NCLOB"), A::String),
    row(ORACLE, "RAW", &["_Binary"], Inherited, Abstract, A::Binary),
    row(ORACLE, "ROWID", ENGINE, Inherited, Abstract, A::Other),
    row(
        ORACLE,
        "TIMESTAMP",
        &["sqltypes.TIMESTAMP"],
        Parameters("timezone=False, local_timezone=False"),
        Temporal("TIMESTAMP"),
        A::DateTime,
    ),
    row(ORACLE, "VARCHAR2", &["sqltypes.VARCHAR"], Inherited, Abstract, A::String),
];

/// In the order in which they are registered, as `DIALECT.NAME`.
pub static DIALECT_TYPES: &[DialectTypes] = &[
    DialectTypes {
        name: "mysql",
        types: MYSQL_TYPES,
        generic: &["BINARY", "BLOB", "BOOLEAN", "DATE", "VARBINARY"],
    },
    DialectTypes {
        name: "mssql",
        types: MSSQL_TYPES,
        generic: &[
            "BIGINT", "BINARY", "CHAR", "DATE", "DATETIME", "DECIMAL", "FLOAT", "INTEGER", "NCHAR",
            "NUMERIC", "NVARCHAR", "SMALLINT", "TEXT", "VARCHAR",
        ],
    },
    DialectTypes {
        name: "sqlite",
        types: SQLITE_TYPES,
        generic: &[
            "BLOB",
            "BOOLEAN",
            "CHAR",
            "DECIMAL",
            "FLOAT",
            "INTEGER",
            "NUMERIC",
            "REAL",
            "SMALLINT",
            "TEXT",
            "TIMESTAMP",
            "VARCHAR",
        ],
    },
    DialectTypes {
        name: "oracle",
        types: ORACLE_TYPES,
        generic: &[
            "BLOB",
            "BOOLEAN",
            "CHAR",
            "CLOB",
            "DOUBLE_PRECISION",
            "NCHAR",
            "NVARCHAR",
            "REAL",
            "VARCHAR",
        ],
    },
];
