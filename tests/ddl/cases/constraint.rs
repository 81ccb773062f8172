//! ADD CONSTRAINT and DROP CONSTRAINT.

use gen_migration::schema::{
    Check, Constraint, Exclude, ExcludeElement, ForeignKey, IndexTarget, ObjectName, PrimaryKey,
    QualifiedName, Unique,
};

use super::Case;
use crate::build::*;

pub fn cases() -> Vec<Case> {
    let mut cases = keys();
    cases.extend(excludes());
    cases
}

fn keys() -> Vec<Case> {
    let fk = |edit: fn(&mut ForeignKey)| {
        let mut key = foreign_key(Some("fk"), &["a"], "u", &["id"]);
        edit(&mut key);
        vec![add_constraint(None, "t", Constraint::ForeignKey(key))]
    };
    let ck = |check: Check| vec![add_constraint(None, "t", Constraint::Check(check))];
    let long = format!("fk_{}", "x".repeat(70));
    vec![
        (
            "op.create_primary_key('pk', 't', ['b', 'A'], schema='other')",
            vec![add_constraint(
                Some("other"),
                "t",
                Constraint::PrimaryKey(primary_key(Some("pk"), &["b", "A"])),
            )],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Integer), sa.Column('b', sa.Integer), \
             sa.PrimaryKeyConstraint('a', deferrable=True, postgresql_include=['b']))",
            vec![create(with(
                with_columns(table("t"), vec![serial("a"), integer("b")]),
                vec![Constraint::PrimaryKey(PrimaryKey {
                    deferrability: deferrable(Some(true), None),
                    include: strings(&["b"]),
                    ..primary_key(None, &["a"])
                })],
            ))],
        ),
        (
            "op.create_unique_constraint('uq', 't', ['a', 'b'])",
            vec![add_constraint(None, "t", Constraint::Unique(unique(Some("uq"), &["a", "b"])))],
        ),
        (
            "op.create_unique_constraint(None, 't', ['a'], postgresql_nulls_not_distinct=True, \
             deferrable=True, initially='DEFERRED')",
            vec![add_constraint(
                None,
                "t",
                Constraint::Unique(Unique {
                    nulls_not_distinct: true,
                    deferrability: deferrable(Some(true), Some("DEFERRED")),
                    ..unique(None, &["a"])
                }),
            )],
        ),
        (
            "op.create_check_constraint('ck', 't', \"a in ('x', '%')\")",
            ck(check(Some("ck"), "a in ('x', '%')")),
        ),
        (
            "op.create_check_constraint('ck', 't', 'a > 0', postgresql_not_valid=True)",
            ck(Check { not_valid: true, ..check(Some("ck"), "a > 0") }),
        ),
        (
            "op.create_check_constraint(None, 't', 'a > 0', deferrable=False)",
            ck(Check { deferrability: deferrable(Some(false), None), ..check(None, "a > 0") }),
        ),
        ("op.create_foreign_key('fk', 't', 'u', ['a'], ['id'])", fk(|_| {})),
        (
            "op.create_foreign_key('fk', 't', 'u', ['a'], ['id'], ondelete='SET NULL', onupdate='CASCADE')",
            fk(|key| {
                key.on_delete = Some("SET NULL".into());
                key.on_update = Some("CASCADE".into());
            }),
        ),
        (
            "op.create_foreign_key('fk', 't', 'u', ['a'], ['id'], ondelete='SET NULL (a, \"B\")')",
            fk(|key| key.on_delete = Some("SET NULL (a, \"B\")".into())),
        ),
        (
            "op.create_foreign_key('fk', 't', 'u', ['a'], ['id'], deferrable=True, initially='deferred', \
             match='full', postgresql_not_valid=True)",
            fk(|key| {
                key.deferrability = deferrable(Some(true), Some("deferred"));
                key.match_type = Some("full".into());
                key.not_valid = true;
            }),
        ),
        (
            "op.create_foreign_key(None, 't', 't', ['a', 'B'], ['x', 'y'], source_schema='S', \
             referent_schema='S')",
            vec![add_constraint(
                Some("S"),
                "t",
                Constraint::ForeignKey(ForeignKey {
                    referred_table: QualifiedName::new(Some("S"), "t"),
                    ..foreign_key(None, &["a", "B"], "t", &["x", "y"])
                }),
            )],
        ),
        (
            "op.create_foreign_key(op.f('fk_' + 'x' * 70), 't', 'u', ['a'], ['id'])",
            vec![add_constraint(
                None,
                "t",
                Constraint::ForeignKey(ForeignKey {
                    name: Some(ObjectName::conventional(long)),
                    ..foreign_key(None, &["a"], "u", &["id"])
                }),
            )],
        ),
        ("op.drop_constraint('ck', 't', type_='check')", vec![drop_constraint("ck", false)]),
        ("op.drop_constraint('Fk', 't', type_='foreignkey')", vec![drop_constraint("Fk", false)]),
        ("op.drop_constraint('x', 't', if_exists=True)", vec![drop_constraint("x", true)]),
    ]
}

fn excludes() -> Vec<Case> {
    let element = |target: IndexTarget, operator: &str| ExcludeElement { target, operator: operator.into() };
    let on = |name: &str, operator: &str| element(IndexTarget::Column(name.into()), operator);
    let exclude = |elements: Vec<ExcludeElement>| Exclude {
        name: named("ex"),
        elements,
        using: "gist".into(),
        ..Exclude::default()
    };
    vec![
        (
            "op.create_exclude_constraint('ex', 't', (sa.column('room'), '='), (sa.column('During'), '&&'))",
            vec![add_constraint(
                None,
                "t",
                Constraint::Exclude(exclude(vec![on("room", "="), on("During", "&&")])),
            )],
        ),
        (
            "op.create_exclude_constraint('ex', 't', ('room', '='), where=sa.text('room > 1'), using='GIST', \
             deferrable=True, initially='DEFERRED')",
            vec![add_constraint(
                None,
                "t",
                Constraint::Exclude(Exclude {
                    using: "GIST".into(),
                    predicate: Some("room > 1".into()),
                    deferrability: deferrable(Some(true), Some("DEFERRED")),
                    ..exclude(vec![element(IndexTarget::Expression("room".into()), "=")])
                }),
            )],
        ),
        (
            "op.create_table('t', sa.Column('r', postgresql.INT4RANGE), \
             postgresql.ExcludeConstraint(('r', '&&'), name='ex', ops={'r': 'range_ops'}))",
            vec![create(with(
                with_columns(table("t"), vec![column("r", plain("INT4RANGE"))]),
                vec![Constraint::Exclude(Exclude {
                    operator_classes: vec![("r".into(), "range_ops".into())],
                    ..exclude(vec![on("r", "&&")])
                })],
            ))],
        ),
        (
            "op.create_table('t', sa.Column('r', postgresql.INT4RANGE), \
             postgresql.ExcludeConstraint((sa.text('(r * r)'), '&&'), using='spgist'))",
            vec![create(with(
                with_columns(table("t"), vec![column("r", plain("INT4RANGE"))]),
                vec![Constraint::Exclude(Exclude {
                    name: None,
                    using: "spgist".into(),
                    ..exclude(vec![element(IndexTarget::Expression("(r * r)".into()), "&&")])
                })],
            ))],
        ),
    ]
}
