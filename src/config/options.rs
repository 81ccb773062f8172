//! The options of the script directory, typed, with paths resolved.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::alembic_config::{Config, OptionValue, PostWriteHook, folder_of};
use super::interpolation::interpolated;
use super::paths;
use crate::error::{Error, Result, shown_path};

impl Config {
    /// # Errors
    /// Another kind of value, with its line.
    pub fn text_option(&self, name: &str) -> Result<Option<String>> {
        match self.get_alembic_option(name)? {
            None => Ok(None),
            Some(OptionValue::Text(text)) => Ok(Some(text)),
            Some(_) => Err(self.mistyped(name, "a string")),
        }
    }

    /// `get_alembic_boolean_option`: exactly `true` in the ini.
    ///
    /// # Errors
    /// Anything but a boolean in pyproject.toml.
    pub fn boolean_option(&self, name: &str) -> Result<bool> {
        match self.get_alembic_option(name)? {
            None => Ok(false),
            Some(OptionValue::Boolean(value)) => Ok(value),
            Some(OptionValue::Text(text)) if self.ini.entry(&self.section, name).is_some() => {
                Ok(text == "true")
            }
            Some(_) => {
                let error = Error::new(format!("boolean value expected for TOML parameter '{name}'"));
                Err(self.with_place(error, name))
            }
        }
    }

    /// As configured; [`Self::script_directory`] resolves it.
    ///
    /// # Errors
    /// Not a string.
    pub fn script_location_text(&self) -> Result<Option<String>> {
        self.text_option("script_location")
    }

    /// The script directory, absolute, and the location as it is written.
    ///
    /// # Errors
    /// "No 'script_location' key found in configuration.", "Path doesn't exist: …", a package that isn't
    /// on the search path.
    pub fn script_directory(&self) -> Result<(PathBuf, String)> {
        let Some(location) = self.script_location_text()? else {
            let mut error = Error::new("No 'script_location' key found in configuration.");
            match &self.files.ini {
                Some(path) if path.is_file() => {
                    error = error.detail(format!(
                        "{} has no such option in [{}]",
                        shown_path(path),
                        self.section
                    ));
                }
                Some(path) => error = error.detail(format!("{} doesn't exist", shown_path(path))),
                None => {}
            }
            return Err(error.hint("name the file with -c FILE and its section with -n, or run `init`"));
        };
        let Some(folder) = resolve(&location, &self.base, &self.search_path) else {
            let package = location.split(':').next().unwrap_or(&location);
            let error = Error::new(format!("No module named '{package}'"))
                .detail(format!("script_location names the package {package}, looked for in:"))
                .detail(self.search_path.iter().map(|path| shown_path(path)).collect::<Vec<_>>().join("\n"))
                .hint("add its parent folder to prepend_sys_path");
            return Err(self.with_place(error, "script_location"));
        };
        if !folder.exists() {
            let error = Error::new(format!(
                "Path doesn't exist: {location}.  Please use the 'init' command to create a new scripts folder."
            ))
            .detail(format!("looked for {}", folder.display()))
            .hint("relative paths count from the working directory; %(here)s is the ini's folder");
            return Err(self.with_place(error, "script_location"));
        }
        Ok((folder, location))
    }

    /// The folders of revision files as configured and absolute; empty: `versions` in the script
    /// directory.
    ///
    /// # Errors
    /// A separator that Alembic doesn't know; not a list in pyproject.toml.
    pub fn version_locations(&self) -> Result<Vec<PathBuf>> {
        let texts =
            self.path_list("version_locations", &["path_separator", "version_path_separator"], &[',', ' '])?;
        texts
            .iter()
            .map(|text| {
                resolve(text, &self.base, &self.search_path).ok_or_else(|| {
                    let package = text.split(':').next().unwrap_or(text);
                    self.with_place(Error::new(format!("No module named '{package}'")), "version_locations")
                })
            })
            .collect()
    }

    /// Folders that Alembic puts in front of `sys.path`, absolute.
    ///
    /// # Errors
    /// A separator that Alembic doesn't know; not a list in pyproject.toml.
    pub fn prepend_sys_path(&self) -> Result<Vec<PathBuf>> {
        let texts = self.prepend_sys_path_texts()?;
        Ok(texts.iter().map(|text| paths::absolute(&self.base, Path::new(text))).collect())
    }

    pub(super) fn prepend_sys_path_texts(&self) -> Result<Vec<String>> {
        self.path_list("prepend_sys_path", &["path_separator"], &[',', ' ', ':'])
    }

    /// Where modules are looked for: prepend_sys_path, PYTHONPATH, the base directory, the project's
    /// site-packages.
    pub fn module_search_path(&self) -> &[PathBuf] {
        &self.search_path
    }

    /// The folder that relative paths count from: the working directory, unless the ini was found in a
    /// subfolder and its paths only make sense from another.
    pub fn base_directory(&self) -> &Path {
        &self.base
    }

    /// `[post_write_hooks]`, in order.
    ///
    /// # Errors
    /// A reference that can't be resolved; an entry without a name.
    pub fn post_write_hooks(&self) -> Result<Vec<PostWriteHook>> {
        if let Some(options) = self.get_section("post_write_hooks")? {
            let names = split_legacy(options.get("hooks").map_or("", String::as_str), &[',', ' ']);
            let hook = |name: String| {
                let prefix = format!("{name}.");
                let own = options
                    .iter()
                    .filter_map(|(key, value)| Some((key.strip_prefix(&prefix)?.to_owned(), value.clone())));
                PostWriteHook { options: own.collect(), name }
            };
            return Ok(names.into_iter().filter(|name| !name.is_empty()).map(hook).collect());
        }
        let tables = match self.get_alembic_option("post_write_hooks")? {
            None => return Ok(Vec::new()),
            Some(OptionValue::Tables(tables)) => tables,
            Some(OptionValue::List(items)) if items.is_empty() => return Ok(Vec::new()),
            Some(_) => return Err(self.mistyped("post_write_hooks", "a list of tables")),
        };
        let hook = |mut options: IndexMap<String, String>| match options.shift_remove("name") {
            Some(name) => Ok(PostWriteHook { name, options }),
            None => {
                Err(self.with_place(Error::new("a post_write_hooks entry has no name"), "post_write_hooks"))
            }
        };
        tables.into_iter().map(hook).collect()
    }

    /// A list option: split in the ini, a real list in pyproject.toml.
    fn path_list(&self, name: &str, separators: &[&str], legacy: &[char]) -> Result<Vec<String>> {
        if let Some(text) = interpolated(&self.ini, &self.section, name)?.filter(|text| !text.is_empty()) {
            let Some(separator) = self.separator(separators)? else { return Ok(split_legacy(&text, legacy)) };
            let parts = text.split(separator).filter(|part| !part.is_empty());
            return Ok(parts.map(|part| part.trim().to_owned()).collect());
        }
        let here = match &self.files.toml {
            Some(path) => folder_of(&self.working_directory, path).display().to_string(),
            None => String::new(),
        };
        match self.toml.option(name, &here)? {
            None => Ok(Vec::new()),
            Some(OptionValue::List(items)) => Ok(items),
            Some(_) => Err(self.mistyped(name, "a list of strings")),
        }
    }

    fn separator(&self, names: &[&str]) -> Result<Option<char>> {
        for name in names {
            let Some(value) = interpolated(&self.ini, &self.section, name)? else { continue };
            return match value.as_str() {
                "space" => Ok(Some(' ')),
                "newline" => Ok(Some('\n')),
                "os" | ":" => Ok(Some(':')),
                ";" => Ok(Some(';')),
                _ => {
                    let error = Error::new(format!(
                        "'{value}' is not a valid value for {name}; expected 'space', 'newline', 'os', ':', ';'"
                    ));
                    Err(self.with_place(error, name))
                }
            };
        }
        Ok(None)
    }
}

/// The folder of a location, which may name a package.
pub(super) fn resolve(location: &str, base: &Path, search_path: &[PathBuf]) -> Option<PathBuf> {
    if paths::is_resource(location) {
        paths::resource(location, search_path)
    } else {
        Some(paths::absolute(base, Path::new(location)))
    }
}

/// Alembic's splitting without a path_separator: at a comma with the spaces after it, at a run of
/// spaces, at each other separator. Empty parts stay.
fn split_legacy(text: &str, separators: &[char]) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if !separators.contains(&c) {
            if let Some(part) = parts.last_mut() {
                part.push(c);
            }
            continue;
        }
        if c != ':' {
            rest = rest.trim_start_matches(' ');
        }
        parts.push(String::new());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::{ConfigFiles, Variables};
    use super::*;

    fn config(ini: &str, toml: &str) -> (tempfile::TempDir, Config) {
        let folder = tempfile::tempdir().unwrap();
        let files = ConfigFiles {
            ini: Some(folder.path().join("alembic.ini")),
            toml: Some(folder.path().join("pyproject.toml")),
            discovered: false,
        };
        std::fs::write(folder.path().join("alembic.ini"), ini).unwrap();
        std::fs::write(folder.path().join("pyproject.toml"), toml).unwrap();
        let config = Config::load(files, "alembic", folder.path(), &Variables::default()).unwrap();
        (folder, config)
    }

    #[test]
    fn path_lists() {
        for (ini, toml, expected) in [
            ("version_locations = a b,  c", "", vec!["a", "b", "c"]),
            ("version_locations = a:b\npath_separator = os", "", vec!["a", "b"]),
            ("version_locations =\n  a b\n  c\npath_separator = newline", "", vec!["a b", "c"]),
            ("version_locations = a ; b\nversion_path_separator = ;", "", vec!["a", "b"]),
            ("", "[tool.alembic]\nversion_locations = ['a', '%(here)s/b']", vec!["a", "b"]),
            ("version_locations = x", "[tool.alembic]\nversion_locations = ['a']", vec!["x"]),
        ] {
            let (folder, config) = config(&format!("[alembic]\n{ini}\n"), toml);
            let expected: Vec<PathBuf> = expected.iter().map(|name| folder.path().join(name)).collect();
            assert_eq!(config.version_locations().unwrap(), expected, "{ini} {toml}");
        }
        let (folder, config) = config("[alembic]\nprepend_sys_path = .:src, lib\n", "");
        let expected: Vec<PathBuf> =
            [".", "src", "lib"].iter().map(|name| paths::absolute(folder.path(), Path::new(name))).collect();
        assert_eq!(config.prepend_sys_path().unwrap(), expected);
    }

    #[test]
    fn a_wrong_separator_is_named() {
        let (_folder, config) = config("[alembic]\nversion_locations = a\n", "");
        assert!(config.version_locations().is_ok());
        let mut config = config;
        config.set_main_option("path_separator", "comma").unwrap();
        let error = config.version_locations().unwrap_err();
        assert_eq!(
            error.message(),
            "'comma' is not a valid value for path_separator; expected 'space', 'newline', 'os', ':', ';'"
        );
    }

    #[test]
    fn booleans() {
        let toml = "[tool.alembic]\nsourceless = true\nrecursive_version_locations = 'true'\n";
        let (_folder, config) = config("[alembic]\na = true\nb = True\n", toml);
        for (name, expected) in
            [("a", Some(true)), ("b", Some(false)), ("c", Some(false)), ("sourceless", Some(true))]
        {
            assert_eq!(config.boolean_option(name).ok(), expected, "{name}");
        }
        let error = config.boolean_option("recursive_version_locations").unwrap_err();
        assert_eq!(
            error.message(),
            "boolean value expected for TOML parameter 'recursive_version_locations'"
        );
        assert_eq!(error.place().unwrap().line, 3);
    }

    #[test]
    fn hooks() {
        let ini = "[alembic]\n[post_write_hooks]\nhooks = black, ruff\nblack.type = console_scripts\nruff.type = exec\nruff.cwd = %(here)s\n";
        let (folder, parsed) = config(ini, "");
        let hooks = parsed.post_write_hooks().unwrap();
        assert_eq!(hooks.iter().map(|hook| hook.name.as_str()).collect::<Vec<_>>(), ["black", "ruff"]);
        assert_eq!(hooks[1].options["cwd"], folder.path().display().to_string());
        let (_folder, parsed) =
            config("[alembic]\n", "[[tool.alembic.post_write_hooks]]\nname = 'ruff'\ntype = 'exec'\n");
        let hooks = parsed.post_write_hooks().unwrap();
        assert_eq!((hooks.len(), hooks[0].name.as_str(), hooks[0].options.len()), (1, "ruff", 1));
    }
}
