//! Catalogs in, operations out, and back again.

use super::*;
use crate::render::{RenderOptions, render};
use crate::schema::*;

fn spelling(class: &str) -> Spelling {
    Spelling::new(TypeModule::Sqlalchemy, class)
}

fn column(name: &str, format_type: &str) -> Column {
    let data_type = DataType {
        sql: SqlType::Plain(format_type.to_uppercase()),
        spelling: spelling(&format_type.to_uppercase()),
        collation: None,
    };
    let mut column = Column::new(name, data_type);
    column.catalog = Some(CatalogColumn { format_type: format_type.to_owned(), ..CatalogColumn::default() });
    column
}

fn with_default(mut column: Column, sql: &str) -> Column {
    column.server_default = Some(ServerDefault::Expression(sql.to_owned()));
    column.catalog.as_mut().unwrap().default = Some(sql.to_owned());
    column
}

fn table(name: &str, columns: Vec<Column>) -> Table {
    let mut table = Table::new(QualifiedName::plain(name));
    table.columns = columns;
    table.catalog = Some(CatalogTable::default());
    table
}

fn unique(name: ObjectName, column: &str) -> Constraint {
    Constraint::Unique(Unique {
        name: Some(name),
        columns: vec![column.to_owned()],
        definition: Some(format!("UNIQUE ({column})")),
        ..Unique::default()
    })
}

fn foreign_key(name: ObjectName, column: &str, table: &str) -> Constraint {
    Constraint::ForeignKey(ForeignKey {
        name: Some(name),
        columns: vec![column.to_owned()],
        referred_table: QualifiedName::plain(table),
        referred_columns: vec!["id".to_owned()],
        on_delete: None,
        on_update: None,
        match_type: None,
        deferrability: Deferrability::default(),
        use_alter: false,
        not_valid: false,
        comment: None,
        definition: Some(format!("FOREIGN KEY ({column}) REFERENCES {table}(id)")),
    })
}

fn index(name: &str, column: &str) -> Index {
    Index {
        name: Some(ObjectName::conventional(name)),
        elements: vec![IndexElement { target: IndexTarget::Column(column.to_owned()), operator_class: None }],
        definition: Some(format!("USING btree ({column})")),
        ..Index::default()
    }
}

fn enum_column(name: &str, type_name: &str, labels: &[&str]) -> Column {
    let enum_type = enum_type(type_name, labels);
    let mut column = column(name, type_name);
    column.catalog.as_mut().unwrap().enum_type = Some(enum_type.name.clone());
    column.data_type.sql = SqlType::Enum(enum_type);
    column.data_type.spelling = spelling("Enum");
    column
}

fn enum_type(name: &str, labels: &[&str]) -> EnumType {
    EnumType {
        name: QualifiedName::plain(name),
        labels: labels.iter().map(|it| (*it).to_owned()).collect(),
        create_type: true,
    }
}

fn schema(tables: Vec<Table>) -> Schema {
    let mut schema = Schema::default();
    for table in tables {
        for column in &table.columns {
            if let Some(enum_type) = column.data_type.sql.enum_type() {
                schema.enum_types.insert(enum_type.name.clone(), enum_type.clone());
            }
        }
        schema.tables.insert(table.name.clone(), table);
    }
    schema
}

/// The bodies of both directions, without fences and indentation.
fn bodies(from: &Schema, to: &Schema) -> (Vec<String>, Vec<String>) {
    let operations = diff(from, to, &DiffOptions::default());
    let body = |operations: &[Operation]| {
        let body = render(operations, &RenderOptions::default()).expect("renders").body;
        let mut lines: Vec<String> = body.lines().map(|it| it.trim_start().to_owned()).collect();
        lines.pop();
        lines.remove(0);
        lines
    };
    (body(&upgrade(&operations)), body(&downgrade(&operations).expect("reverses")))
}

#[test]
fn nothing_changes_nothing() {
    let mut users = table("users", vec![column("id", "integer"), enum_column("mood", "mood", &["a"])]);
    users.constraints.push(unique(ObjectName::explicit("uq"), "id"));
    users.indexes.push(index("ix", "id"));
    let schema = schema(vec![users]);
    assert!(diff(&schema, &schema, &DiffOptions::default()).is_empty());
}

#[test]
fn columns_indexes_and_constraints_in_alembics_order() {
    let mut from = table("t", vec![column("id", "integer"), column("gone", "text")]);
    from.indexes = vec![index("ix_old", "id"), index("ix_both", "gone")];
    from.constraints.push(unique(ObjectName::conventional("t_gone_key"), "gone"));
    let mut to = table("t", vec![column("id", "bigint"), column("b", "text"), column("a", "text")]);
    to.indexes = vec![index("ix_new", "a"), index("ix_both", "a")];
    to.constraints.push(unique(ObjectName::implicit("t_b_key"), "b"));
    to.constraints.push(foreign_key(ObjectName::implicit("t_a_fkey"), "a", "t"));
    to.comment = Some("new".to_owned());
    let (up, down) = bodies(&schema(vec![from]), &schema(vec![to]));
    assert_eq!(
        up,
        [
            "op.add_column('t', sa.Column('b', sa.TEXT(), nullable=True))",
            "op.add_column('t', sa.Column('a', sa.TEXT(), nullable=True))",
            "op.alter_column('t', 'id',",
            "existing_type=sa.INTEGER(),",
            "type_=sa.BIGINT(),",
            "existing_nullable=True)",
            "op.drop_index(op.f('ix_old'), table_name='t')",
            "op.drop_constraint(op.f('t_gone_key'), 't', type_='unique')",
            "op.drop_index(op.f('ix_both'), table_name='t')",
            "op.create_index(op.f('ix_both'), 't', ['a'], unique=False)",
            "op.create_index(op.f('ix_new'), 't', ['a'], unique=False)",
            "op.create_unique_constraint(op.f('t_b_key'), 't', ['b'])",
            "op.create_foreign_key(op.f('t_a_fkey'), 't', 't', ['a'], ['id'])",
            "op.create_table_comment(",
            "'t',",
            "'new',",
            "existing_comment=None,",
            "schema=None",
            ")",
            "op.drop_column('t', 'gone')",
        ]
    );
    assert_eq!(down.first().unwrap(), "op.add_column('t', sa.Column('gone', sa.TEXT(), nullable=True))");
    assert_eq!(down.last().unwrap(), "op.drop_column('t', 'b')");
    assert!(down.contains(&"op.drop_constraint(op.f('t_b_key'), 't', type_='unique')".to_owned()));
}

#[test]
fn new_tables_leave_unnamed_names_to_postgres_and_cycles_to_later() {
    let mut a = table("a", vec![column("id", "integer"), column("b_id", "integer")]);
    a.constraints.push(foreign_key(ObjectName::implicit("a_b_id_fkey"), "b_id", "b"));
    let mut b = table("b", vec![column("id", "integer"), column("a_id", "integer")]);
    b.constraints.push(foreign_key(ObjectName::implicit("b_a_id_fkey"), "a_id", "a"));
    b.constraints.push(unique(ObjectName::implicit("b_id_key"), "id"));
    let (up, down) = bodies(&Schema::default(), &schema(vec![a.clone(), b.clone()]));
    let cyclic = [
        "op.create_table('a',",
        "sa.Column('id', sa.INTEGER(), nullable=True),",
        "sa.Column('b_id', sa.INTEGER(), nullable=True)",
        ")",
        "op.create_table('b',",
        "sa.Column('id', sa.INTEGER(), nullable=True),",
        "sa.Column('a_id', sa.INTEGER(), nullable=True),",
        "sa.ForeignKeyConstraint(['a_id'], ['a.id'], ),",
        "sa.UniqueConstraint('id')",
        ")",
        "op.create_foreign_key(op.f('a_b_id_fkey'), 'a', 'b', ['b_id'], ['id'])",
    ];
    assert_eq!(up, cyclic);
    let drops = [
        "op.drop_constraint(op.f('a_b_id_fkey'), 'a', type_='foreignkey')",
        "op.drop_table('b')",
        "op.drop_table('a')",
    ];
    assert_eq!(down, drops);
    let (up, _) = bodies(&schema(vec![a, b]), &Schema::default());
    assert_eq!(up, drops);
}

#[test]
fn a_table_goes_after_what_refers_to_it() {
    let mut items = table("z_items", vec![column("id", "integer"), column("user_id", "integer")]);
    let without = items.clone();
    items.constraints.push(foreign_key(ObjectName::conventional("fk"), "user_id", "users"));
    let from = schema(vec![items, table("users", vec![column("id", "integer")])]);
    let to = schema(vec![without]);
    let (up, down) = bodies(&from, &to);
    assert_eq!(
        up,
        ["op.drop_constraint(op.f('fk'), 'z_items', type_='foreignkey')", "op.drop_table('users')"]
    );
    assert_eq!(
        down.last().unwrap(),
        "op.create_foreign_key(op.f('fk'), 'z_items', 'users', ['user_id'], ['id'])"
    );
}

#[test]
fn a_key_comes_before_the_foreign_key_that_needs_it() {
    let from = schema(vec![table("users", vec![column("id", "integer")])]);
    let mut users = table("users", vec![column("id", "integer")]);
    users.constraints.push(unique(ObjectName::explicit("uq"), "id"));
    let mut items = table("items", vec![column("user_id", "integer")]);
    items.constraints.push(foreign_key(ObjectName::implicit("fk"), "user_id", "users"));
    let (up, down) = bodies(&from, &schema(vec![items, users]));
    assert_eq!(up[0], "op.create_unique_constraint('uq', 'users', ['id'])");
    assert_eq!(down, ["op.drop_table('items')", "op.drop_constraint('uq', 'users', type_='unique')"]);
}

#[test]
fn names_that_the_models_leave_open_are_no_difference() {
    let mut from = table("t", vec![column("a", "text")]);
    let mut to = from.clone();
    from.constraints.push(unique(ObjectName::conventional("uq_somehow"), "a"));
    to.constraints.push(unique(ObjectName::implicit("t_a_key"), "a"));
    let (from, to) = (schema(vec![from]), schema(vec![to]));
    assert!(diff(&from, &to, &DiffOptions::default()).is_empty());
}

#[test]
fn constraints_and_indexes_are_renamed_without_asking() {
    let mut from = table("t", vec![column("a", "text")]);
    let mut to = from.clone();
    from.constraints.push(unique(ObjectName::conventional("t_a_key"), "a"));
    to.constraints.push(unique(ObjectName::explicit("uq_t_a"), "a"));
    from.indexes.push(index("ix_old", "a"));
    to.indexes.push(index("ix_new", "a"));
    let (up, down) = bodies(&schema(vec![from]), &schema(vec![to]));
    assert_eq!(
        up,
        [
            "op.execute('ALTER INDEX ix_old RENAME TO ix_new')",
            "op.execute('ALTER TABLE t RENAME CONSTRAINT t_a_key TO uq_t_a')",
        ]
    );
    assert_eq!(
        down,
        [
            "op.execute('ALTER TABLE t RENAME CONSTRAINT uq_t_a TO t_a_key')",
            "op.execute('ALTER INDEX ix_new RENAME TO ix_old')",
        ]
    );
}

#[test]
fn enum_types_come_with_their_first_table_and_go_after_their_last() {
    let tables = vec![
        table("a", vec![enum_column("mood", "mood", &["x", "y"])]),
        table("b", vec![enum_column("mood", "mood", &["x", "y"])]),
    ];
    let (up, down) = bodies(&Schema::default(), &schema(tables));
    assert_eq!(
        up,
        [
            "op.create_table('a',",
            "sa.Column('mood', sa.Enum(), nullable=True)",
            ")",
            "op.create_table('b',",
            "sa.Column('mood', postgresql.ENUM('x', 'y', name='mood', create_type=False), nullable=True)",
            ")",
        ]
    );
    assert_eq!(down, ["op.drop_table('b')", "op.drop_table('a')", "op.execute('DROP TYPE mood')"]);
}

#[test]
fn a_column_that_brings_an_enum_type_needs_it_made_before() {
    let from = schema(vec![table("a", vec![column("id", "integer")])]);
    let to = schema(vec![table("a", vec![column("id", "integer"), enum_column("mood", "mood", &["x"])])]);
    let (up, down) = bodies(&from, &to);
    assert_eq!(
        up,
        [
            "op.execute(\"CREATE TYPE mood AS ENUM ('x')\")",
            "op.add_column('a', sa.Column('mood', sa.Enum(), nullable=True))",
        ]
    );
    assert_eq!(down, ["op.drop_column('a', 'mood')", "op.execute('DROP TYPE mood')"]);
    let (up, down) = bodies(&to, &from);
    assert_eq!(up, ["op.drop_column('a', 'mood')", "op.execute('DROP TYPE mood')"]);
    assert_eq!(down[0], "op.execute(\"CREATE TYPE mood AS ENUM ('x')\")");
}

#[test]
fn enum_values_are_added_in_place_and_taken_out_with_the_type() {
    let with = |labels: &[&str]| {
        schema(vec![table("a", vec![with_default(enum_column("mood", "mood", labels), "'x'::mood")])])
    };
    let (up, down) = bodies(&with(&["x", "z"]), &with(&["w", "x", "y", "z"]));
    assert_eq!(
        up,
        [
            "op.execute(\"ALTER TYPE mood ADD VALUE 'w' BEFORE 'x'\")",
            "op.execute(\"ALTER TYPE mood ADD VALUE 'y' AFTER 'x'\")",
        ]
    );
    let rebuild = |labels: &str| {
        vec![
            "op.execute('ALTER TABLE a ALTER COLUMN mood DROP DEFAULT')".to_owned(),
            "op.execute('ALTER TYPE mood RENAME TO mood_old')".to_owned(),
            format!("op.execute(\"CREATE TYPE mood AS ENUM ({labels})\")"),
            "op.execute('ALTER TABLE a ALTER COLUMN mood TYPE mood USING mood::text::mood')".to_owned(),
            "op.execute(\"ALTER TABLE a ALTER COLUMN mood SET DEFAULT 'x'::mood\")".to_owned(),
            "op.execute('DROP TYPE mood_old')".to_owned(),
        ]
    };
    assert_eq!(down, rebuild("'x', 'z'"));
    let (up, down) = bodies(&with(&["x", "z"]), &with(&["z", "x"]));
    assert_eq!(up, rebuild("'z', 'x'"));
    assert_eq!(down, rebuild("'x', 'z'"));
}

#[test]
fn a_new_enum_value_that_is_used_at_once_rebuilds_the_type() {
    let from = schema(vec![table("a", vec![enum_column("mood", "mood", &["x"])])]);
    let to =
        schema(vec![table("a", vec![with_default(enum_column("mood", "mood", &["x", "y"]), "'y'::mood")])]);
    let (up, down) = bodies(&from, &to);
    assert_eq!(up.len(), 5, "{up:?}");
    assert_eq!(up[3], "op.execute(\"ALTER TABLE a ALTER COLUMN mood SET DEFAULT 'y'::mood\")");
    assert_eq!(down[0], "op.execute('ALTER TABLE a ALTER COLUMN mood DROP DEFAULT')");
}

#[test]
fn a_default_stands_aside_while_its_column_is_converted() {
    let from = schema(vec![table("t", vec![with_default(column("a", "text"), "'1'::text")])]);
    let to = schema(vec![table("t", vec![with_default(column("a", "integer"), "1")])]);
    let operations = diff(&from, &to, &DiffOptions::default());
    let alters: Vec<_> = operations
        .iter()
        .map(|operation| match operation {
            Operation::AlterColumn(alter) => {
                (alter.data_type.is_some(), alter.using.clone(), alter.server_default.clone())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        alters,
        [
            (false, None, Some(None)),
            (true, Some("a::integer".to_owned()), None),
            (false, None, Some(Some(ServerDefault::Expression("1".to_owned())))),
        ]
    );
    let back = downgrade(&operations).expect("reverses");
    assert!(matches!(&back[0], Operation::AlterColumn(alter) if alter.server_default == Some(None)));
    assert!(
        matches!(&back[1], Operation::AlterColumn(alter) if alter.using.is_none() && alter.data_type.is_some())
    );
}

#[test]
fn a_generated_column_is_made_anew_with_what_stands_on_it() {
    let generated = |sql: &str| {
        let mut total = column("total", "integer");
        total.catalog.as_mut().unwrap().generated = Some(sql.to_owned());
        total.computed = Some(Computed { expression: sql.to_owned(), persisted: Some(true) });
        let mut table = table("t", vec![column("a", "integer"), total]);
        table.indexes.push(index("ix", "total"));
        schema(vec![table])
    };
    let (up, _) = bodies(&generated("(a + 1)"), &generated("(a + 2)"));
    assert_eq!(
        up,
        [
            "op.drop_index(op.f('ix'), table_name='t')",
            "op.drop_column('t', 'total')",
            "op.add_column('t', sa.Column('total', sa.INTEGER(), sa.Computed('(a + 2)', persisted=True), nullable=True))",
            "op.create_index(op.f('ix'), 't', ['total'], unique=False)",
        ]
    );
}

#[test]
fn left_alone() {
    let mut partition = table("part", vec![column("id", "integer")]);
    partition.catalog.as_mut().unwrap().inherits = true;
    let mut from = schema(vec![partition, table("alembic_version", Vec::new()), table("t", Vec::new())]);
    from.enum_types.insert(QualifiedName::plain("orphan"), enum_type("orphan", &["a"]));
    let options = DiffOptions { skip_tables: BTreeSet::from([QualifiedName::plain("alembic_version")]) };
    let to = schema(vec![table("t", Vec::new())]);
    assert!(diff(&from, &to, &options).is_empty());
    let managed = managed(&from, &to, &options);
    assert_eq!(managed.tables, BTreeSet::from([QualifiedName::plain("t")]));
    assert!(managed.enum_types.is_empty());
}

#[test]
fn renames_are_proposed_and_applied() {
    let mut users = table("users", vec![column("id", "integer"), column("name", "text")]);
    users.constraints.push(unique(ObjectName::conventional("uq"), "name"));
    users.constraints.push(foreign_key(ObjectName::conventional("fk"), "id", "users"));
    let mut accounts = table("accounts", vec![column("id", "integer"), column("full_name", "text")]);
    accounts.constraints.push(unique(ObjectName::explicit("uq"), "full_name"));
    accounts.constraints.push(foreign_key(ObjectName::explicit("fk"), "id", "accounts"));
    let (from, to) = (schema(vec![users.clone()]), schema(vec![accounts.clone()]));
    let options = DiffOptions::default();
    let proposed = candidates(&from, &to, &options);
    assert_eq!(proposed.iter().map(RenameCandidate::hint).collect::<Vec<_>>(), ["users=accounts"]);

    let column = RenameCandidate::Column {
        table: QualifiedName::plain("users"),
        from: "name".to_owned(),
        to: "full_name".to_owned(),
    };
    let operations = apply_renames(&from, &to, &options, &[proposed[0].clone(), column]);
    assert_eq!(operations.len(), 2, "{operations:?}");
    let back = downgrade(&operations).expect("reverses");
    assert!(matches!(&back[0], Operation::RenameTable { to, .. } if to == "users"));
    assert!(matches!(&back[1], Operation::AlterColumn(alter) if alter.new_name.as_deref() == Some("name")));
}

#[test]
fn one_line_for_all() {
    let from = schema(vec![table("a", vec![column("x", "text")]), table("b", Vec::new())]);
    let mut a = table("a", vec![column("x", "integer"), column("phone", "character varying(20)")]);
    a.indexes.push(index("ix", "x"));
    let operations = diff(&from, &schema(vec![a, table("c", Vec::new())]), &DiffOptions::default());
    let summary = summarize(&operations);
    assert_eq!(summary.total, "1 table, 1 column, 1 index added; 1 table dropped; 1 column changed");
    let lines: Vec<&str> = summary.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        lines,
        [
            "create table c (0 columns)",
            "drop table b",
            "add column a.phone CHARACTER VARYING(20)",
            "alter column a.x: type TEXT → INTEGER",
            "create index ix on a",
        ]
    );
    assert_eq!(summarize(&[]).total, "no changes");
}
