//! A container as the engine describes it: whose it is, its state, where its server can be reached.

use bollard::errors::Error as DockerError;
use bollard::models::{ContainerInspectResponse, ContainerStateStatusEnum};
use bollard::query_parameters::InspectContainerOptions;

use super::connection::{ConnectionTarget, Host};
use super::docker_error::failed;
use super::engine::{Engine, Standpoint};
use super::secret::Secret;
use super::tls::{SslMode, TlsSettings};
use super::{DATABASE, PASSWORD, ROLE};
use crate::error::Result;

/// The label that says a container is ours, with the version that made it.
pub(super) const OURS: &str = "gen-migration.made-by";

/// PostgreSQL's port inside a container.
pub(super) const SERVER_PORT: &str = "5432/tcp";

/// What matters of a container's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Made and never started.
    Created,
    Running,
    Paused,
    /// Exited, or dead: it has run before.
    Stopped,
    /// On its way to another state.
    Changing,
}

/// A container that exists.
#[derive(Clone, Debug)]
pub(super) struct Container {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) image: String,
    pub(super) ours: bool,
    pub(super) state: State,
    /// Whether it has been started only once, right after it was made.
    pub(super) first_start: bool,
    /// Whether it was started within the last two minutes: its server may still be setting itself up.
    pub(super) young: bool,
    pub(super) exit_code: Option<i64>,
    /// Host address and port of the server.
    published: Option<(String, u16)>,
    /// Its addresses in its own networks.
    addresses: Vec<String>,
    host_network: bool,
}

/// The container of exactly that name.
///
/// # Errors
/// The engine fails.
pub(super) async fn find(engine: &Engine, name: &str) -> Result<Option<Container>> {
    let found = match engine.docker.inspect_container(name, None::<InspectContainerOptions>).await {
        Ok(found) => Container::of(found),
        Err(DockerError::DockerResponseServerError { status_code: 404, .. }) => return Ok(None),
        Err(error) => return Err(failed(&format!("look for the container {name}"), &error)),
    };
    // the engine also takes the beginning of an id for a name
    Ok(found.filter(|container| container.name == name))
}

/// The container of that id, as it is now; None when it is gone.
///
/// # Errors
/// The engine fails.
pub(super) async fn refresh(engine: &Engine, id: &str) -> Result<Option<Container>> {
    match engine.docker.inspect_container(id, None::<InspectContainerOptions>).await {
        Ok(found) => Ok(Container::of(found)),
        Err(DockerError::DockerResponseServerError { status_code: 404, .. }) => Ok(None),
        Err(error) => Err(failed("look at the container", &error)),
    }
}

impl Container {
    fn of(found: ContainerInspectResponse) -> Option<Container> {
        let config = found.config.unwrap_or_default();
        let state = found.state.unwrap_or_default();
        let network = found.network_settings.unwrap_or_default();
        let started_at = state.started_at.clone().unwrap_or_default();
        let bindings = network.ports.unwrap_or_default().remove(SERVER_PORT).flatten().unwrap_or_default();
        let mut published: Vec<(String, u16)> = bindings
            .into_iter()
            .filter_map(|binding| {
                let port = binding.host_port?.parse().ok()?;
                Some((binding.host_ip.unwrap_or_default(), port))
            })
            .collect();
        // IPv4 first: with random ports the two families may differ
        published.sort_by_key(|(address, _)| address.contains(':'));
        Some(Container {
            id: found.id?,
            name: found.name?.trim_start_matches('/').to_owned(),
            image: config.image.unwrap_or_default(),
            ours: config.labels.unwrap_or_default().contains_key(OURS),
            state: match state.status {
                Some(ContainerStateStatusEnum::CREATED) => State::Created,
                Some(ContainerStateStatusEnum::RUNNING | ContainerStateStatusEnum::RESTARTING) => {
                    State::Running
                }
                Some(ContainerStateStatusEnum::PAUSED) => State::Paused,
                Some(ContainerStateStatusEnum::EXITED | ContainerStateStatusEnum::DEAD) => State::Stopped,
                Some(
                    ContainerStateStatusEnum::REMOVING
                    | ContainerStateStatusEnum::STOPPING
                    | ContainerStateStatusEnum::EMPTY,
                )
                | None => State::Changing,
            },
            first_start: is_soon_after(&found.created.unwrap_or_default(), &started_at),
            young: seconds_since(&started_at).is_some_and(|age| age < 120),
            exit_code: state.exit_code,
            published: published.into_iter().next(),
            addresses: network
                .networks
                .unwrap_or_default()
                .into_values()
                .filter_map(|endpoint| endpoint.ip_address.filter(|address| !address.is_empty()))
                .collect(),
            host_network: found.host_config.and_then(|host| host.network_mode).as_deref() == Some("host"),
        })
    }

    /// The ways to its server, best first; empty when there is none from here.
    pub(super) fn targets(&self, engine: &Engine) -> Vec<ConnectionTarget> {
        let published = match &self.published {
            Some((address, port)) => Some((engine.host_of(address), *port)),
            None if self.host_network => Some((engine.host_of(""), 5432)),
            None => None,
        };
        let addresses = self.addresses.iter().map(|address| (address.clone(), 5432));
        let places: Vec<(String, u16)> = match &engine.standpoint {
            Standpoint::Inside { .. } => addresses.chain(published).collect(),
            Standpoint::Unclear => published.into_iter().chain(addresses).collect(),
            Standpoint::Outside if published.is_some() => published.into_iter().collect(),
            // only Linux routes to the containers' network, and only on the engine's own host
            Standpoint::Outside if engine.remote_host.is_none() && cfg!(target_os = "linux") => {
                addresses.collect()
            }
            Standpoint::Outside => Vec::new(),
        };
        places.into_iter().map(|(host, port)| self.target(host, port)).collect()
    }

    fn target(&self, host: String, port: u16) -> ConnectionTarget {
        ConnectionTarget {
            host: Host::Name(host),
            port,
            user: ROLE.to_owned(),
            password: Some(Secret::new(PASSWORD)),
            database: DATABASE.to_owned(),
            tls: TlsSettings {
                mode: Some(if self.ours { SslMode::Disable } else { SslMode::Prefer }),
                ..TlsSettings::default()
            },
            ..ConnectionTarget::default()
        }
    }

    /// How people call its state.
    pub(super) fn state_word(&self) -> &'static str {
        match self.state {
            State::Created => "not started",
            State::Running => "running",
            State::Paused => "paused",
            State::Stopped => "stopped",
            State::Changing => "changing its state",
        }
    }
}

/// The network of the container whose host name is ours, if the engine has it: by default the host name
/// is the beginning of the container's id.
pub(super) async fn network_of(engine: &Engine, hostname: Option<&str>) -> Option<String> {
    let me = engine.docker.inspect_container(hostname?, None::<InspectContainerOptions>).await.ok()?;
    let mut names: Vec<String> = me.network_settings?.networks?.into_keys().collect();
    names.sort();
    names.into_iter().next()
}

/// Whether `started` is at most ten seconds after `created`, both RFC 3339.
fn is_soon_after(created: &str, started: &str) -> bool {
    match (created.parse::<jiff::Timestamp>(), started.parse::<jiff::Timestamp>()) {
        (Ok(created), Ok(started)) => (0..=10).contains(&(started.as_second() - created.as_second())),
        _ => false,
    }
}

fn seconds_since(started: &str) -> Option<i64> {
    let started: jiff::Timestamp = started.parse().ok()?;
    Some(jiff::Timestamp::now().as_second() - started.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_a_first_start_from_a_later_one() {
        let created = "2026-01-02T03:04:05.123456789Z";
        for (started, expected) in [
            ("2026-01-02T03:04:06.5Z", true),
            ("2026-01-02T04:04:06Z", false),
            ("0001-01-01T00:00:00Z", false),
            ("", false),
        ] {
            assert_eq!(is_soon_after(created, started), expected, "{started}");
        }
    }
}
