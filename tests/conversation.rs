//! The conversation in a terminal, driven through a pseudo-terminal on a real engine: every prompt
//! answered both ways, and Ctrl-C at each.

mod common;

use std::process::Command;

use common::project::Project;
use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

const MODELS: &str = "
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    email = Column(String(255), nullable=False)
";

const MESSAGE: &str = "migration message";
const START: &str = "container";

/// A project with one model, a container name of its own and a free port.
struct Case {
    project: Project,
    container: String,
    port: u16,
}

impl Case {
    fn new(name: &str) -> Case {
        let project = Project::generic();
        project.write("models.py", MODELS);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        Case { project, container: format!("gm_test_{name}_{}", std::process::id()), port }
    }

    fn spawn(&self, arguments: &[&str]) -> PtySession {
        let mut command = self.project.tool();
        command.args([
            "--database",
            "docker",
            "--container",
            &self.container,
            "--port",
            &self.port.to_string(),
        ]);
        command.args(arguments).env("TERM", "xterm").env("NO_COLOR", "1");
        spawn_command(command, Some(180_000)).expect("a pseudo-terminal")
    }

    /// `docker ps -a` for this container: its state, or nothing.
    fn state(&self) -> String {
        let output = Command::new("docker")
            .args(["ps", "-a", "--filter", &format!("name=^/{}$", self.container), "--format", "{{.State}}"])
            .output()
            .expect("docker");
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }

    fn docker(&self, arguments: &[&str]) {
        let output = Command::new("docker").args(arguments).output().expect("docker");
        common::assert_success("docker", &output);
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["rm", "-f", "-v", &self.container]).output();
    }
}

fn exit_code(session: &PtySession) -> i32 {
    match session.process().wait().expect("an exit status") {
        WaitStatus::Exited(_, code) => code,
        other => panic!("ended by {other:?}"),
    }
}

#[test]
fn everything_answered_yes() {
    common::needs_docker!();
    let case = Case::new("yes");
    let mut session = case.spawn(&[]);
    session.exp_string(MESSAGE).expect("asks for the message");
    session.send_line("add users").expect("answers");
    session.exp_string(START).expect("asks to start");
    session.send_line("y").expect("answers");
    session.exp_string("create table users").expect("shows the operations");
    session.exp_string("Stop and remove").expect("offers teardown");
    session.send_line("y").expect("answers");
    session.exp_eof().expect("ends");
    assert_eq!(exit_code(&session), 0);
    assert_eq!(case.project.versions().len(), 1);
    assert_eq!(case.state(), "");
}

#[test]
fn teardown_declined_leaves_the_container_and_the_next_run_offers_it() {
    common::needs_docker!();
    let case = Case::new("kept");
    let mut session = case.spawn(&["-m", "add users"]);
    session.exp_string(START).expect("asks to start");
    session.send_line("y").expect("answers");
    session.exp_string("Stop and remove").expect("offers teardown");
    session.send_line("").expect("takes the default: no");
    session.exp_eof().expect("ends");
    assert_eq!(exit_code(&session), 0);
    assert_eq!(case.state(), "running");

    let mut session = case.spawn(&["-m", "again"]);
    session.exp_string("is running").expect("offers the running one");
    session.send_line("n").expect("answers");
    session.exp_eof().expect("ends");
    assert_eq!(exit_code(&session), 1, "no: abort");

    let mut session = case.spawn(&["-m", "again"]);
    session.exp_string("is running").expect("offers the running one");
    session.send_line("").expect("takes the default: yes");
    session.exp_string("No changes").expect("nothing to do");
    session.exp_eof().expect("ends");
    assert_eq!(exit_code(&session), 0);
    assert_eq!(case.project.versions().len(), 1);
    assert_eq!(case.state(), "running", "what it did not start stays");
}

#[test]
fn no_message_no_revision() {
    common::needs_docker!();
    let case = Case::new("empty");
    let mut session = case.spawn(&[]);
    session.exp_string(MESSAGE).expect("asks for the message");
    session.send_line("").expect("answers nothing");
    session.exp_eof().expect("ends");
    assert_eq!(exit_code(&session), 1);
    assert_eq!(case.state(), "");
}

#[test]
fn starting_declined_creates_nothing() {
    common::needs_docker!();
    let case = Case::new("declined");
    let mut session = case.spawn(&["-m", "add users"]);
    session.exp_string(START).expect("asks to start");
    session.send_line("n").expect("answers");
    session.exp_eof().expect("ends");
    assert_eq!(exit_code(&session), 1);
    assert_eq!(case.state(), "");
    assert!(case.project.versions().is_empty());
}

#[test]
fn control_c_at_each_prompt_leaves_nothing() {
    common::needs_docker!();
    for (name, before, prompt) in [
        ("message", vec![], MESSAGE),
        ("start", vec![(MESSAGE, "add users")], START),
        ("teardown", vec![(MESSAGE, "add users"), (START, "y")], "Stop and remove"),
    ] {
        let case = Case::new(&format!("ctrl_c_{name}"));
        let mut session = case.spawn(&[]);
        for (question, answer) in before {
            session.exp_string(question).expect(question);
            session.send_line(answer).expect(answer);
        }
        session.exp_string(prompt).expect(prompt);
        session.send_control('c').expect("Ctrl-C");
        session.exp_eof().expect("ends");
        let code = exit_code(&session);
        assert_eq!(code, 130, "{name}");
        if name != "teardown" {
            assert_eq!(case.state(), "", "{name}");
            assert!(case.project.versions().is_empty(), "{name}");
        }
    }
}

#[test]
fn a_failing_run_offers_teardown_as_well() {
    common::needs_docker!();
    let case = Case::new("failing");
    case.project.write(
        "alembic/versions/0001_broken.py",
        "revision = '0001'\ndown_revision = None\nfrom alembic import op\n\n\ndef upgrade():\n    op.execute('SELEC 1')\n\n\ndef downgrade():\n    pass\n",
    );
    let mut session = case.spawn(&["-m", "add users"]);
    session.exp_string(START).expect("asks to start");
    session.send_line("y").expect("answers");
    session.exp_string("Stop and remove").expect("offers teardown");
    session.send_line("y").expect("answers");
    session.exp_string("0001_broken.py:7").expect("names the line");
    session.exp_eof().expect("ends");
    assert_eq!(exit_code(&session), 1);
    assert_eq!(case.state(), "");
}

#[test]
fn a_foreign_stopped_container_is_started_after_a_yes_and_never_removed() {
    common::needs_docker!();
    let case = Case::new("foreign");
    let publish = format!("127.0.0.1:{}:5432", case.port);
    case.docker(&[
        "create",
        "--name",
        &case.container,
        "-p",
        &publish,
        "-e",
        "POSTGRES_USER=moonmind_user",
        "-e",
        "POSTGRES_PASSWORD=moonmind_password",
        "-e",
        "POSTGRES_DB=moonmind_db",
        "postgres:15",
    ]);
    let mut session = case.spawn(&["-m", "add users"]);
    session.exp_string("not made by gen-migration").expect("says whose it is");
    session.send_line("n").expect("answers");
    session.exp_eof().expect("ends");
    assert_eq!(exit_code(&session), 1);
    assert_eq!(case.state(), "created");

    let mut session = case.spawn(&["-m", "add users"]);
    session.exp_string("not made by gen-migration").expect("says whose it is");
    session.send_line("y").expect("answers");
    session.exp_string("create table users").expect("works");
    session.exp_eof().expect("ends");
    assert_eq!(exit_code(&session), 0);
    assert_eq!(case.state(), "running");
}
