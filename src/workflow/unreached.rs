//! Models of the project that env.py doesn't reach: the worst trap of autogenerate, which takes their
//! tables for dropped, or says that nothing changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::metadata::{DeclaredTable, declared_tables};
use crate::operation::Operation;

use super::draft::Draft;
use super::project::Project;
use super::replay::Replay;

/// Files beyond this many are not looked into: that is no project's own code.
const MOST_FILES: usize = 20_000;
/// Larger ones are data or generated.
const LARGEST_FILE: u64 = 4 << 20;
/// Folders that hold other people's code, or code that is not the service's.
const SKIPPED: &[&str] =
    &["node_modules", "site-packages", "__pycache__", "venv", "env", "build", "dist", "test", "tests"];

/// What stands in files that nobody imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unreached {
    /// Of tables that the revision would drop.
    pub dropped: Vec<DeclaredTable>,
    /// Of tables that neither the models nor the database have.
    pub unknown: Vec<DeclaredTable>,
}

/// Looks through the project's files that were not read, below the working directory and the folders
/// that its modules are imported from.
pub fn unreached(project: &Project, draft: &Draft, replay: &Replay) -> Unreached {
    let config = &project.config;
    let by_python = replay.environment.python.iter().flat_map(|python| &python.files);
    let read: BTreeSet<PathBuf> =
        replay.interpreter.files().iter().chain(by_python).map(|file| real(file)).collect();
    let mut walk = Walk { own_ini: config.files.ini.as_deref().map(real), ..Walk::default() };
    for folder in config.own_search_path().iter().chain([&config.working_directory]) {
        walk.folder(&real(folder));
    }
    let scripts = real(&project.scripts.directory);
    let dropped: BTreeSet<&str> = draft.upgrade.iter().filter_map(dropped_table).collect();
    let mut found = Unreached::default();
    for file in walk.files.iter().filter(|file| !read.contains(*file) && !file.starts_with(&scripts)) {
        let Ok(text) = fs::read_to_string(file) else { continue };
        for table in declared_tables(file, &text) {
            if dropped.contains(table.name.as_str()) {
                found.dropped.push(table);
            } else if !draft.knows_table(&table.name) {
                found.unknown.push(table);
            }
        }
    }
    found
}

fn dropped_table(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::DropTable { table, .. } => Some(&table.name.name),
        _ => None,
    }
}

fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Python files below folders.
#[derive(Default)]
struct Walk {
    own_ini: Option<PathBuf>,
    seen: BTreeSet<PathBuf>,
    files: BTreeSet<PathBuf>,
}

impl Walk {
    fn folder(&mut self, folder: &Path) {
        if self.files.len() >= MOST_FILES || !self.seen.insert(folder.to_path_buf()) {
            return;
        }
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                if !name.starts_with('.') && !SKIPPED.contains(&&*name) && !self.is_foreign(&path) {
                    self.folder(&path);
                }
            } else if kind.is_file()
                && name.ends_with(".py")
                && !name.starts_with("test_")
                && entry.metadata().is_ok_and(|metadata| metadata.len() <= LARGEST_FILE)
            {
                self.files.insert(path);
            }
        }
    }

    /// Another service of the repository, or a virtual environment.
    fn is_foreign(&self, folder: &Path) -> bool {
        let ini = folder.join("alembic.ini");
        folder.join("pyvenv.cfg").exists() || (ini.exists() && self.own_ini.as_ref() != Some(&ini))
    }
}
