//! `revision_environment = true`: `revision` and `merge` evaluate env.py although they compare nothing.
//!
//! Alembic also asks the database where it stands, and makes the version table there. A new file
//! needs neither: the database is only connected to where env.py itself executes something.

use std::cell::RefCell;
use std::rc::Rc;

use crate::environment::ConfigureOptions;
use crate::error::{Error, Result};
use crate::python::value::Value;
use crate::render::{self, RenderOptions};
use crate::revision::template::Body;

use super::directives::{Directed, direct_empty};
use super::draft::NewRevision;
use super::live::{self, LiveObserver, LiveReport, LiveRequest};
use super::project::Project;

/// Which command makes the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// Its empty bodies stand between the fences, as if something had been compared.
    Revision,
    Merge,
}

/// What env.py made of a file that is to be written.
#[derive(Debug, Default)]
pub struct Surrounded {
    /// What script.py.mako gets: empty bodies for each call of `run_migrations()`, and
    /// `configure(template_args=…)`.
    pub body: Body,
    pub revision: NewRevision,
    /// `process_revision_directives` took it back.
    pub taken_back: bool,
    /// Of the evaluation, if there was one.
    pub report: Option<LiveReport>,
}

/// Evaluates env.py if the configuration wants it.
///
/// # Errors
/// env.py's; what `process_revision_directives` makes and can't be followed; template arguments that are
/// not text; an env.py that only Python can run, since what it gives to templates stays there.
pub async fn revision_environment(
    project: &Rc<Project>,
    revision: NewRevision,
    maker: Maker,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
) -> Result<Surrounded> {
    let surrounded = Surrounded { revision, ..Surrounded::default() };
    if !project.config.boolean_option("revision_environment")? {
        return Ok(surrounded);
    }
    let surrounded = Rc::new(RefCell::new(surrounded));
    let found = surrounded.clone();
    let action = move |visit: &mut live::Visit<'_>| {
        let Surrounded { body, revision, taken_back, .. } = &mut *found.borrow_mut();
        note(visit.options, maker, body)?;
        if maker == Maker::Merge {
            return Ok(());
        }
        if let Some(function) = &visit.options.process_revision_directives {
            let heads = visit.project.scripts.heads(false);
            let directed = direct_empty(visit.interpreter, function, &heads, revision)?;
            *taken_back |= directed == Directed::TakenBack;
        }
        Ok(())
    };
    let request = LiveRequest { writes: false, ..request };
    let report = live::visit(project, request, observer, Box::new(action)).await?;
    if let Some(used) = report.used_python.first() {
        return Err(Error::new("what env.py gives to new revisions is not known: Python had to run it")
            .detail(used.to_string())
            .hint("set revision_environment = false for an empty revision"));
    }
    let mut surrounded = surrounded.take();
    surrounded.report = Some(report);
    Ok(surrounded)
}

/// What one `context.run_migrations()` adds to the file.
///
/// # Errors
/// As [`revision_environment`].
pub(super) fn note(options: &ConfigureOptions, maker: Maker, body: &mut Body) -> Result<()> {
    body.others.extend(template_arguments(options)?);
    if maker == Maker::Revision {
        let empty = render::render(&[], &RenderOptions::default())?.body;
        body.imports = Some(String::new());
        for (option, usual) in [("upgrade_token", "upgrades"), ("downgrade_token", "downgrades")] {
            body.others.push((token(options, option).unwrap_or_else(|| usual.to_owned()), empty.clone()));
        }
    }
    Ok(())
}

fn token(options: &ConfigureOptions, option: &str) -> Option<String> {
    let (_, value) = options.given.iter().find(|(name, _)| &**name == option)?;
    Some(value.to_text()?.to_string())
}

fn template_arguments(options: &ConfigureOptions) -> Result<Vec<(String, String)>> {
    let Some((_, Value::Dict(arguments))) = options.given.iter().find(|(name, _)| &**name == "template_args")
    else {
        return Ok(Vec::new());
    };
    let arguments = arguments.borrow();
    let texts = arguments.iter().map(|(name, value)| match (name.to_text(), value.to_text()) {
        (Some(name), Some(value)) => Ok((name.to_string(), value.to_string())),
        (name, _) => Err(Error::new(format!(
            "the template argument {} is not a string",
            name.as_deref().unwrap_or("of configure()")
        ))
        .hint("pass strings in configure(template_args=…)")),
    });
    texts.collect()
}
