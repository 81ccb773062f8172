//! What the real Alembic makes of the same pairs: its own autogenerate, run by itself, up and down.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::common::repository;
use crate::common::server::Server;
use crate::dump::dump;
use crate::{PAIRS, PART, ask_oracle, run_bodies};

/// Writes docs/SCORES.md; ours is what `each_kind_of_change_there_and_back` demands, all of them.
#[test]
#[ignore = "scripts/scores.sh runs it, after the pairs themselves"]
fn scores() {
    let (mut total, mut right, mut rows) = (0, 0, String::new());
    loop {
        let count = score_part(total, &mut right, &mut rows);
        total += count;
        if count < PART {
            break;
        }
    }
    let text = format!(
        "# The same changes, by gen-migration and by Alembic\n\nEvery pair of models in \
         `tests/render_oracle/pairs.py`, in both directions. The old models are created with `create_all`, \
         the revision is written and run by the real Alembic 1.20.1 on PostgreSQL 15, and `pg_dump` compares with \
         the new models' `create_all`; then the downgrade, with what was there before. Alembic's column is its own \
         autogenerate with its defaults. `scripts/scores.sh` writes this page, and fails when ours is not {total} \
         of {total}.\n\n| | right |\n|---|---|\n| gen-migration | {total} of {total} |\n| Alembic 1.20.1 | {right} of {total} |\n\n\
         | change | gen-migration | Alembic |\n|---|---|---|\n{rows}"
    );
    std::fs::write(repository().join("docs/SCORES.md"), text).expect("docs/SCORES.md");
}

/// How many cases there were in that part.
fn score_part(first: usize, right: &mut usize, rows: &mut String) -> usize {
    let server = Server::shared();
    let prefix = format!("test_score_{}", std::process::id());
    let base = server.url("");
    let order = json!({
        "server": base.trim_end_matches('/'), "prefix": prefix, "seeds": [0, 0], "only": "", "every": 1,
        "part": [first, first + PART], "score": true
    });
    let answers = ask_oracle(PAIRS, &order);
    let url = |at: usize, side: &str| server.url(&format!("{prefix}_{at}_{side}"));
    let bodies = |part: usize| -> Vec<Value> {
        let entry = |(at, answer): (usize, &Value)| {
            json!({
                "url": url(at, "from"), "body": answer["bodies"][part], "imports": answer["imports"],
                "offline": false
            })
        };
        run_bodies(answers.iter().enumerate().map(entry).collect())
    };
    let before: Vec<_> = (0..answers.len()).map(|at| dump(&server, &url(at, "from"))).collect();
    let up = bodies(0);
    let upgraded: Vec<_> = (0..answers.len()).map(|at| dump(&server, &url(at, "from"))).collect();
    let down = bodies(1);
    for (at, answer) in answers.iter().enumerate() {
        let name = answer["name"].as_str().expect("a name");
        let upgrade = answer["bodies"][0].as_str().expect("a body");
        let verdict = if let Some(error) = up[at]["error"].as_str() {
            format!("upgrade fails: {}", first_line(error))
        } else if upgraded[at].difference(&dump(&server, &url(at, "to"))).is_some() {
            if upgrade.trim() == "pass" || upgrade.contains("\n    pass") {
                "not seen".to_owned()
            } else {
                "upgrade leads elsewhere".to_owned()
            }
        } else if let Some(error) = down[at]["error"].as_str() {
            format!("downgrade fails: {}", first_line(error))
        } else if dump(&server, &url(at, "from")).difference(&before[at]).is_some() {
            "downgrade leads elsewhere".to_owned()
        } else {
            *right += 1;
            "right".to_owned()
        };
        writeln!(rows, "| {name} | right | {verdict} |").expect("a string");
        for side in ["from", "to"] {
            server.psql("postgres", &format!("DROP DATABASE {prefix}_{at}_{side} WITH (FORCE)"));
        }
    }
    answers.len()
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().replace('|', "\\|");
    line.rsplit(") ").next().unwrap_or(&line).chars().take(90).collect()
}
