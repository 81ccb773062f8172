//! `history`, `heads`, `branches`, `show`, `current`: what is there, one revision after another.

use std::rc::Rc;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::output::{Output, Voice};
use crate::revision::display::Parts;
use crate::revision::drawing::{self, Entry};
use crate::revision::graph::{Graph, Node, Revision};
use crate::revision::target::Argument;
use crate::workflow::{self, Project, Standing};

use super::arguments::GlobalArguments;
use super::command::{
    BranchesArguments, CurrentArguments, HeadsArguments, HistoryArguments, LiveArguments, ShowArguments,
};
use super::live::{LiveOutput, say_report};
use super::{json, settings};

pub fn heads(arguments: &HeadsArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = settings::open_project(global, output)?;
    let ids = project.scripts.heads(arguments.resolve_dependencies);
    let revisions = project.scripts.revisions(&ids)?;
    let graph = project.scripts.graph();
    if arguments.json {
        return say_json(output, "heads", revisions.iter().map(|head| json::revision(head)));
    }
    let parts = Parts { branches: true, ..Parts::default() };
    let forms: Vec<String> = revisions
        .iter()
        .map(|revision| form(graph, node(graph, revision), parts, global.verbose, false))
        .collect();
    say_lines(&forms, output);
    Ok(())
}

pub fn branches(arguments: &BranchesArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = settings::open_project(global, output)?;
    let graph = project.scripts.graph();
    let walked = project.scripts.walk("base", "heads")?;
    let points = walked.into_iter().filter(|revision| revision.is_branch_point());
    if arguments.json {
        return say_json(output, "branch_points", points.map(|point| json::branch_point(graph, point)));
    }
    let parts = Parts { branches: true, tree: true, ..Parts::default() };
    for revision in points {
        let mut lines = vec![form(graph, node(graph, revision), parts, global.verbose, false)];
        let next_parts = Parts { message: global.verbose, ..parts };
        let indent = " ".repeat(revision.id().chars().count());
        lines.extend(
            revision
                .next
                .iter()
                .map(|next| format!("{indent} -> {}", graph.short_form(*next, next_parts, false))),
        );
        lines.push(String::new());
        output.result(&lines.join("\n"));
    }
    Ok(())
}

pub async fn history(arguments: &HistoryArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = Rc::new(settings::open_project(global, output)?);
    let (base, head) = match &arguments.rev_range {
        None => (String::new(), String::new()),
        Some(range) => history_range(range)?,
    };
    let listing = History { project: &project, arguments, verbose: global.verbose, output };
    let needs_database = arguments.indicate_current || base == "current" || head == "current";
    if !needs_database {
        return listing.list(end(&base, "base", &[]), end(&head, "heads", &[]), None);
    }
    for standing in standings(&project, &arguments.live, output).await? {
        let rows = &standing.rows;
        let current = Some(rows).filter(|_| arguments.indicate_current);
        listing.list(end(&base, "base", rows), end(&head, "heads", rows), current)?;
    }
    Ok(())
}

/// An end of a range, or the default where that is left out or nothing is in the database.
fn end<'a>(text: &'a str, default: &'a str, rows: &'a [String]) -> Argument<'a> {
    match text {
        "current" if !rows.is_empty() => Argument::Many(rows),
        "" | "current" => Argument::One(default),
        text => Argument::One(text),
    }
}

/// `start:end`; an end that is left out is empty.
fn history_range(range: &str) -> Result<(String, String)> {
    let message = "History range requires [start]:[end], [start]:, or :[end]";
    match range.trim().split(':').collect::<Vec<_>>().as_slice() {
        [base, head] => Ok(((*base).to_owned(), (*head).to_owned())),
        _ => Err(Error::new(message)),
    }
}

struct History<'a> {
    project: &'a Project,
    arguments: &'a HistoryArguments,
    verbose: bool,
    output: Output,
}

impl History<'_> {
    /// `current`: the rows of the version table, where they are to be marked.
    fn list(&self, base: Argument<'_>, head: Argument<'_>, current: Option<&Vec<String>>) -> Result<()> {
        let graph = self.project.scripts.graph();
        let revisions = self.project.scripts.walk_between(base, head)?;
        let is_current =
            |revision: &Revision| current.is_some_and(|rows| rows.iter().any(|row| row == revision.id()));
        if self.arguments.json {
            let values = revisions.iter().map(|revision| {
                let value = json::revision(revision);
                if current.is_some() { json::with_current(value, is_current(revision)) } else { value }
            });
            return say_json(self.output, "revisions", values);
        }
        let parts = Parts { branches: true, message: true, parents: !self.arguments.graph, tree: true };
        let form = |revision: &&Revision| {
            form(graph, node(graph, revision), parts, self.verbose, is_current(revision))
        };
        if !self.arguments.graph {
            say_lines(&revisions.iter().map(form).collect::<Vec<_>>(), self.output);
            return Ok(());
        }
        let entries: Vec<Entry<'_>> = revisions
            .iter()
            .map(|revision| {
                let ids = &revision.file.identifiers;
                let mut text = form(revision);
                if !ids.depends_on.is_empty() && !self.verbose {
                    text.push_str(&format!(" (depends on {})", ids.depends_on.join(", ")));
                }
                let down = ids.down_revision.iter().map(String::as_str).collect();
                Entry { id: revision.id(), down, text }
            })
            .collect();
        say_lines(&drawing::draw(&entries), self.output);
        Ok(())
    }
}

pub async fn show(arguments: &ShowArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = Rc::new(settings::open_project(global, output)?);
    let targets = if arguments.rev == "current" {
        let standings = standings(&project, &arguments.live, output).await?;
        standings.into_iter().flat_map(|standing| standing.rows).collect()
    } else {
        vec![arguments.rev.clone()]
    };
    let graph = project.scripts.graph();
    let revisions = project.scripts.revisions(&targets)?;
    if arguments.json {
        return say_json(output, "revisions", revisions.iter().map(|shown| json::whole_revision(shown)));
    }
    for revision in revisions {
        output.result(&graph.long_form(node(graph, revision), false));
    }
    Ok(())
}

pub async fn current(arguments: &CurrentArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = Rc::new(settings::open_project(global, output)?);
    let graph = project.scripts.graph();
    let mut databases = Vec::new();
    for standing in standings(&project, &arguments.live, output).await? {
        if global.verbose && !arguments.json {
            output.result(&format!("Current revision(s) for {}:", standing.url));
        }
        if arguments.check_heads {
            let mut rows = standing.rows.clone();
            let mut heads = project.scripts.heads(false);
            rows.sort();
            heads.sort();
            if rows != heads {
                return Err(
                    Error::new("Database is not on all head revisions").hint("gen-migration upgrade heads")
                );
            }
        }
        let parts = Parts { tree: true, ..Parts::default() };
        let revisions = project
            .scripts
            .all_current(&standing.rows)
            .map_err(|error| workflow::unknown_row(error, &project, &standing.rows))?;
        if arguments.json {
            databases.push(json::database(&project, &standing, &revisions));
            continue;
        }
        for revision in revisions {
            output.result(&form(graph, node(graph, revision), parts, global.verbose, false));
        }
        say_distance(&project, &standing, output);
    }
    if arguments.json {
        return say_json(output, "databases", databases.into_iter());
    }
    Ok(())
}

/// For people: how far the database is behind the files.
fn say_distance(project: &Project, standing: &Standing, output: Output) {
    if !output.draws() || output.voice() == Voice::Alembic {
        return;
    }
    let Ok(plan) = project.scripts.upgrade_plan(&standing.rows, "heads") else { return };
    output.progress(&match plan.steps.len() {
        0 => "The database is at head.".to_owned(),
        1 => "1 revision is not applied: gen-migration upgrade heads".to_owned(),
        count => format!("{count} revisions are not applied: gen-migration upgrade heads"),
    });
}

/// # Errors
/// What keeps the database from being asked.
pub async fn standings(project: &Rc<Project>, live: &LiveArguments, output: Output) -> Result<Vec<Standing>> {
    let request = settings::live(live)?;
    let (standings, report) = workflow::current(project, request, LiveOutput::new(output, false)).await?;
    say_report(&report, output);
    Ok(standings)
}

/// One object with one list: further names may be added.
fn say_json(output: Output, name: &str, values: impl Iterator<Item = Value>) -> Result<()> {
    let object = serde_json::Map::from_iter([(name.to_owned(), Value::Array(values.collect()))]);
    output.result(&Value::Object(object).to_string());
    Ok(())
}

/// In one piece: a long history is printed at once.
fn say_lines(lines: &[String], output: Output) {
    if !lines.is_empty() {
        output.result(&lines.join("\n"));
    }
}

/// As `--verbose` has it, or on one line.
fn form(graph: &Graph, node: Node, parts: Parts, verbose: bool, current: bool) -> String {
    if verbose { graph.long_form(node, current) } else { graph.short_form(node, parts, current) }
}

fn node(graph: &Graph, revision: &Revision) -> Node {
    graph.node(revision.id()).unwrap_or_default()
}
