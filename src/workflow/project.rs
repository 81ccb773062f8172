//! A user's project: its configuration, its revisions, and the environment it is read in.

use crate::config::{Config, Variables};
use crate::error::Result;
use crate::revision::script_directory::ScriptDirectory;

pub struct Project {
    pub config: Config,
    pub scripts: ScriptDirectory,
    /// The process's environment and what `.env` adds.
    pub variables: Variables,
    /// `-x`.
    pub x_arguments: Vec<String>,
}

/// A revision that nothing follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub id: String,
    pub message: String,
}

impl Head {
    /// `id, message`, as `alembic heads` is read.
    pub fn describe(&self) -> String {
        format!("{} {}", self.id, self.message)
    }
}

impl Project {
    /// Reads the script directory; no file is evaluated that can be read without.
    ///
    /// # Errors
    /// Configuration, files or graph: Alembic's words, with hints.
    pub fn open(config: Config, variables: Variables, x_arguments: Vec<String>) -> Result<Project> {
        let scripts = ScriptDirectory::open(&config)?;
        Ok(Project { config, scripts, variables, x_arguments })
    }

    /// What Alembic would warn about while it loads the files.
    pub fn warnings(&self) -> &[String] {
        self.scripts.warnings()
    }

    /// Every head, in file order.
    pub fn heads(&self) -> Vec<Head> {
        let graph = self.scripts.graph();
        self.scripts
            .heads(false)
            .into_iter()
            .map(|id| {
                let message = graph
                    .node(&id)
                    .map(|node| graph.revision(node).file.message().to_owned())
                    .unwrap_or_default();
                Head { id, message }
            })
            .collect()
    }
}
