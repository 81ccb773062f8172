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

use super::live::{self, LiveObserver, LiveReport, LiveRequest};
use super::project::Project;

/// Which command makes the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// Its empty bodies stand between the fences, as if something had been compared.
    Revision,
    Merge,
}

/// Evaluates env.py if the configuration wants it. What script.py.mako gets by that comes back: empty
/// bodies for each call of `run_migrations()`, and `configure(template_args=…)`.
///
/// # Errors
/// env.py's; `process_revision_directives`, which may change a file in ways that only running it tells;
/// template arguments that are not text.
pub async fn revision_environment(
    project: &Rc<Project>,
    maker: Maker,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
) -> Result<(Body, LiveReport)> {
    if !project.config.boolean_option("revision_environment")? {
        return Ok((Body::default(), LiveReport { visits: 1, ..LiveReport::default() }));
    }
    let body: Rc<RefCell<Body>> = Rc::default();
    let found = body.clone();
    let action = move |visit: &mut live::Visit<'_>| {
        if visit.options.process_revision_directives.is_some() {
            return Err(Error::new(
                "env.py's process_revision_directives may change the new revision, and is not run here",
            )
            .hint(
                "set revision_environment = false, or leave process_revision_directives to --autogenerate",
            ));
        }
        let mut body = found.borrow_mut();
        body.others.extend(template_arguments(visit.options)?);
        if maker == Maker::Revision {
            let empty = render::render(&[], &RenderOptions::default())?.body;
            body.imports = Some(String::new());
            for (option, usual) in [("upgrade_token", "upgrades"), ("downgrade_token", "downgrades")] {
                body.others
                    .push((token(visit.options, option).unwrap_or_else(|| usual.to_owned()), empty.clone()));
            }
        }
        Ok(())
    };
    let request = LiveRequest { writes: false, ..request };
    let report = live::visit(project, request, observer, Box::new(action)).await?;
    Ok((body.take(), report))
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
