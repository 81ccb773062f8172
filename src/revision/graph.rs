//! The graph of revisions: what refers to what, heads and bases, branch labels, cycles.
//!
//! Behaviour is that of `RevisionMap` in Alembic's script/revision.py. Where Alembic's result hangs on
//! the order of a Python set, ours is the order of the files.

use indexmap::{IndexMap, IndexSet};

use super::file::RevisionFile;
use crate::error::{Error, Result};

/// Characters that targets give a meaning to.
const ILLEGAL: [char; 4] = ['@', '-', '+', ':'];

/// Index of a revision in a [`Graph`].
pub type Node = usize;

/// One revision with its links resolved.
#[derive(Clone, Debug)]
pub struct Revision {
    pub file: RevisionFile,
    /// Every label of the branch that it lies on, its own first.
    pub branch_labels: IndexSet<String>,
    /// `down_revision`, in order.
    pub(super) down: Vec<Node>,
    /// `down_revision` and `depends_on`.
    pub(super) all_down: Vec<Node>,
    /// The same without dependencies that an ancestor has already.
    pub(super) normalized_down: Vec<Node>,
    pub(super) has_normalized_dependencies: bool,
    dependencies: Vec<Node>,
    /// Revisions that name this one as `down_revision`.
    pub next: Vec<Node>,
    /// Also those that depend on it.
    pub(super) all_next: Vec<Node>,
}

impl Revision {
    pub fn id(&self) -> &str {
        &self.file.identifiers.revision
    }

    /// No revision follows it on its branch.
    pub fn is_head(&self) -> bool {
        self.next.is_empty()
    }

    /// Neither does one depend on it.
    pub fn is_real_head(&self) -> bool {
        self.all_next.is_empty()
    }

    pub fn is_base(&self) -> bool {
        self.down.is_empty()
    }

    pub fn is_branch_point(&self) -> bool {
        self.next.len() > 1
    }

    pub fn is_merge_point(&self) -> bool {
        self.down.len() > 1
    }
}

#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub(super) revisions: Vec<Revision>,
    /// Revision ids in file order, then branch labels.
    pub(super) names: IndexMap<String, Node>,
    pub(super) heads: Vec<Node>,
    pub(super) real_heads: Vec<Node>,
    pub(super) bases: Vec<Node>,
    warnings: Vec<String>,
}

/// A set of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeSet(Vec<u64>);

impl NodeSet {
    pub fn new(graph: &Graph) -> Self {
        NodeSet(vec![0; graph.revisions.len().div_ceil(64)])
    }

    pub fn of(graph: &Graph, nodes: impl IntoIterator<Item = Node>) -> Self {
        let mut set = Self::new(graph);
        for node in nodes {
            set.insert(node);
        }
        set
    }

    /// Whether the node is new.
    pub fn insert(&mut self, node: Node) -> bool {
        let bit = 1 << (node % 64);
        let word = &mut self.0[node / 64];
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    pub fn remove(&mut self, node: Node) {
        self.0[node / 64] &= !(1 << (node % 64));
    }

    pub fn contains(&self, node: Node) -> bool {
        self.0[node / 64] & (1 << (node % 64)) != 0
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn iter(&self) -> impl Iterator<Item = Node> + '_ {
        self.0.iter().enumerate().flat_map(|(index, word)| {
            (0..64).filter(move |bit| word & (1 << bit) != 0).map(move |bit| index * 64 + bit)
        })
    }

    pub fn intersect(&mut self, other: &NodeSet) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= other;
        }
    }

    pub fn subtract(&mut self, other: &NodeSet) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= !other;
        }
    }

    pub fn union(&mut self, other: &NodeSet) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word |= other;
        }
    }
}

/// Whether a revision id can be used in targets.
///
/// # Errors
/// Alembic's "Character(s) '…' not allowed in revision identifier '…'".
pub fn verify_revision_id(id: &str) -> Result<()> {
    let mut illegal: Vec<String> = ILLEGAL.iter().filter(|c| id.contains(**c)).map(char::to_string).collect();
    illegal.sort();
    if illegal.is_empty() {
        return Ok(());
    }
    Err(Error::new(format!(
        "Character(s) '{}' not allowed in revision identifier '{id}'",
        illegal.join(", ")
    )))
}

impl Graph {
    /// # Errors
    /// References to revisions that aren't there, cycles, a branch label used twice, ids with characters
    /// that targets give a meaning to; with Alembic's words and the file's line.
    pub fn build(files: Vec<RevisionFile>) -> Result<Self> {
        let mut graph = Graph::default();
        for file in files {
            graph.add(file)?;
        }
        let revision_names = graph.names.clone();
        graph.map_branch_labels()?;
        graph.link()?;
        graph.normalize_dependencies();
        graph.detect_cycles(&revision_names)?;
        graph.spread_branch_labels();
        Ok(graph)
    }

    fn add(&mut self, file: RevisionFile) -> Result<()> {
        let ids = &file.identifiers;
        let id = ids.revision.clone();
        let looped = |kind: &str, name: &str| {
            Err(Error::new(format!("{kind} is detected in revisions ({id})")).at(file.place(name)))
        };
        if ids.down_revision.contains(&id) {
            return looped("Self-loop", "down_revision");
        }
        if ids.depends_on.contains(&id) {
            return looped("Dependency self-loop", "depends_on");
        }
        verify_revision_id(&id).map_err(|error| error.at(file.place("revision")))?;
        let node = self.revisions.len();
        if let Some(earlier) = self.names.insert(id.clone(), node) {
            let earlier = &self.revisions[earlier].file.path;
            self.warnings.push(format!(
                "Revision {id} is present more than once ({} and {})",
                crate::error::shown_path(earlier),
                crate::error::shown_path(&file.path)
            ));
        }
        self.revisions.push(Revision {
            branch_labels: ids.branch_labels.iter().cloned().collect(),
            file,
            down: Vec::new(),
            all_down: Vec::new(),
            normalized_down: Vec::new(),
            has_normalized_dependencies: false,
            dependencies: Vec::new(),
            next: Vec::new(),
            all_next: Vec::new(),
        });
        Ok(())
    }

    fn map_branch_labels(&mut self) -> Result<()> {
        for (node, revision) in self.revisions.iter().enumerate() {
            for label in &revision.file.identifiers.branch_labels {
                if let Some(user) = self.names.get(label) {
                    return Err(Error::new(format!(
                        "Branch name '{label}' in revision {} already used by revision {}",
                        revision.id(),
                        self.revisions[*user].id()
                    ))
                    .at(revision.file.place("branch_labels")));
                }
                self.names.insert(label.clone(), node);
            }
        }
        Ok(())
    }

    /// Resolves down revisions and dependencies, and finds heads and bases.
    fn link(&mut self) -> Result<()> {
        for node in 0..self.revisions.len() {
            let dependencies = self.revisions[node].file.identifiers.depends_on.clone();
            for name in &dependencies {
                let found = self.resolve_reference(node, name, "depends_on")?;
                self.revisions[node].dependencies.push(found);
            }
        }
        let mut is_head = vec![true; self.revisions.len()];
        let mut is_real_head = is_head.clone();
        // a revision that another file of the same id replaces keeps its place but links to nothing
        for node in 0..self.revisions.len() {
            let ids = self.revisions[node].file.identifiers.clone();
            let mut down: Vec<Node> = Vec::new();
            for name in &ids.down_revision {
                let found = self.resolve_reference(node, name, "down_revision")?;
                if !down.contains(&found) {
                    down.push(found);
                }
            }
            let mut all_down = down.clone();
            for dependency in &self.revisions[node].dependencies {
                if !all_down.contains(dependency) {
                    all_down.push(*dependency);
                }
            }
            if self.names[&ids.revision] == node {
                for below in &all_down {
                    let versioned = down.contains(below);
                    is_real_head[*below] = false;
                    push_new(&mut self.revisions[*below].all_next, node);
                    if versioned {
                        is_head[*below] = false;
                        push_new(&mut self.revisions[*below].next, node);
                    }
                }
            }
            if ids.down_revision.is_empty() {
                self.bases.push(node);
            }
            self.revisions[node].down = down;
            self.revisions[node].all_down = all_down;
        }
        self.heads = (0..self.revisions.len()).filter(|node| is_head[*node]).collect();
        self.real_heads = (0..self.revisions.len()).filter(|node| is_real_head[*node]).collect();
        Ok(())
    }

    fn resolve_reference(&self, from: Node, name: &str, attribute: &str) -> Result<Node> {
        let revision = &self.revisions[from];
        let found = self.names.get(name).copied();
        // a label can stand for a dependency, not for a down revision
        let found = found.filter(|node| attribute == "depends_on" || self.revisions[*node].id() == name);
        found.ok_or_else(|| {
            Error::new(format!("Revision {name} referenced from {} is not present", self.describe(from)))
                .at(revision.file.place(attribute))
                .hint("restore the missing file, or correct the reference")
        })
    }

    /// `Script.__str__`: `down -> revision (head), message`.
    pub fn describe(&self, node: Node) -> String {
        let revision = &self.revisions[node];
        let ids = &revision.file.identifiers;
        let down =
            if ids.down_revision.is_empty() { "<base>".to_owned() } else { ids.down_revision.join(", ") };
        let mark = |is: bool, text: &'static str| if is { text } else { "" };
        format!(
            "{down} -> {}{}{}{}, {}",
            revision.id(),
            mark(revision.is_head(), " (head)"),
            mark(revision.is_branch_point(), " (branchpoint)"),
            mark(ids.down_revision.len() > 1, " (mergepoint)"),
            revision.file.message()
        )
    }

    fn normalize_dependencies(&mut self) {
        for node in 0..self.revisions.len() {
            let mut kept = self.revisions[node].dependencies.clone();
            if !kept.is_empty() {
                for ancestor in self.ancestors(&[node], false) {
                    if ancestor != node {
                        kept.retain(|dependency| !self.revisions[ancestor].dependencies.contains(dependency));
                    }
                }
            }
            let mut normalized = self.revisions[node].down.clone();
            for dependency in &kept {
                push_new(&mut normalized, *dependency);
            }
            self.revisions[node].has_normalized_dependencies = !kept.is_empty();
            self.revisions[node].normalized_down = normalized;
        }
    }

    fn detect_cycles(&self, names: &IndexMap<String, Node>) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        let real_bases: Vec<Node> =
            self.bases.iter().copied().filter(|node| self.revisions[*node].dependencies.is_empty()).collect();
        self.detect_cycles_along("Cycle", names, &self.heads, &self.bases, |r| (&r.down, &r.next))?;
        self.detect_cycles_along("Dependency cycle", names, &self.real_heads, &real_bases, |r| {
            (&r.all_down, &r.all_next)
        })
    }

    fn detect_cycles_along(
        &self,
        kind: &str,
        names: &IndexMap<String, Node>,
        heads: &[Node],
        bases: &[Node],
        links: impl for<'a> Fn(&'a Revision) -> (&'a Vec<Node>, &'a Vec<Node>),
    ) -> Result<()> {
        let down = self.related(heads, |node| links(&self.revisions[node]).0.clone());
        let up = self.related(bases, |node| links(&self.revisions[node]).1.clone());
        let mut space = NodeSet::of(self, down);
        space.intersect(&NodeSet::of(self, up));
        self.refuse_outside(kind, names, heads.is_empty() || bases.is_empty(), &space)
    }

    /// Revisions that can't be reached both from a head and from a base lie on a cycle or above one.
    fn refuse_outside(
        &self,
        kind: &str,
        names: &IndexMap<String, Node>,
        all: bool,
        space: &NodeSet,
    ) -> Result<()> {
        let mut outside: Vec<&String> = if all {
            names.keys().collect()
        } else {
            names.iter().filter(|(_, node)| !space.contains(**node)).map(|(id, _)| id).collect()
        };
        let Some(first) = outside.first() else { return Ok(()) };
        let place = self.revisions[names[*first]].file.place("down_revision");
        if !all {
            outside.sort();
        }
        let list = outside.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
        Err(Error::new(format!("{kind} is detected in revisions ({list})")).at(place))
    }

    /// Labels reach all descendants, and ancestors down to the last branch or merge point.
    fn spread_branch_labels(&mut self) {
        for node in 0..self.revisions.len() {
            let labels = self.revisions[node].branch_labels.clone();
            if self.revisions[node].file.identifiers.branch_labels.is_empty() {
                continue;
            }
            let descendants = self.descendants(&[node], false);
            for descendant in &descendants {
                self.revisions[*descendant].branch_labels.extend(labels.iter().cloned());
            }
            let mut parent = descendants.last().copied();
            while let Some(current) = parent {
                let revision = &mut self.revisions[current];
                if revision.all_next.len() > 1 || revision.is_merge_point() {
                    break;
                }
                revision.branch_labels.extend(labels.iter().cloned());
                parent = revision.down.first().copied();
            }
        }
    }

    /// Depth first along `neighbours`, each node once, in Alembic's order (the last neighbour first).
    pub(super) fn related(&self, targets: &[Node], neighbours: impl Fn(Node) -> Vec<Node>) -> Vec<Node> {
        let mut seen = NodeSet::new(self);
        let mut output = Vec::new();
        let mut todo = Vec::new();
        for target in targets {
            todo.push(*target);
            while let Some(node) = todo.pop() {
                if seen.insert(node) {
                    todo.extend(neighbours(node));
                    output.push(node);
                }
            }
        }
        output
    }

    /// The targets and everything below them; with dependencies or only along `down_revision`.
    pub fn ancestors(&self, targets: &[Node], dependencies: bool) -> Vec<Node> {
        self.related(targets, |node| {
            let revision = &self.revisions[node];
            if dependencies { revision.normalized_down.clone() } else { revision.down.clone() }
        })
    }

    /// The targets and everything above them.
    pub fn descendants(&self, targets: &[Node], dependencies: bool) -> Vec<Node> {
        self.related(targets, |node| {
            let revision = &self.revisions[node];
            if dependencies { revision.all_next.clone() } else { revision.next.clone() }
        })
    }

    /// In the order in which the files were read.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    pub fn revision(&self, node: Node) -> &Revision {
        &self.revisions[node]
    }

    /// The node of exactly this id.
    pub fn node(&self, id: &str) -> Option<Node> {
        self.names.get(id).copied().filter(|node| self.revisions[*node].id() == id)
    }

    /// What Alembic warns about while it loads: ids that are present more than once.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

fn push_new(list: &mut Vec<Node>, node: Node) {
    if !list.contains(&node) {
        list.push(node);
    }
}
