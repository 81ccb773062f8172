//! `check`: is the live database at head, and do the models agree with it?

use crate::error::{Error, Result};
use crate::output::Output;

use super::arguments::GlobalArguments;
use super::command::CheckArguments;

pub async fn run(_: &CheckArguments, _: &GlobalArguments, _: Output) -> Result<()> {
    Err(Error::new("`check` is not here yet").hint("run `alembic check` as before, or gen-migration --check"))
}
