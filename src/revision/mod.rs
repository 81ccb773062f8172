//! Alembic's script directory: revision files, their graph, targets, and new files.

pub mod display;
pub mod file;
pub mod graph;
pub mod mako;
pub mod new_file;
pub mod order;
pub mod script_directory;
pub mod step;
pub mod target;
pub mod template;
