//! Which revisions lie between two targets, and in which order: `_collect_upgrade_revisions`,
//! `_collect_downgrade_revisions` and `_topological_sort` of Alembic.

use super::graph::{Graph, Node, NodeSet};
use super::target::{Argument, Point, Resolved, TargetError};

/// Switches of `iterate_revisions`.
#[derive(Clone, Copy, Debug)]
pub struct Iterate {
    /// The lower end belongs to the result.
    pub inclusive: bool,
    /// Upgrading: what other branches need is included down to their bases.
    pub implicit_base: bool,
    /// `+N` and `-N` must not leave the graph.
    pub assert_length: bool,
}

impl Graph {
    /// From `upper` down to `lower`, newest first.
    pub(super) fn iterate(
        &self,
        upper: Argument<'_>,
        lower: Argument<'_>,
        how: Iterate,
    ) -> Resolved<Vec<Node>> {
        let (revisions, heads) = self.upgrade_revisions(upper, lower, how)?;
        self.topological_sort(&revisions, &heads)
    }

    /// What downgrading from `current` to `target` runs, newest first.
    pub(super) fn iterate_downgrade(
        &self,
        current: &[String],
        target: &str,
        warnings: &mut Vec<String>,
    ) -> Resolved<Vec<Node>> {
        let (revisions, heads) = self.downgrade_revisions(current, target, warnings)?;
        self.topological_sort(&revisions, &heads)
    }

    /// `_get_ancestor_nodes(check=True)`: also refuses targets of which one lies below another.
    fn checked(&self, targets: &[Node], neighbours: impl Fn(Node) -> Vec<Node>) -> Resolved<NodeSet> {
        let all = NodeSet::of(self, targets.iter().copied());
        let mut seen = NodeSet::new(self);
        for target in targets {
            let mut met: Vec<Node> = Vec::new();
            let mut todo = vec![*target];
            while let Some(node) = todo.pop() {
                if node != *target && all.contains(node) && !met.contains(&node) {
                    met.push(node);
                }
                if seen.insert(node) {
                    todo.extend(neighbours(node));
                }
            }
            if !met.is_empty() {
                return Err(TargetError::Other(format!(
                    "Requested revision {} overlaps with other requested revisions {}",
                    self.revisions[*target].id(),
                    self.ids(&met).join(", ")
                )));
            }
        }
        Ok(seen)
    }

    fn upgrade_revisions(
        &self,
        upper: Argument<'_>,
        lower: Argument<'_>,
        how: Iterate,
    ) -> Resolved<(NodeSet, Vec<Node>)> {
        let mut targets = self.upgrade_targets(lower, upper, how.assert_length)?;
        if let Argument::One(text) = lower
            && let Some((label, _)) = text.split_once('@')
        {
            self.keep_on_branch(&mut targets, label)?;
        }
        let down = |node: Node| self.revisions[node].normalized_down.clone();
        let required = self.checked(&targets, down)?;
        let mut current = self.find_points(lower)?;
        let outside = |point: &Point| match point {
            Point::At(node) => !required.contains(*node),
            Point::Base => true,
            Point::Nowhere => false,
        };
        if !how.implicit_base && current.iter().any(outside) {
            return Err(TargetError::RangeNotAncestor { lower: lower.to_string(), upper: upper.to_string() });
        }
        let mut lower_end = lower;
        if let (Some(Point::Nowhere), Argument::One(text)) = (current.first(), lower) {
            // `-N` counts from the upper end when no head has that many below it
            let above = match upper {
                Argument::Base => Vec::new(),
                Argument::One(text) => vec![text.to_owned()],
                Argument::Many(texts) => texts.to_vec(),
            };
            current = match self.downgrade_target(&above, text, how.assert_length, &mut Vec::new())?.1 {
                Point::At(node) => vec![Point::At(node)],
                Point::Base | Point::Nowhere => Vec::new(),
            };
            lower_end = Argument::Base;
        }
        let current: Vec<Node> = current
            .into_iter()
            .filter_map(|point| match point {
                Point::At(node) => Some(node),
                Point::Base | Point::Nowhere => None,
            })
            .collect();
        let mut needs = required;
        needs.subtract(&self.checked(&current, down)?);
        if how.inclusive {
            let ends =
                if matches!(lower_end, Argument::Base) { current.clone() } else { self.find_all(lower_end)? };
            for node in ends {
                needs.insert(node);
            }
        }
        if !current.is_empty() && !how.implicit_base {
            needs.intersect(&self.checked(&current, |node| self.revisions[node].next.clone())?);
        }
        Ok((needs, targets))
    }

    /// A lower end like `label@base` narrows the targets to that branch.
    fn keep_on_branch(&self, targets: &mut Vec<Node>, label: &str) -> Resolved<()> {
        let mut branch = label.to_owned();
        if let Some(node) = self.find(label)?
            && self.revisions[node].id() == label
        {
            let labels = &self.revisions[node].branch_labels;
            match labels.first() {
                Some(only) if labels.len() == 1 => branch.clone_from(only),
                _ => {
                    return Err(TargetError::Other(format!(
                        "revision {label} doesn't stand for exactly one branch label"
                    )));
                }
            }
        }
        targets.retain(|node| self.revisions[*node].branch_labels.contains(&branch));
        Ok(())
    }

    fn downgrade_revisions(
        &self,
        current: &[String],
        target: &str,
        warnings: &mut Vec<String>,
    ) -> Resolved<(NodeSet, Vec<Node>)> {
        let (label, target) = self.downgrade_target(current, target, true, warnings)?;
        let target = match target {
            Point::At(node) => Some(node),
            Point::Base | Point::Nowhere => None,
        };
        let mut roots = match target {
            // a labelled base counts once for its id and once for its label, as in Alembic's map
            None => self.names.values().copied().filter(|node| self.revisions[*node].is_base()).collect(),
            Some(node) => self.revisions[node].next.clone(),
        };
        if let Some(label) = label.filter(|label| !label.is_empty())
            && roots.len() > 1
        {
            let branch: Vec<Node> = self.branch(&label)?.into_iter().collect();
            let below = NodeSet::of(self, self.ancestors(&branch, false));
            roots.retain(|node| below.contains(*node));
            if roots.is_empty() {
                return Err(TargetError::Other("Not a valid downgrade target from current heads".to_owned()));
            }
        }
        let heads = self.find_all(Argument::Many(current))?;
        let mut dropped = NodeSet::of(self, self.descendants(&roots, true));
        dropped.intersect(&NodeSet::of(self, self.ancestors(&heads, true)));
        if let Some(node) = target
            && dropped.is_empty()
            && !heads.contains(&node)
        {
            return Err(TargetError::RangeNotAncestor {
                lower: "Nothing to drop".to_owned(),
                upper: Argument::Many(current).to_string(),
            });
        }
        Ok((dropped, heads))
    }

    /// Heads first, each branch walked down until another pending branch needs what comes next.
    fn topological_sort(&self, revisions: &NodeSet, heads: &[Node]) -> Resolved<Vec<Node>> {
        let mut todo = revisions.clone();
        let mut position = vec![usize::MAX; self.revisions.len()];
        for (index, node) in self.names.values().enumerate() {
            position[*node] = position[*node].min(index);
        }
        let mut pending: Vec<Node> = Vec::new();
        for head in heads {
            if todo.contains(*head) && !pending.contains(head) {
                pending.push(*head);
            }
        }
        pending.sort_by_key(|node| position[*node]);
        let below = |node: Node| NodeSet::of(self, self.ancestors(&[node], true));
        let mut ancestors: Vec<NodeSet> = pending.iter().map(|node| below(*node)).collect();
        let mut output = Vec::new();
        let mut index = 0;
        while let Some(candidate) = pending.get(index).copied() {
            let needed_by =
                (0..ancestors.len()).find(|other| *other != index && ancestors[*other].contains(candidate));
            if let Some(other) = needed_by {
                index = other;
                continue;
            }
            if todo.contains(candidate) {
                output.push(candidate);
                todo.remove(candidate);
            }
            let revision = &self.revisions[candidate];
            let next: Vec<Node> = revision
                .normalized_down
                .iter()
                .copied()
                .filter(|node| todo.contains(*node) && !pending.contains(node))
                .collect();
            let Some((first, others)) = next.split_first() else {
                pending.remove(index);
                ancestors.remove(index);
                index = index.saturating_sub(1);
                continue;
            };
            pending[index] = *first;
            if !revision.has_normalized_dependencies && revision.down.len() == 1 {
                // plain movement down a line: only the candidate leaves
                ancestors[index].remove(candidate);
            } else {
                ancestors[index] = below(*first);
                pending.extend(others);
                ancestors.extend(others.iter().map(|node| below(*node)));
            }
        }
        if todo.is_empty() {
            Ok(output)
        } else {
            let left: Vec<Node> = todo.iter().collect();
            Err(TargetError::Other(format!(
                "revisions {} can't be reached from the heads",
                self.ids(&left).join(", ")
            )))
        }
    }
}
