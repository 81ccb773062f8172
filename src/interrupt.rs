//! Ctrl-C and SIGTERM: the first asks every step to stop and clean up, the second leaves at once.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use crate::error::{Error, Result};

/// Shared by whoever waits: cheap to clone through a static, since a process has one terminal.
static REQUESTED: AtomicBool = AtomicBool::new(false);
static NOTIFY: Notify = Notify::const_new();

/// Asks the run to stop. Called by the signal task; tests call it too.
pub fn request() {
    REQUESTED.store(true, Ordering::SeqCst);
    NOTIFY.notify_waiters();
}

/// Whether somebody asked to stop. The evaluator asks this between steps.
pub fn requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}

/// # Errors
/// [`crate::error::Kind::Interrupted`] once a stop was requested.
pub fn check() -> Result<()> {
    if requested() { Err(Error::interrupted()) } else { Ok(()) }
}

/// Waits for `future`, or gives up when a stop is requested. Clean-up itself is not wrapped: it runs
/// to its end.
///
/// # Errors
/// [`crate::error::Kind::Interrupted`], with the future dropped.
pub async fn interruptible<T>(future: impl Future<Output = T>) -> Result<T> {
    let notified = NOTIFY.notified();
    tokio::pin!(notified);
    notified.as_mut().enable();
    check()?;
    tokio::select! {
        biased;
        () = &mut notified => Err(Error::interrupted()),
        value = future => Ok(value),
    }
}
