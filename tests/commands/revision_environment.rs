//! `revision_environment = true`: env.py is evaluated for files that compare nothing.

use super::common::project::SCRIPT_PY_MAKO;
use super::{Real, own, stderr};

fn project(env_py: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    std::fs::create_dir_all(here.join("alembic/versions")).expect("made");
    let template = format!("{SCRIPT_PY_MAKO}\n# by ${{author}}\n");
    std::fs::write(here.join("alembic/script.py.mako"), template).expect("written");
    std::fs::write(here.join("alembic/env.py"), env_py).expect("written");
    let ini = "[alembic]\nscript_location = %(here)s/alembic\nrevision_environment = true\n";
    std::fs::write(here.join("alembic.ini"), ini).expect("written");
    folder
}

/// SQLite stands in for a server with the real one, which wants a connection.
const ENV_PY: &str = "from alembic import context\nfrom sqlalchemy import create_engine\n\n\
    with create_engine('sqlite://').connect() as connection:\n    \
    context.configure(connection=connection, template_args={'author': 'env.py'})\n    \
    with context.begin_transaction():\n        context.run_migrations()\n";

#[test]
fn template_arguments_reach_the_file() {
    let mut texts = Vec::new();
    let mut real = Real::start();
    for ours in [true, false] {
        let folder = project(ENV_PY);
        for line in [
            &["revision", "-m", "one", "--rev-id", "aaaa"][..],
            &["revision", "-m", "two", "--rev-id", "bbbb", "--head", "base", "--splice"],
            &["merge", "heads", "-m", "both", "--rev-id", "cccc"],
        ] {
            let output = if ours {
                own(folder.path()).args(line).output().expect("runs")
            } else {
                real.run(folder.path(), line, &[])
            };
            assert!(output.status.success(), "{line:?}: {}", stderr(&output));
        }
        for name in ["aaaa_one.py", "bbbb_two.py", "cccc_both.py"] {
            let text =
                std::fs::read_to_string(folder.path().join("alembic/versions").join(name)).expect("read");
            let kept =
                text.lines().filter(|line| !line.starts_with("Create Date")).collect::<Vec<_>>().join("\n");
            texts.push(kept);
        }
    }
    assert!(texts[0].ends_with("# by env.py"), "{}", texts[0]);
    assert_eq!(texts[..3], texts[3..]);
}

/// What the usual recipes do to a revision.
#[test]
fn directives_are_heard() {
    let prelude = "def process(context, revision, directives):\n    script = directives[0]\n";
    let mut real = Real::start();
    for (name, body, arguments) in [
        ("a running number", "    script.rev_id = '0007'\n", &["revision", "-m", "one"][..]),
        (
            "another message",
            "    script.message = script.message.upper()\n",
            &["revision", "-m", "one", "--rev-id", "aaaa"],
        ),
        (
            "nothing unless something was compared",
            "    if context.config.cmd_opts.autogenerate and script.upgrade_ops.is_empty():\n        directives[:] = []\n",
            &["revision", "-m", "one", "--rev-id", "aaaa"],
        ),
        ("taken back", "    directives[:] = []\n", &["revision", "-m", "one"]),
    ] {
        let mut seen = Vec::new();
        for ours in [true, false] {
            let with =
                ENV_PY.replace("template_args=", "process_revision_directives=process, template_args=");
            let folder = project(&with.replace("\n\nwith ", &format!("\n\n{prelude}{body}\n\nwith ")));
            let output = if ours {
                own(folder.path()).args(arguments).output().expect("runs")
            } else {
                real.run(folder.path(), arguments, &[])
            };
            assert!(output.status.success(), "{name}: {}", stderr(&output));
            let versions = folder.path().join("alembic/versions");
            let texts: Vec<String> = super::files(&versions)
                .iter()
                .map(|file| {
                    let text = std::fs::read_to_string(versions.join(file)).expect("read");
                    let kept: Vec<&str> =
                        text.lines().filter(|line| !line.starts_with("Create Date")).collect();
                    format!("{file}\n{}", kept.join("\n"))
                })
                .collect();
            seen.push(texts);
        }
        assert_eq!(seen[0], seen[1], "{name}");
    }
}

#[test]
fn operations_have_no_place_there() {
    let with =
        ENV_PY.replace("template_args=", "process_revision_directives=process, template_args=").replace(
            "\n\nwith ",
            "\n\nfrom alembic.operations import ops\n\n\ndef process(context, revision, directives):\n    \
         directives[0].upgrade_ops.ops.append(ops.ExecuteSQLOp('SELECT 1'))\n\n\nwith ",
        );
    let folder = project(&with);
    let output = own(folder.path()).args(["revision", "-m", "one"]).output().expect("runs");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("process_revision_directives"), "{}", stderr(&output));
    assert_eq!(super::files(&folder.path().join("alembic/versions")).len(), 0);
}

#[test]
fn without_the_option_env_py_is_left_alone() {
    let folder = project("raise SystemExit('evaluated')\n");
    let run = |arguments: &[&str]| own(folder.path()).args(arguments).output().expect("runs");
    let output = run(&["revision", "-m", "one"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    std::fs::write(folder.path().join("alembic/script.py.mako"), SCRIPT_PY_MAKO).expect("written");
    std::fs::write(folder.path().join("alembic.ini"), "[alembic]\nscript_location = %(here)s/alembic\n")
        .expect("written");
    let output = run(&["revision", "-m", "one"]);
    assert!(output.status.success(), "{}", stderr(&output));
}
