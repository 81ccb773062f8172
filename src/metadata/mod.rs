//! Models to [`crate::schema::Schema`]: declarative classes and `Table()` objects.
