//! Engines that are not there, don't answer, or are not for this user.

use gen_migration::database::{self, BINARIES_VARIABLE, Options, Source};
use gen_migration::error::Kind;

use crate::script::{Script, isolated};

#[tokio::test]
async fn without_an_engine_local_binaries_are_used_and_it_says_so() {
    let mut script = Script::unattended();
    let database = database::open(&isolated(), &mut script).await.expect("a local server");
    assert!(database.describe().contains("of this machine"));
    assert!(script.told("Docker is not used"), "{:?}", script.events);
    database.close(&mut script).await.expect("closed");
}

#[tokio::test]
async fn without_anything_it_lists_what_was_tried() {
    let mut options = isolated();
    options.environment.insert(BINARIES_VARIABLE.to_owned(), "/nonexistent".to_owned());
    let error = database::open(&options, &mut Script::unattended()).await.err().expect("nothing there");
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    let shown = error.to_string();
    for part in ["there is no Docker engine's socket", "PostgreSQL is not installed", "--database-url"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
}

#[tokio::test]
async fn docker_asked_for_by_name_and_not_there() {
    let directory = tempfile::tempdir().expect("a directory");
    let dead = directory.path().join("dead.sock");
    drop(std::os::unix::net::UnixListener::bind(&dead).expect("a socket"));
    let dead = format!("unix://{}", dead.display());
    for (host, message) in [
        ("unix:///nonexistent/docker.sock", "there is no Docker engine's socket /nonexistent/docker.sock"),
        (dead.as_str(), "no Docker engine answers at"),
        ("tcp://127.0.0.1:1", "no Docker engine answers at tcp://127.0.0.1:1"),
        ("ssh://somewhere", "is not supported"),
    ] {
        let mut options = Options { source: Source::Docker, ..isolated() };
        options.environment.insert("DOCKER_HOST".to_owned(), host.to_owned());
        let error = database::open(&options, &mut Script::unattended()).await.err().expect("no engine");
        assert_eq!(error.kind(), Kind::EnvironmentMissing, "{host}");
        let shown = error.to_string();
        assert!(shown.contains(message) && shown.contains("--database local"), "{host}: {shown}");
    }
}

#[tokio::test]
async fn an_engine_that_talks_an_old_api_or_nonsense() {
    for (answer, message) in
        [(r#"{"Version":"1.11","ApiVersion":"1.23"}"#, "too old: it speaks API 1.23"), ("<html>", "fails")]
    {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = tokio::spawn(async move {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut buffer = [0_u8; 4096];
                let _ = stream.read(&mut buffer).await;
                let response = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{answer}",
                    answer.len()
                );
                let _ = stream.write_all(response.as_bytes()).await;
            }
        });
        let mut options = Options { source: Source::Docker, ..isolated() };
        options.environment.insert("DOCKER_HOST".to_owned(), format!("tcp://127.0.0.1:{port}"));
        let error = database::open(&options, &mut Script::unattended()).await.err().expect("no engine");
        assert_eq!(error.kind(), Kind::EnvironmentMissing);
        assert!(error.to_string().contains(message), "{error}");
        server.abort();
    }
}

/// Root may open any socket, so the look at a forbidden one is another user's.
#[test]
fn a_socket_without_permission_says_which_group_to_join() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir_in("/tmp").expect("a directory");
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o755)).expect("permissions");
    let socket = directory.path().join("docker.sock");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o600)).expect("permissions");
    let host = format!("unix://{}", socket.display());
    let test = "engine::look_at_a_forbidden_socket";
    assert!(crate::interruption::passes(test, true, &[("DOCKER_HOST", &host)]));
}

#[tokio::test]
#[ignore = "the child of a_socket_without_permission_says_which_group_to_join"]
async fn look_at_a_forbidden_socket() {
    let mut options = Options { source: Source::Docker, ..isolated() };
    let host = std::env::var("DOCKER_HOST").expect("the parent's socket");
    options.environment.insert("DOCKER_HOST".to_owned(), host);
    let error = database::open(&options, &mut Script::unattended()).await.err().expect("refused");
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    let shown = error.to_string();
    assert!(shown.contains("permission denied") && shown.contains("usermod -aG docker"), "{shown}");
}
