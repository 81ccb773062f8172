//! What env.py says about the comparison, against the real Alembic: the same project, the same history
//! on a server, the same operations in the same words.

#[path = "../common/mod.rs"]
mod common;

mod cases;

use std::process::Output;

use cases::{CASES, Case, Expected};
use common::project::{ENV_PY, Project, bodies, text_of};
use common::server::{Server, TestDatabase};
use serde_json::{Value, json};

const MODELS: &str = "
from sqlalchemy import *
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase):
    pass

metadata = Base.metadata
";

/// `python`: env.py has a line that only Python can run.
fn project(case: &Case, python: bool) -> Project {
    let project = Project::generic();
    project.write("models.py", &format!("{MODELS}\n{}\n", case.models));
    let only_python = if python { "\nexec('pass')" } else { "" };
    let definitions = format!("target_metadata = Base.metadata\n\n{}{only_python}\n", case.env);
    let env_py = ENV_PY
        .replace("from models import Base", "import models\nfrom models import Base\nimport sqlalchemy as sa")
        .replace("target_metadata = Base.metadata\n", &definitions)
        .replace(
            "context.configure(connection=connection,",
            &format!("context.configure(connection=connection, {}", case.options),
        );
    project.write("alembic/env.py", &env_py);
    let history = case.history.trim().replace('\n', "\n    ");
    project.write(
        "alembic/versions/aaaa_start.py",
        &format!(
            "\"\"\"start\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = 'aaaa'\ndown_revision = None\n\n\n\
             def upgrade():\n    {history}\n\n\ndef downgrade():\n    pass\n"
        ),
    );
    project
}

fn ours(project: &Project, interpreter: &str) -> Output {
    project
        .tool()
        .args(["--yes", "-m", "x", "--rev-id", "bbbb", "--no-renames", "--python", interpreter])
        .args(["--database-url", &Server::shared().url("postgres")])
        .output()
        .expect("the tool runs")
}

/// Names and bodies of the files; None where none was written.
fn written(files: &[(String, String)]) -> Option<(String, Vec<String>)> {
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let bodies = files.iter().flat_map(|(_, text)| bodies(text)).collect();
    (!files.is_empty()).then(|| (names.join(" "), bodies))
}

#[test]
fn the_same_as_alembic() {
    let all: Vec<&Case> = CASES.iter().collect();
    compare(&all, false);
}

/// The functions are Python's own, and asked over the pipe.
#[test]
fn the_same_as_alembic_where_the_projects_python_runs_env_py() {
    let same = |case: &&Case| matches!(case.expected, Expected::Same | Expected::SameWhenRead(_));
    let all: Vec<&Case> = CASES.iter().filter(same).collect();
    compare(&all, true);
}

fn compare(cases: &[&Case], python: bool) {
    let server = Server::shared();
    let projects: Vec<(Project, TestDatabase)> =
        cases.iter().map(|case| (project(case, python), server.database("env_py"))).collect();
    let jobs: Vec<Value> = projects
        .iter()
        .map(|(project, database)| json!({"folder": project.path(), "url": database.url()}))
        .collect();
    let answers = common::run_python(include_str!("oracle.py"), &json!({"cases": jobs}).to_string());
    let answers: Vec<Value> = serde_json::from_str(&answers).expect("JSON");
    let interpreter = if python { common::python().display().to_string() } else { "never".to_owned() };
    let mut failures = Vec::new();
    for ((case, (project, _)), answer) in cases.iter().zip(&projects).zip(&answers) {
        let files = |value: &Value| -> Vec<(String, String)> {
            let Some(files) = value["files"].as_object() else { return Vec::new() };
            files
                .iter()
                .map(|(name, text)| (name.clone(), text.as_str().unwrap_or_default().to_owned()))
                .collect()
        };
        let alembic = match &answer["error"] {
            Value::String(error) => {
                failures.push(format!("{}: Alembic fails: {error}", case.name));
                continue;
            }
            _ => written(&files(answer)),
        };
        let output = ours(project, &interpreter);
        let own_files: Vec<(String, String)> = project
            .versions()
            .iter()
            .filter(|path| !path.ends_with("aaaa_start.py"))
            .map(|path| {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                (name, std::fs::read_to_string(path).expect("a file"))
            })
            .collect();
        let own = written(&own_files);
        let expected = match case.expected {
            Expected::SameWhenRead(part) if python => Expected::Differs(part),
            Expected::SameWhenRead(_) => Expected::Same,
            expected => expected,
        };
        let imports = |text: &str| -> Vec<String> {
            text.lines().filter(|line| line.starts_with("import ")).map(str::to_owned).collect()
        };
        let own_imports: Vec<String> = own_files.iter().flat_map(|(_, text)| imports(text)).collect();
        let lacking = files(answer)
            .iter()
            .flat_map(|(_, text)| imports(text))
            .find(|import| !own_imports.contains(import) && own.is_some());
        let problem = match expected {
            Expected::Same if lacking.is_some() => lacking.map(|import| format!("no `{import}`")),
            Expected::SameWhenRead(_) => None,
            Expected::Same if !output.status.success() => Some("ours fails".to_owned()),
            Expected::Same if own == alembic => None,
            // an empty file is what Alembic writes where nothing changed
            Expected::Same
                if own.is_none()
                    && alembic
                        .as_ref()
                        .is_some_and(|(_, bodies)| bodies.iter().all(|body| body.contains("pass"))) =>
            {
                None
            }
            Expected::Same => Some("the files differ".to_owned()),
            Expected::Differs(part) => {
                let says =
                    text_of(&output) + &own.as_ref().map(|(_, bodies)| bodies.join("\n")).unwrap_or_default();
                (!says.contains(part)).then(|| format!("{part:?} is missing"))
            }
        };
        if let Some(problem) = problem {
            failures.push(format!(
                "{}: {problem}\n--- Alembic\n{alembic:#?}\n--- ours\n{own:#?}\n{}",
                case.name,
                text_of(&output)
            ));
        }
    }
    assert!(failures.is_empty(), "{} of {} cases\n{}", failures.len(), cases.len(), failures.join("\n\n"));
}
