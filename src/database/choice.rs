//! Which source it is, by the options and what this machine has; and opening it.

use super::connection::ConnectionTarget;
use super::conversation::{Conversation, Event, Question, settle};
use super::engine::{self, Engine};
use super::installation::{self, Installation};
use super::local::LocalServer;
use super::scratch::ScratchServer;
use super::{ClosingContainer, Database, Keeper, Options, Source, docker, server};
use crate::error::{Error, Kind, Result};

/// The source that was found; nothing was started yet.
pub enum Choice {
    Server(Box<ConnectionTarget>),
    Docker(DockerChoice),
    Local(LocalChoice),
}

/// An engine that answers.
pub struct DockerChoice(Engine);

/// Binaries that can make a server.
pub struct LocalChoice(Installation);

/// Finds the source, without starting anything.
///
/// # Errors
/// Kind `EnvironmentMissing`, with why each source is out and how to get one; Ctrl-C.
pub async fn choose(options: &Options, conversation: &mut dyn Conversation) -> Result<Choice> {
    if let Some(target) = &options.database_url {
        return match options.source {
            Source::Auto | Source::Server => Ok(Choice::Server(Box::new(target.clone()))),
            Source::Docker | Source::Local => {
                Err(Error::usage("--database-url names a server, --database another source")
                    .hint("leave one of them out"))
            }
        };
    }
    let (mut reasons, mut hints) = (Vec::new(), Vec::new());
    match options.source {
        Source::Auto => match engine::find(&options.environment).await? {
            Ok(engine) => return Ok(Choice::Docker(DockerChoice(engine))),
            Err(problem) => {
                hints.push(problem.hint().to_owned());
                reasons.push(problem.reason());
            }
        },
        Source::Docker => {
            return match engine::find(&options.environment).await? {
                Ok(engine) => Ok(Choice::Docker(DockerChoice(engine))),
                Err(problem) => Err(problem.into_error()),
            };
        }
        Source::Local => return find_local(options, conversation).map_err(|reason| missing(&[reason], &[])),
        Source::Server => {
            return match server::from_environment(&options.environment)? {
                Some(server) => Ok(Choice::Server(Box::new(server.target))),
                None => Err(Error::of(Kind::EnvironmentMissing, "no server is named")
                    .hint("give --database-url URL, or set DATABASE_URL or POSTGRES_HOST")),
            };
        }
    }
    let named = match server::from_environment(&options.environment) {
        Ok(named) => named,
        Err(error) => {
            reasons.push(error.message().to_owned());
            None
        }
    };
    if options.inside_container
        && let Some(server) = named
    {
        return Ok(Choice::Server(Box::new(server.target)));
    }
    match find_local(options, conversation) {
        Ok(choice) => {
            if let Some(reason) = reasons.first() {
                conversation.event(Event::DockerUnavailable { reason: reason.clone() });
            }
            return Ok(choice);
        }
        Err(reason) => reasons.push(reason),
    }
    if let Some(server) = named {
        let question = Question::UseEnvironmentServer {
            variable: server.variable.to_owned(),
            address: server.target.address(),
        };
        if settle(conversation, &question)? {
            return Ok(Choice::Server(Box::new(server.target)));
        }
        reasons.push(format!(
            "{} names the server {}, which is used only with --database server",
            server.variable,
            server.target.address()
        ));
    }
    Err(missing(&reasons, &hints))
}

/// [`choose`] and [`Choice::open`] in one.
///
/// # Errors
/// Those of both.
pub async fn open(options: &Options, conversation: &mut dyn Conversation) -> Result<Database> {
    choose(options, conversation).await?.open(options, conversation).await
}

fn find_local(options: &Options, conversation: &mut dyn Conversation) -> Result<Choice, String> {
    let wanted = installation::image_major(&options.image);
    let installation = installation::find(&options.environment, wanted)?;
    if let Some(wanted) = wanted.filter(|wanted| *wanted != installation.major) {
        conversation
            .event(Event::OtherVersion { found: format!("PostgreSQL {}", installation.version), wanted });
    }
    Ok(Choice::Local(LocalChoice(installation)))
}

fn missing(reasons: &[String], hints: &[String]) -> Error {
    let mut error = Error::of(Kind::EnvironmentMissing, "there is no database to work with");
    for reason in reasons {
        error = error.detail(format!("- {reason}"));
    }
    for hint in hints {
        error = error.hint(hint);
    }
    error
        .hint("install PostgreSQL: apt-get install postgresql (Debian), brew install postgresql@15 (macOS)")
        .hint("or name a server: --database-url postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
}

impl Choice {
    /// Connects, after starting what has to be started. It listens for Ctrl-C itself, where that can be
    /// taken back: a caller that drops the future half-way leaves a container to the next run's sweep.
    ///
    /// # Errors
    /// Kind `EnvironmentMissing` when it can't be had, `General` when the user said no; Ctrl-C. What
    /// was started is gone again.
    pub async fn open(self, options: &Options, conversation: &mut dyn Conversation) -> Result<Database> {
        match self {
            Choice::Server(target) => {
                let server =
                    ScratchServer::open(target.as_ref().clone(), target.as_ref().clone(), conversation)
                        .await?;
                if !server.may_create() && !server.may_create_schemas() {
                    server.close().await;
                    return Err(Error::of(
                        Kind::EnvironmentMissing,
                        format!(
                            "`{}` may neither create databases on {} nor schemas in {}",
                            target.user,
                            target.address(),
                            target.database
                        ),
                    )
                    .hint(format!("ALTER ROLE \"{}\" CREATEDB on that server", target.user))
                    .hint(format!(
                        "or GRANT CREATE ON DATABASE \"{}\" TO \"{}\"",
                        target.database, target.user
                    ))
                    .hint(
                        "or use another database: --database docker, --database local, --database-url URL",
                    ));
                }
                let mut description = format!("PostgreSQL at {}", target.address());
                if !server.may_create() {
                    description.push_str(&format!(
                        ", in a transaction on {} that is taken back: `{}` may not create databases",
                        target.database, target.user
                    ));
                }
                Ok(Database { server, keeper: Keeper::Server, description })
            }
            Choice::Docker(DockerChoice(engine)) => {
                let (server, keeper) = docker::open(engine, options, conversation).await?;
                let description = format!(
                    "Docker container {} ({}) on {}",
                    keeper.container.name,
                    keeper.container.image,
                    server.target().address()
                );
                let keeper =
                    Keeper::Container(Box::new(ClosingContainer { keeper, options: options.clone() }));
                Ok(Database { server, keeper, description })
            }
            Choice::Local(LocalChoice(installation)) => {
                let (local, session) = LocalServer::start(&installation).await?;
                let server = ScratchServer::adopt(
                    session,
                    local.target.clone(),
                    local.network_target.clone(),
                    local.in_memory,
                    conversation,
                )
                .await?;
                let description = format!(
                    "PostgreSQL {} of this machine, started for this run on {}",
                    installation.version,
                    local.network_target.address()
                );
                Ok(Database { server, keeper: Keeper::Local(Box::new(local)), description })
            }
        }
    }
}
