//! The command line, the configuration files and the environment, resolved once into what a run uses.

use std::time::Duration;

use crate::config::locate::locate;
use crate::config::{Config, ConfigFiles, Located, Variables, dotenv};
use crate::database::{ConnectionTarget, Options, Source};
use crate::error::{Error, Result, shown_path};
use crate::output::Output;
use crate::workflow::{LiveRequest, Project};

use super::arguments::{DatabaseArguments, DatabaseSource, GlobalArguments};
use super::command::{LiveArguments, WriteArguments};
use super::prompt;

/// The configuration, and the environment with what `.env` adds.
pub fn project(arguments: &GlobalArguments, output: Output) -> Result<(Config, Variables)> {
    let here = std::env::current_dir()
        .map_err(|error| Error::new(format!("cannot tell the working directory: {error}")))?;
    let mut variables = Variables::of_process();
    let code_cache = crate::config::cache::folder(&variables);
    let located = locate(&arguments.config, arguments.section(), &here, &variables)?;
    let files = match located {
        Located::Several(candidates) if output.interactive() => {
            let names: Vec<String> =
                candidates.iter().map(|files| files.main().map(shown_path).unwrap_or_default()).collect();
            let chosen = prompt::select("Which Alembic configuration?", &names)?;
            candidates.into_iter().nth(chosen).ok_or_else(|| Error::new("no such configuration"))?
        }
        located => located.only()?,
    };
    let beside_ini = folder_of(&files);
    let folders: Vec<_> =
        beside_ini.iter().map(std::path::PathBuf::as_path).chain([here.as_path()]).collect();
    for loaded in dotenv::fill(&mut variables, &folders)? {
        output.detail(&format!("{}: {}", shown_path(&loaded.file), loaded.filled.join(", ")));
        for place in &loaded.skipped {
            output.warning(&format!("{place} is no assignment; it is passed over"));
        }
    }
    if let Some(file) = files.main() {
        output.detail(&format!("configuration {}", shown_path(file)));
    }
    let mut config = Config::load(files, arguments.section(), &here, &variables)?;
    config.code_cache = code_cache.map(|folder| folder.join("code"));
    Ok((config, variables))
}

/// The project that a command is about, as its options name it.
///
/// # Errors
/// Configuration, files or graph, in Alembic's words.
pub fn open_project(arguments: &GlobalArguments, output: Output) -> Result<Project> {
    let (config, variables) = project(arguments, output)?;
    let project = Project::open(config, variables, arguments.x_arguments.clone(), arguments.policy())?;
    for warning in project.warnings() {
        output.warning(warning);
    }
    Ok(project)
}

/// Which live database, and how to behave there.
///
/// # Errors
/// A URL that is none.
pub fn live(arguments: &LiveArguments) -> Result<LiveRequest> {
    let database_url = arguments.database_url.as_deref().map(ConnectionTarget::parse_url).transpose()?;
    Ok(LiveRequest { database_url, ..LiveRequest::default() })
}

/// The same for commands that change it.
///
/// # Errors
/// As [`live`].
pub fn write(arguments: &WriteArguments, tag: Option<String>) -> Result<LiveRequest> {
    Ok(LiveRequest {
        wait: Duration::from_secs(arguments.wait),
        lock_timeout: arguments.lock_timeout.clone(),
        statement_timeout: arguments.statement_timeout.clone(),
        tag,
        ..live(&arguments.live)?
    })
}

/// Where the throwaway database comes from.
pub fn database(
    arguments: &DatabaseArguments,
    keep: bool,
    teardown: bool,
    variables: &Variables,
) -> Result<Options> {
    let database_url = arguments.database_url.as_deref().map(ConnectionTarget::parse_url).transpose()?;
    Ok(Options {
        source: match arguments.database {
            DatabaseSource::Auto => Source::Auto,
            DatabaseSource::Docker => Source::Docker,
            DatabaseSource::Local => Source::Local,
            DatabaseSource::Server => Source::Server,
        },
        database_url,
        image: arguments.image.clone(),
        container: arguments.container.clone(),
        port: arguments.port,
        keep,
        teardown,
        environment: variables.to_map(),
        ..Options::from_process()
    })
}

fn folder_of(files: &ConfigFiles) -> Option<std::path::PathBuf> {
    files.main().and_then(|file| file.parent()).map(std::path::Path::to_path_buf)
}
