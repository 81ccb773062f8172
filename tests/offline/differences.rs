//! Where the script is another one on purpose: what each prints, and the line of docs/ALEMBIC.md.

use crate::{RUN, Run, alembic, offline_env, ours, project, revision};

struct Difference {
    /// A sentence of docs/ALEMBIC.md.
    documented: &'static str,
    code: &'static str,
    /// Part of what Alembic prints, or of its error.
    alembics: &'static str,
    ours: &'static str,
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        documented: "A tab in a constant",
        code: "op.execute(\"UPDATE t SET a = 'x\\ty'\")",
        alembics: "'x    y'",
        ours: "'x\ty'",
    },
    Difference {
        documented: "A comment at the end of a statement",
        code: "op.execute('DELETE FROM t -- all of it')",
        alembics: "DELETE FROM t -- all of it;\n\n",
        ours: "DELETE FROM t -- all of it\n;\n\n",
    },
    Difference {
        documented: "Parameters of `op.get_bind().execute(…)`",
        code: "op.get_bind().execute(sa.text('UPDATE t SET a = :a'), {'a': 1})",
        alembics: "UPDATE t SET a = NULL;",
        ours: "UPDATE t SET a = 1;",
    },
    Difference {
        documented: "Parameters of `op.get_bind().execute(…)`",
        code: "op.get_bind().execute(sa.table('t', sa.column('a', sa.Integer)).insert(), [{'a': 1}, {'a': 2}])",
        alembics: "INSERT INTO t (a) VALUES (:a);",
        ours: "VALUES (1);\n\nINSERT INTO t (a) VALUES (2);",
    },
    Difference {
        documented: "A parameter without a value",
        code: "op.execute('SELECT :a')",
        alembics: "SELECT NULL;",
        ours: "A value is required for bind parameter 'a'",
    },
    Difference {
        documented: "`bulk_insert` of bytes",
        code: "op.bulk_insert(sa.table('t', sa.column('a', sa.LargeBinary)), [{'a': b'\\x00x'}])",
        alembics: "VALUES (",
        ours: r"VALUES ('\x0078');",
    },
    Difference {
        documented: "`bulk_insert` of JSON or of an SQL expression",
        code: "op.bulk_insert(sa.table('t', sa.column('a', postgresql.JSONB)), [{'a': {'k': \"v'\"}}])",
        alembics: "",
        ours: "VALUES ('{\"k\": \"v''\"}');",
    },
    Difference {
        documented: "`bulk_insert` of JSON or of an SQL expression",
        code: "op.bulk_insert(sa.table('t', sa.column('a', sa.DateTime)), [{'a': sa.func.now()}])",
        alembics: "",
        ours: "VALUES (now());",
    },
    Difference {
        documented: "`bulk_insert` of an empty array",
        code: "op.bulk_insert(sa.table('t', sa.column('a', postgresql.ARRAY(sa.Integer))), [{'a': []}])",
        alembics: "ARRAY[]",
        ours: "VALUES ('{}');",
    },
    Difference {
        documented: "`bulk_insert` into types without a literal",
        code: "op.bulk_insert(sa.table('t', sa.column('a', postgresql.INET)), [{'a': '10.0.0.1'}])",
        alembics: "No literal value renderer is available",
        ours: "VALUES ('10.0.0.1');",
    },
    Difference {
        documented: "`bulk_insert` of a UUID that is text",
        code: "op.bulk_insert(sa.table('t', sa.column('a', postgresql.UUID(as_uuid=False))), [{'a': '12345678-1234-5678-1234-567812345678'}])",
        alembics: "'12345678123456781234567812345678'",
        ours: "'12345678-1234-5678-1234-567812345678'",
    },
    Difference {
        documented: "What `print()` says",
        code: "print('hello')",
        alembics: "\nhello\n",
        ours: "-- Running upgrade",
    },
];

#[test]
fn every_difference_is_what_it_is_said_to_be() {
    let documented =
        std::fs::read_to_string(crate::common::repository().join("docs/ALEMBIC.md")).expect("the list");
    let project = project(&offline_env("target_metadata=None", RUN));
    for (index, difference) in DIFFERENCES.iter().enumerate() {
        let id = format!("case{index:02}");
        project.write(&format!("alembic/versions/{id}.py"), &revision(&id, "None", difference.code, ""));
    }
    let runs: Vec<Run<'_>> = (0..DIFFERENCES.len())
        .map(|index| Run::new(&project, &format!("upgrade base:case{index:02} --sql")))
        .collect();
    let mut wrong = Vec::new();
    for ((difference, run), alembics) in DIFFERENCES.iter().zip(&runs).zip(alembic(&runs)) {
        let Difference { documented: line, code, .. } = difference;
        let ours = ours(run);
        let both = |said: &crate::Said| format!("{}{}", said.stdout, said.stderr);
        if !documented.contains(line) {
            wrong.push(format!("docs/ALEMBIC.md does not say: {line}"));
        }
        if !both(&alembics).contains(difference.alembics) {
            wrong.push(format!("{code}: Alembic changed: {alembics:?}"));
        }
        if !both(&ours).contains(difference.ours) {
            wrong.push(format!("{code}: {ours:?}"));
        }
        if ours.stdout == alembics.stdout {
            wrong.push(format!("{code}: no difference any more: {ours:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn percent_signs_stay_single_whatever_the_parameter_style() {
    let env_py =
        offline_env("target_metadata=None", RUN).replace(", dialect_opts={\"paramstyle\": \"named\"}", "");
    let project = project(&env_py);
    project.write(
        "alembic/versions/one1.py",
        &revision("one1", "None", "op.execute(\"UPDATE t SET a = '5%'\")", ""),
    );
    let alembics = &alembic(&[Run::new(&project, "upgrade head --sql")])[0];
    assert!(alembics.stdout.contains("'5%%'"), "Alembic changed: {alembics:?}");
    let ours = ours(&Run::new(&project, "upgrade head --sql"));
    assert!(ours.stdout.contains("'5%'"), "{ours:?}");
}

#[test]
fn env_py_without_an_offline_branch_connects_to_nothing() {
    let env_py = "from alembic import context\nfrom sqlalchemy import create_engine\nengine = create_engine(context.config.get_main_option('sqlalchemy.url'))\nwith engine.connect() as connection:\n    context.configure(connection=connection)\n    with context.begin_transaction():\n        context.run_migrations()\n";
    let project = project(env_py);
    project.write("alembic/versions/one1.py", &revision("one1", "None", "op.execute('SELECT 1')", ""));
    let alembics = &alembic(&[Run::new(&project, "upgrade head --sql")])[0];
    assert!(alembics.stderr.contains("refused"), "{alembics:?}");
    let ours = ours(&Run::new(&project, "upgrade head --sql"));
    assert_eq!(ours.status, 0, "{ours:?}");
    assert!(ours.stdout.starts_with("BEGIN;\n\nCREATE TABLE alembic_version"), "{ours:?}");
}
