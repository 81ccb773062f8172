//! What can't be printed is refused with its line, and nothing is printed then.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use crate::common::project::Project;
use crate::{RUN, Run, URL, alembic, offline_env, ours, ours_with, project, revision};

/// Something to print, then what fails.
fn with_last(code: &str) -> Project {
    let project = project(&offline_env("target_metadata=None", RUN));
    project.write("alembic/versions/one1.py", &revision("one1", "None", "op.execute('SELECT 1')", ""));
    project.write("alembic/versions/two2.py", &revision("two2", "'one1'", code, ""));
    project
}

#[test]
fn a_file_that_needs_rows_fails_at_its_line_and_prints_nothing() {
    let cases = [
        (
            "rows = op.get_bind().execute(sa.text('SELECT 1')).fetchall()",
            "'NoneType' object has no attribute 'fetchall'",
        ),
        (
            "for row in op.get_bind().execute(sa.text('SELECT 1')):\n    pass",
            "'NoneType' object is not iterable",
        ),
        (
            "sa.inspect(op.get_bind())",
            "No inspection system is available for object of type <class 'sqlalchemy.engine.mock.MockConnection'>",
        ),
        ("op.get_bind().scalar(sa.text('SELECT 1'))", "'MockConnection' object has no attribute 'scalar'"),
    ];
    for (code, message) in cases {
        let project = with_last(code);
        let run = Run::new(&project, "upgrade head --sql");
        let alembics = &alembic(&[Run::new(&project, "upgrade head --sql")])[0];
        assert!(alembics.status == 1 && alembics.stderr.contains(message), "{code}: {alembics:?}");
        for options in [&["--python", "never"][..], &[]] {
            let ours = ours_with(&run, options);
            assert_eq!((ours.status, ours.stdout.as_str()), (1, ""), "{code}: {ours:?}");
            assert!(ours.stderr.contains(message), "{code}: {}", ours.stderr);
            assert!(ours.stderr.contains("two2.py:14"), "{code}: {}", ours.stderr);
            assert!(ours.stderr.contains("--sql prints and connects to nothing"), "{code}: {}", ours.stderr);
        }
    }
}

#[test]
fn what_the_file_catches_is_its_own_business() {
    let code = "try:\n    sa.inspect(op.get_bind())\nexcept sa.exc.NoInspectionAvailable:\n    op.execute('SELECT 2')\ntry:\n    op.get_bind().execute(sa.text('SELECT 3')).scalar()\nexcept AttributeError:\n    op.execute('SELECT 4')";
    let project = with_last(code);
    let alembics = &alembic(&[Run::new(&project, "upgrade head --sql")])[0];
    let ours = ours(&Run::new(&project, "upgrade head --sql"));
    assert_eq!(ours.stdout, alembics.stdout, "{}", ours.stderr);
    assert!(ours.stdout.contains("SELECT 4;"));
}

#[test]
fn an_orm_session_has_nothing_to_work_on() {
    let project = with_last(
        "from sqlalchemy.orm import Session\nsession = Session(bind=op.get_bind())\nsession.execute(sa.text('SELECT 1'))",
    );
    let alembics = &alembic(&[Run::new(&project, "upgrade head --sql")])[0];
    assert_eq!(alembics.status, 1);
    let ours = ours_with(&Run::new(&project, "upgrade head --sql"), &["--python", "never"]);
    assert_eq!((ours.status, ours.stdout.as_str()), (1, ""), "{ours:?}");
    assert!(ours.stderr.contains("two2.py:16") && ours.stderr.contains("no database"), "{ours:?}");
}

#[test]
fn env_py_that_needs_a_database_is_refused_where_it_does() {
    let env_py = "from alembic import context\nfrom sqlalchemy import create_engine, text\nengine = create_engine(context.config.get_main_option('sqlalchemy.url'))\nwith engine.connect() as connection:\n    connection.execute(text('SET search_path TO app'))\n    context.configure(connection=connection)\n    with context.begin_transaction():\n        context.run_migrations()\n";
    let project = project(env_py);
    project.write("alembic/versions/one1.py", &revision("one1", "None", "op.execute('SELECT 1')", ""));
    for options in
        [&["--python", "never"][..], &["--python", crate::common::python().to_str().expect("UTF-8")]]
    {
        let ours = ours_with(&Run::new(&project, "upgrade head --sql"), options);
        assert_eq!((ours.status, ours.stdout.as_str()), (1, ""), "{ours:?}");
        assert!(ours.stderr.contains("env.py:") && ours.stderr.contains("no database"), "{ours:?}");
    }
}

#[test]
fn another_databases_sql_is_not_ours_to_print() {
    for configure in ["dialect_name='sqlite'", "url='mysql+pymysql://u:p@h/d'"] {
        let env_py = format!(
            "from alembic import context\ncontext.configure({configure})\nwith context.begin_transaction():\n    context.run_migrations()\n"
        );
        let project = project(&env_py);
        project.write("alembic/versions/one1.py", &revision("one1", "None", "op.execute('SELECT 1')", ""));
        let ours = ours(&Run::new(&project, "upgrade head --sql"));
        assert_eq!((ours.status, ours.stdout.as_str()), (1, ""), "{ours:?}");
        assert!(
            ours.stderr.contains("only PostgreSQL's SQL is printed") && ours.stderr.contains("env.py:2"),
            "{ours:?}"
        );
        assert!(!ours.stderr.contains("u:p"), "{ours:?}");
    }
}

#[test]
fn configure_without_a_dialect_fails_as_in_alembic() {
    let project = project(
        "from alembic import context\ncontext.configure(literal_binds=True)\ncontext.run_migrations()\n",
    );
    let alembics = &alembic(&[Run::new(&project, "upgrade head --sql")])[0];
    let ours = ours(&Run::new(&project, "upgrade head --sql"));
    let message = "Connection, url, or dialect_name is required.";
    assert!(alembics.stderr.contains(message), "{alembics:?}");
    assert!(
        ours.status == 1 && ours.stderr.contains(message) && ours.stderr.contains("env.py:2"),
        "{ours:?}"
    );
}

#[test]
fn called_alembic_it_fails_as_that() {
    let project = with_last("pass");
    let output = Command::new(env!("CARGO_BIN_EXE_gen-migration"))
        .arg0("alembic")
        .args(["downgrade", "base", "--sql"])
        .current_dir(project.path())
        .output()
        .expect("the tool runs");
    let alembics = &alembic(&[Run::new(&project, "downgrade base --sql")])[0];
    assert_eq!(output.status.code(), Some(255));
    assert_eq!(alembics.status, 255);
    assert_eq!(String::from_utf8_lossy(&output.stdout), alembics.stdout);
}

#[test]
fn the_script_is_printed_whatever_is_quiet_and_by_whatever_name() {
    let project = with_last("op.execute('SELECT 2')");
    let expected = ours(&Run::new(&project, "upgrade head --sql")).stdout;
    assert!(expected.contains("SELECT 2;"));
    assert_eq!(ours(&Run::new(&project, "-q upgrade head --sql")).stdout, expected);
    for arguments in [&["upgrade", "head", "--sql"][..], &["-q", "upgrade", "--sql", "head"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_gen-migration"))
            .arg0("alembic")
            .args(arguments)
            .current_dir(project.path())
            .env("DATABASE_URL", URL)
            .output()
            .expect("the tool runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    }
}

#[test]
fn a_stream_that_takes_no_more_is_an_error() {
    let project = with_last("op.execute('SELECT 2')");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux");
    let output = project
        .tool()
        .args(["upgrade", "head", "--sql"])
        .stdout(Stdio::from(full))
        .output()
        .expect("the tool runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"), "{output:?}");
}

#[test]
fn env_py_that_runs_nothing_prints_nothing_and_says_so() {
    let project = project("from alembic import context\n");
    let ours = ours(&Run::new(&project, "upgrade head --sql"));
    assert_eq!((ours.status, ours.stdout.as_str()), (0, ""), "{ours:?}");
    assert!(ours.stderr.contains("nothing was printed"), "{ours:?}");
}
