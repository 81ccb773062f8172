//! The command line on every state that a container can be found in: what is said, the exit code, and
//! what is left. `--yes` throughout; `tests/conversation.rs` has the prompts.

mod common;

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use common::project::{Project, text_of};

const MODELS: &str = "
from sqlalchemy import Column, Integer
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
";

/// A project, a container name that no other test has, and a port that was free.
struct Case {
    project: Project,
    container: String,
    port: u16,
}

impl Case {
    fn new(name: &str) -> Case {
        let project = Project::generic();
        project.write("models.py", MODELS);
        let port =
            TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address").port();
        Case { project, container: format!("gm_state_{name}_{}", std::process::id()), port }
    }

    fn command(&self) -> Command {
        let mut command = self.project.tool();
        command.args(["--yes", "-m", "add users", "--container", &self.container]);
        command.args(["--port", &self.port.to_string()]);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(["--database", "docker"]).args(arguments).output().expect("the tool runs")
    }

    /// A container that somebody else made.
    fn foreign(&self, verb: &[&str], password: &str) {
        let publish = format!("127.0.0.1:{}:5432", self.port);
        let password = format!("POSTGRES_PASSWORD={password}");
        let mut arguments = verb.to_vec();
        arguments.extend(["--name", &self.container, "-p", &publish, "--tmpfs", "/var/lib/postgresql/data"]);
        arguments.extend([
            "-e",
            "POSTGRES_USER=moonmind_user",
            "-e",
            &password,
            "-e",
            "POSTGRES_DB=moonmind_db",
        ]);
        arguments.extend(["-e", "POSTGRES_INITDB_ARGS=--no-sync", "postgres:15"]);
        docker(&arguments);
    }

    fn state(&self) -> String {
        docker(&["ps", "-a", "--filter", &format!("name=^/{}$", self.container), "--format", "{{.State}}"])
    }

    fn id(&self) -> String {
        docker(&["ps", "-a", "-q", "--no-trunc", "--filter", &format!("name=^/{}$", self.container)])
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["rm", "-f", "-v", &self.container]).output();
    }
}

fn docker(arguments: &[&str]) -> String {
    let output = Command::new("docker").args(arguments).output().expect("docker runs");
    common::assert_success("docker", &output);
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

/// The exit code, and every one of `says` somewhere on the two streams.
fn assert_outcome(output: &Output, code: i32, says: &[&str]) {
    let text = text_of(output);
    assert_eq!(output.status.code(), Some(code), "{text}");
    for part in says {
        assert!(text.contains(part), "{part:?} is missing:\n{text}");
    }
    assert!(!text.contains("moonmind_password"), "a password shows:\n{text}");
    assert!(!text.contains("panicked"), "{text}");
}

#[test]
fn none_is_made_and_taken_away() {
    common::needs_docker!();
    let case = Case::new("none");
    assert_outcome(&case.run(&[]), 0, &["create table users", "add_users.py"]);
    assert_eq!(case.state(), "");
    assert_eq!(case.project.versions().len(), 1);
}

#[test]
fn keep_keeps_it_and_teardown_takes_it() {
    common::needs_docker!();
    let case = Case::new("keep");
    assert_outcome(&case.run(&["--keep"]), 0, &[]);
    assert_eq!(case.state(), "running");
    let id = case.id();
    assert_outcome(&case.run(&[]), 0, &["No changes"]);
    assert_eq!(case.id(), id, "a kept one stays and is used again");
    assert_outcome(&case.run(&["--teardown"]), 0, &["No changes"]);
    assert_eq!(case.state(), "");
}

#[test]
fn running_and_foreign_with_the_right_credentials_is_used_and_left() {
    common::needs_docker!();
    let case = Case::new("foreign");
    case.foreign(&["run", "-d"], "moonmind_password");
    let id = case.id();
    assert_outcome(&case.run(&[]), 0, &["create table users"]);
    assert_eq!((case.state(), case.id()), ("running".to_owned(), id.clone()));
    assert_outcome(&case.run(&["--teardown"]), 0, &["No changes"]);
    assert_eq!(case.id(), id, "what others made is never removed");
}

#[test]
fn running_and_foreign_with_other_credentials_is_no_environment() {
    common::needs_docker!();
    let case = Case::new("password");
    case.foreign(&["run", "-d"], "something_else");
    assert_outcome(&case.run(&[]), 6, &[&case.container, "hint: ", "--container"]);
    assert_eq!(case.state(), "running");
    assert!(case.project.versions().is_empty());
}

#[test]
fn exited_and_foreign_is_left_alone_with_a_hint() {
    common::needs_docker!();
    let case = Case::new("exited");
    case.foreign(&["create"], "moonmind_password");
    assert_outcome(&case.run(&[]), 6, &[&format!("docker start {}", case.container), "--container"]);
    assert_eq!(case.state(), "created");
}

#[test]
fn exited_and_ours_is_started_and_stopped_again() {
    common::needs_docker!();
    let case = Case::new("ours");
    assert_outcome(&case.run(&["--keep"]), 0, &[]);
    docker(&["stop", &case.container]);
    assert_outcome(&case.run(&[]), 0, &["No changes"]);
    assert!(["", "exited"].contains(&case.state().as_str()), "{}", case.state());
}

#[test]
fn a_port_that_a_process_holds_is_stepped_around() {
    common::needs_docker!();
    let case = Case::new("port");
    let _holder = TcpListener::bind(("127.0.0.1", case.port)).expect("the port");
    assert_outcome(&case.run(&[]), 0, &[&format!("Port {} is taken by", case.port), "add_users.py"]);
    assert_eq!(case.state(), "");
}

#[test]
fn a_port_that_a_container_holds_names_the_container() {
    common::needs_docker!();
    let case = Case::new("port2");
    let other = Case::new("occupant");
    let publish = format!("127.0.0.1:{}:5432", case.port);
    docker(&[
        "run",
        "-d",
        "--name",
        &other.container,
        "-p",
        &publish,
        "-e",
        "POSTGRES_PASSWORD=x",
        "--tmpfs",
        "/var/lib/postgresql/data",
        "postgres:15",
    ]);
    assert_outcome(&case.run(&[]), 0, &[&other.container, "add_users.py"]);
    assert_eq!(other.state(), "running");
}

#[test]
fn an_image_that_cannot_be_pulled_is_no_environment() {
    common::needs_docker!();
    let case = Case::new("image");
    let output = case.run(&["--image", "registry.invalid/no/postgres:15"]);
    assert_outcome(&output, 6, &["registry.invalid/no/postgres:15", "hint: "]);
    assert_eq!(case.state(), "");
}

#[test]
fn no_daemon_but_postgresql_here_goes_on_without_docker() {
    let case = Case::new("absent");
    let mut command = case.command();
    let output =
        command.env("DOCKER_HOST", "unix:///nonexistent/docker.sock").output().expect("the tool runs");
    assert_outcome(&output, 0, &["Docker is not used", "of this machine", "create table users"]);
    assert_eq!(case.project.versions().len(), 1);
}

#[test]
fn no_daemon_though_docker_was_asked_for() {
    let case = Case::new("asked");
    let mut command = case.command();
    command.args(["--database", "docker"]).env("DOCKER_HOST", "unix:///nonexistent/docker.sock");
    assert_outcome(&command.output().expect("the tool runs"), 6, &["/nonexistent/docker.sock", "hint: "]);
}

/// The machine's PostgreSQL is hidden in a mount namespace of the test's own; a user namespace lends the
/// right to make one where it lacks.
#[test]
fn neither_daemon_nor_postgresql() {
    let case = Case::new("nothing");
    let tool = case.command();
    let hide = "for d in /usr/lib/postgresql /usr/local/pgsql; do [ -d $d ] && mount -t tmpfs none $d; done; \
                exec \"$0\" \"$@\"";
    let privileged = Command::new("unshare").args(["-m", "true"]).output().expect("unshare runs");
    let namespaces: &[&str] = if privileged.status.success() { &["-m"] } else { &["-U", "-r", "-m"] };
    let output = Command::new("unshare")
        .args(namespaces)
        .args(["sh", "-c", hide])
        .arg(tool.get_program())
        .args(tool.get_args())
        .current_dir(case.project.path())
        .env_clear()
        .env("PATH", "/usr/sbin:/sbin:/bin:/usr/bin")
        .env("DOCKER_HOST", "unix:///nonexistent/docker.sock")
        .output()
        .expect("unshare runs");
    assert_outcome(
        &output,
        6,
        &["there is no database to work with", "Docker", "PostgreSQL", "--database-url"],
    );
    assert!(case.project.versions().is_empty());
}

#[test]
fn a_socket_that_may_not_be_opened_says_so() {
    assert!(nix::unistd::geteuid().is_root(), "this test needs root, to give the privilege up");
    let case = Case::new("permission");
    let socket = case.project.path().join("docker.sock");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o600)).expect("private");
    std::fs::set_permissions(case.project.path(), std::fs::Permissions::from_mode(0o755)).expect("readable");
    let mut tool = case.command();
    tool.args(["--database", "docker"]).env("DOCKER_HOST", format!("unix://{}", socket.display()));
    // the binary lies where only root may look: run it through a copy
    let copy = case.project.path().join("gen-migration");
    std::fs::copy(tool.get_program(), &copy).expect("a copy");
    let arguments: Vec<_> = tool.get_args().map(std::ffi::OsStr::to_os_string).collect();
    let mut as_nobody = Command::new(&copy);
    as_nobody.args(arguments).current_dir(case.project.path()).env_clear();
    as_nobody.env("PATH", "/usr/bin:/bin").env("DOCKER_HOST", format!("unix://{}", socket.display()));
    use std::os::unix::process::CommandExt;
    let output = as_nobody.uid(65534).gid(65534).output().expect("the tool runs");
    assert_outcome(&output, 6, &["permission", "docker.sock", "hint: "]);
}
