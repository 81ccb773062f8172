//! A column's type, twice: what PostgreSQL is to make, and how Python spells it.

use serde::Deserialize;

use super::{EnumType, QualifiedName};

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct DataType {
    pub sql: SqlType,
    pub spelling: Spelling,
    /// `COLLATE`, said by the type (`String(collation=…)`).
    pub collation: Option<String>,
}

/// What PostgreSQL is asked for. `ddl` spells it exactly as SQLAlchemy's compiler does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum SqlType {
    Boolean,
    SmallInteger,
    Integer,
    BigInteger,
    /// SQL text needing no further knowledge: `VARCHAR(50)`, `TIMESTAMP WITH TIME ZONE`, `TSVECTOR`.
    Plain(String),
    Array {
        item: Box<SqlType>,
        dimensions: u32,
    },
    /// A native enum type: created with, and referred to by, the tables that use it.
    Enum(EnumType),
    /// A domain: referred to by name; created with the table as SQLAlchemy does.
    Domain {
        name: QualifiedName,
        /// What follows `CREATE DOMAIN name AS `: type, COLLATE, DEFAULT, CONSTRAINT, NOT NULL, CHECK.
        /// `None` for `create_type=False` and for reflected ones: nobody creates it.
        definition: Option<String>,
    },
    /// SQLAlchemy's NullType: no type known. Compiling DDL from it is an error.
    Null,
}

impl SqlType {
    /// The native enum type that this type needs, looking into arrays.
    pub fn enum_type(&self) -> Option<&EnumType> {
        match self {
            SqlType::Enum(enum_type) => Some(enum_type),
            SqlType::Array { item, .. } => item.enum_type(),
            SqlType::Boolean
            | SqlType::SmallInteger
            | SqlType::Integer
            | SqlType::BigInteger
            | SqlType::Plain(_)
            | SqlType::Domain { .. }
            | SqlType::Null => None,
        }
    }
}

/// A type as a Python expression: `sa.String(length=50)` is `Sqlalchemy`, `String`,
/// `length=50`. Prefixes (`sa.`, `postgresql.`) and imports are the renderer's business.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Spelling {
    pub module: TypeModule,
    pub class: String,
    /// In `repr` order, defaults left out, as SQLAlchemy's `generic_repr` has them.
    pub arguments: Vec<Argument>,
    /// `.with_variant(type, "dialect")` calls, in order.
    pub variants: Vec<(Spelling, String)>,
}

impl Spelling {
    pub fn new(module: TypeModule, class: impl Into<String>) -> Self {
        Spelling { module, class: class.into(), arguments: Vec::new(), variants: Vec::new() }
    }
}

/// Where the class of a type comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum TypeModule {
    /// `sqlalchemy`: rendered with `sqlalchemy_module_prefix`, `sa.`.
    Sqlalchemy,
    /// `sqlalchemy.dialects.postgresql`: rendered as `postgresql.`, and imported.
    Postgresql,
    /// The same of another database's dialect, by its name: `mysql`, as an argument of `with_variant`.
    Dialect(String),
    /// Any other module, by its dotted name (`type(x).__module__`): rendered in full, and imported.
    Package(String),
    /// None: the class is the whole expression, as env.py's `render_item` wants it.
    Verbatim,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Argument {
    pub keyword: Option<String>,
    pub value: ArgumentValue,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum ArgumentValue {
    /// The `repr` of a Python literal: `50`, `'x'`, `True`, `['a', 'b']`.
    Literal(String),
    Type(Box<Spelling>),
}
