//! A first word that looks like a command and is none: `gen-migration uprade head` is no message.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Arg, Command};

use crate::revision::nearest::nearest;

/// What to say instead of `error`, where the line begins with a misspelled command: clap only knows that
/// something is left over after the message.
pub fn instead_of(error: clap::Error, definition: &mut Command, line: &[OsString]) -> clap::Error {
    if !matches!(error.kind(), ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand) {
        return error;
    }
    let Some(word) = first_word(definition, line) else { return error };
    let near = nearest(&word, names(definition)).map(str::to_owned);
    match near {
        Some(near) if near != word => unknown(definition, &word, &near),
        Some(_) => error,
        None => match unquoted(line) {
            Some(message) => definition.error(
                ErrorKind::InvalidSubcommand,
                format!("a message of several words stands in quotes: \"{message}\""),
            ),
            None => error,
        },
    }
}

/// A line of words alone: somebody's message.
fn unquoted(line: &[OsString]) -> Option<String> {
    let words: Vec<&str> = line.iter().skip(1).map(|word| word.to_str()).collect::<Option<_>>()?;
    (words.len() > 1 && !words.iter().any(|word| word.starts_with('-'))).then(|| words.join(" "))
}

/// The complaint about a message of one word that is only a letter away from a command.
pub fn message(word: &str, definition: &mut Command) -> Option<clap::Error> {
    let near = names(definition).find(|name| strsim::osa_distance(word, name) == 1)?.to_owned();
    Some(unknown(definition, word, &near))
}

fn unknown(definition: &mut Command, word: &str, near: &str) -> clap::Error {
    let text = format!("there is no command '{word}'; did you mean '{near}'?\n\n  As a message: -m {word}");
    definition.error(ErrorKind::InvalidSubcommand, text)
}

fn names(definition: &Command) -> impl Iterator<Item = &str> {
    definition.get_subcommands().map(Command::get_name)
}

/// The first word that is neither an option nor an option's value.
fn first_word(definition: &Command, line: &[OsString]) -> Option<String> {
    let mut words = line.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        let takes_value = |argument: &Arg| argument.get_action().takes_values();
        if let Some(long) = word.strip_prefix("--") {
            let known = definition.get_arguments().find(|argument| argument.get_long() == Some(long));
            if known.is_some_and(takes_value) {
                words.next();
            }
        } else if word.len() > 1 && word.starts_with('-') {
            let known = definition
                .get_arguments()
                .find(|argument| argument.get_short().is_some_and(|short| word.chars().eq(['-', short])));
            if known.is_some_and(takes_value) {
                words.next();
            }
        } else {
            return Some(word.into_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::arguments::{Arguments, command};
    use super::*;

    fn complaint(line: &str) -> String {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let mut definition = command::<Arguments>();
        let error = definition.try_get_matches_from_mut(&words).expect_err(line);
        instead_of(error, &mut definition, &words).to_string()
    }

    #[test]
    fn a_misspelled_command_is_named() {
        for (line, expected) in [
            ("gen-migration uprade head", "did you mean 'upgrade'?"),
            ("gen-migration -n x downgrad -1", "did you mean 'downgrade'?"),
            ("gen-migration histroy --graph", "did you mean 'history'?"),
            ("gen-migration add users table", "stands in quotes: \"add users table\""),
            ("gen-migration upgrade head again", "unexpected argument 'again'"),
        ] {
            let text = complaint(line);
            assert!(text.contains(expected), "{line}: {text}");
        }
    }

    #[test]
    fn messages_of_one_word() {
        for (word, near) in [
            ("uprade", Some("upgrade")),
            ("head", Some("heads")),
            ("users", None),
            ("headers", None),
            ("initial", None),
            ("shows", Some("show")),
        ] {
            let error = message(word, &mut command::<Arguments>());
            assert_eq!(error.is_some(), near.is_some(), "{word}");
            if let (Some(error), Some(near)) = (error, near) {
                assert!(error.to_string().contains(near), "{word}: {error}");
            }
        }
    }
}
