//! PostgreSQL's own binaries on this machine: where they are, and of which version.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The oldest major version whose catalog is taken for a scratch server that nobody chose.
const OLDEST: u32 = 15;

/// Names the one directory to look in, instead of the usual places.
pub const BINARIES_VARIABLE: &str = "GEN_MIGRATION_POSTGRES_BIN";

/// A directory with `initdb` and `postgres`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Installation {
    pub(super) directory: PathBuf,
    pub(super) major: u32,
    /// As the server says it: `15.8`.
    pub(super) version: String,
}

/// The installation of the wanted major version, else the newest from 15 up.
///
/// # Errors
/// Why there is none, as a phrase for a user.
pub(super) fn find(
    environment: &BTreeMap<String, String>,
    wanted: Option<u32>,
) -> Result<Installation, String> {
    let found: Vec<Installation> = directories(environment).iter().filter_map(|path| probe(path)).collect();
    if let Some(exact) = found.iter().find(|installation| Some(installation.major) == wanted) {
        return Ok(exact.clone());
    }
    match found.iter().max_by_key(|installation| installation.major) {
        Some(newest) if newest.major >= OLDEST => Ok(newest.clone()),
        Some(old) => Err(format!("PostgreSQL {} is too old, {OLDEST} is needed", old.version)),
        None => Err("PostgreSQL is not installed on this machine".to_owned()),
    }
}

/// The major version of an image by its tag: `postgres:15.4-alpine`, `pgvector/pgvector:pg16`.
pub(super) fn image_major(image: &str) -> Option<u32> {
    let (_, tag) = image.split('@').next()?.rsplit_once(':')?;
    let digits: String = tag
        .trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok().filter(|major| (9..100).contains(major))
}

fn directories(environment: &BTreeMap<String, String>) -> Vec<PathBuf> {
    if let Some(only) = environment.get(BINARIES_VARIABLE).filter(|value| !value.is_empty()) {
        return vec![PathBuf::from(only)];
    }
    let mut directories: Vec<PathBuf> =
        environment.get("PATH").map(|path| std::env::split_paths(path).collect()).unwrap_or_default();
    for (parent, prefix, below) in [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/opt/homebrew/opt", "postgresql", "bin"),
        ("/usr/local/opt", "postgresql", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ] {
        let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
        let mut here: Vec<PathBuf> = entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
            .map(|entry| entry.path().join(below))
            .collect();
        here.sort();
        directories.extend(here);
    }
    if !directories.iter().any(|directory| has_binaries(directory)) {
        directories.extend(configured(environment));
    }
    directories.retain(|directory| has_binaries(directory));
    directories.dedup();
    directories
}

fn has_binaries(directory: &Path) -> bool {
    directory.join("initdb").is_file() && directory.join("postgres").is_file()
}

/// What `pg_config` knows, for installations in unusual places.
fn configured(environment: &BTreeMap<String, String>) -> Option<PathBuf> {
    let program = std::env::split_paths(environment.get("PATH")?)
        .map(|directory| directory.join("pg_config"))
        .find(|path| path.is_file())?;
    let output = Command::new(program).arg("--bindir").stdin(Stdio::null()).output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

fn probe(directory: &Path) -> Option<Installation> {
    if !has_binaries(directory) {
        return None;
    }
    let output =
        Command::new(directory.join("postgres")).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    // postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)
    let version = text.split_whitespace().nth(2)?.to_owned();
    let major = version.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()?;
    Some(Installation { directory: directory.to_path_buf(), major, version })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_major_version_of_a_tag() {
        for (image, major) in [
            ("postgres:15", Some(15)),
            ("postgres:15.4-alpine", Some(15)),
            ("docker.io/library/postgres:17-bookworm", Some(17)),
            ("pgvector/pgvector:pg16", Some(16)),
            ("postgres", None),
            ("postgres:latest", None),
            ("localhost:5000/postgres", None),
            ("postgres:15@sha256:0123", Some(15)),
        ] {
            assert_eq!(image_major(image), major, "{image}");
        }
    }

    #[test]
    fn looks_only_where_the_variable_says() {
        let environment = BTreeMap::from([(BINARIES_VARIABLE.to_owned(), "/nonexistent".to_owned())]);
        assert_eq!(
            find(&environment, Some(15)),
            Err("PostgreSQL is not installed on this machine".to_owned())
        );
    }
}
