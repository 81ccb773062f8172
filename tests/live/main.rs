//! Commands on a live database: what a failure leaves and says, two runs at once, whose address counts,
//! what is asked before rows go.

#[path = "../common/mod.rs"]
mod common;

mod address;
mod failure;
mod fallback;
mod once;
mod question;
mod secrets;

use std::process::{Command, Output};

use common::project::{Project, SCRIPT_PY_MAKO, text_of};
use common::server::{Server, TestDatabase};

/// A project whose env.py takes its URL from the configuration, and a database.
struct Live {
    project: Project,
    database: TestDatabase,
}

impl Live {
    fn new(purpose: &str, revisions: &[(&str, &str, &str)]) -> Live {
        let database = Server::shared().database(purpose);
        let project = Project::empty();
        let url = database.url().replace("postgresql://", "postgresql+psycopg2://");
        project.write(
            "alembic.ini",
            &format!("[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = .\nsqlalchemy.url = {url}\n"),
        );
        project.write("alembic/env.py", ENV_PY);
        project.write("alembic/script.py.mako", SCRIPT_PY_MAKO);
        project.write("models.py", MODELS);
        let mut down = "None".to_owned();
        for (id, upgrade, downgrade) in revisions {
            let text = format!(
                "\"\"\"{id}\"\"\"\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = {id:?}\n\
                 down_revision = {down}\n\n\ndef upgrade():\n    {upgrade}\n\n\ndef downgrade():\n    {downgrade}\n"
            );
            project.write(&format!("alembic/versions/{id}.py"), &text);
            down = format!("{id:?}");
        }
        Live { project, database }
    }

    fn tool(&self, line: &str) -> Command {
        let mut command = self.project.tool();
        command.args(line.split_whitespace());
        command
    }

    fn run(&self, line: &str) -> Output {
        self.tool(line).output().expect("it starts")
    }

    /// # Panics
    /// With both streams, when it failed.
    fn succeeds(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", text_of(&output));
        text_of(&output)
    }

    /// What it said, with its exit status.
    fn fails(&self, line: &str, status: i32) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(status), "{line}: {}", text_of(&output));
        text_of(&output)
    }

    fn rows(&self) -> String {
        self.database.psql("SELECT version_num FROM alembic_version")
    }
}

const MODELS: &str = "from sqlalchemy import MetaData\n\nmetadata = MetaData()\n";

const ENV_PY: &str = r#"from alembic import context
from sqlalchemy import engine_from_config, pool

from models import metadata

target_metadata = metadata
section = context.config.get_section(context.config.config_ini_section, {})
connectable = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)

with connectable.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=target_metadata,
        transaction_per_migration=bool(context.get_x_argument(as_dictionary=True).get("each")),
    )
    with context.begin_transaction():
        context.run_migrations()
"#;
