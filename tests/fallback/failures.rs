//! Every way in which the project's Python can fail, or can't be had: what is said, and exit 1.

use std::process::Output;
use std::time::{Duration, Instant};

use crate::common::project::{Project, text_of};
use crate::common::python;
use crate::common::server::Server;

/// A project whose one revision has `body` as its `upgrade()`, which reading can't settle.
fn project(imports: &str, body: &str) -> Project {
    let project = Project::generic();
    project.write("models.py", MODELS);
    let body: String = body.lines().map(|line| format!("    {line}\n")).collect();
    project.write(
        "alembic/versions/r1_only.py",
        &format!(
            "\"\"\"only\"\"\"\nimport zlib\nfrom alembic import op\nimport sqlalchemy as sa\n{imports}\n\
             revision = 'r1'\ndown_revision = None\n\n\ndef upgrade():\n    assert zlib.crc32(b'') == 0\n{body}\n\n\
             def downgrade():\n    pass\n"
        ),
    );
    project
}

const MODELS: &str =
    "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n";

fn run_with(project: &Project, arguments: &[&str]) -> Output {
    let server = Server::shared();
    let mut command = project.tool();
    command.args(["--yes", "--check", "--database-url", &server.url("postgres")]).args(arguments);
    command.output().expect("gen-migration runs")
}

fn run(project: &Project, arguments: &[&str]) -> Output {
    let python = python();
    let mut all = vec!["--python", python.to_str().expect("UTF-8")];
    all.extend(arguments);
    run_with(project, &all)
}

/// Exit 1, every fragment said, nothing of ours in the traceback.
fn fails(output: &Output, fragments: &[&str]) {
    let text = text_of(output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    for fragment in fragments {
        assert!(text.contains(fragment), "`{fragment}` is missing in:\n{text}");
    }
    assert!(!text.contains("<gen-migration>"), "{text}");
    assert_eq!(text.matches("error:").count(), 1, "{text}");
}

#[test]
fn a_missing_package_is_named_with_the_interpreter_that_lacks_it() {
    let output = run(&project("import no_such_package.inside", "pass"), &[]);
    fails(
        &output,
        &[
            "ModuleNotFoundError: No module named 'no_such_package'",
            "r1_only.py:5",
            "import no_such_package.inside",
            "-m pip install no_such_package",
            "--python PATH",
        ],
    );
}

#[test]
fn an_exception_of_the_file_has_the_projects_lines() {
    let body = "def inner():\n    raise RuntimeError('too bad')\ninner()";
    let output = run(&project("", body), &[]);
    fails(&output, &["RuntimeError: too bad", "r1_only.py:", "raise RuntimeError('too bad')", "inner()"]);
}

#[test]
fn postgresqls_refusal_is_reported_as_for_files_that_are_read() {
    let output = run(&project("", "op.execute('SELECT * FROM nowhere')"), &[]);
    fails(&output, &["relation \"nowhere\" does not exist", "LINE 1: SELECT * FROM nowhere", "r1_only.py:"]);
}

#[test]
fn a_syntax_error_that_reading_overlooks_is_pythons() {
    let output = run(&project("", "exec('a b')"), &[]);
    fails(&output, &["SyntaxError", "r1_only.py:"]);
}

#[test]
fn a_socket_is_refused_at_the_line_that_opens_it() {
    let body = "import socket\nsocket.create_connection(('127.0.0.1', 9))";
    let output = run(&project("", body), &[]);
    fails(&output, &["a network connection", "is not allowed", "socket.create_connection(('127.0.0.1', 9))"]);
}

#[test]
fn a_refused_socket_that_the_file_overlooks_fails_all_the_same() {
    let body = "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9))\nexcept Exception:\n    op.execute('SELECT 1')";
    let output = run(&project("", body), &[]);
    fails(&output, &["a network connection"]);
}

#[test]
fn another_process_is_refused_at_the_line_that_starts_it() {
    let body = "import subprocess\nsubprocess.run(['touch', 'made'])";
    let project = project("", body);
    let output = run(&project, &[]);
    fails(&output, &["starting a process", "subprocess.run(['touch', 'made'])"]);
    assert!(!project.path().join("made").exists());
}

#[test]
fn a_driver_needs_not_be_installed_and_connects_nowhere() {
    let body = "import psycopg\nimport psycopg2.extras\nimport asyncpg\npsycopg2.connect('host=127.0.0.1')";
    let output = run(&project("", body), &[]);
    fails(&output, &["psycopg2.connect", "op.get_bind()"]);
}

#[test]
fn a_second_connection_would_not_see_the_migration() {
    let body = "sa.create_engine('postgresql+psycopg2://u:p@elsewhere/d').connect()";
    let output = run(&project("", body), &[]);
    fails(&output, &["a second connection in a migration", "op.get_bind()"]);
}

#[test]
fn leaving_the_interpreter_is_an_error() {
    let output = run(&project("", "import os\nos._exit(3)"), &[]);
    fails(&output, &["ended before it was done", "exit status: 3"]);
    let output = run(&project("", "import sys\nsys.exit(0)"), &[]);
    fails(&output, &["SystemExit", "sys.exit(0)"]);
}

#[test]
fn what_is_printed_is_shown_with_verbose_and_disturbs_nothing() {
    let body = "import os, sys\nprint('said aloud')\nos.write(1, b'said below\\n')\nsys.stderr.write('said aside\\n')\nassert sys.stdin.read() == ''";
    let project = project("", body);
    let output = run(&project, &["--verbose"]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    for line in ["said aloud", "said below", "said aside"] {
        assert!(text.contains(line), "{text}");
    }
    let quiet = String::from_utf8_lossy(&run(&project, &[]).stdout).into_owned();
    assert!(!quiet.contains("said"), "{quiet}");
}

#[test]
fn the_output_says_which_file_needed_python_and_why() {
    let output = run(&project("", "pass"), &[]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{text}");
    assert_eq!(text.matches("needed Python").count(), 1, "{text}");
    assert!(text.contains("r1_only.py needed Python: ") && text.contains("r1_only.py:11"), "{text}");
}

#[test]
fn without_python_the_refusal_stands_with_a_hint() {
    let project = project("", "pass");
    fails(&run_with(&project, &["--python", "never"]), &["zlib", "r1_only.py:", "--python never forbids it"]);
    let output = run_with(&project, &["--python", "/nowhere/python"]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("/nowhere/python"), "{text}");
}

#[test]
fn an_interpreter_without_sqlalchemy_is_passed_over_by_name() {
    let project = project("", "pass");
    let fake = project.write(".venv/bin/python", "#!/bin/sh\nexec /usr/bin/env python3 -S -I \"$@\"\n");
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&fake, std::fs::Permissions::from_mode(0o755)).expect("executable");
    let server = Server::shared();
    let mut command = project.tool();
    command.env("PATH", "/usr/bin:/bin").args([
        "--yes",
        "--check",
        "--database-url",
        &server.url("postgres"),
    ]);
    let output = command.output().expect("gen-migration runs");
    fails(
        &output,
        &["the project's own Python could run this, but", "looked for: VIRTUAL_ENV", "--python PATH"],
    );
}

#[test]
fn a_file_that_commits_before_reading_gets_stuck_begins_again_with_python() {
    let project = project("", "pass");
    project.write(
        "alembic/versions/r2_half.py",
        "\"\"\"half\"\"\"\nimport zlib\nfrom alembic import op\nrevision = 'r2'\ndown_revision = 'r1'\n\n\n\
         def upgrade():\n    op.execute('CREATE TABLE half (a int)')\n    with op.get_context().autocommit_block():\n        \
         op.execute('INSERT INTO half VALUES (1)')\n    assert zlib.crc32(b'') == 0\n    \
         assert op.get_bind().exec_driver_sql('SELECT count(*) FROM half').scalar() == 1\n    \
         op.execute('DROP TABLE half')\n\n\ndef downgrade():\n    pass\n",
    );
    let output = run(&project, &[]);
    let text = text_of(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("r2_half.py needed Python"), "{text}");
}

#[test]
fn models_that_cannot_be_read_are_asked_of_python() {
    let project = project("", "op.create_table('made', sa.Column('id', sa.Integer, primary_key=True))");
    project.write(
        "models.py",
        &format!(
            "import zlib\nimport sqlalchemy as sa\n{MODELS}\n\nclass Made(Base):\n    __tablename__ = 'made'\n    \
             id = sa.Column(sa.Integer, primary_key=True)\n    name = sa.Column(sa.String(zlib.crc32(b'') + 7))\n"
        ),
    );
    let output = run(&project, &[]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("made.name") && text.contains("models.py needed Python"), "{text}");
}

#[test]
fn an_async_env_py_runs_in_python_too() {
    let project = project("", "pass");
    project.write("alembic/env.py", ASYNC_ENV_PY);
    let output = run(&project, &[]);
    let text = text_of(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("env.py needed Python"), "{text}");
}

#[test]
fn ctrl_c_ends_the_host_with_everything_in_its_group() {
    let project =
        project("import time", "print('waiting', flush=True)\nopen('up', 'w').close()\ntime.sleep(300)");
    let server = Server::shared();
    let python = python();
    let mut command = project.tool();
    command.args(["--yes", "--check", "--database-url", &server.url("postgres")]);
    command.args(["--python", python.to_str().expect("UTF-8")]);
    let mut child = command.stderr(std::process::Stdio::piped()).spawn().expect("gen-migration runs");
    let until = Instant::now() + Duration::from_secs(60);
    while !project.path().join("up").exists() {
        assert!(Instant::now() < until, "the migration begins");
        std::thread::sleep(Duration::from_millis(20));
    }
    let id = nix::unistd::Pid::from_raw(i32::try_from(child.id()).expect("a pid"));
    nix::sys::signal::kill(id, nix::sys::signal::Signal::SIGINT).expect("a signal");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
    let folder = project.path().to_string_lossy().into_owned();
    let alive = std::fs::read_dir("/proc").expect("processes").flatten().any(|entry| {
        std::fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd.to_string_lossy() == folder)
    });
    assert!(!alive, "a process still works in {folder}");
}

const ASYNC_ENV_PY: &str = r#"import asyncio
import os
import zlib

from alembic import context
from sqlalchemy.ext.asyncio import async_engine_from_config

from models import Base

assert zlib.crc32(b"") == 0


def run(connection):
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()


async def main():
    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
    engine = async_engine_from_config({"sqlalchemy.url": url}, prefix="sqlalchemy.")
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(main())
"#;
