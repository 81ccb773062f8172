//! A private server out of this machine's binaries.

use std::path::PathBuf;

use gen_migration::database::{self, BINARIES_VARIABLE, Event, Host, Source, connect};
use gen_migration::error::Kind;

use crate::script::{Script, install, isolated};

#[tokio::test]
async fn makes_clones_and_leaves_nothing() {
    let mut script = Script::unattended();
    let options = database::Options { source: Source::Local, ..isolated() };
    let mut server = database::open(&options, &mut script).await.expect("a local server");
    assert!(server.started_by_us());
    assert!(server.describe().contains("of this machine"), "{}", server.describe());
    let Host::Socket(directory) = server.target().host.clone() else { panic!("not a socket") };

    let original = server.create_scratch("replay").await.expect("a scratch database");
    let session = connect(&original.target).await.expect("a connection");
    session.batch_execute("CREATE TABLE t (i int); INSERT INTO t VALUES (7)").await.expect("a table");
    // a connection that was only dropped, not closed, must not make the clone fail
    drop(session);
    let copy = server.clone_scratch(&original, "proof").await.expect("a clone");
    // the way that the project's own tools would take: TCP with a password
    let session = connect(&copy.network_target).await.expect("a connection over TCP");
    let row = session.query_one("SELECT i FROM t", &[]).await.expect("a row");
    assert_eq!(row.get::<_, i32>(0), 7);
    let mut wrong = copy.network_target.clone();
    wrong.password = None;
    assert!(connect(&wrong).await.is_err(), "TCP without a password");
    server.drop_scratch(copy).await.expect("dropped in spite of a session");

    server.close(&mut script).await.expect("closed");
    assert!(!directory.exists(), "{} is left", directory.display());
    assert!(connect(&original.target).await.is_err(), "the server still runs");
}

/// Root needs another user for the server, everybody else is that user.
#[test]
fn works_for_an_ordinary_user() {
    assert!(crate::interruption::passes("local::as_an_ordinary_user", true, &[]));
}

#[tokio::test]
#[ignore = "the child of works_for_an_ordinary_user"]
async fn as_an_ordinary_user() {
    assert!(!nix::unistd::geteuid().is_root());
    let options = database::Options { source: Source::Local, ..isolated() };
    let mut script = Script::unattended();
    let mut server = database::open(&options, &mut script).await.expect("a local server");
    let scratch = server.create_scratch("replay").await.expect("a scratch database");
    connect(&scratch.network_target).await.expect("a connection");
    let Host::Socket(directory) = server.target().host.clone() else { panic!("not a socket") };
    server.close(&mut script).await.expect("closed");
    assert!(!directory.exists());
}

#[tokio::test]
async fn other_major_versions_are_told() {
    let mut script = Script::unattended();
    let options = database::Options { source: Source::Local, image: "postgres:99".to_owned(), ..isolated() };
    database::choose(&options, &mut script).await.expect("the newest there is");
    assert!(script.events.iter().any(|event| matches!(event, Event::OtherVersion { wanted: 99, .. })));
}

#[tokio::test]
async fn without_binaries_it_says_how_to_get_some() {
    let mut options = database::Options { source: Source::Local, ..isolated() };
    options.environment.insert(BINARIES_VARIABLE.to_owned(), "/nonexistent".to_owned());
    let error = database::open(&options, &mut Script::unattended()).await.err().expect("no server");
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    let shown = error.to_string();
    assert!(shown.contains("PostgreSQL is not installed on this machine"), "{shown}");
    assert!(shown.contains("apt-get install postgresql"), "{shown}");
}

#[tokio::test]
async fn a_server_that_dies_shows_its_log() {
    let directory = tempfile::tempdir().expect("a directory");
    let real = PathBuf::from("/usr/lib/postgresql/15/bin");
    for (name, script) in [
        ("initdb", format!("#!/bin/sh\nexec {}/initdb \"$@\"\n", real.display())),
        (
            "postgres",
            format!(
                "#!/bin/sh\n[ \"$1\" = --version ] && exec {0}/postgres --version\n\
                 echo 'FATAL:  the disk is full' >&2\nexit 1\n",
                real.display()
            ),
        ),
    ] {
        let source = directory.path().join(format!("{name}.sh"));
        std::fs::write(&source, script).expect("a script");
        install(&source, &directory.path().join(name));
    }
    make_executable(directory.path());
    let mut options = database::Options { source: Source::Local, ..isolated() };
    options.environment.insert(BINARIES_VARIABLE.to_owned(), directory.path().display().to_string());
    let error = database::open(&options, &mut Script::unattended()).await.err().expect("no server");
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    assert!(error.to_string().contains("FATAL:  the disk is full"), "{error}");
}

fn make_executable(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("permissions");
}

/// A caller may run it in a task of its own.
#[test]
fn opening_can_be_sent_to_another_thread() {
    fn assert_send<T: Send>(value: T) {
        drop(value);
    }
    let (options, mut script) = (isolated(), Script::unattended());
    assert_send(database::open(&options, &mut script));
}
