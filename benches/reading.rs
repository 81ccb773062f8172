//! How long reading takes, beside CPython with SQLAlchemy and Alembic on the same files in the same run.
//!
//! Each sample is a process of its own, ours and CPython's in turn, as each run of a command is; what is
//! compared is the time from the program's first line, so that CPython's own start doesn't count.
//! A first run has nothing that an earlier one left: no compiled modules of ours, no `__pycache__` of the
//! project's (installed packages have theirs from pip). A later run has both.
//! Started by `scripts/benchmark.sh`; figures go to stdout, nothing is asserted.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own")]

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::rc::Rc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use gen_migration::config::{Config, Variables};
use gen_migration::python::value::Value;
use gen_migration::python::with_large_stack;
use gen_migration::revision::collect::CollectingSink;
use gen_migration::revision::evaluate::{self, Surroundings};
use gen_migration::revision::script_directory::ScriptDirectory;
use gen_migration::revision::step::Direction;
use gen_migration::{environment, metadata};
use serde::{Deserialize, Serialize};

/// CPython's half; prints the same JSON.
const PROGRAM: &str = include_str!("reading.py");

#[derive(Clone, Debug)]
struct Task {
    /// The folder that modules are imported from.
    project: PathBuf,
    /// `package.module:Base`.
    models: String,
    /// The script directory: `versions/` lies in it.
    scripts: PathBuf,
    python: PathBuf,
    samples: usize,
    /// Where compiled modules are kept.
    cache: Option<PathBuf>,
}

/// What a project of 75 tables and 58 revisions is to take, in milliseconds.
const MODELS: f64 = 20.0;
const REVISIONS: f64 = 50.0;

/// One sample: milliseconds, and what there was to read.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Sample {
    models: f64,
    tables: usize,
    revisions: f64,
    files: usize,
    /// Files that stopped: what they read from a database isn't there.
    stopped: Vec<String>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut task = Task {
        project: "compose/service".into(),
        models: "app.models:Base".to_owned(),
        scripts: "migrations".into(),
        python: ".venv-test/bin/python".into(),
        samples: 7,
        cache: None,
    };
    let mut once = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("{argument} wants a value"));
        match &*argument {
            "--project" => task.project = value()?.into(),
            "--models" => task.models = value()?,
            "--scripts" => task.scripts = value()?.into(),
            "--python" => task.python = value()?.into(),
            "--samples" => task.samples = value()?.parse()?,
            "--cache" => task.cache = Some(value()?.into()),
            "--once" => once = true,
            // cargo's own
            "--bench" => {}
            other => bail!("unknown argument `{other}`"),
        }
    }
    if once {
        println!("{}", serde_json::to_string(&ours(&task)?)?);
        return Ok(());
    }
    compare(&task)
}

fn compare(task: &Task) -> Result<()> {
    println!("{} samples each, in turn; medians\n", task.samples.max(1));
    println!("{:<34}{:>14}{:>14}{:>9}", "", "gen-migration", "CPython", "ratio");
    let (own, real) = samples(task, None)?;
    lines("first run", &own, &real);
    let kept = std::env::temp_dir().join(format!("gen-migration-benchmark-{}", std::process::id()));
    let later = samples(task, Some(&kept));
    let _ = std::fs::remove_dir_all(&kept);
    let (later, later_real) = later?;
    lines("later runs", &later, &later_real);
    let (first, other) = (&own[0], &real[0]);
    for (who, sample) in [("gen-migration", first), ("CPython", other)] {
        if !sample.stopped.is_empty() {
            println!("\n{who}: {} files stopped, having no database to ask", sample.stopped.len());
            for stopped in &sample.stopped {
                println!("  {stopped}");
            }
        }
    }
    for sample in own.iter().chain(&later) {
        if sample.tables != other.tables || sample.files != other.files {
            bail!("not the same was read: {sample:?} and {other:?}");
        }
    }
    Ok(())
}

/// Ours and CPython's. With a folder, what a first run leaves there is used by those that count.
fn samples(task: &Task, kept: Option<&Path>) -> Result<(Vec<Sample>, Vec<Sample>)> {
    let (mut own, mut real) = (Vec::new(), Vec::new());
    let unmeasured = usize::from(kept.is_some());
    for _ in 0..task.samples.max(1) + unmeasured {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--once").args(["--models", &task.models]);
        command.arg("--project").arg(&task.project).arg("--scripts").arg(&task.scripts);
        if let Some(kept) = kept {
            command.arg("--cache").arg(kept.join("code"));
        }
        own.push(sample(&mut command)?);
        let mut command = Command::new(&task.python);
        command.args(["-c", PROGRAM]).arg(&task.project).arg(&task.models).arg(&task.scripts);
        match kept {
            Some(kept) => {
                command.env("PYTHONPYCACHEPREFIX", kept.join("python")).env_remove("PYTHONDONTWRITEBYTECODE")
            }
            None => command.env("PYTHONDONTWRITEBYTECODE", "1"),
        };
        real.push(sample(&mut command)?);
    }
    Ok((own.split_off(unmeasured), real.split_off(unmeasured)))
}

fn lines(which: &str, own: &[Sample], real: &[Sample]) {
    let (tables, files) = (own[0].tables, own[0].files);
    line(&format!("{which}: models, {tables} tables"), own, real, MODELS, |sample| sample.models);
    line(&format!("{which}: revisions, {files} files"), own, real, REVISIONS, |sample| sample.revisions);
}

fn line(name: &str, own: &[Sample], real: &[Sample], budget: f64, time: impl Fn(&Sample) -> f64) {
    let median = |samples: &[Sample]| {
        let mut times: Vec<f64> = samples.iter().map(&time).collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let (own, real) = (median(own), median(real));
    let verdict = if own <= budget { "met" } else { "missed" };
    println!("{name:<34}{own:>11.1} ms{real:>11.1} ms{:>8.1}x  {budget:.0} ms: {verdict}", real / own);
}

fn sample(command: &mut Command) -> Result<Sample> {
    let output = command.output().with_context(|| format!("{:?}", command.get_program()))?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8(output.stdout)?;
    let line = text.lines().last().ok_or_else(|| anyhow!("no answer from {:?}", command.get_program()))?;
    Ok(serde_json::from_str(line)?)
}

fn ours(task: &Task) -> Result<Sample> {
    with_large_stack(|| {
        let start = Instant::now();
        let tables = read_models(task)?;
        let models = milliseconds(start);
        let start = Instant::now();
        let (files, stopped) = read_revisions(task)?;
        Ok(Sample { models, tables, revisions: milliseconds(start), files, stopped })
    })
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn configuration(task: &Task) -> Result<Config> {
    let mut config = Config::with_script_location(&std::path::absolute(&task.scripts)?);
    config.set_main_option("prepend_sys_path", &std::path::absolute(&task.project)?.display().to_string())?;
    config.code_cache = task.cache.clone();
    Ok(config)
}

/// How many tables there are.
fn read_models(task: &Task) -> Result<usize> {
    let config = configuration(task)?;
    let mut interpreter = environment::interpreter(&config, &Variables::default())?;
    let project = std::path::absolute(&task.project)?.display().to_string();
    if let Value::List(path) = interpreter.system_path() {
        path.borrow_mut().insert(0, Value::str(project));
    }
    let (module, base) = task.models.split_once(':').context("--models wants MODULE:BASE")?;
    let schema = interpreter
        .import(module)
        .and_then(|module| interpreter.get_attribute(&Value::Module(module), base))
        .and_then(|base| interpreter.get_attribute(&base, "metadata"))
        .and_then(|metadata| metadata::schema(&mut interpreter, &[metadata]))
        .map_err(|raise| anyhow!("{}", interpreter.error(raise)))?;
    Ok(schema.tables.len())
}

/// How many files there are, and which stopped.
fn read_revisions(task: &Task) -> Result<(usize, Vec<String>)> {
    let config = configuration(task)?;
    let scripts = ScriptDirectory::open(&config)?;
    let plan = scripts.upgrade_plan(&[], "heads")?;
    let mut interpreter = environment::interpreter(&config, &Variables::default())?;
    if let Value::List(path) = interpreter.system_path() {
        path.borrow_mut().insert(0, Value::str(std::path::absolute(&task.project)?.display().to_string()));
    }
    let sink = Rc::new(RefCell::new(CollectingSink { offline: true, ..CollectingSink::default() }));
    let (mut files, mut stopped) = (0, Vec::new());
    for node in plan.steps.iter().filter_map(|step| step.node) {
        let file = &scripts.graph().revision(node).file;
        files += 1;
        let surroundings = Surroundings::default();
        if let Err(error) =
            evaluate::run(&mut interpreter, file, Direction::Upgrade, &surroundings, sink.clone())
        {
            let name = file.path.file_name().unwrap_or_else(|| Path::new("?").as_os_str());
            stopped.push(format!("{}: {error}", name.display()));
        }
    }
    Ok((files, stopped))
}
