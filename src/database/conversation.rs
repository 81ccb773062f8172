//! What the databases ask and tell, as data: the caller prompts, prints or answers from a script.

use std::fmt;
use std::time::Duration;

use crate::error::Result;

/// Implemented by whoever runs the tool: a terminal, `--yes`, a test.
pub trait Conversation: Send {
    /// # Errors
    /// Ctrl-C at the prompt, a terminal that broke.
    fn decide(&mut self, question: &Question) -> Result<Answer>;

    fn event(&mut self, event: Event);
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    /// Nobody can be asked (`--yes`, no terminal): the course that [`Question::unattended`] says.
    NotAsked,
}

/// A decision that belongs to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// A container of that name runs already.
    UseRunning { name: String, image: String, ours: bool },
    /// No container of ours runs; `exists` when it only has to be started again, `pull` when the image
    /// has to be fetched first.
    StartContainer { name: String, image: String, port: u16, exists: bool, pull: bool },
    /// A stopped container that somebody else made; it is left running and never removed.
    StartForeign { name: String, image: String, state: String },
    /// The port is taken, by `occupant` if that is known.
    UseFreePort { port: u16, occupant: Option<String> },
    /// Outside a container, the environment names a server; scratch databases would be made there.
    UseEnvironmentServer { variable: String, address: String },
    /// What this run started can go, or stay for the next.
    Teardown { name: String },
}

impl Question {
    /// What Enter means at a prompt: as the script that this tool replaces had it.
    pub fn default_answer(&self) -> bool {
        match self {
            Question::UseRunning { .. } | Question::UseFreePort { .. } => true,
            Question::StartContainer { .. }
            | Question::StartForeign { .. }
            | Question::UseEnvironmentServer { .. }
            | Question::Teardown { .. } => false,
        }
    }

    /// What is done when nobody can be asked: what is needed is started and goes again, what belongs
    /// to others is left alone.
    pub fn unattended(&self) -> bool {
        match self {
            Question::UseRunning { .. }
            | Question::StartContainer { .. }
            | Question::UseFreePort { .. }
            | Question::Teardown { .. } => true,
            Question::StartForeign { .. } | Question::UseEnvironmentServer { .. } => false,
        }
    }
}

/// The prompt's words, without `(y/N)`.
impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Question::UseRunning { name, image, ours: true } => {
                write!(f, "The container {name} ({image}) is running. Use it?")
            }
            Question::UseRunning { name, image, ours: false } => {
                write!(f, "A container {name} ({image}), not made by gen-migration, is running. Use it?")
            }
            Question::StartContainer { name, exists: true, .. } => {
                write!(f, "The container {name} is stopped. Start it?")
            }
            Question::StartContainer { name, image, port, pull, .. } => {
                let fetched = if *pull { ", pulling the image first" } else { "" };
                write!(f, "Start a {image} container {name} on port {port}{fetched}?")
            }
            Question::StartForeign { name, image, state } => {
                write!(
                    f,
                    "The container {name} ({image}), not made by gen-migration, is {state}. Start it and leave it running?"
                )
            }
            Question::UseFreePort { port, occupant: Some(occupant) } => {
                write!(f, "Port {port} is taken by {occupant}. Use a free port instead?")
            }
            Question::UseFreePort { port, occupant: None } => {
                write!(f, "Port {port} is taken. Use a free port instead?")
            }
            Question::UseEnvironmentServer { variable, address } => {
                write!(
                    f,
                    "{variable} names the server {address}. Create scratch databases there (and drop them again)?"
                )
            }
            Question::Teardown { name } => write!(f, "Stop and remove the container {name}?"),
        }
    }
}

/// Progress and facts worth a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Docker was passed over, and why; another source is tried.
    DockerUnavailable {
        reason: String,
    },
    /// PostgreSQL of another major version than the image's is used.
    OtherVersion {
        found: String,
        wanted: u32,
    },
    Pulling {
        image: String,
    },
    /// Bytes of one layer; `total` is 0 while it isn't known.
    PullProgress {
        layer: String,
        status: String,
        current: u64,
        total: u64,
    },
    Pulled {
        image: String,
    },
    /// The port was taken; `port` is used instead.
    PortChosen {
        wanted: u16,
        occupant: Option<String>,
        port: u16,
    },
    Creating {
        name: String,
        image: String,
    },
    Starting {
        name: String,
    },
    Waiting {
        name: String,
    },
    Ready {
        name: String,
        after: Duration,
    },
    /// A container of ours that can't be used as it is, and why; it is made anew.
    Replacing {
        name: String,
        reason: String,
    },
    /// Databases that a run left behind which is no more.
    Sweeping {
        databases: Vec<String>,
    },
    Stopping {
        name: String,
    },
    Removing {
        name: String,
    },
    /// The container stays, and why.
    LeftRunning {
        name: String,
        reason: String,
    },
    /// Clean-up that failed; the run's outcome stands.
    CleanupFailed {
        what: String,
        reason: String,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::DockerUnavailable { reason } => write!(f, "Docker is not used: {reason}"),
            Event::OtherVersion { found, wanted } => {
                write!(f, "PostgreSQL {wanted} is not installed here: {found} is used")
            }
            Event::Pulling { image } => write!(f, "Pulling {image}"),
            Event::PullProgress { layer, status, .. } => write!(f, "{layer}: {status}"),
            Event::Pulled { image } => write!(f, "Pulled {image}"),
            Event::PortChosen { wanted, occupant: Some(occupant), port } => {
                write!(f, "Port {wanted} is taken by {occupant}: using port {port}")
            }
            Event::PortChosen { wanted, occupant: None, port } => {
                write!(f, "Port {wanted} is taken: using port {port}")
            }
            Event::Creating { name, image } => write!(f, "Creating container {name} ({image})"),
            Event::Starting { name } => write!(f, "Starting {name}"),
            Event::Waiting { name } => write!(f, "Waiting for PostgreSQL in {name}"),
            Event::Ready { name, after } => write!(f, "{name} is ready after {:.1} s", after.as_secs_f64()),
            Event::Replacing { name, reason } => write!(f, "The container {name} is made anew: {reason}"),
            Event::Sweeping { databases } => {
                write!(f, "Dropping what an ended run left behind: {}", databases.join(", "))
            }
            Event::Stopping { name } => write!(f, "Stopping {name}"),
            Event::Removing { name } => write!(f, "Removing {name}"),
            Event::LeftRunning { name, reason } => {
                write!(f, "The container {name} is left running: {reason}")
            }
            Event::CleanupFailed { what, reason } => write!(f, "Could not clean up {what}: {reason}"),
        }
    }
}

/// Says yes or no as [`Question::unattended`] does where nobody was asked.
pub(super) fn settle(conversation: &mut dyn Conversation, question: &Question) -> Result<bool> {
    Ok(match conversation.decide(question)? {
        Answer::Yes => true,
        Answer::No => false,
        Answer::NotAsked => question.unattended(),
    })
}
