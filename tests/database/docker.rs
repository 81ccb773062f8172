//! The states a container can be found in, with a real engine.

use std::process::Command;

use gen_migration::database::{self, Answer, Database, Event, Options, Source, connect};
use gen_migration::error::{Error, Kind};

use crate::script::{Script, isolated};

/// Whether the test script found no Docker and said, loudly, which tests do not run. Without that
/// variable a missing engine fails them.
pub fn is_out() -> bool {
    std::env::var_os("GEN_MIGRATION_WITHOUT_DOCKER").is_some()
}

/// Runs the `docker` command; what it prints.
pub fn docker(arguments: &[&str]) -> String {
    let output =
        Command::new("docker").args(arguments).output().expect("the docker command (scripts/setup-tests.sh)");
    assert!(
        output.status.success(),
        "docker {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A container name of the test's own; whatever has it goes when the test ends, however it ends.
pub struct Named(pub String);

impl Named {
    pub fn new(what: &str) -> Named {
        let random = getrandom::u32().expect("random numbers");
        Named(format!("gen_migration_test_{what}_{random:08x}"))
    }

    pub fn state(&self) -> String {
        docker(&["ps", "--all", "--filter", &format!("name=^{}$", self.0), "--format", "{{.State}}"])
    }

    /// Somebody's own container, made without us.
    fn foreign(&self, password: &str) -> u16 {
        let port = free_port();
        docker(&[
            "run",
            "--detach",
            "--name",
            &self.0,
            "--publish",
            &format!("127.0.0.1:{port}:5432"),
            "--tmpfs",
            "/var/lib/postgresql/data",
            "--env",
            "POSTGRES_USER=moonmind_user",
            "--env",
            &format!("POSTGRES_PASSWORD={password}"),
            "--env",
            "POSTGRES_DB=moonmind_db",
            "--env",
            "POSTGRES_INITDB_ARGS=--no-sync",
            "postgres:15",
        ]);
        port
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["rm", "--force", "--volumes", &self.0]).output();
    }
}

pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Docker for real, with a name and a port that nobody else uses.
pub fn with_docker(name: &Named) -> Options {
    let mut options =
        Options { source: Source::Docker, container: name.0.clone(), port: free_port(), ..isolated() };
    options.environment.remove("DOCKER_HOST");
    if let Ok(host) = std::env::var("DOCKER_HOST") {
        options.environment.insert("DOCKER_HOST".to_owned(), host);
    }
    options
}

async fn open(options: &Options, script: &mut Script) -> Database {
    database::open(options, script).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn refused(options: &Options, script: &mut Script) -> Error {
    match database::open(options, script).await {
        Ok(database) => panic!("opened {}", database.describe()),
        Err(error) => error,
    }
}

/// A container of ours that a run left running with `--keep`.
async fn kept(name: &Named) -> Options {
    let options = with_docker(name);
    let mut script = Script::unattended();
    let database = open(&Options { keep: true, ..options.clone() }, &mut script).await;
    database.close(&mut script).await.expect("closed");
    assert_eq!(name.state(), "running");
    options
}

#[tokio::test]
async fn from_nothing_to_a_database_and_back() {
    if is_out() {
        return;
    }
    let name = Named::new("none");
    let options = with_docker(&name);
    let volumes = || docker(&["volume", "ls", "--quiet"]).lines().map(str::to_owned).collect::<Vec<_>>();
    let mut script = Script::unattended();
    let mut database = open(&options, &mut script).await;
    assert!(script.was_asked("StartContainer") && database.started_by_us());
    assert_eq!(
        database.describe(),
        format!("Docker container {} (postgres:15) on 127.0.0.1:{}", name.0, options.port)
    );
    let facts = docker(&[
        "inspect",
        "--format",
        "{{json .HostConfig.PortBindings}} {{json .HostConfig.Tmpfs}} {{json .Config.Labels}} {{json .Config.Env}}",
        &name.0,
    ]);
    for fact in [
        "127.0.0.1",
        "/var/lib/postgresql/data",
        "gen-migration.made-by",
        "--no-sync",
        "POSTGRES_DB=moonmind_db",
    ] {
        assert!(facts.contains(fact), "{fact} in {facts}");
    }
    let mounts = docker(&["inspect", "--format", "{{range .Mounts}}{{.Name}}{{end}}", &name.0]);
    let scratch = database.create_scratch("replay").await.expect("a scratch database");
    let session = connect(&scratch.target).await.expect("a connection");
    session.batch_execute("CREATE TABLE t ()").await.expect("a table");
    drop(session);
    let copy = database.clone_scratch(&scratch, "proof").await.expect("a clone");
    connect(&copy.target).await.expect("a connection").batch_execute("TABLE t").await.expect("the table");

    database.close(&mut script).await.expect("closed");
    assert!(script.was_asked("Teardown"));
    assert_eq!(name.state(), "");
    assert!(mounts.is_empty() || !volumes().contains(&mounts), "volume {mounts} leaked");
}

#[tokio::test]
async fn a_no_to_the_start_makes_nothing() {
    if is_out() {
        return;
    }
    let name = Named::new("no");
    let mut script = Script::answering(&[("StartContainer", Answer::No)]);
    let error = refused(&with_docker(&name), &mut script).await;
    assert_eq!(error.kind(), Kind::General);
    assert!(error.to_string().contains("was not started"), "{error}");
    assert_eq!(name.state(), "");
}

#[tokio::test]
async fn a_no_to_the_teardown_keeps_it_for_the_next_run() {
    if is_out() {
        return;
    }
    let name = Named::new("keep");
    let options = with_docker(&name);
    let mut script = Script::answering(&[("StartContainer", Answer::Yes), ("Teardown", Answer::No)]);
    open(&options, &mut script).await.close(&mut script).await.expect("closed");
    assert_eq!(name.state(), "running");

    // the next run is asked whether to use it, and leaves it as it is
    let mut script = Script::unattended();
    let database = open(&options, &mut script).await;
    assert!(
        script.was_asked("UseRunning") && !script.was_asked("StartContainer") && !database.started_by_us()
    );
    database.close(&mut script).await.expect("closed");
    assert!(!script.was_asked("Teardown"));
    assert_eq!(name.state(), "running");

    let mut script = Script::answering(&[("UseRunning", Answer::No)]);
    let error = refused(&options, &mut script).await;
    assert_eq!(error.kind(), Kind::General);
    assert_eq!(name.state(), "running");

    let mut script = Script::unattended();
    let options = Options { teardown: true, ..options };
    open(&options, &mut script).await.close(&mut script).await.expect("closed");
    assert_eq!(name.state(), "");
}

#[tokio::test]
async fn the_last_of_two_runs_removes_it() {
    if is_out() {
        return;
    }
    let name = Named::new("two");
    let options = with_docker(&name);
    let (mut one, mut two) = (Script::unattended(), Script::unattended());
    let (first, second) = tokio::join!(open(&options, &mut one), open(&options, &mut two));
    first.close(&mut one).await.expect("closed");
    assert!(one.told("another run uses it"), "{:?}", one.events);
    assert_eq!(name.state(), "running");
    second.close(&mut two).await.expect("closed");
    assert_eq!(name.state(), "");
}

#[tokio::test]
async fn a_stopped_one_of_ours_is_started_and_stopped_again() {
    if is_out() {
        return;
    }
    let name = Named::new("exited");
    let options = kept(&name).await;
    docker(&["stop", &name.0]);

    let mut script = Script::answering(&[("StartContainer", Answer::No)]);
    assert_eq!(refused(&options, &mut script).await.kind(), Kind::General);
    assert_eq!(name.state(), "exited");

    let mut script = Script::unattended();
    let database = open(&options, &mut script).await;
    assert!(matches!(
        script.questions.first(),
        Some(database::Question::StartContainer { exists: true, .. })
    ));
    database.close(&mut script).await.expect("closed");
    assert_eq!(name.state(), "exited");
}

#[tokio::test]
async fn a_paused_one_of_ours_is_paused_again() {
    if is_out() {
        return;
    }
    let name = Named::new("paused");
    let options = kept(&name).await;
    docker(&["pause", &name.0]);
    let mut script = Script::unattended();
    open(&options, &mut script).await.close(&mut script).await.expect("closed");
    assert_eq!(name.state(), "paused");
}

#[tokio::test]
async fn somebody_elses_with_our_login_is_used_and_left_alone() {
    if is_out() {
        return;
    }
    let name = Named::new("foreign");
    name.foreign("moonmind_password");
    let mut script = Script::unattended();
    let options = Options { teardown: true, ..with_docker(&name) };
    let mut database = open(&options, &mut script).await;
    assert!(matches!(script.questions.first(), Some(database::Question::UseRunning { ours: false, .. })));
    database.create_scratch("replay").await.expect("a scratch database");
    database.close(&mut script).await.expect("closed");
    assert!(script.told("is left running: it was not made by gen-migration"), "{:?}", script.events);
    assert_eq!(name.state(), "running");
    let left = docker(&[
        "exec",
        &name.0,
        "psql",
        "-U",
        "moonmind_user",
        "-d",
        "moonmind_db",
        "-Atc",
        "SELECT count(*) FROM pg_database WHERE datname LIKE 'gen_migration%'",
    ]);
    assert_eq!(left, "0");
}

#[tokio::test]
async fn somebody_elses_with_another_login_is_an_error() {
    if is_out() {
        return;
    }
    let name = Named::new("login");
    name.foreign("another");
    let error = refused(&with_docker(&name), &mut Script::unattended()).await;
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    let shown = error.to_string();
    assert!(shown.contains("does not accept the login moonmind_user"), "{shown}");
    assert!(shown.contains("--container OTHER") && shown.contains("other passwords"), "{shown}");
    assert!(!shown.contains("moonmind_password"), "{shown}");
    assert_eq!(name.state(), "running");
}

#[tokio::test]
async fn somebody_elses_stopped_one_needs_a_persons_yes() {
    if is_out() {
        return;
    }
    let name = Named::new("dormant");
    name.foreign("moonmind_password");
    docker(&["stop", &name.0]);
    let options = with_docker(&name);

    let error = refused(&options, &mut Script::unattended()).await;
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    let shown = error.to_string();
    assert!(
        shown.contains(&format!("docker start {}", name.0)) && shown.contains("--container OTHER"),
        "{shown}"
    );
    assert_eq!(name.state(), "exited");

    let error = refused(&options, &mut Script::answering(&[("StartForeign", Answer::No)])).await;
    assert_eq!(error.kind(), Kind::General);
    assert_eq!(name.state(), "exited");

    let mut script = Script::answering(&[("StartForeign", Answer::Yes)]);
    open(&options, &mut script).await.close(&mut script).await.expect("closed");
    assert_eq!(name.state(), "running");
}

#[tokio::test]
async fn a_taken_port_names_its_occupant() {
    if is_out() {
        return;
    }
    let name = Named::new("port");
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let options = Options { port: listener.local_addr().expect("an address").port(), ..with_docker(&name) };

    let error = refused(&options, &mut Script::answering(&[("UseFreePort", Answer::No)])).await;
    assert_eq!(error.kind(), Kind::General);
    assert!(error.to_string().contains(&format!("(pid {})", std::process::id())), "{error}");
    assert_eq!(name.state(), "");

    let mut script = Script::unattended();
    let database = open(&options, &mut script).await;
    let chosen = script.events.iter().find_map(|event| match event {
        Event::PortChosen { port, .. } => Some(*port),
        _ => None,
    });
    assert_eq!(Some(database.target().port), chosen);
    assert_ne!(database.target().port, options.port);

    // a container's port is known by the container's name
    let second = Named::new("port2");
    let options = Options { port: database.target().port, ..with_docker(&second) };
    let error = refused(&options, &mut Script::answering(&[("UseFreePort", Answer::No)])).await;
    assert!(error.to_string().contains(&format!("the container {} (postgres:15)", name.0)), "{error}");
    database.close(&mut script).await.expect("closed");
}

#[tokio::test]
async fn an_image_that_nobody_has_is_an_error_with_hints() {
    if is_out() {
        return;
    }
    let name = Named::new("image");
    // a registry that refuses at once: nothing listens on that port
    let image = format!("127.0.0.1:{}/nobody/postgres:15", free_port());
    let options = Options { image: image.clone(), ..with_docker(&name) };
    let mut script = Script::unattended();
    let error = refused(&options, &mut script).await;
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    let shown = error.to_string();
    assert!(shown.contains("is not here and cannot be pulled"), "{shown}");
    assert!(shown.contains(&format!("docker pull {image}")), "{shown}");
    assert!(matches!(script.questions.first(), Some(database::Question::StartContainer { pull: true, .. })));
    assert_eq!(name.state(), "");
}

/// A virtual machine or a CI job can look like a container and have the engine beside it all the same.
#[tokio::test]
async fn what_looks_like_a_container_still_uses_the_published_port() {
    if is_out() {
        return;
    }
    let name = Named::new("vm");
    let options = Options { inside_container: true, ..with_docker(&name) };
    let mut script = Script::unattended();
    let database = open(&options, &mut script).await;
    assert_eq!(database.target().address(), format!("127.0.0.1:{}", options.port));
    database.close(&mut script).await.expect("closed");

    let other = Named::new("vm2");
    other.foreign("another");
    let options = Options { inside_container: true, ..with_docker(&other) };
    let error = refused(&options, &mut Script::unattended()).await;
    assert!(error.to_string().contains("does not accept the login"), "{error}");
}

#[tokio::test]
async fn half_made_clusters_of_ours_are_made_anew() {
    if is_out() {
        return;
    }
    let name = Named::new("half");
    let options = kept(&name).await;
    // as a kill during the image's set-up leaves it: no line for connections from outside
    docker(&["exec", &name.0, "sed", "-i", "/^host all all all/d", "/var/lib/postgresql/data/pg_hba.conf"]);
    docker(&["kill", "--signal", "HUP", &name.0]);
    let before = docker(&["inspect", "--format", "{{.Id}}", &name.0]);
    let mut script = Script::unattended();
    let database = loop {
        // the server needs a moment to read the file again
        let database = open(&options, &mut script).await;
        if script.told("its set-up was interrupted") {
            break database;
        }
        database.close(&mut script).await.expect("closed");
    };
    assert_ne!(docker(&["inspect", "--format", "{{.Id}}", &name.0]), before);
    database.close(&mut script).await.expect("closed");
    assert_eq!(name.state(), "");
}

#[tokio::test]
async fn one_of_ours_with_another_image_is_made_anew_unless_it_is_in_use() {
    if is_out() {
        return;
    }
    let name = Named::new("other");
    let other = format!("gen-migration-test-other:{:08x}", getrandom::u32().expect("random numbers"));
    docker(&["tag", "postgres:15", &other]);
    let options = kept(&name).await;
    let wanting_other = Options { image: other.clone(), ..options.clone() };

    let mut script = Script::unattended();
    let user = open(&options, &mut script).await;
    let error = refused(&wanting_other, &mut Script::unattended()).await;
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    assert!(error.to_string().contains("in use by another run"), "{error}");
    user.close(&mut script).await.expect("closed");

    let mut script = Script::unattended();
    let database = open(&wanting_other, &mut script).await;
    assert!(script.told("is made anew"), "{:?}", script.events);
    assert!(database.describe().contains(&other), "{}", database.describe());
    database.close(&mut script).await.expect("closed");
    assert_eq!(name.state(), "");
    docker(&["rmi", &other]);
}

#[tokio::test]
async fn a_container_that_dies_shows_its_log_and_goes() {
    if is_out() {
        return;
    }
    let name = Named::new("dies");
    let image = format!("gen-migration-test-dies:{:08x}", getrandom::u32().expect("random numbers"));
    let template = Named::new("template");
    docker(&["create", "--name", &template.0, "postgres:15"]);
    docker(&[
        "commit",
        "--change",
        r#"ENTRYPOINT ["sh", "-c", "echo 'FATAL:  no space left'; exit 3"]"#,
        &template.0,
        &image,
    ]);
    let options = Options { image: image.clone(), ..with_docker(&name) };
    let error = refused(&options, &mut Script::unattended()).await;
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    let shown = error.to_string();
    assert!(shown.contains("ended with exit code 3") && shown.contains("FATAL:  no space left"), "{shown}");
    assert_eq!(name.state(), "");
    docker(&["rmi", &image]);
}

/// The name, port and image that everybody gets who says nothing; one test at a time may have them.
#[tokio::test]
async fn the_defaults_are_the_scripts() {
    if is_out() {
        return;
    }
    let lock = std::fs::File::create(std::env::temp_dir().join("gen-migration-test-5432.lock"))
        .expect("a lock file");
    lock.lock().expect("the lock");
    let name = Named("postgres_alembic_gen".to_owned());
    assert_eq!(name.state(), "", "a container of that name is in the way of the tests");
    let mut options = with_docker(&name);
    let defaults = Options::from_process();
    (options.container, options.port, options.image) = (defaults.container, defaults.port, defaults.image);
    let mut script = Script::unattended();
    let database = open(&options, &mut script).await;
    let told = script.events.iter().any(|event| matches!(event, Event::PortChosen { wanted: 5432, .. }));
    if !told {
        assert_eq!(
            database.describe(),
            "Docker container postgres_alembic_gen (postgres:15) on 127.0.0.1:5432"
        );
        let url = "postgresql://moonmind_user:moonmind_password@127.0.0.1:5432/moonmind_db?sslmode=disable";
        assert_eq!(database.target().to_url(true), url);
    }
    database.close(&mut script).await.expect("closed");
    assert_eq!(name.state(), "");
}

/// What a user would type instead, with the same options, against the same measure.
#[tokio::test]
async fn ready_about_as_soon_as_docker_run() {
    if is_out() || std::env::var_os("GEN_MIGRATION_FULL").is_none() {
        // a timing says nothing while other tests share the machine
        return;
    }
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..5 {
        let name = Named::new("timing");
        let started = std::time::Instant::now();
        let mut script = Script::unattended();
        let database = open(&with_docker(&name), &mut script).await;
        ours.push(started.elapsed());
        database.close(&mut script).await.expect("closed");

        let name = Named::new("timing");
        let started = std::time::Instant::now();
        let port = name.foreign("moonmind_password");
        let url = format!(
            "postgresql://moonmind_user:moonmind_password@127.0.0.1:{port}/moonmind_db?sslmode=disable"
        );
        let target = database::ConnectionTarget::parse_url(&url).expect("a URL");
        while connect(&target).await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        theirs.push(started.elapsed());
    }
    ours.sort();
    theirs.sort();
    let ratio = ours[2].as_secs_f64() / theirs[2].as_secs_f64();
    assert!(ratio <= 1.3, "ours {ours:?}, docker run {theirs:?}: {ratio:.2}");
}
