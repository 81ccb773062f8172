//! Indexes that are not a constraint's own.

use serde::Deserialize;

use super::ObjectName;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Index {
    pub name: Option<ObjectName>,
    pub elements: Vec<IndexElement>,
    pub unique: bool,
    /// `postgresql_using`; `None` is btree.
    pub using: Option<String>,
    /// `postgresql_where`, SQL text.
    pub predicate: Option<String>,
    /// `postgresql_include`.
    pub include: Vec<String>,
    /// `postgresql_with`: storage parameters in the order written.
    pub with: Vec<(String, String)>,
    pub tablespace: Option<String>,
    pub nulls_not_distinct: Option<bool>,
    /// How to build it, not what it is: `postgresql_concurrently`.
    pub concurrently: bool,
    /// Keywords of other dialects (`sqlite_where`) with the Python text of their value: SQL doesn't
    /// need them, but Alembic writes them down.
    pub other_dialects: Vec<(String, String)>,
    /// The `postgresql_*` keywords without their prefix, in the order in which they were written
    /// (`["using", "where"]`); what is missing here is rendered after them.
    pub keyword_order: Vec<String>,
    /// `postgresql_where` is a plain Python string, not `sa.text(…)`: so it is when reflected.
    pub predicate_is_string: bool,
    /// The fields say what Alembic's reflection would: its renderer spells some options otherwise.
    pub reflected: bool,
    pub comment: Option<String>,
    /// What `pg_get_indexdef` says behind the table's name: `UNIQUE USING btree (a) WHERE (b > 0)`;
    /// indexes of one table with equal definitions differ in nothing but their names. `None` for models.
    pub definition: Option<String>,
    /// False for what an interrupted CREATE INDEX CONCURRENTLY left (`indisvalid`).
    pub valid: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct IndexElement {
    pub target: IndexTarget,
    /// `postgresql_ops`.
    pub operator_class: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub enum IndexTarget {
    /// A plain column, by name.
    Column(String),
    /// SQL text, with sort order and NULLS FIRST/LAST where given: `lower(email)`, `created_at DESC`.
    Expression(String),
}
