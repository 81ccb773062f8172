//! A conversation with prepared answers that remembers what it was asked and told.

use gen_migration::database::{Answer, Conversation, Event, Options, Question};
use gen_migration::error::Result;

/// Answers every question of a kind with the prepared answer; nobody is there for the others.
#[derive(Default)]
pub struct Script {
    pub answers: Vec<(&'static str, Answer)>,
    pub questions: Vec<Question>,
    pub events: Vec<Event>,
}

impl Script {
    pub fn unattended() -> Script {
        Script::default()
    }

    /// `kind` is the question's variant, as `Debug` writes it.
    pub fn answering(answers: &[(&'static str, Answer)]) -> Script {
        Script { answers: answers.to_vec(), ..Script::default() }
    }

    pub fn was_asked(&self, kind: &str) -> bool {
        self.questions.iter().any(|question| kind_of(question) == kind)
    }

    pub fn told(&self, wanted: &str) -> bool {
        self.events.iter().any(|event| event.to_string().contains(wanted))
    }
}

impl Conversation for Script {
    fn decide(&mut self, question: &Question) -> Result<Answer> {
        self.questions.push(question.clone());
        let kind = kind_of(question);
        Ok(self
            .answers
            .iter()
            .find(|(wanted, _)| *wanted == kind)
            .map_or(Answer::NotAsked, |(_, answer)| *answer))
    }

    fn event(&mut self, event: Event) {
        self.events.push(event);
    }
}

fn kind_of(question: &Question) -> String {
    format!("{question:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// Options that see nothing of this machine's Docker and servers, only its binaries.
pub fn isolated() -> Options {
    let mut options = Options::from_process();
    for name in [
        "DATABASE_URL",
        "POSTGRES_HOST",
        "POSTGRES_PORT",
        "POSTGRES_USER",
        "POSTGRES_PASSWORD",
        "POSTGRES_DB",
    ] {
        options.environment.remove(name);
    }
    options.environment.insert("DOCKER_HOST".to_owned(), "unix:///nonexistent/docker.sock".to_owned());
    options.inside_container = false;
    options
}

/// A copy that everybody may run. By another process: while this one has the file open for writing, any
/// child that is started meanwhile has it as well, and the kernel refuses to run it ("text file busy").
pub fn install(from: &std::path::Path, to: &std::path::Path) {
    let status = std::process::Command::new("install").args(["-m", "755"]).arg(from).arg(to).status();
    assert!(status.expect("the install command").success(), "cannot copy to {}", to.display());
}
