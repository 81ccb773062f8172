//! The command line: arguments, conversation, exit code.

mod arguments;
mod check;
mod command;
mod comparison;
mod completions;
mod conversation;
mod doctor;
mod edit;
mod generate;
mod init;
mod json;
mod listing;
mod live;
mod man;
mod misspelled;
mod movement;
mod new_file;
mod offline;
mod post_write_hooks;
mod progress;
mod prompt;
mod renames;
mod report;
mod settings;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::FromArgMatches;

use crate::error::{Error, Kind, Result};
use crate::output::{Output, Voice};

use arguments::{AlembicArguments, Arguments, GenerateArguments, GlobalArguments};
use command::Command;

/// Deeply nested source is evaluated recursively; only what is used of this is ever mapped.
const STACK_BYTES: usize = 1 << 30;

/// What was asked for.
struct Invocation {
    global: GlobalArguments,
    task: Task,
}

enum Task {
    Generate(Box<GenerateArguments>),
    Command(Box<Command>),
}

/// Runs the program and turns its outcome into an exit code.
pub fn main() -> ExitCode {
    let voice = voice();
    completions::answer_shell(voice);
    let invocation = match voice {
        Voice::Alembic => alembic_invocation(),
        Voice::Own => own_invocation(),
    };
    let global = &invocation.global;
    let ask = match &invocation.task {
        Task::Generate(arguments) => !arguments.yes,
        Task::Command(command) => !command.yes(),
    };
    let output = Output::new(voice, global.quiet, global.verbose, ask);
    let outcome = std::thread::Builder::new()
        .name("main".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || run_to_end(invocation, output))
        .map_err(|error| Error::new(format!("cannot start a thread: {error}")))
        .and_then(|thread| thread.join().map_err(|_| Error::new("internal error: the run panicked")));
    match outcome.and_then(|result| result) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output.error(&error);
            ExitCode::from(exit_code(voice, error.kind()))
        }
    }
}

/// A link by the name of `alembic` makes this program behave as that.
fn voice() -> Voice {
    let program = std::env::args_os().next().unwrap_or_default();
    match Path::new(&program).file_stem() {
        Some(name) if name == "alembic" => Voice::Alembic,
        _ => Voice::Own,
    }
}

fn exit_code(voice: Voice, kind: Kind) -> u8 {
    match (voice, kind) {
        (Voice::Alembic, Kind::Interrupted) | (Voice::Own, _) => kind.exit_code(),
        // what Alembic calls a CommandError
        (Voice::Alembic, _) => 255,
    }
}

fn alembic_invocation() -> Invocation {
    let matches = arguments::command::<AlembicArguments>().get_matches();
    let AlembicArguments { global, command } =
        AlembicArguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let global = global.with(command.global());
    Invocation { global, task: Task::Command(Box::new(command)) }
}

fn own_invocation() -> Invocation {
    let words: Vec<OsString> = std::env::args_os().collect();
    let mut definition = arguments::command::<Arguments>();
    let matches = definition.try_get_matches_from_mut(&words).unwrap_or_else(|error| {
        misspelled::instead_of(error, &mut definition, &words).exit();
    });
    let Arguments { generate, global, command } =
        Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    if command.is_none()
        && let Some(word) = &generate.message_word
        && let Some(error) = misspelled::message(word, &mut definition)
    {
        error.exit();
    }
    match command {
        Some(command) => {
            if let Some(given) = arguments::given_before(&matches) {
                let error = arguments::command::<Arguments>().error(
                    clap::error::ErrorKind::ArgumentConflict,
                    format!("{given} stands before a command, and belongs to the main job"),
                );
                error.exit();
            }
            let global = global.with(command.global());
            Invocation { global, task: Task::Command(Box::new(command)) }
        }
        None => Invocation { global, task: Task::Generate(Box::new(generate)) },
    }
}

fn run_to_end(invocation: Invocation, output: Output) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Error::new(format!("cannot start the runtime: {error}")))?;
    let result = runtime.block_on(async {
        tokio::spawn(watch_signals(output));
        run(invocation, output).await
    });
    // a reader that blocks on a terminal must not hold the process back
    runtime.shutdown_background();
    result
}

async fn run(invocation: Invocation, output: Output) -> Result<()> {
    let Invocation { global, task } = invocation;
    let command = match task {
        Task::Generate(arguments) => return generate::run(*arguments, &global, output).await,
        Task::Command(command) => *command,
    };
    match command {
        Command::Branches(arguments) => listing::branches(&arguments, &global, output),
        Command::Check(arguments) => check::run(&arguments, &global, output).await,
        Command::Current(arguments) => listing::current(&arguments, &global, output).await,
        Command::Doctor(arguments) => doctor::run(&arguments, &global, output).await,
        Command::Downgrade(arguments) => movement::downgrade(&arguments, &global, output).await,
        Command::Edit(arguments) => edit::run(&arguments, &global, output).await,
        Command::EnsureVersion(arguments) => movement::ensure_version(&arguments, &global, output).await,
        Command::Heads(arguments) => listing::heads(&arguments, &global, output),
        Command::History(arguments) => listing::history(&arguments, &global, output).await,
        Command::Init(arguments) => init::run(&arguments, &global, output),
        Command::ListTemplates(arguments) => {
            init::list_templates(&arguments, output);
            Ok(())
        }
        Command::Merge(arguments) => new_file::merge(&arguments, &global, output).await,
        Command::Revision(arguments) => new_file::revision(&arguments, &global, output).await,
        Command::Show(arguments) => listing::show(&arguments, &global, output).await,
        Command::Stamp(arguments) => movement::stamp(&arguments, &global, output).await,
        Command::Upgrade(arguments) => movement::upgrade(&arguments, &global, output).await,
        Command::Completions(arguments) => completions::run(&arguments, output),
        Command::Man(arguments) => man::run(&arguments, output),
    }
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
