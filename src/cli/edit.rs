//! `edit`: a revision's file in $EDITOR.

use crate::error::{Error, Result};
use crate::output::Output;

use super::arguments::GlobalArguments;
use super::command::EditArguments;

pub async fn run(_: &EditArguments, _: &GlobalArguments, _: Output) -> Result<()> {
    Err(Error::new("`edit` is not here yet").hint("run `alembic edit` as before"))
}
