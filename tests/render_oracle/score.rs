//! The same pairs by us and by the real Alembic: its own autogenerate, run by itself, up and down.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::common::dump::dump;
use crate::common::repository;
use crate::{Suite, Worker, pairs, part_by_part, prove_part};

/// Writes docs/SCORES.md, and fails when one of ours is not right.
#[test]
#[ignore = "scripts/scores.sh runs it"]
fn scores() {
    let suite = pairs();
    let ours = part_by_part(&suite, |worker, part| prove_part(&suite, worker, part, ""));
    let theirs = part_by_part(&suite, |worker, part| score_part(&suite, worker, part));
    let theirs: BTreeMap<String, String> = theirs.into_iter().collect();
    let total = ours.len();
    let (mut right, mut alembic_right, mut rows, mut wrong) = (0, 0, String::new(), Vec::new());
    for verdict in ours {
        let name = &verdict.name;
        let alembic = &theirs[name];
        let own = verdict.wrong.first().map_or("right", |_| "WRONG");
        right += usize::from(verdict.wrong.is_empty());
        alembic_right += usize::from(alembic == "right");
        writeln!(rows, "| {name} | {own} | {alembic} |").expect("a string");
        wrong.extend(verdict.wrong);
    }
    let text = format!(
        "# The same changes, by gen-migration and by Alembic\n\nEvery pair of models in \
         `tests/render_oracle/pairs.py`, in both directions. The old models are created with `create_all`, \
         the revision is written and run by the real Alembic 1.20.1 on PostgreSQL 15, and `pg_dump` compares with \
         the new models' `create_all`; then the downgrade, with what was there before. Alembic's column is its own \
         autogenerate with its defaults. `scripts/scores.sh` measures both and writes this page; it fails when ours \
         is not {total} of {total}.\n\n| | right |\n|---|---|\n| gen-migration | {right} of {total} |\n| Alembic 1.20.1 | {alembic_right} of {total} |\n\n\
         | change | gen-migration | Alembic |\n|---|---|---|\n{rows}"
    );
    std::fs::write(repository().join("docs/SCORES.md"), text).expect("docs/SCORES.md");
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Names and verdicts.
fn score_part(suite: &Suite, worker: &mut Worker, part: usize) -> Vec<(String, String)> {
    let server = worker.server.clone();
    let answers = worker.cases(suite, part, "", true);
    let urls: Vec<[String; 2]> =
        (0..answers.len()).map(|at| [worker.url(at, "from"), worker.url(at, "to")]).collect();
    let url = |at: usize, side: &str| &urls[at][usize::from(side == "to")];
    let mut bodies = |part: usize| -> Vec<Value> {
        let entry = |(at, answer): (usize, &Value)| {
            json!({
                "url": url(at, "from"), "body": answer["bodies"][part], "imports": answer["imports"],
                "offline": false
            })
        };
        worker.run(answers.iter().enumerate().map(entry).collect())
    };
    let before: Vec<_> = (0..answers.len()).map(|at| dump(&server, url(at, "from"))).collect();
    let up = bodies(0);
    let upgraded: Vec<_> = (0..answers.len()).map(|at| dump(&server, url(at, "from"))).collect();
    let down = bodies(1);
    let verdict = |(at, answer): (usize, &Value)| {
        let name = answer["name"].as_str().expect("a name").to_owned();
        // Alembic itself may have failed
        let Some(upgrade) = answer["bodies"][0].as_str() else {
            return (
                name,
                format!("autogenerate fails: {}", first_line(answer["error"].as_str().expect("text"))),
            );
        };
        let verdict = if let Some(error) = up[at]["error"].as_str() {
            format!("upgrade fails: {}", first_line(error))
        } else if upgraded[at].difference(&dump(&server, url(at, "to"))).is_some() {
            if upgrade.trim() == "pass" || upgrade.contains("\n    pass") {
                "not seen".to_owned()
            } else {
                "upgrade leads elsewhere".to_owned()
            }
        } else if let Some(error) = down[at]["error"].as_str() {
            format!("downgrade fails: {}", first_line(error))
        } else if dump(&server, url(at, "from")).difference(&before[at]).is_some() {
            "downgrade leads elsewhere".to_owned()
        } else {
            "right".to_owned()
        };
        (name, verdict)
    };
    answers.iter().enumerate().map(verdict).collect()
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().replace('|', "\\|");
    line.rsplit(") ").next().unwrap_or(&line).chars().take(90).collect()
}
