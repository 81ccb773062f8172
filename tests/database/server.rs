//! Scratch databases on a server that somebody names.

use gen_migration::database::{self, Answer, ConnectionTarget, Database, Options, Source, connect};
use gen_migration::error::Kind;

use crate::script::{Script, isolated};

/// A server of the test's own, and options that name it.
async fn own_server() -> (Database, ConnectionTarget) {
    let options = Options { source: Source::Local, ..isolated() };
    let mut server = database::open(&options, &mut Script::unattended()).await.expect("a local server");
    let scratch = server.create_scratch("app").await.expect("a database");
    (server, scratch.network_target)
}

async fn databases(target: &ConnectionTarget) -> Vec<String> {
    let session = connect(target).await.expect("a connection");
    let rows = session
        .query("SELECT datname::text FROM pg_database WHERE NOT datistemplate ORDER BY 1", &[])
        .await
        .expect("names");
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn scratch_databases_beside_the_real_one_are_dropped() {
    let (own, app) = own_server().await;
    let before = databases(&app).await;
    let options = Options { database_url: Some(app.clone()), ..isolated() };
    let mut script = Script::unattended();
    let mut server = database::open(&options, &mut script).await.expect("the server");
    assert!(!server.started_by_us());
    let scratch = server.create_scratch("replay").await.expect("a scratch database");
    let _still_connected = connect(&scratch.target).await.expect("a connection");
    assert_eq!(databases(&app).await.len(), before.len() + 1);
    server.close(&mut script).await.expect("closed");
    assert_eq!(databases(&app).await, before);
    assert!(script.questions.is_empty() && script.events.is_empty(), "{:?}", script.events);
    own.close(&mut script).await.expect("closed");
}

#[tokio::test]
async fn a_dead_runs_databases_are_swept_and_a_live_ones_are_not() {
    let (own, app) = own_server().await;
    let session = connect(&app).await.expect("a connection");
    let dead = "gen_migration_00000000deadbeef_1_replay";
    session.batch_execute(&format!("CREATE DATABASE {dead}")).await.expect("an orphan");
    session.batch_execute("CREATE DATABASE gen_migration_mine").await.expect("somebody's own");

    let options = Options { database_url: Some(app.clone()), ..isolated() };
    let mut script = Script::unattended();
    let server = database::open(&options, &mut script).await.expect("the server");
    let left = databases(&app).await;
    assert!(!left.contains(&dead.to_owned()), "{left:?}");
    assert!(left.contains(&"gen_migration_mine".to_owned()), "{left:?}");
    // `app` itself is a scratch database, of the run that `own` is
    assert!(left.contains(&app.database), "{left:?}");
    assert!(script.told(dead));
    server.close(&mut script).await.expect("closed");
    own.close(&mut script).await.expect("closed");
}

#[tokio::test]
async fn without_createdb_it_says_what_is_missing() {
    let (own, app) = own_server().await;
    let session = connect(&app).await.expect("a connection");
    session.batch_execute("CREATE ROLE guest LOGIN PASSWORD 'sekret'").await.expect("a role");
    let url = app
        .to_url(true)
        .replace(&format!("{}:", app.user), "guest:")
        .replace(app.password.as_ref().expect("a password").expose(), "sekret");
    let options =
        Options { database_url: Some(ConnectionTarget::parse_url(&url).expect("a URL")), ..isolated() };
    let error = database::open(&options, &mut Script::unattended()).await.err().expect("refused");
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    let shown = error.to_string();
    assert!(shown.contains("`guest` may neither create databases"), "{shown}");
    assert!(shown.contains("CREATEDB") && !shown.contains("sekret"), "{shown}");
    own.close(&mut Script::unattended()).await.expect("closed");
}

#[tokio::test]
async fn a_refused_login_never_shows_the_password() {
    let (own, app) = own_server().await;
    for (url, message) in [
        (
            app.to_url(true).replace(app.password.as_ref().expect("a password").expose(), "sekret"),
            "password authentication failed",
        ),
        (app.with_database("nowhere").to_url(true), "does not exist"),
        ("postgresql://u:sekret@127.0.0.1:1/d".to_owned(), "connection refused"),
        ("postgresql://u:sekret@no-such-host.invalid/d".to_owned(), "cannot connect"),
    ] {
        let options =
            Options { database_url: Some(ConnectionTarget::parse_url(&url).expect("a URL")), ..isolated() };
        let error = database::open(&options, &mut Script::unattended()).await.err().expect("no connection");
        assert_eq!(error.kind(), Kind::EnvironmentMissing);
        let shown = error.to_string();
        assert!(shown.contains(message) && !shown.contains("sekret"), "{shown}");
        assert!(!error.hints().is_empty(), "{shown}");
    }
    own.close(&mut Script::unattended()).await.expect("closed");
}

#[tokio::test]
async fn the_environments_server_needs_a_yes_outside_a_container() {
    let (own, app) = own_server().await;
    let mut options = isolated();
    options.environment.insert("DATABASE_URL".to_owned(), app.sqlalchemy_url());
    options.environment.insert(database::BINARIES_VARIABLE.to_owned(), "/nonexistent".to_owned());

    // nobody to ask: a stray DATABASE_URL is no permission
    let mut script = Script::unattended();
    let error = database::open(&options, &mut script).await.err().expect("refused");
    assert_eq!(error.kind(), Kind::EnvironmentMissing);
    assert!(script.was_asked("UseEnvironmentServer"));
    assert!(error.to_string().contains("--database server"), "{error}");

    let mut script = Script::answering(&[("UseEnvironmentServer", Answer::Yes)]);
    let server = database::open(&options, &mut script).await.expect("a yes is enough");
    server.close(&mut script).await.expect("closed");

    // asked for, or inside a container: no question
    for options in [
        Options { source: Source::Server, ..options.clone() },
        Options { inside_container: true, ..options.clone() },
    ] {
        let mut script = Script::unattended();
        let server = database::open(&options, &mut script).await.expect("the server");
        assert_eq!(server.target().address(), app.address());
        assert!(script.questions.is_empty());
        server.close(&mut script).await.expect("closed");
    }
    own.close(&mut Script::unattended()).await.expect("closed");
}
