//! Graphs of revisions against the real Alembic: heads, bases, labels, and every plan of upgrade,
//! downgrade, stamp and history that a target can ask for, from every state of the version table.

#[path = "../common/mod.rs"]
mod common;
mod graphs;

use std::collections::BTreeSet;
use std::path::Path;

use gen_migration::config::Config;
use gen_migration::revision::display::Parts;
use gen_migration::revision::script_directory::{Plan, ScriptDirectory};
use gen_migration::revision::step::VersionChange;
use graphs::{File, GRAPHS, NONE, owned, random_graph, write, write_owned};
use serde_json::{Value, json};

/// Answers every question about every graph.
const ORACLE: &str = r#"
import json, sys, warnings
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionMap, RevisionError
from alembic.runtime.migration import HeadMaintainer
from alembic.util import CommandError

# where Alembic keeps a set, its order is the hash seed's; the order of the files is as good as any
original = RevisionMap._normalize_depends_on
def ordered(self, revisions, map_):
    original(self, revisions, map_)
    for revision in revisions:
        kept = set(revision._normalized_resolved_dependencies)
        revision._normalized_resolved_dependencies = tuple(
            dict.fromkeys(d for d in revision._resolved_dependencies if d in kept))
RevisionMap._normalize_depends_on = ordered

from alembic import util
commas = util.format_as_comma
util.format_as_comma = lambda value: commas(sorted(value) if isinstance(value, (set, frozenset)) else value)

class Rows(HeadMaintainer):
    def __init__(self, heads):
        self.heads = set(heads)
    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)
        self.changes.append(["insert", version])
    def _delete_version(self, version):
        self.heads.remove(version)
        self.changes.append(["delete", version])
    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)
        self.changes.append(["update", from_, to_])

def plan(steps, current):
    rows = Rows(current)
    answer = []
    for step in steps:
        rows.changes = []
        rows.update_to_step(step)
        answer.append({"log": str(step), "changes": rows.changes, "heads": sorted(rows.heads)})
    return answer

def ids(revisions):
    return [r.revision if r is not None else None for r in revisions]

def ask(script, question):
    kind, current = question["kind"], tuple(question.get("current", ()))
    target = question.get("target")
    if kind == "upgrade":
        return plan(script._upgrade_revs(target, current), current)
    if kind == "downgrade":
        return plan(script._downgrade_revs(target, current), current)
    if kind == "stamp":
        return plan(script._stamp_revs(tuple(target), current), current)
    if kind == "walk":
        return ids(script.walk_revisions(question["base"], question["head"]))
    if kind == "revision":
        return ids([script.get_revision(target)])
    if kind == "show":
        shown = script.get_revision(target)
        shown._db_current_indicator = question["is_current"]
        forms = [shown.log_entry]
        for bits in range(16):
            forms.append(shown.cmd_format(False, *(bool(bits & 1 << n) for n in range(4))))
        shown._db_current_indicator = None
        return forms
    if kind == "all_current":
        return sorted(ids(script.get_all_current(current)))
    raise Exception(kind)

answers = []
for graph in json.load(sys.stdin):
    config = Config()
    config.set_main_option("script_location", graph["folder"])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            script = ScriptDirectory.from_config(config)
            script.revision_map._revision_map
        except (CommandError, RevisionError) as error:
            answers.append({"error": str(error)})
            continue
        except Exception as error:
            answers.append({"error": str(caught[0].message) if caught else None})
            continue
    try:
        head = script.get_current_head()
    except CommandError as error:
        head = {"error": str(error)}
    try:
        order = [step.revision.revision for step in script._upgrade_revs("heads", ())]
    except CommandError as error:
        answers.append({"error": str(error)})
        continue
    answer = {
        "heads": script.get_heads(), "real_heads": script.get_heads(consider_depends_on=True),
        "bases": script.get_bases(), "head": head,
        "labels": {r.revision: sorted(r.branch_labels) for r in script.walk_revisions()},
        "order": order,
        "answers": [],
    }
    for question in graph["questions"]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                reply = {"answer": ask(script, question)}
            except CommandError as error:
                reply = {"error": str(error)}
            except Exception as error:
                reply = {"error": None, "kind": type(error).__name__}
            reply["warnings"] = [str(w.message) for w in caught]
        answer["answers"].append(reply)
    answers.append(answer)
json.dump(answers, sys.stdout)
"#;

fn open(folder: &Path) -> gen_migration::error::Result<ScriptDirectory> {
    ScriptDirectory::open(&Config::with_script_location(folder))
}

/// Every state of the version table that upgrading passes, each revision alone, and pairs of heads.
fn states(scripts: &ScriptDirectory) -> Vec<Vec<String>> {
    let mut states = BTreeSet::from([Vec::new()]);
    let plan = scripts.upgrade_plan(&[], "heads").expect("a plan");
    for step in &plan.steps {
        states.insert(step.heads.clone());
    }
    for revision in scripts.graph().revisions() {
        states.insert(vec![revision.id().to_owned()]);
    }
    let heads = scripts.heads(false);
    for (index, first) in heads.iter().enumerate() {
        for second in &heads[index + 1..] {
            states.insert(vec![first.clone(), second.clone()]);
        }
    }
    states.insert(vec!["gone".to_owned()]);
    states.into_iter().collect()
}

fn targets(scripts: &ScriptDirectory) -> Vec<String> {
    let mut targets: Vec<String> = [
        "head",
        "heads",
        "base",
        "+1",
        "+2",
        "+9",
        "-1",
        "-2",
        "-9",
        "+0",
        "-0",
        "zzzz",
        "zz",
        "nolabel@head",
        "@head",
        "base+1",
        "heads-1",
    ]
    .map(str::to_owned)
    .to_vec();
    let revisions = scripts.graph().revisions();
    let ids: Vec<&str> = revisions.iter().map(|revision| revision.id()).collect();
    for (index, id) in ids.iter().enumerate() {
        let start: String = id.chars().take(4).collect();
        let other = ids[(index + 1) % ids.len()];
        targets.extend([
            (*id).to_owned(),
            start,
            format!("{id}+1"),
            format!("{id}-1"),
            format!("{id}+3"),
            format!("{id}-3"),
        ]);
        targets.extend([
            format!("{id}@head"),
            format!("{id}@base"),
            format!("{other}@{id}"),
            format!("{id}@+1"),
            format!("{id}@-1"),
        ]);
    }
    for label in revisions.iter().flat_map(|revision| &revision.file.identifiers.branch_labels) {
        targets.extend([label.clone()]);
        for symbol in ["head", "heads", "base", "+1", "+2", "-1", "-2", "+9", "-9"] {
            targets.push(format!("{label}@{symbol}"));
        }
        for id in &ids {
            targets.extend([format!("{label}@{id}"), format!("{label}@{id}-1"), format!("{label}@{id}+1")]);
        }
    }
    targets.sort();
    targets.dedup();
    targets
}

/// GEN_MIGRATION_EXHAUSTIVE=1 asks every question, of more graphs.
fn exhaustive() -> bool {
    std::env::var_os("GEN_MIGRATION_EXHAUSTIVE").is_some()
}

/// Every twentieth combination, or all of them.
fn questions(scripts: &ScriptDirectory, offset: usize) -> Vec<Value> {
    let step = if exhaustive() { 1 } else { 20 };
    let mut questions = Vec::new();
    let targets = targets(scripts);
    for current in states(scripts) {
        for target in &targets {
            questions.push(json!({ "kind": "upgrade", "current": current, "target": target }));
            questions.push(json!({ "kind": "downgrade", "current": current, "target": target }));
            questions.push(json!({ "kind": "stamp", "current": current, "target": [target] }));
        }
        let heads = scripts.heads(false);
        questions.push(json!({ "kind": "stamp", "current": current, "target": heads }));
        questions.push(json!({ "kind": "stamp", "current": current, "target": [] }));
        questions.push(json!({ "kind": "all_current", "current": current }));
    }
    for target in &targets {
        questions.push(json!({ "kind": "revision", "target": target }));
        for base in ["base", "-2"] {
            questions.push(json!({ "kind": "walk", "base": base, "head": target }));
        }
        for head in ["head", "heads"] {
            questions.push(json!({ "kind": "walk", "base": target, "head": head }));
        }
    }
    for (index, revision) in scripts.graph().revisions().iter().enumerate() {
        for is_current in [true, false] {
            let show =
                json!({ "kind": "show", "target": revision.id(), "node": index, "is_current": is_current });
            questions.push(show);
        }
    }
    questions.into_iter().skip(offset % step).step_by(step).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().expect("a list").iter().map(|item| text(item).to_owned()).collect()
}

/// Our answer in the oracle's form.
fn answer(scripts: &ScriptDirectory, question: &Value) -> gen_migration::error::Result<(Value, Vec<String>)> {
    let current = || texts(&question["current"]);
    let plan = |plan: Plan| {
        let steps: Vec<Value> = plan
            .steps
            .iter()
            .map(|step| {
                let changes: Vec<Value> = step
                    .changes
                    .iter()
                    .map(|change| match change {
                        VersionChange::Insert(id) => json!(["insert", id]),
                        VersionChange::Delete(id) => json!(["delete", id]),
                        VersionChange::Update { from, to } => json!(["update", from, to]),
                    })
                    .collect();
                let heads: BTreeSet<&String> = step.heads.iter().collect();
                json!({ "log": step.to_string(), "changes": changes, "heads": heads })
            })
            .collect();
        (json!(steps), plan.warnings)
    };
    Ok(match text(&question["kind"]) {
        "upgrade" => plan(scripts.upgrade_plan(&current(), text(&question["target"]))?),
        "downgrade" => plan(scripts.downgrade_plan(&current(), text(&question["target"]))?),
        "stamp" => plan(scripts.stamp_plan(&current(), &texts(&question["target"]))?),
        "walk" => {
            let walked = scripts.walk(text(&question["base"]), text(&question["head"]))?;
            (json!(walked.iter().map(|revision| revision.id()).collect::<Vec<_>>()), Vec::new())
        }
        "revision" => {
            let found = scripts.revision(text(&question["target"]))?;
            (json!([found.map(|revision| revision.id())]), Vec::new())
        }
        "show" => {
            let (graph, current) = (scripts.graph(), question["is_current"] == true);
            let node = usize::try_from(question["node"].as_u64().expect("an index")).expect("small");
            let mut forms = vec![graph.long_form(node, current)];
            for bits in 0..16 {
                let bit = |n: u32| bits & (1 << n) != 0;
                let parts = Parts { branches: bit(0), message: bit(1), parents: bit(2), tree: bit(3) };
                forms.push(graph.short_form(node, parts, current));
            }
            (json!(forms), Vec::new())
        }
        _ => {
            let all = scripts.all_current(&current())?;
            let ids: BTreeSet<&str> = all.iter().map(|revision| revision.id()).collect();
            (json!(ids), Vec::new())
        }
    })
}

/// Which row is updated and which ones come or go is the order of a Python set: only their number counts
/// where there are several.
fn without_set_order(answer: &Value) -> Value {
    let mut answer = answer.clone();
    for step in answer.as_array_mut().into_iter().flatten() {
        if let Some(changes) = step.get_mut("changes").and_then(Value::as_array_mut)
            && changes.len() > 1
        {
            for change in changes {
                *change = change[0].clone();
            }
        }
    }
    answer
}

#[test]
fn plans_are_alembics() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut graphs = Vec::new();
    let mut job = Vec::new();
    let random = if exhaustive() { 60 } else { 20 };
    let known = GRAPHS.iter().map(|(name, files)| ((*name).to_owned(), owned(files)));
    let random = (0..random).map(|seed| (format!("random graph {seed}"), random_graph(seed)));
    for (index, (name, files)) in known.chain(random).enumerate() {
        let place = folder.path().join(index.to_string());
        write_owned(&place, &files);
        let scripts = open(&place).unwrap_or_else(|error| panic!("{name}: {error}"));
        let questions = questions(&scripts, index);
        job.push(json!({ "folder": place, "questions": questions }));
        graphs.push((name, scripts, questions));
    }
    let replies = common::run_python(ORACLE, &json!(job).to_string());
    let replies: Vec<Value> = serde_json::from_str(&replies).expect("JSON");
    let (mut asked, mut failures) = (0, Vec::new());
    for ((name, scripts, questions), reply) in graphs.iter().zip(&replies) {
        assert_eq!(json!(scripts.heads(false)), reply["heads"], "{name}: heads");
        assert_eq!(json!(scripts.heads(true)), reply["real_heads"], "{name}: real heads");
        assert_eq!(json!(scripts.bases()), reply["bases"], "{name}: bases");
        let head = scripts.current_head();
        let head = head.map_or_else(|error| json!({ "error": error.message() }), |head| json!(head));
        assert_eq!(head, reply["head"], "{name}: head");
        for revision in scripts.graph().revisions() {
            let labels: BTreeSet<&String> = revision.branch_labels.iter().collect();
            assert_eq!(json!(labels), reply["labels"][revision.id()], "{name}: labels of {}", revision.id());
        }
        let order: Vec<&str> =
            scripts.revisions_in_order().expect("an order").iter().map(|revision| revision.id()).collect();
        assert_eq!(json!(order), reply["order"], "{name}: order");
        for (question, reply) in questions.iter().zip(reply["answers"].as_array().expect("answers")) {
            asked += 1;
            let same = match answer(scripts, question) {
                Ok((ours, warnings)) => {
                    without_set_order(&ours) == without_set_order(&reply["answer"])
                        && json!(warnings) == reply["warnings"]
                }
                Err(error) => match &reply["error"] {
                    // an assertion or KeyError there, a sentence here
                    Value::Null => reply.get("error").is_some(),
                    theirs => error.message() == text(theirs),
                },
            };
            if !same {
                let ours = match answer(scripts, question) {
                    Ok(ours) => format!("{ours:?}"),
                    Err(error) => error.message().to_owned(),
                };
                failures.push(format!("{name}: {question}\n  Alembic: {reply}\n  ours:    {ours}"));
            }
        }
    }
    assert!(asked > 5_000, "{asked} questions");
    let shown = failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} of {asked} answers differ:\n{shown}", failures.len());
}

#[test]
fn broken_graphs_fail_with_alembics_words() {
    let graphs: &[(&[File], &str)] = &[
        (&[("a", &["b"], NONE, NONE), ("b", &["a"], NONE, NONE)], "Cycle is detected in revisions (a, b)"),
        (
            &[
                ("a", NONE, NONE, NONE),
                ("c", &["d"], NONE, NONE),
                ("d", &["c", "a"], NONE, NONE),
                ("b", &["a"], NONE, NONE),
            ],
            "Cycle is detected in revisions (c, d)",
        ),
        (&[("a", &["a"], NONE, NONE)], "Self-loop is detected in revisions (a)"),
        (&[("a", NONE, NONE, &["a"])], "Dependency self-loop is detected in revisions (a)"),
        (
            &[("a", NONE, NONE, &["c"]), ("b", &["a"], NONE, NONE), ("c", NONE, NONE, &["b"])],
            "Dependency cycle is detected in revisions (a, b, c)",
        ),
        (
            &[
                ("r", NONE, NONE, NONE),
                ("a", NONE, NONE, &["c"]),
                ("b", &["a"], NONE, NONE),
                ("c", NONE, NONE, &["b", "r"]),
            ],
            "Dependency cycle is detected in revisions (r, a, b, c)",
        ),
        (
            &[("a", NONE, &["x"], NONE), ("b", &["a"], &["x"], NONE)],
            "Branch name 'x' in revision b already used by revision a",
        ),
        (
            &[("a", NONE, &["b"], NONE), ("b", &["a"], NONE, NONE)],
            "Branch name 'b' in revision a already used by revision b",
        ),
        (&[("a-b", NONE, NONE, NONE)], "Character(s) '-' not allowed in revision identifier 'a-b'"),
        (&[("a@+b", NONE, NONE, NONE)], "Character(s) '+, @' not allowed in revision identifier 'a@+b'"),
        (
            &[("a", &["missing"], NONE, NONE)],
            "Revision missing referenced from missing -> a (head), message of a is not present",
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let mut job = Vec::new();
    for (index, (files, _)) in graphs.iter().enumerate() {
        let place = folder.path().join(index.to_string());
        write(&place, files);
        job.push(json!({ "folder": place, "questions": [] }));
    }
    let replies: Vec<Value> =
        serde_json::from_str(&common::run_python(ORACLE, &json!(job).to_string())).expect("JSON");
    for (index, (files, expected)) in graphs.iter().enumerate() {
        let error = open(&folder.path().join(index.to_string())).expect_err(expected);
        assert_eq!(error.message(), *expected, "{files:?}");
        // which of two files has a label first is the order of a set there
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(words(text(&replies[index]["error"])), words(expected), "{files:?}: Alembic");
        assert!(error.place().is_some(), "{files:?}: the file is named");
    }
}

#[test]
fn a_dependency_that_is_missing_names_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[("a", NONE, NONE, &["nowhere"])]);
    let error = open(folder.path()).expect_err("refused");
    assert!(error.message().starts_with("Revision nowhere referenced from "), "{error}");
    assert_eq!(error.place().map(|place| place.line), Some(8));
}

#[test]
fn an_id_in_two_files_is_warned_about() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[("a", NONE, NONE, NONE), ("a", NONE, NONE, NONE), ("b", &["a"], NONE, NONE)]);
    let scripts = open(folder.path()).expect("opened");
    assert_eq!(scripts.warnings().len(), 1);
    assert!(
        scripts.warnings()[0].starts_with("Revision a is present more than once"),
        "{:?}",
        scripts.warnings()
    );
    let job = json!([{ "folder": folder.path(), "questions": [] }]);
    let replies: Value = serde_json::from_str(&common::run_python(ORACLE, &job.to_string())).expect("JSON");
    let error = scripts.revisions_in_order().expect_err("one file hides the other");
    assert_eq!(error.message(), text(&replies[0]["error"]));
}

#[test]
fn files_are_found_as_alembic_finds_them() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[("a", NONE, NONE, NONE)]);
    let versions = folder.path().join("versions");
    let source = std::fs::read_to_string(versions.join("000_a.py")).expect("written");
    for (name, revision) in [
        ("2024/b.py", "b"),
        ("2024/05/c.py", "c"),
        ("2024/__pycache__/x.py", "x"),
        (".#d.py", "d"),
        ("__init__.py", "e"),
        ("f.txt", "f"),
    ] {
        let path = versions.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, source.replace("revision = \"a\"", &format!("revision = {revision:?}")))
            .expect("written");
    }
    std::os::unix::fs::symlink(versions.join("000_a.py"), versions.join("link.py")).expect("linked");
    let ini = folder.path().join("alembic.ini");
    for (recursive, expected) in [("false", vec!["a"]), ("true", vec!["a", "b", "c"])] {
        let text =
            format!("[alembic]\nscript_location = %(here)s\nrecursive_version_locations = {recursive}\n");
        std::fs::write(&ini, text).expect("written");
        let files =
            gen_migration::config::ConfigFiles { ini: Some(ini.clone()), toml: None, discovered: false };
        let variables = gen_migration::config::Variables::default();
        let config = Config::load(files, "alembic", folder.path(), &variables).expect("a configuration");
        let scripts = ScriptDirectory::open(&config).expect("opened");
        let ids: Vec<&str> = scripts.graph().revisions().iter().map(|revision| revision.id()).collect();
        assert_eq!(ids, expected, "recursive {recursive}");
        assert!(
            scripts
                .warnings()
                .iter()
                .any(|warning| warning.ends_with("Please ensure version_locations is unique."))
        );
    }
}
