//! `sqlalchemy` as Python code sees it, and its objects as schema types and SQL.
//!
//! One reader: `sa.Column` means the same in a model and in `op.create_table`. Natives are instances of
//! classes written down here; [`reader`] turns tables, columns, constraints and indexes into
//! [`crate::schema`], [`statement`] turns Core statements into SQL.

pub mod argument;
pub mod collection;
pub mod column;
pub mod comparator;
mod compile;
mod compiles;
pub mod constraint;
mod construct;
pub mod data_type;
mod ddl_element;
mod ddl_if;
mod dialect;
mod dialect_option;
mod dialect_types;
pub mod dml;
mod elements;
pub mod engine;
pub mod enum_type;
pub mod event;
pub mod exception;
pub mod expression;
pub mod foreign_key;
mod function;
pub mod implicit_returning;
pub mod index;
mod index_set;
pub mod literal;
pub mod mapped_column;
pub mod metadata;
mod modules;
pub mod naming_convention;
pub mod native;
pub mod operator;
mod package;
mod postgresql_types;
pub mod reader;
pub mod result_value;
pub mod schema_event;
pub mod select;
pub mod sequence;
pub mod server_default;
pub mod statement;
pub mod table;
mod text;
mod type_init;
pub mod type_object;
mod type_spelling;
pub mod types;
pub mod version;

pub use modules::register;
