//! Operations to SQL, as SQLAlchemy and Alembic compile them for PostgreSQL: statement for statement
//! what `alembic upgrade --sql` prints, one file per family of operations.
//!
//! Nothing is sent from here, and nothing is looked up: a statement that depends on what the server
//! has carries a [`Guard`] for whoever runs it.

mod add_column;
mod alter_column;
mod bulk_insert;
mod column;
mod comment;
mod constraint;
mod create_schema;
mod create_table;
pub mod data_type;
mod drop;
mod enum_type;
pub mod identifier;
mod index;
pub mod inline;
pub mod literal;
mod phrase;
mod rename_table;
mod sequence;
pub mod split;
mod table_option;

use std::collections::BTreeSet;

pub use create_schema::create_schema;
pub use data_type::{data_type, sql_type};
pub use sequence::create_sequence;

use crate::error::Result;
use crate::operation::Operation;
use crate::schema::QualifiedName;

/// One statement for the server, without a final semicolon and without blanks around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub sql: String,
    /// What has to be true for the statement to be run at all.
    pub guard: Option<Guard>,
}

/// `checkfirst=True`: SQLAlchemy asks the catalog, then creates or drops, or does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    TypeMissing(QualifiedName),
    TypeExists(QualifiedName),
}

impl Guard {
    /// A query of one row with one boolean: true means run the statement. A type without a schema
    /// is looked for as SQLAlchemy does, among those visible in the search path.
    pub fn query(&self) -> String {
        let (name, negation) = match self {
            Guard::TypeMissing(name) => (name, "NOT "),
            Guard::TypeExists(name) => (name, ""),
        };
        let place = match &name.schema {
            Some(schema) => format!("n.nspname = {}", literal::string(schema)),
            // in a shadow schema, somebody's type of that name is not the history's
            None => "pg_catalog.pg_type_is_visible(t.oid) \
                     AND (pg_catalog.current_setting('gen_migration.shadow', true) IS NULL \
                          OR n.nspname = pg_catalog.current_schema())"
                .to_owned(),
        };
        format!(
            "SELECT {negation}EXISTS (SELECT 1 FROM pg_catalog.pg_type t \
             JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
             WHERE t.typname = {} AND {place})",
            literal::string(&name.name)
        )
    }
}

impl Statement {
    /// Blanks around it do not count.
    pub fn new(sql: impl AsRef<str>) -> Self {
        Statement { sql: sql.as_ref().trim().to_owned(), guard: None }
    }

    /// As Alembic prints it with `--sql`: tabs become four spaces, a semicolon ends it. Unlike there, a
    /// tab in a constant stays what it is, and a comment at the end does not swallow the semicolon.
    pub fn offline(&self) -> String {
        let text = split::tabs_replaced(&self.sql, "    ");
        let text = text.trim();
        let end = if split::ends_in_line_comment(text) { "\n;" } else { ";" };
        format!("{text}{end}")
    }
}

/// Compiles the operations of one run.
///
/// SQLAlchemy creates a named type with the first table of a run that uses it and remembers that, so
/// that the next table of the same run does not create it again; hence the state. It takes no notice
/// of types created and dropped otherwise: a type that a revision created by hand is created again
/// with a table unless it says `create_type=False`, and PostgreSQL then says that it exists.
#[derive(Clone, Debug, Default)]
pub struct Compiler {
    created_types: BTreeSet<QualifiedName>,
}

impl Compiler {
    pub fn new() -> Self {
        Self::default()
    }

    /// The statements that carry out `operation`, in order; none where SQLAlchemy emits none.
    ///
    /// # Errors
    /// What SQLAlchemy or Alembic refuses to compile, in their words.
    pub fn compile(&mut self, operation: &Operation) -> Result<Vec<Statement>> {
        match operation {
            Operation::CreateTable { table, if_not_exists } => {
                create_table::compile(table, *if_not_exists, self)
            }
            Operation::DropTable { table, if_exists } => Ok(vec![drop::table(&table.name, *if_exists)]),
            Operation::RenameTable { from, to } => Ok(vec![rename_table::compile(from, to)]),
            Operation::AddColumn { table, column, constraints, indexes, if_not_exists } => {
                add_column::compile(table, column, constraints, indexes, *if_not_exists)
            }
            Operation::DropColumn { table, column, if_exists, cascade } => {
                Ok(vec![drop::column(table, &column.name, *if_exists, *cascade)])
            }
            Operation::AlterColumn(alter) => alter_column::compile(alter),
            Operation::CreateIndex { table, index, if_not_exists } => {
                Ok(vec![index::create(table, index, *if_not_exists)?])
            }
            Operation::DropIndex { table, schema, index, if_exists } => {
                let schema = schema.as_deref().or(table.as_ref().and_then(|table| table.schema.as_deref()));
                Ok(vec![index::drop(schema, index, *if_exists)?])
            }
            Operation::AddConstraint { table, constraint } => {
                Ok(constraint::add(table, constraint)?.into_iter().collect())
            }
            Operation::DropConstraint { table, name, if_exists, cascade, .. } => {
                Ok(vec![constraint::drop(table, name, *if_exists, *cascade)?])
            }
            Operation::CreateTableComment { table, comment, .. } => {
                Ok(vec![comment::table(table, comment.as_deref())])
            }
            Operation::DropTableComment { table, .. } => Ok(vec![comment::table(table, None)]),
            Operation::CreateEnumType { enum_type, check_first } => {
                let mut statement = enum_type::create(enum_type)?;
                statement.guard = check_first.then(|| Guard::TypeMissing(enum_type.name.clone()));
                Ok(vec![statement])
            }
            Operation::DropEnumType { enum_type, check_first } => {
                let mut statement = enum_type::drop(enum_type)?;
                statement.guard = check_first.then(|| Guard::TypeExists(enum_type.name.clone()));
                Ok(vec![statement])
            }
            Operation::Execute { sql, .. } => Ok(vec![Statement::new(sql)]),
            Operation::BulkInsert { table, columns, rows } => Ok(bulk_insert::compile(table, columns, rows)),
        }
    }

    /// Named types that the run has created with its tables.
    pub fn created_types(&self) -> impl Iterator<Item = &QualifiedName> {
        self.created_types.iter()
    }

    /// Others created these meanwhile.
    pub fn note_created_types(&mut self, types: impl IntoIterator<Item = QualifiedName>) {
        self.created_types.extend(types);
    }

    /// True for the first who asks.
    fn creates_type(&mut self, name: &QualifiedName) -> bool {
        self.created_types.insert(name.clone())
    }
}

/// Compiles one operation that no other operation of its run bears on.
///
/// # Errors
/// See [`Compiler::compile`].
pub fn compile(operation: &Operation) -> Result<Vec<Statement>> {
    Compiler::new().compile(operation)
}
