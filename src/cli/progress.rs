//! Progress as it happens: a bar in a terminal, plain lines in a log, nothing with `--quiet`.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::Output;

/// One step at a time, each ended by [`Progress::done`] or taken away by [`Progress::clear`].
pub struct Progress {
    output: Output,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub fn new(output: Output) -> Self {
        Progress { output, bar: None }
    }

    /// Something that takes a while, of unknown length. A log gets the line at once.
    pub fn spin(&mut self, text: &str) {
        self.clear();
        if !self.output.draws() {
            self.output.progress(text);
            return;
        }
        let style = ProgressStyle::with_template("{spinner:.cyan} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style);
        bar.set_message(text.to_owned());
        bar.enable_steady_tick(Duration::from_millis(80));
        self.bar = Some(bar);
    }

    /// Begins a counted step. `unit` is the heading: "Replaying".
    pub fn count(&mut self, unit: &'static str, total: u64) {
        self.clear();
        if !self.output.draws() {
            let plural = if total == 1 { "" } else { "s" };
            self.output.progress(&format!("{unit} {total} revision{plural}"));
            return;
        }
        let template = "{prefix:>10} [{bar:24.cyan/blue}] {pos}/{len} {wide_msg}";
        let style = ProgressStyle::with_template(template)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ");
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr()).with_style(style);
        bar.set_prefix(unit);
        self.bar = Some(bar);
    }

    /// Bytes of a layer, of `total` where that is known.
    pub fn bytes(&mut self, text: &str, current: u64, total: u64) {
        if let Some(bar) = &self.bar {
            let percent = (current * 100).checked_div(total);
            let share = percent.map(|percent| format!(" {percent}%")).unwrap_or_default();
            bar.set_message(format!("{text}{share}"));
        }
    }

    /// The next of the counted: `position` is 0-based.
    pub fn step(&mut self, position: u64, text: &str) {
        match &self.bar {
            Some(bar) => {
                bar.set_position(position);
                bar.set_message(text.to_owned());
            }
            None => self.output.detail(&format!("  {text}")),
        }
    }

    /// Ends the step with a line that stays.
    pub fn done(&mut self, line: &str) {
        self.clear();
        self.output.done(line);
    }

    /// Takes the bar away: for a prompt, a result or an error.
    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
