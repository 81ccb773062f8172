//! Forms of env.py.

use std::rc::Rc;

use gen_migration::config::Variables;
use gen_migration::environment::{self, EngineUrl, Environment, Request};
use gen_migration::python::with_large_stack;

use crate::common::project::Project;
use crate::ours;

const MODELS: &str = "import sqlalchemy as sa\n\nclass Base:\n    metadata = sa.MetaData(naming_convention={'ix': 'ix_%(column_0_label)s'})\n";

const RUN: &str = r#"
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata, include_schemas=True, version_table="versions")
        with context.begin_transaction():
            context.run_migrations()
"#;

/// Body of env.py, and the URL of the connection that it made.
fn forms() -> Vec<(&'static str, String, Option<&'static str>)> {
    let head = "from alembic import context\nfrom models import Base\ntarget_metadata = Base.metadata\nconfig = context.config\n";
    vec![
        (
            "DATABASE_URL",
            format!(
                "import os\nfrom sqlalchemy import create_engine, pool\n{head}\ndef online():\n    connectable = create_engine(os.environ['DATABASE_URL'], poolclass=pool.NullPool)\n{RUN}\nif context.is_offline_mode():\n    raise RuntimeError\nelse:\n    online()\n"
            ),
            Some("postgresql://who:secret@example:5433/db"),
        ),
        (
            "POSTGRES_*",
            format!(
                "import os\nfrom logging.config import fileConfig\nfrom sqlalchemy import engine_from_config, pool\n{head}\nif config.config_file_name is not None:\n    fileConfig(config.config_file_name)\nenv = os.environ.get\nconfig.set_main_option('sqlalchemy.url', f\"postgresql+psycopg2://{{env('POSTGRES_USER')}}:{{env('POSTGRES_PASSWORD')}}@{{env('POSTGRES_HOST', 'localhost')}}:{{env('POSTGRES_PORT')}}/{{env('POSTGRES_DB')}}\")\ndef online():\n    connectable = engine_from_config(config.get_section(config.config_ini_section, {{}}), prefix='sqlalchemy.', poolclass=pool.NullPool)\n{RUN}\nonline()\n"
            ),
            Some("postgresql+psycopg2://who:secret@example:5433/db"),
        ),
        (
            "async",
            format!(
                "import asyncio\nimport os\nfrom sqlalchemy import pool\nfrom sqlalchemy.engine import Connection\nfrom sqlalchemy.ext.asyncio import async_engine_from_config\n{head}\nconfig.set_main_option('sqlalchemy.url', os.environ['DATABASE_URL'].replace('postgresql://', 'postgresql+asyncpg://'))\ndef do_run_migrations(connection: Connection) -> None:\n    context.configure(connection=connection, target_metadata=target_metadata, include_schemas=True, version_table='versions')\n    with context.begin_transaction():\n        context.run_migrations()\n\nasync def run_async_migrations() -> None:\n    connectable = async_engine_from_config(config.get_section(config.config_ini_section, {{}}), prefix='sqlalchemy.', poolclass=pool.NullPool)\n    async with connectable.connect() as connection:\n        await connection.run_sync(do_run_migrations)\n    await connectable.dispose()\n\ndef run_migrations_online() -> None:\n    asyncio.run(run_async_migrations())\n\nif context.is_offline_mode():\n    pass\nelse:\n    run_migrations_online()\n"
            ),
            Some("postgresql+asyncpg://who:secret@example:5433/db"),
        ),
        (
            "URL.create",
            format!(
                "import os\nfrom sqlalchemy import URL, create_engine\n{head}\nurl = URL.create('postgresql', username='who', password='se/cret', host='example', port=5433, database='db')\ndef online():\n    connectable = create_engine(url)\n{RUN}\nonline()\n"
            ),
            Some("postgresql://who:se%2Fcret@example:5433/db"),
        ),
    ]
}

fn evaluate<R: Send>(env_py: &str, check: impl FnOnce(Environment) -> R + Send) -> R {
    let project = Project::generic();
    project.write("models.py", MODELS);
    let env_py = project.write("alembic/env.py", env_py);
    with_large_stack(|| {
        let config = ours::config(&project);
        let mut variables = Variables::default();
        for (name, value) in [
            ("DATABASE_URL", "postgresql://who:secret@example:5433/db"),
            ("POSTGRES_HOST", "example"),
            ("POSTGRES_PORT", "5433"),
            ("POSTGRES_USER", "who"),
            ("POSTGRES_PASSWORD", "secret"),
            ("POSTGRES_DB", "db"),
        ] {
            variables.set(name, value);
        }
        let mut interpreter = environment::interpreter(&config, &variables).expect("an interpreter");
        let request = Request {
            only_metadata: true,
            run_migrations: Some(Rc::new(|_, _| Ok(()))),
            ..Request::default()
        };
        match environment::evaluate(&mut interpreter, &config, &env_py, request) {
            Ok(environment) => check(environment),
            Err(error) => panic!("{error}"),
        }
    })
}

#[test]
fn env_files_run_to_their_end() {
    for (name, text, url) in forms() {
        evaluate(&text, |environment| {
            assert_eq!(environment.notes, Vec::<String>::new(), "{name}");
            assert_eq!(environment.target_metadata.len(), 1, "{name}");
            assert_eq!(environment.runs, 1, "{name}");
            assert!(environment.options.include_schemas, "{name}");
            assert_eq!(environment.options.version_table_name().name, "versions", "{name}");
            let found = match &environment.url {
                Some(EngineUrl::Known { text, .. }) => Some(text.as_str()),
                _ => None,
            };
            assert_eq!(found, url, "{name}: {:?}", environment.url);
        });
    }
}

#[test]
fn binding_target_metadata_is_enough() {
    evaluate("from models import Base\ntarget_metadata = Base.metadata\n", |environment| {
        assert_eq!(environment.target_metadata.len(), 1);
        assert_eq!(environment.runs, 0);
        assert!(environment.url.is_none());
    });
}

#[test]
fn what_fails_later_is_noted() {
    let text = "from alembic import context\nfrom models import Base\ntarget_metadata = [Base.metadata]\nraise RuntimeError('no vault')\n";
    evaluate(text, |environment| {
        assert_eq!(environment.target_metadata.len(), 1);
        assert!(environment.notes[0].contains("no vault"), "{:?}", environment.notes);
    });
}

#[test]
fn options_survive_a_later_failure() {
    let text = "from alembic import context\nfrom models import Base\ncontext.configure(url='postgresql://a/b', target_metadata=Base.metadata, version_table_schema='ops')\nimport nowhere_to_be_found\nnowhere_to_be_found.go() + 1\nif nowhere_to_be_found.x:\n    pass\n";
    evaluate(text, |environment| {
        assert_eq!(environment.options.version_table_schema.as_deref(), Some("ops"));
        assert_eq!(environment.target_metadata.len(), 1);
        assert_eq!(environment.notes.len(), 1);
    });
}

#[test]
fn an_unknown_url_is_harmless() {
    let text = "import vault_client\nfrom alembic import context\nfrom sqlalchemy import create_engine, text\nfrom models import Base\nengine = create_engine(vault_client.get('db'))\nwith engine.begin() as connection:\n    connection.execute(text('SET search_path TO app'))\n    context.configure(connection=connection, target_metadata=Base.metadata)\n    context.run_migrations()\n";
    evaluate(text, |environment| {
        assert!(matches!(environment.url, Some(EngineUrl::Unknown { .. })), "{:?}", environment.url);
        assert_eq!(environment.statements, ["SET search_path TO app"]);
        assert_eq!(environment.runs, 1);
    });
}
