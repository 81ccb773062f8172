//! Random pairs of models: from nothing to the first, on to the second, and back.

use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::{Bench, agree, project};

/// Seeds that once failed, and what was wrong then.
const FAILED: &[(usize, &str)] = &[
    (38, "schemas of the first models that the second ones no longer name"),
    (82, "a computed column that became an ordinary one lost its comment on the way back"),
];

/// How many pairs are worked on at one time.
const WORKERS: usize = 3;

/// 500 pairs with `GEN_MIGRATION_FULL`, some of them without; others with
/// `GEN_MIGRATION_TEST_SEEDS=1000..1100`.
#[test]
fn any_models_are_reached_from_any_others() {
    let end = if std::env::var_os("GEN_MIGRATION_FULL").is_some() { 500 } else { 12 };
    let seeds: Vec<usize> = match std::env::var("GEN_MIGRATION_TEST_SEEDS") {
        Ok(seeds) => {
            let (first, end) = seeds.split_once("..").expect("FIRST..END");
            (first.parse().expect("a number")..end.parse().expect("a number")).collect()
        }
        Err(_) => (0..end).collect(),
    };
    prove(&seeds);
}

#[test]
fn seeds_that_once_failed() {
    prove(&FAILED.iter().map(|(seed, _)| *seed).collect::<Vec<_>>());
}

fn prove(seeds: &[usize]) {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..WORKERS.min(seeds.len()) {
            scope.spawn(|| {
                let mut bench = Bench::new();
                while let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::SeqCst)) {
                    if let Err(text) = prove_seed(&mut bench, seed) {
                        // at once: a long run may be ended
                        let _ = writeln!(std::io::stderr(), "seed {seed}: {text}\n");
                        wrong.lock().expect("no panic").push(seed);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no panic");
    assert!(wrong.is_empty(), "{} of {} seeds fail: {wrong:?}", wrong.len(), seeds.len());
}

fn prove_seed(bench: &mut Bench, seed: usize) -> Result<(), String> {
    let answer = bench.oracle.ask(&json!({"random": seed}));
    let [first, second] = [0, 1].map(|at| answer["pair"][at].as_str().expect("models").to_owned());
    let project = project();
    for (models, id) in [(&first, "first"), (&second, "second")] {
        if !bench.revise(&project, models, id)? {
            return Err(format!("no revision {id}"));
        }
    }
    let check = bench.tool(&project, &["--check"]);
    if check.status.code() != Some(0) {
        return Err(format!("--check finds more: {}", crate::text_of(&check)));
    }
    let wanted = [bench.created(&first)?, bench.created(&second)?];
    bench.migrated.psql(crate::EMPTY);
    let outcome = walk(bench, &project, seed.is_multiple_of(4), &wanted);
    outcome.map_err(|error| {
        let file = project.versions().into_iter().find(|file| crate::is_revision(file, "second"));
        let file = file.map(|file| std::fs::read_to_string(file).expect("a file")).unwrap_or_default();
        format!("{error}\n--- second.py\n{file}")
    })
}

fn walk(
    bench: &mut Bench,
    project: &crate::Project,
    by_alembic: bool,
    wanted: &[crate::Dump; 2],
) -> Result<(), String> {
    let before = bench.migrate(project, by_alembic, "upgrade", "first")?;
    agree("the first models", &before, &wanted[0])?;
    let up = bench.migrate(project, by_alembic, "upgrade", "second")?;
    agree("upgraded", &up, &wanted[1])?;
    let down = bench.migrate(project, by_alembic, "downgrade", "first")?;
    agree("downgraded", &down, &before)
}
