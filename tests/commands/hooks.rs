//! post_write_hooks on new revisions.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use super::common::project::{ENV_PY, SCRIPT_PY_MAKO};
use super::common::server::Server;
use super::{Real, alembic_link, files, own, program, stderr, stdout};

/// A project of one configuration file, a virtual environment that has the packages of this one's
/// Python, and a module to run.
fn project(configuration: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    std::fs::create_dir_all(here.join("alembic/versions")).expect("made");
    std::fs::create_dir_all(here.join("sub")).expect("made");
    std::fs::write(here.join("alembic/script.py.mako"), SCRIPT_PY_MAKO).expect("written");
    std::fs::write(here.join(configuration), text).expect("written");
    std::fs::write(
        here.join("marker.py"),
        "import os, sys\n\n\ndef main():\n    print('marker in', os.path.basename(os.getcwd()), sys.argv[1:-1])\n    \
         with open(sys.argv[-1], 'a') as file:\n        file.write('# marked\\n')\n\n\nif __name__ == '__main__':\n    main()\n",
    )
    .expect("written");
    let python = super::common::python();
    let environment = python.parent().and_then(Path::parent).expect("an environment");
    std::os::unix::fs::symlink(environment, here.join(".venv")).expect("linked");
    let script = here.join("tool.sh");
    std::fs::write(&script, "#!/bin/sh\necho tool in \"$(basename \"$PWD\")\" \"$@\"\nexit ${STATUS:-0}\n")
        .expect("written");
    std::fs::set_permissions(script, std::fs::Permissions::from_mode(0o755)).expect("executable");
    folder
}

fn ini(hooks: &str) -> String {
    format!(
        "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = .\n\n[post_write_hooks]\n{hooks}"
    )
}

fn toml(hooks: &str) -> String {
    format!("[tool.alembic]\nscript_location = \"%(here)s/alembic\"\nprepend_sys_path = [\".\"]\n{hooks}")
}

/// Name, file, text.
fn configurations() -> Vec<(&'static str, &'static str, String)> {
    vec![
        ("none", "alembic.ini", ini("")),
        ("exec", "alembic.ini", ini("hooks = one\none.type = exec\none.executable = %(here)s/tool.sh\n")),
        (
            "exec with options and a folder",
            "alembic.ini",
            ini("hooks = one\none.type = exec\none.executable = %(here)s/tool.sh\none.cwd = %(here)s/sub\n\
                 one.options = -l 79 'a b' REVISION_SCRIPT_FILENAME\n"),
        ),
        (
            "two, in order",
            "alembic.ini",
            ini(
                "hooks = one, two\none.type = exec\none.executable = %(here)s/tool.sh\none.options = first\n\
                 two.type = exec\ntwo.executable = %(here)s/tool.sh\ntwo.options = second\n",
            ),
        ),
        (
            "module",
            "alembic.ini",
            ini("hooks = m\nm.type = module\nm.module = marker\nm.options = -x REVISION_SCRIPT_FILENAME\n"),
        ),
        ("no module", "alembic.ini", ini("hooks = m\nm.type = module\nm.module = nowhere\n")),
        (
            "console script",
            "alembic.ini",
            ini(
                "hooks = c\nc.type = console_scripts\nc.entrypoint = mako-render\nc.options = --help REVISION_SCRIPT_FILENAME\n",
            ),
        ),
        (
            "no console script",
            "alembic.ini",
            ini("hooks = c\nc.type = console_scripts\nc.entrypoint = nowhere\n"),
        ),
        ("no type", "alembic.ini", ini("hooks = c\nc.entrypoint = nowhere\n")),
        ("unknown type", "alembic.ini", ini("hooks = c\nc.type = other\n")),
        ("no executable", "alembic.ini", ini("hooks = c\nc.type = exec\n")),
        ("no entrypoint", "alembic.ini", ini("hooks = c\nc.type = console_scripts\n")),
        (
            "toml",
            "pyproject.toml",
            toml(
                "[[tool.alembic.post_write_hooks]]\nname = \"one\"\ntype = \"exec\"\nexecutable = \"%(here)s/tool.sh\"\n\
                  options = \"-a REVISION_SCRIPT_FILENAME\"\ncwd = \"%(here)s/sub\"\n\
                  [[tool.alembic.post_write_hooks]]\nname = \"two\"\ntype = \"module\"\nmodule = \"marker\"\n",
            ),
        ),
        ("toml, no type", "pyproject.toml", toml("[[tool.alembic.post_write_hooks]]\nname = \"one\"\n")),
    ]
}

fn settled(output: &Output, folder: &Path) -> String {
    let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
    stdout(output).replace(&folder.display().to_string(), "HERE").replace(&name, "HERE")
}

#[test]
fn hooks_run_as_in_alembic() {
    let (_link_folder, link) = alembic_link();
    let mut real = Real::start();
    for (name, file, text) in configurations() {
        let mut seen = Vec::new();
        for ours in [true, false] {
            let folder = project(file, &text);
            let arguments = ["revision", "-m", "one", "--rev-id", "aaaa1111"];
            let place = folder.path().display().to_string();
            let environment = [("PYTHONPATH", place.as_str())];
            let output = if ours {
                program(&link, folder.path()).args(arguments).envs(environment).output().expect("runs")
            } else {
                real.run(folder.path(), &arguments, &environment)
            };
            let path = folder.path().join("alembic/versions/aaaa1111_one.py");
            let written = std::fs::read_to_string(path).expect("the revision is there");
            let marks = written.lines().filter(|line| *line == "# marked").count();
            seen.push((settled(&output, folder.path()), output.status.code(), marks));
        }
        assert_eq!(seen[0], seen[1], "{name}");
    }
}

#[test]
fn merges_have_hooks_too() {
    let folder =
        project("alembic.ini", &ini("hooks = one\none.type = exec\none.executable = %(here)s/tool.sh\n"));
    let run = |arguments: &[&str]| own(folder.path()).args(arguments).output().expect("runs");
    for line in [
        &["revision", "-m", "a", "--rev-id", "aaaa"][..],
        &["revision", "-m", "b", "--rev-id", "bbbb", "--head", "base", "--splice"],
        &["merge", "heads", "-m", "both", "--rev-id", "cccc"],
    ] {
        let output = run(line);
        assert!(output.status.success(), "{line:?}: {}", stderr(&output));
        // results on stdout, what hooks say is none
        assert_eq!(stdout(&output).lines().count(), 1, "{}", stdout(&output));
        assert!(stderr(&output).contains("Running post write hook 'one'\ntool in "), "{}", stderr(&output));
    }
}

#[test]
fn the_main_job_and_autogenerate_have_hooks() {
    let server = Server::shared();
    for line in [
        &["--yes", "-m", "add users", "--rev-id", "aaaa", "--database-url"][..],
        &["revision", "--autogenerate", "-m", "add users", "--rev-id", "aaaa", "--database-url"],
    ] {
        let database = server.database("hooks");
        let hooks = ini("hooks = one\none.type = exec\none.executable = %(here)s/tool.sh\n");
        let folder = project("alembic.ini", &hooks);
        std::fs::write(folder.path().join("alembic/env.py"), ENV_PY).expect("written");
        std::fs::write(
            folder.path().join("models.py"),
            "import sqlalchemy as sa\nfrom sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n\n\n\
             class User(Base):\n    __tablename__ = 'users'\n    id = sa.Column(sa.Integer, primary_key=True)\n",
        )
        .expect("written");
        let output = own(folder.path())
            .args(line)
            .arg(database.url())
            .env("DATABASE_URL", database.url())
            .output()
            .expect("runs");
        assert!(output.status.success(), "{line:?}: {}", stderr(&output));
        let path = folder.path().join("alembic/versions/aaaa_add_users.py");
        assert!(std::fs::read_to_string(&path).expect("written").contains("create_table"), "{line:?}");
        let said = stderr(&output);
        assert!(
            said.contains(&format!("{}\n", path.display())) && said.contains("tool in "),
            "{line:?}: {said}"
        );
        assert!(stdout(&output).ends_with("alembic/versions/aaaa_add_users.py\n"), "{}", stdout(&output));
    }
}

#[test]
fn a_hook_that_fails_is_reported_after_all_have_run() {
    let hooks = ini(
        "hooks = one two\none.type = exec\none.executable = %(here)s/tool.sh\ntwo.type = module\ntwo.module = marker\n",
    );
    let folder = project("alembic.ini", &hooks);
    let output = own(folder.path())
        .args(["revision", "-m", "one", "--rev-id", "aaaa"])
        .env("STATUS", "7")
        .env("PYTHONPATH", folder.path())
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("post write hook 'one' ended with exit status 7"), "{said}");
    assert!(said.contains("the revision is written: alembic/versions/aaaa_one.py"), "{said}");
    let written = std::fs::read_to_string(folder.path().join("alembic/versions/aaaa_one.py")).expect("read");
    assert!(written.ends_with("# marked\n"), "the second hook ran: {written}");
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let folder =
        project("alembic.ini", &ini("hooks = one\none.type = exec\none.executable = no-such-program\n"));
    let output = own(folder.path()).args(["revision", "-m", "one"]).output().expect("runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("can't run no-such-program"), "{}", stderr(&output));
    assert_eq!(files(&folder.path().join("alembic/versions")).len(), 1);
}
