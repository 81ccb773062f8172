//! `man`: manual pages, from the same definition as the help.

use clap_mangen::Man;

use crate::error::{Error, Result};
use crate::output::{Output, Voice};
use crate::revision::nearest::nearest;

use super::arguments::{AlembicArguments, Arguments, command};
use super::command::ManArguments;

/// # Errors
/// A command that there isn't.
pub fn run(arguments: &ManArguments, output: Output) -> Result<()> {
    let mut program = match output.voice() {
        Voice::Own => command::<Arguments>(),
        Voice::Alembic => command::<AlembicArguments>(),
    };
    program.build();
    let page = match &arguments.command {
        None => program,
        Some(name) => {
            let Some(found) = program.find_subcommand(name) else {
                let error = Error::usage(format!("there is no command {name}"));
                let names = program.get_subcommands().map(clap::Command::get_name);
                return Err(match nearest(name, names) {
                    Some(near) => error.hint(format!("did you mean {near}?")),
                    None => error,
                });
            };
            found.clone()
        }
    };
    let mut text = Vec::new();
    Man::new(page).render(&mut text).map_err(|error| Error::new(format!("no manual page: {error}")))?;
    output.result(String::from_utf8_lossy(&text).trim_end());
    Ok(())
}
