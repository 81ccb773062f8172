//! The grammar of revision arguments: `head`, `heads`, `base`, ids and their beginnings, `label@…`,
//! `+N`, `-N`, `id+N`.
//!
//! Rules and failures are those of Alembic's `RevisionMap`; [`Wording`] gives them the words in which
//! `ScriptDirectory` shows them.

use std::sync::LazyLock;

use regex::Regex;

use super::graph::{Graph, Node, NodeSet};
use super::nearest::{nearest, nearest_beginning};
use crate::error::{Error, Result};

/// `label@symbol±N`, matched at the start only, as Alembic does.
static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(.+?)@)?(\w+)?([+-][0-9]+)").expect("a constant pattern that the tests compile")
});

/// Why a target leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// The range's ends don't lie on one line.
    RangeNotAncestor {
        lower: String,
        upper: String,
    },
    MultipleHeads {
        heads: Vec<String>,
        argument: String,
    },
    /// No or no single revision of that name; `reason` is what Alembic's own message hides.
    Unresolved {
        argument: String,
        reason: String,
        /// What may have been meant.
        near: Option<String>,
    },
    Other(String),
}

pub type Resolved<T> = std::result::Result<T, TargetError>;

/// The sentences of `ScriptDirectory._catch_revision_errors` for one command.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wording<'a> {
    /// Replaces "Requested range …".
    pub ancestor: Option<&'a str>,
    /// Replaces "Multiple head revisions are present …".
    pub multiple_heads: Option<&'a str>,
    pub start: Option<&'a str>,
    pub end: Option<&'a str>,
}

impl Wording<'_> {
    pub fn error(&self, error: TargetError) -> Error {
        match error {
            TargetError::RangeNotAncestor { lower, upper } => {
                let start = self.start.unwrap_or(&lower);
                let end = self.end.unwrap_or(&upper);
                Error::new(match self.ancestor {
                    Some(text) => text.replace("%(start)s", start).replace("%(end)s", end),
                    None => format!(
                        "Requested range {start}:{end} does not refer to ancestor/descendant revisions along \
                         the same branch"
                    ),
                })
            }
            TargetError::MultipleHeads { heads, argument } => {
                let argument = self.end.unwrap_or(&argument);
                Error::new(match self.multiple_heads {
                    Some(text) => text.to_owned(),
                    None => format!(
                        "Multiple head revisions are present for given argument '{argument}'; please specify a \
                         specific target revision, '<branchname>@{argument}' to narrow to a specific head, or \
                         'heads' for all heads"
                    ),
                })
                .detail(format!("heads: {}", heads.join(", ")))
                .hint(match self.multiple_heads {
                    Some(_) => "name one of the heads",
                    None => "`heads` means all of them",
                })
                .hint("or make them one: merge heads -m \"merge heads\"")
            }
            TargetError::Unresolved { argument, reason, near } => {
                let error =
                    Error::new(format!("Can't locate revision identified by '{argument}'")).detail(reason);
                error.hint(match near {
                    Some(near) => format!("did you mean {near}?"),
                    None => {
                        "`history` lists the revisions that are here; one that is elsewhere needs its file"
                            .to_owned()
                    }
                })
            }
            TargetError::Other(message) if message.starts_with("Relative revision ") => {
                Error::new(message).hint("`history -i` shows the revisions, and where the database stands")
            }
            TargetError::Other(message) => Error::new(message),
        }
    }
}

/// A revision argument as commands have it: nothing, one text, or the rows of the version table.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    Base,
    One(&'a str),
    Many(&'a [String]),
}

impl<'a> Argument<'a> {
    fn texts(self) -> Vec<&'a str> {
        match self {
            Argument::Base => Vec::new(),
            Argument::One(text) => vec![text],
            Argument::Many(texts) => texts.iter().map(String::as_str).collect(),
        }
    }
}

impl std::fmt::Display for Argument<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.texts().as_slice() {
            [] => f.write_str("base"),
            texts => f.write_str(&texts.join(", ")),
        }
    }
}

/// Where a walk ended: a revision, below the first one, or (Alembic's None) past an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Point {
    Nowhere,
    Base,
    At(Node),
}

/// What a name resolves to before the graph is asked.
struct Names<'a> {
    ids: Vec<String>,
    label: Option<&'a str>,
}

struct Relative<'a> {
    label: Option<&'a str>,
    symbol: Option<&'a str>,
    text: &'a str,
    steps: i64,
}

fn relative(target: &str) -> Option<Relative<'_>> {
    let captures = RELATIVE.captures(target)?;
    let part = |index: usize| captures.get(index).map(|found| found.as_str());
    let text = part(3)?;
    let limit = if text.starts_with('-') { i64::MIN + 1 } else { i64::MAX };
    Some(Relative { label: part(1), symbol: part(2), text, steps: text.parse().unwrap_or(limit) })
}

fn not_produced(text: &str, steps: i64) -> TargetError {
    TargetError::Other(format!("Relative revision {text} didn't produce {} migrations", steps.abs()))
}

fn other<T>(message: &str) -> Resolved<T> {
    Err(TargetError::Other(message.to_owned()))
}

impl Graph {
    pub(super) fn ids(&self, nodes: &[Node]) -> Vec<String> {
        nodes.iter().map(|node| self.revisions[*node].id().to_owned()).collect()
    }

    /// `_resolve_revision_number`: symbolic names become ids, a label is split off.
    fn names_of<'a>(&self, argument: &'a str) -> Resolved<Names<'a>> {
        let (label, symbol) = match argument.split_once('@') {
            // a label of no characters counts as none
            Some((label, symbol)) => (Some(label).filter(|label| !label.is_empty()), symbol),
            None => (None, argument),
        };
        let ids = match symbol {
            "heads" => match label {
                Some(label) => self.ids(&self.filter_nodes(&self.heads, label, false)?),
                None => self.ids(&self.real_heads),
            },
            "head" => self.current_head(label)?.map(|node| self.ids(&[node])).unwrap_or_default(),
            "base" => Vec::new(),
            id => vec![id.to_owned()],
        };
        Ok(Names { ids, label })
    }

    /// `get_current_head`: the one head, of a branch if a label is given.
    pub(super) fn current_head(&self, label: Option<&str>) -> Resolved<Option<Node>> {
        let heads = match label {
            Some(label) => self.filter_nodes(&self.heads, label, false)?,
            None => self.heads.clone(),
        };
        if heads.len() > 1 {
            let argument = label.map_or_else(|| "head".to_owned(), |label| format!("{label}@head"));
            return Err(TargetError::MultipleHeads { heads: self.ids(&heads), argument });
        }
        Ok(heads.first().copied())
    }

    /// `get_revision`: at most one; `None` is the base.
    pub fn find(&self, argument: &str) -> Resolved<Option<Node>> {
        let names = self.names_of(argument)?;
        match names.ids.as_slice() {
            [] => {
                if let Some(label) = names.label {
                    self.branch(label)?;
                }
                Ok(None)
            }
            [id] => self.by_identifier(id, names.label).map(Some),
            _ => Err(TargetError::MultipleHeads { heads: names.ids, argument: argument.to_owned() }),
        }
    }

    /// `get_revisions`: any number; none is the base. Walks of `label@-N` that leave the graph give
    /// [`Point::Nowhere`].
    pub(super) fn find_points(&self, argument: Argument<'_>) -> Resolved<Vec<Point>> {
        let mut points = Vec::new();
        for text in argument.texts() {
            let names = self.names_of(text)?;
            if let [id] = names.ids.as_slice()
                && let Some(steps) = id.parse::<i64>().ok().filter(|steps| *steps < 0)
            {
                for head in &self.real_heads {
                    let labels = &self.revisions[*head].branch_labels;
                    if names.label.is_none_or(|label| labels.contains(label)) {
                        points.push(self.walk(Point::At(*head), steps, None, true)?);
                    }
                }
                continue;
            }
            for id in &names.ids {
                points.push(Point::At(self.by_identifier(id, names.label)?));
            }
        }
        Ok(points)
    }

    /// The same where only revisions make sense.
    pub fn find_all(&self, argument: Argument<'_>) -> Resolved<Vec<Node>> {
        self.find_points(argument)?.into_iter().map(at_revision).collect()
    }

    /// `_resolve_branch`: a label, or a revision standing for its branch.
    pub(super) fn branch(&self, label: &str) -> Resolved<Option<Node>> {
        if let Some(node) = self.names.get(label) {
            return Ok(Some(*node));
        }
        if label.is_empty() {
            return Ok(None);
        }
        self.by_identifier(label, None).map(Some).map_err(|error| match error {
            TargetError::Unresolved { near, .. } => TargetError::Unresolved {
                argument: label.to_owned(),
                reason: format!("No such branch: '{label}'"),
                near,
            },
            error => error,
        })
    }

    /// `_revision_for_ident`: an id, a label, or the unique beginning of one.
    fn by_identifier(&self, id: &str, label: Option<&str>) -> Resolved<Node> {
        let label = label.filter(|label| !label.is_empty());
        let branch = label.map(|label| self.branch(label)).transpose()?.flatten();
        let node = match self.names.get(id) {
            Some(node) => *node,
            None => self.by_beginning(id, label)?,
        };
        if let (Some(label), Some(branch)) = (label, branch)
            && !self.lineage(node, false).contains(branch)
        {
            let reason =
                format!("Revision {} is not a member of branch '{label}'", self.revisions[node].id());
            return Err(TargetError::Unresolved { argument: id.to_owned(), reason, near: None });
        }
        Ok(node)
    }

    fn by_beginning(&self, id: &str, label: Option<&str>) -> Resolved<Node> {
        let mut matches: Vec<(&String, Node)> = self
            .names
            .iter()
            .filter(|(name, _)| name.chars().count() > 3 && name.starts_with(id))
            .map(|(name, node)| (name, *node))
            .collect();
        if let Some(label) = label {
            let allowed =
                self.filter_nodes(&matches.iter().map(|(_, node)| *node).collect::<Vec<_>>(), label, false)?;
            matches.retain(|(_, node)| allowed.contains(node));
        }
        let reason = match matches.as_slice() {
            [(_, node)] => return Ok(*node),
            [] if id.chars().count() < 4 => format!(
                "No such revision or branch '{id}'; please ensure at least four characters are present for \
                 partial revision identifier matches"
            ),
            [] => format!("No such revision or branch '{id}'"),
            several => {
                let first: Vec<String> =
                    several.iter().take(3).map(|(name, _)| format!("'{name}'")).collect();
                format!("Multiple revisions start with '{id}': {}...", first.join(", "))
            }
        };
        Err(TargetError::Unresolved { argument: id.to_owned(), reason, near: self.near(id, &matches) })
    }

    /// What a name that leads nowhere may have meant, as people know it.
    fn near(&self, id: &str, matches: &[(&String, Node)]) -> Option<String> {
        let shown = |node: Node| match self.revisions[node].file.message() {
            "" => self.revisions[node].id().to_owned(),
            message => format!("{} ({})", self.revisions[node].id(), message.lines().next().unwrap_or("")),
        };
        if !matches.is_empty() {
            return None;
        }
        if let Some(symbol) = nearest(id, ["head", "heads", "base", "current"]) {
            return Some(symbol.to_owned());
        }
        let name = nearest_beginning(id, self.names.keys().map(String::as_str))?;
        let node = *self.names.get(name)?;
        Some(if self.revisions[node].id() == name { shown(node) } else { name.to_owned() })
    }

    /// The node with all its ancestors and descendants.
    fn lineage(&self, node: Node, dependencies: bool) -> NodeSet {
        let mut set = NodeSet::of(self, self.ancestors(&[node], dependencies));
        set.union(&NodeSet::of(self, self.descendants(&[node], dependencies)));
        set
    }

    /// `filter_for_lineage`: the targets that share a line with what `against` names; all of them when
    /// that is nothing.
    pub(super) fn filter_nodes(
        &self,
        targets: &[Node],
        against: &str,
        dependencies: bool,
    ) -> Resolved<Vec<Node>> {
        let names = self.names_of(against)?;
        let label = names.label.filter(|label| !label.is_empty());
        let mut shares = Vec::new();
        for name in label.into_iter().chain(names.ids.iter().map(String::as_str)) {
            if !targets.is_empty() {
                shares.push(self.by_identifier(name, None)?);
            }
        }
        Ok(targets
            .iter()
            .copied()
            .filter(|target| {
                let line = self.lineage(*target, dependencies);
                shares.is_empty() || shares.iter().any(|share| line.contains(*share))
            })
            .collect())
    }

    /// `_walk`: `steps` up or down from a point.
    fn walk(&self, start: Point, steps: i64, label: Option<&str>, no_overwalk: bool) -> Resolved<Point> {
        let mut current = start;
        for _ in 0..steps.unsigned_abs() {
            let children: Vec<Point> = match (steps > 0, current) {
                (true, Point::Base) => return other("Walked too far"),
                (true, _) => {
                    let up = match current {
                        Point::At(node) => self.revisions[node].next.clone(),
                        Point::Nowhere | Point::Base => self.bases.clone(),
                    };
                    let up = match label {
                        Some(label) if !label.is_empty() => self.filter_nodes(&up, label, false)?,
                        _ => up,
                    };
                    up.into_iter().map(Point::At).collect()
                }
                (false, Point::Base) => Vec::new(),
                (false, _) => {
                    let down = match current {
                        Point::At(node) => self.revisions[node].down.clone(),
                        Point::Nowhere | Point::Base => self.heads.clone(),
                    };
                    if down.is_empty() {
                        vec![Point::Base]
                    } else {
                        down.into_iter().map(Point::At).collect()
                    }
                }
            };
            match children.as_slice() {
                [] => return Ok(if no_overwalk { Point::Nowhere } else { current }),
                [child] => current = *child,
                _ => return other("Ambiguous walk"),
            }
        }
        Ok(current)
    }

    fn start_of(&self, symbol: Option<&str>, label: Option<&str>) -> Resolved<Point> {
        let symbol = symbol.unwrap_or("base");
        let node = match label {
            Some(label) => self.find(&format!("{label}@{symbol}"))?,
            None => self.find(symbol)?,
        };
        Ok(node.map_or(Point::Nowhere, Point::At))
    }

    /// `_parse_downgrade_target`: the branch label, if any, and the revision to stop at. `warnings`
    /// receives what Alembic warns about.
    pub(super) fn downgrade_target(
        &self,
        current: &[String],
        target: &str,
        assert_length: bool,
        warnings: &mut Vec<String>,
    ) -> Resolved<(Option<String>, Point)> {
        let Some(Relative { label, symbol, text, steps }) = relative(target) else {
            let (label, symbol) = match target.rsplit_once('@') {
                Some((label, symbol)) => (Some(label).filter(|label| !label.is_empty()), symbol),
                None => (None, target),
            };
            let node = self.find(symbol)?;
            return Ok((label.map(str::to_owned), node.map_or(Point::Base, Point::At)));
        };
        if steps >= 0 {
            let Some(symbol) = symbol else { return Err(not_produced(text, steps)) };
            let start = self.start_of(Some(symbol), None)?;
            return match self.walk(start, steps, label, assert_length)? {
                Point::Nowhere => other("Walked too far"),
                point => Ok((label.map(str::to_owned), point)),
            };
        }
        let from_current = symbol.is_none();
        let (label, symbol) = match (symbol, label) {
            (Some(symbol), label) => (label.map(str::to_owned), symbol.to_owned()),
            (None, Some(label)) => {
                let symbol = self.current_on_branch(current, label, text, steps)?;
                (Some(label.to_owned()), symbol)
            }
            (None, None) => {
                let Some(first) = current.first() else { return Err(not_produced(text, steps)) };
                if current.iter().any(|id| id != first) {
                    warnings.push(
                        "downgrade -1 from multiple heads is ambiguous; this usage will be disallowed in a \
                         future release."
                            .to_owned(),
                    );
                }
                // only the branch of the first row moves
                (Some(first.clone()), first.clone())
            }
        };
        let start = self.start_of(Some(&symbol), label.as_deref())?;
        match self.walk(start, steps, None, assert_length)? {
            Point::Nowhere if from_current => Err(not_produced(text, steps)),
            Point::Nowhere => other("Walked too far"),
            point => Ok((label, point)),
        }
    }

    /// The one current revision on a branch; with a single row that depends on other branches, the
    /// branch's own tip below it.
    fn current_on_branch(&self, current: &[String], label: &str, text: &str, steps: i64) -> Resolved<String> {
        let nodes = current.iter().map(|id| self.by_identifier(id, None)).collect::<Resolved<Vec<Node>>>()?;
        let mut on_branch = self.filter_nodes(&nodes, label, false)?;
        if on_branch.is_empty() {
            on_branch = self.filter_nodes(&self.all_current(&nodes), label, false)?;
        }
        match on_branch.as_slice() {
            [node] => Ok(self.revisions[*node].id().to_owned()),
            [] => Err(not_produced(text, steps)),
            _ => other("Ambiguous walk"),
        }
    }

    /// `_get_all_current`: the tips of each branch among the given revisions and all that they imply.
    pub fn all_current(&self, nodes: &[Node]) -> Vec<Node> {
        let implied = self.ancestors(nodes, true);
        let set = NodeSet::of(self, implied.iter().copied());
        let has_descendant_inside = |node: &Node| {
            self.descendants(&[*node], false).iter().any(|above| above != node && set.contains(*above))
        };
        let mut tips: Vec<Node> =
            implied.iter().copied().filter(|node| !has_descendant_inside(node)).collect();
        tips.sort_unstable();
        tips
    }

    /// `_parse_upgrade_target`: the revisions to reach.
    pub(super) fn upgrade_targets(
        &self,
        current: Argument<'_>,
        target: Argument<'_>,
        assert_length: bool,
    ) -> Resolved<Vec<Node>> {
        let parsed = match target {
            Argument::One(text) => relative(text),
            Argument::Base | Argument::Many(_) => None,
        };
        let Some(Relative { label, symbol, text, steps }) = parsed else { return self.find_all(target) };
        let point = match (steps > 0, symbol) {
            (false, None) => return Err(not_produced(&steps.to_string(), steps)),
            (false, Some(_)) => {
                let start = self.start_of(symbol, label)?;
                self.walk(start, steps, None, assert_length)?
            }
            (true, Some(_)) => {
                let start = self.start_of(symbol, None)?;
                self.walk(start, steps, label, assert_length)?
            }
            (true, None) => {
                let start = self.upgrade_start(current, label)?;
                match self.walk(start, steps, label, assert_length)? {
                    Point::Nowhere => return Err(not_produced(text, steps)),
                    point => point,
                }
            }
        };
        Ok(vec![at_revision(point)?])
    }

    /// Where `+N` counts from: the one current revision, on the branch that is named.
    fn upgrade_start(&self, current: Argument<'_>, label: Option<&str>) -> Resolved<Point> {
        let Some(label) = label else {
            return match current.texts().as_slice() {
                [] => Ok(Point::Nowhere),
                [text] => Ok(self.find(text)?.map_or(Point::Nowhere, Point::At)),
                _ => other("Ambiguous upgrade from multiple current revisions"),
            };
        };
        let nodes = self
            .find_points(current)?
            .into_iter()
            .map(|point| match point {
                // Alembic takes the mark of the base for an id here
                Point::Base => self.by_identifier("base", None),
                point => at_revision(point),
            })
            .collect::<Resolved<Vec<Node>>>()?;
        let mut starts = self.filter_nodes(&nodes, label, false)?;
        if starts.is_empty() {
            // the branch isn't among the rows: go back to where it forks off
            let active = self.filter_nodes(&self.ancestors(&nodes, true), label, false)?;
            let below = NodeSet::of(
                self,
                active.iter().flat_map(|node| self.revisions[*node].normalized_down.iter().copied()),
            );
            starts = active.into_iter().filter(|node| !below.contains(*node)).collect();
        }
        match starts.as_slice() {
            [] => Ok(Point::Nowhere),
            [node] => Ok(Point::At(*node)),
            _ => other("Ambiguous upgrade from multiple current revisions"),
        }
    }
}

/// Alembic asserts here; a walk that left the graph is the only way to fail.
fn at_revision(point: Point) -> Resolved<Node> {
    match point {
        Point::At(node) => Ok(node),
        Point::Base | Point::Nowhere => other("Walked too far"),
    }
}

/// `start:end` of `--sql` and of `history`.
///
/// # Errors
/// `message` when there isn't exactly one colon.
pub fn split_range<'a>(range: &'a str, message: &str) -> Result<(&'a str, &'a str)> {
    match range.split(':').collect::<Vec<_>>().as_slice() {
        [start, end] => Ok((start, end)),
        _ => Err(Error::new(message)),
    }
}
