//! A drop and an add may be a rename: options say so, a terminal is asked, nobody else decides.

use std::collections::BTreeSet;

use crate::diff::RenameCandidate;
use crate::error::{Error, Kind, Result};
use crate::output::Output;
use crate::workflow::{Draft, Replay};

use super::arguments::GenerateArguments;
use super::prompt;

/// Takes what was decided into the draft. Tables come first: under its new name a table may have
/// renamed columns.
///
/// # Errors
/// An option that fits nothing here; nobody to decide (nothing is to be written then).
pub fn decide(
    draft: &mut Draft,
    replay: &Replay,
    arguments: &GenerateArguments,
    output: Output,
) -> Result<()> {
    let mut wanted = wanted(arguments);
    let mut decided: Vec<RenameCandidate> = Vec::new();
    for tables in [true, false] {
        let is_due =
            |candidate: &RenameCandidate| matches!(candidate, RenameCandidate::Table { .. }) == tables;
        let known = draft.candidates.clone();
        let found = |candidate: &RenameCandidate| wanted.iter().position(|option| option.means(candidate));
        let mut chosen: Vec<RenameCandidate> = Vec::new();
        let mut used = BTreeSet::new();
        for candidate in known.iter().filter(|candidate| is_due(candidate)) {
            if let Some(position) = found(candidate) {
                used.insert(position);
                chosen.push(candidate.clone());
            }
        }
        for position in used.into_iter().rev() {
            wanted.remove(position);
        }
        let open: Vec<&RenameCandidate> = known.iter().filter(|it| is_open(it, &chosen)).collect();
        let due: Vec<&RenameCandidate> = open.iter().copied().filter(|it| is_due(it)).collect();
        if !due.is_empty() && !arguments.no_renames && !arguments.check {
            if !output.interactive() {
                if let Some(option) = wanted.first().filter(|_| !tables) {
                    return Err(unknown(option, draft));
                }
                return Err(undecided(&open));
            }
            choose(&due, &mut chosen)?;
        }
        if !chosen.is_empty() {
            decided.extend(chosen);
            draft.rename(&decided, &replay.diff)?;
        }
    }
    match wanted.first() {
        None => Ok(()),
        Some(option) => Err(unknown(option, draft)),
    }
}

/// An option as it was given.
struct Wanted {
    flag: &'static str,
    text: String,
}

impl Wanted {
    /// `--rename` also takes what has options of its own, where it is clear what is meant.
    fn means(&self, candidate: &RenameCandidate) -> bool {
        candidate.hint() == self.text && (self.flag == candidate.flag() || self.flag == "--rename")
    }
}

fn wanted(arguments: &GenerateArguments) -> Vec<Wanted> {
    let all = |flag: &'static str, texts: &[String]| -> Vec<Wanted> {
        texts.iter().map(|text| Wanted { flag, text: text.clone() }).collect()
    };
    let mut wanted = all("--rename-table", &arguments.rename_table);
    wanted.extend(all("--rename-value", &arguments.rename_value));
    wanted.extend(all("--rename", &arguments.rename));
    wanted
}

fn is_open(candidate: &RenameCandidate, chosen: &[RenameCandidate]) -> bool {
    !chosen.iter().any(|taken| taken == candidate || taken.excludes(candidate))
}

/// One question for each thing that was added: is it new, or what was it called?
fn choose(due: &[&RenameCandidate], chosen: &mut Vec<RenameCandidate>) -> Result<()> {
    let mut asked = BTreeSet::new();
    for candidate in due {
        let added = candidate.added();
        if !asked.insert(added.clone()) {
            continue;
        }
        let origins: Vec<&RenameCandidate> =
            due.iter().copied().filter(|it| it.added() == added && is_open(it, chosen)).collect();
        if origins.is_empty() {
            continue;
        }
        let mut answers = vec![format!("create {added}")];
        answers.extend(origins.iter().map(|origin| format!("rename from {}", origin.former())));
        let answer = prompt::select(&format!("Is {added} new, or was it renamed?"), &answers)?;
        if let Some(origin) = answer.checked_sub(1).and_then(|position| origins.get(position)) {
            chosen.push((*origin).clone());
        }
    }
    Ok(())
}

/// The option that decides a candidate, ready for a shell.
pub fn hint(candidate: &RenameCandidate) -> String {
    format!("{} {}", candidate.flag(), quoted(&candidate.hint()))
}

fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._=-/:@%+,".contains(c);
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

fn undecided(open: &[&RenameCandidate]) -> Error {
    let mut error =
        Error::of(Kind::UndecidedRename, "something was renamed, or dropped and added: nobody decided");
    for candidate in open {
        error = error.hint(hint(candidate));
    }
    error.hint("--no-renames, when nothing else was renamed")
}

fn unknown(option: &Wanted, draft: &Draft) -> Error {
    let mut error =
        Error::usage(format!("{} {}: nothing here could be renamed so", option.flag, option.text));
    for candidate in &draft.candidates {
        error = error.hint(hint(candidate));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_ready_for_a_shell() {
        for (text, expected) in [
            ("users.email=mail", "users.email=mail"),
            ("mood.very sad=it's", r"'mood.very sad=it'\''s'"),
            ("größe=größen", "'größe=größen'"),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
