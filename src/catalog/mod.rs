//! Introspection: `pg_catalog` to [`crate::schema::Schema`], in a fixed number of queries.
