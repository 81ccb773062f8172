//! The command line: arguments, conversation, exit code.

mod arguments;

use std::process::ExitCode;

use clap::Parser;

/// Runs the program and turns its outcome into an exit code.
pub fn main() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    match arguments::command_word(&arguments) {
        Some(_) | None => ExitCode::SUCCESS,
    }
}
