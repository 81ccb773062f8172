//! `history`, `heads`, `branches`, `show`, `current`: what is there, one revision after another.

use std::rc::Rc;

use crate::error::{Error, Result};
use crate::output::{Output, Voice};
use crate::revision::display::Parts;
use crate::revision::graph::{Graph, Node, Revision};
use crate::workflow::{self, Project, Standing};

use super::arguments::GlobalArguments;
use super::command::{CurrentArguments, HeadsArguments, HistoryArguments, LiveArguments, ShowArguments};
use super::live::{LiveOutput, say_report};
use super::settings;

pub fn heads(arguments: &HeadsArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = settings::open_project(global, output)?;
    let ids = project.scripts.heads(arguments.resolve_dependencies);
    let parts = Parts { branches: true, ..Parts::default() };
    let graph = project.scripts.graph();
    for revision in project.scripts.revisions(&ids)? {
        output.result(&form(graph, node(graph, revision), parts, global.verbose, false));
    }
    Ok(())
}

pub fn branches(global: &GlobalArguments, output: Output) -> Result<()> {
    let project = settings::open_project(global, output)?;
    let graph = project.scripts.graph();
    let parts = Parts { branches: true, tree: true, ..Parts::default() };
    for revision in project.scripts.walk("base", "heads")? {
        if !revision.is_branch_point() {
            continue;
        }
        let mut lines = vec![form(graph, node(graph, revision), parts, global.verbose, false)];
        let next_parts = Parts { message: global.verbose, ..parts };
        let indent = " ".repeat(revision.id().len());
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
    let needs_database = arguments.indicate_current || base == "current" || head == "current";
    if !needs_database {
        return list_history(&project, &base, &head, &[], global, output);
    }
    for standing in standings(&project, &arguments.live, output).await? {
        let rows = &standing.rows;
        let at = |end: &str| if end == "current" { rows.join(",") } else { end.to_owned() };
        let marked = if arguments.indicate_current { rows.as_slice() } else { &[] };
        list_history(&project, &at(&base), &at(&head), marked, global, output)?;
    }
    Ok(())
}

/// `start:end`; an end that is left out is empty.
fn history_range(range: &str) -> Result<(String, String)> {
    let message = "History range requires [start]:[end], [start]:, or :[end]";
    match range.trim().split(':').collect::<Vec<_>>().as_slice() {
        [base, head] => Ok(((*base).to_owned(), (*head).to_owned())),
        _ => Err(Error::new(message)),
    }
}

fn list_history(
    project: &Project,
    base: &str,
    head: &str,
    current: &[String],
    global: &GlobalArguments,
    output: Output,
) -> Result<()> {
    let graph = project.scripts.graph();
    let or = |end: &str, default: &str| if end.is_empty() { default.to_owned() } else { end.to_owned() };
    let parts = Parts { branches: true, message: true, parents: true, tree: true };
    for revision in project.scripts.walk(&or(base, "base"), &or(head, "heads"))? {
        let is_current = current.iter().any(|row| row == revision.id());
        output.result(&form(graph, node(graph, revision), parts, global.verbose, is_current));
    }
    Ok(())
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
    for revision in project.scripts.revisions(&targets)? {
        output.result(&graph.long_form(node(graph, revision), false));
    }
    Ok(())
}

pub async fn current(arguments: &CurrentArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let project = Rc::new(settings::open_project(global, output)?);
    let graph = project.scripts.graph();
    for standing in standings(&project, &arguments.live, output).await? {
        if global.verbose {
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
        for revision in project.scripts.all_current(&standing.rows)? {
            output.result(&form(graph, node(graph, revision), parts, global.verbose, false));
        }
        say_distance(&project, &standing, output);
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

async fn standings(project: &Rc<Project>, live: &LiveArguments, output: Output) -> Result<Vec<Standing>> {
    let request = settings::live(live)?;
    let (standings, report) = workflow::current(project, request, LiveOutput::new(output, false)).await?;
    say_report(&report, output);
    Ok(standings)
}

/// As `--verbose` has it, or on one line.
fn form(graph: &Graph, node: Node, parts: Parts, verbose: bool, current: bool) -> String {
    if verbose { graph.long_form(node, current) } else { graph.short_form(node, parts, current) }
}

fn node(graph: &Graph, revision: &Revision) -> Node {
    graph.node(revision.id()).unwrap_or_default()
}
