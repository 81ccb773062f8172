//! The command lines of the user guides, line by line, inside service containers of a compose project:
//! the binary stands there by the name of alembic, no Docker socket, no Python, the database is another
//! service. The image is that of compose/, on a base that can be had here.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::project::{fixture, text_of};
use common::{needs_docker, repository};

/// A copy of the repository's compose/ and migrations/, and its containers.
struct Compose {
    folder: tempfile::TempDir,
    name: String,
}

/// The guides' names for the service.
const SERVICES: &str = r#"
version: "3.8"
x-service: &service
  image: IMAGE
  depends_on:
    db:
      condition: service_healthy
  environment:
    POSTGRES_HOST: db
    POSTGRES_USER: catalog
    POSTGRES_PASSWORD: catalog
    POSTGRES_DB: catalog
  volumes:
    - ../migrations:/srv/migrations
    - ./service/app:/srv/app
  command: ["sleep", "100000"]
  # as the first process, sleep hears nothing else
  stop_signal: SIGKILL
services:
  api:
    image: IMAGE
    stop_signal: SIGKILL
    volumes:
      - ./service/app:/srv/app
    command: ["sleep", "100000"]
  backend:
    <<: *service
  auth-service:
    <<: *service
  ai-api:
    <<: *service
"#;

impl Compose {
    fn new() -> Compose {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for part in ["compose", "migrations"] {
            copy(&repository().join(part), &folder.path().join(part));
        }
        let binary = folder.path().join("target/release/gen-migration");
        fs::create_dir_all(binary.parent().expect("a folder")).expect("folders");
        fs::copy(env!("CARGO_BIN_EXE_gen-migration"), &binary).expect("the binary");
        // debug information would make a context of hundreds of megabytes
        let stripped = Command::new("strip").arg(&binary).status().expect("strip runs");
        assert!(stripped.success(), "strip");
        let name = format!("genmigrationtest{}", std::process::id());
        let services = SERVICES.replace("IMAGE", &format!("{name}_service"));
        fs::write(folder.path().join("compose/services.yml"), services).expect("a file");
        Compose { folder, name }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("docker-compose");
        command
            .current_dir(self.path("compose"))
            .args(["-p", &self.name, "-f", "docker-compose.yml", "-f", "services.yml"])
            .args(arguments)
            .env("BASE_IMAGE", "postgres:15")
            .env("INSTALL", "true")
            .env("API_PORT", "0");
        command.output().expect("docker-compose runs")
    }

    /// # Panics
    /// With both streams, when it failed.
    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments);
        assert!(output.status.success(), "docker-compose {arguments:?}: {}", text_of(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A line of a guide: `docker-compose exec SERVICE …`, or what is to be run in `service`.
    fn line(&self, service: &str, line: &str) -> String {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["docker-compose", "exec", rest @ ..] => self.run(&[&["exec", "-T"], rest].concat()),
            ["docker-compose", rest @ ..] => self.run(rest),
            ["poetry", "run", rest @ ..] | rest => self.run(&[&["exec", "-T", service], rest].concat()),
        }
    }

    fn psql(&self, sql: &str) -> String {
        self.run(&["exec", "-T", "db", "psql", "-U", "catalog", "-d", "catalog", "-At", "-c", sql])
            .trim()
            .to_owned()
    }

    /// The models of a guide's step, as the service's own.
    fn models(&self, step: &str) {
        let text = fs::read_to_string(fixture("guides").join(format!("{step}.py"))).expect("a fixture");
        fs::write(self.path("compose/service/app/models.py"), &text).expect("models");
        fs::write(
            self.path("compose/service/app/database.py"),
            "import os\n\nfrom app.models import Base\n\n\ndef database_url():\n    return 'postgresql+psycopg2://'\\\n        \
             + '{POSTGRES_USER}:{POSTGRES_PASSWORD}@{POSTGRES_HOST}/{POSTGRES_DB}'.format(**os.environ)\n",
        )
        .expect("a module");
    }

    /// Deletes the revisions, as the guides say for a fresh start, and the database.
    fn start_afresh(&self) {
        self.run(&["down", "-v"]);
        for file in self.versions() {
            fs::remove_file(file).expect("a file");
        }
        self.run(&["up", "-d", "--no-build"]);
    }

    fn versions(&self) -> Vec<PathBuf> {
        let mut files: Vec<(std::time::SystemTime, PathBuf)> = fs::read_dir(self.path("migrations/versions"))
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
            .map(|path| (path.metadata().and_then(|data| data.modified()).expect("a time"), path))
            .collect();
        files.sort();
        files.into_iter().map(|(_, path)| path).collect()
    }

    /// The id of the newest revision file.
    fn newest(&self) -> String {
        let file = self.versions().pop().expect("a revision");
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        name.split('_').next().expect("an id").to_owned()
    }
}

impl Drop for Compose {
    fn drop(&mut self) {
        self.command(&["down", "-v", "--remove-orphans"]);
        let _ = Command::new("docker").args(["rmi", &format!("{}_service", self.name)]).output();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// Blanks separate, double quotes hold together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn every_line_of_the_guides() {
    needs_docker!();
    let compose = Compose::new();
    // the service's image, by its own Dockerfile
    let build = Command::new("docker")
        .args(["build", "-q", "-t", &format!("{}_service", compose.name)])
        .args(["-f", "compose/service/Dockerfile", "--build-arg", "BASE_IMAGE=postgres:15"])
        .args(["--build-arg", "INSTALL=true", "."])
        .current_dir(compose.folder.path())
        .output()
        .expect("docker runs");
    assert!(build.status.success(), "{}", text_of(&build));
    the_service_as_it_is(&compose);
    adding_users(&compose);
    catalog_items(&compose);
    accounts(&compose);
    profile(&compose);
}

/// The entry point has brought the database to head; the main job finds the models ahead.
fn the_service_as_it_is(compose: &Compose) {
    compose.run(&["up", "-d", "--no-build"]);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while compose.psql("SELECT to_regclass('users') IS NOT NULL") != "t" {
        assert!(std::time::Instant::now() < deadline, "the entry point upgrades");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    assert!(compose.line("api", "alembic current").starts_with("4f1d2c7a9b30 (head)"));
    let before = compose.psql("SELECT count(*) FROM pg_database");
    let file = compose.line("api", "gen-migration --yes -m \"add items\"");
    assert!(file.trim().ends_with("_add_items.py"), "{file}");
    compose.line("api", "alembic upgrade head");
    assert_eq!(compose.psql("SELECT to_regclass('items')"), "items");
    assert_eq!(compose.psql("SELECT count(*) FROM pg_database"), before, "no scratch database stays");
}

fn adding_users(compose: &Compose) {
    compose.models("users");
    compose.start_afresh();
    let run = |line: &str| compose.line("backend", line);
    assert!(
        run("alembic revision --autogenerate -m \"Add users table\"")
            .starts_with("Generating /srv/migrations/")
    );
    let first = compose.newest();
    run("alembic upgrade head");
    assert_eq!(compose.psql("SELECT version_num FROM alembic_version"), first);
    run(&format!("alembic upgrade {first}"));
    run("alembic downgrade -1");
    assert_eq!(compose.psql("SELECT to_regclass('users') IS NULL"), "t");
    run("alembic upgrade head");
    assert_eq!(run("alembic revision -m \"Description\"").lines().count(), 1);
    let second = compose.newest();
    run("alembic upgrade head");
    run(&format!("alembic downgrade {first}"));
    assert_eq!(run("alembic current").trim(), first);
    run("alembic downgrade base");
    assert_eq!(run("alembic current"), "");
    assert_eq!(
        run("alembic history"),
        format!("{first} -> {second} (head), Description\n<base> -> {first}, Add users table\n")
    );
    assert_eq!(run("alembic heads"), format!("{second} (head)\n"));
    run("docker-compose up -d --no-build");
    run("docker-compose exec backend alembic upgrade head");
    run("docker-compose exec backend alembic downgrade -1");
    run("docker-compose exec backend alembic upgrade head -v");
    assert_eq!(compose.psql("SELECT version_num FROM alembic_version"), second);
}

fn catalog_items(compose: &Compose) {
    compose.models("catalog_items");
    compose.start_afresh();
    let run = |line: &str| compose.line("api", line);
    run("poetry run alembic revision --autogenerate -m \"describe your changes\"");
    let first = compose.newest();
    run("poetry run alembic upgrade head");
    compose.models("catalog_items_with_tags");
    run("gen-migration --yes \"add catalog item tags column\"");
    fs::remove_file(compose.versions().pop().expect("a file")).expect("a file");
    run("poetry run alembic revision --autogenerate -m \"add tags column to catalog items\"");
    let second = compose.newest();
    let script = run("poetry run alembic upgrade head --sql");
    assert!(
        script.contains("CREATE TABLE alembic_version") && script.contains("ADD COLUMN tags"),
        "{script}"
    );
    run("poetry run alembic upgrade head");
    assert!(compose.psql("\\d catalog_items").contains("tags|"));
    assert_eq!(run("poetry run alembic current"), format!("{second} (head)\n"));
    assert_eq!(run("poetry run alembic history").lines().count(), 2);
    run("poetry run alembic heads");
    run("poetry run alembic downgrade -1");
    assert!(!compose.psql("\\d catalog_items").contains("tags|"));
    run(&format!("poetry run alembic upgrade {second}"));
    run("poetry run alembic downgrade -1");
    assert_eq!(run("poetry run alembic current"), format!("{first}\n"));
    run("poetry run alembic upgrade head");
    run("poetry run alembic stamp head");
    assert_eq!(compose.psql("SELECT version_num FROM alembic_version"), second);
}

fn accounts(compose: &Compose) {
    compose.models("user");
    compose.start_afresh();
    let run = |line: &str| compose.line("auth-service", line);
    run("docker-compose exec auth-service alembic upgrade head");
    assert_eq!(run("docker-compose exec auth-service alembic current"), "");
    run("docker-compose exec auth-service alembic revision --autogenerate -m \"Description of changes\"");
    let first = compose.newest();
    assert_eq!(run("docker-compose exec auth-service alembic history").lines().count(), 1);
    run("alembic upgrade head");
    run("docker-compose exec auth-service alembic downgrade -1");
    run("alembic upgrade +1");
    assert!(run("alembic history --verbose").contains("Path: /srv/migrations/versions/"));
    compose.models("user_with_phone");
    run("alembic revision --autogenerate -m \"Add phone_number to users\"");
    let second = compose.newest();
    assert!(
        fs::read_to_string(compose.versions().pop().expect("a file"))
            .expect("text")
            .contains("op.add_column('users'")
    );
    run("alembic upgrade head");
    assert_eq!(run("alembic current"), format!("{second} (head)\n"));
    run("alembic revision -m \"Populate default categories\"");
    let third = compose.newest();
    run(&format!("alembic upgrade {third}"));
    run(&format!("alembic downgrade {first}"));
    run("alembic downgrade base");
    run("alembic upgrade head");
    // two developers at once
    run(&format!("alembic revision -m \"one more\" --head {second} --splice"));
    let fourth = compose.newest();
    assert_eq!(run("alembic heads").lines().count(), 2);
    run(&format!("alembic merge -m \"Merge migrations\" {third} {fourth}"));
    let merged = compose.newest();
    run("alembic upgrade head");
    run("alembic stamp head");
    assert_eq!(compose.psql("SELECT version_num FROM alembic_version"), merged);
}

fn profile(compose: &Compose) {
    compose.models("user_profile");
    compose.start_afresh();
    let run = |line: &str| compose.line("ai-api", line);
    run("alembic revision --autogenerate -m \"profile\"");
    run("docker-compose exec ai-api alembic upgrade head");
    compose.models("user_profile_with_phone");
    run("docker-compose exec ai-api alembic revision --autogenerate -m \"Add phone number to profile\"");
    run("docker-compose exec ai-api alembic upgrade head");
    assert!(run("docker-compose exec ai-api alembic current").ends_with(" (head)\n"));
    run("docker-compose exec ai-api alembic downgrade -1");
    let first = run("docker-compose exec ai-api alembic current");
    run("docker-compose exec ai-api alembic downgrade base");
    run("docker-compose exec ai-api alembic revision -m \"set default user status\"");
    run(&format!("alembic revision -m \"meanwhile\" --head {} --splice", first.trim()));
    run("docker-compose exec ai-api alembic merge heads -m \"merge conflict\"");
    run("docker-compose exec ai-api alembic upgrade head");
    // the last resort: everything away, and up again by the entry point
    run("docker-compose down -v");
    run("docker-compose up -d --no-build");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while compose.psql("SELECT to_regclass('alembic_version') IS NOT NULL") != "t" {
        assert!(std::time::Instant::now() < deadline, "the entry point upgrades");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    run("docker-compose exec ai-api alembic upgrade head");
    assert_eq!(compose.psql("SELECT version_num FROM alembic_version"), compose.newest());
}
