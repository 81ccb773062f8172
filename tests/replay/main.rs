//! Histories replayed by us and by the real Alembic: the same schema, the same rows, both ways.

#[path = "../common/mod.rs"]
mod common;
mod environments;
mod failures;
mod ours;

use common::project::{ENV_PY, Project};
use common::server::{Server, TestDatabase};

/// Files of a folder of `histories/`, written into a project.
fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::generic();
    project.write("models.py", "class Base:\n    metadata = None\n");
    project.write("alembic/env.py", ENV_PY);
    for (name, text) in files {
        project.write(&format!("alembic/versions/{name}.py"), text);
    }
    project
}

/// Schema and rows.
fn state(database: &TestDatabase) -> (String, String) {
    let rows = database.psql("SELECT schema_to_xml('public', true, false, '')");
    (database.dump(), rows)
}

fn alembic(project: &Project, database: &TestDatabase, command: &[&str]) {
    let output = project.alembic(&database.url()).args(command).output().expect("alembic runs");
    common::assert_success(&format!("alembic {command:?}"), &output);
}

macro_rules! histories {
    ($($name:ident: [$($file:literal),+ $(,)?]),+ $(,)?) => {
        $(
            #[test]
            fn $name() {
                replay(&[$(($file, include_str!(concat!("histories/", $file, ".py")))),+]);
            }
        )+
    };
}

histories! {
    tables_and_alterations: ["plain_1", "plain_2", "plain_3"],
    code_that_reads_the_database: ["reading_1", "reading_2"],
    enum_types: ["enums_1", "enums_2"],
    blocks_and_batches: ["blocks_1", "blocks_2"],
    sessions_with_models_of_the_file: ["orm_1"],
    listeners_of_a_flush: ["flush_1"],
    queries_in_statements: ["queries_1"],
    reflected_tables: ["reflected_1", "reflected_2"],
    tables_read_by_queries_and_sessions: ["reflected_3"],
}

fn replay(files: &[(&str, &str)]) {
    let server = Server::shared();
    let project = project(files);
    let real = server.database("replay_real");
    let own = server.database("replay_ours");

    alembic(&project, &real, &["upgrade", "head"]);
    ours::upgrade(&project, &own, "head").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(state(&own), state(&real), "after upgrade head");

    alembic(&project, &real, &["downgrade", "base"]);
    ours::downgrade(&project, &own, "base").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(state(&own), state(&real), "after downgrade base");
}
