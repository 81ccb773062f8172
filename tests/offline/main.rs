//! `--sql` beside real Alembic: the same files, the same arguments, the same script.

#[path = "../ddl/build.rs"]
mod build;
#[path = "../ddl/cases/mod.rs"]
mod cases;
#[path = "../common/mod.rs"]
mod common;

mod differences;
mod environments;
mod fallback;
mod on_a_server;
mod ranges;
mod refusals;
mod statements;

use std::process::Output;

use common::project::Project;
use serde_json::{Value, json};

/// What a program said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A project and the arguments of one run on it.
pub struct Run<'a> {
    pub project: &'a Project,
    pub arguments: Vec<String>,
}

impl<'a> Run<'a> {
    /// `arguments` is one line, split at blanks.
    pub fn new(project: &'a Project, arguments: &str) -> Run<'a> {
        Run { project, arguments: arguments.split_whitespace().map(str::to_owned).collect() }
    }
}

/// Real Alembic, run after run.
pub fn alembic(runs: &[Run<'_>]) -> Vec<Said> {
    let requests: Vec<Value> = runs
        .iter()
        .map(|run| {
            json!({
                "folder": run.project.path(),
                "arguments": run.arguments,
                "environment": { "DATABASE_URL": URL },
            })
        })
        .collect();
    let answer = common::run_python(include_str!("oracle.py"), &Value::from(requests).to_string());
    let answers: Vec<Value> = serde_json::from_str(&answer).expect("JSON from Python");
    answers
        .iter()
        .map(|answer| Said {
            status: i32::try_from(answer["status"].as_i64().expect("a number")).expect("a small one"),
            stdout: answer["stdout"].as_str().expect("text").to_owned(),
            stderr: answer["stderr"].as_str().expect("text").to_owned(),
        })
        .collect()
}

/// Nobody listens there: a run that connects fails.
pub const URL: &str = "postgresql://nobody:secret@127.0.0.1:1/nothing";

/// The tool on the same.
pub fn ours(run: &Run<'_>) -> Said {
    ours_with(run, &[])
}

/// The same with options of ours.
pub fn ours_with(run: &Run<'_>, options: &[&str]) -> Said {
    let output = run
        .project
        .tool()
        .env("DATABASE_URL", URL)
        .args(&run.arguments)
        .args(options)
        .output()
        .expect("the tool runs");
    said(output)
}

fn said(output: Output) -> Said {
    Said {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Where two scripts part, with a few lines around.
pub fn difference(ours: &str, alembics: &str) -> Option<String> {
    if ours == alembics {
        return None;
    }
    let (ours, alembics): (Vec<&str>, Vec<&str>) = (ours.lines().collect(), alembics.lines().collect());
    let same = ours.iter().zip(&alembics).take_while(|(ours, alembics)| ours == alembics).count();
    let from = same.saturating_sub(3);
    let shown = |lines: &[&str]| lines.iter().skip(from).take(10).copied().collect::<Vec<_>>().join("\n");
    Some(format!("from line {}\n--- ours\n{}\n--- Alembic's\n{}", same + 1, shown(&ours), shown(&alembics)))
}

/// The text of a revision file.
pub fn revision(id: &str, down: &str, upgrade: &str, downgrade: &str) -> String {
    format!(
        "{HEAD}\nrevision = {id:?}\ndown_revision = {down}\n\n\ndef upgrade():\n{}\n\n\ndef downgrade():\n{}\n",
        body(upgrade),
        body(downgrade)
    )
}

const HEAD: &str = "import datetime\nimport decimal\nimport uuid\n\nimport sqlalchemy as sa\nfrom alembic import context, op\nfrom sqlalchemy.dialects import postgresql\n";

/// Indented; `pass` at the end for those that are empty.
fn body(code: &str) -> String {
    let lines = code.lines().map(|line| if line.is_empty() { String::new() } else { format!("    {line}") });
    lines.chain(["    pass".to_owned()]).collect::<Vec<_>>().join("\n")
}

/// alembic.ini and env.py as Alembic's generic template has them, and nothing else.
pub fn project(env_py: &str) -> Project {
    let project = Project::empty();
    project.write("alembic.ini", "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = .\nsqlalchemy.url = postgresql+psycopg2://nobody:secret@127.0.0.1:1/nothing\n");
    project.write("alembic/env.py", env_py);
    project.write("alembic/script.py.mako", common::project::SCRIPT_PY_MAKO);
    project.write("alembic/versions/.gitkeep", "");
    project
}

/// env.py with `configure` in its offline function, and nothing online.
pub fn offline_env(configure: &str, around: &str) -> String {
    format!(
        "from alembic import context\nimport sqlalchemy as sa\n\nconfig = context.config\n\n\ndef run_migrations_offline():\n    url = config.get_main_option(\"sqlalchemy.url\")\n    context.configure(url=url, literal_binds=True, dialect_opts={{\"paramstyle\": \"named\"}}, {configure})\n{around}\n\nassert context.is_offline_mode()\nrun_migrations_offline()\n"
    )
}

/// What stands behind `configure` in the templates.
pub const RUN: &str = "    with context.begin_transaction():\n        context.run_migrations()\n";
