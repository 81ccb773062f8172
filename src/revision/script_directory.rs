//! `ScriptDirectory`: where revision files lie, the graph that they form, and the plans of upgrade,
//! downgrade and stamp, with Alembic's wording of failures.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::file::{self, Identifiers, NeedsEvaluation, Reading, RevisionFile};
use super::graph::{Graph, Node, Revision};
use super::order::Iterate;
use super::step::{HeadMaintainer, Step};
use super::target::{Argument, Point, Resolved, TargetError, Wording};
use crate::config::{Config, OptionValue};
use crate::error::{Error, Result, shown_path};

/// Asked for the identifiers of a file whose text doesn't tell them.
pub type IdentifierEvaluator<'a> = dyn FnMut(&NeedsEvaluation) -> Result<Identifiers> + 'a;

#[derive(Clone, Debug)]
pub struct ScriptDirectory {
    /// The folder of env.py and script.py.mako, absolute.
    pub directory: PathBuf,
    /// Absolute; `versions` in the directory unless configured.
    pub version_locations: Vec<PathBuf>,
    /// Whether `version_locations` is configured: its folders are then created on demand.
    pub has_version_locations: bool,
    pub file_template: String,
    pub truncate_slug_length: usize,
    pub timezone: Option<String>,
    pub output_encoding: String,
    pub sourceless: bool,
    pub recursive_version_locations: bool,
    graph: Graph,
    warnings: Vec<String>,
}

/// A plan, and what Alembic warns about while making it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub steps: Vec<Step>,
    pub warnings: Vec<String>,
}

impl ScriptDirectory {
    /// Reads the configuration and every revision file.
    ///
    /// # Errors
    /// Configuration: see [`Config::script_directory`]. Files: see [`file::read_source`]. Graph: see
    /// [`Graph::build`]. A file that only running tells apart is refused.
    pub fn open(config: &Config) -> Result<Self> {
        Self::open_with(config, &mut |needs| Err(needs.clone().into_error()))
    }

    /// The same with somebody to ask about files that must be run.
    ///
    /// # Errors
    /// As [`Self::open`], and the evaluator's.
    pub fn open_with(config: &Config, evaluate: &mut IdentifierEvaluator<'_>) -> Result<Self> {
        let (directory, _) = config.script_directory()?;
        let configured = config.version_locations()?;
        let has_version_locations = !configured.is_empty();
        let mut this = ScriptDirectory {
            version_locations: if has_version_locations {
                configured
            } else {
                vec![directory.join("versions")]
            },
            has_version_locations,
            directory,
            file_template: config
                .text_option("file_template")?
                .unwrap_or_else(|| "%(rev)s_%(slug)s".to_owned()),
            truncate_slug_length: truncate_slug_length(config)?,
            timezone: config.text_option("timezone")?,
            output_encoding: config.text_option("output_encoding")?.unwrap_or_else(|| "utf-8".to_owned()),
            sourceless: config.boolean_option("sourceless")?,
            recursive_version_locations: config.boolean_option("recursive_version_locations")?,
            graph: Graph::default(),
            warnings: Vec::new(),
        };
        let files = this.load(evaluate)?;
        this.graph = Graph::build(files)?;
        this.warnings.extend(this.graph.warnings().iter().cloned());
        Ok(this)
    }

    fn load(&mut self, evaluate: &mut IdentifierEvaluator<'_>) -> Result<Vec<RevisionFile>> {
        let mut seen: HashSet<PathBuf> = HashSet::new();
        let mut files = Vec::new();
        for location in self.version_locations.clone().iter().filter(|location| location.exists()) {
            let mut paths = Vec::new();
            // below a real folder every name is real that is no link: nothing else is resolved one by one
            let location = location.canonicalize().unwrap_or_else(|_| location.clone());
            list_files(&location, self.recursive_version_locations, self.sourceless, &mut paths)?;
            for Listed { path, is_link } in paths {
                let real = if is_link { path.canonicalize().unwrap_or(path) } else { path };
                let Some(name) = real.file_name().and_then(|name| name.to_str()) else { continue };
                let Some(kind) = revision_file_kind(name, self.sourceless) else { continue };
                if !seen.insert(real.clone()) {
                    self.warnings.push(format!(
                        "File {} loaded twice! ignoring. Please ensure version_locations is unique.",
                        real.display()
                    ));
                    continue;
                }
                match kind {
                    FileKind::Source => {}
                    FileKind::Compiled { source, optimized } => {
                        let beside = |name: &str| real.with_file_name(name).exists();
                        if beside(source) || (optimized && beside(&format!("{source}c"))) {
                            continue;
                        }
                        return Err(Error::new(format!("{} has no source", shown_path(&real)))
                            .hint("compiled revisions can't be read: keep the .py files beside them"));
                    }
                }
                files.push(match file::read(&real)? {
                    Reading::Read(file) => *file,
                    Reading::NeedsEvaluation(needs) => {
                        let identifiers = evaluate(&needs)?;
                        needs.resolved(identifiers)
                    }
                });
            }
        }
        Ok(files)
    }

    /// The same directory with one more file: what it will be once that is written.
    ///
    /// # Errors
    /// As [`Graph::build`].
    pub fn with_revision(&self, file: RevisionFile) -> Result<Self> {
        let mut files: Vec<RevisionFile> =
            self.graph.revisions().iter().map(|known| known.file.clone()).collect();
        files.push(file);
        Ok(ScriptDirectory { graph: Graph::build(files)?, ..self.clone() })
    }

    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// What Alembic warns about while it loads the files.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    pub fn env_py(&self) -> PathBuf {
        self.directory.join("env.py")
    }

    pub fn template(&self) -> PathBuf {
        self.directory.join("script.py.mako")
    }

    /// Heads of every branch, in file order. With `consider_depends_on` without those that another
    /// revision depends on: the rows that the version table has when all is applied.
    pub fn heads(&self, consider_depends_on: bool) -> Vec<String> {
        self.graph.ids(if consider_depends_on { &self.graph.real_heads } else { &self.graph.heads })
    }

    pub fn bases(&self) -> Vec<String> {
        self.graph.ids(&self.graph.bases)
    }

    /// The only head; `None` without revisions.
    ///
    /// # Errors
    /// Alembic's "The script directory has multiple heads …".
    pub fn current_head(&self) -> Result<Option<String>> {
        let wording = Wording {
            multiple_heads: Some(
                "The script directory has multiple heads (due to branching).Please use get_heads(), or merge \
                 the branches using alembic merge.",
            ),
            ..Wording::default()
        };
        let node = self.graph.current_head(None).map_err(|error| wording.error(error))?;
        Ok(node.map(|node| self.graph.revision(node).id().to_owned()))
    }

    /// One revision by id, beginning of an id, label or symbolic name; `None` is the base.
    ///
    /// # Errors
    /// "Can't locate revision identified by …", "Multiple head revisions are present …".
    pub fn revision(&self, target: &str) -> Result<Option<&Revision>> {
        let node = self.graph.find(target).map_err(|error| Wording::default().error(error))?;
        Ok(node.map(|node| self.graph.revision(node)))
    }

    /// Every revision that the targets name.
    ///
    /// # Errors
    /// As [`Self::revision`].
    pub fn revisions(&self, targets: &[String]) -> Result<Vec<&Revision>> {
        let nodes =
            self.graph.find_all(Argument::Many(targets)).map_err(|error| Wording::default().error(error))?;
        Ok(nodes.into_iter().map(|node| self.graph.revision(node)).collect())
    }

    /// All revisions, each after what it builds on: the order of `upgrade heads` on an empty database.
    ///
    /// # Errors
    /// None for a graph that could be built.
    pub fn revisions_in_order(&self) -> Result<Vec<&Revision>> {
        let plan = self.upgrade_plan(&[], "heads")?;
        Ok(plan.steps.iter().filter_map(|step| Some(self.graph.revision(step.node?))).collect())
    }

    /// `walk_revisions`: from `head` down to and with `base`, newest first, as `history` lists them.
    ///
    /// # Errors
    /// Targets that lead nowhere, a range that isn't one line.
    pub fn walk(&self, base: &str, head: &str) -> Result<Vec<&Revision>> {
        self.walk_between(Argument::One(base), Argument::One(head))
    }

    /// The same between ends that may be rows of a version table.
    ///
    /// # Errors
    /// As [`Self::walk`].
    pub fn walk_between(&self, base: Argument<'_>, head: Argument<'_>) -> Result<Vec<&Revision>> {
        let (start, end) = (base.to_string(), head.to_string());
        let wording = Wording { start: Some(&start), end: Some(&end), ..Wording::default() };
        let how = Iterate { inclusive: true, implicit_base: false, assert_length: false };
        let nodes = self.graph.iterate(head, base, how);
        let nodes = nodes.map_err(|error| wording.error(error))?;
        Ok(nodes.into_iter().map(|node| self.graph.revision(node)).collect())
    }

    /// What `upgrade target` runs on a database whose version table holds `current`.
    ///
    /// # Errors
    /// "Can't locate revision …", "Destination … is not a valid upgrade target …", "Multiple head
    /// revisions are present …", relative targets that don't fit.
    pub fn upgrade_plan(&self, current: &[String], target: &str) -> Result<Plan> {
        let wording = Wording {
            ancestor: Some("Destination %(end)s is not a valid upgrade target from current head(s)"),
            end: Some(target),
            ..Wording::default()
        };
        let how = Iterate { inclusive: false, implicit_base: true, assert_length: true };
        let run = || -> Resolved<Plan> {
            let mut nodes = self.graph.iterate(Argument::One(target), Argument::Many(current), how)?;
            nodes.reverse();
            let mut heads = HeadMaintainer::new(&self.graph, current);
            let steps = nodes.into_iter().map(|node| heads.upgrade(node)).collect::<Resolved<_>>()?;
            Ok(Plan { steps, warnings: Vec::new() })
        };
        run().map_err(|error| wording.error(error))
    }

    /// What `downgrade target` runs on a database whose version table holds `current`.
    ///
    /// # Errors
    /// As [`Self::upgrade_plan`].
    pub fn downgrade_plan(&self, current: &[String], target: &str) -> Result<Plan> {
        let wording = Wording {
            ancestor: Some("Destination %(end)s is not a valid downgrade target from current head(s)"),
            end: Some(target),
            ..Wording::default()
        };
        let run = || -> Resolved<Plan> {
            let mut warnings = Vec::new();
            let nodes = self.graph.iterate_downgrade(current, target, &mut warnings)?;
            let mut heads = HeadMaintainer::new(&self.graph, current);
            let steps = nodes.into_iter().map(|node| heads.downgrade(node)).collect::<Resolved<_>>()?;
            Ok(Plan { steps, warnings })
        };
        run().map_err(|error| wording.error(error))
    }

    /// What `stamp targets` does to a version table that holds `current`. No targets: the base.
    ///
    /// # Errors
    /// "Multiple heads are present; please specify a single target revision", "Can't locate revision …".
    pub fn stamp_plan(&self, current: &[String], targets: &[String]) -> Result<Plan> {
        let wording = Wording {
            multiple_heads: Some("Multiple heads are present; please specify a single target revision"),
            ..Wording::default()
        };
        self.stamp_steps(current, targets)
            .map(|steps| Plan { steps, warnings: Vec::new() })
            .map_err(|error| wording.error(error))
    }

    fn stamp_steps(&self, current: &[String], targets: &[String]) -> Resolved<Vec<Step>> {
        let graph = &self.graph;
        let heads = graph.find_all(Argument::Many(current))?;
        let base = ["base".to_owned()];
        let targets = if targets.is_empty() { &base[..] } else { targets };
        let mut filtered: Vec<Node> = Vec::new();
        for target in targets.iter().filter(|target| !target.is_empty()) {
            for node in graph.filter_nodes(&heads, target, true)? {
                if !filtered.contains(&node) {
                    filtered.push(node);
                }
            }
        }
        let mut destinations = graph.find_points(Argument::Many(targets))?;
        if destinations.is_empty() {
            destinations.push(Point::Nowhere);
        }
        let mut rows = HeadMaintainer::new(graph, current);
        let mut steps = Vec::new();
        for destination in destinations {
            let destination = match destination {
                Point::At(node) => node,
                Point::Nowhere => {
                    // the base: every row of the branch goes
                    for id in graph.ids(&filtered) {
                        steps.push(rows.stamp(vec![id], Vec::new(), false, true)?);
                    }
                    continue;
                }
                Point::Base => return Err(TargetError::Other("Walked too far".to_owned())),
            };
            if filtered.contains(&destination) {
                continue;
            }
            let to = graph.ids(&[destination]);
            let meets = |nodes: Vec<Node>| nodes.iter().any(|node| filtered.contains(node));
            // rows above the target go down to it, rows below it come up to it, as one movement
            let below = meets(graph.ancestors(&[destination], true));
            if meets(graph.descendants(&[destination], true)) {
                if below {
                    return Err(TargetError::Other(format!(
                        "rows of the version table lie both above and below {}",
                        to.join(", ")
                    )));
                }
                steps.push(rows.stamp(graph.ids(&filtered), to, false, false)?);
            } else if below {
                steps.push(rows.stamp(graph.ids(&filtered), to, true, false)?);
            } else {
                steps.push(rows.stamp(Vec::new(), to, true, true)?);
            }
        }
        Ok(steps)
    }

    /// The tips of every branch among the rows of a version table and all that they imply.
    ///
    /// # Errors
    /// "Can't locate revision …".
    pub fn all_current(&self, current: &[String]) -> Result<Vec<&Revision>> {
        let nodes =
            self.graph.find_all(Argument::Many(current)).map_err(|error| Wording::default().error(error))?;
        Ok(self.graph.all_current(&nodes).into_iter().map(|node| self.graph.revision(node)).collect())
    }
}

/// 40 unless configured; 0 counts as unset, as in Alembic.
fn truncate_slug_length(config: &Config) -> Result<usize> {
    let name = "truncate_slug_length";
    let number = match config.get_alembic_option(name)? {
        None => return Ok(40),
        Some(OptionValue::Integer(number)) => usize::try_from(number).ok(),
        Some(OptionValue::Text(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    match number {
        Some(0) => Ok(40),
        Some(number) => Ok(number),
        None => {
            let error = Error::new(format!("{name} must be a whole number"));
            Err(match config.place(name) {
                Some(place) => error.at(place),
                None => error,
            })
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum FileKind<'a> {
    Source,
    /// `.pyc`, or `.pyo` with `optimized`, and the name of its source.
    Compiled {
        source: &'a str,
        optimized: bool,
    },
}

/// Alembic's two patterns for names of revision files; hidden files of editors (`.#…`) and
/// `__init__…` are none.
fn revision_file_kind(name: &str, sourceless: bool) -> Option<FileKind<'_>> {
    if name.starts_with(".#") || name.starts_with("__init__") {
        return None;
    }
    if name.ends_with(".py") {
        return Some(FileKind::Source);
    }
    let source = name.strip_suffix(['c', 'o']).filter(|source| sourceless && source.ends_with(".py"))?;
    Some(FileKind::Compiled { source, optimized: name.ends_with('o') })
}

struct Listed {
    path: PathBuf,
    is_link: bool,
}

/// The files of a version location in Alembic's order: each folder's by name, then its subfolders' when
/// those count.
fn list_files(folder: &Path, recursive: bool, sourceless: bool, output: &mut Vec<Listed>) -> Result<()> {
    let unreadable = |error| Error::new(format!("can't read {}: {error}", shown_path(folder)));
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().ok();
        let listed = Listed { path: entry.path(), is_link: kind.is_none_or(|kind| kind.is_symlink()) };
        if kind.is_some_and(|kind| kind.is_dir()) { &mut folders } else { &mut files }.push(listed);
    }
    for listed in [&mut files, &mut folders] {
        listed.sort_by(|a: &Listed, b: &Listed| a.path.file_name().cmp(&b.path.file_name()));
    }
    if sourceless {
        let stem = |listed: &Listed| {
            let name = listed.path.file_name().unwrap_or_default().to_string_lossy();
            name.split('.').next().unwrap_or("").to_owned()
        };
        let known: Vec<String> = files.iter().map(stem).collect();
        let cache = folder.join("__pycache__");
        if cache.is_dir() {
            let mut compiled = Vec::new();
            list_files(&cache, false, false, &mut compiled)?;
            files.extend(compiled.into_iter().filter(|listed| !known.contains(&stem(listed))));
        }
    }
    output.append(&mut files);
    if recursive {
        let is_cache = |listed: &&Listed| listed.path.to_string_lossy().ends_with("__pycache__");
        for listed in folders.iter().filter(|listed| !is_cache(listed)) {
            list_files(&listed.path, true, sourceless, output)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_revision_files() {
        let compiled = |source, optimized| Some(FileKind::Compiled { source, optimized });
        for (name, sourceless, expected) in [
            ("a_b.py", false, Some(FileKind::Source)),
            (".a.py", false, Some(FileKind::Source)),
            (".#a.py", false, None),
            ("__init__.py", false, None),
            ("__init__x.py", false, None),
            ("a.pyc", false, None),
            ("a.txt", true, None),
            ("a.pyc", true, compiled("a.py", false)),
            ("a.pyo", true, compiled("a.py", true)),
            ("a.cpython-311.pyc", true, compiled("a.cpython-311.py", false)),
        ] {
            assert_eq!(revision_file_kind(name, sourceless), expected, "{name}");
        }
    }
}
