//! Short ways to build operations by hand.

use gen_migration::operation::{AlterColumn, Operation};
use gen_migration::schema::{
    Check, Column, Constraint, DataType, Deferrability, EnumType, ForeignKey, Identity, IdentityMode, Index,
    IndexElement, IndexTarget, ObjectName, PrimaryKey, QualifiedName, SequenceOptions, ServerDefault,
    Spelling, SqlType, Table, TypeModule, Unique,
};

pub fn data_type(sql: SqlType) -> DataType {
    DataType { sql, spelling: Spelling::new(TypeModule::Sqlalchemy, "NullType"), collation: None }
}

pub fn plain(text: &str) -> SqlType {
    SqlType::Plain(text.to_owned())
}

pub fn array(item: SqlType, dimensions: u32) -> SqlType {
    SqlType::Array { item: Box::new(item), dimensions }
}

pub fn enumeration(schema: Option<&str>, name: &str, labels: &[&str]) -> EnumType {
    EnumType { name: QualifiedName::new(schema, name), labels: strings(labels), create_type: true }
}

pub fn column(name: &str, sql: SqlType) -> Column {
    Column::new(name, data_type(sql))
}

pub fn integer(name: &str) -> Column {
    column(name, SqlType::Integer)
}

/// `sa.Column('id', sa.Integer, primary_key=True)`.
pub fn serial(name: &str) -> Column {
    Column { serial: true, primary_key: true, nullable: false, ..integer(name) }
}

pub fn required(column: Column) -> Column {
    Column { nullable: false, ..column }
}

pub fn commented(column: Column, comment: &str) -> Column {
    Column { comment: Some(comment.to_owned()), ..column }
}

pub fn defaulting(column: Column, default: ServerDefault) -> Column {
    Column { server_default: Some(default), ..column }
}

pub fn literal(text: &str) -> ServerDefault {
    ServerDefault::Literal(text.to_owned())
}

pub fn expression(text: &str) -> ServerDefault {
    ServerDefault::Expression(text.to_owned())
}

pub fn identity(mode: IdentityMode, options: SequenceOptions) -> Identity {
    Identity { mode, options }
}

pub fn table(name: &str) -> Table {
    Table::new(QualifiedName::plain(name))
}

pub fn with_columns(mut table: Table, columns: Vec<Column>) -> Table {
    table.columns = columns;
    table
}

pub fn with(mut table: Table, constraints: Vec<Constraint>) -> Table {
    table.constraints = constraints;
    table
}

pub fn with_option(mut table: Table, keyword: &str, value: &str) -> Table {
    table.options.push((keyword.to_owned(), value.to_owned()));
    table
}

pub fn create(table: Table) -> Operation {
    Operation::CreateTable { table: Box::new(table), if_not_exists: false }
}

/// A table `t` of one nullable column.
pub fn create_with(column: Column) -> Operation {
    create(with_columns(table("t"), vec![column]))
}

pub fn named(name: &str) -> Option<ObjectName> {
    Some(ObjectName::explicit(name))
}

pub fn primary_key(name: Option<&str>, columns: &[&str]) -> PrimaryKey {
    PrimaryKey { name: name.map(ObjectName::explicit), columns: strings(columns), ..PrimaryKey::default() }
}

pub fn key(columns: &[&str]) -> Constraint {
    Constraint::PrimaryKey(primary_key(None, columns))
}

pub fn unique(name: Option<&str>, columns: &[&str]) -> Unique {
    Unique { name: name.map(ObjectName::explicit), columns: strings(columns), ..Unique::default() }
}

pub fn check(name: Option<&str>, condition: &str) -> Check {
    Check { name: name.map(ObjectName::explicit), condition: condition.to_owned(), ..Check::default() }
}

pub fn foreign_key(name: Option<&str>, columns: &[&str], table: &str, referred: &[&str]) -> ForeignKey {
    ForeignKey {
        name: name.map(ObjectName::explicit),
        columns: strings(columns),
        referred_table: QualifiedName::plain(table),
        referred_columns: strings(referred),
        on_delete: None,
        on_update: None,
        match_type: None,
        deferrability: Deferrability::default(),
        use_alter: false,
        not_valid: false,
        comment: None,
        definition: None,
    }
}

pub fn deferrable(deferrable: Option<bool>, initially: Option<&str>) -> Deferrability {
    Deferrability { deferrable, initially: initially.map(str::to_owned) }
}

pub fn add_constraint(schema: Option<&str>, table: &str, constraint: Constraint) -> Operation {
    Operation::AddConstraint { table: QualifiedName::new(schema, table), constraint: Box::new(constraint) }
}

pub fn drop_constraint(name: &str, if_exists: bool) -> Operation {
    Operation::DropConstraint {
        table: QualifiedName::plain("t"),
        name: ObjectName::explicit(name),
        kind: None,
        constraint: None,
        if_exists,
        cascade: false,
    }
}

pub fn add_column(column: Column, constraints: Vec<Constraint>, indexes: Vec<Index>) -> Operation {
    Operation::AddColumn {
        table: QualifiedName::plain("t"),
        column: Box::new(column),
        constraints,
        indexes,
        if_not_exists: false,
    }
}

pub fn alter(edit: impl FnOnce(&mut AlterColumn)) -> Operation {
    let mut alter = AlterColumn::new(QualifiedName::plain("t"), "c");
    edit(&mut alter);
    Operation::AlterColumn(Box::new(alter))
}

pub fn on_column(name: &str) -> IndexElement {
    IndexElement { target: IndexTarget::Column(name.to_owned()), operator_class: None }
}

pub fn on_expression(sql: &str) -> IndexElement {
    IndexElement { target: IndexTarget::Expression(sql.to_owned()), operator_class: None }
}

pub fn classed(element: IndexElement, class: &str) -> IndexElement {
    IndexElement { operator_class: Some(class.to_owned()), ..element }
}

pub fn index(name: &str, elements: Vec<IndexElement>) -> Index {
    Index { name: named(name), elements, ..Index::default() }
}

pub fn create_index(index: Index) -> Operation {
    Operation::CreateIndex { table: QualifiedName::plain("t"), index: Box::new(index), if_not_exists: false }
}

pub fn drop_index(index: Index, schema: Option<&str>, if_exists: bool) -> Operation {
    Operation::DropIndex {
        table: Some(QualifiedName::new(schema, "t")),
        schema: schema.map(str::to_owned),
        index: Box::new(index),
        if_exists,
    }
}

pub fn strings(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}
