//! What happens, and what is said, when a file goes wrong.

use crate::common::server::Server;
use crate::{ours, project};

struct Case {
    name: &'static str,
    body: &'static str,
    /// Parts of the report.
    report: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        name: "PostgreSQL says no",
        body: "op.execute('create table a (id int)')\n    op.execute('select * from nowhere')",
        report: &[
            "relation \"nowhere\" does not exist",
            "1_failing.py:10",
            "op.execute('select * from nowhere')",
            "LINE 1",
        ],
    },
    Case {
        name: "detail and hint",
        body: "op.execute('create table a (id int primary key)')\n    op.execute('insert into a values (1), (1)')",
        report: &["duplicate key value", "DETAIL:  Key (id)=(1) already exists.", "1_failing.py:10"],
    },
    Case {
        name: "in a helper",
        body: "helper()",
        report: &["column \"x\" does not exist", "1_failing.py:6", "op.execute(\"select x\")"],
    },
    Case {
        name: "an exception",
        body: "raise ValueError('no')",
        report: &["ValueError: no", "1_failing.py:9"],
    },
    Case {
        name: "after a failed statement",
        body: "try:\n        op.execute('select 1/0')\n    except sa.exc.DBAPIError:\n        pass\n    op.execute('select 2')",
        report: &["current transaction is aborted", "1_failing.py:13"],
    },
    Case {
        name: "commit",
        body: "op.get_bind().commit()",
        report: &["`commit()` ends Alembic's own transaction", "1_failing.py:9", "autocommit_block"],
    },
    Case {
        name: "recreate",
        body: "with op.batch_alter_table('t', recreate='always') as b:\n        pass",
        report: &["recreate", "1_failing.py:9"],
    },
    Case {
        name: "objects that a validator sees",
        body: "from sqlalchemy import orm\n    class A(orm.declarative_base()):\n        __tablename__ = 'a'\n        id = sa.Column(sa.Integer, primary_key=True)\n        name = sa.Column(sa.Text)\n        @orm.validates('name')\n        def lowered(self, key, value):\n            return value.lower()\n    A.__table__.create(op.get_bind())\n    session = orm.Session(bind=op.get_bind())\n    session.add(A(name='X'))\n    session.flush()",
        report: &[
            "a session that changes objects of `A`, whose `name` is under `@validates`",
            "1_failing.py:20",
        ],
    },
    Case {
        name: "objects that a listener sees",
        body: "from sqlalchemy import orm\n    class A(orm.declarative_base()):\n        __tablename__ = 'a'\n        id = sa.Column(sa.Integer, primary_key=True)\n        name = sa.Column(sa.Text)\n    @sa.event.listens_for(A, 'before_insert')\n    def lowered(mapper, connection, target):\n        target.name = target.name.lower()\n    A.__table__.create(op.get_bind())\n    session = orm.Session(bind=op.get_bind())\n    session.add(A(name='X'))\n    session.flush()",
        report: &[
            "a session that changes objects of `A`, of which `before_insert` is listened for",
            "1_failing.py:20",
        ],
    },
    Case {
        name: "something unknown",
        body: "import os\n    op.execute(os.urandom(3))",
        report: &["1_failing.py:10"],
    },
];

#[test]
fn a_failed_migration_leaves_nothing_and_names_its_line() {
    let server = Server::shared();
    for case in CASES {
        let text = format!(
            "\"\"\"x\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\nrevision, down_revision = 'aaaa1111', None\ndef helper():\n    op.execute(\"select x\")\n\ndef upgrade():\n    {}\n\ndef downgrade():\n    pass\n",
            case.body
        )
        .replace("revision, down_revision = 'aaaa1111', None\n", "revision = 'aaaa1111'; down_revision = None\n");
        let project = project(&[("1_failing", &text)]);
        let database = server.database("replay_failing");
        let error = match ours::upgrade(&project, &database, "head") {
            Ok(report) => panic!("{}: it went through: {report:?}", case.name),
            Err(error) => error.to_string(),
        };
        for part in case.report {
            assert!(error.contains(part), "{}: no {part:?} in\n{error}", case.name);
        }
        let left = database.psql("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace");
        assert_eq!(left, "", "{}: something is left", case.name);
    }
}

#[test]
fn multidb_is_refused() {
    let text = "revision = 'aaaa1111'\ndown_revision = None\n\ndef upgrade(engine_name):\n    globals()['upgrade_' + engine_name]()\n";
    let project = project(&[("1_multidb", text)]);
    let database = Server::shared().database("replay_multidb");
    let error = ours::upgrade(&project, &database, "head").expect_err("refused").to_string();
    assert!(error.contains("takes an engine's name") && error.contains("1_multidb.py:4"), "{error}");
}

const FINE: &str = "from alembic import op\nrevision = 'aaaa1111'\ndown_revision = None\ndef upgrade():\n    op.execute('create table fine (id int)')\ndef downgrade(): pass\n";
const BROKEN: &str = "from alembic import op\nrevision = 'bbbb2222'\ndown_revision = 'aaaa1111'\ndef upgrade():\n    op.execute('create table left_over (id int)')\n    op.execute('nonsense')\ndef downgrade(): pass\n";

/// With one transaction for all nothing stays; with one for each, what came before the failure does,
/// and env.py's options about the version table hold.
#[test]
fn a_transaction_for_each_migration_keeps_the_earlier_ones() {
    let options = "target_metadata=target_metadata, transaction_per_migration=True, version_table='seen', version_table_pk=False, on_version_apply=note";
    let callback = "def note(*, ctx, step, heads, run_args):\n    ctx.bind.exec_driver_sql(\"insert into fine values (%s)\", (len(heads) * 10 + step.is_upgrade,))\n\ndef run_migrations_offline";
    let env_py = crate::common::project::ENV_PY.replace("def run_migrations_offline", callback).replace(
        "connection=connection, target_metadata=target_metadata",
        &format!("connection=connection, {options}"),
    );
    let project = project(&[("1_fine", FINE), ("2_broken", BROKEN)]);
    project.write("alembic/env.py", &env_py);
    let database = Server::shared().database("replay_each");
    let error = ours::upgrade(&project, &database, "head").expect_err("the second fails").to_string();
    assert!(error.contains("syntax error") && error.contains("2_broken.py:6"), "{error}");
    let tables = database.psql("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1");
    assert_eq!(tables, "fine\nseen");
    assert_eq!(database.psql("SELECT version_num FROM seen"), "aaaa1111");
    assert_eq!(database.psql("SELECT id FROM fine"), "11");
    assert_eq!(database.psql("SELECT count(*) FROM pg_constraint WHERE conrelid = 'seen'::regclass"), "0");
}
