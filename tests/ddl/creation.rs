//! A whole schema from nothing: built on a server and read back.

use std::collections::BTreeSet;

use gen_migration::catalog::{IntrospectOptions, introspect};
use gen_migration::ddl;
use gen_migration::schema::QualifiedName;
use gen_migration::schema::{
    Constraint, EnumType, ForeignKey, Names, Schema, Sequence, SequenceOptions, SqlType, Table,
};

use crate::build::*;
use crate::common::server::{Server, TestDatabase};

/// Tables that refer to each other in a circle, to themselves, across schemas, with types, a sequence
/// and comments.
fn declared() -> Schema {
    let other = |name: &str| QualifiedName::new(Some("Other"), name);
    let reference = |name: &str, column: &str, table: QualifiedName| {
        Constraint::ForeignKey(ForeignKey {
            referred_table: table,
            ..foreign_key(Some(name), &[column], "", &["id"])
        })
    };
    let plain_name = QualifiedName::plain;
    let mood = || SqlType::Enum(enumeration(Some("Other"), "mood", &["sad", "it's"]));
    let mut tables = vec![
        with(
            with_columns(table("a_child"), vec![serial("id"), integer("parent"), column("m", mood())]),
            vec![key(&["id"]), reference("fk_parent", "parent", plain_name("parent"))],
        ),
        with(
            with_columns(table("parent"), vec![serial("id"), integer("self"), integer("far")]),
            vec![
                key(&["id"]),
                reference("fk_self", "self", plain_name("parent")),
                reference("fk_far", "far", other("far")),
            ],
        ),
        with(
            with_columns(table("left_one"), vec![serial("id"), integer("other")]),
            vec![key(&["id"]), reference("fk_right", "other", plain_name("right_one"))],
        ),
        with(
            with_columns(table("right_one"), vec![serial("id"), integer("other")]),
            vec![key(&["id"]), reference("fk_left", "other", plain_name("left_one"))],
        ),
    ];
    let mut far = with(
        with_columns(
            Table::new(other("far")),
            vec![commented(serial("id"), "the key"), column("m", array(mood(), 1))],
        ),
        vec![Constraint::PrimaryKey(gen_migration::schema::PrimaryKey {
            comment: Some("it's a key".into()),
            ..primary_key(Some("far_key"), &["id"])
        })],
    );
    far.comment = Some("far".into());
    far.indexes = vec![index("ix_far", vec![on_expression("(m IS NULL)")])];
    tables.push(far);

    let mut schema = Schema::default();
    schema.schemas.insert("Other".into());
    let given = EnumType { create_type: false, ..enumeration(None, "given", &["x"]) };
    schema.enum_types.insert(given.name.clone(), given);
    let sequence = Sequence {
        name: plain_name("numbers"),
        options: SequenceOptions { start: Some(10), ..SequenceOptions::default() },
        data_type: Some("integer".into()),
    };
    schema.sequences.insert(sequence.name.clone(), sequence);
    schema.tables = tables.into_iter().map(|table| (table.name.clone(), table)).collect();
    schema
}

#[test]
fn a_schema_is_built_from_nothing() {
    let statements = ddl::create_schema(&declared()).expect("compiles");
    let sql: Vec<String> = statements.iter().map(ddl::Statement::offline).collect();

    let database = Server::shared().database("ddl_create_schema");
    database.psql(&sql.join("\n"));
    let expected = [
        "column Other.far.id integer serial integer not null comment \"the key\"",
        "column Other.far.m \"Other\".mood[]",
        "column a_child.id integer serial integer not null",
        "column a_child.m \"Other\".mood",
        "column a_child.parent integer",
        "column left_one.id integer serial integer not null",
        "column left_one.other integer",
        "column parent.far integer",
        "column parent.id integer serial integer not null",
        "column parent.self integer",
        "column right_one.id integer serial integer not null",
        "column right_one.other integer",
        "constraint a_child_pkey on a_child: PRIMARY KEY (id)",
        "constraint far_key on Other.far: PRIMARY KEY (id) comment \"it's a key\"",
        "constraint fk_far on parent: FOREIGN KEY (far) REFERENCES \"Other\".far(id)",
        "constraint fk_left on right_one: FOREIGN KEY (other) REFERENCES left_one(id)",
        "constraint fk_parent on a_child: FOREIGN KEY (parent) REFERENCES parent(id)",
        "constraint fk_right on left_one: FOREIGN KEY (other) REFERENCES right_one(id)",
        "constraint fk_self on parent: FOREIGN KEY (self) REFERENCES parent(id)",
        "constraint left_one_pkey on left_one: PRIMARY KEY (id)",
        "constraint parent_pkey on parent: PRIMARY KEY (id)",
        "constraint right_one_pkey on right_one: PRIMARY KEY (id)",
        "enum type Other.mood [\"sad\", \"it's\"]",
        "enum type given [\"x\"]",
        "index ix_far on Other.far: USING btree (((m IS NULL)))",
        "schema Other",
        "table Other.far comment \"far\"",
        "table a_child",
        "table left_one",
        "table parent",
        "table right_one",
    ];
    let lines: Vec<String> =
        read(&database).into_iter().filter(|line| !line.starts_with("sequence ")).collect();
    assert_eq!(lines, expected);
    assert_eq!(database.psql("SELECT nextval('numbers')"), "10");
}

#[test]
fn what_is_there_already_is_kept() {
    let database = Server::shared().database("ddl_create_beside");
    database.psql("CREATE SCHEMA \"Other\"; CREATE TYPE given AS ENUM ('y')");
    let statements = ddl::create_schema(&declared()).expect("compiles");
    let sql: Vec<String> = statements.iter().map(ddl::Statement::offline).collect();
    database.psql(&sql.join("\n"));
    assert!(read(&database).contains("enum type given [\"y\"]"));
}

#[test]
fn only_a_cycle_is_closed_by_alter() {
    let statements = ddl::create_schema(&declared()).expect("compiles");
    let altered: Vec<&str> =
        statements.iter().map(|it| it.sql.as_str()).filter(|sql| sql.starts_with("ALTER TABLE")).collect();
    assert_eq!(
        altered,
        ["ALTER TABLE left_one ADD CONSTRAINT fk_right FOREIGN KEY(other) REFERENCES right_one (id)"]
    );
}

fn read(database: &TestDatabase) -> BTreeSet<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let options = IntrospectOptions { all_schemas: true, ..IntrospectOptions::default() };
    let schema = runtime.block_on(async {
        let (client, connection) =
            tokio_postgres::connect(&database.url(), tokio_postgres::NoTls).await.expect("a connection");
        let running = tokio::spawn(connection);
        let schema = introspect(&client, &options).await.unwrap_or_else(|error| panic!("{error}"));
        drop(client);
        running.await.expect("the connection's task ends").expect("the connection ends");
        schema
    });
    schema.normal_form(Names::Compared)
}
