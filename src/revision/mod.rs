//! Alembic's script directory: revision files, their graph, targets, and new files.

pub mod collect;
pub mod display;
pub mod drawing;
pub mod evaluate;
pub mod file;
pub mod graph;
pub mod init;
pub mod mako;
pub mod nearest;
pub mod new_file;
pub mod op;
pub mod order;
pub mod script_directory;
pub mod step;
pub mod target;
pub mod template;
