//! Model pairs through the real Alembic and through us: the same body byte for byte where Alembic's is
//! right; and whatever we write, the real Alembic runs it up and down, the upgraded catalog is the
//! models', the downgraded one is the old one.

#[path = "../common/mod.rs"]
mod common;
mod declared;
mod score;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::conversing::Conversing;
use common::dump;
use common::server::Server;
use gen_migration::catalog::{IntrospectOptions, introspect};
use gen_migration::diff::summary::Verb;
use gen_migration::diff::{
    DiffOptions, apply_renames, candidates, declare, diff, downgrade, summarize, upgrade,
};
use gen_migration::render::{RenderOptions, Rendered, render};
use gen_migration::schema::{Names, Schema};
use serde_json::{Value, json};

const ORACLE: &str = include_str!("oracle.py");
const CASES: &str = include_str!("cases.py");
const PAIRS: &str = include_str!("pairs.py");
const RUN: &str = include_str!("run.py");

struct Case {
    name: String,
    from: Schema,
    to: Schema,
    /// `to`, and what the models know nothing of.
    whole: Schema,
    url: String,
    up: Rendered,
    down: Rendered,
    theirs: Option<(String, String)>,
    is_overlooked: bool,
    wrong: Vec<String>,
}

#[test]
fn written_as_alembic_writes_and_run_by_alembic() {
    prove(&Suite { what: "cases", source: CASES, every: 1, dumps: false }, 50);
}

/// One respect at a time, there and back, down to what `pg_dump` says. A sample of them unless
/// `GEN_MIGRATION_FULL` is set.
#[test]
fn each_kind_of_change_there_and_back() {
    // odd, so that both directions come up
    let (every, at_least) =
        if std::env::var_os("GEN_MIGRATION_FULL").is_some() { (1, 590) } else { (11, 50) };
    prove(&Suite { every, ..pairs() }, at_least);
}

fn pairs() -> Suite {
    Suite { what: "pairs", source: PAIRS, every: 1, dumps: true }
}

/// What the real Alembic overlooks or gets wrong, and the pairs that show it, always run. An unchanged
/// volatile default and an unchanged default of json, which it takes for changes, are in `tests/truth`.
const OVERLOOKED: &[(&str, &[&str])] = &[
    ("a value added to an enum", &["an enum value between", "an enum value that is used at once"]),
    ("the predicate of an index", &["another predicate"]),
    (
        "the method of an index, and what it covers",
        &["the method of an index", "columns that an index covers"],
    ),
    ("a primary key", &["a primary key of two columns"]),
    ("an exclusion constraint", &["an exclusion constraint"]),
    ("a check, and its condition", &["a named check", "the condition of a check"]),
    ("a sequence", &["a sequence with options"]),
    ("arguments that a type had none of", &["precision and scale", "a length"]),
    ("a collation", &["a collation"]),
    ("the expression of a computed column", &["another expression of a computed column"]),
    ("the default of a json column", &["another json default"]),
    ("the type of an enum column that is added", &["an enum column"]),
    ("the order in which tables go", &["a chain of tables, and back"]),
];

#[test]
fn what_alembic_overlooks_is_seen() {
    let names: Vec<&str> = OVERLOOKED.iter().flat_map(|(_, names)| *names).copied().collect();
    for (what, names) in OVERLOOKED {
        for name in *names {
            let row = format!("(\"{}\",", name.trim_end_matches(", and back"));
            assert!(PAIRS.contains(&row), "{what}: no pair {name}");
        }
    }
    let verdicts = proven(&pairs(), &names.join("|"));
    assert!(verdicts >= names.len());
}

/// A file of cases, and what is asked of them.
struct Suite {
    what: &'static str,
    source: &'static str,
    /// Take each so many'th case.
    every: usize,
    /// Whether `pg_dump` has to agree as well.
    dumps: bool,
}

/// How many cases have their databases at one time: each takes two of 8 MB.
const PART: usize = 10;

/// How many parts are worked on at one time.
const WORKERS: usize = 3;

/// Who works on parts: a Python of its own, and databases that are used again and again.
struct Worker {
    oracle: Conversing,
    server: Server,
    /// The databases' names begin with it.
    prefix: String,
}

impl Worker {
    fn start(suite: &Suite, number: usize) -> Worker {
        let source = gen_migration::render::python_string(suite.source);
        let oracle = Conversing::start(&format!("CASES_SOURCE = {source}\n{ORACLE}\n{RUN}"));
        let prefix = format!("test_{}_{}_{number}", suite.what, std::process::id());
        Worker { oracle, server: Server::shared(), prefix }
    }

    fn url(&self, at: usize, side: &str) -> String {
        self.server.url(&format!("{}_{at}_{side}", self.prefix))
    }

    fn cases(&mut self, suite: &Suite, part: usize, only: &str, score: bool) -> Vec<Value> {
        let base = self.server.url("");
        let order = json!({
            "server": base.trim_end_matches('/'), "prefix": self.prefix, "only": only,
            "every": suite.every, "part": [part * PART, (part + 1) * PART], "score": score
        });
        self.oracle.ask(&order).as_array().expect("a list").clone()
    }

    /// The real Alembic runs bodies.
    fn run(&mut self, bodies: Vec<Value>) -> Vec<Value> {
        self.oracle.ask(&json!({"run": bodies})).as_array().expect("a list").clone()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // a failing test leaves its databases for inspection
        if std::thread::panicking() {
            return;
        }
        for at in 0..PART {
            for side in ["from", "to"] {
                let drop = format!("DROP DATABASE IF EXISTS {}_{at}_{side} WITH (FORCE)", self.prefix);
                self.server.psql("postgres", &drop);
            }
        }
    }
}

/// Works through parts until one is not full; the answers to all cases, in order.
fn part_by_part<T: Send>(suite: &Suite, work: impl Fn(&mut Worker, usize) -> Vec<T> + Sync) -> Vec<T> {
    let (next, end) = (AtomicUsize::new(0), AtomicUsize::new(usize::MAX));
    let done = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for number in 0..WORKERS {
            let (next, end, done, work) = (&next, &end, &done, &work);
            scope.spawn(move || {
                let mut worker = Worker::start(suite, number);
                loop {
                    let part = next.fetch_add(1, Ordering::SeqCst);
                    if part > end.load(Ordering::SeqCst) {
                        return;
                    }
                    let answers = work(&mut worker, part);
                    if answers.len() < PART {
                        end.fetch_min(part, Ordering::SeqCst);
                    }
                    done.lock().expect("no panic").insert(part, answers);
                }
            });
        }
    });
    done.into_inner().expect("no panic").into_values().flatten().collect()
}

fn prove(suite: &Suite, at_least: usize) {
    // for working on some cases: parts of their names
    let only = std::env::var("GEN_MIGRATION_TEST_CASES").unwrap_or_default();
    let at_least = if only.is_empty() { at_least } else { 1 };
    let suite = Suite { every: if only.is_empty() { suite.every } else { 1 }, ..*suite };
    let proven = proven(&suite, &only);
    assert!(proven >= at_least, "every case answers: {proven}");
}

/// How many cases have one of these parts in their names; all of them are right.
fn proven(suite: &Suite, only: &str) -> usize {
    let verdicts = part_by_part(suite, |worker, part| {
        let verdicts = prove_part(suite, worker, part, only);
        // at once: a long run may be ended
        for text in verdicts.iter().flat_map(|verdict| &verdict.wrong) {
            let _ = writeln!(std::io::stderr(), "WRONG {text}\n");
        }
        verdicts
    });
    let proven = verdicts.len();
    let wrong: Vec<String> = verdicts
        .into_iter()
        .filter(|verdict| !verdict.wrong.is_empty())
        .map(|verdict| verdict.name)
        .collect();
    assert!(wrong.is_empty(), "{} of {proven} wrong: {wrong:#?}", wrong.len());
    proven
}

/// A case, and what is wrong with what we made of it.
struct Verdict {
    name: String,
    wrong: Vec<String>,
}

fn prove_part(suite: &Suite, worker: &mut Worker, part: usize, only: &str) -> Vec<Verdict> {
    let Suite { dumps, .. } = *suite;
    let server = worker.server.clone();
    let answers = worker.cases(suite, part, only, false);
    let url: Vec<[String; 2]> =
        (0..answers.len()).map(|at| [worker.url(at, "from"), worker.url(at, "to")]).collect();
    let mut cases: Vec<Case> = answers.iter().zip(&url).map(|(it, [from, to])| case(it, from, to)).collect();
    for case in &mut cases {
        if case.is_overlooked {
            case.wrong.push(format!("{}: no difference found", case.name));
        }
        if let Some((up, down)) = &case.theirs {
            for (direction, ours, theirs) in
                [("upgrade", &case.up.body, up), ("downgrade", &case.down.body, down)]
            {
                if ours != theirs {
                    let text = format!("{} {direction}\n--- ours\n{ours}\n--- Alembic\n{theirs}", case.name);
                    case.wrong.push(text);
                }
            }
        }
    }

    let dump = |url: &String| if dumps { dump::dump(&server, url) } else { dump::Dump::default() };
    let before: Vec<dump::Dump> = cases.iter().map(|case| dump(&case.url)).collect();
    run(worker, &mut cases, |case| &case.up, "upgrade");
    for (at, case) in cases.iter_mut().enumerate() {
        if let Some(difference) = dump(&case.url).difference(&dump(&url[at][1])) {
            case.wrong.push(format!("{} upgraded, by pg_dump: {difference}\n{}", case.name, case.up.body));
        }
        compare(case, "upgraded");
        let left = diff(&read(&case.url), &case.to, &DiffOptions::default());
        if !left.is_empty() {
            case.wrong.push(format!("{}: a second run finds {left:#?}", case.name));
        }
    }
    run(worker, &mut cases, |case| &case.down, "downgrade");
    for (case, before) in cases.iter_mut().zip(&before) {
        compare(case, "downgraded");
        if let Some(difference) = dump(&case.url).difference(before) {
            case.wrong
                .push(format!("{} downgraded, by pg_dump: {difference}\n{}", case.name, case.down.body));
        }
    }
    // one kind of change is printed as it is sent: the whole cases show that
    if !dumps && cases.iter().all(|case| case.wrong.is_empty()) {
        run_offline(worker, &mut cases);
    }
    cases.into_iter().map(|case| Verdict { name: case.name, wrong: case.wrong }).collect()
}

fn case(answer: &Value, from_url: &str, to_url: &str) -> Case {
    let name = answer["name"].as_str().expect("a name").to_owned();
    let from = read(from_url);
    let mut to = read(to_url);
    let models = declared::schema(&answer["declared"]);
    declare(&mut to, &models);
    // what the models know nothing of is no part of what they make
    let whole = to.clone();
    to.tables.retain(|name, table| {
        !table.catalog.as_ref().is_some_and(|catalog| catalog.inherits) || models.tables.contains_key(name)
    });
    let options = DiffOptions::default();
    let renames = if answer["renames"] == true { candidates(&from, &to, &options) } else { Vec::new() };
    let operations = apply_renames(&from, &to, &options, &renames);
    if answer["renames"] == true {
        let lines = summarize(&operations).lines;
        assert!(lines.iter().all(|it| matches!(it.verb, Verb::Change | Verb::Execute)), "{name}: {lines:?}");
    }
    // random edits may cancel out
    let is_overlooked = operations.is_empty() && !answer["identical"].is_null();
    let rendered = |operations: &[_]| {
        render(operations, &RenderOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let up = rendered(&upgrade(&operations));
    let down = rendered(&downgrade(&operations).expect("reverses"));
    let body = |at: usize| answer["bodies"][at].as_str().map(str::to_owned);
    let theirs = body(0).zip(body(1));
    assert_eq!(theirs.is_some(), answer["identical"] == true, "{name}");
    Case {
        name,
        from,
        to,
        whole,
        url: from_url.to_owned(),
        up,
        down,
        theirs,
        is_overlooked,
        wrong: Vec::new(),
    }
}

/// Hands all bodies to one process of the real Alembic; what failed is noted with the body.
fn run(worker: &mut Worker, cases: &mut [Case], part: impl Fn(&Case) -> &Rendered, what: &str) {
    let answers = alembic(worker, cases, &part, false);
    for (case, answer) in cases.iter_mut().zip(answers) {
        if let Some(error) = answer["error"].as_str() {
            let text = format!("{} {what} fails: {error}\n{}", case.name, part(case).body);
            case.wrong.push(text);
        }
    }
}

fn alembic(
    worker: &mut Worker,
    cases: &[Case],
    part: impl Fn(&Case) -> &Rendered,
    offline: bool,
) -> Vec<Value> {
    let order: Vec<Value> = cases
        .iter()
        .map(|case| {
            let Rendered { body, imports } = part(case);
            json!({"url": case.url, "body": body, "imports": imports, "offline": offline})
        })
        .collect();
    worker.run(order)
}

/// `alembic upgrade --sql`, piped into psql.
fn run_offline(worker: &mut Worker, cases: &mut [Case]) {
    let answers = alembic(worker, cases, |case| &case.up, true);
    for (case, answer) in cases.iter_mut().zip(answers) {
        if let Some(error) = answer["error"].as_str() {
            case.wrong.push(format!("{} offline fails: {error}\n{}", case.name, case.up.body));
            continue;
        }
        let database = case.url.rsplit('/').next().expect("a database");
        worker.server.psql(database, answer["sql"].as_str().expect("SQL"));
        compare(case, "upgraded");
    }
}

fn compare(case: &mut Case, what: &str) {
    let (expected, names, body) = match what {
        "downgraded" => (&case.from, Names::Compared, &case.down.body),
        _ => (&case.whole, Names::Ignored, &case.up.body),
    };
    let (found, expected) = (read(&case.url).normal_form(names), expected.normal_form(names));
    if found != expected {
        let missing: Vec<_> = expected.difference(&found).collect();
        let surplus: Vec<_> = found.difference(&expected).collect();
        let text = format!("{} {what}: missing {missing:#?}\nsurplus {surplus:#?}\n{body}", case.name);
        case.wrong.push(text);
    }
}

fn read(url: &str) -> Schema {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (client, connection) =
            tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("the test server");
        let connection = tokio::spawn(connection);
        let options = IntrospectOptions { all_schemas: true, ..IntrospectOptions::default() };
        let schema = introspect(&client, &options).await.expect("a catalog");
        drop(client);
        connection.await.expect("a task").expect("a connection");
        schema
    })
}
