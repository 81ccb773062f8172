//! A history on an empty database, each revision in a transaction of its own. Where a file can't be
//! run, `COMMAND` (the real Alembic, told revisions on its stdin) runs it on the same database, so that
//! every later file is tried as well.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Instant;

use gen_migration::config::{Config, ConfigFiles, Variables};
use gen_migration::environment::{self, Request};
use gen_migration::error::{Error, Result};
use gen_migration::fallback::{Fallback, Policy};
use gen_migration::migrate::{Blocking, Runner, Transactions, VersionTable};
use gen_migration::python::Interpreter;
use gen_migration::revision::step::Step;
use gen_migration::workflow::Project;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio_postgres::Client;

use super::{connect, failed, print, refusal, with};

/// A run, which begins again where a file had committed a part of its work before it was refused.
pub struct History<'a> {
    pub ini: &'a str,
    pub url: &'a str,
    pub target: &'a str,
    pub python: &'a str,
    /// The database that a fresh one is copied from.
    pub template: &'a str,
    /// Revisions that open a second connection, which sees what is committed: where such a one is
    /// refused, the real Alembic runs all before it too, in the one transaction that env.py asks for.
    pub in_one_go: Vec<&'a str>,
    /// The real Alembic.
    pub command: &'a [&'a str],
}

/// Why a run ended early.
enum Stop {
    Failed(Error),
    /// A file is marked for Python.
    BeginAgain,
    /// The real Alembic has to run everything so far in one go: what reading left does not do for it, or
    /// the history itself wants one process (types that SQLAlchemy remembers to have made).
    RealSoFar(Vec<Value>),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failed(error)
    }
}

impl History<'_> {
    pub fn run(&self) -> Result<()> {
        let here = std::env::current_dir().map_err(failed)?;
        let mut variables = Variables::of_process();
        variables.set("DATABASE_URL", self.url);
        let files = ConfigFiles { ini: Some(PathBuf::from(self.ini)), toml: None, discovered: false };
        let config = Config::load(files, "alembic", &here, &variables)?;
        let Ok(policy) = Policy::from_str(self.python);
        let project = Project::open(config, variables, Vec::new(), policy)?;
        // said of the files that the real Alembic is to run at once
        let mut known = Vec::new();
        let mut fallback = project.fallback(&project.variables);
        loop {
            match self.replay(&project, &fallback, &known) {
                Ok(()) => return Ok(()),
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::BeginAgain) => {}
                Err(Stop::RealSoFar(lines)) => known = lines,
            }
            print(&json!({ "begins_again": true }));
            self.reset()?;
            fallback = fallback.again(project.fallback(&project.variables));
        }
    }

    fn replay(&self, project: &Project, fallback: &Fallback, known: &[Value]) -> Result<(), Stop> {
        let (runtime, client) = connect(self.url)?;
        let client = Arc::new(client);
        let mut sequences = Sequences { runtime: &runtime, client: client.clone(), before: Vec::new() };
        let mut interpreter = environment::interpreter(&project.config, &project.variables)?;
        let request = Request { only_metadata: true, ..Request::default() };
        let env_py = project.scripts.env_py();
        let environment = environment::evaluate(&mut interpreter, &project.config, &env_py, request)?;
        let runner = Runner {
            connection: Rc::new(Blocking::new(client, runtime.handle().clone())),
            graph: project.scripts.graph(),
            version_table: VersionTable {
                name: environment.options.version_table_name(),
                primary_key: environment.options.version_table_pk,
            },
            transactions: Transactions { per_migration: true, ..Transactions::default() },
            surroundings: environment.surroundings(),
            fallback: Some(fallback),
            purge: false,
            is_live: false,
        };
        let plan = project.scripts.upgrade_plan(&[], self.target)?;
        let steps: Vec<Step> = plan.steps.into_iter().filter(|step| step.node.is_some()).collect();
        let mut lines: Vec<Value> = known.to_vec();
        known.iter().for_each(print);
        let mut real = None;
        if let Some(last) = known.len().checked_sub(1) {
            self.alembic(&mut real)?.upgrade(&steps[last].heads.join(" "))?;
        }
        while lines.len() < steps.len() {
            let rest = &steps[lines.len()..];
            let found =
                attempt(&runner, &mut interpreter, rest, fallback, &mut sequences).ok_or(Stop::BeginAgain)?;
            let is_refused = found.last().is_some_and(|line| line["by"] == "refused");
            lines.extend(found);
            if is_refused {
                let revision = steps[lines.len() - 1].revision.as_deref().unwrap_or_default();
                if self.in_one_go.contains(&revision) {
                    return Err(Stop::RealSoFar(lines));
                }
                self.alembic(&mut real)?.upgrade(revision).map_err(|_| Stop::RealSoFar(lines.clone()))?;
            }
        }
        Ok(())
    }

    /// Started when it is first needed.
    fn alembic<'b>(&self, real: &'b mut Option<Alembic>) -> Result<&'b mut Alembic> {
        let (program, arguments) = self
            .command
            .split_first()
            .ok_or_else(|| Error::new("there is no Alembic to run what is refused"))?;
        Ok(match real {
            Some(real) => real,
            None => real.insert(Alembic::start(program, arguments)?),
        })
    }

    /// The database as it was before the history.
    fn reset(&self) -> Result<()> {
        let (server, database) =
            self.url.rsplit_once('/').ok_or_else(|| Error::new("no database in the URL"))?;
        let (runtime, client) = connect(&format!("{server}/postgres"))?;
        for sql in [
            format!("DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)"),
            format!("CREATE DATABASE \"{database}\" TEMPLATE \"{}\"", self.template),
        ] {
            runtime.block_on(client.batch_execute(&sql)).map_err(failed)?;
        }
        Ok(())
    }
}

/// The steps by us in one run, which remembers the types that it made, up to the first that is refused;
/// what is to be said of each. `None` where the run has to begin again.
fn attempt(
    runner: &Runner<'_>,
    interpreter: &mut Interpreter,
    steps: &[Step],
    fallback: &Fallback,
    sequences: &mut Sequences<'_>,
) -> Option<Vec<Value>> {
    let mut lines: Vec<Value> = Vec::new();
    let mut used = fallback.used().len();
    let mut began = Instant::now();
    let mut ended = |step: &Step, outcome: Option<&Error>| {
        let path = step.node.map(|node| runner.graph.revision(node).file.path.display().to_string());
        let seconds = began.elapsed().as_secs_f64();
        let line = json!({ "revision": step.revision, "file": path, "seconds": seconds });
        let line = match (outcome, fallback.used().get(used)) {
            (Some(error), _) => with(with(line, json!({ "by": "refused" })), refusal(error)),
            (None, None) => with(line, json!({ "by": "native" })),
            (None, Some(reason)) => {
                let place = reason.reason.place.as_ref();
                let said = json!({
                    "by": "python",
                    "error": reason.reason.construct,
                    "place": place.map(ToString::to_string),
                    "source": place.map(|place| place.source.trim().to_owned()),
                });
                with(line, said)
            }
        };
        print(&line);
        lines.push(line);
        used = fallback.used().len();
        began = Instant::now();
    };
    let mut running = 0;
    let outcome = runner.run(interpreter, steps, &mut |progress| {
        running = progress.index;
        if let Some(before) = running.checked_sub(1) {
            ended(&steps[before], None);
        }
        sequences.note();
    });
    if outcome.is_err() {
        sequences.take_back();
    }
    match outcome {
        Err(_) if fallback.take_restart() => return None,
        outcome => {
            if let Some(step) = steps.get(running) {
                ended(step, outcome.as_ref().err());
            }
        }
    }
    Some(lines)
}

/// Numbers that a refused file drew stay drawn when it is rolled back.
struct Sequences<'a> {
    runtime: &'a Runtime,
    client: Arc<Client>,
    /// Name and last number when the file began.
    before: Vec<(String, Option<i64>)>,
}

impl Sequences<'_> {
    fn note(&mut self) {
        let sql = "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences";
        let rows = self.runtime.block_on(self.client.query(sql, &[])).unwrap_or_default();
        self.before = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    }

    fn take_back(&self) {
        let sql = "SELECT setval(to_regclass($1::text), coalesce($2, start_value), $2 IS NOT NULL) FROM pg_sequences \
                   WHERE format('%I.%I', schemaname, sequencename) = $1 AND last_value IS DISTINCT FROM $2";
        for (name, last) in &self.before {
            // the comparison tells where this failed
            let _ = self.runtime.block_on(self.client.query(sql, &[name, last]));
        }
    }
}

/// The real Alembic, as a process that takes one revision a line and answers with one line.
struct Alembic {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    process: Child,
}

impl Alembic {
    fn start(program: &str, arguments: &[&str]) -> Result<Alembic> {
        let mut process = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Error::new("the real Alembic has no pipes"));
        };
        Ok(Alembic { input, output: BufReader::new(output), process })
    }

    fn upgrade(&mut self, revision: &str) -> Result<()> {
        writeln!(self.input, "{revision}").map_err(failed)?;
        let mut answer = String::new();
        self.output.read_line(&mut answer).map_err(failed)?;
        if answer.trim() == "done" {
            return Ok(());
        }
        Err(Error::new(format!("the real Alembic cannot go on at {revision}: {}", answer.trim())))
    }
}

impl Drop for Alembic {
    fn drop(&mut self) {
        // it may have ended by itself
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
