//! The command line: arguments, conversation, exit code.

mod arguments;
mod conversation;
mod generate;
mod progress;
mod prompt;
mod report;
mod settings;

use std::process::ExitCode;

use clap::Parser;

use crate::error::{Error, Result};
use crate::output::Output;

/// Deeply nested source is evaluated recursively; only what is used of this is ever mapped.
const STACK_BYTES: usize = 1 << 30;

/// Runs the program and turns its outcome into an exit code.
pub fn main() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    let output = Output::new(arguments.global.quiet, arguments.global.verbose, !arguments.generate.yes);
    let outcome = std::thread::Builder::new()
        .name("main".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || run_to_end(arguments, output))
        .map_err(|error| Error::new(format!("cannot start a thread: {error}")))
        .and_then(|thread| thread.join().map_err(|_| Error::new("internal error: the run panicked")));
    match outcome.and_then(|result| result) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output.error(&error);
            ExitCode::from(error.kind().exit_code())
        }
    }
}

fn run_to_end(arguments: arguments::Arguments, output: Output) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Error::new(format!("cannot start the runtime: {error}")))?;
    let result = runtime.block_on(async {
        tokio::spawn(watch_signals(output));
        run(arguments, output).await
    });
    // a reader that blocks on a terminal must not hold the process back
    runtime.shutdown_background();
    result
}

async fn run(arguments: arguments::Arguments, output: Output) -> Result<()> {
    if let Some(command) = arguments::command_word(&arguments) {
        return Err(Error::usage(format!(
            "`{command}` is the name of a command of Alembic, and not here yet"
        ))
        .hint(format!("run `alembic {command}` as before"))
        .hint(format!("if it is the message: gen-migration -m {command}")));
    }
    generate::run(arguments, output).await
}

/// The first Ctrl-C or SIGTERM asks the run to clean up, the second leaves at once.
async fn watch_signals(output: Output) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return;
    };
    loop {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        if crate::interrupt::requested() {
            output.warning("left before cleaning up: the next run sweeps what stayed");
            std::process::exit(i32::from(crate::error::Kind::Interrupted.exit_code()));
        }
        crate::interrupt::request();
    }
}
