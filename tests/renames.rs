//! What went and what came may be one thing: asked in a terminal, taken from options without one.

mod common;

use std::process::Output;

use common::project::{Project, bodies, text_of};
use common::server::Server;
use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

const HISTORY: &str = "\"\"\"start\"\"\"
from alembic import op
import sqlalchemy as sa

revision = 'aaaa'
down_revision = None


def upgrade():
    op.create_table(
        'people',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('email', sa.Text, index=True),
        sa.Column('note', sa.Text),
        sa.Column('mood', sa.Enum('very sad', 'happy', name='mood')),
        sa.UniqueConstraint('note', name='uq_note'),
    )


def downgrade():
    op.drop_table('people')
    op.execute('DROP TYPE mood')
";

/// The table as the history has it, with other names.
fn models(table: &str, columns: &[(&str, &str)], label: &str, unique: &str) -> String {
    let columns: String =
        columns.iter().map(|(name, options)| format!("    Column('{name}', Text{options}),\n")).collect();
    format!(
        "from sqlalchemy import *\nfrom sqlalchemy.orm import DeclarativeBase\n\nclass Base(DeclarativeBase):\n    pass\n\n\
         Table(\n    '{table}', Base.metadata,\n    Column('id', Integer, primary_key=True),\n{columns}    \
         Column('mood', Enum('{label}', 'happy', name='mood')),\n    UniqueConstraint('note', name='{unique}'),\n)\n"
    )
}

const SAME: &[(&str, &str)] = &[("email", ", index=True"), ("note", "")];

fn project(models: &str) -> Project {
    let project = Project::generic();
    project.write("alembic/versions/aaaa_start.py", HISTORY);
    project.write("models.py", models);
    project
}

fn arguments<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["--database-url", url, "-m", "x", "--rev-id", "bbbb"], more].concat()
}

fn run(project: &Project, more: &[&str]) -> Output {
    let url = Server::shared().url("postgres");
    project.tool().args(arguments(&url, &[&["--yes"], more].concat())).output().expect("the tool runs")
}

fn written(project: &Project) -> Vec<String> {
    bodies(&project.read("alembic/versions/bbbb_x.py"))
}

#[test]
fn undecided_nothing_is_written_and_the_hints_can_be_copied() {
    struct Case {
        models: String,
        hints: &'static [&'static str],
        upgrade: &'static [&'static str],
        downgrade: &'static [&'static str],
    }
    let cases = [
        Case {
            models: models("people", &[("mail", ", index=True"), ("note", "")], "very sad", "uq_note"),
            hints: &["--rename people.email=mail"],
            // the index follows its column, and its conventional name
            upgrade: &[
                "op.alter_column('people', 'email',",
                "new_column_name='mail'",
                "ALTER INDEX ix_people_email RENAME TO ix_people_mail",
            ],
            downgrade: &["new_column_name='email'", "ALTER INDEX ix_people_mail RENAME TO ix_people_email"],
        },
        Case {
            models: models("persons", &[("email", ", index=True"), ("note", "")], "very sad", "uq_note"),
            hints: &["--rename-table people=persons"],
            upgrade: &["op.rename_table('people', 'persons')", "RENAME TO ix_persons_email"],
            downgrade: &["op.rename_table('persons', 'people')"],
        },
        Case {
            models: models("people", SAME, "blue", "uq_note"),
            hints: &["--rename-value 'mood.very sad=blue'"],
            upgrade: &["ALTER TYPE mood RENAME VALUE 'very sad' TO 'blue'"],
            downgrade: &["ALTER TYPE mood RENAME VALUE 'blue' TO 'very sad'"],
        },
        Case {
            models: models("people", &[("mail", ", index=True"), ("note", "")], "blue", "uq_note"),
            hints: &["--rename people.email=mail", "--rename-value 'mood.very sad=blue'"],
            upgrade: &["new_column_name='mail'", "RENAME VALUE 'very sad' TO 'blue'"],
            downgrade: &["new_column_name='email'", "RENAME VALUE 'blue' TO 'very sad'"],
        },
    ];
    for case in cases {
        let project = project(&case.models);
        let output = run(&project, &[]);
        let text = text_of(&output);
        assert_eq!(output.status.code(), Some(4), "{text}");
        assert_eq!(project.versions().len(), 1, "nothing is written");
        for hint in case.hints {
            assert!(text.contains(&format!("hint: {hint}\n")), "{hint} is missing:\n{text}");
        }
        // a shell takes them as they are
        let script = format!("exec \"$0\" \"$@\" {}", case.hints.join(" "));
        let url = Server::shared().url("postgres");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_gen-migration")]);
        let output = command
            .args(arguments(&url, &["--yes"]))
            .current_dir(project.path())
            .output()
            .expect("a shell runs");
        assert!(output.status.success(), "{}", text_of(&output));
        let bodies = written(&project);
        for (body, parts) in bodies.iter().zip([case.upgrade, case.downgrade]) {
            for part in parts {
                assert!(body.contains(part), "{part} is missing:\n{body}");
            }
            assert!(!body.contains("drop_") && !body.contains("add_column"), "{body}");
        }
    }
}

#[test]
fn a_renamed_table_may_have_a_renamed_column() {
    let project =
        project(&models("persons", &[("mail", ", index=True"), ("note", "")], "very sad", "uq_note"));
    let output = run(&project, &["--rename-table", "people=persons"]);
    assert_eq!(output.status.code(), Some(4), "{}", text_of(&output));
    assert!(text_of(&output).contains("hint: --rename persons.email=mail"), "{}", text_of(&output));
    let output = run(&project, &["--rename-table", "people=persons", "--rename", "persons.email=mail"]);
    assert!(output.status.success(), "{}", text_of(&output));
    let bodies = written(&project);
    assert!(bodies[0].contains("op.rename_table('people', 'persons')"), "{}", bodies[0]);
    assert!(bodies[0].contains("op.alter_column('persons', 'email'"), "{}", bodies[0]);
    assert!(!bodies[0].contains("drop_"), "{}", bodies[0]);
}

#[test]
fn options_that_fit_nothing_are_usage_errors() {
    let project =
        project(&models("people", &[("mail", ", index=True"), ("note", "")], "very sad", "uq_note"));
    for option in [["--rename", "people.emial=mail"], ["--rename-table", "people.email=mail"]] {
        let output = run(&project, &option);
        let text = text_of(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(
            text.contains("nothing here could be renamed so")
                && text.contains("hint: --rename people.email=mail")
        );
    }
    assert_eq!(project.versions().len(), 1, "nothing is written");
}

#[test]
fn no_renames_drops_and_adds() {
    let project =
        project(&models("people", &[("mail", ", index=True"), ("note", "")], "very sad", "uq_note"));
    let output = run(&project, &["--no-renames"]);
    assert!(output.status.success(), "{}", text_of(&output));
    let bodies = written(&project);
    assert!(bodies[0].contains("op.add_column('people', sa.Column('mail'"), "{}", bodies[0]);
    assert!(bodies[0].contains("op.drop_column('people', 'email')"), "{}", bodies[0]);
}

#[test]
fn names_of_constraints_and_indexes_are_changed_without_a_question() {
    let models = models("people", SAME, "very sad", "uq_people_note").replace(", index=True", "")
        + "Index('by_email', Base.metadata.tables['people'].c.email)\n";
    let project = project(&models);
    let output = run(&project, &[]);
    assert!(output.status.success(), "{}", text_of(&output));
    let bodies = written(&project);
    for part in
        ["RENAME CONSTRAINT uq_note TO uq_people_note", "ALTER INDEX ix_people_email RENAME TO by_email"]
    {
        assert!(bodies[0].contains(part), "{}", bodies[0]);
    }
    for part in
        ["RENAME CONSTRAINT uq_people_note TO uq_note", "ALTER INDEX by_email RENAME TO ix_people_email"]
    {
        assert!(bodies[1].contains(part), "{}", bodies[1]);
    }
}

const DOWN: &str = "\x1b[B";

fn terminal(project: &Project) -> PtySession {
    let url = Server::shared().url("postgres");
    let mut command = project.tool();
    command.args(arguments(&url, &[])).env("TERM", "xterm").env("NO_COLOR", "1");
    spawn_command(command, Some(180_000)).expect("a pseudo-terminal")
}

fn answer(session: &mut PtySession, question: &str, steps: usize) {
    session.exp_string(question).unwrap_or_else(|error| panic!("{question}: {error}"));
    // the list is drawn at once, and then reads keys
    session.exp_string("rename from").expect("the choices");
    session.send(&DOWN.repeat(steps)).expect("keys");
    session.send_line("").expect("Enter");
    session.flush().expect("sent");
}

fn ended(mut session: PtySession) -> i32 {
    session.exp_eof().expect("ends");
    match session.process().wait().expect("an exit status") {
        WaitStatus::Exited(_, code) => code,
        other => panic!("ended by {other:?}"),
    }
}

#[test]
fn a_terminal_has_one_choice_for_each_thing_that_was_added() {
    // two went and two came, all of one type
    let models =
        models("people", &[("mail", ""), ("remark", "")], "blue", "uq_note").replace("'note'", "'remark'");
    let project = project(&models);
    let mut session = terminal(&project);
    answer(&mut session, "Is column people.mail new, or was it renamed?", 1);
    // `email` is taken: what is left is `note`
    answer(&mut session, "Is column people.remark new, or was it renamed?", 1);
    answer(&mut session, "Is value 'blue' of mood new, or was it renamed?", 1);
    assert_eq!(ended(session), 0);
    let bodies = written(&project);
    for part in ["new_column_name='mail'", "new_column_name='remark'", "RENAME VALUE 'very sad' TO 'blue'"] {
        assert!(bodies[0].contains(part), "{part} is missing:\n{}", bodies[0]);
    }
}

#[test]
fn a_terminal_may_create() {
    let project =
        project(&models("persons", &[("email", ", index=True"), ("note", "")], "very sad", "uq_note"));
    let mut session = terminal(&project);
    answer(&mut session, "Is table persons new, or was it renamed?", 0);
    assert_eq!(ended(session), 0);
    let bodies = written(&project);
    assert!(bodies[0].contains("op.create_table('persons'") && bodies[0].contains("op.drop_table('people')"));
}

#[test]
fn a_terminal_renames_a_table_and_then_its_column() {
    let project =
        project(&models("persons", &[("mail", ", index=True"), ("note", "")], "very sad", "uq_note"));
    let mut session = terminal(&project);
    answer(&mut session, "Is table persons new, or was it renamed?", 1);
    answer(&mut session, "Is column persons.mail new, or was it renamed?", 1);
    assert_eq!(ended(session), 0);
    let bodies = written(&project);
    assert!(bodies[0].contains("op.rename_table('people', 'persons')"), "{}", bodies[0]);
    assert!(bodies[0].contains("new_column_name='mail'"), "{}", bodies[0]);
}
