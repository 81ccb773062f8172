//! Session advisory locks, polled.
//!
//! A client that blocks in `pg_advisory_lock()` holds a snapshot that another session's CREATE INDEX
//! CONCURRENTLY waits for, while that one may hold the lock: a deadlock that PostgreSQL breaks by
//! killing one of them. So nobody blocks: `pg_try_advisory_lock` is asked again and again.

use std::time::{Duration, Instant};

use tokio_postgres::Client;

use super::connection::statement_error;
use crate::error::Result;
use crate::interrupt::interruptible;

/// How long to wait between two tries.
const POLL: Duration = Duration::from_millis(20);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockMode {
    Shared,
    Exclusive,
}

/// Takes the lock if it is free now. It belongs to `client`'s session: it ends with it, or by
/// [`release`]. Keys are per database.
///
/// # Errors
/// The connection broke.
pub async fn try_acquire(client: &Client, key: i64, mode: LockMode) -> Result<bool> {
    let function = match mode {
        LockMode::Shared => "pg_try_advisory_lock_shared",
        LockMode::Exclusive => "pg_try_advisory_lock",
    };
    ask(client, function, key).await
}

/// Tries until the lock is had or `patience` is over, and says which; `on_wait` is called once when
/// the first try fails. Give it a connection of its own, with no transaction open.
///
/// # Errors
/// The connection broke; Ctrl-C.
pub async fn acquire(
    client: &Client,
    key: i64,
    mode: LockMode,
    patience: Duration,
    on_wait: impl FnOnce(),
) -> Result<bool> {
    let started = Instant::now();
    if try_acquire(client, key, mode).await? {
        return Ok(true);
    }
    on_wait();
    loop {
        if started.elapsed() >= patience {
            return Ok(false);
        }
        interruptible(tokio::time::sleep(POLL)).await?;
        if try_acquire(client, key, mode).await? {
            return Ok(true);
        }
    }
}

/// Gives the lock back; false when this session doesn't hold it.
///
/// # Errors
/// The connection broke.
pub async fn release(client: &Client, key: i64, mode: LockMode) -> Result<bool> {
    let function = match mode {
        LockMode::Shared => "pg_advisory_unlock_shared",
        LockMode::Exclusive => "pg_advisory_unlock",
    };
    ask(client, function, key).await
}

async fn ask(client: &Client, function: &str, key: i64) -> Result<bool> {
    let row = client
        .query_one(&format!("SELECT pg_catalog.{function}($1)"), &[&key])
        .await
        .map_err(|error| statement_error(&error))?;
    Ok(row.get(0))
}
