//! What Alembic refuses to compile, we refuse in its words.

use gen_migration::operation::Operation;
use gen_migration::schema::{Computed, Constraint, Index, SqlType};

use crate::build::*;

#[test]
fn refused_in_alembics_words() {
    let long = "x".repeat(64);
    let long_snippet = format!("op.create_index('{long}', 't', ['a'])");
    let cases: Vec<(&str, Operation, &str)> = vec![
        (
            "op.add_column('t', sa.Column('c', sa.types.NullType()))",
            add_column(column("c", SqlType::Null), vec![], vec![]),
            "Can't generate DDL for NullType(); did you forget to specify a type on this Column?",
        ),
        (
            "op.create_table('t', sa.Column('c', sa.types.NullType()))",
            create_with(column("c", SqlType::Null)),
            "(in table 't', column 'c'): Can't generate DDL for NullType()",
        ),
        (
            "op.alter_column('t', 'c', postgresql_using='c::int')",
            alter(|it| it.using = Some("c::int".into())),
            "postgresql_using must be used with the type_ parameter",
        ),
        (
            "op.alter_column('t', 'c', server_default=sa.Computed('a + 1'))",
            alter(|it| it.computed = Some(Some(Computed { expression: "a + 1".into(), persisted: None }))),
            "Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from an existing \
             column is not supported.",
        ),
        (
            &long_snippet,
            create_index(index(&long, vec![on_column("a")])),
            "exceeds maximum length of 63 characters",
        ),
        (
            "op.create_table('t', sa.Column('c', sa.Enum('a', name='text')))",
            create_with(column("c", SqlType::Enum(enumeration(None, "text", &["a"])))),
            "that matches an existing type, and requires an explicit schema name in order to be rendered in DDL.",
        ),
        (
            "op.create_foreign_key('fk', 't', 'u', ['a'], ['b'], ondelete='CASCADE; DROP TABLE t')",
            add_constraint(
                None,
                "t",
                Constraint::ForeignKey(gen_migration::schema::ForeignKey {
                    on_delete: Some("CASCADE; DROP TABLE t".into()),
                    ..foreign_key(Some("fk"), &["a"], "u", &["b"])
                }),
            ),
            "Unexpected SQL phrase: 'CASCADE; DROP TABLE t'",
        ),
        (
            "op.create_index('ix', 't', ['a'], postgresql_using='gin (a)')",
            create_index(Index { using: Some("gin (a)".into()), ..index("ix", vec![on_column("a")]) }),
            "Unexpected SQL phrase: 'gin (a)'",
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Integer), postgresql_partitionby='x')",
            create(with_option(with_columns(table("t"), vec![integer("a")]), "postgresql_partitionby", "x")),
            "Argument 'postgresql_partitionby' is not accepted by dialect 'postgresql'",
        ),
    ];
    let snippets: Vec<&str> = cases.iter().map(|(python, _, _)| *python).collect();
    for ((python, operation, words), alembic) in cases.iter().zip(crate::alembic(&snippets)) {
        let theirs = alembic.expect_err(python);
        let ours = crate::ours(std::slice::from_ref(operation)).expect_err(python);
        assert!(theirs.contains(words), "Alembic on {python}: {theirs}");
        assert!(ours.contains(words), "we on {python}: {ours}");
    }
}

/// Alembic's classes can't express these; a producer that does is refused, not obeyed by half.
#[test]
fn what_has_no_name_or_no_meaning_is_refused() {
    let nameless = Index { name: None, ..index("ix", vec![on_column("a")]) };
    let virtual_column = gen_migration::schema::Column {
        computed: Some(Computed { expression: "1".into(), persisted: Some(false) }),
        ..integer("c")
    };
    let cases = [
        (create_index(nameless.clone()), "CREATE INDEX requires that the index have a name"),
        (drop_index(nameless, None, false), "DROP INDEX requires that the index have a name"),
        (drop_constraint("", false), "it has no name"),
        (create_with(virtual_column), "do not support 'virtual' persistence"),
    ];
    for (operation, words) in cases {
        let error = crate::ours(&[operation]).expect_err(words);
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn checked_creation_asks_first() {
    let enum_type = enumeration(Some("other"), "it's", &["a"]);
    let create = Operation::CreateEnumType { enum_type: enum_type.clone(), check_first: true };
    let statements = gen_migration::ddl::compile(&create).expect("compiles");
    let guard = statements[0].guard.clone().expect("a guard");
    assert!(guard.query().starts_with("SELECT NOT EXISTS"));
    assert!(guard.query().contains("t.typname = 'it''s' AND n.nspname = 'other'"));

    let drop = Operation::DropEnumType { enum_type, check_first: false };
    let statements = gen_migration::ddl::compile(&drop).expect("compiles");
    assert_eq!(statements[0].guard, None);
    assert_eq!(statements[0].sql, "DROP TYPE other.\"it's\"");
}

/// Offline, Alembic takes the server for the newest one, where such a column is virtual; up to
/// PostgreSQL 17 there are only stored ones, and that is what it sends online.
#[test]
fn computed_columns_are_stored() {
    let column = gen_migration::schema::Column {
        computed: Some(Computed { expression: "a * 2".into(), persisted: None }),
        ..integer("c")
    };
    let printed = crate::ours(&[create_with(column)]).expect("compiles");
    assert_eq!(printed, ["CREATE TABLE t (\n    c INTEGER GENERATED ALWAYS AS (a * 2) STORED\n);"]);
}
