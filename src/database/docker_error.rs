//! What can go wrong with a container, in words for a user; and what the engine's own words mean.

use bollard::errors::Error as DockerError;

use super::ROLE;
use super::container::Container;
use super::readiness::{Readiness, log_tail};
use crate::error::{Error, Kind};

/// What the engine said, as an error of ours: `cannot ACTION: …`.
pub(super) fn failed(action: &str, error: &DockerError) -> Error {
    let reason = match error {
        DockerError::DockerResponseServerError { message, .. } => message.trim().to_owned(),
        other => other.to_string(),
    };
    Error::of(Kind::EnvironmentMissing, format!("Docker cannot {action}: {reason}"))
}

pub(super) fn is_gone(error: &DockerError) -> bool {
    matches!(error, DockerError::DockerResponseServerError { status_code: 404, .. })
}

/// Docker and Podman say it in the words of whoever found out: their own allocator or the kernel.
pub(super) fn port_taken(error: &DockerError) -> bool {
    let DockerError::DockerResponseServerError { message, .. } = error else { return false };
    message.contains("port is already allocated") || message.contains("address already in use")
}

pub(super) fn declined(name: &str) -> Error {
    Error::new(format!("the container {name} was not started"))
        .hint("other databases: --container OTHER, --database local, --database-url URL")
}

pub(super) fn wrong_credentials(container: &Container, sqlstate: Option<&str>) -> Error {
    let whose = if container.ours { "" } else { ", which was not made by gen-migration," };
    let what =
        if sqlstate.is_some() { "does not accept the login" } else { "does not accept connections as" };
    Error::of(Kind::EnvironmentMissing, format!("the container {}{whose} {what} {ROLE}", container.name))
        .hint("use another container: --container OTHER")
        .hint(format!("or name its login yourself: --database-url postgresql://USER:PASSWORD@HOST:PORT/DATABASE (other passwords than that of {ROLE} are not tried)"))
}

pub(super) fn silent(container: &Container, log: &str) -> Error {
    Error::of(
        Kind::EnvironmentMissing,
        format!("PostgreSQL in the container {} does not answer", container.name),
    )
    .detail(log_tail(log))
    .hint(format!("look at its log: docker logs {}", container.name))
}

pub(super) fn not_ready(container: &Container, outcome: Readiness) -> Error {
    match outcome {
        Readiness::Stopped { exit_code, log } => {
            let code = exit_code.map(|code| format!(" with exit code {code}")).unwrap_or_default();
            Error::of(
                Kind::EnvironmentMissing,
                format!("the container {} ended{code} before it was ready", container.name),
            )
            .detail(log_tail(&log))
        }
        Readiness::WrongCredentials(failure) => wrong_credentials(container, failure.sqlstate()),
        Readiness::HalfInitialised => wrong_credentials(container, None),
        Readiness::Silent { log } => silent(container, &log),
        Readiness::Gone | Readiness::Ready(..) => {
            Error::of(Kind::EnvironmentMissing, format!("the container {} is gone", container.name))
        }
    }
}

pub(super) fn last_line(log: &str) -> &str {
    log.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("its log is empty").trim()
}
