//! Names of things: qualified ones, and ones that a naming convention made.

use serde::Deserialize;

use std::fmt;

/// A relation's or type's name with its schema; `None` is the default schema, as SQLAlchemy has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct QualifiedName {
    pub schema: Option<String>,
    pub name: String,
}

impl QualifiedName {
    pub fn new(schema: Option<&str>, name: &str) -> Self {
        QualifiedName { schema: schema.map(str::to_owned), name: name.to_owned() }
    }

    /// In the default schema.
    pub fn plain(name: &str) -> Self {
        Self::new(None, name)
    }
}

/// For messages: `schema.name` or `name`, unquoted.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// The final name of a constraint or index, and whether somebody chose it.
///
/// Alembic renders a name that a naming convention (or `index=True`) made as `op.f('…')`, one that
/// the user wrote as a plain string.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct ObjectName {
    pub text: String,
    /// Made by a convention, hence rendered through `op.f`.
    pub conventional: bool,
    /// PostgreSQL chose it because the models gave none: any other name is as right, and
    /// `op.create_table` leaves it to PostgreSQL again.
    pub implicit: bool,
}

impl ObjectName {
    pub fn explicit(text: impl Into<String>) -> Self {
        ObjectName { text: text.into(), conventional: false, implicit: false }
    }

    /// PostgreSQL's own, of something that the models leave unnamed.
    pub fn implicit(text: impl Into<String>) -> Self {
        ObjectName { text: text.into(), conventional: true, implicit: true }
    }

    pub fn conventional(text: impl Into<String>) -> Self {
        ObjectName { text: text.into(), conventional: true, implicit: false }
    }
}
