//! A PostgreSQL container: found, or made for this run; started, and ready.
//!
//! Every state that a container of the wanted name can be in leads to one of three ends: a session on
//! its server, a "no" of the user (nothing was made), an error with what to do. Another run may make,
//! stop or remove the same container at any moment: what looks like that is looked at again.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bollard::errors::Error as DockerError;
use bollard::models::{ContainerCreateBody, HostConfig, PortBinding};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, RemoveContainerOptionsBuilder, StartContainerOptions,
};

use super::cleanup::{Afterwards, ContainerKeeper};
use super::container::{self, Container, OURS, SERVER_PORT, State};
use super::conversation::{Answer, Conversation, Event, Question, settle};
use super::docker_error::{
    declined, failed, is_gone, last_line, not_ready, port_taken, silent, wrong_credentials,
};
use super::engine::{Engine, Standpoint};
use super::lock::{self, LockMode};
use super::readiness::{self, Readiness};
use super::scratch::ScratchServer;
use super::{Connection, ConnectionTarget, DATABASE, Options, PASSWORD, ROLE, image, port};
use crate::error::{Error, Kind, Result};
use crate::interrupt::interruptible;

/// The advisory lock that every run holds shared on a container's server while it uses it.
pub(super) const USE_LOCK: i64 = 0x6765_6e5f_6d69_6772;

/// Where the image keeps its data; in memory, since nothing there outlives its use.
const PGDATA: &str = "/var/lib/postgresql/data";

/// How often a container that changes under our hands is looked at again.
const ROUNDS: u32 = 20;

/// What one look at the container came to.
enum Round {
    Ready(Box<Opened>),
    /// It changed meanwhile: look again.
    Again,
}

struct Opened {
    session: Connection,
    target: ConnectionTarget,
    container: Container,
    started_by_us: bool,
    /// None: what the server itself remembers decides.
    afterwards: Option<Afterwards>,
}

/// A run's way to a container, with what was already agreed to.
struct Opening<'a> {
    engine: &'a Engine,
    options: &'a Options,
    conversation: &'a mut dyn Conversation,
    may_use: bool,
    may_start: bool,
    /// The host port, once it is known to be free or another was agreed to.
    port: Option<u16>,
}

/// Gets the container to run and connects to its server.
///
/// # Errors
/// Kind `EnvironmentMissing` when it can't be used, `General` when the user said no; Ctrl-C. A container
/// that was made for this run is gone again.
pub(super) async fn open(
    engine: Engine,
    options: &Options,
    conversation: &mut dyn Conversation,
) -> Result<(ScratchServer, ContainerKeeper)> {
    let engine = engine.locate(options).await?;
    let mut opening =
        Opening { engine: &engine, options, conversation, may_use: false, may_start: false, port: None };
    for round in 0..ROUNDS {
        if round > 0 {
            interruptible(tokio::time::sleep(Duration::from_millis(50))).await?;
        }
        let Round::Ready(opened) = opening.round().await? else { continue };
        let Opened { session, target, container, started_by_us, afterwards } = *opened;
        let mut keeper = ContainerKeeper::new(container, started_by_us);
        let entered = enter(session, target, &mut keeper, afterwards, opening.conversation).await;
        match entered {
            Ok(Some(server)) => {
                keeper.engine = Some(engine);
                return Ok((server, keeper));
            }
            // another run is about to remove it
            Ok(None) => {}
            Err(error) => {
                if started_by_us {
                    keeper.undo_start(&engine, afterwards).await;
                }
                return Err(error);
            }
        }
    }
    Err(Error::of(
        Kind::EnvironmentMissing,
        format!(
            "the container {} keeps changing: somebody else starts, stops or removes it",
            options.container
        ),
    )
    .hint("try again, or use another: --container OTHER"))
}

/// Notes on the server that this run uses it and what becomes of it. None when the lock is not to be
/// had, because a run that leaves has it alone.
async fn enter(
    session: Connection,
    target: ConnectionTarget,
    keeper: &mut ContainerKeeper,
    afterwards: Option<Afterwards>,
    conversation: &mut dyn Conversation,
) -> Result<Option<ScratchServer>> {
    if keeper.container.ours {
        if !lock::try_acquire(&session, USE_LOCK, LockMode::Shared).await? {
            return Ok(None);
        }
        if let Some(afterwards) = afterwards {
            afterwards.remember(&session, &target.database).await?;
        }
    }
    let in_memory = keeper.container.ours;
    ScratchServer::adopt(session, target.clone(), target, in_memory, conversation).await.map(Some)
}

impl Opening<'_> {
    async fn round(&mut self) -> Result<Round> {
        let name = &self.options.container;
        let found = interruptible(container::find(self.engine, name)).await??;
        let Some(found) = found else { return self.create().await };
        let replaced = found.ours && !image::same(&found.image, &self.options.image);
        match found.state {
            State::Running if replaced => self.replace_if_unused(&found).await,
            State::Running => self.use_running(found).await,
            State::Changing => Ok(Round::Again),
            State::Created | State::Stopped | State::Paused if replaced => {
                let reason = format!("it has the image {}, not {}", found.image, self.options.image);
                self.replace(&found, reason).await
            }
            State::Created | State::Stopped | State::Paused if found.ours => self.start_ours(found).await,
            State::Created | State::Stopped | State::Paused => self.start_foreign(found).await,
        }
    }

    async fn use_running(&mut self, found: Container) -> Result<Round> {
        if !self.may_use && !self.may_start {
            let question = Question::UseRunning {
                name: found.name.clone(),
                image: found.image.clone(),
                ours: found.ours,
            };
            if !settle(self.conversation, &question)? {
                return Err(Error::new(format!("the running container {} is not used", found.name))
                    .hint("use another: --container OTHER, --database local, --database-url URL"));
            }
            self.may_use = true;
        }
        match readiness::wait(self.engine, &found).await? {
            Readiness::Ready(session, target) => Ok(Round::Ready(Box::new(Opened {
                session: *session,
                target: *target,
                container: found,
                started_by_us: false,
                afterwards: None,
            }))),
            Readiness::Gone | Readiness::Stopped { .. } => Ok(Round::Again),
            Readiness::HalfInitialised if found.ours => {
                self.replace(&found, "its set-up was interrupted".to_owned()).await
            }
            Readiness::WrongCredentials(failure) => Err(wrong_credentials(&found, failure.sqlstate())),
            Readiness::HalfInitialised => Err(wrong_credentials(&found, None)),
            Readiness::Silent { log } => Err(silent(&found, &log)),
        }
    }

    /// A container of ours that somebody stopped, or that was made by a run that died before the start.
    async fn start_ours(&mut self, found: Container) -> Result<Round> {
        self.ask_to_start(true, false, self.options.port)?;
        let afterwards = match found.state {
            State::Created => Afterwards::Remove,
            State::Paused => Afterwards::Pause,
            State::Stopped | State::Running | State::Changing => Afterwards::Stop,
        };
        self.conversation.event(Event::Starting { name: found.name.clone() });
        let begun = Instant::now();
        let outcome = self.start_or_unpause(&found).await;
        match outcome {
            Ok(()) => {}
            Err(error) if is_gone(&error) => return Ok(Round::Again),
            // the port belongs to the container for good
            Err(error) if port_taken(&error) => {
                return self.replace(&found, "its port is taken by somebody else".to_owned()).await;
            }
            Err(error) => return Err(failed(&format!("start the container {}", found.name), &error)),
        }
        self.await_started(found, afterwards, begun).await
    }

    /// Somebody else's container is started only when a person says so, and never stopped or removed.
    async fn start_foreign(&mut self, found: Container) -> Result<Round> {
        let question = Question::StartForeign {
            name: found.name.clone(),
            image: found.image.clone(),
            state: found.state_word().to_owned(),
        };
        let wake = if found.state == State::Paused { "unpause" } else { "start" };
        if !self.may_start {
            match self.conversation.decide(&question)? {
                Answer::Yes => self.may_start = true,
                Answer::No => return Err(declined(&found.name)),
                Answer::NotAsked => {
                    return Err(Error::of(
                        Kind::EnvironmentMissing,
                        format!(
                            "the container {} is {} and was not made by gen-migration, so it is left alone",
                            found.name,
                            found.state_word()
                        ),
                    )
                    .hint(format!("start it yourself: docker {wake} {}", found.name))
                    .hint("or use another: --container OTHER"));
                }
            }
        }
        self.conversation.event(Event::Starting { name: found.name.clone() });
        let begun = Instant::now();
        match self.start_or_unpause(&found).await {
            Ok(()) => {}
            Err(error) if is_gone(&error) => return Ok(Round::Again),
            Err(error) => {
                return Err(failed(&format!("start the container {}", found.name), &error)
                    .hint("use another: --container OTHER"));
            }
        }
        self.await_started(found, Afterwards::Keep, begun).await
    }

    async fn start_or_unpause(&mut self, found: &Container) -> Result<(), DockerError> {
        if found.state == State::Paused {
            self.engine.docker.unpause_container(&found.id).await
        } else {
            self.engine.docker.start_container(&found.id, None::<StartContainerOptions>).await
        }
    }

    /// After a start of ours: ready, or back to what it was.
    async fn await_started(
        &mut self,
        found: Container,
        afterwards: Afterwards,
        begun: Instant,
    ) -> Result<Round> {
        // ports and addresses are new after a start
        let now = container::refresh(self.engine, &found.id).await?;
        let Some(now) = now else { return Ok(Round::Again) };
        let outcome = self.await_ready(&now, begun).await;
        let keeper = ContainerKeeper::new(now.clone(), true);
        match outcome {
            Ok(Readiness::Ready(session, target)) => Ok(Round::Ready(Box::new(Opened {
                session: *session,
                target: *target,
                container: now,
                started_by_us: true,
                afterwards: Some(afterwards),
            }))),
            Ok(Readiness::Gone) => Ok(Round::Again),
            Ok(Readiness::HalfInitialised) if now.ours => {
                self.replace(&now, "its set-up was interrupted".to_owned()).await
            }
            Ok(Readiness::Stopped { log, .. }) if now.ours && afterwards == Afterwards::Stop => {
                self.replace(&now, format!("it ended at once: {}", last_line(&log))).await
            }
            Ok(other) => {
                keeper.undo_start(self.engine, Some(afterwards)).await;
                Err(not_ready(&now, other))
            }
            Err(error) => {
                keeper.undo_start(self.engine, Some(afterwards)).await;
                Err(error)
            }
        }
    }

    async fn await_ready(&mut self, container: &Container, begun: Instant) -> Result<Readiness> {
        self.conversation.event(Event::Waiting { name: container.name.clone() });
        let outcome = readiness::wait(self.engine, container).await;
        if matches!(outcome, Ok(Readiness::Ready(..))) {
            self.conversation.event(Event::Ready { name: container.name.clone(), after: begun.elapsed() });
        }
        outcome
    }

    /// A running container of ours with another image than the one that is wanted.
    async fn replace_if_unused(&mut self, found: &Container) -> Result<Round> {
        let reason = format!("it has the image {}, not {}", found.image, self.options.image);
        match readiness::wait(self.engine, found).await? {
            Readiness::Ready(session, _) => {
                if !lock::try_acquire(&session, USE_LOCK, LockMode::Exclusive).await? {
                    return Err(Error::of(
                        Kind::EnvironmentMissing,
                        format!("the container {} is in use by another run, and {reason}", found.name),
                    )
                    .hint("wait for the other run, or use another: --container OTHER"));
                }
                let outcome = self.replace(found, reason).await;
                session.close().await;
                outcome
            }
            Readiness::Gone | Readiness::Stopped { .. } => Ok(Round::Again),
            Readiness::HalfInitialised | Readiness::WrongCredentials(_) | Readiness::Silent { .. } => {
                self.replace(found, reason).await
            }
        }
    }

    /// Removes a container of ours that is of no use; the next round makes another.
    async fn replace(&mut self, found: &Container, reason: String) -> Result<Round> {
        self.ask_to_start(false, false, self.options.port)?;
        self.conversation.event(Event::Replacing { name: found.name.clone(), reason });
        remove(self.engine, &found.id).await?;
        Ok(Round::Again)
    }

    /// Nothing there: makes one.
    async fn create(&mut self) -> Result<Round> {
        let present = image::is_present(self.engine, &self.options.image).await?;
        self.ask_to_start(false, !present, self.options.port)?;
        let mut host_port = self.free_port().await?;
        if !present {
            image::pull(self.engine, &self.options.image, self.conversation).await?;
        }
        let name = self.options.container.clone();
        self.conversation.event(Event::Creating { name: name.clone(), image: self.options.image.clone() });
        let begun = Instant::now();
        for _ in 0..3 {
            let id = match self.create_container(host_port).await {
                Ok(id) => id,
                // another run was quicker: its container is as good
                Err(DockerError::DockerResponseServerError { status_code: 409, .. }) => {
                    return Ok(Round::Again);
                }
                Err(error) => return Err(failed(&format!("create the container {name}"), &error)),
            };
            self.conversation.event(Event::Starting { name: name.clone() });
            match self.engine.docker.start_container(&id, None::<StartContainerOptions>).await {
                Ok(()) => {}
                // the container was made all the same, and has the port in it
                Err(error) if port_taken(&error) => {
                    remove(self.engine, &id).await?;
                    self.port = None;
                    host_port = self.another_port(host_port).await?;
                    continue;
                }
                Err(error) if is_gone(&error) => return Ok(Round::Again),
                Err(error) => {
                    remove(self.engine, &id).await?;
                    return Err(failed(&format!("start the container {name}"), &error));
                }
            }
            let found = match container::refresh(self.engine, &id).await {
                Ok(Some(found)) => found,
                Ok(None) => return Ok(Round::Again),
                Err(error) => {
                    remove(self.engine, &id).await?;
                    return Err(error);
                }
            };
            return self.await_started(found, Afterwards::Remove, begun).await;
        }
        Err(Error::of(Kind::EnvironmentMissing, "no port of this machine stays free long enough"))
    }

    fn ask_to_start(&mut self, exists: bool, pull: bool, port: u16) -> Result<()> {
        if self.may_start {
            return Ok(());
        }
        let question = Question::StartContainer {
            name: self.options.container.clone(),
            image: self.options.image.clone(),
            port,
            exists,
            pull,
        };
        if !settle(self.conversation, &question)? {
            return Err(declined(&self.options.container));
        }
        self.may_start = true;
        Ok(())
    }

    /// The wanted port, or another one that the user agrees to. Where the ports are another machine's
    /// (or the other side of a container's wall), only the engine can tell, at the start.
    async fn free_port(&mut self) -> Result<u16> {
        if let Some(port) = self.port {
            return Ok(port);
        }
        let wanted = self.options.port;
        let here = match self.engine.standpoint {
            Standpoint::Outside => self.engine.remote_host.is_none(),
            Standpoint::Inside { .. } => false,
            Standpoint::Unclear => true,
        };
        if !here || port::is_free(wanted) {
            return Ok(wanted);
        }
        self.another_port(wanted).await
    }

    async fn another_port(&mut self, wanted: u16) -> Result<u16> {
        let occupant = port::occupant(self.engine, wanted).await;
        let question = Question::UseFreePort { port: wanted, occupant: occupant.clone() };
        if !settle(self.conversation, &question)? {
            let who = occupant.map(|occupant| format!(" by {occupant}")).unwrap_or_default();
            return Err(
                Error::new(format!("port {wanted} is taken{who}")).hint("choose another: --port PORT")
            );
        }
        let port = port::any_free().map_err(|error| {
            Error::of(Kind::EnvironmentMissing, format!("no free port on this machine: {error}"))
        })?;
        self.conversation.event(Event::PortChosen { wanted, occupant, port });
        self.port = Some(port);
        Ok(port)
    }

    async fn create_container(&mut self, host_port: u16) -> Result<String, DockerError> {
        let network = match &self.engine.standpoint {
            Standpoint::Inside { network } => Some(network.clone()),
            Standpoint::Outside | Standpoint::Unclear => None,
        };
        // an engine elsewhere publishes on its own machine: its loopback would be out of reach
        let host_ip = if self.engine.remote_host.is_some() { "0.0.0.0" } else { "127.0.0.1" };
        let binding =
            PortBinding { host_ip: Some(host_ip.to_owned()), host_port: Some(host_port.to_string()) };
        let durability = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        let mut command = vec!["postgres".to_owned()];
        command.extend(durability.into_iter().flat_map(|setting| ["-c".to_owned(), setting.to_owned()]));
        let body = ContainerCreateBody {
            image: Some(image::with_tag(&self.options.image)),
            cmd: Some(command),
            env: Some(vec![
                format!("POSTGRES_USER={ROLE}"),
                format!("POSTGRES_PASSWORD={PASSWORD}"),
                format!("POSTGRES_DB={DATABASE}"),
                "POSTGRES_INITDB_ARGS=--no-sync".to_owned(),
                format!("PGDATA={PGDATA}"),
            ]),
            labels: Some(HashMap::from([(
                OURS.to_owned(),
                format!("gen-migration {}", env!("CARGO_PKG_VERSION")),
            )])),
            exposed_ports: Some(vec![SERVER_PORT.to_owned()]),
            host_config: Some(HostConfig {
                port_bindings: Some(HashMap::from([(SERVER_PORT.to_owned(), Some(vec![binding]))])),
                tmpfs: Some(HashMap::from([(PGDATA.to_owned(), String::new())])),
                network_mode: network,
                ..HostConfig::default()
            }),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::new().name(&self.options.container).build();
        Ok(self.engine.docker.create_container(Some(options), body).await?.id)
    }
}

/// Removes a container with its volumes, running or not; one that is gone already is fine.
///
/// # Errors
/// The engine fails.
pub(super) async fn remove(engine: &Engine, id: &str) -> Result<()> {
    let options = RemoveContainerOptionsBuilder::new().v(true).force(true).build();
    match engine.docker.remove_container(id, Some(options)).await {
        Ok(()) | Err(DockerError::DockerResponseServerError { status_code: 404 | 409, .. }) => Ok(()),
        Err(error) => Err(failed("remove the container", &error)),
    }
}
