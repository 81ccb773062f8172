//! Revisions as JSON: `--json` of the commands that list. docs/JSON.md promises these names.

use serde_json::{Value, json};

use crate::error::shown_path;
use crate::revision::graph::{Graph, Revision};
use crate::workflow::{Project, Standing};

/// What every listing says of a revision.
pub fn revision(revision: &Revision) -> Value {
    let ids = &revision.file.identifiers;
    let mut labels: Vec<&String> = revision.branch_labels.iter().collect();
    labels.sort();
    json!({
        "revision": ids.revision,
        "down_revision": ids.down_revision,
        "depends_on": ids.depends_on,
        "branch_labels": labels,
        "message": revision.file.message(),
        "path": shown_path(&revision.file.path),
        "head": revision.is_head(),
        "branch_point": revision.is_branch_point(),
        "merge_point": revision.is_merge_point(),
    })
}

/// The same with its docstring.
pub fn whole_revision(shown: &Revision) -> Value {
    with(revision(shown), "doc", shown.file.long_message().into())
}

/// The same with what follows it.
pub fn branch_point(graph: &Graph, point: &Revision) -> Value {
    let next = point.next.iter().map(|next| revision(graph.revision(*next))).collect();
    with(revision(point), "branches", Value::Array(next))
}

pub fn with_current(value: Value, current: bool) -> Value {
    with(value, "current", current.into())
}

/// Where a database stands. `behind` is null where its revisions are not among the files.
pub fn database(project: &Project, standing: &Standing, revisions: &[&Revision]) -> Value {
    let behind = project.scripts.upgrade_plan(&standing.rows, "heads").ok().map(|plan| plan.steps.len());
    json!({
        "url": standing.url,
        "revisions": revisions.iter().map(|found| revision(found)).collect::<Vec<_>>(),
        "behind": behind,
    })
}

fn with(mut value: Value, name: &str, addition: Value) -> Value {
    if let Value::Object(object) = &mut value {
        object.insert(name.to_owned(), addition);
    }
    value
}
