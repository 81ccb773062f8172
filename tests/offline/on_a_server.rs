//! `psql -v ON_ERROR_STOP=1` reads the script, and leaves what the live upgrade leaves.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::common::project::Project;
use crate::common::server::{Server, TestDatabase, binary};
use crate::common::{assert_success, python};
use crate::{Run, ours, project, revision};

const ENV_PY: &str = r#"from alembic import context
from sqlalchemy import create_engine
import os

if context.is_offline_mode():
    context.configure(url="postgresql://", literal_binds=True, dialect_opts={"paramstyle": "named"}, version_table_schema="app")
    with context.begin_transaction():
        context.run_migrations()
else:
    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://")
    with create_engine(url).connect() as connection:
        context.configure(connection=connection, version_table_schema="app")
        with context.begin_transaction():
            context.run_migrations()
"#;

fn history() -> Project {
    let project = project(ENV_PY);
    let steps: &[(&str, &str)] = &[
        (
            r#"mood = sa.Enum("sad", "it's", name="mood", schema="app")
op.create_table("people", sa.Column("id", sa.BigInteger, primary_key=True), sa.Column("Order", sa.String(20), nullable=False, server_default="it's 100%", comment="a \\ 'name'"),
    sa.Column("mood", mood), sa.Column("born", sa.Date), sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()), sa.Column("n", sa.Numeric(8, 2)),
    sa.Column("data", postgresql.JSONB, server_default=sa.text("'{}'")), sa.Column("tags", postgresql.ARRAY(sa.Text)), sa.Column("u", sa.Uuid),
    sa.Column("twice", sa.Numeric, sa.Computed("n * 2", persisted=True)), sa.Column("number", sa.Integer, sa.Identity(always=True, start=7)),
    sa.CheckConstraint("n >= 0", name="ck_n"), sa.UniqueConstraint("Order", "born", name="uq", deferrable=True, initially="DEFERRED"), schema="app", comment="who's who")
op.create_table("parts", sa.Column("day", sa.Date, nullable=False), sa.Column("person", sa.BigInteger, sa.ForeignKey("app.people.id", ondelete="CASCADE")), postgresql_partition_by="RANGE (day)")
op.execute("CREATE TABLE parts_2024 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') -- a year")
op.execute("CREATE FUNCTION app.f() RETURNS text LANGUAGE plpgsql AS $$\nBEGIN\n\tRETURN 'a;b\tc';\nEND\n$$;")"#,
            "op.execute('DROP FUNCTION app.f()')\nop.drop_table('parts')\nop.drop_table('people', schema='app')\nsa.Enum(name='mood', schema='app').drop(op.get_bind())",
        ),
        (
            r#"people = sa.table("people", sa.column("Order", sa.String), sa.column("mood", sa.Enum("sad", "it's", name="mood", schema="app")), sa.column("born", sa.Date), sa.column("at", sa.DateTime(timezone=True)), sa.column("n", sa.Numeric), sa.column("data", postgresql.JSONB), sa.column("tags", postgresql.ARRAY(sa.Text)), sa.column("u", sa.Uuid), schema="app")
op.bulk_insert(people, [
    {"Order": "it's a \\ and a\ttab", "mood": "it's", "born": datetime.date(2020, 2, 29), "at": datetime.datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc), "n": decimal.Decimal("1.50"), "data": {"a": [1, "x'y"]}, "tags": ["a", "b'c"], "u": uuid.UUID(int=3)},
    {"Order": "50% :name", "mood": None, "born": None, "at": None, "n": None, "data": None, "tags": [], "u": None},
])
op.execute(people.update().where(people.c["Order"].like("50%")).values(n=5))
op.get_bind().execute(sa.text("UPDATE app.people SET data = :d WHERE n = :n"), {"d": '{"k": 1}', "n": 5})"#,
            "op.execute('DELETE FROM app.people')",
        ),
        (
            r#"with op.get_context().autocommit_block():
    op.execute("ALTER TYPE app.mood ADD VALUE 'glad'")
    op.create_index("ix_people_n", "people", ["n", sa.text("lower(\"Order\") DESC")], schema="app", unique=False, postgresql_concurrently=True, postgresql_where=sa.text("n > 0"), postgresql_include=["born"])
op.execute("UPDATE app.people SET mood = 'glad' WHERE n = 5")"#,
            "op.drop_index('ix_people_n', table_name='people', schema='app')",
        ),
        (
            r#"op.alter_column("people", "Order", schema="app", new_column_name="select", type_=sa.Text(), existing_type=sa.String(20), nullable=True, server_default=None, comment="new")
op.add_column("people", sa.Column("boss", sa.BigInteger, sa.ForeignKey("app.people.id", name="fk_boss")), schema="app")
op.create_check_constraint("ck_later", "people", "boss <> id", schema="app", postgresql_not_valid=True)
op.create_exclude_constraint("ex", "people", ("number", "="), using="btree", schema="app")
op.rename_table("parts", "pieces")
op.create_table_comment("pieces", "now pieces")"#,
            r#"op.drop_table_comment("pieces")
op.rename_table("pieces", "parts")
op.drop_constraint("ex", "people", schema="app")
op.drop_constraint("ck_later", "people", schema="app", type_="check")
op.drop_column("people", "boss", schema="app")
op.alter_column("people", "select", schema="app", new_column_name="Order", type_=sa.String(20), existing_type=sa.Text(), nullable=False, server_default="it's 100%", comment="a \\ 'name'", postgresql_using="\"select\"::varchar(20)")"#,
        ),
    ];
    let mut down = "None".to_owned();
    for (index, (up, back)) in steps.iter().enumerate() {
        let id = format!("step{index}");
        project.write(&format!("alembic/versions/{id}.py"), &revision(&id, &down, up, back));
        down = format!("'{id}'");
    }
    project
}

fn run_psql(database: &TestDatabase, script: &str) {
    let mut child = Command::new(binary("psql"))
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", &database.url()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("psql starts");
    child.stdin.take().expect("piped").write_all(script.as_bytes()).expect("psql reads");
    let output = child.wait_with_output().expect("psql ends");
    assert_success("psql", &output);
}

fn live(project: &Project, database: &TestDatabase, arguments: &[&str]) {
    let output = Command::new(python())
        .args(["-W", "ignore", "-m", "alembic"])
        .args(arguments)
        .current_dir(project.path())
        .env("DATABASE_URL", database.url())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("Alembic runs");
    assert_success("alembic", &output);
}

fn rows(database: &TestDatabase) -> String {
    database.psql("SELECT to_jsonb(p) - 'at' - 'select' - 'Order' FROM app.people p ORDER BY id")
}

#[test]
fn the_script_leaves_what_the_live_upgrade_leaves() {
    let project = history();
    let server = Server::shared();
    let (printed, alembics) = (server.database("printed"), server.database("live"));
    for database in [&printed, &alembics] {
        database.psql("CREATE SCHEMA app");
    }
    let script = ours(&Run::new(&project, "upgrade head --sql"));
    assert_eq!(script.status, 0, "{}", script.stderr);
    run_psql(&printed, &script.stdout);
    live(&project, &alembics, &["upgrade", "head"]);
    assert_eq!(printed.dump(), alembics.dump());
    assert_eq!(rows(&printed), rows(&alembics));
    let texts = "SELECT \"select\" FROM app.people ORDER BY id";
    assert_eq!(printed.psql(texts), "it's a \\ and a\ttab\n50% :name");
    assert_eq!(printed.psql(texts), alembics.psql(texts));
    assert_eq!(printed.psql("SELECT app.f()"), "a;b\tc");

    let script = ours(&Run::new(&project, "downgrade head:base --sql"));
    assert_eq!(script.status, 0, "{}", script.stderr);
    run_psql(&printed, &script.stdout);
    live(&project, &alembics, &["downgrade", "base"]);
    assert_eq!(printed.dump(), alembics.dump());
}
