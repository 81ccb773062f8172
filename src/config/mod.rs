//! alembic.ini, pyproject.toml, .env: files to plain data.
//!
//! Nothing here evaluates Python, opens a connection or changes the process: the environment is a map
//! that callers pass on.

pub mod alembic_config;
pub mod cache;
pub mod dotenv;
pub mod ini;
pub mod interpolation;
pub mod locate;
pub mod options;
pub mod paths;
pub mod pyproject;
pub mod variables;

pub use alembic_config::{Config, OptionValue, PostWriteHook};
pub use locate::{ConfigFiles, Located};
pub use variables::Variables;
