//! Where scratch databases come from: Docker, local binaries, a server. The only place that knows bollard.
//!
//! [`choose`] finds the source (Docker, when an engine answers; else …, in the order of
//! `docs/ARCHITECTURE.md`), [`Choice::open`] makes it a [`Database`]: a server on which scratch
//! databases can be made. Nothing here prints or prompts: see [`Conversation`].

mod choice;
mod cleanup;
mod connection;
mod container;
mod conversation;
mod docker;
mod docker_error;
mod engine;
mod image;
mod installation;
mod local;
pub mod lock;
mod passfile;
mod port;
mod readiness;
mod scratch;
mod secret;
mod server;
mod survey;
mod tls;
mod url;

use std::collections::BTreeMap;
use std::path::Path;

pub use choice::{Choice, choose, open};
pub use connection::{
    CancelHandle, ConnectFailure, Connection, ConnectionTarget, Host, Notice, connect, statement_error,
    try_connect,
};
pub use conversation::{Answer, Conversation, Event, Question};
pub use installation::BINARIES_VARIABLE;
pub use scratch::ScratchDatabase;
pub use secret::{MASK, Secret};
pub use survey::{Found, Survey, survey};
pub use tls::{SslMode, TlsSettings};

use crate::error::Result;
use cleanup::ContainerKeeper;
use local::LocalServer;
use scratch::ScratchServer;

/// The login of containers and local servers of ours, as the script that this tool replaces had it.
pub const ROLE: &str = "moonmind_user";
/// The password that goes with it in a container; a local server of ours has a random one.
const PASSWORD: &str = "moonmind_password";
/// The database of a container of ours; scratch databases are made beside it.
const DATABASE: &str = "moonmind_db";

/// `--database`: where to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    #[default]
    Auto,
    Docker,
    Local,
    Server,
}

/// What the command line and the environment say about databases.
#[derive(Clone, Debug)]
pub struct Options {
    pub source: Source,
    /// `--database-url`.
    pub database_url: Option<ConnectionTarget>,
    /// The image of a container, and by its tag the wanted major version of local binaries.
    pub image: String,
    pub container: String,
    /// The host port of a container of ours.
    pub port: u16,
    /// `--keep`: what was started stays.
    pub keep: bool,
    /// `--teardown`: a container of ours goes, whoever made it, unless it is in use.
    pub teardown: bool,
    /// The process's environment, with what `.env` adds. Nothing else is looked up.
    pub environment: BTreeMap<String, String>,
    /// Whether this process runs inside a container.
    pub inside_container: bool,
}

impl Options {
    /// The defaults, with this process's environment.
    pub fn from_process() -> Options {
        Options {
            source: Source::Auto,
            database_url: None,
            image: "postgres:15".to_owned(),
            container: "postgres_alembic_gen".to_owned(),
            port: 5432,
            keep: false,
            teardown: false,
            environment: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
            inside_container: Path::new("/.dockerenv").exists() || Path::new("/run/.containerenv").exists(),
        }
    }
}

/// The database that the environment names: `DATABASE_URL`, else `POSTGRES_*`.
///
/// # Errors
/// A `DATABASE_URL` that is no PostgreSQL URL, a port that is none.
pub fn environment_server(environment: &BTreeMap<String, String>) -> Result<Option<ConnectionTarget>> {
    Ok(server::from_environment(environment)?.map(|server| server.target))
}

/// Who ends the server.
enum Keeper {
    /// Not us.
    Server,
    /// This run, with the value.
    Local(Box<LocalServer>),
    /// Whoever uses the container last, as its server remembers.
    Container(Box<ClosingContainer>),
}

/// A container, with what the command line says about its end.
struct ClosingContainer {
    keeper: ContainerKeeper,
    options: Options,
}

/// A server on which this run makes scratch databases. [`Database::close`] it on every path.
pub struct Database {
    server: ScratchServer,
    keeper: Keeper,
    description: String,
}

impl Database {
    /// The database that the run's own session is connected to; scratch databases are made beside it.
    pub fn target(&self) -> &ConnectionTarget {
        self.server.target()
    }

    /// One line for the user: what this is and where.
    pub fn describe(&self) -> &str {
        &self.description
    }

    /// Whether this run started the server.
    pub fn started_by_us(&self) -> bool {
        match &self.keeper {
            Keeper::Server => false,
            Keeper::Local(_) => true,
            Keeper::Container(closing) => closing.keeper.started_by_us,
        }
    }

    /// A new, empty database; `purpose` is a word for its name.
    ///
    /// # Errors
    /// The server refuses; Ctrl-C.
    pub async fn create_scratch(&mut self, purpose: &str) -> Result<ScratchDatabase> {
        self.server.create(purpose).await
    }

    /// A copy of `from` with everything in it; close the connections to `from` first.
    ///
    /// # Errors
    /// The server refuses, as it does while a session is connected to `from`; Ctrl-C.
    pub async fn clone_scratch(&mut self, from: &ScratchDatabase, purpose: &str) -> Result<ScratchDatabase> {
        self.server.clone(from, purpose).await
    }

    /// Drops one scratch database before the end of the run, whoever is connected to it.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn drop_scratch(&mut self, scratch: ScratchDatabase) -> Result<()> {
        match scratch.shadow {
            // it went with its connection
            Some(_) => Ok(()),
            None => self.server.drop(&scratch.name).await,
        }
    }

    /// Drops every scratch database of this run and ends what it started, as decided. Runs to its end:
    /// Ctrl-C doesn't stop it. What fails is told as an event.
    ///
    /// # Errors
    /// Only those of the conversation itself (Ctrl-C at the prompt), after everything was done.
    pub async fn close(self, conversation: &mut dyn Conversation) -> Result<()> {
        let Database { mut server, keeper, .. } = self;
        match keeper {
            Keeper::Server => {
                server.drop_all(conversation).await;
                server.close().await;
            }
            // the databases go with their server
            Keeper::Local(mut local) => {
                server.close().await;
                local.stop();
            }
            Keeper::Container(closing) => {
                closing.keeper.close(server, &closing.options, conversation).await?;
            }
        }
        Ok(())
    }
}
