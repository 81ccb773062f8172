//! When a server is ready: an authenticated query answers, over the way that will be used.
//!
//! Neither an open port (Docker's proxy accepts at once) nor `pg_isready` (the image's first, temporary
//! server answers it) says so.

/// The lines of a log that tell why a server is not there: its end, at most 15 lines.
pub(super) fn log_tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return "(its log is empty)".to_owned();
    }
    lines[lines.len().saturating_sub(15)..].join("\n")
}
