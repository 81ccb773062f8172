//! When a server is ready: an authenticated query answers, over the way that will be used.
//!
//! Neither an open port (Docker's proxy accepts at once) nor `pg_isready` (the image's first, temporary
//! server answers it) says so.

use std::time::{Duration, Instant};

use bollard::query_parameters::LogsOptionsBuilder;
use futures_util::StreamExt;

use super::connection::{ConnectFailure, Connection, ConnectionTarget, try_connect};
use super::container::{self, Container, State};
use super::engine::Engine;
use crate::error::{Error, Kind, Result};
use crate::interrupt::interruptible;

const POLL: Duration = Duration::from_millis(20);
/// Asking the engine costs more than asking the server.
const ASK_ENGINE_EVERY: u32 = 10;
/// How often a refusal is heard before it counts, when there are several ways and the first may lead to
/// somebody else's server.
const REFUSALS: u32 = 3;
/// For a container that was just started: a first set-up on a slow disk takes its time.
const PATIENCE_YOUNG: Duration = Duration::from_secs(90);
/// For one that has been running for a while.
const PATIENCE_OLD: Duration = Duration::from_secs(15);

/// How a container's server answered.
pub(super) enum Readiness {
    Ready(Box<Connection>, Box<ConnectionTarget>),
    /// It runs and doesn't know our login.
    WrongCredentials(ConnectFailure),
    /// A cluster whose set-up was killed: it has no line for connections from outside.
    HalfInitialised,
    /// The container stopped while we waited.
    Stopped {
        exit_code: Option<i64>,
        log: String,
    },
    /// Somebody removed it.
    Gone,
    /// It runs and doesn't answer.
    Silent {
        log: String,
    },
}

/// Waits until one of the container's targets answers a query, or tells why none will.
///
/// # Errors
/// The engine fails; Ctrl-C.
pub(super) async fn wait(engine: &Engine, container: &Container) -> Result<Readiness> {
    let started = Instant::now();
    let patience = if container.young { PATIENCE_YOUNG } else { PATIENCE_OLD };
    let mut targets = container.targets(engine);
    if targets.is_empty() && container.state == State::Running {
        return Err(Error::of(
            Kind::EnvironmentMissing,
            format!("the container {} publishes no port for PostgreSQL", container.name),
        )
        .hint(format!(
            "make it anew with a published port, or use another: --container OTHER (docker rm {} removes it)",
            container.name
        )));
    }
    let mut refusals = 0;
    for round in 0_u32.. {
        let mut refusal = None;
        for (position, target) in targets.iter().enumerate() {
            match ask(target).await? {
                Ok(mut ready) => {
                    // a better way may have opened since it was tried in this round
                    for better in &targets[..position] {
                        if let Ok(better) = ask(better).await? {
                            ready = better;
                            break;
                        }
                    }
                    return Ok(Readiness::Ready(Box::new(ready.0), Box::new(ready.1)));
                }
                Err(failure) => match verdict(&failure) {
                    Verdict::NotYet => {}
                    Verdict::HalfInitialised => refusal = Some(Readiness::HalfInitialised),
                    Verdict::WrongCredentials => refusal = Some(Readiness::WrongCredentials(failure)),
                },
            }
        }
        if let Some(refusal) = refusal {
            refusals += 1;
            if targets.len() == 1 || refusals >= REFUSALS {
                return Ok(refusal);
            }
        }
        if round % ASK_ENGINE_EVERY == ASK_ENGINE_EVERY - 1 {
            match container::refresh(engine, &container.id).await? {
                None => return Ok(Readiness::Gone),
                Some(now) if now.state == State::Stopped => {
                    let log = log_of(engine, &container.id).await;
                    return Ok(Readiness::Stopped { exit_code: now.exit_code, log });
                }
                // a restart may have changed a random port
                Some(now) => targets = now.targets(engine),
            }
        }
        if started.elapsed() > patience {
            break;
        }
        interruptible(tokio::time::sleep(POLL)).await?;
    }
    Ok(Readiness::Silent { log: log_of(engine, &container.id).await })
}

type Answer = Result<(Connection, ConnectionTarget), ConnectFailure>;

/// One try, of two seconds at most.
async fn ask(target: &ConnectionTarget) -> Result<Answer> {
    let limit = Duration::from_secs(2);
    match interruptible(tokio::time::timeout(limit, connect_and_query(target))).await? {
        Ok(answer) => answer,
        Err(_) => Ok(Err(ConnectFailure::TimedOut { after: limit })),
    }
}

/// A server without our database is asked through `postgres`.
async fn connect_and_query(target: &ConnectionTarget) -> Result<Answer> {
    let mut target = target.clone();
    let mut outcome = try_connect(&target).await?;
    if matches!(&outcome, Err(failure) if failure.sqlstate() == Some("3D000")) {
        target = target.with_database("postgres");
        outcome = try_connect(&target).await?;
    }
    Ok(match outcome {
        Ok(connection) => match connection.query_one("SELECT 1", &[]).await {
            Ok(_) => Ok((connection, target)),
            Err(error) => Err(ConnectFailure::Unreachable { reason: error.to_string() }),
        },
        Err(failure) => Err(failure),
    })
}

enum Verdict {
    NotYet,
    HalfInitialised,
    WrongCredentials,
}

fn verdict(failure: &ConnectFailure) -> Verdict {
    match failure {
        // "no pg_hba.conf entry for host" shares its code with other refusals of pg_hba.conf
        ConnectFailure::Rejected { sqlstate, message } => match sqlstate.as_str() {
            "28000" if message.contains("pg_hba.conf") => Verdict::HalfInitialised,
            "28000" | "28P01" => Verdict::WrongCredentials,
            // starting up, shutting down, too many connections: passes
            _ => Verdict::NotYet,
        },
        ConnectFailure::Unreachable { .. } | ConnectFailure::Tls { .. } | ConnectFailure::TimedOut { .. } => {
            Verdict::NotYet
        }
    }
}

/// The end of a container's log; empty when it can't be had.
pub(super) async fn log_of(engine: &Engine, id: &str) -> String {
    let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail("40").build();
    let mut stream = engine.docker.logs(id, Some(options));
    let mut text = String::new();
    while let Ok(Some(Ok(piece))) = tokio::time::timeout(Duration::from_secs(5), stream.next()).await {
        text.push_str(&piece.to_string());
    }
    text
}

/// The lines of a log that tell why a server is not there: its end, at most 15 lines.
pub(super) fn log_tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return "(its log is empty)".to_owned();
    }
    lines[lines.len().saturating_sub(15)..].join("\n")
}
