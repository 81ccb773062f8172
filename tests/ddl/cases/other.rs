//! DROP TABLE, RENAME, comments, plain SQL, rows.

use gen_migration::operation::{Operation, SqlValue};
use gen_migration::schema::QualifiedName;

use super::Case;
use crate::build::*;

pub fn cases() -> Vec<Case> {
    let mut cases = tables();
    cases.extend(statements());
    cases.extend(rows());
    cases
}

fn tables() -> Vec<Case> {
    let drop = |schema: Option<&str>, if_exists: bool| {
        let mut table = table("Old");
        table.name.schema = schema.map(str::to_owned);
        vec![Operation::DropTable { table: Box::new(table), if_exists }]
    };
    let t = || QualifiedName::plain("t");
    vec![
        ("op.drop_table('Old')", drop(None, false)),
        ("op.drop_table('Old', schema='other', if_exists=True)", drop(Some("other"), true)),
        ("op.rename_table('t', 'New')", vec![Operation::RenameTable { from: t(), to: "New".into() }]),
        (
            "op.rename_table('T', 'u', schema='a.b')",
            vec![Operation::RenameTable { from: QualifiedName::new(Some("a.b"), "T"), to: "u".into() }],
        ),
        (
            "op.create_table_comment('t', \"it's %\")",
            vec![Operation::CreateTableComment {
                table: t(),
                comment: Some("it's %".into()),
                existing: None,
            }],
        ),
        (
            "op.create_table_comment('t', 'x', schema='a.b')",
            vec![Operation::CreateTableComment {
                table: QualifiedName::new(Some("a.b"), "t"),
                comment: Some("x".into()),
                existing: None,
            }],
        ),
        ("op.drop_table_comment('t')", vec![Operation::DropTableComment { table: t(), existing: None }]),
    ]
}

fn statements() -> Vec<Case> {
    let execute = |sql: &str| Operation::Execute { sql: sql.into(), undo: None };
    vec![
        ("op.execute('select 1')", vec![execute("select 1")]),
        ("op.execute('  select 1;\\n')", vec![execute("  select 1;\n")]),
        (
            "op.execute(\"update t set a = 'x%' where b = 5::int\")",
            vec![execute("update t set a = 'x%' where b = 5::int")],
        ),
    ]
}

fn rows() -> Vec<Case> {
    let insert = |columns: &[&str], rows: Vec<Vec<SqlValue>>| {
        vec![Operation::BulkInsert { table: QualifiedName::plain("t"), columns: strings(columns), rows }]
    };
    let text = |text: &str| SqlValue::Text(text.into());
    let temporal =
        |type_name: &str, text: &str| SqlValue::Temporal { type_name: type_name.into(), text: text.into() };
    vec![
        (
            "op.bulk_insert(sa.table('t', sa.column('a', sa.Integer), sa.column('B', sa.String), \
             sa.column('c', sa.Boolean)), [{'a': 1, 'B': \"it's %\", 'c': True}, \
             {'a': -2, 'B': None, 'c': False}])",
            insert(
                &["a", "B", "c"],
                vec![
                    vec![SqlValue::Integer(1), text("it's %"), SqlValue::Boolean(true)],
                    vec![SqlValue::Integer(-2), SqlValue::Null, SqlValue::Boolean(false)],
                ],
            ),
        ),
        (
            "op.bulk_insert(sa.table('t', sa.column('n', sa.Numeric), sa.column('f', sa.Float), \
             sa.column('u', sa.Uuid), sa.column('x', sa.ARRAY(sa.Text))), [{'n': decimal.Decimal('1.50'), \
             'f': 1e30, 'u': uuid.UUID(int=5), 'x': ['a', \"b'\"]}])",
            insert(
                &["n", "f", "u", "x"],
                vec![vec![
                    SqlValue::Numeric("1.50".into()),
                    SqlValue::Float(1e30),
                    SqlValue::Uuid("00000000-0000-0000-0000-000000000005".into()),
                    SqlValue::Array(vec![text("a"), text("b'")]),
                ]],
            ),
        ),
        (
            "op.bulk_insert(sa.table('t', sa.column('d', sa.Date), sa.column('s', sa.DateTime), \
             sa.column('k', sa.Time)), [{'d': datetime.date(2020, 1, 2), \
             's': datetime.datetime(2020, 1, 2, 3, 4, 5, 6), 'k': datetime.time(1, 2)}])",
            insert(
                &["d", "s", "k"],
                vec![vec![
                    temporal("date", "2020-01-02"),
                    temporal("timestamp", "2020-01-02 03:04:05.000006"),
                    temporal("time", "01:02:00"),
                ]],
            ),
        ),
    ]
}
