//! CREATE INDEX and DROP INDEX.

use gen_migration::operation::Operation;
use gen_migration::schema::{Index, ObjectName, QualifiedName};

use super::Case;
use crate::build::*;

pub fn cases() -> Vec<Case> {
    let on_a = || index("ix", vec![on_column("a")]);
    let one = |index: Index| vec![create_index(index)];
    let pairs = |items: &[(&str, &str)]| -> Vec<(String, String)> {
        items.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    vec![
        ("op.create_index('ix', 't', ['a'])", one(on_a())),
        (
            "op.create_index('Ix', 't', ['A', 'user'], unique=True)",
            one(Index { unique: true, ..index("Ix", vec![on_column("A"), on_column("user")]) }),
        ),
        (
            "op.create_index('ix', 't', ['a'], if_not_exists=True, schema='S')",
            vec![Operation::CreateIndex {
                table: QualifiedName::new(Some("S"), "t"),
                index: Box::new(on_a()),
                if_not_exists: true,
            }],
        ),
        (
            "op.create_index(op.f('ix_' + 'a' * 70), 't', ['a'])",
            one(Index { name: Some(ObjectName::conventional(format!("ix_{}", "a".repeat(70)))), ..on_a() }),
        ),
        (
            "op.create_index('ix', 't', [sa.text('lower(a)'), sa.literal_column('b DESC'), \
             sa.column('c').desc().nulls_last(), sa.func.upper(sa.column('D'))])",
            one(index(
                "ix",
                vec![
                    on_expression("lower(a)"),
                    on_expression("b DESC"),
                    on_expression("c DESC NULLS LAST"),
                    on_expression("upper(\"D\")"),
                ],
            )),
        ),
        (
            "op.create_index('ix', 't', [sa.column('a') + sa.column('b')])",
            one(index("ix", vec![on_expression("(a + b)")])),
        ),
        (
            "op.create_index('ix', 't', ['a', 'b'], postgresql_ops={'a': 'text_pattern_ops'})",
            one(index("ix", vec![classed(on_column("a"), "text_pattern_ops"), on_column("b")])),
        ),
        (
            "op.create_index('ix', 't', ['a'], postgresql_using='GIN')",
            one(Index { using: Some("GIN".into()), ..on_a() }),
        ),
        (
            "op.create_index('ix', 't', ['a'], postgresql_where=sa.text(\"a > 0 AND b <> '%'\"))",
            one(Index { predicate: Some("a > 0 AND b <> '%'".into()), ..on_a() }),
        ),
        (
            "op.create_index('ix', 't', ['a'], postgresql_include=['b', 'C'])",
            one(Index { include: strings(&["b", "C"]), ..on_a() }),
        ),
        (
            "op.create_index('ix', 't', ['a'], postgresql_with={'fillfactor': 50, 'deduplicate_items': False})",
            one(Index { with: pairs(&[("fillfactor", "50"), ("deduplicate_items", "False")]), ..on_a() }),
        ),
        (
            "op.create_index('ix', 't', ['a'], postgresql_with={'fastupdate': 'off', 'x': None})",
            one(Index { with: pairs(&[("fastupdate", "off"), ("x", "None")]), ..on_a() }),
        ),
        (
            "op.create_index('ix', 't', ['a'], postgresql_tablespace='Fast')",
            one(Index { tablespace: Some("Fast".into()), ..on_a() }),
        ),
        (
            "op.create_index('ix', 't', ['a'], unique=True, postgresql_nulls_not_distinct=True)",
            one(Index { unique: true, nulls_not_distinct: Some(true), ..on_a() }),
        ),
        (
            "op.create_index('ix', 't', ['a'], unique=True, postgresql_nulls_not_distinct=False)",
            one(Index { unique: true, nulls_not_distinct: Some(false), ..on_a() }),
        ),
        (
            "op.create_index('ix', 't', ['a'], unique=True, postgresql_concurrently=True, if_not_exists=True, \
             postgresql_using='btree', postgresql_include=['b'], postgresql_nulls_not_distinct=True, \
             postgresql_with={'fillfactor': 50}, postgresql_tablespace='ts', postgresql_where=sa.text('a > 0'))",
            vec![Operation::CreateIndex {
                table: QualifiedName::plain("t"),
                index: Box::new(Index {
                    unique: true,
                    concurrently: true,
                    using: Some("btree".into()),
                    include: strings(&["b"]),
                    nulls_not_distinct: Some(true),
                    with: pairs(&[("fillfactor", "50")]),
                    tablespace: Some("ts".into()),
                    predicate: Some("a > 0".into()),
                    ..on_a()
                }),
                if_not_exists: true,
            }],
        ),
        ("op.drop_index('ix', table_name='t')", vec![drop_index(on_a(), None, false)]),
        (
            "op.drop_index('Ix', table_name='t', schema='other', if_exists=True, postgresql_concurrently=True)",
            vec![drop_index(Index { concurrently: true, ..index("Ix", vec![]) }, Some("other"), true)],
        ),
        (
            "op.drop_index('ix')",
            vec![Operation::DropIndex {
                table: None,
                schema: None,
                index: Box::new(on_a()),
                if_exists: false,
            }],
        ),
    ]
}
