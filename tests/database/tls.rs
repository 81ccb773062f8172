//! `sslmode` against a server with certificates of the test's own.

use std::path::Path;
use std::process::Command;

use gen_migration::database::{
    self, Connection, ConnectionTarget, Database, Host, Options, Source, SslMode, connect,
};

use crate::script::{Script, isolated};

fn openssl(directory: &Path, arguments: &[&str]) {
    let output = Command::new("openssl").args(arguments).current_dir(directory).output().expect("openssl");
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// An authority, a certificate by it for 127.0.0.1 alone, one that signed itself, a stranger's authority.
fn make_certificates(directory: &Path) {
    let request = ["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2"];
    for (name, subject) in
        [("ca", "/CN=test authority"), ("stranger", "/CN=stranger"), ("self", "/CN=127.0.0.1")]
    {
        let (key, certificate) = (format!("{name}.key"), format!("{name}.crt"));
        let mut arguments = request.to_vec();
        arguments.extend(["-subj", subject, "-keyout", &key, "-out", &certificate]);
        if name == "self" {
            arguments.extend(["-addext", "subjectAltName=IP:127.0.0.1"]);
        }
        openssl(directory, &arguments);
    }
    std::fs::write(directory.join("names"), "subjectAltName=IP:127.0.0.1\n").expect("a file");
    let key = ["req", "-new", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=server"];
    openssl(directory, &[&key[..], &["-keyout", "signed.key", "-out", "signed.csr"]].concat());
    openssl(
        directory,
        &[
            "x509",
            "-req",
            "-in",
            "signed.csr",
            "-CA",
            "ca.crt",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            "names",
            "-out",
            "signed.crt",
        ],
    );
}

/// A server that speaks TLS with `certificate`, and lets in what `access` (lines of pg_hba.conf) says.
async fn serve(directory: &Path, certificate: &str, access: &str) -> (Database, ConnectionTarget) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o755)).expect("permissions");
    for extension in ["key", "crt"] {
        let path = directory.join(format!("{certificate}.{extension}"));
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).expect("permissions");
    }
    let hba = directory.join("hba");
    std::fs::write(&hba, format!("local all all trust\n{access}\n")).expect("a file");
    let options = Options { source: Source::Local, ..isolated() };
    let mut server = database::open(&options, &mut Script::unattended()).await.expect("a local server");
    let scratch = server.create_scratch("tls").await.expect("a database");
    let session = connect(server.target()).await.expect("a session over the socket");
    let data: String = session.query_one("SHOW data_directory", &[]).await.expect("a row").get(0);
    // the server copies them itself: it refuses a key that is another user's
    for (from, to) in
        [(format!("{certificate}.key"), "server.key"), (format!("{certificate}.crt"), "server.crt")]
    {
        let from = directory.join(from).display().to_string();
        let copy = format!("COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; install -m 600 {from} {data}/{to}'");
        session.batch_execute(&copy).await.expect("copied");
    }
    let copy = format!(
        "COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; install -m 600 {} {data}/pg_hba.conf'",
        hba.display()
    );
    session.batch_execute(&copy).await.expect("copied");
    session.batch_execute("ALTER SYSTEM SET ssl = on").await.expect("set");
    session.batch_execute("SELECT pg_reload_conf()").await.expect("reloaded");
    let target = scratch.network_target.clone();
    for _ in 0..200 {
        let ssl: String = session.query_one("SHOW ssl", &[]).await.expect("a row").get(0);
        if ssl == "on" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    // the postmaster reads pg_hba.conf in the same go
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    (server, target)
}

fn with(target: &ConnectionTarget, host: &str, mode: SslMode, root: Option<&Path>) -> ConnectionTarget {
    let mut target = target.clone();
    target.host = Host::Name(host.to_owned());
    target.tls.mode = Some(mode);
    target.tls.root_certificate = root.map(Path::to_path_buf);
    target
}

async fn is_encrypted(session: &Connection) -> bool {
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    session.query_one(sql, &[]).await.expect("a row").get(0)
}

#[tokio::test]
async fn sslmode_means_what_it_means_to_libpq() {
    let directory = tempfile::tempdir_in("/tmp").expect("a directory");
    make_certificates(directory.path());
    let access = "hostssl all all all scram-sha-256\nhostnossl all all all reject";
    let (server, target) = serve(directory.path(), "signed", access).await;
    let (ca, stranger) = (directory.path().join("ca.crt"), directory.path().join("stranger.crt"));
    for (host, mode, root, refusal) in [
        ("127.0.0.1", SslMode::Disable, None, Some("no encryption")),
        ("127.0.0.1", SslMode::Allow, None, None),
        ("127.0.0.1", SslMode::Prefer, None, None),
        ("127.0.0.1", SslMode::Require, None, None),
        // libpq: a root certificate makes `require` look at it
        ("127.0.0.1", SslMode::Require, Some(&stranger), Some("sslmode=require")),
        ("127.0.0.1", SslMode::VerifyCa, Some(&ca), None),
        ("127.0.0.1", SslMode::VerifyCa, Some(&stranger), Some("sslmode=verify-ca")),
        ("127.0.0.1", SslMode::VerifyFull, Some(&ca), None),
        ("localhost", SslMode::VerifyCa, Some(&ca), None),
        ("localhost", SslMode::VerifyFull, Some(&ca), Some("sslmode=verify-full")),
    ] {
        let target = with(&target, host, mode, root.map(std::path::PathBuf::as_path));
        match (connect(&target).await, refusal) {
            (Ok(session), None) => assert!(is_encrypted(&session).await, "{host} {mode}"),
            (Err(error), Some(wanted)) => {
                let shown = error.to_string();
                assert!(shown.contains(wanted), "{host} {mode}: {shown}");
                assert!(!shown.contains(target.password.as_ref().expect("a password").expose()), "{shown}");
            }
            (Ok(_), Some(_)) => panic!("{host} {mode}: let in"),
            (Err(error), None) => panic!("{host} {mode}: {error}"),
        }
    }
    // what the URL says reaches the connection
    let url =
        format!("{}&sslrootcert={}", target.to_url(true).replace("disable", "verify-full"), ca.display());
    let session = connect(&ConnectionTarget::parse_url(&url).expect("a URL")).await.expect("a connection");
    let running = session.cancel_handle();
    let (slept, ()) = tokio::join!(session.batch_execute("SELECT pg_sleep(20)"), async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        running.cancel().await;
    });
    assert_eq!(
        slept.expect_err("cancelled").code().map(tokio_postgres::error::SqlState::code),
        Some("57014")
    );
    server.close(&mut Script::unattended()).await.expect("closed");
}

#[tokio::test]
async fn a_certificate_that_signed_itself_is_its_own_authority() {
    let directory = tempfile::tempdir_in("/tmp").expect("a directory");
    make_certificates(directory.path());
    let (server, target) = serve(directory.path(), "self", "host all all all scram-sha-256").await;
    let own = directory.path().join("self.crt");
    for (host, mode, works) in [
        ("127.0.0.1", SslMode::VerifyCa, true),
        ("127.0.0.1", SslMode::VerifyFull, true),
        ("localhost", SslMode::VerifyFull, false),
    ] {
        let outcome = connect(&with(&target, host, mode, Some(&own))).await;
        assert_eq!(outcome.is_ok(), works, "{host} {mode}: {outcome:?}");
    }
    server.close(&mut Script::unattended()).await.expect("closed");
}

#[tokio::test]
async fn servers_without_tls_and_access_without_tls() {
    let options = Options { source: Source::Local, ..isolated() };
    let mut server = database::open(&options, &mut Script::unattended()).await.expect("a local server");
    let target = server.create_scratch("plain").await.expect("a database").network_target;
    for (mode, works) in [(SslMode::Prefer, true), (SslMode::Allow, true), (SslMode::Require, false)] {
        let outcome = connect(&with(&target, "127.0.0.1", mode, None)).await;
        assert_eq!(outcome.is_ok(), works, "{mode}: {outcome:?}");
    }
    server.close(&mut Script::unattended()).await.expect("closed");

    let directory = tempfile::tempdir_in("/tmp").expect("a directory");
    make_certificates(directory.path());
    let access = "hostnossl all all all scram-sha-256";
    let (server, target) = serve(directory.path(), "signed", access).await;
    let session = connect(&with(&target, "127.0.0.1", SslMode::Prefer, None)).await.expect("the second try");
    assert!(!is_encrypted(&session).await);
    server.close(&mut Script::unattended()).await.expect("closed");
}
