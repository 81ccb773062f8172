//! The promise, from end to end: a project's models are read and its revision is written by the binary; the
//! revision is run by our runner and by the real Alembic; `pg_dump` compares with SQLAlchemy's `create_all`.

#[path = "../common/mod.rs"]
mod common;
mod deterministic;
#[path = "../replay/ours.rs"]
mod ours;
mod random;
mod unchanged;

use std::path::Path;
use std::process::Output;

use common::conversing::Conversing;
use common::dump::{self, Dump};
use common::project::{ENV_PY, Project, text_of};
use common::server::{Server, TestDatabase};
use serde_json::json;

const ORACLE: &str = include_str!("oracle.py");
const RANDOM_MODELS: &str = include_str!("random_models.py");

/// What a database without anything is made of.
const EMPTY: &str = "DO $$ DECLARE it name; BEGIN
FOR it IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', it); END LOOP;
FOR it IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' LOOP EXECUTE format('DROP SCHEMA %I CASCADE', it); END LOOP;
CREATE SCHEMA public; END $$";

/// The real Alembic and two databases, used again and again: making them takes most of the time.
struct Bench {
    server: Server,
    oracle: Conversing,
    /// Where SQLAlchemy creates models.
    wanted: TestDatabase,
    /// Where revisions run.
    migrated: TestDatabase,
}

impl Bench {
    fn new() -> Bench {
        let server = Server::shared();
        let (wanted, migrated) = (server.database("truth_wanted"), server.database("truth_migrated"));
        Bench { oracle: Conversing::start(&format!("{RANDOM_MODELS}\n{ORACLE}")), server, wanted, migrated }
    }

    /// What `pg_dump` says of the models that SQLAlchemy creates.
    fn created(&mut self, models: &str) -> Result<Dump, String> {
        self.wanted.psql(EMPTY);
        let question = json!({"create": models, "url": self.wanted.url(), "schemas": ["other"]});
        let answer = self.oracle.ask(&question);
        match answer["error"].as_str() {
            Some(error) => Err(format!("SQLAlchemy refuses the models: {error}\n{models}")),
            None => Ok(self.dump(&self.wanted)),
        }
    }

    fn dump(&self, database: &TestDatabase) -> Dump {
        dump::dump(&self.server, &database.url()).without_bookkeeping()
    }

    fn tool(&self, project: &Project, arguments: &[&str]) -> Output {
        let mut command = project.tool();
        command.args(["--database-url", &self.server.url("postgres")]).args(arguments);
        command.output().expect("the tool runs")
    }

    /// The binary writes the next revision; `false` when there is nothing to do.
    fn revise(&self, project: &Project, models: &str, id: &str) -> Result<bool, String> {
        project.write("models.py", models);
        let output = self.tool(project, &["--yes", "--no-renames", "-m", id, "--rev-id", id]);
        if output.status.code() != Some(0) {
            return Err(format!("revision {id} is not written: {}", text_of(&output)));
        }
        Ok(project.versions().iter().any(|file| is_revision(file, id)))
    }

    fn migrate(
        &mut self,
        project: &Project,
        by_alembic: bool,
        command: &str,
        to: &str,
    ) -> Result<Dump, String> {
        if by_alembic {
            let question =
                json!({"alembic": command, "to": to, "project": project.path(), "url": self.migrated.url()});
            if let Some(error) = self.oracle.ask(&question)["error"].as_str() {
                return Err(format!("Alembic's {command} to {to} fails: {error}"));
            }
        } else {
            let run = if command == "upgrade" { ours::upgrade } else { ours::downgrade };
            run(project, &self.migrated, to).map_err(|error| format!("{command} to {to} fails: {error}"))?;
        }
        Ok(self.dump(&self.migrated))
    }
}

fn is_revision(file: &Path, id: &str) -> bool {
    file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{id}_")))
}

/// A project whose metadata is `m` of `models.py`.
fn project() -> Project {
    let project = Project::generic();
    let env_py = ENV_PY
        .replace("from models import Base\n", "import models\n")
        .replace("Base.metadata", "models.m")
        .replace(
            "target_metadata=target_metadata)",
            "target_metadata=target_metadata, include_schemas=True)",
        );
    project.write("alembic/env.py", &env_py);
    project
}

fn agree(what: &str, found: &Dump, wanted: &Dump) -> Result<(), String> {
    match found.difference(wanted) {
        Some(difference) => Err(format!("{what}, by pg_dump: {difference}")),
        None => Ok(()),
    }
}
