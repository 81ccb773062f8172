//! Mixed histories, against the real Alembic: schema and rows, both ways.

use crate::common;
use crate::common::project::Project;
use crate::common::server::{Server, TestDatabase};
use crate::replay;

const FILES: &[(&str, &str)] = &[
    ("f1_tables", include_str!("history/f1_tables.py")),
    ("f2_half", include_str!("history/f2_half.py")),
    ("f3_values", include_str!("history/f3_values.py")),
    ("f4_errors", include_str!("history/f4_errors.py")),
    ("f5_blocks", include_str!("history/f5_blocks.py")),
    ("f6_session", include_str!("history/f6_session.py")),
    ("f7_async", include_str!("history/f7_async.py")),
    ("f8_native", include_str!("history/f8_native.py")),
];

fn state(database: &TestDatabase) -> (String, String) {
    (database.dump(), database.psql("SELECT schema_to_xml('public', true, false, '')"))
}

#[test]
fn native_and_python_files_mixed_do_what_alembic_does() {
    let server = Server::shared();
    let project = Project::generic();
    project.write("models.py", "class Base:\n    metadata = None\n");
    for (name, text) in FILES {
        project.write(&format!("alembic/versions/{name}.py"), text);
    }
    // `run_async` wants Alembic on an async engine; one step back for the rest
    let env_py = project.read("alembic/env.py");
    let real = server.database("fallback_real");
    let own = server.database("fallback_ours");
    let alembic = |command: &[&str]| {
        let output = project.alembic(&real.url()).args(command).output().expect("alembic runs");
        common::assert_success(&format!("alembic {command:?}"), &output);
    };

    alembic(&["upgrade", "f6"]);
    project.write("alembic/env.py", ASYNC_ENV_PY);
    alembic(&["upgrade", "head"]);
    project.write("alembic/env.py", &env_py);
    let (used, _) = replay::run(&project, &own, "head", true).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(state(&own), state(&real), "after upgrade head");
    let names: Vec<String> = used
        .iter()
        .map(|used| used.file.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["f2_half", "f3_values", "f4_errors", "f5_blocks", "f6_session", "f7_async"]);
    let said = used[0].to_string();
    assert!(said.contains("f2_half.py needed Python: ") && said.contains("zlib"), "{said}");

    alembic(&["downgrade", "base"]);
    replay::run(&project, &own, "base", false).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(state(&own), state(&real), "after downgrade base");
}

const ASYNC_ENV_PY: &str = r#"import asyncio
import os

from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine


def run(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


async def main():
    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
    async with create_async_engine(url).connect() as connection:
        await connection.run_sync(run)


asyncio.run(main())
"#;
