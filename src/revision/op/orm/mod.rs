//! The ORM as migrations use it: a `Session` on the migration's connection, for classes that the file
//! declares.
//!
//! A small part of SQLAlchemy's unit of work, exact in what it does: classes with one table of their
//! own, loaded, added, changed and deleted; queries of them. Relationships, inheritance between tables,
//! and versioned rows are refused where a session would have to deal with them.

mod bulk;
mod flush;
mod flush_event;
mod load;
mod mapping;
mod query;
mod session;
mod session_factory;
mod state;
mod transaction;

pub use session::install;
