//! `Config`: what env.py sees as `context.config`, and the options of the script directory.
//!
//! Rules are those of `alembic.config.Config` 1.20: the ini's option wins over pyproject's, `-n` renames
//! only the ini's section, relative paths are relative to the working directory.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::ini::Ini;
use super::interpolation::{check_settable, interpolated};
use super::locate::ConfigFiles;
use super::options::resolve;
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
    /// Where compiled modules are kept from run to run; nowhere unless somebody says so.
    pub code_cache: Option<PathBuf>,
    pub(super) ini: Ini,
    pub(super) toml: PyProject,
    /// What relative paths are relative to.
    pub(super) base: PathBuf,
    pub(super) search_path: Vec<PathBuf>,
    /// Its beginning: without the packages of virtual environments.
    pub(super) own_search_path: usize,
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
        // beside a lone pyproject.toml Alembic takes an alembic.ini for granted, there or not
        let beside = |toml: &PathBuf| toml.with_file_name("alembic.ini");
        let ini_file = files.ini.clone().or_else(|| files.toml.as_ref().map(beside)).unwrap_or_default();
        let here = folder_of(working_directory, &ini_file).display().to_string();
        let defaults = [("here", here.as_str())];
        let mut ini = match read(files.ini.as_deref())? {
            Some(text) => Ini::parse(&ini_file, &text, &defaults)?,
            None => Ini::with_defaults(&ini_file, &defaults),
        };
        if files.main().is_none() {
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
            code_cache: None,
            ini,
            toml,
            base: working_directory.to_path_buf(),
            search_path: Vec::new(),
            own_search_path: 0,
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
            code_cache: None,
            ini,
            toml: PyProject::default(),
            base: script_location.to_path_buf(),
            search_path: Vec::new(),
            own_search_path: 0,
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
        self.own_search_path = self.search_path.len()
            - self.search_path.iter().rev().take_while(|path| installed.contains(path)).count();
        Ok(())
    }

    /// What the project's own interpreter needs on `sys.path` beside its packages.
    pub fn own_search_path(&self) -> Vec<PathBuf> {
        self.search_path[..self.own_search_path].to_vec()
    }

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
            let file = match self.ini.file() {
                path if path.as_os_str().is_empty() => "None".to_owned(),
                path => format!("'{}'", shown_path(path)),
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

    pub(super) fn mistyped(&self, name: &str, expected: &str) -> Error {
        self.with_place(Error::new(format!("{name} must be {expected}")), name)
    }

    pub(super) fn with_place(&self, error: Error, option: &str) -> Error {
        match self.place(option) {
            Some(place) => error.at(place),
            None => error,
        }
    }
}

/// The folder that `%(here)s` stands for: absolute, `..` not resolved, as pathlib's `absolute()`.
pub(super) fn folder_of(working_directory: &Path, file: &Path) -> PathBuf {
    let path: PathBuf = working_directory.join(file).components().collect();
    path.parent().map_or_else(|| path.clone(), Path::to_path_buf)
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
    fn a_lone_pyproject_has_no_ini_section() {
        let folder = tempfile::tempdir().unwrap();
        let toml = folder.path().join("pyproject.toml");
        std::fs::write(&toml, "[tool.alembic]\nscript_location = 'x'\n").unwrap();
        let files = ConfigFiles { ini: None, toml: Some(toml), discovered: false };
        let mut config = Config::load(files, "alembic", folder.path(), &Variables::default()).unwrap();
        assert_eq!(config.get_section("alembic").unwrap(), None);
        assert!(
            config.get_main_option("sqlalchemy.url").unwrap_err().message().starts_with("No config file '")
        );
        config.set_main_option("sqlalchemy.url", "x").unwrap();
        assert_eq!(config.get_main_option("sqlalchemy.url").unwrap().as_deref(), Some("x"));
        assert_eq!(config.script_location_text().unwrap().as_deref(), Some("x"));
    }
}
