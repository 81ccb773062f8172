//! Which Docker engine: the one that the `docker` command would talk to, else any that answers here.
//!
//! bollard reads `DOCKER_HOST` and knows one socket. The `docker` command also has contexts (Docker
//! Desktop, Colima and OrbStack set one), and rootless Docker and Podman listen elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bollard::{API_DEFAULT_VERSION, Docker};
use sha2::{Digest, Sha256};

use super::{Options, container};
use crate::error::{Error, Kind, Result};
use crate::interrupt::interruptible;

/// Seconds that one request may take; a container's stop takes up to ten.
const REQUEST_TIMEOUT: u64 = 120;
/// How long an engine may think about its first answer.
const FIRST_ANSWER: Duration = Duration::from_secs(5);
/// The oldest API that has everything used here: Docker 1.12, July 2016.
const OLDEST_API: (usize, usize) = (1, 24);

/// An engine that answered.
pub(super) struct Engine {
    pub(super) docker: Docker,
    /// Where it was found: `unix:///var/run/docker.sock`.
    pub(super) address: String,
    /// Where its published ports are: None for this machine, else that host's name.
    pub(super) remote_host: Option<String>,
    pub(super) standpoint: Standpoint,
}

/// From where this process sees the engine's containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standpoint {
    /// From the engine's host, or from anywhere by the network: published ports are the way.
    Outside,
    /// From one of its own containers, in this network: a port that the host publishes on its own
    /// loopback is out of reach, a container's address in the network is not.
    Inside { network: String },
    /// From a container, but none that the engine knows by our host name: the engine may be beside us
    /// in it, or we have another host name. Both ways are tried.
    Unclear,
}

/// Why there is no engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EngineProblem {
    /// No socket in any of the usual places.
    Absent,
    /// No socket where somebody said that there is one.
    NoSocket { socket: String },
    /// A socket or address at which nobody listens.
    Refused { address: String },
    /// The socket is there and not for this user.
    NoPermission { socket: String },
    /// It answers an API older than what is needed.
    TooOld { address: String, api: String },
    /// An address of a kind that is not supported, or a context that doesn't exist.
    Misconfigured { reason: String },
    /// It answers, with something else than expected.
    Broken { address: String, reason: String },
}

impl EngineProblem {
    /// A phrase for the list of what was tried.
    pub(super) fn reason(&self) -> String {
        match self {
            EngineProblem::Absent => {
                "Docker is not installed or not running (no engine's socket is here)".to_owned()
            }
            EngineProblem::NoSocket { socket } => format!("there is no Docker engine's socket {socket}"),
            EngineProblem::Refused { address } => format!("no Docker engine answers at {address}"),
            EngineProblem::NoPermission { socket } => {
                format!("permission denied for the Docker engine's socket {socket}")
            }
            EngineProblem::TooOld { address, api } => format!(
                "the Docker engine at {address} is too old: it speaks API {api}, {}.{} is needed",
                OLDEST_API.0, OLDEST_API.1
            ),
            EngineProblem::Misconfigured { reason } => reason.clone(),
            EngineProblem::Broken { address, reason } => {
                format!("the Docker engine at {address} fails: {reason}")
            }
        }
    }

    pub(super) fn hint(&self) -> &'static str {
        match self {
            EngineProblem::Absent => "install Docker and start it: https://docs.docker.com/engine/install/",
            EngineProblem::NoSocket { .. } | EngineProblem::Refused { .. } => {
                "start it: sudo systemctl start docker, or the Docker application; or check DOCKER_HOST"
            }
            EngineProblem::NoPermission { .. } => {
                "join the socket's group: sudo usermod -aG docker $USER, then log in again"
            }
            EngineProblem::TooOld { .. } => "upgrade Docker",
            EngineProblem::Misconfigured { .. } => {
                "check DOCKER_HOST, DOCKER_CONTEXT and `docker context ls`"
            }
            EngineProblem::Broken { .. } => "check that `docker version` shows a server",
        }
    }

    /// The report when Docker was asked for by name.
    pub(super) fn into_error(self) -> Error {
        Error::of(Kind::EnvironmentMissing, self.reason())
            .hint(self.hint())
            .hint("or use another database: --database local, --database-url URL")
    }
}

/// One place to look, with the files for TLS if it has any.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Address {
    host: String,
    certificates: Option<PathBuf>,
    /// One of the usual places, that nobody named.
    usual: bool,
}

/// Finds the engine and asks for its version.
///
/// # Errors
/// Only Ctrl-C; the inner one is why there is none.
pub(super) async fn find(environment: &BTreeMap<String, String>) -> Result<Result<Engine, EngineProblem>> {
    let addresses = match addresses(environment) {
        Ok(addresses) => addresses,
        Err(problem) => return Ok(Err(problem)),
    };
    let mut worst = EngineProblem::Absent;
    for address in addresses {
        match interruptible(answer(&address)).await? {
            Ok(engine) => return Ok(Ok(engine)),
            // of several sockets, the first that is there at all tells the story
            Err(problem) if worst == EngineProblem::Absent => worst = problem,
            Err(_) => {}
        }
    }
    Ok(Err(worst))
}

impl Engine {
    /// Finds out from where we see the containers, if this process runs in one.
    ///
    /// # Errors
    /// Ctrl-C.
    pub(super) async fn locate(mut self, options: &Options) -> Result<Engine> {
        if options.inside_container && self.remote_host.is_none() {
            let own = options.environment.get("HOSTNAME").cloned();
            let own = own.or_else(|| Some(std::fs::read_to_string("/etc/hostname").ok()?.trim().to_owned()));
            let network = interruptible(container::network_of(&self, own.as_deref())).await?;
            self.standpoint = network.map_or(Standpoint::Unclear, |network| Standpoint::Inside { network });
        }
        Ok(self)
    }

    /// The host at which a port is reached that is published on `address` of the engine's machine.
    pub(super) fn host_of(&self, address: &str) -> String {
        match (&self.remote_host, address) {
            (Some(remote), _) => remote.clone(),
            (None, "" | "0.0.0.0") => "127.0.0.1".to_owned(),
            (None, "::") => "::1".to_owned(),
            (None, address) => address.to_owned(),
        }
    }
}

/// Where to look, in order. What somebody set is the only place then.
fn addresses(environment: &BTreeMap<String, String>) -> Result<Vec<Address>, EngineProblem> {
    let get = |name: &str| environment.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let home = get("HOME").map(PathBuf::from);
    if let Some(host) = get("DOCKER_HOST") {
        let verify = get("DOCKER_TLS_VERIFY").is_some_and(|value| value != "0");
        let certificates = get("DOCKER_CERT_PATH")
            .map(PathBuf::from)
            .or_else(|| home.as_ref().map(|home| home.join(".docker")))
            .filter(|_| verify || host.starts_with("https://"));
        return Ok(vec![Address { host: host.to_owned(), certificates, usual: false }]);
    }
    let config =
        get("DOCKER_CONFIG").map(PathBuf::from).or_else(|| home.as_ref().map(|home| home.join(".docker")));
    let context = get("DOCKER_CONTEXT").map(str::to_owned).or_else(|| current_context(config.as_deref()?));
    if let Some(name) = context.filter(|name| name != "default") {
        return Ok(vec![context_address(config.as_deref(), &name)?]);
    }
    let runtime = get("XDG_RUNTIME_DIR").map(PathBuf::from);
    let below =
        |directory: &Option<PathBuf>, path: &str| directory.as_ref().map(|directory| directory.join(path));
    let sockets = [
        Some(PathBuf::from("/var/run/docker.sock")),
        below(&runtime, "docker.sock"),
        below(&home, ".docker/run/docker.sock"),
        below(&home, ".docker/desktop/docker.sock"),
        below(&home, ".colima/default/docker.sock"),
        below(&home, ".orbstack/run/docker.sock"),
        below(&home, ".rd/docker.sock"),
        below(&runtime, "podman/podman.sock"),
        Some(PathBuf::from("/run/podman/podman.sock")),
    ];
    Ok(sockets
        .into_iter()
        .flatten()
        .map(|socket| Address {
            host: format!("unix://{}", socket.display()),
            certificates: None,
            usual: true,
        })
        .collect())
}

fn current_context(config: &Path) -> Option<String> {
    let text = std::fs::read_to_string(config.join("config.json")).ok()?;
    let value: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(value.get("currentContext")?.as_str()?.to_owned())
}

/// The engine of a context: `contexts/meta/<sha256 of the name>/meta.json`.
fn context_address(config: Option<&Path>, name: &str) -> Result<Address, EngineProblem> {
    let missing =
        || EngineProblem::Misconfigured { reason: format!("the Docker context `{name}` does not exist") };
    let contexts = config.ok_or_else(missing)?.join("contexts");
    let mut directory = String::new();
    for byte in Sha256::digest(name.as_bytes()) {
        let _ = write!(directory, "{byte:02x}");
    }
    let text = std::fs::read_to_string(contexts.join("meta").join(&directory).join("meta.json"))
        .map_err(|_| missing())?;
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|_| missing())?;
    let host =
        value.pointer("/Endpoints/docker/Host").and_then(serde_json::Value::as_str).ok_or_else(missing)?;
    let certificates = contexts.join("tls").join(&directory).join("docker");
    Ok(Address {
        host: host.to_owned(),
        certificates: certificates.is_dir().then_some(certificates),
        usual: false,
    })
}

async fn answer(address: &Address) -> Result<Engine, EngineProblem> {
    let host = address.host.as_str();
    let broken = |reason: String| EngineProblem::Broken { address: host.to_owned(), reason };
    let (docker, remote_host) = match host.split_once("://") {
        Some(("unix", socket)) => {
            try_socket(socket, address.usual)?;
            (Docker::connect_with_unix(host, REQUEST_TIMEOUT, API_DEFAULT_VERSION), None)
        }
        Some(("tcp" | "http" | "https", authority)) => {
            let docker = match &address.certificates {
                Some(files) => Docker::connect_with_ssl(
                    host,
                    &files.join("key.pem"),
                    &files.join("cert.pem"),
                    &files.join("ca.pem"),
                    REQUEST_TIMEOUT,
                    API_DEFAULT_VERSION,
                ),
                None => Docker::connect_with_http(host, REQUEST_TIMEOUT, API_DEFAULT_VERSION),
            };
            (docker, remote_name(authority))
        }
        _ => {
            return Err(EngineProblem::Misconfigured {
                reason: format!("a Docker engine at `{host}` is not supported: only unix:// and tcp:// are"),
            });
        }
    };
    let docker = docker.map_err(|error| broken(error.to_string()))?;
    let negotiated = tokio::time::timeout(FIRST_ANSWER, docker.negotiate_version()).await;
    let docker = match negotiated {
        Err(_) => return Err(broken(format!("no answer within {} s", FIRST_ANSWER.as_secs()))),
        Ok(Err(bollard::errors::Error::HyperLegacyError { err })) if err.is_connect() => {
            return Err(EngineProblem::Refused { address: host.to_owned() });
        }
        Ok(Err(error)) => return Err(broken(error.to_string())),
        Ok(Ok(docker)) => docker,
    };
    let api = docker.client_version();
    if (api.major_version, api.minor_version) < OLDEST_API {
        return Err(EngineProblem::TooOld {
            address: host.to_owned(),
            api: format!("{}.{}", api.major_version, api.minor_version),
        });
    }
    Ok(Engine { docker, address: host.to_owned(), remote_host, standpoint: Standpoint::Outside })
}

/// Tells apart what bollard reports as one: no socket, nobody behind it, not for this user.
fn try_socket(path: &str, usual: bool) -> Result<(), EngineProblem> {
    UnixStream::connect(path).map(drop).map_err(|error| match error.kind() {
        ErrorKind::NotFound if usual => EngineProblem::Absent,
        ErrorKind::NotFound => EngineProblem::NoSocket { socket: path.to_owned() },
        ErrorKind::PermissionDenied => EngineProblem::NoPermission { socket: path.to_owned() },
        _ => EngineProblem::Refused { address: path.to_owned() },
    })
}

/// The host of `host:port`, unless it is this one.
fn remote_name(authority: &str) -> Option<String> {
    let authority = authority.trim_end_matches('/');
    let name = match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or(bracketed),
        None => authority.rsplit_once(':').map_or(authority, |(name, _)| name),
    };
    (!matches!(name, "localhost" | "127.0.0.1" | "::1" | "")).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn follows_docker_host_then_contexts_then_sockets() {
        let home = tempfile::tempdir().expect("a directory");
        let config = home.path().join(".docker");
        // sha256("desktop")
        let name: String = Sha256::digest(b"desktop").iter().map(|byte| format!("{byte:02x}")).collect();
        let meta = config.join("contexts/meta").join(name);
        std::fs::create_dir_all(&meta).expect("directories");
        std::fs::write(
            meta.join("meta.json"),
            r#"{"Name":"desktop","Endpoints":{"docker":{"Host":"unix:///d.sock"}}}"#,
        )
        .expect("a file");
        let home_text = home.path().display().to_string();
        let first = |pairs: &[(&str, &str)]| {
            let mut all = vec![("HOME", home_text.as_str())];
            all.extend_from_slice(pairs);
            addresses(&environment(&all)).map(|found| found[0].host.clone())
        };
        let missing =
            EngineProblem::Misconfigured { reason: "the Docker context `gone` does not exist".to_owned() };

        assert_eq!(first(&[]).as_deref(), Ok("unix:///var/run/docker.sock"));
        assert_eq!(first(&[("DOCKER_HOST", "tcp://h:1")]).as_deref(), Ok("tcp://h:1"));
        assert_eq!(first(&[("DOCKER_CONTEXT", "desktop")]).as_deref(), Ok("unix:///d.sock"));
        assert_eq!(first(&[("DOCKER_CONTEXT", "gone")]), Err(missing));
        std::fs::write(config.join("config.json"), r#"{"currentContext":"desktop"}"#).expect("a file");
        assert_eq!(first(&[]).as_deref(), Ok("unix:///d.sock"));
        assert_eq!(first(&[("DOCKER_CONTEXT", "default")]).as_deref(), Ok("unix:///var/run/docker.sock"));
    }

    #[test]
    fn knows_this_machine() {
        for (authority, expected) in [
            ("localhost:2375", None),
            ("127.0.0.1:2375", None),
            ("[::1]:2375", None),
            ("docker:2375", Some("docker")),
            ("10.0.0.7:2376/", Some("10.0.0.7")),
        ] {
            assert_eq!(remote_name(authority).as_deref(), expected, "{authority}");
        }
    }
}
