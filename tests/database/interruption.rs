//! Ctrl-C and kill -9 at every step, in a process of their own: a request to stop is for a whole process.

use std::process::Command;

use gen_migration::database::{self, Answer, Conversation, Event, Options, Question, Source};
use gen_migration::error::{Error, Kind, Result};
use gen_migration::interrupt;

use crate::docker::{Named, docker, is_out, with_docker};
use crate::script::{Script, isolated};

/// This test program again, running one ignored test (`module::name`) with these variables; as `nobody`
/// if this is root and `unprivileged`. True when the test ran and passed.
pub fn passes(test: &str, unprivileged: bool, variables: &[(&str, &str)]) -> bool {
    let program = std::env::current_exe().expect("this program");
    let mut copy = None;
    let mut command = if unprivileged && nix::unistd::geteuid().is_root() {
        use std::os::unix::process::CommandExt;
        let directory = tempfile::tempdir_in("/tmp").expect("a directory");
        std::fs::set_permissions(directory.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .expect("permissions");
        let path = directory.path().join("tests");
        crate::script::install(&program, &path);
        copy = Some(directory);
        let nobody = nix::unistd::User::from_name("nobody").expect("users").expect("nobody");
        let mut command = Command::new(path);
        command.uid(nobody.uid.as_raw()).gid(nobody.gid.as_raw()).current_dir("/");
        command
    } else {
        Command::new(program)
    };
    command.args(["--ignored", "--exact", test]).envs(variables.iter().copied());
    let output = command.output().expect("the test again");
    drop(copy);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("running 1 test"), "{test} is no test: {text}");
    if !output.status.success() && output.status.code().is_some() {
        // a panic's words; a kill has none
        panic!("{test}: {text}");
    }
    output.status.success()
}

/// Stops the run, or the process, when something is told or asked.
struct Saboteur {
    at: String,
    kill: bool,
}

impl Saboteur {
    fn reached(&self, what: &str) {
        if what.starts_with(&self.at) {
            if self.kill {
                nix::sys::signal::raise(nix::sys::signal::Signal::SIGKILL).expect("killed");
            }
            interrupt::request();
        }
    }
}

impl Conversation for Saboteur {
    fn decide(&mut self, question: &Question) -> Result<Answer> {
        self.reached(&format!("{question:?}"));
        // as a prompt behaves
        if interrupt::requested() { Err(Error::interrupted()) } else { Ok(Answer::Yes) }
    }

    fn event(&mut self, event: Event) {
        self.reached(&format!("{event:?}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the child of the tests below"]
async fn run_until_stopped() {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let name = Named::new("unused");
    let mut options = with_docker(&name);
    options.container = variable("TEST_CONTAINER");
    options.port = variable("TEST_PORT").parse().expect("a port");
    if variable("TEST_SOURCE") == "local" {
        options = Options { source: Source::Local, ..isolated() };
    }
    options.inside_container = variable("TEST_INSIDE") == "1";
    let mut saboteur = Saboteur { at: variable("TEST_STOP_AT"), kill: variable("TEST_KILL") == "1" };
    let outcome = async {
        let mut database = database::open(&options, &mut saboteur).await?;
        let working = async {
            let scratch = database.create_scratch("replay").await?;
            saboteur.reached("Scratch");
            let session = interrupt::interruptible(database::connect(&scratch.target)).await??;
            let slept = interrupt::interruptible(session.batch_execute("SELECT pg_sleep(0)")).await?;
            slept.map_err(|error| database::statement_error(&error))
        }
        .await;
        let closed = database.close(&mut saboteur).await;
        working.and(closed)
    }
    .await;
    let error = outcome.expect_err("it was stopped");
    assert_eq!(error.kind(), Kind::Interrupted, "{error}");
}

fn stop_at(step: &str, kill: bool, name: &Named, port: u16) {
    let variables = [
        ("TEST_STOP_AT", step),
        ("TEST_KILL", if kill { "1" } else { "0" }),
        ("TEST_CONTAINER", &name.0),
        ("TEST_PORT", &port.to_string()),
    ];
    assert_eq!(passes("interruption::run_until_stopped", false, &variables), !kill, "{step}");
}

#[test]
fn ctrl_c_at_any_step_leaves_no_container() {
    if is_out() {
        return;
    }
    for step in ["StartContainer", "Creating", "Starting", "Waiting", "Ready", "Scratch", "Teardown"] {
        let name = Named::new("ctrlc");
        stop_at(step, false, &name, crate::docker::free_port());
        assert_eq!(name.state(), "", "after Ctrl-C at {step}");
    }
}

/// A service container with the engine's socket in it: a port that the host publishes on its own
/// loopback is out of reach there, the container's address is not.
#[test]
fn inside_a_container_with_the_engines_socket() {
    if is_out() {
        return;
    }
    let network = Named::new("network").0.clone();
    docker(&["network", "create", &network]);
    let program = std::env::current_exe().expect("this program");
    let mount = format!("{}:/tests:ro", program.display());
    for network in ["bridge", &network] {
        let (name, outer) = (Named::new("inner"), Named::new("outer"));
        let variables = [
            format!("TEST_CONTAINER={}", name.0),
            format!("TEST_PORT={}", crate::docker::free_port()),
            "TEST_STOP_AT=Scratch".to_owned(),
            "TEST_INSIDE=1".to_owned(),
        ];
        let mut arguments = vec!["run", "--name", &outer.0, "--network", network, "--volume", &mount];
        arguments.extend(["--volume", "/var/run/docker.sock:/var/run/docker.sock"]);
        arguments.extend(variables.iter().flat_map(|variable| ["--env", variable.as_str()]));
        arguments.extend([
            "postgres:15",
            "/tests",
            "--ignored",
            "--exact",
            "interruption::run_until_stopped",
        ]);
        let text = docker(&arguments);
        assert!(text.contains("1 passed"), "{text}");
        assert_eq!(name.state(), "", "in the network {network}");
    }
    docker(&["network", "rm", &network]);
}

#[tokio::test]
async fn what_a_killed_run_left_is_used_and_removed_by_the_next() {
    if is_out() {
        return;
    }
    for step in ["Starting", "Waiting", "Ready", "Scratch", "Removing"] {
        let name = Named::new("killed");
        let options = with_docker(&name);
        stop_at(step, true, &name, options.port);
        assert_ne!(name.state(), "", "nothing left at {step}: the test is no test");
        let mut script = Script::unattended();
        let database =
            database::open(&options, &mut script).await.unwrap_or_else(|error| panic!("{step}: {error}"));
        database.close(&mut script).await.expect("closed");
        assert_eq!(name.state(), "", "after a kill at {step}");
    }
}

/// The server of a killed run ends by itself, and its directory goes.
#[test]
fn a_killed_runs_local_server_ends() {
    let ours = || {
        let entries = ["/tmp", "/dev/shm"].into_iter().flat_map(std::fs::read_dir).flatten();
        let names = entries.flatten().map(|entry| entry.path());
        names.filter(|path| path.to_string_lossy().contains("gen-migration-pg-")).collect::<Vec<_>>()
    };
    let before = ours();
    let variables = [
        ("TEST_STOP_AT", "Scratch"),
        ("TEST_KILL", "1"),
        ("TEST_SOURCE", "local"),
        ("TEST_PORT", "1"),
        ("TEST_CONTAINER", "unused"),
    ];
    assert!(!passes("interruption::run_until_stopped", false, &variables));
    for _ in 0..300 {
        // other tests run servers of their own meanwhile
        let left: Vec<_> = ours().into_iter().filter(|path| !before.contains(path)).collect();
        let dead = left.iter().filter(|path| {
            std::fs::File::open(path.join("run.lock")).is_ok_and(|lock| lock.try_lock().is_ok())
        });
        if dead.count() == 0 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("a directory without an owner is left: {:?}", ours());
}

/// As a power cut or a kill of everything leaves it: a server whose shell is gone too.
#[tokio::test]
async fn a_server_without_its_shell_is_swept_by_the_next_run() {
    let options = Options { source: Source::Local, ..isolated() };
    let mut script = Script::unattended();
    let server = database::open(&options, &mut script).await.expect("a local server");
    let database::Host::Socket(directory) = server.target().host.clone() else { panic!("not a socket") };
    let pid = std::fs::read_to_string(directory.join("data/postmaster.pid")).expect("a pid file");
    let pid: i32 = pid.lines().next().and_then(|line| line.parse().ok()).expect("a pid");
    // the shell is the server's parent's parent, or its parent
    let parent = |pid: i32| {
        let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("a process");
        let after_name = status.rsplit_once(')').expect("a name").1;
        after_name.split_whitespace().nth(1).and_then(|parent| parent.parse::<i32>().ok()).expect("a parent")
    };
    let mut shells = Vec::new();
    let mut shell = parent(pid);
    while shell != i32::try_from(std::process::id()).expect("a pid") && shell > 1 {
        shells.push(shell);
        shell = parent(shell);
    }
    for shell in shells {
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(shell), nix::sys::signal::Signal::SIGKILL)
            .expect("killed");
    }
    // the run itself is gone when nobody holds its lock; here it is a copy of the directory's lock file
    std::fs::rename(directory.join("run.lock"), directory.join("old.lock")).expect("renamed");
    std::fs::File::create(directory.join("run.lock")).expect("a lock file");
    let next = database::open(&options, &mut script).await.expect("another local server");
    assert!(!directory.exists(), "{} is left", directory.display());
    assert!(!std::path::Path::new(&format!("/proc/{pid}/fd/0")).exists(), "the server {pid} is left");
    next.close(&mut script).await.expect("closed");
    server.close(&mut script).await.expect("closed");
}
