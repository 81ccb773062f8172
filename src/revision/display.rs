//! A revision as `history`, `heads`, `branches`, `current` and `show` print it: `Script.cmd_format` and
//! `Script.log_entry` of Alembic. What is a set there is in alphabetical order here.

use super::graph::{Graph, Node};
use crate::error::Place;

/// Which parts of the short form are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The labels of its branch.
    pub branches: bool,
    /// Its message.
    pub message: bool,
    /// What it builds on.
    pub parents: bool,
    /// Whether it is a branch point or a merge point.
    pub tree: bool,
}

impl Graph {
    fn down_revision_text(&self, node: Node) -> String {
        match self.revision(node).file.identifiers.down_revision.as_slice() {
            [] => "<base>".to_owned(),
            down => down.join(", "),
        }
    }

    fn labels_text(&self, node: Node) -> String {
        let mut labels: Vec<&str> = self.revision(node).branch_labels.iter().map(String::as_str).collect();
        labels.sort_unstable();
        labels.join(", ")
    }

    /// One line. `current`: a row of the version table.
    pub fn short_form(&self, node: Node, parts: Parts, current: bool) -> String {
        let revision = self.revision(node);
        let mut text = revision.id().to_owned();
        if parts.parents {
            let dependencies = &revision.file.identifiers.depends_on;
            let down = self.down_revision_text(node);
            text = if dependencies.is_empty() {
                format!("{down} -> {text}")
            } else {
                format!("{down} ({}) -> {text}", dependencies.join(", "))
            };
        }
        if parts.branches && !revision.branch_labels.is_empty() {
            text = format!("{text} ({})", self.labels_text(node));
        }
        let marks = [
            (revision.is_real_head(), " (head)"),
            (revision.is_head() && !revision.is_real_head(), " (effective head)"),
            (current, " (current)"),
            (parts.tree && revision.is_branch_point(), " (branchpoint)"),
            (parts.tree && revision.is_merge_point(), " (mergepoint)"),
        ];
        for (_, mark) in marks.iter().filter(|(holds, _)| *holds) {
            text.push_str(mark);
        }
        if parts.message {
            text = format!("{text}, {}", revision.file.message());
        }
        text
    }

    /// Everything, over several lines, with a line end at the end.
    pub fn long_form(&self, node: Node, current: bool) -> String {
        let revision = self.revision(node);
        let mut text = format!("Rev: {}", revision.id());
        let marks = [
            (revision.is_head(), " (head)"),
            (revision.is_branch_point(), " (branchpoint)"),
            (revision.is_merge_point(), " (mergepoint)"),
            (current, " (current)"),
        ];
        for (_, mark) in marks.iter().filter(|(holds, _)| *holds) {
            text.push_str(mark);
        }
        let parent = if revision.is_merge_point() { "Merges" } else { "Parent" };
        let mut lines = vec![text, format!("{parent}: {}", self.down_revision_text(node))];
        let dependencies = &revision.file.identifiers.depends_on;
        if !dependencies.is_empty() {
            lines.push(format!("Also depends on: {}", dependencies.join(", ")));
        }
        if revision.is_branch_point() {
            let mut next = self.ids(&revision.next);
            next.sort_unstable();
            lines.push(format!("Branches into: {}", next.join(", ")));
        }
        if !revision.branch_labels.is_empty() {
            lines.push(format!("Branch names: {}", self.labels_text(node)));
        }
        lines.push(format!("Path: {}", revision.file.path.display()));
        lines.push(String::new());
        // a message without lines still has its empty one
        let message: Vec<String> =
            revision.file.long_message().lines().map(|line| format!("    {line}")).collect();
        format!("{}\n{}\n", lines.join("\n"), message.join("\n"))
    }

    /// Where a revision's file begins, for messages about it.
    pub fn place(&self, node: Node) -> Place {
        self.revision(node).file.place("revision")
    }
}
