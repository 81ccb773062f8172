//! Models to [`crate::schema::Schema`]: declarative classes and `Table()` objects.
//!
//! Classes are mapped when they are made, as SQLAlchemy maps them: `__init_subclass__` of the base or
//! the metaclass's `__init__` scans the class and makes its `Table`. Relationships and everything else
//! that never reaches the database is carried along unread.

mod attributes;
mod composite;
mod declarative_base;
mod declared_attr;
mod declared_table;
mod hybrid;
mod mapped_annotation;
mod mapped_class;
mod mapped_column;
mod mapper;
pub mod orm;
mod python_type;
mod read_schema;
mod registry;
mod scan;
mod unreached;

pub use read_schema::schema;
pub use unreached::{DeclaredTable, declared_tables};

use crate::python::library::Library;

/// Registers `sqlalchemy.orm` and the declarative modules.
pub fn register(library: &mut Library) {
    orm::register(library);
}
