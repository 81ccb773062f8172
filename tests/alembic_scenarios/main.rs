//! Command lines on small graphs, by us under the name `alembic` and by the real Alembic: exit status,
//! standard output, version table, what ran in which order, and the files afterwards.

#[path = "../common/mod.rs"]
mod common;
mod graphs;
mod scenarios;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use common::server::{Server, TestDatabase};
use graphs::Graph;
use scenarios::{Difference, SCENARIOS, Scenario};
use serde_json::{Value, json};

#[test]
fn listings() {
    run(&["heads", "branches", "history", "show", "current", "check", ""]);
}

#[test]
fn upgrades() {
    run(&["upgrade"]);
}

#[test]
fn downgrades() {
    run(&["downgrade"]);
}

#[test]
fn stamps() {
    run(&["stamp", "ensure_version"]);
}

#[test]
fn new_files() {
    run(&["revision", "merge", "nonsense"]);
}

#[test]
fn there_are_enough_and_every_one_is_run() {
    let words =
        ["heads", "branches", "history", "show", "current", "check", "", "upgrade", "downgrade", "stamp"];
    let rest = ["ensure_version", "revision", "merge", "nonsense"];
    assert!(SCENARIOS.len() >= 150, "{}", SCENARIOS.len());
    for scenario in SCENARIOS {
        let command = command(scenario);
        assert!(words.contains(&command) || rest.contains(&command), "{command}");
    }
}

const LISTINGS: [&str; 5] = ["heads", "branches", "history", "show", "current"];

/// The command of a line, global options before it skipped.
fn command(scenario: &Scenario) -> &'static str {
    let mut words = scenario.line.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "-c" | "-n" | "-x" | "--config" | "--name" => drop(words.next()),
            word if word.starts_with('-') => {}
            word => return word,
        }
    }
    ""
}

fn run(commands: &[&str]) {
    let server = Server::shared();
    let (ours, theirs) = (server.database("scenario_ours"), server.database("scenario_theirs"));
    let mut oracle = Oracle::start();
    let mut complaints = String::new();
    let mut run = 0;
    for scenario in SCENARIOS {
        if commands.contains(&command(scenario)) {
            run += 1;
            if let Err(text) = compare(scenario, &ours, &theirs, &mut oracle) {
                let _ = writeln!(
                    complaints,
                    "--- {} | {} | {}\n{text}",
                    scenario.graph,
                    scenario.before.join("; "),
                    scenario.line
                );
            }
        }
    }
    assert!(run > 0, "no scenario for {commands:?}");
    assert!(complaints.is_empty(), "\n{complaints}");
}

/// What can be seen after a command.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    status: Status,
    stdout: String,
    /// None where there is no version table.
    rows: Option<Vec<String>>,
    /// What ran, in order.
    noted: Vec<String>,
    files: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Done,
    Usage,
    Failed,
}

impl Status {
    fn of(code: i64) -> Status {
        match code {
            0 => Status::Done,
            2 => Status::Usage,
            _ => Status::Failed,
        }
    }
}

/// One of the two programs on a project of its own and an emptied database.
struct Side<'a> {
    folder: tempfile::TempDir,
    database: &'a TestDatabase,
}

impl Side<'_> {
    fn new<'a>(graph: &Graph, database: &'a TestDatabase) -> Side<'a> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        graphs::write(graph, folder.path());
        database.psql(
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE noted (n serial, what text)",
        );
        Side { folder, database }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("a real path")
    }

    fn url(&self) -> String {
        self.database.url().replace("postgresql://", "postgresql+psycopg2://")
    }

    fn outcome(&self, code: i64, stdout: &str) -> Outcome {
        let table =
            self.database.psql("SELECT what FROM noted ORDER BY n; SELECT to_regclass('alembic_version')");
        let mut noted: Vec<String> = table.lines().map(str::to_owned).collect();
        let table = noted.pop_if(|last| last == "alembic_version");
        let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let mut files = BTreeMap::new();
        collect(&self.path(), &self.path(), &mut files);
        Outcome {
            status: Status::of(code),
            stdout: undated(stdout)
                .replace(self.path().to_str().expect("UTF-8"), "<folder>")
                .replace(&self.database.name, "<database>"),
            rows: table
                .map(|_| lines(self.database.psql("SELECT version_num FROM alembic_version ORDER BY 1"))),
            noted,
            files,
        }
    }
}

/// Texts of all files below, without the moment of their making.
fn collect(top: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.strip_prefix(top).expect("below").display().to_string();
        if path.is_dir() {
            if !name.ends_with("__pycache__") {
                collect(top, &path, files);
            }
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("text");
        files.insert(name, undated(&text));
    }
}

fn undated(text: &str) -> String {
    let is_date = |line: &&str| line.trim_start().starts_with("Create Date: ");
    text.split_inclusive('\n').filter(|line| !is_date(line)).collect()
}

fn compare(
    scenario: &Scenario,
    ours: &TestDatabase,
    theirs: &TestDatabase,
    oracle: &mut Oracle,
) -> Result<(), String> {
    let graph = graphs::GRAPHS.iter().find(|graph| graph.name == scenario.graph).expect("a graph");
    let (ours, theirs) = (Side::new(graph, ours), Side::new(graph, theirs));
    for line in scenario.before {
        if let Some(sql) = line.strip_prefix("sql ") {
            ours.database.psql(sql);
            theirs.database.psql(sql);
            continue;
        }
        let (code, stdout, stderr) = us(&ours, line);
        if code != 0 {
            return Err(format!("ours: {line} ended with {code}\n{stdout}{stderr}"));
        }
        let (code, stdout, stderr) = oracle.run(&theirs, line);
        if code != 0 {
            return Err(format!("theirs: {line} ended with {code}\n{stdout}{stderr}"));
        }
    }
    let (code, stdout, our_stderr) = us(&ours, scenario.line);
    let our = ours.outcome(code, &stdout);
    let (code, stdout, their_stderr) = oracle.run(&theirs, scenario.line);
    let their = theirs.outcome(code, &stdout);
    let (mut our, mut their) = adjusted(our, their, scenario.differs);
    if graph.is_forked() && LISTINGS.contains(&command(scenario)) {
        // Alembic walks through sets where branches part
        our.stdout = in_one_order(&our.stdout);
        their.stdout = in_one_order(&their.stdout);
    }
    if our == their {
        return Ok(());
    }
    Err(format!("ours {our:#?}\n{our_stderr}\ntheirs {their:#?}\n{their_stderr}"))
}

/// Takes a deliberate difference away; one that is none is left, so that it is found.
fn adjusted(mut our: Outcome, mut their: Outcome, difference: Option<Difference>) -> (Outcome, Outcome) {
    match difference {
        None => {}
        Some(Difference::Words) => {
            assert!(our.status == Status::Failed && their.status == Status::Failed, "both fail");
            our.stdout.clear();
            their.stdout.clear();
        }
        Some(Difference::Works) => {
            assert!(our.status == Status::Done && their.status != Status::Done, "only ours works");
            return (their_as(&our), our);
        }
        Some(Difference::Refuses) => {
            assert!(our.status == Status::Failed, "ours refuses");
            assert_ne!(our.files, their.files, "theirs writes a file");
            assert!(!our.files.keys().any(|name| name.contains("_x.py")), "ours writes none");
            return (their_as(&our), our);
        }
        Some(Difference::Order) => {
            our.stdout = in_one_order(&our.stdout);
            their.stdout = in_one_order(&their.stdout);
        }
        Some(Difference::Usage) => {
            assert!(our.status == Status::Usage && their.status == Status::Usage, "both show their usage");
            our.stdout.clear();
            their.stdout.clear();
        }
    }
    (our, their)
}

fn in_one_order(text: &str) -> String {
    let sorted = |line: &str| {
        let mut words: Vec<&str> = line.split([' ', ',', '(', ')']).collect();
        words.sort_unstable();
        words.join(" ")
    };
    let mut lines: Vec<String> = text.lines().map(sorted).collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn their_as(our: &Outcome) -> Outcome {
    Outcome {
        status: our.status,
        stdout: our.stdout.clone(),
        rows: our.rows.clone(),
        noted: our.noted.clone(),
        files: our.files.clone(),
    }
}

/// Blanks separate, single quotes hold together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn us(side: &Side<'_>, line: &str) -> (i64, String, String) {
    let link = side.folder.path().with_extension("link");
    std::fs::create_dir_all(&link).expect("a folder");
    let program = link.join("alembic");
    if !program.exists() {
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_gen-migration"), &program).expect("a link");
    }
    let output = Command::new(&program)
        .args(words(line))
        .current_dir(side.path())
        .env_clear()
        .env("SCENARIO_URL", side.url())
        .output()
        .expect("it starts");
    std::fs::remove_dir_all(&link).expect("the link goes");
    (
        i64::from(output.status.code().unwrap_or(-1)),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// The real Alembic, imported once.
struct Oracle {
    child: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Oracle {
    fn start() -> Oracle {
        let mut child = Command::new(common::python())
            .arg("-c")
            .arg(include_str!("oracle.py"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the test interpreter starts");
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        Oracle { child, answers }
    }

    fn run(&mut self, side: &Side<'_>, line: &str) -> (i64, String, String) {
        let request = json!({
            "folder": side.path(),
            "arguments": words(line),
            "environment": {"SCENARIO_URL": side.url()},
        });
        let stdin = self.child.stdin.as_mut().expect("piped");
        writeln!(stdin, "{request}").expect("the oracle listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("the oracle answers");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        let text = |key: &str| answer[key].as_str().expect("text").to_owned();
        (answer["code"].as_i64().expect("a code"), text("stdout"), text("stderr"))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
