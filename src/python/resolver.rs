//! From a dotted name to a file: regular packages, modules, namespace packages, along `sys.path`.

use std::path::{Path, PathBuf};

/// Where a module's code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// `name.py`.
    Module(PathBuf),
    /// `name/__init__.py`, and the folder.
    Package(PathBuf, PathBuf),
    /// Compiled code: there is nothing to read.
    Extension(PathBuf),
    /// Folders without `__init__.py`.
    Namespace(Vec<PathBuf>),
}

/// Finds modules by one part of their name.
pub trait Resolver {
    /// Looks for `name` in the folders, in order. A module or regular package anywhere wins over a
    /// namespace package.
    fn find(&self, name: &str, folders: &[PathBuf]) -> Option<Found>;
}

/// The file system.
pub struct Files;

impl Resolver for Files {
    fn find(&self, name: &str, folders: &[PathBuf]) -> Option<Found> {
        let mut namespaces = Vec::new();
        for folder in folders {
            let package = folder.join(name);
            let init = package.join("__init__.py");
            if init.is_file() {
                return Some(Found::Package(init, package));
            }
            let module = folder.join(format!("{name}.py"));
            if module.is_file() {
                return Some(Found::Module(module));
            }
            if package.is_dir() {
                namespaces.push(package);
            }
        }
        if let Some(file) = folders.iter().find_map(|folder| extension(name, folder)) {
            return Some(Found::Extension(file));
        }
        if namespaces.is_empty() { None } else { Some(Found::Namespace(namespaces)) }
    }
}

/// `name.so`, `name.cpython-311-x86_64-linux-gnu.so`, `name.abi3.so`, `name.pyd`.
fn extension(name: &str, folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?;
    let is_it = |file: &str| {
        let rest = file.strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
        rest.is_some_and(|rest| matches!(rest.rsplit('.').next(), Some("so" | "pyd")))
    };
    let mut found =
        entries.filter_map(|entry| entry.ok()).filter(|entry| is_it(&entry.file_name().to_string_lossy()));
    found.next().map(|entry| entry.path())
}

/// Whether compiled code of the same name lies beside a module: CPython takes that, the text is what
/// implementations without it run.
pub fn is_compiled_too(file: &Path) -> bool {
    let name = file.file_stem().and_then(std::ffi::OsStr::to_str);
    name.zip(file.parent()).is_some_and(|(name, folder)| extension(name, folder).is_some())
}

/// Whether one of the folders holds something that is imported by that name: it's the project's own, or
/// an installed package, so a submodule that is missing is really missing.
pub fn exists(name: &str, folders: &[PathBuf]) -> bool {
    Files.find(name, folders).is_some()
}

/// A path without `.` and `..` where that needs no look at the disk.
pub fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                if !normal.pop() {
                    normal.push("..");
                }
            }
            part => normal.push(part),
        }
    }
    normal
}
