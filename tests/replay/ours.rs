//! Our side of a replay, through the library.

use std::rc::Rc;
use std::str::FromStr;

use gen_migration::config::{Config, ConfigFiles, Variables};
use gen_migration::environment::{self, Request};
use gen_migration::error::Result;
use gen_migration::migrate::{Blocking, Report, Runner, Transactions, VersionTable};
use gen_migration::python::with_large_stack;
use gen_migration::revision::script_directory::ScriptDirectory;

use crate::common::project::Project;
use crate::common::server::TestDatabase;

pub fn config(project: &Project) -> Config {
    let files = ConfigFiles { ini: Some(project.path().join("alembic.ini")), toml: None, discovered: false };
    Config::load(files, "alembic", project.path(), &Variables::default()).expect("a configuration")
}

pub fn upgrade(project: &Project, database: &TestDatabase, target: &str) -> Result<Report> {
    run(project, database, target, true)
}

pub fn downgrade(project: &Project, database: &TestDatabase, target: &str) -> Result<Report> {
    run(project, database, target, false)
}

/// Evaluates env.py, plans, runs.
fn run(project: &Project, database: &TestDatabase, target: &str, up: bool) -> Result<Report> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let postgres = tokio_postgres::Config::from_str(&database.url()).expect("a URL");
    let (client, connection) =
        runtime.block_on(postgres.connect(tokio_postgres::NoTls)).expect("a connection");
    runtime.spawn(connection);
    let client = std::sync::Arc::new(client);
    let handle = runtime.handle().clone();
    with_large_stack(move || {
        let config = config(project);
        let script = ScriptDirectory::open(&config)?;
        let mut variables = Variables::default();
        variables.set("DATABASE_URL", database.url());
        let mut interpreter = environment::interpreter(&config, &variables)?;
        let request = Request { only_metadata: true, ..Request::default() };
        let environment = environment::evaluate(&mut interpreter, &config, &script.env_py(), request)?;
        let runner = Runner {
            connection: Rc::new(Blocking::new(client, handle)),
            graph: script.graph(),
            version_table: VersionTable {
                name: environment.options.version_table_name(),
                primary_key: environment.options.version_table_pk,
            },
            transactions: Transactions {
                per_migration: environment.options.transaction_per_migration,
                transactional_ddl: environment.options.transactional_ddl,
            },
            surroundings: environment.surroundings(),
            fallback: None,
            is_live: false,
            purge: false,
        };
        let heads = runner.heads()?;
        let plan =
            if up { script.upgrade_plan(&heads, target)? } else { script.downgrade_plan(&heads, target)? };
        runner.run(&mut interpreter, &plan.steps, &mut |_| {})
    })
}
