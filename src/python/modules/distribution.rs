//! Which version of a package the project has: installed in a folder of the search path, else pinned by a
//! lock file or a list of requirements beside the code.

use std::path::{Path, PathBuf};

use crate::python::interpreter::Interpreter;

/// Files that pin versions, as they are named.
const PINS: &[&str] = &["uv.lock", "poetry.lock", "pdm.lock", "requirements.txt", "Pipfile.lock"];

/// How many folders above the search path are looked at.
const ABOVE: usize = 3;

impl Interpreter {
    /// The version of a distribution that the project has, when it is known.
    pub fn distribution_version(&self, name: &str) -> Option<String> {
        version(name, &self.search_folders())
    }
}

/// The version of a distribution, when it is known.
fn version(name: &str, search_path: &[PathBuf]) -> Option<String> {
    let wanted = normal(name);
    search_path.iter().find_map(|folder| installed(&wanted, folder)).or_else(|| {
        let folders = search_path.iter().flat_map(|folder| folder.ancestors().take(ABOVE + 1));
        folders.into_iter().find_map(|folder| pinned(&wanted, folder))
    })
}

/// PEP 503.
fn normal(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

/// `name-version.dist-info`.
fn installed(wanted: &str, folder: &Path) -> Option<String> {
    std::fs::read_dir(folder).ok()?.flatten().find_map(|entry| {
        let file = entry.file_name();
        let (name, version) = file.to_str()?.strip_suffix(".dist-info")?.rsplit_once('-')?;
        (normal(name) == wanted).then(|| version.to_owned())
    })
}

fn pinned(wanted: &str, folder: &Path) -> Option<String> {
    PINS.iter().find_map(|file| {
        let text = std::fs::read_to_string(folder.join(file)).ok()?;
        match *file {
            "requirements.txt" => requirement(wanted, &text),
            "Pipfile.lock" => pipfile(wanted, &text),
            _ => locked(wanted, &text),
        }
    })
}

/// `name==version`, extras, markers and hashes aside.
fn requirement(wanted: &str, text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (name, version) = line.split_once("==")?;
        let name = name.split('[').next().unwrap_or(name).trim();
        let version: String = version.chars().take_while(|c| !" ;\\#,".contains(*c)).collect();
        (normal(name) == wanted && !version.contains('*')).then_some(version)
    })
}

/// `name = "…"` and the `version = "…"` that follows it.
fn locked(wanted: &str, text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim);
    let quoted = |line: &str, key: &str| {
        let rest = line.strip_prefix(key)?.trim_start().strip_prefix('=')?;
        Some(rest.trim().trim_matches('"').to_owned())
    };
    lines.find(|line| quoted(line, "name").is_some_and(|name| normal(&name) == wanted))?;
    lines.take_while(|line| !line.starts_with('[')).find_map(|line| quoted(line, "version"))
}

/// `"name": { …, "version": "==…" }`.
fn pipfile(wanted: &str, text: &str) -> Option<String> {
    let parsed: serde_json::Value = serde_json::from_str(text).ok()?;
    let packages = parsed.get("default")?.as_object()?;
    let (_, package) = packages.iter().find(|(name, _)| normal(name) == wanted)?;
    package.get("version")?.as_str().map(|version| version.trim_start_matches('=').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_read_in_every_notation() {
        assert_eq!(
            requirement("sqlmodel", "a==1\nSQLModel[x]==0.0.24 ; python_version > '3'\n").unwrap(),
            "0.0.24"
        );
        assert_eq!(requirement("sqlmodel", "sqlmodel>=0.0.24\n"), None);
        let lock = "[[package]]\nname = \"a\"\nversion = \"1\"\n\n[[package]]\nname = \"sqlmodel\"\nversion = \"0.0.9\"\n";
        assert_eq!(locked("sqlmodel", lock).unwrap(), "0.0.9");
        let pipfile_lock = r#"{"default": {"sqlmodel": {"version": "==0.0.8"}}}"#;
        assert_eq!(pipfile("sqlmodel", pipfile_lock).unwrap(), "0.0.8");
    }

    #[test]
    fn what_is_installed_wins_over_what_is_pinned() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("requirements.txt"), "some-package==1.0\n").unwrap();
        let path = vec![folder.path().to_path_buf()];
        assert_eq!(version("Some_Package", &path).unwrap(), "1.0");
        std::fs::create_dir(folder.path().join("some_package-2.0.dist-info")).unwrap();
        assert_eq!(version("Some_Package", &path).unwrap(), "2.0");
        assert_eq!(version("other", &path), None);
    }
}
