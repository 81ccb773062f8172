//! A history run by us through the library, with the test interpreter as the project's.

use std::rc::Rc;
use std::str::FromStr;

use gen_migration::config::{Config, ConfigFiles, Variables};
use gen_migration::environment::{self, Request};
use gen_migration::error::Result;
use gen_migration::fallback::{Policy, Used};
use gen_migration::migrate::{Blocking, Runner, Transactions, VersionTable};
use gen_migration::python::with_large_stack;
use gen_migration::workflow;

use crate::common::project::Project;
use crate::common::python;
use crate::common::server::TestDatabase;

/// Upgrades or downgrades to `target`; which files Python ran, and what they printed.
pub fn run(
    project: &Project,
    database: &TestDatabase,
    target: &str,
    up: bool,
) -> Result<(Vec<Used>, Vec<String>)> {
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
    let files = ConfigFiles { ini: Some(project.path().join("alembic.ini")), toml: None, discovered: false };
    let mut variables = Variables::default();
    variables.set("DATABASE_URL", database.url());
    with_large_stack(move || {
        let config = Config::load(files, "alembic", project.path(), &variables)?;
        let opened = workflow::Project::open(config, variables.clone(), Vec::new(), Policy::Path(python()))?;
        let fallback = opened.fallback(&variables);
        let mut interpreter = environment::interpreter(&opened.config, &variables)?;
        let request = Request { only_metadata: true, ..Request::default() };
        let environment =
            environment::evaluate(&mut interpreter, &opened.config, &opened.scripts.env_py(), request)?;
        let runner = Runner {
            connection: Rc::new(Blocking::new(client, handle)),
            graph: opened.scripts.graph(),
            version_table: VersionTable {
                name: environment.options.version_table_name(),
                primary_key: environment.options.version_table_pk,
            },
            transactions: Transactions {
                per_migration: environment.options.transaction_per_migration,
                transactional_ddl: environment.options.transactional_ddl,
            },
            surroundings: environment.surroundings(),
            fallback: Some(&fallback),
            is_live: false,
            purge: false,
        };
        let heads = runner.heads()?;
        let plan = if up {
            opened.scripts.upgrade_plan(&heads, target)?
        } else {
            opened.scripts.downgrade_plan(&heads, target)?
        };
        runner.run(&mut interpreter, &plan.steps, &mut |_| {})?;
        Ok((fallback.used(), fallback.printed()))
    })
}
