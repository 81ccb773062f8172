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
