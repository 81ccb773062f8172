//! Which Python a project runs with.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// `--python`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// The project's own, where reading doesn't do.
    #[default]
    Auto,
    Never,
    /// This one.
    Path(PathBuf),
}

impl std::str::FromStr for Policy {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "auto" => Policy::Auto,
            "never" => Policy::Never,
            path => Policy::Path(PathBuf::from(path)),
        })
    }
}

/// An interpreter that may be the project's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub path: PathBuf,
    /// Where the thought comes from: `VIRTUAL_ENV`, `.venv`.
    pub source: String,
}

/// Where to look, in order. Programs (`poetry`, `uv`) are asked only when their turn comes.
pub struct Search<'a> {
    /// Beside the configuration, then the working directory.
    pub folders: &'a [PathBuf],
    pub environment: &'a [(String, String)],
    step: usize,
}

impl<'a> Search<'a> {
    pub fn new(folders: &'a [PathBuf], environment: &'a [(String, String)]) -> Self {
        Search { folders, environment, step: 0 }
    }

    fn variable(&self, name: &str) -> Option<&'a str> {
        let found = self.environment.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The program of that name on the project's `PATH`.
    fn program(&self, name: &str) -> Option<PathBuf> {
        let path = self.variable("PATH")?;
        std::env::split_paths(path).map(|folder| folder.join(name)).find(|path| path.is_file())
    }

    /// What a program prints, when it does so in time.
    fn asked(&self, program: &str, arguments: &[&str]) -> Option<PathBuf> {
        let has_project = self.folders.iter().any(|folder| folder.join("pyproject.toml").is_file());
        if !has_project {
            return None;
        }
        let mut command = Command::new(self.program(program)?);
        command.args(arguments).env_clear().envs(self.environment.iter().map(|(k, v)| (k, v)));
        if let Some(folder) = self.folders.iter().find(|folder| folder.join("pyproject.toml").is_file()) {
            command.current_dir(folder);
        }
        output_in_time(command, Duration::from_secs(10)).map(PathBuf::from)
    }

    fn at_step(&self, step: usize) -> Option<Vec<Candidate>> {
        let one = |path: Option<PathBuf>, source: &str| {
            path.filter(|path| path.is_file())
                .map(|path| Candidate { path, source: source.to_owned() })
                .into_iter()
                .collect()
        };
        let of_folder = |folder: PathBuf| Some(folder.join("bin/python"));
        let variable = |name: &str| {
            let path = self.variable(name).map(|folder| {
                let folder = PathBuf::from(folder);
                match self.folders.last() {
                    Some(here) => here.join(folder),
                    None => folder,
                }
            });
            one(path.and_then(of_folder), name)
        };
        Some(match step {
            0 => variable("VIRTUAL_ENV"),
            1 => self
                .folders
                .iter()
                .flat_map(|folder| [folder.join(".venv"), folder.join("venv")])
                .map(|folder| Candidate { source: shown(&folder), path: folder.join("bin/python") })
                .filter(|candidate| candidate.path.is_file())
                .collect(),
            2 => variable("UV_PROJECT_ENVIRONMENT"),
            3 => variable("CONDA_PREFIX"),
            4 => {
                one(self.asked("poetry", &["env", "info", "-p"]).and_then(of_folder), "`poetry env info -p`")
            }
            5 => one(self.asked("uv", &["python", "find"]), "`uv python find`"),
            6 => one(self.program("python3"), "python3 on PATH"),
            _ => return None,
        })
    }
}

/// The interpreters that may be the project's, in the order in which they are tried; `--python never` is
/// about reading, and doesn't keep the user's own programs from having one.
pub fn interpreters(
    policy: &Policy,
    folders: Vec<PathBuf>,
    environment: Vec<(String, String)>,
    working_directory: &Path,
) -> impl Iterator<Item = PathBuf> + use<> {
    let named = match policy {
        Policy::Path(path) => Some(named(path, working_directory)),
        Policy::Auto | Policy::Never => None,
    };
    let is_named = named.is_some();
    let mut step = 0;
    let found = std::iter::from_fn(move || {
        let candidates = Search { folders: &folders, environment: &environment, step }.next()?;
        step += 1;
        Some(candidates)
    });
    let searched = found.take_while(move |_| !is_named).flatten().map(|candidate| candidate.path);
    named.into_iter().chain(searched)
}

/// The interpreter of `--python PATH`, which may be an environment's folder.
pub fn named(path: &Path, working_directory: &Path) -> PathBuf {
    let path = working_directory.join(path);
    if path.is_dir() { path.join("bin/python") } else { path }
}

/// What was looked for, for hints.
pub const LOOKED_FOR: &str = "VIRTUAL_ENV, .venv or venv beside the configuration or here, UV_PROJECT_ENVIRONMENT, CONDA_PREFIX, \
     `poetry env info -p`, `uv python find`, python3 on PATH";

impl Iterator for Search<'_> {
    type Item = Vec<Candidate>;

    fn next(&mut self) -> Option<Vec<Candidate>> {
        let found = self.at_step(self.step);
        self.step += 1;
        found
    }
}

fn shown(path: &Path) -> String {
    crate::error::shown_path(path)
}

/// The first line that the command prints, if it succeeds within `limit`.
fn output_in_time(mut command: Command, limit: Duration) -> Option<String> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let until = Instant::now() + limit;
    let status = loop {
        if let Some(status) = child.try_wait().ok()? {
            break status;
        }
        if Instant::now() > until || crate::interrupt::requested() {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let mut text = String::new();
    std::io::Read::read_to_string(&mut child.stdout.take()?, &mut text).ok()?;
    let line = text.lines().next()?.trim();
    (status.success() && !line.is_empty()).then(|| line.to_owned())
}
