//! `post_write_hooks`: programs that are run on a new revision file once it is in its place.
//!
//! As in Alembic's `write_hooks`, with one difference: a program that fails is reported.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::config::PostWriteHook;
use crate::error::{Error, Result, shown_path};

use super::Project;

/// Stands for the file in a hook's `options`.
const FILE_NAME: &str = "REVISION_SCRIPT_FILENAME";

/// How far a hook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookEvent<'a> {
    Begins {
        name: &'a str,
    },
    Ends,
    /// It could not be run at all.
    Fails,
}

/// Where the hooks' own standard output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookOutput {
    Stdout,
    Stderr,
}

/// Runs every hook of the configuration on `file`, in order. One that ends with a failure doesn't keep
/// the others from being run; one that can't be run does.
///
/// # Errors
/// A hook that lacks an option, names a program, module or entry point that isn't there, or ended with a
/// failure. The file stays: the error says so.
pub fn run_hooks(
    project: &Project,
    file: &Path,
    output: HookOutput,
    tell: &mut dyn FnMut(HookEvent<'_>),
) -> Result<()> {
    let written = |error: Error| error.detail(format!("the revision is written: {}", shown_path(file)));
    let mut failed = Vec::new();
    for hook in project.config.post_write_hooks().map_err(written)? {
        let Some(kind) = hook.options.get("type") else {
            return Err(written(Error::new(format!(
                "Key '{0}.type' (or 'type' in toml) is required for post write hook '{0}'",
                hook.name
            ))));
        };
        tell(HookEvent::Begins { name: &hook.name });
        match run(project, &hook, kind, file, output) {
            Ok(None) => tell(HookEvent::Ends),
            Ok(Some(status)) => {
                tell(HookEvent::Ends);
                failed.push(format!("'{}' {status}", hook.name));
            }
            Err(error) => {
                tell(HookEvent::Fails);
                return Err(written(error));
            }
        }
    }
    match failed.as_slice() {
        [] => Ok(()),
        failed => Err(written(Error::new(format!("post write hook {}", failed.join(", "))))
            .hint("correct what it complains about and run it again by hand, or correct [post_write_hooks]")),
    }
}

/// How the program ended, if not well.
fn run(
    project: &Project,
    hook: &PostWriteHook,
    kind: &str,
    file: &Path,
    output: HookOutput,
) -> Result<Option<String>> {
    let mut command = match kind {
        "console_scripts" => entry_point(project, required(hook, "entrypoint")?)?,
        "exec" => Command::new(required(hook, "executable")?),
        "module" => module(project, required(hook, "module")?)?,
        _ => {
            return Err(Error::new(format!("No formatter with name '{kind}' registered"))
                .hint("functions that env.py registers are not run: make it a module, or a program (exec)"));
        }
    };
    let options = hook.options.get("options").map_or("", String::as_str);
    command.args(arguments(options, file)?);
    if let Some(folder) = hook.options.get("cwd") {
        command.current_dir(folder);
    }
    if output == HookOutput::Stderr {
        command.stdout(Stdio::from(std::io::stderr()));
    }
    let status = command.status().map_err(|error| {
        let program = command.get_program().to_string_lossy();
        Error::new(format!("can't run {program}: {error}"))
            .hint(format!("install it, or correct [post_write_hooks] {}", hook.name))
    })?;
    if status.success() {
        return Ok(None);
    }
    Ok(Some(match status.code() {
        Some(code) => format!("ended with exit status {code}"),
        None => format!("was ended by a signal ({status})"),
    }))
}

fn required<'a>(hook: &'a PostWriteHook, option: &str) -> Result<&'a str> {
    hook.options.get(option).map(String::as_str).ok_or_else(|| {
        Error::new(format!("Key {0}.{option} is required for post write hook '{0}'", hook.name))
    })
}

/// The options as the program gets them. Without the file's name in them it comes first.
fn arguments(options: &str, file: &Path) -> Result<Vec<String>> {
    let options =
        if options.contains(FILE_NAME) { options.to_owned() } else { format!("{FILE_NAME} {options}") };
    let words = shell_words(&options).map_err(|error| Error::new(format!("{error}: {options}")))?;
    let file = file.display().to_string();
    Ok(words.into_iter().map(|word| word.replace(FILE_NAME, &file)).collect())
}

/// `python -m`.
fn module(project: &Project, name: &str) -> Result<Command> {
    let missing = || {
        Error::new(format!("Could not find module {name}"))
            .hint("install it in the project's environment, or name that with --python PATH")
    };
    let find = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";
    let has_it = |python: &PathBuf| {
        let mut command = Command::new(python);
        command.args(["-c", find, name]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let python = project.interpreters().find(has_it).ok_or_else(missing)?;
    let mut command = Command::new(python);
    command.args(["-m", name]);
    Ok(command)
}

/// What a package of the project's Python installs as a program.
fn entry_point(project: &Project, name: &str) -> Result<Command> {
    for python in project.interpreters() {
        let Some(programs) = python.parent() else { continue };
        if let Some((module, function)) = declared_entry_point(programs, name) {
            let mut command = Command::new(&python);
            command.args(["-c", &format!("import {module}; {module}.{function}()")]);
            return Ok(command);
        }
        let program = programs.join(name);
        // beside a system's Python lies everything else, too
        if programs.parent().is_some_and(|folder| folder.join("pyvenv.cfg").is_file()) && program.is_file() {
            return Ok(Command::new(program));
        }
    }
    Err(Error::new(format!("Could not find entrypoint console_scripts.{name}"))
        .hint("install the package that brings it in the project's environment, or use type = exec"))
}

/// Module and function of an entry point, from the metadata of the installed packages.
fn declared_entry_point(programs: &Path, name: &str) -> Option<(String, String)> {
    let library = programs.parent()?.join("lib");
    let versions = std::fs::read_dir(&library).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let folders = versions.flat_map(|version| [version.join("site-packages"), version.join("dist-packages")]);
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let declares = |extension: &str| entry.extension().is_some_and(|known| known == extension);
            if !declares("dist-info") && !declares("egg-info") {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(entry.join("entry_points.txt")) else { continue };
            if let Some(found) = console_script(&text, name) {
                return Some(found);
            }
        }
    }
    None
}

/// `[console_scripts] name = module:function [extras]`.
fn console_script(text: &str, name: &str) -> Option<(String, String)> {
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            inside = section == "console_scripts";
        } else if inside && let Some((key, value)) = line.split_once('=') {
            let target = value.split('[').next().unwrap_or(value);
            let (module, function) = target.split_once(':')?;
            if key.trim() == name {
                return Some((module.trim().to_owned(), function.trim().to_owned()));
            }
        }
    }
    None
}

/// Python's `shlex.split`: quotes and backslashes as in a POSIX shell, no comments, no variables.
fn shell_words(text: &str) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next().ok_or("No closing quotation")? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next().ok_or("No closing quotation")? {
                        '"' => break,
                        '\\' => match characters.next().ok_or("No escaped character")? {
                            c @ ('"' | '\\') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c => word.push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(characters.next().ok_or("No escaped character")?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_split_as_shlex_does() {
        for (text, expected) in [
            ("check --fix X", Ok(vec!["check", "--fix", "X"])),
            ("  -l  79\t'a b' \"c d\"e ''", Ok(vec!["-l", "79", "a b", "c de", ""])),
            ("a\\ b \"q\\\"r\\x\" # not a comment", Ok(vec!["a b", "q\"r\\x", "#", "not", "a", "comment"])),
            ("'open", Err("No closing quotation")),
            ("\"open", Err("No closing quotation")),
            ("end\\", Err("No escaped character")),
            ("", Ok(vec![])),
        ] {
            let expected = expected.map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(shell_words(text), expected, "{text}");
        }
    }

    #[test]
    fn the_file_comes_first_unless_it_is_placed() {
        let of = |options| arguments(options, Path::new("/v/a b.py")).unwrap();
        assert_eq!(of("-l 79"), ["/v/a b.py", "-l", "79"]);
        assert_eq!(
            of("--in=REVISION_SCRIPT_FILENAME 'x REVISION_SCRIPT_FILENAME'"),
            ["--in=/v/a b.py", "x /v/a b.py"]
        );
    }

    #[test]
    fn entry_points() {
        let text = "[gui_scripts]\nblack = no:no\n\n[console_scripts]\nblackd = blackd:main [d]\nblack = black:patched.main\n";
        let of = |name| console_script(text, name);
        assert_eq!(of("black"), Some(("black".to_owned(), "patched.main".to_owned())));
        assert_eq!(of("blackd"), Some(("blackd".to_owned(), "main".to_owned())));
        assert_eq!(of("ruff"), None);
    }
}
