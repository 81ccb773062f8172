//! `--safe`: the same catalog by way of statements that a service in use hardly notices.

mod common;

use std::process::Output;

use common::project::{Project, bodies, text_of};
use common::server::{Server, TestDatabase};

const HISTORY: &str = "\"\"\"start\"\"\"
from alembic import op
import sqlalchemy as sa

revision = 'aaaa'
down_revision = None


def upgrade():
    op.create_table('teams', sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.Text))
    op.create_table(
        'users',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('team', sa.Integer),
        sa.Column('email', sa.String(50)),
        sa.Column('size', sa.Integer),
        sa.Column('note', sa.Text, index=True),
    )
    op.execute(\"INSERT INTO users (team, email, size) VALUES (NULL, 'a', 1), (NULL, 'b', 2)\")


def downgrade():
    op.drop_table('users')
    op.drop_table('teams')
";

const HEAD: &str = "from sqlalchemy import *
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase):
    pass

metadata = Base.metadata
Table('teams', metadata, Column('id', Integer, primary_key=True), Column('name', Text))
";

/// An index, a foreign key, a check, a unique constraint and NOT NULL come; an index goes.
const MODELS: &str = "
Table(
    'users', metadata,
    Column('id', Integer, primary_key=True),
    Column('team', ForeignKey('teams.id')),
    Column('email', String(50), nullable=False, server_default='x', unique=True),
    Column('size', Integer, index=True),
    Column('note', Text),
    CheckConstraint('size > 0', name='positive'),
)
Table('new', metadata, Column('id', Integer, primary_key=True), Column('user', ForeignKey('users.id'), index=True))
";

fn project(models: &str) -> Project {
    let project = Project::generic();
    project.write("alembic/versions/aaaa_start.py", HISTORY);
    project.write("models.py", &format!("{HEAD}{models}"));
    project
}

fn run(project: &Project, arguments: &[&str]) -> Output {
    let url = Server::shared().url("postgres");
    project
        .tool()
        .args(["--yes", "-m", "x", "--rev-id", "bbbb", "--database-url", &url])
        .args(arguments)
        .output()
        .expect("the tool runs")
}

fn alembic(project: &Project, database: &TestDatabase, arguments: &[&str]) {
    let output = project.alembic(&database.url()).args(arguments).output().expect("alembic runs");
    common::assert_success("alembic", &output);
}

/// Without the column order of constraints' lines, which pg_dump sorts by name anyway.
fn dump_after(project: &Project, database: &TestDatabase, target: &str, command: &str) -> String {
    alembic(project, database, &[command, target]);
    database.dump()
}

#[test]
fn the_file_is_what_plain_alembic_runs_and_leads_to_the_same_catalog() {
    let server = Server::shared();
    let (plain, safe) = (project(MODELS), project(MODELS));
    let output = run(&plain, &[]);
    assert!(output.status.success(), "{}", text_of(&output));
    let warned = text_of(&output);
    let output = run(&safe, &["--safe"]);
    assert!(output.status.success(), "{}", text_of(&output));
    let quiet = text_of(&output);

    // each hazard of the plain form names the safer one, which has none
    for rule in [
        "adding-foreign-key-constraint",
        "constraint-missing-not-valid",
        "disallowed-unique-constraint",
        "adding-not-nullable-field",
        "require-concurrent-index-creation",
        "require-concurrent-index-deletion",
    ] {
        assert!(warned.contains(rule), "{rule} is missing:\n{warned}");
        assert!(!quiet.contains(rule), "{rule} is still there:\n{quiet}");
    }
    assert!(warned.contains("--safe writes it so"), "{warned}");
    assert!(!quiet.contains("! "), "{quiet}");

    let (a, b) = (server.database("safe_a"), server.database("safe_b"));
    let start = dump_after(&plain, &a, "aaaa", "upgrade");
    assert_eq!(dump_after(&safe, &b, "aaaa", "upgrade"), start);
    let up = dump_after(&plain, &a, "head", "upgrade");
    assert_eq!(dump_after(&safe, &b, "head", "upgrade"), up);
    assert_ne!(up, start);
    let down = dump_after(&plain, &a, "-1", "downgrade");
    assert_eq!(dump_after(&safe, &b, "-1", "downgrade"), down);
    assert_eq!(down, start);
}

#[test]
fn what_the_file_does() {
    let project = project(MODELS);
    let output = run(&project, &["--safe"]);
    assert!(output.status.success(), "{}", text_of(&output));
    let file = project.read("alembic/versions/bbbb_x.py");
    let bodies = bodies(&file);
    let upgrade: Vec<&str> = bodies[0].lines().map(str::trim).collect();
    let at = |part: &str| {
        upgrade
            .iter()
            .position(|line| line.contains(part))
            .unwrap_or_else(|| panic!("{part} is missing:\n{}", bodies[0]))
    };
    assert!(upgrade[1].starts_with("# An autocommit block commits"), "{}", bodies[0]);
    assert!(at("SET lock_timeout = '5s'") < at("op.create_foreign_key"));
    for (added, validated) in [
        ("postgresql_not_valid=True", "VALIDATE CONSTRAINT users_team_fkey"),
        ("op.create_check_constraint('positive'", "VALIDATE CONSTRAINT positive"),
        ("op.create_check_constraint('users_email_not_null'", "VALIDATE CONSTRAINT users_email_not_null"),
    ] {
        assert!(at(added) < at(validated), "{}", bodies[0]);
        assert_eq!(upgrade[at(validated) - 1], "with op.get_context().autocommit_block():");
    }
    let set = upgrade.iter().position(|line| *line == "nullable=False)").expect("NOT NULL is set");
    assert!(at("VALIDATE CONSTRAINT users_email_not_null") < set, "{}", bodies[0]);
    assert!(set < at("op.drop_constraint('users_email_not_null'"), "{}", bodies[0]);
    assert!(
        at(
            "op.create_index(op.f('ix_users_size'), 'users', ['size'], unique=False, postgresql_concurrently=True)"
        ) > 0
    );
    assert!(at("UNIQUE USING INDEX users_email_key") > at("unique=True, postgresql_concurrently=True"));
    assert!(at("op.drop_index(op.f('ix_users_note')") > 0);
    // nobody uses a table that is new
    assert!(at("op.create_index(op.f('ix_new_user'), 'new', ['user'], unique=False)") > 0);
    assert_eq!(upgrade[upgrade.len() - 2], "op.execute('RESET lock_timeout')");
}

#[test]
fn tables_that_are_new_are_in_nobodys_way() {
    let users = MODELS.split("Table('new'").next().expect("a part");
    let same = users
        .replace("ForeignKey('teams.id')", "Integer")
        .replace(", nullable=False, server_default='x', unique=True", "")
        .replace("Integer, index=True", "Integer")
        .replace("Column('note', Text)", "Column('note', Text, index=True)")
        .replace("    CheckConstraint('size > 0', name='positive'),\n", "");
    let new = "Table('new', metadata, Column('id', Integer, primary_key=True), Column('a', Integer, index=True, unique=True))";
    let (plain, safe) = (project(&format!("{same}{new}")), project(&format!("{same}{new}")));
    assert!(run(&plain, &[]).status.success());
    let output = run(&safe, &["--safe"]);
    assert!(output.status.success(), "{}", text_of(&output));
    let read = |project: &Project| bodies(&project.read("alembic/versions/bbbb_x.py"));
    assert_eq!(read(&safe)[0], read(&plain)[0]);
    assert!(!read(&safe)[1].contains("autocommit_block"), "{}", read(&safe)[1]);
}

/// PostgreSQL builds no index of a partitioned table beside the traffic, and no foreign key in steps.
#[test]
fn partitioned_tables_are_changed_as_ever() {
    let project = Project::generic();
    project.write(
        "alembic/versions/aaaa_start.py",
        &HISTORY.replace(
            "    op.execute(\"INSERT",
            "    op.create_table('log', sa.Column('at', sa.Integer), sa.Column('user', sa.Integer), \
             postgresql_partition_by='RANGE (at)')\n    \
             op.create_table('lists', sa.Column('at', sa.Integer), sa.Column('lists_at_not_null', sa.Integer), \
             sa.CheckConstraint('at > 0', name='lists_at_not_null'))\n    op.execute(\"INSERT",
        ),
    );
    let models = "
Table(
    'users', metadata, Column('id', Integer, primary_key=True), Column('team', Integer), Column('email', String(50)),
    Column('size', Integer), Column('note', Text, index=True),
)
Table(
    'log', metadata, Column('at', Integer, nullable=False, index=True), Column('user', ForeignKey('users.id')),
    CheckConstraint('at > 0', name='later'), UniqueConstraint('at', name='one'), postgresql_partition_by='RANGE (at)',
)
Table(
    'lists', metadata, Column('at', Integer, nullable=False), Column('lists_at_not_null', Integer),
    CheckConstraint('at > 0', name='lists_at_not_null'),
)
";
    project.write("models.py", &format!("{HEAD}{models}"));
    let output = run(&project, &["--safe"]);
    assert!(output.status.success(), "{}", text_of(&output));
    let body = &bodies(&project.read("alembic/versions/bbbb_x.py"))[0];
    assert!(body.contains("op.create_index(op.f('ix_log_at'), 'log', ['at'], unique=False)\n"), "{body}");
    // the name that the check would have is taken
    assert!(body.contains("VALIDATE CONSTRAINT lists_at_not_null1"), "{body}");
}

#[test]
fn rows_that_are_in_the_way_are_still_named() {
    let project = project(
        &MODELS.replace("Column('team', ForeignKey('teams.id'))", "Column('team', Integer, nullable=False)"),
    );
    let output = run(&project, &["--safe"]);
    let text = text_of(&output);
    assert!(!output.status.success(), "{text}");
    assert!(text.contains("not-null-on-nulls"), "{text}");
    assert_eq!(project.versions().len(), 1, "nothing is written");
}
