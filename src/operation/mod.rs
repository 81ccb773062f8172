//! The hub: one change to a database. Revision files and the diff produce operations; the Python
//! renderer and the DDL compiler consume them. Imports the schema model only.
//!
//! An operation keeps the state that it destroys wherever its producer knows it, so that
//! [`Operation::reverse`] is local.

mod report;
mod reverse;
mod script;
mod sink;

pub use reverse::Irreversible;
pub use script::{Mark, Script};
pub use sink::{
    BoundStatement, DatabaseError, OperationSink, ResultRows, RowColumn, SavepointAction, SinkError, SqlValue,
};

use crate::schema::{
    Column, Computed, Constraint, ConstraintKind, DataType, EnumType, Identity, Index, ObjectName,
    QualifiedName, ServerDefault, Table,
};

/// Each variant is named after Alembic's directive, where there is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// Enum types of its columns are created first, as SQLAlchemy's table events do
    /// (see [`EnumType::create_type`]); indexes of `table` are created after it.
    CreateTable {
        table: Box<Table>,
        if_not_exists: bool,
    },
    /// `table` is the whole old state where it is known, else just the name.
    DropTable {
        table: Box<Table>,
        if_exists: bool,
    },
    RenameTable {
        from: QualifiedName,
        to: String,
    },
    AddColumn {
        table: QualifiedName,
        column: Box<Column>,
        constraints: Vec<Constraint>,
        indexes: Vec<Index>,
        if_not_exists: bool,
    },
    /// `column` is the old state where known; from revision files `data_type` is NullType.
    DropColumn {
        table: QualifiedName,
        column: Box<Column>,
        if_exists: bool,
        cascade: bool,
    },
    AlterColumn(Box<AlterColumn>),
    CreateIndex {
        table: QualifiedName,
        index: Box<Index>,
        if_not_exists: bool,
    },
    /// `table` is None where the file doesn't name it (`op.drop_index('ix')`).
    DropIndex {
        table: Option<QualifiedName>,
        schema: Option<String>,
        index: Box<Index>,
        if_exists: bool,
    },
    AddConstraint {
        table: QualifiedName,
        constraint: Box<Constraint>,
    },
    DropConstraint {
        table: QualifiedName,
        name: ObjectName,
        /// `type_=`, or what the diff knows.
        kind: Option<ConstraintKind>,
        /// The old state, for `reverse`.
        constraint: Option<Box<Constraint>>,
        if_exists: bool,
        cascade: bool,
    },
    CreateTableComment {
        table: QualifiedName,
        comment: Option<String>,
        existing: Option<String>,
    },
    DropTableComment {
        table: QualifiedName,
        existing: Option<String>,
    },
    CreateEnumType {
        enum_type: EnumType,
        check_first: bool,
    },
    DropEnumType {
        enum_type: EnumType,
        check_first: bool,
    },
    /// `op.execute`: SQL as text, to be sent as it is (one or several statements).
    /// `undo` is what the downgrade runs; only the diff knows it.
    Execute {
        sql: String,
        undo: Option<String>,
    },
    /// `op.bulk_insert`: rows of literal values.
    BulkInsert {
        table: QualifiedName,
        columns: Vec<String>,
        rows: Vec<Vec<SqlValue>>,
    },
}

/// `op.alter_column`: `None` outside means "not changed", `existing_*` is what stands there now.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterColumn {
    pub table: QualifiedName,
    pub column: String,
    pub nullable: Option<bool>,
    /// `Some(None)` drops the default.
    pub server_default: Option<Option<ServerDefault>>,
    pub identity: Option<Option<Identity>>,
    pub computed: Option<Option<Computed>>,
    pub new_name: Option<String>,
    pub data_type: Option<DataType>,
    pub comment: Option<Option<String>>,
    /// `postgresql_using`.
    pub using: Option<String>,
    /// The reverse's `postgresql_using`; only the diff knows it.
    pub undo_using: Option<String>,
    pub existing_type: Option<DataType>,
    pub existing_nullable: Option<bool>,
    pub existing_server_default: Option<Option<ServerDefault>>,
    pub existing_identity: Option<Identity>,
    pub existing_computed: Option<Computed>,
    pub existing_comment: Option<String>,
    pub existing_autoincrement: Option<bool>,
}

impl AlterColumn {
    /// Changes nothing yet.
    pub fn new(table: QualifiedName, column: impl Into<String>) -> Self {
        AlterColumn {
            table,
            column: column.into(),
            nullable: None,
            server_default: None,
            identity: None,
            computed: None,
            new_name: None,
            data_type: None,
            comment: None,
            using: None,
            undo_using: None,
            existing_type: None,
            existing_nullable: None,
            existing_server_default: None,
            existing_identity: None,
            existing_computed: None,
            existing_comment: None,
            existing_autoincrement: None,
        }
    }
}
