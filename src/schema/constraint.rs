//! Table constraints.

use serde::Deserialize;

use super::{ObjectName, QualifiedName};

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Constraint {
    PrimaryKey(PrimaryKey),
    Unique(Unique),
    Check(Check),
    ForeignKey(ForeignKey),
    Exclude(Exclude),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum ConstraintKind {
    PrimaryKey,
    Unique,
    Check,
    ForeignKey,
    Exclude,
}

impl Constraint {
    pub fn kind(&self) -> ConstraintKind {
        match self {
            Constraint::PrimaryKey(_) => ConstraintKind::PrimaryKey,
            Constraint::Unique(_) => ConstraintKind::Unique,
            Constraint::Check(_) => ConstraintKind::Check,
            Constraint::ForeignKey(_) => ConstraintKind::ForeignKey,
            Constraint::Exclude(_) => ConstraintKind::Exclude,
        }
    }

    pub fn name(&self) -> Option<&ObjectName> {
        match self {
            Constraint::PrimaryKey(it) => it.name.as_ref(),
            Constraint::Unique(it) => it.name.as_ref(),
            Constraint::Check(it) => it.name.as_ref(),
            Constraint::ForeignKey(it) => it.name.as_ref(),
            Constraint::Exclude(it) => it.name.as_ref(),
        }
    }

    pub fn set_name(&mut self, name: Option<ObjectName>) {
        match self {
            Constraint::PrimaryKey(it) => it.name = name,
            Constraint::Unique(it) => it.name = name,
            Constraint::Check(it) => it.name = name,
            Constraint::ForeignKey(it) => it.name = name,
            Constraint::Exclude(it) => it.name = name,
        }
    }

    /// `pg_get_constraintdef`; `None` for models.
    pub fn definition(&self) -> Option<&str> {
        match self {
            Constraint::PrimaryKey(it) => it.definition.as_deref(),
            Constraint::Unique(it) => it.definition.as_deref(),
            Constraint::Check(it) => it.definition.as_deref(),
            Constraint::ForeignKey(it) => it.definition.as_deref(),
            Constraint::Exclude(it) => it.definition.as_deref(),
        }
    }

    /// Whether PostgreSQL has not looked at the rows: a fact of the catalog, whatever
    /// `postgresql_not_valid` says.
    pub fn is_unvalidated(&self) -> bool {
        self.definition().is_some_and(|definition| definition.ends_with(NOT_VALID))
    }

    /// `postgresql_not_valid`, which only checks and foreign keys have.
    pub fn not_valid_mut(&mut self) -> Option<&mut bool> {
        match self {
            Constraint::Check(it) => Some(&mut it.not_valid),
            Constraint::ForeignKey(it) => Some(&mut it.not_valid),
            Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclude(_) => None,
        }
    }

    /// `None` for models.
    pub fn definition_mut(&mut self) -> Option<&mut String> {
        match self {
            Constraint::PrimaryKey(it) => it.definition.as_mut(),
            Constraint::Unique(it) => it.definition.as_mut(),
            Constraint::Check(it) => it.definition.as_mut(),
            Constraint::ForeignKey(it) => it.definition.as_mut(),
            Constraint::Exclude(it) => it.definition.as_mut(),
        }
    }

    pub fn comment(&self) -> Option<&str> {
        match self {
            Constraint::PrimaryKey(it) => it.comment.as_deref(),
            Constraint::Unique(it) => it.comment.as_deref(),
            Constraint::Check(it) => it.comment.as_deref(),
            Constraint::ForeignKey(it) => it.comment.as_deref(),
            Constraint::Exclude(it) => it.comment.as_deref(),
        }
    }
}

/// What ends the definition of a constraint whose rows were not looked at.
pub const NOT_VALID: &str = " NOT VALID";

/// `deferrable=` and `initially=`, as SQLAlchemy takes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Deferrability {
    pub deferrable: Option<bool>,
    /// `DEFERRED` or `IMMEDIATE`, as written.
    pub initially: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct PrimaryKey {
    pub name: Option<ObjectName>,
    pub columns: Vec<String>,
    /// `postgresql_include`.
    pub include: Vec<String>,
    pub deferrability: Deferrability,
    pub comment: Option<String>,
    pub definition: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Unique {
    pub name: Option<ObjectName>,
    pub columns: Vec<String>,
    pub deferrability: Deferrability,
    pub nulls_not_distinct: bool,
    pub include: Vec<String>,
    /// Made by `Column(unique=True)`: `_column_flag` of SQLAlchemy, which decides where it is written.
    pub column_flag: bool,
    /// Reflected from a database: Alembic then writes `postgresql_include` and
    /// `postgresql_nulls_not_distinct` even where they say nothing.
    pub reflected: bool,
    pub comment: Option<String>,
    pub definition: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Check {
    pub name: Option<ObjectName>,
    /// SQL text of the condition, without the outer parentheses.
    pub condition: String,
    /// `postgresql_not_valid`; for the catalog, `not convalidated`.
    pub not_valid: bool,
    pub no_inherit: bool,
    pub deferrability: Deferrability,
    /// The column whose `Column(...)` call holds it: SQLAlchemy writes it behind that column.
    pub column: Option<String>,
    /// Made by a type (`Enum(native_enum=False, create_constraint=True)`, `Boolean(create_constraint=True)`).
    pub type_bound: bool,
    pub comment: Option<String>,
    pub definition: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ForeignKey {
    pub name: Option<ObjectName>,
    pub columns: Vec<String>,
    pub referred_table: QualifiedName,
    pub referred_columns: Vec<String>,
    pub on_delete: Option<ReferentialAction>,
    pub on_update: Option<ReferentialAction>,
    pub match_type: Option<MatchType>,
    pub deferrability: Deferrability,
    pub use_alter: bool,
    pub not_valid: bool,
    pub comment: Option<String>,
    pub definition: Option<String>,
}

/// The text after ON DELETE or ON UPDATE, as written (`CASCADE`, `set null`, `SET NULL (a)`).
pub type ReferentialAction = String;
/// `FULL`, `PARTIAL`, `SIMPLE`, as written.
pub type MatchType = String;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Exclude {
    pub name: Option<ObjectName>,
    pub elements: Vec<ExcludeElement>,
    /// `using=`; PostgreSQL's and SQLAlchemy's default is gist.
    pub using: String,
    /// SQL text of the predicate.
    pub predicate: Option<String>,
    pub deferrability: Deferrability,
    /// `ops=`: column or expression to operator class.
    pub operator_classes: Vec<(String, String)>,
    pub comment: Option<String>,
    pub definition: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ExcludeElement {
    pub target: super::IndexTarget,
    /// `&&`, `=`.
    pub operator: String,
}
