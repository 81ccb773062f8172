//! What becomes of a container when a run is over.
//!
//! Labels can't change once a container is made, so its server remembers, in a COMMENT on its database.
//! A run holds a shared advisory lock there; whoever wants to stop or remove the container takes it
//! alone first, or leaves the container to the runs that still use it.

use bollard::query_parameters::StopContainerOptionsBuilder;

use super::Options;
use super::connection::{Connection, statement_error};
use super::container::Container;
use super::conversation::{Conversation, Event, Question, settle};
use super::docker::{USE_LOCK, remove};
use super::docker_error::failed;
use super::engine::Engine;
use super::lock::{self, LockMode};
use super::scratch::ScratchServer;
use crate::error::Result;

/// What the last run that uses a container does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Afterwards {
    /// It was made for a run.
    Remove,
    /// It was stopped before.
    Stop,
    /// It was paused before.
    Pause,
    /// `--keep`, or it runs by somebody else's wish.
    Keep,
}

impl Afterwards {
    const ALL: [Afterwards; 4] = [Afterwards::Remove, Afterwards::Stop, Afterwards::Pause, Afterwards::Keep];

    /// The comment; people read it too.
    fn comment(self) -> &'static str {
        match self {
            Afterwards::Remove => "gen-migration: remove this container after its last use",
            Afterwards::Stop => "gen-migration: stop this container after its last use",
            Afterwards::Pause => "gen-migration: pause this container after its last use",
            Afterwards::Keep => "gen-migration: keep this container running",
        }
    }

    /// Writes it down on the server.
    pub(super) async fn remember(self, session: &Connection, database: &str) -> Result<()> {
        let database = database.replace('"', "\"\"");
        session
            .batch_execute(&format!("COMMENT ON DATABASE \"{database}\" IS '{}'", self.comment()))
            .await
            .map_err(|error| statement_error(&error))
    }

    /// What the server remembers; None when nobody wrote anything.
    async fn recall(session: &Connection) -> Result<Option<Afterwards>> {
        let row = session
            .query_one(
                "SELECT pg_catalog.shobj_description(oid, 'pg_database') \
                 FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()",
                &[],
            )
            .await
            .map_err(|error| statement_error(&error))?;
        let comment: Option<String> = row.get(0);
        Ok(comment.and_then(|comment| Self::ALL.into_iter().find(|one| one.comment() == comment)))
    }
}

/// The container of a run, with what is needed to leave it behind in order.
pub(super) struct ContainerKeeper {
    /// Set once the container is in use.
    pub(super) engine: Option<Engine>,
    pub(super) container: Container,
    pub(super) started_by_us: bool,
}

impl ContainerKeeper {
    pub(super) fn new(container: Container, started_by_us: bool) -> ContainerKeeper {
        ContainerKeeper { engine: None, container, started_by_us }
    }

    /// Takes a start back that led to nothing. Runs to its end; what fails is left to the next run.
    pub(super) async fn undo_start(&self, engine: &Engine, afterwards: Option<Afterwards>) {
        let _ = match afterwards {
            Some(afterwards) if self.container.ours => carry_out(engine, &self.container, afterwards).await,
            _ => Ok(()),
        };
    }

    /// Drops the run's databases and does with the container what was decided.
    pub(super) async fn close(
        self,
        mut server: ScratchServer,
        options: &Options,
        conversation: &mut dyn Conversation,
    ) -> Result<()> {
        let Some(engine) = &self.engine else { return Ok(()) };
        if !self.container.ours {
            server.drop_all(conversation).await;
            server.close().await;
            if options.teardown {
                let reason = "it was not made by gen-migration".to_owned();
                conversation.event(Event::LeftRunning { name: self.container.name.clone(), reason });
            }
            return Ok(());
        }
        let (afterwards, asked) = match self.decide(&server, options, conversation).await {
            Ok(afterwards) => (afterwards, Ok(())),
            // Ctrl-C at the prompt, or a server that is gone: as if nobody could be asked
            Err(error) => {
                (if self.started_by_us { Afterwards::Remove } else { Afterwards::Keep }, Err(error))
            }
        };
        let alone = afterwards != Afterwards::Keep
            && lock::try_acquire(&server.session, USE_LOCK, LockMode::Exclusive).await.unwrap_or(true);
        let name = self.container.name.clone();
        if alone {
            if afterwards != Afterwards::Remove {
                server.drop_all(conversation).await;
            }
            match afterwards {
                Afterwards::Remove => conversation.event(Event::Removing { name: name.clone() }),
                Afterwards::Stop | Afterwards::Pause => {
                    conversation.event(Event::Stopping { name: name.clone() })
                }
                Afterwards::Keep => {}
            }
            if let Err(error) = carry_out(engine, &self.container, afterwards).await {
                conversation.event(Event::CleanupFailed {
                    what: format!("the container {name}"),
                    reason: error.message().to_owned(),
                });
            }
        } else {
            server.drop_all(conversation).await;
            if afterwards == Afterwards::Keep {
                if self.started_by_us {
                    conversation.event(Event::LeftRunning { name, reason: "it is kept".to_owned() });
                }
            } else {
                conversation.event(Event::LeftRunning { name, reason: "another run uses it".to_owned() });
            }
        }
        server.close().await;
        asked
    }

    /// Options first, then what the server remembers, then the user.
    async fn decide(
        &self,
        server: &ScratchServer,
        options: &Options,
        conversation: &mut dyn Conversation,
    ) -> Result<Afterwards> {
        if options.teardown {
            return Ok(Afterwards::Remove);
        }
        if options.keep {
            self.keep(server).await?;
            return Ok(Afterwards::Keep);
        }
        let remembered = match Afterwards::recall(&server.session).await? {
            Some(remembered) => remembered,
            // its run died between the start and the comment
            None if self.container.first_start => Afterwards::Remove,
            // started by hand
            None => Afterwards::Keep,
        };
        if remembered == Afterwards::Remove && !crate::interrupt::requested() {
            let question = Question::Teardown { name: self.container.name.clone() };
            if !settle(conversation, &question)? {
                self.keep(server).await?;
                return Ok(Afterwards::Keep);
            }
        }
        Ok(remembered)
    }

    async fn keep(&self, server: &ScratchServer) -> Result<()> {
        Afterwards::Keep.remember(&server.session, &server.target().database).await
    }
}

async fn carry_out(engine: &Engine, container: &Container, afterwards: Afterwards) -> Result<()> {
    match afterwards {
        Afterwards::Remove => remove(engine, &container.id).await,
        Afterwards::Stop => {
            let options = StopContainerOptionsBuilder::new().t(10).build();
            engine
                .docker
                .stop_container(&container.id, Some(options))
                .await
                .map_err(|error| failed("stop the container", &error))
        }
        Afterwards::Pause => engine
            .docker
            .pause_container(&container.id)
            .await
            .map_err(|error| failed("pause the container", &error)),
        Afterwards::Keep => Ok(()),
    }
}
