//! A migration fails: where the database stands then, and what is said.

use super::Live;

const THREE: &[(&str, &str, &str)] = &[
    ("aaa1", "op.create_table('first', sa.Column('id', sa.Integer))", "op.drop_table('first')"),
    ("bbb2", "op.create_table('second', sa.Column('id', sa.Integer))", "op.drop_table('second')"),
    ("ccc3", "pass\n    op.execute(\"\"\"\n        SELECT 1\n        FROM nowhere\n    \"\"\")", "pass"),
];

#[test]
fn one_transaction_leaves_the_database_where_it_was() {
    let live = Live::new("failing", THREE);
    live.succeeds("upgrade aaa1");
    let said = live.fails("upgrade head", 1);
    assert_eq!(live.rows(), "aaa1");
    assert_eq!(live.database.psql("SELECT to_regclass('second') IS NULL"), "t");
    // file, line, PostgreSQL's words, and its mark in the statement
    for part in [
        "error: relation \"nowhere\" does not exist",
        "alembic/versions/ccc3.py:11",
        "op.execute(",
        "LINE 2:         FROM nowhere\n                       ^",
        "while running upgrade bbb2 -> ccc3 (alembic/versions/ccc3.py)",
    ] {
        assert!(said.contains(part), "{part:?} is missing in\n{said}");
    }
}

#[test]
fn a_transaction_for_each_leaves_it_at_the_last_good_revision() {
    let live = Live::new("failing_each", THREE);
    live.fails("-x each=1 upgrade head", 1);
    assert_eq!(live.rows(), "bbb2");
    assert_eq!(live.database.psql("SELECT to_regclass('second')"), "second");
}

#[test]
fn detail_and_hint_of_postgresql_are_passed_on() {
    let live = Live::new(
        "failing_detail",
        &[(
            "aaa1",
            "op.execute('CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)')\n    op.execute('INSERT INTO t VALUES (1)')",
            "pass",
        )],
    );
    let said = live.fails("upgrade head", 1);
    assert!(said.contains("duplicate key value violates unique constraint \"t_pkey\""), "{said}");
    assert!(said.contains("DETAIL:  Key (id)=(1) already exists."), "{said}");
}

/// Entries of the guides' troubleshooting sections: the situation, the command, what answers it.
#[test]
fn a_table_that_is_there_already() {
    let live = Live::new("there_already", THREE);
    live.database.psql("CREATE TABLE first (id int)");
    let said = live.fails("upgrade aaa1", 1);
    assert!(said.contains("error: relation \"first\" already exists"), "{said}");
    assert!(
        said.contains("hint: if the database has everything that aaa1 does, note that: stamp aaa1"),
        "{said}"
    );
}

#[test]
fn a_database_at_a_revision_that_no_file_has() {
    let live = Live::new("unknown_row", THREE);
    live.succeeds("ensure_version");
    live.database.psql("INSERT INTO alembic_version VALUES ('gone')");
    for line in ["current", "upgrade head", "check", "downgrade -1"] {
        let said = live.fails(line, 1);
        assert!(said.contains("error: Can't locate revision identified by 'gone'"), "{line}: {said}");
        assert!(
            said.contains("hint: the database stands at gone, and no file has that revision"),
            "{line}: {said}"
        );
    }
}

#[test]
fn a_database_that_is_not_up_to_date() {
    let live = Live::new("behind", THREE);
    live.succeeds("upgrade aaa1");
    for line in ["check", "revision --autogenerate -m x"] {
        let said = live.fails(line, 1);
        assert!(said.contains("error: Target database is not up to date."), "{said}");
        assert!(said.contains("hint: bring it to head: upgrade heads"), "{said}");
    }
}

#[test]
fn a_module_that_is_not_there() {
    let live = Live::new("no_module", THREE);
    live.succeeds("stamp head");
    live.project.write("models.py", "from nowhere.at_all import metadata\n");
    let said = live.fails("--python never check", 1);
    assert!(said.contains("nowhere"), "{said}");
    assert!(said.contains("models.py:1"), "{said}");
    assert!(said.contains("from nowhere.at_all import metadata"), "{said}");
}

#[test]
fn a_name_that_its_module_does_not_have() {
    let live = Live::new("no_name", THREE);
    live.project.write("models.py", "from shop import metadata, JobEntry\n");
    live.project.write("shop.py", super::MODELS);
    let said = live.fails("--python never upgrade head", 1);
    assert!(said.contains("cannot import name 'JobEntry' from 'shop'"), "{said}");
    assert!(said.contains("models.py:1"), "{said}");
}

#[test]
fn nobody_answers_at_the_address() {
    let live = Live::new("refused", THREE);
    let said = live.fails("upgrade head --database-url postgresql://u:secret@localhost:1/d", 6);
    assert!(said.contains("cannot connect to PostgreSQL at localhost:1: connection refused"), "{said}");
    assert!(said.contains("published port, which need not be 1: docker ps shows it"), "{said}");
    let said = live.fails("upgrade head --database-url postgresql://u:secret@database.invalid/d", 6);
    assert!(said.contains("docker-compose exec SERVICE gen-migration"), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

#[test]
fn models_that_env_py_does_not_reach() {
    let live = Live::new("unreached", THREE);
    live.succeeds("stamp head");
    live.project.write(
        "shop/orders.py",
        "from sqlalchemy import Column, Integer, Table\nfrom models import metadata\n\n\
         orders = Table('orders', metadata, Column('id', Integer, primary_key=True))\n",
    );
    let said = live.succeeds("revision --autogenerate -m orders");
    assert!(said.contains("No new upgrade operations detected."), "{said}");
    assert!(
        said.contains("shop/orders.py:4:10 declares the table orders, and env.py doesn't reach it"),
        "{said}"
    );
}
