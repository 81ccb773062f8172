//! `gen-migration doctor`: what is found and what is wrong, a line each, with what to do about it.

mod common;

use std::process::Output;

use common::project::{ENV_PY, Project, text_of};
use common::server::Server;

const MODELS: &str = "from sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import declarative_base\n\n\
                      Base = declarative_base()\n\n\nclass User(Base):\n    __tablename__ = \"users\"\n\n    \
                      id = Column(Integer, primary_key=True)\n";

fn revision(project: &Project, id: &str, down: &str) {
    let text = format!(
        "\"\"\"{id}\"\"\"\nrevision = \"{id}\"\ndown_revision = {down}\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"
    );
    project.write(&format!("alembic/versions/{id}.py"), &text);
}

fn doctor(project: &Project, url: &str, arguments: &[&str]) -> Output {
    project.tool().arg("doctor").args(arguments).env("DATABASE_URL", url).output().expect("it starts")
}

/// Each is a project, what is said about it, and whether something is wrong.
#[test]
fn what_is_found_and_what_is_wrong() {
    let database = Server::shared().database("doctor");
    let url = database.url().replace("postgres@", "postgres:sekret@");
    let place = format!("postgresql://postgres:***@127.0.0.1:{}/{}", database.server.port, database.name);
    type Change = fn(&Project);
    let cases: &[(&str, Change, i32, &[&str])] = &[
        (
            "all is well",
            |project| revision(project, "aaa1", "None"),
            0,
            &[
                "✓ configuration    alembic.ini",
                "✓ script location  alembic",
                "✓ revisions        1, head aaa1",
                "✓ env.py           alembic/env.py",
                "✓ models           1 table in 1 file",
                "! live database    PLACE stands at base: 1 revision behind",
                "hint: upgrade heads",
            ],
        ),
        (
            "two heads",
            |project| {
                revision(project, "aaa1", "None");
                revision(project, "bbb2", "\"aaa1\"");
                revision(project, "ccc3", "\"aaa1\"");
            },
            1,
            &["✗ revisions        3, with several heads: bbb2, ccc3", "hint: merge heads -m \"merge heads\""],
        ),
        (
            "no models",
            |project| {
                project.write(
                    "models.py",
                    "from sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n",
                );
            },
            1,
            &[
                "✗ models           0 tables in 0 files",
                "hint: import the modules with your models in env.py",
            ],
        ),
        (
            "no metadata",
            |project| {
                project.write(
                    "alembic/env.py",
                    &ENV_PY.replace("target_metadata = Base.metadata", "target_metadata = None"),
                );
            },
            1,
            &["✗ env.py           target_metadata is None", "hint: bind it in env.py"],
        ),
        (
            "a mistake in the models",
            |project| {
                project.write("models.py", &MODELS.replace("Column(Integer,", "Column(Integr,"));
            },
            1,
            &["✗ env.py           NameError: name 'Integr' is not defined (models.py:10"],
        ),
        (
            "no template",
            |project| std::fs::remove_file(project.path().join("alembic/script.py.mako")).expect("a file"),
            1,
            &["✗ template         alembic/script.py.mako is missing"],
        ),
        (
            "no configuration",
            |project| std::fs::remove_file(project.path().join("alembic.ini")).expect("a file"),
            1,
            &[
                "✗ configuration  No 'script_location' key found in configuration.",
                "hint: run from the project's root",
            ],
        ),
    ];
    for (name, change, status, said) in cases {
        let project = Project::generic();
        project.write("models.py", MODELS);
        change(&project);
        let output = doctor(&project, &url, &["--python", "never"]);
        let text = text_of(&output);
        assert_eq!(output.status.code(), Some(*status), "{name}: {text}");
        for part in *said {
            let part = part.replace("PLACE", &place.replace("postgresql://", "postgresql+psycopg2://"));
            assert!(text.contains(&part), "{name}: {part:?} is missing in\n{text}");
        }
        assert!(!text.contains("sekret"), "{name}: {text}");
    }
}

#[test]
fn for_machines() {
    let database = Server::shared().database("doctor_json");
    let project = Project::generic();
    project.write("models.py", MODELS);
    revision(&project, "aaa1", "None");
    let output = doctor(&project, &database.url(), &["--json"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let findings = value["findings"].as_array().expect("a list");
    let topics: Vec<&str> = findings.iter().filter_map(|finding| finding["topic"].as_str()).collect();
    for topic in [
        "configuration",
        "script location",
        "revisions",
        "env.py",
        "models",
        "Python",
        "Docker",
        "PostgreSQL",
        "live database",
    ] {
        assert!(topics.contains(&topic), "{topic}: {value}");
    }
    for finding in findings {
        assert!(
            ["good", "lacking", "wrong"].contains(&finding["state"].as_str().expect("a state")),
            "{finding}"
        );
        assert!(finding["hints"].is_array() && finding["text"].is_string(), "{finding}");
    }
    // looking changes nothing
    assert_eq!(database.psql("SELECT to_regclass('alembic_version') IS NULL"), "t");
}
