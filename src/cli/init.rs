//! `init` and `list_templates`: a new script directory.

use crate::error::{Error, Result};
use crate::output::Output;

use super::arguments::GlobalArguments;
use super::command::InitArguments;

pub fn run(_: &InitArguments, _: &GlobalArguments, _: Output) -> Result<()> {
    Err(Error::new("`init` is not here yet").hint("run `alembic init` as before"))
}

pub fn list_templates(_: Output) -> Result<()> {
    Err(Error::new("`list_templates` is not here yet").hint("run `alembic list_templates` as before"))
}
