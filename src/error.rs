//! The one error that reaches a user: what went wrong, where, and what to do about it.
//!
//! Every layer returns this type or an enum of its own that converts into it. Printing is
//! [`crate::output`]'s business; exit codes are decided here, by [`Kind`].

use std::fmt;
use std::path::{Path, PathBuf};

/// What family an error belongs to; it decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything without a code of its own.
    General,
    /// The command line asked for something that makes no sense.
    Usage,
    /// `--check` found operations.
    Differences,
    /// A rename candidate that nobody decided.
    UndecidedRename,
    /// A hazard, and the run was told to refuse those.
    HazardRefused,
    /// No database to work with: no engine, no binaries, no server.
    EnvironmentMissing,
    /// Ctrl-C or SIGTERM.
    Interrupted,
}

impl Kind {
    /// The process exit code; these are documented in the README and never renumbered.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::General => 1,
            Kind::Usage => 2,
            Kind::Differences => 3,
            Kind::UndecidedRename => 4,
            Kind::HazardRefused => 5,
            Kind::EnvironmentMissing => 6,
            Kind::Interrupted => 130,
        }
    }
}

/// A line of a user's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: PathBuf,
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters; 0 when only the line is known.
    pub column: usize,
    /// The line's text, without its line ending; empty when it can't be read.
    pub source: String,
}

impl Place {
    pub fn new(file: impl AsRef<Path>, line: usize, column: usize, source: &str) -> Self {
        Place { file: file.as_ref().to_path_buf(), line, column, source: source.trim_end().to_owned() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = crate::error::shown_path(&self.file);
        write!(f, "{file}:{}", self.line)?;
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        Ok(())
    }
}

/// A path as users know it: relative to the working directory when it lies below it.
pub fn shown_path(path: &Path) -> String {
    let relative =
        std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
    match relative {
        Some(relative) if !relative.as_os_str().is_empty() => relative.display().to_string(),
        _ => path.display().to_string(),
    }
}

/// What went wrong, where, and what to do.
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: Kind,
    message: String,
    place: Option<Place>,
    details: Vec<String>,
    hints: Vec<String>,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// `message` is a lower-case fragment without a final dot, or Alembic's own sentence word for
    /// word where users search for it.
    pub fn new(message: impl Into<String>) -> Self {
        Self::of(Kind::General, message)
    }

    pub fn of(kind: Kind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            place: None,
            details: Vec::new(),
            hints: Vec::new(),
        }))
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::of(Kind::Usage, message)
    }

    pub fn interrupted() -> Self {
        Self::of(Kind::Interrupted, "interrupted")
    }

    /// Names the user's line that caused it. The innermost place wins: a later call is ignored.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.0.place.get_or_insert(place);
        self
    }

    /// An imperative: what the user can do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hints.push(hint.into());
        self
    }

    /// Another cause is known: the hints were for the one that was supposed.
    #[must_use]
    pub fn without_hints(mut self) -> Self {
        self.0.hints.clear();
        self
    }

    /// Further lines shown under the message: PostgreSQL's DETAIL, a container's log tail.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.details.push(detail.into());
        self
    }

    /// Puts what was being done in front: `context: message`.
    #[must_use]
    pub fn context(mut self, context: impl fmt::Display) -> Self {
        self.0.message = format!("{context}: {}", self.0.message);
        self
    }

    #[must_use]
    pub fn with_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    pub fn details(&self) -> &[String] {
        &self.0.details
    }

    pub fn hints(&self) -> &[String] {
        &self.0.hints
    }
}

/// The whole report, without colour: `error:`, place with source line, details, hints.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.0.message)?;
        if let Some(place) = &self.0.place {
            write!(f, "\n  --> {place}")?;
            if !place.source.trim().is_empty() {
                write!(f, "\n   |  {}", place.source.trim())?;
            }
        }
        for detail in &self.0.details {
            for line in detail.lines() {
                write!(f, "\n  {line}")?;
            }
        }
        for hint in &self.0.hints {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
