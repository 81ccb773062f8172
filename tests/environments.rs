//! env.py in the forms that projects have: the main job works with each, and touches no database but
//! its own.

mod common;

use common::project::{ENV_PY, Project, text_of};
use common::server::Server;

const MODELS: &str = "
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    email = Column(String(255), nullable=False)
";

const FROM_POSTGRES_VARIABLES: &str = r#"
import os
from logging.config import fileConfig

from alembic import context
from sqlalchemy import engine_from_config, pool

from models import Base

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name)

user = os.environ["POSTGRES_USER"]
password = os.environ["POSTGRES_PASSWORD"]
host = os.environ["POSTGRES_HOST"]
port = int(os.getenv("POSTGRES_PORT", "5432"))
database = os.environ["POSTGRES_DB"]
config.set_main_option("sqlalchemy.url", f"postgresql+psycopg2://{user}:{password}@{host}:{port}/{database}".replace("%", "%%"))

target_metadata = Base.metadata


def run_migrations_online() -> None:
    connectable = engine_from_config(
        config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.", poolclass=pool.NullPool
    )
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise NotImplementedError("offline")
else:
    run_migrations_online()
"#;

const ASYNC: &str = r#"
import asyncio
import os

from alembic import context
from sqlalchemy import pool
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import async_engine_from_config

from models import Base

config = context.config
config.set_main_option(
    "sqlalchemy.url",
    os.environ.get("DATABASE_URL", "postgresql+asyncpg://localhost/app").replace("postgresql://", "postgresql+asyncpg://"),
)
target_metadata = Base.metadata


def do_run_migrations(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=target_metadata)

    with context.begin_transaction():
        context.run_migrations()


async def run_async_migrations() -> None:
    connectable = async_engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )

    async with connectable.connect() as connection:
        await connection.run_sync(do_run_migrations)

    await connectable.dispose()


def run_migrations_online() -> None:
    asyncio.run(run_async_migrations())


if context.is_offline_mode():
    context.configure(url=config.get_main_option("sqlalchemy.url"), target_metadata=target_metadata)
else:
    run_migrations_online()
"#;

const ONLY_METADATA: &str = "
from models import Base

target_metadata = Base.metadata
";

const UNKNOWN_URL: &str = "
from alembic import context
from sqlalchemy import create_engine
from company_secrets import fetch

from models import Base

target_metadata = Base.metadata
engine = create_engine(fetch('database').url)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
";

#[test]
fn the_url_comes_from_database_url() {
    works(ENV_PY);
}

#[test]
fn the_url_is_built_from_postgres_variables() {
    works(FROM_POSTGRES_VARIABLES);
}

#[test]
fn the_engine_is_asynchronous() {
    works(ASYNC);
}

#[test]
fn only_target_metadata_is_bound() {
    works(ONLY_METADATA);
}

#[test]
fn the_url_cannot_be_known() {
    works(UNKNOWN_URL);
}

#[test]
fn options_that_reading_does_not_reach_are_not_overlooked() {
    let server = Server::shared();
    for (options, refused) in [
        ("include_object=only_mine, ", true),
        ("compare_type=False, ", true),
        ("version_table='applied', ", true),
        ("compare_type=True, include_schemas=False, ", false),
        ("", false),
    ] {
        let project = Project::generic();
        project.write("models.py", MODELS);
        let env_py = UNKNOWN_URL
            .replace(
                "engine = ",
                "only_mine = lambda *arguments: True\nexec('pass')  # version_table=…\nengine = ",
            )
            .replace("target_metadata=target_metadata", &format!("{options}target_metadata=target_metadata"));
        project.write("alembic/env.py", &env_py);
        let output = project
            .tool()
            .args(["--yes", "-m", "x", "--python", "never", "--database-url", &server.url("postgres")])
            .output()
            .expect("the tool runs");
        let text = text_of(&output);
        assert_eq!(output.status.success(), !refused, "{options}: {text}");
        assert_eq!(text.contains("env.py stops before `context.configure()`"), refused, "{options}: {text}");
        assert_eq!(text.contains("alembic/env.py:10"), refused, "{options}: {text}");
    }
}

#[test]
fn without_metadata_alembics_words_and_a_hint() {
    let server = Server::shared();
    let project = Project::generic();
    project.write("alembic/env.py", "from alembic import context\n\ntarget_metadata = None\n");
    let output = project
        .tool()
        .args(["--yes", "-m", "x", "--database-url", &server.url("postgres")])
        .output()
        .expect("the tool runs");
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("does not provide a MetaData object or sequence of objects to the context"),
        "{text}"
    );
    assert!(text.contains("hint: "), "{text}");
}

/// A revision is written, a second one on top of it after a change, and nothing changes after that.
fn works(env_py: &str) {
    let server = Server::shared();
    let project = Project::generic();
    project.write("alembic/env.py", env_py);
    project.write("models.py", MODELS);
    let untouched = server.database("environment");
    let run = |message: &str, expected: &str| {
        let output = project
            .tool()
            .args(["--yes", "-m", message, "--database-url", &server.url("postgres")])
            .env("DATABASE_URL", untouched.url())
            .output()
            .expect("the tool runs");
        let text = text_of(&output);
        assert!(output.status.success(), "{text}");
        assert!(text.contains(expected), "{text}");
    };
    run("add users", "create table users");
    project.write("models.py", &format!("{MODELS}    name = Column(String(80))\n"));
    run("add name", "add column users.name VARCHAR(80)");
    run("nothing", "No changes");
    assert_eq!(project.versions().len(), 2);
    let tables = untouched.psql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace");
    assert_eq!(tables, "0", "the project's own database is not touched");
}
