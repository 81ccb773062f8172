//! Revisions that reading can't settle, on a database that can't be begun again.

use super::Live;
use super::common::python;

/// `ctypes` is not read; what stands before it has been committed by then.
const ODD: &str = "import ctypes\n    op.create_table('t', sa.Column('id', sa.Integer))\n    \
                   with op.get_context().autocommit_block():\n        \
                   op.create_index('ix_t', 't', ['id'], postgresql_concurrently=True)\n    \
                   if ctypes.sizeof(ctypes.c_int) == 4:\n        op.add_column('t', sa.Column('more', sa.Text))";

#[test]
fn a_file_that_commits_in_its_middle_is_pythons_from_its_first_line() {
    let live = Live::new("commits", &[("aaa1", ODD, "op.drop_table('t')")]);
    let said = live.succeeds(&format!("--python {} upgrade head", python().display()));
    assert!(said.contains("alembic/versions/aaa1.py"), "{said}");
    assert_eq!(live.rows(), "aaa1");
    assert_eq!(
        live.database.psql("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0"),
        "2"
    );
}

#[test]
fn without_python_it_is_refused_where_it_gets_stuck() {
    let live = Live::new("commits_never", &[("aaa1", ODD, "op.drop_table('t')")]);
    let said = live.fails("--python never upgrade head", 1);
    assert!(said.contains("ctypes"), "{said}");
    assert!(said.contains("alembic/versions/aaa1.py:"), "{said}");
    assert_eq!(live.database.psql("SELECT to_regclass('t') IS NULL"), "t", "{said}");
}

/// What hangs on rows is not rehearsed: reading does it, and needs no Python for it.
#[test]
fn a_file_that_asks_for_rows_and_commits_is_read() {
    let body = "bind = op.get_bind()\n    labels = [row[0] for row in bind.execute(sa.text(\"SELECT 'a'\"))]\n    \
                first = labels[0]\n    with op.get_context().autocommit_block():\n        \
                op.execute(f\"CREATE TYPE letter AS ENUM ('{first}')\")";
    let live = Live::new("commits_rows", &[("aaa1", body, "op.execute('DROP TYPE letter')")]);
    live.succeeds("--python never upgrade head");
    assert_eq!(live.database.psql("SELECT enum_range(NULL::letter)"), "{a}");
}
