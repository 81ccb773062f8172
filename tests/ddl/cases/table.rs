//! CREATE TABLE: columns, types, constraints in line, options, what comes before and after.

use gen_migration::operation::Operation;
use gen_migration::schema::{
    Check, Column, Computed, Constraint, DataType, EnumType, ForeignKey, IdentityMode, Index, ObjectName,
    QualifiedName, SequenceOptions, SqlType, Unique,
};

use super::Case;
use crate::build::*;

pub fn cases() -> Vec<Case> {
    let mut cases = types();
    cases.extend(columns());
    cases.extend(constraints());
    cases.extend(options());
    cases.extend(companions());
    cases
}

fn types() -> Vec<Case> {
    let collated = |sql: SqlType| Column {
        data_type: DataType { collation: Some("de_DE".into()), ..data_type(sql) },
        ..integer("c")
    };
    let cases: Vec<(&'static str, Column)> = vec![
        ("sa.Boolean()", column("c", SqlType::Boolean)),
        ("sa.SmallInteger()", column("c", SqlType::SmallInteger)),
        ("sa.Integer()", integer("c")),
        ("sa.BigInteger()", column("c", SqlType::BigInteger)),
        ("sa.String(50)", column("c", plain("VARCHAR(50)"))),
        ("sa.DateTime(timezone=True)", column("c", plain("TIMESTAMP WITH TIME ZONE"))),
        ("sa.String(5, collation='de_DE')", collated(plain("VARCHAR(5)"))),
        ("sa.ARRAY(sa.String(5, collation='de_DE'))", collated(array(plain("VARCHAR(5)"), 1))),
        ("postgresql.ARRAY(sa.Integer, dimensions=2)", column("c", array(SqlType::Integer, 2))),
        ("sa.ARRAY(sa.Text)", column("c", array(plain("TEXT"), 0))),
        (
            "postgresql.ENUM('a', name='e', create_type=False)",
            column("c", SqlType::Enum(EnumType { create_type: false, ..enumeration(None, "e", &["a"]) })),
        ),
        (
            "postgresql.DOMAIN('d', sa.Integer, create_type=False, schema='other')",
            column("c", SqlType::Domain { name: QualifiedName::new(Some("other"), "d"), definition: None }),
        ),
    ];
    cases
        .into_iter()
        .map(|(python, column)| {
            let snippet = format!("op.create_table('t', sa.Column('c', {python}))");
            (&*Box::leak(snippet.into_boxed_str()), vec![create_with(column)])
        })
        .collect()
}

fn columns() -> Vec<Case> {
    vec![
        (
            "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))",
            vec![create(with(with_columns(table("t"), vec![serial("id")]), vec![key(&["id"])]))],
        ),
        (
            "op.create_table('t', sa.Column('id', sa.BigInteger, primary_key=True))",
            vec![create(with(
                with_columns(
                    table("t"),
                    vec![Column { data_type: data_type(SqlType::BigInteger), ..serial("id") }],
                ),
                vec![key(&["id"])],
            ))],
        ),
        (
            "op.create_table('t', sa.Column('id', sa.SmallInteger, primary_key=True))",
            vec![create(with(
                with_columns(
                    table("t"),
                    vec![Column { data_type: data_type(SqlType::SmallInteger), ..serial("id") }],
                ),
                vec![key(&["id"])],
            ))],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Integer, primary_key=True), \
             sa.Column('b', sa.Integer, primary_key=True))",
            vec![create(with(
                with_columns(table("t"), vec![required(integer("a")), required(integer("b"))]),
                vec![key(&["a", "b"])],
            ))],
        ),
        (
            "op.create_table('t', sa.Column('c', sa.Text, server_default=\"it's 100%: \\\\x\", nullable=False))",
            vec![create_with(required(defaulting(column("c", plain("TEXT")), literal("it's 100%: \\x"))))],
        ),
        (
            "op.create_table('t', sa.Column('c', sa.Text, server_default=sa.text(\"now()::text || '%'\")))",
            vec![create_with(defaulting(column("c", plain("TEXT")), expression("now()::text || '%'")))],
        ),
        (
            "op.create_table('t', sa.Column('c', sa.Boolean, server_default=sa.false()))",
            vec![create_with(defaulting(column("c", SqlType::Boolean), expression("false")))],
        ),
        (
            "op.create_table('t', sa.Column('c', sa.Integer, sa.Identity(), nullable=False))",
            vec![create_with(required(Column {
                identity: Some(identity(IdentityMode::ByDefault, SequenceOptions::default())),
                ..integer("c")
            }))],
        ),
        (
            "op.create_table('t', sa.Column('c', sa.Integer, sa.Identity(always=True, start=5, increment=-2, \
             minvalue=-100, maxvalue=100, cycle=True, cache=7), nullable=True))",
            vec![create_with(Column {
                identity: Some(identity(
                    IdentityMode::Always,
                    SequenceOptions {
                        start: Some(5),
                        increment: Some(-2),
                        min_value: Some(-100),
                        max_value: Some(100),
                        cycle: Some(true),
                        cache: Some(7),
                        ..SequenceOptions::default()
                    },
                )),
                ..integer("c")
            })],
        ),
        (
            "op.create_table('t', sa.Column('c', sa.Integer, sa.Identity(nominvalue=True, nomaxvalue=True, \
             cycle=False), primary_key=True))",
            vec![create(with(
                with_columns(
                    table("t"),
                    vec![required(Column {
                        identity: Some(identity(
                            IdentityMode::ByDefault,
                            SequenceOptions {
                                no_min_value: true,
                                no_max_value: true,
                                cycle: Some(false),
                                ..SequenceOptions::default()
                            },
                        )),
                        ..integer("c")
                    })],
                ),
                vec![key(&["c"])],
            ))],
        ),
        (
            "op.create_table('t', sa.Column('c', sa.Integer, sa.Computed('a * 2', persisted=True), nullable=False))",
            vec![create_with(required(Column {
                computed: Some(Computed { expression: "a * 2".into(), persisted: Some(true) }),
                ..integer("c")
            }))],
        ),
        (
            "op.create_table('t', sa.Column('xmin', sa.Integer, system=True), sa.Column('Select', sa.Integer), \
             sa.Column('user', sa.Integer), sa.Column('a b', sa.Integer), sa.Column('1a', sa.Integer), \
             sa.Column('q\"q', sa.Integer), sa.Column('a$b', sa.Integer), sa.Column('ümlaut', sa.Integer))",
            vec![create(with_columns(
                table("t"),
                vec![
                    Column { system: true, ..integer("xmin") },
                    integer("Select"),
                    integer("user"),
                    integer("a b"),
                    integer("1a"),
                    integer("q\"q"),
                    integer("a$b"),
                    integer("ümlaut"),
                ],
            ))],
        ),
        ("op.create_table('t')", vec![create(table("t"))]),
    ]
}

fn constraints() -> Vec<Case> {
    let two = || with_columns(table("t"), vec![integer("a"), integer("b")]);
    vec![
        (
            "op.create_table('t', sa.Column('a', sa.Integer), sa.Column('b', sa.Integer), \
             sa.UniqueConstraint('a', name='uq'), sa.CheckConstraint(\"a <> '%'\", name='Ck'), \
             sa.ForeignKeyConstraint(['a', 'b'], ['u.x', 'u.Y'], name='fk', ondelete='CASCADE'), \
             sa.PrimaryKeyConstraint('b', 'a', name='pk'))",
            vec![create(with(
                with_columns(table("t"), vec![required(integer("a")), required(integer("b"))]),
                vec![
                    Constraint::Unique(unique(Some("uq"), &["a"])),
                    Constraint::Check(check(Some("Ck"), "a <> '%'")),
                    Constraint::ForeignKey(ForeignKey {
                        on_delete: Some("CASCADE".into()),
                        ..foreign_key(Some("fk"), &["a", "b"], "u", &["x", "Y"])
                    }),
                    Constraint::PrimaryKey(primary_key(Some("pk"), &["b", "a"])),
                ],
            ))],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Integer, sa.CheckConstraint('a > 0', name='positive')), \
             sa.Column('b', sa.Integer, sa.CheckConstraint('b > 0'), nullable=False))",
            vec![create(with(
                with_columns(table("t"), vec![integer("a"), required(integer("b"))]),
                vec![
                    Constraint::Check(Check { column: Some("a".into()), ..check(Some("positive"), "a > 0") }),
                    Constraint::Check(Check { column: Some("b".into()), ..check(None, "b > 0") }),
                ],
            ))],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Integer), sa.Column('b', sa.Integer), \
             sa.ForeignKeyConstraint(['a'], ['u.id'], use_alter=True, name='later'), \
             sa.ForeignKeyConstraint(['b'], ['other.u.id'], onupdate='SET NULL', match='FULL', \
             deferrable=True, initially='DEFERRED'))",
            vec![create(with(
                two(),
                vec![
                    Constraint::ForeignKey(ForeignKey {
                        use_alter: true,
                        ..foreign_key(Some("later"), &["a"], "u", &["id"])
                    }),
                    Constraint::ForeignKey(ForeignKey {
                        referred_table: QualifiedName::new(Some("other"), "u"),
                        on_update: Some("SET NULL".into()),
                        match_type: Some("FULL".into()),
                        deferrability: deferrable(Some(true), Some("DEFERRED")),
                        ..foreign_key(None, &["b"], "u", &["id"])
                    }),
                ],
            ))],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Integer), sa.Column('b', sa.Integer), \
             sa.UniqueConstraint('a', 'b', deferrable=False, initially='IMMEDIATE', \
             postgresql_nulls_not_distinct=True), sa.UniqueConstraint('a', postgresql_include=['b']))",
            vec![create(with(
                two(),
                vec![
                    Constraint::Unique(Unique {
                        nulls_not_distinct: true,
                        deferrability: deferrable(Some(false), Some("IMMEDIATE")),
                        ..unique(None, &["a", "b"])
                    }),
                    Constraint::Unique(Unique { include: strings(&["b"]), ..unique(None, &["a"]) }),
                ],
            ))],
        ),
    ]
}

fn options() -> Vec<Case> {
    let one = || with_columns(table("t"), vec![integer("a")]);
    let mut prefixed = one();
    prefixed.prefixes = strings(&["UNLOGGED"]);
    let mut in_schema = with_columns(table("T"), vec![integer("a")]);
    in_schema.name.schema = Some("my.Schema".into());
    vec![
        (
            "op.create_table('t', sa.Column('a', sa.Integer), postgresql_partition_by='RANGE (a)')",
            vec![create(with_option(one(), "postgresql_partition_by", "RANGE (a)"))],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Integer), postgresql_inherits='Parent')",
            vec![create(with_option(one(), "postgresql_inherits", "Parent"))],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Integer), postgresql_inherits=('p', 'Q'), \
             postgresql_using='heap', postgresql_tablespace='Fast', mysql_engine='InnoDB', \
             postgresql_with={'fillfactor': 70, 'autovacuum_enabled': False})",
            vec![create(with_option(
                with_option(
                    with_option(
                        with_option(
                            with_option(one(), "postgresql_inherits", "('p', 'Q')"),
                            "postgresql_using",
                            "heap",
                        ),
                        "postgresql_tablespace",
                        "Fast",
                    ),
                    "mysql_engine",
                    "InnoDB",
                ),
                "postgresql_with",
                "{'fillfactor': 70, 'autovacuum_enabled': False}",
            ))],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Integer), postgresql_on_commit='PRESERVE_ROWS')",
            vec![create(with_option(one(), "postgresql_on_commit", "PRESERVE_ROWS"))],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Integer), prefixes=['UNLOGGED'], if_not_exists=True)",
            vec![Operation::CreateTable { table: Box::new(prefixed), if_not_exists: true }],
        ),
        ("op.create_table('T', sa.Column('a', sa.Integer), schema='my.Schema')", vec![create(in_schema)]),
    ]
}

/// Types before a table, indexes and comments after it, and what a run remembers.
fn companions() -> Vec<Case> {
    let mood = || enumeration(None, "mood", &["sad", "it's", "100%"]);
    let with_mood = |name: &str, columns: &[&str]| {
        with_columns(table(name), columns.iter().map(|name| column(name, SqlType::Enum(mood()))).collect())
    };
    let mut commented_table =
        with_columns(table("T"), vec![commented(integer("A"), "it's a column"), integer("b")]);
    commented_table.comment = Some("a 'table'\nof two lines".into());
    commented_table.name.schema = Some("other".into());
    let mut indexed = with_columns(table("t"), vec![integer("a")]);
    indexed.indexes = vec![Index {
        name: Some(ObjectName::conventional("ix_t_a")),
        unique: true,
        ..index("ix_t_a", vec![on_column("a")])
    }];
    vec![
        (
            "op.create_table('t', sa.Column('a', sa.Enum('sad', \"it's\", '100%', name='mood')), \
             sa.Column('b', sa.Enum('sad', \"it's\", '100%', name='mood')))\n\
             op.create_table('u', sa.Column('a', sa.Enum('sad', \"it's\", '100%', name='mood')))",
            vec![create(with_mood("t", &["a", "b"])), create(with_mood("u", &["a"]))],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.Enum('sad', \"it's\", '100%', name='mood')))\n\
             op.drop_table('t')\n\
             op.execute('DROP TYPE mood')\n\
             op.create_table('t', sa.Column('a', sa.Enum('sad', \"it's\", '100%', name='mood')))",
            vec![
                create(with_mood("t", &["a"])),
                Operation::DropTable { table: Box::new(table("t")), if_exists: false },
                Operation::Execute { sql: "DROP TYPE mood".into(), undo: None },
                create(with_mood("t", &["a"])),
            ],
        ),
        (
            "op.create_table('t', sa.Column('a', sa.ARRAY(sa.Enum('x', name='E', schema='other'))), \
             sa.Column('d', postgresql.DOMAIN('d', sa.Integer, check='VALUE > 0', not_null=True)))",
            vec![create(with_columns(
                table("t"),
                vec![
                    column("a", array(SqlType::Enum(enumeration(Some("other"), "E", &["x"])), 1)),
                    column(
                        "d",
                        SqlType::Domain {
                            name: QualifiedName::plain("d"),
                            definition: Some("INTEGER NOT NULL CHECK (VALUE > 0)".into()),
                        },
                    ),
                ],
            ))],
        ),
        (
            "op.create_table('T', sa.Column('A', sa.Integer, comment=\"it's a column\"), \
             sa.Column('b', sa.Integer), comment=\"a 'table'\\nof two lines\", schema='other')",
            vec![create(commented_table)],
        ),
        ("op.create_table('t', sa.Column('a', sa.Integer, index=True, unique=True))", vec![create(indexed)]),
    ]
}
