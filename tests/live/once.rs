//! Two runs at once on one database: the second waits, then finds nothing to do.

use std::process::Stdio;
use std::time::Duration;

use super::Live;
use super::common::project::text_of;

const SLOW: &[(&str, &str, &str)] = &[
    ("aaa1", "op.execute('CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 20000)')", "pass"),
    (
        "bbb2",
        "with op.get_context().autocommit_block():\n        op.execute('SELECT pg_sleep(1)')\n        \
         op.create_index('ix_t', 't', ['id'], postgresql_concurrently=True)",
        "pass",
    ),
    ("ccc3", "op.execute('INSERT INTO t VALUES (0)')", "pass"),
];

#[test]
fn two_upgrades_with_concurrently_in_them() {
    let live = Live::new("twice", SLOW);
    let start = || {
        live.tool("upgrade head").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let runs = [start(), start()];
    let said: Vec<String> = runs
        .into_iter()
        .map(|run| {
            let output = run.wait_with_output().expect("it ends");
            assert!(output.status.success(), "{}", text_of(&output));
            text_of(&output)
        })
        .collect();
    let ran = |text: &String| text.matches("Running upgrade").count();
    let mut counts: Vec<usize> = said.iter().map(ran).collect();
    counts.sort_unstable();
    assert_eq!(counts, [0, 3], "{said:#?}");
    assert!(said.iter().any(|text| text.contains("waiting for it to end")), "{said:#?}");
    assert_eq!(live.rows(), "ccc3");
    assert_eq!(live.database.psql("SELECT count(*) FROM t"), "20001");
    assert_eq!(
        live.database.psql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_t'::regclass"),
        "t"
    );
}

#[test]
fn waiting_has_an_end() {
    // long enough for the second one to start on a busy machine
    let body = SLOW[1].1.replace("pg_sleep(1)", "pg_sleep(6)");
    let live = Live::new("wait", &[SLOW[0], (SLOW[1].0, &body, SLOW[1].2)]);
    live.succeeds("upgrade aaa1");
    let mut first =
        live.tool("upgrade bbb2").stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    // the first one holds the lock while it sleeps
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    let held = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
                WHERE locktype = 'advisory' AND datname = current_database()";
    while live.database.psql(held) == "0" {
        assert!(std::time::Instant::now() < deadline, "no lock is taken");
        std::thread::sleep(Duration::from_millis(10));
    }
    let said = live.fails("upgrade head --wait 0", 1);
    assert!(said.contains("another run still changes"), "{said}");
    assert!(said.contains("wait longer with --wait SECONDS"), "{said}");
    // who only looks need not wait
    live.succeeds("current");
    assert!(first.wait().expect("it ends").success());
    assert_eq!(live.rows(), "bbb2");
}

#[test]
fn time_limits_are_the_servers() {
    let live = Live::new(
        "limits",
        &[(
            "aaa1",
            "op.execute(\"SELECT set_config('x.lock', current_setting('lock_timeout'), false)\")\n    op.execute('SELECT pg_sleep(20)')",
            "pass",
        )],
    );
    let said = live.fails("upgrade head --statement-timeout 50ms --lock-timeout 3s", 1);
    assert!(said.contains("canceling statement due to statement timeout"), "{said}");
    let said = live.fails("upgrade head --lock-timeout soon", 2);
    assert!(
        said.contains("--lock-timeout: invalid value for parameter \"lock_timeout\": \"soon\""),
        "{said}"
    );
}
