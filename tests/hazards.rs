//! What can go wrong with a revision is shown under the operation that causes it: a history with rows,
//! models that differ in one respect, and the rules that speak.

mod common;

use common::project::{Project, text_of};
use common::server::Server;

/// A users table with two rows, and an empty one beside it.
const HISTORY: &str = r#"
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(50)),
        sa.Column("size", sa.Integer),
        sa.Column("mood", sa.Enum("sad", "happy", name="mood")),
        sa.Column("moods", sa.ARRAY(sa.Enum("sad", "happy", name="mood"))),
    )
    op.create_table("teams", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50)))
    op.execute("INSERT INTO users VALUES (1, NULL, 5, 'happy', '{sad}'), (2, 'a@example.org', 6, 'happy', '{sad}')")


def downgrade():
    op.drop_table("teams")
    op.drop_table("users")
"#;

const MODELS: &str = r#"
from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, Enum, ForeignKey, Integer, MetaData, String, Table, Text

metadata = MetaData()
moods = Enum("sad", "happy", name="mood")
id = Column("id", Integer, primary_key=True)
email = Column("email", String(50))
size = Column("size", Integer)
mood = Column("mood", moods)
many = Column("moods", ARRAY(moods))
name = Column("name", String(50))
"#;

struct Case {
    name: &'static str,
    /// What follows in the models: the two tables.
    models: &'static str,
    /// Operation and rule, in the order of the output.
    rules: &'static [(&'static str, &'static str)],
}

const CASES: &[Case] = &[
    Case {
        name: "a new table harms nobody, whatever it has",
        models: "Table('users', metadata, id, email, size, mood, many)\nTable('teams', metadata, id._copy(), name)\n\
                 Table('new', metadata, id._copy(), Column('team', ForeignKey('teams.id'), nullable=False, index=True, unique=True))",
        rules: &[],
    },
    Case {
        name: "rows of a dropped table are lost, an empty one may be known to clients",
        models: "",
        rules: &[("drop table users", "drops-rows"), ("drop table teams", "ban-drop-table")],
    },
    Case {
        name: "values of a dropped column are lost, an empty one may be known to clients",
        models: "Table('users', metadata, id, email, mood, many)\nTable('teams', metadata, id._copy())",
        rules: &[("drop column teams.name", "ban-drop-column"), ("drop column users.size", "drops-values")],
    },
    Case {
        name: "a column that rows have no value for",
        models: "Table('users', metadata, id, email, size, mood, many, Column('age', Integer, nullable=False))\n\
                 Table('teams', metadata, id._copy(), name, Column('age', Integer, nullable=False))",
        rules: &[
            ("add column teams.age", "adding-required-field"),
            ("add column users.age", "not-null-without-default"),
        ],
    },
    Case {
        name: "a column with a constant default is safe",
        models: "Table('users', metadata, id, email, size, mood, many, Column('age', Integer, nullable=False, server_default='0'))\n\
                 Table('teams', metadata, id._copy(), name)",
        rules: &[],
    },
    Case {
        name: "NOT NULL on NULLs fails, elsewhere it blocks",
        models: "email.nullable = size.nullable = False\nTable('users', metadata, id, email, size, mood, many)\n\
                 Table('teams', metadata, id._copy(), name)",
        rules: &[
            ("alter column users.email", "not-null-on-nulls"),
            ("alter column users.size", "adding-not-nullable-field"),
        ],
    },
    Case {
        name: "a type that rewrites the table",
        models: "size.type = BigInteger()\nTable('users', metadata, id, email, size, mood, many)\n\
                 Table('teams', metadata, id._copy(), name)",
        rules: &[("alter column users.size", "changing-column-type")],
    },
    Case {
        name: "an index, a unique, a check and a foreign key on tables that are in use",
        models: "Table('users', metadata, id, Column('email', String(50), index=True, unique=False), size, mood, many, \
                 CheckConstraint('size > 0', name='positive'))\n\
                 Table('teams', metadata, id._copy(), Column('name', String(50), unique=True))\n\
                 metadata.tables['users'].append_constraint(__import__('sqlalchemy').ForeignKeyConstraint(['size'], ['teams.id'], name='fk'))",
        rules: &[
            ("add unique constraint teams_name_key", "disallowed-unique-constraint"),
            ("create index ix_users_email", "require-concurrent-index-creation"),
            ("add foreign key fk", "adding-foreign-key-constraint"),
            ("add check constraint positive", "constraint-missing-not-valid"),
        ],
    },
    Case {
        name: "an enum value that rows hold, in a column and in an array",
        models: "moods = Enum('calm', name='mood')\nTable('users', metadata, id, email, size, Column('mood', moods), Column('moods', ARRAY(moods)))\n\
                 Table('teams', metadata, id._copy(), name)",
        rules: &[
            ("ALTER TYPE mood RENAME TO mood_old", "enum-value-in-use"),
            ("ALTER TYPE mood RENAME TO mood_old", "enum-value-in-use"),
            ("ALTER COLUMN mood TYPE", "changing-column-type"),
            ("ALTER COLUMN moods TYPE", "changing-column-type"),
        ],
    },
];

#[test]
fn each_hazard_stands_under_its_operation() {
    let project = project();
    let mut wrong = Vec::new();
    for case in CASES {
        project.write("models.py", &format!("{MODELS}{}\n", case.models));
        let output = tool(&project, &["--check"]);
        let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
        let mut operation = String::new();
        let mut found: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            if let Some(hazard) = line.strip_prefix("      ! ") {
                let named = hazard.strip_suffix(", as above");
                let rule = named.unwrap_or_else(|| {
                    hazard.rsplit_once(" (").map_or(hazard, |(_, rule)| rule.trim_end_matches(')'))
                });
                found.push((operation.clone(), rule.to_owned()));
            } else if line.starts_with("  ") && !line.starts_with("   ") {
                operation = line.to_owned();
            }
        }
        let matches = found.len() == case.rules.len()
            && found
                .iter()
                .zip(case.rules)
                .all(|((operation, rule), (part, wanted))| operation.contains(part) && rule == wanted);
        if !matches {
            wrong.push(format!("{}: found {found:#?}\n{}", case.name, text_of(&output)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn with_fail_on_hazard_nothing_is_written() {
    let project = project();
    project.write("models.py", &format!("{MODELS}Table('users', metadata, id, email, size, mood, many)\n"));
    let output = tool(&project, &["--yes", "-m", "x", "--fail-on", "hazard"]);
    assert_eq!(output.status.code(), Some(5), "{}", text_of(&output));
    assert!(text_of(&output).contains("ban-drop-table"));
    assert_eq!(project.versions().len(), 1);
    let output = tool(&project, &["--yes", "-m", "x"]);
    assert_eq!(output.status.code(), Some(0), "shown, but no reason to stop: {}", text_of(&output));
    assert_eq!(project.versions().len(), 2);
}

#[test]
fn rows_of_the_history_that_the_revision_fails_on_are_said_to_be_the_reason() {
    let project = project();
    project.write(
        "models.py",
        &format!("{MODELS}email.nullable = False\nTable('users', metadata, id, email, size, mood, many)\nTable('teams', metadata, id._copy(), name)\n"),
    );
    let output = tool(&project, &["--yes", "-m", "x"]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("contains null values")
            && text.contains("hint: rows that the revisions themselves insert"),
        "{text}"
    );
    assert!(!text.contains("defect"), "{text}");
    assert_eq!(project.versions().len(), 1);
}

fn project() -> Project {
    let project = Project::generic();
    project.write("alembic/versions/a1_start.py", HISTORY);
    project.write("alembic/env.py", "from models import metadata\n\ntarget_metadata = metadata\n");
    project
}

fn tool(project: &Project, arguments: &[&str]) -> std::process::Output {
    let server = Server::shared().url("postgres");
    project.tool().args(["--database-url", &server]).args(arguments).output().expect("the tool runs")
}

/// The history's two tables, one of them in a file that env.py doesn't import.
fn project_with_unreached_model() -> Project {
    let project = project();
    project.write("models.py", &format!("{MODELS}Table('users', metadata, id, email, size, mood, many)\n"));
    project.write(
        "billing/teams.py",
        "from base import Base\n\n\nclass Team(Base):\n    __tablename__ = 'teams'\n",
    );
    project
}

#[test]
fn a_table_of_an_unreached_model_is_not_dropped() {
    let project = project_with_unreached_model();
    let output = tool(&project, &["--yes", "-m", "x"]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(5), "{text}");
    for part in
        ["--> billing/teams.py:4", "class Team(Base):", "hint: import the module in env.py", "--drop teams"]
    {
        assert!(text.contains(part), "{part:?} is missing:\n{text}");
    }
    assert_eq!(project.versions().len(), 1);
    let output = tool(&project, &["--check"]);
    assert_eq!(output.status.code(), Some(3), "{}", text_of(&output));
    assert!(text_of(&output).contains("warning: billing/teams.py:4"), "{}", text_of(&output));
    let output = tool(&project, &["--yes", "-m", "x", "--drop", "teams"]);
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    assert_eq!(project.versions().len(), 2);
}

/// Python says what it imported: a module that reading never saw is not one that nobody reaches.
#[test]
fn what_the_projects_python_imported_is_reached() {
    let project = project_with_unreached_model();
    project.write("billing/teams.py", "from sqlalchemy.orm import declarative_base\n\n\n\
        class Team(declarative_base()):\n    __tablename__ = 'teams'\n    id = __import__('models').id._copy()\n");
    let python = common::python().display().to_string();
    let arguments = ["--yes", "-m", "x", "--dry-run", "--python", &python];
    for (import, code) in [("exec('import billing.teams')", 0), ("exec('import billing')", 5)] {
        project.write(
            "alembic/env.py",
            &format!("{import}\nfrom models import metadata\n\ntarget_metadata = metadata\n"),
        );
        let output = tool(&project, &arguments);
        let text = text_of(&output);
        assert_eq!(output.status.code(), Some(code), "{import}: {text}");
        assert!(text.contains("alembic/env.py needed Python"), "{text}");
        assert_eq!(text.contains("--> billing/teams.py:4"), code == 5, "{text}");
    }
}

#[test]
fn no_changes_but_a_model_that_nobody_reaches() {
    let project = project_with_unreached_model();
    let all = format!(
        "{MODELS}Table('users', metadata, id, email, size, mood, many)\nTable('teams', metadata, id._copy(), name)\n"
    );
    project.write("models.py", &all);
    // of a table that is there: nothing to say
    let output = tool(&project, &["--check"]);
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    assert!(!text_of(&output).contains("warning"), "{}", text_of(&output));
    project.write("billing/invoices.py", "class Invoice(Base):\n    __tablename__ = 'invoices'\n");
    // neither tests, nor environments, nor other services are this project's models
    for other in ["tests/models.py", ".venv/lib/models.py", "other/app/models.py"] {
        project.write(other, "class Other(Base):\n    __tablename__ = 'other'\n");
    }
    project.write("other/alembic.ini", "[alembic]\n");
    let output = tool(&project, &["--yes", "-m", "x", "-c", "alembic.ini"]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("warning: billing/invoices.py:1:7 declares the table invoices"), "{text}");
    assert!(text.contains("No changes") && !text.contains("other"), "{text}");
}

#[test]
fn machines_get_one_json_object() {
    let project = project();
    project.write("models.py", &format!("{MODELS}Table('users', metadata, id, email, size, mood, many)\n"));
    let parse = |output: &std::process::Output| -> serde_json::Value {
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text_of(output)))
    };
    let output = tool(&project, &["--check", "--json"]);
    assert_eq!(output.status.code(), Some(3), "{}", text_of(&output));
    let found = parse(&output);
    assert_eq!(found["operations"][0]["text"], "drop table teams");
    assert_eq!(found["operations"][0]["verb"], "drop");
    assert_eq!(found["operations"][0]["hazards"][0]["rule"], "ban-drop-table");
    let keys: Vec<&String> = found.as_object().expect("an object").keys().collect();
    let documented =
        ["format", "agree", "summary", "operations", "renames", "unreached", "file", "proven", "text"];
    assert_eq!(keys, documented, "docs/CHECK.md says what stands there");
    let keys: Vec<&String> = found["operations"][0].as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["verb", "directive", "schema", "table", "name", "text", "hazards"]);
    assert_eq!((&found["format"], &found["agree"]), (&serde_json::json!(1), &serde_json::json!(false)));
    assert_eq!(found["operations"][0]["directive"], "drop_table");
    assert_eq!(found["operations"][0]["table"], "teams");
    assert_eq!(found["summary"], "1 table dropped");
    assert_eq!((&found["file"], &found["proven"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    let shown = parse(&tool(&project, &["--yes", "-m", "x", "--json", "--dry-run"]));
    assert!(shown["text"].as_str().is_some_and(|text| text.contains("op.drop_table('teams')")), "{shown}");
    assert_eq!((&shown["file"], &shown["proven"]), (&serde_json::Value::Null, &serde_json::json!(true)));
    assert_eq!(project.versions().len(), 1, "nothing is written");
    let written = parse(&tool(&project, &["--yes", "-m", "x", "--json"]));
    let file = written["file"].as_str().expect("a file").to_owned();
    assert!(project.path().join(&file).is_file(), "{file}");
    let output = tool(&project, &["--check", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    let found = parse(&output);
    assert_eq!((&found["operations"], &found["agree"]), (&serde_json::json!([]), &serde_json::json!(true)));

    // what nobody decided, as the option that decides it
    let renamed = MODELS.replace("Column(\"email\"", "Column(\"mail\"");
    project.write("models.py", &format!("{renamed}Table('users', metadata, id, email, size, mood, many)\n"));
    let output = tool(&project, &["--yes", "-m", "x", "--json"]);
    assert_eq!(output.status.code(), Some(4), "{}", text_of(&output));
    let option = serde_json::json!(["--rename", "users.email=mail"]);
    assert_eq!(
        parse(&output)["renames"],
        serde_json::json!([{"added": "column users.mail", "former": "email", "option": option}])
    );
}
