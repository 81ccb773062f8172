//! The script that `--sql` prints, while it is being written.

use std::cell::RefCell;

/// Text in the order in which it is printed. Nothing leaves before the run has come to its end: half a
/// script would be run as if it were one.
#[derive(Debug, Default)]
pub struct Script {
    text: RefCell<String>,
}

/// How far a script was written; see [`Script::rewind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(usize);

impl Script {
    /// `static_output` of Alembic: the text and an empty line.
    pub fn print(&self, text: &str) {
        let mut all = self.text.borrow_mut();
        all.push_str(text);
        all.push_str("\n\n");
    }

    pub fn mark(&self) -> Mark {
        Mark(self.text.borrow().len())
    }

    /// Takes back what was printed since.
    pub fn rewind(&self, mark: Mark) {
        self.text.borrow_mut().truncate(mark.0);
    }

    /// Everything that was printed since the last call.
    pub fn take(&self) -> String {
        self.text.take()
    }
}
