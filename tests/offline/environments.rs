//! What env.py does around the migrations is part of the script.

use std::fs;

use crate::common::project::Project;
use crate::common::{self};
use crate::{RUN, Run, alembic, difference, offline_env, ours, project, revision};

/// Three revisions: a table, an autocommit block, data.
fn with_history(project: Project) -> Project {
    let history = [
        (
            "one1",
            "None",
            "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('k', sa.Enum('a', name='kind')))",
            "op.drop_table('t')\nop.execute('DROP TYPE kind')",
        ),
        (
            "two2",
            "'one1'",
            "op.execute('SELECT 1')\nwith op.get_context().autocommit_block():\n    op.execute(\"ALTER TYPE kind ADD VALUE 'b'\")\nop.execute('SELECT 2')",
            "pass",
        ),
        (
            "three3",
            "'two2'",
            "op.bulk_insert(sa.table('t', sa.column('k', sa.String)), [{'k': 'a'}, {'k': \"it's\"}])",
            "op.execute('DELETE FROM t')",
        ),
    ];
    for (id, down, up, back) in history {
        project.write(&format!("alembic/versions/{id}.py"), &revision(id, down, up, back));
    }
    project
}

const COMMANDS: &[&str] = &[
    "upgrade head --sql",
    "upgrade one1:head --sql",
    "downgrade three3:base --sql",
    "downgrade three3:one1 --sql",
    "stamp head --sql",
    "stamp one1:three3 --sql",
    "stamp three3:one1 --sql",
    "ensure_version --sql",
    "upgrade one1:three3 --sql --tag release",
    "-x tenant=acme -x flag upgrade head --sql",
];

fn check(cases: &[(String, Project)], commands: &[&str]) {
    let runs: Vec<Run<'_>> = cases
        .iter()
        .flat_map(|(_, project)| commands.iter().map(move |line| Run::new(project, line)))
        .collect();
    let mut wrong = Vec::new();
    for (index, (run, alembics)) in runs.iter().zip(alembic(&runs)).enumerate() {
        let name = &cases[index / commands.len()].0;
        let line = commands[index % commands.len()];
        assert_eq!(alembics.status, 0, "{name}: {line}: {}", alembics.stderr);
        let ours = ours(run);
        let said = match ours.status {
            0 => difference(&ours.stdout, &alembics.stdout),
            _ => Some(ours.stderr),
        };
        wrong.extend(said.map(|said| format!("## {name}: {line}\n{said}")));
    }
    assert!(wrong.is_empty(), "{} differ\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// What `fileConfig` of the templates reads.
const LOGGING: &str = "\n[loggers]\nkeys = root\n\n[handlers]\nkeys = console\n\n[formatters]\nkeys = plain\n\n[logger_root]\nlevel = INFO\nhandlers = console\n\n[handler_console]\nclass = StreamHandler\nargs = (sys.stderr,)\nformatter = plain\n\n[formatter_plain]\nformat = %(levelname)s %(message)s\n";

/// Alembic's own env.py of a template.
fn template(name: &str) -> Project {
    let python = common::python();
    let folder = python
        .parent()
        .and_then(|bin| bin.parent())
        .map(|venv| venv.join("lib/python3.11/site-packages/alembic/templates").join(name))
        .expect("a virtual environment");
    let env_py = fs::read_to_string(folder.join("env.py")).expect("a template");
    let project = with_history(project(&env_py));
    project.write("alembic.ini", &format!("{}{LOGGING}", project.read("alembic.ini")));
    if name.starts_with("pyproject") {
        project.write(
            "pyproject.toml",
            "[tool.alembic]\nscript_location = \"%(here)s/alembic\"\nprepend_sys_path = [\".\"]\n",
        );
        project.write("alembic.ini", &format!("[alembic]\nsqlalchemy.url = postgresql+asyncpg://nobody:secret@127.0.0.1:1/nothing\n{LOGGING}"));
    }
    project
}

#[test]
fn the_templates_print_what_alembic_prints() {
    let names = ["generic", "async", "pyproject", "pyproject_async"];
    let cases: Vec<(String, Project)> =
        names.iter().map(|name| ((*name).to_owned(), template(name))).collect();
    check(&cases, COMMANDS);
}

#[test]
fn options_of_configure_are_obeyed() {
    let around = |text: &str| text.to_owned();
    let cases: Vec<(&str, String)> = vec![
        ("a transaction for each", offline_env("transaction_per_migration=True", RUN)),
        ("DDL without transactions", offline_env("transactional_ddl=False", RUN)),
        ("neither", offline_env("transactional_ddl=False, transaction_per_migration=True", RUN)),
        ("another version table", offline_env("version_table='Versions', version_table_schema='app'", RUN)),
        ("a version table without a key", offline_env("version_table_pk=False", RUN)),
        ("a dialect's name alone", offline_env("target_metadata=None", RUN).replace("url=url, ", "dialect_name='postgresql', ")),
        ("a URL object", offline_env("target_metadata=None", RUN).replace("url=url, ", "url=sa.make_url(url), ")),
        ("an engine's URL", offline_env("target_metadata=None", RUN).replace("url=url, ", "url=sa.create_engine(url).url, ")),
        ("no transaction at all", offline_env("target_metadata=None", "    context.run_migrations()\n")),
        ("statements around", offline_env(
            "target_metadata=None",
            &around("    context.execute('SET search_path TO app')\n    with context.begin_transaction():\n        context.execute(sa.text(\"SELECT 'inside'\"))\n        context.static_output('-- by hand')\n        context.run_migrations()\n        context.get_context().execute('SELECT 3')\n    context.static_output('-- the end')\n"),
        )),
        ("a statement of Core", offline_env("target_metadata=None", "    t = sa.table('log', sa.column('at', sa.Date))\n    with context.begin_transaction():\n        context.execute(t.insert().values(at=sa.func.current_date()))\n        context.run_migrations()\n")),
        ("facts about the run", offline_env(
            "target_metadata=None",
            "    for fact in (context.get_tag_argument(), context.get_x_argument(), context.get_x_argument(as_dictionary=True), context.get_head_revision(), context.get_head_revisions(), context.is_offline_mode(), context.requires_connection(), context.is_transactional_ddl(), context.get_context().as_sql):\n        context.static_output(f'-- {fact!r}')\n    context.run_migrations()\n",
        )),
        ("a start that env.py decides", offline_env("starting_rev='one1'", RUN)),
        ("a tag that env.py decides", offline_env("tag='mine'", "    context.static_output(context.get_tag_argument())\n    context.run_migrations()\n")),
        ("a callback after each step", offline_env(
            "on_version_apply=note",
            RUN,
        ).replace("def run_migrations_offline", "def note(ctx, step, heads, run_args, **kw):\n    ctx.impl.static_output(f\"-- {step.up_revision_id} {step.is_upgrade} {step.is_stamp} {sorted(heads)}\")\n    ctx.execute('SELECT 4')\n    ctx.bind.execute(sa.text('SELECT 5'))\n\n\ndef run_migrations_offline")),
        ("once for each schema", offline_env("target_metadata=None", "").replace(
            "    context.configure(url=url, literal_binds=True, dialect_opts={\"paramstyle\": \"named\"}, target_metadata=None)\n",
            "    for schema in ('one', 'two'):\n        context.configure(url=url, literal_binds=True, dialect_opts={\"paramstyle\": \"named\"}, version_table_schema=schema)\n        with context.begin_transaction():\n            context.execute(f'SET search_path TO {schema}')\n            context.run_migrations()\n",
        )),
        ("a convention for names", offline_env("target_metadata=sa.MetaData(naming_convention={'pk': 'pk_%(table_name)s'})", RUN)),
        ("literal values not asked for", offline_env("target_metadata=None", RUN).replace("literal_binds=True, ", "")),
        ("an asynchronous driver", offline_env("target_metadata=None", RUN).replace("url=url", "url=url.replace('psycopg2', 'asyncpg')")),
        ("a buffer of its own", offline_env("output_buffer=buffer", "    with context.begin_transaction():\n        context.run_migrations()\n    assert buffer.getvalue().endswith('COMMIT;\\n\\n'), buffer.getvalue()\n").replace("config = context.config", "import io\nbuffer = io.StringIO()\nconfig = context.config")),
        ("the standard output named", offline_env("output_buffer=sys.stdout", RUN).replace("config = context.config", "import sys\nconfig = context.config")),
    ];
    let cases: Vec<(String, Project)> =
        cases.into_iter().map(|(name, env_py)| (name.to_owned(), with_history(project(&env_py)))).collect();
    // a start of env.py's own leads nowhere for most commands
    let (starting, others): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|(name, _)| name.starts_with("a start"));
    check(
        &others,
        &[
            "upgrade head --sql",
            "-x tenant=acme upgrade one1:three3 --sql --tag release",
            "downgrade three3:base --sql",
            "stamp head --sql",
            "ensure_version --sql",
        ],
    );
    for (_, project) in &starting {
        let run = Run::new(project, "upgrade head --sql");
        let expected = alembic(&[Run::new(project, "upgrade head --sql")]);
        assert_eq!(ours(&run).stdout, expected[0].stdout);
        assert!(!expected[0].stdout.contains("CREATE TABLE"));
    }
}

#[test]
fn env_py_learns_the_revisions_of_the_range() {
    let facts = "    context.static_output(f'-- {context.get_revision_argument()!r} {context.get_starting_revision_argument()!r}')\n    context.run_migrations()\n";
    let project = with_history(project(&offline_env("target_metadata=None", facts)));
    let lines = [
        "upgrade head --sql",
        "upgrade heads --sql",
        "upgrade one1:head --sql",
        "upgrade base:two2 --sql",
        "upgrade one1:+1 --sql",
        "upgrade one:two --sql",
        "downgrade three3:base --sql",
        "downgrade head:one1 --sql",
        "downgrade three3:-1 --sql",
        "stamp head --sql",
        "stamp one1:two2 --sql",
    ];
    let runs: Vec<Run<'_>> = lines.iter().map(|line| Run::new(&project, line)).collect();
    for ((line, run), alembics) in lines.iter().zip(&runs).zip(alembic(&runs)) {
        assert_eq!(alembics.status, 0, "{line}: {}", alembics.stderr);
        let ours = ours(run);
        assert_eq!(ours.stdout, alembics.stdout, "{line}: {}", ours.stderr);
    }
}

#[test]
fn revision_prints_what_env_py_prints_and_writes_the_file() {
    let make = || {
        let project = with_history(project(&offline_env("target_metadata=None", RUN)));
        let ini = project.read("alembic.ini");
        project.write("alembic.ini", &format!("{ini}revision_environment = true\n"));
        project
    };
    let (one, other) = (make(), make());
    let line = "revision -m new --rev-id four4 --sql";
    let alembics = alembic(&[Run::new(&one, line)]);
    let ours = ours(&Run::new(&other, line));
    assert_eq!((alembics[0].status, ours.status), (0, 0), "{} {}", alembics[0].stderr, ours.stderr);
    assert!(alembics[0].stdout.starts_with("BEGIN;\n\nCOMMIT;\n\n"), "{}", alembics[0].stdout);
    assert!(ours.stdout.starts_with("BEGIN;\n\nCOMMIT;\n\n"), "{}", ours.stdout);
    let without_date = |text: String| {
        text.lines().filter(|line| !line.starts_with("Create Date")).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        without_date(one.read("alembic/versions/four4_new.py")),
        without_date(other.read("alembic/versions/four4_new.py"))
    );

    let plain = with_history(project(&offline_env("target_metadata=None", RUN)));
    for (line, message) in [
        (
            line,
            "Using --sql with the revision command when revision_environment is not configured does not make any sense",
        ),
        ("revision -m new --sql --autogenerate", "Using --sql with --autogenerate does not make any sense"),
    ] {
        let alembics = alembic(&[Run::new(&plain, line)]);
        let ours = crate::ours(&Run::new(&plain, line));
        assert!(alembics[0].stdout.contains(message), "{:?}", alembics[0]);
        assert!(ours.status == 1 && ours.stderr.contains(message), "{ours:?}");
    }
}
