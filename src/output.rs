//! The one door to stdout (results) and stderr (everything else).
//!
//! Colour follows `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`, and whether the stream is a terminal.

use std::io::{IsTerminal, Write};

use console::{Style, style};

use crate::error::{Error, Result};

/// In whose manner a run speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Results on stdout, everything else on stderr.
    Own,
    /// As the program `alembic` does: failures on stdout too, log lines on stderr, no prompt ever.
    Alembic,
}

/// How much is said, and whether somebody is there to be asked.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    voice: Voice,
    quiet: bool,
    verbose: bool,
    interactive: bool,
}

/// The colour of a line about an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Add,
    Drop,
    Change,
    Hazard,
    Plain,
}

impl Output {
    /// `ask` is false with `--yes`: nothing prompts then, terminal or not.
    pub fn new(voice: Voice, quiet: bool, verbose: bool, ask: bool) -> Self {
        let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Output { voice, quiet, verbose, interactive: ask && terminal && voice == Voice::Own }
    }

    pub fn voice(&self) -> Voice {
        self.voice
    }

    /// Whether prompts are possible: a terminal on both ends, and nobody said `--yes`.
    pub fn interactive(&self) -> bool {
        self.interactive
    }

    /// Progress bars are for terminals; logs get lines.
    pub fn draws(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    pub fn verbose(&self) -> bool {
        self.verbose
    }

    /// A result: stdout, also with `--quiet`, unless Alembic speaks.
    pub fn result(&self, line: &str) {
        if !(self.quiet && self.voice == Voice::Alembic) {
            write_line(std::io::stdout().lock(), line);
        }
    }

    /// A script for others to run: stdout, whole, whatever the voice and `--quiet`.
    ///
    /// # Errors
    /// A stream that did not take all of it: half a script must not look like one.
    pub fn script(&self, text: &str) -> Result<()> {
        let mut stream = std::io::stdout().lock();
        stream.write_all(text.as_bytes()).and_then(|()| stream.flush()).map_err(|error| {
            Error::new(format!("the script could not be written to standard output: {error}"))
        })
    }

    /// What Alembic says on stdout although it is no result: "Generating …".
    pub fn remark(&self, line: &str) {
        match self.voice {
            Voice::Own => self.progress(line),
            Voice::Alembic => self.result(line),
        }
    }

    /// A line of the log of Alembic's `logger`, as alembic.ini formats it.
    pub fn log(&self, logger: &str, line: &str) {
        match self.voice {
            Voice::Own => self.progress(line),
            Voice::Alembic => self.progress(&format!("INFO  [{logger}] {line}")),
        }
    }

    /// A result line in the colour of what it tells.
    pub fn toned_result(&self, tone: Tone, line: &str) {
        self.result(&tone_style(tone, false).apply_to(line).to_string());
    }

    /// What is going on: stderr, not with `--quiet`.
    pub fn progress(&self, line: &str) {
        if !self.quiet {
            write_line(std::io::stderr().lock(), line);
        }
    }

    /// A step that succeeded.
    pub fn done(&self, line: &str) {
        self.progress(&format!("{} {line}", style("✓").for_stderr().green()));
    }

    /// What only `--verbose` wants to know.
    pub fn detail(&self, line: &str) {
        if self.verbose {
            write_line(std::io::stderr().lock(), &style(line).for_stderr().dim().to_string());
        }
    }

    /// Something that went on, but that the user has to know.
    pub fn warning(&self, line: &str) {
        write_line(
            std::io::stderr().lock(),
            &format!("{}: {line}", style("warning").for_stderr().yellow().bold()),
        );
    }

    /// The report of what ended the run, on stderr.
    pub fn error(&self, error: &Error) {
        let mut text = match self.voice {
            Voice::Own => format!("{}: {}", style("error").for_stderr().red().bold(), error.message()),
            Voice::Alembic => {
                self.result(&format!("FAILED: {}", error.message()));
                format!("ERROR [alembic.util.messaging] {}", error.message())
            }
        };
        if let Some(place) = error.place() {
            text.push_str(&format!("\n  {} {place}", style("-->").for_stderr().blue()));
            if !place.source.trim().is_empty() {
                text.push_str(&format!("\n   {}  {}", style("|").for_stderr().blue(), place.source.trim()));
            }
        }
        for line in error.details().iter().flat_map(|detail| detail.lines()) {
            text.push_str(&format!("\n  {line}"));
        }
        for hint in error.hints() {
            text.push_str(&format!("\n{}: {hint}", style("hint").for_stderr().cyan().bold()));
        }
        write_line(std::io::stderr().lock(), &text);
    }
}

fn tone_style(tone: Tone, for_stderr: bool) -> Style {
    let base = if for_stderr { Style::new().for_stderr() } else { Style::new().for_stdout() };
    match tone {
        Tone::Add => base.green(),
        Tone::Drop => base.red(),
        Tone::Change => base.yellow(),
        Tone::Hazard => base.magenta(),
        Tone::Plain => base,
    }
}

/// A closed pipe (`gen-migration … | head`) is no reason to fail.
fn write_line(mut stream: impl Write, line: &str) {
    let _ = writeln!(stream, "{line}");
}
