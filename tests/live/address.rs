//! Whose address counts: --database-url, then env.py's, then the environment's; never the next one for
//! an address that is not known.

use super::Live;
use super::common::project::text_of;
use super::common::server::Server;

const ONE: &[(&str, &str, &str)] =
    &[("aaa1", "op.create_table('first', sa.Column('id', sa.Integer))", "op.drop_table('first')")];

fn has_table(database: &super::TestDatabase) -> bool {
    database.psql("SELECT to_regclass('first') IS NOT NULL") == "t"
}

#[test]
fn the_command_line_comes_first_then_env_py() {
    let live = Live::new("address_a", ONE);
    let other = Server::shared().database("address_b");
    let third = Server::shared().database("address_c");
    let output = live.tool("upgrade head").env("DATABASE_URL", third.url()).output().expect("it starts");
    assert!(output.status.success(), "{}", text_of(&output));
    assert!(has_table(&live.database) && !has_table(&third));
    // who is changed is said before it is
    let place =
        format!("Database {} on 127.0.0.1:{} as postgres", live.database.name, live.database.server.port);
    assert!(text_of(&output).contains(&place), "{}", text_of(&output));
    live.succeeds(&format!("upgrade head --database-url {}", other.url()));
    assert!(has_table(&other));
}

#[test]
fn the_environment_comes_in_where_env_py_has_the_placeholder() {
    let live = Live::new("address_d", ONE);
    live.project.write(
        "alembic.ini",
        "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = .\n\
         sqlalchemy.url = driver://user:pass@localhost/dbname\n",
    );
    let said = live.fails("upgrade head", 6);
    assert!(said.contains("no database is named anywhere"), "{said}");
    // .env beside the ini
    live.project.write(".env", &format!("DATABASE_URL={}\n", live.database.url()));
    live.succeeds("upgrade head");
    assert!(has_table(&live.database));
    // POSTGRES_* as a service container has them
    live.project.write(".env", "");
    let output = live
        .tool("current")
        .env("POSTGRES_HOST", "127.0.0.1")
        .env("POSTGRES_PORT", live.database.server.port.to_string())
        .env("POSTGRES_USER", "postgres")
        .env("POSTGRES_DB", &live.database.name)
        .output()
        .expect("it starts");
    assert!(text_of(&output).starts_with("aaa1 (head)"), "{}", text_of(&output));
}

#[test]
fn an_address_that_is_not_known_is_never_replaced() {
    let live = Live::new("address_e", ONE);
    let env_py = live.project.read("alembic/env.py");
    live.project.write(
        "alembic/env.py",
        &env_py.replace(
            "connectable = engine_from_config(section, prefix=\"sqlalchemy.\", poolclass=pool.NullPool)",
            "import vault_of_somebody\nfrom sqlalchemy import create_engine\n\
             connectable = create_engine(vault_of_somebody.secret(\"database\"))",
        ),
    );
    let output = live
        .tool("--python never upgrade head")
        .env("DATABASE_URL", live.database.url())
        .output()
        .expect("it starts");
    let said = text_of(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("alembic/env.py:"), "{said}");
    assert!(!has_table(&live.database), "{said}");
    // with the address given, env.py's own is not needed
    live.succeeds(&format!("--python never upgrade head --database-url {}", live.database.url()));
    assert!(has_table(&live.database));
}

#[test]
fn env_py_that_the_projects_python_runs_names_the_address() {
    let live = Live::new("address_f", ONE);
    let env_py = live.project.read("alembic/env.py");
    let odd = "import ctypes\nif ctypes.sizeof(ctypes.c_int) < 4:\n    raise SystemExit\n";
    live.project.write("alembic/env.py", &format!("{odd}{env_py}"));
    let python = super::common::python();
    let line = format!("--python {} upgrade head", python.display());
    let said = live.succeeds(&line);
    assert!(has_table(&live.database), "{said}");
    assert_eq!(live.rows(), "aaa1");
}
