//! The image of a container: whether it is here, and how it comes here.

use bollard::errors::Error as DockerError;
use bollard::query_parameters::CreateImageOptionsBuilder;
use futures_util::StreamExt;

use super::conversation::{Conversation, Event};
use super::docker_error::failed;
use super::engine::Engine;
use crate::error::{Error, Kind, Result};
use crate::interrupt::interruptible;

/// `postgres` → `postgres:latest`: an engine asked for a name without a tag pulls every tag.
pub(super) fn with_tag(image: &str) -> String {
    let last = image.rsplit('/').next().unwrap_or(image);
    if last.contains(':') || last.contains('@') { image.to_owned() } else { format!("{image}:latest") }
}

/// Whether two names mean the same image: Docker Hub's prefixes may be left out.
pub(super) fn same(one: &str, other: &str) -> bool {
    let short = |name: &str| {
        let tagged = with_tag(name);
        let tagged = tagged.strip_prefix("docker.io/").unwrap_or(&tagged);
        tagged.strip_prefix("library/").unwrap_or(tagged).to_owned()
    };
    short(one) == short(other)
}

/// Whether the engine has the image.
///
/// # Errors
/// The engine fails; Ctrl-C.
pub(super) async fn is_present(engine: &Engine, image: &str) -> Result<bool> {
    match interruptible(engine.docker.inspect_image(&with_tag(image))).await? {
        Ok(_) => Ok(true),
        Err(DockerError::DockerResponseServerError { status_code: 404, .. }) => Ok(false),
        Err(error) => Err(failed(&format!("look for the image {image}"), &error)),
    }
}

/// Fetches the image from its registry, without credentials.
///
/// # Errors
/// Kind `EnvironmentMissing` when there is no registry or no such image; Ctrl-C, which also ends the
/// engine's download.
pub(super) async fn pull(engine: &Engine, image: &str, conversation: &mut dyn Conversation) -> Result<()> {
    conversation.event(Event::Pulling { image: image.to_owned() });
    let options = CreateImageOptionsBuilder::new().from_image(&with_tag(image)).build();
    let mut progress = engine.docker.create_image(Some(options), None, None);
    while let Some(item) = interruptible(progress.next()).await? {
        let item = item.map_err(|error| pull_error(image, &error))?;
        let detail = item.progress_detail.unwrap_or_default();
        let bytes = |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok()).unwrap_or(0);
        if let (Some(layer), Some(status)) = (item.id, item.status) {
            conversation.event(Event::PullProgress {
                layer,
                status,
                current: bytes(detail.current),
                total: bytes(detail.total),
            });
        }
    }
    conversation.event(Event::Pulled { image: image.to_owned() });
    Ok(())
}

fn pull_error(image: &str, error: &DockerError) -> Error {
    let reason = match error {
        DockerError::DockerStreamError { error } => error.clone(),
        DockerError::DockerResponseServerError { message, .. } => message.clone(),
        other => other.to_string(),
    };
    Error::of(
        Kind::EnvironmentMissing,
        format!("the image {image} is not here and cannot be pulled: {reason}"),
    )
    .hint(format!("check the name and the network, or fetch it yourself: docker pull {image}"))
    .hint("or use another image or database: --image IMAGE, --database local, --database-url URL")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_names_as_docker_reads_them() {
        for (one, other, expected) in [
            ("postgres:15", "docker.io/library/postgres:15", true),
            ("postgres", "postgres:latest", true),
            ("postgres:15", "postgres:16", false),
            ("localhost:5000/postgres", "localhost:5000/postgres:latest", true),
            ("localhost:5000/postgres:15", "postgres:15", false),
            ("postgres@sha256:00", "postgres@sha256:00", true),
        ] {
            assert_eq!(same(one, other), expected, "{one} {other}");
        }
    }
}
