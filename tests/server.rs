//! The test server itself: what every other test stands on.

mod common;

use common::server::Server;

#[test]
fn databases_are_made_dumped_and_dropped() {
    let server = Server::shared();
    let name = {
        let database = server.database("self");
        database.psql("CREATE TABLE t (id integer PRIMARY KEY)");
        assert!(database.dump().contains("CREATE TABLE public.t"), "{}", database.dump());
        database.name.clone()
    };
    let left = server.psql("postgres", &format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'"));
    assert_eq!(left, "0");
}

#[test]
fn the_oracle_is_the_release_that_the_texts_were_measured_with() {
    let versions = common::run_python(
        "import alembic, sqlalchemy; print(alembic.__version__, sqlalchemy.__version__)",
        "",
    );
    assert_eq!(versions.trim(), "1.20.1 2.1.9");
}
