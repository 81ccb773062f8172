//! `edit`: a revision's file in an editor.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use crate::error::{Error, Result};
use crate::output::Output;

use super::arguments::GlobalArguments;
use super::command::EditArguments;
use super::listing::standings;
use super::settings;

/// Editors that are tried where nobody chose one.
const EDITORS: [&str; 5] = ["sensible-editor", "editor", "nano", "vim", "code"];

pub async fn run(arguments: &EditArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = Rc::new(settings::open_project(global, output)?);
    let targets = if arguments.rev == "current" {
        let standings = standings(&project, &arguments.live, output).await?;
        if standings.iter().all(|standing| standing.rows.is_empty()) {
            return Err(Error::new("No current revisions"));
        }
        standings.into_iter().flat_map(|standing| standing.rows).collect()
    } else {
        vec![arguments.rev.clone()]
    };
    let revisions = project.scripts.revisions(&targets)?;
    if revisions.is_empty() {
        return Err(Error::new(format!("No revision files indicated by symbol '{}'", arguments.rev)));
    }
    for revision in revisions {
        open(&revision.file.path)?;
    }
    Ok(())
}

/// Waits until the editor is closed.
fn open(file: &Path) -> Result<()> {
    let failed = |reason: String| Error::new(format!("Error executing editor ({reason})"));
    let variable = |name: &str| std::env::var(name).ok();
    let Some(words) = editor(variable) else {
        return Err(failed(
            "No suitable editor found. Please set the \"EDITOR\" or \"VISUAL\" environment variables"
                .to_owned(),
        ));
    };
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).arg(file);
    let status = command.status().map_err(|error| failed(format!("{}: {error}", words[0])))?;
    match status.code() {
        Some(0) => Ok(()),
        code => {
            let words: Vec<String> = words
                .iter()
                .cloned()
                .chain([file.display().to_string()])
                .map(|word| format!("'{word}'"))
                .collect();
            let end = code.map_or_else(
                || format!("died with {status}"),
                |code| format!("returned non-zero exit status {code}"),
            );
            Err(failed(format!("Command '[{}]' {end}.", words.join(", "))))
        }
    }
}

/// EDITOR before VISUAL, each a path or the name of a program on PATH, then [`EDITORS`]. Beyond Alembic's
/// rules a choice may have arguments: `code --wait`.
fn editor(variable: impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let path = variable("PATH").unwrap_or_default();
    let on_path = |name: &str| {
        let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.exists());
        found.map(|path: PathBuf| path.display().to_string())
    };
    let mut candidates: Vec<Vec<String>> = Vec::new();
    for choice in ["EDITOR", "VISUAL"].into_iter().filter_map(variable) {
        if Path::new(&choice).exists() {
            return Some(vec![choice]);
        }
        if !choice.contains('/') {
            candidates.push(vec![choice.clone()]);
        }
        let words: Vec<String> = choice.split_whitespace().map(str::to_owned).collect();
        if words.len() > 1 {
            if Path::new(&words[0]).is_absolute() && Path::new(&words[0]).exists() {
                return Some(words);
            }
            candidates.push(words);
        }
    }
    candidates.extend(EDITORS.map(|name| vec![name.to_owned()]));
    candidates.into_iter().find_map(|mut words| {
        words[0] = on_path(&words[0])?;
        Some(words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "").unwrap();
            path.display().to_string()
        };
        let (mine, nano, theirs) = (file("mine"), file("nano"), file("theirs"));
        for (editor_variable, visual, expected) in [
            (None, None, vec![nano.as_str()]),
            (Some("mine"), Some("theirs"), vec![mine.as_str()]),
            (Some("missing"), Some("theirs"), vec![theirs.as_str()]),
            (None, Some(mine.as_str()), vec![mine.as_str()]),
            (Some("/no/such"), None, vec![nano.as_str()]),
            (Some("mine --wait -x"), None, vec![mine.as_str(), "--wait", "-x"]),
        ] {
            let variable = |name: &str| match name {
                "EDITOR" => editor_variable.map(str::to_owned),
                "VISUAL" => visual.map(str::to_owned),
                _ => Some(folder.path().display().to_string()),
            };
            assert_eq!(editor(variable).unwrap(), expected, "{editor_variable:?} {visual:?}");
        }
        assert_eq!(editor(|_| None), None);
    }
}
