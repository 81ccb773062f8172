//! ALTER COLUMN.

use gen_migration::schema::{DataType, Identity, IdentityMode, QualifiedName, SequenceOptions, SqlType};

use super::Case;
use crate::build::*;

pub fn cases() -> Vec<Case> {
    let options = SequenceOptions::default;
    let always = |options: SequenceOptions| -> Option<Option<Identity>> {
        Some(Some(identity(IdentityMode::Always, options)))
    };
    vec![
        (
            "op.alter_column('t', 'c', type_=sa.BigInteger())",
            vec![alter(|it| it.data_type = Some(data_type(SqlType::BigInteger)))],
        ),
        (
            "op.alter_column('t', 'c', type_=sa.Integer(), postgresql_using='c::integer')",
            vec![alter(|it| {
                it.data_type = Some(data_type(SqlType::Integer));
                it.using = Some("c::integer".into());
            })],
        ),
        (
            "op.alter_column('t', 'c', type_=sa.Text(collation='C'))",
            vec![alter(|it| {
                it.data_type = Some(DataType { collation: Some("C".into()), ..data_type(plain("TEXT")) });
            })],
        ),
        ("op.alter_column('t', 'c', nullable=True)", vec![alter(|it| it.nullable = Some(true))]),
        ("op.alter_column('t', 'c', nullable=False)", vec![alter(|it| it.nullable = Some(false))]),
        (
            "op.alter_column('t', 'c', server_default=\"it's\")",
            vec![alter(|it| it.server_default = Some(Some(literal("it's"))))],
        ),
        (
            "op.alter_column('t', 'c', server_default=sa.text('now()'))",
            vec![alter(|it| it.server_default = Some(Some(expression("now()"))))],
        ),
        ("op.alter_column('t', 'c', server_default=None)", vec![alter(|it| it.server_default = Some(None))]),
        (
            "op.alter_column('t', 'c', comment=\"it's %\")",
            vec![alter(|it| it.comment = Some(Some("it's %".into())))],
        ),
        (
            "op.alter_column('t', 'c', comment=None, existing_comment='x')",
            vec![alter(|it| it.comment = Some(None))],
        ),
        (
            "op.alter_column('t', 'c', new_column_name='New')",
            vec![alter(|it| it.new_name = Some("New".into()))],
        ),
        (
            "op.alter_column('T', 'C', type_=sa.Text(), nullable=False, server_default='x', comment='y', \
             new_column_name='d', schema='a.b')",
            vec![alter(|it| {
                it.table = QualifiedName::new(Some("a.b"), "T");
                it.column = "C".into();
                it.data_type = Some(data_type(plain("TEXT")));
                it.nullable = Some(false);
                it.server_default = Some(Some(literal("x")));
                it.comment = Some(Some("y".into()));
                it.new_name = Some("d".into());
            })],
        ),
        (
            "op.alter_column('t', 'c', server_default=sa.Identity(always=True, start=5))",
            vec![alter(|it| it.identity = always(SequenceOptions { start: Some(5), ..options() }))],
        ),
        (
            "op.alter_column('t', 'c', server_default=None, existing_server_default=sa.Identity())",
            vec![alter(|it| {
                it.server_default = Some(None);
                it.existing_identity = Some(identity(IdentityMode::ByDefault, options()));
            })],
        ),
        (
            "op.alter_column('t', 'c', server_default=sa.Identity(always=True, start=5, increment=2, cache=3, \
             cycle=True, minvalue=1, maxvalue=9), \
             existing_server_default=sa.Identity(start=3, increment=2))",
            vec![alter(|it| {
                it.identity = always(SequenceOptions {
                    start: Some(5),
                    increment: Some(2),
                    cache: Some(3),
                    cycle: Some(true),
                    min_value: Some(1),
                    max_value: Some(9),
                    ..options()
                });
                it.existing_identity = Some(identity(
                    IdentityMode::ByDefault,
                    SequenceOptions { start: Some(3), increment: Some(2), ..options() },
                ));
            })],
        ),
        (
            "op.alter_column('t', 'c', server_default=sa.Identity(nominvalue=True, nomaxvalue=True), \
             existing_server_default=sa.Identity(always=True, minvalue=3))",
            vec![alter(|it| {
                it.identity = Some(Some(identity(
                    IdentityMode::ByDefault,
                    SequenceOptions { no_min_value: true, no_max_value: true, ..options() },
                )));
                it.existing_identity =
                    Some(identity(IdentityMode::Always, SequenceOptions { min_value: Some(3), ..options() }));
            })],
        ),
    ]
}
