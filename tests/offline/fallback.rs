//! What reading can't settle is printed by the project's own Python: the same script.

use crate::common::project::Project;
use crate::common::python;
use crate::{RUN, Run, alembic, difference, offline_env, ours_with, project, revision};

/// Reading has no frames.
const UNREADABLE: &str = "import sys\nname = sys._getframe().f_code.co_name\n";

fn with_python(project: &Project, line: &str) -> crate::Said {
    ours_with(&Run::new(project, line), &["--python", python().to_str().expect("UTF-8")])
}

fn same(project: &Project, line: &str, needs: &str) {
    let alembics = &alembic(&[Run::new(project, line)])[0];
    assert_eq!(alembics.status, 0, "{}", alembics.stderr);
    let ours = with_python(project, line);
    assert_eq!(ours.status, 0, "{}", ours.stderr);
    assert!(ours.stderr.contains("needed Python") && ours.stderr.contains(needs), "{}", ours.stderr);
    if let Some(difference) = difference(&ours.stdout, &alembics.stdout) {
        panic!("{line}: {difference}");
    }
    let refused = ours_with(&Run::new(project, line), &["--python", "never"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (1, ""), "{refused:?}");
    assert!(refused.stderr.contains(needs), "{}", refused.stderr);
}

#[test]
fn one_file_of_a_history() {
    let project = project(&offline_env(
        "target_metadata=sa.MetaData(naming_convention={'ix': 'ix_%(table_name)s_%(column_0_name)s'})",
        RUN,
    ));
    let kind = "kind = sa.Enum('a', \"b'c\", name='kind')\n";
    // a type that an earlier file created, one that only this file creates, and a later file that has both
    project.write(
        "alembic/versions/one1.py",
        &revision(
            "one1",
            "None",
            &format!("{kind}op.create_table('t', sa.Column('k', kind))"),
            "op.drop_table('t')",
        ),
    );
    project.write(
        "alembic/versions/two2.py",
        &revision(
            "two2",
            "'one1'",
            &format!("op.execute('SELECT 0')\n{UNREADABLE}{kind}op.create_table(f'made_in_{{name}}', sa.Column('k', kind), sa.Column('o', sa.Enum('x', name='other')))\nop.create_index(None, 't', ['k'])\nop.execute(\"UPDATE t SET a = '50%', b = 'a\\\\tb'\")\nop.bulk_insert(sa.table('t', sa.column('d', sa.Date)), [{{'d': datetime.date(2020, 1, 2)}}])\nwith op.get_context().autocommit_block():\n    op.execute('SELECT 1')\ncontext.static_output('-- by hand')"),
            &format!("{UNREADABLE}op.drop_table(f\"made_in_{{name.replace('down', 'up')}}\")"),
        ),
    );
    project.write(
        "alembic/versions/three3.py",
        &revision(
            "three3",
            "'two2'",
            &format!(
                "{kind}op.create_table('u', sa.Column('k', kind), sa.Column('o', sa.Enum('x', name='other')))"
            ),
            "op.drop_table('u')",
        ),
    );
    same(&project, "upgrade head --sql", "two2.py");
    same(&project, "downgrade head:base --sql", "two2.py");
    same(&project, "upgrade one1:head --sql", "two2.py");
}

#[test]
fn all_of_it_where_env_py_is_the_one() {
    let env_py = offline_env("transaction_per_migration=True, version_table='versions'", "    context.execute('SELECT 0')\n    with context.begin_transaction():\n        context.run_migrations()\n    context.static_output(f'-- {name} {context.get_tag_argument()} {context.get_revision_argument()} {context.get_starting_revision_argument()}')\n").replace("config = context.config", &format!("{UNREADABLE}config = context.config"));
    let project = project(&env_py);
    project.write(
        "alembic/versions/one1.py",
        &revision(
            "one1",
            "None",
            "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))",
            "op.drop_table('t')",
        ),
    );
    project.write(
        "alembic/versions/two2.py",
        &revision(
            "two2",
            "'one1'",
            "with op.get_context().autocommit_block():\n    op.execute('SELECT 1')",
            "pass",
        ),
    );
    for line in [
        "upgrade head --sql",
        "upgrade one1:two2 --sql --tag release",
        "downgrade two2:base --sql",
        "stamp head --sql",
        "stamp one1:two2 --sql",
    ] {
        same(&project, line, "env.py");
    }
}

#[test]
fn a_file_for_the_script_is_written_by_python() {
    let make = || {
        let project = project(&offline_env("output_buffer=open('out.sql', 'w')", RUN));
        project.write("alembic/versions/one1.py", &revision("one1", "None", "op.execute('SELECT 1')", ""));
        project
    };
    let (theirs, ours) = (make(), make());
    let alembics = &alembic(&[Run::new(&theirs, "upgrade head --sql")])[0];
    let said = with_python(&ours, "upgrade head --sql");
    assert_eq!((alembics.status, said.status), (0, 0), "{} {}", alembics.stderr, said.stderr);
    assert_eq!((alembics.stdout.as_str(), said.stdout.as_str()), ("", ""));
    assert_eq!(theirs.read("out.sql"), ours.read("out.sql"));
}

/// Alembic's multidb template writes a file for each database, and its revisions take the engine's name.
#[test]
fn several_databases() {
    let templates = python()
        .parent()
        .and_then(|bin| bin.parent())
        .map(|venv| venv.join("lib/python3.11/site-packages/alembic/templates/multidb"))
        .expect("a virtual environment");
    let env_py = std::fs::read_to_string(templates.join("env.py")).expect("a template");
    let make = || {
        let project = project(&env_py.replace("fileConfig(config.config_file_name)", "pass"));
        project.write("alembic.ini", "[alembic]\nscript_location = %(here)s/alembic\ndatabases = one, two\n\n[one]\nsqlalchemy.url = postgresql://u@h/one\n\n[two]\nsqlalchemy.url = postgresql://u@h/two\n");
        let file = revision("one1", "None", "op.execute(f\"SELECT '{engine_name}'\")", "");
        project.write("alembic/versions/one1.py", &file.replace("def upgrade()", "def upgrade(engine_name)"));
        project
    };
    let (theirs, ours) = (make(), make());
    let alembics = &alembic(&[Run::new(&theirs, "upgrade head --sql")])[0];
    let said = with_python(&ours, "upgrade head --sql");
    assert_eq!((alembics.status, said.status), (0, 0), "{} {}", alembics.stderr, said.stderr);
    for name in ["one.sql", "two.sql"] {
        assert_eq!(theirs.read(name), ours.read(name));
    }
}

#[test]
fn a_file_that_needs_rows_fails_there_too() {
    let project = project(&offline_env("target_metadata=None", RUN));
    project.write(
        "alembic/versions/one1.py",
        &revision(
            "one1",
            "None",
            &format!(
                "op.execute('SELECT 0')\n{UNREADABLE}op.get_bind().execute(sa.text('SELECT 1')).fetchall()"
            ),
            "",
        ),
    );
    let ours = with_python(&project, "upgrade head --sql");
    assert_eq!((ours.status, ours.stdout.as_str()), (1, ""), "{ours:?}");
    assert!(ours.stderr.contains("one1.py:17") && ours.stderr.contains("fetchall"), "{ours:?}");
}

#[test]
fn a_connection_of_its_own_is_refused_even_where_it_is_caught() {
    let project = project(&offline_env("target_metadata=None", RUN));
    project.write("alembic/versions/one1.py", &revision("one1", "None", &format!("{UNREADABLE}try:\n    sa.create_engine('postgresql://').connect()\nexcept Exception:\n    op.execute('SELECT 1')"), ""));
    let ours = with_python(&project, "upgrade head --sql");
    assert_eq!((ours.status, ours.stdout.as_str()), (1, ""), "{ours:?}");
    assert!(ours.stderr.contains("no database to connect to"), "{ours:?}");
}
