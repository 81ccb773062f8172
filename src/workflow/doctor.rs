//! What is there of a project and of this machine, and what is wrong with it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::database::{self, Options};
use crate::environment;
use crate::error::{Error, Result, shown_path};
use crate::metadata;

use super::live::{LiveObserver, LiveRequest, script_facts};
use super::movement;
use super::project::Project;

/// How a finding is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Good,
    /// Not as it could be; the main job works without.
    Lacking,
    /// Something has to be done first.
    Wrong,
}

/// One line of the diagnosis.
#[derive(Clone, Debug)]
pub struct Finding {
    /// In few words: "env.py".
    pub topic: &'static str,
    pub state: State,
    pub text: String,
    pub hints: Vec<String>,
}

impl Finding {
    fn new(topic: &'static str, state: State, text: impl Into<String>) -> Finding {
        Finding { topic, state, text: text.into(), hints: Vec::new() }
    }

    /// As it should be.
    pub fn good(topic: &'static str, text: impl Into<String>) -> Finding {
        Finding::new(topic, State::Good, text)
    }

    /// What went wrong, with its place.
    pub fn of_error(topic: &'static str, state: State, error: &Error) -> Finding {
        let place = error.place().map(|place| format!(" ({place})")).unwrap_or_default();
        Finding { topic, state, text: format!("{}{place}", error.message()), hints: error.hints().to_vec() }
    }
}

/// What is found of the files: revisions, env.py, models, Python.
pub fn examine_project(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    let scripts = &project.scripts;
    let folder = shown_path(&scripts.directory);
    findings.push(Finding::new("script location", State::Good, folder));
    let count = scripts.graph().revisions().len();
    let heads = project.heads();
    let named: Vec<String> = heads.iter().map(|head| head.id.clone()).collect();
    let mut revisions = Finding::new(
        "revisions",
        if heads.len() > 1 { State::Wrong } else { State::Good },
        match heads.len() {
            0 => format!("{count} files"),
            1 => format!("{count}, head {}", named.join(", ")),
            _ => format!("{count}, with several heads: {}", named.join(", ")),
        },
    );
    if heads.len() > 1 {
        revisions.hints.push("merge heads -m \"merge heads\"".to_owned());
    }
    findings.push(revisions);
    for warning in project.warnings() {
        findings.push(Finding::new("revisions", State::Lacking, warning));
    }
    if !scripts.template().is_file() {
        let text = format!("{} is missing", shown_path(&scripts.template()));
        findings.push(Finding::new("template", State::Wrong, text));
    }
    findings.extend(examine_models(project));
    findings.push(examine_python(project));
    findings
}

/// env.py and what it reaches, read without a database.
fn examine_models(project: &Project) -> Vec<Finding> {
    let env_py = project.scripts.env_py();
    let shown = shown_path(&env_py);
    let read = || -> Result<(usize, usize, Vec<String>)> {
        let mut interpreter = environment::interpreter(&project.config, &project.variables)?;
        let request = environment::Request {
            arguments: project.x_arguments.clone(),
            script: script_facts(project),
            only_metadata: true,
            ..environment::Request::default()
        };
        let environment = environment::evaluate(&mut interpreter, &project.config, &env_py, request)?;
        if environment.target_metadata.is_empty() {
            return Err(Error::new("target_metadata is None: there is nothing to compare with")
                .hint("bind it in env.py: target_metadata = Base.metadata"));
        }
        let schema = metadata::schema(&mut interpreter, &environment.target_metadata)
            .map_err(|raise| interpreter.error(raise))?;
        let declared = schema.tables.values().filter_map(|table| table.declared_at.as_ref());
        let files: BTreeSet<_> = declared.map(|place| place.file.clone()).collect();
        Ok((schema.tables.len(), files.len(), environment.notes))
    };
    match read() {
        Ok((tables, files, notes)) => {
            let mut findings = vec![Finding::new("env.py", State::Good, shown)];
            let plural = |count: usize| if count == 1 { "" } else { "s" };
            findings.push(Finding::new(
                "models",
                if tables == 0 { State::Wrong } else { State::Good },
                format!("{tables} table{} in {files} file{}", plural(tables), plural(files)),
            ));
            if tables == 0
                && let Some(last) = findings.last_mut()
            {
                last.hints.push("import the modules with your models in env.py".to_owned());
            }
            findings.extend(notes.into_iter().map(|note| Finding::new("env.py", State::Lacking, note)));
            findings
        }
        Err(error) => vec![Finding::of_error("env.py", State::Wrong, &error)],
    }
}

fn examine_python(project: &Project) -> Finding {
    match project.interpreters().next() {
        Some(path) => {
            let path = shown_path(&path);
            Finding::new("Python", State::Good, format!("{path}, asked where reading is not enough"))
        }
        None => Finding {
            hints: vec!["only needed for code that can't be read without running it".to_owned()],
            ..Finding::new("Python", State::Lacking, "no interpreter of the project's is found")
        },
    }
}

/// Where scratch databases can come from.
///
/// # Errors
/// Ctrl-C.
pub async fn examine_databases(options: &Options) -> Result<Vec<Finding>> {
    let survey = database::survey(options).await?;
    let any = survey.engine.usable || survey.local.usable || survey.server.is_some();
    let missing = if any { State::Lacking } else { State::Wrong };
    let finding = |topic: &'static str, found: database::Found| Finding {
        topic,
        state: if found.usable { State::Good } else { missing },
        text: found.text,
        hints: found.hint.into_iter().collect(),
    };
    let mut findings = vec![finding("Docker", survey.engine)];
    findings.extend(survey.container.map(|found| finding("container", found)));
    findings.extend(survey.image.map(|found| finding("image", found)));
    findings.push(finding("PostgreSQL", survey.local));
    findings.extend(survey.server.map(|found| finding("environment", found)));
    Ok(findings)
}

/// The live database, and how far it is from the files. Not to have one is nothing wrong.
pub async fn examine_live(
    project: &Rc<Project>,
    request: LiveRequest,
    observer: Rc<RefCell<dyn LiveObserver>>,
) -> Vec<Finding> {
    let topic = "live database";
    match movement::current(project, request, observer).await {
        Err(error) => vec![Finding::of_error(topic, State::Lacking, &error)],
        Ok((standings, _)) => standings
            .into_iter()
            .map(|standing| {
                let rows =
                    if standing.rows.is_empty() { "base".to_owned() } else { standing.rows.join(", ") };
                let plan = project.scripts.upgrade_plan(&standing.rows, "heads");
                let (state, distance, hint) = match plan {
                    Ok(plan) if plan.steps.is_empty() => (State::Good, "at head".to_owned(), None),
                    Ok(plan) => (
                        State::Lacking,
                        match plan.steps.len() {
                            1 => "1 revision behind".to_owned(),
                            count => format!("{count} revisions behind"),
                        },
                        Some("upgrade heads".to_owned()),
                    ),
                    Err(error) => (State::Wrong, error.message().to_owned(), error.hints().first().cloned()),
                };
                Finding {
                    hints: hint.into_iter().collect(),
                    ..Finding::new(topic, state, format!("{} stands at {rows}: {distance}", standing.url))
                }
            })
            .collect(),
    }
}
