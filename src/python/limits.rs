//! How much a project's code may do before the run ends: a loop without end is a bug in a revision
//! file, and must not hang a terminal.

/// Bounds of one interpreter. Reaching one is [`super::raise::Raise::Fatal`], except for the depth,
/// which is Python's own RecursionError.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Instructions executed.
    pub steps: u64,
    /// Nested calls of user code.
    pub depth: usize,
    /// Items in one list, string repetition, range turned into a list …
    pub items: usize,
    /// Bytes by which the process may grow while code is evaluated.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { steps: 200_000_000, depth: 900, items: 10_000_000, memory: 512 << 20 }
    }
}

/// Resident bytes of this process, where the system tells.
pub(super) fn resident_memory() -> Option<usize> {
    // pages of 4 KiB: sizes of others make the limit coarser, never absent
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = text.split(' ').nth(1)?.parse().ok()?;
    Some(pages.saturating_mul(4096))
}

/// What the Rust stack has to hold for [`Limits::depth`] nested calls, in a debug build too.
///
/// And for long chains of objects being dropped, `x = [x]` in a loop: a few hundred bytes each, as many
/// as [`Limits::memory`] has room for. Pages that are never touched cost nothing.
pub const STACK_SIZE: usize = 1 << 30;

/// Runs `work` on a thread with a stack for deep recursion; values of the evaluator stay on it.
///
/// # Panics
/// Only when the thread itself did, or could not be started.
pub fn with_large_stack<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_SIZE).spawn_scoped(scope, work);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => panic!("no thread for the evaluator: {error}"),
        }
    })
}
