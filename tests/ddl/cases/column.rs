//! ADD COLUMN and DROP COLUMN.

use gen_migration::operation::Operation;
use gen_migration::schema::{
    Check, Column, Constraint, ForeignKey, Index, ObjectName, QualifiedName, SqlType,
};

use super::Case;
use crate::build::*;

pub fn cases() -> Vec<Case> {
    let drop = |schema: Option<&str>, if_exists: bool| Operation::DropColumn {
        table: QualifiedName::new(schema, "t"),
        column: Box::new(column("Old", SqlType::Null)),
        if_exists,
        cascade: false,
    };
    let reference = || Constraint::ForeignKey(foreign_key(None, &["c"], "u", &["id"]));
    let conventional =
        |index: Index, name: &str| Index { name: Some(ObjectName::conventional(name)), ..index };
    vec![
        (
            "op.add_column('t', sa.Column('c', sa.String(5), server_default='x', nullable=False))",
            vec![add_column(
                required(defaulting(column("c", plain("VARCHAR(5)")), literal("x"))),
                vec![],
                vec![],
            )],
        ),
        (
            "op.add_column('t', sa.Column('c', sa.Integer), schema='a.B', if_not_exists=True)",
            vec![Operation::AddColumn {
                table: QualifiedName::new(Some("a.B"), "t"),
                column: Box::new(integer("c")),
                constraints: vec![],
                indexes: vec![],
                if_not_exists: true,
            }],
        ),
        (
            "op.add_column('t', sa.Column('c', sa.Enum('a', name='e')))",
            vec![add_column(column("c", SqlType::Enum(enumeration(None, "e", &["a"]))), vec![], vec![])],
        ),
        (
            "op.add_column('t', sa.Column('c', sa.Integer, sa.ForeignKey('u.id', ondelete='CASCADE'), \
             index=True, comment=\"it's\"))",
            vec![add_column(
                commented(integer("c"), "it's"),
                vec![Constraint::ForeignKey(ForeignKey {
                    on_delete: Some("CASCADE".into()),
                    ..foreign_key(None, &["c"], "u", &["id"])
                })],
                vec![conventional(index("ix_t_c", vec![on_column("c")]), "ix_t_c")],
            )],
        ),
        (
            "op.add_column('t', sa.Column('c', sa.Integer, unique=True))",
            vec![add_column(integer("c"), vec![Constraint::Unique(unique(None, &["c"]))], vec![])],
        ),
        (
            "op.add_column('t', sa.Column('c', sa.Integer, sa.CheckConstraint('c > 0', name='ck')))",
            vec![add_column(
                integer("c"),
                vec![Constraint::Check(Check { column: Some("c".into()), ..check(Some("ck"), "c > 0") })],
                vec![],
            )],
        ),
        (
            "op.add_column('t', sa.Column('c', sa.Integer, sa.ForeignKey('u.id')), inline_references=True)",
            vec![add_column(Column { inline_references: true, ..integer("c") }, vec![reference()], vec![])],
        ),
        (
            "op.add_column('t', sa.Column('c', sa.Integer, primary_key=True), inline_primary_key=True)",
            vec![add_column(Column { inline_primary_key: true, ..serial("c") }, vec![key(&["c"])], vec![])],
        ),
        (
            "op.add_column('t', sa.Column('c', sa.Integer, primary_key=True))",
            vec![add_column(serial("c"), vec![key(&["c"])], vec![])],
        ),
        ("op.drop_column('t', 'Old')", vec![drop(None, false)]),
        ("op.drop_column('t', 'Old', schema='other', if_exists=True)", vec![drop(Some("other"), true)]),
    ]
}
