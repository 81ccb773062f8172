//! `completions`: what a shell needs to complete this program's words, and the answers to its questions.
//!
//! The script that a shell reads calls the program again for every question, with [`VARIABLE`] set, so
//! that revision ids and labels are those of the project in which the shell stands.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap_complete::CompleteEnv;
use clap_complete::engine::CompletionCandidate;
use clap_complete::env::{Bash, EnvCompleter, Fish, Zsh};

use crate::config::locate::locate;
use crate::config::{Config, Variables};
use crate::error::{Error, Result};
use crate::output::{Output, Voice};
use crate::revision::init::TEMPLATES;
use crate::revision::script_directory::ScriptDirectory;

use super::arguments::{AlembicArguments, Arguments, command};
use super::command::{CompletionsArguments, Shell};

const VARIABLE: &str = "GEN_MIGRATION_COMPLETE";

/// Answers a shell and ends the process, if it is a shell that asks.
pub fn answer_shell(voice: Voice) {
    let definition = move || match voice {
        Voice::Own => command::<Arguments>(),
        Voice::Alembic => command::<AlembicArguments>(),
    };
    CompleteEnv::with_factory(definition).var(VARIABLE).complete();
}

/// # Errors
/// The script can't be made.
pub fn run(arguments: &CompletionsArguments, output: Output) -> Result<()> {
    let name = match output.voice() {
        Voice::Own => "gen-migration",
        Voice::Alembic => "alembic",
    };
    let shell: &dyn EnvCompleter = match arguments.shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
    };
    // whichever of that name is first on PATH answers: one that was updated knows its own words
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, name, name, name, &mut script)
        .map_err(|error| Error::new(format!("no completions: {error}")))?;
    output.result(String::from_utf8_lossy(&script).trim_end());
    Ok(())
}

/// Ids with their messages, branch labels, symbolic names; nothing where no project can be read.
pub fn revisions() -> Vec<CompletionCandidate> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let mut candidates: Vec<CompletionCandidate> =
        ["head", "heads", "base"].map(CompletionCandidate::new).into();
    let Some(scripts) = project(&words) else { return candidates };
    let graph = scripts.graph();
    for revision in graph.revisions().iter().rev() {
        let message = revision.file.message().lines().next().unwrap_or("").to_owned();
        candidates.push(CompletionCandidate::new(revision.id()).help(Some(message.into())));
    }
    let labels = graph.revisions().iter().flat_map(|revision| &revision.file.identifiers.branch_labels);
    candidates.extend(labels.map(|label| CompletionCandidate::new(format!("{label}@head"))));
    candidates
}

/// The same for commands that know `current`.
pub fn revisions_or_current() -> Vec<CompletionCandidate> {
    let mut candidates = revisions();
    candidates.push(CompletionCandidate::new("current"));
    candidates
}

pub fn templates() -> Vec<CompletionCandidate> {
    let candidate =
        |name: &str, synopsis: &str| CompletionCandidate::new(name).help(Some(synopsis.to_owned().into()));
    TEMPLATES.iter().map(|template| candidate(template.name, template.synopsis)).collect()
}

/// The project of a half-typed line.
fn project(words: &[OsString]) -> Option<ScriptDirectory> {
    let here = std::env::current_dir().ok()?;
    let variables = Variables::of_process();
    let (files, section) = options(words);
    let section = section.unwrap_or_else(|| "alembic".to_owned());
    let files = locate(&files, &section, &here, &variables).ok()?.only().ok()?;
    let config = Config::load(files, &section, &here, &variables).ok()?;
    ScriptDirectory::open(&config).ok()
}

/// `-c` and `-n` of the line.
fn options(words: &[OsString]) -> (Vec<PathBuf>, Option<String>) {
    let (mut files, mut section) = (Vec::new(), None);
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    for (index, word) in words.iter().enumerate() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (*word, words.get(index + 1).copied()),
        };
        match (name, value) {
            // `current -c` is another option
            ("-c" | "--config", Some(value)) if Path::new(value).is_file() => {
                files.push(PathBuf::from(value))
            }
            ("-n" | "--name", Some(value)) => section = Some(value.to_owned()),
            _ => {}
        }
    }
    (files, section)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_a_half_typed_line() {
        let line = ["gen-migration", "--", "gen-migration", "-c", "Cargo.toml", "-n", "other", "upgrade", ""];
        let words = line.map(OsString::from);
        assert_eq!(options(&words), (vec![PathBuf::from("Cargo.toml")], Some("other".to_owned())));
        let line = ["alembic", "--config=Cargo.toml", "current", "-c"].map(OsString::from);
        assert_eq!(options(&line), (vec![PathBuf::from("Cargo.toml")], None));
    }
}
