//! Model pairs through the real Alembic and through us: the same body byte for byte where Alembic's is
//! right; and whatever we write, the real Alembic runs it up and down, the upgraded catalog is the
//! models', the downgraded one is the old one.

#[path = "../common/mod.rs"]
mod common;
mod declared;
mod dump;
mod score;

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
const RANDOM_PAIRS: &str = include_str!("random_pairs.py");
const PAIRS: &str = include_str!("pairs.py");
const RUN: &str = include_str!("run.py");

struct Case {
    name: String,
    from: Schema,
    to: Schema,
    url: String,
    up: Rendered,
    down: Rendered,
    theirs: Option<(String, String)>,
    is_overlooked: bool,
}

#[test]
fn written_as_alembic_writes_and_run_by_alembic() {
    prove(&Suite { what: "cases", source: CASES, seeds: (0, 0), every: 1, dumps: false }, 50);
}

/// One respect at a time, there and back, down to what `pg_dump` says. A sample of them unless
/// `GEN_MIGRATION_FULL` is set.
#[test]
fn each_kind_of_change_there_and_back() {
    // odd, so that both directions come up
    let (every, at_least) = if std::env::var_os("GEN_MIGRATION_FULL").is_some() { (1, 380) } else { (7, 50) };
    prove(&Suite { what: "pairs", source: PAIRS, seeds: (0, 0), every, dumps: true }, at_least);
}

/// Other seeds: `GEN_MIGRATION_TEST_SEEDS=100..200`.
#[test]
fn random_pairs_hold_too() {
    let seeds = std::env::var("GEN_MIGRATION_TEST_SEEDS").unwrap_or_else(|_| "0..8".to_owned());
    let (first, end) = seeds.split_once("..").expect("FIRST..END");
    let seeds: (usize, usize) = (first.parse().expect("a number"), end.parse().expect("a number"));
    let suite = Suite { what: "random", source: RANDOM_PAIRS, seeds, every: 1, dumps: false };
    prove(&suite, seeds.1 - seeds.0);
}

/// A file of cases, and what is asked of them.
struct Suite {
    what: &'static str,
    source: &'static str,
    seeds: (usize, usize),
    /// Take each so many'th case.
    every: usize,
    /// Whether `pg_dump` has to agree as well.
    dumps: bool,
}

/// How many cases have their databases at one time: each takes two of 8 MB.
const PART: usize = 30;

fn prove(suite: &Suite, at_least: usize) {
    // for working on one case: a part of its name
    let only = std::env::var("GEN_MIGRATION_TEST_CASES").unwrap_or_default();
    let (at_least, every) = if only.is_empty() { (at_least, suite.every) } else { (1, 1) };
    let mut proven = 0;
    let mut wrong = Vec::new();
    loop {
        let order = json!({
            "seeds": suite.seeds, "only": only, "every": every, "part": [proven, proven + PART], "score": false
        });
        let count = prove_part(suite, order, &mut wrong);
        proven += count;
        if count < PART {
            break;
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(proven >= at_least, "every case answers");
}

/// How many cases there were in that part.
fn prove_part(suite: &Suite, mut order: Value, wrong: &mut Vec<String>) -> usize {
    let Suite { what, source, dumps, .. } = *suite;
    let server = Server::shared();
    let prefix = format!("test_{what}_{}", std::process::id());
    let base = server.url("");
    order["server"] = base.trim_end_matches('/').into();
    order["prefix"] = prefix.clone().into();
    let answers = ask_oracle(source, &order);
    let wrong_before = wrong.len();

    let url = |at: usize, side: &str| server.url(&format!("{prefix}_{at}_{side}"));
    let cases: Vec<Case> =
        answers.iter().enumerate().map(|(at, it)| case(it, &url(at, "from"), &url(at, "to"))).collect();
    wrong.extend(
        cases.iter().filter(|it| it.is_overlooked).map(|it| format!("{}: no difference found", it.name)),
    );
    for case in &cases {
        if let Some((up, down)) = &case.theirs {
            for (direction, ours, theirs) in
                [("upgrade", &case.up.body, up), ("downgrade", &case.down.body, down)]
            {
                if ours != theirs {
                    wrong.push(format!("{} {direction}\n--- ours\n{ours}\n--- Alembic\n{theirs}", case.name));
                }
            }
        }
    }

    let dump = |url: &String| if dumps { dump::dump(&server, url) } else { dump::Dump::default() };
    let before: Vec<dump::Dump> = cases.iter().map(|case| dump(&case.url)).collect();
    wrong.extend(run(&cases, |case| &case.up, "upgrade"));
    for (at, case) in cases.iter().enumerate() {
        if let Some(difference) = dump(&case.url).difference(&dump(&url(at, "to"))) {
            wrong.push(format!("{} upgraded, by pg_dump: {difference}\n{}", case.name, case.up.body));
        }
    }
    for case in &cases {
        compare(case, &case.to, Names::Ignored, "upgraded", wrong);
        let left = diff(&read(&case.url), &case.to, &DiffOptions::default());
        if !left.is_empty() {
            wrong.push(format!("{}: a second run finds {left:#?}", case.name));
        }
    }
    wrong.extend(run(&cases, |case| &case.down, "downgrade"));
    for case in &cases {
        compare(case, &case.from, Names::Compared, "downgraded", wrong);
    }
    for (case, before) in cases.iter().zip(&before) {
        if let Some(difference) = dump(&case.url).difference(before) {
            wrong.push(format!("{} downgraded, by pg_dump: {difference}\n{}", case.name, case.down.body));
        }
    }
    if wrong.len() == wrong_before {
        run_offline(&server, &cases, wrong);
    }
    for at in 0..answers.len() {
        for side in ["from", "to"] {
            server.psql("postgres", &format!("DROP DATABASE {prefix}_{at}_{side} WITH (FORCE)"));
        }
    }
    answers.len()
}

fn ask_oracle(source: &str, order: &Value) -> Vec<Value> {
    let program = format!("CASES_SOURCE = {}\n{ORACLE}", gen_migration::render::python_string(source));
    serde_json::from_str(&common::run_python(&program, &order.to_string())).expect("JSON from Python")
}

fn case(answer: &Value, from_url: &str, to_url: &str) -> Case {
    let name = answer["name"].as_str().expect("a name").to_owned();
    let from = read(from_url);
    let mut to = read(to_url);
    declare(&mut to, &declared::schema(&answer["declared"]));
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
    Case { name, from, to, url: from_url.to_owned(), up, down, theirs, is_overlooked }
}

/// Hands all bodies to one process of the real Alembic; what failed, with the body.
fn run(cases: &[Case], part: impl Fn(&Case) -> &Rendered, what: &str) -> Vec<String> {
    let answers = alembic(cases, &part, false);
    cases
        .iter()
        .zip(answers)
        .filter_map(|(case, answer)| {
            let error = answer["error"].as_str()?.to_owned();
            Some(format!("{} {what} fails: {error}\n{}", case.name, part(case).body))
        })
        .collect()
}

fn alembic(cases: &[Case], part: impl Fn(&Case) -> &Rendered, offline: bool) -> Vec<Value> {
    let order: Vec<Value> = cases
        .iter()
        .map(|case| {
            let Rendered { body, imports } = part(case);
            json!({"url": case.url, "body": body, "imports": imports, "offline": offline})
        })
        .collect();
    run_bodies(order)
}

fn run_bodies(order: Vec<Value>) -> Vec<Value> {
    let answer = common::run_python(RUN, &Value::from(order).to_string());
    serde_json::from_str(&answer).expect("JSON from Python")
}

/// `alembic upgrade --sql`, piped into psql.
fn run_offline(server: &Server, cases: &[Case], wrong: &mut Vec<String>) {
    for (case, answer) in cases.iter().zip(alembic(cases, |case| &case.up, true)) {
        if let Some(error) = answer["error"].as_str() {
            wrong.push(format!("{} offline fails: {error}\n{}", case.name, case.up.body));
            continue;
        }
        let database = case.url.rsplit('/').next().expect("a database");
        server.psql(database, answer["sql"].as_str().expect("SQL"));
        compare(case, &case.to, Names::Ignored, "upgraded offline", wrong);
    }
}

fn compare(case: &Case, expected: &Schema, names: Names, what: &str, wrong: &mut Vec<String>) {
    let (found, expected) = (read(&case.url).normal_form(names), expected.normal_form(names));
    if found != expected {
        let missing: Vec<_> = expected.difference(&found).collect();
        let surplus: Vec<_> = found.difference(&expected).collect();
        let body = if what == "downgraded" { &case.down.body } else { &case.up.body };
        wrong.push(format!("{} {what}: missing {missing:#?}\nsurplus {surplus:#?}\n{body}", case.name));
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
