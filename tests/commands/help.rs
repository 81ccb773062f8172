//! What helps while typing: suggestions, completions, manual pages, usage errors.

use std::path::Path;
use std::process::Command;

use super::graphs::{GRAPHS, write};
use super::{Real, alembic_link, own, program, stderr, stdout};

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, files) = GRAPHS.iter().find(|(known, _)| *known == "two labelled branches").expect("a graph");
    write(&folder.path().join("alembic"), files);
    std::fs::write(folder.path().join("alembic.ini"), "[alembic]\nscript_location = %(here)s/alembic\n")
        .expect("written");
    folder
}

#[test]
fn misspelled_words() {
    let folder = project();
    for (line, code, expected) in [
        ("uprade head", 2, "did you mean 'upgrade'?"),
        ("histroy", 2, "did you mean 'history'?"),
        ("show lefft1", 1, "did you mean left1 (message of left1)?"),
        ("show secnd@head", 1, "did you mean second?"),
        ("show haed", 1, "did you mean head?"),
        ("show head", 1, "`heads` means all of them"),
        ("revision -m x", 1, "merge heads -m"),
        ("history --graph", 0, ""),
        ("history --grahp", 2, "--graph"),
        ("show zzzz", 1, "`history` lists the revisions"),
        ("man upgarde", 2, "did you mean upgrade?"),
    ] {
        let output = own(folder.path()).args(line.split(' ')).output().expect("runs");
        assert_eq!(output.status.code(), Some(code), "{line}: {}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{line}: {}", stderr(&output));
    }
}

#[test]
fn usage_errors_are_alembics() {
    let (_link_folder, link) = alembic_link();
    let folder = project();
    let mut real = Real::start();
    for line in ["", "uprade head", "upgrade", "show", "history extra", "heads --no-such", "merge", "init"] {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ours = program(&link, folder.path()).args(&words).output().expect("runs");
        let theirs = real.run(folder.path(), &words, &[]);
        assert_eq!(ours.status.code(), Some(2), "{line}: {}", stderr(&ours));
        assert_eq!(theirs.status.code(), Some(2), "{line}: {}", stderr(&theirs));
        assert_eq!(stdout(&ours), stdout(&theirs), "{line}");
    }
}

#[test]
fn every_command_takes_verbose() {
    let folder = project();
    for command in [
        "branches",
        "check",
        "current",
        "downgrade",
        "edit",
        "ensure_version",
        "heads",
        "history",
        "init",
        "list_templates",
        "merge",
        "revision",
        "show",
        "stamp",
        "upgrade",
    ] {
        let output = own(folder.path()).args([command, "-v", "--help"]).output().expect("runs");
        assert!(output.status.success(), "{command}: {}", stderr(&output));
        assert!(stdout(&output).contains("Examples:"), "{command} has no examples");
    }
}

#[test]
fn manual_pages() {
    let folder = project();
    let page = own(folder.path()).arg("man").output().expect("runs");
    assert!(stdout(&page).contains(".TH gen-migration 1"), "{}", stdout(&page));
    let page = own(folder.path()).args(["man", "upgrade"]).output().expect("runs");
    assert!(stdout(&page).contains(".TH gen-migration-upgrade 1"), "{}", stdout(&page));
    assert!(stdout(&page).contains("Revision identifier"), "{}", stdout(&page));
}

/// What bash would offer for the last word of a line.
fn offered(folder: &Path, name: &str, words: &[&str]) -> Vec<String> {
    let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").expect("a path"));
    let line = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
    let script = format!(
        "source <({name} completions bash) || exit 1\n\
         COMP_WORDS=({line}); COMP_CWORD={last}; COMP_TYPE=9\n\
         $(complete -p {name} | sed 's/.*-F \\([^ ]*\\).*/\\1/') {name} '{word}' ''\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        last = words.len() - 1,
        word = words.last().expect("a word"),
    );
    let output = Command::new("bash")
        .args(["--norc", "-c", &script])
        .current_dir(folder)
        .env("PATH", path)
        .output()
        .expect("bash runs");
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn bash_completes_revisions() {
    let folder = project();
    let bin = folder.path().join("bin");
    std::fs::create_dir(&bin).expect("made");
    for name in ["gen-migration", "alembic"] {
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_gen-migration"), bin.join(name)).expect("linked");
        let offered = |words: &[&str]| {
            let mut all = vec![name];
            all.extend(words);
            super::help::offered(folder.path(), name, &all)
        };
        assert_eq!(offered(&["upgrade", "lef"]), ["left2", "left1", "left@head"], "{name}");
        assert_eq!(offered(&["show", "cur"]), ["current"], "{name}");
        assert_eq!(offered(&["upgr"]), ["upgrade"], "{name}");
        assert_eq!(offered(&["history", "--ind"]), ["--indicate-current"], "{name}");
        assert_eq!(offered(&["init", "-t", "pyproject_"]), ["pyproject_async"], "{name}");
    }
}

#[test]
fn scripts_for_every_shell() {
    let folder = project();
    for (shell, expected) in [("bash", "complete "), ("zsh", "compdef"), ("fish", "complete ")] {
        let output = own(folder.path()).args(["completions", shell]).output().expect("runs");
        assert!(
            output.status.success() && stdout(&output).contains(expected),
            "{shell}: {}",
            stdout(&output)
        );
    }
    assert_eq!(
        own(folder.path()).args(["completions", "csh"]).output().expect("runs").status.code(),
        Some(2)
    );
}
