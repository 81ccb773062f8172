//! What a run does to the version table: for each revision that is applied or stamped, the rows that go
//! and come. `RevisionStep`, `StampStep` and `HeadMaintainer` of Alembic's runtime/migration.py, computed
//! ahead as plain data.

use std::fmt;

use super::graph::{Graph, Node, NodeSet};
use super::target::{Argument, Resolved, TargetError};

/// One statement on the version table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionChange {
    Insert(String),
    /// Must match one row.
    Delete(String),
    /// Must match one row.
    Update {
        from: String,
        to: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Upgrade,
    Downgrade,
    /// Only the version table changes.
    Stamp,
}

/// One revision's `upgrade()` or `downgrade()`, or one movement of a stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub direction: Direction,
    /// The revision whose file runs; `None` for a stamp.
    pub revision: Option<String>,
    /// Index of that revision in [`Graph::revisions`].
    pub node: Option<Node>,
    /// Without dependencies, as log lines show them.
    pub from: Vec<String>,
    pub to: Vec<String>,
    /// The revision's message.
    pub message: String,
    /// In order, after the file's code has run, in the same transaction.
    pub changes: Vec<VersionChange>,
    /// The rows of the version table afterwards.
    pub heads: Vec<String>,
}

impl Step {
    /// `MigrationStep.short_log`: `upgrade a -> b`.
    pub fn short_log(&self) -> String {
        let name = match self.direction {
            Direction::Upgrade => "upgrade",
            Direction::Downgrade => "downgrade",
            Direction::Stamp => "stamp_revision",
        };
        format!("{name} {} -> {}", self.from.join(", "), self.to.join(", "))
    }
}

/// The line that Alembic logs after "Running".
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short_log())?;
        if !self.message.is_empty() {
            write!(f, ", {}", self.message)?;
        }
        Ok(())
    }
}

/// The rows of the version table while a plan is made. In the order of their appearance; Alembic's is
/// a set.
pub(super) struct HeadMaintainer<'a> {
    graph: &'a Graph,
    heads: Vec<String>,
}

fn broken(message: String) -> TargetError {
    TargetError::Other(message)
}

impl<'a> HeadMaintainer<'a> {
    pub fn new(graph: &'a Graph, heads: &[String]) -> Self {
        let mut unique: Vec<String> = Vec::new();
        for head in heads {
            if !unique.contains(head) {
                unique.push(head.clone());
            }
        }
        HeadMaintainer { graph, heads: unique }
    }

    pub fn upgrade(&mut self, node: Node) -> Resolved<Step> {
        let id = self.id(node);
        let down = self.graph.ids(&self.graph.revisions[node].normalized_down);
        let present = self.present(&down);
        let mut changes = Vec::new();
        if present.is_empty() {
            self.insert(&id, &mut changes)?;
        } else if down.len() > 1 && present.len() > 1 {
            let mut from = self.not_implied(&down, &down, false)?;
            let last = from.pop().ok_or_else(|| broken(format!("nothing to merge into {id}")))?;
            for row in &from {
                self.delete(row, &mut changes)?;
            }
            self.update(&last, &id, &mut changes)?;
        } else {
            let from = if down.len() == 1 { &down[0] } else { &present[0] };
            self.update(&from.clone(), &id, &mut changes)?;
        }
        let from = self.graph.ids(&self.graph.revisions[node].down);
        Ok(self.step(Direction::Upgrade, node, from, vec![id], changes))
    }

    pub fn downgrade(&mut self, node: Node) -> Resolved<Step> {
        let id = self.id(node);
        let down = self.graph.ids(&self.graph.revisions[node].normalized_down);
        let mut changes = Vec::new();
        if self.heads.contains(&id) {
            let mut to = self.not_implied(&down, std::slice::from_ref(&id), true)?;
            match to.pop() {
                None => self.delete(&id, &mut changes)?,
                Some(last) if down.len() > 1 => {
                    for row in &to {
                        self.insert(row, &mut changes)?;
                    }
                    self.update(&id, &last, &mut changes)?;
                }
                Some(_) => self.update(&id, &down[0], &mut changes)?,
            }
        } else {
            return Err(broken(format!(
                "revision {id} is to be downgraded but is not a row of the version table"
            )));
        }
        let to = self.graph.ids(&self.graph.revisions[node].down);
        Ok(self.step(Direction::Downgrade, node, vec![id], to, changes))
    }

    /// `candidates` without those that other rows imply; others are the rows except `own`. Without
    /// others, and if `among_themselves`, without those that lie below another candidate.
    fn not_implied(
        &self,
        candidates: &[String],
        own: &[String],
        among_themselves: bool,
    ) -> Resolved<Vec<String>> {
        let nodes = |ids: &[String]| self.graph.find_all(Argument::Many(ids));
        let others: Vec<String> = self.heads.iter().filter(|head| !own.contains(head)).cloned().collect();
        let mut implied = NodeSet::of(self.graph, self.graph.ancestors(&nodes(&others)?, true));
        if others.is_empty() && among_themselves {
            for node in nodes(candidates)? {
                for below in self.graph.ancestors(&[node], true).into_iter().filter(|below| *below != node) {
                    implied.insert(below);
                }
            }
        }
        let kept: Vec<Node> =
            nodes(candidates)?.into_iter().filter(|node| !implied.contains(*node)).collect();
        Ok(self.graph.ids(&kept))
    }

    /// One movement of a stamp. `branch_move`: a row comes or goes without another in exchange.
    pub fn stamp(
        &mut self,
        from: Vec<String>,
        to: Vec<String>,
        is_upgrade: bool,
        branch_move: bool,
    ) -> Resolved<Step> {
        let mut changes = Vec::new();
        let missing = |ids: &[String], heads: &[String]| ids.iter().any(|id| !heads.contains(id));
        let creates = is_upgrade && (branch_move || missing(&from, &self.heads)) && missing(&to, &self.heads);
        let last = |ids: &[String]| {
            ids.last().cloned().ok_or_else(|| broken("a stamp without revisions".to_owned()))
        };
        if !is_upgrade && branch_move {
            self.delete(&last(&from)?, &mut changes)?;
        } else if creates {
            self.insert(&last(&to)?, &mut changes)?;
        } else {
            for row in &from[..from.len().saturating_sub(1)] {
                self.delete(row, &mut changes)?;
            }
            self.update(&last(&from)?, &last(&to)?, &mut changes)?;
        }
        Ok(Step {
            direction: Direction::Stamp,
            revision: None,
            node: None,
            from,
            to,
            message: String::new(),
            changes,
            heads: self.heads.clone(),
        })
    }

    fn id(&self, node: Node) -> String {
        self.graph.revisions[node].id().to_owned()
    }

    fn present(&self, ids: &[String]) -> Vec<String> {
        ids.iter().filter(|id| self.heads.contains(id)).cloned().collect()
    }

    fn step(
        &self,
        direction: Direction,
        node: Node,
        from: Vec<String>,
        to: Vec<String>,
        changes: Vec<VersionChange>,
    ) -> Step {
        Step {
            direction,
            revision: Some(self.id(node)),
            node: Some(node),
            from,
            to,
            message: self.graph.revisions[node].file.message().to_owned(),
            changes,
            heads: self.heads.clone(),
        }
    }

    fn insert(&mut self, id: &str, changes: &mut Vec<VersionChange>) -> Resolved<()> {
        if self.heads.iter().any(|head| head == id) {
            return Err(broken(format!("revision {id} is already a row of the version table")));
        }
        self.heads.push(id.to_owned());
        changes.push(VersionChange::Insert(id.to_owned()));
        Ok(())
    }

    fn delete(&mut self, id: &str, changes: &mut Vec<VersionChange>) -> Resolved<()> {
        let index = self.position(id)?;
        self.heads.remove(index);
        changes.push(VersionChange::Delete(id.to_owned()));
        Ok(())
    }

    fn update(&mut self, from: &str, to: &str, changes: &mut Vec<VersionChange>) -> Resolved<()> {
        if self.heads.iter().any(|head| head == to) {
            return Err(broken(format!("revision {to} is already a row of the version table")));
        }
        let index = self.position(from)?;
        to.clone_into(&mut self.heads[index]);
        changes.push(VersionChange::Update { from: from.to_owned(), to: to.to_owned() });
        Ok(())
    }

    fn position(&self, id: &str) -> Resolved<usize> {
        self.heads
            .iter()
            .position(|head| head == id)
            .ok_or_else(|| broken(format!("revision {id} is not a row of the version table")))
    }
}
