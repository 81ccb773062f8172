//! Introspection of a database that has one of everything, beside SQLAlchemy's reflection of it.

#[path = "../common/mod.rs"]
mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::server::{Server, TestDatabase};
use gen_migration::catalog::{IntrospectOptions, introspect};
use gen_migration::ddl;
use gen_migration::operation::Operation;
use gen_migration::render::{RenderOptions, render};
use gen_migration::schema::{
    Constraint, ConstraintKind, IndexTarget, Names, QualifiedName, Schema, ServerDefault, SqlType, Table,
};

const ZOO: &str = include_str!("zoo.sql");

/// Lines that we write otherwise than Alembic, because a downgrade with Alembic's line fails or makes
/// something else: ours, Alembic's.
const OTHERWISE: &[(&str, &str)] = &[
    // A keyword that CheckConstraint does not take.
    (
        "sa.CheckConstraint('r <> 7', name=op.f('cknv'), postgresql_not_valid=True),",
        "sa.CheckConstraint('r <> 7', name=op.f('cknv'), dialect_options={'not_valid': True}),",
    ),
    (
        "sa.CheckConstraint('id >= 1 AND id <= 5', name=op.f('ckni')),",
        "sa.CheckConstraint('id >= 1 AND id <= 5', name=op.f('ckni'), dialect_options={'no_inherit': True}),",
    ),
    (
        "sa.ForeignKeyConstraint(['id'], ['big.id'], name=op.f('fknv'), postgresql_not_valid=True),",
        "sa.ForeignKeyConstraint(['id'], ['big.id'], name=op.f('fknv')),",
    ),
    (
        "sa.UniqueConstraint('a', deferrable=True, name=op.f('u1'), postgresql_include=['b'], \
         postgresql_nulls_not_distinct=True)",
        "sa.UniqueConstraint('a', name=op.f('u1'), postgresql_include=['b'], \
         postgresql_nulls_not_distinct=True)",
    ),
    // The sequence belongs to the parent's column.
    (
        "sa.Column('id', sa.INTEGER(), server_default=sa.text(\"nextval('parent_id_seq'::regclass)\"), \
         autoincrement=True, nullable=False),",
        "sa.Column('id', sa.INTEGER(), autoincrement=True, nullable=False),",
    ),
    // SMALLSERIAL, as long as the column is the primary key.
    (
        "sa.Column('id', sa.SMALLINT(), autoincrement=True, nullable=False),",
        "sa.Column('id', sa.SMALLINT(), server_default=sa.text(\"nextval('small_id_seq'::regclass)\"), \
         autoincrement=True, nullable=False),",
    ),
    // A parenthesis in a type's name.
    (
        "sa.Column('c_odd', postgresql.ENUM('q', name='Odd Type (1)'), autoincrement=False, nullable=True),",
        "sa.Column('c_odd', sa.NullType(), autoincrement=False, nullable=True),",
    ),
    // The domain is NOT NULL, the column is not.
    (
        "sa.Column('c_posint', postgresql.DOMAIN('posint', sa.INTEGER(), default='5', \
         constraint_name='pos', not_null=True, check='VALUE > 0', create_type=False), \
         server_default=sa.text('7'), autoincrement=False, nullable=True)",
        "sa.Column('c_posint', postgresql.DOMAIN('posint', sa.INTEGER(), default='5', \
         constraint_name='pos', not_null=True, check='VALUE > 0', create_type=False), \
         server_default=sa.text('7'), autoincrement=False, nullable=False)",
    ),
];

/// Tables that Alembic cannot describe: each has a test of its own below.
const BEYOND_ALEMBIC: [&str; 7] =
    ["unknown_types", "lossy", "exclusive", "part", "split", "refers_to_split", "unlogged"];

#[test]
fn tables_are_spelled_as_alembic_reflects_them() {
    let database = zoo();
    let expected: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&common::run_python(include_str!("reflect.py"), &database.url()))
            .expect("JSON from Python");
    let schema = read(&database, &with_other());
    let names: Vec<String> = schema.tables.keys().map(ToString::to_string).collect();
    let alembic_names: BTreeSet<&String> = expected.keys().collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>(), alembic_names);

    let mut differences = Vec::new();
    for table in schema.tables.values() {
        let name = table.name.to_string();
        if BEYOND_ALEMBIC.contains(&name.as_str()) {
            continue;
        }
        let (ours, theirs) = (rendered(table).join("\n"), expected[&name].join("\n"));
        assert_eq!(ours.lines().count(), theirs.lines().count(), "{name}: {ours}\n{theirs}");
        for pair in ours.lines().zip(theirs.lines()) {
            if pair.0 != pair.1 && !OTHERWISE.contains(&pair) {
                differences.push(format!("{name}\n  ours    {}\n  Alembic {}", pair.0, pair.1));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The table and its indexes as statements of a downgrade, each with Alembic's indentation.
fn rendered(table: &Table) -> Vec<String> {
    let table_alone = Table { indexes: Vec::new(), ..table.clone() };
    let mut operations = vec![Operation::CreateTable { table: Box::new(table_alone), if_not_exists: false }];
    for index in &table.indexes {
        operations.push(Operation::CreateIndex {
            table: table.name.clone(),
            index: Box::new(index.clone()),
            if_not_exists: false,
        });
    }
    operations
        .iter()
        .map(|operation| {
            let body = render(std::slice::from_ref(operation), &RenderOptions::default())
                .unwrap_or_else(|error| panic!("{}: {error}", table.name))
                .body;
            let lines: Vec<&str> = body
                .lines()
                .filter(|line| !line.contains("###"))
                .map(|line| &line[4.min(line.len())..])
                .collect();
            lines.join("\n")
        })
        .collect()
}

#[test]
fn what_alembic_does_not_know_is_still_spelled() {
    let schema = read(&zoo(), &IntrospectOptions::default());
    let text = rendered(table(&schema, "unknown_types")).join("\n");
    for (column, name) in [
        ("c_bpchar", "bpchar"),
        ("c_xml", "xml"),
        ("c_point", "point"),
        ("c_comp", "comp"),
        ("c_lsn", "pg_lsn"),
    ] {
        let spelled = format!("'{column}', postgresql.DOMAIN('{name}', sa.NullType(), create_type=False)");
        assert!(text.contains(&spelled), "{spelled} in {text}");
    }
    assert!(text.contains("postgresql.ARRAY(postgresql.DOMAIN('point', sa.NullType(), create_type=False))"));

    let lossy: Vec<String> = rendered(table(&schema, "lossy")).split_off(1);
    assert_eq!(
        lossy,
        [
            "op.create_index(op.f('ix_class_order'), 'lossy', \
             [sa.literal_column('e text_pattern_ops DESC')], unique=False)",
            "op.create_index(op.f('ix_collation'), 'lossy', [sa.literal_column('\"F\" COLLATE \"C\"'), \
             sa.literal_column('lower(e) COLLATE \"C\" DESC')], unique=False)",
        ]
    );
    assert!(rendered(table(&schema, "part"))[0].contains("postgresql_partition_by='RANGE (d)'"));
    assert!(rendered(table(&schema, "unlogged"))[0].contains("prefixes=['UNLOGGED']"));
    let small = rendered(table(&schema, "small"));
    assert!(small[0].contains("sa.Column('id', sa.SMALLINT(), autoincrement=True, nullable=False)"));
}

#[test]
fn normal_forms_are_postgres_own() {
    let schema = read(&zoo(), &with_other());
    let defaults = table(&schema, "defaults");
    let catalog = |table: &Table, name: &str| {
        table.column(name).unwrap_or_else(|| panic!("{name}")).catalog.clone().expect("read from a catalog")
    };

    assert_eq!(catalog(defaults, "m").default.as_deref(), Some("'sad'::mood"));
    assert_eq!(catalog(defaults, "m").enum_type, Some(QualifiedName::plain("mood")));
    assert_eq!(catalog(defaults, "t").format_type, "timestamp with time zone");
    let serial = defaults.column("s").expect("s");
    assert!(serial.serial && serial.server_default.is_none());
    assert_eq!(catalog(defaults, "s").default, None);

    let sequenced = table(&schema, "sequenced").column("x").expect("x");
    assert!(!sequenced.serial);
    assert_eq!(
        sequenced.server_default,
        Some(ServerDefault::Expression("nextval('other.lone2'::regclass)".into()))
    );

    let ident = table(&schema, "ident");
    let key = ident.column("k").and_then(|column| column.identity.clone()).expect("identity");
    assert_eq!(
        (key.options.start, key.options.max_value, key.options.cycle),
        (Some(5), Some(1000), Some(true))
    );
    assert_eq!(catalog(ident, "c").generated.as_deref(), Some("(k * 2)"));
    assert_eq!(catalog(ident, "c").default, None);

    assert_eq!(catalog(table(&schema, "types"), "c_coll").collation.as_deref(), Some("C"));
    assert_eq!(catalog(table(&schema, "types"), "c_omood").format_type, "other.mood");

    let index = |name: &str| {
        let index =
            defaults.indexes.iter().find(|index| index.name.as_ref().is_some_and(|it| it.text == name));
        index.unwrap_or_else(|| panic!("{name}"))
    };
    assert_eq!(
        index("ix_part").definition.as_deref(),
        Some("UNIQUE USING btree (e text_pattern_ops) INCLUDE (n) WHERE (b AND (n > (0)::numeric))")
    );
    assert_eq!(index("ix_a").comment.as_deref(), Some("by time"));
    assert_eq!(index("ix_a").valid, Some(true));
    assert_eq!(index("ix_gin").with, [("fastupdate".to_owned(), "off".to_owned())]);
}

#[test]
fn constraints_are_read_in_parts() {
    let schema = read(&zoo(), &IntrospectOptions::default());
    let child = table(&schema, "child");
    let kinds: Vec<ConstraintKind> = child.constraints.iter().map(Constraint::kind).collect();
    assert!(kinds.is_sorted());
    let key = |name: &str| {
        child
            .foreign_keys()
            .find(|key| key.name.as_ref().is_some_and(|it| it.text == name))
            .unwrap_or_else(|| panic!("{name}"))
    };
    assert_eq!(key("fk2").on_delete.as_deref(), Some("SET NULL (\"Q\")"));
    assert_eq!(key("fk2").match_type.as_deref(), Some("FULL"));
    assert_eq!(key("fk2").referred_columns, ["a", "b"]);
    assert!(key("fknv").not_valid);
    let first = key("child_p_fkey");
    assert_eq!(first.deferrability.deferrable, Some(true));
    assert_eq!(first.deferrability.initially.as_deref(), Some("DEFERRED"));
    assert_eq!(first.on_update.as_deref(), Some("SET NULL"));
    assert_eq!(
        first.definition.as_deref(),
        Some(
            "FOREIGN KEY (p) REFERENCES parent(id) ON UPDATE SET NULL ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"
        )
    );

    let checks: Vec<(&str, bool, bool)> =
        child.checks().map(|check| (check.condition.as_str(), check.not_valid, check.no_inherit)).collect();
    assert_eq!(
        checks,
        [
            ("\"Q\" > 0 AND r > 0", false, false),
            ("id >= 1 AND id <= 5", false, true),
            ("r <> 7", true, false)
        ]
    );

    let exclude = table(&schema, "exclusive").excludes().next().expect("ex1").clone();
    assert_eq!(exclude.using, "gist");
    assert_eq!(exclude.predicate.as_deref(), Some("c > 0"));
    assert_eq!(exclude.deferrability.deferrable, Some(true));
    let elements: Vec<(IndexTarget, &str)> =
        exclude.elements.iter().map(|it| (it.target.clone(), it.operator.as_str())).collect();
    assert_eq!(
        elements,
        [(IndexTarget::Column("r".into()), "&&"), (IndexTarget::Expression("(r * r)".into()), "=")]
    );

    let unique = table(&schema, "uniques").uniques().next().expect("u1").clone();
    assert!(unique.nulls_not_distinct);
    assert_eq!(unique.include, ["b"]);
    let parent = table(&schema, "parent");
    assert!(parent.indexes.is_empty(), "a constraint's index is not listed: {:?}", parent.indexes);
    let commented = parent.uniques().find(|unique| unique.columns == ["name"]).expect("its constraint");
    assert_eq!(commented.comment.as_deref(), Some("unique"));
}

#[test]
fn references_are_followed_wherever_they_lead() {
    let schema = read(&zoo(), &IntrospectOptions::default());
    let abroad = table(&schema, "abroad").foreign_keys().next().expect("its key");
    assert_eq!(abroad.referred_table, QualifiedName::new(Some("other"), "t"));
    assert_eq!(abroad.referred_columns, ["id"]);
    // PostgreSQL keeps a row per partition that is referred to.
    assert_eq!(table(&schema, "refers_to_split").foreign_keys().count(), 1);
}

/// The strongest check of both directions: what was read is enough to make it again.
#[test]
fn a_database_is_built_again_from_what_was_read() {
    let mut schema = read(&zoo(), &with_other());
    schema.tables.retain(|_, table| !table.catalog.as_ref().is_some_and(|catalog| catalog.inherits));
    let statements = ddl::create_schema(&schema).expect("compiles");
    let sql: Vec<String> = statements.iter().map(ddl::Statement::offline).collect();

    let again = Server::shared().database("catalog_again");
    // Domains and composites are not the diff's.
    let given: Vec<&str> = ZOO
        .lines()
        .filter(|line| {
            ["CREATE EXTENSION", "CREATE SCHEMA", "CREATE DOMAIN", "CREATE TYPE comp"]
                .iter()
                .any(|start| line.starts_with(start))
        })
        .collect();
    again.psql(&given.join("\n"));
    again.psql(&sql.join("\n"));

    let expected = schema.normal_form(Names::Compared);
    let found = read(&again, &with_other()).normal_form(Names::Compared);
    let missing: Vec<&String> = expected.difference(&found).collect();
    let extra: Vec<&String> = found.difference(&expected).collect();
    // Nobody declares a comment on an index, and CREATE TABLE validates every constraint.
    let unlike = [
        (
            "constraint cknv on child: CHECK ((r <> 7)) NOT VALID",
            "constraint cknv on child: CHECK ((r <> 7))",
        ),
        (
            "constraint fknv on child: FOREIGN KEY (id) REFERENCES big(id) NOT VALID",
            "constraint fknv on child: FOREIGN KEY (id) REFERENCES big(id)",
        ),
        (
            "index ix_a on defaults: USING btree (t) comment \"by time\"",
            "index ix_a on defaults: USING btree (t)",
        ),
    ];
    assert_eq!(missing, unlike.map(|(before, _)| before), "extra: {extra:?}");
    assert_eq!(extra, unlike.map(|(_, after)| after));
}

#[test]
fn only_what_was_asked_for_is_read() {
    let database = zoo();
    let schema = read(&database, &IntrospectOptions::default());
    assert!(schema.tables.keys().all(|name| name.schema.is_none()));
    assert!(schema.schemas.is_empty());
    let enums: Vec<&str> = schema.enum_types.keys().map(|name| name.name.as_str()).collect();
    assert_eq!(enums, ["Odd Type (1)", "mood"]);
    assert_eq!(schema.enum_types[&QualifiedName::plain("mood")].labels, ["sad", "it's ok", "happy"]);
    assert_eq!(schema.sequences.keys().map(|name| name.name.as_str()).collect::<Vec<_>>(), ["lone"]);

    let all = read(&database, &IntrospectOptions { all_schemas: true, ..IntrospectOptions::default() });
    assert_eq!(all.schemas, BTreeSet::from(["other".to_owned()]));
    let qualified = QualifiedName::new(Some("other"), "lone2");
    let sequence = &all.sequences[&qualified];
    assert_eq!(sequence.data_type.as_deref(), Some("integer"));
    assert_eq!((sequence.options.increment, sequence.options.cache), (Some(2), Some(3)));
    assert!(all.enum_types.contains_key(&QualifiedName::new(Some("other"), "mood")));
    let column = all.tables[&QualifiedName::new(Some("other"), "t")].column("m").cloned().expect("m");
    let SqlType::Enum(enum_type) = column.data_type.sql else { panic!("not an enum: {column:?}") };
    assert_eq!(enum_type.labels, ["x", "y"]);
}

#[test]
fn tables_say_what_they_are() {
    let schema = read(&zoo(), &IntrospectOptions::default());
    let catalog = |name: &str| table(&schema, name).catalog.clone().expect("read from a catalog");
    assert!(catalog("part").partitioned && !catalog("part").inherits);
    assert!(catalog("part1").inherits && catalog("inh").inherits);
    assert!(catalog("unlogged").unlogged);
    assert_eq!(catalog("unlogged").storage, ["fillfactor=70"]);
    assert_eq!(table(&schema, "parent").comment.as_deref(), Some("it's"));
    assert!(table(&schema, "empty").columns.is_empty());
    assert!(schema.table(&QualifiedName::plain("seen")).is_none());
    assert!(schema.table(&QualifiedName::plain("kept")).is_none());
}

/// What an extension owns is not the project's: neither its tables nor its types.
#[test]
fn extensions_keep_what_they_own() {
    let database = Server::shared().database("catalog_extension");
    database.psql("CREATE EXTENSION hstore; CREATE TABLE mine (h hstore); CREATE TABLE theirs (a int)");
    database.psql("CREATE TYPE their_mood AS ENUM ('a')");
    database.psql("ALTER EXTENSION hstore ADD TABLE theirs; ALTER EXTENSION hstore ADD TYPE their_mood");
    let schema = read(&database, &IntrospectOptions::default());
    assert_eq!(schema.tables.keys().map(|name| name.name.as_str()).collect::<Vec<_>>(), ["mine"]);
    assert!(schema.enum_types.is_empty());
}

/// The first schema of the search path is the default one, whatever its name.
#[test]
fn the_default_schema_is_the_connections() {
    let database = Server::shared().database("catalog_path");
    database
        .psql("CREATE SCHEMA app; CREATE TABLE public.elsewhere (a int); CREATE TYPE app.mood AS ENUM ('a')");
    database.psql("CREATE TABLE app.here (m app.mood DEFAULT 'a')");
    database.psql(&format!("ALTER DATABASE {} SET search_path = app, public", database.name));
    let schema = read(&database, &IntrospectOptions::default());
    assert_eq!(schema.tables.keys().map(ToString::to_string).collect::<Vec<_>>(), ["here"]);
    let column = table(&schema, "here").column("m").and_then(|column| column.catalog.clone()).expect("m");
    assert_eq!(column.format_type, "mood");
    assert_eq!(column.default.as_deref(), Some("'a'::mood"));
    assert_eq!(column.enum_type, Some(QualifiedName::plain("mood")));

    let all = read(&database, &IntrospectOptions { all_schemas: true, ..IntrospectOptions::default() });
    assert_eq!(all.schemas, BTreeSet::from(["public".to_owned()]));
    assert!(all.tables.contains_key(&QualifiedName::new(Some("public"), "elsewhere")));
}

#[test]
fn a_database_without_schemas_is_empty() {
    let database = Server::shared().database("catalog_none");
    database.psql("DROP SCHEMA public");
    let options = IntrospectOptions { schemas: BTreeSet::from(["missing".to_owned()]), all_schemas: true };
    assert_eq!(read(&database, &options), Schema::default());
}

fn zoo() -> TestDatabase {
    let database = Server::shared().database("catalog");
    database.psql(ZOO);
    database
}

fn with_other() -> IntrospectOptions {
    IntrospectOptions { schemas: BTreeSet::from(["other".to_owned()]), all_schemas: false }
}

fn table<'a>(schema: &'a Schema, name: &str) -> &'a Table {
    schema.table(&QualifiedName::plain(name)).unwrap_or_else(|| panic!("no table {name}"))
}

/// Introspects through a connection of its own.
fn read(database: &TestDatabase, options: &IntrospectOptions) -> Schema {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (client, connection) =
            tokio_postgres::connect(&database.url(), tokio_postgres::NoTls).await.expect("a connection");
        let running = tokio::spawn(connection);
        let schema = introspect(&client, options).await.unwrap_or_else(|error| panic!("{error}"));
        drop(client);
        running.await.expect("the connection's task ends").expect("the connection ends");
        schema
    })
}
