//! Who is told how far a replay is.

/// Implemented by the command line; a test may collect.
pub trait Observer {
    /// The replay begins: so many revisions.
    fn begins(&mut self, total: usize);

    /// The revision at `position` (0-based) begins.
    fn revision(&mut self, position: usize, id: &str, message: &str);

    /// All are applied.
    fn replayed(&mut self, total: usize);
}

/// Nobody is told.
pub struct Unobserved;

impl Observer for Unobserved {
    fn begins(&mut self, _: usize) {}

    fn revision(&mut self, _: usize, _: &str, _: &str) {}

    fn replayed(&mut self, _: usize) {}
}
