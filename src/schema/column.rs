//! A column: its type, nullability and what PostgreSQL fills it with.

use serde::Deserialize;

use super::{DataType, SequenceOptions};

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Column {
    pub name: String,
    pub data_type: DataType,
    pub nullable: bool,
    pub server_default: Option<ServerDefault>,
    pub identity: Option<Identity>,
    pub computed: Option<Computed>,
    pub comment: Option<String>,
    /// SQLAlchemy's `autoincrement`; `None` is its default, `"auto"`.
    pub autoincrement: Option<bool>,
    /// An explicit `Sequence(...)` of the column, whose `nextval` SQLAlchemy calls itself.
    pub sequence: Option<super::Sequence>,
    /// Creating the table makes it SERIAL (SQLAlchemy: the one integer primary key column without
    /// default or foreign key); for a catalog column: it has an owned sequence as its default.
    pub serial: bool,
    /// Named by `Column(primary_key=True)`; the table's [`super::PrimaryKey`] is what counts.
    pub primary_key: bool,
    /// `system=True` columns are never created.
    pub system: bool,
    /// `op.add_column(…, inline_references=True)`: its one foreign key is written behind the column.
    pub inline_references: bool,
    /// `op.add_column(…, inline_primary_key=True)`.
    pub inline_primary_key: bool,
    #[serde(skip)]
    pub catalog: Option<CatalogColumn>,
}

impl Column {
    pub fn new(name: impl Into<String>, data_type: DataType) -> Self {
        Column {
            name: name.into(),
            data_type,
            nullable: true,
            server_default: None,
            identity: None,
            computed: None,
            comment: None,
            autoincrement: None,
            sequence: None,
            serial: false,
            primary_key: false,
            system: false,
            inline_references: false,
            inline_primary_key: false,
            catalog: None,
        }
    }
}

/// PostgreSQL's normal form of a column; equal forms are equal columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CatalogColumn {
    /// `format_type(atttypid, atttypmod)`, with the type's schema left out where it is the default.
    pub format_type: String,
    /// The collation's name when it is not the type's own.
    pub collation: Option<String>,
    /// `pg_get_expr` of the default; `None` for generated columns, identity and serial.
    pub default: Option<String>,
    /// `pg_get_expr` of a generated column.
    pub generated: Option<String>,
    /// The enum type (also of an array's items) that the column uses.
    pub enum_type: Option<super::QualifiedName>,
    /// `pg_sequence`'s row of an identity column, with every option said: what [`Column::identity`]
    /// says too until `declare` gives that the models' spelling.
    pub identity: Option<Identity>,
    /// The sequence of a SERIAL column.
    pub serial_sequence: Option<super::Sequence>,
}

/// `server_default=`: a plain string is a literal, everything else an SQL expression.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub enum ServerDefault {
    /// `server_default='active'`; DDL quotes it.
    Literal(String),
    /// `sa.text('now()')`, `sa.func.now()`, `sa.false()`: SQL text, compiled.
    Expression(String),
}

/// `GENERATED … AS IDENTITY`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Identity {
    pub mode: IdentityMode,
    pub options: SequenceOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum IdentityMode {
    Always,
    ByDefault,
}

/// `GENERATED ALWAYS AS (…) STORED`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Computed {
    pub expression: String,
    /// As written in Python; PostgreSQL 15 has only stored ones.
    pub persisted: Option<bool>,
}
