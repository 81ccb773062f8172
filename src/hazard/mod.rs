//! What can go wrong when a revision meets a database with rows and traffic: locks that stop a
//! service, rows that are lost, statements that fail on rows that the scratch database doesn't have.
//!
//! [`lint`] asks `squawk-linter`, which knows SQL; [`rows`] asks the data, through whoever has a
//! connection; [`safer`] writes what most of it can be done in without harm. Nothing is sent from here.

mod lint;
mod rows;
mod safer;

pub use lint::{lint, lint_steps};
pub use rows::{Question, questions};
pub use safer::{Step, safer};

/// One thing that can go wrong, and the operation that causes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    /// Position in the list of operations that was asked about.
    pub operation: usize,
    pub effect: Effect,
    /// Squawk's name of the rule, or ours; to be searched for.
    pub rule: String,
    pub message: String,
    /// What to do instead, where there is something.
    pub help: Option<String>,
}

/// What a hazard does where it strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The revision itself fails, on rows that are there.
    Fails,
    /// Rows or values are gone for good.
    Loses,
    /// Locks that a service waits for, or a schema that its code doesn't know.
    Disturbs,
}
