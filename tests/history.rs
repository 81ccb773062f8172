//! Histories of real packages, as their wheels on PyPI carry them, replayed without Python to the
//! schema that the real Alembic makes.

mod common;
#[allow(dead_code, reason = "each test binary uses its own part")]
#[path = "replay/ours.rs"]
mod ours;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::project::Project;
use common::server::Server;

/// Needs nothing but the versions folder.
const ENV_PY: &str = "import os
from alembic import context
from sqlalchemy import create_engine
url = os.environ['DATABASE_URL'].replace('postgresql://', 'postgresql+psycopg2://')
with create_engine(url).connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
";

/// The unpacked wheel. It stays in a cache outside the repository, as other people's code.
fn wheel(name: &str, version: &str) -> PathBuf {
    let cache = std::env::var_os("GEN_MIGRATION_TEST_CACHE")
        .map_or_else(|| std::env::temp_dir().join("gen-migration-test-wheels"), PathBuf::from);
    let folder = cache.join(format!("{name}-{version}"));
    if folder.join("complete").exists() {
        return folder;
    }
    let download = cache.join(format!("{name}-{version}.{}", std::process::id()));
    fs::create_dir_all(&download).expect("a folder for the wheel");
    let output = Command::new(common::python())
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest"])
        .arg(&download)
        .arg(format!("{name}=={version}"))
        .output()
        .expect("pip runs");
    common::assert_success(&format!("pip download {name}=={version}"), &output);
    let unpack = "import glob, sys, zipfile\nzipfile.ZipFile(glob.glob(sys.argv[1] + '/*.whl')[0]).extractall(sys.argv[1])";
    let output =
        Command::new(common::python()).args(["-c", unpack]).arg(&download).output().expect("python runs");
    common::assert_success("unpacking the wheel", &output);
    fs::write(download.join("complete"), "").expect("a mark");
    // another process may have been faster
    if fs::rename(&download, &folder).is_err() {
        assert!(folder.join("complete").exists(), "no wheel in {}", folder.display());
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a versions folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "py") {
            fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
}

fn replay(name: &str, version: &str, versions: &str, revisions: usize) {
    let wheel = wheel(name, version);
    let project = Project::generic();
    project.write("alembic/env.py", ENV_PY);
    copy(&wheel.join(versions), &project.path().join("alembic/versions"));

    let server = Server::shared();
    let purpose = name.replace('-', "_");
    let real = server.database(&format!("{purpose}_real"));
    let own = server.database(&format!("{purpose}_ours"));
    let output = project.alembic(&real.url()).args(["upgrade", "head"]).output().expect("alembic runs");
    common::assert_success("alembic upgrade head", &output);
    let report = ours::upgrade(&project, &own, "head").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.revisions, revisions);
    assert!(own.dump() == real.dump(), "{}", first_difference(&own.dump(), &real.dump()));
    let version = "SELECT version_num FROM alembic_version";
    assert_eq!(own.psql(version), real.psql(version));
}

fn first_difference(ours: &str, alembics: &str) -> String {
    let pair = ours.lines().zip(alembics.lines()).find(|(ours, alembics)| ours != alembics);
    match pair {
        Some((ours, alembics)) => format!("ours:      {ours}\nAlembic's: {alembics}"),
        None => format!("{} lines, Alembic's {}", ours.lines().count(), alembics.lines().count()),
    }
}

#[test]
fn argilla_server() {
    replay("argilla-server", "2.8.0", "argilla_server/alembic/versions", 24);
}

#[test]
fn conda_store_server() {
    replay("conda-store-server", "2025.2.2", "conda_store_server/_internal/alembic/versions", 14);
}

/// The package as it is: env.py imports the models through the whole web application, whose own
/// packages (fastapi, redis, …) are not installed.
#[test]
fn argilla_servers_models_differ_in_two_defaults_that_its_history_left() {
    let wheel = wheel("argilla-server", "2.8.0");
    let project = Project::empty();
    let copied = Command::new("cp").arg("-r").arg(wheel.join("argilla_server")).arg(project.path()).status();
    assert!(copied.expect("cp runs").success());
    let output = project
        .tool()
        .args([
            "--check",
            "-c",
            "argilla_server/alembic.ini",
            "--database-url",
            &Server::shared().url("postgres"),
        ])
        .output()
        .expect("the tool runs");
    let found = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(3), "{found}{}", String::from_utf8_lossy(&output.stderr));
    // both columns were made with a server default that the models never had; Alembic compares defaults
    // only where env.py asks for it
    let expected = "  ~ alter column fields.required: drop default\n  ~ alter column questions.required: drop default\n2 columns changed\n";
    assert_eq!(found, expected);

    // the real database says the same of these two
    let server = Server::shared();
    let real = server.database("argilla_defaults");
    let plain = Project::generic();
    plain.write("alembic/env.py", ENV_PY);
    copy(&wheel.join("argilla_server/alembic/versions"), &plain.path().join("alembic/versions"));
    let output = plain.alembic(&real.url()).args(["upgrade", "head"]).output().expect("alembic runs");
    common::assert_success("alembic upgrade head", &output);
    let defaults = real.psql(
        "SELECT string_agg(table_name || '.' || column_name || ' ' || column_default, ', ' ORDER BY table_name) \
         FROM information_schema.columns WHERE column_name = 'required' AND table_schema = 'public'",
    );
    assert!(
        defaults.starts_with("fields.required ") && defaults.contains(", questions.required "),
        "{defaults}"
    );
}
