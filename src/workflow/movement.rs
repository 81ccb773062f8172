//! Moving a live database along the revisions, and asking where it stands.

use std::cell::RefCell;
use std::rc::Rc;

use crate::error::{Error, Result};
use crate::revision::script_directory::{Plan, ScriptDirectory};

use super::live::{self, LiveObserver, LiveReport, LiveRequest, Visit};
use super::project::Project;

/// Whether `stamp` empties the version table first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purge {
    No,
    Yes,
}

/// `upgrade target`.
///
/// # Errors
/// See [`live::visit`]; a target that leads nowhere, in Alembic's words; a migration that fails.
pub async fn upgrade(
    project: &Rc<Project>,
    target: &str,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
) -> Result<LiveReport> {
    towards(project, target, request, observer, ScriptDirectory::upgrade_plan).await
}

/// `downgrade target`.
///
/// # Errors
/// As [`upgrade`].
pub async fn downgrade(
    project: &Rc<Project>,
    target: &str,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
) -> Result<LiveReport> {
    towards(project, target, request, observer, ScriptDirectory::downgrade_plan).await
}

/// Either way: `plan` is made of the rows of the version table and the target.
async fn towards(
    project: &Rc<Project>,
    target: &str,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
    plan: fn(&ScriptDirectory, &[String], &str) -> Result<Plan>,
) -> Result<LiveReport> {
    no_range(target)?;
    let target = target.to_owned();
    let request = LiveRequest { writes: true, destination: Some(target.clone()), ..request };
    run(project, request, observer, Purge::No, move |visit, heads| {
        plan(&visit.project.scripts, heads, &target)
    })
    .await
}

/// `stamp targets`.
///
/// # Errors
/// As [`upgrade`].
pub async fn stamp(
    project: &Rc<Project>,
    targets: &[String],
    purge: Purge,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
) -> Result<LiveReport> {
    let targets = targets.to_vec();
    let request = LiveRequest { writes: true, destination: targets.first().cloned(), ..request };
    run(project, request, observer, purge, move |visit, heads| {
        visit.project.scripts.stamp_plan(heads, &targets)
    })
    .await
}

/// `ensure_version`: the version table is there afterwards.
///
/// # Errors
/// See [`live::visit`].
pub async fn ensure_version(
    project: &Rc<Project>,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
) -> Result<LiveReport> {
    let request = LiveRequest { writes: true, ..request };
    run(project, request, observer, Purge::No, |_, _| Ok(Plan::default())).await
}

/// Where a database stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its URL, without the password.
    pub url: String,
    /// The rows of the version table.
    pub rows: Vec<String>,
}

/// One entry for each `run_migrations()` of env.py. Nothing is changed, not even a missing version
/// table is made.
///
/// # Errors
/// See [`live::visit`].
pub async fn current(
    project: &Rc<Project>,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
) -> Result<(Vec<Standing>, LiveReport)> {
    let found: Rc<RefCell<Vec<Standing>>> = Rc::default();
    let noting = found.clone();
    let request = LiveRequest { writes: false, ..request };
    let report = live::visit(
        project,
        request,
        observer,
        Box::new(move |visit| {
            let rows = visit.heads()?;
            noting.borrow_mut().push(Standing { url: visit.shown_url()?, rows });
            Ok(())
        }),
    )
    .await?;
    let found = found.take();
    Ok((found, report))
}

/// Plans with the rows that the database has once the lock is held, and carries the plan out.
async fn run(
    project: &Rc<Project>,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
    purge: Purge,
    plan: impl Fn(&Visit<'_>, &[String]) -> Result<Plan> + 'static,
) -> Result<LiveReport> {
    let action = move |visit: &mut Visit<'_>| {
        let heads = match purge {
            Purge::No => visit.heads()?,
            Purge::Yes => Vec::new(),
        };
        let plan = plan(visit, &heads).map_err(|error| live::unknown_row(error, visit.project, &heads))?;
        for warning in &plan.warnings {
            visit.observer.borrow_mut().notice("WARNING", warning);
        }
        visit.run(&plan.steps, purge == Purge::Yes)
    };
    live::visit(project, request, observer, Box::new(action)).await
}

fn no_range(target: &str) -> Result<()> {
    if target.contains(':') {
        return Err(Error::new("Range revision not allowed")
            .hint("a range a:b is for --sql; without it, the database says where it stands"));
    }
    Ok(())
}
