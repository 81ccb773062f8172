//! A server whose role may not create databases: shadow schemas in a transaction that is taken back.

mod common;

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use common::project::{Project, bodies, text_of};
use common::server::{Server, TestDatabase};

const HISTORY: &str = "\"\"\"start\"\"\"
from alembic import op
import sqlalchemy as sa

revision = 'aaaa'
down_revision = None


def upgrade():
    op.create_table('teams', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table(
        'users',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('team', sa.Integer, sa.ForeignKey('teams.id')),
        sa.Column('mood', sa.Enum('sad', 'happy', name='mood')),
        sa.Column('ident', sa.Uuid, server_default=sa.text('uuid_generate_v4()')),
    )
    op.execute(\"INSERT INTO users (mood) VALUES ('happy')\")
    BODY


def downgrade():
    pass
";

const MODELS: &str = "from sqlalchemy import *
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase):
    pass

metadata = Base.metadata
Table('teams', metadata, Column('id', Integer, primary_key=True), Column('name', Text, index=True))
Table(
    'users', metadata,
    Column('id', Integer, primary_key=True),
    Column('team', ForeignKey('teams.id')),
    Column('mood', Enum('sad', 'calm', 'happy', name='mood'), server_default='calm'),
    Column('ident', Uuid, server_default=text('uuid_generate_v4()')),
    Column('size', Integer, nullable=False, server_default='0'),
)
";

/// A database with tables of the same names, other columns, and rows, whose owner is a role that may
/// make schemas and nothing else.
struct Restricted {
    database: TestDatabase,
    role: String,
}

impl Restricted {
    fn new(purpose: &str, privileges: &str) -> Restricted {
        let database = Server::shared().database(&format!("restricted_{purpose}"));
        let role = format!("{}_role", database.name);
        database.psql(&format!("CREATE ROLE {role} LOGIN NOCREATEDB"));
        database.psql(&privileges.replace("ROLE", &role).replace("DATABASE_NAME", &database.name));
        database.psql("CREATE EXTENSION \"uuid-ossp\"");
        for sql in [
            "CREATE TYPE mood AS ENUM ('other')",
            "CREATE TABLE users (id serial PRIMARY KEY, real text, mood mood)",
            "INSERT INTO users (real) VALUES ('kept')",
            "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)",
            "INSERT INTO alembic_version VALUES ('live')",
            "CREATE TABLE alembic_live (x int)",
        ] {
            database.psql(&format!("SET ROLE {role}; {sql}"));
        }
        Restricted { database, role }
    }

    fn ordinary(purpose: &str) -> Restricted {
        Self::new(
            purpose,
            "GRANT CREATE ON DATABASE DATABASE_NAME TO ROLE; GRANT ALL ON SCHEMA public TO ROLE",
        )
    }

    fn url(&self) -> String {
        self.database.url().replace("postgres@", &format!("{}@", self.role))
    }

    fn tool(&self, project: &Project, arguments: &[&str]) -> Command {
        let mut command = project.tool();
        command.args(["--yes", "-m", "x", "--rev-id", "bbbb", "--database-url", &self.url()]).args(arguments);
        command
    }

    fn run(&self, project: &Project, arguments: &[&str]) -> Output {
        self.tool(project, arguments).output().expect("the tool runs")
    }

    /// Everything that must not change: the schema, the rows, the sequences.
    fn state(&self) -> (String, String) {
        let rows = self.database.psql(
            "SELECT string_agg(real, ','), (SELECT version_num FROM alembic_version), \
             (SELECT last_value FROM users_id_seq), (SELECT count(*) FROM pg_namespace) FROM users",
        );
        (self.database.dump(), rows)
    }
}

impl Drop for Restricted {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let (name, role) = (&self.database.name, &self.role);
            self.database.server.psql("postgres", &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            self.database.server.psql("postgres", &format!("DROP ROLE {role}"));
        }
    }
}

fn project(body: &str, models: &str) -> Project {
    let project = Project::generic();
    project.write("alembic/versions/aaaa_start.py", &HISTORY.replace("BODY", body));
    project.write("models.py", models);
    project
}

#[test]
fn the_same_file_as_with_a_scratch_database_and_nothing_is_left() {
    let restricted = Restricted::ordinary("same");
    let before = restricted.state();
    let shadowed = project("pass", MODELS);
    let output = restricted.run(&shadowed, &[]);
    let text = text_of(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("may not create databases") && text.contains("Proven on"), "{text}");
    assert_eq!(restricted.state(), before);

    // on a server of its own, with the same extension
    let ordinary = project("pass", MODELS);
    let extension =
        "    op.execute('CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"')\n    op.create_table('teams'";
    let history =
        ordinary.read("alembic/versions/aaaa_start.py").replace("    op.create_table('teams'", extension);
    ordinary.write("alembic/versions/aaaa_start.py", &history);
    let url = Server::shared().url("postgres");
    let output = ordinary
        .tool()
        .args(["--yes", "-m", "x", "--rev-id", "bbbb", "--database-url", &url])
        .output()
        .expect("the tool runs");
    assert!(output.status.success(), "{}", text_of(&output));
    let read = |project: &Project| bodies(&project.read("alembic/versions/bbbb_x.py"));
    assert_eq!(read(&shadowed), read(&ordinary));

    let output = restricted.run(&shadowed, &[]);
    assert!(text_of(&output).contains("No changes"), "{}", text_of(&output));
    assert_eq!(restricted.state(), before);
}

#[test]
fn safe_is_proven_too() {
    let restricted = Restricted::ordinary("safe");
    let before = restricted.state();
    // a file that commits half-way, as those do that add enum values
    let body = "op.execute('COMMIT')\n    op.execute(\"ALTER TYPE mood ADD VALUE 'new'\")\n    \
                op.create_index('ix_old', 'users', ['team'], postgresql_concurrently=True)";
    let project = project(body, MODELS);
    let output = restricted.run(&project, &["--safe"]);
    assert!(output.status.success(), "{}", text_of(&output));
    assert!(project.read("alembic/versions/bbbb_x.py").contains("postgresql_concurrently=True"));
    assert_eq!(restricted.state(), before);
}

#[test]
fn what_a_shadow_cannot_stand_for_is_refused() {
    let same = MODELS;
    for (name, body, models, says) in [
        ("rollback", "op.execute('ROLLBACK')", same.to_owned(), "a statement ends the transaction"),
        ("commits", "op.execute('COMMIT; SELECT 1')", same.to_owned(), "a statement ends the transaction"),
        (
            "unsafe",
            "op.execute(\"ALTER TYPE mood ADD VALUE 'new'\")\n    op.execute(\"UPDATE users SET mood = 'new'\")",
            same.to_owned(),
            "unsafe use of new value",
        ),
        (
            "reach",
            "op.execute('ALTER TABLE public.users ADD COLUMN x int')",
            same.to_owned(),
            "which was there before",
        ),
        (
            "read",
            "op.execute('CREATE TABLE copied AS SELECT real FROM users')",
            same.to_owned(),
            "column \"real\" does not exist",
        ),
        (
            "look",
            "op.execute('CREATE TABLE copied AS SELECT * FROM alembic_live')",
            same.to_owned(),
            "which was there before",
        ),
        ("write", "op.execute('DELETE FROM public.users')", same.to_owned(), "which was there before"),
        (
            "lean",
            "op.execute('CREATE TABLE more (mood public.mood)')",
            same.to_owned(),
            "the history leans on what is in the database already",
        ),
        (
            "named",
            "pass",
            format!("{same}Table('more', metadata, Column('id', Integer), schema='public')\n"),
            "the models name the schema public, which is there already",
        ),
    ] {
        let restricted = Restricted::ordinary(name);
        let before = restricted.state();
        let project = project(body, &models);
        let output = restricted.run(&project, &["--python", "never"]);
        let text = text_of(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {text}");
        assert!(text.contains(says), "{name}: {text}");
        assert!(text.contains("CREATEDB") || name == "read", "{name}: {text}");
        assert_eq!(project.versions().len(), 1, "{name}: nothing is written");
        assert_eq!(restricted.state(), before, "{name}");
    }
}

#[test]
fn a_role_that_may_not_even_make_schemas() {
    let restricted = Restricted::new("none", "GRANT ALL ON SCHEMA public TO ROLE");
    let output = restricted.run(&project("pass", MODELS), &[]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(6), "{text}");
    assert!(text.contains("GRANT CREATE ON DATABASE"), "{text}");
}

/// env.py adds a statement that no transaction takes.
#[test]
fn what_cannot_be_proven_is_written_only_when_asked_for() {
    let restricted = Restricted::ordinary("unproven");
    let before = restricted.state();
    let project = project("pass", MODELS);
    let env_py = common::project::ENV_PY
        .replace(
            "target_metadata = Base.metadata\n",
            "target_metadata = Base.metadata\n\nfrom alembic.operations import ops\n\n\n\
             def more(context, revision, directives):\n    \
             directives[0].upgrade_ops.ops.append(ops.ExecuteSQLOp('VACUUM users'))\n",
        )
        .replace("connection=connection,", "connection=connection, process_revision_directives=more,");
    project.write("alembic/env.py", &env_py);
    let output = restricted.run(&project, &[]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("can't be proven") && text.contains("--unproven"), "{text}");
    assert_eq!(project.versions().len(), 1, "nothing is written");

    let output = restricted.run(&project, &["--unproven"]);
    let text = text_of(&output);
    assert!(output.status.success() && text.contains("NOT PROVEN"), "{text}");
    assert!(!text.contains("Proven on"), "{text}");
    assert!(project.read("alembic/versions/bbbb_x.py").contains("# NOT PROVEN"));
    assert_eq!(restricted.state(), before);
}

#[test]
fn killed_it_leaves_nothing() {
    let restricted = Restricted::ordinary("killed");
    let before = restricted.state();
    let project = project("op.execute('SELECT pg_sleep(60)')", MODELS);
    let mut child = restricted
        .tool(&project, &[])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the tool starts");
    let sleeping = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = '{}' AND query LIKE 'SELECT pg_sleep%'",
        restricted.database.name
    );
    let deadline = Instant::now() + Duration::from_secs(60);
    while restricted.database.psql(&sleeping) == "0" {
        assert!(Instant::now() < deadline, "the replay never began");
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().expect("killed");
    child.wait().expect("it ends");
    // the server notices when its statement ends; end that for it
    restricted.database.psql(&format!(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = '{}' AND query LIKE 'SELECT pg_sleep%'",
        restricted.database.name
    ));
    let gone = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = '{}' AND usename = '{}'",
        restricted.database.name, restricted.role
    );
    while restricted.database.psql(&gone) != "0" {
        assert!(Instant::now() < deadline, "its session stays");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(restricted.state(), before);
    assert_eq!(project.versions().len(), 1);
}
