//! `edit`: which file goes to which editor.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::common::server::Server;
use super::graphs::{GRAPHS, write};
use super::{Real, alembic_link, own, program, stderr, stdout};

/// A program that notes its arguments, and ends as it is told to.
fn editor(folder: &Path, name: &str, status: i32) -> PathBuf {
    let path = folder.join(name);
    let log = folder.join("edited").display().to_string();
    std::fs::write(
        &path,
        format!("#!/bin/sh\nfor word in \"$@\"; do echo \"$word\" >> '{log}'; done\nexit {status}\n"),
    )
    .expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("executable");
    path
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, files) = GRAPHS.iter().find(|(known, _)| *known == "two labelled branches").expect("a graph");
    write(&folder.path().join("alembic"), files);
    std::fs::write(folder.path().join("alembic.ini"), "[alembic]\nscript_location = %(here)s/alembic\n")
        .expect("written");
    folder
}

#[test]
fn files_and_failures_are_alembics() {
    let (_link_folder, link) = alembic_link();
    let folder = project();
    let tools = tempfile::tempdir().expect("a folder");
    let works = editor(tools.path(), "works", 0).display().to_string();
    let fails = editor(tools.path(), "fails", 3).display().to_string();
    let log = tools.path().join("edited");
    let mut real = Real::start();
    for (target, editor, visual) in [
        ("left1", works.as_str(), None),
        ("left@head", "works", None),
        ("heads", "works", None),
        ("head", "works", None),
        ("base", "works", None),
        ("nowhere", "works", None),
        ("root", "", Some("works")),
        ("root", "no-such-program", Some(works.as_str())),
        ("root", fails.as_str(), None),
    ] {
        let mut seen = Vec::new();
        for ours in [true, false] {
            let _ = std::fs::remove_file(&log);
            let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").expect("a path"));
            let mut environment = vec![("PATH", path.as_str())];
            if !editor.is_empty() {
                environment.push(("EDITOR", editor));
            }
            environment.extend(visual.map(|visual| ("VISUAL", visual)));
            let output = if ours {
                let mut command = program(&link, folder.path());
                command.args(["edit", target]).envs(environment).output().expect("runs")
            } else {
                real.run(folder.path(), &["edit", target], &environment)
            };
            let edited = std::fs::read_to_string(&log).unwrap_or_default();
            seen.push((stdout(&output), output.status.code(), edited));
        }
        assert_eq!(seen[0], seen[1], "edit {target} with {editor} {visual:?}");
    }
}

#[test]
fn an_editor_may_have_arguments() {
    let folder = project();
    let tools = tempfile::tempdir().expect("a folder");
    let works = editor(tools.path(), "works", 0).display().to_string();
    let output = own(folder.path())
        .args(["edit", "root"])
        .env("EDITOR", format!("{works} --wait"))
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", stderr(&output));
    let edited = std::fs::read_to_string(tools.path().join("edited")).expect("edited");
    assert!(edited.starts_with("--wait\n") && edited.ends_with("000_root.py\n"), "{edited}");
}

#[test]
fn the_files_of_the_database() {
    let database = Server::shared().database("edit");
    let folder = project();
    std::fs::write(
        folder.path().join("alembic/env.py"),
        super::common::project::ENV_PY
            .replace("from models import Base\n\ntarget_metadata = Base.metadata", "target_metadata = None"),
    )
    .expect("written");
    let tools = tempfile::tempdir().expect("a folder");
    let works = editor(tools.path(), "works", 0);
    let run = |arguments: &[&str]| {
        let mut command = own(folder.path());
        command.args(arguments).env("DATABASE_URL", database.url()).env("EDITOR", &works);
        command.output().expect("runs")
    };
    let output = run(&["edit", "current"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("No current revisions"), "{}", stderr(&output));
    database.psql("CREATE TABLE alembic_version (version_num varchar(32)); INSERT INTO alembic_version VALUES ('left1'), ('right2')");
    let output = run(&["edit", "current"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let edited = std::fs::read_to_string(tools.path().join("edited")).expect("edited");
    assert!(edited.contains("001_left1.py\n") && edited.contains("004_right2.py\n"), "{edited}");
    assert_eq!(stdout(&run(&["history", "-r", "current:"])).lines().count(), 3, "left1, left2, right2");
    let json: serde_json::Value = serde_json::from_slice(&run(&["current", "--json"]).stdout).expect("JSON");
    assert_eq!(json["databases"][0]["behind"], 1);
    assert_eq!(json["databases"][0]["revisions"].as_array().map(Vec::len), Some(2));
}
