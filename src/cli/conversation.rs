//! What the databases ask and tell, put to a person, to a log, or answered by `--yes`.

use crate::database::{Answer, Conversation, Event, Question};
use crate::error::Result;
use crate::output::Output;

use super::progress::Progress;
use super::prompt;

pub struct Terminal {
    output: Output,
    progress: Progress,
    /// Questions that a flag of the command line has answered: `--keep`, `--teardown`.
    teardown: Option<bool>,
}

impl Terminal {
    pub fn new(output: Output, keep: bool, teardown: bool) -> Self {
        let decided = match (keep, teardown) {
            (true, _) => Some(false),
            (false, true) => Some(true),
            (false, false) => None,
        };
        Terminal { output, progress: Progress::new(output), teardown: decided }
    }

    pub fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }
}

impl Conversation for Terminal {
    fn decide(&mut self, question: &Question) -> Result<Answer> {
        self.progress.clear();
        if let (Question::Teardown { .. }, Some(decided)) = (question, self.teardown) {
            return Ok(if decided { Answer::Yes } else { Answer::No });
        }
        if !self.output.interactive() {
            self.output.detail(&format!("{question} {}", if question.unattended() { "yes" } else { "no" }));
            return Ok(Answer::NotAsked);
        }
        let yes = prompt::confirm(&question.to_string(), question.default_answer())?;
        Ok(if yes { Answer::Yes } else { Answer::No })
    }

    fn event(&mut self, event: Event) {
        let text = event.to_string();
        match event {
            Event::Pulling { .. }
            | Event::Creating { .. }
            | Event::Starting { .. }
            | Event::Waiting { .. }
            | Event::Stopping { .. }
            | Event::Removing { .. } => self.progress.spin(&text),
            Event::PullProgress { current, total, .. } => self.progress.bytes(&text, current, total),
            Event::Pulled { .. } | Event::Ready { .. } => self.progress.done(&text),
            Event::Sweeping { .. } => self.output.detail(&text),
            Event::CleanupFailed { .. } => {
                self.progress.clear();
                self.output.warning(&text);
            }
            Event::DockerUnavailable { .. }
            | Event::OtherVersion { .. }
            | Event::PortChosen { .. }
            | Event::Replacing { .. }
            | Event::LeftRunning { .. } => {
                self.progress.clear();
                self.output.progress(&text);
            }
        }
    }
}
