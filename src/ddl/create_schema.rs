//! A whole declared schema from nothing, in the order of SQLAlchemy's `create_all`.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Statement, comment, constraint, create_table, data_type, enum_type, identifier, index, literal, sequence,
};
use crate::error::Result;
use crate::schema::{Constraint, EnumType, ForeignKey, QualifiedName, Schema, SqlType, Table};

/// Schemas, sequences, types, tables after those they refer to, and at last the foreign keys that
/// close a cycle or ask for ALTER themselves.
///
/// Runs on a database that may hold schemas, domains and `create_type=False` enums already: those are
/// created where they are missing.
///
/// # Errors
/// See [`super::Compiler::compile`].
pub fn create_schema(schema: &Schema) -> Result<Vec<Statement>> {
    let mut statements = Vec::new();
    for name in schema_names(schema) {
        statements.push(create_missing_schema(name));
    }
    let mut sequences: BTreeMap<_, _> = schema.sequences.iter().collect();
    for column in schema.tables.values().flat_map(|table| &table.columns) {
        if let Some(sequence) = &column.sequence {
            sequences.entry(&sequence.name).or_insert(sequence);
        }
    }
    statements.extend(sequences.values().map(|each| sequence::create_sequence(each)));
    statements.extend(types(schema)?);

    let order = creation_order(schema);
    let mut deferred = Vec::new();
    let mut created = BTreeSet::new();
    for table in order {
        created.insert(&table.name);
        let inline = |key: &ForeignKey| {
            !key.use_alter
                && (created.contains(&key.referred_table) || !schema.tables.contains_key(&key.referred_table))
        };
        statements.push(create_table::create(table, false, inline)?);
        for each in &table.indexes {
            statements.push(index::create(&table.name, each, false)?);
        }
        statements.extend(create_table::comments(table));
        for each in &table.constraints {
            match each {
                Constraint::ForeignKey(key) if !inline(key) => deferred.push((table, each)),
                Constraint::ForeignKey(_)
                | Constraint::PrimaryKey(_)
                | Constraint::Unique(_)
                | Constraint::Check(_)
                | Constraint::Exclude(_) => statements.extend(constraint_comment(table, each)?),
            }
        }
    }
    for (table, each) in deferred {
        statements.extend(constraint::add(&table.name, each)?);
        statements.extend(constraint_comment(table, each)?);
    }
    Ok(statements)
}

/// IF NOT EXISTS would ask for the right to create schemas even where there is nothing to create.
fn create_missing_schema(name: &str) -> Statement {
    let name = identifier::always_quote(name);
    let literal = literal::string(&name);
    block(&format!("IF to_regnamespace({literal}) IS NULL THEN CREATE SCHEMA {name}; END IF;"))
}

/// Every schema that something lives in.
fn schema_names(schema: &Schema) -> BTreeSet<&str> {
    let named = schema.schemas.iter().map(String::as_str);
    let tables = schema.tables.keys().filter_map(|name| name.schema.as_deref());
    let types = schema.enum_types.keys().filter_map(|name| name.schema.as_deref());
    let sequences = schema.sequences.keys().filter_map(|name| name.schema.as_deref());
    named.chain(tables).chain(types).chain(sequences).collect()
}

fn constraint_comment(table: &Table, constraint: &Constraint) -> Result<Option<Statement>> {
    match (constraint.name(), constraint.comment()) {
        (Some(name), Some(text)) => comment::constraint(&table.name, name, text).map(Some),
        _ => Ok(None),
    }
}

/// The enum types and domains, each once: those of the schema, then those that only columns name.
fn types(schema: &Schema) -> Result<Vec<Statement>> {
    let mut enums: BTreeMap<&QualifiedName, &EnumType> = schema.enum_types.iter().collect();
    let mut domains = BTreeMap::new();
    for column in schema.tables.values().flat_map(|table| &table.columns) {
        let mut sql = &column.data_type.sql;
        while let SqlType::Array { item, .. } = sql {
            sql = item;
        }
        if let SqlType::Domain { name, definition: Some(definition) } = sql {
            domains.entry(name).or_insert(definition);
        }
        if let Some(enum_type) = sql.enum_type() {
            enums.entry(&enum_type.name).or_insert(enum_type);
        }
    }
    let mut statements = Vec::new();
    for enum_type in enums.values() {
        // Named, not declared: whoever has the labels creates it.
        if !enum_type.create_type && enum_type.labels.is_empty() {
            continue;
        }
        data_type::named_type(&enum_type.name, "ENUM")?;
        let create = enum_type::create(enum_type)?;
        statements.push(if enum_type.create_type { create } else { where_missing(&create) });
    }
    for (name, definition) in domains {
        statements.push(where_missing(&enum_type::create_domain(name, definition)));
    }
    Ok(statements)
}

/// The statement, doing nothing where its object exists.
fn where_missing(create: &Statement) -> Statement {
    block(&format!("{}; EXCEPTION WHEN duplicate_object THEN NULL;", create.sql))
}

/// An anonymous block of PL/pgSQL.
fn block(body: &str) -> Statement {
    let mut tag = String::from("create");
    while body.contains(&format!("${tag}$")) {
        tag.push('_');
    }
    Statement::new(format!("DO ${tag}$ BEGIN {body} END ${tag}$"))
}

/// Referred tables before those that refer to them, otherwise by name; where a cycle leaves no such
/// table, the first by name goes on.
fn creation_order(schema: &Schema) -> Vec<&Table> {
    let mut waiting: BTreeMap<&QualifiedName, (&Table, BTreeSet<QualifiedName>)> = schema
        .tables
        .iter()
        .map(|(name, table)| {
            let referred = table
                .foreign_keys()
                .filter(|key| !key.use_alter)
                .map(|key| key.referred_table.clone())
                .chain(parents(table))
                .filter(|referred| referred != name && schema.tables.contains_key(referred))
                .collect();
            (name, (table, referred))
        })
        .collect();
    let mut order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free: Vec<&QualifiedName> =
            waiting.iter().filter(|(_, (_, referred))| referred.is_empty()).map(|(name, _)| *name).collect();
        let next = if free.is_empty() { waiting.keys().take(1).copied().collect() } else { free };
        for name in &next {
            if let Some((table, _)) = waiting.remove(*name) {
                order.push(table);
            }
        }
        for (_, referred) in waiting.values_mut() {
            referred.retain(|name| !next.contains(&name));
        }
    }
    order
}

/// Tables that INHERITS names: they have to be there first.
fn parents(table: &Table) -> Vec<QualifiedName> {
    let Some((_, parents)) = table.options.iter().find(|(key, _)| key == "postgresql_inherits") else {
        return Vec::new();
    };
    let names = parents.trim_matches(['(', ')', '[', ']']).split(',');
    names
        .map(|name| name.trim().trim_matches(['\'', '"']))
        .filter(|name| !name.is_empty())
        .map(QualifiedName::plain)
        .collect()
}
