//! Questions to a person at a terminal. Callers ask [`crate::output::Output::interactive`] first.

use console::Term;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, Input, Select};

use crate::error::{Error, Result};

/// A line of text; an empty one is an answer.
///
/// # Errors
/// Interrupted by Ctrl-C, or the terminal is gone.
pub fn text(question: &str) -> Result<String> {
    let theme = theme();
    let input = Input::<String>::with_theme(&*theme).with_prompt(question).allow_empty(true);
    answered(input.interact_text_on(&Term::stderr()))
}

/// Yes or no; Enter alone takes `default`.
///
/// # Errors
/// Interrupted by Ctrl-C, or the terminal is gone.
pub fn confirm(question: &str, default: bool) -> Result<bool> {
    let theme = theme();
    let confirm = Confirm::with_theme(&*theme).with_prompt(question).default(default).wait_for_newline(true);
    answered(confirm.interact_on(&Term::stderr()))
}

/// One of several; the position in `items`.
///
/// # Errors
/// Interrupted by Ctrl-C or given up with Escape, or the terminal is gone.
pub fn select(question: &str, items: &[String]) -> Result<usize> {
    let theme = theme();
    let select = Select::with_theme(&*theme).with_prompt(question).items(items).default(0);
    let chosen = answered(select.interact_on_opt(&Term::stderr()))?;
    chosen.ok_or_else(Error::interrupted)
}

fn theme() -> Box<dyn Theme> {
    if console::colors_enabled_stderr() { Box::new(ColorfulTheme::default()) } else { Box::new(SimpleTheme) }
}

/// Ctrl-C arrives as an interrupted read; a select may have hidden the cursor by then.
fn answered<T>(answer: dialoguer::Result<T>) -> Result<T> {
    if crate::interrupt::requested() {
        let _ = Term::stderr().show_cursor();
        return Err(Error::interrupted());
    }
    answer.map_err(|dialoguer::Error::IO(error)| {
        let _ = Term::stderr().show_cursor();
        if error.kind() == std::io::ErrorKind::Interrupted {
            Error::interrupted()
        } else {
            Error::new(format!("cannot read an answer from the terminal: {error}"))
                .hint("answer on the command line instead: --yes and -m MESSAGE")
        }
    })
}
