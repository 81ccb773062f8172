//! What a machine has to offer for scratch databases. Nothing is started or changed.

use super::{Options, container, engine, image, installation, server};
use crate::error::Result;

/// One source, as found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What is there, or why it isn't.
    pub text: String,
    /// Whether a scratch database could come from it.
    pub usable: bool,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Found {
    fn good(text: impl Into<String>) -> Found {
        Found { text: text.into(), usable: true, hint: None }
    }

    fn bad(text: impl Into<String>, hint: impl Into<String>) -> Found {
        Found { text: text.into(), usable: false, hint: Some(hint.into()) }
    }
}

/// Every source, in the order in which they are tried.
#[derive(Clone, Debug)]
pub struct Survey {
    pub engine: Found,
    /// Only with an engine: the container, and the image that one would be made of.
    pub container: Option<Found>,
    pub image: Option<Found>,
    pub local: Found,
    /// The server that the environment names, without its password.
    pub server: Option<Found>,
}

/// Looks at all of them.
///
/// # Errors
/// Ctrl-C.
pub async fn survey(options: &Options) -> Result<Survey> {
    let mut container = None;
    let mut image = None;
    let engine = match engine::find(&options.environment).await? {
        Err(problem) => Found::bad(problem.reason(), problem.hint()),
        Ok(engine) => {
            let engine = engine.locate(options).await?;
            container = Some(container_of(&engine, options).await);
            image = Some(image_of(&engine, &options.image).await);
            Found::good(describe(&engine).await)
        }
    };
    let local = match installation::find(&options.environment, installation::image_major(&options.image)) {
        Ok(found) => Found::good(format!("PostgreSQL {} in {}", found.version, found.directory.display())),
        Err(reason) => Found::bad(reason, "only needed where there is no Docker: apt-get install postgresql"),
    };
    let server = match server::from_environment(&options.environment) {
        Ok(None) => None,
        Ok(Some(named)) => Some(Found::good(format!("{} (from {})", named.target, named.variable))),
        Err(error) => Some(Found::bad(error.message(), "correct the variable, or unset it")),
    };
    Ok(Survey { engine, container, image, local, server })
}

async fn describe(engine: &engine::Engine) -> String {
    let version = engine.docker.version().await.ok();
    let name = version.as_ref().and_then(|version| version.version.clone()).unwrap_or_else(|| "?".to_owned());
    let api = engine.docker.client_version();
    let mut text =
        format!("engine {name} at {}, API {}.{}", engine.address, api.major_version, api.minor_version);
    match &engine.standpoint {
        engine::Standpoint::Outside => {}
        engine::Standpoint::Inside { network } => {
            text.push_str(&format!(", seen from its network {network}"))
        }
        engine::Standpoint::Unclear => text.push_str(", seen from a container that it doesn't know"),
    }
    text
}

async fn container_of(engine: &engine::Engine, options: &Options) -> Found {
    let name = &options.container;
    match container::find(engine, name).await {
        Ok(None) => Found::good(format!("none by the name of {name}: one is made when it is needed")),
        Ok(Some(found)) => {
            let whose = if found.ours { "ours" } else { "not ours: it is used, never removed" };
            Found::good(format!("{name} is {} ({}, {whose})", found.state_word(), found.image))
        }
        Err(error) => Found::bad(error.message(), "check that `docker ps -a` works"),
    }
}

async fn image_of(engine: &engine::Engine, name: &str) -> Found {
    match image::is_present(engine, name).await {
        Ok(true) => Found::good(format!("{name} is here")),
        Ok(false) => Found::good(format!("{name} is pulled when it is needed")),
        Err(error) => Found::bad(error.message(), "check that `docker images` works"),
    }
}
