//! `init`: a new script directory and its configuration, from one of Alembic's five templates.
//!
//! File names, options and their defaults are Alembic's, so that either program works in the directory;
//! the texts are ours. Nothing that exists is overwritten.

use std::io::Write;
use std::path::{Component, Path, PathBuf};

use crate::config::paths;
use crate::config::pyproject::{PyProject, has_alembic_table};
use crate::error::{Error, Result, shown_path};

use super::nearest::nearest;

const LOGGING: &str = include_str!("init/logging.ini");
const PLACEHOLDER: &str = "${script_location}";

/// What a directory is made from.
#[derive(Debug)]
pub struct Template {
    pub name: &'static str,
    /// One sentence.
    pub synopsis: &'static str,
    /// alembic.ini, in parts.
    ini: &'static [&'static str],
    toml: Option<&'static str>,
    env_py: &'static str,
    script_py_mako: &'static str,
}

const SCRIPT_PY_MAKO: &str = include_str!("init/script.py.mako");
const PYPROJECT_INI: &[&str] = &[include_str!("init/pyproject.ini"), LOGGING];
const PYPROJECT_TOML: Option<&str> = Some(include_str!("init/pyproject.toml"));

/// By name.
pub const TEMPLATES: [Template; 5] = [
    Template {
        name: "async",
        synopsis: "One database, reached with an asynchronous driver.",
        ini: &[include_str!("init/generic.ini"), LOGGING],
        toml: None,
        env_py: include_str!("init/async.py"),
        script_py_mako: SCRIPT_PY_MAKO,
    },
    Template {
        name: "generic",
        synopsis: "One database.",
        ini: &[include_str!("init/generic.ini"), LOGGING],
        toml: None,
        env_py: include_str!("init/generic.py"),
        script_py_mako: SCRIPT_PY_MAKO,
    },
    Template {
        name: "multidb",
        synopsis: "Several databases; each revision has a part for every one of them.",
        ini: &[include_str!("init/multidb.ini"), LOGGING],
        toml: None,
        env_py: include_str!("init/multidb.py"),
        script_py_mako: include_str!("init/multidb.py.mako"),
    },
    Template {
        name: "pyproject",
        synopsis: "One database, configured in pyproject.toml.",
        ini: PYPROJECT_INI,
        toml: PYPROJECT_TOML,
        env_py: include_str!("init/generic.py"),
        script_py_mako: SCRIPT_PY_MAKO,
    },
    Template {
        name: "pyproject_async",
        synopsis: "One database with an asynchronous driver, configured in pyproject.toml.",
        ini: PYPROJECT_INI,
        toml: PYPROJECT_TOML,
        env_py: include_str!("init/async.py"),
        script_py_mako: SCRIPT_PY_MAKO,
    },
];

impl Template {
    /// Whether pyproject.toml has the options, and not the ini.
    pub fn has_toml(&self) -> bool {
        self.toml.is_some()
    }
}

/// What `init` is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// As typed.
    pub directory: PathBuf,
    pub template: String,
    /// `__init__.py` in the directory and in versions/.
    pub package: bool,
    /// Where the configuration goes.
    pub ini: PathBuf,
    pub toml: PathBuf,
    pub working_directory: PathBuf,
}

/// What was done, or left as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    Directory(PathBuf),
    File(PathBuf),
    Appended(PathBuf),
    PackageFile(PathBuf),
    /// It was there.
    Kept(PathBuf),
    /// It was there and configures Alembic.
    KeptSection(PathBuf),
}

/// Makes the directory; `tell` hears of each step as it is done.
///
/// # Errors
/// "Directory … already exists and is not empty", "No such template …", a pyproject.toml that can't be
/// read or appended to, the file system's.
pub fn init(request: &Request, tell: &mut dyn FnMut(Done)) -> Result<()> {
    let typed = tidy(&request.directory);
    let directory: PathBuf = request.working_directory.join(&typed).components().collect();
    if directory.exists() && !is_empty_folder(&directory)? {
        return Err(Error::new(format!("Directory {} already exists and is not empty", typed.display()))
            .hint("choose a new directory, or empty this one"));
    }
    let template = find(&request.template)?;
    // what may be refused is known before anything is written
    let toml = match template.toml {
        None => None,
        Some(text) => Some(toml_addition(text, &location(&typed, &directory, &request.toml), &request.toml)?),
    };

    let versions = directory.join("versions");
    for folder in [&directory, &versions] {
        if !folder.exists() {
            std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
            tell(Done::Directory(folder.clone()));
        }
    }
    for (name, text) in [
        ("README", readme(template)),
        ("env.py", template.env_py.to_owned()),
        ("script.py.mako", template.script_py_mako.to_owned()),
    ] {
        let path = directory.join(name);
        create(&path, &text)?;
        tell(Done::File(path));
    }
    tell(match &request.ini {
        path if path.exists() => Done::Kept(path.clone()),
        path => {
            let location =
                location(&typed, &directory, path).replace('%', "%%").replace("%%(here)s", "%(here)s");
            create(path, &template.ini.concat().replace(PLACEHOLDER, &location))?;
            Done::File(path.clone())
        }
    });
    if let Some(addition) = toml {
        let path = request.toml.clone();
        tell(match addition {
            Addition::None => Done::KeptSection(path),
            Addition::New(text) => {
                create(&path, &text)?;
                Done::File(path)
            }
            Addition::Append(text) => {
                let file = std::fs::OpenOptions::new().append(true).open(&path);
                let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
                written.map_err(|error| unwritable(&path, &error))?;
                Done::Appended(path)
            }
        });
    }
    if request.package {
        for folder in [&directory, &versions] {
            let path = folder.join("__init__.py");
            create(&path, "")?;
            tell(Done::PackageFile(path));
        }
    }
    Ok(())
}

/// As Python's `Path` has it: without `.` and without what ends in a slash.
fn tidy(path: &Path) -> PathBuf {
    let tidy: PathBuf = path.components().filter(|component| *component != Component::CurDir).collect();
    if tidy.as_os_str().is_empty() { PathBuf::from(".") } else { tidy }
}

/// # Errors
/// "No such template …", with the nearest.
pub fn find(name: &str) -> Result<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name).ok_or_else(|| {
        let names = TEMPLATES.each_ref().map(|template| template.name);
        let error = Error::new(format!("No such template {name}"));
        match nearest(name, names) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint(format!("choose one of {}", names.join(", "))),
        }
    })
}

fn is_empty_folder(path: &Path) -> Result<bool> {
    let mut entries = std::fs::read_dir(path)
        .map_err(|error| Error::new(format!("can't read {}: {error}", shown_path(path))))?;
    Ok(entries.next().is_none())
}

fn readme(template: &Template) -> String {
    format!(
        "{}\n\nenv.py says how to reach the database and where the models are, script.py.mako is what new \
         revisions are\nmade from, versions/ holds them.\n",
        template.synopsis
    )
}

/// How a configuration file names the directory: relative to itself, unless it was given absolute.
fn location(typed: &Path, directory: &Path, file: &Path) -> String {
    if typed.is_absolute() {
        return typed.display().to_string();
    }
    let folder = file.parent().unwrap_or(Path::new("/"));
    let relative =
        relative(&paths::absolute(Path::new("/"), directory), &paths::absolute(Path::new("/"), folder));
    match relative.as_os_str().is_empty() {
        true => "%(here)s".to_owned(),
        false => format!("%(here)s/{}", relative.display()),
    }
}

/// The way from `folder` to `target`, both absolute and without `..`.
fn relative(target: &Path, folder: &Path) -> PathBuf {
    let (target, folder): (Vec<_>, Vec<_>) = (target.components().collect(), folder.components().collect());
    let common = target.iter().zip(&folder).take_while(|(a, b)| a == b).count();
    let up = folder[common..].iter().map(|_| Component::ParentDir);
    up.chain(target[common..].iter().copied()).collect()
}

enum Addition {
    New(String),
    Append(String),
    None,
}

/// What the `[tool.alembic]` table needs, proven to be readable once it is there.
fn toml_addition(template: &str, location: &str, file: &Path) -> Result<Addition> {
    // a percent sign is a token's, a quotation mark or backslash the string's
    let location = location.replace('%', "%%").replace("%%(here)s", "%(here)s");
    let location = location.replace('\\', "\\\\").replace('"', "\\\"");
    let text = template.replace(PLACEHOLDER, &location);
    if !file.exists() {
        return Ok(Addition::New(text));
    }
    let unreadable = |error| Error::new(format!("can't read {}: {error}", shown_path(file)));
    let existing = std::fs::read_to_string(file).map_err(unreadable)?;
    PyProject::parse(file, &existing)?;
    if has_alembic_table(&existing) {
        return Ok(Addition::None);
    }
    let addition = format!("\n\n{text}");
    PyProject::parse(file, &format!("{existing}{addition}"))
        .map_err(|error| error.context("[tool.alembic] can't be appended"))?;
    Ok(Addition::Append(addition))
}

fn create(path: &Path, text: &str) -> Result<()> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::new(format!("can't write {}: {error}", shown_path(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations() {
        for (typed, file, expected) in [
            ("alembic", "/srv/alembic.ini", "%(here)s/alembic"),
            ("./db/alembic/", "/srv/alembic.ini", "%(here)s/db/alembic"),
            ("alembic", "/srv/etc/alembic.ini", "%(here)s/../alembic"),
            ("../x", "/srv/alembic.ini", "%(here)s/../x"),
            (".", "/srv/alembic.ini", "%(here)s"),
            ("/opt/alembic", "/srv/alembic.ini", "/opt/alembic"),
        ] {
            let typed = tidy(Path::new(typed));
            let directory = Path::new("/srv").join(&typed);
            assert_eq!(location(&typed, &directory, Path::new(file)), expected, "{}", typed.display());
        }
    }
}
