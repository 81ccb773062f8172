//! A password stands in the configuration, in the environment, in .env and on the command line; it is in
//! nothing that a run prints, and in no file that it writes.

use std::collections::BTreeMap;
use std::path::Path;

use super::Live;
use super::common::project::text_of;

const SECRET: &str = "s3kr1t-w0rd";

const TWO: &[(&str, &str, &str)] = &[
    ("aaa1", "op.create_table('first', sa.Column('id', sa.Integer))", "op.drop_table('first')"),
    ("bbb2", "op.execute('SELECT 1 FROM nowhere')", "pass"),
];

fn files(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.display().to_string(), std::fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn no_password_is_ever_shown() {
    let live = Live::new("secrets", TWO);
    let cache = tempfile::tempdir().expect("a folder");
    let ini = live.project.read("alembic.ini");
    live.project.write("alembic.ini", &ini.replace("postgres@", &format!("postgres:{SECRET}@")));
    let url = live.database.url().replace("postgres@", &format!("postgres:{SECRET}@"));
    live.project.write(".env", &format!("OTHER_URL={url}\n"));
    let mut before = BTreeMap::new();
    files(live.project.path(), &mut before);
    let port = live.database.server.port.to_string();
    let elsewhere = url.replace(&port, "1");
    let lines = [
        "upgrade aaa1 -v".to_owned(),
        "upgrade head -v".to_owned(),
        "current -v".to_owned(),
        "history -i -v".to_owned(),
        "check -v".to_owned(),
        "stamp head -v".to_owned(),
        "check -v".to_owned(),
        "revision --autogenerate -m auto -v".to_owned(),
        "stamp --purge aaa1 -v".to_owned(),
        "downgrade base -v".to_owned(),
        "downgrade nowhere -v".to_owned(),
        "doctor -v".to_owned(),
        "doctor --json".to_owned(),
        format!("current -v --database-url {elsewhere}"),
        format!("current -v --database-url {url}&sslmode=odd"),
        format!("current -v --database-url mysql://u:{SECRET}@h/d"),
        format!("upgrade aaa1 -v --database-url {url}x"),
        format!("--yes -m main -v --database-url {url}"),
        format!("--check -v --database-url {elsewhere}"),
    ];
    for line in &lines {
        for voice in ["gen-migration", "alembic"] {
            let mut command = live.tool(line);
            if voice == "alembic" {
                use std::os::unix::process::CommandExt;
                command.arg0("alembic");
            }
            let output = command
                .env("DATABASE_URL", &url)
                .env("GEN_MIGRATION_CACHE", cache.path())
                .env("RUST_BACKTRACE", "1")
                .output()
                .expect("it starts");
            let said = text_of(&output);
            assert!(!said.contains(SECRET), "{voice} {line}: {said}");
        }
    }
    let mut after = BTreeMap::new();
    files(live.project.path(), &mut after);
    files(cache.path(), &mut after);
    for (name, bytes) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(SECRET), "{name}: {text}");
    }
}
