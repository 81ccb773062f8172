//! Introspection: `pg_catalog` to [`crate::schema::Schema`], in a fixed number of queries however many
//! tables there are. One file per object turns a row into its type; the SQL is in `queries/`.
//!
//! Every object carries two things: PostgreSQL's own normal form, which the diff compares, and the
//! spelling that SQLAlchemy's reflection and Alembic's renderer would give it, because downgrades are
//! rendered from it. Names in definitions are qualified as the connection's `search_path` demands:
//! two databases are comparable when it reaches the same schemas in both.
//!
//! Absent on purpose: views, functions, triggers, policies; what extensions own; the version table
//! is an ordinary table here.

mod attribute;
mod column;
mod constraint;
mod data_type;
mod enum_type;
mod index;
mod introspect;
mod named_type;
mod parentheses;
mod scope;
mod sequence;
mod spelling;
mod stable_text;
mod table;

pub use introspect::{IntrospectOptions, introspect};
