//! `Config`: what env.py sees as `context.config`, and the options of the script directory.
//!
//! Rules are those of `alembic.config.Config` 1.20: the ini's option wins over pyproject's, `-n` renames
//! only the ini's section, relative paths are relative to the working directory.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::ini::Ini;
use super::interpolation::{check_settable, interpolated};
use super::locate::ConfigFiles;
use super::paths;
use super::pyproject::PyProject;
use super::variables::Variables;
use crate::error::{Error, Place, Result, shown_path};

/// A value of `get_alembic_option`: text from the ini, any of these from pyproject.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    Text(String),
    List(Vec<String>),
    Integer(i64),
    Boolean(bool),
    Table(IndexMap<String, String>),
    Tables(Vec<IndexMap<String, String>>),
}

/// One entry of `[post_write_hooks]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostWriteHook {
    pub name: String,
    /// `type`, `entrypoint`, `executable`, `options`, `cwd`, ….
    pub options: IndexMap<String, String>,
}

#[derive(Clone, Debug)]
pub struct Config {
    pub files: ConfigFiles,
    /// `config_ini_section`: `alembic`, or `-n`'s.
    pub section: String,
    /// Where the command was given.
    pub working_directory: PathBuf,
    ini: Ini,
    toml: PyProject,
    /// What relative paths are relative to.
    base: PathBuf,
    search_path: Vec<PathBuf>,
}

impl Config {
    /// Reads the files. One that isn't there counts as empty, as it does for Alembic.
    ///
    /// # Errors
    /// What the readers refuse, with file and line.
    pub fn load(
        files: ConfigFiles,
        section: &str,
        working_directory: &Path,
        variables: &Variables,
    ) -> Result<Self> {
        let ini_file = files.ini.clone().unwrap_or_default();
        let here = match &files.ini {
            Some(path) => folder_of(working_directory, path).display().to_string(),
            None => ".".to_owned(),
        };
        let defaults = [("here", here.as_str())];
        let mut ini = match read(files.ini.as_deref())? {
            Some(text) => Ini::parse(&ini_file, &text, &defaults)?,
            None => Ini::with_defaults(&ini_file, &defaults),
        };
        if files.ini.is_none() {
            ini.add_section(section);
        }
        let toml = match (&files.toml, read(files.toml.as_deref())?) {
            (Some(path), Some(text)) => PyProject::parse(path, &text)?,
            _ => PyProject::default(),
        };
        let mut config = Config {
            files,
            section: section.to_owned(),
            working_directory: working_directory.to_path_buf(),
            ini,
            toml,
            base: working_directory.to_path_buf(),
            search_path: Vec::new(),
        };
        config.resolve_base(variables)?;
        Ok(config)
    }

    /// A configuration of one option, for callers that have no file.
    pub fn with_script_location(script_location: &Path) -> Self {
        let mut ini = Ini::with_defaults(Path::new(""), &[("here", ".")]);
        ini.set("alembic", "script_location", &script_location.display().to_string().replace('%', "%%"));
        Config {
            files: ConfigFiles { ini: None, toml: None, discovered: false },
            section: "alembic".to_owned(),
            working_directory: script_location.to_path_buf(),
            ini,
            toml: PyProject::default(),
            base: script_location.to_path_buf(),
            search_path: Vec::new(),
        }
    }

    /// The working directory; or, for an ini that the tool found in a subfolder and whose script
    /// location has no env.py from there, the first folder from the ini's up where it has.
    fn resolve_base(&mut self, variables: &Variables) -> Result<()> {
        let main = self.files.main().map(|path| folder_of(&self.working_directory, path));
        let mut bases = vec![self.working_directory.clone()];
        if let (true, Some(folder)) = (self.files.discovered, &main) {
            bases.extend(paths::ancestors_up_to(folder, &self.working_directory));
        }
        let prepended = self.prepend_sys_path_texts()?;
        let folders: Vec<&Path> =
            main.iter().map(PathBuf::as_path).chain([self.working_directory.as_path()]).collect();
        let installed = paths::site_packages(&folders, variables);
        let python_path: Vec<PathBuf> = variables
            .get_filled("PYTHONPATH")
            .map(|text| std::env::split_paths(text).collect())
            .unwrap_or_default();
        let location = self.script_location_text()?;
        let search_path_of = |base: &Path| -> Vec<PathBuf> {
            let own = prepended.iter().map(PathBuf::from).chain(python_path.iter().cloned());
            let mut list: Vec<PathBuf> = Vec::new();
            let all = own.chain([PathBuf::from(".")]).map(|path| paths::absolute(base, &path));
            for path in all.chain(installed.iter().cloned()) {
                if !list.contains(&path) {
                    list.push(path);
                }
            }
            list
        };
        let usable = |base: &PathBuf| {
            location.as_ref().is_some_and(|location| {
                let folder = resolve(location, base, &search_path_of(base));
                folder.is_some_and(|folder| folder.join("env.py").is_file())
            })
        };
        if let Some(base) = bases.iter().find(|base| usable(base)) {
            self.base = base.clone();
        }
        self.search_path = search_path_of(&self.base);
        Ok(())
    }

    // ---- what env.py calls ----

    /// `get_main_option`: of the ini's main section; pyproject is not asked.
    ///
    /// # Errors
    /// No such section; a reference that can't be resolved.
    pub fn get_main_option(&self, name: &str) -> Result<Option<String>> {
        self.get_section_option(&self.section, name)
    }

    /// # Errors
    /// Alembic's "No config file …" for a section that isn't there; a reference that can't be resolved.
    pub fn get_section_option(&self, section: &str, name: &str) -> Result<Option<String>> {
        if !self.ini.has_section(section) {
            let file = match &self.files.ini {
                Some(path) => format!("'{}'", shown_path(path)),
                None => "None".to_owned(),
            };
            return Err(Error::new(format!(
                "No config file {file} found, or file has no '[{section}]' section"
            ))
            .hint(match self.ini.sections().next() {
                Some(_) => format!(
                    "choose one of its sections with -n: {}",
                    self.ini.sections().collect::<Vec<_>>().join(", ")
                ),
                None => "name the file with -c FILE".to_owned(),
            }));
        }
        interpolated(&self.ini, section, name)
    }

    /// `get_section`: every option with the inherited ones (`here` among them), or `None` without such a
    /// section.
    ///
    /// # Errors
    /// A reference that can't be resolved.
    pub fn get_section(&self, section: &str) -> Result<Option<IndexMap<String, String>>> {
        if !self.ini.has_section(section) {
            return Ok(None);
        }
        let mut options = IndexMap::new();
        for name in self.ini.option_names(section) {
            if let Some(value) = interpolated(&self.ini, section, name)? {
                options.insert(name.to_owned(), value);
            }
        }
        Ok(Some(options))
    }

    /// # Errors
    /// A percent sign that isn't part of a reference.
    pub fn set_main_option(&mut self, name: &str, value: &str) -> Result<()> {
        let section = self.section.clone();
        self.set_section_option(&section, name, value)
    }

    /// Adds the section when it is missing.
    ///
    /// # Errors
    /// A percent sign that isn't part of a reference.
    pub fn set_section_option(&mut self, section: &str, name: &str, value: &str) -> Result<()> {
        check_settable(value)?;
        self.ini.set(section, name, value);
        Ok(())
    }

    pub fn remove_main_option(&mut self, name: &str) {
        let section = self.section.clone();
        self.ini.remove(&section, name);
    }

    /// `config.file_config`, before interpolation.
    pub fn ini(&self) -> &Ini {
        &self.ini
    }

    /// `get_alembic_option`: the ini's main section, then `[tool.alembic]`.
    ///
    /// # Errors
    /// A reference that can't be resolved.
    pub fn get_alembic_option(&self, name: &str) -> Result<Option<OptionValue>> {
        if let Some(text) = interpolated(&self.ini, &self.section, name)? {
            return Ok(Some(OptionValue::Text(text)));
        }
        let here = match &self.files.toml {
            Some(path) => folder_of(&self.working_directory, path).display().to_string(),
            None => String::new(),
        };
        self.toml.option(name, &here)
    }

    /// Where an option is written, in whichever file it counts.
    pub fn place(&self, name: &str) -> Option<Place> {
        self.ini.place(&self.section, name).or_else(|| self.toml.place(name))
    }

    // ---- typed options ----

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

    fn prepend_sys_path_texts(&self) -> Result<Vec<String>> {
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

    fn mistyped(&self, name: &str, expected: &str) -> Error {
        self.with_place(Error::new(format!("{name} must be {expected}")), name)
    }

    fn with_place(&self, error: Error, option: &str) -> Error {
        match self.place(option) {
            Some(place) => error.at(place),
            None => error,
        }
    }
}

/// The folder that `%(here)s` stands for: absolute, `..` not resolved, as pathlib's `absolute()`.
fn folder_of(working_directory: &Path, file: &Path) -> PathBuf {
    let path: PathBuf = working_directory.join(file).components().collect();
    path.parent().map_or_else(|| path.clone(), Path::to_path_buf)
}

fn resolve(location: &str, base: &Path, search_path: &[PathBuf]) -> Option<PathBuf> {
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

fn read(path: Option<&Path>) -> Result<Option<String>> {
    let Some(path) = path.filter(|path| path.is_file()) else { return Ok(None) };
    let bytes = std::fs::read(path)
        .map_err(|error| Error::new(format!("can't read {}: {error}", shown_path(path))))?;
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| Error::new(format!("{} isn't UTF-8", shown_path(path))).hint("save it as UTF-8"))
}

#[cfg(test)]
mod tests {
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
    fn options_as_env_py_reads_them() {
        let ini = "[alembic]\nsqlalchemy.url = postgresql://u:p%%40@h/d\nx = %(here)s/x\n[other]\ny = 1\n";
        let (folder, mut config) = config(ini, "[tool.alembic]\nx = 'toml'\nz = 'toml'\n");
        assert_eq!(
            config.get_main_option("sqlalchemy.url").unwrap().as_deref(),
            Some("postgresql://u:p%40@h/d")
        );
        assert_eq!(config.get_main_option("missing").unwrap(), None);
        assert_eq!(config.get_main_option("z").unwrap(), None);
        assert_eq!(config.get_alembic_option("z").unwrap(), Some(OptionValue::Text("toml".to_owned())));
        let section = config.get_section("alembic").unwrap().unwrap();
        assert_eq!(section.keys().collect::<Vec<_>>(), ["here", "sqlalchemy.url", "x"]);
        assert_eq!(section["x"], format!("{}/x", folder.path().display()));
        assert_eq!(config.get_section("missing").unwrap(), None);
        config.set_main_option("sqlalchemy.url", "postgresql://h/%%d").unwrap();
        assert_eq!(config.get_main_option("sqlalchemy.url").unwrap().as_deref(), Some("postgresql://h/%d"));
        assert!(config.set_main_option("a", "50%").is_err());
        config.remove_main_option("x");
        assert_eq!(config.get_main_option("x").unwrap(), None);
        let error = config.get_section_option("missing", "x").unwrap_err();
        assert!(
            error.message().ends_with("found, or file has no '[missing]' section"),
            "{}",
            error.message()
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
