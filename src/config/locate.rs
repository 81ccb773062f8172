//! Which alembic.ini and pyproject.toml a run uses.
//!
//! Alembic takes `-c`, then ALEMBIC_CONFIG, then the working directory. Beyond that, folders up to two
//! levels down are searched, since `backend/alembic.ini` and `api_service/migrations/alembic.ini` are
//! where projects keep it.

use std::path::{Path, PathBuf};

use super::ini::Ini;
use super::pyproject::has_alembic_table;
use super::variables::Variables;
use crate::error::{Error, Result, shown_path};

const INI: &str = "alembic.ini";
const PYPROJECT: &str = "pyproject.toml";
/// Folders below the working directory that are looked into.
const DEPTH: usize = 2;

/// The files of one configuration. Both may be there; the ini's options win.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFiles {
    pub ini: Option<PathBuf>,
    pub toml: Option<PathBuf>,
    /// Whether the files were found in a subfolder without anybody naming them.
    pub discovered: bool,
}

impl ConfigFiles {
    /// The file that a user would call "the configuration".
    pub fn main(&self) -> Option<&Path> {
        self.ini.as_deref().or(self.toml.as_deref())
    }
}

/// The answer of [`locate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Located {
    One(ConfigFiles),
    /// Several in subfolders, sorted by path: a terminal can ask which one is meant.
    Several(Vec<ConfigFiles>),
}

impl Located {
    /// For runs that can't ask.
    ///
    /// # Errors
    /// Several candidates; they are named.
    pub fn only(self) -> Result<ConfigFiles> {
        match self {
            Located::One(files) => Ok(files),
            Located::Several(candidates) => {
                let mut error = Error::new("several Alembic configurations lie below this folder");
                for path in candidates.iter().filter_map(ConfigFiles::main) {
                    error = error.detail(shown_path(path));
                }
                Err(error.hint("name one with -c FILE, or run from its folder"))
            }
        }
    }
}

/// The files that `-c`, ALEMBIC_CONFIG and the defaults name, there or not: where `init` writes to.
/// `given` are the values of `-c`, at most an ini and a pyproject.toml.
///
/// # Errors
/// Alembic's own for two files of a kind.
pub fn named(given: &[PathBuf], working_directory: &Path, variables: &Variables) -> Result<ConfigFiles> {
    let (mut ini, mut toml) = (None, None);
    for path in given {
        let slot = if is_pyproject(path) { &mut toml } else { &mut ini };
        if slot.is_some() {
            return Err(Error::usage(if is_pyproject(path) {
                "pyproject.toml indicated more than once"
            } else {
                "only one ini file may be indicated"
            }));
        }
        *slot = Some(path.clone());
    }
    if let Some(path) = variables.get_filled("ALEMBIC_CONFIG").map(PathBuf::from) {
        let slot = if is_pyproject(&path) { &mut toml } else { &mut ini };
        slot.get_or_insert(path);
    }
    Ok(ConfigFiles {
        ini: Some(working_directory.join(ini.unwrap_or_else(|| PathBuf::from(INI)))),
        toml: Some(working_directory.join(toml.unwrap_or_else(|| PathBuf::from(PYPROJECT)))),
        discovered: false,
    })
}

/// `given` are the values of `-c`; `section` is `-n`'s.
///
/// # Errors
/// As [`named`]; nothing found anywhere.
pub fn locate(
    given: &[PathBuf],
    section: &str,
    working_directory: &Path,
    variables: &Variables,
) -> Result<Located> {
    let here = named(given, working_directory, variables)?;
    if !given.is_empty() || variables.get_filled("ALEMBIC_CONFIG").is_some() {
        // a named file may be missing: that is said when it is loaded, with its name
        return Ok(Located::One(here));
    }
    if let Some(files) = existing(working_directory, false) {
        return Ok(Located::One(files));
    }
    let mut found = Vec::new();
    search(working_directory, DEPTH, &mut found);
    if found.len() > 1 {
        let usable: Vec<_> =
            found.iter().filter(|files| has_script_location(files, section)).cloned().collect();
        if !usable.is_empty() {
            found = usable;
        }
    }
    found.sort_by(|a, b| a.main().cmp(&b.main()));
    match found.len() {
        0 => Err(Error::new("No 'script_location' key found in configuration.")
            .detail(format!("no {INI} and no {PYPROJECT} with [tool.alembic] here or up to two folders down"))
            .hint("run from the project's root, or name the file with -c FILE")),
        1 => Ok(Located::One(found.remove(0))),
        _ => Ok(Located::Several(found)),
    }
}

fn is_pyproject(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == PYPROJECT)
}

/// The files of a folder, if it holds a configuration at all.
fn existing(folder: &Path, discovered: bool) -> Option<ConfigFiles> {
    let ini = Some(folder.join(INI)).filter(|path| path.is_file());
    let toml = Some(folder.join(PYPROJECT))
        .filter(|path| std::fs::read_to_string(path).is_ok_and(|text| has_alembic_table(&text)));
    (ini.is_some() || toml.is_some()).then_some(ConfigFiles { ini, toml, discovered })
}

fn search(folder: &Path, depth: usize, found: &mut Vec<ConfigFiles>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // linked folders would show the same configuration under two names
        let is_folder = path.symlink_metadata().is_ok_and(|meta| meta.is_dir());
        if !is_folder || name.starts_with('.') || matches!(&*name, "node_modules" | "site-packages") {
            continue;
        }
        if path.join("pyvenv.cfg").exists() {
            continue;
        }
        found.extend(existing(&path, true));
        if depth > 1 {
            search(&path, depth - 1, found);
        }
    }
}

/// Only sorts out candidates; a file that can't be read stays one.
fn has_script_location(files: &ConfigFiles, section: &str) -> bool {
    if files.toml.is_some() {
        return true;
    }
    let Some(path) = &files.ini else { return false };
    let Ok(text) = std::fs::read_to_string(path) else { return true };
    Ini::parse(path, &text, &[]).map_or(true, |ini| ini.entry(section, "script_location").is_some())
}
