//! What `a:b` means on every kind of graph: the same script, or the same refusal.

use crate::common::project::Project;
use crate::{RUN, Run, Said, alembic, difference, offline_env, ours, project};

/// `id, down_revision, branch_labels, depends_on` as Python.
type Node = (&'static str, &'static str, &'static str, &'static str);

fn graph(nodes: &[Node]) -> Project {
    let project = project(&offline_env("target_metadata=None", RUN));
    for (id, down, labels, depends) in nodes {
        project.write(
            &format!("alembic/versions/{id}.py"),
            &format!(
                "\"\"\"about {id}\"\"\"\nfrom alembic import op\nrevision = {id:?}\ndown_revision = {down}\nbranch_labels = {labels}\ndepends_on = {depends}\n\n\ndef upgrade():\n    op.execute(\"-- up {id}\")\n    op.execute(\"SELECT 1\")\n\n\ndef downgrade():\n    op.execute(\"SELECT 'down {id}'\")\n"
            ),
        );
    }
    project
}

/// Alembic's own words, without what its traceback adds.
fn message(said: &Said) -> String {
    if let Some(failed) = said.stdout.lines().find_map(|line| line.strip_prefix("FAILED: ")) {
        return failed.to_owned();
    }
    let last = said.stderr.lines().next_back().unwrap_or_default();
    last.split_once(": ").map_or(last, |(_, text)| text).to_owned()
}

/// Several rows that come and go in one step stand in the order of a Python set, another one in each
/// run of Alembic: which they are counts, and how many.
fn settled(script: &str) -> String {
    let is_row = |piece: &&str| {
        ["INSERT INTO alembic_version", "UPDATE alembic_version", "DELETE FROM alembic_version"]
            .iter()
            .any(|start| piece.starts_with(start))
    };
    let pieces: Vec<&str> = script.split("\n\n").collect();
    let mut settled = Vec::new();
    for group in pieces.chunk_by(|one, other| is_row(one) && is_row(other)) {
        if group.len() == 1 {
            settled.push(group[0].to_owned());
            continue;
        }
        let mut come = Vec::new();
        let mut go = Vec::new();
        for piece in group {
            let values: Vec<&str> = piece.split('\'').skip(1).step_by(2).collect();
            match (piece.split(' ').next(), &*values) {
                (Some("INSERT"), [row]) => come.push(*row),
                (Some("DELETE"), [row]) => go.push(*row),
                (Some("UPDATE"), [to, from]) => {
                    come.push(*to);
                    go.push(*from);
                }
                other => panic!("a row of the version table: {other:?}"),
            }
        }
        come.sort_unstable();
        go.sort_unstable();
        settled.push(format!("{} statements: {come:?} come, {go:?} go", group.len()));
    }
    settled.join("\n\n")
}

fn check(name: &str, project: &Project, lines: &[&str]) -> Vec<String> {
    let runs: Vec<Run<'_>> = lines.iter().map(|line| Run::new(project, &format!("{line} --sql"))).collect();
    let mut wrong = Vec::new();
    for ((line, run), alembics) in lines.iter().zip(&runs).zip(alembic(&runs)) {
        let ours = ours(run);
        let said = match (alembics.status, ours.status) {
            (0, 0) => difference(&settled(&ours.stdout), &settled(&alembics.stdout)),
            (0, _) => Some(format!("ours: {}\nAlembic prints\n{}", ours.stderr, alembics.stdout)),
            (_, 0) => Some(format!("ours prints\n{}\nAlembic: {}", ours.stdout, message(&alembics))),
            // an AssertionError has no words
            (1, 1) if alembics.stderr.trim_end().ends_with("AssertionError") => None,
            (_, 1) if ours.stderr.contains(&message(&alembics)) && ours.stdout.is_empty() => None,
            _ => Some(format!("ours: {ours:?}\nAlembic: {}", message(&alembics))),
        };
        wrong.extend(said.map(|said| format!("## {name}: {line}\n{said}")));
    }
    wrong
}

const LINEAR: &[Node] = &[
    ("aaaa1", "None", "None", "None"),
    ("bbbb2", "'aaaa1'", "None", "None"),
    ("cccc3", "'bbbb2'", "('labelled',)", "None"),
    ("dddd4", "'cccc3'", "None", "None"),
];

const BRANCHED: &[Node] = &[
    ("base0", "None", "None", "None"),
    ("left1", "'base0'", "('left',)", "None"),
    ("left2", "'left1'", "None", "None"),
    ("right1", "'base0'", "('right',)", "None"),
    ("right2", "'right1'", "None", "None"),
];

const MERGED: &[Node] = &[
    ("base0", "None", "None", "None"),
    ("left1", "'base0'", "None", "None"),
    ("right1", "'base0'", "None", "None"),
    ("merge2", "('left1', 'right1')", "None", "None"),
    ("after3", "'merge2'", "None", "None"),
];

const DEPENDENT: &[Node] = &[
    ("first1", "None", "('first',)", "None"),
    ("first2", "'first1'", "None", "None"),
    ("other1", "None", "('other',)", "None"),
    ("other2", "'other1'", "None", "'first2'"),
    ("other3", "'other2'", "None", "None"),
];

#[test]
fn ranges_mean_what_they_mean_to_alembic() {
    let mut wrong = check(
        "linear",
        &graph(LINEAR),
        &[
            "upgrade head",
            "upgrade heads",
            "upgrade base:head",
            "upgrade base:heads",
            "upgrade aaaa1:head",
            "upgrade aaaa1:cccc3",
            "upgrade aaaa:cccc",
            "upgrade labelled@head",
            "upgrade bbbb2:labelled@head",
            "upgrade +2",
            "upgrade aaaa1:+2",
            "upgrade base:+1",
            "upgrade cccc3-1",
            "upgrade aaaa1:aaaa1",
            "upgrade dddd4:aaaa1",
            "upgrade head:head",
            "upgrade head:base",
            "upgrade nothing",
            "upgrade nothing:head",
            "upgrade aaaa1:nothing",
            "upgrade +9",
            "upgrade cccc3:+2",
            "upgrade :head",
            "upgrade head:",
            "upgrade base",
            "downgrade head",
            "downgrade base",
            "downgrade head:base",
            "downgrade dddd4:bbbb2",
            "downgrade dddd4:-1",
            "downgrade dddd4:-4",
            "downgrade dddd4:-5",
            "downgrade cccc3:bbbb2",
            "downgrade cccc3:cccc3",
            "downgrade bbbb2:dddd4",
            "downgrade heads:base",
            "downgrade labelled@head:base",
            "downgrade dddd4:labelled@-1",
            "downgrade dddd4:cccc3-1",
            "downgrade base:head",
            "downgrade nothing:base",
            "downgrade dddd4:nothing",
            "downgrade dddd4:head",
            "stamp head",
            "stamp heads",
            "stamp base",
            "stamp bbbb2",
            "stamp aaaa1:head",
            "stamp aaaa1:cccc3",
            "stamp dddd4:bbbb2",
            "stamp dddd4:base",
            "stamp dddd4:dddd4",
            "stamp base:head",
            "stamp nothing",
            "stamp nothing:head",
            "stamp aaaa1:bbbb2 cccc3:dddd4",
            "stamp aaaa1:bbbb2 aaaa1:cccc3",
            "stamp --purge head",
            "ensure_version",
        ],
    );
    wrong.extend(check(
        "branched",
        &graph(BRANCHED),
        &[
            "upgrade head",
            "upgrade heads",
            "upgrade base:heads",
            "upgrade left@head",
            "upgrade right@heads",
            "upgrade base0:left@head",
            "upgrade base0:heads",
            "upgrade left1:heads",
            "upgrade left2:right2",
            "upgrade left@+1",
            "upgrade base0:left@+1",
            "upgrade left1:left2",
            "upgrade left1:+1",
            "upgrade base0:+1",
            "downgrade left2:base",
            "downgrade left2:left1",
            "downgrade left2:base0",
            "downgrade right2:left@base",
            "downgrade left2:left@base",
            "downgrade left2:-1",
            "downgrade head:base",
            "downgrade heads:base",
            "downgrade left@head:base0",
            "stamp head",
            "stamp heads",
            "stamp left@head",
            "stamp left2 right2",
            "stamp left1:left2",
            "stamp left1:left2 left1:right2",
            "stamp base0:heads",
            "stamp left2:base",
            "stamp left2:right2",
        ],
    ));
    wrong.extend(check(
        "merged",
        &graph(MERGED),
        &[
            "upgrade head",
            "upgrade merge2",
            "upgrade base0:head",
            "upgrade left1:head",
            "upgrade left1:merge2",
            "upgrade merge2:head",
            "downgrade head:base",
            "downgrade after3:merge2",
            "downgrade merge2:base0",
            "downgrade merge2:left1",
            "downgrade merge2:-1",
            "downgrade after3:-2",
            "downgrade left1:base",
            "stamp head",
            "stamp merge2",
            "stamp left1 right1",
            "stamp left1:merge2",
            "stamp merge2:left1",
            "stamp merge2:base0",
        ],
    ));
    wrong.extend(check(
        "dependent",
        &graph(DEPENDENT),
        &[
            "upgrade head",
            "upgrade heads",
            "upgrade other@head",
            "upgrade first@head",
            "upgrade other1:heads",
            "upgrade first2:heads",
            "upgrade first2:other@head",
            "upgrade other3:first2",
            "downgrade other3:base",
            "downgrade other3:other@base",
            "downgrade other3:first@base",
            "downgrade other3:other1",
            "downgrade first2:base",
            "stamp heads",
            "stamp other3",
            "stamp first2:other3",
            "stamp other3:base",
        ],
    ));
    assert!(wrong.is_empty(), "{} differ\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn a_range_has_two_sides() {
    let ours = ours(&Run::new(&graph(LINEAR), "upgrade aaaa1:bbbb2:cccc3 --sql"));
    assert_eq!((ours.status, ours.stdout.as_str()), (1, ""), "{ours:?}");
    assert!(ours.stderr.contains("too many colons in 'aaaa1:bbbb2:cccc3'"), "{ours:?}");
}

#[test]
fn without_sql_there_are_no_ranges() {
    let project = graph(LINEAR);
    for line in ["upgrade aaaa1:head", "downgrade head:base"] {
        let ours = ours(&Run::new(&project, line));
        assert_eq!(ours.status, 1, "{ours:?}");
        assert!(ours.stderr.contains("Range revision not allowed"), "{ours:?}");
    }
}
