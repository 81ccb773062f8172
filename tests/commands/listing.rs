//! `heads`, `branches`, `history`, `show`, word for word as the real Alembic prints them.

use std::path::Path;

use serde_json::{Value, json};

use super::graphs::{GRAPHS, random_graph, write, write_owned};
use super::{alembic_link, common, own, program, stderr, stdout};

/// Answers many command lines in one process. What is a set in Alembic is printed in alphabetical order,
/// as we do.
const ORACLE: &str = r#"
import io, json, os, sys, warnings
warnings.simplefilter("ignore")

class Proxy:
    encoding = "utf-8"
    def write(self, text):
        return self.buffer.write(text)
    def flush(self):
        pass
real, sys.stdout = sys.stdout, Proxy()

from alembic import util
from alembic.config import CommandLine
from alembic.script.base import Script
from alembic.script.revision import RevisionMap
commas = util.format_as_comma
util.format_as_comma = lambda value: commas(sorted(value) if isinstance(value, (set, frozenset)) else value)
original = RevisionMap._normalize_depends_on
def ordered(self, revisions, map_):
    original(self, revisions, map_)
    for revision in revisions:
        kept = set(revision._normalized_resolved_dependencies)
        revision._normalized_resolved_dependencies = tuple(
            dict.fromkeys(d for d in revision._resolved_dependencies if d in kept))
RevisionMap._normalize_depends_on = ordered

answers = []
for job in json.load(sys.stdin):
    os.chdir(job["folder"])
    replies = []
    for line in job["lines"]:
        sys.stdout.buffer = io.StringIO()
        sys.stderr = io.StringIO()
        code = 0
        try:
            CommandLine("alembic").main(line)
        except SystemExit as end:
            code = end.code % 256
        except Exception as error:
            code = "crash"
        replies.append({"stdout": sys.stdout.buffer.getvalue(), "code": code})
    answers.append(replies)
json.dump(answers, real)
"#;

/// Lines that make sense on any graph, and what they say of each revision.
fn lines(ids: &[String], labels: &[String]) -> Vec<Vec<String>> {
    let mut lines = vec![
        "heads",
        "heads -v",
        "heads --resolve-dependencies",
        "branches",
        "branches -v",
        "history",
        "history -v",
        "history -r base:heads",
        "history -r :",
        "history -r-2:",
        "history --rev-range=nowhere:head",
        "history -r base",
        "history -r a:b:c",
        "show heads",
        "show head",
        "show base",
        "show nowhere",
        "show",
        "edit base",
        "edit nowhere",
        "heads now",
    ]
    .into_iter()
    .map(|line| line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    .collect::<Vec<_>>();
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        lines.push(words(&["history", "-r", &format!("{first}:")]));
        lines.push(words(&["history", "-r", &format!(":{last}")]));
        lines.push(words(&["history", "-r", &format!("{first}:{last}"), "-v"]));
        lines.push(words(&["history", "-r", &format!("{last}:{first}")]));
        lines.push(words(&["show", last]));
        lines.push(words(&["show", &last[..1]]));
    }
    for label in labels {
        lines.push(words(&["show", &format!("{label}@head")]));
        lines.push(words(&["history", "-r", &format!("{label}@base:{label}@head")]));
    }
    lines
}

#[test]
fn listings_are_alembics() {
    let (_link_folder, link) = alembic_link();
    let folder = tempfile::tempdir().expect("a folder");
    let mut jobs = Vec::new();
    let known = GRAPHS.iter().map(|(name, files)| ((*name).to_owned(), super::graphs::owned(files)));
    let random = (100..104).map(|seed| (format!("random graph {seed}"), random_graph(seed)));
    for (index, (name, files)) in known.chain(random).enumerate() {
        let place = folder.path().join(index.to_string());
        write_owned(&place.join("alembic"), &files);
        std::fs::write(place.join("alembic.ini"), "[alembic]\nscript_location = %(here)s/alembic\n")
            .expect("written");
        let ids: Vec<String> = files.iter().map(|file| file.revision.clone()).collect();
        let labels: Vec<String> = files.iter().flat_map(|file| file.labels.clone()).collect();
        jobs.push((name, place, lines(&ids, &labels)));
    }
    let job: Vec<Value> =
        jobs.iter().map(|(_, folder, lines)| json!({ "folder": folder, "lines": lines })).collect();
    let replies = common::run_python(ORACLE, &json!(job).to_string());
    let replies: Vec<Vec<Value>> = serde_json::from_str(&replies).expect("JSON");
    let (mut asked, mut failures) = (0, Vec::new());
    for ((name, folder, lines), replies) in jobs.iter().zip(&replies) {
        for (line, reply) in lines.iter().zip(replies) {
            asked += 1;
            let output = program(&link, folder).args(line).output().expect("runs");
            let theirs = reply["stdout"].as_str().expect("text");
            // the children of a branch point are a set
            // so are the revisions that a failure names
            let text = |text: &str| {
                let is_failure = text.starts_with("FAILED: ");
                let pieces: Vec<&str> =
                    if is_failure { text.split([' ', ',']).collect() } else { text.lines().collect() };
                let mut pieces: Vec<String> =
                    pieces.into_iter().map(|piece| piece.trim().to_owned()).collect();
                if line[0] == "branches" || is_failure {
                    pieces.sort();
                }
                pieces.join("\n")
            };
            let same_code = match &reply["code"] {
                // an assertion there, a sentence here
                Value::String(_) => output.status.code() != Some(0),
                code => code.as_i64() == output.status.code().map(i64::from),
            };
            let same_text = reply["code"] == "crash" || text(&stdout(&output)) == text(theirs);
            if !same_code || !same_text {
                failures.push(format!(
                    "{name}: {line:?}\nAlembic ({}):\n{theirs}\nours ({:?}):\n{}\n{}",
                    reply["code"],
                    output.status.code(),
                    stdout(&output),
                    stderr(&output)
                ));
            }
        }
    }
    assert!(asked > 600, "{asked}");
    let shown = failures.iter().take(10).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(failures.is_empty(), "{} of {asked} differ:\n{shown}", failures.len());
}

fn project(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, files) = GRAPHS.iter().find(|(known, _)| *known == name).expect("a graph");
    write(&folder.path().join("alembic"), files);
    std::fs::write(folder.path().join("alembic.ini"), "[alembic]\nscript_location = %(here)s/alembic\n")
        .expect("written");
    folder
}

fn said(folder: &Path, line: &str) -> String {
    let output = own(folder).args(line.split(' ')).output().expect("runs");
    assert!(output.status.success(), "{line}: {}", stderr(&output));
    stdout(&output)
}

#[test]
fn graphs_are_drawn() {
    let folder = project("three branches, two merged");
    assert_eq!(
        said(folder.path(), "history --graph"),
        "\
*  aaa2 (head), message of aaa2
*  merge1 (mergepoint), message of merge1
|\\
* |  aaa1, message of aaa1
| | *  ccc2 (third) (head), message of ccc2
| | *  ccc1 (third), message of ccc1
| * |  bbb1, message of bbb1
|_|/
|/
*  root (branchpoint), message of root
"
    );
    let folder = project("a head is a dependency");
    let text = said(folder.path(), "history --graph");
    assert!(text.contains("plug2 (plugin) (head), message of plug2 (depends on core2)"), "{text}");
    let text = said(folder.path(), "history --graph -v -r plug1:plug2");
    assert!(text.starts_with("*  Rev: plug2 (head)\n|  Parent: plug1\n"), "{text}");
}

#[test]
fn json_of_revisions() {
    let folder = project("two labelled branches");
    let json = |line: &str| -> Value { serde_json::from_str(&said(folder.path(), line)).expect("JSON") };
    let heads = json("heads --json");
    assert_eq!(
        heads["heads"][0],
        json!({
            "revision": "left2",
            "down_revision": ["left1"],
            "depends_on": [],
            "branch_labels": ["left"],
            "message": "message of left2",
            "path": "alembic/versions/002_left2.py",
            "head": true,
            "branch_point": false,
            "merge_point": false,
        })
    );
    assert_eq!(json("history --json")["revisions"].as_array().map(Vec::len), Some(5));
    let branches = json("branches --json");
    assert_eq!(branches["branch_points"][0]["revision"], "root");
    assert_eq!(branches["branch_points"][0]["branches"].as_array().map(Vec::len), Some(2));
    assert_eq!(json("show root --json")["revisions"][0]["doc"], "message of root\n\nmore");
}

/// Where nothing listens, and env.py would fail if it were evaluated.
#[test]
fn files_are_enough() {
    let folder = project("linear");
    std::fs::write(folder.path().join("alembic/env.py"), "raise SystemExit(1)\n").expect("written");
    for line in ["heads", "branches", "history", "show head", "heads --json", "history --graph"] {
        let output = own(folder.path())
            .args(line.split(' '))
            .env("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
            .output()
            .expect("runs");
        assert!(output.status.success(), "{line}: {}", stderr(&output));
    }
}

/// What a body does is nobody's business here: neither its names nor its errors.
#[test]
fn bodies_are_not_evaluated() {
    let folder = project("single");
    let file = folder.path().join("alembic/versions/000_a001.py");
    let text = std::fs::read_to_string(&file).expect("read");
    std::fs::write(&file, format!("{text}\nnowhere.call(1 / 0)\n")).expect("written");
    assert_eq!(said(folder.path(), "history"), "<base> -> a001 (head), message of a001\n");
}
