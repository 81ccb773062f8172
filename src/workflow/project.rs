//! A user's project: its configuration, its revisions, and the environment it is read in.

use std::path::PathBuf;

use crate::config::{Config, Variables};
use crate::error::Result;
use crate::fallback::{self, EnvironmentFacts, Fallback, OfflineFacts, Policy, Settings};
use crate::revision::script_directory::ScriptDirectory;

pub struct Project {
    pub config: Config,
    pub scripts: ScriptDirectory,
    /// The process's environment and what `.env` adds.
    pub variables: Variables,
    /// `-x`.
    pub x_arguments: Vec<String>,
    /// `--python`.
    pub python: Policy,
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
    pub fn open(
        config: Config,
        variables: Variables,
        x_arguments: Vec<String>,
        python: Policy,
    ) -> Result<Project> {
        let scripts = ScriptDirectory::open(&config)?;
        Ok(Project { config, scripts, variables, x_arguments, python })
    }

    /// The project's own Python, with `variables` as its environment. Nothing is started yet.
    pub fn fallback(&self, variables: &Variables) -> Fallback {
        Fallback::new(self.fallback_settings(variables, None))
    }

    /// The same for `--sql`.
    pub fn offline_fallback(&self, offline: OfflineFacts) -> Fallback {
        Fallback::new(self.fallback_settings(&self.variables, Some(offline)))
    }

    fn fallback_settings(&self, variables: &Variables, offline: Option<OfflineFacts>) -> Settings {
        let config = &self.config;
        let absolute = |path: &Option<PathBuf>| path.as_ref().map(|path| config.working_directory.join(path));
        Settings {
            policy: self.python.clone(),
            folders: self.python_folders(),
            search_path: config.own_search_path(),
            working_directory: config.working_directory.clone(),
            environment: variables.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            alembic: EnvironmentFacts {
                ini: absolute(&config.files.ini),
                toml: absolute(&config.files.toml),
                section: config.section.clone(),
                script_location: self.scripts.directory.clone(),
                x_arguments: self.x_arguments.clone(),
                offline,
            },
            patience: None,
        }
    }

    /// Pythons that may be the project's, the likeliest first, or `--python`'s alone.
    pub fn interpreters(&self) -> impl Iterator<Item = PathBuf> + use<> {
        let variables = self.variables.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let here = &self.config.working_directory;
        fallback::interpreters(&self.python, self.python_folders(), variables.collect(), here)
    }

    /// Beside the configuration, and where the command was given.
    fn python_folders(&self) -> Vec<PathBuf> {
        let here = &self.config.working_directory;
        let beside = self.config.files.main().and_then(|file| Some(here.join(file).parent()?.to_path_buf()));
        beside.into_iter().chain([here.clone()]).collect()
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
